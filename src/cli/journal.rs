//! `dutydesk journal`: verify, tail, export, backup.

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::say;
use crate::config::arguments::Journal;
use crate::config::{Exit, Lang};
use crate::journal::reader::{PageQuery, Private, Reader};
use crate::journal::{backup, export, verify};
use crate::units::EntryNumber;
use std::io;
use std::path::{Path, PathBuf};

/// Looks at the journal of the desk that runs, or ran last.
pub(super) fn run(place: &Place, verb: &Journal, output: &mut Output) -> Exit {
    let looked = match verb {
        Journal::Verify { file } => {
            file.clone().map_or_else(|| own(place, output), Ok).map(|file| verify_file(place, &file, output))
        }
        Journal::Tail { rows } => own(place, output).map(|file| tail(place, &file, *rows, output)),
        Journal::Backup { file } => own(place, output).map(|journal| copy(place, &journal, file, output)),
        Journal::Export => own(place, output).map(|file| export_all(place, &file, output)),
    };
    looked.unwrap_or_else(|exit| exit)
}

fn own(place: &Place, output: &Output) -> Result<PathBuf, Exit> {
    let config = place.config(output)?;
    place.current(&config.data, output).map(|paths| paths.journal())
}

/// Walks the chain; names the first entry that is wrong.
fn verify_file(place: &Place, file: &Path, output: &mut Output) -> Exit {
    let report = verify::journal(file, None);
    if let Some(bad) = &report.first_bad {
        output.data(say::bad(place, bad));
        let good = place.say("此前无误, 到", "good up to");
        output.data(format_args!("{good} #{} {}", report.head.entry, report.head.digest));
        return Exit::Refused;
    }
    output.data(format_args!("#{} {}", report.head.entry, report.head.digest));
    let (entries, purged) = (report.entries, report.purged);
    match place.lang() {
        Lang::Zh => output.message(format_args!("{entries} 条, 已销毁文字 {purged} 段")),
        Lang::En => output.message(format_args!("{entries} entries, {purged} texts destroyed")),
    }
    Exit::Done
}

fn tail(place: &Place, file: &Path, rows: u16, output: &mut Output) -> Exit {
    let query = PageQuery { incident: None, before: None, rows };
    let page = Reader::open(file)
        .map_err(|error| say::error(place, &error))
        .and_then(|reader| reader.page(query, Private::Withheld).map_err(|error| say::error(place, &error)));
    match page {
        Ok(page) => {
            for shown in page.iter().rev() {
                output.data(export::json_line(shown));
            }
            Exit::Done
        }
        Err(error) => {
            output.message(error);
            Exit::Refused
        }
    }
}

/// Copies the journal; its head is what an anchor elsewhere keeps.
fn copy(place: &Place, journal: &Path, to: &Path, output: &mut Output) -> Exit {
    match backup::copy(journal, to) {
        Ok(head) => {
            output.data(format_args!("#{} {}", head.entry, head.digest));
            Exit::Done
        }
        Err(error) => {
            output.message(say::error(place, &error));
            Exit::Refused
        }
    }
}

fn export_all(place: &Place, file: &Path, output: &mut Output) -> Exit {
    let exported = Reader::open(file).map_err(|error| say::error(place, &error)).and_then(|reader| {
        let mut out = io::BufWriter::new(io::stdout().lock());
        export::json_lines(&reader, EntryNumber(1), Private::Withheld, &mut out)
            .map_err(|error| say::error(place, &error))
    });
    match exported {
        Ok(_) => Exit::Done,
        Err(error) => {
            output.message(error);
            Exit::Refused
        }
    }
}
