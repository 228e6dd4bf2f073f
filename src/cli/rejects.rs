//! `dutydesk rejects`: the messages that the running desk refused and keeps apart, and the bytes of one of them.
//!
//! What is printed is for a terminal: bytes are hexadecimal and text with carets, never themselves.

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::reach::Reach;
use crate::cli::say;
use crate::config::{Exit, Lang};
use crate::ipc::client::Error;
use crate::language::page::PageWord;
use crate::language::{dump, reject, time};
use crate::limits::WINDOW_ROWS_MAX;
use crate::operations::dossier::ZONE;
use crate::operations::feed::Why;
use crate::operations::listing::health::{Line, REFUSED, Refused};
use crate::operations::listing::{Listing, PageLook, RowId, Rows};
use crate::text::bounded;
use crate::units::InputNumber;
use std::fmt::Write;

/// Lists what was refused, newest first; with an input's number, prints that message.
pub(super) fn run(place: &Place, input: Option<u64>, output: &mut Output) -> Exit {
    let Ok(mut reach) = Reach::open(place, output) else { return Exit::Refused };
    let wanted = input.map(InputNumber);
    let found = match fetch(&mut reach, wanted) {
        Ok(found) => found,
        Err(error) => {
            output.message(say::client(place, &error));
            return Exit::Refused;
        }
    };
    let lang = place.lang();
    if let Some(wanted) = wanted {
        let Some(refused) = found.iter().find(|refused| refused.kept.input == wanted) else {
            output.message(format_args!(
                "{wanted}: {}",
                place.say(
                    "手边没有这条拒收消息; 全部输入在录像中",
                    "no refused message at hand by this number; the recording has every input"
                )
            ));
            return Exit::Refused;
        };
        output.data(row(lang, refused));
        output.data(body(lang, refused));
        return Exit::Done;
    }
    if found.is_empty() {
        output.message(place.say("没有拒收的消息", "nothing was refused"));
    }
    for refused in &found {
        output.data(row(lang, refused));
    }
    Exit::Done
}

/// Asks for every refused message; the wanted one comes with its bytes.
fn fetch(reach: &mut Reach, wanted: Option<InputNumber>) -> Result<Vec<Refused>, Error> {
    let mut found = Vec::new();
    loop {
        let look = PageLook {
            page: Listing::Health,
            filter: bounded(REFUSED.0),
            first_row: found.len() as u32,
            rows: WINDOW_ROWS_MAX as u16,
            selected: wanted.map(RowId::Refused),
            incident: None,
        };
        let window = reach.runtime.block_on(reach.client.window(look))?;
        let Rows::Health(rows) = window.rows else { return Ok(found) };
        let before = found.len();
        found.extend(rows.into_iter().filter_map(|line| match line {
            Line::Refused(refused) => Some(*refused),
            Line::Feed(_) | Line::Stranger(_) => None,
        }));
        if found.len() == before || found.len() >= window.total as usize {
            return Ok(found);
        }
    }
}

fn row(lang: Lang, refused: &Refused) -> String {
    let mut line = format!("{}  ", refused.kept.input);
    time::day_or_clock(refused.kept.first, refused.kept.last, ZONE, &mut line);
    let reading = reject::reading(lang, &refused.kept.reason);
    let _ = write!(line, "  {}  {reading}", refused.feed);
    if reading != refused.kept.reason.as_str() {
        let _ = write!(line, " ({})", refused.kept.reason);
    }
    if let Some(sequence) = refused.kept.sequence {
        let _ = write!(line, "  {} {sequence}", PageWord::NumberInFeed.text(lang));
    }
    let _ = write!(line, "  {} {}  x{}", refused.kept.length, PageWord::Bytes.text(lang), refused.kept.times);
    if let Why::Conflict { before } = refused.kept.why {
        let _ = write!(line, "  {} {before}", PageWord::ConflictsWith.text(lang));
    }
    let _ = write!(line, "  {}", refused.kept.digest);
    line
}

fn body(lang: Lang, refused: &Refused) -> String {
    let mut text = String::new();
    if (refused.kept.bytes.len() as u64) < u64::from(refused.kept.length) {
        let _ = writeln!(text, "{}", PageWord::BytesCut.text(lang));
    }
    dump::caret(&refused.kept.bytes, &mut text);
    text.push('\n');
    for (at, bytes) in refused.kept.bytes.chunks(dump::HEX_BYTES).enumerate() {
        text.push('\n');
        dump::hex(at * dump::HEX_BYTES, bytes, &mut text);
    }
    text
}
