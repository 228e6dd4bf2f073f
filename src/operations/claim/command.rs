//! What an insurer says of a claim, as a person writes it down.

use crate::operations::call::Reference;
use crate::operations::reference::Code;
use crate::units::{ClaimId, Fen, IncidentId};
use serde::{Deserialize, Serialize};

/// A command on a claim; `T` is a text as it is typed, or as the chain holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command<T> {
    /// The insurer gave a claim number.
    Open {
        /// The incident.
        incident: IncidentId,
        /// The insurer.
        insurer: Code,
        /// The number.
        number: Reference,
    },
    /// The papers are complete: the insurer's clocks start.
    Papers {
        /// The claim.
        claim: ClaimId,
    },
    /// An amount was agreed.
    Agree {
        /// The claim.
        claim: ClaimId,
        /// How much.
        amount: Fen,
    },
    /// The insurer refused.
    Refuse {
        /// The claim.
        claim: ClaimId,
        /// Why, as it said.
        reason: T,
    },
    /// The insurer's written refusal came.
    RefusalNoticed {
        /// The claim.
        claim: ClaimId,
    },
}

impl<T> Command<T> {
    /// Turns its texts into another form.
    ///
    /// # Errors
    /// Returns what `form` returns.
    pub fn try_map<U, E>(self, form: &mut impl FnMut(T) -> Result<U, E>) -> Result<Command<U>, E> {
        Ok(match self {
            Self::Open { incident, insurer, number } => Command::Open { incident, insurer, number },
            Self::Papers { claim } => Command::Papers { claim },
            Self::Agree { claim, amount } => Command::Agree { claim, amount },
            Self::Refuse { claim, reason } => Command::Refuse { claim, reason: form(reason)? },
            Self::RefusalNoticed { claim } => Command::RefusalNoticed { claim },
        })
    }
}
