//! What a person asks of the desk.

use crate::operations::actor::{Actor, PrivateText};
use crate::operations::incident;
use crate::units::{ActionId, IncidentId, InputNumber, Revision};
use serde::{Deserialize, Serialize};

/// A command as the desk numbers it: who, what, and what they saw.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Command {
    /// Made by who acts, before it is sent; the same again gets its first answer again.
    pub action: ActionId,
    /// Who acts.
    pub actor: Actor,
    /// What was on the screen that it was given at.
    pub seen: Seen,
    /// What is asked.
    pub body: Body,
}

/// What a person saw when they decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The input that the screen stood at; zero for a line that saw no screen.
    pub input: InputNumber,
    /// The revision of the one thing that the command names, when a screen showed it.
    pub revision: Option<Revision>,
}

/// The commands of all subjects.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// On an incident.
    Incident(incident::Command),
    /// A note that belongs to no incident.
    Note(PrivateText),
}

/// A command as a person drafts it: texts still in the open, nothing numbered.
///
/// The engine keeps the text out of state, recording and chain by giving it a token before it numbers the command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Draft {
    /// `ack`.
    Acknowledge {
        /// The incident.
        incident: IncidentId,
    },
    /// `note`.
    Note {
        /// The incident; none for the desk's log.
        incident: Option<IncidentId>,
        /// What is noted.
        text: String,
    },
    /// `close`.
    Close {
        /// The incident.
        incident: IncidentId,
        /// How it ended.
        disposition: incident::Disposition,
        /// Why, in words; may be empty.
        reason: String,
        /// The incident's number again, typed by hand: closing is irreversible.
        repeated: IncidentId,
    },
    /// `reopen`.
    Reopen {
        /// The incident.
        incident: IncidentId,
        /// Why; must not be empty.
        reason: String,
    },
}

impl Draft {
    /// Returns whether the act needs a proved officer; what serves life never does (design section 4).
    pub const fn needs_proof(&self) -> bool {
        match self {
            Self::Acknowledge { .. } | Self::Note { .. } => false,
            Self::Close { .. } | Self::Reopen { .. } => true,
        }
    }
}
