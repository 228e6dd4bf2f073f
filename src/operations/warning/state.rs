//! The warnings that stand.
//!
//! Invariants:
//! - an older message never overrules a newer one, and one that tells the same message says less never changes it;
//! - a message that is not meant ends and changes no warning that is;
//! - a cancel is noted once an identity, however often its source shows it;
//! - in a full table what touches no site gives way first, then what is not meant, then the lesser colour, then the older.

mod decide;
mod unlisted;

pub use decide::Decision;
use unlisted::Unlisted;

use crate::limits::{FEEDS_MAX, WARNINGS_MAX};
use crate::operations::warning::lifting::Subject;
use crate::operations::warning::memory::{How, Memory};
use crate::operations::warning::{Colour, Fact, Message, MessageKind, Tally, Touch};
use crate::text::Text;
use crate::units::{FeedId, Instant, Span, WarningId};
use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};

/// A warning without a stated end is stale when nothing was heard of it for this long.
pub const STALE_AFTER: Span = Span::minutes(24 * 60);

/// The warnings that stand, by number.
///
/// Limits: [`WARNINGS_MAX`]; what gave way or found no place is counted by identity, the relay of its message is not.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct State {
    standing: Vec<Warning>,
    last: WarningId,
    memory: Memory,
    unlisted: Unlisted,
}

/// One warning and its newest message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// Its number on this desk.
    pub id: WarningId,
    /// The identity of its first message.
    pub origin: Text<64>,
    /// The newest message.
    pub message: Message,
    /// Whom it touches.
    pub touch: Touch,
    /// The feeds that tell its newest message.
    pub sources: ArrayVec<FeedId, FEEDS_MAX>,
    /// When it was last heard of.
    pub heard: Instant,
    /// When a lifting came that may have meant it and may have meant another; unstated: none did.
    pub doubted: Instant,
}

/// What stays in a full table; the greatest stays longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// Whether it touches a site.
    touches: bool,
    /// Whether it is meant.
    meant: bool,
    colour: Colour,
}

impl Rank {
    /// Returns how much a message counts that touches a site, or none.
    pub fn of(message: &Message, touches: bool) -> Self {
        Self { touches, meant: message.is_meant(), colour: message.colour }
    }
}

impl Warning {
    /// Returns when it ends by itself; what comes after its own end does so at once.
    pub fn ends(&self) -> Option<Instant> {
        let message = &self.message;
        message.expires.is_stated().then(|| message.expires.max(message.received))
    }

    /// Returns whether nobody can say whether it still holds.
    pub fn is_stale(&self, now: Instant) -> bool {
        !self.message.expires.is_stated() && now.since(self.heard) > STALE_AFTER
    }

    /// Returns whether a lifting came that may have meant it.
    pub const fn is_doubted(&self) -> bool {
        self.doubted.is_stated()
    }

    /// Returns how much it counts in a full table.
    pub fn rank(&self) -> Rank {
        Rank::of(&self.message, self.touch.sites > 0)
    }

    fn is_named(&self, id: &Text<64>) -> bool {
        self.origin == *id || self.message.native_id == *id
    }

    /// Returns whether the message says that it ends or replaces this one, or is an older one of the same warning.
    fn is_meant_by(&self, message: &Message) -> bool {
        self.is_named(&message.native_id)
            || message.references.iter().any(|id| self.is_named(id))
            || self.message.references.contains(&message.native_id)
    }

    /// Returns whether it replaced what the message names: it is of the same warning then.
    fn replaced_what_is_named_by(&self, message: &Message) -> bool {
        message.references.iter().any(|id| self.message.references.contains(id))
    }
}

impl Default for State {
    fn default() -> Self {
        Self {
            standing: Vec::with_capacity(WARNINGS_MAX),
            last: WarningId(0),
            memory: Memory::default(),
            unlisted: Unlisted::default(),
        }
    }
}

impl State {
    /// Takes all the room that it will ever need.
    pub fn make_ready(&mut self) {
        self.standing.reserve(WARNINGS_MAX.saturating_sub(self.standing.len()));
    }

    /// Returns the warnings that stand, by number.
    pub fn standing(&self) -> &[Warning] {
        &self.standing
    }

    /// Returns a warning that stands.
    pub fn get(&self, id: WarningId) -> Option<&Warning> {
        self.standing.iter().find(|it| it.id == id)
    }

    /// Counts what stands, and what found no place.
    pub fn tally(&self, now: Instant) -> Tally {
        let elsewhere = self.standing.iter().filter(|it| it.touch.sites == 0).count() as u32;
        let (unlisted_here, unlisted_elsewhere) = self.unlisted.count(now);
        Tally { standing: self.standing.len() as u32, elsewhere, unlisted_here, unlisted_elsewhere }
    }

    /// Returns when the next warning ends by itself.
    pub fn next_due(&self) -> Option<Instant> {
        self.standing.iter().filter_map(Warning::ends).min()
    }

    /// Returns the fact of the next warning that ended by itself by `now`.
    pub fn expired(&self, now: Instant) -> Option<(Instant, Fact)> {
        let (at, warning) = self.standing.iter().filter_map(|it| Some((it.ends()?, it.id))).min()?;
        (at <= now).then_some((at, Fact::Expired { warning }))
    }

    /// Returns what follows for a warning of the feed that its source names no more.
    ///
    /// One that another feed tells as well stands by that one's word.
    pub fn withdrawn(&self, feed: FeedId, named: &[Text<64>]) -> Option<Fact> {
        let is_named = |it: &Warning| named.contains(&it.origin) || named.contains(&it.message.native_id);
        let gone = self.standing.iter().find(|it| it.sources.contains(&feed) && !is_named(it))?;
        let warning = gone.id;
        let is_last = gone.sources.iter().all(|it| *it == feed);
        Some(if is_last { Fact::Withdrawn { warning } } else { Fact::Left { warning, feed } })
    }

