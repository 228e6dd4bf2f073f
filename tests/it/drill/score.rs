//! What a score promises: the rules, one by one; never more points than there are; every mark an entry.

use crate::drill::run::{
    Entry, ONE, SCENARIO, TWO, acknowledged, at, began, briefed, checked, claimed, endangers, ended, entered,
    expects, fault, given, held, left, moved, opened, ordered, posted, rang, reserved, resumed, scenario,
    score, submitted, told_119, verified,
};
use dutydesk::drill::expected::Expected;
use dutydesk::drill::scenario::{Expectation, From, Scenario};
use dutydesk::drill::score::{Item, Judgement, Mark, Score, Step, Unscored};
use dutydesk::operations::call::{Agency, Callee, Outcome, Purpose};
use dutydesk::operations::dispatch::Status;
use dutydesk::operations::drill::Halt;
use dutydesk::operations::fact::Body;
use dutydesk::operations::incident::{Cause, Phase, Verdict};
use dutydesk::units::{Digest, EntryNumber, Span};
use proptest::prelude::*;

const FIRE: Expected = Expected::Reached(Agency::Fire);

/// Acknowledge within 15 s of J1, and do not evacuate first; five points.
fn first() -> Expectation {
    Expectation { wrong: vec![Expected::Evacuated, FIRE], ..expects("E1", Expected::Acknowledged) }
}

fn items(expectations: Vec<Expectation>, entries: &[Entry]) -> Vec<Item> {
    score(&scenario(expectations), entries).unwrap().items
}

