//! The native format `duty-feed.v1`: a CloudEvents 1.0 object a frame, or a control frame with an `op`.
//!
//! Decides: which condition, value and time a frame states; what a missing or unreadable field means.
//! Must not know: which device a code is, whether the number is new.
//!
//! Invariants:
//! - an alarm that names no condition is still an alarm: over its limit when it has a value, fire when it has none;
//! - a restore ends only what it names, and a state with a name that this desk does not know ends nothing;
//! - a frame without escapes is read without an allocation, but for a warning's box and that of the area it draws;
//! - a warning is never refused for a shape that cannot be read: it covers everything then, unless a division says how far.
//!
//! Source: `CloudEvents` 1.0 JSON format; fixtures/feeds/duty-feed.v1.schema.json.

use crate::correlation::area::{self, Flaw, Shapes};
use crate::correlation::event::{Conditions, Event, EventKind, Marks, Unit};
use crate::feed::control::Control;
use crate::feed::decode::json::{self, Data, DataField, Divisions, Drawn, Frame, Scalar};
use crate::feed::decode::words::{self, Type};
use crate::feed::decode::{Context, Decoded, Field, NAME_BYTES_MAX, Reject, Sensor};
use crate::limits::{EVENT_BYTES_MAX, FRAME_BYTES_MAX};
use crate::operations::warning::{Colour, Defects, Message, MessageKind, Status};
use crate::text::{self, Text};
use crate::units::{DeviceId, InputNumber, Instant, Severity, Span};
use std::borrow::Cow;

/// A device's clock may be this far ahead of the desk's before it is marked (design section 5).
const CLOCK_AHEAD_MAX: Span = Span::minutes(5);
/// A live event may be this old before its clock is marked; a buffered one says so itself.
const CLOCK_BEHIND_MAX: Span = Span::minutes(24 * 60);
/// The bits that GB/T 26875.3 defines; 14 and 15 of a raw state are nobody's.
const GB_BITS: u64 = 0x3FFF;

/// What the transport sees of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peek {
    /// An event with its number.
    Event(u64),
    /// A control frame.
    Control,
    /// Neither: the desk refuses it by name.
    Unknown,
}

/// Looks for a frame's number and op only; also gives the number of a frame that [`decode`] refused.
///
/// Cost: O(bytes), 0 allocations.
pub fn peek(frame: &[u8]) -> Peek {
    match json::head(frame) {
        Ok(head) if !head.op.is_absent() => Peek::Control,
        Ok(head) => match head.sequence.whole() {
            Some(sequence @ 1..) => Peek::Event(sequence),
            Some(0) | None => Peek::Unknown,
        },
        Err(_) => Peek::Unknown,
    }
}

/// Reads one frame.
///
/// Limits: `FRAME_BYTES_MAX` bytes, `EVENT_BYTES_MAX` for an event of a device.
/// Errors: a [`Reject`] by name; never a panic.
/// Cost: O(bytes), 0 allocations for an event of a device without escapes in texts that are clean.
pub fn decode<'a>(frame: &'a [u8], context: &Context) -> Result<Decoded<'a>, Reject> {
    if frame.len() > FRAME_BYTES_MAX {
        return Err(Reject::TooLarge);
    }
    let fields = json::frame(frame)?;
    if !fields.op.is_absent() {
        return Control::read(fields).map(Decoded::Control);
    }
    match &fields.specversion {
        Scalar::Text(version) if version == "1.0" => {}
        Scalar::Absent => return Err(Reject::MissingField(Field::SpecVersion)),
        Scalar::Text(_) | Scalar::Bool(_) | Scalar::Unsigned(_) | Scalar::Float(_) | Scalar::Other => {
            return Err(Reject::BadVersion);
        }
    }
    if fields.sequence.is_absent() {
        return Err(Reject::MissingField(Field::Sequence));
    }
    let sequence = fields.sequence.whole().filter(|&number| number > 0).ok_or(Reject::BadSequence)?;
    let kind = fields.kind.clone().required(Field::Type)?;
    match Type::named(&kind) {
        None => Ok(Decoded::Ignored { sequence, kind: name(kind).0 }),
        Some(kind) if kind.is_warning() => warning(fields, kind, context)
            .map(|message| Decoded::Warning { sequence, message: Box::new(message) }),
        Some(_) if frame.len() > EVENT_BYTES_MAX => Err(Reject::TooLarge),
        Some(kind) => sensor(fields, kind, sequence, context).map(Decoded::Sensor),
    }
}

