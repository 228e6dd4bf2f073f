//! `dutydesk why`: the reasons of a grouping, as sentences.

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::reach::Reach;
use crate::cli::say;
use crate::config::Exit;
use crate::correlation::alarm::AlarmClass;
use crate::ipc::client::Error;
use crate::ipc::protocol::{EntryQuery, EntryRow, Why, WhyQuery};
use crate::language;
use crate::language::reason::{ASKED_AGAIN, Act, DECIDING};
use crate::operations::dossier::ZONE;
use crate::operations::fact::Body;
use crate::operations::snapshot::Dossier;
use crate::operations::suppression::Held;
use crate::units::IncidentId;
use std::fmt::Write;

/// Entries that are asked for at a time.
const PAGE_ROWS: u16 = 256;

/// Prints why an incident's alarms belong together; a device's code asks about its incident.
pub(super) fn run(place: &Place, target: &str, output: &mut Output) -> Exit {
    let number = target.trim_start_matches('#').parse().ok().map(IncidentId);
    let query = number.map_or_else(|| WhyQuery::Device(target.to_owned()), WhyQuery::Incident);
    let Ok(mut reach) = Reach::open(place, output) else { return Exit::Refused };
    match reach.runtime.block_on(reach.client.why(query)) {
        Ok(Why { dossier: None, held }) if !held.is_empty() => {
            let mut text = String::new();
            silenced(place, target, &held, &mut text);
            output.data(text.trim_end());
            Exit::Done
        }
        Ok(Why { dossier: Some(dossier), held }) => {
            let mut text = String::new();
            silenced(place, target, &held, &mut text);
            if let Err(error) = reasons(place, &mut reach, &dossier, &mut text) {
                output.message(say::client(place, &error));
            }
            output.data(text.trim_end());
            Exit::Done
        }
        Ok(Why { dossier: None, .. }) => {
            output.message(format_args!(
                "{target}: {}",
                place.say(
                    "值班台上没有这个事件或探测器的报警",
                    "no incident of this number, and no alarm of such a device"
                )
            ));
            Exit::Refused
        }
        Err(error) => {
            output.message(say::client(place, &error));
            Exit::Refused
        }
    }
}

/// Writes why alarms of a device stand and are not announced: a sentence each, before its incident.
fn silenced(place: &Place, code: &str, held: &[(AlarmClass, Held)], out: &mut String) {
    let lang = place.lang();
    for (class, held) in held {
        let name = language::name::class(lang, *class);
        let _ = write!(
            out,
            "{code}{name}: {} ",
            lang.pick("有报警, 不报.", "an alarm stands and is not announced:")
        );
        language::reason::held(lang, held, ZONE, held.since, out);
        out.push('\n');
    }
}

/// Writes why an incident stands as it does, then who decided what on it; the first also where the journal does not answer.
fn reasons(place: &Place, reach: &mut Reach, dossier: &Dossier, out: &mut String) -> Result<(), Error> {
    let (lang, opened) = (place.lang(), dossier.incident.opened);
    let (rows, failed) = match entries(reach, dossier.incident.id) {
        Ok(rows) => (rows, Ok(())),
        Err(error) => (Vec::new(), Err(error)),
    };
    let mut said = Vec::with_capacity(rows.len());
    for row in &rows {
        let mut words = String::new();
        if let Ok(body) = serde_json::from_str::<Body>(&row.body) {
            language::fact::said(lang, row.at, &body, ZONE, &mut words);
        }
        said.push(words);
    }
    let acts = rows.iter().zip(&said).rev().map(|(row, said)| Act {
        at: row.at,
        actor: &row.actor,
        kind: &row.kind,
        said,
        text: row.text.as_deref(),
    });
    let again = language::reason::again(acts.clone());
    language::reason::why(lang, dossier, again.as_ref(), ZONE, out);
    language::reason::acts(lang, opened, acts, out);
    failed
}

/// Returns the entries of an incident that say who decided what, newest first: all of its entries are looked through.
fn entries(reach: &mut Reach, incident: IncidentId) -> Result<Vec<EntryRow>, Error> {
    let mut rows: Vec<EntryRow> = Vec::new();
    loop {
        let before = rows.last().map(|row| row.entry);
        let query = EntryQuery { incident: Some(incident), before, rows: PAGE_ROWS, ..EntryQuery::default() };
        let page = reach.runtime.block_on(reach.client.entries(query))?;
        if page.entries.is_empty() {
            break;
        }
        rows.extend(page.entries);
    }
    let is_told = |kind: &str| DECIDING.contains(&kind) || kind == ASKED_AGAIN;
    rows.retain(|row| is_told(&row.kind));
    Ok(rows)
}
