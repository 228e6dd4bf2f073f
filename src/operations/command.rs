//! What a person asks of the desk.
//!
//! A [`Draft`] is a command whose texts are still in the open; the engine puts them aside under tokens before it numbers
//! the command, so that state, recording and chain never hold them (design, invariant 6).

use crate::operations::actor::{Actor, Officer, PrivateText};
use crate::operations::outcome::Refusal;
use crate::operations::{
    call, claim, delivery, desk, dispatch, finding, incident, intake, order, plan, pool, report, suppression,
};
use crate::units::{ActionId, IncidentId, InputNumber, Revision};
use serde::{Deserialize, Serialize};

/// A command as the desk numbers it: who, what, and what they saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// Made by who acts, before it is sent; the same again gets its first answer again.
    pub action: ActionId,
    /// Who acts.
    pub actor: Actor,
    /// The officer who gave a passphrase for this one act: a signature, or the second of two.
    pub signed_by: Option<Officer>,
    /// What was on the screen that it was given at.
    pub seen: Seen,
    /// What is asked.
    pub body: Body<PrivateText>,
}

impl Command {
    /// Returns whether who gives it has proved what it asks of them.
    ///
    /// # Errors
    /// What is missing.
    pub fn allowed(&self) -> Result<(), Refusal> {
        match self.body.authority() {
            Authority::Anyone => Ok(()),
            Authority::Proved if self.actor.is_proved() || self.signed_by.is_some() => Ok(()),
            Authority::Proved => Err(Refusal::NeedsProof),
            Authority::Signature if self.signed_by.is_some() => Ok(()),
            Authority::Signature => Err(Refusal::NeedsSignature),
        }
    }
}

/// What a person saw when they decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The input that the screen stood at; zero for a line that saw no screen.
    pub input: InputNumber,
    /// The revision of the one thing that the command names, when a screen showed it.
    pub revision: Option<Revision>,
}

/// A command as a person drafts it: its texts are what was typed.
pub type Draft = Body<String>;

/// The commands of all subjects; `T` is a text as it is typed, or as the chain holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Body<T> {
    /// On an incident.
    Incident(incident::Command<T>),
    /// On the telephone.
    Call(call::Command<T>),
    /// Somebody told us.
    Intake(intake::Command<T>),
    /// Something was found.
    Finding(finding::Command<T>),
    /// To teams.
    Dispatch(dispatch::Command<T>),
    /// On a plan that runs.
    Plan(plan::Command<T>),
    /// On a report.
    Report(report::Command<T>),
    /// Of a leader.
    Order(order::Command<T>),
    /// On a claim.
    Claim(claim::Command<T>),
    /// On money.
    Pool(pool::Command<T>),
    /// On a delivery.
    Delivery(delivery::Command),
    /// To the desk itself.
    Desk(desk::Command),
    /// On what is kept silent.
    Suppression(suppression::Command<T>),
}

/// What a command asks of who gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// Nothing: what serves life is never held up.
    Anyone,
    /// A proved officer.
    Proved,
    /// A passphrase for this one act.
    Signature,
}

impl<T> Body<T> {
    /// Returns the incident that it names, where it names one.
    pub const fn incident(&self) -> Option<IncidentId> {
        match self {
            Self::Incident(command) => command.incident(),
            Self::Call(command) => Some(command.incident()),
            Self::Finding(command) => Some(command.incident()),
            Self::Dispatch(command) => Some(command.incident()),
            Self::Plan(command) => Some(command.incident()),
            Self::Report(command) => Some(command.incident()),
            Self::Intake(
                intake::Command::Take { join: Some(incident), .. } | intake::Command::Join { incident, .. },
            )
            | Self::Order(
                order::Command::Give { incident, .. }
                | order::Command::Propose { incident, .. }
                | order::Command::Decide { incident, .. },
            )
            | Self::Claim(claim::Command::Open { incident, .. })
            | Self::Pool(
                pool::Command::Reserve { incident, .. }
                | pool::Command::Post { repeated: incident, .. }
                | pool::Command::Recover { incident, .. },
            ) => Some(*incident),
            Self::Intake(_)
            | Self::Order(_)
            | Self::Claim(_)
            | Self::Pool(_)
            | Self::Delivery(_)
            | Self::Suppression(_)
            | Self::Desk(_) => None,
        }
    }

    /// Returns what it asks of who gives it.
    ///
    /// Source: design section 4, Who acts: look, acknowledge, call, note, findings, dispatch, evacuate are for anyone.
    pub const fn authority(&self) -> Authority {
        match self {
            Self::Incident(
                incident::Command::Acknowledge { .. }
                | incident::Command::Note { .. }
                | incident::Command::Verify { .. },
            )
            | Self::Call(_)
            | Self::Intake(_)
            | Self::Finding(_)
            | Self::Dispatch(_)
            | Self::Plan(_)
            | Self::Report(report::Command::Submit { .. } | report::Command::UnitReported { .. })
            | Self::Order(
                order::Command::Give { .. } | order::Command::Done { .. } | order::Command::Propose { .. },
            )
            | Self::Claim(claim::Command::Open { .. })
            | Self::Delivery(_) => Authority::Anyone,
            Self::Incident(
                incident::Command::SetPhase { .. }
                | incident::Command::Close { .. }
                | incident::Command::Reopen { .. }
                | incident::Command::Merge { .. }
                | incident::Command::Split { .. }
                | incident::Command::KeepApart { .. },
            )
            | Self::Suppression(_)
            | Self::Report(report::Command::Return { .. } | report::Command::Send { .. })
            | Self::Claim(_)
            | Self::Pool(
                pool::Command::Reserve { .. }
                | pool::Command::Void { .. }
                | pool::Command::Paid { .. }
                | pool::Command::Arrived { .. }
                | pool::Command::Refill { .. }
                | pool::Command::Recover { .. }
                | pool::Command::Contribute { .. },
            )
            | Self::Desk(desk::Command::ReadRules) => Authority::Proved,
            Self::Report(report::Command::Sign { .. })
            | Self::Order(order::Command::Decide { .. })
            | Self::Pool(pool::Command::Post { .. }) => Authority::Signature,
        }
    }

    /// Turns its texts into another form.
    ///
    /// # Errors
    /// Returns what `form` returns.
    pub fn try_map<U, E>(self, form: &mut impl FnMut(T) -> Result<U, E>) -> Result<Body<U>, E> {
        Ok(match self {
            Self::Incident(command) => Body::Incident(command.try_map(form)?),
            Self::Call(command) => Body::Call(command.try_map(form)?),
            Self::Intake(command) => Body::Intake(command.try_map(form)?),
            Self::Finding(command) => Body::Finding(command.try_map(form)?),
            Self::Dispatch(command) => Body::Dispatch(command.try_map(form)?),
            Self::Plan(command) => Body::Plan(command.try_map(form)?),
            Self::Report(command) => Body::Report(command.try_map(form)?),
            Self::Order(command) => Body::Order(command.try_map(form)?),
            Self::Claim(command) => Body::Claim(command.try_map(form)?),
            Self::Pool(command) => Body::Pool(command.try_map(form)?),
            Self::Delivery(command) => Body::Delivery(command),
            Self::Desk(command) => Body::Desk(command),
            Self::Suppression(command) => Body::Suppression(command.try_map(form)?),
        })
    }
}
