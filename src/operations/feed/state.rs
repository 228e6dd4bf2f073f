//! How far each feed was read, and what was lost of it.

use crate::limits::FEEDS_MAX;
use crate::operations::actor::Actor;
use crate::operations::feed::alarm::{Alarm, Deaf};
use crate::operations::feed::bodies::{Bodies, Known};
use crate::operations::feed::quarantine::{Quarantine, Refused, Stay, Why};
use crate::operations::feed::window::{self, Window};
use crate::operations::feed::{Fact, Health, Rate, Terms, view::Link};
use crate::text::Text;
use crate::units::{FeedId, InputNumber, Instant, Span};
use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};

mod deaf;

/// How often the refusals of a feed are written at most.
pub const REJECTS_WRITTEN_EVERY: Span = Span::seconds(10);
/// How many live events the median of the delay is taken over.
const DELAYS: usize = 31;
/// An event that is dated further ahead than this was sent by a clock that is wrong: it counts as of its receipt.
pub const AHEAD_MAX: Span = Span::minutes(5);

/// The feeds, in the order of the configuration.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct State {
    feeds: ArrayVec<Box<Feed>, FEEDS_MAX>,
    /// Up to when the journal has told of them; unstated where nothing was folded.
    folded: Instant,
}

/// One feed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Feed {
    /// How it speaks.
    pub terms: Terms,
    /// The stream that its numbers belong to.
    pub stream: Text<64>,
    /// Which of its numbers were taken.
    pub window: Window,
    /// Whether it stands.
    pub link: Link,
    /// When something last came, read or not.
    pub last: Instant,
    /// When something last came that could be read, its heartbeats too.
    pub heard: Instant,
    /// Messages since the last one that could be read, and when the first of them came.
    pub unread: (u32, Instant),
    /// Whether its source was reset and counts anew under numbers that the desk has passed.
    pub counts_anew: bool,
    /// When it last said something about the world, its heartbeats aside; unstated before it stood.
    pub spoke: Instant,
    /// Since when it says nothing though its terms ask for it.
    pub silent_since: Option<Instant>,
    /// Events taken.
    pub events: u64,
    /// Frames refused.
    pub rejects: u64,
    /// Numbers that will never come.
    pub missing: u64,
    /// Repeats that were recognised.
    pub duplicates: u64,
    /// Messages that are none of the desk's business: understood, and left aside.
    pub ignored: u64,
    /// Messages that came under the identity of another one, with other words.
    pub conflicts: u64,
    /// Events that were dated more than [`AHEAD_MAX`] ahead.
    pub ahead: u64,
    /// Runs of numbers that will never come.
    pub gaps: u32,
    /// The last of them.
    pub last_gap: Option<Gap>,
    /// Why the last frame was refused.
    pub last_reject: Text<48>,
    /// What the last message was that was left aside.
    pub last_ignored: Text<48>,
    /// Messages of devices that no registry knows, and that found no place.
    pub turned_away: u64,
    /// What it has said in the last minute.
    pub rate: Rate,
    /// What was told of its being deaf; see [`Feed::deaf`].
    pub alarm: Option<Alarm>,
    /// What was refused.
    pub quarantine: Quarantine,
    bodies: Bodies,
    /// The stranger that was taken last among those without a place of their own.
    pub last_stranger: Text<32>,
    /// Since when it is down or comes and goes; it ends when it is heard, or has stood for [`BROKEN_AFTER`].
    blind_since: Option<Instant>,
    up_since: Instant,
    rejects_written_at: Instant,
    delays: ArrayVec<i64, DELAYS>,
    delay_next: usize,
}

/// What matters of an event to how its feed fares.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    /// When it happened, by the device.
    pub occurred: Instant,
    /// Whether it came as it happened, not out of a buffer.
    pub live: bool,
    /// Whether it is an alarm.
    pub alarm: bool,
}

/// Numbers that will never come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The first.
    pub from: u64,
    /// The last.
    pub to: u64,
    /// When that was known.
    pub at: Instant,
}

/// Whether a number of a feed is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Novelty {
    /// It was not taken before.
    New,
    /// It was.
    Repeat,
    /// It was, with another body.
    Conflict {
        /// The input that brought that one.
        before: InputNumber,
    },
    /// It was long ago, and its source counts anew: what it says may be another thing.
    Anew,
}

impl Feed {
    fn new() -> Self {
        Self {
            terms: Terms::default(),
            stream: Text::new(),
            window: Window::default(),
            link: Link::Waiting,
            last: Instant::UNSTATED,
            heard: Instant::UNSTATED,
            unread: (0, Instant::UNSTATED),
            counts_anew: false,
            spoke: Instant::UNSTATED,
            silent_since: None,
            events: 0,
            rejects: 0,
            missing: 0,
            duplicates: 0,
            ignored: 0,
            conflicts: 0,
            ahead: 0,
            gaps: 0,
            last_gap: None,
            last_reject: Text::new(),
            last_ignored: Text::new(),
            turned_away: 0,
            rate: Rate::default(),
            alarm: None,
            quarantine: Quarantine::default(),
            bodies: Bodies::default(),
            last_stranger: Text::new(),
            blind_since: None,
            up_since: Instant::UNSTATED,
            rejects_written_at: Instant::UNSTATED,
            delays: ArrayVec::new(),
            delay_next: 0,
        }
    }

