//! The milestones of a response: from when each step is owed, by when, what does it and what does not.

use crate::drill::run::{
    Entry, ONE, TWO, acknowledged, began, briefed, claimed, endangers, ended, fault, moved, opened, ordered,
    posted, rang, reserved, scenario, score, submitted, text, told_119, verified,
};
use dutydesk::correlation::alarm::HazardFamily;
use dutydesk::correlation::change::{Change, What};
use dutydesk::drill::score::{Judgement, Milestone, Step};
use dutydesk::operations::call::{self, Agency, Callee, Outcome, Purpose};
use dutydesk::operations::dispatch::{self, Status};
use dutydesk::operations::fact::Body;
use dutydesk::operations::incident::{self, Cause, Verdict};
use dutydesk::operations::pool;
use dutydesk::operations::report::{self, Kind};
use dutydesk::text::bounded;
use dutydesk::units::{DispatchId, Fen, InsurerId, PersonId, ReservationId, ZoneId};

/// What is measured of a step: the step, the entry that it counts from, the entry that did it, the judgement.
pub(super) type Measured = (Step, u64, Option<u64>, Judgement);

/// Returns what is measured; the drill begins with entry 1, the first of these is entry 2.
pub(super) fn measured(entries: &[Entry]) -> Vec<Measured> {
    let mut all = vec![(0, began())];
    all.extend_from_slice(entries);
    all.push((10_000, ended()));
    let found = score(&scenario(Vec::new()), &all).unwrap();
    let row = |it: &Milestone| {
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

const FALSE: Verdict = Verdict::False { cause: Cause::Steam, restored: true };

/// Returns what is measured of one step, of entries behind an alarm that endangers life at second 2 (entries 2 and 3).
fn of(step: Step, behind: &[Entry]) -> Vec<(u64, Option<u64>, Judgement)> {
    let mut all = vec![(2, opened(ONE)), (2, endangers(ONE))];
    all.extend_from_slice(behind);
    let found = measured(&all).into_iter().filter(|(other, ..)| *other == step);
    found.map(|(_, from, done, judgement)| (from, done, judgement)).collect()
}

/// What must stand at second 2 for a step to be owed, what does it, and within how many seconds.
fn limits() -> [(Step, Vec<Body>, Body, i64); 9] {
    let real = || vec![verified(ONE, Verdict::Real)];
    let rung = rang(ONE, insurer(), Purpose::Notice, Outcome::NoAnswer);
    [
        (Step::Acknowledge, Vec::new(), acknowledged(ONE), 15),
        (Step::Fire, Vec::new(), told_119(ONE), 60),
        (Step::Verify, Vec::new(), verified(ONE, Verdict::Real), 100),
        (Step::Dispatch, real(), ordered(ONE, 1, None), 60),
        (Step::Accept, vec![ordered(ONE, 1, None)], moved(ONE, 1, Status::Accepted), 180),
        (Step::Leader, Vec::new(), briefed(ONE), 220),
        (Step::Report, real(), submitted(ONE), 300),
        (Step::Insurer, vec![verified(ONE, Verdict::Real), rung], claimed(ONE), 600),
        (Step::Post, vec![reserved(ONE)], posted(ONE), 600),
    ]
}

const fn insurer() -> Callee {
    Callee::Insurer { insurer: InsurerId(0), contact: 0 }
}

#[test]
fn each_step_has_its_target_and_its_last_moment_is_in_time() {
    use Judgement::{Late, Missed, NotAsked, OnTime};
    for ((step, before, act, within), known) in limits().into_iter().zip(Step::ALL) {
        assert_eq!(step, known, "in the order of a response");
        let judged = |act_at: Option<i64>, end: i64| {
            let mut all = vec![(0, began()), (2, opened(ONE)), (2, endangers(ONE))];
            all.extend(before.iter().map(|body| (2, body.clone())));
            all.extend(act_at.map(|seconds| (seconds, act.clone())));
            all.push((end, ended()));
            let found = score(&scenario(Vec::new()), &all).unwrap().milestones;
            found.iter().find(|it| it.step == step).map(|it| it.judgement)
        };
        let due = 2 + within;
        assert_eq!(judged(Some(due), 9_000), Some(OnTime), "{step:?}");
        assert_eq!(judged(Some(due + 1), 9_000), Some(Late), "{step:?}");
        assert_eq!(judged(None, due), Some(Missed), "{step:?}");
        assert_eq!(judged(None, due - 1), Some(NotAsked), "{step:?}");
    }
}

#[test]
fn only_the_first_act_of_a_step_counts() {
    for (step, mut before, act, within) in limits() {
        let place = 4 + before.len() as u64;
        before.extend([act.clone(), act]);
        let acts = before.into_iter().zip(0..).map(|(body, nth)| (2 + nth, body)).collect::<Vec<_>>();
        let found = of(step, &acts);
        assert_eq!(found.len(), 1, "{step:?}");
        assert_eq!((found[0].1, found[0].2), (Some(place), Judgement::OnTime), "{step:?} within {within}");
    }
    let late = of(Step::Dispatch, &[(2, verified(ONE, Verdict::Real)), (9, verified(ONE, Verdict::Real))]);
    assert_eq!(late[0].0, 4, "it was real from the first word on");
    let denied = [(50, verified(ONE, FALSE)), (60, verified(ONE, FALSE))];
    assert_eq!(of(Step::Verify, &denied), [(2, Some(4), Judgement::OnTime)]);
    let again = of(Step::Acknowledge, &[(30, opened(ONE)), (31, acknowledged(ONE))]);
    assert_eq!(again, [(2, Some(5), Judgement::Late)], "it was opened once");
}

#[test]
fn what_was_said_to_be_false_and_is_real_is_owed_all() {
    use Judgement::{Missed, OnTime};
    let turned = [(20, verified(ONE, FALSE)), (60, verified(ONE, Verdict::Real))];
    assert_eq!(of(Step::Verify, &turned), [(2, Some(4), OnTime)], "the first word");
    assert_eq!(of(Step::Fire, &turned), [(2, None, Missed)]);
    assert_eq!(of(Step::Leader, &turned), [(2, None, Missed)]);
    assert_eq!(of(Step::Dispatch, &turned), [(5, None, Missed)]);
    assert_eq!(of(Step::Report, &turned), [(5, None, Missed)]);
    let back = [(20, verified(ONE, Verdict::Real)), (60, verified(ONE, FALSE))];
    assert_eq!(of(Step::Verify, &back), [(2, Some(4), OnTime)]);
    let open = [(20, verified(ONE, Verdict::Open))];
    assert_eq!(of(Step::Verify, &open), [(2, None, Missed)], "待查 is no answer");
    assert_eq!(of(Step::Fire, &open), [(2, None, Missed)]);
    assert_eq!(of(Step::Dispatch, &open), []);
    // What was told although it was false is measured all the same.
    let told = [(20, verified(ONE, FALSE)), (30, told_119(ONE)), (40, briefed(ONE))];
    assert_eq!(of(Step::Fire, &told), [(2, Some(5), OnTime)]);
    assert_eq!(of(Step::Leader, &told), [(2, Some(6), OnTime)]);
}

#[test]
fn who_acts_before_it_is_real_is_not_measured_from_there() {
    let early = [
        (5, ordered(ONE, 1, None)),
        (6, submitted(ONE)),
        (7, claimed(ONE)),
        (9, verified(ONE, Verdict::Real)),
    ];
    for step in [Step::Dispatch, Step::Report, Step::Insurer] {
        assert_eq!(of(step, &early), [], "{step:?}");
    }
    assert_eq!(of(Step::Accept, &early), [(2, None, Judgement::Missed)]);
    assert_eq!(of(Step::Accept, &[(9, verified(ONE, Verdict::Real))]), [], "nobody was ordered");
}

#[test]
fn an_incident_counts_by_danger_or_by_word() {
    let safe = Body::Incident(incident::Fact::Alarm {
        change: Change {
            at: crate::drill::run::BEGAN,
            what: What::LifeRiskChanged { incident: ONE, life_risk: false },
        },
        named: incident::fact::Named::default(),
    });
    assert_eq!(measured(&[(2, opened(ONE)), (3, safe.clone())]), [], "no danger is no danger");
    let over = measured(&[(2, opened(ONE)), (3, endangers(ONE)), (4, safe)]);
    assert_eq!(over.len(), 4, "what endangered life counts, whatever came of it: {over:?}");
    let real = measured(&[(2, opened(ONE)), (3, verified(ONE, Verdict::Real))]);
    assert!(real.contains(&(Step::Dispatch, 3, None, Judgement::Missed)), "{real:?}");
    assert_eq!(
        measured(&[(2, endangers(ONE)), (3, acknowledged(ONE))]),
        [],
        "it was opened before the drill"
    );
}

#[test]
fn only_some_hazards_are_the_fire_brigades() {
    let families = [
        (HazardFamily::Fire, true),
        (HazardFamily::Gas, true),
        (HazardFamily::Other, true),
        (HazardFamily::Water, false),
        (HazardFamily::Pressure, false),
        (HazardFamily::Power, false),
        (HazardFamily::Weather, false),
    ];
    for (family, is_theirs) in families {
        let what = What::Opened { incident: ONE, zone: ZoneId(1), family };
        let change = Change { at: crate::drill::run::BEGAN, what };
        let opened =
            Body::Incident(incident::Fact::Alarm { change, named: incident::fact::Named::default() });
        let found = measured(&[(2, opened), (2, endangers(ONE))]);
        assert_eq!(found.iter().any(|(step, ..)| *step == Step::Fire), is_theirs, "{family:?}");
        assert!(found.iter().any(|(step, ..)| *step == Step::Verify), "{family:?}");
    }
}

#[test]
fn a_call_tells_whom_it_reached_and_of_what() {
    use Judgement::{Missed, OnTime};
    let dialled = |callee, purpose| {
        Body::Call(call::Fact::Opened { incident: ONE, callee, purpose, post: bounded("总机") })
    };
    let fire = Callee::Agency(Agency::Fire);
    let leader = Callee::Person(PersonId(4));
    let answered = |callee, purpose| rang(ONE, callee, purpose, Outcome::Answered);
    for (name, call, wanted) in [
        ("dialled", dialled(fire, Purpose::Alarm), None),
        ("busy", rang(ONE, fire, Purpose::Alarm, Outcome::Busy), None),
        ("120", answered(Callee::Agency(Agency::Medical), Purpose::Alarm), None),
        ("told more", answered(fire, Purpose::Update), Some(4)),
    ] {
        let judgement = if wanted.is_some() { OnTime } else { Missed };
        assert_eq!(of(Step::Fire, &[(9, call)]), [(2, wanted, judgement)], "{name}");
    }
    for (name, call, wanted) in [
        ("dialled", dialled(leader, Purpose::Brief), None),
        ("not reached", rang(ONE, leader, Purpose::Brief, Outcome::NoAnswer), None),
        ("of something else", answered(leader, Purpose::Other), None),
        ("briefed", answered(leader, Purpose::Brief), Some(4)),
    ] {
        let judgement = if wanted.is_some() { OnTime } else { Missed };
        assert_eq!(of(Step::Leader, &[(9, call)]), [(2, wanted, judgement)], "{name}");
    }
    for (name, call, is_owed) in [
        ("rung of a loss", dialled(insurer(), Purpose::Notice), true),
        ("told of a loss", answered(insurer(), Purpose::Notice), true),
        ("asked something", answered(insurer(), Purpose::Other), false),
    ] {
        let found = of(Step::Insurer, &[(3, verified(ONE, Verdict::Real)), (9, call)]);
        assert_eq!(found, if is_owed { vec![(4, None, Missed)] } else { Vec::new() }, "{name}");
    }
    let claim = [(3, verified(ONE, Verdict::Real)), (9, claimed(ONE))];
    assert_eq!(of(Step::Insurer, &claim), [(4, Some(5), OnTime)], "a claim without a call");
}

#[test]
fn only_a_first_report_is_the_first_report() {
    let submitted =
        |kind| Body::Report(report::Fact::Submitted { incident: ONE, number: 2, kind, text: text(90) });
    for kind in [Kind::FollowUp, Kind::Final] {
        let found = of(Step::Report, &[(3, verified(ONE, Verdict::Real)), (9, submitted(kind))]);
        assert_eq!(found, [(4, None, Judgement::Missed)], "{kind:?}");
    }
}

#[test]
fn a_second_incident_owes_no_report_and_its_own_one_is_measured() {
    let both = [
        (2, opened(ONE)),
        (2, endangers(ONE)),
        (3, verified(ONE, Verdict::Real)),
        (5, opened(TWO)),
        (6, verified(TWO, Verdict::Real)),
    ];
    let reports = |behind: &[Entry]| {
        let mut all = both.to_vec();
        all.extend_from_slice(behind);
        let found = measured(&all).into_iter().filter(|(step, ..)| *step == Step::Report);
        found.map(|(_, from, done, _)| (from, done)).collect::<Vec<_>>()
    };
    assert_eq!(reports(&[]), [(4, None)]);
    assert_eq!(reports(&[(9, submitted(TWO))]), [(4, None), (6, Some(7))]);
}

/// The officer waits for a team's acceptance no longer.
fn waived(team: u32) -> Body {
    let (dispatch, code) = (DispatchId(team), bounded("T"));
    Body::Dispatch(dispatch::Fact::Waived { dispatch, incident: ONE, code })
}

#[test]
fn what_a_team_says_accepts_an_order_ends_it_or_leaves_it_open() {
    let order =
        [(10, ordered(ONE, 1, None)), (10, ordered(ONE, 2, None)), (20, moved(ONE, 1, Status::Accepted))];
    let heard = Body::Dispatch(dispatch::Fact::EvacuationHeard {
        dispatch: DispatchId(2),
        incident: ONE,
        code: bounded("T2"),
    });
    for (name, second, done) in [
        ("accepted", moved(ONE, 2, Status::Accepted), Some(7)),
        ("en route", moved(ONE, 2, Status::EnRoute), Some(7)),
        ("on scene", moved(ONE, 2, Status::OnScene), Some(7)),
        ("released", moved(ONE, 2, Status::Released), Some(7)),
        ("back", moved(ONE, 2, Status::Back), Some(7)),
        ("waived", waived(2), Some(7)),
        ("refused", moved(ONE, 2, Status::Refused), None),
        ("unanswered", moved(ONE, 2, Status::Unanswered), None),
        ("replaced, and nobody instead", moved(ONE, 2, Status::Replaced), None),
        ("ordered", moved(ONE, 2, Status::Ordered), None),
        ("told to get out", heard, None),
        ("somebody else", moved(ONE, 9, Status::Accepted), None),
        ("somebody else instead of nobody", ordered(ONE, 9, Some(7)), None),
    ] {
        let mut all = order.to_vec();
        all.push((30, second));
        assert_eq!(of(Step::Accept, &all).first().map(|it| it.1), Some(done), "{name}");
    }
}

#[test]
fn the_first_order_is_all_that_was_ordered_in_its_instant_and_who_goes_instead() {
    let nobody = [(10, ordered(ONE, 1, None)), (20, moved(ONE, 1, Status::Released)), (30, waived(1))];
    assert_eq!(of(Step::Accept, &nobody)[0].1, None, "who was let go has accepted nothing");
    assert_eq!(of(Step::Accept, &[(10, ordered(ONE, 1, None)), (20, waived(1))])[0].1, None);
    let replaced =
        [(10, ordered(ONE, 1, None)), (15, ordered(ONE, 9, Some(7))), (20, moved(ONE, 1, Status::Accepted))];
    assert_eq!(of(Step::Accept, &replaced)[0].1, Some(6), "who goes instead of somebody of another order");
    let other = [
        (10, ordered(ONE, 1, None)),
        (15, moved(ONE, 1, Status::Released)),
        (20, ordered(ONE, 2, None)),
        (25, moved(ONE, 2, Status::Accepted)),
    ];
    assert_eq!(of(Step::Accept, &other)[0].1, None, "the first order was let go");
    let one_by_one = [
        (10, ordered(ONE, 1, None)),
        (10, moved(ONE, 1, Status::Accepted)),
        (10, ordered(ONE, 2, None)),
        (20, moved(ONE, 2, Status::Accepted)),
    ];
    assert_eq!(of(Step::Accept, &one_by_one)[0].1, Some(7), "all that were ordered in that instant");
    assert_eq!(of(Step::Accept, &one_by_one[..3])[0].1, None);
    let later =
        [(10, ordered(ONE, 1, None)), (15, ordered(ONE, 2, None)), (20, moved(ONE, 1, Status::Accepted))];
    assert_eq!(of(Step::Accept, &later)[0].1, Some(6), "who was ordered later is of another order");
}

#[test]
fn money_is_measured_by_reservation_and_what_was_given_up_is_not() {
    use Judgement::{Missed, OnTime};
    let number = ReservationId;
    let set_aside = |nth| match reserved(ONE) {
        Body::Pool(pool::Fact::Reserved {
            incident,
            amount,
            payee,
            purpose,
            evidence,
            maker,
            expires,
            ..
        }) => {
            let reservation = number(nth);
            Body::Pool(pool::Fact::Reserved {
                reservation,
                incident,
                amount,
                payee,
                purpose,
                evidence,
                maker,
                expires,
            })
        }
        other => other,
    };
    let by = crate::operations::fixture::officer("F1");
    let (incident, reservation) = (ONE, number(1));
    let voided = Body::Pool(pool::Fact::Voided { reservation, incident, released: Fen(1), reason: text(7) });
    let expired = Body::Pool(pool::Fact::Expired { reservation, incident, released: Fen(1) });
    let paid = Body::Pool(pool::Fact::Paid { reservation, incident, receipt: bounded("H1") });
    let signed = Body::Pool(pool::Fact::Signed { reservation, incident, amount: Fen(1), by, heard: None });
    let two = [(10, set_aside(0)), (11, set_aside(1))];
    for (name, behind, wanted) in [
        ("nothing", vec![], vec![(4, None, Missed), (5, None, Missed)]),
        ("the one", vec![posted(ONE)], vec![(4, None, Missed), (5, Some(6), OnTime)]),
        ("given up", vec![voided.clone()], vec![(4, None, Missed)]),
        ("given up afterwards", vec![posted(ONE), voided], vec![(4, None, Missed), (5, Some(6), OnTime)]),
        ("ran out: nobody posted it", vec![expired], vec![(4, None, Missed), (5, None, Missed)]),
        ("paid is not posted", vec![paid], vec![(4, None, Missed), (5, None, Missed)]),
        ("signed is not posted", vec![signed], vec![(4, None, Missed), (5, None, Missed)]),
    ] {
        let mut all = two.to_vec();
        all.extend(behind.into_iter().map(|body| (20, body)));
        assert_eq!(of(Step::Post, &all), wanted, "{name}");
    }
}
