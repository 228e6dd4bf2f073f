//! What devices and warnings will say: the scenario's own events and those of injects, in one order, numbered by feed.
//!
//! Invariants:
//! - events of a feed are numbered in the order of their times, those of the world before those of injects; so a restart
//!   finds by a number alone how far they came;
//! - a feed that is silent keeps its order: what it holds back comes when it is heard again;
//! - a feed is silent as long as any inject wants it so.

use crate::drill::scenario::Scenario;
use crate::feed::encode::Body;
use crate::feed::scenario::timeline::{Moment, Timeline};
use crate::feed::scenario::{Act, Deed};
use crate::units::{FeedId, Instant};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::sync::Arc;

/// What comes next.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Said {
    /// A device or a warning speaks.
    Event { feed: FeedId, sequence: u64, body: Box<Body>, occurred: Instant, expires: Option<Instant> },
    /// A feed is silent, or heard again.
    Feed { feed: FeedId, is_heard: bool },
}

/// What will be said.
#[derive(Clone, Debug)]
pub(super) struct Upcoming {
    began: Option<Instant>,
    timeline: Timeline,
    world: Option<Moment>,
    /// What injects say, by time, inject and act; the texts stand in `acts`.
    injected: BinaryHeap<Reverse<(Instant, usize, usize)>>,
    acts: BTreeMap<(usize, usize), Act>,
    feeds: Vec<Feed>,
    /// Silences that begin and end: time, feed, which.
    turns: BinaryHeap<Reverse<(Instant, u16, Turn)>>,
    names: Vec<String>,
}

/// What becomes of a feed's silence; at one instant in this order, so that one that follows another leaves no gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// It was silent before a restart, and is told so again.
    Again,
    /// A silence begins.
    Begins,
    /// One ends.
    Ends,
}

/// A feed of the drill.
#[derive(Clone, Debug, Default)]
struct Feed {
    given: u64,
    /// Events that were given before a restart.
    skip: u64,
    /// Silences that last.
    silences: u16,
    /// When it was heard again.
    heard: Instant,
    held_back: VecDeque<(Instant, Body, Option<Instant>)>,
}

impl Upcoming {
    pub(super) fn new(scenario: &Scenario) -> Self {
        let mut timeline = Timeline::new(Arc::clone(&scenario.world));
        let world = timeline.next();
        let names: Vec<String> = scenario.setup.feeds.iter().map(|feed| feed.code.clone()).collect();
        Self {
            began: None,
            timeline,
            world,
            injected: BinaryHeap::new(),
            acts: BTreeMap::new(),
            feeds: vec![Feed::default(); names.len().max(1)],
            turns: BinaryHeap::new(),
            names,
        }
    }

    /// Lets the world's times count from an instant.
    pub(super) const fn begin(&mut self, at: Instant) {
        self.began = Some(at);
    }

    /// Adds what an inject says.
    pub(super) fn add(&mut self, given: Instant, place: (usize, usize), act: &Act) {
        self.injected.push(Reverse((given.after(act.at), place.0, place.1)));
        self.acts.insert(place, act.clone());
    }

    /// Lets a feed fall silent, until it is heard again or to the end.
    pub(super) fn silence(&mut self, name: &str, at: Instant, until: Option<Instant>) {
        let place = self.names.iter().position(|known| known == name).unwrap_or(0) as u16;
        self.turns.push(Reverse((at, place, Turn::Begins)));
        if let Some(until) = until {
            self.turns.push(Reverse((until, place, Turn::Ends)));
        }
    }

    /// Passes what was said before a restart: `next` is the next number of each feed.
    pub(super) fn skip(&mut self, next: &[u64]) {
        for (feed, next) in self.feeds.iter_mut().zip(next) {
            feed.skip = next.saturating_sub(1);
        }
    }

    /// Turns that were before a restart are settled: a feed that is silent still is told again, at once.
    pub(super) fn silence_again(&mut self, now: Instant) {
        let mut later = BinaryHeap::new();
        let mut turns: Vec<_> = std::mem::take(&mut self.turns).into_vec();
        turns.sort_by_key(|Reverse(turn)| *turn);
        for Reverse((at, feed, turn)) in turns {
            if at > now {
                later.push(Reverse((at, feed, turn)));
            } else if let Some(feed) = self.feeds.get_mut(usize::from(feed)) {
                feed.turn(at, turn);
            }
        }
        for (place, _) in self.feeds.iter().enumerate().filter(|(_, feed)| feed.is_silent()) {
            later.push(Reverse((now, place as u16, Turn::Again)));
        }
        self.turns = later;
    }

