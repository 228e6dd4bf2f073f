//! What a person asks of an incident.

use crate::operations::actor::PrivateText;
use crate::units::IncidentId;
use serde::{Deserialize, Serialize};

/// A command on one incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// "I have it" (受理): covers the alarms up to what the screen had seen.
    Acknowledge {
        /// The incident.
        incident: IncidentId,
    },
    /// A note to the incident's log.
    Note {
        /// The incident.
        incident: IncidentId,
        /// What is noted.
        text: PrivateText,
    },
    /// The end of an incident.
    Close {
        /// The incident.
        incident: IncidentId,
        /// How it ended.
        disposition: Disposition,
        /// Why, in words.
        reason: Option<PrivateText>,
        /// The incident's number, typed again.
        repeated: IncidentId,
    },
    /// A closed incident goes on.
    Reopen {
        /// The incident.
        incident: IncidentId,
        /// Why; it is refused without.
        reason: Option<PrivateText>,
    },
}

impl Command {
    /// Returns the incident that it names.
    pub const fn incident(&self) -> IncidentId {
        match self {
            Self::Acknowledge { incident }
            | Self::Note { incident, .. }
            | Self::Close { incident, .. }
            | Self::Reopen { incident, .. } => *incident,
        }
    }
}

/// How an incident was closed (处置结果).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Disposition {
    /// 已处置.
    Handled,
    /// 测试.
    Test,
    /// 重复: the incident that it doubles.
    Duplicate(IncidentId),
    /// 未核实: nobody could say; never a false alarm by silence.
    Unverified,
}
