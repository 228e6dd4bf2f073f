//! What was found.

use crate::operations::actor::PrivateText;
use crate::operations::call::Witness;
use crate::operations::finding::{Found, Reliability};
use crate::units::IncidentId;
use serde::{Deserialize, Serialize};

/// A change to the findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// Something was found.
    Found {
        /// The incident.
        incident: IncidentId,
        /// What, with what it leaves standing of earlier ones.
        found: Found,
        /// Who says so.
        witness: Witness<PrivateText>,
        /// How far it is to be relied on.
        reliability: Reliability,
    },
}

impl Fact {
    /// Returns the incident that it is about.
    pub const fn incident(&self) -> IncidentId {
        let Self::Found { incident, .. } = self;
        *incident
    }

    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        "finding.found"
    }
}
