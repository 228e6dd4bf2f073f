//! What was taken in.

use crate::correlation::alarm::HazardFamily;
use crate::operations::actor::PrivateText;
use crate::operations::intake::Field;
use crate::operations::reference::Line;
use crate::units::{ActionId, EvidenceLevel, IncidentId, ZoneId};
use serde::{Deserialize, Serialize};

/// What the word of a caller whom nobody has called back proves.
///
/// Source: design section 5, evidence level: an anonymous call is 1.
pub const WORD: EvidenceLevel = EvidenceLevel(1);

/// A change to the intakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// Somebody told us.
    Taken {
        /// The intake.
        intake: ActionId,
        /// The incident.
        incident: IncidentId,
        /// Whether the intake opened it.
        opened: bool,
        /// Where.
        zone: ZoneId,
        /// What that place is called.
        place: Line,
        /// What is told.
        family: HazardFamily,
        /// Where exactly, in the caller's words.
        exactly: Option<PrivateText>,
    },
    /// A field was filled.
    Filled {
        /// The intake.
        intake: ActionId,
        /// The incident.
        incident: IncidentId,
        /// Which field.
        field: Field,
        /// What the caller said.
        text: PrivateText,
    },
    /// It is about another incident.
    Joined {
        /// The intake.
        intake: ActionId,
        /// The incident that it is about.
        incident: IncidentId,
        /// The one that it was filed under.
        from: IncidentId,
    },
    /// Nothing more is asked.
    Ended {
        /// The intake.
        intake: ActionId,
        /// The incident.
        incident: IncidentId,
    },
}

impl Fact {
    /// Returns the incident that it is about.
    pub const fn incident(&self) -> IncidentId {
        match self {
            Self::Taken { incident, .. }
            | Self::Filled { incident, .. }
            | Self::Joined { incident, .. }
            | Self::Ended { incident, .. } => *incident,
        }
    }

    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Taken { .. } => "intake.taken",
            Self::Filled { .. } => "intake.filled",
            Self::Joined { .. } => "intake.joined",
            Self::Ended { .. } => "intake.ended",
        }
    }
}
