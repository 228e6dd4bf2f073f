//! What the values of one message say of one device, and the events that this makes.

use crate::correlation::event::{Conditions, Event, EventKind, Marks, Unit};
use crate::feed::decode::mapped::Refusal;
use crate::feed::decode::native::{clock_marks, name};
use crate::feed::decode::{Context, Decoded, Reject, Sensor, gb26875, words};
use crate::operations::feed::terms::Meaning;
use crate::units::{DeviceId, InputNumber, Instant, Severity};
use std::borrow::Cow;

/// What was said.
#[derive(Debug, Default)]
pub(super) struct Said {
    began: Conditions,
    severity: Severity,
    ended: Conditions,
    state: Option<Conditions>,
    readings: Vec<(i32, Unit)>,
    is_there: Option<bool>,
    is_test: bool,
    /// Where the device says that it hangs.
    place: String,
    refusals: Vec<Refusal>,
}

impl Said {
    /// Takes one value.
    pub(super) fn take(&mut self, means: &Meaning, text: &str) {
        let is_one_of = |words: &[Box<str>]| words.iter().any(|word| **word == *text);
        match means {
            Meaning::Condition { conditions, severity, on, .. } if is_one_of(on) => {
                self.began = self.began.with(*conditions);
                self.severity = self.severity.max(*severity);
            }
            Meaning::Condition { conditions, off, .. } if is_one_of(off) => {
                self.ended = self.ended.with(*conditions);
            }
            Meaning::Presence { on, .. } if is_one_of(on) => self.is_there = Some(true),
            Meaning::Presence { off, .. } if is_one_of(off) => self.is_there = Some(false),
            Meaning::Condition { .. } | Meaning::Presence { .. } => self.refuse(Refusal::UnknownValue),
            Meaning::Reading { unit, scale_micro } => match milli(text, *scale_micro) {
                Ok(value) => self.readings.push((value, *unit)),
                Err(refusal) => self.refuse(refusal),
            },
            Meaning::Test { on } => self.is_test |= is_one_of(on),
            Meaning::ComponentState => match text.trim().parse::<u16>() {
                Ok(bits) => self.state = Some(gb26875::component_state(bits)),
                Err(_) => self.refuse(Refusal::NotANumber),
            },
            Meaning::Place => {
                let separator = if self.place.is_empty() || text.is_empty() { "" } else { "," };
                self.place.push_str(separator);
                self.place.push_str(text.trim());
            }
            // Frames speak for themselves.
            Meaning::Gb26875 => {}
        }
    }

    pub(super) fn refuse(&mut self, refusal: Refusal) {
        self.refusals.push(refusal);
    }

    /// Returns whether nothing was said, and nothing refused.
    pub(super) fn is_nothing(&self) -> bool {
        self.began.is_none()
            && self.ended.is_none()
            && self.state.is_none()
            && self.readings.is_empty()
            && self.is_there.is_none()
            && self.refusals.is_empty()
    }
}

/// A number in thousandths of its unit.
fn milli(text: &str, scale_micro: i64) -> Result<i32, Refusal> {
    let number: f64 = text.trim().parse().map_err(|_| Refusal::NotANumber)?;
    if !number.is_finite() {
        return Err(Refusal::NotANumber);
    }
    let scaled = (number * scale_micro as f64 / 1e3).round();
    let fits = scaled >= f64::from(i32::MIN) && scaled <= f64::from(i32::MAX);
    if fits { Ok(scaled as i32) } else { Err(Refusal::OutOfRange) }
}

/// Who a message is about.
pub(super) struct Device {
    /// The parts of the code that stand in the message.
    pub(super) code: String,
    /// Whether all do.
    pub(super) is_whole: bool,
}

/// What a hazard is called of which nothing says whose it is.
const UNNAMED: &str = "unnamed";

/// Who says it, and when.
pub(super) struct Speaker<'a> {
    pub(super) context: &'a Context,
    pub(super) topic: &'a str,
    pub(super) device: Device,
    pub(super) occurred: Instant,
    pub(super) is_odd: bool,
}

impl Speaker<'_> {
    /// Writes the events: what is worst first.
    pub(super) fn speak(&self, said: Said, read: &mut Vec<Result<Decoded<'static>, Reject>>) {
        let ended = said.ended.without(said.began);
        let place = name(Cow::Owned(said.place)).0;
        let test = if said.is_test && self.context.test_trusted { Marks::TEST } else { Marks::NONE };
        if let Some(state) = said.state {
            read.push(self.told(self.event(EventKind::State, state), &place));
        }
        if !said.began.is_none() {
            let event = self.event(EventKind::Raise, said.began);
            // What the mapping does not say is said by the conditions.
            let stated = said.severity != Severity::Unknown;
            let severity = if stated { said.severity } else { event.severity };
            let marks = event.marks.with(test);
            read.push(self.told(Event { severity, marks, ..event }, &place));
        }
        if !ended.is_none() {
            read.push(self.told(self.event(EventKind::Clear, ended), &place));
        }
        for (value_milli, unit) in said.readings {
            let event = self.event(EventKind::Reading, Conditions::NONE);
            read.push(self.told(Event { value_milli, unit, ..event }, &place));
        }
        if let Some(is_there) = said.is_there {
            let kind = if is_there { EventKind::Online } else { EventKind::Offline };
            read.push(self.told(self.event(kind, Conditions::NONE), &place));
        }
        read.extend(said.refusals.into_iter().map(|refusal| Err(Reject::Mapped(refusal))));
    }

    fn event(&self, kind: EventKind, conditions: Conditions) -> Event {
        let at_receipt = self.occurred == self.context.received && !self.is_odd;
        Event {
            input: InputNumber(0),
            occurred: self.occurred,
            received: self.context.received,
            sequence: 0,
            device: DeviceId(u32::MAX),
            value_milli: 0,
            conditions,
            feed: self.context.feed,
            kind,
            unit: Unit::None,
            severity: if kind == EventKind::Clear {
                Severity::Unknown
            } else {
                words::severity_of(conditions)
            },
            marks: if at_receipt { Marks::NONE } else { clock_marks(self.occurred, false, self.context) },
        }
    }

    /// Names the device. A hazard is never refused for what stands beside it.
    fn told(&self, event: Event, place: &str) -> Result<Decoded<'static>, Reject> {
        let Device { code, is_whole } = &self.device;
        let is_hazard = event.kind != EventKind::Clear
            && event.conditions.any(Conditions::FIRE.with(Conditions::OVER_LIMIT));
        let code = match (is_whole, is_hazard) {
            (true, _) => code.as_str(),
            (false, false) => return Err(Reject::Mapped(Refusal::NoDevice)),
            (false, true) => [code, self.topic].into_iter().find(|it| !it.is_empty()).unwrap_or(UNNAMED),
        };
        let (device, is_changed) = name(Cow::Owned(code.to_owned()));
        let cleaned = if is_changed || !is_whole { Marks::CLEANED } else { Marks::NONE };
        let event = Event { marks: event.marks.with(cleaned), ..event };
        let id = Cow::Owned(format!("{device}@{}", self.occurred.0));
        Ok(Decoded::Sensor(Sensor { event, device, id, place: Cow::Owned(place.to_owned()) }))
    }
}
