//! The pool as a screen sees it.

use crate::operations::call::Reference;
use crate::operations::pool::{Stage, Wanted};
use crate::operations::reference::{Code, Name};
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
    /// The sum that those who signed have signed; nothing before the first.
    pub agreed: Fen,
    /// What is still to come for it.
    pub owes: Owes,
}

/// What is still to come for a reservation, beside what its stage says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owes {
    /// Nothing.
    #[default]
    Nothing,
    /// Hands, before the whole of it may go out.
    Hands(Wanted),
    /// It is beyond every limit: a smaller part may go out.
    LessThanAll,
    /// The signature of who agreed by telephone (待补签): their code.
    Signature(Code),
    /// Its review (待复核).
    Review,
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
    /// What the bank must say: the books, and what is authorised that it has not paid.
    pub bank: Fen,
    /// The last day that was closed: days since 1970-01-01.
    pub closed_day: Option<i32>,
    /// Who has stated the bank's figure of today, and waits for a second.
    pub asserted: Option<Code>,
}
