//! What happened to a claim.

use crate::operations::actor::PrivateText;
use crate::operations::call::Reference;
use crate::text::Text;
use crate::units::{ClaimId, Fen, IncidentId, InsurerId};
use serde::{Deserialize, Serialize};

/// A change to the claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// It exists: the insurer gave its number.
    Opened {
        /// The claim.
        claim: ClaimId,
        /// The incident.
        incident: IncidentId,
        /// The insurer.
        insurer: InsurerId,
        /// The insurer's code, which outlives the registry.
        code: Text<16>,
        /// The insurer's number.
        number: Reference,
        /// The policy that was in force; empty when none was.
        policy: Text<48>,
    },
    /// The papers are complete.
    PapersComplete {
        /// The claim.
        claim: ClaimId,
        /// The incident.
        incident: IncidentId,
    },
    /// An amount was agreed.
    Agreed {
        /// The claim.
        claim: ClaimId,
        /// The incident.
        incident: IncidentId,
        /// How much.
        amount: Fen,
    },
    /// The insurer refused.
    Refused {
        /// The claim.
        claim: ClaimId,
        /// The incident.
        incident: IncidentId,
        /// Why.
        reason: PrivateText,
    },
    /// The written refusal came.
    RefusalNoticed {
        /// The claim.
        claim: ClaimId,
        /// The incident.
        incident: IncidentId,
    },
}

impl Fact {
    /// Returns the incident that it is about.
    pub const fn incident(&self) -> IncidentId {
        match self {
            Self::Opened { incident, .. }
            | Self::PapersComplete { incident, .. }
            | Self::Agreed { incident, .. }
            | Self::Refused { incident, .. }
            | Self::RefusalNoticed { incident, .. } => *incident,
        }
    }

    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "claim.opened",
            Self::PapersComplete { .. } => "claim.papers",
            Self::Agreed { .. } => "claim.agreed",
            Self::Refused { .. } => "claim.refused",
            Self::RefusalNoticed { .. } => "claim.refusal-noticed",
        }
    }
}
