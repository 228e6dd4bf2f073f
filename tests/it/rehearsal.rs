//! The whole chain from one scenario file: sensors and people, from the alarm to the refilled pool.
//!
//! Time is the scenario's own, tokens and salts are seeded: the same file gives the same chain of hashes on every run.

use crate::operations::fixture::{officer, proved, registry, sensor};
use dutydesk::engine::driver::Driver;
use dutydesk::engine::input::Input;
use dutydesk::engine::private;
use dutydesk::feed::encode::Body as Frame;
use dutydesk::feed::scenario::timeline::Timeline;
use dutydesk::feed::scenario::{Line, Scenario};
use dutydesk::journal::chain;
use dutydesk::journal::draft::Draft as Entry;
use dutydesk::operations::actor::Actor;
use dutydesk::operations::command::{Command, Seen};
use dutydesk::operations::fact::Fact;
use dutydesk::operations::incident::Incident;
use dutydesk::operations::line;
use dutydesk::operations::pool::{Account, Stage};
use dutydesk::operations::publish::ledger;
use dutydesk::operations::state::{State, Verdict};
use dutydesk::operations::{desk, pool};
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, Digest, EntryNumber, FeedId, Fen, IncidentId, InputNumber, Instant, Span};
use std::sync::Arc;

const FILE: &str = include_str!("../../fixtures/scenarios/park-fire.toml");

/// A rehearsal: the desk, what it decided, and the input that is next.
struct Rehearsal {
    driver: Driver,
    facts: Vec<Fact>,
    input: u64,
    action: u128,
    chance: u64,
    start: Instant,
}

impl Rehearsal {
    fn new(start: Instant, seed: u64) -> Self {
        let driver = Driver::new(registry());
        let mut rehearsal = Self { driver, facts: Vec::new(), input: 0, action: 0, chance: seed, start };
        let fact = desk::Fact::Started { build: bounded("rehearsal"), recovery: desk::fact::Recovery::Fresh };
        rehearsal.take(Span(0), &Input::Desk { actor: Actor::Desk, fact });
        rehearsal
    }

    fn take(&mut self, at: Span, input: &Input<'_>) -> Option<Verdict> {
        self.input += 1;
        let at = self.start.after(at);
        // Timers that are due in between fire in their own time, as a desk's tick lets them.
        while let Some(due) = self.driver.state.next_due().filter(|due| *due < at) {
            self.driver.take(InputNumber(self.input), due, &Input::Tick, &mut self.facts);
            self.input += 1;
        }
        self.driver.take(InputNumber(self.input), at, input, &mut self.facts)
    }

