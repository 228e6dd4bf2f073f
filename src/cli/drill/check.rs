//! A scenario is read beside the registry that it is to be played with: before a drill is opened, and by `dutydesk check`.
//!
//! Decides: what of it is said, and what is no more than said.
//! Must not know: what may be wrong (`engine::drill::check`).

use crate::cli::drill::serve::{self, Played};
use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::config::Feed;
use crate::engine::drill::check;
use crate::engine::drill::tape::Survey;
use crate::feed::scenario::Line;
use crate::registry::Registry;
use std::path::{Path, PathBuf};

/// Devices of a recording that nobody knows, as many as are told by code.
const STRANGERS_TOLD: usize = 8;

/// A scenario that can be played.
pub(super) struct Checked {
    /// The recording that is its feed.
    pub(super) tape: Option<PathBuf>,
    /// What its own team does.
    pub(super) lines: Vec<Line>,
    survey: Survey,
}

/// Reads a scenario beside the registry; `feeds` are those of the configuration.
///
/// # Errors
/// Every mistake, as it is printed.
pub(super) fn scenario(
    played: &Played,
    place: &Place,
    feeds: &[Feed],
    registry: &Registry,
) -> Result<Checked, String> {
    let scenario = serve::scenario(played, place)?;
    let mut mistakes = check::codes(&played.file, &scenario, registry);
    let found = check::recording(&played.file, &scenario, registry, feeds).unwrap_or_else(|mistake| {
        mistakes.push(mistake);
        None
    });
    mistakes.sort_by_key(|mistake| mistake.line);
    if !mistakes.is_empty() {
        let written = mistakes.iter().map(|mistake| mistake.written(place.lang()));
        return Err(written.collect::<Vec<_>>().join("\n"));
    }
    let (tape, survey) = found.unzip();
    Ok(Checked { tape, lines: scenario.world.lines.clone(), survey: survey.unwrap_or_default() })
}

/// Says what `dutydesk check` finds in a scenario; returns whether it can be played.
pub(in crate::cli) fn print(
    of: &Path,
    place: &Place,
    (feeds, registry): (&[Feed], &Registry),
    output: &mut Output,
) -> bool {
    let checked = match Played::read(of) {
        Ok(played) => scenario(&played, place, feeds, registry),
        Err(error) => Err(error.to_string()),
    };
    match checked {
        Ok(checked) => {
            let file = of.display();
            output.data(
                place.say(&format!("{file}: 演练情景, 无误"), &format!("{file}: a drill, no mistakes")),
            );
            checked.tell(place, output);
            true
        }
        Err(mistakes) => {
            output.data(mistakes);
            false
        }
    }
}

impl Checked {
    /// Says what of a recording comes otherwise than that night: it comes all the same.
    pub(super) fn tell(&self, place: &Place, output: &Output) {
        let Survey { strangers, missing, .. } = &self.survey;
        if !strangers.is_empty() {
            let codes: Vec<&str> = strangers.iter().take(STRANGERS_TOLD).map(String::as_str).collect();
            let (count, codes) = (strangers.len(), codes.join(", "));
            output.message(place.say(
                &format!("录像里有 {count} 个探测器不在台账中, 按未登记处理: {codes}"),
                &format!("{count} devices of the recording are not in the registry and come as unregistered: {codes}"),
            ));
        }
        if *missing > 0 {
            output.message(place.say(
                &format!("录像缺 {missing} 个输入, 当时没有录下"),
                &format!("{missing} inputs of the recording are missing: they were never recorded"),
            ));
        }
    }
}
