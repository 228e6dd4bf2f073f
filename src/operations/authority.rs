//! Who may do what (职责与权限): every act, every role, in one table.
//!
//! Decides: whether an act goes for who gives it, and whether it is marked; default deny. Must not know: how a session
//! proved itself, what an act does.
//!
//! Invariants:
//! - an act that stands in no role's column is refused to that role: a new act must be given its row;
//! - what serves life is never refused for a missing proof, signature, an ended role or another district: it is marked where it
//!   is not proved; only who is there to look (观察员, 导演) looks;
//! - a role is looked up by the officer's code, never by a place in the registry, which is another's after a reload;
//! - an insurer speaks for no other one, whatever the act;
//! - what is claimed only narrows: who says that they are an observer is one.
//!
//! Source: design section 4, Who acts; desk.md section 6 and row 105.

pub mod act;
pub mod hand;
pub mod roles;
pub mod table;

pub use act::Act;
pub use hand::{Hand, Tenure};
pub use roles::Roles;
pub use table::{Proof, Rule, rule};

use crate::operations::outcome::Refusal;

/// How an act that is allowed goes into the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// As it is.
    Full,
    /// As an act of somebody who only says so: it is listed at handover.
    Marked,
}

/// Decides whether an act goes for who gives it.
///
/// # Errors
/// What is missing, or whose it is.
pub const fn weigh(act: Act, hand: Hand) -> Result<Weight, Refusal> {
    let rule = rule(act);
    match hand {
        Hand::Desk => Ok(Weight::Full),
        Hand::OtherInsurer => Err(Refusal::OutOfScope),
        Hand::Says(role) if rule.is_life() && !rule.roles.has(role) => Err(Refusal::NotAllowed(rule.roles)),
        Hand::Nobody | Hand::Says(_) => unproved(rule),
        // Somebody else may still sign at this terminal: whose session it is does not matter.
        Hand::Proved { signed: false, .. } if matches!(rule.proof, Proof::Signature) => {
            Err(Refusal::NeedsSignature)
        }
        Hand::Proved { role, .. } if !rule.roles.has(role) => Err(Refusal::NotAllowed(rule.roles)),
        Hand::Proved { tenure, .. } => in_force(rule, tenure),
    }
}

const fn in_force(rule: Rule, tenure: Tenure) -> Result<Weight, Refusal> {
    match (tenure, rule.is_life()) {
        (Tenure::Here, _) | (Tenure::Elsewhere, true) => Ok(Weight::Full),
        (Tenure::Ended, true) => Ok(Weight::Marked),
        (Tenure::Ended, false) => Err(Refusal::RoleEnded),
        (Tenure::Elsewhere, false) => Err(Refusal::OutOfScope),
    }
}

const fn unproved(rule: Rule) -> Result<Weight, Refusal> {
    match rule.proof {
        Proof::None => Ok(Weight::Marked),
        Proof::Session => Err(Refusal::NeedsProof),
        Proof::Signature => Err(Refusal::NeedsSignature),
    }
}
