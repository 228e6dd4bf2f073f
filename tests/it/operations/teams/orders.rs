//! Orders and what teams answer: what an order allows, what a word changes, who replaces whom.

use super::super::fixture::{Desk, T0, TEXT, deadlines, id, kinds};
use super::{
    ALL, against, fire, found, gaps, give, no, order_of, picks, replaces, runs_the_plan, says, sends, status,
    team, told,
};
use dutydesk::engine::driver::Driver;
use dutydesk::operations::actor::Actor;
use dutydesk::operations::command::Body as CommandBody;
use dutydesk::operations::deadline::{Fact as DeadlineFact, Subject};
use dutydesk::operations::delivery::{self, About, Target};
use dutydesk::operations::dispatch::{
    self, Against, Command, Fact as TeamFact, Refusal, Status, Task, recommend,
};
use dutydesk::operations::fact::Body;
use dutydesk::operations::finding::{Found, People};
use dutydesk::operations::incident::{self, Phase};
use dutydesk::operations::outcome;
use dutydesk::operations::plan;
use dutydesk::operations::state::Verdict;
use dutydesk::text::bounded;
use dutydesk::units::{DeliveryId, DispatchId, EntryNumber, InputNumber, Span, TeamId};
use std::sync::Arc;
#[test]
fn one_act_orders_several_and_each_has_a_minute() {
    let mut desk = fire(|_| {});
    let before = desk.incident(1).revision;
    let facts = sends(&mut desk, &[("T7", Task::Attack), ("t1", Task::Guide)]);
    assert_eq!(
        kinds(&facts),
        ["dispatch.ordered", "dispatch.ordered", "delivery.recorded", "deadline.started", "deadline.started"]
    );
    let Body::Dispatch(TeamFact::Ordered { dispatch, staging, team, .. }) = facts[0].body else { panic!() };
    assert_eq!((dispatch, staging.as_str(), team), (DispatchId(1), "北门", TeamId(6)));
    let Body::Delivery(delivery::Fact::Recorded { delivery, target, about, key, by_machine, .. }) =
        facts[2].body
    else {
        panic!()
    };
    assert_eq!((delivery, target, by_machine), (DeliveryId(1), Target::Team(TeamId(6)), true));
    assert_eq!((about, Some(key)), (About::Dispatch(DispatchId(1)), facts[0].action));
    assert!(desk.incident(1).revision > before, "who is sent is what a person decides by");
    assert_eq!([status(&desk, 1), status(&desk, 2)], [Status::Ordered; 2]);
    assert_eq!(picks(&desk), ["T4 Plug", "T2 Outer", "T6 Power"], "what nobody is on");
    let passed = deadlines(&desk.tick(60_000));
    let due = T0.after(Span::seconds(60));
    let late =
        |number| (due, DeadlineFact::Passed { subject: Subject::Acceptance(id(1), DispatchId(number)), due });
    assert!(passed.contains(&late(1)) && passed.contains(&late(2)), "{passed:?}");
    assert_eq!(status(&desk, 1), Status::Ordered, "nothing happens but the red line");
    assert!(against(&desk, "T7").contains(&Against::Declined), "it did not answer in time");
    assert_eq!(picks(&desk)[0], "T4 Attack+Plug", "who goes instead is proposed");
    assert_eq!(gaps(&desk)[..2], ["Guide VolunteersOnly T2", "Cordon AllDeclined T1"]);
}

#[test]
fn a_status_is_never_overwritten() {
    let mut desk = fire(|_| {});
    sends(&mut desk, &[("T4", Task::Attack)]);
    give(&mut desk, says("T4", Status::OnScene, None));
    let again = order_of(1, &[("T1", Task::Guide), ("T4", Task::Plug)], Some(TEXT));
    let (verdict, facts) = give(&mut desk, again);
    assert_eq!(verdict, no(Refusal::AlreadyOrdered(bounded("T4"), Status::OnScene)));
    assert!(facts.is_empty(), "nothing of a refused act is done");
    let twice = order_of(1, &[("T1", Task::Guide), ("T1", Task::Cordon)], None);
    assert_eq!(give(&mut desk, twice).0, no(Refusal::AlreadyOrdered(bounded("T1"), Status::Ordered)));

    // Another incident wants it.
    desk.fire(1_000, "S-3011");
    assert!(desk.driver.state.incidents.get(id(2)).is_some());
    let attack = |despite| order_of(2, &[("T4", Task::Attack)], despite);
    let (verdict, _) = give(&mut desk, attack(Some(TEXT)));
    assert_eq!(verdict, no(Refusal::OnLifeRiskTask(bounded("T4"), id(1))), "the alarm is active");
    desk.clear(2_000, "S-2031");
    found(&mut desk, 1, Found::People(People { missing: Some(2), ..People::default() }));
    let (verdict, _) = give(&mut desk, attack(Some(TEXT)));
    assert_eq!(verdict, no(Refusal::OnLifeRiskTask(bounded("T4"), id(1))), "no reason takes it away");
    found(&mut desk, 1, Found::People(People { missing: Some(0), ..People::default() }));
    assert!(!desk.driver.state.life_risk(id(1)));
    assert_eq!(give(&mut desk, attack(None)).0, no(Refusal::ReasonMissing(bounded("T4"))));
    let (verdict, _) = give(&mut desk, attack(Some(TEXT)));
    assert!(matches!(verdict, Verdict::Decided { .. }), "{verdict:?}");
    assert_eq!([status(&desk, 1), status(&desk, 2)], [Status::OnScene, Status::Ordered]);
}

