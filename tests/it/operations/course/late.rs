//! What is late stands before what was begun, and `c` rings whom the next step names.

use super::{
    CONTROL, FIRE, ONE, TEXT, calls, control, end, fold, found, give, leader, moved, next_act, offers, open,
    order, park, proved, said, team,
};
use crate::operations::fixture::{Desk, registry};
use dutydesk::engine::driver::Driver;
use dutydesk::operations::call::{Agency, Callee, Outcome, Purpose};
use dutydesk::operations::dispatch::{Status, Task};
use dutydesk::operations::fact::Body;
use dutydesk::operations::finding::{Found, People};
use dutydesk::operations::incident::Verdict;
use dutydesk::operations::next::Act;
use dutydesk::operations::reference::Pack;
use dutydesk::operations::report::{self, Kind};
use dutydesk::units::{DispatchId, SiteId, Span};
use std::sync::Arc;

const HEAD: Callee = Callee::Site { site: SiteId(0), contact: 2 };
const UPWARD: Callee = Callee::Agency(Agency::Upward);
const MEDICAL: Callee = Callee::Agency(Agency::Medical);

/// A fire that is real, with 119 told, T1 there, the leader briefed, 120 told, and 15 minutes for the first report.
fn real_fire() -> Desk {
    let mut park = (*park()).clone();
    let mut operations = (*park.operations).clone();
    operations.pack =
        Pack { first_phone: Span::minutes(15), first_written: Span::minutes(35), ..Pack::default() };
    park.operations = Arc::new(operations);
    let mut desk = Desk::new();
    desk.driver = Driver::new(Arc::new(park));
    desk.tick(0);
    for (at, device) in ["S-2031", "S-2032", "T-2007"].into_iter().enumerate() {
        desk.fire(at as i64 * 100, device);
    }
    desk.acknowledge(1);
    let answered = Outcome::Answered;
    give(&mut desk, 58, end(FIRE, Purpose::Alarm, answered, "0317"));
    give(&mut desk, 60, said(Verdict::Real, control(), false));
    let guide = order(&mut desk, 1, "T1", Task::Guide);
    give(&mut desk, 70, end(team("T1"), Purpose::Task(guide), answered, "60"));
    give(&mut desk, 80, end(leader(), Purpose::Brief, answered, ""));
    give(&mut desk, 90, end(MEDICAL, Purpose::Alarm, answered, ""));
    desk
}

fn signed(desk: &mut Desk) {
    let submitted = report::Fact::Submitted { incident: ONE, number: 1, kind: Kind::First, text: TEXT };
    fold(desk, Body::Report(submitted));
    let Some(by) = proved("L1").officer().copied() else { panic!("L1 is known") };
    fold(desk, Body::Report(report::Fact::Signed { incident: ONE, number: 1, by }));
}

/// Whom `c` rings.
fn rung(desk: &Desk) -> Act {
    let (callee, purpose) = offers(desk)[0];
    calls(callee, purpose)
}

#[test]
fn whom_the_next_step_names_is_whom_c_rings() {
    let mut desk = real_fire();
    give(
        &mut desk,
        100,
        found(Found::People(People { expected: Some(14), counted: Some(14), ..People::default() })),
    );
    signed(&mut desk);
    assert_eq!(next_act(&desk), calls(UPWARD, Purpose::Report(1)));
    assert_eq!(rung(&desk), next_act(&desk), "{:?}", offers(&desk));
    give(&mut desk, 110, end(UPWARD, Purpose::Report(1), Outcome::Answered, "88"));
    // Through the rest of the night, too.
    while let Act::Call { callee, purpose } = next_act(&desk) {
        assert_eq!(rung(&desk), calls(callee, purpose), "{:?}", offers(&desk));
        give(&mut desk, 120, end(callee, purpose, Outcome::Answered, "1"));
    }
}

#[test]
fn a_call_that_nobody_ended_hides_no_report_whose_time_has_passed() {
    let mut desk = real_fire();
    give(&mut desk, 100, open(HEAD, Purpose::UnitHead));
    assert_eq!(next_act(&desk), calls(HEAD, Purpose::UnitHead), "somebody is being rung");
    desk.tick(959_000);
    assert_eq!(next_act(&desk), calls(HEAD, Purpose::UnitHead), "its time has not passed");
    desk.tick(961_000);
    assert_eq!(next_act(&desk), Act::Report(Kind::First));
    signed(&mut desk);
    assert_eq!(next_act(&desk), calls(UPWARD, Purpose::Report(1)));
    assert_eq!(rung(&desk), next_act(&desk), "{:?}", offers(&desk));
    assert!(offers(&desk).contains(&(HEAD, Purpose::UnitHead)), "whoever rings is still within reach");
    // Life goes first: a team that was ordered does not know of it.
    let mut hurt = real_fire();
    give(&mut hurt, 100, open(CONTROL, Purpose::Other));
    let second = order(&mut hurt, 2, "T4", Task::Attack);
    hurt.tick(961_000);
    assert_eq!(next_act(&hurt), calls(team("T4"), Purpose::Task(second)));
}

#[test]
fn a_team_that_is_not_there_when_it_said_is_asked_and_says_anew() {
    let mut desk = real_fire();
    let guide = DispatchId(1);
    let ask = Act::Ask { team: registry().operations.team("T1").unwrap().0, order: guide };
    let again = open(team("T1"), Purpose::Task(guide));
    give(&mut desk, 100, end(team("T1"), Purpose::Task(guide), Outcome::Answered, "5"));
    desk.tick(400_000);
    assert_ne!(next_act(&desk), ask, "its time has not passed");
    desk.tick(401_000);
    assert_eq!(next_act(&desk), ask);
    assert_eq!(offers(&desk)[0], (team("T1"), Purpose::Task(guide)));
    // On its way, it is asked as well; where it is, it is not.
    for (status, wanted) in [(Status::EnRoute, true), (Status::OnScene, false)] {
        let mut desk = real_fire();
        give(&mut desk, 100, end(team("T1"), Purpose::Task(guide), Outcome::Answered, "5"));
        moved(&mut desk, guide, status);
        desk.tick(401_000);
        assert_eq!(next_act(&desk) == ask, wanted, "{status:?}");
    }
    // Who is being asked, and does not answer, holds up nobody else.
    give(&mut desk, 402, again);
    assert_eq!(next_act(&desk), ask, "it is being asked");
    give(&mut desk, 430, end(team("T1"), Purpose::Task(guide), Outcome::NoAnswer, ""));
    assert_ne!(next_act(&desk), ask);
    assert!(offers(&desk).contains(&(team("T1"), Purpose::Task(guide))));
    give(&mut desk, 440, end(team("T1"), Purpose::Task(guide), Outcome::Answered, "5"));
    assert!(!offers(&desk).contains(&(team("T1"), Purpose::Task(guide))));
    desk.tick(741_000);
    assert_eq!(next_act(&desk), ask, "it is late a second time");
}
