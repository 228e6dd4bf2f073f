//! `pack.toml`: the region's clocks and the forms of its reports.
//!
//! Decides: which clocks and lines a pack may have, and what stands in for what it does not say.
//! Must not know: what is filled into a line.
//!
//! Invariants:
//! - every placeholder of every line is one of [`PLACEHOLDERS`];
//! - each of the three forms has at least one line, the region's own or the usual one.

use crate::config::record::{Lined, Mistakes, Reader, Record, nearest, parse};
use crate::limits::{FORM_LINE_BYTES_MAX, FORM_LINES_MAX};
use crate::operations::reference::Pack;
use crate::operations::report;
use crate::registry::mistake::Kind;
use crate::registry::source::Files;
use crate::text::bounded;
use crate::units::Span;

/// What a line of a form may ask for, in braces.
pub const PLACEHOLDERS: [&str; 18] = [
    "title",
    "number",
    "time",
    "source",
    "place",
    "kind",
    "nature",
    "extent",
    "casualties",
    "trend",
    "leaders",
    "measures",
    "requests",
    "commander",
    "unit",
    "changes",
    "aftermath",
    "lessons",
];

/// What the pack is called when a region has none of its own.
pub const USUAL_NAME: &str = "通用时限";

/// By telephone within a quarter of an hour: the strictest of the regions that were read (standards 14).
const FIRST_PHONE_USUAL: Span = Span::seconds(15 * 60);
/// In writing twenty minutes later.
const FIRST_WRITTEN_USUAL: Span = Span::seconds(35 * 60);
/// The unit's own hour: 令493 Art 9.
const UNIT_REPORT_USUAL: Span = Span::seconds(60 * 60);
/// At least daily until the rescue ends.
const FOLLOW_UP_USUAL: Span = Span::seconds(24 * 60 * 60);

const FIRST_USUAL: &[&str] = &[
    "{title}",
    "{time} {source}",
    "{place} {kind}",
    "{casualties}",
    "{measures}",
    "{requests}",
    "{commander}",
];
const FOLLOW_USUAL: &[&str] =
    &["{title} 续报 {number}", "{changes}", "{casualties}", "{measures}", "{requests}"];
const LAST_USUAL: &[&str] = &["{title} 终报", "{casualties}", "{measures}", "{aftermath}", "{lessons}"];

const KINDS: &[(&str, report::Kind)] = &[
    ("first", report::Kind::First),
    ("首报", report::Kind::First),
    ("follow-up", report::Kind::FollowUp),
    ("续报", report::Kind::FollowUp),
    ("final", report::Kind::Final),
    ("终报", report::Kind::Final),
];

/// The longest clock: a week.
const CLOCK_SECONDS_MAX: i64 = 7 * 86_400;

/// Reads the pack; without the file it is the usual one, under the name [`USUAL_NAME`].
pub fn read(files: &Files, mistakes: &mut Mistakes<Kind>) -> Pack {
    let mut pack = usual();
    let Some((file, root)) = files.table("pack.toml", mistakes) else { return pack };
    let mut reader = Reader::new(file, &root, mistakes);
    pack.name = reader.required("name");
    reader.must("version");
    pack.version = reader.number("version", 1..=9_999).unwrap_or(1) as u16;
    pack.first_phone = clock(&mut reader, "first_phone", FIRST_PHONE_USUAL);
    pack.first_written = clock(&mut reader, "first_written", FIRST_WRITTEN_USUAL);
    pack.unit_report = clock(&mut reader, "unit_report", UNIT_REPORT_USUAL);
    pack.follow_up = clock(&mut reader, "follow_up", FOLLOW_UP_USUAL);
    if pack.first_written < pack.first_phone {
        reader.wrong("first_written", Kind::WrittenBeforePhone);
    }
    let tables = reader.records("form");
    reader.finish();
    let mut read: Vec<(report::Kind, u32)> = Vec::new();
    for table in tables {
        let mut reader = Reader::new(file, table, mistakes);
        reader.must("kind");
        let kind = reader.choice("kind", KINDS);
        let lines = lines(&mut reader, table);
        if let Some(kind) = kind {
            if let Some((_, first)) = read.iter().find(|(known, _)| *known == kind) {
                reader.wrong("kind", Kind::FormRepeated(*first));
            }
            read.push((kind, table.line));
            match kind {
                report::Kind::First => pack.first = lines,
                report::Kind::FollowUp => pack.follow = lines,
                report::Kind::Final => pack.last = lines,
            }
        }
        reader.finish();
    }
    pack
}

/// Returns the pack of a region that has none of its own.
pub fn usual() -> Pack {
    let lines = |lines: &[&str]| lines.iter().map(|line| Box::from(*line)).collect();
    Pack {
        name: bounded(USUAL_NAME),
        version: 1,
        first_phone: FIRST_PHONE_USUAL,
        first_written: FIRST_WRITTEN_USUAL,
        unit_report: UNIT_REPORT_USUAL,
        follow_up: FOLLOW_UP_USUAL,
        first: lines(FIRST_USUAL),
        follow: lines(FOLLOW_USUAL),
        last: lines(LAST_USUAL),
    }
}

fn clock(reader: &mut Reader<'_, '_, Kind>, field: &'static str, usual: Span) -> Span {
    let Some(text) = reader.plain(field) else { return usual };
    let seconds = parse::seconds(&text).filter(|seconds| (1..=CLOCK_SECONDS_MAX).contains(seconds));
    if seconds.is_none() {
        reader.wrong(field, Kind::StepTime(text));
    }
    seconds.map_or(usual, Span::seconds)
}

fn lines(reader: &mut Reader<'_, '_, Kind>, table: &Record) -> Box<[Box<str>]> {
    let lines = reader.list("lines");
    if lines.is_empty() {
        reader.wrong_at(table.line, Kind::FormEmpty);
    }
    if let Some(beyond) = lines.get(FORM_LINES_MAX) {
        reader.wrong_at(beyond.line, Kind::FormTooLong);
    }
    for Lined { line, value } in &lines {
        if value.len() > FORM_LINE_BYTES_MAX {
            reader.wrong_at(*line, Kind::FormLineTooLong(value.len()));
        }
        check_line(reader, *line, value);
    }
    lines.into_iter().map(|line| line.value.into_boxed_str()).collect()
}

/// Looks at each `{...}`; a brace without its other one would be printed to a leader as it stands.
fn check_line(reader: &mut Reader<'_, '_, Kind>, line: u32, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let inside = rest[at..].strip_prefix('{').and_then(|after| after.split_once('}'));
        let Some((name, after)) = inside.filter(|(name, _)| !name.contains('{')) else {
            reader.wrong_at(line, Kind::FormBrace(text.to_owned()));
            return;
        };
        if !PLACEHOLDERS.contains(&name) {
            let meant = nearest(name, PLACEHOLDERS).map(str::to_owned);
            reader.wrong_at(line, Kind::Placeholder(name.to_owned(), meant));
        }
        rest = after;
    }
}
