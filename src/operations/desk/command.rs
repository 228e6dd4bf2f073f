//! What is asked of the desk itself.

use crate::operations::desk::Scope;
use crate::text::Text;
use crate::units::{IncidentId, ReservationId};
use serde::{Deserialize, Serialize};

/// A command to the desk itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// The rules are to be read anew from their file (规则).
    ///
    /// The engine reads the file and hands it over as an input of its own: no command that is numbered asks this.
    ReadRules,
    /// Texts that people typed are to be destroyed (销毁); a leader signs.
    Purge(Scope),
    /// The desk is to end in order.
    ///
    /// The engine ends it: no command that is numbered asks this.
    Stop,
}

/// Why the desk's rules, or its texts, stay as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The file has mistakes.
    RulesWrong {
        /// The first one: file and line.
        place: Text<64>,
        /// How many there are.
        mistakes: u16,
    },
    /// The file says what is in force already.
    RulesUnchanged,
    /// The rules are part of the program: the sample's.
    RulesBuiltIn,
    /// An incident that is open still needs its words.
    StillOpen(IncidentId),
    /// Texts of the last day stay.
    TooRecent,
    /// Money of it is under way, or a signature or a review is owed: who pays and reviews needs the words.
    MoneyOwed(ReservationId),
}
