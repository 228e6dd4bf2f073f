//! GB/T 26875.3 frames: the golden ones, the recorded ones, and what a bad line makes of them.

use super::mutate::{Mutator, executions};
use dutydesk::correlation::event::{Conditions, EventKind, Marks};
use dutydesk::feed::decode::gb26875::Refusal;
use dutydesk::feed::decode::gb26875::code::{Component, component};
use dutydesk::feed::decode::{self, Context, Decoded, Raw, Reject, Sensor, report_line};
use dutydesk::operations::feed::Format;
use dutydesk::text;
use dutydesk::units::{FeedId, Instant};
use proptest::prelude::{any, prop_assert, prop_assert_eq, prop_assume, proptest};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// A second after the golden frames' time, 2026-11-22 09:18:36 in Beijing.
const NOW: Instant = Instant(1_795_310_316_000);

type Decodings = Vec<Result<Decoded<'static>, Reject>>;

fn decode(bytes: &[u8]) -> Decodings {
    let context = Context { feed: FeedId(1), received: NOW, test_trusted: true };
    decode::message(&Format::Gb26875, &Raw { topic: "", bytes }, &context)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/feeds/gb26875")
}

fn samples() -> Vec<PathBuf> {
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|kind| kind == "hex" || kind == "bin")).collect();
    files.sort();
    files
}

fn bytes_of(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).unwrap()).collect()
}

/// A golden frame: a fire at 6-217, in bytes.
fn fire() -> Vec<u8> {
    bytes_of(fs::read_to_string(folder().join("fire.hex")).unwrap().trim())
}

/// A frame of the data, by the standard's layout, written apart from the decoder.
fn frame(source: u64, command: u8, data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![7, 0, 1, 0, 35, 18, 9, 22, 11, 26];
    bytes.extend(&source.to_le_bytes()[..6]);
    bytes.extend([6, 5, 4, 3, 2, 1]);
    bytes.extend((data.len() as u16).to_le_bytes());
    bytes.push(command);
    bytes.extend(data);
    let sum = bytes.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
    [&[0x40, 0x40], bytes.as_slice(), &[sum, 0x23, 0x23]].concat()
}

fn fires(decodings: &Decodings) -> Vec<&str> {
    let sensors = decodings.iter().filter_map(|it| match it {
        Ok(Decoded::Sensor(sensor)) => Some(sensor),
        _ => None,
    });
    sensors.filter(|it| it.event.conditions.any(Conditions::FIRE)).map(|it| it.device.as_ref()).collect()
}

/// Every sample gives the lines beside it; `GOLDEN=write` writes them anew, to be read before a commit.
#[test]
fn golden_frames_decode_to_their_lines() {
    let samples = samples();
    assert!(samples.len() >= 7, "{samples:?}");
    for path in samples {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let lines: Vec<String> =
            decode(&fs::read(&path).unwrap()).iter().map(|it| report_line(&name, it).to_string()).collect();
        let beside = path.with_extension("events.jsonl");
        if std::env::var_os("GOLDEN").is_some() {
            fs::write(&beside, lines.join("\n") + "\n").unwrap();
        }
        let wanted = fs::read_to_string(&beside).unwrap();
        for (number, (line, wanted)) in lines.iter().zip(wanted.lines()).enumerate() {
            assert_eq!(line, wanted, "{name}: {}", number + 1);
        }
        assert_eq!(lines.len(), wanted.lines().count(), "{name}");
    }
}

/// What was recorded elsewhere: a frame that its recorder found whole is read, every other is refused by name.
#[test]
fn recorded_frames_are_read_or_refused_by_name() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/gb26875/frames.jsonl");
    let Ok(recorded) = fs::read_to_string(&file) else {
        eprintln!("{} is absent: the recorded frames are not tested", file.display());
        return;
    };
    let (mut read, mut refused) = (0, 0);
    for line in recorded.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let (hex, check) = (line["hex"].as_str().unwrap(), &line["check"]);
        let is_whole = check["sum_ok"] == true && check["tail_ok"] == true;
        let [binary, text] = [decode(&bytes_of(hex)), decode(hex.to_uppercase().as_bytes())];
        for decodings in [&binary, &text] {
            assert_eq!(decodings.len(), 1, "{line}");
            assert_eq!(decodings[0].is_ok(), is_whole, "{line}: {decodings:?}");
            if let Err(reject) = &decodings[0] {
                assert!(reject.code().starts_with("gb-"), "{line}: {reject}");
            }
        }
        assert_eq!(report_line("", &binary[0]), report_line("", &text[0]));
        if is_whole { read += 1 } else { refused += 1 }
    }
    eprintln!("recorded GB/T 26875.3 frames: {read} read, {refused} refused by name");
    assert_eq!((read, refused), (5, 5));
}

