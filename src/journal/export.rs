//! Writes entries out for other programs.
//!
//! Decides: the lines of an export: one JSON object an entry, keys sorted; or one CSV record an entry.
//! Must not know: who may read private text: the caller says so.

use crate::journal::json;
use crate::journal::reader::{Private, Reader, Shown, Words};
use crate::units::EntryNumber;
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The journal cannot be read on.
    #[error("after entry {after}: {source}")]
    Journal {
        /// The last entry that was written out.
        after: EntryNumber,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The lines cannot be written.
    #[error(transparent)]
    Out(#[from] io::Error),
}

/// What every line says besides its entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// Nothing.
    #[default]
    None,
    /// That the journal is one of a drill: a line alone must not be taken for real.
    Drill,
}

impl Mark {
    /// What its field or column is called.
    pub const FIELD: &str = "drill";

    /// What stands in its column.
    pub const WORDS: &str = "演练 DRILL";

    /// Returns what stands in its column: its heading, and what every record says.
    pub fn column(self) -> Option<(&'static str, &'static str)> {
        (self == Self::Drill).then_some((Self::FIELD, Self::WORDS))
    }
}

/// Writes the entries from one on as JSON lines; returns how many.
///
/// # Errors
/// Returns where it ended and why.
pub fn json_lines(
    reader: &Reader,
    from: EntryNumber,
    (private, mark): (Private, Mark),
    out: &mut impl Write,
) -> Result<u64, Error> {
    let mut count = 0;
    let mut after = EntryNumber(from.0.saturating_sub(1));
    for row in reader.rows(from) {
        let shown = row.and_then(|row| reader.show(row, private));
        let shown = shown.map_err(|source| Error::Journal { after, source })?;
        writeln!(out, "{}", json_line(&shown, mark))?;
        after = shown.row.entry;
        count += 1;
    }
    Ok(count)
}

/// The fields of an entry in CSV.
const FIELDS: [&str; 12] = [
    "entry",
    "time",
    "at",
    "kind",
    "kind_version",
    "incident",
    "actor",
    "action",
    "text",
    "body",
    "previous",
    "digest",
];

/// Writes the entries from one on as CSV (RFC 4180) with a head line; returns how many.
///
/// It begins with a byte order mark, without which spreadsheets read Chinese wrongly. A field that a spreadsheet would
/// take for a formula begins with an apostrophe: what was typed on a bad night must not run on the auditor's machine.
///
/// # Errors
/// Returns where it ended and why.
pub fn csv_lines(
    reader: &Reader,
    from: EntryNumber,
    (private, mark): (Private, Mark),
    out: &mut impl Write,
) -> Result<u64, Error> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut lines = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    let (heading, words) = mark.column().unzip();
    lines.write_record(FIELDS.into_iter().chain(heading)).map_err(io::Error::from)?;
    let mut count = 0;
    let mut after = EntryNumber(from.0.saturating_sub(1));
    for row in reader.rows(from) {
        let shown = row.and_then(|row| reader.show(row, private));
        let shown = shown.map_err(|source| Error::Journal { after, source })?;
        let fields = record(&shown).map(plain);
        let fields = fields.iter().map(String::as_str).chain(words);
        lines.write_record(fields).map_err(io::Error::from)?;
        after = shown.row.entry;
        count += 1;
    }
    lines.flush()?;
    Ok(count)
}

fn record(shown: &Shown) -> [String; 12] {
    let Shown { row, words } = shown;
    let time = chrono::DateTime::from_timestamp_millis(row.draft.at.0);
    let text = match words {
        Words::None | Words::Withheld | Words::Purged => String::new(),
        Words::Text(text) => text.clone(),
    };
    [
        row.entry.to_string(),
        time.map(|time| time.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)).unwrap_or_default(),
        row.draft.at.0.to_string(),
        row.draft.kind.to_string(),
        row.draft.kind_version.to_string(),
        row.draft.incident.map(|incident| incident.to_string()).unwrap_or_default(),
        row.draft.actor.clone(),
        row.draft.action.map(|action| action.to_string()).unwrap_or_default(),
        text,
        row.draft.body.clone(),
        row.previous.to_string(),
        row.digest.to_string(),
    ]
}

/// Puts an apostrophe before what a spreadsheet takes for a formula, also behind blanks and in full width; numbers stay numbers.
fn plain(field: String) -> String {
    let first = field.trim_start_matches([' ', '\u{3000}', '\u{feff}']).chars().next();
    let is_formula = matches!(
        first,
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '|' | '%' | '＝' | '＋' | '－' | '＠')
    );
    if is_formula && field.parse::<i64>().is_err() { format!("'{field}") } else { field }
}

/// Returns an entry as one line of JSON.
///
/// `body` is the body as an object; a body that is no JSON stands as text in `body_text`. `text` is there when private
/// text was asked for, and null when it was destroyed. `drill` is there, and true, in an entry of a drill.
pub fn json_line(shown: &Shown, mark: Mark) -> String {
    let Shown { row, words } = shown;
    let mut line = Map::new();
    let mut put = |key: &str, value: Value| line.insert(key.into(), value);
    put("entry", json!(row.entry.0));
    put("at", json!(row.draft.at.0));
    put("kind", json!(row.draft.kind));
    put("kind_version", json!(row.draft.kind_version));
    put("incident", json!(row.draft.incident.map(|incident| incident.0)));
    put("actor", json!(row.draft.actor));
    put("action", json!(row.draft.action.map(|action| action.to_string())));
    put("previous", json!(row.previous.to_string()));
    put("digest", json!(row.digest.to_string()));
    match serde_json::from_str(&row.draft.body) {
        Ok(body) => put("body", body),
        Err(_) => put("body_text", json!(row.draft.body)),
    };
    match words {
        Words::None | Words::Withheld => {}
        Words::Purged => {
            put("text", Value::Null);
        }
        Words::Text(text) => {
            put("text", json!(text));
        }
    }
    match mark {
        Mark::None => {}
        Mark::Drill => {
            line.insert(Mark::FIELD.into(), Value::Bool(true));
        }
    }
    json::canonical(&Value::Object(line))
}
