//! `dutydesk journal`: verify, head, tail, export; copies and what is destroyed have files of their own.

mod copies;
mod purge;

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::say;
use crate::config::arguments::{Anchor as Written, Format, Journal};
use crate::config::{Exit, Lang, places};
use crate::engine::drill::run::{self, is_run};
use crate::engine::paths::Paths;
use crate::journal::export::Mark;
use crate::journal::heads::SignedHead;
use crate::journal::heads::code::Code;
use crate::journal::heads::place::{self, SecondPlace};
use crate::journal::reader::{PageQuery, Private, Reader};
use crate::journal::verify::heads::Anchors;
use crate::journal::{Head, export, verify};
use crate::units::EntryNumber;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Looks at the journal of the desk that runs, or ran last.
pub(super) fn run(place: &Place, verb: &Journal, output: &mut Output) -> Exit {
    let looked = match verb {
        Journal::Verify { file, anchors, heads } => {
            verify_file(place, file.as_deref(), (anchors, heads.as_deref()), output)
        }
        Journal::Head => own(place, output).map(|own| head(place, &own, output)),
        Journal::Tail { rows } => own(place, output).map(|own| tail(place, &own.file, *rows, output)),
        Journal::Backup { file } => own(place, output).map(|own| copies::backup(place, &own, file, output)),
        Journal::Restore { file, forget_heads } => {
            own(place, output).and_then(|own| copies::restore(place, &own, (file, *forget_heads), output))
        }
        Journal::Export { format, from_entry, private } => own(place, output).map(|own| {
            let private = if *private { Private::Joined } else { Private::Withheld };
            export_all(
                place,
                &own.file,
                (*format, EntryNumber(*from_entry)),
                (private, output.mark()),
                output,
            )
        }),
        Journal::Purge { incident, before } => {
            own(place, output).and_then(|own| purge::run(place, &own, (*incident, *before), output))
        }
        Journal::Scrub { files } => own(place, output).map(|own| purge::scrub(place, &own, files, output)),
    };
    looked.unwrap_or_else(|exit| exit)
}

/// The desk's own journal.
struct Own {
    paths: Paths,
    file: PathBuf,
    anchors: PathBuf,
}

fn own(place: &Place, output: &Output) -> Result<Own, Exit> {
    let config = place.config(output)?;
    let paths = place.current(&config.data, output)?;
    // Those of the configuration are the live desk's: a drill is not held against them, and never moves them.
    let anchors = if is_run(paths.dir()) {
        run::anchors(paths.dir())
    } else {
        config.anchors.clone().unwrap_or_else(|| places::anchors_beside(paths.dir(), &config.mode))
    };
    Ok(Own { file: paths.journal(), paths, anchors })
}

/// Returns what a head is to people: its entry, its digest, and the code that they read aloud.
fn said(head: Head) -> String {
    format!("#{} {}", head.entry, head.digest)
}

/// Walks the chain and holds it against the anchors; names the first entry that is wrong.
fn verify_file(
    place: &Place,
    file: Option<&Path>,
    (written, heads): (&[Written], Option<&Path>),
    output: &mut Output,
) -> Result<Exit, Exit> {
    let refuse = |error: &(dyn std::error::Error + 'static)| {
        output.message(say::error(place, error));
        Exit::Refused
    };
    let mut anchors = Anchors::default();
    for Written(text) in written {
        anchors.kept.push(text.parse().map_err(|error| refuse(&error))?);
    }
    let (file, second) = if let Some(file) = file {
        if copies::is_of_drill(file) == Some(true) {
            output.mark_as_drill(place.lang());
        }
        (file.to_path_buf(), heads.map(Path::to_path_buf))
    } else {
        let own = own(place, output)?;
        let second = heads.map_or_else(|| own.anchors.join(place::FILE), Path::to_path_buf);
        (own.file, Some(second))
    };
    if let Some(second) = &second {
        if heads.is_some() && !second.is_file() {
            let what = place.say("没有签名头的第二份", "there is no second copy of the signed heads");
            output.message(format_args!("{}: {what}", second.display()));
            return Err(Exit::Refused);
        }
        anchors.second = SecondPlace::at(second).lines().map_err(|fault| refuse(&fault))?;
    }
    let report = verify::against(&file, &anchors);
    let exit = tell(place, &report, &anchors, output);
    if let Some(second) = second.filter(|_| report.heads > 0 && anchors.second.is_empty()) {
        let what = place.say(
            "签名头的第二份没有了: 整本重写的日志查不出来",
            "the second copy of the signed heads is gone: a journal that was written anew would not be noticed",
        );
        output.message(format_args!("{}: {what}", second.display()));
        return Ok(Exit::Refused);
    }
    Ok(exit)
}