    pub(super) fn due(&self) -> Option<Instant> {
        if let Some(feed) = self.feeds.iter().find(|feed| feed.is_ready()) {
            return Some(feed.heard);
        }
        let turn = self.turns.peek().map(|Reverse((at, ..))| *at);
        [self.world_due(), self.injected_due(), turn].into_iter().flatten().min()
    }

    /// Takes the one that is due next; none where it was said before a restart, or is held back.
    pub(super) fn next(&mut self, now: Instant) -> Option<(Instant, Said)> {
        if let Some(said) = self.held_back() {
            return Some(said);
        }
        let due = self.due().filter(|due| *due <= now)?;
        if self.turns.peek().is_some_and(|Reverse((at, ..))| *at == due) {
            let Reverse((at, place, turn)) = self.turns.pop()?;
            let feed = self.feeds.get_mut(usize::from(place))?;
            let is_told = feed.turn(at, turn);
            let is_heard = !feed.is_silent();
            return is_told.then_some((at, Said::Feed { feed: FeedId(place), is_heard }));
        }
        let (at, body, expires) = self.take(due)?;
        self.say(at, body, expires).map(|said| (at, said))
    }

    fn world_due(&self) -> Option<Instant> {
        Some(self.began?.after(self.world.as_ref()?.at))
    }

    fn injected_due(&self) -> Option<Instant> {
        self.injected.peek().map(|Reverse((at, ..))| *at)
    }

    /// Takes the next event; those of the world come first.
    fn take(&mut self, due: Instant) -> Option<(Instant, Body, Option<Instant>)> {
        if self.world_due() == Some(due) {
            let moment = self.world.take()?;
            self.world = self.timeline.next();
            return Some((due, moment.body, moment.expires_after.map(|after| due.after(after))));
        }
        let Reverse((at, inject, number)) = self.injected.pop()?;
        let act = self.acts.remove(&(inject, number))?;
        Some(match act.deed {
            Deed::Sensor(body) => (at, Body::Sensor(body), None),
            Deed::Warning { body, expires_after } => {
                (at, Body::Warning(body), expires_after.map(|after| at.after(after)))
            }
        })
    }

    /// Numbers an event; none where it was said before, or is held back.
    fn say(&mut self, at: Instant, body: Body, expires: Option<Instant>) -> Option<Said> {
        let place = usize::from(matches!(body, Body::Warning(_)) && self.feeds.len() > 1);
        let feed = &mut self.feeds[place];
        if feed.skip > 0 {
            feed.skip -= 1;
            feed.given += 1;
            return None;
        }
        if feed.is_silent() {
            feed.held_back.push_back((at, body, expires));
            return None;
        }
        feed.given += 1;
        let sequence = feed.given;
        let body = Box::new(body);
        Some(Said::Event { feed: FeedId(place as u16), sequence, body, occurred: at, expires })
    }

    /// Takes what a feed held back that is heard again.
    fn held_back(&mut self) -> Option<(Instant, Said)> {
        let place = self.feeds.iter().position(Feed::is_ready)?;
        let feed = &mut self.feeds[place];
        let (occurred, body, expires) = feed.held_back.pop_front()?;
        feed.given += 1;
        let sequence = feed.given;
        debug_assert!(occurred <= feed.heard, "what is held back was due");
        let body = Box::new(body);
        Some((feed.heard, Said::Event { feed: FeedId(place as u16), sequence, body, occurred, expires }))
    }
}

impl Feed {
    const fn is_silent(&self) -> bool {
        self.silences > 0
    }

    /// Returns whether it is heard again and has something held back.
    fn is_ready(&self) -> bool {
        !self.is_silent() && !self.held_back.is_empty()
    }

    /// Takes a turn; returns whether it is to be told.
    const fn turn(&mut self, at: Instant, turn: Turn) -> bool {
        let was_silent = self.is_silent();
        match turn {
            Turn::Again => return was_silent,
            Turn::Begins => self.silences += 1,
            Turn::Ends => {
                self.silences = self.silences.saturating_sub(1);
                self.heard = at;
            }
        }
        was_silent != self.is_silent()
    }
}