/// A team, what is amiss with it, its task; what an order gets without a reason, and with one.
type Weighed = (&'static str, &'static str, Task, Option<Refusal>, Option<Refusal>);

#[test]
fn only_three_things_are_refused_the_rest_wants_a_reason() {
    let cases: [Weighed; 6] = [
        (
            "T9",
            "no such team",
            Task::Attack,
            Some(Refusal::NoSuchTeam(bounded("T9"))),
            Some(Refusal::NoSuchTeam(bounded("T9"))),
        ),
        (
            "T5",
            "out of service",
            Task::Water,
            Some(Refusal::OutOfService(bounded("T5"))),
            Some(Refusal::OutOfService(bounded("T5"))),
        ),
        ("T2", "volunteers at the outer cordon, two left out", Task::Outer, None, None),
        ("T2", "volunteers inside", Task::Guide, Some(Refusal::ReasonMissing(bounded("T2"))), None),
        ("T3", "not cleared", Task::Survey, Some(Refusal::ReasonMissing(bounded("T3"))), None),
        ("T6", "another task", Task::Attack, Some(Refusal::ReasonMissing(bounded("T6"))), None),
    ];
    for (code, name, task, bare, reasoned) in cases {
        for (despite, wanted) in [(None, bare), (Some(TEXT), reasoned)] {
            let mut desk = fire(|park| team(park, "T5").in_service = false);
            let (verdict, _) = give(&mut desk, order_of(1, &[(code, task)], despite));
            match wanted {
                Some(refusal) => assert_eq!(verdict, no(refusal), "{name}"),
                None => assert!(matches!(verdict, Verdict::Decided { .. }), "{name}: {verdict:?}"),
            }
        }
    }
    let mut desk = fire(|_| {});
    assert_eq!(give(&mut desk, order_of(1, &[], None)).0, no(Refusal::Nobody(id(1))));
    let unknown = Verdict::Refused(outcome::Refusal::Incident(incident::Refusal::NoSuchIncident(id(9))));
    assert_eq!(give(&mut desk, order_of(9, &[("T4", Task::Attack)], None)).0, unknown);
}

/// A desk with T4's order at a status.
fn at(from: Status) -> Desk {
    let mut desk = fire(|_| {});
    sends(&mut desk, &[("T4", Task::Attack)]);
    if from != Status::Ordered {
        let (dispatch, incident, code) = (DispatchId(1), id(1), bounded("T4"));
        let moved =
            TeamFact::Moved { dispatch, incident, code, from: Status::Ordered, to: from, eta_minutes: None };
        told(&mut desk, Body::Dispatch(moved));
    }
    desk
}

#[test]
fn a_status_goes_forward_only() {
    use Status::{Accepted, Back, EnRoute, OnScene, Ordered, Refused, Released, Replaced, Unanswered};
    let ways = |from: Status| -> &[Status] {
        match from {
            Ordered => &[Unanswered, Refused, Accepted, EnRoute, OnScene],
            Unanswered => &[Refused, Accepted, EnRoute, OnScene],
            Accepted => &[EnRoute, OnScene],
            EnRoute => &[OnScene],
            OnScene | Released => &[Back],
            Refused | Back | Replaced => &[],
        }
    };
    for from in ALL {
        for to in ALL {
            let mut desk = at(from);
            let (verdict, facts) = give(&mut desk, says("T4", to, None));
            if ways(from).contains(&to) {
                let Body::Dispatch(TeamFact::Moved { from: was, to: is, .. }) = facts[0].body else {
                    panic!()
                };
                assert_eq!((was, is, status(&desk, 1)), (from, to, to));
            } else {
                assert_eq!(verdict, no(Refusal::NoWay { from, to }), "{from:?} -> {to:?}");
                assert_eq!((facts.len(), status(&desk, 1)), (0, from));
            }
        }
    }
}

