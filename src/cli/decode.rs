//! `dutydesk decode`: files become JSON lines, an object an event.

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::say;
use crate::config::record::Mistakes;
use crate::config::terms::FORMATS;
use crate::config::{Exit, mapping};
use crate::feed::decode::{self, Context, Raw, native, report_line};
use crate::operations::feed::Format;
use crate::units::{FeedId, Instant};
use serde_json::Value;
use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

/// What stands before the name of a mapping file.
const MAPPING: &str = "mapping:";

/// Decodes files; the exit code says whether every frame was understood.
pub(super) fn run(place: &Place, format: &str, files: &[PathBuf], output: &mut Output) -> Exit {
    match format_of(place, format, output) {
        Ok(format) => decode_all(place, &format, files, output),
        Err(exit) => exit,
    }
}

/// Returns the format of a name, or says what is wrong with it.
fn format_of(place: &Place, name: &str, output: &Output) -> Result<Format, Exit> {
    if let Some(file) = name.strip_prefix(MAPPING) {
        let mut mistakes = Mistakes::default();
        let mapping = mapping::read(Path::new(file), &mut mistakes);
        for mistake in &mistakes.list {
            output.message(mistake.written(place.lang()));
        }
        let mapping = mapping.filter(|_| mistakes.list.is_empty()).ok_or(Exit::Refused)?;
        return Ok(Format::Mapped(Box::new(mapping)));
    }
    if let Some((_, format)) = FORMATS.iter().find(|(word, _)| *word == name) {
        return Ok(format.clone());
    }
    let known: Vec<&str> = FORMATS.iter().map(|(word, _)| *word).collect();
    let (zh, en) = ("未知格式; 可用: ", "unknown format; there are: ");
    output.message(format_args!("{}{} {MAPPING}FILE.toml", place.say(zh, en), known.join(" ")));
    Err(Exit::Usage)
}

fn decode_all(place: &Place, format: &Format, files: &[PathBuf], output: &mut Output) -> Exit {
    let context = Context { feed: FeedId(0), received: Instant::UNSTATED, test_trusted: true };
    let mut exit = Exit::Done;
    for file in files {
        let bytes = match fs::read(file) {
            Ok(bytes) => bytes,
            Err(error) => {
                output.message(format_args!("{}: {}", file.display(), say::error(place, &error)));
                exit = Exit::Refused;
                continue;
            }
        };
        let name = file.to_string_lossy();
        for (line, topic, frame) in frames(format, file, &bytes) {
            let decoded = match format {
                Format::Native => vec![native::decode(&frame, &context)],
                _ => decode::message(format, &Raw { topic: &topic, bytes: &frame }, &context),
            };
            for one in &decoded {
                if one.is_err() {
                    exit = Exit::Refused;
                }
                // What is wrong is looked up.
                let at = line.filter(|_| one.is_err()).map(|line| format!("{name}:{line}"));
                output.data(report_line(at.as_deref().unwrap_or(&name), one));
            }
            if output.is_closed() {
                return exit;
            }
        }
    }
    exit
}

/// A message with its line, where its file has several, and its topic.
type Taken<'a> = (Option<usize>, Cow<'a, str>, Cow<'a, [u8]>);

/// Returns the messages of a file: a line each where lines are what is sent, and in a file of JSON lines; else the whole file.
fn frames<'a>(format: &Format, file: &'a Path, bytes: &'a [u8]) -> Vec<Taken<'a>> {
    let numbered = bytes.split(|byte| *byte == b'\n').enumerate().map(|(at, line)| (at + 1, line));
    let mut lines = numbered.filter(|(_, line)| !line.trim_ascii().is_empty()).peekable();
    let is_mapped = matches!(format, Format::Mapped(_));
    let has_topics = is_mapped && lines.peek().is_some_and(|(_, line)| recorded(line).is_some());
    let is_lines = file.extension().is_some_and(|end| end == "jsonl");
    if !(has_topics || is_lines || matches!(format, Format::Native)) {
        let topic = if is_mapped { topic_of(file) } else { Cow::Borrowed("") };
        return vec![(None, topic, Cow::Borrowed(bytes))];
    }
    let taken = |(number, line): (usize, &'a [u8])| match recorded(line).filter(|_| is_mapped) {
        Some((topic, payload)) => (Some(number), topic, payload),
        None => (Some(number), Cow::Borrowed(""), Cow::Borrowed(line)),
    };
    lines.map(taken).collect()
}

/// Reads a recorded message: `{"topic":"...","payload":...}`; a payload that is a text is sent without its quotes.
fn recorded(line: &[u8]) -> Option<(Cow<'static, str>, Cow<'static, [u8]>)> {
    let line: Value = serde_json::from_slice(line).ok()?;
    let topic = line.get("topic")?.as_str()?.to_owned();
    let payload = match line.get("payload")? {
        Value::String(text) => text.clone(),
        json => json.to_string(),
    };
    Some((Cow::Owned(topic), Cow::Owned(payload.into_bytes())))
}

/// Returns the topic that a file's name stands for: a name has no `/`, so it is written as a subject, `tele.k1.LWT`.
fn topic_of(file: &Path) -> Cow<'_, str> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    match name.strip_suffix(".json") {
        Some(topic) => Cow::Owned(topic.to_owned()),
        None => name,
    }
}
