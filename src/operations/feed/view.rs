//! A feed as a screen sees it.

use crate::operations::feed::LostCause;
use crate::text::Text;
use crate::units::{FeedId, Instant, Span};
use serde::{Deserialize, Serialize};

/// One feed in the status line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// The feed.
    pub id: FeedId,
    /// Its short name: `传感`.
    pub name: Text<48>,
    /// Whether it stands.
    pub link: Link,
    /// When the last frame or heartbeat came.
    pub last: Instant,
    /// Median of received less occurred; unstated without live events.
    pub delay: Option<Span>,
    /// The number read up to, with none missing before it.
    pub cursor: u64,
    /// Events taken.
    pub events: u64,
    /// Frames refused.
    pub rejects: u64,
    /// Numbers that will never come.
    pub missing: u64,
    /// Repeats that were recognised.
    pub duplicates: u64,
}

/// Whether a feed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Link {
    /// Not yet.
    Waiting,
    /// 正常.
    Up,
    /// 中断, since when and why.
    Down {
        /// Since when.
        since: Instant,
        /// Why.
        cause: LostCause,
    },
}
