//! The desk of a drill: its scenario, its masked registry, its own directory.

use crate::cli::drill::stage::Stage;
use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::say;
use crate::cli::serve::{Ends, SAMPLE_PASSPHRASE};
use crate::config::{Exit, Mode};
use crate::document::drill::earlier::open_actions;
use crate::drill::scenario::Scenario;
use crate::engine::clock::Pace;
use crate::engine::drill::World;
use crate::engine::drill::replay::{self, replay};
use crate::engine::drill::run::{Run, is_run};
use crate::engine::drill::take_over::take_over;
use crate::engine::drill::tape::Tape;
use crate::engine::drill::watch::End;
use crate::engine::paths::Paths;
use crate::engine::purpose::{Drill, Nowhere};
use crate::engine::serve::{Desk, Options, Retention, numbers};
use crate::ipc::officers::{Officers, Passphrases};
use crate::ipc::passphrase::{Book, Cost};
use crate::journal::reader::Reader;
use crate::limits::DRILL_ACTIONS_MAX;
use crate::operations::drill::script::OpenAction;
use crate::operations::snapshot;
use crate::registry::Registry;
use crate::units::InputNumber;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The scenarios that the binary carries.
const SHIPPED: [(&str, &str); 5] = [
    ("park-fire", include_str!("../../../fixtures/drills/park-fire.toml")),
    ("earthquake", include_str!("../../../fixtures/drills/earthquake.toml")),
    ("rainstorm", include_str!("../../../fixtures/drills/rainstorm.toml")),
    ("surge", include_str!("../../../fixtures/drills/surge.toml")),
    ("joint-fire", include_str!("../../../fixtures/drills/joint-fire.toml")),
];

/// Returns whether the binary carries a scenario of that name.
pub(super) fn is_shipped(of: &Path) -> bool {
    SHIPPED.iter().any(|(name, _)| Path::new(name) == of)
}

/// Whatever keeps a drill from being played.
pub(super) type Error = Box<dyn std::error::Error>;

/// What is played: a scenario's text, and the recording that is its feed.
#[derive(Clone, Debug, Default)]
pub(in crate::cli) struct Played {
    /// What mistakes name it by.
    pub(in crate::cli) file: String,
    /// The scenario.
    pub(in crate::cli) text: String,
    /// The recording.
    pub(in crate::cli) recording: Option<PathBuf>,
}

impl Played {
    /// Reads a scenario: a file, or one that the binary carries.
    pub(super) fn read(of: &Path) -> io::Result<Self> {
        let file = of.to_string_lossy().into_owned();
        if let Some((_, text)) = SHIPPED.iter().find(|(name, _)| Path::new(name) == of) {
            return Ok(Self { file, text: (*text).to_owned(), recording: None });
        }
        let text = fs::read_to_string(of).map_err(|error| {
            let names: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).collect();
            io::Error::new(error.kind(), format!("{}: {error} ({})", of.display(), names.join(", ")))
        })?;
        Ok(Self { file, text, recording: None })
    }

    /// A recording is a scenario without anything but its feed.
    pub(super) fn recording(recording: &Path) -> Self {
        let file = recording.to_string_lossy().into_owned();
        Self { text: format!("[scenario]\nname = {file:?}\n"), file, recording: Some(recording.to_owned()) }
    }
}

/// Reads a scenario, or says every mistake in it.
pub(super) fn scenario(played: &Played, place: &Place) -> Result<Scenario, String> {
    Scenario::read(&played.file, &played.text).map_err(|mistakes| say::error(place, &mistakes))
}

/// Runs the desk of a drill until it is told to stop.
pub(in crate::cli) fn serve(
    place: &Place,
    directory: &Path,
    ends: Ends,
    output: &Output,
) -> Result<Exit, Error> {
    let Some(stage) = Stage::of(place, directory, output)? else { return Ok(Exit::Refused) };
    let Stage { mut run, config, mut registry, scenario, night, tape } = stage;
    let card = run.card().clone();
    let passphrases = match (&config.mode, &card.live) {
        (Mode::Live { .. }, Some(live)) => Passphrases::Book(Book::new(live, Cost::DESK)),
        (Mode::Live { .. }, None) => Passphrases::Book(Book::new(directory, Cost::DESK)),
        (Mode::Sample, _) => Passphrases::Known(SAMPLE_PASSPHRASE.to_owned()),
    };
    if let Some(night) = night.as_deref().filter(|_| card.taken_over.is_none()) {
        let upto = match watch(&run, night, &mut registry, passphrases.clone(), ends)? {
            End::Stopped => return Ok(Exit::Done),
            End::TakenOver(upto) => upto,
        };
        run.note_taken_over(upto.0)?;
    }
    let officers = Officers::new(&registry.operations, passphrases);
    let from = InputNumber(run.card().taken_over.unwrap_or_default() + 1);
    let tape = tape.map(|recording| Tape::open(&recording, from)).transpose()?;
    let world = World {
        scenario,
        tape,
        waits: card.waits,
        live: card.live.as_deref().map(|live| Paths::of(live).socket()),
    };
    let anchors = directory.join("anchors");
    let options = Options {
        place: run,
        anchors,
        registry,
        mode: snapshot::Mode::Drill,
        pace: Pace::Scaled(card.speed_milli),
        officers,
        outward: Nowhere,
        retention: Retention::default(),
    };
    Desk::<Drill>::open(options)?.run(world, ends == Ends::WithLastScreen)?;
    Ok(Exit::Done)
}

/// Lets a night be watched until a team takes over; then the run holds it up to there.
fn watch(
    run: &Run,
    night: &Path,
    registry: &mut Registry,
    passphrases: Passphrases,
    ends: Ends,
) -> Result<End, Error> {
    // Devices have the numbers that they had where the night was recorded.
    let journal = Paths::of(night.parent().unwrap_or(night)).journal();
    let mut codes = BTreeMap::new();
    if journal.is_file() {
        let index = Reader::open_untouched(&journal)?.device_index()?;
        codes = index.iter().map(|(code, device)| (device.0, code.clone())).collect();
        registry.renumber(&numbers(index))?;
    }
    let shared = Arc::new(registry.clone());
    let end = replay(
        run,
        replay::Options {
            recording: night.to_owned(),
            registry: Arc::clone(&shared),
            officers: Officers::new(&shared.operations, passphrases),
            live: run.card().live.as_deref().map(|live| Paths::of(live).socket()),
            milli: run.card().speed_milli,
            ends_with_last_screen: ends == Ends::WithLastScreen,
        },
    )?;
    if let End::TakenOver(upto) = end {
        let codes: Vec<&str> = codes.values().map(String::as_str).collect();
        take_over(night, upto, run.paths(), &shared, &codes)?;
    }
    Ok(end)
}

/// Returns what the drills beside this one left to be done.
pub(super) fn left_open(run: &Path) -> Box<[OpenAction]> {
    let beside = run.parent().and_then(|root| fs::read_dir(root).ok());
    let runs = beside.into_iter().flatten().flatten().map(|entry| entry.path());
    let others = runs.filter(|path| path != run && is_run(path));
    let journals: Vec<(String, PathBuf)> = others
        .map(|path| {
            (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), Paths::of(&path).journal())
        })
        .filter(|(_, journal)| journal.is_file())
        .collect();
    let found = open_actions(&journals, None);
    for (journal, error) in &found.unread {
        tracing::warn!("{}: what that drill left to be done cannot be read: {error}", journal.display());
    }
    found.actions.into_iter().take(DRILL_ACTIONS_MAX).collect()
}
