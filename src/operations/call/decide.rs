//! What the telephone allows, and what follows.

use crate::operations::actor::PrivateText;
use crate::operations::call::{Command, Party};
use crate::operations::decision::{Acting, Decision};
use crate::operations::outcome;
use crate::operations::state::State;
use serde::{Deserialize, Serialize};

/// Why the telephone refuses a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The registry has no such number.
    NoSuchNumber(Party),
}

/// Decides a command.
///
/// Changes nothing. A call is never stale and needs no proof: life first (design section 4).
pub fn decide(
    desk: &State,
    command: &Command<PrivateText>,
    by: &Acting,
) -> Result<Decision, outcome::Refusal> {
    let _ = (desk, by);
    let (Command::Open { callee, .. } | Command::End { callee, .. }) = *command;
    Err(outcome::Refusal::Call(Refusal::NoSuchNumber(callee)))
}
