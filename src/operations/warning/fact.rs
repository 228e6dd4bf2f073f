//! What happened to a warning.

use crate::operations::warning::{Message, MessageKind};
use crate::units::{FeedId, WarningId};
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
    /// Its source names it no more, and is declared to end warnings so.
    Withdrawn {
        /// The warning.
        warning: WarningId,
    },
    /// A cancel that ends nothing: for a warning that this desk never had, or for one of several.
    Dangling {
        /// The message.
        message: Box<Message>,
        /// How many standing warnings it may mean: all of them stay. Entries of older builds have none.
        #[serde(default)]
        among: u8,
    },
    /// Another feed tells its newest message as well.
    Joined {
        /// The warning.
        warning: WarningId,
        /// That feed.
        feed: FeedId,
    },
    /// A feed names it no more and is declared to end warnings so; it stands by another one's word.
    Left {
        /// The warning.
        warning: WarningId,
        /// That feed.
        feed: FeedId,
    },
    /// What replaced it was cancelled before it came.
    Ended {
        /// The warning.
        warning: WarningId,
    },
    /// It found no place beside one that counts more: it stands, and is listed no more.
    GaveWay {
        /// The warning.
        warning: WarningId,
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
            Self::Expired { .. }
            | Self::Withdrawn { .. }
            | Self::Dangling { .. }
            | Self::Joined { .. }
            | Self::Left { .. }
            | Self::Ended { .. }
            | Self::GaveWay { .. } => None,
        }
    }

    /// Returns whether what it brings is meant: no exercise, no test.
    pub fn is_meant(&self) -> bool {
        match self {
            Self::Taken { message, .. } | Self::Dangling { message, .. } => message.is_meant(),
            Self::Expired { .. }
            | Self::Withdrawn { .. }
            | Self::Joined { .. }
            | Self::Left { .. }
            | Self::Ended { .. }
            | Self::GaveWay { .. } => true,
        }
    }

    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Taken { .. } => "warning.taken",
            Self::Expired { .. } => "warning.expired",
            Self::Withdrawn { .. } => "warning.withdrawn",
            Self::Dangling { .. } => "warning.dangling",
            Self::Joined { .. } => "warning.joined",
            Self::Left { .. } => "warning.left",
            Self::Ended { .. } => "warning.ended",
            Self::GaveWay { .. } => "warning.gave-way",
        }
    }
}
