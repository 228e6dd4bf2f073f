//! Incidents that turn out to be one: what was done for either was done for both, and nothing that goes on is lost.

use crate::drill::milestones::{Measured, measured};
use crate::drill::run::{
    BEGAN, Entry, ONE, TWO, acknowledged, briefed, claimed, endangers, moved, opened, ordered, posted, rang,
    reserved, submitted, told_119, verified,
};
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, HazardFamily, Occurrence};
use dutydesk::correlation::change::{Change, Reason, ReasonCode, What};
use dutydesk::drill::score::{Judgement, Step};
use dutydesk::operations::call::{Callee, Outcome, Purpose};
use dutydesk::operations::dispatch::Status;
use dutydesk::operations::fact::Body;
use dutydesk::operations::incident::{self, Cause, Verdict};
use dutydesk::operations::intake;
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, DeviceId, IncidentId, Instant, InsurerId, RuleId, Span, ZoneId};

const THREE: IncidentId = IncidentId(1_003);
const ALARM: AlarmKey = AlarmKey { device: DeviceId(1), class: AlarmClass::Hazard };
const REASON: Reason = Reason { code: ReasonCode::Operator, rule: RuleId(0), other: None, span: Span(0) };

fn changed(what: What) -> Body {
    let change = Change { at: BEGAN, what };
    Body::Incident(incident::Fact::Alarm { change, named: incident::fact::Named::default() })
}

fn merged(incident: IncidentId, from: IncidentId) -> Body {
    changed(What::Merged { incident, from, reason: REASON })
}

/// A smoke detector joins an incident.
fn alarmed(incident: IncidentId) -> Body {
    let (occurrence, occurred) = (Occurrence(1), Instant(0));
    changed(What::Joined { incident, alarm: ALARM, occurrence, occurred, value_milli: 0, reason: REASON })
}

fn split(incident: IncidentId, from: IncidentId) -> Body {
    changed(What::Split { incident, from, alarm: ALARM })
}

/// A caller told of an incident, which is opened by that or was there.
fn told(intake: u128, incident: IncidentId, opened: bool) -> Body {
    Body::Intake(intake::Fact::Taken {
        intake: ActionId(intake),
        incident,
        opened,
        zone: ZoneId(1),
        place: bounded("2号车间"),
        family: HazardFamily::Fire,
        exactly: None,
    })
}

/// It turned out that the caller told of another incident.
const fn moved_over(intake: u128, incident: IncidentId, from: IncidentId) -> Body {
    Body::Intake(intake::Fact::Joined { intake: ActionId(intake), incident, from })
}

fn of(step: Step, entries: &[Entry]) -> Vec<(u64, Option<u64>, Judgement)> {
    let row = |(of, from, done, judgement): Measured| (of == step).then_some((from, done, judgement));
    measured(entries).into_iter().filter_map(row).collect()
}

/// Two incidents that endanger life: entries 2 to 5; what follows begins with entry 6.
fn two(behind: &[Entry]) -> Vec<Entry> {
    let mut all = vec![(2, opened(ONE)), (2, endangers(ONE)), (3, opened(TWO)), (3, endangers(TWO))];
    all.extend_from_slice(behind);
    all
}

#[test]
fn two_that_are_one_are_measured_once_from_the_first_alarm_on() {
    let steps = |entries: &[Entry]| {
        measured(entries).into_iter().map(|(step, from, ..)| (step, from)).collect::<Vec<_>>()
    };
    let once = [(Step::Acknowledge, 2), (Step::Fire, 2), (Step::Verify, 2), (Step::Leader, 2)];
    assert_eq!(steps(&two(&[(9, merged(ONE, TWO))])), once);
    assert_eq!(steps(&two(&[(9, merged(TWO, ONE))])), once);
    assert_eq!(steps(&two(&[])).len(), 7, "two are two, and the leader is told once");
    let harmless = [(2, opened(ONE)), (3, opened(TWO)), (4, endangers(TWO)), (9, merged(ONE, TWO))];
    assert_eq!(steps(&harmless), once, "the danger goes with it");
    let before = [(3, opened(TWO)), (4, endangers(TWO)), (9, merged(ONE, TWO))];
    assert_eq!(steps(&before), once, "into one that was there before the drill");
    let chain = [(2, opened(THREE)), (9, merged(TWO, ONE)), (10, merged(THREE, TWO))];
    assert_eq!(steps(&two(&chain)), once, "one after the other");
}

