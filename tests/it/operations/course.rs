//! The course of an incident: who is rung next, what an answer moves, what ends it.

mod ending;
mod getting_out;
mod late;
mod steps;

use super::fixture::{Desk, T0, TEXT, id, kinds, proved, registry};
use dutydesk::engine::driver::Driver;
use dutydesk::operations::actor::PrivateText;
use dutydesk::operations::call::{self, Agency, Callee, Outcome, Party, Purpose, Witness};
use dutydesk::operations::command::Body as Command;
use dutydesk::operations::dispatch::{self, Status, Task};
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::finding::{self, Found, People, Scene};
use dutydesk::operations::incident::{self, Disposition, Phase, Verdict};
use dutydesk::operations::next::{self, Act};
use dutydesk::operations::outcome;
use dutydesk::operations::reference::{
    Contact, Escalate, EscalationStep, Plan, PlanStep, Reference, StepAct, TeamKind,
};
use dutydesk::operations::state::Verdict as Answer;
use dutydesk::operations::{plan, report};
use dutydesk::registry::Registry;
use dutydesk::text::bounded;
use dutydesk::units::{DispatchId, EntryNumber, IncidentId, SiteId, Span};
use std::sync::Arc;

const ONE: IncidentId = id(1);
const FIRE: Callee = Callee::Agency(Agency::Fire);
pub(super) const CONTROL: Callee = Callee::Site { site: SiteId(0), contact: 0 };
const SECOND: Callee = Callee::Site { site: SiteId(0), contact: 1 };

/// The sample park with what its files do not say yet: escalation, acts of steps, a head, a brigade.
pub(super) fn park() -> Arc<Registry> {
    let mut registry = (*registry()).clone();
    let mut reference: Reference = (*registry.operations).clone();
    reference.escalation = Box::new([
        EscalationStep { after: Span::seconds(15), to: Escalate::Screens },
        EscalationStep { after: Span::seconds(40), to: Escalate::Leader },
        EscalationStep { after: Span::seconds(60), to: Escalate::SecondOfficer },
    ]);
    reference.duty.leader = reference.person("L1").map(|(id, _)| id);
    reference.duty.second = None;
    for (agency, row) in Agency::ALL.into_iter().zip(&mut reference.agencies) {
        let phone = bounded(&format!("0000-{}", agency.code()));
        row.contact = Contact { post: bounded(agency.code()), phone, ..Contact::default() };
    }
    reference.sites[0].head = Some(2);
    for team in &mut reference.teams {
        team.in_service = true;
        team.kind = TeamKind::Professional;
        team.duties = Box::new([]);
    }
    let (brigade, _) = reference.team("T1").unwrap();
    reference.teams[brigade.index()].kind = TeamKind::Brigade;
    let acts = [
        Some(StepAct::Call(Agency::Fire)),
        Some(StepAct::ControlRoom),
        Some(StepAct::Dispatch),
        Some(StepAct::Brief),
        Some(StepAct::Call(Agency::Medical)),
        Some(StepAct::FirstReport),
        Some(StepAct::Notice),
        Some(StepAct::Reserve),
        None,
    ];
    let step = |(at, act): (usize, Option<StepAct>)| PlanStep {
        act,
        within: Span::seconds(60 * (at as i64 + 1)),
        ..PlanStep::default()
    };
    let steps: Box<[PlanStep]> = acts.into_iter().enumerate().map(step).collect();
    for plan in &mut reference.plans {
        *plan = Plan { steps: steps.clone(), ..plan.clone() };
    }
    registry.operations = Arc::new(reference);
    Arc::new(registry)
}

pub(super) fn night() -> Desk {
    let mut desk = Desk::new();
    desk.driver = Driver::new(park());
    desk.tick(0);
    desk
}

/// A desk whose first incident stands at a level: 0, 2 or 3.
pub(super) fn at_level(level: u8) -> Desk {
    let mut desk = night();
    let devices: &[&str] = match level {
        0 => &["S-2031"],
        2 => &["S-2031", "S-2032"],
        _ => &["S-2031", "S-2032", "T-2007"],
    };
    for (at, device) in devices.iter().enumerate() {
        desk.fire(at as i64 * 100, device);
    }
    assert_eq!(desk.driver.state.level(ONE).0, level);
    desk.acknowledge(1);
    desk
}

