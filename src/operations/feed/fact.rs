//! What happened to a feed.

use crate::operations::feed::LostCause;
use crate::text::Text;
use crate::units::{DeviceId, FeedId};
use serde::{Deserialize, Serialize};

/// A change to a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// It came up.
    Up {
        /// The feed.
        feed: FeedId,
        /// The number that it goes on from.
        from: u64,
        /// Whether it resumed where the desk stood.
        resumed: bool,
    },
    /// It went down.
    Down {
        /// The feed.
        feed: FeedId,
        /// Why.
        cause: LostCause,
    },
    /// Numbers that will never come: shown until somebody has seen it.
    Gap {
        /// The feed.
        feed: FeedId,
        /// The first missing.
        from: u64,
        /// The last missing.
        to: u64,
        /// Why.
        reason: Text<48>,
    },
    /// A device that no registry knows spoke for the first time.
    Admitted {
        /// The feed.
        feed: FeedId,
        /// The place that it got in the device table.
        device: DeviceId,
        /// What the feed calls it.
        code: Text<32>,
    },
    /// A frame was refused; repeats of a cause are counted, and written at most once in ten seconds.
    Rejected {
        /// The feed.
        feed: FeedId,
        /// Why the newest was.
        reason: Text<48>,
        /// How many so far.
        count: u64,
    },
}

impl Fact {
    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Up { .. } => "feed.up",
            Self::Down { .. } => "feed.down",
            Self::Gap { .. } => "feed.gap",
            Self::Admitted { .. } => "device.admitted",
            Self::Rejected { .. } => "feed.rejected",
        }
    }
}
