//! What a delivery allows, and what follows.

use crate::operations::decision::{Acting, Decision};
use crate::operations::delivery::Command;
use crate::operations::outcome;
use crate::operations::state::State;
use crate::units::{DeliveryId, WarningId};
use serde::{Deserialize, Serialize};

/// Why a delivery refuses a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// There is no such delivery.
    NoSuchDelivery(DeliveryId),
    /// There is no such warning.
    NoSuchWarning(WarningId),
    /// No insurer has a policy inside the warning.
    NobodyInside(WarningId),
    /// This message of the warning was relayed already.
    AlreadyRelayed(WarningId),
    /// It has arrived or was refused: nothing changes that.
    Finished(DeliveryId),
}

/// Decides a command. Changes nothing.
pub fn decide(desk: &State, command: &Command, by: &Acting) -> Result<Decision, outcome::Refusal> {
    let _ = (desk, by, command);
    Err(outcome::Refusal::Delivery(Refusal::NoSuchDelivery(DeliveryId(0))))
}
