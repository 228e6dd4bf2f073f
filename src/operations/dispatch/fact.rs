//! What happened to a team's order.

use crate::operations::actor::PrivateText;
use crate::operations::dispatch::{Status, Task};
use crate::operations::reference::Name;
use crate::text::Text;
use crate::units::{DispatchId, IncidentId, TeamId};
use serde::{Deserialize, Serialize};

/// A change to the dispatches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// A team is to go: 已下令·未通知.
    Ordered {
        /// The order.
        dispatch: DispatchId,
        /// The incident.
        incident: IncidentId,
        /// The team.
        team: TeamId,
        /// Its code, which outlives the registry.
        code: Text<16>,
        /// What for.
        task: Task,
        /// Where it gathers, as the site's card says.
        staging: Name,
        /// Where it gathers instead.
        instead: Option<PrivateText>,
        /// Why a warning was passed over.
        despite: Option<PrivateText>,
        /// The order that this one takes the place of.
        replaces: Option<DispatchId>,
    },
    /// It is somewhere else with its task.
    Moved {
        /// The order.
        dispatch: DispatchId,
        /// The incident.
        incident: IncidentId,
        /// The team's code.
        code: Text<16>,
        /// Where it was.
        from: Status,
        /// Where it is.
        to: Status,
        /// Minutes until it arrives, when it says so.
        eta_minutes: Option<u16>,
    },
    /// Every team is to get out.
    EvacuationOrdered {
        /// The incident.
        incident: IncidentId,
        /// How many teams are to be told.
        teams: u8,
    },
    /// A team has heard it.
    EvacuationHeard {
        /// The order.
        dispatch: DispatchId,
        /// The incident.
        incident: IncidentId,
        /// The team's code.
        code: Text<16>,
    },
    /// Nobody is to go in the place of a team that does not: 不另派.
    Waived {
        /// The order.
        dispatch: DispatchId,
        /// The incident.
        incident: IncidentId,
        /// The team's code.
        code: Text<16>,
    },
}

impl Fact {
    /// Returns the incident that it is about.
    pub const fn incident(&self) -> IncidentId {
        match self {
            Self::Ordered { incident, .. }
            | Self::Moved { incident, .. }
            | Self::EvacuationOrdered { incident, .. }
            | Self::EvacuationHeard { incident, .. }
            | Self::Waived { incident, .. } => *incident,
        }
    }

    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Ordered { .. } => "dispatch.ordered",
            Self::Moved { .. } => "dispatch.moved",
            Self::EvacuationOrdered { .. } => "dispatch.evacuation",
            Self::EvacuationHeard { .. } => "dispatch.evacuation-heard",
            Self::Waived { .. } => "dispatch.waived",
        }
    }
}
