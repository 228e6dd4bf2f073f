//! When a feed is heard, and when it is deaf: silent, broken, or unreadable.
//!
//! Decides: since when, and when that is told.
//! Must not know: who is told, and what the feed says.

use crate::operations::feed::alarm::{Alarm, BROKEN_AFTER, Deaf, UNREAD_MIN};
use crate::operations::feed::state::{Feed, State};
use crate::operations::feed::view::Link;
use crate::operations::feed::{Fact, LostCause};
use crate::units::{FeedId, Instant};

impl State {
    /// Returns when the next feed has said nothing for too long, and which.
    ///
    /// One that is down is told otherwise.
    pub fn next_silence(&self) -> Option<(Instant, FeedId)> {
        let due = |(id, feed): (FeedId, &Feed)| {
            let is_listened = feed.link == Link::Up && feed.silent_since.is_none() && feed.spoke.is_stated();
            feed.terms.silence_max.filter(|_| is_listened).map(|max| (feed.spoke.after(max), id))
        };
        self.all().filter_map(due).min()
    }

    /// Returns when the next feed has been broken, or unreadable, for too long, and which.
    pub fn next_deaf(&self) -> Option<(Instant, FeedId)> {
        // What came by a line after it broke is in no entry: what a folded desk takes for due then is due when it begins.
        self.all().filter_map(|(id, feed)| feed.deaf_due().map(|due| (due.max(self.folded), id))).min()
    }

    /// Returns the entry of a feed that is broken, or unreadable, for too long.
    pub fn deafened(&self, id: FeedId) -> Option<Fact> {
        let feed = self.get(id)?;
        Some(match feed.broken_since() {
            Some(since) => Fact::Broken { feed: id, since },
            None => Fact::Unread { feed: id, since: feed.unread.1 },
        })
    }

    /// Returns the entry that ends a silence, when there is one; bytes that cannot be read end none.
    pub fn end_silence(&self, id: FeedId) -> Option<Fact> {
        let feed = self.get(id)?;
        let silent = feed.silent_since.filter(|since| feed.spoke > *since);
        let unread = feed.alarm.filter(|alarm| alarm.deaf == Deaf::Unread && feed.unread.0 == 0);
        let since = silent.or(unread.map(|alarm| alarm.since))?;
        Some(Fact::Speaks { feed: id, since })
    }
}

impl Feed {
    /// Returns why it is not heard, where that was told: a break counts while it lasts, anything else until it speaks.
    pub fn deaf(&self) -> Option<Alarm> {
        self.alarm.filter(|alarm| alarm.deaf != Deaf::Broken || matches!(self.link, Link::Down { .. }))
    }

    /// Returns since when it is broken, or comes and goes; none when it stands.
    pub(super) fn broken_since(&self) -> Option<Instant> {
        match self.link {
            // What still came by a broken line was heard.
            Link::Down { since, .. } => Some(self.blind_since.unwrap_or(since).max(self.heard)),
            Link::Waiting | Link::Up => None,
        }
    }

    /// Returns when it has been broken, or nothing of it readable, for so long that it sounds; none when it is heard, or when
    /// that was told already.
    ///
    /// Never before the desk learnt of the last break, however long ago it was heard.
    pub(super) fn deaf_due(&self) -> Option<Instant> {
        let is_told = |deaf| self.alarm.is_some_and(|alarm| alarm.deaf == deaf);
        if let Link::Down { since: told, .. } = self.link {
            let since = self.broken_since().filter(|_| !is_told(Deaf::Broken));
            return since.map(|since| since.after(BROKEN_AFTER).max(told));
        }
        let (unread, since) = self.unread;
        let is_unread = unread >= UNREAD_MIN && !is_told(Deaf::Unread);
        is_unread.then(|| since.after(BROKEN_AFTER).max(self.last))
    }

    /// Notes that it is heard: whatever was wrong with the connection is over.
    pub(super) fn hear(&mut self, at: Instant) {
        (self.last, self.heard, self.blind_since, self.unread.0) = (at, at, None, 0);
        self.alarm = self.alarm.filter(|alarm| alarm.deaf != Deaf::Broken);
    }

    /// Notes that something came which cannot be read.
    pub(super) fn note_unread(&mut self, at: Instant) {
        self.last = at;
        if self.unread.0 == 0 {
            self.unread.1 = at;
        }
        self.unread.0 = self.unread.0.saturating_add(1);
    }

    /// Takes that it stands: a silence is over when it speaks, not when it connects.
    pub(super) fn up(&mut self, at: Instant) {
        (self.link, self.up_since) = (Link::Up, at);
        if self.silent_since.is_none() {
            self.alarm = self.alarm.filter(|alarm| alarm.deaf != Deaf::Silent);
        }
    }

    /// Takes that it is gone: one that comes and goes without ever being heard is as broken as one that never stood.
    pub(super) fn down(&mut self, cause: LostCause, at: Instant) {
        self.leave(at);
        self.blind_since.get_or_insert(at);
        self.link = Link::Down { since: at, cause };
        self.silent_since = None;
    }

    /// Takes that the desk itself began anew: nothing stands until it is connected again.
    pub(super) fn begin(&mut self, at: Instant) {
        if self.link == Link::Up {
            self.leave(at);
            self.link = Link::Waiting;
        }
    }

    /// Takes that a connection is over: what was wrong before one that stood for a while is past.
    pub(super) fn leave(&mut self, at: Instant) {
        if self.link == Link::Up && at.since(self.up_since) >= BROKEN_AFTER {
            self.blind_since = None;
            self.alarm = self.alarm.filter(|alarm| alarm.deaf != Deaf::Broken);
        }
    }
}
