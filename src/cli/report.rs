//! `dutydesk report`: what the journal holds, as a table, as JSON, as the log of a shift or the record of an incident.

pub(super) mod drill;

use crate::cli::drill::stage::Stage;
use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::say;
use crate::config::arguments::Report;
use crate::config::{Config, Exit, Lang, RegistryPlace};
use crate::document::kpi::{self, Query, table};
use crate::document::{self, shift, statement};
use crate::engine::drill::run::is_run;
use crate::engine::paths::Paths;
use crate::journal::reader::{Private, Reader};
use crate::journal::verify;
use crate::operations::dossier::ZONE;
use crate::operations::kpi::Settings;
use crate::registry::{Registry, Source, sample};
use crate::units::{IncidentId, Instant, Span};

/// The version of the JSON that `--json` prints; counted up when a field is renamed or taken away.
const SCHEMA: u32 = 1;

/// Prints a report on the journal of the desk that runs, or ran last.
pub(super) fn run(place: &Place, verb: &Report, output: &mut Output) -> Exit {
    match verb {
        Report::Drill(verb) => drill::run(place, verb, output),
        Report::Kpi { from, to, json } => {
            let query = Query { from_day: *from, to_day: *to };
            figures(place, query, *json, output).unwrap_or_else(|exit| exit)
        }
        Report::Statement { from, to, csv, json } => {
            let query = statement::Query { from_day: *from, to_day: *to };
            let form = match (csv, json) {
                (true, _) => Form::Csv,
                (false, true) => Form::Json,
                (false, false) => Form::Text,
            };
            money(place, query, form, output).unwrap_or_else(|exit| exit)
        }
        Report::Incident { incident, markdown, private } => {
            let private = if *private { Private::Joined } else { Private::Withheld };
            let format = if *markdown { shift::Format::Markdown } else { shift::Format::Text };
            record(place, IncidentId(*incident), (format, private), output).unwrap_or_else(|exit| exit)
        }
        Report::Shift { from, to, markdown, private } => {
            let at = |minute: i64| Instant(Span::minutes(minute).0.saturating_sub(ZONE.0));
            let query = shift::Query {
                from: from.map(at),
                to: to.map(at),
                lang: place.lang(),
                private: if *private { Private::Joined } else { Private::Withheld },
            };
            let format = if *markdown { shift::Format::Markdown } else { shift::Format::Text };
            log(place, &query, format, output).unwrap_or_else(|exit| exit)
        }
    }
}

/// How a statement is printed.
#[derive(Clone, Copy)]
enum Form {
    Text,
    Csv,
    Json,
}

/// Prints the pool's statement, of a journal that is whole; one that does not balance is printed, and found wrong.
fn money(place: &Place, query: statement::Query, form: Form, output: &mut Output) -> Result<Exit, Exit> {
    let refused = |output: &Output, said: &str| {
        output.message(said);
        Err(Exit::Refused)
    };
    if query.from_day.zip(query.to_day).is_some_and(|(from, to)| from > to) {
        output.message(place.say("--from 在 --to 之后", "--from is after --to"));
        return Err(Exit::Usage);
    }
    let config = place.config(output)?;
    let paths = place.current(&config.data, output)?;
    // Sums of entries that somebody changed are no statement.
    if let Some(bad) = verify::journal(&paths.journal(), None).first_bad {
        return refused(output, &say::bad(place, &bad));
    }
    let read = Reader::open(&paths.journal())
        .map_err(|error| say::error(place, &error))
        .and_then(|reader| statement::statement(&reader, query).map_err(|error| say::error(place, &error)));
    let found = match read {
        Ok(Some(found)) => found,
        Ok(None) => return refused(output, place.say("日志是空的", "the journal is empty")),
        Err(error) => return refused(output, &error),
    };
    match form {
        Form::Text => output.data(statement::text::text(place.lang(), &found).trim_end()),
        Form::Csv => output.print(statement::text::csv(&found, output.mark()).trim_end()),
        Form::Json => match serde_json::to_value(&found) {
            Ok(value) => output.json(serde_json::json!({ "schema": SCHEMA, "statement": value })),
            Err(error) => return refused(output, &say::error(place, &error)),
        },
    }
    if !found.balanced {
        return refused(output, place.say("对账单不平", "the statement does not balance"));
    }
    Ok(Exit::Done)
}

fn figures(place: &Place, query: Query, json: bool, output: &mut Output) -> Result<Exit, Exit> {
    let refused = |output: &Output, said: &str| {
        output.message(said);
        Err(Exit::Refused)
    };
    if query.from_day.zip(query.to_day).is_some_and(|(from, to)| from > to) {
        output.message(place.say("--from 在 --to 之后", "--from is after --to"));
        return Err(Exit::Usage);
    }
    let config = place.config(output)?;
    let paths = place.current(&config.data, output)?;
    let (settings, officers) = measures(place, &config, output);
    let report =
        Reader::open(&paths.journal()).map_err(|error| say::error(place, &error)).and_then(|reader| {
            kpi::report(&reader, query, &settings, officers).map_err(|error| say::error(place, &error))
        });
    let report = match report {
        Ok(Some(report)) => report,
        Ok(None) => return refused(output, place.say("日志是空的", "the journal is empty")),
        Err(error) => return refused(output, &error),
    };
    if !json {
        output.data(table::text(place.lang(), &report).trim_end());
        return Ok(Exit::Done);
    }
    match serde_json::to_value(&report) {
        Ok(value) => {
            output.json(serde_json::json!({ "schema": SCHEMA, "kpi": value }));
            Ok(Exit::Done)
        }
        Err(error) => refused(output, &say::error(place, &error)),
    }
}

