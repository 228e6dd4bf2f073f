//! What a scenario does next: a drill's source beside its feeds.
//!
//! Decides: which inject is due, what devices say, what becomes of deliveries that a machine would make.
//! Must not know: threads, clocks, how a frame reaches the desk.
//!
//! The desk thread asks what is due, and tells every fact that was decided. Time is the desk's: it stands while the drill is held.
//!
//! Invariants:
//! - the same scenario and the same facts at the same times give the same cues;
//! - after a restart nothing is given twice: what was given stands in the desk's own state.

use crate::drill::expected::Codes;
use crate::drill::scenario::Scenario;
use crate::feed::encode::Body;
use crate::operations::delivery::Outcome;
use crate::operations::drill::{self, Run};
use crate::operations::fact::Fact;
use crate::units::{DeliveryId, FeedId, Instant};
use std::sync::Arc;

/// Something that the scenario does.
#[derive(Clone, Debug, PartialEq)]
pub enum Cue {
    /// The drill itself changes: an inject is given, a phase may be entered, an item is done.
    Drill(drill::Fact),
    /// A device or a warning speaks; numbered from 1 for each feed.
    Event {
        /// By which feed.
        feed: FeedId,
        /// Its number there.
        sequence: u64,
        /// What.
        body: Body,
        /// When it occurred: the time that it is due.
        at: Instant,
        /// When a warning ends.
        expires: Option<Instant>,
    },
    /// A feed is silent, or is heard again.
    Feed {
        /// Which.
        feed: FeedId,
        /// Whether it is heard.
        is_heard: bool,
    },
    /// What becomes of a delivery that a machine would make.
    Delivery {
        /// Which.
        delivery: DeliveryId,
        /// What.
        outcome: Outcome,
    },
}

/// The scenario as it is played.
#[derive(Clone, Debug)]
pub struct Director {
    scenario: Arc<Scenario>,
}

impl Director {
    /// Begins, or goes on where a desk stood: `run` is the drill in its state, `sequences` the next number of each feed.
    pub fn new(scenario: Arc<Scenario>, run: Option<&Run>, sequences: &[u64], now: Instant) -> Self {
        let _ = (run, sequences, now);
        Self { scenario }
    }

    /// Returns when something is due next; none: nothing until something happens.
    pub fn due(&self) -> Option<Instant> {
        let _ = &self.scenario;
        None
    }

    /// Takes what is due by now; its own time is that of the cue, never later.
    pub fn next(&mut self, now: Instant) -> Option<(Instant, Cue)> {
        let _ = now;
        None
    }

    /// Hears a fact that was decided.
    pub fn hear(&mut self, fact: &Fact, codes: &impl Codes) {
        let _ = (fact, codes);
    }
}
