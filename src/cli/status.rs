//! `dutydesk status`: the desk as it stands, for people and for programs.

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::reach::Reach;
use crate::cli::say;
use crate::config::{Exit, Lang};
use crate::language::name;
use crate::operations::incident::View;
use crate::operations::incident::view::Standing;
use crate::operations::snapshot::Snapshot;

/// The version of the JSON that `--json` prints; counted up when a field is renamed or taken away.
const SCHEMA: u32 = 1;

/// Prints the snapshot.
pub(super) fn run(place: &Place, json: bool, output: &mut Output) -> Exit {
    let Ok(mut reach) = Reach::open(place, output) else { return Exit::Refused };
    let snapshot = match reach.runtime.block_on(reach.client.status()) {
        Ok(snapshot) => snapshot,
        Err(error) => {
            output.message(say::error(place, &error));
            return Exit::Refused;
        }
    };
    if !json {
        print(place.lang(), &snapshot, output);
        return Exit::Done;
    }
    match serde_json::to_value(&*snapshot) {
        Ok(value) => {
            output.data(serde_json::json!({ "schema": SCHEMA, "snapshot": value }));
            Exit::Done
        }
        Err(error) => {
            output.message(say::error(place, &error));
            Exit::Refused
        }
    }
}

fn print(lang: Lang, snapshot: &Snapshot, output: &mut Output) {
    let status = &snapshot.status;
    output.data(format_args!(
        "{}  {} {}  {} {}  #{}",
        status.desk,
        lang.pick("未受理", "unacknowledged"),
        status.unacknowledged,
        lang.pick("处置", "in hand"),
        status.in_hand,
        status.entry,
    ));
    for view in &snapshot.incidents {
        output.data(row(lang, view));
    }
    if snapshot.incidents.len() < status.open as usize {
        let more = status.open as usize - snapshot.incidents.len();
        output.data(format_args!("+ {more}"));
    }
}

fn row(lang: Lang, view: &View) -> String {
    let glyph = match (view.life_risk, view.family) {
        (true, _) => "!!",
        (false, crate::correlation::alarm::HazardFamily::Fault) => "*",
        (false, _) => "!",
    };
    let standing = match &view.standing {
        Standing::Unacknowledged { .. } => lang.pick("未受理", "unacknowledged").to_owned(),
        Standing::Acknowledged { by, .. } => format!("{} {by}", lang.pick("受理", "acknowledged")),
        Standing::Closed { disposition, .. } => name::disposition(lang, *disposition).to_owned(),
    };
    format!(
        "{glyph:>2} #{} {} {} {}  {} {}  x{}  {standing}",
        view.id,
        name::family(lang, view.family),
        view.site,
        view.place,
        lang.pick("级", "level"),
        view.level.0,
        view.members,
    )
}
