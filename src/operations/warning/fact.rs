//! What happened to a warning.

use crate::operations::warning::{Message, MessageKind};
use crate::units::WarningId;
use serde::{Deserialize, Serialize};

/// A change to the standing warnings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// A message was taken: it issues, updates or cancels.
    Taken {
        /// The warning that it is about.
        warning: WarningId,
        /// The message.
        message: Box<Message>,
    },
    /// Its own end passed.
    Expired {
        /// The warning.
        warning: WarningId,
    },
    /// A cancel for a warning that this desk never had.
    Dangling {
        /// The message.
        message: Box<Message>,
    },
}

impl Fact {
    /// Returns the warning that comes to cover places by it.
    pub fn covers(&self) -> Option<WarningId> {
        match self {
            Self::Taken { warning, message } => match message.kind {
                MessageKind::Issue | MessageKind::Update => Some(*warning),
                MessageKind::Cancel => None,
            },
            Self::Expired { .. } | Self::Dangling { .. } => None,
        }
    }

    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Taken { .. } => "warning.taken",
            Self::Expired { .. } => "warning.expired",
            Self::Dangling { .. } => "warning.dangling",
        }
    }
}