pub(super) fn open(callee: Callee, purpose: Purpose) -> Command<PrivateText> {
    Command::Call(call::Command::Open { incident: ONE, callee: Party::Known(callee), purpose })
}

fn end(callee: Callee, purpose: Purpose, outcome: Outcome, reference: &str) -> Command<PrivateText> {
    let callee = Party::Known(callee);
    let reference = bounded(reference);
    Command::Call(call::Command::End { incident: ONE, callee, purpose, outcome, by: None, reference })
}

fn said(verdict: Verdict, witness: Witness<PrivateText, Party>, place: bool) -> Command<PrivateText> {
    let place = place.then_some(TEXT);
    Command::Incident(incident::Command::Verify { incident: ONE, verdict, witness, place })
}

fn control() -> Witness<PrivateText, Party> {
    Witness::Callee(Party::Known(CONTROL))
}

fn close(disposition: Disposition) -> Command<PrivateText> {
    let command = incident::Command::Close { incident: ONE, disposition, reason: Some(TEXT), repeated: ONE };
    Command::Incident(command)
}

fn found(found: Found) -> Command<PrivateText> {
    let reliability = finding::Reliability::Reported;
    Command::Finding(finding::Command::Find { incident: ONE, found, witness: control(), reliability })
}

fn missing(count: u16) -> Command<PrivateText> {
    found(Found::People(People { missing: Some(count), ..People::default() }))
}

/// Gives a command so many seconds after the start, and wants it done.
pub(super) fn give(desk: &mut Desk, second: i64, body: Command<PrivateText>) -> Vec<Fact> {
    desk.tick(second * 1_000);
    let given = format!("{body:?}");
    let (answer, facts) = desk.act(proved("D1"), body);
    assert!(matches!(answer, Answer::Decided { .. }), "{given}: {answer:?}");
    facts
}

fn refused(desk: &mut Desk, body: Command<PrivateText>) -> outcome::Refusal {
    match desk.act(proved("D1"), body).0 {
        Answer::Refused(refusal) => refusal,
        decided @ Answer::Decided { .. } => panic!("{decided:?}"),
    }
}

/// Puts a fact into the desk as another subject would have decided it.
fn fold(desk: &mut Desk, body: Body) {
    let entry = EntryNumber(desk.driver.state.entry.0 + 1);
    let fact = Fact { at: desk.now, actor: proved("D1"), action: None, body };
    desk.driver.state.fold(entry, &fact);
}

fn order(desk: &mut Desk, number: u32, team: &str, task: Task) -> DispatchId {
    let reference = Arc::clone(desk.driver.state.reference());
    let (team, row) = reference.team(team).unwrap();
    let dispatch = DispatchId(number);
    fold(
        desk,
        Body::Dispatch(dispatch::Fact::Ordered {
            dispatch,
            incident: ONE,
            team,
            code: row.code,
            task,
            staging: bounded("北门"),
            instead: None,
            despite: None,
            replaces: None,
        }),
    );
    dispatch
}

fn moved(desk: &mut Desk, dispatch: DispatchId, to: Status) {
    let row = *desk.driver.state.dispatches.get(dispatch).unwrap();
    let (code, from) = (row.code, row.status);
    let fact = dispatch::Fact::Moved { dispatch, incident: ONE, code, from, to, eta_minutes: None };
    fold(desk, Body::Dispatch(fact));
}

fn offers(desk: &Desk) -> Vec<(Callee, Purpose)> {
    let state = &desk.driver.state;
    call::offers(state, ONE, next::first_call(state, ONE)).iter().map(|it| (it.callee, it.purpose)).collect()
}

pub(super) fn next_act(desk: &Desk) -> Act {
    next::of(&desk.driver.state, ONE).act
}

fn team(code: &str) -> Callee {
    Callee::Team(registry().operations.team(code).unwrap().0)
}

fn leader() -> Callee {
    Callee::Person(registry().operations.person("L1").unwrap().0)
}

fn calls(callee: Callee, purpose: Purpose) -> Act {
    Act::Call { callee, purpose }
}

