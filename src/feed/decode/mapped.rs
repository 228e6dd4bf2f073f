//! Any other JSON of devices, read as a mapping file says: MQTT, NATS, the pushes of operators' clouds.
//!
//! Decides: which rules a message falls under, and what becomes of values that a rule does not foresee.
//! Must not know: how a mapping file is written (`config::mapping`), which device a code is.
//!
//! Invariants:
//! - a message that no rule takes is refused by name, never passed over; one that says nothing a rule reads is counted;
//! - a value that a rule does not foresee is refused by name, and everything else of the message is read;
//! - what one message says of one device is one event for all that began and one for all that ended: a condition that two
//!   values share (tamper and fault) stands while one of them says so;
//! - an alarm whose device cannot be read is an alarm all the same: of what is known of the code, else of its topic.
//!
//! Read on: `topic`, `payload` where values stand, `said` what they add up to.

mod payload;
mod said;
mod topic;

use crate::feed::decode::{Context, Decoded, Raw, Reject, gb26875};
use crate::limits::EVENT_BYTES_MAX;
use crate::operations::feed::terms::{Mapping, MappingRule, Meaning, TimeSource};
use crate::text;
use crate::units::Instant;
use payload::{Found, Message};
use said::{Device, Said, Speaker};
use serde_json::Value;
use std::borrow::Cow;

/// Why a message, or a value of it, is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No rule has its topic, or none of them applies.
    #[error("no rule of the mapping takes this message")]
    NoRule,
    /// Nothing stands where the device's code should.
    #[error("the device's code is missing")]
    NoDevice,
    /// A value that is neither one of `on` nor one of `off`.
    #[error("a value that the mapping does not foresee")]
    UnknownValue,
    /// A reading that is no number.
    #[error("a reading that is not a number")]
    NotANumber,
    /// A reading that its field cannot hold.
    #[error("a reading out of range")]
    OutOfRange,
    /// Something else where `each` points to.
    #[error("not an array")]
    NotAnArray,
    /// Frames that are neither hexadecimal nor base64.
    #[error("neither hexadecimal nor base64")]
    NotBase64,
}

impl Refusal {
    /// Returns the reason's code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoRule => "no-rule",
            Self::NoDevice => "no-device",
            Self::UnknownValue => "unknown-value",
            Self::NotANumber => "not-a-number",
            Self::OutOfRange => "value-out-of-range",
            Self::NotAnArray => "not-an-array",
            Self::NotBase64 => "not-base64",
        }
    }
}

type Read = Vec<Result<Decoded<'static>, Reject>>;

/// Reads one message.
///
/// Limits: `EVENT_BYTES_MAX` bytes, for a message whose topic a rule has.
/// Cost: O(bytes x rules); allocates.
pub(super) fn decode(
    mapping: &Mapping,
    raw: &Raw<'_>,
    context: &Context,
) -> Vec<Result<Decoded<'static>, Reject>> {
    let fitting = || mapping.rules.iter().filter(|rule| topic::fits(&rule.topic, raw.topic));
    if fitting().next().is_none() {
        return vec![Err(Reject::Mapped(Refusal::NoRule))];
    }
    // Lists of a bridge's own are larger than any event, and nobody parses them.
    if fitting().all(|rule| rule.reads.is_empty() && rule.when.is_none()) {
        return vec![Ok(Decoded::Heartbeat)];
    }
    if raw.bytes.len() > EVENT_BYTES_MAX {
        return vec![Err(Reject::TooLarge)];
    }
    let mut reading = Reading { message: Message::of(raw), context, read: Vec::new(), taken: Taken::ByNone };
    for rule in fitting() {
        reading.apply(rule);
    }
    reading.end()
}

/// A message on its way through the rules.
struct Reading<'m> {
    message: Message<'m>,
    context: &'m Context,
    read: Read,
    taken: Taken,
}

/// By which rules a message was taken.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Taken {
    /// By none.
    ByNone,
    /// By such as pass it over.
    PassedOver,
    /// By one that reads something.
    Read,
}

