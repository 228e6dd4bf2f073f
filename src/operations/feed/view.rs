//! A feed as a screen sees it.

use crate::operations::feed::alarm::{AlarmView, Deaf};
use crate::operations::feed::state::Gap;
use crate::operations::feed::{LostCause, Rate};
use crate::text::Text;
use crate::units::{FeedId, Instant, Span};
use serde::{Deserialize, Serialize};

/// One feed, in the status line and on its page.
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
    /// Whether it crosses a network unencrypted.
    pub in_clear: bool,
    /// Since when it says nothing though its terms ask for it.
    pub silent_since: Option<Instant>,
    /// How long it may say nothing; none: any time.
    pub silence_max: Option<Span>,
    /// Its name in the files: a person's command names it so.
    pub code: Text<32>,
    /// Why it is not heard, and whether somebody knows.
    pub alarm: Option<AlarmView>,
    /// What it has said in the last minute; read it with the time that the screen shows.
    pub rate: Rate,
    /// Messages that were understood and left aside.
    pub ignored: u64,
    /// What the last of them was.
    pub last_ignored: Text<48>,
    /// Why the last frame was refused.
    pub last_reject: Text<48>,
    /// Messages that came under the identity of another one, with other words.
    pub conflicts: u64,
    /// Events that were dated ahead of their receipt: they count as of it.
    pub ahead: u64,
    /// Runs of numbers that will never come.
    pub gaps: u32,
    /// The last of them.
    pub last_gap: Option<Gap>,
    /// Devices that no registry knows.
    pub strangers: u32,
    /// Messages of such devices that found no place.
    pub turned_away: u64,
}

/// A clock that is off by more than this is shown as odd.
pub const SKEW_ODD: Span = Span::minutes(2);
/// A clock that is off by more than this is shown as wrong.
pub const SKEW_WRONG: Span = Span::minutes(10);

/// How far the clock of a feed and the desk's stand apart, or how late it is: a median tells no difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skew {
    /// Next to nothing.
    Small,
    /// More than [`SKEW_ODD`].
    Odd,
    /// More than [`SKEW_WRONG`].
    Wrong,
}

impl View {
    /// Returns how far the median of its delay is from none, in either direction.
    pub fn skew(&self) -> Skew {
        match self.delay.map_or(0, |delay| delay.0.saturating_abs()) {
            off if off > SKEW_WRONG.0 => Skew::Wrong,
            off if off > SKEW_ODD.0 => Skew::Odd,
            _ => Skew::Small,
        }
    }

    /// Returns whether it sends, and nothing of it can be read.
    pub fn is_unread(&self) -> bool {
        self.alarm.is_some_and(|alarm| alarm.deaf == Deaf::Unread)
    }

    /// Returns whether it is not heard and nobody has said that they know.
    pub fn sounds(&self) -> bool {
        self.alarm.is_some_and(|alarm| alarm.known.is_none())
    }
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
