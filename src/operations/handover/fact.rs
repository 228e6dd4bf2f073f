//! What became of a handover.

use crate::operations::actor::{Officer, PrivateText};
use crate::operations::handover::{Keys, Sums};
use crate::operations::reference::Code;
use crate::units::HandoverId;
use serde::{Deserialize, Serialize};

/// A change of who has the desk, or of whose signature stands under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// The outgoing officer offers the desk and has signed.
    Offered {
        /// The handover.
        handover: HandoverId,
        /// Who has the desk.
        from: Officer,
        /// To whom.
        to: Officer,
        /// Whether equipment and keys were counted.
        keys: Keys,
        /// What they must know besides the sheet.
        note: Option<PrivateText>,
        /// What stood on the sheet.
        sheet: Sums,
    },
    /// The offer is no more.
    Withdrawn {
        /// The handover.
        handover: HandoverId,
        /// Who took it back or declined it.
        by: Officer,
    },
    /// Both have signed: the journal's head is signed with this entry.
    Signed {
        /// The handover.
        handover: HandoverId,
        /// Who had the desk; none when nobody had.
        from: Option<Officer>,
        /// Who gave the outgoing signature: the outgoing officer, or a leader in their place.
        signer: Officer,
        /// Who has the desk.
        to: Officer,
        /// Whether the desk was taken before this signature: then it moves nothing any more.
        late: bool,
        /// The duty officer by the registry: another registry that names another one ends what is handed over here.
        rostered: Code,
        /// What stood on the sheet when it was taken.
        sheet: Sums,
        /// What moved.
        moved: Moved,
    },
    /// The desk was taken without the outgoing signature.
    Taken {
        /// The handover.
        handover: HandoverId,
        /// Who had the desk; none when nobody had.
        from: Option<Officer>,
        /// Who has it.
        to: Officer,
        /// See [`Fact::Signed`].
        rostered: Code,
        /// What stood on the sheet.
        sheet: Sums,
        /// What moved.
        moved: Moved,
    },
}

/// What changed hands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Incidents.
    pub incidents: u32,
    /// Leaders' orders that are not carried out.
    pub orders: u32,
}

impl Fact {
    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Offered { .. } => "handover.offered",
            Self::Withdrawn { .. } => "handover.withdrawn",
            Self::Signed { .. } => "handover.signed",
            Self::Taken { .. } => "handover.taken",
        }
    }
}
