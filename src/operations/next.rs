//! The next act of an incident: what a tired person presses now.
//!
//! Decides: what is wanted first, from evidence, verdict, plan, calls, findings and money.
//! Must not know: which key does it, how it reads.
//!
//! Invariants:
//! - nothing here allocates; whom to ring comes from the same stages as the offers, and stands first among them;
//! - a call that nobody ended hides no report whose time has passed.

pub mod evacuation;
pub mod vacancy;

use crate::correlation::alarm::HazardFamily;
use crate::operations::call::offer::{
    Stage, asks_verdict, first_of, wants_count_outside, wants_fire_brigade,
};
use crate::operations::call::{Agency, Callee, Purpose};
use crate::operations::deadline::Subject;
use crate::operations::dispatch::weigh::has_declined;
use crate::operations::dispatch::{Task, is_coming};
use crate::operations::incident::{Incident, Obstacles, Verdict};
use crate::operations::reference::{StepAct, Team, TeamKind};
use crate::operations::report::due::is_ended;
use crate::operations::report::{Channel, Kind, Stage as ReportStage};
use crate::operations::state::State;
use crate::units::{DispatchId, IncidentId, Instant, TeamId};
use serde::{Deserialize, Serialize};

/// What is wanted next, and by when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// What.
    pub act: Act,
    /// By when, where something says so.
    pub due: Option<Instant>,
}

/// An act that is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// Nothing now.
    #[default]
    Wait,
    /// Take it (受理).
    Acknowledge,
    /// Ring somebody.
    Call {
        /// Who.
        callee: Callee,
        /// What for.
        purpose: Purpose,
    },
    /// Ask a team where it is that has announced itself and is not there (催问).
    Ask {
        /// The team.
        team: TeamId,
        /// Its order.
        order: DispatchId,
    },
    /// Say what is there (核实).
    Verify,
    /// Send teams (调派).
    Dispatch,
    /// Count people (清点).
    Count,
    /// Submit a report.
    Report(Kind),
    /// The leader signs it.
    Sign(u16),
    /// Send it upward.
    Send(u16),
    /// Set money aside (预留).
    Reserve,
    /// A step of the plan that only a person can say is done.
    Step(u8),
    /// Close it.
    Close,
}

/// Returns the next act of an incident.
///
/// Cost: O(its calls, orders, reports); no allocation: it stands in every snapshot.
pub fn of(desk: &State, incident: IncidentId) -> Next {
    let Some(row) = desk.incidents.get(incident).filter(|row| !row.is_closed()) else {
        return Next::default();
    };
    let act = wanted(desk, row);
    // Who has said that it is real is at work on it: what came in addition rings, and does not stand before the next act.
    if row.is_unacknowledged() && (!is_real(row) || act == Act::Wait) {
        return Next { act: Act::Acknowledge, due: deadline(desk, Subject::Acknowledge(incident)) };
    }
    Next { act, due: due(desk, row, act) }
}

/// Returns the call that is wanted before every other act; none where another act is: `c` rings whom the next step names.
pub fn first_call(desk: &State, incident: IncidentId) -> Option<(Callee, Purpose)> {
    let row = desk.incidents.get(incident).filter(|row| !row.is_closed())?;
    match wanted(desk, row) {
        Act::Call { callee, purpose } => Some((callee, purpose)),
        Act::Ask { team, order } => Some((Callee::Team(team), Purpose::Task(order))),
        Act::Wait
        | Act::Acknowledge
        | Act::Verify
        | Act::Dispatch
        | Act::Count
        | Act::Report(_)
        | Act::Sign(_)
        | Act::Send(_)
        | Act::Reserve
        | Act::Step(_)
        | Act::Close => None,
    }
}

/// Goes through what an incident may want, the most urgent first.
fn wanted(desk: &State, row: &Incident) -> Act {
    let call = |stage| call(desk, row, stage);
    // A slip that was left ringing keeps its place until a report is owed since: then life goes before that, and nothing else.
    let late = late_report(desk, row);
    (if late.is_none() { call(Stage::Open) } else { None })
        .or_else(|| call(Stage::Evacuate))
        .or_else(|| call(Stage::Fire))
        .or_else(|| call(Stage::Clear))
        .or_else(|| desk.dispatches.evacuation(row.id).and_then(|_| call(Stage::Casualties)))
        .or_else(|| wants_count_outside(desk, row).then_some(Act::Count))
        .or_else(|| asks_verdict(desk, row).then_some(Act::Verify))
        .or_else(|| call(Stage::Verify))
        .or_else(|| call(Stage::Gas))
        .or_else(|| call(Stage::Further))
        .or_else(|| wants_first_team(desk, row).then_some(Act::Dispatch))
        .or_else(|| call(Stage::Ordered))
        .or_else(|| wants_other_team(desk, row).then_some(Act::Dispatch))
        .or_else(|| call(Stage::Casualties))
        .or(late)
        .or_else(|| call(Stage::Brief))
        .or_else(|| call(Stage::Steps))
        .or_else(|| call(Stage::Update))
        .or_else(|| call(Stage::Late))
        .or_else(|| wants_count(desk, row).then_some(Act::Count))
        .or_else(|| report(desk, row))
        .or_else(|| call(Stage::UnitHead))
        .or_else(|| call(Stage::Notice))
        .or_else(|| wants_money(desk, row).then_some(Act::Reserve))
        .or_else(|| call(Stage::Again))
        .or_else(|| manual_step(desk, row))
        .or_else(|| wants_verdict(desk, row).then_some(Act::Verify))
        .or_else(|| wants_end(desk, row).then_some(Act::Close))
        .unwrap_or_default()
}