    fn act(&mut self, line: &Line) -> Verdict {
        let draft = line::parse(&line.text, None).unwrap_or_else(|error| panic!("{}: {error}", line.text));
        let chance = &mut self.chance;
        let (body, _) = private::tokenise_by(draft, &mut |bytes| {
            for byte in bytes {
                *chance ^= *chance << 13;
                *chance ^= *chance >> 7;
                *chance ^= *chance << 17;
                *byte = *chance as u8;
            }
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{}: {error}", line.text));
        self.action += 1;
        let command = Command {
            action: ActionId(self.action),
            actor: proved(&line.officer),
            signed_by: line.signed_by.as_deref().map(officer),
            seen: Seen::default(),
            body,
        };
        self.take(line.at, &Input::Command(Box::new(command))).expect("a command is answered")
    }

    /// Plays the whole scenario; every act must be accepted.
    fn play(mut self, scenario: &Scenario) -> Self {
        let mut events = Vec::new();
        let mut timeline = Timeline::new(Arc::new(Scenario { lines: Vec::new(), ..scenario.clone() }));
        for (index, moment) in std::iter::from_fn(|| timeline.next()).enumerate() {
            let Frame::Sensor(body) = moment.body else { panic!("only sensors speak here") };
            let bytes = sensor(index as u64 + 1, self.start.after(moment.at), &body);
            events.push((moment.at, bytes));
        }
        let mut lines = scenario.lines.iter().peekable();
        for (at, bytes) in events {
            while let Some(line) = lines.next_if(|line| line.at <= at) {
                self.accepted(line);
            }
            self.take(at, &Input::Frame { feed: FeedId(0), bytes: &bytes });
        }
        lines.for_each(|line| self.accepted(line));
        self
    }

    fn accepted(&mut self, line: &Line) {
        let verdict = self.act(line);
        assert!(matches!(verdict, Verdict::Decided { .. }), "{:?} {}: {verdict:?}", line.at, line.text);
    }

    /// Returns the hash of the last entry of the chain.
    fn chain(&self) -> Digest {
        let mut digest = Digest::default();
        for (index, fact) in self.facts.iter().enumerate() {
            digest = chain::link(digest, EntryNumber(index as u64 + 1), &Entry::of(fact));
        }
        digest
    }
}

fn scenario() -> Scenario {
    Scenario::read("park-fire.toml", FILE).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn play(seed: u64) -> Rehearsal {
    let scenario = scenario();
    let start = scenario.start.expect("the night has a date");
    Rehearsal::new(start, seed).play(&scenario)
}

#[test]
fn a_factory_burns_from_the_alarm_to_the_refilled_pool() {
    let night = play(7);
    let state = &night.driver.state;
    let one = IncidentId(1_001);
    let figure = registry().operations.pool_balance;
    let money = ledger(state);
    assert_eq!((money.balance, money.available), (figure, figure), "the pool is at its figure to the fen");
    assert_eq!((money.reserved, money.outstanding), (Fen(0), Fen(0)));
    let rescue = state.pool.accounts.of(Account::Rescue(one));
    assert_eq!((rescue.debits, rescue.credits), (Fen(4_638_050), Fen(4_638_050)));
    assert_eq!(state.pool.reservations()[0].stage, Stage::Arrived);
    assert!(state.incidents.get(one).is_some_and(Incident::is_closed));
    // Devices that are silent for days open incidents of their own.
    let owed = state.deadlines.running().iter().map(|it| it.subject).filter(|it| it.incident() == one);
    let owed: Vec<_> = owed.collect();
    assert!(owed.is_empty(), "nothing is owed any more: {owed:?}");
    for kind in [
        "incident.opened",
        "incident.acknowledged",
        "plan.chosen",
        "call.ended",
        "incident.verified",
        "dispatch.ordered",
        "order.given",
        "finding.found",
        "report.signed",
        "report.sent",
        "response.decided",
        "claim.opened",
        "pool.reserved",
        "pool.posted",
        "pool.paid",
        "pool.arrived",
        "claim.agreed",
        "incident.closed",
        "pool.refilled",
        "pool.recovered",
    ] {
        assert!(night.facts.iter().any(|fact| fact.body.kind() == kind), "{kind} stands in the journal");
    }
    let made =
        |fact: &&Fact| matches!(fact.body, dutydesk::operations::fact::Body::Pool(pool::Fact::Posted { .. }));
    assert_eq!(night.facts.iter().filter(made).count(), 1, "money goes once");
    eprintln!("rehearsal: {} facts, chain {}", night.facts.len(), night.chain());
}

#[test]
fn the_same_night_has_the_same_chain() {
    let (one, two) = (play(7), play(7));
    assert_eq!(one.facts, two.facts);
    assert_eq!(one.chain(), two.chain());
    assert_ne!(one.chain(), play(8).chain(), "other salts, other hashes");
}

#[test]
fn the_journal_alone_gives_the_same_desk() {
    let night = play(7);
    let mut folded = Driver::new(registry());
    for (index, fact) in night.facts.iter().enumerate() {
        folded.state.fold(EntryNumber(index as u64 + 1), fact);
    }
    let of = |state: &State| {
        let people = postcard::to_allocvec(&(
            (&state.incidents, &state.calls, &state.findings, &state.dispatches, &state.plans),
            (&state.reports, &state.orders, &state.claims, &state.pool, &state.deliveries),
            &state.deadlines,
        ));
        people.unwrap()
    };
    assert_eq!(
        of(&folded.state),
        of(&night.driver.state),
        "fold and live agree on everything that people did"
    );
}
