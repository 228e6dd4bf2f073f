//! An acknowledgement in the middle of a thousand alarms a second: accepted, and it says how many came later.

use crate::chance::Chance;
use crate::links::{Feed, configuration};
use crate::seen::{self, Session};
use crate::support::desk::Desk;
use dutydesk::operations::command::{Draft, Seen};
use dutydesk::operations::incident::Command;
use dutydesk::operations::incident::view::Standing;
use dutydesk::operations::outcome::{Outcome, Remark};
use std::time::Duration;

/// Alarms a second.
const RATE: u64 = 1_000;

#[test]
fn an_acknowledgement_in_a_flood_says_how_many_came_later() {
    let scenario = format!(
        "[scenario]\nname = \"a flood\"\n\
         [[generate]]\npattern = \"flood\"\nrate = {RATE}.0\nat = \"00:00:02\"\nfor = \"00:00:06\"\n\
         devices = [\"X-{{1..900}}\"]\nconditions = [\"fire\"]\n"
    );
    let feed = Feed::serve(&scenario, Duration::from_secs(5));
    let directory = tempfile::tempdir().unwrap();
    let desk = Desk::configured(&configuration(directory.path(), &feed.server().url()));
    let before = seen::wait_for(&desk, "a fire that grows", |seen| {
        seen.incidents.first().is_some_and(|row| (50..600).contains(&row.members))
    });
    let row = &before.incidents[0];
    assert!(matches!(row.standing, Standing::Unacknowledged { .. }));
    // What the officer decides by is this screen; the flood goes on meanwhile.
    seen::wait_for(&desk, "more alarms than the screen had", |seen| {
        seen.incidents.first().is_some_and(|now| now.members > row.members + 20)
    });
    let mut session = Session::open(&desk.socket()).unwrap();
    let draft = Draft::Incident(Command::Acknowledge { incident: row.id });
    let screen = Seen { input: before.status.input, revision: Some(row.revision) };
    let outcome = session.act_on(Chance::of_run("acks").action(), screen, draft);
    let Outcome::Recorded { remark: Some(Remark::CameLater(later)), .. } = outcome else {
        panic!("accepted, with what came later: {outcome:?}");
    };
    assert!(later > 20, "{later}");
    let entries = seen::export(&desk);
    let entry = seen::of_kind(&entries, "incident.acknowledged");
    assert_eq!(entry.len(), 1);
    assert!(entry[0].to_string().contains(&format!("\"came_later\":{later}")), "{}", entry[0]);
    eprintln!("acks: accepted in {RATE} alarms/s, {later} came later");
}
