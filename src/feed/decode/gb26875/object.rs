//! What the objects of a frame say.
//!
//! Invariants:
//! - objects are read until the bytes end; what stands behind the promised ones is an object only with a time of its own;
//! - bytes that a vendor puts between an object and its time are stepped over, not read.

use crate::correlation::event::{Conditions, Event, EventKind, Marks, Unit};
use crate::feed::decode::gb26875::Refusal;
use crate::feed::decode::gb26875::code::{self, Component};
use crate::feed::decode::gb26875::frame::{Frame, TIME_BYTES, time};
use crate::feed::decode::native::clock_marks;
use crate::feed::decode::{Context, Decoded, Reject, Sensor, words};
use crate::text::{self, TAKEN_OUT};
use crate::units::{DeviceId, InputNumber, Instant};
use std::borrow::Cow;

type Read = Vec<Result<Decoded<'static>, Reject>>;

/// Bits that the standard gives a component; the others are nobody's.
const COMPONENT_BITS: u16 = 0x01FF;
/// Bits that the standard gives a system.
const SYSTEM_BITS: u16 = 0x3FFF;
/// Bit 2 of an operation: a person pressed for help.
const MANUAL_ALARM: u8 = 1 << 2;
/// Bytes of a component's description as it leaves: 31 bytes of GB18030, each perhaps three of UTF-8.
const PLACE_BYTES_MAX: usize = 96;

/// One object: its fields, and when it happened.
struct Object<'a> {
    fields: &'a [u8],
    occurred: Instant,
    /// Its own time cannot be.
    is_odd: bool,
}

/// A layout of objects: a name for each type that is read.
#[derive(Clone, Copy)]
enum Layout {
    System,
    Component,
    Value,
    Operation,
    Gateway,
    GatewayOperation,
}

impl Layout {
    const fn of(kind: u8) -> Option<Self> {
        match kind {
            1 => Some(Self::System),
            2 => Some(Self::Component),
            3 => Some(Self::Value),
            4 => Some(Self::Operation),
            21 => Some(Self::Gateway),
            24 => Some(Self::GatewayOperation),
            _ => None,
        }
    }

    /// Bytes of its fields, without a time.
    const fn bytes(self) -> usize {
        match self {
            Self::System | Self::Operation => 4,
            Self::Component => 40,
            Self::Value => 10,
            Self::Gateway => 1,
            Self::GatewayOperation => 2,
        }
    }
}

/// Reads the data of a frame.
pub(super) fn take(frame: &Frame<'_>, context: &Context, read: &mut Read) {
    let Some((&kind, rest)) = frame.data.split_first() else {
        read.push(Ok(Decoded::Heartbeat));
        return;
    };
    let Some(layout) = Layout::of(kind) else {
        read.push(Ok(Decoded::Ignored { sequence: 0, kind: code::kind(kind) }));
        return;
    };
    let (count, body) = rest.split_first().map_or((0, rest), |(count, body)| (usize::from(*count), body));
    if count == 0 && body.is_empty() {
        read.push(Ok(Decoded::Heartbeat));
        return;
    }
    let mut speaker = Speaker { frame, context, read, said: 0 };
    let (whole, stride) = (layout.bytes() + TIME_BYTES, stride(body.len(), count, layout.bytes()));
    let (mut rest, mut taken) = (body, 0);
    while rest.len() >= layout.bytes() {
        let (chunk, behind) = rest.split_at(stride.min(rest.len()));
        let is_promised = taken < count.max(1);
        if !is_promised && time(chunk.get(layout.bytes()..whole).unwrap_or_default()).is_none() {
            break;
        }
        speaker.say(layout, &object(chunk, layout.bytes(), frame.sent));
        (rest, taken) = (behind, taken + 1);
    }
    if taken < count {
        speaker.read.push(Err(Reject::Gb26875(Refusal::ObjectCutOff)));
    }
}

/// Returns the bytes from one object to the next.
///
/// Vendors leave the time away or put bytes of their own before it; the count is believed in this only where it divides
/// the bytes into objects of a likely size.
fn stride(bytes: usize, count: usize, fields: usize) -> usize {
    let whole = fields + TIME_BYTES;
    match bytes.checked_div(count) {
        Some(each) if each * count == bytes && (fields..2 * whole).contains(&each) => each,
        Some(_) | None => whole,
    }
}

fn object(chunk: &[u8], fields: usize, sent: Option<Instant>) -> Object<'_> {
    let (fields, behind) = chunk.split_at(fields);
    let own = behind.first_chunk::<TIME_BYTES>().and_then(|bytes| time(bytes));
    let own = own.or_else(|| behind.last_chunk::<TIME_BYTES>().and_then(|bytes| time(bytes)));
    Object {
        fields,
        occurred: own.or(sent).unwrap_or(Instant::UNSTATED),
        is_odd: own.is_none() && behind.len() >= TIME_BYTES,
    }
}

/// Returns the conditions of a component's state.
///
/// Source: GB/T 26875.3-2011 table 5; bits 9 to 15 are reserved.
pub fn component_state(bits: u16) -> Conditions {
    Conditions(bits & COMPONENT_BITS)
}

/// Returns the conditions of a transmission device's state.
///
/// Source: GB/T 26875.3-2011 clause 8.2.1.8: 3 mains, 4 battery, 5 channel to the centre, 6 line to the panel.
fn gateway_state(bits: u8) -> Conditions {
    let low = Conditions(u16::from(bits & 0b111));
    let high =
        [(3, Conditions::MAINS), (4, Conditions::BATTERY), (5, Conditions::LINE), (6, Conditions::LINE)];
    high.into_iter()
        .filter(|(bit, _)| bits & 1 << bit != 0)
        .fold(low, |conditions, (_, condition)| conditions.with(condition))
}

