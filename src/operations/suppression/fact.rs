//! What was kept silent, and what was lifted by hand; what ends by itself is the core's own change.

use crate::correlation::{Cover, Suppression};
use crate::operations::actor::PrivateText;
use crate::operations::incident::fact::Named;
use crate::units::{IncidentId, SuppressionId};
use serde::{Deserialize, Serialize};

/// A change to the suppressions that a person made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// One began.
    Begun {
        /// What it covers, from when until when.
        suppression: Suppression,
        /// What that is called.
        named: Named,
        /// The open incident that the alarm stood in.
        incident: Option<IncidentId>,
        /// Who works there; for a window.
        who: Option<PrivateText>,
        /// Why.
        reason: PrivateText,
    },
    /// A person ended one.
    Lifted {
        /// Which.
        suppression: SuppressionId,
        /// What it covered.
        cover: Cover,
        /// What that is called.
        named: Named,
    },
}

impl Fact {
    /// Returns the incident that it is about.
    pub const fn incident(&self) -> Option<IncidentId> {
        match self {
            Self::Begun { incident, .. } => *incident,
            Self::Lifted { .. } => None,
        }
    }

    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Begun { suppression, .. } => match suppression.cover {
                Cover::Shelf(_) => "suppression.shelved",
                Cover::Outage(_) => "suppression.taken-out",
                Cover::Window(_) => "suppression.window",
            },
            Self::Lifted { .. } => "suppression.lifted",
        }
    }
}
