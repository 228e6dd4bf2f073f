//! `dutydesk journal purge | scrub`: texts that people typed are destroyed, in the journal and in its copies.

use super::Own;
use crate::cli::act::{new_action, report};
use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::reach::Reach;
use crate::cli::say;
use crate::config::{Exit, Lang};
use crate::journal::purge::{self, Order};
use crate::journal::reader::Reader;
use crate::operations::command::Draft;
use crate::operations::desk::{Command, Scope};
use crate::operations::outcome::Outcome;
use crate::units::{EntryNumber, IncidentId, Instant, Span};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long it is waited for until the texts are gone: a million entries take some seconds.
const WAIT_MAX: Duration = Duration::from_secs(120);
/// How often it is looked whether they are.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
const DAY_MS: i64 = 86_400_000;

/// Has the desk destroy texts, waits until they are gone, and cleans the copies that are listed.
pub(super) fn run(
    place: &Place,
    own: &Own,
    (incident, before): (Option<u32>, Option<i32>),
    output: &mut Output,
) -> Result<Exit, Exit> {
    let scope = match (incident, before) {
        (Some(incident), _) => Scope::Incident(IncidentId(incident)),
        (None, Some(day)) => Scope::Before(midnight(day)),
        (None, None) => return Err(Exit::Usage),
    };
    let mut reach = Reach::open(place, output)?;
    let (officer, passphrase) = reach.ask_signature(place, output)?;
    let action = new_action().map_err(|error| refuse(place, &error, output))?;
    let draft = Draft::Desk(Command::Purge(scope));
    let signed = reach.client.sign(action, draft, &officer, &passphrase);
    let outcome = reach.runtime.block_on(signed).map_err(|error| refuse(place, &error, output))?;
    let said = report(place, &outcome, output);
    let Outcome::Recorded { entry, .. } = outcome else { return Ok(said) };
    if !wait_until_gone(place, own, entry, &reach, output)? {
        output.message(place.say(
            "已下令, 文字还在销毁中\n  提示: 完成后有一条 desk.purge-ended; 再运行 journal scrub 清理备份",
            "ordered; the texts are still being destroyed\n  hint: an entry desk.purge-ended tells the end; then run `journal scrub` for the copies",
        ));
        return Ok(Exit::Refused);
    }
    Ok(scrub(place, own, &[], output))
}

/// Destroys in copies what was destroyed in the journal.
pub(super) fn scrub(place: &Place, own: &Own, files: &[PathBuf], output: &mut Output) -> Exit {
    let read = Reader::open(&own.file).map_err(|error| refuse(place, &error, output)).and_then(|reader| {
        let orders = reader.purges().map_err(|error| refuse(place, &error, output))?;
        Ok((reader, orders))
    });
    let (reader, orders) = match read {
        Ok((reader, orders)) => (reader, orders.into_iter().map(|one| one.order).collect::<Vec<Order>>()),
        Err(exit) => return exit,
    };
    let listed = listed(&own.paths.copies());
    let files = if files.is_empty() { &listed } else { files };
    let mut exit = Exit::Done;
    for file in files {
        match purge::copy(&reader, file, &orders) {
            Ok(count) => output.data(match place.lang() {
                Lang::Zh => format!("{}: 销毁 {count} 段文字", file.display()),
                Lang::En => format!("{}: {count} texts destroyed", file.display()),
            }),
            Err(error) => {
                exit = Exit::Refused;
                let what = place.say("备份未清理", "the copy is not clean");
                output.message(format_args!("{}: {what}: {}", file.display(), say::error(place, &error)));
            }
        }
    }
    exit
}

fn wait_until_gone(
    place: &Place,
    own: &Own,
    order: EntryNumber,
    reach: &Reach,
    output: &Output,
) -> Result<bool, Exit> {
    let reader = Reader::open(&own.file).map_err(|error| refuse(place, &error, output))?;
    let began = std::time::Instant::now();
    while began.elapsed() < WAIT_MAX {
        let orders = reader.purges().map_err(|error| refuse(place, &error, output))?;
        if orders.iter().any(|one| one.order.entry == order && one.is_done) {
            return Ok(true);
        }
        reach.runtime.block_on(async { tokio::time::sleep(LOOK_AGAIN).await });
    }
    Ok(false)
}

fn listed(copies: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(copies).unwrap_or_default();
    let mut files: Vec<PathBuf> = text.lines().map(PathBuf::from).collect();
    files.sort();
    files.dedup();
    files
}

/// Returns when a day begins where the desk is, as its screens count.
fn midnight(day: i32) -> Instant {
    Instant(i64::from(day) * DAY_MS - Span::minutes(8 * 60).0)
}

fn refuse(place: &Place, error: &(dyn std::error::Error + 'static), output: &Output) -> Exit {
    output.message(say::error(place, error));
    Exit::Refused
}
