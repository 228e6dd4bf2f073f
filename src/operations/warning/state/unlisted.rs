//! What found no place in the table, by identity: counted once, however often its source shows it.

use crate::limits::WARNINGS_UNLISTED_MAX;
use crate::operations::warning::Message;
use crate::operations::warning::state::STALE_AFTER;
use crate::text::Text;
use crate::units::{FeedId, Instant};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The warnings that stand and are not listed.
///
/// Limits: [`WARNINGS_UNLISTED_MAX`]; a further one is not counted.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Unlisted(BTreeMap<Text<64>, Row>);

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Row {
    feed: FeedId,
    /// Until when it counts: its own end, else as long as it would not be stale.
    until: Instant,
    /// Whether it touches a site.
    touches: bool,
}

impl Unlisted {
    /// Counts a warning; returns whether it was not counted before.
    pub(super) fn note(&mut self, message: &Message, touches: bool) -> bool {
        let stated = message.expires.is_stated();
        let until = if stated { message.expires } else { message.received.after(STALE_AFTER) };
        let row = Row { feed: message.feed, until, touches };
        if let Some(known) = self.0.get_mut(&message.native_id) {
            *known = row;
            return false;
        }
        if self.0.len() >= WARNINGS_UNLISTED_MAX {
            self.0.retain(|_, row| row.until > message.received);
        }
        let has_room = self.0.len() < WARNINGS_UNLISTED_MAX;
        if has_room {
            self.0.insert(message.native_id, row);
        }
        has_room
    }

    /// Forgets the warning that a message is about.
    pub(super) fn forget(&mut self, message: &Message) {
        for id in [&message.native_id].into_iter().chain(&message.references) {
            self.0.remove(id);
        }
    }

    /// Forgets what a feed's list names no more.
    pub(super) fn keep_named(&mut self, feed: FeedId, named: &[Text<64>]) {
        self.0.retain(|id, row| row.feed != feed || named.contains(id));
    }

    /// Counts those that touch a site, and those that touch none.
    ///
    /// Cost: O(rows).
    pub(super) fn count(&self, now: Instant) -> (u32, u32) {
        let standing = self.0.values().filter(|row| row.until > now);
        standing.fold(
            (0, 0),
            |(here, elsewhere), row| {
                if row.touches { (here + 1, elsewhere) } else { (here, elsewhere + 1) }
            },
        )
    }
}
