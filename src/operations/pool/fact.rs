//! What happened to the money.

use crate::operations::actor::{Officer, PrivateText};
use crate::operations::call::Reference;
use crate::operations::pool::{Finding, Payer};
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
        /// The last who signed, or agreed.
        by: Officer,
        /// On what ground; entries from before there was another have none.
        #[serde(default)]
        basis: Basis,
    },
    /// One of several who must sign has; nothing has left yet.
    Signed {
        /// The reservation.
        reservation: ReservationId,
        /// The incident.
        incident: IncidentId,
        /// How much of it.
        amount: Fen,
        /// Who signed, or agreed.
        by: Officer,
        /// Who heard it, where it was by telephone.
        heard: Option<Officer>,
    },
    /// Who agreed by telephone has signed.
    Countersigned {
        /// The reservation.
        reservation: ReservationId,
        /// The incident.
        incident: IncidentId,
        /// Who.
        by: Officer,
    },
    /// What went out to save life was reviewed.
    Reviewed {
        /// The reservation.
        reservation: ReservationId,
        /// The incident.
        incident: IncidentId,
        /// Who reviewed it.
        by: Officer,
        /// What they found.
        finding: Finding,
        /// In a sentence.
        note: PrivateText,
    },
    /// One officer has asserted the bank's figure of a day, and it is the books'.
    DayAsserted {
        /// The day: days since 1970-01-01.
        day: i32,
        /// What the bank says.
        figure: Fen,
        /// Who.
        by: Officer,
    },
    /// A second officer has asserted the same: the day is closed.
    DayClosed {
        /// The day: days since 1970-01-01.
        day: i32,
        /// What the bank says.
        figure: Fen,
        /// Of it, authorised and not paid yet.
        on_the_way: Fen,
        /// Of it, set aside.
        reserved: Fen,
        /// Who asserted it first.
        first: Officer,
        /// Who asserted it again.
        second: Officer,
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

/// On what ground money went out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Basis {
    /// Who posted it signed.
    #[default]
    Signed,
    /// They agreed by telephone, and sign later.
    Telephone {
        /// Who heard it.
        heard: Officer,
    },
    /// It saves life: whatever the limit, reviewed within a day.
    Override {
        /// What it saves.
        reason: PrivateText,
    },
}

impl Fact {
    /// Returns the incident that it is about.
    pub const fn incident(&self) -> Option<IncidentId> {
        match self {
            Self::Opened { .. }
            | Self::Contributed { .. }
            | Self::DayAsserted { .. }
            | Self::DayClosed { .. } => None,
            Self::Reserved { incident, .. }
            | Self::Posted { incident, .. }
            | Self::Signed { incident, .. }
            | Self::Countersigned { incident, .. }
            | Self::Reviewed { incident, .. }
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
            Self::Reserved { .. }
            | Self::Signed { .. }
            | Self::Posted { .. }
            | Self::Voided { .. }
            | Self::Expired { .. } => true,
            Self::Opened { .. }
            | Self::Paid { .. }
            | Self::Arrived { .. }
            | Self::Refilled { .. }
            | Self::Recovered { .. }
            | Self::Countersigned { .. }
            | Self::Reviewed { .. }
            | Self::DayAsserted { .. }
            | Self::DayClosed { .. }
            | Self::Contributed { .. } => false,
        }
    }

    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "pool.opened",
            Self::Reserved { .. } => "pool.reserved",
            Self::Signed { .. } => "pool.signed",
            Self::Posted { .. } => "pool.posted",
            Self::Countersigned { .. } => "pool.countersigned",
            Self::Reviewed { .. } => "pool.reviewed",
            Self::DayAsserted { .. } => "pool.day-asserted",
            Self::DayClosed { .. } => "pool.day-closed",
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
