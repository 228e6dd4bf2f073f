//! How the drill itself went, as its journal says it: phases, lists, injects, what stood still, what was written down.

use crate::drill::run::{
    Entry, ONE, TWO, at, began, checked, ended, entered, given, held, improved, left, observed, paced,
    resumed, scenario, score, to_improve, told_119,
};
use dutydesk::drill::expected::Expected;
use dutydesk::drill::score::{Mark, Score};
use dutydesk::operations::call::Agency;
use dutydesk::operations::drill::{About, Fact, Halt, Rating};
use dutydesk::operations::fact::Body;
use dutydesk::operations::incident::Phase;
use dutydesk::text::bounded;

fn course(entries: &[Entry]) -> Score {
    let mut all = vec![(0, began())];
    all.extend_from_slice(entries);
    score(&scenario(Vec::new()), &all).unwrap()
}

fn number(mark: Option<Mark>) -> Option<u64> {
    mark.map(|mark| mark.entry.0)
}

#[test]
fn phases_lists_and_holds_stand_with_their_entries() {
    let entries = [
        (0, began()),
        (10, checked(Phase::Activation, 1)),
        (20, entered(Phase::Activation, Some(5))),
        (25, held(Halt::Director)),
        (26, resumed()),
        (30, entered(Phase::Rescue, None)),
        (31, held(Halt::RealAlarm { incident: TWO })),
        (40, ended()),
        (50, checked(Phase::Activation, 2)),
    ];
    let found = score(&scenario(Vec::new()), &entries).unwrap();
    let phases: Vec<_> = found
        .phases
        .iter()
        .map(|it| (it.phase, it.entered.entry.0, it.left.map(|mark| mark.entry.0), it.in_order, it.reason))
        .collect();
    assert_eq!(
        phases,
        [
            (Phase::Verification, 1, Some(3), true, None),
            (Phase::Activation, 3, Some(6), false, Some(5)),
            (Phase::Rescue, 6, Some(8), true, None),
        ]
    );
    let checks: Vec<_> = found.phases[1].checks.iter().map(|done| done.map(|mark| mark.entry.0)).collect();
    assert_eq!(checks, [Some(2), Some(9)], "before its phase and after the end");
    let holds: Vec<_> =
        found.holds.iter().map(|it| (it.from.entry.0, it.to.map(|mark| mark.entry.0))).collect();
    assert_eq!(holds, [(4, Some(5)), (7, Some(8))]);
}

#[test]
fn it_goes_on_after_everything_that_held_it() {
    let holds = |entries: &[Entry]| {
        let found = course(entries);
        found.holds.iter().map(|it| (it.from.entry.0, number(it.to))).collect::<Vec<_>>()
    };
    // The director holds it, and then something real happens beside it: one resumption ends both.
    let both = [(5, held(Halt::Director)), (6, held(Halt::RealAlarm { incident: TWO })), (9, resumed())];
    assert_eq!(holds(&both), [(2, Some(4)), (3, Some(4))]);
    let twice = [(5, held(Halt::Director)), (9, resumed()), (15, held(Halt::Director)), (19, resumed())];
    assert_eq!(holds(&twice), [(2, Some(3)), (4, Some(5))]);
    assert_eq!(holds(&[(5, held(Halt::Director)), (9, ended()), (10, resumed())]), [(2, Some(3))]);
    assert_eq!(holds(&[(5, held(Halt::Director))]), [(2, None)]);
    assert_eq!(holds(&[(5, resumed()), (6, held(Halt::Director))]), [(3, None)]);
}

#[test]
fn an_inject_is_given_or_left_out_when_it_was_first() {
    let entries = [(5, given(1)), (6, given(1)), (7, left(0)), (8, left(0)), (9, ended())];
    let found = course(&entries).injects;
    let stood: Vec<_> = found
        .iter()
        .map(|it| {
            (it.code.as_str(), it.given.map(|(mark, by_hand)| (mark.entry.0, by_hand)), number(it.left))
        })
        .collect();
    assert_eq!(stood, [("J1", None, Some(4)), ("J2", Some((2, true)), None)]);
    let by_script = course(&[(5, given(0))]).injects[0].given;
    assert_eq!(by_script.map(|(mark, by_hand)| (mark.at, by_hand)), Some((at(5), false)));
    // One that the scenario does not have says nothing.
    let unknown = Body::Drill(Fact::Given { inject: 9, code: bounded("J9"), by_hand: true });
    assert!(course(&[(5, unknown)]).injects.iter().all(|it| it.given.is_none()));
}

