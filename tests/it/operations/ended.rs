//! A drill that is over: nobody acts on it any more, and what was told in it stands to be read.

use super::drills::{direct, drilled, given, happens, script, snapshot};
use super::fixture::{Desk, TEXT, proved};
use arrayvec::ArrayVec;
use dutydesk::limits::TOLD_SHOWN_MAX;
use dutydesk::operations::actor::{Actor, PrivateText};
use dutydesk::operations::command::Body;
use dutydesk::operations::dossier::day_of;
use dutydesk::operations::drill::script::{InjectScript, Script, Words};
use dutydesk::operations::drill::state::State as Runs;
use dutydesk::operations::drill::view::told;
use dutydesk::operations::drill::{About, Command, Fact, Rating, Refusal, may_act};
use dutydesk::operations::incident::Phase;
use dutydesk::operations::outcome::Refusal as Refused;
use dutydesk::operations::state::Verdict;
use dutydesk::operations::{desk, line};
use dutydesk::text::bounded;
use dutydesk::units::{Digest, EntryNumber, Instant};

/// A line of each subject, and of life first of all.
const LINES: [&str; 24] = [
    "ack 1001",
    "note 1001 text",
    "close 1001 handled 1001",
    "call 1001 119 alarm",
    "called 1001 119 alarm answered 0412",
    "intake phone fire at the gate",
    "verify 1001 real by control",
    "people 1001 counted 12 by control",
    "scene 1001 flame by control",
    "dispatch 1001 T1 guide",
    "evac 1001",
    "step 1001 2 done",
    "report 1001 first text",
    "sign 1001 1",
    "order 1001 10 from L1 text",
    "propose 1001 III",
    "claim 1001 PICC N1",
    "reserve 1001 50000 for payee because purpose with evidence",
    "post 2 50000 1001",
    "relay 4",
    "rules",
    "feed-ack sensors",
    "handover D2",
    "lift 3",
];

fn bodies() -> Vec<Body<PrivateText>> {
    let place = line::Place { selected: Some(super::fixture::id(1)), intake: None };
    let read = LINES.iter().filter_map(|written| {
        let draft = line::parse_at(written, place).ok()?;
        draft.try_map(&mut |_: String| Ok::<_, ()>(TEXT)).ok()
    });
    read.collect()
}

fn over() -> Verdict {
    Verdict::Refused(Refused::Drill(Refusal::Over))
}

#[test]
fn after_the_end_every_act_is_refused_and_what_belongs_there_is_taken() {
    let bodies = bodies();
    let kinds: std::collections::BTreeSet<_> =
        bodies.iter().map(std::mem::discriminant).map(|it| format!("{it:?}")).collect();
    assert!(kinds.len() >= 13, "a line of nearly every subject is read: {}", kinds.len());
    for real in [false, true] {
        let mut desk = drilled();
        desk.fire(0, "S-2031");
        for body in &bodies {
            assert_eq!(may_act(&desk.driver.state, body), Ok(()), "while it runs: {body:?}");
        }
        happens(&mut desk, Fact::Ended { real });
        for actor in [proved("D1"), proved("L1"), proved("X1"), Actor::Unclaimed] {
            for body in &bodies {
                let (verdict, facts) = desk.act(actor, body.clone());
                assert_eq!((verdict, facts.len()), (over(), 0), "{actor:?}: {body:?}");
            }
        }
        let today = day_of(desk.now);
        for command in [
            Command::Observe { about: About::Whole, rating: Rating::Fair, text: TEXT },
            Command::Improve { owner: bounded("T4"), due_day: today, text: TEXT },
            Command::Improved { run: bounded("2026-11-01-park-fire"), number: 2 },
            Command::Check { phase: Phase::Verification, item: 1 },
        ] {
            let verdict = direct(&mut desk, command);
            assert!(matches!(verdict, Verdict::Decided { .. }), "{command:?}: {verdict:?}");
        }
        assert_eq!(direct(&mut desk, Command::Hold), over());
        assert_eq!(may_act(&desk.driver.state, &Body::Desk(desk::Command::Stop)), Ok(()));
    }
}

#[test]
fn a_desk_that_serves_and_a_drill_that_has_not_begun_refuse_nothing_of_it() {
    let serves = Desk::new();
    let mut waits = drilled();
    waits.driver.state.drills = Runs::default();
    for body in bodies() {
        assert_eq!(may_act(&serves.driver.state, &body), Ok(()), "{body:?}");
        assert_eq!(may_act(&waits.driver.state, &body), Ok(()), "{body:?}");
    }
}

#[test]
fn what_is_to_be_done_is_due_today_or_later() {
    let mut desk = drilled();
    desk.tick(1_000);
    let today = day_of(desk.now);
    let improve = |due_day| Command::Improve { owner: bounded("T4"), due_day, text: TEXT };
    for due_day in [i32::MIN, 0, today - 1] {
        let wanted = Verdict::Refused(Refused::Drill(Refusal::DayPast { due_day, today }));
        assert_eq!(direct(&mut desk, improve(due_day)), wanted);
    }
    for due_day in [today, today + 30] {
        assert!(matches!(direct(&mut desk, improve(due_day)), Verdict::Decided { .. }), "{due_day}");
    }
}

#[test]
fn everything_that_was_told_stands_newest_first_and_bounded() {
    let mut desk = drilled();
    assert!(snapshot(&desk, None).told.is_empty());
    // Two at once, and one that tells nothing: the first is not gone.
    given(&mut desk, 0);
    given(&mut desk, 1);
    given(&mut desk, 2);
    let codes: Vec<String> = snapshot(&desk, None).told.iter().map(|told| told.code.to_string()).collect();
    assert_eq!(codes, ["J3", "J1"]);
    assert_eq!(snapshot(&desk, None).status.drill.unwrap().told, snapshot(&desk, None).told.first().copied());
    // A longer script than is shown.
    let count = TOLD_SHOWN_MAX + 9;
    let words = Words { zh: bounded("话"), en: bounded("words") };
    let inject =
        |at: usize| InjectScript { code: bounded(&format!("J{at}")), told: words, ..InjectScript::default() };
    let long = Script { injects: (0..count).map(inject).collect(), ..script() };
    let mut runs = Runs::default();
    runs.apply(
        &Fact::Began { scenario: Digest::default(), name: bounded("x"), injects: count as u16 },
        EntryNumber(1),
        Instant(0),
    );
    // Those in the middle are given last.
    for (second, place) in (0..20).chain(40..count).chain(20..40).enumerate() {
        let code = bounded(&format!("J{place}"));
        runs.apply(
            &Fact::Given { inject: place as u16, code, by_hand: true },
            EntryNumber(2),
            Instant(second as i64 * 1_000),
        );
    }
    let mut shown = ArrayVec::new();
    told(runs.run().unwrap(), &long, &mut shown);
    assert_eq!(shown.len(), TOLD_SHOWN_MAX);
    assert_eq!((shown[0].code.as_str(), shown[20].code.to_string()), ("J39", format!("J{}", count - 1)));
    assert!(shown.is_sorted_by(|one, other| one.at > other.at), "newest first");
    assert_eq!(shown.last().map(|told| told.at), Some(Instant(9_000)), "the oldest are left to the journal");
}
