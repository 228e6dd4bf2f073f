//! A recording is played again without a screen, and compared.

use crate::cli::drill::serve::Unplayable;
use crate::cli::drill::stage::Stage;
use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::say;
use crate::cli::serve::load_registry;
use crate::config::Exit;
use crate::config::arguments::Drill;
use crate::config::mistake::{Words, both};
use crate::drill::replay::{End, replay};
use crate::drill::scenario::Scenario;
use crate::engine::drill::run::{Run, is_run};
use crate::engine::paths::Paths;
use crate::engine::recover::build_of;
use crate::engine::replay::{Replay, Scout};
use crate::engine::serve::numbers;
use crate::journal::reader::Reader as Journal;
use crate::language::time;
use crate::operations::dossier;
use crate::recording::checkpoint;
use crate::recording::reader::Reader;
use crate::registry::Registry;
use crate::units::InputNumber;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Plays a recording headless and says whether it came to the same end.
pub(super) fn run(place: &Place, drill: &Drill, output: &mut Output) -> Exit {
    match play(place, drill, output) {
        Ok(exit) => exit,
        Err(error) => {
            output.message(say::error(place, &*error));
            Exit::Refused
        }
    }
}

/// Returns whether what was named is a recording, and no scenario.
pub(super) fn is_recording(of: &Path) -> bool {
    of.is_dir() || of.extension().is_some_and(|extension| extension == "rec")
}

fn play(place: &Place, drill: &Drill, output: &mut Output) -> Result<Exit, Box<dyn Error>> {
    let data = data_directory(&drill.of);
    let Some(mut registry) = registry_of(place, data, output)? else { return Ok(Exit::Refused) };
    if !data.join("recording").is_dir() {
        return Err(Unplayable::NoRecording(drill.of.clone()).into());
    }
    if is_run(data) {
        output.mark_as_drill(place.lang());
    }
    let journal = Paths::of(data).journal();
    let journal = (drill.verify || journal.is_file()).then(|| Journal::open(&journal)).transpose()?;
    if let Some(journal) = &journal {
        registry.renumber(&numbers(journal.device_index()?))?;
    }
    let mut scout = Scout::default();
    drop(replay(&drill.of, &mut scout)?);
    let compared_with = if drill.verify { journal } else { None };
    let written = compared_with.as_ref().map(Journal::head).transpose()?.unwrap_or_default();
    let build = build_of(&registry);
    let mut player = Replay::new(Arc::new(registry), compared_with, scout.0);
    let newest = checkpoint::newest(&data_directory(&drill.of).join("recording"), &build);
    if let Some((header, _)) = newest.found.filter(|_| drill.verify) {
        player.expect(header.input, header.state);
    }
    let began = std::time::Instant::now();
    let end = replay(&drill.of, &mut player)?;
    let seconds = began.elapsed().as_secs_f64();
    Ok(match end {
        End::Whole { inputs } => {
            if let Err(short) = player.reached(written.entry) {
                output.answer(format_args!("different after input {inputs}: {short}"));
                return Ok(Exit::Refused);
            }
            let head = player.head();
            let (compared, states) = (player.compared, player.states_compared);
            output.answer(format_args!("inputs {inputs}  entries {}  facts {}", head.entry, head.digest));
            if drill.verify {
                output.answer(format_args!("equal: {compared} entries and {states} states compared"));
            }
            output.message(format_args!("{seconds:.3} s, {:.0} inputs/s", inputs as f64 / seconds));
            Exit::Done
        }
        End::Stopped { at, reason } => {
            output.answer(format_args!("different at input {at}: {reason}"));
            Exit::Refused
        }
    })
}

/// Returns the registry that a night was played with: that of the configuration, or that of a drill; none: what is wrong was said.
fn registry_of(place: &Place, data: &Path, output: &Output) -> Result<Option<Registry>, Box<dyn Error>> {
    if is_run(data) {
        return Ok(Stage::of(place, data, output)?.map(|stage| stage.registry));
    }
    let Ok(config) = place.config(output) else { return Ok(None) };
    Ok(load_registry(place, &config, output).ok())
}

/// Finds the recording of a night that is to be watched, and what it is called: its date and desk, or the drill that it is of.
///
/// # Errors
/// There is none, or its beginning cannot be read.
pub(super) fn night(of: &Path, desk: &str) -> Result<(PathBuf, Words), Box<dyn Error>> {
    let data = data_directory(of);
    let recording = data.join("recording");
    let none = || Unplayable::NoRecording(of.to_owned());
    if !recording.is_dir() {
        return Err(none().into());
    }
    let mut reader = Reader::open(&recording, InputNumber(1))?;
    let first = reader.read().ok_or_else(none)??.at;
    if is_run(data) {
        let run = Run::open(data)?;
        let scenario = Scenario::read(&run.name(), &fs::read_to_string(run.scenario())?);
        let name = run.name();
        let (zh, en) = scenario.map_or_else(
            |_| (name.clone(), name.clone()),
            |scenario| (scenario.script.name.zh.to_string(), scenario.script.name.en.to_string()),
        );
        return Ok((recording, both!("演练录像: {zh}", "Recording of a drill: {en}")));
    }
    let mut day = String::new();
    time::date(dossier::day_of(first), &mut day);
    Ok((recording, both!("录像: {day} {desk}", "Recording: {day} {desk}")))
}

/// Returns the data directory: the journal stands beside the recording, in the data directory.
pub(super) fn data_directory(recording: &Path) -> &Path {
    if recording.join("recording").is_dir() {
        return recording;
    }
    let directory = if recording.is_dir() { recording } else { recording.parent().unwrap_or(recording) };
    directory.parent().unwrap_or(directory)
}
