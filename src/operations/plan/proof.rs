//! Which acts prove a step done.

use crate::operations::call::{Agency, Callee, Purpose};
use crate::operations::dispatch;
use crate::operations::dossier;
use crate::operations::fact::Body;
use crate::operations::incident::Incident;
use crate::operations::plan::Fact;
use crate::operations::pool;
use crate::operations::reference::{PlanStep, StepAct};
use crate::operations::report::{Kind, Stage};
use crate::operations::state::State;
use crate::units::IncidentId;

/// Returns the fact that an act has done a step of the plan that an incident runs; none where no open step wants it.
///
/// For every subject whose act proves a step: the fact belongs into the same decision as the act's own.
pub fn done_by(desk: &State, incident: IncidentId, act: StepAct) -> Option<Body> {
    let step = desk.plans.of(incident)?.step_of(act)?;
    Some(Body::Plan(Fact::Done { incident, step }))
}

/// Returns the facts by which an incident begins to run the nearest plan: which one, and what of it was done already.
///
/// None where it runs one, or no plan fits.
pub fn chosen(desk: &State, row: &Incident) -> Vec<Body> {
    if desk.plans.of(row.id).is_some() {
        return Vec::new();
    }
    let Some(plan) = dossier::plan(desk, row.zone, row.family) else { return Vec::new() };
    let incident = row.id;
    let steps: Box<[PlanStep]> = plan.steps.iter().take(usize::from(u8::MAX)).copied().collect();
    // An officer may ring 119 first and take the incident then.
    let mut acts: Vec<StepAct> = Vec::new();
    let mut done = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let Some(act) = step.act.filter(|act| !acts.contains(act)) else { continue };
        acts.push(act);
        if is_proved(desk, row, act) {
            done.push(Body::Plan(Fact::Done { incident, step: at as u8 + 1 }));
        }
    }
    let fact = Fact::Chosen { incident, code: plan.code, name: plan.name, version: plan.version, steps };
    std::iter::once(Body::Plan(fact)).chain(done).collect()
}

fn is_proved(desk: &State, row: &Incident, act: StepAct) -> bool {
    let answered = || desk.calls.of(row.id).filter(|call| call.is_answered());
    match act {
        StepAct::Call(agency) => {
            let is_sent = || {
                let mut reports = desk.reports.of(row.id);
                reports.any(|report| report.phoned.is_some() || report.written.is_some())
            };
            answered().any(|call| call.callee == Callee::Agency(agency))
                || agency == Agency::Upward && is_sent()
        }
        StepAct::ControlRoom => {
            let own = desk.site_of(row.zone);
            let is_theirs = |callee| matches!(callee, Callee::Site { site, .. } if Some(site) == own);
            // Who was asked what is there has done it by saying so.
            let is_said = row.verdict.is_some();
            answered().any(|call| is_theirs(call.callee) && (is_said || call.purpose != Purpose::Verify))
        }
        StepAct::Dispatch => dispatch::is_sent(desk, row.id),
        StepAct::Brief => answered().any(|call| call.purpose == Purpose::Brief),
        StepAct::FirstReport => {
            let is_signed = |stage| matches!(stage, Stage::Signed(_));
            desk.reports.of(row.id).any(|report| report.kind == Kind::First && is_signed(report.stage))
        }
        StepAct::Notice => desk.claims.of(row.id).next().is_some(),
        StepAct::Reserve => desk.pool.of(row.id).any(|money| match money.stage {
            pool::Stage::Reserved | pool::Stage::Authorised | pool::Stage::Paid | pool::Stage::Arrived => {
                true
            }
            pool::Stage::Voided | pool::Stage::Expired => false,
        }),
    }
}