fn tell(place: &Place, report: &verify::Report, anchors: &Anchors, output: &mut Output) -> Exit {
    if let Some(bad) = &report.first_bad {
        output.data(say::bad(place, bad));
        let good = place.say("此前无误, 到", "good up to");
        output.data(format_args!("{good} {}", said(report.head)));
        if report.vouched.entry.0 > 0 {
            let known = place.say("最后一个对得上的锚", "the last anchor that fits");
            output.data(format_args!("{known} {}", said(report.vouched)));
        }
        return Exit::Refused;
    }
    output.answer(format_args!("{}  {}", said(report.head), Code::of(report.head)));
    let verify::Report { entries, purged, heads, unsigned, vouched, .. } = report;
    let (outside, anchored) = (anchors.second.len() + anchors.kept.len(), vouched.entry);
    match place.lang() {
        Lang::Zh => output.message(format_args!(
            "{entries} 条, 已销毁文字 {purged} 段, 签名头 {heads} 个, 外部锚 {outside} 个, 锚到 #{anchored}"
        )),
        Lang::En => output.message(format_args!(
            "{entries} entries, {purged} texts destroyed, {heads} signed heads, {outside} anchors from outside, \
             anchored to #{anchored}"
        )),
    }
    if *unsigned > 0 {
        output.message(match place.lang() {
            Lang::Zh => format!("注意: {unsigned} 条应签而未签"),
            Lang::En => format!("note: {unsigned} entries asked for a signed head in vain"),
        });
    }
    Exit::Done
}

/// Prints the newest entry and the newest signed head.
fn head(place: &Place, own: &Own, output: &mut Output) -> Exit {
    let read = Reader::open(&own.file).map_err(|error| say::error(place, &error)).and_then(|reader| {
        let both = reader.head().and_then(|head| Ok((head, reader.heads()?)));
        both.map_err(|error| say::error(place, &error))
    });
    let (head, heads) = match read {
        Ok(both) => both,
        Err(error) => {
            output.message(error);
            return Exit::Refused;
        }
    };
    output.answer(format_args!("{}  {}", said(head), Code::of(head)));
    let Some(newest) = heads.last() else {
        output.message(place.say("还没有签名头", "no head is signed yet"));
        return Exit::Done;
    };
    output.answer(signed(place, newest));
    Exit::Done
}

fn signed(place: &Place, newest: &SignedHead) -> String {
    let SignedHead { head, epoch, key, .. } = newest;
    let code = Code::of(*head);
    match place.lang() {
        Lang::Zh => format!("签名头 #{} 编码 {code} 第 {epoch} 个密钥 {key}", head.entry),
        Lang::En => format!("signed #{} code {code} key {epoch} {key}", head.entry),
    }
}

fn tail(place: &Place, file: &Path, rows: u16, output: &mut Output) -> Exit {
    let query = PageQuery { incident: None, before: None, rows };
    let page = Reader::open(file)
        .map_err(|error| say::error(place, &error))
        .and_then(|reader| reader.page(query, Private::Withheld).map_err(|error| say::error(place, &error)));
    match page {
        Ok(page) => {
            for shown in page.iter().rev() {
                output.print(export::json_line(shown, output.mark()));
            }
            Exit::Done
        }
        Err(error) => {
            output.message(error);
            Exit::Refused
        }
    }
}

fn export_all(
    place: &Place,
    file: &Path,
    (format, from): (Format, EntryNumber),
    told: (Private, Mark),
    output: &Output,
) -> Exit {
    let exported = Reader::open(file).map_err(|error| say::error(place, &error)).and_then(|reader| {
        let mut out = io::BufWriter::new(io::stdout().lock());
        let count = match format {
            Format::Jsonl => export::json_lines(&reader, from, told, &mut out),
            Format::Csv => export::csv_lines(&reader, from, told, &mut out),
        };
        let flushed = count.and_then(|count| out.flush().map(|()| count).map_err(export::Error::from));
        flushed.map_err(|error| say::error(place, &error))
    });
    match exported {
        Ok(_) => Exit::Done,
        Err(error) => {
            output.message(error);
            Exit::Refused
        }
    }
}
