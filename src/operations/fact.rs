//! What was decided: the changes of all subjects, as the journal keeps them.

use crate::operations::actor::Actor;
use crate::operations::{
    call, claim, deadline, delivery, desk, dispatch, drill, feed, finding, handover, incident, intake, order,
    plan, pool, report, suppression, warning,
};
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Body {
    /// An incident.
    Incident(incident::Fact),
    /// The telephone.
    Call(call::Fact),
    /// An intake.
    Intake(intake::Fact),
    /// A finding.
    Finding(finding::Fact),
    /// A team.
    Dispatch(dispatch::Fact),
    /// A plan that runs.
    Plan(plan::Fact),
    /// A report.
    Report(report::Fact),
    /// A leader's word.
    Order(order::Fact),
    /// A claim.
    Claim(claim::Fact),
    /// Money.
    Pool(pool::Fact),
    /// A delivery.
    Delivery(delivery::Fact),
    /// What is kept silent.
    Suppression(suppression::Fact),
    /// A deadline.
    Deadline(deadline::Fact),
    /// A warning.
    Warning(warning::Fact),
    /// A feed.
    Feed(feed::Fact),
    /// The desk.
    Desk(desk::Fact),
    /// Who has the desk.
    Handover(handover::Fact),
    /// A drill.
    Drill(drill::Fact),
}

impl Body {
    /// Returns the incident that it is about.
    pub fn incident(&self) -> Option<IncidentId> {
        match self {
            Self::Incident(fact) => fact.incident(),
            Self::Call(fact) => Some(fact.incident()),
            Self::Intake(fact) => Some(fact.incident()),
            Self::Finding(fact) => Some(fact.incident()),
            Self::Dispatch(fact) => Some(fact.incident()),
            Self::Plan(fact) => Some(fact.incident()),
            Self::Report(fact) => Some(fact.incident()),
            Self::Order(fact) => Some(fact.incident()),
            Self::Claim(fact) => Some(fact.incident()),
            Self::Pool(fact) => fact.incident(),
            Self::Delivery(fact) => fact.incident(),
            Self::Suppression(fact) => fact.incident(),
            Self::Deadline(fact) => Some(fact.subject().incident()),
            Self::Warning(_) | Self::Feed(_) | Self::Desk(_) | Self::Handover(_) | Self::Drill(_) => None,
        }
    }

    /// Returns the entry's kind: `incident.acknowledged`. Part of the journal's format; never renamed.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Incident(fact) => fact.kind(),
            Self::Call(fact) => fact.kind(),
            Self::Intake(fact) => fact.kind(),
            Self::Finding(fact) => fact.kind(),
            Self::Dispatch(fact) => fact.kind(),
            Self::Plan(fact) => fact.kind(),
            Self::Report(fact) => fact.kind(),
            Self::Order(fact) => fact.kind(),
            Self::Claim(fact) => fact.kind(),
            Self::Pool(fact) => fact.kind(),
            Self::Delivery(fact) => fact.kind(),
            Self::Suppression(fact) => fact.kind(),
            Self::Deadline(fact) => fact.kind(),
            Self::Warning(fact) => fact.kind(),
            Self::Feed(fact) => fact.kind(),
            Self::Desk(fact) => fact.kind(),
            Self::Handover(fact) => fact.kind(),
            Self::Drill(fact) => fact.kind(),
        }
    }
}
