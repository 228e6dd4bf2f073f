//! Teams that do not go, and everybody getting out: neither holds the next act for ever.

use super::{
    CONTROL, FIRE, ONE, SECOND, T0, at_level, calls, control, end, found, give, missing, moved, next_act,
    night, offers, order, refused, said, team,
};
use crate::operations::fixture::says;
use dutydesk::correlation::event::Conditions;
use dutydesk::engine::driver::Driver;
use dutydesk::feed::decode::words::Type;
use dutydesk::operations::call::{Agency, Callee, Outcome, Purpose};
use dutydesk::operations::command::Body as Command;
use dutydesk::operations::dispatch::{self, Status, Task};
use dutydesk::operations::finding::{Found, People, Scene};
use dutydesk::operations::incident::Verdict;
use dutydesk::operations::next::Act;
use dutydesk::operations::outcome;
use dutydesk::operations::reference::{Reference, TeamKind};
use dutydesk::text::bounded;
use std::sync::Arc;

/// A gas detector of the first firm.
const GAS: &str = "G-1101";
const CLEAR: Purpose = Purpose::Evacuate(Purpose::THEIRS);

/// A fire that is real, 119 and the leader told; T4 and T5 do the attack, T2 are volunteers at the outer cordon.
fn real() -> super::Desk {
    let mut desk = at_level(3);
    let mut park = super::park();
    let registry = Arc::make_mut(&mut park);
    let mut reference: Reference = (*registry.operations).clone();
    for row in &mut reference.teams {
        row.duties = match row.code.as_str() {
            "T1" => Box::new([Task::Guide]),
            "T2" => Box::new([Task::Outer, Task::Guide]),
            "T4" | "T5" => Box::new([Task::Attack]),
            _ => Box::new([]),
        };
        if row.code.as_str() == "T2" {
            row.kind = TeamKind::Volunteer;
        }
    }
    registry.operations = Arc::new(reference);
    desk.driver = Driver::new(park);
    desk.now = T0;
    for (at, device) in ["S-2031", "S-2032", "T-2007"].into_iter().enumerate() {
        desk.fire(at as i64 * 100, device);
    }
    desk.acknowledge(1);
    give(&mut desk, 5, end(FIRE, Purpose::Alarm, Outcome::Answered, ""));
    give(&mut desk, 6, said(Verdict::Real, control(), false));
    desk
}

fn dispatch(command: dispatch::Command<super::PrivateText>) -> Command<super::PrivateText> {
    Command::Dispatch(command)
}

fn evacuate(desk: &mut super::Desk, second: i64) {
    give(desk, second, dispatch(dispatch::Command::Evacuate { incident: ONE }));
}

fn people(counted: u16) -> Command<super::PrivateText> {
    found(Found::People(People { expected: Some(14), counted: Some(counted), ..People::default() }))
}

#[test]
fn a_team_that_is_not_needed_holds_nobody_up() {
    let mut desk = real();
    assert_eq!(next_act(&desk), Act::Dispatch);
    let attack = order(&mut desk, 1, "T4", Task::Attack);
    let outer = order(&mut desk, 2, "T2", Task::Outer);
    moved(&mut desk, attack, Status::Accepted);
    moved(&mut desk, outer, Status::Refused);
    assert_eq!(next_act(&desk), calls(super::leader(), Purpose::Brief), "the outer cordon waits for nobody");
    // Who guides: T1 refuses, and only volunteers could go.
    let guide = order(&mut desk, 3, "T1", Task::Guide);
    moved(&mut desk, guide, Status::Refused);
    assert_eq!(next_act(&desk), calls(super::leader(), Purpose::Brief), "nobody is asked to send nobody");
}

#[test]
fn a_refusal_wants_another_team_until_one_goes_or_an_officer_says_that_none_is_needed() {
    let mut desk = real();
    let attack = order(&mut desk, 1, "T4", Task::Attack);
    moved(&mut desk, attack, Status::Refused);
    assert_eq!(next_act(&desk), Act::Dispatch);
    let waive = || dispatch(dispatch::Command::Waive { incident: ONE, team: bounded("T4") });
    let facts = give(&mut desk, 20, waive());
    assert_eq!(super::kinds(&facts)[..1], ["dispatch.waived"]);
    assert_ne!(next_act(&desk), Act::Dispatch);
    let again = dispatch::Refusal::NothingToWaive(bounded("T4"), Status::Refused);
    assert_eq!(refused(&mut desk, waive()), outcome::Refusal::Dispatch(again));
    // And where another goes for it.
    let mut desk = real();
    let attack = order(&mut desk, 1, "T4", Task::Attack);
    moved(&mut desk, attack, Status::Unanswered);
    assert_eq!(next_act(&desk), Act::Dispatch);
    let other = order(&mut desk, 2, "T5", Task::Attack);
    moved(&mut desk, other, Status::Accepted);
    assert_ne!(next_act(&desk), Act::Dispatch);
}

