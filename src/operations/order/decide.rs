//! What an order allows, and what follows.

use crate::operations::actor::PrivateText;
use crate::operations::decision::{Acting, Decision};
use crate::operations::fact::Body;
use crate::operations::order::{Command, Fact, ResponseLevel};
use crate::operations::outcome;
use crate::operations::reference::{Code, Role};
use crate::operations::state::State;
use crate::units::{IncidentId, OrderId, PersonId};
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
///
/// # Errors
/// Nobody of that name gives or carries it out, it is done already, or the level stands.
pub fn decide(
    desk: &State,
    command: &Command<PrivateText>,
    by: &Acting,
) -> Result<Decision, outcome::Refusal> {
    let fact = match *command {
        Command::Give { incident, text, from, carrier, within } => {
            desk.open_incident(incident)?;
            let from = giver(desk, from, by).map_err(outcome::Refusal::Order)?;
            let (carrier, code) = carrier_of(desk, incident, carrier).map_err(outcome::Refusal::Order)?;
            let (order, due) = (desk.orders.next_id(), desk.now.after(within));
            Fact::Given { order, incident, text, from, carrier, code, due }
        }
        Command::Done { order } => {
            let refuse = outcome::Refusal::Order;
            let row = desk.orders.get(order).ok_or(refuse(Refusal::NoSuchOrder(order)))?;
            if row.done.is_some() {
                return Err(refuse(Refusal::AlreadyDone(order)));
            }
            Fact::Done { order, incident: row.incident }
        }
        Command::Propose { incident, level } => {
            desk.open_incident(incident)?;
            if stands(desk, incident) == Some(level) {
                return Err(outcome::Refusal::Order(Refusal::SameLevel(incident)));
            }
            Fact::Proposed { incident, level }
        }
        Command::Decide { incident, level } => {
            desk.open_incident(incident)?;
            let Some(officer) = by.signed_by else { return Err(outcome::Refusal::NeedsSignature) };
            // With a proposal before them, keeping the level is a decision too.
            let is_asked = desk.orders.response(incident).is_some_and(|row| row.proposed.is_some());
            if !is_asked && stands(desk, incident) == level {
                return Err(outcome::Refusal::Order(Refusal::SameLevel(incident)));
            }
            Fact::Decided { incident, level, by: officer }
        }
    };
    Ok(Decision::one(Body::Order(fact), by))
}

fn stands(desk: &State, incident: IncidentId) -> Option<ResponseLevel> {
    desk.orders.response(incident).and_then(|row| row.decided).map(|(level, _)| level)
}

/// Returns the code of the leader who gave an order: who is named, else who writes it.
fn giver(desk: &State, from: Option<Code>, by: &Acting) -> Result<Code, Refusal> {
    let code = from.or_else(|| by.officer().map(|officer| officer.code)).unwrap_or_default();
    match desk.reference().person(&code) {
        Some((_, person)) if person.role == Role::Leader => Ok(person.code),
        Some(_) => Err(Refusal::NotALeader(code)),
        None if code.is_empty() => Err(Refusal::NotALeader(code)),
        None => Err(Refusal::NoSuchPerson(code)),
    }
}

fn carrier_of(
    desk: &State,
    incident: IncidentId,
    carrier: Option<Code>,
) -> Result<(PersonId, Code), Refusal> {
    let reference = desk.reference();
    if let Some(code) = carrier {
        let found = reference.person(&code).map(|(person, row)| (person, row.code));
        found.ok_or(Refusal::NoSuchPerson(code))
    } else {
        let person = desk.duty().officer.ok_or(Refusal::NoCarrier(incident))?;
        let row = reference.people.get(person.index()).ok_or(Refusal::NoCarrier(incident))?;
        Ok((person, row.code))
    }
}
