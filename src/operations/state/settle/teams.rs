//! What a team owes: an answer to its order, within a minute.
//!
//! When it passes nothing happens but that it is late; who goes instead is proposed, and a person orders it.

use crate::operations::actor::Actor;
use crate::operations::deadline::Subject;
use crate::operations::dispatch::state::ACCEPT_WITHIN;
use crate::operations::dispatch::{Dispatch, Status};
use crate::operations::incident::Incident;
use crate::operations::state::settle::Duty;
use crate::operations::state::{State, Turn};
use crate::units::Instant;

impl State {
    pub(super) fn settle_teams(&mut self, row: &Incident, actor: Actor, at: Instant, turn: &mut Turn) {
        // By place, not collected: settling changes deadlines only, and the way of an alarm may come through here.
        for place in 0.. {
            let Some(order) = self.dispatches.of(row.id).nth(place).copied() else { return };
            self.settle_one(Subject::Acceptance(row.id, order.id), acceptance(row, &order), actor, at, turn);
        }
    }
}

fn acceptance(row: &Incident, order: &Dispatch) -> Duty {
    if row.is_closed() {
        return Duty::None;
    }
    match order.status {
        Status::Ordered | Status::Unanswered => Duty::Runs(order.ordered.after(ACCEPT_WITHIN)),
        Status::Accepted | Status::EnRoute | Status::OnScene => Duty::Met,
        Status::Refused | Status::Released | Status::Back | Status::Replaced => Duty::None,
    }
}
