//! The suppressions that run, with who asked for them.

use crate::correlation::{Cover, Suppression};
use crate::operations::actor::Actor;
use crate::operations::suppression::{Called, Fact};
use crate::units::SuppressionId;
use serde::{Deserialize, Serialize};

/// The suppressions that run, by number.
///
/// Limits: [`crate::limits::SUPPRESSIONS_MAX`]; the core takes no more.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct State {
    running: Vec<Running>,
    last: SuppressionId,
}

/// One that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// What it covers, from when until when.
    pub suppression: Suppression,
    /// What that is called.
    pub named: Called,
    /// Who asked for it.
    pub by: Actor,
}

impl State {
    /// Returns the number that the next one gets.
    pub const fn next_id(&self) -> SuppressionId {
        SuppressionId(self.last.0 + 1)
    }

    /// Returns whether a number was given away, whatever became of it.
    pub const fn has_begun(&self, id: SuppressionId) -> bool {
        id.0 > 0 && id.0 <= self.last.0
    }

    /// Returns one that runs.
    pub fn get(&self, id: SuppressionId) -> Option<&Running> {
        self.running.iter().find(|row| row.suppression.id == id)
    }

    /// Returns all that run, the oldest first.
    pub fn running(&self) -> &[Running] {
        &self.running
    }

    /// Returns the one that covers the same.
    pub fn of(&self, cover: Cover) -> Option<&Running> {
        self.running.iter().find(|row| row.suppression.cover == cover)
    }

    /// Applies a fact; never refuses.
    pub fn apply(&mut self, fact: &Fact, by: Actor) {
        match *fact {
            Fact::Begun { suppression, named, .. } => {
                self.last = self.last.max(suppression.id);
                self.running.push(Running { suppression, named, by });
            }
            Fact::Lifted { suppression, .. } => self.end(suppression),
        }
    }

    /// Forgets one that ended.
    pub fn end(&mut self, id: SuppressionId) {
        self.running.retain(|row| row.suppression.id != id);
    }
}
