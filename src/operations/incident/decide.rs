//! What an incident allows, and what follows.

mod close;
mod regroup;
mod verify;

pub use regroup::{Regroup, split_alarms};

use crate::operations::actor::{Actor, PrivateText};
use crate::operations::decision::{Acting, Decision};
use crate::operations::fact::Body;
use crate::operations::incident::{Command, Disposition, Fact, Incident, Obstacles};
use crate::operations::outcome::{self, Remark};
use crate::operations::publish::person_name;
use crate::operations::reference::Name;
use crate::operations::state::State as Desk;
use crate::operations::{deadline, plan, report};
use crate::units::{DispatchId, IncidentId, InputNumber, ReservationId, Revision};
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
    /// The registry has nobody of the name that was given as source.
    NobodyOfThatName(IncidentId),
    /// A false alarm needs who looked, and where.
    WhoLookedMissing(IncidentId),
    /// A false alarm needs its devices restored; else it is 待查.
    NotRestored(IncidentId),
    /// People are missing, trapped or hurt.
    PeopleAtRisk(IncidentId),
    /// A team is not back.
    TeamOut(IncidentId, DispatchId),
    /// Something of it still speaks, and nobody has said what it is.
    NotVerified(IncidentId),
    /// Nobody has found that it was false.
    NotFoundFalse(IncidentId),
    /// Somebody has found that it is real.
    FoundReal(IncidentId),
    /// A report is owed.
    ReportOwed(IncidentId, report::Kind),
    /// Money is set aside for it.
    MoneyReserved(IncidentId, ReservationId),
    /// Something is owed that holds it open.
    Owed(IncidentId, deadline::Subject),
    /// Several things hold it open.
    InTheWay(IncidentId, Obstacles),
    /// What it is one with, or parted from, is in the way.
    Regroup(Regroup),
}

/// Decides a command: the facts that follow and what is said with them, or why not.
///
/// Changes nothing. Acknowledgements, notes and verdicts are never stale and need no proof: life first (design section 4).
pub fn decide(
    desk: &Desk,
    command: &Command<PrivateText>,
    by: &Acting,
) -> Result<Decision, outcome::Refusal> {
    let fact = match *command {
        Command::Note { incident: None, text } => Fact::Noted { incident: None, text },
        Command::Note { incident: Some(id), text } => {
            known(desk, id).map_err(outcome::Refusal::Incident)?;
            Fact::Noted { incident: Some(id), text }
        }
        Command::Acknowledge { incident } => {
            let (fact, remark) = acknowledge(desk, incident, by).map_err(outcome::Refusal::Incident)?;
            let mut facts = vec![Body::Incident(fact)];
            facts.extend(desk.incidents.get(incident).into_iter().flat_map(|row| plan::chosen(desk, row)));
            return Ok(Decision { facts, remark });
        }
        Command::Verify { incident, verdict, witness, place } => {
            let facts = verify::verify(desk, incident, verdict, witness, place)?;
            return Ok(Decision { facts, remark: by.unproved() });
        }
        Command::SetPhase { incident, phase } => {
            let row = desk.open_incident(incident)?;
            Fact::PhaseChanged { incident, from: row.phase, to: phase }
        }
        Command::Close { incident, disposition, reason, repeated } => {
            close::may_close(desk, incident, disposition, repeated, by.seen)
                .map_err(outcome::Refusal::Incident)?;
            if reason.is_none() && disposition == Disposition::Unverified {
                return Err(outcome::Refusal::Incident(Refusal::ReasonMissing(incident)));
            }
            Fact::Closed { incident, disposition, reason }
        }
        Command::Reopen { incident, reason } => {
            reopen(desk, incident, reason).map_err(outcome::Refusal::Incident)?
        }
        Command::Merge { into, from } => regroup::merge(desk, into, from)?,
        Command::Split { incident, ref devices } => regroup::split(desk, incident, devices)?,
        Command::KeepApart { incident, other } => regroup::keep_apart(desk, incident, other)?,
    };
    Ok(Decision::one(Body::Incident(fact), by))
}

fn known(desk: &Desk, id: IncidentId) -> Result<&Incident, Refusal> {
    desk.incidents.get(id).ok_or(Refusal::NoSuchIncident(id))
}

fn reopen(desk: &Desk, id: IncidentId, reason: Option<PrivateText>) -> Result<Fact, Refusal> {
    if !known(desk, id)?.is_closed() {
        return Err(Refusal::Open(id));
    }
    // The core keeps closed incidents while it has rows to spare: without its alarms there is nothing to reopen.
    if desk.correlation.incident(id).is_none() {
        return Err(Refusal::NoSuchIncident(id));
    }
    if let Some(into) = desk.correlation.incident(id).and_then(|row| row.merged_into) {
        return Err(Refusal::Regroup(Regroup::MergedAway { incident: id, into }));
    }
    let reason = reason.ok_or(Refusal::ReasonMissing(id))?;
    Ok(Fact::Reopened { incident: id, reason })
}

/// Returns the name of who has an incident; empty when they did not say.
fn has(desk: &Desk, incident: &Incident) -> Name {
    incident.owner().map(|officer| person_name(desk, &Actor::Proved(officer))).unwrap_or_default()
}

fn acknowledge(desk: &Desk, id: IncidentId, by: &Acting) -> Result<(Fact, Option<Remark>), Refusal> {
    let incident = known(desk, id)?;
    if incident.is_closed() {
        return Err(Refusal::Closed(id));
    }
    let (seen, actor) = (by.seen, by.actor);
    // A line that saw no screen answers to what stands when it is drained.
    let upto = if seen.input == InputNumber::default() { desk.input } else { seen.input.min(desk.input) };
    let later = desk.correlation.members(incident.id).filter(|member| member.input > upto).count() as u32;
    let remark = match (later, incident.is_unacknowledged(), actor.is_proved()) {
        (_, false, _) => Some(Remark::AlreadyAcknowledged(has(desk, incident))),
        (1.., true, _) => Some(Remark::CameLater(later)),
        (0, true, false) => Some(Remark::Unproved),
        (0, true, true) => None,
    };
    Ok((Fact::Acknowledged { incident: incident.id, upto, came_later: later }, remark))
}
