//! A deadline passes at its instant, whoever looked when; what is new starts it again.

use super::fixture::{Desk, T0, acknowledge, deadlines, id, kinds, proved, says};
use dutydesk::correlation::change::RenewCause;
use dutydesk::correlation::event::Conditions;
use dutydesk::feed::decode::words::Type;
use dutydesk::operations::command::Seen;
use dutydesk::operations::deadline::{Fact as DeadlineFact, Subject};
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::incident::{self, state::Standing};
use dutydesk::operations::outcome::Remark;
use dutydesk::operations::state::Verdict;
use dutydesk::units::{EntryNumber, InputNumber, Instant, Span};

const ONE: Subject = Subject::Acknowledge(id(1));

/// What happened to the acknowledgement's deadline; what is owed after it stands in `course`.
fn own(facts: &[Fact]) -> Vec<(Instant, DeadlineFact)> {
    deadlines(facts).into_iter().filter(|(_, fact)| fact.subject() == ONE).collect()
}

fn at(seconds: i64) -> Instant {
    T0.after(Span::seconds(seconds))
}

#[test]
fn a_deadline_passes_at_its_instant_however_often_somebody_looks() {
    for looks in [1, 7, 1_000, 20_000] {
        let mut desk = Desk::new();
        desk.fire(0, "S-2031");
        let mut millis = 0;
        while millis < 20_000 {
            millis += looks;
            desk.tick(millis);
        }
        desk.tick(20_000);
        let wanted = [
            (at(0), DeadlineFact::Started { subject: ONE, due: at(15) }),
            (at(15), DeadlineFact::Passed { subject: ONE, due: at(15) }),
        ];
        let own: Vec<_> = deadlines(&desk.facts).into_iter().filter(|(_, it)| it.subject() == ONE).collect();
        assert_eq!(own, wanted, "looked every {looks} ms");
        assert_eq!(desk.driver.state.next_due().filter(|due| *due <= at(20)), None);
    }
}

#[test]
fn a_fault_is_no_fire_and_has_longer() {
    let mut desk = Desk::new();
    let facts = desk.hear(0, &says("S-2031", Type::Fault, Conditions::FAULT));
    assert_eq!(deadlines(&facts), [(at(0), DeadlineFact::Started { subject: ONE, due: at(300) })]);
}

#[test]
fn what_an_acknowledgement_does_not_cover_starts_the_deadline_again() {
    let mut desk = Desk::new();
    desk.fire(0, "S-2031");
    desk.tick(5_000);
    let (_, facts) = desk.acknowledge(1);
    assert_eq!(own(&facts), [(at(5), DeadlineFact::Met { subject: ONE, due: at(15) })]);
    // Another quantity in the same zone.
    let facts = desk.fire(30_000, "T-2007");
    assert!(kinds(&facts).contains(&"incident.renewed"), "{facts:?}");
    assert_eq!(own(&facts), [(at(30), DeadlineFact::Started { subject: ONE, due: at(45) })]);
    assert_eq!(desk.incident(1).standing, Standing::Unacknowledged { since: at(30) });
    let facts = desk.tick(60_000);
    assert_eq!(own(&facts), [(at(45), DeadlineFact::Passed { subject: ONE, due: at(45) })]);
    // Late is told as late: it was met, and its entry says by when it was due.
    let (_, facts) = desk.acknowledge(1);
    assert_eq!(own(&facts), [(at(60), DeadlineFact::Met { subject: ONE, due: at(45) })]);
    assert_eq!(desk.driver.state.deadlines.of(ONE), None);
}

#[test]
fn more_of_the_same_is_covered_and_new_things_that_the_screen_had_not_are_not() {
    // What comes between the screen's snapshot and the act; whether the incident stands acknowledged after it.
    let cases: [(&[&str], u32, Option<RenewCause>); 4] = [
        (&[], 0, None),
        (&["S-2033", "S-2034"], 2, None),
        (&["S-2033", "M-2005"], 2, Some(RenewCause::NewKind)),
        (&["S-2025"], 1, Some(RenewCause::NewZone)),
    ];
    for (between, came_later, renewed) in cases {
        let mut desk = Desk::new();
        desk.fire(0, "S-2031");
        desk.fire(1_000, "S-2032");
        let seen = Seen { input: InputNumber(desk.input), revision: None };
        for (index, device) in between.iter().enumerate() {
            desk.fire(1_100 + index as i64, device);
        }
        assert_eq!(desk.driver.state.incidents.open().count(), 1, "{between:?} join the same incident");
        desk.now = at(2);
        let (verdict, facts) = desk.act_on(proved("D1"), seen, acknowledge(1));
        let remark = (came_later > 0).then_some(Remark::CameLater(came_later));
        let entry = EntryNumber(desk.driver.state.entry.0 - facts.len() as u64 + 1);
        assert_eq!(verdict, Verdict::Decided { entry, remark }, "{between:?}");
        let cause = facts.iter().find_map(|fact| match fact.body {
            Body::Incident(incident::Fact::Renewed { cause, .. }) => Some(cause),
            _ => None,
        });
        assert_eq!(cause, renewed, "{between:?}");
        assert_eq!(desk.incident(1).is_unacknowledged(), renewed.is_some(), "{between:?}");
        let running = desk.driver.state.deadlines.of(ONE).map(|it| it.due);
        assert_eq!(running, renewed.map(|_| at(17)), "{between:?}");
    }
}

#[test]
fn a_level_that_rose_after_the_screen_was_drawn_is_not_covered() {
    let mut desk = Desk::new();
    desk.fire(0, "S-2031");
    let seen = Seen { input: InputNumber(desk.input), revision: Some(desk.incident(1).revision) };
    // The same kind in the same zone, and with it a higher level.
    desk.fire(100, "S-2032");
    assert!(Some(desk.incident(1).revision) > seen.revision);
    let (_, facts) = desk.act_on(proved("D1"), seen, acknowledge(1));
    assert!(kinds(&facts).contains(&"incident.renewed"), "{facts:?}");
    let (_, facts) = desk.acknowledge(1);
    assert!(!kinds(&facts).contains(&"incident.renewed"), "{facts:?}");
}

#[test]
fn eleven_announcements_are_a_surge_and_forty_detectors_of_one_fire_are_not() {
    let mut desk = Desk::new();
    for (index, device) in
        ["S-2031", "S-2032", "S-2033", "S-2034", "S-2035", "T-2007", "T-2008", "M-2005", "M-2006"]
            .into_iter()
            .chain(["S-2025", "S-2026", "S-2027", "S-2028", "T-2005"])
            .enumerate()
    {
        desk.fire(index as i64, device);
    }
    assert!(!desk.snapshot().status.surge, "{} incidents", desk.driver.state.incidents.open().count());
    // Gas, water and fires elsewhere, until eleven incidents are open.
    let registry = super::fixture::registry();
    let mut millis = 1_000;
    for device in &registry.operations.devices {
        if desk.driver.state.incidents.open().count() > 10 {
            break;
        }
        if device.code.starts_with("S-") || device.code.starts_with("W-") {
            desk.fire(millis, &device.code);
            millis += 10;
        }
    }
    assert_eq!(desk.driver.state.incidents.open().count(), 11);
    assert!(desk.snapshot().status.surge);
    // What falls silent in the meantime is announced, too; after two hours nothing is left that could.
    desk.tick(millis + 2 * 60 * 60_000);
    assert!(!desk.snapshot().status.surge);
}