fn call(desk: &State, row: &Incident, stage: Stage) -> Option<Act> {
    let (callee, purpose) = first_of(desk, row, stage)?;
    // A team that has taken its order is rung for nothing else than where it is.
    let asked = match (callee, purpose) {
        (Callee::Team(team), Purpose::Task(order)) => {
            desk.dispatches.get(order).filter(|it| is_coming(it.status)).map(|_| Act::Ask { team, order })
        }
        (
            Callee::Agency(_)
            | Callee::Site { .. }
            | Callee::Person(_)
            | Callee::Team(_)
            | Callee::Insurer { .. },
            _,
        ) => None,
    };
    Some(asked.unwrap_or(Act::Call { callee, purpose }))
}

fn is_real(row: &Incident) -> bool {
    matches!(row.verdict, Some((Verdict::Real, _)))
}

fn is_false(row: &Incident) -> bool {
    matches!(row.verdict, Some((Verdict::False { .. }, _)))
}

/// Teams are sent when it is real; where nobody answers, when the evidence alone is good enough.
fn wants_first_team(desk: &State, row: &Incident) -> bool {
    let has_orders = desk.dispatches.of(row.id).next().is_some();
    let is_settled = desk.plans.of(row.id).is_some_and(|run| {
        run.steps.iter().any(|(step, _)| step.act == Some(StepAct::Dispatch))
            && run.is_settled(StepAct::Dispatch)
    });
    let is_grave = is_real(row) || (!is_false(row) && wants_fire_brigade(desk, row));
    let goes = is_grave && row.family != HazardFamily::Fault && !desk.reference().teams.is_empty();
    goes && !has_orders && !is_settled
}

/// Another team is wanted for a task that one refused, or did not answer for, as long as somebody could still be sent.
fn wants_other_team(desk: &State, row: &Incident) -> bool {
    let teams = &desk.reference().teams;
    let does = |team: TeamId, task| teams.get(team.index()).is_some_and(|it| it.duties.contains(&task));
    let free = |task| {
        let outer_only = |team: &Team| team.kind == TeamKind::Volunteer && task != Task::Outer;
        teams.iter().enumerate().any(|(at, team)| {
            let id = TeamId(at as u32);
            let fits = team.in_service && team.duties.contains(&task) && !outer_only(team);
            fits && desk.dispatches.of_team(id).is_none() && !has_declined(desk, row.id, id)
        })
    };
    let is_waived = desk.plans.of(row.id).is_some_and(|run| run.is_waived(StepAct::Dispatch));
    let evacuated = desk.dispatches.evacuation(row.id);
    !is_false(row) && !is_waived && vacancy::is_left(&desk.dispatches.of(row.id), evacuated, does, free)
}

/// People are counted where somebody could be: at a site with people, in anything but a fault.
fn wants_count(desk: &State, row: &Incident) -> bool {
    let site = desk.site_of(row.zone).and_then(|site| desk.reference().sites.get(site.index()));
    let has_people = site.is_some_and(|card| card.people_day > 0 || card.people_night > 0);
    let is_open = is_real(row) && has_people && row.family != HazardFamily::Fault;
    is_open && desk.findings.people(row.id).counted.is_none()
}

/// What a report wants whose time has passed: the law counts it from the verdict, whoever is being rung meanwhile.
fn late_report(desk: &State, row: &Incident) -> Option<Act> {
    let owed = [
        Subject::FirstReport(row.id, Channel::Phone),
        Subject::FirstReport(row.id, Channel::Written),
        Subject::FollowUp(row.id),
    ];
    let is_late = owed.into_iter().any(|subject| desk.deadlines.of(subject).is_some_and(|it| it.passed));
    if is_late { report(desk, row) } else { None }
}

/// The report that is to be written, signed or sent.
fn report(desk: &State, row: &Incident) -> Option<Act> {
    let people = desk.findings.people(row.id);
    let Some(last) = desk.reports.of(row.id).next_back() else {
        let is_owed = is_real(row) || people.are_casualties();
        return (is_owed && row.family != HazardFamily::Fault).then_some(Act::Report(Kind::First));
    };
    match last.stage {
        ReportStage::Submitted => return Some(Act::Sign(last.number)),
        ReportStage::Returned(_) => return Some(Act::Report(last.kind)),
        ReportStage::Signed(_) => {}
    }
    if let Some(told) = call(desk, row, Stage::Upward) {
        return Some(told);
    }
    let unsent =
        desk.reports.of(row.id).find(|it| matches!(it.stage, ReportStage::Signed(_)) && it.written.is_none());
    if let Some(report) = unsent {
        return Some(Act::Send(report.number));
    }
    if last.kind == Kind::Final {
        return None;
    }
    // What is new since the last one goes into the next; when the scene is ended, that is the last.
    let found = desk.findings.of(row.id).and_then(|it| it.latest.last());
    let is_late = desk.deadlines.of(Subject::FollowUp(row.id)).is_some_and(|it| it.passed);
    if is_ended(desk, row) {
        return Some(Act::Report(Kind::Final));
    }
    (is_late || found.is_some_and(|one| one.at > last.submitted)).then_some(Act::Report(Kind::FollowUp))
}