/// What is done for an incident.
type Deed = fn(IncidentId) -> Body;

/// Each step: what must stand, what does it.
fn acts() -> Vec<(Step, Vec<Deed>, Deed)> {
    let real: Deed = |incident| verified(incident, Verdict::Real);
    let denied: Deed = |incident| verified(incident, Verdict::False { cause: Cause::Steam, restored: true });
    let order: Deed = |incident| ordered(incident, incident.0, None);
    let accepted: Deed = |incident| moved(incident, incident.0, Status::Accepted);
    vec![
        (Step::Acknowledge, vec![], acknowledged),
        (Step::Fire, vec![], told_119),
        (Step::Verify, vec![], real),
        (Step::Verify, vec![], denied),
        (Step::Dispatch, vec![real], order),
        (Step::Accept, vec![order], accepted),
        (Step::Leader, vec![], briefed),
        (Step::Report, vec![real], submitted),
        (Step::Insurer, vec![real], claimed),
    ]
}

#[test]
fn the_earlier_act_of_either_stands() {
    for (step, before, act) in acts() {
        // Done at one of them, or at both in either order.
        for acts in [vec![ONE], vec![TWO], vec![ONE, TWO], vec![TWO, ONE]] {
            let mut behind: Vec<Entry> =
                before.iter().flat_map(|it| acts.iter().map(|incident| (4, it(*incident)))).collect();
            let place = 6 + behind.len() as u64;
            behind.extend(acts.iter().zip(5..).map(|(incident, at)| (at, act(*incident))));
            behind.push((9, merged(ONE, TWO)));
            let done: Vec<_> = of(step, &two(&behind)).into_iter().map(|(_, done, _)| done).collect();
            assert_eq!(done, [Some(place)], "{step:?} {acts:?}");
        }
    }
}

#[test]
fn it_was_real_from_the_first_word_on() {
    let real = |incident| verified(incident, Verdict::Real);
    assert_eq!(of(Step::Dispatch, &two(&[(4, real(TWO)), (5, real(ONE)), (9, merged(ONE, TWO))]))[0].0, 6);
    assert_eq!(of(Step::Dispatch, &two(&[(4, real(ONE)), (5, real(TWO)), (9, merged(ONE, TWO))]))[0].0, 6);
    let harmless = [(2, opened(ONE)), (3, opened(TWO)), (4, real(TWO)), (9, merged(ONE, TWO))];
    assert_eq!(of(Step::Dispatch, &harmless)[0].0, 4);
}

#[test]
fn what_goes_on_under_the_number_that_is_gone_is_not_lost() {
    use Judgement::{Missed, OnTime};
    let real = || verified(TWO, Verdict::Real);
    let teams = [
        (4, ordered(TWO, 1, None)),
        (4, ordered(TWO, 2, None)),
        (5, moved(TWO, 1, Status::Accepted)),
        (9, merged(ONE, TWO)),
        (12, moved(TWO, 2, Status::Accepted)),
        (20, ordered(ONE, 3, None)),
    ];
    assert_eq!(of(Step::Accept, &two(&teams)), [(2, Some(10), OnTime)], "the order of the first number");
    assert_eq!(of(Step::Accept, &two(&teams[..4])), [(2, None, Missed)]);
    let let_go = [
        (4, ordered(TWO, 1, None)),
        (4, ordered(TWO, 2, None)),
        (5, moved(TWO, 1, Status::Accepted)),
        (9, merged(ONE, TWO)),
        (12, moved(TWO, 2, Status::Released)),
    ];
    assert_eq!(of(Step::Accept, &two(&let_go)), [(2, Some(10), OnTime)]);
    let money = [(4, reserved(TWO)), (9, merged(ONE, TWO)), (12, posted(TWO))];
    assert_eq!(of(Step::Post, &two(&money)), [(6, Some(8), OnTime)]);
    assert_eq!(of(Step::Post, &two(&money[..2])), [(6, None, Missed)]);
    let insurer = Callee::Insurer { insurer: InsurerId(0), contact: 0 };
    let rung = || rang(TWO, insurer, Purpose::Notice, Outcome::NoAnswer);
    assert_eq!(
        of(Step::Insurer, &two(&[(4, real()), (5, rung()), (9, merged(ONE, TWO))])),
        [(6, None, Missed)]
    );
    let claim = [(4, real()), (9, merged(ONE, TWO)), (12, rung()), (13, claimed(TWO))];
    assert_eq!(of(Step::Insurer, &two(&claim)), [(6, Some(9), OnTime)]);
}

