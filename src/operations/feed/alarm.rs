//! The alarm of a feed that is not heard: a desk that is deaf must not look calm.
//!
//! Decides: what kind of deafness sounds, and after how long.
//! Must not know: who is told, and how it sounds.

use crate::operations::actor::Actor;
use crate::operations::reference::Name;
use crate::units::{Instant, Span};
use serde::{Deserialize, Serialize};

/// How long a feed may be broken before that sounds.
///
/// A connection that says nothing is given up after two and a half heartbeats, 38 s as they usually are: a feed that is lost
/// without a word sounds within 100 s.
///
/// Source: GB 4717: a lost connection is told by light and sound within 100 s; the sound of a fault can be stopped by hand, and
/// a fire's comes first.
pub const BROKEN_AFTER: Span = Span::seconds(60);

/// So many messages in a row that cannot be read, over [`BROKEN_AFTER`], make a feed that is not understood; one or two may be
/// spoilt.
pub const UNREAD_MIN: u32 = 3;

/// Why a feed is not heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deaf {
    /// It stands, and says nothing for longer than its own rhythm allows.
    Silent,
    /// There is no connection.
    Broken,
    /// It stands and sends, and nothing of it can be read: a wrong format, or a device that is out of order.
    Unread,
}

/// A feed that is not heard, and whether somebody knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// Why.
    pub deaf: Deaf,
    /// Since when nothing was heard.
    pub since: Instant,
    /// Who acknowledged it, and when.
    pub known: Option<(Actor, Instant)>,
}

/// The same as a screen sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlarmView {
    /// Why.
    pub deaf: Deaf,
    /// Since when nothing was heard.
    pub since: Instant,
    /// Who acknowledged it, by name, and when; none: it sounds.
    pub known: Option<(Name, Instant)>,
}
