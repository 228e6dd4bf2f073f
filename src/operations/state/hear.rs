//! What feeds bring besides alarms: that they stand, what they say that cannot be read, how they fare.

use crate::correlation::event::{Event, EventKind, Marks};
use crate::operations::actor::Actor;
use crate::operations::fact::Body;
use crate::operations::feed::state::Said;
use crate::operations::feed::{self, Refused};
use crate::operations::state::lane::HAZARD;
use crate::operations::state::{State, Turn};
use crate::units::FeedId;

impl State {
    /// Takes what a transport reports.
    pub fn take_health(&mut self, feed: FeedId, health: &feed::Health, turn: &mut Turn) {
        self.open_turn(turn);
        if let Some(fact) = self.feeds.take_health(feed, health, self.now) {
            self.decide(self.now, Actor::Desk, None, Body::Feed(fact), turn);
        }
    }

    /// Notes that a feed which was silent speaks again.
    pub fn hear_again(&mut self, feed: FeedId, turn: &mut Turn) {
        if let Some(fact) = self.feeds.end_silence(feed) {
            self.open_turn(turn);
            self.decide(self.now, Actor::Desk, None, Body::Feed(fact), turn);
        }
    }

    /// Takes a message's number.
    pub fn take_number(&mut self, feed: FeedId, message: (u64, &[u8])) -> feed::Novelty {
        self.feeds.take(feed, message, (self.input, self.now))
    }

    /// Keeps a message apart that cannot be read, and counts it.
    pub fn take_reject(&mut self, feed: FeedId, refused: &Refused<'_>, turn: &mut Turn) {
        self.open_turn(turn);
        if let Some(fact) = self.feeds.refuse(feed, refused, (self.input, self.now)) {
            self.decide(self.now, Actor::Desk, None, Body::Feed(fact), turn);
        }
    }

    /// Notes what an event says of how its feed fares.
    pub(super) fn note_event(&mut self, event: &Event) {
        let begins = matches!(event.kind, EventKind::Raise | EventKind::State);
        let said = Said {
            occurred: event.occurred,
            live: !event.marks.has(Marks::HISTORICAL),
            alarm: begins && event.conditions.any(HAZARD),
        };
        self.feeds.note_event(event.feed, &said, event.received);
    }
}
