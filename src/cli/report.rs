//! `dutydesk report`: what the journal holds, as a table or as JSON.

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::say;
use crate::config::arguments::Report;
use crate::config::{Config, Exit, RegistryPlace};
use crate::document::kpi::{self, Query, table};
use crate::journal::reader::Reader;
use crate::operations::kpi::Settings;
use crate::registry::{Registry, Source, sample};

/// The version of the JSON that `--json` prints; counted up when a field is renamed or taken away.
const SCHEMA: u32 = 1;

/// Prints a report on the journal of the desk that runs, or ran last.
pub(super) fn run(place: &Place, verb: &Report, output: &mut Output) -> Exit {
    match verb {
        Report::Kpi { from, to, json } => {
            let query = Query { from_day: *from, to_day: *to };
            figures(place, query, *json, output).unwrap_or_else(|exit| exit)
        }
    }
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
            output.data(serde_json::json!({ "schema": SCHEMA, "kpi": value }));
            Ok(Exit::Done)
        }
        Err(error) => refused(output, &say::error(place, &error)),
    }
}

/// Returns the limits, and how many are on duty; the usual ones, when the registry has mistakes: the journal is whole.
fn measures(place: &Place, config: &Config, output: &Output) -> (Settings, u16) {
    let source = match &config.registry {
        RegistryPlace::Directory(directory) => Source::Directory(directory),
        RegistryPlace::Sample => sample::source(),
    };
    if let Ok(registry) = Registry::load(&source, &config.feeds) {
        return (registry.operations.kpi, registry.operations.duty.officers());
    }
    output.message(place.say(
        "登记表有误, 按通常的目标和一人在岗统计\n  提示: dutydesk check 列出错误",
        "the registry has mistakes: the usual targets and one officer are taken\n  hint: `dutydesk check` lists them",
    ));
    (Settings::default(), 1)
}