    /// Returns the median of received less occurred over the last live events.
    pub fn delay(&self) -> Option<Span> {
        let mut sorted = self.delays.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len() / 2).map(|delay| Span(*delay))
    }

    fn note_delay(&mut self, delay: Span) {
        if self.delays.is_full() {
            self.delays[self.delay_next] = delay.0;
            self.delay_next = (self.delay_next + 1) % DELAYS;
        } else {
            self.delays.push(delay.0);
        }
    }
}

impl State {
    /// Makes room for `count` feeds; those that are there stay.
    pub fn open(&mut self, count: usize) {
        while self.feeds.len() < count.min(FEEDS_MAX) {
            self.feeds.push(Box::new(Feed::new()));
        }
    }

    /// Takes that the desk began anew: no connection of an earlier run stands.
    pub fn begin(&mut self, at: Instant) {
        self.feeds.iter_mut().for_each(|feed| feed.begin(at));
    }

    /// Takes how each feed speaks, in their order.
    pub fn agree(&mut self, terms: &[Terms]) {
        for (feed, terms) in self.feeds.iter_mut().zip(terms) {
            feed.terms.clone_from(terms);
        }
    }

    /// Returns a feed.
    pub fn get(&self, id: FeedId) -> Option<&Feed> {
        self.feeds.get(id.index()).map(|feed| &**feed)
    }

    /// Returns the feeds in order.
    pub fn all(&self) -> impl Iterator<Item = (FeedId, &Feed)> {
        self.feeds.iter().enumerate().map(|(at, feed)| (FeedId(at as u16), &**feed))
    }

    /// Takes the number of an event.
    ///
    /// A number too far ahead for the window is new and stays untaken: an alarm is never held back for its number, and
    /// when the transport fetches it again it is one more raise of a standing alarm.
    pub fn take(
        &mut self,
        id: FeedId,
        (sequence, bytes): (u64, &[u8]),
        (input, at): (InputNumber, Instant),
    ) -> Novelty {
        let Some(feed) = self.feeds.get_mut(id.index()) else { return Novelty::New };
        feed.last = at;
        feed.rate.message(at);
        match feed.window.take(sequence) {
            window::Novelty::Repeat => {
                feed.duplicates += 1;
                match feed.bodies.compare(sequence, bytes) {
                    Known::Other { before } => Novelty::Conflict { before },
                    Known::Unknown if feed.counts_anew => Novelty::Anew,
                    Known::Unknown | Known::Same => Novelty::Repeat,
                }
            }
            window::Novelty::New | window::Novelty::TooFar => {
                feed.bodies.note(sequence, bytes, input);
                (feed.events, feed.counts_anew) = (feed.events + 1, false);
                Novelty::New
            }
        }
    }

    /// Notes that something of a feed could be read; a source that only repeats itself is heard, and has said nothing.
    pub fn understand(&mut self, id: FeedId, novelty: Novelty, at: Instant) {
        let Some(feed) = self.feeds.get_mut(id.index()) else { return };
        feed.hear(at);
        if novelty == Novelty::New {
            feed.spoke = at;
        }
    }

    /// Notes that the journal has told of them up to an instant.
    pub fn fold_to(&mut self, at: Instant) {
        self.folded = self.folded.max(at);
    }

    /// Notes an event of a feed: how long it was under way, whether it is an alarm, whether its clock is ahead.
    pub fn note_event(&mut self, id: FeedId, said: &Said, at: Instant) {
        let Some(feed) = self.feeds.get_mut(id.index()) else { return };
        if said.alarm {
            feed.rate.alarm(at);
        }
        feed.ahead += u64::from(said.occurred.is_stated() && said.occurred.since(at).0 > AHEAD_MAX.0);
        if said.live && said.occurred.is_stated() {
            feed.note_delay(at.since(said.occurred));
        }
    }

    /// Counts a message that is none of the desk's business.
    pub fn count_ignored(&mut self, id: FeedId, kind: &str) {
        let Some(feed) = self.feeds.get_mut(id.index()) else { return };
        feed.ignored += 1;
        feed.last_ignored = crate::text::bounded(kind);
    }

    /// Counts a message of a stranger that found no place; returns whether it is another one than the last.
    pub fn count_stranger(&mut self, id: FeedId, code: &Text<32>) -> bool {
        let Some(feed) = self.feeds.get_mut(id.index()) else { return false };
        feed.turned_away += 1;
        std::mem::replace(&mut feed.last_stranger, *code) != *code
    }

