//! How far each feed was read, and what was lost of it.

use crate::limits::FEEDS_MAX;
use crate::operations::feed::window::{self, Window};
use crate::operations::feed::{Fact, Health, view::Link};
use crate::text::Text;
use crate::units::{FeedId, Instant, Span};
use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};

/// How often the refusals of a feed are written at most.
pub const REJECTS_WRITTEN_EVERY: Span = Span::seconds(10);
/// How many live events the median of the delay is taken over.
const DELAYS: usize = 31;

/// The feeds, in the order of the configuration.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct State {
    feeds: ArrayVec<Box<Feed>, FEEDS_MAX>,
}

/// One feed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Feed {
    /// The stream that its numbers belong to.
    pub stream: Text<64>,
    /// Which of its numbers were taken.
    pub window: Window,
    /// Whether it stands.
    pub link: Link,
    /// When something last came.
    pub last: Instant,
    /// Events taken.
    pub events: u64,
    /// Frames refused.
    pub rejects: u64,
    /// Numbers that will never come.
    pub missing: u64,
    /// Repeats that were recognised.
    pub duplicates: u64,
    rejects_written_at: Instant,
    delays: ArrayVec<i64, DELAYS>,
    delay_next: usize,
}

/// Whether a number of a feed is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Novelty {
    /// It was not taken before.
    New,
    /// It was.
    Repeat,
}

impl Feed {
    fn new() -> Self {
        Self {
            stream: Text::new(),
            window: Window::default(),
            link: Link::Waiting,
            last: Instant::UNSTATED,
            events: 0,
            rejects: 0,
            missing: 0,
            duplicates: 0,
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
}

impl State {
    /// Makes room for `count` feeds; those that are there stay.
    pub fn open(&mut self, count: usize) {
        while self.feeds.len() < count.min(FEEDS_MAX) {
            self.feeds.push(Box::new(Feed::new()));
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
    pub fn take(&mut self, id: FeedId, sequence: u64, at: Instant) -> Novelty {
        let Some(feed) = self.feeds.get_mut(id.index()) else { return Novelty::New };
        feed.last = at;
        match feed.window.take(sequence) {
            window::Novelty::Repeat => {
                feed.duplicates += 1;
                return Novelty::Repeat;
            }
            window::Novelty::New | window::Novelty::TooFar => {}
        }
        feed.events += 1;
        Novelty::New
    }

    /// Notes how long a live event was under way.
    pub fn note_delay(&mut self, id: FeedId, delay: Span) {
        let Some(feed) = self.feeds.get_mut(id.index()) else { return };
        if feed.delays.is_full() {
            feed.delays[feed.delay_next] = delay.0;
            feed.delay_next = (feed.delay_next + 1) % DELAYS;
        } else {
            feed.delays.push(delay.0);
        }
    }

    /// Counts a refused frame; returns the entry that is due, if any.
    pub fn count_reject(&mut self, id: FeedId, reason: &str, at: Instant) -> Option<Fact> {
        let feed = self.feeds.get_mut(id.index())?;
        feed.last = at;
        feed.rejects += 1;
        let is_due = feed.rejects == 1 || at.since(feed.rejects_written_at) >= REJECTS_WRITTEN_EVERY;
        let reason = crate::text::bounded(reason);
        is_due.then_some(Fact::Rejected { feed: id, reason, count: feed.rejects })
    }

    /// Takes what a transport reports; returns the entry that follows, if any.
    pub fn take_health(&mut self, id: FeedId, health: &Health, at: Instant) -> Option<Fact> {
        let feed = self.feeds.get_mut(id.index())?;
        match health {
            Health::Started { stream, from, resumed } => {
                feed.last = at;
                if feed.stream != *stream || !resumed {
                    feed.stream = *stream;
                    feed.window = Window::starting(*from);
                }
                Some(Fact::Up { feed: id, from: *from, resumed: *resumed })
            }
            Health::Lost { cause } => {
                let is_news = !matches!(feed.link, Link::Down { .. });
                is_news.then_some(Fact::Down { feed: id, cause: *cause })
            }
            Health::Beat { .. } => {
                feed.last = at;
                None
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
    pub fn apply(&mut self, fact: &Fact, at: Instant) {
        let (Fact::Up { feed: id, .. }
        | Fact::Down { feed: id, .. }
        | Fact::Gap { feed: id, .. }
        | Fact::Admitted { feed: id, .. }
        | Fact::Rejected { feed: id, .. }) = fact;
        let Some(feed) = self.feeds.get_mut(id.index()) else { return };
        match fact {
            Fact::Up { .. } => feed.link = Link::Up,
            Fact::Down { cause, .. } => feed.link = Link::Down { since: at, cause: *cause },
            Fact::Gap { from, to, .. } => feed.missing += feed.window.give_up(*from, *to),
            Fact::Admitted { .. } => {}
            Fact::Rejected { count, .. } => {
                feed.rejects = feed.rejects.max(*count);
                feed.rejects_written_at = at;
            }
        }
    }
}