fn sensor<'a>(fields: Frame<'a>, kind: Type, sequence: u64, context: &Context) -> Result<Sensor<'a>, Reject> {
    let (id, id_changed) = name(fields.id.required(Field::Id)?);
    let data = match fields.data {
        DataField::Object(data) => data,
        // `online` has nothing more to say than who.
        DataField::Absent => Data::default(),
        DataField::Other => return Err(Reject::WrongType(Field::Data)),
    };
    let code = match &data.device {
        Scalar::Absent => fields.subject,
        device => device.clone(),
    };
    let (device, device_changed) = name(code.required(Field::Device)?);
    let (mut conditions, mut event_kind) = said(kind, &data)?;
    let (value_milli, unit, value_lost) = match reading(&data) {
        Ok(Some((value, unit))) => (value, unit, false),
        Ok(None) if event_kind == EventKind::Reading => return Err(Reject::MissingField(Field::Value)),
        Ok(None) => (0, Unit::None, false),
        Err(reject) if event_kind == EventKind::Reading => return Err(reject),
        Err(_) => (0, Unit::None, true),
    };
    if event_kind == EventKind::Reading && conditions.any(Conditions::FIRE.with(Conditions::OVER_LIMIT)) {
        event_kind = EventKind::Raise;
    }
    if kind == Type::Alarm && conditions.without(Conditions::NORMAL).is_none() {
        conditions = if unit == Unit::None { Conditions::FIRE } else { Conditions::OVER_LIMIT };
    }
    let occurred = fields_time(&fields.time);
    let mut marks = clock_marks(occurred, data.historical.flag(), context);
    if id_changed || device_changed || value_lost {
        marks = marks.with(Marks::CLEANED);
    }
    if context.test_trusted && (kind == Type::Test || data.test.flag()) {
        marks = marks.with(Marks::TEST);
    }
    let event = Event {
        input: InputNumber(0),
        occurred,
        received: context.received,
        sequence,
        device: DeviceId(u32::MAX),
        value_milli,
        conditions,
        feed: context.feed,
        kind: event_kind,
        unit,
        severity: severity(&data.severity).or_else(|| severity(&fields.severity)).unwrap_or_default(),
        marks,
    };
    let place = match data.place {
        Scalar::Text(place) => name(place).0,
        Scalar::Absent | Scalar::Bool(_) | Scalar::Unsigned(_) | Scalar::Float(_) | Scalar::Other => {
            Cow::Borrowed("")
        }
    };
    Ok(Sensor { event, device, id, place })
}

/// What an event says, by its type, its named conditions and its raw bits.
fn said(kind: Type, data: &Data<'_>) -> Result<(Conditions, EventKind), Reject> {
    let raw = match &data.state {
        Scalar::Absent => None,
        state => match state.whole() {
            Some(bits @ 0..=0xFFFF) => Some(Conditions((bits & GB_BITS) as u16)),
            Some(_) => return unreadable(kind, data, Reject::OutOfRange(Field::State)),
            None => return unreadable(kind, data, Reject::WrongType(Field::State)),
        },
    };
    let conditions = data.conditions.known.with(raw.unwrap_or_default());
    let nothing = raw.is_none() && data.conditions.known.is_none();
    match kind {
        Type::Alarm => Ok((conditions, EventKind::Raise)),
        Type::Test => Ok((or(conditions, Conditions::FIRE), EventKind::Raise)),
        Type::Fault => Ok((or(conditions, Conditions::FAULT), EventKind::Raise)),
        Type::Supervisory => Ok((or(conditions, Conditions::SUPERVISORY), EventKind::Raise)),
        Type::Reading => Ok((conditions, EventKind::Reading)),
        Type::Online => Ok((Conditions::NONE, EventKind::Online)),
        Type::Offline => Ok((Conditions::NONE, EventKind::Offline)),
        Type::Restore | Type::State if nothing && data.conditions.unknown > 0 => {
            Err(Reject::UnknownCondition)
        }
        Type::Restore if conditions.is_none() => Err(Reject::MissingField(Field::Conditions)),
        Type::Restore => Ok((conditions, EventKind::Clear)),
        Type::State if nothing && !data.conditions.stands => Err(Reject::MissingField(Field::State)),
        Type::State if data.conditions.unknown > 0 => Ok((conditions, EventKind::Raise)),
        Type::State => Ok((conditions, EventKind::State)),
        Type::Issue | Type::Update | Type::Cancel => Err(Reject::WrongType(Field::Type)),
    }
}

