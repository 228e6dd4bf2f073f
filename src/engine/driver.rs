//! One numbered input into the desk: the same code live, after a restart and in a replay.
//!
//! Decides: how an input's bytes reach the state. Must not know: threads, clocks, files.

use crate::correlation::Progress;
use crate::correlation::event::EventKind;
use crate::engine::input::Input;
use crate::feed::decode::native::{self, Peek};
use crate::feed::decode::{self, Context, Decoded, Raw, Reject, Sensor};
use crate::operations::desk::RuleBook;
use crate::operations::fact::Fact;
use crate::operations::feed::{Novelty, Refused, Why};
use crate::operations::state::{State, Turn, Verdict};
use crate::registry::Registry;
use crate::units::{FeedId, InputNumber, Instant};
use std::sync::Arc;

/// The reason of a message whose number came before with another body.
const CONFLICT: &str = "number-with-two-bodies";
/// The reason of one whose number came long before, from a source that counts anew.
const ANEW: &str = "number-counted-anew";

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
            Input::Message { feed, sequence, topic, bytes } => {
                self.take_message(*feed, *sequence, &Raw { topic, bytes }, facts);
                None
            }
            Input::Terms { terms } => {
                self.state.feeds.agree(terms);
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
            Input::Drill { actor, fact } => {
                self.state.take_drill(*actor, *fact, &mut self.turn);
                None
            }
            Input::Tick => None,
        };
        self.hand_over(facts);
        verdict
    }

    fn take_frame(&mut self, feed: FeedId, bytes: &[u8], facts: &mut Vec<Fact>) {
        let untrusted = self.state.feeds.get(feed).is_some_and(|feed| feed.terms.tests_untrusted);
        let context = Context { feed, received: self.state.now, test_trusted: !untrusted };
        match guarded(|| native::decode(bytes, &context)).and_then(|decoded| decoded) {
            Ok(Decoded::Sensor(sensor)) => {
                // A source that counts anew calls another fire by an old number: kept apart and told, and taken too. What ends
                // or restores is not believed so easily.
                let novelty = self.take_understood(feed, sensor.event.sequence, bytes);
                let begins = sensor.event.kind == EventKind::Raise;
                let is_other = matches!(novelty, Novelty::Conflict { .. } | Novelty::Anew);
                if novelty == Novelty::New || is_other && begins {
                    self.apply_sensor(feed, &sensor, facts);
                }
            }
            Ok(Decoded::Warning { sequence, mut message }) => {
                if self.take_understood(feed, sequence, bytes) == Novelty::New {
                    message.input = self.state.input;
                    self.state.take_warning(message, &mut self.turn);
                }
            }
            Ok(Decoded::Ignored { sequence, kind }) => {
                if self.take_understood(feed, sequence, bytes) == Novelty::New {
                    self.state.feeds.count_ignored(feed, &kind);
                }
            }
            // The transport answers control frames itself; one that comes here says nothing about the world.
            Ok(Decoded::Control(_) | Decoded::Standing(_) | Decoded::Heartbeat) => {
                self.state.feeds.understand(feed, Novelty::Repeat, self.state.now);
            }
            Err(reject) => {
                // The number of a frame that cannot be read is still taken: it is here, and counted.
                let mut numbered = None;
                if let Peek::Event(sequence) = native::peek(bytes) {
                    self.state.take_number(feed, (sequence, bytes));
                    numbered = Some(sequence);
                }
                self.refuse(feed, numbered, reject, bytes);
            }
        }
        self.state.hear_again(feed, &mut self.turn);
    }

    /// Takes a message whose transport numbers it: many events, one number.
    fn take_message(&mut self, feed: FeedId, sequence: u64, raw: &Raw<'_>, facts: &mut Vec<Fact>) {
        let novelty = self.take_number(feed, sequence, raw.bytes);
        self.hand_over(facts);
        if novelty != Novelty::New {
            self.state.feeds.understand(feed, novelty, self.state.now);
            return;
        }
        let Some(terms) = self.state.feeds.get(feed).map(|feed| &feed.terms) else { return };
        let context = Context { feed, received: self.state.now, test_trusted: !terms.tests_untrusted };
        let read = guarded(|| decode::message(&terms.format, raw, &context));
        let mut refused = None;
        let read = read.unwrap_or_else(|reject| vec![Err(reject)]);
        // A list with nothing on it says so.
        if read.is_empty() || read.iter().any(Result::is_ok) {
            self.state.feeds.understand(feed, novelty, self.state.now);
            self.state.hear_again(feed, &mut self.turn);
            self.hand_over(facts);
        }
        for decoded in read {
            match decoded {
                Ok(Decoded::Sensor(mut sensor)) => {
                    sensor.event.sequence = sequence;
                    self.apply_sensor(feed, &sensor, facts);
                }
                Ok(Decoded::Warning { mut message, .. }) => {
                    message.input = self.state.input;
                    self.state.take_warning(message, &mut self.turn);
                }
                Ok(Decoded::Standing(identities)) => {
                    self.state.take_standing(feed, &identities, &mut self.turn);
                }
                Ok(Decoded::Ignored { kind, .. }) => self.state.feeds.count_ignored(feed, &kind),
                // Nothing about the world.
                Ok(Decoded::Control(_) | Decoded::Heartbeat) => {}
                Err(reject) => refused = refused.or(Some(reject)),
            }
            self.hand_over(facts);
        }
        // One message is refused once, whatever it holds that cannot be read.
        if let Some(reject) = refused {
            self.refuse(feed, Some(sequence), reject, raw.bytes);
        }
    }

    fn refuse(&mut self, feed: FeedId, sequence: Option<u64>, reject: Reject, bytes: &[u8]) {
        let refused = Refused { sequence, reason: reject.code(), why: Why::Unreadable, bytes };
        self.state.take_reject(feed, &refused, &mut self.turn);
    }

    /// Takes a message's number; one that came before with another body is kept apart and told.
    fn take_number(&mut self, feed: FeedId, sequence: u64, bytes: &[u8]) -> Novelty {
        let novelty = self.state.take_number(feed, (sequence, bytes));
        let other = match novelty {
            Novelty::New | Novelty::Repeat => None,
            Novelty::Conflict { before } => Some((CONFLICT, Why::Conflict { before })),
            Novelty::Anew => Some((ANEW, Why::Anew)),
        };
        if let Some((reason, why)) = other {
            let refused = Refused { sequence: Some(sequence), reason, why, bytes };
            self.state.take_reject(feed, &refused, &mut self.turn);
        }
        novelty
    }

    fn take_understood(&mut self, feed: FeedId, sequence: u64, bytes: &[u8]) -> Novelty {
        let novelty = self.take_number(feed, sequence, bytes);
        self.state.feeds.understand(feed, novelty, self.state.now);
        novelty
    }

    fn apply_sensor(&mut self, feed: FeedId, sensor: &Sensor<'_>, facts: &mut Vec<Fact>) {
        let mut event = sensor.event;
        let named = (&*sensor.device, &*sensor.place);
        let known = self.registry.device(&sensor.device);
        let device = known.or_else(|| self.state.admit(feed, named, &mut event, &mut self.turn));
        self.hand_over(facts);
        let Some(device) = device else { return };
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

/// Decodes; a decoder that fails on a message refuses it.
///
/// Decoders are total, and tests hold them to it. Should one not be, this message alone is lost to the desk, kept apart and told:
/// else every start would read it again from the recording and fail again.
///
/// Cost: no more than the decoder's own.
fn guarded<T>(decode: impl FnOnce() -> T) -> Result<T, Reject> {
    // Nothing of the desk is in a decoder's hands: what it leaves half done is gone with it.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(decode)).map_err(|_| Reject::DecoderFailed)
}

#[cfg(test)]
mod tests {
    use super::guarded;
    use crate::feed::decode::Reject;

    #[test]
    fn a_decoder_that_fails_refuses_its_message_and_nothing_else() {
        let read = |bytes: &[u8]| assert!(!bytes.is_empty(), "a decoder's mistake");
        assert_eq!(guarded(|| read(b"frame")), Ok(()));
        assert_eq!(guarded(|| read(b"")), Err(Reject::DecoderFailed));
    }
}
