//! The pool as a screen sees it.

use crate::operations::call::Reference;
use crate::operations::pool::Stage;
use crate::operations::reference::Name;
use crate::units::{Fen, IncidentId, Instant, ReservationId};
use serde::{Deserialize, Serialize};

/// One reservation; who gets it and what for stands in the incident's log, under its entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Its number.
    pub id: ReservationId,
    /// The incident.
    pub incident: IncidentId,
    /// Who set it aside: their name.
    pub maker: Name,
    /// How much was set aside.
    pub amount: Fen,
    /// How much was posted.
    pub posted: Fen,
    /// When it was set aside.
    pub reserved: Instant,
    /// When it is free again, when nobody posts it.
    pub expires: Instant,
    /// How far it is.
    pub stage: Stage,
    /// The bank's receipt.
    pub receipt: Reference,
}

/// The pool's figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// Money at the bank, by the desk's books.
    pub balance: Fen,
    /// Set aside.
    pub reserved: Fen,
    /// What may still be set aside.
    pub available: Fen,
    /// What rescues have cost and nobody has given back yet.
    pub outstanding: Fen,
}
