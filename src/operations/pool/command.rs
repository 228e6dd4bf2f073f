//! What a person does with money.

use crate::operations::call::Reference;
use crate::operations::reference::Code;
use crate::text::Text;
use crate::units::{ClaimId, Fen, IncidentId, InsurerId, ReservationId, SiteId};
use serde::{Deserialize, Serialize};

/// A command on the pool; `T` is a text as it is typed, or as the chain holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command<T> {
    /// Money is set aside (预留).
    Reserve {
        /// The incident.
        incident: IncidentId,
        /// How much.
        amount: Fen,
        /// Who gets it.
        payee: T,
        /// What for.
        purpose: T,
        /// What proves it.
        evidence: T,
    },
    /// It is authorised (已授权), all or a part; the rest is free again. Asks for a second officer's passphrase.
    Post {
        /// The reservation.
        reservation: ReservationId,
        /// How much of it.
        amount: Fen,
        /// The incident's number, typed again: a post cannot be undone.
        repeated: IncidentId,
    },
    /// Somebody who may post it has agreed by telephone (电话同意): it goes out, and they sign later (待补签).
    ///
    /// Asks for the passphrase of who heard it; a call to that person must stand answered on the incident.
    Consent {
        /// The reservation.
        reservation: ReservationId,
        /// How much of it.
        amount: Fen,
        /// The incident's number, typed again.
        repeated: IncidentId,
        /// Who agreed, by their code.
        agreed: Code,
    },
    /// Who agreed by telephone signs (补签). Asks for their passphrase.
    Countersign {
        /// The reservation.
        reservation: ReservationId,
    },
    /// Money that saves life goes out at once, whatever its limit (紧急拨付); it is reviewed within a day.
    ///
    /// Asks for the passphrase of anyone who keeps the books and did not set it aside.
    Override {
        /// The reservation.
        reservation: ReservationId,
        /// How much of it.
        amount: Fen,
        /// The incident's number, typed again.
        repeated: IncidentId,
        /// What it saves.
        reason: T,
    },
    /// What went out so is reviewed (复核). Asks for the passphrase of a leader or finance who had no part in it.
    Review {
        /// The reservation.
        reservation: ReservationId,
        /// What the review finds.
        finding: Finding,
        /// In a sentence.
        note: T,
    },
    /// The pool's day is closed (日结): the bank's figure is asserted by one, and again by another.
    CloseDay {
        /// What the bank says.
        figure: Fen,
    },
    /// It is given up (撤销).
    Void {
        /// The reservation.
        reservation: ReservationId,
        /// Why.
        reason: T,
    },
    /// The bank has paid (已付).
    Paid {
        /// The reservation.
        reservation: ReservationId,
        /// The bank's receipt (回单号).
        receipt: Reference,
    },
    /// The payee has it (已到账).
    Arrived {
        /// The reservation.
        reservation: ReservationId,
    },
    /// An insurer paid a claim into the pool (补充).
    Refill {
        /// The claim.
        claim: ClaimId,
        /// How much.
        amount: Fen,
        /// The bank's receipt.
        receipt: Reference,
    },
    /// The responsible unit paid back (追偿).
    ///
    /// Source: 令708 Art 19.
    Recover {
        /// The incident.
        incident: IncidentId,
        /// How much.
        amount: Fen,
        /// The bank's receipt.
        receipt: Reference,
    },
    /// A payer put money in (出资).
    Contribute {
        /// Who: an insurer's code, or a site's.
        payer: Text<32>,
        /// How much.
        amount: Fen,
        /// The bank's receipt.
        receipt: Reference,
    },
}

/// What a review finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// It was right (同意).
    Upheld,
    /// It was not (异议): it is to be got back from who is responsible.
    Objected,
}

/// Who puts money into the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Payer {
    /// An insurer.
    Insurer(InsurerId),
    /// A firm of the park.
    Site(SiteId),
}

impl<T> Command<T> {
    /// Turns its texts into another form.
    ///
    /// # Errors
    /// Returns what `form` returns.
    pub fn try_map<U, E>(self, form: &mut impl FnMut(T) -> Result<U, E>) -> Result<Command<U>, E> {
        Ok(match self {
            Self::Reserve { incident, amount, payee, purpose, evidence } => Command::Reserve {
                incident,
                amount,
                payee: form(payee)?,
                purpose: form(purpose)?,
                evidence: form(evidence)?,
            },
            Self::Post { reservation, amount, repeated } => Command::Post { reservation, amount, repeated },
            Self::Consent { reservation, amount, repeated, agreed } => {
                Command::Consent { reservation, amount, repeated, agreed }
            }
            Self::Countersign { reservation } => Command::Countersign { reservation },
            Self::Override { reservation, amount, repeated, reason } => {
                Command::Override { reservation, amount, repeated, reason: form(reason)? }
            }
            Self::Review { reservation, finding, note } => {
                Command::Review { reservation, finding, note: form(note)? }
            }
            Self::CloseDay { figure } => Command::CloseDay { figure },
            Self::Void { reservation, reason } => Command::Void { reservation, reason: form(reason)? },
            Self::Paid { reservation, receipt } => Command::Paid { reservation, receipt },
            Self::Arrived { reservation } => Command::Arrived { reservation },
            Self::Refill { claim, amount, receipt } => Command::Refill { claim, amount, receipt },
            Self::Recover { incident, amount, receipt } => Command::Recover { incident, amount, receipt },
            Self::Contribute { payer, amount, receipt } => Command::Contribute { payer, amount, receipt },
        })
    }
}
