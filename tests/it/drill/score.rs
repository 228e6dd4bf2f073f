//! What a score promises: expected against done, rule by rule; never more points than there are; every mark an entry.
//!
//! How the drill went: `course`; the milestones: `milestones`, `merged`.

use crate::drill::run::{
    Entry, ONE, SCENARIO, TWO, acknowledged, at, began, checked, endangers, ended, entered, expects, given,
    left, moved, opened, ordered, posted, reserved, scenario, score, told_119, verified,
};
use dutydesk::drill::expected::Expected;
use dutydesk::drill::scenario::{Expectation, From, Scenario};
use dutydesk::drill::score::{Item, Judgement, Mark, Score, Tally, Unscored};
use dutydesk::operations::actor::Actor;
use dutydesk::operations::call::Agency;
use dutydesk::operations::dispatch::{self, Status};
use dutydesk::operations::drill::Fact as DrillFact;
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::incident::{Phase, Verdict};
use dutydesk::text::bounded;
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
    let evacuated = || Body::Dispatch(dispatch::Fact::EvacuationOrdered { incident: ONE, teams: 2 });
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
        (
            "the first wrong act is named",
            vec![(5, given(0)), (6, fire()), (7, fire())],
            Wrong,
            0,
            None,
            Some(3),
        ),
        ("the other wrong act", vec![(5, given(0)), (6, evacuated())], Wrong, 0, None, Some(3)),
        ("wrong when it is long late", vec![(5, given(0)), (60, fire())], Wrong, 0, None, Some(3)),
        (
            "wrong, then right too late",
            vec![(5, given(0)), (6, fire()), (60, ack())],
            Wrong,
            0,
            Some(4),
            Some(3),
        ),
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
fn what_begins_with_the_drill_or_with_an_inject_begins_with_nothing_else() {
    let of = |from| Expectation { from, ..expects("E", FIRE) };
    let all = vec![of(From::Beginning), of(From::Inject(0)), of(From::Inject(1))];
    let entries = [(0, began()), (3, left(0)), (4, given(1)), (5, acknowledged(ONE)), (99, ended())];
    let from: Vec<_> = items(all, &entries).iter().map(|item| item.from.map(|from| from.entry.0)).collect();
    assert_eq!(from, [Some(1), None, Some(3)]);
}

#[test]
fn what_begins_does_not_answer_itself_and_begins_once() {
    use Judgement::{Missed, OnTime};
    let again = vec![Expectation {
        from: From::Fact(Expected::Acknowledged),
        ..expects("E1", Expected::Acknowledged)
    }];
    let once = items(again.clone(), &[(0, began()), (5, acknowledged(ONE)), (99, ended())]);
    assert_eq!((once[0].judgement, once[0].from.map(|it| it.at)), (Missed, Some(at(5))));
    let twice = items(again, &[(0, began()), (5, acknowledged(ONE)), (9, acknowledged(ONE)), (99, ended())]);
    assert_eq!((twice[0].judgement, twice[0].from.map(|it| it.at)), (OnTime, Some(at(5))));
}

#[test]
fn an_act_that_is_right_and_wrong_at_once_is_wrong() {
    let order = Expectation {
        wrong: vec![Expected::Ordered(Some(bounded("T9")), None)],
        ..expects("E1", Expected::Ordered(None, None))
    };
    let entries = [(0, began()), (5, given(0)), (6, ordered(ONE, 9, None)), (99, ended())];
    let found = items(vec![order.clone()], &entries);
    assert_eq!((found[0].judgement, found[0].done), (Judgement::Wrong, None));
    let entries = [(0, began()), (5, given(0)), (6, ordered(ONE, 8, None)), (99, ended())];
    assert_eq!(items(vec![order], &entries)[0].judgement, Judgement::OnTime);
}

