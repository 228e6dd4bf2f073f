//! What a person asks of the desk.
//!
//! A [`Draft`] is a command whose texts are still in the open; the engine puts them aside under tokens before it numbers
//! the command, so that state, recording and chain never hold them (design, invariant 6).

use crate::operations::actor::{Actor, Officer, PrivateText};
use crate::operations::authority::{Act, Proof, rule};
use crate::operations::{
    call, claim, delivery, desk, dispatch, drill, feed, finding, handover, incident, intake, order, plan,
    pool, report, suppression,
};
use crate::units::{ActionId, IncidentId, InputNumber, Revision};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

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
    /// Returns whose name its entries carry: who signed it with their passphrase, else whose screen it is.
    ///
    /// Money keeps whose screen it was: neither they nor who signed may be its second hand.
    pub fn entered_by(&self) -> Actor {
        match (self.actor, self.signed_by, &self.body) {
            (Actor::Claimed(said), Some(officer), Body::Pool(_)) if said.code == officer.code => {
                Actor::Proved(officer)
            }
            (actor, None, _) | (actor, Some(_), Body::Pool(_)) => actor,
            (_, Some(officer), _) => Actor::Proved(officer),
        }
    }

    /// Returns it as an act of somebody who only says who they are: a role that has ended proves nothing.
    #[must_use]
    pub fn marked(&self) -> Cow<'_, Self> {
        match (self.actor, self.signed_by) {
            (Actor::Desk | Actor::Unclaimed | Actor::Claimed(_), None) => Cow::Borrowed(self),
            (Actor::Proved(officer), None) | (_, Some(officer)) => {
                Cow::Owned(Self { actor: Actor::Claimed(officer), signed_by: None, ..self.clone() })
            }
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
    /// On a feed.
    Feed(feed::Command),
    /// On who has the desk.
    Handover(handover::Command<T>),
    /// On a drill.
    Drill(drill::Command<T>),
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
                | pool::Command::Consent { repeated: incident, .. }
                | pool::Command::Override { repeated: incident, .. }
                | pool::Command::Recover { incident, .. },
            ) => Some(*incident),
            Self::Intake(_)
            | Self::Order(_)
            | Self::Claim(_)
            | Self::Pool(_)
            | Self::Delivery(_)
            | Self::Suppression(_)
            | Self::Feed(_)
            | Self::Handover(_)
            | Self::Drill(_)
            | Self::Desk(_) => None,
        }
    }

    /// Returns what it asks of who gives it.
    pub const fn proof(&self) -> Proof {
        rule(Act::of(self)).proof
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
            Self::Feed(command) => Body::Feed(command),
            Self::Handover(command) => Body::Handover(command.try_map(form)?),
            Self::Drill(command) => Body::Drill(command.try_map(form)?),
        })
    }
}
