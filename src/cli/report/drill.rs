//! `dutydesk report drill`: what drills showed, one by one or side by side.

use crate::cli::drill::stage::Stage;
use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::report::SCHEMA;
use crate::cli::say;
use crate::config::arguments::DrillReport;
use crate::config::{Exit, Lang};
use crate::document::drill::compare::{self, Comparison};
use crate::document::drill::{self, Around, Format, Report};
use crate::drill::score::{self, Unscored};
use crate::engine::paths;
use crate::journal::reader::Reader;
use crate::journal::verify;
use crate::operations::desk;
use crate::operations::fact::Body;
use crate::units::{Digest, Instant};
use std::error::Error;
use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// Prints the report of each run, or of all of them side by side.
pub(super) fn run(place: &Place, verb: &DrillReport, output: &mut Output) -> Exit {
    let usage = match (verb.compare, verb.runs.len()) {
        (true, 1) => Some(place.say(
            "--compare 要两次以上演练\n  提示: 再给一个演练目录",
            "--compare takes two runs or more\n  hint: give another run",
        )),
        (false, 2..) if verb.html.is_some() => Some(place.say(
            "一个 HTML 文件只写一次演练\n  提示: 加上 --compare 对照多次",
            "one HTML file holds one run\n  hint: add --compare to lay several side by side",
        )),
        (true | false, _) => None,
    };
    if let Some(usage) = usage {
        output.message(usage);
        return Exit::Usage;
    }
    // What is printed of drills has a mark of its own; only JSON takes the usual one.
    output.mark_as_drill(place.lang());
    let mut reports = Vec::new();
    for run in &verb.runs {
        match read(place, run, verb.private, output) {
            Ok(report) => reports.push(report),
            Err(said) => {
                output.message(format_args!("{}: {said}", run.display()));
                return Exit::Refused;
            }
        }
    }
    match print(place, verb, reports, output) {
        Ok(()) => Exit::Done,
        Err(said) => {
            output.message(said);
            Exit::Refused
        }
    }
}

/// Makes the report of a run, or says why there is none.
pub(in crate::cli) fn read(
    place: &Place,
    directory: &Path,
    is_private: bool,
    output: &Output,
) -> Result<Report, String> {
    let said = |error: &(dyn Error + 'static)| say::error(place, error);
    let stage = Stage::of(place, directory, output).map_err(|error| said(&*error))?;
    let Some(Stage { run, scenario, registry, .. }) = stage else {
        return Err(place.say("不能出报告, 原因如上", "no report, for what is said above").to_owned());
    };
    let journal = run.paths().journal();
    // Points for entries that somebody changed are none.
    if let Some(bad) = verify::journal(&journal, None).first_bad {
        return Err(say::bad(place, &bad));
    }
    let reader = Reader::open(&journal).map_err(|error| said(&error))?;
    let score = score::read(&scenario, &reader, &registry.operations).map_err(|error| match error {
        score::Error::Journal(error) => said(&error),
        score::Error::Unscored(unscored) => refused(place, unscored),
    })?;
    if played_with(&reader).map_err(|error| said(&error))?.is_some_and(|then| then != registry.digest) {
        output.message(place.say(
            "登记表已不是演练时的那份, 以人员和保险代号衡量的项可能不准",
            "the registry is not the one of the drill: items that name people or insurers may be judged wrong",
        ));
    }
    let around = Around {
        run: &run.name(),
        made: run.card().made,
        is_running: matches!(run.paths().lock(), Err(paths::Error::Taken(_))),
        scenario: &scenario,
        reference: &registry.operations,
        earlier: &scenario.script.open_actions,
        is_private,
        // A text that cannot be read is as good as destroyed: the journal was just read from end to end.
        texts: &|token| reader.text(token).ok().flatten(),
    };
    Ok(Report::of(&score, &around).at(reader.head().map_err(|error| said(&error))?))
}

/// Returns the digest of the registry that the run's desk began with.
fn played_with(reader: &Reader) -> rusqlite::Result<Option<Digest>> {
    let mut found = None;
    reader.walk(Instant(i64::MAX), |seen| {
        if seen.kind == "desk.registry"
            && found.is_none()
            && let Ok(Body::Desk(desk::Fact::RegistryLoaded { digest, .. })) = serde_json::from_str(seen.body)
        {
            found = Some(digest);
        }
    })?;
    Ok(found)
}

/// Writes a file; one that holds what people typed is read by nobody else, as the journal and its copies are.
fn write(file: &Path, bytes: &[u8], is_private: bool) -> io::Result<()> {
    if !is_private {
        return fs::write(file, bytes);
    }
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file)?;
    file.set_permissions(Permissions::from_mode(0o600))?;
    file.write_all(bytes)
}

fn refused(place: &Place, unscored: Unscored) -> String {
    match unscored {
        Unscored::NoDrill => place
            .say(
                "日志里没有演练: 情景尚未开始",
                "no drill began in this journal: the scenario was never started",
            )
            .to_owned(),
        Unscored::OtherScenario { journal, file } => match place.lang() {
            Lang::Zh => format!("scenario.toml 不是这次演练的情景: 日志记 {journal}, 文件是 {file}"),
            Lang::En => {
                format!(
                    "scenario.toml is not what was played: the journal says {journal}, the file is {file}"
                )
            }
        },
    }
}

fn print(
    place: &Place,
    verb: &DrillReport,
    mut reports: Vec<Report>,
    output: &mut Output,
) -> Result<(), String> {
    let lang = place.lang();
    let format = if verb.markdown { Format::Markdown } else { Format::Text };
    let comparison = verb.compare.then(|| Comparison::of(std::mem::take(&mut reports)));
    if let Some(file) = &verb.html {
        let html = match (&comparison, reports.first()) {
            (Some(comparison), _) => compare::html(lang, comparison),
            (None, report) => report.map(|report| drill::html(lang, report)).unwrap_or_default(),
        };
        write(file, html.as_bytes(), verb.private)
            .map_err(|error| format!("{}: {}", file.display(), say::error(place, &error)))?;
        output.print(file.display());
    } else if verb.json {
        let value = match &comparison {
            Some(comparison) => serde_json::json!({ "schema": SCHEMA, "comparison": comparison }),
            None => serde_json::json!({ "schema": SCHEMA, "runs": reports }),
        };
        output.json(value);
    } else if let Some(comparison) = &comparison {
        output.print(compare::text(lang, comparison, format).trim_end());
    } else {
        for (place, report) in reports.iter().enumerate() {
            let parted = if place > 0 { "\n" } else { "" };
            output.print(format_args!("{parted}{}", drill::text(lang, report, format).trim_end()));
        }
    }
    Ok(())
}
