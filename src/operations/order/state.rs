//! The orders and the response levels of the open incidents.

use crate::operations::actor::PrivateText;
use crate::operations::order::{Fact, ResponseLevel};
use crate::text::Text;
use crate::units::{IncidentId, Instant, OrderId, PersonId};
use serde::{Deserialize, Serialize};

/// The orders of the open incidents, by number; and their response levels.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct State {
    orders: Vec<Order>,
    responses: Vec<Response>,
    last: OrderId,
}

/// One order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Its number.
    pub id: OrderId,
    /// The incident.
    pub incident: IncidentId,
    /// What is ordered.
    pub text: PrivateText,
    /// The code of the leader who gave it.
    pub from: Text<16>,
    /// Who carries it out.
    pub carrier: PersonId,
    /// When it was given.
    pub given: Instant,
    /// By when.
    pub due: Instant,
    /// When it was carried out.
    pub done: Option<Instant>,
}

/// The response of one incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The incident.
    pub incident: IncidentId,
    /// What was proposed and not decided.
    pub proposed: Option<(ResponseLevel, Instant)>,
    /// What was decided.
    pub decided: Option<(ResponseLevel, Instant)>,
}

impl State {
    /// Returns an order.
    pub fn get(&self, id: OrderId) -> Option<&Order> {
        self.orders.iter().find(|order| order.id == id)
    }

    /// Returns an incident's orders, by number.
    pub fn of(&self, incident: IncidentId) -> impl DoubleEndedIterator<Item = &Order> {
        self.orders.iter().filter(move |order| order.incident == incident)
    }

    /// Returns the response of an incident, when one was proposed or decided.
    pub fn response(&self, incident: IncidentId) -> Option<&Response> {
        self.responses.iter().find(|row| row.incident == incident)
    }

    /// Returns every response.
    pub fn responses(&self) -> &[Response] {
        &self.responses
    }

    /// Returns the number that the next order gets.
    pub const fn next_id(&self) -> OrderId {
        OrderId(self.last.0 + 1)
    }

    /// Returns the orders that a person still has to carry out.
    pub fn carried_by(&self, person: PersonId) -> impl Iterator<Item = &Order> {
        self.orders.iter().filter(move |order| order.carrier == person && order.done.is_none())
    }

    /// Gives what a person still has to carry out to the next one.
    pub fn hand_over(&mut self, from: PersonId, to: PersonId) {
        for order in self.orders.iter_mut().filter(|order| order.carrier == from && order.done.is_none()) {
            order.carrier = to;
        }
    }

    /// Applies a fact; never refuses.
    pub fn apply(&mut self, fact: &Fact, at: Instant) {
        match *fact {
            Fact::Given { order, incident, text, from, carrier, due, .. } => {
                self.last = self.last.max(order);
                self.orders.push(Order {
                    id: order,
                    incident,
                    text,
                    from,
                    carrier,
                    given: at,
                    due,
                    done: None,
                });
            }
            Fact::Done { order, .. } => {
                if let Some(row) = self.orders.iter_mut().find(|row| row.id == order) {
                    row.done = Some(at);
                }
            }
            Fact::Proposed { incident, level } => {
                self.response_mut(incident).proposed = Some((level, at));
            }
            Fact::Decided { incident, level, .. } => {
                let row = self.response_mut(incident);
                (row.proposed, row.decided) = (None, level.map(|level| (level, at)));
            }
        }
    }

    /// Leaves an incident's orders to the journal.
    pub fn forget(&mut self, incident: IncidentId) {
        self.orders.retain(|order| order.incident != incident);
        self.responses.retain(|row| row.incident != incident);
    }

    fn response_mut(&mut self, incident: IncidentId) -> &mut Response {
        let at = self.responses.iter().position(|row| row.incident == incident).unwrap_or_else(|| {
            self.responses.push(Response { incident, proposed: None, decided: None });
            self.responses.len() - 1
        });
        &mut self.responses[at]
    }
}
