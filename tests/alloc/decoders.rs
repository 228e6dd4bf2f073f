//! Every decoder under mutants of its samples: none panics, and none asks for much memory because a few bytes say so.

use crate::counting::largest;
use crate::mutate::Mutator;
use dutydesk::config::mapping;
use dutydesk::config::record::Mistakes;
use dutydesk::feed::control::Control;
use dutydesk::feed::decode::{Context, Raw, json, message, native};
use dutydesk::operations::feed::Format;
use dutydesk::units::{FeedId, Instant};
use std::path::{Path, PathBuf};
use std::time::Instant as Clock;

/// One allocation for a small message; a table of a decoder's own is far below.
const LARGEST_MAX: usize = 1_024 * 1_024;
/// What counts as a small message; mutants of larger samples are decoded, and their memory is not judged.
const SMALL_MAX: usize = 64 * 1_024;

/// A second after the samples' time.
const CONTEXT: Context =
    Context { feed: FeedId(1), received: Instant(1_795_310_316_000), test_trusted: true };

/// A decoder and what it is shown: messages with their topics.
struct Subject {
    name: &'static str,
    format: Format,
    topics: Vec<String>,
    samples: Vec<Vec<u8>>,
}

fn feeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/feeds")
}

/// Every format that a feed can have. A format that is added is added here: the match below says so.
fn subjects() -> Vec<Subject> {
    let plain = [
        Format::Native,
        Format::Cap,
        Format::Nws,
        Format::WeatherCn,
        Format::QWeather,
        Format::Caiyun,
        Format::FanStudio,
        Format::Emsc,
        Format::P2pQuake,
        Format::Wolfx,
        Format::Gb26875,
    ];
    let plain = plain.into_iter().map(|format| {
        let name = match &format {
            Format::Native => "native",
            Format::Cap => "cap",
            Format::Nws => "nws",
            Format::WeatherCn => "weather-cn",
            Format::QWeather => "qweather",
            Format::Caiyun => "caiyun",
            Format::FanStudio => "fan-studio",
            Format::Emsc => "emsc",
            Format::P2pQuake => "p2pquake",
            Format::Wolfx => "wolfx",
            Format::Gb26875 => "gb26875",
            Format::Mapped(_) => "mapped",
        };
        Subject { name, topics: vec![String::new()], samples: samples(&feeds().join(name)), format }
    });
    plain.chain(["zigbee2mqtt", "tasmota", "ctwing"].map(mapped)).collect()
}

fn mapped(name: &'static str) -> Subject {
    let mut mistakes = Mistakes::default();
    let mapping = mapping::read(&feeds().join(format!("mappings/{name}.toml")), &mut mistakes);
    let lines = std::fs::read_to_string(feeds().join(format!("mapped/{name}.jsonl"))).unwrap();
    let recorded = lines.lines().map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).unwrap();
        let payload = &message["payload"];
        let text = payload.as_str().map_or_else(|| payload.to_string(), str::to_owned);
        (message["topic"].as_str().unwrap_or_default().to_owned(), text.into_bytes())
    });
    let (topics, samples) = recorded.unzip();
    Subject { name, format: Format::Mapped(Box::new(mapping.unwrap())), topics, samples }
}

/// Returns the messages of a folder: whole files, the lines of a file of lines, and the bytes that hex stands for.
fn samples(folder: &Path) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let is_expected = name.ends_with(".events.jsonl") || name.ends_with(".decoded.jsonl");
        let extension = file.extension().and_then(|extension| extension.to_str());
        if is_expected || extension == Some("md") {
            continue;
        }
        let bytes = std::fs::read(&file).unwrap();
        if extension == Some("jsonl") {
            found.extend(bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec));
            continue;
        }
        if extension == Some("hex") {
            let digits: Vec<u8> = bytes.iter().copied().filter(u8::is_ascii_hexdigit).collect();
            let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
            found.push(digits.chunks_exact(2).map(byte).collect());
        }
        found.push(bytes);
    }
    found.retain(|sample| !sample.is_empty());
    found
}

/// Puts a number that nobody has so much of where another stood.
fn exaggerate(bytes: &mut Vec<u8>, chance: &mut Mutator) {
    let digits: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at].is_ascii_digit()).collect();
    if let Some(&at) = digits.get(chance.below(digits.len())) {
        let many: [&[u8]; 4] = [b"4294967295", b"99999999999999999999", b"1e308", b"2147483647"];
        bytes.splice(at..=at, many[chance.below(many.len())].iter().copied());
    }
}

fn decode(format: &Format, topic: &str, bytes: &[u8]) -> usize {
    if *format == Format::Native {
        let _ = json::frame(bytes).and_then(Control::read).is_ok();
        return usize::from(native::decode(bytes, &CONTEXT).is_ok());
    }
    message(format, &Raw { topic, bytes }, &CONTEXT).iter().filter(|one| one.is_ok()).count()
}

#[test]
fn no_small_message_makes_a_decoder_ask_for_much_memory() {
    let full = std::env::var("SCALE").is_ok_and(|scale| scale == "full");
    let executions = if full { 1_000_000 } else { 20_000 };
    for subject in subjects() {
        let began = Clock::now();
        let mut chance = Mutator::new(subject.name.len() as u64 * 977 + subject.samples.len() as u64);
        let (mut most, mut understood, mut small) = (0, 0_usize, 0_usize);
        for round in 0..executions {
            // A third stays a message, and says of things how many nobody has; half of the others do so too.
            let whole = chance.below(subject.samples.len());
            let is_whole = round % 3 == 0;
            let mut mutant =
                if is_whole { subject.samples[whole].clone() } else { chance.mutant(&subject.samples) };
            if round % 2 == 0 || is_whole {
                (0..=chance.below(3)).for_each(|_| exaggerate(&mut mutant, &mut chance));
            }
            let topic = &subject.topics[chance.below(subject.topics.len())];
            let mut events = 0;
            let asked = largest(|| events = decode(&subject.format, topic, &mutant));
            understood += usize::from(events > 0);
            if mutant.len() <= SMALL_MAX {
                small += 1;
                most = most.max(asked);
                assert!(
                    asked <= LARGEST_MAX,
                    "{}: {asked} bytes at once for {:?}",
                    subject.name,
                    lossy(&mutant)
                );
            }
        }
        eprintln!(
            "{}: {executions} mutants of {} samples, {understood} understood, at most {most} bytes at once, {:.1} s",
            subject.name,
            subject.samples.len(),
            began.elapsed().as_secs_f32()
        );
        assert!(understood > executions / 50, "{}: mutants are still messages: {understood}", subject.name);
        assert!(small > executions / 2, "{}: {small} small mutants", subject.name);
    }
}

fn lossy(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(&bytes[..bytes.len().min(2_000)])
}

/// The judge judges: an allocation that is too large is seen as large as it was.
#[test]
fn the_largest_allocation_is_seen() {
    assert_eq!(largest(|| drop(std::hint::black_box(vec![0_u8; 3 * LARGEST_MAX]))), 3 * LARGEST_MAX);
    assert_eq!(largest(|| ()), 0);
}
