//! What happened to a feed.

use crate::operations::feed::LostCause;
use crate::text::Text;
use crate::units::{DeviceId, Digest, FeedId, Instant};
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
        /// What the feed calls it; [`STRANGERS`] for all that find no place of their own.
        code: Text<32>,
        /// Where it says that it hangs: by it the desk finds the site. Entries of older builds have none.
        #[serde(default)]
        place: Text<64>,
    },
    /// Such a device says where it hangs, for the first time; it stays where it was admitted.
    Placed {
        /// The feed.
        feed: FeedId,
        /// The device.
        device: DeviceId,
        /// What it says.
        place: Text<64>,
    },
    /// It stands, and has said nothing for longer than its terms allow.
    Silent {
        /// The feed.
        feed: FeedId,
        /// When it last spoke.
        since: Instant,
    },
    /// It speaks again.
    Speaks {
        /// The feed.
        feed: FeedId,
        /// Since when it had been silent.
        since: Instant,
    },
    /// A frame was refused; repeats of a cause are counted, and written at most once in ten seconds.
    Rejected {
        /// The feed.
        feed: FeedId,
        /// Why the newest was.
        reason: Text<48>,
        /// How many so far.
        count: u64,
        /// SHA-256 of the newest; none when more came than could be hashed.
        #[serde(default)]
        digest: Option<Digest>,
    },
    /// Nothing that it sends can be read, for so long that it sounds.
    Unread {
        /// The feed.
        feed: FeedId,
        /// When the first message came that could not.
        since: Instant,
    },
    /// Its source stands further back than the desk under the same stream: it was reset, and counts anew.
    CountsAnew {
        /// The feed.
        feed: FeedId,
        /// The number up to which the desk had everything.
        had: u64,
        /// The newest number that the source has.
        last: u64,
    },
    /// It has been broken for so long that it sounds.
    Broken {
        /// The feed.
        feed: FeedId,
        /// Since when.
        since: Instant,
    },
    /// A person knows that it is not heard.
    Known {
        /// The feed.
        feed: FeedId,
        /// Since when it was not heard.
        since: Instant,
    },
}

/// What the devices of a feed are called together that no registry knows and that find no place of their own.
pub const STRANGERS: &str = "*";

impl Fact {
    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Up { .. } => "feed.up",
            Self::Down { .. } => "feed.down",
            Self::Gap { .. } => "feed.gap",
            Self::Admitted { .. } => "device.admitted",
            Self::Placed { .. } => "device.placed",
            Self::Silent { .. } => "feed.silent",
            Self::Speaks { .. } => "feed.speaks",
            Self::Rejected { .. } => "feed.rejected",
            Self::Unread { .. } => "feed.unread",
            Self::CountsAnew { .. } => "feed.counts-anew",
            Self::Broken { .. } => "feed.broken",
            Self::Known { .. } => "feed.known",
        }
    }
}
