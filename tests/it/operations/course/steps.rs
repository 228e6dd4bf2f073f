//! A step of a plan is done by every act that does it, and by no other: an overdue step is believed.

use super::{
    CONTROL, FIRE, ONE, SECOND, calls, control, end, found, give, kinds, leader, next_act, offers, said, team,
};
use crate::operations::fixture::{Desk, TEXT, officer, proved};
use dutydesk::engine::input::Input;
use dutydesk::operations::actor::Actor;
use dutydesk::operations::actor::PrivateText;
use dutydesk::operations::call::{self, Agency, Callee, Outcome, Purpose};
use dutydesk::operations::command::{Body as Command, Command as Whole, Seen};
use dutydesk::operations::dispatch::{self, Order, Status, Task};
use dutydesk::operations::finding::{Found, People};
use dutydesk::operations::incident::Verdict;
use dutydesk::operations::pool;
use dutydesk::operations::reference::StepAct;
use dutydesk::operations::report::{self, Channel, Kind};
use dutydesk::operations::state::Verdict as Answer;
use dutydesk::operations::{claim, desk, plan};
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, Fen, InsurerId};

type Act = Command<PrivateText>;

const UPWARD: Callee = Callee::Agency(Agency::Upward);
const MEDICAL: Callee = Callee::Agency(Agency::Medical);
const PICC: Callee = Callee::Insurer { insurer: InsurerId(0), contact: 0 };

/// The sample park with its own plans, a fire in the firm of nine steps.
fn fire() -> Desk {
    let mut desk = Desk::new();
    let recovery = desk::fact::Recovery::Fresh;
    desk.take(&Input::Desk {
        actor: Actor::Desk,
        fact: desk::Fact::Started { build: bounded("t"), recovery },
    });
    desk.fire(0, "S-2031");
    desk
}

fn reached(callee: Callee, purpose: Purpose) -> Act {
    end(callee, purpose, Outcome::Answered, "")
}

fn order(teams: &[(&str, Task)]) -> Act {
    let orders = teams.iter().map(|(team, task)| Order { team: bounded(team), task: *task }).collect();
    Command::Dispatch(dispatch::Command::Order { incident: ONE, orders, staging: None, despite: Some(TEXT) })
}

fn says(team: &str, status: Status) -> Act {
    let team = bounded(team);
    Command::Dispatch(dispatch::Command::Report { incident: ONE, team, status, eta_minutes: None })
}

fn takes(team_code: &str) -> Act {
    end(team(team_code), Purpose::Task(Purpose::THEIRS), Outcome::Answered, "")
}

fn submit() -> Act {
    Command::Report(report::Command::Submit { incident: ONE, kind: Kind::First, text: TEXT })
}

fn sign() -> Act {
    Command::Report(report::Command::Sign { incident: ONE, number: 1 })
}

fn send(channel: Channel) -> Act {
    Command::Report(report::Command::Send { incident: ONE, number: 1, channel, receipt: bounded("R1") })
}

fn claimed() -> Act {
    Command::Claim(claim::Command::Open { incident: ONE, insurer: bounded("PICC"), number: bounded("BA-1") })
}

fn reserve() -> Act {
    let (payee, purpose, evidence) = (TEXT, TEXT, TEXT);
    Command::Pool(pool::Command::Reserve { incident: ONE, amount: Fen(100), payee, purpose, evidence })
}

fn real() -> Act {
    said(Verdict::Real, control(), false)
}

fn told(number: &str) -> Act {
    end(PICC, Purpose::Notice, Outcome::Answered, number)
}

/// Carries out acts, and L1 signs what wants a signature.
fn carried_out(desk: &mut Desk, acts: &[Act]) {
    for (at, body) in acts.iter().enumerate() {
        desk.tick(1_000 * (at as i64 + 1));
        let (actor, action) = (proved("D1"), ActionId(9_000 + desk.facts.len() as u128));
        let is_signed = matches!(body, Command::Report(report::Command::Sign { .. }));
        let signed_by = is_signed.then(|| officer("L1"));
        let whole = Whole { action, actor, signed_by, seen: Seen::default(), body: body.clone() };
        let (answer, _) = desk.give(&whole);
        assert!(matches!(answer, Answer::Decided { .. }), "{body:?}: {answer:?}");
    }
}

fn is_done(desk: &Desk, act: StepAct) -> bool {
    let run = desk.driver.state.plans.of(ONE).unwrap();
    assert!(run.steps.iter().any(|(step, _)| step.act == Some(act)), "the plan has no step of {act:?}");
    run.is_settled(act)
}