impl Reading<'_> {
    fn apply(&mut self, rule: &MappingRule) {
        let Some(each) = &rule.each else { return self.apply_to(rule, None) };
        let Ok(whole) = &self.message.json else { return };
        match whole.pointer(each).cloned() {
            None | Some(Value::Null) => {}
            Some(Value::Array(elements)) => {
                if elements.is_empty() && rule.when.is_none() {
                    self.taken = Taken::Read;
                }
                for element in &elements {
                    self.apply_to(rule, Some(element));
                }
            }
            Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => {
                self.refuse(Refusal::NotAnArray);
            }
        }
    }

    fn apply_to(&mut self, rule: &MappingRule, element: Option<&Value>) {
        if let Some(when) = &rule.when {
            let Found::Text(text) = self.message.find(&when.at, element) else { return };
            if !when.is.iter().any(|word| **word == *text) {
                return;
            }
        }
        let how = if rule.reads.is_empty() { Taken::PassedOver } else { Taken::Read };
        self.taken = self.taken.max(how);
        let mut said = Said::default();
        for read in &rule.reads {
            match (&read.means, self.message.find(&read.at, element)) {
                // A place that is no text says nothing: what stands beside a hazard never refuses it.
                (_, Found::Nothing) | (Meaning::Place, Found::Other) => {}
                (Meaning::Gb26875, found) => {
                    let frames = self.message.frames(&read.at, &found);
                    match frames {
                        Some(frames) => self.read.extend(gb26875::decode(&frames, self.context)),
                        None => said.refuse(Refusal::NotBase64),
                    }
                }
                (means, Found::Text(text)) => said.take(means, &text),
                (_, Found::Other) => said.refuse(Refusal::UnknownValue),
            }
        }
        if said.is_nothing() {
            return;
        }
        let (occurred, is_odd) = self.occurred(rule.time.as_ref(), element);
        let device = self.device(rule, element);
        let topic = self.message.topic;
        let speaker = Speaker { context: self.context, topic, device, occurred, is_odd };
        speaker.speak(said, &mut self.read);
    }

    /// The device's code: its parts in a row.
    fn device(&self, rule: &MappingRule, element: Option<&Value>) -> Device {
        let mut device = Device { code: String::new(), is_whole: !rule.device.is_empty() };
        for part in &rule.device {
            match self.message.find(part, element) {
                Found::Text(text) if !text.is_empty() => {
                    if !device.code.is_empty() {
                        device.code.push('.');
                    }
                    device.code.push_str(&text);
                }
                Found::Text(_) | Found::Nothing | Found::Other => device.is_whole = false,
            }
        }
        device
    }

    /// When it happened, and whether the source should have said so and did not.
    fn occurred(&self, source: Option<&TimeSource>, element: Option<&Value>) -> (Instant, bool) {
        let Some(source) = source else { return (self.context.received, false) };
        let found = match self.message.find(&source.at, element) {
            Found::Text(text) => payload::time(source.form, &text),
            Found::Nothing | Found::Other => None,
        };
        (found.unwrap_or(Instant::UNSTATED), found.is_none())
    }

    fn refuse(&mut self, refusal: Refusal) {
        self.read.push(Err(Reject::Mapped(refusal)));
    }

    fn end(mut self) -> Read {
        if !self.read.is_empty() {
            return self.read;
        }
        self.read.push(match &self.message.json {
            // Nothing could be read at all, and this is why.
            Err(reject) => Err(*reject),
            Ok(_) => match self.taken {
                Taken::ByNone => Err(Reject::Mapped(Refusal::NoRule)),
                Taken::PassedOver => Ok(Decoded::Heartbeat),
                Taken::Read => {
                    let topic = text::bounded::<48>(self.message.topic);
                    Ok(Decoded::Ignored { sequence: 0, kind: Cow::Owned(format!("nothing-read:{topic}")) })
                }
            },
        });
        self.read
    }
}
