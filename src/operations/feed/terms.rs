//! The terms of a feed: how its messages are written, and what may be concluded from what it does not say.
//!
//! Plain data, read from the configuration and recorded as an input, so that a replay needs no file.

use crate::correlation::event::{Conditions, Unit};
use crate::text::Text;
use crate::units::{Severity, Span};
use serde::{Deserialize, Serialize};

/// What the desk goes by when a feed speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// How its messages are written.
    pub format: Format,
    /// Whether a warning that its list no longer names has ended; else it may be stale and stands.
    ///
    /// Source: no message of a source ends by absence unless the source is declared to (measured on national feeds).
    pub ends_by_withdrawal: bool,
    /// Whether what it calls a test is taken for an alarm all the same.
    pub tests_untrusted: bool,
    /// Whether it crosses a network unencrypted: the configuration allows it, and the screen says so.
    pub in_clear: bool,
    /// How long it may say nothing, heartbeats aside; none: any time.
    pub silence_max: Option<Span>,
}

/// How messages are written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// `duty-feed.v1`.
    #[default]
    Native,
    /// CAP 1.2, 1.1 or 1.0, as XML.
    Cap,
    /// The `GeoJSON` bundle of the US National Weather Service.
    Nws,
    /// weather.com.cn, list or detail.
    WeatherCn,
    /// 和风 `QWeather` v1.
    QWeather,
    /// 彩云 v2.6.
    Caiyun,
    /// FAN Studio `weatheralarm`.
    FanStudio,
    /// The standing order of the European-Mediterranean Seismological Centre.
    Emsc,
    /// `P2PQuake` v2.
    P2pQuake,
    /// Wolfx early warnings and lists.
    Wolfx,
    /// GB/T 26875.3-2011 frames.
    Gb26875,
    /// Any other JSON, by a mapping file.
    Mapped(Box<Mapping>),
}

/// How JSON messages of devices are read: rules by topic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// What the file calls itself.
    pub name: Text<32>,
    /// Its rules: every one whose topic fits is applied, in order.
    pub rules: Box<[MappingRule]>,
}

/// What messages of a topic say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappingRule {
    /// The topic: levels by `/`, `+` for any one level, `#` for all that follow; NATS subjects are read with `.` as `/`.
    pub topic: Box<str>,
    /// What else must hold; a message for which it does not is none of this rule's.
    pub when: Option<When>,
    /// A JSON pointer to an array: the rule is applied to each of its elements.
    pub each: Option<Box<str>>,
    /// Where the device's code stands; several parts are joined with `.`.
    pub device: Box<[Source]>,
    /// Where the time stands; none: the time of receipt.
    pub time: Option<TimeSource>,
    /// What is read; nothing: messages of the topic are passed over.
    pub reads: Box<[Read]>,
}

/// A value that decides whether a rule applies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// Where it stands.
    pub at: Source,
    /// What it is one of, as JSON writes it without quotes.
    pub is: Box<[Box<str>]>,
}

/// Where a value stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// At a JSON pointer (RFC 6901): into the element where a rule goes over an array, else into the payload.
    Pointer(Box<str>),
    /// At a JSON pointer into the payload, whatever the rule goes over.
    Root(Box<str>),
    /// At a level of the topic, counted from one.
    TopicLevel(u8),
    /// The payload itself, JSON or not: `Online`.
    Payload,
}

/// Where a time stands, and how it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeSource {
    /// Where.
    pub at: Source,
    /// How.
    pub form: TimeForm,
}

/// How a time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimeForm {
    /// RFC 3339.
    Rfc3339,
    /// Seconds since 1970.
    Seconds,
    /// Milliseconds since 1970.
    Milliseconds,
    /// `2026-11-22 09:18:35` without a zone: Beijing time.
    Beijing,
}

/// One value of a message, and what it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    /// Where it stands; a message without it says nothing about it.
    pub at: Source,
    /// What it means.
    pub means: Meaning,
}

/// What a value means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Meaning {
    /// A condition stands when the value is one of `on`, and has ended when it is one of `off`; neither: it is refused by name.
    Condition {
        /// The conditions.
        conditions: Conditions,
        /// How bad; unknown: as its conditions usually are.
        severity: Severity,
        /// Values that say it stands, as JSON writes them without quotes.
        on: Box<[Box<str>]>,
        /// Values that say it has ended.
        off: Box<[Box<str>]>,
    },
    /// A reading: a number.
    Reading {
        /// Its unit here.
        unit: Unit,
        /// Millionths of the unit that one stands for.
        scale_micro: i64,
    },
    /// The device is there, or is not.
    Presence {
        /// Values that say it is there.
        on: Box<[Box<str>]>,
        /// Values that say it is not.
        off: Box<[Box<str>]>,
    },
    /// The device is being tested when the value is one of these; believed only of a feed whose tests are trusted.
    Test {
        /// Values that say so.
        on: Box<[Box<str>]>,
    },
    /// The state of a GB/T 26875.3 component, as a number: the whole state.
    ComponentState,
    /// GB/T 26875.3 frames, as base64 or hexadecimal text; they name their devices themselves.
    Gb26875,
    /// Where the device hangs, in the source's words; of several values, as latitude and longitude are, one after the other.
    Place,
}
