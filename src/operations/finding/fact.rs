//! What was found.

use crate::operations::actor::PrivateText;
use crate::operations::call::Witness;
use crate::operations::finding::{Found, Reliability};
use crate::units::{EvidenceLevel, IncidentId};
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

    /// Returns what it proves of the incident: danger, by the word of somebody whom the desk knows, or of anybody else.
    ///
    /// What is doubtful proves no more than an anonymous call. Numbers and the end of danger prove nothing.
    ///
    /// Source: design section 5, evidence level.
    pub fn proves(&self) -> EvidenceLevel {
        let Self::Found { found, witness, reliability, .. } = self;
        let is_danger = match found {
            Found::People(people) => people.are_casualties(),
            Found::Scene(scene) => scene.is_danger(),
        };
        let is_firm = witness.is_known() && *reliability != Reliability::Doubtful;
        EvidenceLevel(match (is_danger, is_firm) {
            (false, _) => 0,
            (true, false) => 1,
            (true, true) => 4,
        })
    }

    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        "finding.found"
    }
}
