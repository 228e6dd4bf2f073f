//! The calls of the open incidents.

use crate::limits::CALLS_KEPT_MAX;
use crate::operations::actor::Actor;
use crate::operations::call::{Callee, Fact, Outcome, Purpose, Reference};
use crate::operations::reference::Name;
use crate::units::{IncidentId, Instant};
use serde::{Deserialize, Serialize};

/// The calls of the open incidents, in the order in which they were made.
///
/// Limits: [`CALLS_KEPT_MAX`]; beyond it the oldest ended one is left to the journal.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct State {
    calls: Vec<Call>,
}

/// One call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The incident.
    pub incident: IncidentId,
    /// Who is rung.
    pub callee: Callee,
    /// What for.
    pub purpose: Purpose,
    /// What that number is called.
    pub post: Name,
    /// Who rings.
    pub actor: Actor,
    /// Since when.
    pub opened: Instant,
    /// What came of it; none while it rings.
    pub ended: Option<Ended>,
}

/// What came of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// When.
    pub at: Instant,
    /// What.
    pub outcome: Outcome,
    /// What they gave.
    pub reference: Reference,
}

impl State {
    /// Returns an incident's calls, in the order in which they were made.
    pub fn of(&self, incident: IncidentId) -> impl DoubleEndedIterator<Item = &Call> {
        self.calls.iter().filter(move |call| call.incident == incident)
    }

    /// Returns the open slip of an incident to somebody, for one purpose.
    pub fn open(&self, incident: IncidentId, callee: Callee, purpose: Purpose) -> Option<&Call> {
        let same = |call: &&Call| call.callee == callee && call.purpose == purpose && call.ended.is_none();
        self.of(incident).rev().find(same)
    }

    /// Returns the last answered call to somebody.
    pub fn answered(&self, incident: IncidentId, callee: Callee) -> Option<&Call> {
        self.of(incident).rev().find(|call| call.callee == callee && call.is_answered())
    }

    /// Applies a fact; never refuses.
    pub fn apply(&mut self, fact: &Fact, actor: Actor, at: Instant) {
        match *fact {
            Fact::Opened { incident, callee, purpose, post } => {
                self.push(Call { incident, callee, purpose, post, actor, opened: at, ended: None });
            }
            Fact::Ended { incident, callee, purpose, post, outcome, reference, .. } => {
                let ended = Some(Ended { at, outcome, reference });
                let same = |call: &&mut Call| {
                    (call.incident, call.callee, call.purpose) == (incident, callee, purpose)
                        && call.ended.is_none()
                };
                match self.calls.iter_mut().rev().find(same) {
                    Some(call) => call.ended = ended,
                    None => self.push(Call { incident, callee, purpose, post, actor, opened: at, ended }),
                }
            }
        }
    }

    /// Leaves an incident's calls to the journal.
    pub fn forget(&mut self, incident: IncidentId) {
        self.calls.retain(|call| call.incident != incident);
    }

    fn push(&mut self, call: Call) {
        if self.calls.len() >= CALLS_KEPT_MAX {
            let oldest = self.calls.iter().position(|call| call.ended.is_some()).unwrap_or(0);
            self.calls.remove(oldest);
        }
        self.calls.push(call);
    }
}

impl Call {
    /// Returns whether somebody answered.
    pub fn is_answered(&self) -> bool {
        self.ended.is_some_and(|ended| ended.outcome == Outcome::Answered)
    }
}