#[test]
fn a_phase_is_left_once_and_after_the_end_none_is_entered() {
    let phases = |entries: &[Entry]| {
        let found = course(entries);
        found.phases.iter().map(|it| (it.phase, number(it.left))).collect::<Vec<_>>()
    };
    let after = [(5, ended()), (6, entered(Phase::Activation, None)), (7, ended())];
    assert_eq!(phases(&after), [(Phase::Verification, Some(2))]);
    assert_eq!(
        phases(&[(5, entered(Phase::Rescue, Some(3)))])[1],
        (Phase::Rescue, None),
        "it was broken off"
    );
}

#[test]
fn an_item_is_done_when_it_was_first_and_in_its_own_phase() {
    let checks = |entries: &[Entry]| {
        let found = course(entries).phases;
        let row = found.iter().find(|row| row.phase == Phase::Activation).unwrap();
        row.checks.iter().map(|done| number(*done)).collect::<Vec<_>>()
    };
    let (enter, check) =
        (|at| (at, entered(Phase::Activation, None)), |at, item| (at, checked(Phase::Activation, item)));
    assert_eq!(checks(&[enter(5), check(6, 2), check(7, 2)]), [None, Some(3)]);
    assert_eq!(
        checks(&[check(3, 2), check(4, 2), enter(5), check(6, 2)]),
        [None, Some(2)],
        "before its phase"
    );
    assert_eq!(
        checks(&[(3, checked(Phase::Rescue, 1)), enter(5), (6, checked(Phase::Rescue, 2))]),
        [None, None]
    );
    assert_eq!(checks(&[enter(5), check(6, 0), check(7, 3)]), [None, None], "it has two items");
}

#[test]
fn what_the_director_wrote_down_is_kept_also_after_the_end() {
    let entries = [
        (5, observed(About::Whole, Rating::Fair, 31)),
        (6, paced(4_000)),
        (9, ended()),
        (20, observed(About::Inject(bounded("J1")), Rating::Unable, 32)),
        (21, to_improve(1, "L1", 20_800, 33)),
        (22, improved("20261001", 2)),
    ];
    let found = course(&entries);
    let seen: Vec<_> =
        found.observations.iter().map(|it| (it.mark.entry.0, it.about, it.rating, it.token)).collect();
    assert_eq!(
        seen,
        [(2, About::Whole, Rating::Fair, 31), (5, About::Inject(bounded("J1")), Rating::Unable, 32)]
    );
    let owed: Vec<_> = found
        .actions
        .iter()
        .map(|it| (it.mark.entry.0, it.number, it.owner.as_str(), it.due_day, it.token))
        .collect();
    assert_eq!(owed, [(6, 1, "L1", 20_800, 33)]);
    let done: Vec<_> =
        found.improved.iter().map(|it| (it.mark.entry.0, it.run.as_str(), it.number)).collect();
    assert_eq!(done, [(7, "20261001", 2)]);
    let paces: Vec<_> = found.paces.iter().map(|it| (it.mark.entry.0, it.milli)).collect();
    assert_eq!(paces, [(3, 4_000)]);
}

#[test]
fn an_item_that_ticks_itself_was_done_when_its_fact_came() {
    let mut scenario = scenario(Vec::new());
    scenario.exit[1] = vec![Some(Expected::Reached(Agency::Fire)), None];
    let itself = Body::Drill(Fact::Checked { phase: Phase::Activation, item: 1, by_hand: false });
    let entries = |by: Body| {
        [
            (0, began()),
            (30, told_119(ONE)),
            (40, told_119(ONE)),
            (50, entered(Phase::Activation, None)),
            (50, by),
            (60, checked(Phase::Activation, 2)),
        ]
    };
    let checks = |by| {
        let found = score(&scenario, &entries(by)).unwrap();
        found.phases[1].checks.iter().map(|done| number(*done)).collect::<Vec<_>>()
    };
    assert_eq!(checks(itself), [Some(2), Some(6)], "the call, not the beginning of its phase");
    assert_eq!(checks(checked(Phase::Activation, 1)), [Some(5), Some(6)], "the director's word is its own");
}
