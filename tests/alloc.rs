//! Nothing allocates from a frame to a snapshot: a million mixed frames, and a counting allocator says zero.
//!
//! Everything that runs sealed goes through [`sealed`]: the core alone; the whole path from a frame's bytes over the
//! decoder, the core, the facts and the snapshot; a warm frame of a screen. What people do (acknowledge, close) may
//! allocate, and runs unsealed in between.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test fails by panicking"
)]

#[path = "../benches/support/mix.rs"]
#[allow(dead_code, reason = "the benches use more of it")]
mod mix;

#[path = "../benches/support/events.rs"]
mod events;

#[path = "support/counting.rs"]
mod counting;

#[path = "alloc/decoders.rs"]
mod decoders;

#[path = "it/feed/mutate.rs"]
#[allow(dead_code, reason = "how many mutants there are is said here")]
mod mutate;

use counting::sealed;
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, HazardFamily};
use dutydesk::correlation::change::{Changes, Reason, ReasonCode, What};
use dutydesk::correlation::event::Event;
use dutydesk::correlation::{Area, Capacity, Context, Correlation, Cover, Progress, Shapes, Suppression};
use dutydesk::engine::driver::Driver;
use dutydesk::operations::actor::PrivateText;
use dutydesk::operations::call::{self, Party, Purpose, Witness};
use dutydesk::operations::command::Body as Command;
use dutydesk::operations::dispatch::{self, Order, Task};
use dutydesk::operations::fact::Fact;
use dutydesk::operations::finding::{self, Found, People, Reliability};
use dutydesk::operations::incident::{self, Verdict};
use dutydesk::operations::next::Act;
use dutydesk::operations::publish::{Frame, Publisher};
use dutydesk::operations::report::{self, Kind};
use dutydesk::operations::snapshot::Snapshot;
use dutydesk::operations::state::State;
use dutydesk::screen::{Options, Screen};
use dutydesk::terminal::output::{FrameEnd, Output};
use dutydesk::text::bounded;
use dutydesk::units::{Digest, IncidentId, Point, RuleId, Span, SuppressionId, WarningId, ZoneId};
use events::Events;
use std::collections::BTreeMap;
use std::sync::Arc;

const EVENTS: u64 = 1_000_000;

/// Events that the core alone takes; two tables of incidents share them.
fn count() -> u64 {
    if std::env::var("SCALE").is_ok_and(|scale| scale == "full") { 5 * EVENTS } else { EVENTS / 2 }
}

const DEVICES: u32 = 20_000;

/// What a person asks to be kept, one after another: shelves, outages, windows; each for some seconds.
fn keep(core: &mut Correlation, event: &Event, changes: &mut Changes) {
    let number = (event.input.0 / 500) as u32;
    let cover = match number % 3 {
        0 => Cover::Shelf(AlarmKey { device: event.device, class: AlarmClass::Hazard }),
        1 => Cover::Outage(event.device),
        _ => Cover::Window(ZoneId(1 + number % events::zones(DEVICES))),
    };
    let (id, at) = (SuppressionId(number), event.received);
    if core.suppress(Suppression { id, cover, begun: at, until: at.after(Span::seconds(20)) }) {
        core.enforce(id, at, changes);
    }
    let earlier = SuppressionId(number.saturating_sub(7));
    if number.is_multiple_of(5) && core.lift(earlier) {
        core.let_go(earlier, at, changes);
    }
}

/// What the desk saw, so that a run without alarms cannot pass.
#[derive(Default)]
struct Seen {
    opened: u64,
    joined: u64,
    repeated: u64,
    ended: u64,
    renewed: u64,
    suppressed: u64,
    merged: u64,
    full: u64,
}

