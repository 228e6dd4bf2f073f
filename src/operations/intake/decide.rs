//! What an intake allows, and what follows.

use crate::operations::actor::PrivateText;
use crate::operations::decision::{Acting, Decision};
use crate::operations::intake::{Command, Place};
use crate::operations::outcome;
use crate::operations::state::State;
use crate::units::ActionId;
use serde::{Deserialize, Serialize};

/// Why an intake refuses a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The registry has no such place.
    NoSuchPlace(Place),
    /// The desk holds no such intake any more.
    NoSuchIntake(ActionId),
    /// No more incidents find room.
    Full,
}

/// Decides a command.
///
/// Changes nothing. An intake is never stale and needs no proof: life first (design section 4).
pub fn decide(
    desk: &State,
    command: &Command<PrivateText>,
    by: &Acting,
) -> Result<Decision, outcome::Refusal> {
    let _ = (desk, by, command);
    Err(outcome::Refusal::Intake(Refusal::Full))
}