/// What happens, how it is judged, its points, and the entries of what was done and of what was wrong.
type Case = (&'static str, Vec<Entry>, Judgement, u32, Option<u64>, Option<u64>);

#[test]
fn one_expectation_is_judged_by_the_rules() {
    use Judgement::{Late, Missed, NotAsked, OnTime, Wrong};
    let (ack, fire) = (|| acknowledged(ONE), || told_119(ONE));
    // What came between the beginning (entry 1) and the end, at second 100 if it comes: judgement, points, entry that did it.
    let table: Vec<Case> = vec![
        ("in time", vec![(5, given(0)), (10, ack())], OnTime, 5, Some(3), None),
        ("in the very last moment", vec![(5, given(0)), (20, ack())], OnTime, 5, Some(3), None),
        ("late: half, rounded down", vec![(5, given(0)), (21, ack())], Late, 2, Some(3), None),
        ("only the first counts", vec![(5, given(0)), (30, ack()), (31, ack())], Late, 2, Some(3), None),
        ("never", vec![(5, given(0))], Missed, 0, None, None),
        ("before it was asked", vec![(4, ack()), (5, given(0))], Missed, 0, None, None),
        ("before, and again in time", vec![(4, ack()), (5, given(0)), (9, ack())], OnTime, 5, Some(4), None),
        ("in the instant that asks", vec![(5, given(0)), (5, ack())], OnTime, 5, Some(3), None),
        ("after the end", vec![(5, given(0)), (100, ended()), (101, ack())], Missed, 0, None, None),
        ("wrong, and never right", vec![(5, given(0)), (6, fire())], Wrong, 0, None, Some(3)),
        ("wrong, then right", vec![(5, given(0)), (6, fire()), (9, ack())], Wrong, 0, Some(4), Some(3)),
        ("right, then wrong", vec![(5, given(0)), (6, ack()), (9, fire())], OnTime, 5, Some(3), None),
        ("wrong before it was asked", vec![(4, fire()), (5, given(0)), (9, ack())], OnTime, 5, Some(4), None),
        ("not due at the end", vec![(90, given(0))], NotAsked, 0, None, None),
        ("due at the end", vec![(85, given(0))], Missed, 0, None, None),
        ("not due, and done", vec![(90, given(0)), (95, ack())], OnTime, 5, Some(3), None),
        ("not due, and wrong", vec![(90, given(0)), (95, fire())], Wrong, 0, None, Some(3)),
        ("never given", vec![(6, ack())], NotAsked, 0, None, None),
        ("left out", vec![(5, left(0)), (6, ack())], NotAsked, 0, None, None),
        ("another inject", vec![(5, given(1)), (6, ack())], NotAsked, 0, None, None),
        ("given twice counts once", vec![(5, given(0)), (30, given(0)), (40, ack())], Late, 2, Some(4), None),
    ];
    for (name, between, judgement, points, done, wrong) in table {
        let mut entries = vec![(0, began())];
        entries.extend(between);
        entries.push((100, ended()));
        let found = score(&scenario(vec![first()]), &entries).unwrap();
        let item = &found.items[0];
        let number = |mark: Option<Mark>| mark.map(|mark| mark.entry.0);
        assert_eq!((item.judgement, item.points), (judgement, points), "{name}");
        assert_eq!((number(item.done), number(item.wrong)), (done, wrong), "{name}");
        let counts = judgement != NotAsked;
        assert_eq!((found.points, found.points_max), (points, if counts { 5 } else { 0 }), "{name}");
    }
}

#[test]
fn a_drill_that_was_broken_off_ends_with_its_newest_entry() {
    let open = items(vec![first()], &[(0, began()), (5, given(0)), (19, opened(ONE))]);
    assert_eq!(open[0].judgement, Judgement::NotAsked);
    let passed = items(vec![first()], &[(0, began()), (5, given(0)), (20, opened(ONE))]);
    assert_eq!(passed[0].judgement, Judgement::Missed);
}

#[test]
fn it_is_measured_from_the_beginning_an_inject_or_a_fact() {
    let of = |from| Expectation { from, ..expects("E1", FIRE) };
    let from_ack = of(From::Fact(Expected::Acknowledged));
    let entries = [
        (0, began()),
        (2, given(1)),
        (5, acknowledged(ONE)),
        (7, acknowledged(ONE)),
        (16, told_119(ONE)),
        (99, ended()),
    ];
    let found = items(vec![of(From::Beginning), of(From::Inject(1)), from_ack], &entries);
    let from: Vec<u64> = found.iter().map(|item| item.from.unwrap().entry.0).collect();
    assert_eq!(from, [1, 2, 3]);
    // One act is not enough for three of a kind: the one that is due first and not late has it.
    let judged: Vec<Judgement> = found.iter().map(|item| item.judgement).collect();
    assert_eq!(judged, [Judgement::Missed, Judgement::OnTime, Judgement::Missed]);
    assert_eq!(found[2].due, Some(at(20)));
}

#[test]
fn one_act_answers_one_expectation_of_its_kind() {
    use Judgement::{Late, Missed, OnTime};
    let second = Expectation { from: From::Inject(1), ..expects("E2", Expected::Acknowledged) };
    let both = vec![first(), second];
    let ack = || acknowledged(ONE);
    for (name, acts, wanted) in [
        ("both in time", vec![(7, ack()), (62, ack())], [(OnTime, Some(7)), (OnTime, Some(62))]),
        ("the first was slept through", vec![(65, ack())], [(Missed, None), (OnTime, Some(65))]),
        ("the first is made up for", vec![(65, ack()), (70, ack())], [(Late, Some(70)), (OnTime, Some(65))]),
        ("both late: the older first", vec![(90, ack()), (91, ack())], [(Late, Some(90)), (Late, Some(91))]),
        ("late, and then nothing", vec![(40, ack())], [(Late, Some(40)), (Missed, None)]),
    ] {
        let mut entries = vec![(0, began()), (5, given(0)), (60, given(1))];
        entries.extend(acts);
        entries.push((200, ended()));
        entries.sort_by_key(|(seconds, _)| *seconds);
        let found = items(both.clone(), &entries);
        let found: Vec<_> =
            found.iter().map(|item| (item.judgement, item.done.map(|done| done.at))).collect();
        assert_eq!(found, wanted.map(|(judgement, seconds)| (judgement, seconds.map(at))), "{name}");
    }
}

#[test]
fn what_follows_from_a_missed_act_is_missed_with_it() {
    use Judgement::{Missed, NotAsked};
    let after = |does, from| Expectation { from: From::Fact(from), ..expects("E", does) };
    let chain = vec![
        after(Expected::Posted, FIRE),
        after(FIRE, Expected::Acknowledged),
        first(),
        after(FIRE, Expected::Evacuated),
    ];
    let judged = |entries: &[Entry]| {
        let found = score(&scenario(chain.clone()), entries).unwrap();
        (found.items.iter().map(|item| item.judgement).collect::<Vec<_>>(), found.points_max)
    };
    // Nobody owed an evacuation: what would follow from one was not asked.
    assert_eq!(
        judged(&[(0, began()), (5, given(0)), (99, ended())]),
        (vec![Missed, Missed, Missed, NotAsked], 15)
    );
    // The inject was not given: nothing of it was owed.
    assert_eq!(judged(&[(0, began()), (99, ended())]), (vec![NotAsked; 4], 0));
}

#[test]
fn a_journal_without_this_drill_has_no_score() {
    assert_eq!(score(&scenario(vec![first()]), &[(0, opened(ONE))]), Err(Unscored::NoDrill));
    let mut other = scenario(vec![first()]);
    other.script.digest = Digest([1; 32]);
    let refused = Unscored::OtherScenario { journal: SCENARIO, file: Digest([1; 32]) };
    assert_eq!(score(&other, &[(0, began())]), Err(refused));
}

#[test]
fn what_was_before_the_drill_is_not_of_it() {
    let found = items(vec![first()], &[(-9, given(0)), (-8, acknowledged(ONE)), (0, began()), (99, ended())]);
    assert_eq!(found[0].judgement, Judgement::NotAsked);
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

/// Returns what is measured of one incident: step, entry it counts from, entry that did it, judgement.
fn measured(entries: &[Entry]) -> Vec<(Step, u64, Option<u64>, Judgement)> {
    let mut all = vec![(0, began())];
    all.extend_from_slice(entries);
    all.push((10_000, ended()));
    let found = score(&scenario(Vec::new()), &all).unwrap();
    let row = |it: &dutydesk::drill::score::Milestone| {
        assert_eq!(it.target, it.step.target());
        (it.step, it.from.entry.0, it.done.map(|mark| mark.entry.0), it.judgement)
    };
    found.milestones.iter().map(row).collect()
}

#[test]
fn every_response_is_measured_step_by_step() {
    use Judgement::{Late, OnTime};
    let night = [
        (2, opened(ONE)),
        (2, endangers(ONE)),
        (14, acknowledged(ONE)),
        (58, told_119(ONE)),
        (96, verified(ONE, Verdict::Real)),
        (100, ordered(ONE, 4, None)),
        (100, ordered(ONE, 1, None)),
        (125, moved(ONE, 1, Status::Accepted)),
        (164, moved(ONE, 4, Status::Accepted)),
        (230, briefed(ONE)),
        (290, submitted(ONE)),
        (450, claimed(ONE)),
        (480, reserved(ONE)),
        (520, posted(ONE)),
    ];
    assert_eq!(
        measured(&night),
        [
            (Step::Acknowledge, 2, Some(4), OnTime),
            (Step::Fire, 2, Some(5), OnTime),
            (Step::Verify, 2, Some(6), OnTime),
            (Step::Dispatch, 6, Some(7), OnTime),
            (Step::Accept, 2, Some(10), OnTime),
            (Step::Leader, 2, Some(11), Late),
            (Step::Report, 6, Some(12), OnTime),
            (Step::Insurer, 6, Some(13), OnTime),
            (Step::Post, 14, Some(15), OnTime),
        ]
    );
}

#[test]
fn what_was_not_owed_is_not_measured() {
    use Judgement::{Missed, OnTime};
    let (open, danger) = ((2, opened(ONE)), (2, endangers(ONE)));
    assert_eq!(
        measured(&[(2, opened(ONE)), (9, acknowledged(ONE))]),
        [],
        "nobody was in danger, nothing was real"
    );
    assert_eq!(measured(&[(2, fault(ONE)), (2, endangers(ONE))]), [], "a fault is none");
    let denied = Verdict::False { cause: Cause::Steam, restored: true };
    assert_eq!(
        measured(&[open.clone(), danger.clone(), (9, acknowledged(ONE)), (50, verified(ONE, denied))]),
        [(Step::Acknowledge, 2, Some(4), OnTime), (Step::Verify, 2, Some(5), OnTime)],
        "a false alarm is told to nobody"
    );
    let idle = [
        (Step::Acknowledge, 2, None, Missed),
        (Step::Fire, 2, None, Missed),
        (Step::Verify, 2, None, Missed),
        (Step::Leader, 2, None, Missed),
    ];
    assert_eq!(measured(&[open.clone(), danger.clone()]), idle);
    let rung = rang(ONE, Callee::Agency(Agency::Fire), Purpose::Alarm, Outcome::NoAnswer);
    assert_eq!(measured(&[open, danger, (9, rung)]), idle, "ringing is not telling");
}

#[test]
fn the_leader_is_owed_the_first_incident_and_what_was_told_of_a_later_one_counts() {
    let later = |behind: Vec<Entry>| {
        let mut all = vec![(2, opened(ONE)), (2, endangers(ONE)), (9, opened(TWO)), (9, endangers(TWO))];
        all.extend(behind);
        let found = measured(&all);
        found
            .into_iter()
            .filter(|(step, ..)| *step == Step::Leader)
            .map(|(_, from, done, _)| (from, done))
            .collect::<Vec<_>>()
    };
    assert_eq!(later(Vec::new()), [(2, None)]);
    assert_eq!(later(vec![(50, briefed(TWO))]), [(2, None), (4, Some(6))]);
}

#[test]
fn teams_have_accepted_when_all_of_the_first_order_have() {
    let start = [
        (2, opened(ONE)),
        (3, verified(ONE, Verdict::Real)),
        (10, ordered(ONE, 1, None)),
        (10, ordered(ONE, 2, None)),
    ];
    let of = |rest: &[Entry]| {
        let mut all = start.to_vec();
        all.extend_from_slice(rest);
        measured(&all).into_iter().find(|(step, ..)| *step == Step::Accept).map(|(_, _, done, _)| done)
    };
    let accepts = |seconds, team| (seconds, moved(ONE, team, Status::Accepted));
    assert_eq!(of(&[accepts(20, 1)]), Some(None), "one of two");
    assert_eq!(of(&[accepts(20, 1), accepts(30, 2)]), Some(Some(7)));
    let instead = [accepts(20, 1), (25, ordered(ONE, 3, Some(2))), accepts(30, 2), accepts(40, 3)];
    assert_eq!(of(&instead), Some(Some(9)), "who goes instead accepts, who was replaced does not count");
    assert_eq!(of(&[accepts(20, 1), (30, moved(ONE, 2, Status::Released))]), Some(Some(7)), "one was let go");
    assert_eq!(
        of(&[(30, moved(ONE, 1, Status::Released)), (31, moved(ONE, 2, Status::Released))]),
        Some(None)
    );
    assert_eq!(
        of(&[accepts(20, 1), accepts(30, 2), (50, ordered(ONE, 5, None))]),
        Some(Some(7)),
        "later ones do not"
    );
}

/// What may happen, by a number.
fn happens(of: u8) -> Body {
    match of % 14 {
        0 => given(0),
        1 => given(1),
        2 => left(1),
        3 => acknowledged(ONE),
        4 => told_119(ONE),
        5 => opened(ONE),
        6 => endangers(ONE),
        7 => verified(ONE, Verdict::Real),
        8 => ordered(ONE, 1, None),
        9 => moved(ONE, 1, Status::Accepted),
        10 => reserved(ONE),
        11 => posted(ONE),
        12 => entered(Phase::Activation, None),
        _ => checked(Phase::Activation, 1),
    }
}

/// What may be expected, by numbers.
fn wish((from, does, wrong, within, weight): (u8, u8, u8, i64, u32)) -> Expectation {
    let act = |of: u8| {
        [Expected::Acknowledged, FIRE, Expected::Ordered(None, None), Expected::Posted][usize::from(of % 4)]
    };
    Expectation {
        from: match from % 6 {
            0 => From::Beginning,
            1 => From::Inject(0),
            2 => From::Inject(1),
            other => From::Fact(act(other)),
        },
        wrong: if wrong < 4 { vec![act(wrong)] } else { Vec::new() },
        within: Span::seconds(within),
        weight,
        ..expects("E", act(does))
    }
}

/// Every mark of a score.
fn marks(score: &Score) -> Vec<Mark> {
    let items = score.items.iter().flat_map(|item| [item.from, item.done, item.wrong]);
    let milestones = score.milestones.iter().flat_map(|it| [Some(it.from), it.done]);
    let phases = score
        .phases
        .iter()
        .flat_map(|it| it.checks.iter().copied().chain([Some(it.entered), it.left]).collect::<Vec<_>>());
    let injects = score.injects.iter().flat_map(|it| [it.given.map(|(mark, _)| mark), it.left]);
    items
        .chain(milestones)
        .chain(phases)
        .chain(injects)
        .chain([Some(score.began), score.ended])
        .flatten()
        .collect()
}

fn holds(scenario: &Scenario, entries: &[Entry]) {
    let found = score(scenario, entries).unwrap();
    assert!(found.points <= found.points_max, "{found:?}");
    assert_eq!(found.points, found.items.iter().map(|item| item.points).sum::<u32>());
    for item in &found.items {
        let weight = scenario.expectations[item.expectation].weight;
        let wanted = match item.judgement {
            Judgement::OnTime => weight,
            Judgement::Late => weight / 2,
            Judgement::Wrong | Judgement::Missed | Judgement::NotAsked => 0,
        };
        assert_eq!(item.points, wanted);
        assert!(item.done.is_none_or(|done| Some(done.entry) > item.from.map(|from| from.entry)));
        assert!(item.wrong.is_none_or(
            |wrong| item.judgement == Judgement::Wrong && item.done.is_none_or(|done| wrong < done)
        ));
        if let (Some(done), Some(due), None) = (item.done, item.due, item.wrong) {
            assert_eq!(item.judgement == Judgement::OnTime, done.at <= due);
        }
    }
    // One act answers one expectation of its kind.
    let mut answers: Vec<_> = found
        .items
        .iter()
        .filter_map(|item| {
            let does = format!("{:?}", scenario.expectations[item.expectation].does);
            item.done.map(|done| (done.entry, does))
        })
        .collect();
    let count = answers.len();
    answers.sort();
    answers.dedup();
    assert_eq!(answers.len(), count);
    for mark in marks(&found) {
        let entry = entries.get(mark.entry.0 as usize - 1).map(|(seconds, _)| at(*seconds));
        assert_eq!(entry, Some(mark.at), "{mark:?} is no entry");
        assert!(mark.entry > EntryNumber(0));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn points_never_exceed_the_maximum_and_every_mark_is_an_entry(
        wishes in prop::collection::vec((any::<u8>(), any::<u8>(), 0_u8..12, 0_i64..90, 0_u32..20), 0..12),
        acts in prop::collection::vec((0_i64..20, any::<u8>()), 0..60),
        is_ended in any::<bool>(),
    ) {
        let scenario = scenario(wishes.into_iter().map(wish).collect());
        let (mut now, mut entries) = (0, vec![(0, began())]);
        for (pause, of) in acts {
            now += pause;
            entries.push((now, happens(of)));
        }
        if is_ended {
            entries.push((now, ended()));
            entries.push((now + 1, acknowledged(ONE)));
        }
        holds(&scenario, &entries);
    }
}
