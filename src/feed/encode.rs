//! Events become frames: the other end of [`crate::feed::decode::native`].
//!
//! Decides: how an event is written.
//! Must not know: what is sent to whom.

use crate::correlation::event::{Conditions, Unit};
use crate::feed::decode::words::{self, Type};
use crate::operations::warning::Colour;
use crate::units::{Instant, Severity};
use arrayvec::ArrayVec;
use chrono::{DateTime, SecondsFormat};
use serde::Serialize;

/// What an event says, whoever numbers and stamps it.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// A device speaks.
    Sensor(SensorBody),
    /// A warning speaks.
    Warning(WarningBody),
}

/// What a device says.
#[derive(Clone, Debug, PartialEq)]
pub struct SensorBody {
    /// Its code.
    pub device: String,
    /// In what type of event.
    pub kind: Type,
    /// The conditions by name.
    pub conditions: Conditions,
    /// The raw state of GB/T 26875.3.
    pub state: Option<u16>,
    /// The value, in the unit's own measure.
    pub value: Option<f64>,
    /// Its unit.
    pub unit: Unit,
    /// How bad.
    pub severity: Severity,
    /// Whether the source calls it a test.
    pub test: bool,
    /// Whether it was buffered.
    pub historical: bool,
}

/// What a warning says.
#[derive(Clone, Debug, PartialEq)]
pub struct WarningBody {
    /// In what type of event.
    pub kind: Type,
    /// The issuer's identity.
    pub identifier: String,
    /// What it replaces or ends.
    pub references: Vec<String>,
    /// What it warns of.
    pub event: String,
    /// How bad.
    pub colour: Colour,
    /// Who issues it.
    pub sender: String,
    /// Its headline.
    pub headline: String,
    /// The divisions.
    pub adcodes: Vec<u32>,
    /// Polygons as CAP writes them: `34.69,116.60 34.72,116.60 34.72,116.64`.
    pub polygons: Vec<String>,
    /// Circles as CAP writes them: `34.70,116.62 5`.
    pub circles: Vec<String>,
    /// When it ends.
    pub expires: Option<Instant>,
}

impl WarningBody {
    /// Returns whether it draws where it holds, besides naming divisions.
    pub const fn draws(&self) -> bool {
        !self.polygons.is_empty() || !self.circles.is_empty()
    }
}

impl Body {
    /// Returns the type.
    pub const fn kind(&self) -> Type {
        match self {
            Self::Sensor(body) => body.kind,
            Self::Warning(body) => body.kind,
        }
    }
}

/// The outer side of an event.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// The stream.
    pub stream: &'a str,
    /// The number in it.
    pub sequence: u64,
    /// The identity of the event.
    pub id: &'a str,
    /// Who made it: `/simulate/gw`.
    pub source: &'a str,
    /// When it happened.
    pub time: Instant,
}

#[derive(Serialize)]
struct Frame<'a> {
    specversion: &'static str,
    id: &'a str,
    source: &'a str,
    r#type: &'static str,
    subject: &'a str,
    time: String,
    streamid: &'a str,
    sequence: String,
    datacontenttype: &'static str,
    data: Data<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Data<'a> {
    Sensor(SensorData<'a>),
    Warning(WarningData<'a>),
}

#[derive(Serialize)]
struct SensorData<'a> {
    device: &'a str,
    #[serde(skip_serializing_if = "ArrayVec::is_empty")]
    conditions: ArrayVec<&'static str, 16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    test: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    historical: Option<bool>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WarningData<'a> {
    identifier: &'a str,
    references: &'a [String],
    event: &'a str,
    colour: &'static str,
    sender_name: &'a str,
    headline: &'a str,
    adcodes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<AreaData<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
}

#[derive(Serialize)]
struct AreaData<'a> {
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    polygons: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    circles: &'a [String],
}

/// Writes one event as a frame.
pub fn event(envelope: &Envelope<'_>, body: &Body) -> String {
    let (subject, data) = match body {
        Body::Sensor(body) => (body.device.as_str(), Data::Sensor(sensor(body))),
        Body::Warning(body) => (body.identifier.as_str(), Data::Warning(warning(body))),
    };
    let frame = Frame {
        specversion: "1.0",
        id: envelope.id,
        source: envelope.source,
        r#type: body.kind().name(),
        subject,
        time: stamp(envelope.time),
        streamid: envelope.stream,
        sequence: envelope.sequence.to_string(),
        datacontenttype: "application/json",
        data,
    };
    // Texts and numbers only: nothing that JSON cannot hold.
    serde_json::to_string(&frame).unwrap_or_default()
}

/// Writes an instant as RFC 3339 in UTC, to the millisecond.
pub fn stamp(time: Instant) -> String {
    DateTime::from_timestamp_millis(time.0)
        .map_or_else(String::new, |time| time.to_rfc3339_opts(SecondsFormat::Millis, true))
}

fn sensor(body: &SensorBody) -> SensorData<'_> {
    SensorData {
        device: &body.device,
        conditions: words::CONDITIONS
            .iter()
            .filter(|row| body.conditions.any(row.1))
            .map(|row| row.0)
            .collect(),
        state: body.state,
        value: body.value,
        unit: body.value.map(|_| words::unit_word(body.unit)),
        severity: (body.severity != Severity::Unknown).then(|| words::severity_word(body.severity)),
        test: body.test.then_some(true),
        historical: body.historical.then_some(true),
    }
}

fn warning(body: &WarningBody) -> WarningData<'_> {
    WarningData {
        identifier: &body.identifier,
        references: &body.references,
        event: &body.event,
        colour: words::colour_word(body.colour),
        sender_name: &body.sender,
        headline: &body.headline,
        adcodes: body.adcodes.iter().map(|code| format!("{code:06}")).collect(),
        area: body.draws().then_some(AreaData { polygons: &body.polygons, circles: &body.circles }),
        expires: body.expires.map(stamp),
    }
}
