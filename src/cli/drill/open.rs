//! A drill begins: its run is made, its desk started, and the director's screen opened.

use crate::cli::attach;
use crate::cli::drill::serve::Played;
use crate::cli::drill::{check, replay};
use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::say;
use crate::cli::serve::load_registry;
use crate::config::arguments::{Common, Drill, Speed};
use crate::config::places::{self, Places};
use crate::config::{Config, Exit, Mode};
use crate::document::drill::earlier::open_actions;
use crate::engine::clock;
use crate::engine::drill::run::{Card, Run, beside, is_run};
use crate::engine::paths::Paths;
use crate::limits::{DRILL_ACTIONS_MAX, DRILL_PACE_MAX};
use crate::operations::drill::script::OpenAction;
use crate::operations::reference::{Person, Reference, Role};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Letters of a run's name that come from what is played.
const NAME_MAX: usize = 32;

/// Opens a drill: a new run, or one that is there, with the director's screen.
pub(super) fn run(place: &Place, drill: &Drill, output: &mut Output) -> Exit {
    match begin(place, drill, output) {
        Ok(Some((place, run))) => {
            let exit = attach::open(&place, output);
            output.message(format_args!(
                "{} {}",
                place.say("演练目录:", "the drill's directory:"),
                run.display()
            ));
            // A desk that could not begin has nothing to report.
            if Paths::of(&run).journal().is_file() {
                output.message(format_args!(
                    "{} dutydesk report drill {}",
                    place.say("复盘报告:", "after-action report:"),
                    run.display()
                ));
            }
            exit
        }
        Ok(None) => Exit::Refused,
        Err(error) => {
            output.message(say::error(place, &*error));
            Exit::Refused
        }
    }
}

fn begin(
    place: &Place,
    drill: &Drill,
    output: &Output,
) -> Result<Option<(Place, PathBuf)>, Box<dyn std::error::Error>> {
    // `--data-dir` names the run; the live desk is that of the configuration.
    let around = Place {
        common: Common { data_dir: None, ..place.common.clone() },
        environment: place.environment.clone(),
    };
    let Ok(config) = around.config(output) else { return Ok(None) };
    let live = match &drill.beside {
        Some(directory) => Some(directory.clone()),
        None => config.data.current()?,
    };
    // What is wrong is said before a directory is made.
    let Ok(registry) = load_registry(place, &config, output) else { return Ok(None) };
    let reference = &registry.operations;
    let played = if replay::is_recording(&drill.of) {
        let (recording, title) = replay::night(&drill.of, &reference.desk)?;
        Played::recording(&recording, &title)
    } else {
        Played::read(&drill.of)?
    };
    let checked = match check::scenario(&played, place, &config.feeds, &registry) {
        Ok(checked) => checked,
        Err(mistakes) => {
            output.message(mistakes);
            return Ok(None);
        }
    };
    if let Some(run) = place.common.data_dir.as_deref().filter(|run| is_run(run))
        && !is_of(&Run::open(run)?, &played)?
    {
        output.message(format_args!(
            "{}: {}",
            run.display(),
            place.say(
                "这里是另一次演练\n  提示: 另给一个目录; 要接着那一次, 用 dutydesk --data-dir 打开",
                "this is the run of another drill\n  hint: name another directory; `dutydesk --data-dir` opens that run again",
            )
        ));
        return Ok(None);
    }
    attach::needs_terminal(place)?;
    checked.tell(place, output);
    let directory = directory(place, &drill.of)?;
    let card = Card {
        of: drill.of.to_string_lossy().into_owned(),
        recording: played.recording.as_deref().map(std::path::absolute).transpose()?,
        tape: checked.tape.as_deref().map(std::path::absolute).transpose()?,
        live: live.as_deref().map(std::path::absolute).transpose()?,
        config: config_of(&config)?,
        speed_milli: match drill.speed {
            Speed::Times(milli) => milli,
            Speed::Max => DRILL_PACE_MAX,
        },
        waits: true,
        left_open: left_open(&directory, output),
        ..Card::default()
    };
    if !is_run(&directory) {
        Run::make(&directory, card, &played.text)?;
    }
    Ok(Some((seat(place, &directory, director(reference)), directory)))
}

/// Returns whether a run that is there plays what was named.
fn is_of(run: &Run, played: &Played) -> io::Result<bool> {
    let recording = played.recording.as_deref().map(std::path::absolute).transpose()?;
    Ok(run.card().recording == recording && fs::read_to_string(run.scenario())? == played.text)
}

/// Returns the configuration whose registry a run is played with; none: the sample.
pub(super) fn config_of(config: &Config) -> io::Result<Option<PathBuf>> {
    match &config.mode {
        Mode::Live { config } => std::path::absolute(config).map(Some),
        Mode::Sample => Ok(None),
    }
}

/// Returns what the drills before a new one left to be done; their texts stay where they are.
pub(super) fn left_open(run: &Path, output: &Output) -> Vec<OpenAction> {
    let found = open_actions(&beside(run));
    for (journal, error) in &found.unread {
        output.message(format_args!("{}: {error}", journal.display()));
    }
    let bare = found.actions.into_iter().map(|action| OpenAction { text: String::new(), ..action });
    bare.take(DRILL_ACTIONS_MAX).collect()
}

/// Returns the directory of the run: as it was asked for, else a new one of today.
pub(super) fn directory(place: &Place, of: &Path) -> io::Result<PathBuf> {
    if let Some(directory) = &place.common.data_dir {
        return Ok(directory.clone());
    }
    let places = Places::of(&place.environment);
    let places = places.ok_or_else(|| io::Error::other("no home directory: give --data-dir"))?;
    places::drill_directory(&places.drills, clock::today(), &name(of))
}

/// Returns the place of the drill's own desk, at which the director sits, or whoever said who they are.
fn seat(place: &Place, run: &Path, director: Option<String>) -> Place {
    let officer = place.common.officer.clone().or(director);
    let common = Common { data_dir: Some(run.to_owned()), officer, ..place.common.clone() };
    Place { common, environment: place.environment.clone() }
}

/// Returns the first person of the registry who directs drills.
pub(super) fn director(reference: &Reference) -> Option<String> {
    let directs = |person: &&Person| person.role == Role::Director;
    reference.people.iter().find(directs).map(|person| person.code.to_string())
}

/// Returns what a run is called after: letters and digits of the file's name.
fn name(of: &Path) -> String {
    let stem = of.file_stem().unwrap_or_default().to_string_lossy();
    let plain = |c: char| if c.is_alphanumeric() || c == '-' { c } else { '-' };
    stem.chars().map(plain).take(NAME_MAX).collect()
}