/// Prints the log of a shift.
fn log(
    place: &Place,
    query: &shift::Query,
    format: shift::Format,
    output: &mut Output,
) -> Result<Exit, Exit> {
    let config = place.config(output)?;
    let paths = place.current(&config.data, output)?;
    let registry = registry_of(place, &config, &paths, output)?;
    let read = Reader::open(&paths.journal())
        .map_err(|error| say::error(place, &error))
        .and_then(|reader| shift::read(&reader, &registry, query).map_err(|error| refusal(place, &error)));
    match read {
        Ok(log) => {
            let log = shift::write(place.lang(), &log, format);
            match format {
                shift::Format::Text => output.data(log.trim_end()),
                shift::Format::Markdown => output.markdown(log.trim_end()),
            }
            Ok(Exit::Done)
        }
        Err(error) => {
            output.message(&error);
            Err(Exit::Refused)
        }
    }
}

/// Prints the record of an incident.
fn record(
    place: &Place,
    incident: IncidentId,
    (format, private): (shift::Format, Private),
    output: &mut Output,
) -> Result<Exit, Exit> {
    let config = place.config(output)?;
    let paths = place.current(&config.data, output)?;
    let registry = registry_of(place, &config, &paths, output)?;
    let lang = place.lang();
    let read = Reader::open(&paths.journal()).map_err(|error| say::error(place, &error)).and_then(|reader| {
        document::incident::read(&reader, &registry.operations, incident, (lang, private))
            .map_err(|error| say::error(place, &error))
    });
    let record = match read {
        Ok(Some(record)) => document::incident::write(lang, &record, format),
        Ok(None) => {
            output.message(match lang {
                Lang::Zh => format!("日志里没有事件 #{incident}\n  提示: dutydesk journal tail 列出最近的条目"),
                Lang::En => format!(
                    "the journal has no incident #{incident}\n  hint: `dutydesk journal tail` lists the newest entries"
                ),
            });
            return Err(Exit::Refused);
        }
        Err(said) => {
            output.message(said);
            return Err(Exit::Refused);
        }
    };
    match format {
        shift::Format::Text => output.data(record.trim_end()),
        shift::Format::Markdown => output.markdown(record.trim_end()),
    }
    Ok(Exit::Done)
}

/// Returns the registry by which a desk's entries are read: a drill's is masked, and has the drill's own feeds.
fn registry_of(place: &Place, config: &Config, paths: &Paths, output: &Output) -> Result<Registry, Exit> {
    if !is_run(paths.dir()) {
        return Registry::load(&source(config), &config.feeds).map_err(|_| {
            output.message(no_registry(place));
            Exit::Refused
        });
    }
    match Stage::of(place, paths.dir(), output) {
        Ok(Some(stage)) => Ok(stage.registry),
        Ok(None) => Err(Exit::Refused),
        Err(error) => {
            output.message(say::error(place, &*error));
            Err(Exit::Refused)
        }
    }
}

/// Says why a document that names people and sites cannot be written.
fn no_registry(place: &Place) -> &'static str {
    place.say(
        "登记表有误, 里面的人和单位无从查起\n  提示: dutydesk check 列出错误",
        "the registry has mistakes: people and sites are named by it\n  hint: `dutydesk check` lists them",
    )
}

fn refusal(place: &Place, error: &shift::Error) -> String {
    match error {
        shift::Error::Empty => place.say("日志是空的", "the journal is empty").to_owned(),
        shift::Error::Backwards => place.say("--from 不在 --to 之前", "--from is not before --to").to_owned(),
        shift::Error::Journal(error) => say::error(place, error),
    }
}

fn source(config: &Config) -> Source<'_> {
    match &config.registry {
        RegistryPlace::Directory(directory) => Source::Directory(directory),
        RegistryPlace::Sample => sample::source(),
    }
}

/// Returns the limits, and how many are on duty; the usual ones, when the registry has mistakes: the journal is whole.
fn measures(place: &Place, config: &Config, output: &Output) -> (Settings, u16) {
    if let Ok(registry) = Registry::load(&source(config), &config.feeds) {
        return (registry.operations.kpi, registry.operations.duty.officers());
    }
    output.message(place.say(
        "登记表有误, 按通常的目标和一人在岗统计\n  提示: dutydesk check 列出错误",
        "the registry has mistakes: the usual targets and one officer are taken\n  hint: `dutydesk check` lists them",
    ));
    (Settings::default(), 1)
}