/// Writes down what a frame says.
struct Speaker<'f, 'b> {
    frame: &'f Frame<'b>,
    context: &'f Context,
    read: &'f mut Read,
    said: u32,
}

impl Speaker<'_, '_> {
    fn say(&mut self, layout: Layout, object: &Object<'_>) {
        let source = self.frame.source;
        match (layout, object.fields) {
            (Layout::System, &[system, address, low, high]) => {
                let state = Conditions(u16::from_le_bytes([low, high]) & SYSTEM_BITS);
                self.state(code::system(source, (system, address)), state, object, "");
            }
            (Layout::Component, fields) => self.component(fields, object),
            (Layout::Value, fields) => self.value(fields, object),
            (Layout::Operation, &[system, address, flags, _]) => {
                let device = format!("{}.manual", code::system(source, (system, address)));
                self.operation(device, flags, "confirm", object);
            }
            (Layout::Gateway, &[bits]) => {
                self.state(code::gateway(source), gateway_state(bits), object, "");
            }
            (Layout::GatewayOperation, &[flags, _]) => {
                let device = format!("{}.manual", code::gateway(source));
                self.operation(device, flags, "duty-answer", object);
            }
            // Fields are cut to the layout's bytes.
            (Layout::System | Layout::Operation | Layout::Gateway | Layout::GatewayOperation, _) => {}
        }
    }

    fn component(&mut self, fields: &[u8], object: &Object<'_>) {
        let Some((device, &[low, high, ref place @ ..])) = self.device(fields) else { return };
        let place = place_of(place);
        self.state(device, component_state(u16::from_le_bytes([low, high])), object, &place);
    }

    fn value(&mut self, fields: &[u8], object: &Object<'_>) {
        let Some((device, &[kind, low, high])) = self.device(fields) else { return };
        let Some((unit, numerator, denominator)) = measure(kind) else {
            self.read.push(Ok(Decoded::Ignored { sequence: 0, kind: code::value(kind) }));
            return;
        };
        let value = i64::from(i16::from_le_bytes([low, high])) * numerator / denominator;
        let Ok(value_milli) = i32::try_from(value) else {
            self.read.push(Err(Reject::Gb26875(Refusal::OutOfRange)));
            return;
        };
        let event = Event { value_milli, unit, ..self.event(EventKind::Reading, Conditions::NONE, object) };
        self.push(event, device, "");
    }

    /// Reads the component that both kinds of objects begin with.
    fn device<'a>(&self, fields: &'a [u8]) -> Option<(String, &'a [u8])> {
        let (&[system, system_address, kind, a, b, c, d], rest) = fields.split_first_chunk::<7>()?;
        let address = u32::from_le_bytes([a, b, c, d]);
        let component = Component { system, system_address, kind, address };
        Some((code::component(self.frame.source, component), rest))
    }

    fn operation(&mut self, device: String, flags: u8, sixth: &'static str, object: &Object<'_>) {
        if flags & MANUAL_ALARM != 0 {
            let event = self.event(EventKind::Raise, Conditions::FIRE, object);
            self.push(event, device, "");
        }
        let others = flags & !MANUAL_ALARM;
        if others != 0 || flags == 0 {
            self.read.push(Ok(Decoded::Ignored { sequence: 0, kind: code::operations(others, sixth) }));
        }
    }

    fn state(&mut self, device: String, conditions: Conditions, object: &Object<'_>, place: &str) {
        let event = self.event(EventKind::State, conditions, object);
        self.push(event, device, place);
    }

    fn event(&self, kind: EventKind, conditions: Conditions, object: &Object<'_>) -> Event {
        let odd = if object.is_odd { Marks::CLOCK } else { Marks::NONE };
        Event {
            input: InputNumber(0),
            occurred: object.occurred,
            received: self.context.received,
            sequence: 0,
            device: DeviceId(u32::MAX),
            value_milli: 0,
            conditions,
            feed: self.context.feed,
            kind,
            unit: Unit::None,
            severity: words::severity_of(conditions),
            marks: clock_marks(object.occurred, false, self.context).with(odd),
        }
    }

    fn push(&mut self, event: Event, device: String, place: &str) {
        let id = format!("{:012X}-{}-{}", self.frame.source, self.frame.serial, self.said);
        self.said += 1;
        self.read.push(Ok(Decoded::Sensor(Sensor {
            event,
            device: Cow::Owned(device),
            id: Cow::Owned(id),
            place: Cow::Owned(place.to_owned()),
        })));
    }
}

/// Returns the unit of a kind of value, and what one of it is in thousandths of that unit, as a fraction.
///
/// Source: GB/T 26875.3-2011 table 6.
const fn measure(kind: u8) -> Option<(Unit, i64, i64)> {
    match kind {
        2 => Some((Unit::Metre, 10, 1)),
        3 => Some((Unit::Celsius, 100, 1)),
        4 => Some((Unit::Kilopascal, 100_000, 1)),
        5 => Some((Unit::Kilopascal, 100, 1)),
        6 => Some((Unit::PercentLel, 100, 1)),
        8 => Some((Unit::Volt, 100, 1)),
        9 => Some((Unit::Ampere, 100, 1)),
        10 => Some((Unit::LitrePerSecond, 100, 1)),
        // A tenth of a cubic metre a minute.
        11 => Some((Unit::LitrePerSecond, 5_000, 3)),
        _ => None,
    }
}

/// Reads where a component hangs; the last character may be cut in half.
fn place_of(bytes: &[u8]) -> String {
    let bytes = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
    let (text, _) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
    let place = text::bounded::<PLACE_BYTES_MAX>(&text);
    place.trim_matches(|c: char| c == TAKEN_OUT || c.is_whitespace()).to_owned()
}
