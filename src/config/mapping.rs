//! A mapping file: how the JSON of a device that this build does not know is read.
//!
//! Decides: which fields a mapping has and which of them go together. Must not know: what becomes of a message.
//!
//! ```toml
//! name = "zigbee2mqtt"
//!
//! [[rule]]
//! topic = "zigbee2mqtt/+"     # + any one level, # all that follow
//! device = "level:2"          # /a/b a JSON pointer, root:/a into the payload, level:N of the topic, payload
//! time = "/last_seen"
//! time_form = "rfc3339"       # rfc3339, s, ms, beijing
//!
//! [[rule.read]]
//! at = "/smoke"
//! condition = "fire"
//! on = ["true"]
//! off = ["false"]
//! ```
//!
//! Invariant: what is read here is whole: a rule with a mistake in it is not applied by halves, the file is refused.

mod fault;
mod words;

pub use fault::Fault;

use crate::config::file::text_of;
use crate::config::mistake::Kind;
use crate::config::record::{Lined, Mistakes, Reader, Record, toml};
use crate::correlation::event::Conditions;
use crate::operations::feed::terms::{
    Mapping, MappingRule, Meaning, Read, Source, TimeForm, TimeSource, When,
};
use crate::text::Text;
use crate::units::Severity;
use std::path::Path;

/// Rules of one mapping; a vendor's whole catalogue has some dozens.
const RULES_MAX: usize = 256;
/// Values of one rule.
const READS_MAX: usize = 256;
/// Bytes of a topic or a pointer.
const PATH_BYTES_MAX: usize = 256;
/// Levels of a topic that can be named.
const LEVEL_MAX: u8 = 32;

/// What a read may mean, by the field that says so.
const MEANINGS: [&str; 7] = ["condition", "unit", "presence", "component_state", "test", "place", "decode"];

/// Reads a mapping file; none when it cannot be read at all.
///
/// Errors: every mistake goes to `mistakes`, with the file's own name and line.
pub fn read(path: &Path, mistakes: &mut Mistakes<Kind>) -> Option<Mapping> {
    let file = path.display().to_string();
    match text_of(path) {
        Ok(text) => {
            let record = toml::read(&file, text.trim_start_matches('\u{feff}'), mistakes)?;
            Some(mapping(&file, &record, mistakes))
        }
        Err(cause) => {
            mistakes.add(&file, 0, Kind::Unreadable(cause));
            None
        }
    }
}

fn mapping(file: &str, record: &Record, mistakes: &mut Mistakes<Kind>) -> Mapping {
    let mut root = Reader::new(file, record, mistakes);
    let name: Text<32> = root.required("name");
    let rules = root.records("rule");
    if !root.has_value("rule") {
        root.wrong("rule", Fault::NoRule.into());
    }
    if let Some(beyond) = rules.get(RULES_MAX) {
        root.wrong_at(beyond.line, Fault::TooMany("rule", RULES_MAX).into());
    }
    root.finish();
    let rules = rules.into_iter().take(RULES_MAX).map(|record| rule(file, record, mistakes));
    Mapping { name, rules: rules.collect() }
}

fn rule(file: &str, record: &Record, mistakes: &mut Mistakes<Kind>) -> MappingRule {
    let mut reader = Reader::new(file, record, mistakes);
    let topic = topic(&mut reader);
    let is_ignored = reader.switch("ignore").unwrap_or_default();
    let when = when(&mut reader, &topic);
    let each = reader.plain("each").map(|pointer| {
        if !is_pointer(&pointer) {
            reader.wrong("each", Fault::Pointer(pointer.clone()).into());
        }
        pointer.into_boxed_str()
    });
    let device: Box<[Source]> =
        reader.list("device").iter().filter_map(|part| source(&mut reader, part, &topic)).collect();
    let time = time(&mut reader, &topic);
    let records = reader.records("read");
    if let Some(beyond) = records.get(READS_MAX) {
        reader.wrong_at(beyond.line, Fault::TooMany("read", READS_MAX).into());
    }
    match (is_ignored, records.is_empty()) {
        (true, false) => reader.wrong("ignore", Fault::IgnoredAndRead.into()),
        (false, true) => reader.wrong("read", Fault::NothingRead.into()),
        (true, true) | (false, false) => {}
    }
    let wants_device = !records.is_empty() && !records.iter().all(|read| is_frames(read));
    if wants_device {
        reader.must("device");
    }
    reader.finish();
    let reads = records.into_iter().take(READS_MAX);
    let reads = reads.filter_map(|record| one(Reader::new(file, record, mistakes), &topic)).collect();
    MappingRule { topic: topic.into_boxed_str(), when, each, device, time, reads }
}

