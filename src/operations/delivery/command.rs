//! What goes out, to whom; what came of it.

use crate::units::{DeliveryId, DispatchId, IncidentId, InsurerId, PersonId, TeamId, WarningId};
use serde::{Deserialize, Serialize};

/// A command on a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// A warning's official text goes to the insurers that have policies inside it (转发).
    Relay {
        /// The warning.
        warning: WarningId,
    },
    /// A person says what came of a delivery: they rang.
    Confirm {
        /// The delivery.
        delivery: DeliveryId,
        /// What came of it.
        outcome: Outcome,
    },
}

/// Who a delivery goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Target {
    /// A team.
    Team(TeamId),
    /// An insurer.
    Insurer(InsurerId),
    /// A leader or an officer.
    Person(PersonId),
    /// The duty office above.
    Upward,
}

/// What a delivery is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum About {
    /// A team is ordered.
    Dispatch(DispatchId),
    /// A team is to get out.
    Evacuation(DispatchId),
    /// An official warning is relayed.
    Relay(WarningId),
    /// Nobody has acknowledged an incident: the step of the escalation, from one.
    Escalation(IncidentId, u8),
}

/// What came of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Outcome {
    /// The receiver took it (2xx): 已发.
    Sent,
    /// The receiver says that it was read: 已达.
    Delivered,
    /// The receiver does what was asked: 已接令.
    Accepted {
        /// Minutes until arrival, when it says so.
        eta_minutes: Option<u16>,
    },
    /// The receiver says no.
    Refused,
    /// Nobody can say whether it arrived (time-out, 5xx, the program died between).
    Unknown,
    /// It did not arrive, and is not tried again: ring.
    Undelivered,
}
