//! What happened on the telephone.

use crate::operations::actor::PrivateText;
use crate::operations::call::{Callee, Outcome, Purpose, Reference};
use crate::operations::reference::Name;
use crate::units::IncidentId;
use serde::{Deserialize, Serialize};

/// A change to the calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// Somebody is being rung.
    Opened {
        /// The incident.
        incident: IncidentId,
        /// Who.
        callee: Callee,
        /// What for.
        purpose: Purpose,
        /// What that number is called: a post, never a person's name.
        post: Name,
    },
    /// A person said what came of it.
    Ended {
        /// The incident.
        incident: IncidentId,
        /// Who.
        callee: Callee,
        /// What for.
        purpose: Purpose,
        /// What that number is called.
        post: Name,
        /// What came of it.
        outcome: Outcome,
        /// Who answered, when it was not the one whom the registry names.
        by: Option<PrivateText>,
        /// What they gave.
        reference: Reference,
    },
}

impl Fact {
    /// Returns the incident that it is about.
    pub const fn incident(&self) -> IncidentId {
        match self {
            Self::Opened { incident, .. } | Self::Ended { incident, .. } => *incident,
        }
    }

    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "call.opened",
            Self::Ended { .. } => "call.ended",
        }
    }
}
