//! Frames become events: the golden files, and every frame that somebody could make of them.

use dutydesk::feed::control::Control;
use dutydesk::feed::decode::native::{Peek, decode, peek};
use dutydesk::feed::decode::words::Type;
use dutydesk::feed::decode::{Context, Decoded, Reject, json, report_line};
use dutydesk::feed::encode::{self, Body, Envelope, SensorBody};
use dutydesk::limits::{EVENT_BYTES_MAX, FRAME_BYTES_MAX};
use dutydesk::operations::warning::MessageKind;
use dutydesk::units::{FeedId, Instant};
use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

/// 2026-11-21 19:00:03 UTC: a second after the golden frames' time.
pub(crate) const NOW: Instant = Instant(1_795_287_603_000);

pub(crate) const fn context() -> Context {
    Context { feed: FeedId(1), received: NOW, test_trusted: true }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/feeds/native")
}

pub(crate) fn golden(file: &str) -> Vec<String> {
    let text = fs::read_to_string(folder().join(file)).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// Every golden frame gives the line beside it; `GOLDEN=write` writes those lines anew, to be read before a commit.
#[test]
fn golden_frames_decode_to_their_lines() {
    for file in ["events", "refused", "control"] {
        let frames = golden(&format!("{file}.jsonl"));
        let lines: Vec<_> = frames
            .iter()
            .map(|frame| {
                report_line(&format!("{file}.jsonl"), &decode(frame.as_bytes(), &context())).to_string()
            })
            .collect();
        let beside = folder().join(format!("{file}.decoded.jsonl"));
        if std::env::var_os("GOLDEN").is_some() {
            fs::write(&beside, lines.join("\n") + "\n").unwrap();
        }
        let wanted = fs::read_to_string(&beside).unwrap();
        for (number, (line, wanted)) in lines.iter().zip(wanted.lines()).enumerate() {
            assert_eq!(line, wanted, "{file}.jsonl:{}", number + 1);
        }
        assert_eq!(lines.len(), wanted.lines().count());
    }
}

#[test]
fn accepted_frames_are_accepted_and_refused_ones_refused() {
    for frame in golden("events.jsonl").iter().chain(&golden("control.jsonl")) {
        decode(frame.as_bytes(), &context()).unwrap_or_else(|reject| panic!("{reject}: {frame}"));
    }
    for frame in golden("refused.jsonl") {
        assert!(decode(frame.as_bytes(), &context()).is_err(), "{frame}");
    }
}

/// The schema names every type, every op and every condition that the decoder knows.
#[test]
fn the_schema_speaks_of_the_same_protocol() {
    let text = fs::read_to_string(folder().join("../duty-feed.v1.schema.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
    for kind in Type::all() {
        assert!(text.contains(&format!("\"{}\"", kind.name())), "{}", kind.name());
    }
    for (name, _) in dutydesk::feed::decode::words::CONDITIONS {
        assert!(text.contains(&format!("\"{name}\"")), "{name}");
    }
    for frame in golden("control.jsonl") {
        let control = Control::read(json::frame(frame.as_bytes()).unwrap()).unwrap();
        assert_eq!(schema["$defs"][control.op()]["properties"]["op"]["const"], control.op());
        let written: serde_json::Value = serde_json::from_str(&control.write()).unwrap();
        for field in schema["$defs"][control.op()]["required"].as_array().unwrap() {
            assert!(written.get(field.as_str().unwrap()).is_some(), "{field} of {}", control.op());
        }
    }
}

#[test]
fn control_frames_are_read_as_they_are_written() {
    for frame in golden("control.jsonl") {
        let control = Control::read(json::frame(frame.as_bytes()).unwrap()).unwrap();
        let written = control.write();
        let again = Control::read(json::frame(written.as_bytes()).unwrap()).unwrap();
        assert_eq!(control, again, "{frame}");
    }
}

#[test]
fn a_frame_without_escapes_is_borrowed() {
    let frame = &golden("events.jsonl")[0];
    let Ok(Decoded::Sensor(sensor)) = decode(frame.as_bytes(), &context()) else {
        panic!("an alarm");
    };
    assert!(matches!(sensor.device, Cow::Borrowed("S-2031")));
    assert!(matches!(sensor.id, Cow::Borrowed("ev-1")));
}

#[test]
fn a_warning_that_ends_is_a_cancel_without_places() {
    let frames = golden("events.jsonl");
    let frame = frames.iter().find(|frame| frame.contains("warning.cancel")).unwrap();
    let Ok(Decoded::Warning { sequence: 25, message }) = decode(frame.as_bytes(), &context()) else {
        panic!("a cancel");
    };
    assert_eq!(message.kind, MessageKind::Cancel);
    assert_eq!(message.references.len(), 1);
}

/// A test flag of a source that is not trusted with it is a real alarm.
#[test]
fn an_untrusted_test_is_an_alarm() {
    let frames = golden("events.jsonl");
    let untrusted = Context { test_trusted: false, ..context() };
    for frame in
        frames.iter().filter(|frame| frame.contains("sensor.test") || frame.contains("\"test\":true"))
    {
        let Ok(Decoded::Sensor(sensor)) = decode(frame.as_bytes(), &untrusted) else {
            panic!("{frame}");
        };
        assert_eq!(sensor.event.marks.0 & 1, 0);
        assert_eq!(sensor.event.kind, dutydesk::correlation::event::EventKind::Raise);
    }
}

#[test]
fn sizes_are_bounded_by_kind() {
    let padded = |frame: &str, bytes: usize| {
        let pad = "x".repeat(bytes - frame.len() - r#","pad":"""#.len());
        format!("{},\"pad\":\"{pad}\"}}", &frame[..frame.len() - 1])
    };
    let frames = golden("events.jsonl");
    let warning = frames.iter().find(|frame| frame.contains("warning.issue")).unwrap();
    for (frame, bytes, fits) in [
        (&frames[0], EVENT_BYTES_MAX, true),
        (&frames[0], EVENT_BYTES_MAX + 1, false),
        (warning, EVENT_BYTES_MAX + 1, true),
        (warning, FRAME_BYTES_MAX, true),
        (warning, FRAME_BYTES_MAX + 1, false),
    ] {
        let frame = padded(frame, bytes);
        assert_eq!(frame.len(), bytes);
        match decode(frame.as_bytes(), &context()) {
            Ok(_) => assert!(fits, "{bytes}"),
            Err(reject) => assert!(!fits && reject == Reject::TooLarge, "{bytes}: {reject}"),
        }
    }
}

#[test]
fn of_equal_keys_the_last_one_counts_for_both_ends() {
    let frame =
        golden("events.jsonl")[0].replace("\"sequence\":\"1\"", "\"sequence\":\"1\",\"sequence\":\"7\"");
    assert_eq!(peek(frame.as_bytes()), Peek::Event(7));
    let Ok(Decoded::Sensor(sensor)) = decode(frame.as_bytes(), &context()) else {
        panic!("an alarm");
    };
    assert_eq!(sensor.event.sequence, 7);
}

/// Deep nesting in an unknown field is neither a stack overflow nor a refusal of an alarm.
#[test]
fn depth_costs_no_stack() {
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    let frame = golden("events.jsonl")[0].replace("\"data\":", &format!("\"other\":{deep},\"data\":"));
    let decoded = decode(frame.as_bytes(), &context());
    assert!(matches!(decoded, Ok(Decoded::Sensor(_)) | Err(Reject::TooDeep)), "{decoded:?}");
    let known = golden("events.jsonl")[0].replace("\"device\":\"S-2031\"", &format!("\"device\":{deep}"));
    assert!(decode(known.as_bytes(), &context()).is_err());
}

/// One golden frame with bytes changed, cut, doubled or put in.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let frames: Vec<_> =
        ["events.jsonl", "refused.jsonl", "control.jsonl"].iter().flat_map(|file| golden(file)).collect();
    let change = prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| (at, Some(byte), 0_usize)),
        (any::<usize>(), 0_usize..40).prop_map(|(at, cut)| (at, None, cut)),
    ];
    (proptest::sample::select(frames), proptest::collection::vec(change, 1..6)).prop_map(
        |(frame, changes)| {
            let mut bytes = frame.into_bytes();
            for (at, byte, cut) in changes {
                let at = if bytes.is_empty() { 0 } else { at % bytes.len() };
                match byte {
                    Some(byte) => bytes.insert(at, byte),
                    None => drop(bytes.drain(at..(at + cut).min(bytes.len()))),
                }
            }
            bytes
        },
    )
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(frame in prop_oneof![mutated(), proptest::collection::vec(any::<u8>(), 0..300), Just(Vec::new())]) {
        let decoded = decode(&frame, &context());
        let line = report_line("f", &decoded).to_string();
        assert!(!line.chars().any(char::is_control), "{line}");
        if let Ok(Decoded::Sensor(sensor)) = &decoded {
            assert_eq!(peek(&frame), Peek::Event(sensor.event.sequence), "both ends see the same number");
            assert!(!sensor.device.is_empty() && sensor.device.len() <= 64);
        }
    }

    /// What the simulator writes, the desk reads: the same conditions, value and unit.
    #[test]
    fn what_is_written_is_read(
        conditions in 1_u16..=u16::MAX,
        milli in -2_000_000_000_i32..2_000_000_000,
        device in "[A-Z]{1,3}-[0-9]{1,5}",
        sequence in 1_u64..,
    ) {
        let body = SensorBody {
            device: device.clone(),
            kind: Type::Fault,
            conditions: dutydesk::correlation::event::Conditions(conditions),
            state: None,
            value: Some(f64::from(milli) / 1e3),
            unit: dutydesk::correlation::event::Unit::Kilopascal,
            severity: dutydesk::units::Severity::Minor,
            test: false,
            historical: false,
        };
        let envelope = Envelope { stream: "s", sequence, id: "i", source: "/s", time: NOW };
        let frame = encode::event(&envelope, &Body::Sensor(body.clone()));
        let Ok(Decoded::Sensor(sensor)) = decode(frame.as_bytes(), &context()) else {
            panic!("{frame}");
        };
        assert_eq!(sensor.event.conditions, body.conditions);
        assert_eq!(sensor.event.value_milli, milli);
        assert_eq!(sensor.event.unit, body.unit);
        assert_eq!(sensor.event.severity, body.severity);
        assert_eq!(sensor.event.occurred, NOW);
        assert_eq!((sensor.event.sequence, sensor.device.as_ref()), (sequence, device.as_str()));
    }
}