/// Wants a step done, or not, by acts after the plan was chosen; and by the same acts before, where they stand before it.
fn check(act: StepAct, wanted: bool, acts: &[Act]) {
    let mut desk = fire();
    desk.acknowledge(1);
    carried_out(&mut desk, acts);
    assert_eq!(is_done(&desk, act), wanted, "{act:?}: {acts:?}");
    let mut desk = fire();
    carried_out(&mut desk, acts);
    desk.acknowledge(1);
    assert_eq!(is_done(&desk, act), wanted, "{act:?}, and taken afterwards: {acts:?}");
}

#[test]
fn whoever_was_told_by_telephone_or_in_writing_is_told() {
    let signed = || vec![real(), submit(), sign()];
    let with = |act| signed().into_iter().chain([act]).collect::<Vec<_>>();
    let upward = StepAct::Call(Agency::Upward);
    for purpose in [Purpose::Alarm, Purpose::Update, Purpose::Other] {
        for (agency, act) in [(FIRE, StepAct::Call(Agency::Fire)), (MEDICAL, StepAct::Call(Agency::Medical))]
        {
            check(act, true, &[reached(agency, purpose)]);
            check(act, false, &[end(agency, purpose, Outcome::NoAnswer, "")]);
            check(act, false, &[reached(UPWARD, purpose)]);
        }
        check(upward, true, &[reached(UPWARD, purpose)]);
    }
    check(upward, true, &with(reached(UPWARD, Purpose::Report(1))));
    check(upward, true, &with(end(leader(), Purpose::Report(1), Outcome::Answered, "88")));
    check(upward, true, &with(send(Channel::Phone)));
    check(upward, true, &with(send(Channel::Written)));
    check(upward, false, &signed());
    check(upward, false, &with(end(UPWARD, Purpose::Report(1), Outcome::Busy, "")));
}

#[test]
fn every_other_step_is_done_by_every_act_that_does_it() {
    let (site, brief, first) = (StepAct::ControlRoom, StepAct::Brief, StepAct::FirstReport);
    for (act, wanted, acts) in [
        (site, true, vec![reached(CONTROL, Purpose::Other)]),
        (site, true, vec![reached(SECOND, Purpose::Evacuate(Purpose::THEIRS))]),
        (site, true, vec![reached(CONTROL, Purpose::UnitHead)]),
        (site, true, vec![reached(CONTROL, Purpose::Verify), real()]),
        (site, false, vec![reached(CONTROL, Purpose::Verify)]),
        (site, false, vec![end(CONTROL, Purpose::Other, Outcome::NoAnswer, "")]),
        (brief, true, vec![reached(leader(), Purpose::Brief)]),
        (brief, false, vec![reached(leader(), Purpose::Other)]),
        (brief, false, vec![end(leader(), Purpose::Brief, Outcome::Refused, "")]),
        (first, true, vec![real(), submit(), sign()]),
        (first, false, vec![real(), submit()]),
        (StepAct::Reserve, true, vec![real(), reserve()]),
        (StepAct::Reserve, false, vec![real()]),
        // A claim exists from the insurer's number on, whoever wrote it down where.
        (StepAct::Notice, true, vec![real(), told("BA-1")]),
        (StepAct::Notice, true, vec![real(), claimed()]),
        (StepAct::Notice, false, vec![real(), told("")]),
        (StepAct::Notice, true, vec![real(), told(""), claimed()]),
        (StepAct::Notice, true, vec![real(), told(""), told("BA-1")]),
        (StepAct::Notice, false, vec![real(), end(PICC, Purpose::Notice, Outcome::Refused, "")]),
    ] {
        check(act, wanted, &acts);
    }
}

