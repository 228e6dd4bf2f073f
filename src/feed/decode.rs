//! What a frame means: pure functions from bytes to events, a file a format.
//!
//! Decides: which frames are taken, what their fields mean, and by which name a frame is refused.
//! Must not know: sockets, clocks, the registry. When it was received stands in the [`Context`].
//!
//! Invariants:
//! - nothing here panics or waits, whatever the bytes;
//! - a hazard is never refused for what stands beside it: an alarm with an unreadable time, value or severity is an
//!   alarm without them, marked;
//! - every text that leaves is cleaned and bounded.

pub mod bulletin;
mod caiyun;
pub mod cap;
mod emsc;
mod fan_studio;
pub mod gb26875;
mod identity;
pub mod json;
pub mod mapped;
pub mod native;
mod nws;
mod p2pquake;
mod qweather;
mod report;
mod weather_cn;
mod wolfx;
pub mod words;

pub use report::report_line;

use crate::correlation::event::Event;
use crate::feed::control::Control;
use crate::limits::FRAME_BYTES_MAX;
use crate::operations::feed::Format;
use crate::operations::warning::Message;
use crate::text::Text;
use crate::units::{FeedId, Instant};
use std::borrow::Cow;

/// Bytes of a device's code and of an event's id as they leave; longer ones are cut and marked.
pub const NAME_BYTES_MAX: usize = 64;

/// What is known about a frame besides its bytes.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// The feed that it came by.
    pub feed: FeedId,
    /// When it was received.
    pub received: Instant,
    /// Whether the feed's test flags may put an alarm in the test lane.
    pub test_trusted: bool,
}

/// A frame that was understood.
#[derive(Clone, Debug)]
pub enum Decoded<'a> {
    /// A device speaks.
    Sensor(Sensor<'a>),
    /// An official warning speaks.
    Warning {
        /// Its number in the feed.
        sequence: u64,
        /// The message; its input number is left for the desk to fill.
        message: Box<Message>,
    },
    /// The other end speaks about the feed itself.
    Control(Control<'a>),
    /// The source names every warning of its own that stands; what it does not name it has withdrawn, if it is declared to.
    Standing(Vec<Text<64>>),
    /// The source says that it lives.
    Heartbeat,
    /// Understood, and none of the desk's business, or of a type that this build does not know: counted apart from what is
    /// refused, its number taken.
    Ignored {
        /// Its number in the feed.
        sequence: u64,
        /// The type, cleaned.
        kind: Cow<'a, str>,
    },
}

/// A message as its transport has it.
#[derive(Clone, Copy, Debug)]
pub struct Raw<'a> {
    /// The topic that it came under; empty where the transport has none.
    pub topic: &'a str,
    /// The bytes.
    pub bytes: &'a [u8],
}

/// Reads a message of a feed whose transport numbers it: all that it says, in the order in which it says it.
///
/// Limits: `FRAME_BYTES_MAX` bytes.
/// Cost: O(bytes); allocates.
pub fn message(format: &Format, raw: &Raw<'_>, context: &Context) -> Vec<Result<Decoded<'static>, Reject>> {
    if raw.bytes.len() > FRAME_BYTES_MAX {
        return vec![Err(Reject::TooLarge)];
    }
    match format {
        // Its own transport brings it as frames.
        Format::Native => vec![Err(Reject::UnknownOp)],
        Format::Cap => cap::decode(raw.bytes, context),
        Format::Nws => nws::decode(raw.bytes, context),
        Format::WeatherCn => weather_cn::decode(raw.bytes, context),
        Format::QWeather => qweather::decode(raw.bytes, context),
        Format::Caiyun => caiyun::decode(raw.bytes, context),
        Format::FanStudio => fan_studio::decode(raw.bytes, context),
        Format::Emsc => emsc::decode(raw.bytes, context),
        Format::P2pQuake => p2pquake::decode(raw.bytes, context),
        Format::Wolfx => wolfx::decode(raw.bytes, context),
        Format::Gb26875 => gb26875::decode(raw.bytes, context),
        Format::Mapped(mapping) => mapped::decode(mapping, raw, context),
    }
}

/// An event of one device, before anybody looked the device up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sensor<'a> {
    /// The event; its device is `DeviceId(u32::MAX)` and its input 0 until the desk fills them.
    pub event: Event,
    /// The device's code, as the registry spells it.
    pub device: Cow<'a, str>,
    /// The source's identity of this event.
    pub id: Cow<'a, str>,
    /// Where the source says that the device hangs, cleaned; empty where it does not say.
    pub place: Cow<'a, str>,
}

/// A field of the native format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// `op`.
    Op,
    /// `specversion`.
    SpecVersion,
    /// `id`.
    Id,
    /// `source`.
    Source,
    /// `type`.
    Type,
    /// `time`.
    Time,
    /// `sequence`.
    Sequence,
    /// `data`.
    Data,
    /// `data.device` or `subject`.
    Device,
    /// `data.conditions`.
    Conditions,
    /// `data.state`.
    State,
    /// `data.value`.
    Value,
    /// `data.unit`.
    Unit,
    /// `data.identifier`.
    Identifier,
    /// `data.event`.
    Event,
    /// `data.headline`.
    Headline,
    /// `data.expires`.
    Expires,
    /// `data.adcodes`.
    Adcodes,
    /// `data.references`.
    References,
    /// `from` of a control frame.
    From,
    /// `to` of a control frame.
    To,
    /// `last` of a control frame.
    Last,
    /// `streamid` of a control frame.
    Stream,
    /// `filter` of a control frame.
    Filter,
}