#[test]
fn the_evidence_says_who_is_rung_first() {
    let verify = Purpose::Verify;
    let spot = [(CONTROL, verify), (SECOND, verify), (team("T1"), verify)];
    for level in [0, 2] {
        let desk = at_level(level);
        assert_eq!(offers(&desk)[..3], spot, "level {level}");
        assert_eq!(next_act(&desk), calls(CONTROL, verify));
    }
    let desk = at_level(3);
    assert_eq!(offers(&desk)[0], (FIRE, Purpose::Alarm));
    assert_eq!(offers(&desk)[1..4], spot);
    // One smoke detector, and a person who reports flame, or people.
    for finding in [found(Found::Scene(Scene::Flame)), missing(2)] {
        let mut desk = at_level(0);
        give(&mut desk, 1, finding);
        assert_eq!(offers(&desk)[0], (FIRE, Purpose::Alarm));
    }
}

#[test]
fn no_answer_brings_the_next_number_and_two_of_them_119() {
    let mut desk = at_level(0);
    let (verify, silent) = (Purpose::Verify, Outcome::NoAnswer);
    give(&mut desk, 2, end(CONTROL, verify, silent, ""));
    assert_eq!(next_act(&desk), calls(SECOND, verify));
    assert_ne!(offers(&desk)[0], (FIRE, Purpose::Alarm), "one is not two");
    give(&mut desk, 30, end(SECOND, verify, Outcome::Busy, ""));
    assert_eq!(offers(&desk)[..2], [(FIRE, Purpose::Alarm), (team("T1"), verify)]);
    assert_eq!(desk.incident(1).verdict, None, "nobody has said anything");
    // A slip that rings for a minute counts as one.
    let mut desk = at_level(0);
    give(&mut desk, 2, open(CONTROL, verify));
    desk.tick(61_000);
    assert_eq!(offers(&desk)[..2], [(CONTROL, verify), (SECOND, verify)], "an open slip stays first");
    give(&mut desk, 62, end(SECOND, verify, silent, ""));
    assert_eq!(offers(&desk)[..2], [(CONTROL, verify), (FIRE, Purpose::Alarm)]);
}

#[test]
fn ninety_seconds_unverified_at_level_2_offer_119() {
    for (level, wanted) in [(0, CONTROL), (2, FIRE)] {
        let mut desk = at_level(level);
        desk.tick(89_999);
        assert_eq!(offers(&desk)[0].0, CONTROL);
        desk.tick(90_000);
        assert_eq!(offers(&desk)[0].0, wanted, "level {level}");
    }
}

#[test]
fn whoever_was_reached_is_not_rung_again_for_the_same() {
    let mut desk = at_level(3);
    give(&mut desk, 5, open(FIRE, Purpose::Alarm));
    let again = refused(&mut desk, open(FIRE, Purpose::Alarm));
    let since = T0.after(Span::seconds(5));
    assert_eq!(again, outcome::Refusal::Call(call::Refusal::AlreadyOpen { callee: FIRE, since }));
    let facts = give(&mut desk, 20, end(FIRE, Purpose::Alarm, Outcome::Answered, "0317"));
    assert_eq!(kinds(&facts)[..2], ["call.ended", "plan.step-done"]);
    assert!(!offers(&desk).contains(&(FIRE, Purpose::Alarm)));
    assert_eq!(next_act(&desk), calls(CONTROL, Purpose::Verify));
    give(&mut desk, 30, end(CONTROL, Purpose::Verify, Outcome::Answered, ""));
    assert_eq!(next_act(&desk), Act::Verify);
    assert!(!offers(&desk).iter().any(|(_, purpose)| *purpose == Purpose::Verify));
}

#[test]
fn a_number_that_nobody_has_is_refused() {
    let mut desk = at_level(0);
    let party = Party::Code(bounded("X9"));
    let body = Command::Call(call::Command::Open { incident: ONE, callee: party, purpose: Purpose::Other });
    let no_such = outcome::Refusal::Call(call::Refusal::NoSuchNumber(party));
    assert_eq!(refused(&mut desk, body), no_such);
    let order = DispatchId(9);
    let wanted = outcome::Refusal::Call(call::Refusal::NoSuchOrder(ONE, order));
    assert_eq!(refused(&mut desk, open(team("T1"), Purpose::Task(order))), wanted);
    let wanted = outcome::Refusal::Call(call::Refusal::NoSuchReport(ONE, 1));
    assert_eq!(refused(&mut desk, open(Callee::Agency(Agency::Upward), Purpose::Report(1))), wanted);
}