#[test]
fn a_frame_reads_the_same_however_a_bridge_writes_it() {
    let fire = fire();
    let written =
        |text: &dyn Fn(u8) -> String| fire.iter().map(|byte| text(*byte)).collect::<Vec<_>>().concat();
    let hex = written(&|byte| format!("{byte:02x}"));
    let spaced = written(&|byte| format!("{byte:02X} "));
    let lines = format!("{}\r\n{}\n", &hex[..61], &hex[61..]);
    let wanted: Vec<_> = decode(&fire).iter().map(|it| report_line("", it)).collect();
    assert_eq!(fires(&decode(&fire)), ["320321000101.1.3.40.6-217"]);
    for written in [hex.clone(), spaced, format!(" \"{hex}\"\n"), lines] {
        let read: Vec<_> = decode(written.as_bytes()).iter().map(|it| report_line("", it)).collect();
        assert_eq!(read, wanted, "{written}");
    }
    // Half a byte lost in one line does not shift the next.
    let broken = format!("{}\n{hex}\n", &hex[..hex.len() - 5]);
    assert_eq!(fires(&decode(broken.as_bytes())).len(), 1, "{broken}");
}

#[test]
fn a_stretch_that_is_no_frame_is_one_refusal_and_the_next_frame_is_read() {
    let good = fire();
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        bytes
    };
    let last = good.len() - 1;
    for (stretch, wanted) in [
        (b"noise".to_vec(), Refusal::Noise),
        (with(last - 2, !good[last - 2]), Refusal::BadSum),
        (with(last, 0x13), Refusal::BadTail),
        (with(25, 0x04), Refusal::TooLong),
        (good[..9].to_vec(), Refusal::Truncated),
        (bytes_of("40400100010500000000000000000000b82323"), Refusal::ShortHeader),
        (with(25, 0x03), Refusal::Truncated),
    ] {
        let message = [good.as_slice(), &stretch, &good].concat();
        let decodings = decode(&message);
        assert_eq!(fires(&decodings).len(), 2, "{wanted}: {decodings:?}");
        let refused: Vec<_> = decodings.iter().filter_map(|it| it.as_ref().err()).collect();
        assert_eq!(refused, [&Reject::Gb26875(wanted)], "{stretch:02x?}");
    }
    assert_eq!(decode(b"").iter().filter_map(|it| it.as_ref().err()).count(), 1);
    let two =
        [with(last, 0x13), with(last - 2, 0), good.clone(), with(last - 2, 0), with(last - 2, 0)].concat();
    assert_eq!(decode(&two).iter().filter(|it| it.is_err()).count(), 3, "two bad sums are two stretches");
}

#[test]
fn no_count_is_trusted() {
    let object = |low: u8| {
        let mut object = vec![1, 3, 40, low, 0, 6, 0, 2, 0];
        object.resize(40, 0);
        object.extend([35, 18, 9, 22, 11, 26]);
        object
    };
    for (count, objects, read, refused) in [
        (1_u8, 1_u8, 1, 0),
        (0, 1, 1, 0),
        (255, 2, 2, 1),
        (1, 3, 3, 0),
        (3, 2, 2, 1),
        (0, 0, 0, 0),
        (9, 0, 0, 1),
    ] {
        let mut data = vec![2, count];
        data.extend((1..=objects).flat_map(object));
        let decodings = decode(&frame(1, 2, &data));
        assert_eq!(fires(&decodings).len(), read, "{count} promised, {objects} there: {decodings:?}");
        assert_eq!(decodings.iter().filter(|it| it.is_err()).count(), refused, "{count}, {objects}");
    }
}

/// The bits of a component are handed on as they are: whether bit 0 is meant is the gateway's setting.
#[test]
fn every_state_bit_is_a_condition() {
    for bits in [0_u16, 1, 2, 0x1FF, 0x102, 0xFFFF] {
        let mut object = vec![1, 3, 40, 1, 0, 0, 0];
        object.extend(bits.to_le_bytes());
        object.resize(40, 0);
        let decodings = decode(&frame(1, 2, &[&[2, 1], object.as_slice()].concat()));
        let [Ok(Decoded::Sensor(Sensor { event, .. }))] = decodings.as_slice() else {
            panic!("{decodings:?}");
        };
        assert_eq!((event.kind, event.conditions), (EventKind::State, Conditions(bits & 0x1FF)));
    }
}

