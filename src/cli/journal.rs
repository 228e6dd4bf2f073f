//! `dutydesk journal`: verify, tail, export.

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::config::Exit;
use crate::config::arguments::Journal;
use crate::journal::reader::{PageQuery, Private, Reader};
use crate::journal::{export, verify};
use crate::units::EntryNumber;
use std::io;
use std::path::{Path, PathBuf};

/// Looks at the journal of the desk that runs, or ran last.
pub(super) fn run(place: &Place, verb: &Journal, output: &mut Output) -> Exit {
    let looked = match verb {
        Journal::Verify { file } => {
            file.clone().map_or_else(|| own(place, output), Ok).map(|file| verify_file(&file, output))
        }
        Journal::Tail { rows } => own(place, output).map(|file| tail(&file, *rows, output)),
        Journal::Export => own(place, output).map(|file| export_all(&file, output)),
    };
    looked.unwrap_or_else(|exit| exit)
}

fn own(place: &Place, output: &Output) -> Result<PathBuf, Exit> {
    let config = place.config(output)?;
    place.current(&config.data, output).map(|paths| paths.journal())
}

/// Walks the chain; names the first entry that is wrong.
fn verify_file(file: &Path, output: &mut Output) -> Exit {
    let report = verify::journal(file, None);
    if let Some(bad) = &report.first_bad {
        output.data(bad);
        output.data(format_args!("good up to #{} {}", report.head.entry, report.head.digest));
        return Exit::Refused;
    }
    output.data(format_args!("#{} {}", report.head.entry, report.head.digest));
    output.message(format_args!("{} entries, {} texts destroyed", report.entries, report.purged));
    Exit::Done
}

fn tail(file: &Path, rows: u16, output: &mut Output) -> Exit {
    let query = PageQuery { incident: None, before: None, rows };
    let page = Reader::open(file)
        .map_err(|error| error.to_string())
        .and_then(|reader| reader.page(query, Private::Withheld).map_err(|error| error.to_string()));
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

fn export_all(file: &Path, output: &mut Output) -> Exit {
    let exported = Reader::open(file).map_err(|error| error.to_string()).and_then(|reader| {
        let mut out = io::BufWriter::new(io::stdout().lock());
        export::json_lines(&reader, EntryNumber(1), Private::Withheld, &mut out)
            .map_err(|error| error.to_string())
    });
    match exported {
        Ok(_) => Exit::Done,
        Err(error) => {
            output.message(error);
            Exit::Refused
        }
    }
}
