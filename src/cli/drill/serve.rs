//! The desk of a drill: its scenario, its masked registry, its own directory.

use crate::cli::drill::stage::Stage;
use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::say;
use crate::cli::serve::{Ends, SAMPLE_PASSPHRASE};
use crate::config::mistake::{Words, both};
use crate::config::{Exit, Lang, Mode};
use crate::drill::scenario::Scenario;
use crate::engine::clock::Pace;
use crate::engine::drill::World;
use crate::engine::drill::replay::{self, replay};
use crate::engine::drill::run::{Run, anchors};
use crate::engine::drill::take_over::take_over;
use crate::engine::drill::tape::Tape;
use crate::engine::drill::team::{Refused, Team};
use crate::engine::drill::watch::End;
use crate::engine::paths::Paths;
use crate::engine::purpose::{Drill, Nowhere};
use crate::engine::serve::{Desk, Options, Retention, numbers};
use crate::ipc::officers::{Officers, Passphrases};
use crate::ipc::passphrase::{Book, Cost};
use crate::journal::reader::Reader;
use crate::language::system;
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
    ///
    /// # Errors
    /// Nothing is there, or it cannot be read.
    pub(super) fn read(of: &Path) -> Result<Self, Unplayable> {
        let file = of.to_string_lossy().into_owned();
        if let Some((_, text)) = SHIPPED.iter().find(|(name, _)| Path::new(name) == of) {
            return Ok(Self { file, text: (*text).to_owned(), recording: None });
        }
        let text =
            fs::read_to_string(of).map_err(|source| Unplayable::Scenario { path: of.to_owned(), source })?;
        Ok(Self { file, text, recording: None })
    }

    /// A recording is a scenario without anything but its feed; `title` says in both languages what it is of.
    pub(super) fn recording(recording: &Path, title: &Words) -> Self {
        let (zh, en) = title.pair();
        let text = format!("[scenario]\nname = {zh:?}\n\n[drill]\nname_en = {en:?}\n");
        Self { file: recording.to_string_lossy().into_owned(), text, recording: Some(recording.to_owned()) }
    }
}

/// What was named, and is nothing that can be played.
#[derive(Debug, thiserror::Error)]
pub(in crate::cli) enum Unplayable {
    /// A scenario that cannot be read.
    #[error("{}", .path.display())]
    Scenario {
        /// As it was named.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A directory without a recording.
    #[error("{}", .0.display())]
    NoRecording(PathBuf),
}

impl Unplayable {
    /// Says what is wrong with it, and what to do.
    pub(in crate::cli) fn said(&self, lang: Lang) -> String {
        let names = SHIPPED.map(|(name, _)| name).join(", ");
        let words = match self {
            Self::Scenario { path, source } if source.kind() == io::ErrorKind::NotFound => {
                let path = path.display();
                both!(
                    "{path}: 没有这个文件, 也没有这个自带情景\n  提示: 自带情景: {names}; 或写情景文件, 或写值班台的数据目录",
                    "{path}: no such file, and no scenario that comes with the program\n  hint: those that do are {names}; or name a file, or a desk's data directory"
                )
            }
            Self::Scenario { path, source } => {
                let path = path.display();
                let (zh, en) = (system::cause(Lang::Zh, source), system::cause(Lang::En, source));
                both!("{path}: {zh}", "{path}: {en}")
            }
            Self::NoRecording(path) => {
                let path = path.display();
                both!(
                    "{path}: 这里没有录像\n  提示: 写值班台的数据目录 (其中有 recording), 或写情景: {names}",
                    "{path}: there is no recording here\n  hint: name a desk's data directory (it holds recording/), or a scenario: {names}"
                )
            }
        };
        words.into_lang(lang)
    }
}

/// Reads a scenario, or says every mistake in it.
pub(super) fn scenario(played: &Played, place: &Place) -> Result<Scenario, String> {
    Scenario::read(&played.file, &played.text).map_err(|mistakes| say::error(place, &mistakes))
}

/// Who plays a drill.
pub(super) enum Players {
    /// People at screens; the desk ends as it is told.
    Seated(Ends),
    /// Nobody: a file says what they do, and the clock waits for no one.
    Written(Team),
}

/// Runs the desk of a drill until it is told to stop.
pub(in crate::cli) fn serve(
    place: &Place,
    directory: &Path,
    ends: Ends,
    output: &Output,
) -> Result<Exit, Error> {
    let played = play(place, directory, Players::Seated(ends), output)?;
    Ok(if played.is_some() { Exit::Done } else { Exit::Refused })
}

/// Runs the desk of a drill; returns what of its team's lines was refused, or nothing where it could not begin.
pub(super) fn play(
    place: &Place,
    directory: &Path,
    players: Players,
    output: &Output,
) -> Result<Option<Vec<Refused>>, Error> {
    let Some(stage) = Stage::of(place, directory, output)? else { return Ok(None) };
    let Stage { mut run, config, mut registry, scenario, night, tape } = stage;
    let card = run.card().clone();
    let passphrases = match (&config.mode, &card.live) {
        (Mode::Live { .. }, Some(live)) => Passphrases::Book(Book::new(live, Cost::DESK)),
        (Mode::Live { .. }, None) => Passphrases::Book(Book::new(directory, Cost::DESK)),
        (Mode::Sample, _) => Passphrases::Known(SAMPLE_PASSPHRASE.to_owned()),
    };
    let (ends, pace, team) = match players {
        Players::Seated(ends) => (ends, Pace::Scaled(card.speed_milli), None),
        Players::Written(team) => (Ends::WhenTold, Pace::Leaping, Some(team)),
    };
    if let Some(night) = night.as_deref().filter(|_| card.taken_over.is_none()) {
        let upto = match watch(&run, night, &mut registry, passphrases.clone(), ends)? {
            End::Stopped => return Ok(Some(Vec::new())),
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
        team,
    };
    let options = Options {
        place: run,
        anchors: anchors(directory),
        registry,
        mode: snapshot::Mode::Drill,
        pace,
        officers,
        outward: Nowhere,
        retention: Retention::default(),
    };
    let script = Desk::<Drill>::open(options)?.run(world, ends == Ends::WithLastScreen)?;
    Ok(Some(script.team.map(Team::into_refused).unwrap_or_default()))
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
