//! What an order allows, and what follows.

use crate::operations::actor::PrivateText;
use crate::operations::decision::{Acting, Decision};
use crate::operations::order::Command;
use crate::operations::outcome;
use crate::operations::reference::Code;
use crate::operations::state::State;
use crate::units::{IncidentId, OrderId};
use serde::{Deserialize, Serialize};

/// Why an order is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// There is no such order.
    NoSuchOrder(OrderId),
    /// It is carried out already.
    AlreadyDone(OrderId),
    /// The registry has no such person.
    NoSuchPerson(Code),
    /// Who is named as giving it is no leader.
    NotALeader(Code),
    /// Nobody is on duty to carry it out.
    NoCarrier(IncidentId),
    /// That level stands already.
    SameLevel(IncidentId),
}

/// Decides a command.
///
/// Changes nothing. An order that is written down is a life act; deciding a level asks for a leader's passphrase.
pub fn decide(
    desk: &State,
    command: &Command<PrivateText>,
    by: &Acting,
) -> Result<Decision, outcome::Refusal> {
    let _ = (desk, by, command);
    Err(outcome::Refusal::Order(Refusal::NoSuchOrder(OrderId(0))))
}