#[test]
fn sending_is_done_when_nobody_is_still_to_be_heard_whatever_was_said_last() {
    let two = || vec![real(), order(&[("T1", Task::Guide), ("T4", Task::Attack)])];
    let with = |acts: Vec<Act>| two().into_iter().chain(acts).collect::<Vec<_>>();
    let waive = || Command::Dispatch(dispatch::Command::Waive { incident: ONE, team: bounded("T4") });
    let release = || {
        let (team, repeated) = (bounded("T4"), Some(ONE));
        Command::Dispatch(dispatch::Command::StandDown { incident: ONE, team, repeated })
    };
    let outer =
        |last: Act| vec![real(), order(&[("T1", Task::Guide), ("T4", Task::Outer)]), takes("T1"), last];
    for (wanted, acts) in [
        (true, with(vec![takes("T1"), takes("T4")])),
        (true, with(vec![says("T1", Status::EnRoute), says("T4", Status::OnScene)])),
        (false, with(vec![takes("T1")])),
        (false, with(vec![takes("T1"), says("T4", Status::Refused)])),
        // The place stays empty, or the order is taken back: nobody is waited for any more.
        (true, with(vec![takes("T1"), says("T4", Status::Refused), waive()])),
        (true, with(vec![says("T4", Status::Refused), waive(), takes("T1")])),
        (true, with(vec![takes("T1"), release()])),
        (false, with(vec![release()])),
        (false, with(vec![says("T4", Status::Refused), waive()])),
        // The outer cordon waits for nobody, and nobody for it.
        (true, outer(says("T4", Status::Refused))),
        (true, outer(end(team("T4"), Purpose::Task(Purpose::THEIRS), Outcome::NoAnswer, ""))),
        (false, vec![real(), order(&[("T1", Task::Look)]), takes("T1")]),
    ] {
        check(StepAct::Dispatch, wanted, &acts);
    }
}

#[test]
fn an_insurer_that_gave_no_number_is_rung_for_it_as_long_as_the_step_is_open() {
    let mut desk = super::at_level(3);
    give(&mut desk, 5, reached(FIRE, Purpose::Alarm));
    give(&mut desk, 6, real());
    let facts = give(&mut desk, 7, told(""));
    assert!(!kinds(&facts).contains(&"plan.step-done") && !kinds(&facts).contains(&"claim.opened"));
    assert!(offers(&desk).contains(&(PICC, Purpose::Notice)), "{:?}", offers(&desk));
    let step = desk.driver.state.plans.of(ONE).unwrap().step_of(StepAct::Notice).unwrap();
    let mut waived = super::at_level(3);
    for act in [reached(FIRE, Purpose::Alarm), real(), told("")] {
        give(&mut waived, 6, act);
    }
    let mark = plan::Mark::Waived(TEXT);
    give(&mut waived, 8, Command::Plan(plan::Command::Step { incident: ONE, step, mark }));
    let facts = give(&mut desk, 8, told("BA-1"));
    assert!(kinds(&facts).contains(&"claim.opened") && kinds(&facts).contains(&"plan.step-done"));
    let again = |desk: &Desk| {
        let wanted = calls(PICC, Purpose::Notice);
        wanted == next_act(desk)
    };
    assert!(!again(&desk) && !again(&waived));
}

#[test]
fn public_numbers_stay_within_reach_and_120_hears_what_is_worse() {
    let hurt = |missing, trapped, hurt| {
        let (missing, trapped, hurt) = (Some(missing), Some(trapped), Some(hurt));
        found(Found::People(People { missing, trapped, hurt, ..People::default() }))
    };
    let wanted = |desk: &Desk| {
        let state = &desk.driver.state;
        call::first_of(state, state.incidents.get(ONE).unwrap(), call::Stage::Update)
            .map(|(callee, _)| callee)
    };
    let mut desk = super::at_level(3);
    for act in [reached(FIRE, Purpose::Alarm), real(), hurt(2, 0, 0)] {
        give(&mut desk, 5, act);
    }
    give(&mut desk, 6, reached(MEDICAL, Purpose::Alarm));
    give(&mut desk, 7, reached(FIRE, Purpose::Update));
    assert_eq!(wanted(&desk), None);
    for agency in Agency::ALL {
        let rung = offers(&desk).iter().filter(|(callee, _)| *callee == Callee::Agency(agency)).count();
        assert_eq!(rung, 1, "{agency:?}: {:?}", offers(&desk));
    }
    // One of the two is found, and is trapped: 119 hears it, and so does 120.
    give(&mut desk, 20, hurt(1, 1, 0));
    assert_eq!(wanted(&desk), Some(FIRE));
    give(&mut desk, 21, reached(FIRE, Purpose::Update));
    assert_eq!(wanted(&desk), Some(MEDICAL));
    give(&mut desk, 22, end(MEDICAL, Purpose::Update, Outcome::NoAnswer, ""));
    assert_eq!(wanted(&desk), Some(MEDICAL), "nobody answered");
    give(&mut desk, 23, reached(MEDICAL, Purpose::Update));
    assert_eq!(wanted(&desk), None);
    // Fewer are in need: 119 hears of that, 120 is not rung for it.
    give(&mut desk, 30, hurt(0, 1, 0));
    assert_eq!(wanted(&desk), Some(FIRE));
    give(&mut desk, 31, reached(FIRE, Purpose::Update));
    assert_eq!(wanted(&desk), None);
}