impl Seen {
    fn take(&mut self, changes: &mut Changes) -> Option<IncidentId> {
        let mut opened = None;
        for change in changes.iter() {
            match change.what {
                What::Opened { incident, .. } => {
                    self.opened += 1;
                    opened = Some(incident);
                }
                What::Joined { .. } => self.joined += 1,
                What::Repeated { .. } => self.repeated += 1,
                What::Ended { .. } => self.ended += 1,
                What::Renewed { .. } => self.renewed += 1,
                What::Suppressed { .. } => self.suppressed += 1,
                What::TableFull { .. } => self.full += 1,
                What::LevelChanged { .. }
                | What::SeverityChanged { .. }
                | What::LifeRiskChanged { .. }
                | What::Quieted { .. }
                | What::FirstOutChanged { .. }
                | What::Unsuppressed { .. }
                | What::SuppressionEnded { .. }
                | What::MergeProposed { .. }
                | What::Split { .. }
                | What::Follows { .. }
                | What::Stale { .. } => {}
                What::Merged { .. } => self.merged += 1,
            }
        }
        changes.clear();
        opened
    }
}

/// Merges the two oldest incidents of one family, as a person would.
fn unite(core: &mut Correlation, event: &Event, changes: &mut Changes, seen: &mut Seen) {
    let reason = Reason { code: ReasonCode::Operator, rule: RuleId(0), other: None, span: Span(0) };
    let Some(into) = core.open().next().map(|row| row.id) else { return };
    let from = core.open().map(|row| row.id).find(|from| core.can_merge(into, *from));
    if let Some(from) = from {
        core.merge(into, from, event.received, reason, changes);
        seen.take(changes);
    }
}

/// The desk's turn, as the engine makes it: time, event, now and then a person's act.
fn turn(
    core: &mut Correlation,
    event: &Event,
    changes: &mut Changes,
    seen: &mut Seen,
    last: &mut IncidentId,
) {
    core.begin_input(event.input);
    while core.advance(event.received, changes) == Progress::More {
        seen.take(changes);
    }
    core.step(event, changes);
    *last = seen.take(changes).unwrap_or(*last);
    if event.input.0.is_multiple_of(500) {
        seen.take(changes);
        keep(core, event, changes);
        seen.take(changes);
    }
    match event.input.0 % 10_000 {
        1_000 | 4_000 => {
            let oldest = core.open().next().map(|row| row.id).unwrap_or_default();
            core.acknowledge(event.received, *last, event.input);
            core.acknowledge(event.received, oldest, event.input);
        }
        2_000 => core.close(*last),
        2_500 => core.reopen(*last),
        5_000 => {
            let number = (event.input.0 / 10_000 % 9) as u32;
            let shapes = drawn(number);
            let adcodes: &[u32] = if number.is_multiple_of(2) { &[320_300] } else { &[] };
            let area = Area { adcodes, shapes: Some(&shapes) };
            core.warn(WarningId(number), area, Some(Context::WaterAndWeather));
        }
        6_000 => unite(core, event, changes, seen),
        8_000 => core.unwarn(WarningId((event.input.0 / 10_000 % 7) as u32)),
        9_000 => {
            let oldest = core.open().next().map(|row| row.id).unwrap_or_default();
            core.close(oldest);
        }
        _ => {}
    }
}

/// A polygon over some of the sites, one of more corners than are held, and circles.
fn drawn(number: u32) -> Shapes {
    let mut shapes = Shapes::default();
    let corner = |at: i32| {
        let east = if at % 200 < 100 { 116_610_000 } else { 116_630_000 };
        Point::new(34_700_000 + 100 * (at % 200 - 100).abs() * number as i32 / 9, east + at % 7)
    };
    shapes.add_ring((0..200).map(corner));
    shapes.add_ring((0..2_000).map(corner));
    for radius in 1..40 {
        shapes.add_circle(Point::new(34_705_000, 116_620_000).unwrap(), radius * 100);
    }
    shapes
}

