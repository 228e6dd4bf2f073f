//! Events become frames: the other end of [`crate::feed::decode::native`].
//!
//! Decides: how an event is written.
//! Must not know: what is sent to whom.

use crate::correlation::event::{Conditions, Unit};
use crate::feed::decode::words::{self, Type};
use crate::operations::warning::Colour;
use crate::units::{Instant, Severity};
use chrono::{DateTime, SecondsFormat};
use serde_json::{Map, Value, json};

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
    /// When it ends.
    pub expires: Option<Instant>,
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

/// Writes one event as a frame.
pub fn event(envelope: &Envelope<'_>, body: &Body) -> String {
    let (subject, data) = match body {
        Body::Sensor(body) => (body.device.as_str(), sensor(body)),
        Body::Warning(body) => (body.identifier.as_str(), warning(body)),
    };
    json!({
        "specversion": "1.0",
        "id": envelope.id,
        "source": envelope.source,
        "type": body.kind().name(),
        "subject": subject,
        "time": stamp(envelope.time),
        "streamid": envelope.stream,
        "sequence": envelope.sequence.to_string(),
        "datacontenttype": "application/json",
        "data": data,
    })
    .to_string()
}

/// Writes an instant as RFC 3339 in UTC, to the millisecond.
pub fn stamp(time: Instant) -> String {
    DateTime::from_timestamp_millis(time.0)
        .map_or_else(String::new, |time| time.to_rfc3339_opts(SecondsFormat::Millis, true))
}

fn sensor(body: &SensorBody) -> Value {
    let mut data = Map::new();
    data.insert("device".into(), body.device.as_str().into());
    let names: Vec<_> =
        words::CONDITIONS.iter().filter(|row| body.conditions.any(row.1)).map(|row| row.0).collect();
    if !names.is_empty() {
        data.insert("conditions".into(), names.into());
    }
    if let Some(state) = body.state {
        data.insert("state".into(), state.into());
    }
    if let Some(value) = body.value {
        data.insert("value".into(), value.into());
        data.insert("unit".into(), words::unit_word(body.unit).into());
    }
    if body.severity != Severity::Unknown {
        data.insert("severity".into(), words::severity_word(body.severity).into());
    }
    for (name, set) in [("test", body.test), ("historical", body.historical)] {
        if set {
            data.insert(name.into(), true.into());
        }
    }
    Value::Object(data)
}

fn warning(body: &WarningBody) -> Value {
    let adcodes: Vec<_> = body.adcodes.iter().map(|code| format!("{code:06}")).collect();
    let mut data = json!({
        "identifier": body.identifier,
        "event": body.event,
        "colour": words::colour_word(body.colour),
        "senderName": body.sender,
        "headline": body.headline,
        "adcodes": adcodes,
        "references": body.references,
    });
    if let Some(expires) = body.expires {
        data["expires"] = stamp(expires).into();
    }
    data
}
