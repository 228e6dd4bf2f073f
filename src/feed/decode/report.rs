//! What `dutydesk decode` prints: a JSON object an event, or the reason of a refusal.

use crate::correlation::event::{Conditions, EventKind, Marks, Unit};
use crate::feed::decode::words;
use crate::feed::decode::{Decoded, Reject, Sensor};
use crate::operations::warning::{Defect, Message, MessageKind, Status};
use crate::text::Text;
use crate::units::Instant;
use chrono::{DateTime, SecondsFormat};
use serde_json::{Value, json};

const MARKS: [(&str, Marks); 5] = [
    ("test", Marks::TEST),
    ("clock", Marks::CLOCK),
    ("late", Marks::LATE),
    ("historical", Marks::HISTORICAL),
    ("cleaned", Marks::CLEANED),
];

/// Returns the line that stands for one frame of a file.
pub fn report_line(file: &str, result: &Result<Decoded<'_>, Reject>) -> Value {
    match result {
        Ok(Decoded::Sensor(event)) => sensor(event),
        Ok(Decoded::Warning { sequence, message }) => warning(*sequence, message),
        Ok(Decoded::Standing(identities)) => {
            json!({ "standing": identities.iter().map(Text::as_str).collect::<Vec<_>>() })
        }
        Ok(Decoded::Heartbeat) => json!({ "heartbeat": true }),
        Ok(Decoded::Control(control)) => json!({ "control": control.op() }),
        Ok(Decoded::Ignored { sequence, kind }) => json!({ "ignored": kind, "sequence": sequence }),
        Err(reject) => {
            let mut line = json!({ "reject": reject.code(), "file": file });
            if let Some(field) = reject.field() {
                line["field"] = field.name().into();
            }
            line
        }
    }
}

/// Returns the names of the conditions, in the order of their bits.
fn condition_names(conditions: Conditions) -> Vec<&'static str> {
    words::CONDITIONS.iter().filter(|row| conditions.any(row.1)).map(|row| row.0).collect()
}

fn sensor(sensor: &Sensor<'_>) -> Value {
    let event = &sensor.event;
    let kind = match event.kind {
        EventKind::Raise => "raise",
        EventKind::Clear => "clear",
        EventKind::State => "state",
        EventKind::Reading => "reading",
        EventKind::Online => "online",
        EventKind::Offline => "offline",
    };
    let marks: Vec<_> = MARKS.iter().filter(|row| event.marks.has(row.1)).map(|row| row.0).collect();
    let mut line = json!({
        "kind": kind,
        "device": sensor.device,
        "id": sensor.id,
        "sequence": event.sequence,
        "occurred": instant(event.occurred),
        "conditions": condition_names(event.conditions),
        "severity": words::severity_word(event.severity),
        "marks": marks,
    });
    if !sensor.place.is_empty() {
        line["place"] = sensor.place.as_ref().into();
    }
    if event.unit != Unit::None {
        line["value"] = (f64::from(event.value_milli) / 1e3).into();
        line["unit"] = words::unit_word(event.unit).into();
    }
    line
}

fn warning(sequence: u64, message: &Message) -> Value {
    let kind = match message.kind {
        MessageKind::Issue => "warning-issue",
        MessageKind::Update => "warning-update",
        MessageKind::Cancel => "warning-cancel",
    };
    let mut line = json!({
        "kind": kind,
        "sequence": sequence,
        "id": message.native_id.as_str(),
        "references": message.references.iter().map(Text::as_str).collect::<Vec<_>>(),
        "event": message.event.as_str(),
        "colour": words::colour_word(message.colour),
        "sender": message.sender.as_str(),
        "headline": message.headline.as_str(),
        "adcodes": message.adcodes.as_slice(),
        "issued": instant(message.issued),
        "expires": instant(message.expires),
    });
    if message.status != Status::Actual {
        line["status"] = words::status_word(message.status).into();
    }
    let defects: Vec<_> = message.defects.iter().map(Defect::code).collect();
    if !defects.is_empty() {
        line["defects"] = defects.into();
    }
    if !message.shapes.is_empty() {
        let (polygons, circles) = message.shapes.held();
        let flaws: serde_json::Map<_, _> =
            message.shapes.flaws().map(|(flaw, count)| (flaw.code().to_owned(), count.into())).collect();
        line["area"] = json!({
            "polygons": polygons,
            "circles": circles,
            "everywhere": message.shapes.is_everywhere(),
            "flaws": flaws,
        });
    }
    line
}

fn instant(time: Instant) -> Value {
    if !time.is_stated() {
        return Value::Null;
    }
    DateTime::from_timestamp_millis(time.0)
        .map_or(Value::Null, |time| time.to_rfc3339_opts(SecondsFormat::Millis, true).into())
}