/// Frames name their devices themselves.
fn is_frames(read: &Record) -> bool {
    read.fields.iter().any(|field| field.name == "decode")
}

fn topic(reader: &mut Reader<'_, '_, Kind>) -> String {
    let typed: Text<PATH_BYTES_MAX> = reader.required("topic");
    let is_subject = typed.contains('.') && !typed.contains('/');
    let topic = if is_subject { typed.replace('.', "/") } else { typed.to_string() };
    let count = topic.split('/').count();
    for (at, level) in topic.split('/').enumerate() {
        let is_whole = level.len() == 1;
        if level.contains('#') && !(is_whole && at + 1 == count) {
            reader.wrong("topic", Fault::Hash(typed.to_string()).into());
        }
        if level.contains('+') && !is_whole {
            reader.wrong("topic", Fault::Plus(typed.to_string()).into());
        }
        if matches!(level, "*" | ">") {
            reader.wrong("topic", Fault::Star(typed.to_string()).into());
        }
    }
    topic
}

fn when(reader: &mut Reader<'_, '_, Kind>, topic: &str) -> Option<When> {
    let is = words_of(reader, "is");
    let Some(at) = source_in(reader, "when", topic) else {
        if !is.is_empty() && !reader.has("when") {
            reader.must("when");
        }
        return None;
    };
    reader.must("is");
    Some(When { at, is })
}

fn time(reader: &mut Reader<'_, '_, Kind>, topic: &str) -> Option<TimeSource> {
    let forms = [
        ("rfc3339", TimeForm::Rfc3339),
        ("s", TimeForm::Seconds),
        ("ms", TimeForm::Milliseconds),
        ("beijing", TimeForm::Beijing),
        ("北京时间", TimeForm::Beijing),
    ];
    let form = reader.choice("time_form", &forms);
    let Some(at) = source_in(reader, "time", topic) else {
        if form.is_some() && !reader.has("time") {
            reader.must("time");
        }
        return None;
    };
    reader.must("time_form");
    Some(TimeSource { at, form: form? })
}

/// Reads one value of a rule and what it means.
fn one(mut reader: Reader<'_, '_, Kind>, topic: &str) -> Option<Read> {
    reader.must("at");
    let at = source_in(&mut reader, "at", topic);
    let named: Vec<&'static str> = MEANINGS.into_iter().filter(|name| reader.has(name)).collect();
    let means = match named.as_slice() {
        ["condition"] => condition(&mut reader),
        ["unit"] => reading(&mut reader),
        ["presence"] => {
            flag(&mut reader, "presence");
            let (on, off) = (words_of(&mut reader, "on"), words_of(&mut reader, "off"));
            if off.is_empty() {
                reader.must("on");
            }
            apart(&mut reader, &on, &off);
            Some(Meaning::Presence { on, off })
        }
        ["test"] => {
            flag(&mut reader, "test");
            reader.must("on");
            Some(Meaning::Test { on: words_of(&mut reader, "on") })
        }
        ["component_state"] => {
            flag(&mut reader, "component_state");
            Some(Meaning::ComponentState)
        }
        ["place"] => {
            flag(&mut reader, "place");
            Some(Meaning::Place)
        }
        ["decode"] => reader.choice("decode", &[("gb26875", Meaning::Gb26875)]),
        [] => {
            reader.wrong("", Fault::NoMeaning.into());
            None
        }
        several => {
            reader.wrong(several[1], Fault::Meanings(several.join(", ")).into());
            None
        }
    };
    // What belongs to a meaning that was refused is not unknown besides.
    if named.len() == 1 {
        reader.finish();
    }
    Some(Read { at: at?, means: means? })
}

