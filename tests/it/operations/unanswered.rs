//! Nobody acknowledges, nobody acts: what the desk does by itself, at its time, also after a restart.

use super::course::{CONTROL, at_level, give, next_act, night, open, park};
use super::fixture::T0;
use dutydesk::engine::driver::Driver;
use dutydesk::operations::call::Purpose;
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::incident;
use dutydesk::operations::next::Act;
use dutydesk::operations::reference::{Escalate, EscalationStep, Vacant};
use dutydesk::operations::state::State;
use dutydesk::units::{EntryNumber, InputNumber, Span};
use std::sync::Arc;

fn escalated(facts: &[Fact]) -> Vec<(i64, u8, String)> {
    let one = |fact: &Fact| match &fact.body {
        Body::Incident(incident::Fact::Escalated { step, code, .. }) => {
            Some((fact.at.since(T0).0, *step, code.to_string()))
        }
        _ => None,
    };
    facts.iter().filter_map(one).collect()
}

#[test]
fn the_escalation_runs_at_its_time_however_the_desk_was_built_up() {
    let wanted = [(15_000, 1, String::new()), (40_000, 2, "L1".to_owned()), (60_000, 3, String::new())];
    for restart in ["none", "from a checkpoint", "from the journal"] {
        let mut desk = night();
        desk.fire(0, "S-2031");
        desk.tick(20_000);
        match restart {
            "none" => {}
            "from a checkpoint" => {
                let bytes = postcard::to_allocvec(&desk.driver.state).unwrap();
                desk.driver = Driver::resume(postcard::from_bytes::<State>(&bytes).unwrap(), park());
            }
            _ => {
                let mut driver = Driver::new(park());
                for (at, fact) in desk.facts.iter().enumerate() {
                    driver.state.fold(EntryNumber(at as u64 + 1), fact);
                }
                driver.state.input = InputNumber(desk.input);
                desk.driver = driver;
            }
        }
        desk.tick(39_999);
        assert_eq!(escalated(&desk.facts), wanted[..1], "{restart}");
        desk.tick(300_000);
        assert_eq!(escalated(&desk.facts), wanted, "{restart}: an empty code: no one is on call");
    }
}

#[test]
fn an_acknowledgement_stops_the_escalation() {
    let mut desk = night();
    desk.fire(0, "S-2031");
    desk.tick(20_000);
    desk.acknowledge(1);
    give(&mut desk, 21, open(CONTROL, Purpose::Verify));
    desk.tick(300_000);
    assert_eq!(escalated(&desk.facts).len(), 1);
    assert!(!desk.incident(1).is_unacknowledged(), "an open slip is a next act");
}

#[test]
fn acknowledged_and_left_it_goes_back() {
    let mut desk = at_level(0);
    desk.tick(119_999);
    assert!(!desk.incident(1).is_unacknowledged());
    desk.tick(120_000);
    assert!(desk.incident(1).is_unacknowledged(), "life-risk: two minutes");
    assert_eq!(next_act(&desk), Act::Acknowledge);
    desk.tick(135_000);
    assert_eq!(escalated(&desk.facts), [(135_000, 1, String::new())], "and the escalation begins anew");
    desk.acknowledge(1);
    give(&mut desk, 140, open(CONTROL, Purpose::Verify));
    desk.tick(3_600_000);
    assert!(!desk.incident(1).is_unacknowledged());
    // What is no danger to life has a quarter of an hour.
    let mut desk = at_level(0);
    desk.clear(1_000, "S-2031");
    desk.tick(899_999);
    assert!(!desk.incident(1).is_unacknowledged());
    desk.tick(900_100);
    assert!(desk.incident(1).is_unacknowledged());
}

#[test]
fn no_deadline_begins_in_the_past() {
    let mut desk = at_level(0);
    desk.tick(300_000);
    desk.acknowledge(1);
    desk.tick(301_000);
    let mut last = T0;
    for fact in &desk.facts {
        assert!(fact.at >= last, "{fact:?}");
        last = fact.at;
    }
}

#[test]
fn a_step_that_would_wake_nobody_is_said_before_it_runs() {
    let posts = |officer: bool, second: bool, leader: bool, escalation: &[Escalate]| {
        let mut registry = (*park()).clone();
        let mut reference = (*registry.operations).clone();
        reference.duty.officer = reference.duty.officer.filter(|_| officer);
        reference.duty.second = reference.person("D2").map(|(id, _)| id).filter(|_| second);
        reference.duty.leader = reference.person("L1").map(|(id, _)| id).filter(|_| leader);
        reference.escalation = escalation
            .iter()
            .zip(1..)
            .map(|(to, minutes)| EscalationStep { after: Span::minutes(minutes), to: *to })
            .collect();
        registry.operations = Arc::new(reference);
        let mut desk = night();
        desk.driver = Driver::new(Arc::new(registry));
        desk.tick(0);
        desk.snapshot().status.vacant
    };
    let (second, leader) = (Escalate::SecondOfficer, Escalate::Leader);
    let told =
        |has_second, has_leader, escalation: &[Escalate]| posts(true, has_second, has_leader, escalation);
    assert_eq!(told(true, true, &[Escalate::Screens, leader, second]), Vacant::Nobody);
    assert_eq!(told(false, true, &[Escalate::Screens, leader, second]), Vacant::Second);
    assert_eq!(told(true, false, &[leader]), Vacant::Leader);
    assert_eq!(told(false, false, &[leader, second]), Vacant::SecondAndLeader);
    assert_eq!(told(false, true, &[Escalate::Screens, leader]), Vacant::Nobody, "no step names that post");
    assert_eq!(told(false, false, &[Escalate::Screens, Escalate::Command]), Vacant::Nobody);
    assert_eq!(posts(false, false, true, &[leader, second]), Vacant::Officer, "before all else");
}
