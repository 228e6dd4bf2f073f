//! What is asked of a handover.

use crate::operations::handover::SheetCode;
use crate::operations::reference::Code;
use crate::units::HandoverId;
use serde::{Deserialize, Serialize};

/// A command on the handover; `T` is a text as it is typed, or as the chain holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command<T> {
    /// Who has the desk offers it (交班), and signs by that.
    Offer {
        /// To whom.
        to: Code,
        /// Whether equipment and keys were counted with them.
        keys: Keys,
        /// What they must know besides the sheet.
        note: Option<T>,
    },
    /// Somebody takes the desk (接班), and signs by that: offered to them, or not.
    Take {
        /// The code of the sheet that they read.
        sheet: SheetCode,
    },
    /// The signature that was missing when the desk was taken (补签).
    Sign {
        /// Which handover.
        handover: HandoverId,
    },
    /// The offer is taken back, or declined.
    Withdraw,
}

/// Whether equipment and keys were counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Keys {
    /// They were, and all is there.
    Complete,
    /// Something is missing; the note says what.
    Missing,
}

impl Keys {
    /// Both, in the order of their digits.
    pub const ALL: [Self; 2] = [Self::Complete, Self::Missing];
}

impl<T> Command<T> {
    /// Turns its texts into another form.
    ///
    /// # Errors
    /// Returns what `form` returns.
    pub fn try_map<U, E>(self, form: &mut impl FnMut(T) -> Result<U, E>) -> Result<Command<U>, E> {
        Ok(match self {
            Self::Offer { to, keys, note } => Command::Offer { to, keys, note: note.map(form).transpose()? },
            Self::Take { sheet } => Command::Take { sheet },
            Self::Sign { handover } => Command::Sign { handover },
            Self::Withdraw => Command::Withdraw,
        })
    }
}
