//! Alerts out of JSON: the elements of CAP as keys, one value or a list of them.

use crate::feed::decode::cap::Refusal;
use crate::feed::decode::cap::document::{Alert, Area, Info, Reference};
use crate::feed::decode::{Reject, json};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Alerts of one document.
const ALERTS_MAX: usize = 512;

/// Reads an alert, or a list of them.
pub(super) fn read(text: &str) -> Vec<Result<Alert, Reject>> {
    let value = match json::read::<Value>(text) {
        Ok(value) => value,
        Err(reject) => return vec![Err(reject)],
    };
    let within = ["alert", "alerts"].into_iter().find_map(|key| value.get(key));
    let mut read = Vec::new();
    for one in each(within.unwrap_or(&value)) {
        if read.len() >= ALERTS_MAX {
            read.push(Err(Refusal::TooManyAlerts.into()));
            break;
        }
        match one {
            Value::Object(fields) if fields.contains_key("identifier") || fields.contains_key("info") => {
                read.push(Ok(alert(fields)));
            }
            _ => read.push(Err(Refusal::NoAlert.into())),
        }
    }
    if read.is_empty() {
        read.push(Err(Refusal::NoAlert.into()));
    }
    read
}

/// Returns a value's elements: those of a list, or itself.
pub(crate) fn each(value: &Value) -> &[Value] {
    match value {
        Value::Array(list) => list,
        Value::Null => &[],
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            std::slice::from_ref(value)
        }
    }
}

/// Returns a value as text; a list and an object are none.
pub(crate) fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        Value::Number(number) => Cow::Owned(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => Cow::Borrowed(""),
    }
}

fn alert(fields: &Map<String, Value>) -> Alert {
    let mut alert = Alert::default();
    for (key, value) in fields {
        match key.as_str() {
            "info" => {
                for one in each(value) {
                    let info = info(&mut alert, one);
                    alert.add(info);
                }
            }
            "references" => alert.refer(references(value)),
            key => each(value).iter().for_each(|one| alert.take(key, &text(one))),
        }
    }
    alert
}

/// Reads what an alert refers to: the triples of CAP, or an object each.
pub(crate) fn references(value: &Value) -> Vec<Reference> {
    let mut references = Vec::new();
    for one in each(value) {
        match one {
            Value::Object(fields) => {
                let field = |key| fields.get(key).map(text).unwrap_or_default();
                references.extend(Reference::of(&field("identifier"), &field("sent")));
            }
            other => references.extend(text(other).split_whitespace().filter_map(Reference::read)),
        }
    }
    references
}

fn info(alert: &mut Alert, value: &Value) -> Info {
    let mut info = Info::default();
    for (key, value) in value.as_object().into_iter().flatten() {
        match key.as_str() {
            "area" => {
                for one in each(value) {
                    alert.add_area(&mut info, area(one));
                }
            }
            "parameter" => pairs(value, |name, value| info.parameter(name, value)),
            key => each(value).iter().for_each(|one| info.take(key, &text(one))),
        }
    }
    info
}

fn area(value: &Value) -> Area {
    let mut area = Area::default();
    for (key, value) in value.as_object().into_iter().flatten() {
        match key.as_str() {
            "geocode" => pairs(value, |name, value| area.geocode(name, value)),
            key => each(value).iter().for_each(|one| area.take(key, &text(one))),
        }
    }
    area
}

/// Gives every name and value of a list of pairs.
fn pairs(value: &Value, mut take: impl FnMut(&str, &str)) {
    for pair in each(value) {
        let field = |key| pair.get(key).map(text).unwrap_or_default();
        take(&field("valueName"), &field("value"));
    }
}
