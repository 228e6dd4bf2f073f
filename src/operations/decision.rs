//! What a subject decides on: who acts, what they saw; and what it gives back.

use crate::operations::actor::{Actor, Officer};
use crate::operations::command::Seen;
use crate::operations::fact::Body;
use crate::operations::outcome::Remark;
use crate::units::ActionId;

/// Who acts, and what they saw.
#[derive(Clone, Copy, Debug)]
pub struct Acting {
    /// The act's identity.
    pub action: ActionId,
    /// Who.
    pub actor: Actor,
    /// The officer who gave a passphrase for this one act.
    pub signed_by: Option<Officer>,
    /// What was on their screen.
    pub seen: Seen,
}

/// What follows from a command: its facts, in order, and what is said with them.
///
/// The first fact is the answer's entry. Never empty.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The facts.
    pub facts: Vec<Body>,
    /// What is said.
    pub remark: Option<Remark>,
}

impl Decision {
    /// Makes a decision of one fact; an act that is not proved says so.
    pub fn one(body: Body, by: &Acting) -> Self {
        Self { facts: vec![body], remark: by.unproved() }
    }
}

impl Acting {
    /// Returns what is said with an act that nobody has proved.
    pub const fn unproved(&self) -> Option<Remark> {
        if self.actor.is_proved() || self.signed_by.is_some() { None } else { Some(Remark::Unproved) }
    }

    /// Returns the officer who answers for the act: who signed it, else who acts.
    pub fn officer(&self) -> Option<&Officer> {
        self.signed_by.as_ref().or_else(|| self.actor.officer())
    }
}