    /// Keeps a refused message apart and counts it; returns the entry that is due, if any.
    ///
    /// The same bytes again make no further entry, however often they come.
    pub fn refuse(
        &mut self,
        id: FeedId,
        refused: &Refused<'_>,
        (input, at): (InputNumber, Instant),
    ) -> Option<Fact> {
        let feed = self.feeds.get_mut(id.index())?;
        match refused.why {
            Why::Unreadable => {
                feed.note_unread(at);
                feed.rejects += 1;
            }
            Why::Conflict { .. } | Why::Anew => feed.conflicts += 1,
        }
        feed.last_reject = crate::text::bounded(refused.reason);
        let stay = feed.quarantine.take(refused, input, at);
        let is_first = !feed.rejects_written_at.is_stated();
        let is_due = is_first || at.since(feed.rejects_written_at) >= REJECTS_WRITTEN_EVERY;
        let digest = match stay {
            Stay::Again => return None,
            Stay::Kept(digest) => Some(digest),
            Stay::Counted => None,
        };
        let reason = feed.last_reject;
        is_due.then_some(Fact::Rejected { feed: id, reason, count: feed.rejects, digest })
    }

    /// Takes what a transport reports; returns the entry that follows, if any.
    pub fn take_health(&mut self, id: FeedId, health: &Health, at: Instant) -> Option<Fact> {
        let feed = self.feeds.get_mut(id.index())?;
        match health {
            Health::Started { stream, from, resumed } => {
                // From now on it is listened to: its silence is counted from here, unless it was silent before.
                if feed.silent_since.is_none() {
                    feed.spoke = feed.spoke.max(at);
                }
                if feed.stream != *stream || !resumed {
                    feed.stream = *stream;
                    feed.window = Window::starting(*from);
                    feed.bodies.clear();
                }
                Some(Fact::Up { feed: id, from: *from, resumed: *resumed })
            }
            Health::Lost { cause } => {
                if let Link::Down { cause: before, .. } = &mut feed.link {
                    // One break is one entry; what stands in the way just now is shown.
                    *before = *cause;
                    return None;
                }
                Some(Fact::Down { feed: id, cause: *cause })
            }
            Health::Beat { .. } => {
                let unread = feed.unread;
                feed.hear(at);
                // That it lives does not make it readable.
                feed.unread = unread;
                None
            }
            Health::CountsAnew { last } => {
                feed.counts_anew = true;
                Some(Fact::CountsAnew { feed: id, had: feed.window.next().saturating_sub(1), last: *last })
            }
            Health::Gap { from, to, reason } => {
                Some(Fact::Gap { feed: id, from: *from, to: *to, reason: *reason })
            }
            Health::Skipped { to } => {
                feed.window.skip_to(*to);
                None
            }
        }
    }

    /// Applies a fact; never refuses.
    pub fn apply(&mut self, fact: &Fact, actor: Actor, at: Instant) {
        let (Fact::Up { feed: id, .. }
        | Fact::Down { feed: id, .. }
        | Fact::Gap { feed: id, .. }
        | Fact::Admitted { feed: id, .. }
        | Fact::Placed { feed: id, .. }
        | Fact::Silent { feed: id, .. }
        | Fact::Speaks { feed: id, .. }
        | Fact::Rejected { feed: id, .. }
        | Fact::Unread { feed: id, .. }
        | Fact::CountsAnew { feed: id, .. }
        | Fact::Broken { feed: id, .. }
        | Fact::Known { feed: id, .. }) = fact;
        let Some(feed) = self.feeds.get_mut(id.index()) else { return };
        match fact {
            Fact::Up { .. } => feed.up(at),
            Fact::Down { cause, .. } => feed.down(*cause, at),
            Fact::Gap { from, to, .. } => {
                feed.missing = feed.missing.saturating_add(feed.window.give_up(*from, *to));
                feed.gaps += 1;
                feed.last_gap = Some(Gap { from: *from, to: *to, at });
            }
            Fact::Admitted { .. } | Fact::Placed { .. } | Fact::CountsAnew { .. } => {}
            Fact::Silent { since, .. } => {
                feed.silent_since = Some(*since);
                feed.alarm = Some(Alarm { deaf: Deaf::Silent, since: *since, known: None });
            }
            Fact::Speaks { .. } => (feed.silent_since, feed.alarm) = (None, None),
            Fact::Rejected { count, reason, .. } => {
                feed.rejects = feed.rejects.max(*count);
                feed.last_reject = *reason;
                feed.rejects_written_at = at;
            }
            Fact::Unread { since, .. } => {
                feed.alarm = Some(Alarm { deaf: Deaf::Unread, since: *since, known: None });
            }
            Fact::Broken { since, .. } => {
                feed.alarm = Some(Alarm { deaf: Deaf::Broken, since: *since, known: None });
            }
            Fact::Known { .. } => {
                if let Some(alarm) = feed.alarm.as_mut().filter(|alarm| alarm.known.is_none()) {
                    alarm.known = Some((actor, at));
                }
            }
        }
    }
}
