//! What a leader said.

use crate::operations::actor::{Officer, PrivateText};
use crate::operations::order::ResponseLevel;
use crate::text::Text;
use crate::units::{IncidentId, Instant, OrderId, PersonId};
use serde::{Deserialize, Serialize};

/// A change to the orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// An order was given.
    Given {
        /// The order.
        order: OrderId,
        /// The incident.
        incident: IncidentId,
        /// What is ordered.
        text: PrivateText,
        /// The code of the leader who gave it.
        from: Text<16>,
        /// Who carries it out.
        carrier: PersonId,
        /// Their code.
        code: Text<16>,
        /// By when.
        due: Instant,
    },
    /// It is carried out.
    Done {
        /// The order.
        order: OrderId,
        /// The incident.
        incident: IncidentId,
    },
    /// A level is proposed.
    Proposed {
        /// The incident.
        incident: IncidentId,
        /// The level.
        level: ResponseLevel,
    },
    /// A level was decided.
    Decided {
        /// The incident.
        incident: IncidentId,
        /// The level; none ended the response.
        level: Option<ResponseLevel>,
        /// By whom.
        by: Officer,
    },
}

impl Fact {
    /// Returns the incident that it is about.
    pub const fn incident(&self) -> IncidentId {
        match self {
            Self::Given { incident, .. }
            | Self::Done { incident, .. }
            | Self::Proposed { incident, .. }
            | Self::Decided { incident, .. } => *incident,
        }
    }

    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Given { .. } => "order.given",
            Self::Done { .. } => "order.done",
            Self::Proposed { .. } => "response.proposed",
            Self::Decided { .. } => "response.decided",
        }
    }
}
