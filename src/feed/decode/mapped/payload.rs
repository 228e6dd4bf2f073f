//! Where the values of a message stand.

use crate::feed::decode::mapped::topic;
use crate::feed::decode::{Raw, Reject, json};
use crate::operations::feed::terms::{Source, TimeForm};
use crate::units::Instant;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use chrono::{DateTime, NaiveDateTime};
use serde_json::Value;
use std::borrow::Cow;

/// A message: its topic and its payload, as bytes, as text and as JSON.
pub(super) struct Message<'a> {
    /// Its topic.
    pub(super) topic: &'a str,
    bytes: &'a [u8],
    text: Option<&'a str>,
    /// Its JSON, or why it has none.
    pub(super) json: Result<Value, Reject>,
}

/// What stands at a place.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found<'a> {
    /// Nothing, or `null`.
    Nothing,
    /// A text, a number or a switch, as text.
    Text(Cow<'a, str>),
    /// A list or an object; of a payload: bytes that are no text.
    Other,
}

impl<'a> Message<'a> {
    pub(super) fn of(raw: &Raw<'a>) -> Self {
        let text = std::str::from_utf8(raw.bytes).ok().map(|text| text.trim_start_matches('\u{feff}').trim());
        let json = text.ok_or(Reject::NotUtf8).and_then(json::any);
        Self { topic: raw.topic, bytes: raw.bytes, text, json }
    }

    /// Returns what stands at a place; pointers go into `element` where a rule goes over an array.
    pub(super) fn find<'v>(&'v self, source: &Source, element: Option<&'v Value>) -> Found<'v> {
        match source {
            Source::Pointer(pointer) => match element {
                Some(element) => scalar(element.pointer(pointer)),
                None => self.root(pointer),
            },
            Source::Root(pointer) => self.root(pointer),
            Source::TopicLevel(number) => match topic::level(self.topic, *number) {
                Some(level) => Found::Text(Cow::Borrowed(level)),
                None => Found::Nothing,
            },
            Source::Payload => match (&self.json, self.text) {
                // The same topic may bring `Online` from one firmware and `{"state":"Online"}` from the next.
                (Ok(Value::Array(_) | Value::Object(_)), _) | (Err(_), Some("")) => Found::Nothing,
                (Ok(value), _) => scalar(Some(value)),
                (Err(_), Some(text)) => Found::Text(Cow::Borrowed(text)),
                (Err(_), None) => Found::Other,
            },
        }
    }

    fn root(&self, pointer: &str) -> Found<'_> {
        self.json.as_ref().map_or(Found::Nothing, |value| scalar(value.pointer(pointer)))
    }

    /// Returns the bytes of frames that stand somewhere; none when they are no text that bytes are written in.
    pub(super) fn frames(&self, source: &Source, found: &Found<'_>) -> Option<Vec<u8>> {
        let text = match (source, found) {
            // The start mark stands in neither alphabet: these are the frames themselves.
            (Source::Payload, _) if self.text.is_none() || self.bytes.contains(&b'@') => {
                return Some(self.bytes.to_vec());
            }
            (_, Found::Text(text)) => text,
            (_, Found::Nothing | Found::Other) => return None,
        };
        if text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte.is_ascii_whitespace()) {
            // The decoder of frames reads hexadecimal text itself.
            return Some(text.as_bytes().to_vec());
        }
        let indifferent =
            GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        let plain: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        GeneralPurpose::new(&STANDARD, indifferent).decode(plain).ok()
    }
}

fn scalar(value: Option<&Value>) -> Found<'_> {
    match value {
        None | Some(Value::Null) => Found::Nothing,
        Some(Value::String(text)) => Found::Text(Cow::Borrowed(text)),
        Some(value @ (Value::Bool(_) | Value::Number(_))) => Found::Text(Cow::Owned(value.to_string())),
        Some(Value::Array(_) | Value::Object(_)) => Found::Other,
    }
}

/// Reads a time; none for what is none, and for zero and before.
pub(super) fn time(form: TimeForm, text: &str) -> Option<Instant> {
    let text = text.trim();
    let milliseconds = match form {
        TimeForm::Rfc3339 => DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis(),
        TimeForm::Seconds => scaled(text, 1_000.0)?,
        TimeForm::Milliseconds => scaled(text, 1.0)?,
        TimeForm::Beijing => {
            let plain = text.replace('T', " ").replace('/', "-");
            let naive = NaiveDateTime::parse_from_str(&plain, "%Y-%m-%d %H:%M:%S%.f").ok()?;
            naive.and_utc().timestamp_millis() - BEIJING_MS
        }
    };
    (milliseconds > 0).then_some(Instant(milliseconds))
}

/// Beijing time is eight hours ahead.
const BEIJING_MS: i64 = 8 * 3_600 * 1_000;
/// The last millisecond of the year 9999.
const TIME_MS_MAX: f64 = 253_402_300_799_999.0;

fn scaled(text: &str, factor: f64) -> Option<i64> {
    let number: f64 = text.parse().ok()?;
    let milliseconds = (number * factor).round();
    (0.0..=TIME_MS_MAX).contains(&milliseconds).then_some(milliseconds as i64)
}