#[test]
fn what_a_caller_told_is_measured_like_an_alarm() {
    let call = [(2, told(7, ONE, true)), (2, acknowledged(ONE)), (9, verified(ONE, Verdict::Real))];
    let judged = [(2, Some(3), Judgement::OnTime)];
    assert_eq!(of(Step::Acknowledge, &call), judged);
    assert_eq!(of(Step::Fire, &call).len(), 1);
    let mut again = call.to_vec();
    again.push((10, told(8, ONE, true)));
    assert_eq!(of(Step::Acknowledge, &again), judged, "it was opened once");
    // A caller who tells of what is known opens nothing.
    let known = [(2, told(7, ONE, false)), (3, acknowledged(ONE)), (4, verified(ONE, Verdict::Real))];
    assert_eq!(measured(&known), []);
    // A fault is none, whoever tells of it.
    let told_fault = match told(7, ONE, true) {
        Body::Intake(intake::Fact::Taken { intake, incident, opened, zone, place, exactly, .. }) => {
            let family = HazardFamily::Fault;
            Body::Intake(intake::Fact::Taken { intake, incident, opened, zone, place, family, exactly })
        }
        other => other,
    };
    assert_eq!(measured(&[(2, told_fault), (4, verified(ONE, Verdict::Real))]), []);
}

#[test]
fn an_incident_that_its_caller_leaves_is_one_with_where_they_went() {
    let verifies = |entries: &[Entry]| of(Step::Verify, entries).len();
    let both = [(2, opened(ONE)), (2, endangers(ONE)), (3, told(7, TWO, true)), (4, endangers(TWO))];
    let with = |behind: &[Entry]| {
        let mut all = both.to_vec();
        all.extend_from_slice(behind);
        all
    };
    assert_eq!(verifies(&with(&[])), 2);
    assert_eq!(verifies(&with(&[(9, moved_over(7, ONE, TWO))])), 1);
    let done = with(&[(5, told_119(TWO)), (9, moved_over(7, ONE, TWO)), (10, verified(TWO, Verdict::Real))]);
    assert_eq!(of(Step::Fire, &done), [(2, Some(6), Judgement::OnTime)], "before");
    assert_eq!(of(Step::Verify, &done), [(2, Some(8), Judgement::OnTime)], "and after");
    // Moved on, and back again: a mistake that was mended.
    assert_eq!(verifies(&with(&[(9, moved_over(7, ONE, TWO)), (10, moved_over(7, TWO, ONE))])), 2);
    // It stands without that caller: by its alarms, by another caller.
    for stands in [alarmed(TWO), split(TWO, ONE), merged(TWO, THREE), told(8, TWO, false)] {
        assert_eq!(verifies(&with(&[(8, stands.clone()), (9, moved_over(7, ONE, TWO))])), 2, "{stands:?}");
        assert_eq!(verifies(&with(&[(9, moved_over(7, ONE, TWO)), (10, stands.clone())])), 2, "{stands:?}");
    }
    // Left for an incident that is merged into another one.
    let on = [(5, opened(THREE)), (9, moved_over(7, ONE, TWO)), (10, merged(THREE, ONE))];
    assert_eq!(verifies(&with(&on)), 1);
    // A caller who was filed under a wrong incident takes nothing away from it.
    let wrong = [
        (2, opened(ONE)),
        (2, endangers(ONE)),
        (3, opened(TWO)),
        (3, endangers(TWO)),
        (5, told(7, ONE, false)),
        (6, moved_over(7, TWO, ONE)),
    ];
    assert_eq!(verifies(&wrong), 2);
}
