//! What happened to a plan that runs.

use crate::operations::actor::PrivateText;
use crate::operations::reference::{Name, PlanStep};
use crate::text::Text;
use crate::units::IncidentId;
use serde::{Deserialize, Serialize};

/// A change to the plans that run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// An incident runs a plan: this version of it.
    Chosen {
        /// The incident.
        incident: IncidentId,
        /// The plan's code.
        code: Text<16>,
        /// Its name.
        name: Name,
        /// Its version.
        version: u16,
        /// Its steps, as they stood.
        steps: Box<[PlanStep]>,
    },
    /// A step is done.
    Done {
        /// The incident.
        incident: IncidentId,
        /// Which step, from one.
        step: u8,
    },
    /// A step is not needed.
    Waived {
        /// The incident.
        incident: IncidentId,
        /// Which step, from one.
        step: u8,
        /// Why.
        reason: PrivateText,
    },
}

impl Fact {
    /// Returns the incident that it is about.
    pub const fn incident(&self) -> IncidentId {
        match self {
            Self::Chosen { incident, .. } | Self::Done { incident, .. } | Self::Waived { incident, .. } => {
                *incident
            }
        }
    }

    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Chosen { .. } => "plan.chosen",
            Self::Done { .. } => "plan.step-done",
            Self::Waived { .. } => "plan.step-waived",
        }
    }
}