#[test]
fn one_act_answers_expectations_of_other_words_at_once() {
    use Judgement::{Missed, OnTime};
    let team = |code| Expected::Ordered(Some(bounded(code)), None);
    let any = Expected::Ordered(None, None);
    let all =
        vec![expects("E1", any), expects("E2", team("T4")), expects("E3", team("T1")), expects("E4", any)];
    let entries = [(0, began()), (5, given(0)), (6, ordered(ONE, 4, None)), (99, ended())];
    let judged: Vec<_> = items(all, &entries).iter().map(|item| item.judgement).collect();
    assert_eq!(judged, [OnTime, OnTime, Missed, Missed], "of the same words the first in the file");
}

#[test]
fn of_those_in_time_the_one_that_is_due_first_takes_the_act() {
    use Judgement::{Late, Missed, OnTime};
    let of = |from, within| Expectation { from, within: Span::seconds(within), ..expects("E", FIRE) };
    let judged = |expectations: [Expectation; 2], entries: &[Entry]| {
        let mut all = vec![(0, began()), (5, given(0)), (10, given(1))];
        all.extend_from_slice(entries);
        all.push((200, ended()));
        items(expectations.to_vec(), &all).iter().map(|item| item.judgement).collect::<Vec<_>>()
    };
    // The first one began earlier and is due later.
    let long = || of(From::Inject(0), 100);
    let short = || of(From::Inject(1), 20);
    assert_eq!(judged([long(), short()], &[(12, told_119(ONE))]), [Missed, OnTime]);
    assert_eq!(judged([long(), short()], &[(30, told_119(ONE))]), [Missed, OnTime], "its last moment");
    assert_eq!(judged([long(), short()], &[(31, told_119(ONE))]), [OnTime, Missed]);
    // Both late: the one that began first, whenever it was due.
    assert_eq!(judged([long(), short()], &[(150, told_119(ONE))]), [Late, Missed]);
    assert_eq!(judged([short(), long()], &[(150, told_119(ONE))]), [Missed, Late]);
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
fn what_follows_is_missed_only_where_the_act_was_owed_and_never_came() {
    use Judgement::{Late, Missed, NotAsked, OnTime, Wrong};
    let acts = |entries: &[Entry], first: Expectation, wanted| {
        let after = Expectation { from: From::Fact(wanted), ..expects("E2", Expected::Posted) };
        let mut all = vec![(0, began()), (5, given(0))];
        all.extend_from_slice(entries);
        all.push((99, ended()));
        let found = items(vec![first, after], &all);
        [found[0].judgement, found[1].judgement]
    };
    let team = |code| Expected::Ordered(Some(bounded(code)), None);
    let ack = Expected::Acknowledged;
    assert_eq!(acts(&[(6, told_119(ONE))], first(), ack), [Wrong, Missed], "the wrong act came in its place");
    assert_eq!(
        acts(&[(6, told_119(ONE)), (7, acknowledged(ONE))], first(), FIRE),
        [Wrong, Missed],
        "it began"
    );
    assert_eq!(acts(&[(90, given(0))], first(), Expected::Reserved), [Missed, NotAsked], "another act");
    assert_eq!(acts(&[(9, acknowledged(ONE))], first(), Expected::Evacuated), [OnTime, NotAsked]);
    assert_eq!(acts(&[(50, acknowledged(ONE))], first(), Expected::Evacuated), [Late, NotAsked]);
    // The same act in other words.
    assert_eq!(acts(&[], expects("E1", Expected::Ordered(None, None)), team("T4")), [Missed, Missed]);
    assert_eq!(acts(&[], expects("E1", team("T4")), Expected::Ordered(None, None)), [Missed, Missed]);
    assert_eq!(acts(&[], expects("E1", team("T1")), team("T4")), [Missed, NotAsked]);
    // It was done, by another team: nobody owed that of T4.
    let order = || expects("E1", Expected::Ordered(None, None));
    assert_eq!(acts(&[(6, ordered(ONE, 1, None))], order(), team("T4")), [OnTime, NotAsked]);
    assert_eq!(acts(&[(60, ordered(ONE, 1, None))], order(), team("T4")), [Late, NotAsked]);
    let wrong_first = [(6, told_119(ONE)), (7, ordered(ONE, 1, None))];
    let order = Expectation { wrong: vec![FIRE], ..order() };
    assert_eq!(acts(&wrong_first, order, team("T4")), [Wrong, NotAsked]);
    // It began before the act was owed, and was in time: what it followed from is none of its business then.
    let entries = [(6, acknowledged(ONE)), (7, posted(ONE))];
    let owed_again = Expectation { from: From::Fact(Expected::Posted), ..expects("E1", ack) };
    assert_eq!(acts(&entries, owed_again, ack), [Missed, OnTime]);
    // It began with an act that came before it was owed, and was not due yet.
    let long = Expectation { from: From::Fact(ack), within: Span::seconds(500), ..expects("E2", FIRE) };
    let early = [(0, began()), (4, acknowledged(ONE)), (5, given(0)), (99, ended())];
    let judged: Vec<_> =
        items(vec![expects("E1", ack), long], &early).iter().map(|it| it.judgement).collect();
    assert_eq!(judged, [Missed, NotAsked]);
    // What was not due yet is not missed, nor is what follows from it.
    let late = Expectation { within: Span::seconds(95), ..expects("E1", ack) };
    assert_eq!(acts(&[], late, ack), [NotAsked, NotAsked]);
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
fn a_drill_begins_and_ends_once() {
    let all = vec![first(), Expectation { from: From::Beginning, ..expects("E2", FIRE) }];
    let entries = [
        (0, began()),
        (5, given(0)),
        (30, began()),
        (40, told_119(TWO)),
        (50, ended()),
        (60, Body::Drill(DrillFact::Ended { real: true })),
        (61, acknowledged(ONE)),
    ];
    let found = score(&scenario(all), &entries).unwrap();
    let marks = (found.began.entry.0, found.ended.map(|mark| mark.entry.0), found.real);
    assert_eq!(marks, (1, Some(5), false));
    assert_eq!(found.items[0].done, None);
    assert_eq!(
        (found.items[1].from.map(|from| from.entry.0), found.items[1].judgement),
        (Some(1), Judgement::Late)
    );
    let real = [(0, began()), (9, Body::Drill(DrillFact::Ended { real: true }))];
    assert!(score(&scenario(Vec::new()), &real).unwrap().real);
}

#[test]
fn the_end_is_when_it_was_said_and_otherwise_the_newest_time() {
    let due = |entries: &[Entry]| items(vec![first()], entries)[0].judgement;
    let (open, given) = (|| opened(ONE), || given(0));
    assert_eq!(due(&[(0, began()), (5, given()), (19, ended()), (50, open())]), Judgement::NotAsked);
    // What a timer caused carries the time that it was due, behind what is newer.
    assert_eq!(due(&[(0, began()), (5, given()), (20, open()), (19, open())]), Judgement::Missed);
    assert_eq!(due(&[(0, began()), (5, given())]), Judgement::NotAsked);
}

#[test]
fn an_entry_that_nobody_can_read_is_counted() {
    let scenario = scenario(Vec::new());
    let mut tally = Tally::new(&scenario);
    tally.pass_over();
    let fact = Fact { at: at(0), actor: Actor::Desk, action: None, body: began() };
    tally.take(EntryNumber(2), &fact, |_, _| false);
    tally.pass_over();
    assert_eq!(tally.finish().unwrap().unread, 2);
}

#[test]
fn what_was_before_the_drill_is_not_of_it() {
    let entries = [
        (-9, given(0)),
        (-8, opened(ONE)),
        (-8, endangers(ONE)),
        (-8, checked(Phase::Activation, 1)),
        (-7, ended()),
    ];
    let mut entries = entries.to_vec();
    entries.extend([(0, began()), (5, entered(Phase::Activation, None)), (99, ended())]);
    let found = score(&scenario(vec![first()]), &entries).unwrap();
    assert_eq!(found.items[0].judgement, Judgement::NotAsked);
    assert_eq!((found.began.entry.0, found.ended.map(|mark| mark.entry.0)), (6, Some(8)));
    assert_eq!((found.injects[0].given, &found.phases[1].checks), (None, &vec![None; 2]));
    assert!(found.milestones.iter().all(|it| it.from.entry.0 == 6), "what stands open is owed from then");
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