/// Money comes after 119 and teams are done or waived (design section 7), and where the plan asks for it.
fn wants_money(desk: &State, row: &Incident) -> bool {
    let Some(run) = desk.plans.of(row.id).filter(|_| is_real(row)) else { return false };
    run.step_of(StepAct::Reserve).is_some()
        && run.is_settled(StepAct::Call(Agency::Fire))
        && run.is_settled(StepAct::Dispatch)
}

/// The first open step that no act proves.
fn manual_step(desk: &State, row: &Incident) -> Option<Act> {
    let run = desk.plans.of(row.id).filter(|_| !is_false(row))?;
    let at = run.steps.iter().position(|(step, done)| step.act.is_none() && done.is_none())?;
    Some(Act::Step(at as u8 + 1))
}

/// A verdict is wanted before anything ends by silence; 待查 is asked again when its time has come.
fn wants_verdict(desk: &State, row: &Incident) -> bool {
    match row.verdict {
        None => row.family != HazardFamily::Fault,
        Some((Verdict::Open, _)) => desk.deadlines.of(Subject::Recheck(row.id)).is_some_and(|it| it.passed),
        Some((Verdict::Real | Verdict::False { .. }, _)) => false,
    }
}

fn wants_end(desk: &State, row: &Incident) -> bool {
    let is_said = row.verdict.is_some_and(|(verdict, _)| verdict != Verdict::Open);
    is_quiet(desk, row)
        && (is_said || row.family == HazardFamily::Fault)
        && Obstacles::of(desk, row).is_empty()
}

fn is_quiet(desk: &State, row: &Incident) -> bool {
    desk.correlation.incident(row.id).is_none_or(|it| it.active == 0)
}

/// By when an act is wanted: a deadline where one runs, else the target of the plan's step.
fn due(desk: &State, row: &Incident, act: Act) -> Option<Instant> {
    let id = row.id;
    let step = |act| step_due(desk, row, act);
    let owed = |subject| deadline(desk, subject);
    match act {
        Act::Wait => owed(Subject::Recheck(id)).or_else(|| owed(Subject::FollowUp(id))),
        Act::Acknowledge => owed(Subject::Acknowledge(id)),
        Act::Call { callee, purpose } => match (purpose, callee) {
            (Purpose::Alarm | Purpose::Update, Callee::Agency(agency)) => step(StepAct::Call(agency)),
            (Purpose::Verify, _) => step(StepAct::ControlRoom).or_else(|| owed(Subject::Verification(id))),
            (Purpose::Task(order), _) => owed(Subject::Acceptance(id, order)),
            (Purpose::Brief, _) => step(StepAct::Brief),
            (Purpose::Notice, _) => step(StepAct::Notice),
            (Purpose::Report(_), _) => owed(Subject::FirstReport(id, Channel::Phone)),
            (
                Purpose::Alarm | Purpose::Update | Purpose::Evacuate(_) | Purpose::UnitHead | Purpose::Other,
                _,
            ) => None,
        },
        Act::Ask { order, .. } => desk.dispatches.get(order).and_then(|it| it.arrives),
        Act::Verify => owed(Subject::Verification(id)).or_else(|| owed(Subject::Recheck(id))),
        Act::Dispatch => step(StepAct::Dispatch),
        Act::Report(Kind::First) | Act::Sign(_) => owed(Subject::FirstReport(id, Channel::Phone))
            .or_else(|| owed(Subject::FirstReport(id, Channel::Written)))
            .or_else(|| step(StepAct::FirstReport))
            .or_else(|| owed(Subject::FollowUp(id))),
        Act::Send(_) => {
            owed(Subject::FirstReport(id, Channel::Written)).or_else(|| owed(Subject::FollowUp(id)))
        }
        Act::Report(Kind::FollowUp | Kind::Final) => owed(Subject::FollowUp(id)),
        Act::Reserve => step(StepAct::Reserve),
        Act::Step(number) => {
            let run = desk.plans.of(id)?;
            let (step, _) = run.steps.get(usize::from(number).checked_sub(1)?)?;
            Some(row.opened.after(step.within))
        }
        Act::Count | Act::Close => None,
    }
}

fn deadline(desk: &State, subject: Subject) -> Option<Instant> {
    desk.deadlines.of(subject).map(|it| it.due)
}

fn step_due(desk: &State, row: &Incident, act: StepAct) -> Option<Instant> {
    let run = desk.plans.of(row.id)?;
    let at = usize::from(run.step_of(act)?) - 1;
    run.steps.get(at).map(|(step, _)| row.opened.after(step.within))
}