#[test]
fn after_an_evacuation_teams_hear_it_the_site_empties_and_people_are_counted() {
    let mut desk = real();
    let first = order(&mut desk, 1, "T1", Task::Guide);
    let second = order(&mut desk, 2, "T4", Task::Attack);
    let third = order(&mut desk, 3, "T5", Task::Attack);
    for bound in [first, second] {
        moved(&mut desk, bound, Status::Accepted);
    }
    moved(&mut desk, third, Status::Refused);
    give(&mut desk, 20, people(14));
    evacuate(&mut desk, 30);
    let out = |order, code| calls(team(code), Purpose::Evacuate(order));
    assert_eq!(next_act(&desk), out(first, "T1"));
    give(&mut desk, 31, end(team("T1"), Purpose::Evacuate(first), Outcome::NoAnswer, ""));
    assert_eq!(next_act(&desk), out(second, "T4"), "one after another");
    give(&mut desk, 32, end(team("T4"), Purpose::Evacuate(second), Outcome::Answered, ""));
    assert_eq!(next_act(&desk), out(first, "T1"), "once more");
    give(&mut desk, 33, end(team("T1"), Purpose::Evacuate(first), Outcome::Busy, ""));
    assert_eq!(next_act(&desk), calls(CONTROL, CLEAR), "twice in vain holds nobody up");
    give(&mut desk, 34, end(CONTROL, CLEAR, Outcome::NoAnswer, ""));
    assert_eq!(next_act(&desk), calls(SECOND, CLEAR));
    give(&mut desk, 35, end(SECOND, CLEAR, Outcome::Answered, ""));
    assert_eq!(next_act(&desk), Act::Count, "the count before it counts no more");
    assert!(
        offers(&desk).contains(&(team("T1"), Purpose::Evacuate(first))),
        "who has not heard stays offered"
    );
    // How those are who were counted is no count.
    let hurt = People { hurt: Some(1), ..People::default() };
    give(&mut desk, 36, found(Found::People(hurt)));
    let medical = Callee::Agency(Agency::Medical);
    assert_eq!(next_act(&desk), calls(medical, Purpose::Alarm), "120 comes before the count");
    give(&mut desk, 37, end(medical, Purpose::Alarm, Outcome::Answered, ""));
    assert_eq!(next_act(&desk), Act::Count);
    give(&mut desk, 40, people(14));
    assert_eq!(next_act(&desk), calls(super::leader(), Purpose::Brief), "the same number again is a count");
    // Ordered out again, all of it again.
    evacuate(&mut desk, 60);
    assert_eq!(next_act(&desk), out(first, "T1"));
}

#[test]
fn an_evacuation_without_teams_asks_the_site() {
    let mut desk = night();
    desk.fire(0, "S-2031");
    desk.acknowledge(1);
    evacuate(&mut desk, 3);
    assert_eq!(next_act(&desk), calls(CONTROL, CLEAR));
    give(&mut desk, 4, end(CONTROL, CLEAR, Outcome::Answered, ""));
    assert_eq!(next_act(&desk), Act::Count);
    give(&mut desk, 5, missing(2));
    let fire = calls(FIRE, Purpose::Alarm);
    assert_eq!(next_act(&desk), fire, "people are in need: 119 first");
}

#[test]
fn where_gas_leaks_the_gas_company_comes_after_the_first_number() {
    let crew = Callee::Agency(Agency::Gas);
    for outcome in [Outcome::NoAnswer, Outcome::Busy] {
        let mut desk = night();
        desk.hear(0, &says(GAS, Type::Alarm, Conditions::OVER_LIMIT));
        desk.acknowledge(1);
        let Act::Call { callee: first, purpose: Purpose::Verify } = next_act(&desk) else {
            panic!("{:?}", next_act(&desk))
        };
        assert_eq!(offers(&desk)[1], (crew, Purpose::Alarm), "{:?}", offers(&desk));
        give(&mut desk, 5, end(first, Purpose::Verify, outcome, ""));
        assert_eq!(next_act(&desk), calls(crew, Purpose::Alarm), "the same number is not rung twice before");
        give(&mut desk, 20, end(crew, Purpose::Alarm, Outcome::NoAnswer, ""));
        let second = next_act(&desk);
        assert!(matches!(
            second,
            Act::Call { callee: Callee::Site { contact: 1, .. }, purpose: Purpose::Verify }
        ));
        // Somebody who saw a flame brings 119 before all of them.
        give(&mut desk, 21, found(Found::Scene(Scene::Flame)));
        assert_eq!(next_act(&desk), calls(FIRE, Purpose::Alarm));
    }
}
