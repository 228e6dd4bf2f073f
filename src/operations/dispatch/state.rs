//! The orders of the open incidents.

use crate::limits::DISPATCHES_KEPT_MAX;
use crate::operations::dispatch::{Fact, Status, Task};
use crate::text::Text;
use crate::units::{DispatchId, IncidentId, Instant, Span, TeamId};
use serde::{Deserialize, Serialize};

/// How long a team may take to accept.
pub const ACCEPT_WITHIN: Span = Span::seconds(60);

/// The orders of the open incidents, by number.
///
/// Limits: [`DISPATCHES_KEPT_MAX`]; beyond it a further order is refused, with its reason.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct State {
    orders: Vec<Dispatch>,
    last: DispatchId,
    /// When everybody was ordered out of an incident last.
    evacuations: Vec<(IncidentId, Instant)>,
}

/// One team on one task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispatch {
    /// Its number.
    pub id: DispatchId,
    /// The incident.
    pub incident: IncidentId,
    /// The team.
    pub team: TeamId,
    /// The team's code.
    pub code: Text<16>,
    /// What for.
    pub task: Task,
    /// Whether a place was typed at which it gathers, instead of the site's own.
    pub elsewhere: bool,
    /// Where it is with it.
    pub status: Status,
    /// Since when.
    pub since: Instant,
    /// When it was ordered.
    pub ordered: Instant,
    /// When it arrives, by its own word.
    pub arrives: Option<Instant>,
    /// When an evacuation was ordered that it is to hear.
    pub evacuate: Option<Instant>,
    /// When it had heard that.
    pub evacuated: Option<Instant>,
    /// Whether nobody is to go in its place.
    pub waived: bool,
}

impl State {
    /// Returns an order.
    pub fn get(&self, id: DispatchId) -> Option<&Dispatch> {
        self.orders.iter().find(|order| order.id == id)
    }

    /// Returns an incident's orders, by number.
    pub fn of(&self, incident: IncidentId) -> impl DoubleEndedIterator<Item = &Dispatch> + Clone {
        self.orders.iter().filter(move |order| order.incident == incident)
    }

    /// Returns the order that binds a team now.
    pub fn of_team(&self, team: TeamId) -> Option<&Dispatch> {
        self.orders.iter().rev().find(|order| order.team == team && order.status.is_bound())
    }

    /// Returns every order that binds a team now, in whatever incident, by number.
    pub fn binding(&self, team: TeamId) -> impl Iterator<Item = &Dispatch> {
        self.orders.iter().filter(move |order| order.team == team && order.status.is_bound())
    }

    /// Returns a team's order in an incident that binds it now.
    pub fn bound(&self, incident: IncidentId, team: TeamId) -> Option<&Dispatch> {
        self.of(incident).rev().find(|order| order.team == team && order.status.is_bound())
    }

    /// Returns when everybody was ordered out of an incident last.
    pub fn evacuation(&self, incident: IncidentId) -> Option<Instant> {
        self.evacuations.iter().find(|(of, _)| *of == incident).map(|(_, at)| *at)
    }

    /// Returns the number that the next order gets.
    pub const fn next_id(&self) -> DispatchId {
        DispatchId(self.last.0 + 1)
    }

    /// Returns whether a further order finds room.
    pub fn has_room(&self, count: usize) -> bool {
        self.orders.len() + count <= DISPATCHES_KEPT_MAX
    }

    /// Applies a fact; never refuses.
    pub fn apply(&mut self, fact: &Fact, at: Instant) {
        match *fact {
            Fact::Ordered { dispatch, incident, team, code, task, instead, .. } => {
                self.last = self.last.max(dispatch);
                self.orders.push(Dispatch {
                    id: dispatch,
                    incident,
                    team,
                    code,
                    task,
                    elsewhere: instead.is_some(),
                    status: Status::Ordered,
                    since: at,
                    ordered: at,
                    arrives: None,
                    evacuate: None,
                    evacuated: None,
                    waived: false,
                });
            }
            Fact::Moved { dispatch, to, eta_minutes, .. } => self.with(dispatch, |order| {
                // Other minutes for the same status are news of the arrival, not of the status.
                if order.status != to {
                    (order.status, order.since) = (to, at);
                }
                if let Some(minutes) = eta_minutes {
                    order.arrives = Some(at.after(Span::minutes(i64::from(minutes))));
                }
            }),
            Fact::EvacuationOrdered { incident, .. } => {
                self.evacuations.retain(|(of, _)| *of != incident);
                self.evacuations.push((incident, at));
                let told = |order: &&mut Dispatch| order.incident == incident && order.status.is_bound();
                for order in self.orders.iter_mut().filter(told) {
                    (order.evacuate, order.evacuated) = (Some(at), None);
                }
            }
            Fact::EvacuationHeard { dispatch, .. } => {
                self.with(dispatch, |order| order.evacuated = Some(at));
            }
            Fact::Waived { dispatch, .. } => self.with(dispatch, |order| order.waived = true),
        }
    }

    /// Leaves an incident's orders to the journal.
    pub fn forget(&mut self, incident: IncidentId) {
        self.orders.retain(|order| order.incident != incident);
        self.evacuations.retain(|(of, _)| *of != incident);
    }

    fn with(&mut self, id: DispatchId, change: impl FnOnce(&mut Dispatch)) {
        if let Some(order) = self.orders.iter_mut().find(|order| order.id == id) {
            change(order);
        }
    }
}