#[test]
fn a_clock_that_cannot_be_is_marked_and_costs_no_alarm() {
    for (stamp, occurred, is_odd) in [
        ([35, 18, 9, 22, 11, 26], NOW.0 - 1_000, false),
        ([0; 6], NOW.0 - 1_000, true),
        ([60, 18, 9, 22, 11, 26], NOW.0 - 1_000, true),
        ([35, 18, 9, 30, 2, 26], NOW.0 - 1_000, true),
        ([35, 18, 9, 22, 11, 99], 4_098_993_515_000, true),
        ([35, 18, 9, 22, 11, 100], NOW.0 - 1_000, true),
    ] {
        let mut object = vec![1, 3, 40, 1, 0, 0, 0, 2, 0];
        object.resize(40, 0);
        object.extend(stamp);
        let sent = frame(1, 2, &[&[2, 1], object.as_slice()].concat());
        let mut clockless = sent.clone();
        clockless[6..12].fill(0);
        let lost: u8 = sent[6..12].iter().fold(0, |sum, byte| sum.wrapping_add(*byte));
        let sum = clockless.len() - 3;
        clockless[sum] = clockless[sum].wrapping_sub(lost);
        for (bytes, header) in [(sent, true), (clockless, false)] {
            let decodings = decode(&bytes);
            let [Ok(Decoded::Sensor(Sensor { event, .. }))] = decodings.as_slice() else {
                panic!("{decodings:?}");
            };
            let own = !is_odd || stamp[5] == 99;
            let wanted = if own || header { Instant(occurred) } else { Instant::UNSTATED };
            assert_eq!(event.occurred, wanted, "{stamp:?}");
            assert_eq!(event.marks.has(Marks::CLOCK), is_odd, "{stamp:?}");
        }
    }
}

proptest! {
    /// Whatever stands before and behind a frame, the frame is read.
    #[test]
    fn noise_never_swallows_a_frame(before in any::<Vec<u8>>(), behind in any::<Vec<u8>>()) {
        let message = [before.as_slice(), &fire(), &behind].concat();
        let decodings = decode(&message);
        prop_assert_eq!(fires(&decodings), ["320321000101.1.3.40.6-217"]);
    }

    /// Two components are never spelled alike, and every code can stand in a registry.
    #[test]
    fn codes_tell_components_apart(
        one in any::<(u8, u8, u8, u32)>(), other in any::<(u8, u8, u8, u32)>(), source in 0_u64..1 << 48,
    ) {
        prop_assume!(one != other);
        let [one, other] = [one, other].map(|(system, system_address, kind, address)| {
            component(source, Component { system, system_address, kind, address })
        });
        prop_assert!(one != other);
        prop_assert!(one.len() <= 32 && other.len() <= 32, "{} {}", one, other);
        prop_assert!(one.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')));
    }
}

#[test]
fn mutants_are_read_or_refused_by_name() {
    let samples: Vec<Vec<u8>> = samples().iter().map(|path| fs::read(path).unwrap()).collect();
    let binary = samples.iter().map(|sample| {
        String::from_utf8(sample.clone())
            .map_or(sample.clone(), |hex| hex.lines().flat_map(bytes_of).collect())
    });
    let samples: Vec<Vec<u8>> = binary.chain(samples.clone()).collect();
    let mut chance = Mutator::new(26_875);
    for _ in 0..executions() {
        let mutant = chance.mutant(&samples);
        let decodings = decode(&mutant);
        assert!(!decodings.is_empty() && decodings.len() <= mutant.len() + 1, "{mutant:02x?}");
        for decoding in &decodings {
            match decoding {
                Ok(Decoded::Sensor(sensor)) => {
                    assert!(sensor.device.len() <= 36 && sensor.place.len() <= 96, "{sensor:?}");
                    assert_eq!(text::clean(&sensor.place), sensor.place);
                }
                Ok(Decoded::Ignored { kind, .. }) => assert!(kind.starts_with("gb26875:"), "{kind}"),
                Ok(_) => {}
                Err(reject) => assert!(reject.code().starts_with("gb-"), "{reject}"),
            }
        }
    }
}
