//! What happened to a report.

use crate::operations::actor::{Officer, PrivateText};
use crate::operations::call::Reference;
use crate::operations::report::{Channel, Kind};
use crate::units::IncidentId;
use serde::{Deserialize, Serialize};

/// A change to the reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// A draft went to the leader.
    Submitted {
        /// The incident.
        incident: IncidentId,
        /// Its number in the incident, from one.
        number: u16,
        /// Which report.
        kind: Kind,
        /// Its whole text.
        text: PrivateText,
    },
    /// It came back.
    Returned {
        /// The incident.
        incident: IncidentId,
        /// Its number.
        number: u16,
        /// What is to be corrected.
        reason: PrivateText,
    },
    /// It was signed.
    Signed {
        /// The incident.
        incident: IncidentId,
        /// Its number.
        number: u16,
        /// By whom.
        by: Officer,
    },
    /// It went upward.
    Sent {
        /// The incident.
        incident: IncidentId,
        /// Its number.
        number: u16,
        /// How.
        channel: Channel,
        /// The receipt, where one was given.
        receipt: Reference,
    },
    /// The unit has reported by itself.
    UnitReported {
        /// The incident.
        incident: IncidentId,
    },
}

impl Fact {
    /// Returns the incident that it is about.
    pub const fn incident(&self) -> IncidentId {
        match self {
            Self::Submitted { incident, .. }
            | Self::Returned { incident, .. }
            | Self::Signed { incident, .. }
            | Self::Sent { incident, .. }
            | Self::UnitReported { incident } => *incident,
        }
    }

    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Submitted { .. } => "report.submitted",
            Self::Returned { .. } => "report.returned",
            Self::Signed { .. } => "report.signed",
            Self::Sent { .. } => "report.sent",
            Self::UnitReported { .. } => "report.unit",
        }
    }
}