#[test]
fn release_and_replacement_from_every_status() {
    for from in ALL {
        let release = |repeated| Command::StandDown { incident: id(1), team: bounded("T4"), repeated };
        let mut desk = at(from);
        let (verdict, _) = give(&mut desk, release(None));
        match from {
            Status::Accepted | Status::EnRoute | Status::OnScene => {
                assert_eq!(status(&desk, 1), Status::Released);
            }
            Status::Ordered | Status::Unanswered => {
                let asks = no(Refusal::NotAnswered(bounded("T4"), id(1)));
                assert_eq!(verdict, asks);
                assert_eq!(give(&mut desk, release(Some(id(2)))).0, asks, "another number is none");
                give(&mut desk, release(Some(id(1))));
                assert_eq!(status(&desk, 1), Status::Back, "what nobody took binds nobody");
            }
            Status::Refused | Status::Released | Status::Back | Status::Replaced => {
                assert_eq!(verdict, no(Refusal::NoWay { from, to: Status::Released }));
            }
        }
        let mut desk = at(from);
        let (verdict, facts) = give(&mut desk, replaces("T4", "T7", Task::Attack));
        if matches!(from, Status::Ordered | Status::Unanswered | Status::Refused) {
            assert_eq!(
                [status(&desk, 1), status(&desk, 2)],
                [Status::Replaced, Status::Ordered],
                "{facts:?}"
            );
        } else {
            assert_eq!(verdict, no(Refusal::NoWay { from, to: Status::Replaced }));
            assert!(facts.is_empty());
        }
    }
}

#[test]
fn a_replacement_within_ninety_seconds_keeps_both_orders() {
    let mut desk = fire(|_| {});
    sends(&mut desk, &[("T4", Task::Attack)]);
    desk.tick(30_000);
    give(&mut desk, says("T4", Status::Unanswered, None));
    assert!(picks(&desk).contains(&"T7 Attack".to_owned()), "{:?}", picks(&desk));
    desk.tick(60_000);
    desk.tick(75_000);
    let (_, facts) = give(&mut desk, replaces("T4", "T7", Task::Attack));
    assert_eq!(
        kinds(&facts),
        ["dispatch.moved", "dispatch.ordered", "delivery.recorded", "deadline.dropped", "deadline.started"]
    );
    let Body::Dispatch(TeamFact::Ordered { dispatch, replaces: old, .. }) = facts[1].body else { panic!() };
    assert_eq!((dispatch, old), (DispatchId(2), Some(DispatchId(1))));
    let facts = give(&mut desk, says("T7", Status::Accepted, Some(9))).1;
    let subject = Subject::Acceptance(id(1), DispatchId(2));
    assert!(
        deadlines(&facts)
            .iter()
            .any(|(_, fact)| matches!(fact, DeadlineFact::Met { subject: met, .. } if *met == subject))
    );
    let orders: Vec<_> = desk.driver.state.dispatches.of(id(1)).map(|it| (it.id.0, it.status)).collect();
    assert_eq!(orders, [(1, Status::Replaced), (2, Status::Accepted)]);
    assert!(give(&mut desk, replaces("T4", "T6", Task::Attack)).1.is_empty(), "once is enough");
}

#[test]
fn a_team_that_goes_proves_the_plan() {
    let mut desk = fire(|_| {});
    runs_the_plan(&mut desk);
    sends(&mut desk, &[("T4", Task::Attack), ("T1", Task::Look)]);
    let (_, facts) = give(&mut desk, says("T1", Status::Accepted, None));
    assert!(!kinds(&facts).contains(&"plan.step-done"), "a patrol that looks is not what the plan wants");
    give(&mut desk, says("T1", Status::OnScene, None));
    assert_eq!(desk.incident(1).phase, Phase::Verification);
    let (_, facts) = give(&mut desk, says("T4", Status::Accepted, Some(9)));
    assert_eq!(facts[1].body, Body::Plan(plan::Fact::Done { incident: id(1), step: 2 }));
    let order = *desk.driver.state.dispatches.get(DispatchId(1)).unwrap();
    assert_eq!(order.arrives, Some(T0.after(Span::minutes(9))));
    desk.tick(120_000);
    give(&mut desk, says("T4", Status::Accepted, Some(12)));
    let later = *desk.driver.state.dispatches.get(DispatchId(1)).unwrap();
    assert_eq!((later.since, later.arrives), (order.since, Some(T0.after(Span::minutes(14)))));
    // Nobody has said yet that it is real: a team on the spot changes no phase ("0 until a person says 属实").
    give(&mut desk, says("T4", Status::OnScene, None));
    assert_eq!(desk.incident(1).phase, Phase::Verification);
    sends(&mut desk, &[("T7", Task::Attack)]);
    let (_, facts) = give(&mut desk, says("T7", Status::OnScene, None));
    assert!(!kinds(&facts).contains(&"plan.step-done"), "once is enough");
}

