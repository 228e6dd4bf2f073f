//! What happened to the money.

use crate::operations::actor::{Officer, PrivateText};
use crate::operations::call::Reference;
use crate::operations::pool::Payer;
use crate::text::Text;
use crate::units::{ClaimId, Fen, IncidentId, Instant, ReservationId};
use serde::{Deserialize, Serialize};

/// A change to the pool; each is one immutable transfer, or says how far the bank is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// The pool's first balance on this desk.
    Opened {
        /// How much.
        balance: Fen,
    },
    /// Money was set aside.
    Reserved {
        /// The reservation.
        reservation: ReservationId,
        /// The incident.
        incident: IncidentId,
        /// How much.
        amount: Fen,
        /// Who gets it.
        payee: PrivateText,
        /// What for.
        purpose: PrivateText,
        /// What proves it.
        evidence: PrivateText,
        /// Who answers for it: they never post it.
        maker: Officer,
        /// When it is free again, when nobody posts it.
        expires: Instant,
    },
    /// It was authorised.
    Posted {
        /// The reservation.
        reservation: ReservationId,
        /// The incident.
        incident: IncidentId,
        /// How much.
        amount: Fen,
        /// What is free again.
        released: Fen,
        /// The second officer.
        by: Officer,
    },
    /// It was given up.
    Voided {
        /// The reservation.
        reservation: ReservationId,
        /// The incident.
        incident: IncidentId,
        /// What is free again.
        released: Fen,
        /// Why.
        reason: PrivateText,
    },
    /// Nobody posted it in time.
    Expired {
        /// The reservation.
        reservation: ReservationId,
        /// The incident.
        incident: IncidentId,
        /// What is free again.
        released: Fen,
    },
    /// The bank has paid.
    Paid {
        /// The reservation.
        reservation: ReservationId,
        /// The incident.
        incident: IncidentId,
        /// The bank's receipt.
        receipt: Reference,
    },
    /// The payee has it.
    Arrived {
        /// The reservation.
        reservation: ReservationId,
        /// The incident.
        incident: IncidentId,
    },
    /// An insurer paid a claim into the pool.
    Refilled {
        /// The claim.
        claim: ClaimId,
        /// The incident.
        incident: IncidentId,
        /// How much.
        amount: Fen,
        /// The bank's receipt.
        receipt: Reference,
    },
    /// The responsible unit paid back.
    Recovered {
        /// The incident.
        incident: IncidentId,
        /// How much.
        amount: Fen,
        /// The bank's receipt.
        receipt: Reference,
    },
    /// A payer put money in.
    Contributed {
        /// Who.
        payer: Payer,
        /// Their code, which outlives the registry.
        code: Text<32>,
        /// How much.
        amount: Fen,
        /// The bank's receipt.
        receipt: Reference,
    },
}

impl Fact {
    /// Returns the incident that it is about.
    pub const fn incident(&self) -> Option<IncidentId> {
        match self {
            Self::Opened { .. } | Self::Contributed { .. } => None,
            Self::Reserved { incident, .. }
            | Self::Posted { incident, .. }
            | Self::Voided { incident, .. }
            | Self::Expired { incident, .. }
            | Self::Paid { incident, .. }
            | Self::Arrived { incident, .. }
            | Self::Refilled { incident, .. }
            | Self::Recovered { incident, .. } => Some(*incident),
        }
    }

    /// Returns whether it changes what an incident has set aside: people decide by that.
    pub const fn moves_reservation(&self) -> bool {
        match self {
            Self::Reserved { .. } | Self::Posted { .. } | Self::Voided { .. } | Self::Expired { .. } => true,
            Self::Opened { .. }
            | Self::Paid { .. }
            | Self::Arrived { .. }
            | Self::Refilled { .. }
            | Self::Recovered { .. }
            | Self::Contributed { .. } => false,
        }
    }

    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "pool.opened",
            Self::Reserved { .. } => "pool.reserved",
            Self::Posted { .. } => "pool.posted",
            Self::Voided { .. } => "pool.voided",
            Self::Expired { .. } => "pool.expired",
            Self::Paid { .. } => "pool.paid",
            Self::Arrived { .. } => "pool.arrived",
            Self::Refilled { .. } => "pool.refilled",
            Self::Recovered { .. } => "pool.recovered",
            Self::Contributed { .. } => "pool.contributed",
        }
    }
}
