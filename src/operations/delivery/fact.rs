//! What happened to a delivery.

use crate::operations::delivery::{About, Outcome, Target};
use crate::operations::reference::Name;
use crate::units::{ActionId, DeliveryId, IncidentId};
use serde::{Deserialize, Serialize};

/// A change to the deliveries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// It is to be sent: the intent, on disk before anything leaves.
    Recorded {
        /// The delivery.
        delivery: DeliveryId,
        /// The incident; none for a relay.
        incident: Option<IncidentId>,
        /// To whom.
        target: Target,
        /// What the receiver is called.
        post: Name,
        /// What about.
        about: About,
        /// The act that asked for it; with the delivery's number it is the key of every try.
        key: ActionId,
        /// Whether a machine sends it; else a person rings.
        by_machine: bool,
    },
    /// Something came of it.
    Came {
        /// The delivery.
        delivery: DeliveryId,
        /// The incident; none for a relay.
        incident: Option<IncidentId>,
        /// What.
        outcome: Outcome,
    },
}

impl Fact {
    /// Returns the incident that it is about.
    pub const fn incident(&self) -> Option<IncidentId> {
        match self {
            Self::Recorded { incident, .. } | Self::Came { incident, .. } => *incident,
        }
    }

    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Recorded { .. } => "delivery.recorded",
            Self::Came { .. } => "delivery.came",
        }
    }
}