/// An unreadable raw state: what is named beside it still begins, and an alarm is still an alarm.
fn unreadable(kind: Type, data: &Data<'_>, reject: Reject) -> Result<(Conditions, EventKind), Reject> {
    let known = data.conditions.known;
    if kind == Type::Alarm
        || (kind == Type::State && known.any(Conditions::FIRE.with(Conditions::OVER_LIMIT)))
    {
        return Ok((known, EventKind::Raise));
    }
    Err(reject)
}

/// The value in thousandths of its unit; none when none stands.
fn reading(data: &Data<'_>) -> Result<Option<(i32, Unit)>, Reject> {
    if data.value.is_absent() {
        return Ok(None);
    }
    let value = data.value.number().ok_or(Reject::WrongType(Field::Value))?;
    let (unit, milli) = match &data.unit {
        Scalar::Text(word) => words::unit(word).ok_or(Reject::UnknownUnit)?,
        Scalar::Absent => return Err(Reject::MissingField(Field::Unit)),
        Scalar::Bool(_) | Scalar::Unsigned(_) | Scalar::Float(_) | Scalar::Other => {
            return Err(Reject::WrongType(Field::Unit));
        }
    };
    let scaled = (value * milli).round();
    if scaled < f64::from(i32::MIN) || scaled > f64::from(i32::MAX) {
        return Err(Reject::OutOfRange(Field::Value));
    }
    Ok(Some((scaled as i32, unit)))
}

fn or(conditions: Conditions, otherwise: Conditions) -> Conditions {
    if conditions.is_none() { otherwise } else { conditions }
}

fn severity(value: &Scalar<'_>) -> Option<Severity> {
    match value {
        Scalar::Text(word) => {
            words::severity(word).or_else(|| value.whole().and_then(words::severity_number))
        }
        Scalar::Unsigned(number) => words::severity_number(*number),
        Scalar::Absent | Scalar::Bool(_) | Scalar::Float(_) | Scalar::Other => None,
    }
}

/// Reads RFC 3339; none for anything else.
fn time(value: &Scalar<'_>) -> Option<Instant> {
    match value {
        Scalar::Text(text) => {
            let time = chrono::DateTime::parse_from_rfc3339(text).ok()?;
            Some(Instant(time.timestamp_millis()))
        }
        Scalar::Absent | Scalar::Bool(_) | Scalar::Unsigned(_) | Scalar::Float(_) | Scalar::Other => None,
    }
}

/// A device's time: unstated when it is absent, unreadable or before 1970.
fn fields_time(value: &Scalar<'_>) -> Instant {
    time(value).filter(|time| time.0 > 0).unwrap_or(Instant::UNSTATED)
}

/// Returns what is odd about a device's time.
pub(super) fn clock_marks(occurred: Instant, historical: bool, context: &Context) -> Marks {
    let age = context.received.since(occurred);
    let odd =
        !occurred.is_stated() || age < Span(-CLOCK_AHEAD_MAX.0) || (age > CLOCK_BEHIND_MAX && !historical);
    let clock = if odd { Marks::CLOCK } else { Marks::NONE };
    if historical { clock.with(Marks::HISTORICAL) } else { clock }
}

/// Cleans and bounds a code; says whether that changed it.
pub(super) fn name(raw: Cow<'_, str>) -> (Cow<'_, str>, bool) {
    match raw {
        Cow::Borrowed(raw) => match text::clean(raw) {
            Cow::Borrowed(clean) if clean.len() <= NAME_BYTES_MAX => (Cow::Borrowed(clean), false),
            Cow::Borrowed(_) | Cow::Owned(_) => (Cow::Owned(cut(raw)), true),
        },
        Cow::Owned(raw) => {
            let name = cut(&raw);
            let changed = name != raw;
            (Cow::Owned(name), changed)
        }
    }
}

