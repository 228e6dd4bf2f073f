//! What an incident allows, and what follows.

use crate::correlation::Correlation;
use crate::operations::actor::Actor;
use crate::operations::command::Seen;
use crate::operations::incident::{Command, Disposition, Fact, Incident, State};
use crate::operations::outcome::Remark;
use crate::units::{IncidentId, InputNumber, Revision};
use serde::{Deserialize, Serialize};

/// Why an incident refuses a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// There is no such incident on the desk.
    NoSuchIncident(IncidentId),
    /// It is closed.
    Closed(IncidentId),
    /// It is open: there is nothing to reopen.
    Open(IncidentId),
    /// It changed since the screen was drawn.
    Stale {
        /// The incident.
        incident: IncidentId,
        /// What the person saw.
        seen: Revision,
        /// What stands now.
        now: Revision,
    },
    /// An alarm of life-risk is still active.
    LifeRiskActive(IncidentId),
    /// Nobody has acknowledged it.
    NotAcknowledged(IncidentId),
    /// The number that was typed again is another.
    NumberDiffers {
        /// The incident.
        incident: IncidentId,
        /// What was typed.
        typed: IncidentId,
    },
    /// An incident cannot be the duplicate of itself.
    DuplicateOfItself(IncidentId),
    /// A reason is wanted.
    ReasonMissing(IncidentId),
}

/// What a decision looks at.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The people's side.
    pub incidents: &'a State,
    /// The alarms.
    pub correlation: &'a Correlation,
    /// The input that carries the command.
    pub input: InputNumber,
}

/// Decides a command: the fact that follows and what is said with it, or why not.
///
/// Changes nothing. Acknowledgements and notes are never stale and need no proof: life first (design section 4).
pub fn decide(
    scene: Scene<'_>,
    command: &Command,
    actor: Actor,
    seen: Seen,
) -> Result<(Fact, Option<Remark>), Refusal> {
    let id = command.incident();
    let incident = scene.incidents.get(id).ok_or(Refusal::NoSuchIncident(id))?;
    let unproved = (!actor.is_proved()).then_some(Remark::Unproved);
    match *command {
        Command::Acknowledge { .. } => acknowledge(scene, incident, actor, seen),
        Command::Note { text, .. } => Ok((Fact::Noted { incident: Some(id), text }, unproved)),
        Command::Close { disposition, reason, repeated, .. } => {
            may_close(scene, incident, disposition, repeated, seen)?;
            if reason.is_none() && disposition == Disposition::Unverified {
                return Err(Refusal::ReasonMissing(id));
            }
            Ok((Fact::Closed { incident: id, disposition, reason }, None))
        }
        Command::Reopen { reason, .. } => {
            if !incident.is_closed() {
                return Err(Refusal::Open(id));
            }
            // The core keeps closed incidents while it has rows to spare: without its alarms there is nothing to reopen.
            if scene.correlation.incident(id).is_none() {
                return Err(Refusal::NoSuchIncident(id));
            }
            let reason = reason.ok_or(Refusal::ReasonMissing(id))?;
            Ok((Fact::Reopened { incident: id, reason }, None))
        }
    }
}

fn acknowledge(
    scene: Scene<'_>,
    incident: &Incident,
    actor: Actor,
    seen: Seen,
) -> Result<(Fact, Option<Remark>), Refusal> {
    if incident.is_closed() {
        return Err(Refusal::Closed(incident.id));
    }
    // A line that saw no screen answers to what stands when it is drained.
    let upto = if seen.input == InputNumber::default() { scene.input } else { seen.input.min(scene.input) };
    let later = scene.correlation.members(incident.id).filter(|member| member.input > upto).count() as u32;
    let remark = match (later, incident.is_unacknowledged(), actor.is_proved()) {
        (_, false, _) => Some(Remark::AlreadyAcknowledged),
        (1.., true, _) => Some(Remark::CameLater(later)),
        (0, true, false) => Some(Remark::Unproved),
        (0, true, true) => None,
    };
    Ok((Fact::Acknowledged { incident: incident.id, upto, came_later: later }, remark))
}

fn may_close(
    scene: Scene<'_>,
    incident: &Incident,
    disposition: Disposition,
    typed: IncidentId,
    seen: Seen,
) -> Result<(), Refusal> {
    let id = incident.id;
    if incident.is_closed() {
        return Err(Refusal::Closed(id));
    }
    if typed != id {
        return Err(Refusal::NumberDiffers { incident: id, typed });
    }
    if let Some(seen) = seen.revision.filter(|seen| *seen != incident.revision) {
        return Err(Refusal::Stale { incident: id, seen, now: incident.revision });
    }
    if incident.is_unacknowledged() {
        return Err(Refusal::NotAcknowledged(id));
    }
    if scene.correlation.incident(id).is_some_and(|it| it.life_risk) {
        return Err(Refusal::LifeRiskActive(id));
    }
    match disposition {
        Disposition::Duplicate(of) if of == id => Err(Refusal::DuplicateOfItself(id)),
        Disposition::Duplicate(of) if scene.incidents.get(of).is_none() => Err(Refusal::NoSuchIncident(of)),
        Disposition::Duplicate(_) | Disposition::Handled | Disposition::Test | Disposition::Unverified => {
            Ok(())
        }
    }
}
