//! The claims that are not settled.

use crate::operations::call::Reference;
use crate::operations::claim::Fact;
use crate::text::Text;
use crate::units::{ClaimId, Fen, IncidentId, Instant, InsurerId};
use serde::{Deserialize, Serialize};

/// The claims, by number; they outlive their incidents.
///
/// Limits: [`crate::limits::CLAIMS_MAX`]; a desk that holds so many refuses another.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct State {
    claims: Vec<Claim>,
    last: ClaimId,
}

/// One claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Its number on this desk.
    pub id: ClaimId,
    /// The incident.
    pub incident: IncidentId,
    /// The insurer.
    pub insurer: InsurerId,
    /// The insurer's number.
    pub number: Reference,
    /// The policy; empty when none was in force.
    pub policy: Text<48>,
    /// When it was opened.
    pub opened: Instant,
    /// When its papers were complete.
    pub papers: Option<Instant>,
    /// How far it is.
    pub stage: Stage,
}

/// How far a claim is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Told, not decided.
    Open,
    /// An amount was agreed.
    Agreed {
        /// How much.
        amount: Fen,
        /// When.
        at: Instant,
    },
    /// The insurer refused.
    Refused {
        /// When.
        at: Instant,
        /// When its written refusal came.
        noticed: Option<Instant>,
    },
}

impl State {
    /// Returns a claim.
    ///
    /// Cost: O(log claims).
    pub fn get(&self, id: ClaimId) -> Option<&Claim> {
        self.position(id).map(|at| &self.claims[at])
    }

    /// Returns every claim, by number.
    pub fn all(&self) -> &[Claim] {
        &self.claims
    }

    /// Returns an incident's claims, by number.
    pub fn of(&self, incident: IncidentId) -> impl Iterator<Item = &Claim> {
        self.claims.iter().filter(move |claim| claim.incident == incident)
    }

    /// Returns the number that the next claim gets.
    pub const fn next_id(&self) -> ClaimId {
        ClaimId(self.last.0 + 1)
    }

    /// Applies a fact; never refuses.
    pub fn apply(&mut self, fact: &Fact, at: Instant) {
        match *fact {
            Fact::Opened { claim, incident, insurer, number, policy, .. } => {
                self.last = self.last.max(claim);
                self.claims.push(Claim {
                    id: claim,
                    incident,
                    insurer,
                    number,
                    policy,
                    opened: at,
                    papers: None,
                    stage: Stage::Open,
                });
            }
            Fact::PapersComplete { claim, .. } => self.with(claim, |row| row.papers = Some(at)),
            Fact::Agreed { claim, amount, .. } => {
                self.with(claim, |row| row.stage = Stage::Agreed { amount, at });
            }
            Fact::Refused { claim, .. } => {
                self.with(claim, |row| row.stage = Stage::Refused { at, noticed: None });
            }
            Fact::RefusalNoticed { claim, .. } => self.with(claim, |row| {
                if let Stage::Refused { noticed, .. } = &mut row.stage {
                    *noticed = Some(at);
                }
            }),
        }
    }

    fn with(&mut self, id: ClaimId, change: impl FnOnce(&mut Claim)) {
        if let Some(at) = self.position(id) {
            change(&mut self.claims[at]);
        }
    }

    /// Numbers only grow, and a claim is never taken out.
    fn position(&self, id: ClaimId) -> Option<usize> {
        self.claims.binary_search_by_key(&id, |claim| claim.id).ok()
    }
}