fn cut(raw: &str) -> String {
    text::bounded::<NAME_BYTES_MAX>(raw).as_str().to_owned()
}

fn warning(fields: Frame<'_>, kind: Type, context: &Context) -> Result<Message, Reject> {
    let id = fields.id.required(Field::Id)?;
    let DataField::Object(data) = fields.data else {
        return Err(Reject::MissingField(Field::Data));
    };
    let identifier = data.identifier.text(Field::Identifier)?.unwrap_or(id);
    let native_id: Text<64> = text::bounded(&identifier);
    let kind = match kind {
        Type::Update => MessageKind::Update,
        Type::Cancel => MessageKind::Cancel,
        Type::Issue
        | Type::Alarm
        | Type::Restore
        | Type::Fault
        | Type::Test
        | Type::Supervisory
        | Type::Reading
        | Type::State
        | Type::Online
        | Type::Offline => MessageKind::Issue,
    };
    let issued = stated(&data.sent, Field::Time)?.or(stated(&fields.time, Field::Time)?);
    let references = data
        .references
        .0
        .iter()
        .map(|reference| text::bounded::<64>(reference))
        .filter(|reference| *reference != native_id && !reference.is_empty())
        .take(4)
        .collect();
    let (adcodes, shapes) = area(data.adcodes, data.area.0);
    if kind != MessageKind::Cancel && adcodes.is_empty() && shapes.is_empty() {
        return Err(Reject::MissingField(Field::Adcodes));
    }
    let event = data.event.text(Field::Event)?.unwrap_or_default();
    let headline = data.headline.text(Field::Headline)?.unwrap_or_default();
    if kind == MessageKind::Issue && event.is_empty() && headline.is_empty() {
        return Err(Reject::MissingField(Field::Headline));
    }
    let severity = severity(&data.severity).or_else(|| severity(&fields.severity)).unwrap_or_default();
    let colour = match &data.colour {
        Scalar::Text(word) => words::colour(word).unwrap_or(Colour::Unknown),
        Scalar::Absent | Scalar::Bool(_) | Scalar::Unsigned(_) | Scalar::Float(_) | Scalar::Other => {
            words::colour_of(severity)
        }
    };
    let sender = match &data.sender {
        Scalar::Text(sender) => text::bounded(sender),
        Scalar::Absent | Scalar::Bool(_) | Scalar::Unsigned(_) | Scalar::Float(_) | Scalar::Other => {
            Text::new()
        }
    };
    Ok(Message {
        input: InputNumber(0),
        feed: context.feed,
        kind,
        native_id,
        references,
        event: text::bounded(&event),
        colour,
        sender,
        headline: text::bounded(&headline),
        adcodes,
        shapes,
        status: Status::Actual,
        defects: Defects::default(),
        issued: issued.unwrap_or(Instant::UNSTATED),
        expires: stated(&data.expires, Field::Expires)?.unwrap_or(Instant::UNSTATED),
        received: context.received,
    })
}

/// Where a warning holds: its divisions, wherever they stand, and what it draws.
///
/// What cannot be read is counted by name; when no division beside it says how far it reaches, it holds everywhere.
fn area(named: Divisions, drawn: Option<Box<Drawn>>) -> (area::Divisions, Shapes) {
    let is_named = !named.codes.is_empty();
    let mut divisions = named;
    let mut shapes = Shapes::default();
    if let Some(drawn) = drawn {
        divisions.join(&drawn.divisions);
        shapes = drawn.shapes;
        if drawn.loses && !is_named {
            shapes.hold_everywhere();
        }
    }
    for _ in 0..divisions.unknown.min(usize::from(u8::MAX)) {
        shapes.note(Flaw::Division);
    }
    if divisions.overflows {
        shapes.note(Flaw::Widened);
        shapes.hold_everywhere();
    }
    shapes.settle(!divisions.codes.is_empty());
    (divisions.codes, shapes)
}

/// A time of a warning: it may be absent, but one that stands must be readable, since it says when the warning ends.
fn stated(value: &Scalar<'_>, field: Field) -> Result<Option<Instant>, Reject> {
    if value.is_absent() || *value == Scalar::Text(Cow::Borrowed("")) {
        return Ok(None);
    }
    time(value).map(Some).ok_or(Reject::BadTime(field))
}