#[test]
fn an_evacuation_names_who_has_not_heard() {
    let mut desk = fire(|_| {});
    let evacuate = || Command::Evacuate { incident: id(1) };
    let (_, facts) = give(&mut desk, evacuate());
    assert_eq!(facts[0].body, Body::Dispatch(TeamFact::EvacuationOrdered { incident: id(1), teams: 0 }));
    sends(&mut desk, &[("T4", Task::Attack), ("T1", Task::Guide), ("T7", Task::Attack)]);
    give(&mut desk, says("T4", Status::OnScene, None));
    give(&mut desk, says("T1", Status::Refused, None));
    let (_, facts) = desk.act(Actor::Unclaimed, CommandBody::Dispatch(evacuate()));
    assert_eq!(kinds(&facts)[..2], ["dispatch.evacuation", "delivery.recorded"]);
    assert_eq!(facts[0].body, Body::Dispatch(TeamFact::EvacuationOrdered { incident: id(1), teams: 2 }));
    let Body::Delivery(delivery::Fact::Recorded { about, .. }) = facts[1].body else { panic!() };
    assert_eq!(about, About::Evacuation(DispatchId(3)));
    let heard = |desk: &Desk, dispatch| {
        let order = desk.driver.state.dispatches.get(DispatchId(dispatch)).unwrap();
        order.evacuate.map(|_| order.evacuated.is_some())
    };
    assert_eq!([1, 2, 3].map(|number| heard(&desk, number)), [Some(false), None, Some(false)]);
    let facts = dispatch::heard(&desk.driver.state, DispatchId(1));
    assert_eq!(facts.len(), 1);
    for body in facts {
        told(&mut desk, body);
    }
    assert_eq!([1, 3].map(|number| heard(&desk, number)), [Some(true), Some(false)]);
    assert!(dispatch::heard(&desk.driver.state, DispatchId(1)).is_empty(), "once is enough");
    assert!(dispatch::heard(&desk.driver.state, DispatchId(2)).is_empty(), "it is not out there");
    give(&mut desk, evacuate());
    assert_eq!(heard(&desk, 1), Some(false), "a second order is to be heard again");
}

#[test]
fn the_fold_of_the_facts_is_the_live_desk() {
    let mut desk = fire(|_| {});
    runs_the_plan(&mut desk);
    sends(&mut desk, &[("T4", Task::Attack), ("T1", Task::Guide), ("T7", Task::Attack)]);
    give(&mut desk, says("T4", Status::Unanswered, None));
    desk.tick(61_000);
    give(&mut desk, replaces("T4", "T6", Task::Power));
    give(&mut desk, says("T1", Status::Accepted, Some(4)));
    give(&mut desk, says("T1", Status::OnScene, None));
    give(&mut desk, Command::Evacuate { incident: id(1) });
    give(&mut desk, Command::StandDown { incident: id(1), team: bounded("T1"), repeated: None });
    give(&mut desk, says("T1", Status::Back, None));
    let live = &desk.driver.state;
    let mut folded = Driver::new(Arc::clone(desk.driver.registry())).state;
    for (at, fact) in desk.facts.iter().enumerate() {
        folded.fold(EntryNumber(at as u64 + 1), fact);
    }
    folded.begin(InputNumber(0), live.now);
    let shown = |state: &dutydesk::operations::state::State| {
        let parts = (&state.dispatches, &state.deliveries, &state.plans, &state.deadlines);
        format!("{parts:?} {:?}", state.incidents.get(id(1)))
    };
    assert_eq!(shown(&folded), shown(live));
    assert_eq!(recommend(&folded, id(1)), recommend(live, id(1)));
}