#[test]
fn an_outcome_moves_a_team_only_from_where_nobody_had_told_it() {
    use Status::{Accepted, Back, EnRoute, OnScene, Ordered, Refused, Released, Replaced, Unanswered};
    for outcome in Outcome::ALL {
        for before in [Ordered, Unanswered, Refused, Accepted, EnRoute, OnScene, Released, Back, Replaced] {
            let mut desk = at_level(3);
            let dispatch = order(&mut desk, 1, "T4", Task::Attack);
            if before != Ordered {
                moved(&mut desk, dispatch, before);
            }
            let facts = give(&mut desk, 10, end(team("T4"), Purpose::Task(dispatch), outcome, "9"));
            let to = match outcome {
                Outcome::Answered => Accepted,
                Outcome::Refused => Refused,
                Outcome::NoAnswer | Outcome::Busy | Outcome::WrongNumber => Unanswered,
            };
            let wanted = if matches!(before, Ordered | Unanswered) { to } else { before };
            let row = desk.driver.state.dispatches.get(dispatch).unwrap();
            assert_eq!(row.status, wanted, "{outcome:?} from {before:?}");
            // A team that has accepted and is rung again says anew when it comes: its status stands.
            let says_when = outcome == Outcome::Answered && matches!(before, Ordered | Unanswered | Accepted);
            assert_eq!(row.arrives.is_some(), says_when, "{outcome:?} from {before:?}");
            let is_done = kinds(&facts).contains(&"plan.step-done");
            assert_eq!(is_done, says_when, "a team that has accepted is the step's proof");
        }
    }
}

#[test]
fn a_team_is_rung_in_the_order_of_its_order_and_evacuation_before_everything() {
    let mut desk = at_level(3);
    give(&mut desk, 5, end(FIRE, Purpose::Alarm, Outcome::Answered, ""));
    give(&mut desk, 6, said(Verdict::Real, control(), false));
    assert_eq!(next_act(&desk), Act::Dispatch);
    let first = order(&mut desk, 1, "T1", Task::Guide);
    let second = order(&mut desk, 2, "T4", Task::Attack);
    assert_eq!(offers(&desk)[..2], [(team("T1"), Purpose::Task(first)), (team("T4"), Purpose::Task(second))]);
    give(&mut desk, 7, end(team("T1"), Purpose::Task(Purpose::THEIRS), Outcome::Answered, "4"));
    give(&mut desk, 8, end(team("T4"), Purpose::Task(second), Outcome::Refused, ""));
    fold(&mut desk, Body::Dispatch(dispatch::Fact::EvacuationOrdered { incident: ONE, teams: 1 }));
    assert_eq!(offers(&desk)[0], (team("T1"), Purpose::Evacuate(first)));
    let facts = give(&mut desk, 9, end(team("T1"), Purpose::Evacuate(first), Outcome::NoAnswer, ""));
    assert!(!kinds(&facts).contains(&"dispatch.evacuation-heard"));
    let facts = give(&mut desk, 10, end(team("T1"), Purpose::Evacuate(first), Outcome::Answered, ""));
    assert!(kinds(&facts).contains(&"dispatch.evacuation-heard"));
    assert!(!offers(&desk).contains(&(team("T1"), Purpose::Evacuate(first))));
}