fn condition(reader: &mut Reader<'_, '_, Kind>) -> Option<Meaning> {
    let mut conditions = Conditions::NONE;
    for word in reader.list("condition") {
        match words::condition(&word.value) {
            Some(condition) => conditions = conditions.with(condition),
            None => reader.wrong_at(word.line, Fault::condition(&word.value).into()),
        }
    }
    let severity = reader.choice("severity", words::SEVERITIES);
    let (on, off) = (words_of(reader, "on"), words_of(reader, "off"));
    reader.must("on");
    apart(reader, &on, &off);
    let severity = severity.unwrap_or(Severity::Unknown);
    (!conditions.is_none()).then_some(Meaning::Condition { conditions, severity, on, off })
}

fn reading(reader: &mut Reader<'_, '_, Kind>) -> Option<Meaning> {
    let unit = reader.choice("unit", words::UNITS);
    let scale = reader.plain("scale");
    let factor: Option<f64> = scale.as_deref().map_or(Some(1.0), |text| text.parse().ok());
    let micro = factor.zip(unit).map(|(factor, (_, micro))| (factor * micro as f64).round());
    let scale_micro = micro.filter(|micro| (1.0..=SCALE_MICRO_MAX).contains(&micro.abs()));
    let is_wrong = factor.is_none() || (unit.is_some() && scale_micro.is_none());
    if is_wrong {
        reader.wrong("scale", Fault::Scale(scale.unwrap_or_default()).into());
    }
    Some(Meaning::Reading { unit: unit?.0, scale_micro: scale_micro? as i64 })
}

/// A factor beyond this makes any reading larger than its field: a thousand million.
const SCALE_MICRO_MAX: f64 = 1e15;

/// A meaning that needs no word is switched on.
fn flag(reader: &mut Reader<'_, '_, Kind>, name: &'static str) {
    if reader.switch(name) == Some(false) {
        reader.wrong(name, Fault::SwitchedOff(name).into());
    }
}

/// A word cannot say two things.
fn apart(reader: &mut Reader<'_, '_, Kind>, on: &[Box<str>], off: &[Box<str>]) {
    if let Some(word) = on.iter().find(|word| off.contains(word)) {
        reader.wrong("off", Fault::OnAndOff(word.to_string()).into());
    }
}

fn words_of(reader: &mut Reader<'_, '_, Kind>, name: &'static str) -> Box<[Box<str>]> {
    reader.list(name).into_iter().map(|word| word.value.into_boxed_str()).collect()
}

fn source_in(reader: &mut Reader<'_, '_, Kind>, name: &'static str, topic: &str) -> Option<Source> {
    let value = reader.plain(name)?;
    let line = reader.line_of(name);
    source(reader, &Lined { line, value }, topic)
}

/// Reads where a value stands.
fn source(reader: &mut Reader<'_, '_, Kind>, typed: &Lined<String>, topic: &str) -> Option<Source> {
    let text = typed.value.as_str();
    let bounded = |pointer: &str| pointer.len() <= PATH_BYTES_MAX && is_pointer(pointer);
    let fault = match text.split_once(':') {
        _ if text == "payload" => return Some(Source::Payload),
        _ if bounded(text) => return Some(Source::Pointer(text.into())),
        Some(("root", pointer)) if bounded(pointer) => return Some(Source::Root(pointer.into())),
        Some(("level", number)) => match number.parse::<u8>() {
            Ok(number @ 1..=LEVEL_MAX) => {
                let is_there =
                    topic.ends_with('#') || topic.is_empty() || topic.split('/').count() >= number.into();
                if is_there {
                    return Some(Source::TopicLevel(number));
                }
                Fault::Level(number, topic.to_owned())
            }
            Ok(_) | Err(_) => Fault::Source(text.to_owned()),
        },
        Some(("root", pointer)) => Fault::Pointer(pointer.to_owned()),
        Some(_) | None if text.starts_with('/') => Fault::Pointer(text.to_owned()),
        Some(_) | None => Fault::Source(text.to_owned()),
    };
    reader.wrong_at(typed.line, fault.into());
    None
}

/// Returns whether a text is a JSON pointer to something inside: `/a/b`, `~0` for `~`, `~1` for `/`.
///
/// Source: RFC 6901 section 3.
fn is_pointer(text: &str) -> bool {
    text.starts_with('/') && text.split('~').skip(1).all(|after| after.starts_with(['0', '1']))
}
