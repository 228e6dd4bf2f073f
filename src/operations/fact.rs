//! What was decided: the changes of all subjects, as the journal keeps them.

use crate::operations::actor::Actor;
use crate::operations::{deadline, desk, feed, incident, warning};
use crate::units::{ActionId, IncidentId, Instant};
use serde::{Deserialize, Serialize};

/// One decided change: what, when, by whom, for which act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The desk time of its cause.
    pub at: Instant,
    /// Who caused it.
    pub actor: Actor,
    /// The act that asked for it.
    pub action: Option<ActionId>,
    /// What changed.
    pub body: Body,
}

/// The facts of all subjects.
#[expect(clippy::large_enum_variant, reason = "a box would allocate on the way of an alarm")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Body {
    /// An incident.
    Incident(incident::Fact),
    /// A deadline.
    Deadline(deadline::Fact),
    /// A warning.
    Warning(warning::Fact),
    /// A feed.
    Feed(feed::Fact),
    /// The desk.
    Desk(desk::Fact),
}

impl Body {
    /// Returns the incident that it is about.
    pub fn incident(&self) -> Option<IncidentId> {
        match self {
            Self::Incident(fact) => fact.incident(),
            Self::Deadline(fact) => fact.subject().incident(),
            Self::Warning(_) | Self::Feed(_) | Self::Desk(_) => None,
        }
    }

    /// Returns the entry's kind: `incident.acknowledged`. Part of the journal's format; never renamed.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Incident(fact) => fact.kind(),
            Self::Deadline(fact) => fact.kind(),
            Self::Warning(fact) => fact.kind(),
            Self::Feed(fact) => fact.kind(),
            Self::Desk(fact) => fact.kind(),
        }
    }
}
