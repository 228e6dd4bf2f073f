//! What a claim allows, and what follows.

use crate::operations::actor::PrivateText;
use crate::operations::claim::Command;
use crate::operations::decision::{Acting, Decision};
use crate::operations::outcome;
use crate::operations::reference::Code;
use crate::operations::state::State;
use crate::units::ClaimId;
use serde::{Deserialize, Serialize};

/// Why a claim refuses a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// There is no such claim.
    NoSuchClaim(ClaimId),
    /// The registry has no such insurer.
    NoSuchInsurer(Code),
    /// The insurer has given no number.
    NumberMissing(Code),
    /// That number stands already.
    SameNumber(ClaimId),
    /// Its papers are not complete.
    PapersMissing(ClaimId),
    /// It is decided already.
    Decided(ClaimId),
    /// It was not refused.
    NotRefused(ClaimId),
    /// The amount is zero or less.
    NoAmount(ClaimId),
}

/// Decides a command. Changes nothing.
pub fn decide(
    desk: &State,
    command: &Command<PrivateText>,
    by: &Acting,
) -> Result<Decision, outcome::Refusal> {
    let _ = (desk, by, command);
    Err(outcome::Refusal::Claim(Refusal::NoSuchClaim(ClaimId(0))))
}
