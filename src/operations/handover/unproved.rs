//! The acts that nobody proved since the last signed handover: the incoming officer sees who may have done what.

use crate::limits::UNPROVED_KEPT_MAX;
use crate::operations::actor::Actor;
use crate::operations::fact::{Body, Fact};
use crate::operations::{claim, incident, order, report};
use crate::text::Text;
use crate::units::{EntryNumber, IncidentId, Instant};
use serde::{Deserialize, Serialize};

/// The acts that nobody proved, the oldest first.
///
/// Limits: [`UNPROVED_KEPT_MAX`]; beyond it the oldest stands in the journal only, and is counted.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Unproved {
    acts: Vec<UnprovedAct>,
    older: u32,
}

/// An act that nobody proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnprovedAct {
    /// Its entry.
    pub entry: EntryNumber,
    /// When.
    pub at: Instant,
    /// The code that was claimed; empty when none was.
    pub code: Text<16>,
    /// Its kind: `incident.acknowledged`.
    pub kind: Text<32>,
    /// The incident that it is about.
    pub incident: Option<IncidentId>,
}

impl Unproved {
    /// Returns those that are kept, the oldest first.
    pub fn acts(&self) -> &[UnprovedAct] {
        &self.acts
    }

    /// Returns how many there are, those that are not kept among them.
    pub const fn count(&self) -> u32 {
        self.older.saturating_add(self.acts.len() as u32)
    }

    /// Takes a fact into account; one that is proved, or no act, changes nothing.
    pub fn note(&mut self, entry: EntryNumber, fact: &Fact) {
        let code = match fact.actor {
            Actor::Desk | Actor::Proved(_) => return,
            Actor::Unclaimed => Text::new(),
            Actor::Claimed(officer) => officer.code,
        };
        // What follows from an act has no action of its own; what needs a proof had one of its own.
        if fact.action.is_none() || !is_open_to_anyone(&fact.body) {
            return;
        }
        if self.acts.len() >= UNPROVED_KEPT_MAX {
            self.acts.remove(0);
            self.older = self.older.saturating_add(1);
        }
        self.acts.push(UnprovedAct {
            entry,
            at: fact.at,
            code,
            kind: crate::text::bounded(fact.body.kind()),
            incident: fact.body.incident(),
        });
    }

    /// Forgets them all: a handover that both have signed has passed them on.
    pub fn clear(&mut self) {
        self.acts.clear();
        self.older = 0;
    }
}

/// Returns whether what it says needs no proof: see [`crate::operations::command::Authority::Anyone`].
const fn is_open_to_anyone(body: &Body) -> bool {
    match body {
        Body::Call(_)
        | Body::Intake(_)
        | Body::Finding(_)
        | Body::Dispatch(_)
        | Body::Plan(_)
        | Body::Delivery(_)
        | Body::Feed(_) => true,
        Body::Incident(fact) => matches!(
            fact,
            incident::Fact::Acknowledged { .. }
                | incident::Fact::Noted { .. }
                | incident::Fact::Verified { .. }
        ),
        Body::Report(fact) => {
            matches!(fact, report::Fact::Submitted { .. } | report::Fact::UnitReported { .. })
        }
        Body::Order(fact) => !matches!(fact, order::Fact::Decided { .. }),
        Body::Claim(fact) => matches!(fact, claim::Fact::Opened { .. }),
        Body::Pool(_)
        | Body::Suppression(_)
        | Body::Deadline(_)
        | Body::Warning(_)
        | Body::Handover(_)
        | Body::Drill(_)
        | Body::Desk(_) => false,
    }
}
