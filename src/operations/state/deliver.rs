//! What a machine says came of a delivery.

use crate::operations::actor::Actor;
use crate::operations::delivery::{self, Outcome};
use crate::operations::state::{State, Turn};
use crate::units::DeliveryId;

impl State {
    /// Takes what came of a delivery; an answer to one that is settled changes nothing.
    pub fn take_delivery(&mut self, delivery: DeliveryId, outcome: Outcome, turn: &mut Turn) {
        self.open_turn(turn);
        let incident = self.deliveries.get(delivery).and_then(|row| row.incident);
        for body in delivery::decide::came(self, delivery, outcome) {
            self.decide(self.now, Actor::Desk, None, body, turn);
        }
        if let Some(incident) = incident {
            self.settle(incident, Actor::Desk, self.now, turn);
        }
    }
}
