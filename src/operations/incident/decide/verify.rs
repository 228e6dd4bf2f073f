//! What somebody who looked says: real, false, open.

use crate::operations::actor::PrivateText;
use crate::operations::call::{Callee, Party, Witness};
use crate::operations::dispatch::Status;
use crate::operations::fact::Body;
use crate::operations::incident::decide::Refusal;
use crate::operations::incident::{Fact, Phase, Verdict};
use crate::operations::outcome;
use crate::operations::plan;
use crate::operations::reference::StepAct;
use crate::operations::state::State as Desk;
use crate::units::IncidentId;

/// Decides a verdict, and the phase that 属实 begins.
///
/// A false alarm needs somebody whom the desk knows, where they looked, a cause, restored devices, and nobody at risk;
/// whoever cannot say that much says 待查 (GB 25201-2010 5.3).
pub(super) fn verify(
    desk: &Desk,
    incident: IncidentId,
    verdict: Verdict,
    witness: Witness<PrivateText, Party>,
    place: Option<PrivateText>,
) -> Result<Vec<Body>, outcome::Refusal> {
    let row = desk.open_incident(incident)?;
    let refuse = |refusal| Err(outcome::Refusal::Incident(refusal));
    let Some(witness) = witness.resolve(desk.reference(), desk.site_of(row.zone)) else {
        return refuse(Refusal::NobodyOfThatName(incident));
    };
    match verdict {
        Verdict::False { .. } if place.is_none() || !has_looked(desk, incident, &witness) => {
            return refuse(Refusal::WhoLookedMissing(incident));
        }
        Verdict::False { restored, .. } if !restored || alarms_at_risk(desk, incident) => {
            return refuse(Refusal::NotRestored(incident));
        }
        Verdict::False { .. } if desk.findings.people(incident).at_risk() => {
            return refuse(Refusal::PeopleAtRisk(incident));
        }
        Verdict::False { .. } | Verdict::Real | Verdict::Open => {}
    }
    let mut facts = vec![Body::Incident(Fact::Verified { incident, verdict, witness, place })];
    if verdict == Verdict::Real && row.phase == Phase::Verification {
        let to = Phase::Activation;
        facts.push(Body::Incident(Fact::PhaseChanged { incident, from: row.phase, to }));
    }
    if matches!(witness, Witness::Callee(Callee::Site { .. })) {
        facts.extend(plan::done_by(desk, incident, StepAct::ControlRoom));
    }
    Ok(facts)
}

/// Returns whether somebody can have looked: who was never reached about it, and is not there, has not.
fn has_looked(desk: &Desk, incident: IncidentId, witness: &Witness<PrivateText>) -> bool {
    match *witness {
        Witness::Officer => true,
        Witness::Callee(callee) => {
            let is_there =
                |team| desk.dispatches.of(incident).any(|it| it.team == team && it.status == Status::OnScene);
            desk.calls.answered(incident, callee).is_some()
                || matches!(callee, Callee::Team(team) if is_there(team))
        }
        Witness::Other(_) => false,
    }
}

/// Returns whether a device whose alarm endangers life still speaks.
pub(super) fn alarms_at_risk(desk: &Desk, incident: IncidentId) -> bool {
    desk.correlation.incident(incident).is_some_and(|it| it.life_risk)
}