    /// Forgets what found no place and is named no more.
    pub fn forget_unnamed(&mut self, feed: FeedId, named: &[Text<64>]) {
        self.unlisted.keep_named(feed, named);
    }

    /// Notes that a message came, whatever follows of it: its warning was heard of, and what a message replaces that is over
    /// already is over with it.
    pub fn hear(&mut self, message: &Message) {
        self.memory.pass_on(message);
        let told = |it: &&mut Warning| it.message.is_one_with(message);
        if let Some(warning) = self.standing.iter_mut().find(told) {
            warning.heard = warning.heard.max(message.received);
        }
    }

    /// Notes a message that finds no place; returns whether its warning was not counted before.
    pub fn turn_away(&mut self, message: &Message, touches: bool) -> bool {
        self.unlisted.note(message, touches)
    }

    /// Applies a fact; never refuses. `touch` is what lies inside the message that it carries.
    pub fn apply(&mut self, fact: &Fact, touch: Touch, at: Instant) {
        match fact {
            Fact::Taken { warning, message } => self.take(*warning, message, touch),
            Fact::Expired { warning } => {
                if let Some(gone) = self.remove(*warning) {
                    self.put_behind(&gone, How::Expired, gone.message.issued);
                }
            }
            Fact::Withdrawn { warning } => drop(self.remove(*warning)),
            Fact::Ended { warning } => {
                if let Some(gone) = self.remove(*warning) {
                    self.put_behind(&gone, How::Cancelled, gone.message.issued);
                }
            }
            Fact::GaveWay { warning } => {
                if let Some(gone) = self.remove(*warning) {
                    self.unlisted.note(&gone.message, gone.touch.sites > 0);
                }
            }
            Fact::Joined { warning, feed } => {
                if let Some(known) = self.standing.iter_mut().find(|it| it.id == *warning) {
                    // There are no more feeds than places.
                    let _ = known.sources.try_push(*feed);
                    known.heard = known.heard.max(at);
                }
            }
            Fact::Left { warning, feed } => {
                if let Some(known) = self.standing.iter_mut().find(|it| it.id == *warning) {
                    known.sources.retain(|it| *it != *feed);
                }
            }
            Fact::Dangling { message, among } => {
                if *among > 0 {
                    self.doubt(message, at);
                }
                self.put_cancel_behind(message, *among == 0);
            }
        }
    }

    /// Notes what lies inside a warning, where another registry or another day has others.
    pub fn note_touch(&mut self, id: WarningId, touch: Touch) {
        if let Some(warning) = self.standing.iter_mut().find(|it| it.id == id) {
            warning.touch = touch;
        }
    }

    fn take(&mut self, id: WarningId, message: &Message, touch: Touch) {
        self.last = self.last.max(id);
        self.unlisted.forget(message);
        if message.kind == MessageKind::Cancel {
            if let Some(gone) = self.remove(id) {
                self.put_behind(&gone, How::Cancelled, when(message));
            }
            return self.put_cancel_behind(message, true);
        }
        let message = message.clone();
        for id in message.references.iter().filter(|id| **id != message.native_id) {
            self.memory.note(*id, How::Replaced, message.issued);
        }
        let Some(warning) = self.standing.iter_mut().find(|it| it.id == id) else {
            if self.standing.len() < WARNINGS_MAX {
                let (heard, sources) = (message.received, ArrayVec::from_iter([message.feed]));
                let (origin, doubted) = (message.native_id, Instant::UNSTATED);
                self.standing.push(Warning { id, origin, message, touch, sources, heard, doubted });
            }
            return;
        };
        if !warning.message.is_one_with(&message) {
            let replaced = warning.message.native_id;
            if replaced != message.native_id {
                self.memory.note(replaced, How::Replaced, message.issued);
            }
            warning.sources = ArrayVec::from_iter([message.feed]);
            warning.doubted = Instant::UNSTATED;
        }
        warning.heard = warning.heard.max(message.received);
        (warning.message, warning.touch) = (message, touch);
    }

    fn remove(&mut self, id: WarningId) -> Option<Warning> {
        let at = self.standing.iter().position(|it| it.id == id)?;
        Some(self.standing.remove(at))
    }

    /// Remembers that a warning is over, under all its identities.
    fn put_behind(&mut self, gone: &Warning, how: How, at: Instant) {
        self.memory.note(gone.origin, how, at);
        self.memory.note(gone.message.native_id, how, at);
    }

    /// Remembers a cancel: what it names is over though it may not have come yet.
    fn put_cancel_behind(&mut self, message: &Message, is_certain: bool) {
        let at = when(message);
        self.memory.note(message.native_id, How::Cancelled, at);
        for id in &message.references {
            self.memory.note(*id, How::Cancelled, at);
        }
        if is_certain && message.references.is_empty() && message.is_meant() {
            self.memory.note_lifting(Subject::of(message), at);
        }
        self.unlisted.forget(message);
    }

    /// Marks what a lifting may have meant.
    fn doubt(&mut self, message: &Message, at: Instant) {
        let meant = self.may_lift(message);
        for warning in self.standing.iter_mut().filter(|it| meant.contains(&it.id)) {
            warning.doubted = at;
        }
    }
}

/// Returns when a message was issued; when it came, where it does not say.
fn when(message: &Message) -> Instant {
    if message.issued.is_stated() { message.issued } else { message.received }
}
