//! An acknowledgement in the middle of a thousand alarms a second: accepted, and it says how many came later.

use crate::chance::Chance;
use crate::links::{Feed, configuration};
use crate::seen::{self, Session};
use crate::support::desk::Desk;
use dutydesk::correlation::event::{Conditions, Unit};
use dutydesk::engine::clock;
use dutydesk::feed::decode::words::Type;
use dutydesk::feed::encode::{Body, SensorBody};
use dutydesk::feed::serve::Server;
use dutydesk::operations::command::{Draft, Seen};
use dutydesk::operations::feed::view::Link;
use dutydesk::operations::incident::Command;
use dutydesk::operations::incident::view::Standing;
use dutydesk::operations::outcome::{Outcome, Remark};
use dutydesk::units::Severity;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Between two alarms of the flood.
const EVERY: Duration = Duration::from_millis(1);
/// Devices that have spoken when the officer looks.
const BEFORE: u32 = 100;
/// Devices that speak in all: fewer than a feed may have that nobody registered.
const DEVICES: u32 = 450;

/// A flood that goes on until this is dropped, also when a test fails.
struct Flood<'a>(&'a AtomicBool);

impl Drop for Flood<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn push(server: &Server, device: u32) {
    let body = SensorBody {
        device: format!("X-{}", device + 1),
        kind: Type::Alarm,
        conditions: Conditions::FIRE,
        state: None,
        value: None,
        unit: Unit::None,
        severity: Severity::Severe,
        test: false,
        historical: false,
    };
    server.push(&Body::Sensor(body), clock::wall());
}

#[test]
fn an_acknowledgement_in_a_flood_says_how_many_came_later() {
    let feed = Feed::serve("[scenario]\nname = \"a flood\"\n", Duration::from_secs(5));
    let directory = tempfile::tempdir().unwrap();
    let desk = Desk::configured(&configuration(directory.path(), &feed.server().url()));
    seen::wait_for(&desk, "a feed that is heard", |seen| matches!(seen.feeds[0].link, Link::Up));
    (0..BEFORE).for_each(|device| push(feed.server(), device));
    let before = seen::wait_for(&desk, "a fire that grows", |seen| {
        seen.incidents.first().is_some_and(|row| row.members >= BEFORE / 2)
    });
    let row = &before.incidents[0];
    assert!(matches!(row.standing, Standing::Unacknowledged { .. }));
    // What the officer decides by is this screen; the flood goes on meanwhile, until they are answered.
    let over = AtomicBool::new(false);
    let outcome = std::thread::scope(|scope| {
        let _flood = Flood(&over);
        scope.spawn(|| {
            for device in (0..DEVICES).cycle() {
                if over.load(Ordering::Relaxed) {
                    return;
                }
                push(feed.server(), device);
                seen::pass(EVERY);
            }
        });
        seen::wait_for(&desk, "more alarms than the screen had", |seen| {
            seen.incidents.first().is_some_and(|now| now.members > row.members + 20)
        });
        let mut session = Session::open(&desk.socket()).unwrap();
        let draft = Draft::Incident(Command::Acknowledge { incident: row.id });
        let screen = Seen { input: before.status.input, revision: Some(row.revision) };
        session.act_on(Chance::of_run("acks").action(), screen, draft)
    });
    let Outcome::Recorded { remark: Some(Remark::CameLater(later)), .. } = outcome else {
        panic!("accepted, with what came later: {outcome:?}");
    };
    assert!(later > 20, "{later}");
    let entries = seen::export(&desk);
    let entry = seen::of_kind(&entries, "incident.acknowledged");
    assert_eq!(entry.len(), 1);
    assert!(entry[0].to_string().contains(&format!("\"came_later\":{later}")), "{}", entry[0]);
    eprintln!("acks: accepted in an alarm each {EVERY:?}, {later} came later");
}
