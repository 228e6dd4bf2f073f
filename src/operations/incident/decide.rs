//! What an incident allows.

use crate::units::{IncidentId, Revision};
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
