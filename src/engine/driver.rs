//! One numbered input into the desk: the same code live, after a restart and in a replay.
//!
//! Decides: how an input's bytes reach the state. Must not know: threads, clocks, files.

use crate::correlation::Progress;
use crate::engine::input::Input;
use crate::feed::decode::native::{self, Peek};
use crate::feed::decode::{Context, Decoded, Sensor};
use crate::operations::desk::RuleBook;
use crate::operations::fact::Fact;
use crate::operations::feed::Novelty;
use crate::operations::state::{State, Turn, Verdict};
use crate::registry::Registry;
use crate::units::{FeedId, InputNumber, Instant};
use std::sync::Arc;

/// What a frame of a type that this version does not know is counted under.
const UNKNOWN_TYPE: &str = "unknown type";

/// The desk and what it needs to read its inputs.
#[derive(Debug)]
pub struct Driver {
    /// The desk.
    pub state: State,
    registry: Arc<Registry>,
    turn: Turn,
}

impl Driver {
    /// Makes an empty desk that goes by the registry's rules.
    pub fn new(registry: Arc<Registry>) -> Self {
        let mut driver = Self::before_rules(registry);
        driver.state.set_rules(&driver.registry.rules);
        driver
    }

    /// Makes an empty desk as it is before its first input: with the usual rules, as those of the file are an input.
    ///
    /// A recording is played from here, so that it leads to the same state whatever the file says today.
    pub fn before_rules(registry: Arc<Registry>) -> Self {
        let mut state = State::new(Arc::clone(&registry.correlation), Arc::clone(&registry.operations));
        state.set_rules(&RuleBook::default());
        Self { state, registry, turn: Turn::default() }
    }

    /// Makes a desk of a state that was read from a checkpoint.
    pub fn resume(mut state: State, registry: Arc<Registry>) -> Self {
        state.attach(Arc::clone(&registry.correlation), Arc::clone(&registry.operations));
        Self { state, registry, turn: Turn::default() }
    }

    /// Returns what the desk was told about the world.
    pub const fn registry(&self) -> &Arc<Registry> {
        &self.registry
    }

    /// Takes one input; appends the facts that were decided.
    ///
    /// Cost: no allocation for a sensor frame without escapes, while `facts` has room.
    pub fn take(
        &mut self,
        number: InputNumber,
        at: Instant,
        input: &Input<'_>,
        facts: &mut Vec<Fact>,
    ) -> Option<Verdict> {
        self.state.begin(number, at);
        while self.state.advance(&mut self.turn) == Progress::More {
            self.hand_over(facts);
        }
        self.hand_over(facts);
        let verdict = match input {
            Input::Frame { feed, bytes } => {
                self.take_frame(*feed, bytes, facts);
                None
            }
            Input::Health { feed, health } => {
                self.state.take_health(*feed, health, &mut self.turn);
                None
            }
            Input::Command(command) => Some(self.state.take_command(command, &mut self.turn)),
            Input::Desk { actor, fact } => {
                self.state.take_desk(*actor, *fact, &mut self.turn);
                None
            }
            Input::Delivery { delivery, outcome } => {
                self.state.take_delivery(*delivery, *outcome, &mut self.turn);
                None
            }
            Input::Rules { actor, action, book } => {
                Some(self.state.take_rules((*actor, *action), book, &mut self.turn))
            }
            Input::Tick => None,
        };
        self.hand_over(facts);
        verdict
    }

    fn take_frame(&mut self, feed: FeedId, bytes: &[u8], facts: &mut Vec<Fact>) {
        let context = Context { feed, received: self.state.now, test_trusted: true };
        match native::decode(bytes, &context) {
            Ok(Decoded::Sensor(sensor)) => self.take_sensor(feed, &sensor, facts),
            Ok(Decoded::Warning { sequence, mut message }) => {
                if self.state.feeds.take(feed, sequence, self.state.now) == Novelty::New {
                    message.input = self.state.input;
                    self.state.take_warning(message, &mut self.turn);
                }
            }
            Ok(Decoded::Ignored { sequence, .. }) => {
                self.state.feeds.take(feed, sequence, self.state.now);
                self.state.take_reject(feed, UNKNOWN_TYPE, &mut self.turn);
            }
            // The transport answers control frames itself; one that comes here says nothing about the world.
            Ok(Decoded::Control(_)) => {}
            Err(reject) => {
                // The number of a frame that cannot be read is still taken: it is here, and counted.
                if let Peek::Event(sequence) = native::peek(bytes) {
                    self.state.feeds.take(feed, sequence, self.state.now);
                }
                self.state.take_reject(feed, reject.code(), &mut self.turn);
            }
        }
    }

    fn take_sensor(&mut self, feed: FeedId, sensor: &Sensor<'_>, facts: &mut Vec<Fact>) {
        if self.state.feeds.take(feed, sensor.event.sequence, self.state.now) == Novelty::Repeat {
            return;
        }
        let known = self.registry.device(&sensor.device);
        let Some(device) = known.or_else(|| self.state.admit(feed, &sensor.device, &mut self.turn)) else {
            return;
        };
        self.hand_over(facts);
        let mut event = sensor.event;
        event.input = self.state.input;
        event.received = self.state.now;
        event.device = device;
        self.state.take_event(&event, &mut self.turn);
    }

    fn hand_over(&mut self, facts: &mut Vec<Fact>) {
        facts.append(&mut self.turn.facts);
        self.turn.clear();
    }
}