#[test]
fn mixed_events_under_all_rules_allocate_nothing() {
    // A table of sixteen incidents is full again and again; the second core comes from a checkpoint.
    let reference = events::reference(DEVICES);
    for incidents in [4_096, 16] {
        let capacity = Capacity { devices: DEVICES as usize + 1_024, incidents, warnings: 8 };
        let fresh = Correlation::new(&reference, capacity);
        let bytes = postcard::to_allocvec(&fresh).unwrap();
        let mut core = if incidents == 16 { postcard::from_bytes(&bytes).unwrap() } else { fresh };
        core.attach(&reference);
        let (mut mix, mut changes) = (Events::of(DEVICES), Changes::new());
        let (mut seen, mut last) = (Seen::default(), IncidentId(0));
        let count = count();
        let allocations = sealed(|| {
            for _ in 0..count {
                let event = mix.next();
                turn(&mut core, &event, &mut changes, &mut seen, &mut last);
            }
        });
        assert_eq!(allocations, 0);
        assert_eq!(core.counts().changes_lost, 0);
        assert!(seen.opened > 100 && seen.joined > 10_000 && seen.repeated > 100_000 && seen.ended > 10_000);
        assert!(seen.renewed > 10 && seen.suppressed > 10 && seen.merged > 0);
        assert_eq!(seen.full > 0, incidents == 16);
    }
}

/// A desk under the mix, and what it decided.
struct Path {
    driver: Driver,
    mix: mix::Mix,
    facts: Vec<Fact>,
    publisher: Publisher,
    snapshot: Box<Snapshot>,
    seen: BTreeMap<&'static str, u64>,
}

impl Path {
    fn new() -> Self {
        let mut path = Self {
            driver: Driver::new(mix::registry()),
            mix: mix::Mix::default(),
            // As much as a batch that the engine uses again has grown to.
            facts: Vec::with_capacity(64 * 1_024),
            publisher: Publisher::default(),
            snapshot: Box::default(),
            seen: BTreeMap::new(),
        };
        path.mix.open(&mut path.driver, &mut path.facts);
        path
    }

    /// Takes so many frames, a snapshot after every batch; returns how often that allocated.
    fn run(&mut self, frames: u64) -> u64 {
        let (mut allocations, mut block) = (0, Vec::new());
        for at in (0..frames).step_by(1_000) {
            // What the transport and people do is not counted.
            block.clear();
            block.extend((0..1_000).map(|_| self.mix.read()));
            allocations += sealed(|| {
                for (index, read) in block.iter().enumerate() {
                    self.driver.take(read.number, read.at, &read.input(), &mut self.facts);
                    if index % 64 == 0 {
                        self.publisher.fill(&self.driver.state, Frame::default(), &mut self.snapshot);
                    }
                }
            });
            if at % 10_000 == 5_000 {
                self.mix.act(&mut self.driver, &mut self.facts);
                self.answer();
            }
            for fact in self.facts.drain(..) {
                *self.seen.entry(fact.body.kind()).or_default() += 1;
            }
        }
        allocations
    }

    /// Answers one more fire as far as its report: it stands, with calls, teams, deadlines and a draft at the leader's.
    fn answer(&mut self) {
        let waits = |it: &&incident::Incident| {
            it.family == HazardFamily::Fire && !it.is_unacknowledged() && it.verdict.is_none()
        };
        let first = self.driver.state.incidents.open().filter(waits).map(|it| it.id).min();
        let Some(incident) = first else { return };
        let party = |code| Party::Code(bounded(code));
        let opens =
            |code, purpose| Command::Call(call::Command::Open { incident, callee: party(code), purpose });
        let (witness, verdict, reliability) = (Witness::Officer, Verdict::Real, Reliability::Confirmed);
        let found = Found::People(People { missing: Some(2), ..People::default() });
        let order = |team, task| {
            let orders = [Order { team: bounded(team), task }].into_iter().collect();
            Command::Dispatch(dispatch::Command::Order {
                incident,
                orders,
                staging: None,
                despite: Some(TEXT),
            })
        };
        let acts = [
            opens("119", Purpose::Alarm),
            opens("control", Purpose::Verify),
            Command::Incident(incident::Command::Verify { incident, verdict, witness, place: None }),
            Command::Finding(finding::Command::Find { incident, found, witness, reliability }),
            order("T1", Task::Guide),
            order("T4", Task::Attack),
            order("T5", Task::Water),
            Command::Report(report::Command::Submit { incident, kind: Kind::First, text: TEXT }),
        ];
        for act in acts {
            self.mix.give(&mut self.driver, act, &mut self.facts);
        }
    }
}

