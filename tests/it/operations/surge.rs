//! A surge: when it begins and ends, and that nothing is lost in the list while it lasts.

use crate::operations::fixture::{Desk, T0, acknowledge, proved, says};
use dutydesk::correlation::event::Conditions;
use dutydesk::correlation::rules::Rules;
use dutydesk::feed::decode::words::Type;
use dutydesk::limits::FOLDS_MAX;
use dutydesk::operations::desk;
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::incident::surge::{Limits, Surge, WINDOW};
use dutydesk::operations::snapshot::Snapshot;
use dutydesk::units::{Instant, Span};
use proptest::prelude::*;

/// What a surge is, from rule 9 alone: at each instant, by counting all announcements that ever were.
fn naive(announced: &[Instant], now: Instant, (begins, ends): (usize, usize)) -> bool {
    let mut edges: Vec<Instant> = announced.iter().flat_map(|at| [*at, at.after(WINDOW)]).collect();
    edges.retain(|at| *at <= now);
    edges.sort();
    edges.into_iter().fold(false, |is_on, edge| {
        let count = announced.iter().filter(|at| **at <= edge && edge.since(**at) < WINDOW).count();
        if is_on { count >= ends } else { count > begins }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Steps of a second and odd milliseconds: an announcement never falls on the end of another's window, where rule 9
    /// leaves open which comes first.
    #[test]
    fn entry_and_exit_are_those_of_the_naive_count(
        steps in prop::collection::vec(0..90_i64, 1..200),
        officers in 0..4_u16,
    ) {
        let limits = Limits::of(&Rules::default(), officers);
        let bounds = (limits.begins_above, limits.ends_below);
        let (mut surge, mut now, mut announced) = (Surge::default(), T0, Vec::new());
        for (nth, step) in steps.into_iter().enumerate() {
            let next = Instant(T0.after(now.since(T0)).after(Span::seconds(step)).0 / 1_000 * 1_000 + nth as i64 + 1);
            if let Some(due) = surge.ends(limits).filter(|due| *due <= next) {
                prop_assert!(naive(&announced, Instant(due.0 - 1), bounds) && !naive(&announced, due, bounds));
                surge.end();
            }
            now = next;
            announced.push(now);
            surge.announce(now);
            if let Some(at) = surge.begins(limits) {
                surge.begin(at);
            }
            prop_assert_eq!(surge.since().is_some(), naive(&announced, now, bounds));
        }
    }
}

fn surges(facts: &[Fact]) -> Vec<(i64, &'static str)> {
    let of = |fact: &Fact| match fact.body {
        Body::Desk(desk::Fact::SurgeBegan { .. } | desk::Fact::SurgeEnded { .. }) => {
            Some((fact.at.since(T0).0, fact.body.kind()))
        }
        _ => None,
    };
    facts.iter().filter_map(of).collect()
}

/// Returns the devices of the sample park that open incidents of their own, by kind of what they say.
fn devices(desk: &Desk) -> Vec<String> {
    desk.driver.state.reference().devices.iter().map(|device| device.code.to_string()).collect()
}

fn check(snapshot: &Snapshot) {
    let rows = snapshot.incidents.iter().filter(|view| view.fold.is_none()).count();
    let folded: u32 = snapshot.folds.iter().map(|fold| fold.count).sum();
    assert_eq!(rows as u32 + folded, snapshot.status.open, "{:?}", snapshot.folds);
    for (at, fold) in snapshot.folds.iter().enumerate() {
        let shown = snapshot.incidents.iter().filter(|view| view.fold == Some(at as u8));
        assert_eq!(shown.clone().count() as u32, fold.count, "all of them are in the snapshot");
        let waits = shown.filter(|view| {
            matches!(view.standing, dutydesk::operations::incident::view::Standing::Unacknowledged { .. })
        });
        assert_eq!(waits.count() as u32, fold.unacknowledged);
    }
    assert!(snapshot.incidents.iter().all(|view| !view.life_risk || view.fold.is_none()));
    assert!(snapshot.folds.is_empty() || snapshot.status.surge);
    assert!(snapshot.folds.len() <= FOLDS_MAX);
}

/// Goes back to unacknowledged until there is a surge: each fault that is acknowledged and left alone comes back.
fn into_surge(desk: &mut Desk) -> i64 {
    let codes = devices(desk);
    let mut millis = 1_000;
    for code in &codes {
        millis += 1_000;
        desk.hear(millis, &says(code, Type::Fault, Conditions::FAULT));
        check(&desk.snapshot());
        if desk.snapshot().status.surge {
            return millis;
        }
    }
    let open: Vec<_> = desk.snapshot().incidents.iter().map(|view| view.id.0 - 1_000).collect();
    // Rounds of acknowledging and of a new severity: what returns is announced again.
    for round in 0..40 {
        for nth in &open {
            desk.act(proved("D1"), acknowledge(*nth));
        }
        for code in &codes {
            millis += 100;
            desk.hear(millis, &says(code, Type::Restore, Conditions::FAULT));
            desk.hear(millis + 50, &says(code, Type::Fault, Conditions::FAULT));
            check(&desk.snapshot());
            if desk.snapshot().status.surge {
                return millis + 50;
            }
        }
        assert!(round < 39, "no surge: {:?}", desk.snapshot().status);
    }
    millis
}

#[test]
fn a_surge_is_an_entry_folds_what_may_wait_and_never_what_endangers_life() {
    let mut desk = Desk::new();
    let began = into_surge(&mut desk);
    let limits = desk.driver.state.surge_limits();
    assert_eq!(
        limits.begins_above, 10,
        "one officer sits at the desk; the second is woken when nobody answers"
    );
    assert_eq!(
        surges(&desk.facts),
        [(began, "surge.began")],
        "it began at the announcement that was one too many"
    );
    assert!(!desk.snapshot().folds.is_empty(), "faults are folded");
    let folded = desk.snapshot().folds.iter().map(|fold| fold.count).sum::<u32>();
    desk.fire(began + 10, "S-2031");
    let snapshot = desk.snapshot();
    check(&snapshot);
    let fire = snapshot.incidents.iter().find(|view| view.life_risk).unwrap();
    assert_eq!(
        (fire.fold, snapshot.incidents[0].id),
        (None, fire.id),
        "it stands first, in a row of its own"
    );
    assert_eq!(snapshot.folds.iter().map(|fold| fold.count).sum::<u32>(), folded);
    // Its bit ends before anybody has seen it: what burnt is no row to fold.
    desk.clear(began + 20, "S-2031");
    let snapshot = desk.snapshot();
    let row = snapshot.incidents.iter().find(|view| view.id == fire.id).unwrap();
    assert_eq!((row.life_risk, row.fold), (false, None));
    // Nothing more comes: the surge is over by the clock alone, and the list is whole again.
    assert!(desk.driver.state.next_due().is_some());
    desk.tick(began + WINDOW.0 + 60_000);
    let ended = surges(&desk.facts);
    assert_eq!((ended.len(), ended[1].1), (2, "surge.ended"));
    assert!(ended[1].0 <= began + WINDOW.0);
    let snapshot = desk.snapshot();
    check(&snapshot);
    assert!(snapshot.folds.is_empty() && !snapshot.status.surge);
}

#[test]
fn the_journals_fold_tells_the_same_surge() {
    let mut desk = Desk::new();
    into_surge(&mut desk);
    let mut folded = Desk::new().driver.state;
    for (at, fact) in desk.facts.iter().enumerate() {
        folded.fold(dutydesk::units::EntryNumber(at as u64 + 1), fact);
    }
    assert_eq!(folded.incidents.surge(), desk.driver.state.incidents.surge());
    assert_eq!(folded.next_due().is_some(), desk.driver.state.next_due().is_some());
}

#[test]
fn repeats_that_have_no_entry_are_counted_by_step() {
    use dutydesk::operations::degradation::Step;
    let mut desk = Desk::new();
    desk.fire(1_000, "S-2031");
    for nth in 0..5 {
        desk.fire(1_100 + nth, "S-2031");
    }
    let degraded = desk.snapshot().status.degraded;
    assert_eq!(degraded.count(Step::Repeats), 5, "{degraded:?}");
    assert_eq!(degraded.count(Step::AnalogueRepeats), 0);
}
