//! What a server keeps: its newest events, and what each device and warning said last.
//!
//! Invariants:
//! - retained numbers have no hole between the first and the last;
//! - the state holds, for every condition of every device, the event that spoke of it last, however old.

use crate::correlation::event::Conditions;
use crate::feed::control::Filter;
use crate::feed::decode::words::{CONDITIONS, Type};
use crate::feed::encode::{self, Body, Envelope, SensorBody};
use crate::units::Instant;
use std::collections::{BTreeMap, VecDeque};
use tokio_tungstenite::tungstenite::Utf8Bytes;

/// What made the events, as they say.
const SOURCE: &str = "/simulate";

/// One event as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    /// Its number.
    pub(super) sequence: u64,
    /// Its frame.
    pub(super) frame: Utf8Bytes,
    /// When it was made: a delayed connection waits from here.
    pub(super) made: tokio::time::Instant,
    kind: Type,
    adcodes: Box<[u32]>,
}

impl Stored {
    /// Returns whether a client wants it.
    pub(super) fn passes(&self, filter: &Filter) -> bool {
        let kind = self.kind.short();
        let kinds = filter.kinds.is_empty()
            || filter.kinds.iter().any(|wanted| match wanted.strip_suffix('*') {
                Some(head) => kind.starts_with(head),
                None => kind == wanted,
            });
        // An event without a division is of the park itself: everybody's. So is one that draws its area: who asks for divisions
        // has not said where they lie.
        let adcodes = filter.adcode.is_empty()
            || self.adcodes.is_empty()
            || self.adcodes.iter().any(|code| {
                let code = format!("{code:06}");
                let wide = code.trim_end_matches("00");
                filter.adcode.iter().any(|head| code.starts_with(head.as_str()) || head.starts_with(wide))
            });
        kinds && adcodes
    }
}

/// What spoke: a device's condition by its bit, its value, its link; or a warning.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    Condition(String, u8),
    Value(String),
    Link(String),
    Warning(String),
}

/// The events of one stream.
#[derive(Debug)]
pub(super) struct Store {
    stream: String,
    last: u64,
    retained_max: usize,
    events: VecDeque<Stored>,
    state: BTreeMap<Slot, Stored>,
}

impl Store {
    /// Starts a stream whose numbers up to `last` are in the past.
    pub(super) fn new(stream: String, last: u64, retained_max: usize) -> Self {
        Self { stream, last, retained_max, events: VecDeque::new(), state: BTreeMap::new() }
    }

    /// Returns the stream's identity.
    pub(super) fn stream(&self) -> &str {
        &self.stream
    }

    /// Returns the newest number.
    pub(super) const fn last(&self) -> u64 {
        self.last
    }

    /// Returns the first number that is still here; one above the newest when none is.
    pub(super) fn first(&self) -> u64 {
        self.last + 1 - self.events.len() as u64
    }

    /// Numbers, writes and keeps one event.
    pub(super) fn append(&mut self, body: &Body, time: Instant, made: tokio::time::Instant) -> u64 {
        self.last += 1;
        let id = format!("{}-{}", self.stream, self.last);
        let envelope = Envelope { stream: &self.stream, sequence: self.last, id: &id, source: SOURCE, time };
        let adcodes = match body {
            Body::Sensor(_) => Box::default(),
            Body::Warning(body) if body.draws() => Box::default(),
            Body::Warning(body) => body.adcodes.clone().into_boxed_slice(),
        };
        let stored = Stored {
            sequence: self.last,
            frame: encode::event(&envelope, body).into(),
            made,
            kind: body.kind(),
            adcodes,
        };
        self.note(body, &stored);
        self.events.push_back(stored);
        if self.events.len() > self.retained_max {
            self.events.pop_front();
        }
        self.last
    }

    /// Forgets events up to a number; what they said last stays known.
    pub(super) fn forget(&mut self, upto: u64) {
        while self.events.front().is_some_and(|event| event.sequence <= upto) {
            self.events.pop_front();
        }
    }

    /// Returns an event that is still here.
    pub(super) fn event(&self, sequence: u64) -> Option<&Stored> {
        let place = sequence.checked_sub(self.first())?;
        self.events.get(usize::try_from(place).ok()?)
    }

    /// Returns the events that tell the present state, by number, each once.
    pub(super) fn state(&self) -> BTreeMap<u64, Stored> {
        self.state.values().map(|stored| (stored.sequence, stored.clone())).collect()
    }

    fn note(&mut self, body: &Body, stored: &Stored) {
        match body {
            Body::Warning(body) => {
                self.state.insert(Slot::Warning(body.identifier.clone()), stored.clone());
            }
            Body::Sensor(body) => self.note_sensor(body, stored),
        }
    }

    fn note_sensor(&mut self, body: &SensorBody, stored: &Stored) {
        let device = || body.device.clone();
        if body.value.is_some() {
            self.state.insert(Slot::Value(device()), stored.clone());
        }
        let spoken = match body.kind {
            Type::Online | Type::Offline => {
                self.state.insert(Slot::Link(device()), stored.clone());
                Conditions::NONE
            }
            // A state speaks of every condition.
            Type::State => Conditions(u16::MAX),
            Type::Alarm
            | Type::Restore
            | Type::Fault
            | Type::Test
            | Type::Supervisory
            | Type::Reading
            | Type::Issue
            | Type::Update
            | Type::Cancel => {
                let named = body.conditions.with(Conditions(body.state.unwrap_or_default()));
                // What an event means that names nothing is the reader's to say; it stands for itself.
                if named.is_none() && body.kind != Type::Reading { Conditions(1) } else { named }
            }
        };
        for (bit, _) in CONDITIONS.iter().enumerate().filter(|(bit, _)| spoken.0 >> bit & 1 == 1) {
            self.state.insert(Slot::Condition(device(), bit as u8), stored.clone());
        }
    }
}