impl Field {
    /// Returns the field as the format spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Op => "op",
            Self::SpecVersion => "specversion",
            Self::Id => "id",
            Self::Source => "source",
            Self::Type => "type",
            Self::Time => "time",
            Self::Sequence => "sequence",
            Self::Data => "data",
            Self::Device => "device",
            Self::Conditions => "conditions",
            Self::State => "state",
            Self::Value => "value",
            Self::Unit => "unit",
            Self::Identifier => "identifier",
            Self::Event => "event",
            Self::Headline => "headline",
            Self::Expires => "expires",
            Self::Adcodes => "adcodes",
            Self::References => "references",
            Self::From => "from",
            Self::To => "to",
            Self::Last => "last",
            Self::Stream => "streamid",
            Self::Filter => "filter",
        }
    }
}

/// Why a frame is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reject {
    /// More bytes than `EVENT_BYTES_MAX` (sensor events) or `FRAME_BYTES_MAX`.
    #[error("larger than its limit")]
    TooLarge,
    /// Bytes that are no text.
    #[error("not UTF-8")]
    NotUtf8,
    /// Text that is no JSON, or with something behind it.
    #[error("not JSON")]
    NotJson,
    /// Nested deeper than any frame needs to be.
    #[error("nested too deep")]
    TooDeep,
    /// JSON, but no object.
    #[error("not an object")]
    NotAnObject,
    /// A field that must stand is absent or empty.
    #[error("field `{}` is missing", .0.name())]
    MissingField(Field),
    /// A field is of another type than it must be.
    #[error("field `{}` has the wrong type", .0.name())]
    WrongType(Field),
    /// Another version of CloudEvents than 1.0.
    #[error("not a CloudEvents 1.0 event")]
    BadVersion,
    /// A number in the stream that is no number, or zero.
    #[error("the sequence is not a number from 1 up")]
    BadSequence,
    /// A time that is not RFC 3339, in a message that means nothing without it.
    #[error("field `{}` is not an RFC 3339 time", .0.name())]
    BadTime(Field),
    /// A number that its field cannot hold.
    #[error("field `{}` is out of range", .0.name())]
    OutOfRange(Field),
    /// A number that no computer holds (`1e999`).
    #[error("a number is out of range")]
    NumberOutOfRange,
    /// A reading in a unit that this desk does not know.
    #[error("the unit is unknown")]
    UnknownUnit,
    /// A restore or a state that names no condition that this desk knows.
    #[error("no condition that this desk knows")]
    UnknownCondition,
    /// A control frame that this protocol does not have.
    #[error("the op is unknown")]
    UnknownOp,
    /// Warnings in CAP, or listed as the US National Weather Service does.
    #[error(transparent)]
    Cap(cap::Refusal),
    /// What is wrong with a bulletin of a weather or earthquake service.
    #[error(transparent)]
    Bulletin(#[from] bulletin::Refusal),
    /// Bytes that are no frame of GB/T 26875.3, or a frame that cannot be read.
    #[error(transparent)]
    Gb26875(gb26875::Refusal),
    /// A message that its mapping does not read.
    #[error(transparent)]
    Mapped(mapped::Refusal),
    /// The decoder failed on it: a mistake of this program, and of this message.
    #[error("the decoder failed on it")]
    DecoderFailed,
}

impl Reject {
    /// Returns the reason's code, the same in journal, counters and `dutydesk decode`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "too-large",
            Self::NotUtf8 => "not-utf8",
            Self::NotJson => "not-json",
            Self::TooDeep => "too-deep",
            Self::NotAnObject => "not-an-object",
            Self::MissingField(_) => "missing-field",
            Self::WrongType(_) => "wrong-type",
            Self::BadVersion => "bad-version",
            Self::BadSequence => "bad-sequence",
            Self::BadTime(_) => "bad-time",
            Self::OutOfRange(_) | Self::NumberOutOfRange => "number-out-of-range",
            Self::UnknownUnit => "unknown-unit",
            Self::UnknownCondition => "unknown-condition",
            Self::UnknownOp => "unknown-op",
            Self::Cap(refusal) => refusal.code(),
            Self::Bulletin(refusal) => refusal.code(),
            Self::Gb26875(refusal) => refusal.code(),
            Self::Mapped(refusal) => refusal.code(),
            Self::DecoderFailed => "decoder-failed",
        }
    }

    /// Returns the field that the reason is about.
    pub const fn field(&self) -> Option<Field> {
        match self {
            Self::MissingField(field)
            | Self::WrongType(field)
            | Self::BadTime(field)
            | Self::OutOfRange(field) => Some(*field),
            Self::BadSequence => Some(Field::Sequence),
            Self::UnknownUnit => Some(Field::Unit),
            Self::UnknownCondition => Some(Field::Conditions),
            Self::UnknownOp => Some(Field::Op),
            Self::BadVersion => Some(Field::SpecVersion),
            Self::TooLarge
            | Self::NotUtf8
            | Self::NotJson
            | Self::TooDeep
            | Self::NotAnObject
            | Self::NumberOutOfRange
            | Self::Cap(_)
            | Self::Bulletin(_)
            | Self::Gb26875(_)
            | Self::Mapped(_)
            | Self::DecoderFailed => None,
        }
    }
}