/// What a typed text is to the desk.
const TEXT: PrivateText = PrivateText { token: 7, digest: Digest([7; 32]) };

#[test]
fn a_million_frames_become_snapshots_without_an_allocation() {
    let mut path = Path::new();
    assert_eq!(path.run(EVENTS / 2), 0);
    // A restart in the middle: a desk that was read from a checkpoint has its room again.
    let bytes = postcard::to_allocvec(&path.driver.state).unwrap();
    let state: State = postcard::from_bytes(&bytes).unwrap();
    path.driver = Driver::resume(state, Arc::clone(path.driver.registry()));
    assert_eq!(path.run(EVENTS / 2), 0);
    let status = &path.snapshot.status;
    println!("{} open, {} facts by kind: {:?}", status.open, status.entry.0, path.seen);
    assert!(status.open > 50 && status.input.0 >= EVENTS - 100 && !path.snapshot.incidents.is_empty());
    for kind in ["alarm.joined", "incident.repeats", "incident.renewed", "deadline.passed", "device.admitted"]
    {
        assert!(path.seen.get(kind).is_some_and(|count| *count > 30), "{kind}: {:?}", path.seen);
    }
    // What people are in the middle of stands under the frames: calls, orders, drafts, and what is owed.
    for kind in ["call.opened", "incident.verified", "finding.found", "dispatch.ordered", "report.submitted"]
    {
        assert!(path.seen.contains_key(kind), "{kind}: {:?}", path.seen);
    }
    let answered = path.snapshot.incidents.iter().filter(|view| view.verdict.is_some());
    assert!(answered.filter(|view| view.next.act != Act::Acknowledge).count() > 0);
    assert!(!path.snapshot.waiting.is_empty() && !path.snapshot.teams.is_empty());
    let taken: u64 = path.driver.state.feeds.all().map(|(_, feed)| feed.events).sum();
    let refused: u64 = path.driver.state.feeds.all().map(|(_, feed)| feed.rejects).sum();
    assert_eq!((taken, refused), (EVENTS, 0), "every frame was decoded and taken");
}

#[test]
fn a_warm_frame_of_a_screen_allocates_next_to_nothing() {
    const WARM_MAX: u64 = 40;
    let mut path = Path::new();
    path.run(20_000);
    let (columns, rows) = (200, 60);
    let options = Options { size: (columns, rows), ..Options::default() };
    let mut screen = Screen::new(options).unwrap();
    let mut output = Output::new(columns, rows, FrameEnd::Local);
    let mut now = std::time::Instant::now();
    let mut most = 0;
    for round in 0..20 {
        path.run(1_000);
        path.publisher.fill(&path.driver.state, Frame::default(), &mut path.snapshot);
        now += std::time::Duration::from_millis(100);
        screen.snapshot(path.snapshot.clone(), now);
        let mut bytes = 0;
        let allocations = sealed(|| {
            bytes = output.frame(|buffer| screen.paint(buffer)).map_or(0, <[u8]>::len);
        });
        assert!(bytes > 0, "each snapshot shows something new");
        if round > 3 {
            most = most.max(allocations);
        }
    }
    println!("a warm frame of {columns}x{rows} allocates at most {most} times");
    assert!(most <= WARM_MAX, "{most} allocations");
}

#[test]
fn the_counter_counts() {
    assert_eq!(sealed(|| drop(std::hint::black_box(Box::new(1_u8)))), 1);
}