#[test]
fn the_night_of_the_story_calls_in_its_order() {
    let mut desk = at_level(3);
    let answered = Outcome::Answered;
    give(&mut desk, 58, end(FIRE, Purpose::Alarm, answered, "0317"));
    give(&mut desk, 90, end(CONTROL, Purpose::Verify, answered, ""));
    let facts = give(&mut desk, 96, said(Verdict::Real, control(), false));
    assert_eq!(kinds(&facts)[..2], ["incident.verified", "incident.phase"]);
    assert_eq!((desk.incident(1).phase, desk.driver.state.level(ONE).0), (Phase::Activation, 4));
    let first = order(&mut desk, 1, "T1", Task::Guide);
    assert_eq!(next_act(&desk), calls(team("T1"), Purpose::Task(first)));
    give(&mut desk, 110, end(team("T1"), Purpose::Task(first), answered, "9"));
    assert_eq!(next_act(&desk), calls(leader(), Purpose::Brief));
    give(&mut desk, 218, end(leader(), Purpose::Brief, answered, ""));
    let medical = Callee::Agency(Agency::Medical);
    assert_eq!(next_act(&desk), calls(medical, Purpose::Alarm));
    give(&mut desk, 245, end(medical, Purpose::Alarm, answered, ""));
    assert_eq!(next_act(&desk), Act::Count);
    let count = People { expected: Some(14), counted: Some(12), ..People::default() };
    give(&mut desk, 250, found(Found::People(count)));
    assert_eq!(next_act(&desk), calls(FIRE, Purpose::Update), "two are missing, and 119 does not know");
    give(&mut desk, 278, end(FIRE, Purpose::Update, answered, ""));
    assert_eq!(next_act(&desk), calls(medical, Purpose::Update), "and neither does 120");
    give(&mut desk, 279, end(medical, Purpose::Update, answered, ""));
    assert_eq!(next_act(&desk), Act::Report(report::Kind::First));
    let submitted =
        report::Fact::Submitted { incident: ONE, number: 1, kind: report::Kind::First, text: TEXT };
    fold(&mut desk, Body::Report(submitted));
    assert_eq!(next_act(&desk), Act::Sign(1));
    let Some(by) = proved("L1").officer().copied() else { panic!("L1 is known") };
    fold(&mut desk, Body::Report(report::Fact::Signed { incident: ONE, number: 1, by }));
    let upward = Callee::Agency(Agency::Upward);
    assert_eq!(next_act(&desk), calls(upward, Purpose::Report(1)));
    let facts = give(&mut desk, 340, end(upward, Purpose::Report(1), answered, "徐值班 88"));
    assert_eq!(kinds(&facts)[..2], ["call.ended", "report.sent"]);
    assert_eq!(next_act(&desk), Act::Send(1), "in writing, too");
    let (channel, receipt) = (report::Channel::Written, bounded(""));
    fold(&mut desk, Body::Report(report::Fact::Sent { incident: ONE, number: 1, channel, receipt }));
    let head = Callee::Site { site: SiteId(0), contact: 2 };
    assert_eq!(next_act(&desk), calls(head, Purpose::UnitHead));
    give(&mut desk, 350, end(head, Purpose::UnitHead, answered, ""));
    let Act::Call { callee: insurer, purpose: Purpose::Notice } = next_act(&desk) else {
        panic!("{:?}", next_act(&desk))
    };
    let facts = give(&mut desk, 360, end(insurer, Purpose::Notice, answered, "BA-2026-1"));
    assert_eq!(kinds(&facts)[..3], ["call.ended", "claim.opened", "plan.step-done"]);
    let Body::Claim(ref claim) = facts[1].body else { panic!() };
    let dutydesk::operations::claim::Fact::Opened { policy, .. } = claim else { panic!() };
    assert!(!policy.is_empty(), "under the policy that was in force");
    while let Act::Call { callee, purpose: Purpose::Notice } = next_act(&desk) {
        give(&mut desk, 370, end(callee, Purpose::Notice, answered, ""));
    }
    assert_eq!(next_act(&desk), Act::Reserve, "119 is told and teams go");
}

#[test]
fn a_step_that_was_done_before_the_plan_was_chosen_is_done() {
    let mut desk = night();
    desk.fire(0, "S-2031");
    give(&mut desk, 1, end(FIRE, Purpose::Alarm, Outcome::Answered, ""));
    desk.tick(2_000);
    let (_, facts) = desk.acknowledge(1);
    assert_eq!(kinds(&facts)[..3], ["incident.acknowledged", "plan.chosen", "plan.step-done"]);
    let run = desk.driver.state.plans.of(ONE).unwrap();
    assert!(run.steps[0].1.is_some() && run.steps[1].1.is_none());
    let (_, facts) = desk.acknowledge(1);
    assert!(!kinds(&facts).contains(&"plan.chosen"), "an incident keeps the plan that it runs");
    // A step that no act proves is a person's to say.
    let step = |mark| Command::Plan(plan::Command::Step { incident: ONE, step: 9, mark });
    give(&mut desk, 3, step(plan::Mark::Done));
    let settled = outcome::Refusal::Plan(plan::Refusal::Settled(9));
    assert_eq!(refused(&mut desk, step(plan::Mark::Waived(TEXT))), settled);
}
