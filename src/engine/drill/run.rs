//! A run: the directory of one drill.
//!
//! Decides: what makes a directory one of a drill, and what stands in it besides the stores.
//! Must not know: what is in the stores.
//!
//! Invariants:
//! - a directory becomes a run when it is made, or never: one that holds anything else is refused;
//! - a desk that serves does not open a run ([`is_run`]).

use crate::engine::clock;
use crate::engine::paths::{self, Paths};
use crate::operations::drill::script::OpenAction;
use crate::units::{Digest, InputNumber, Instant};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// What makes a directory a run, and says of what.
const CARD: &str = "run.json";
/// The copy of the scenario: what is scored is what was played.
const SCENARIO: &str = "scenario.toml";
/// The places that were marked while a recording was watched: no fact of anybody's, as nobody decides then.
const BOOKMARKS: &str = "bookmarks.json";
/// The second place of its signed heads: its own, whatever configuration it is played with.
const ANCHORS: &str = "anchors";

/// The directory of a drill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    paths: Paths,
    card: Card,
}

/// What a run says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// What was asked for: a scenario's file or a recording.
    pub of: String,
    /// The recording that it plays, where it plays one.
    pub recording: Option<PathBuf>,
    /// The recording that its scenario has for a feed.
    pub tape: Option<PathBuf>,
    /// The data directory of the live desk beside it.
    pub live: Option<PathBuf>,
    /// The configuration whose registry it plays with; none: the sample.
    pub config: Option<PathBuf>,
    /// How fast its clock runs when it begins. Units: thousandths of real time.
    pub speed_milli: u32,
    /// Whether it stands still until its director lets it begin.
    pub waits: bool,
    /// The input of the recording from behind which the team decides; none: nobody has taken over yet.
    pub taken_over: Option<u64>,
    /// When it was made, by the wall: a scenario says when it happens, and not when it is practised.
    #[serde(default)]
    pub made: Instant,
    /// What the drills before it had left to be done, without texts: those stay in the journals that they belong to.
    #[serde(default)]
    pub left_open: Vec<OpenAction>,
}

/// A place of a recording that was marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bookmark {
    /// The input that had been played.
    pub input: InputNumber,
    /// When that was, that night.
    pub at: Instant,
    /// What the director called it.
    pub text: String,
}

/// Why a directory is no run, or cannot be made one.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It holds something else.
    #[error("{}: not empty and no run of a drill", .0.display())]
    Occupied(PathBuf),
    /// It is no run.
    #[error("{}: no run of a drill", .0.display())]
    None(PathBuf),
    /// Its card or its bookmarks cannot be read.
    #[error("{}: {error}", path.display())]
    Card {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        error: serde_json::Error,
    },
    /// The directory.
    #[error("{0}")]
    Paths(#[from] paths::Error),
    /// The system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which path.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
}

/// Returns whether a directory is a run.
pub fn is_run(directory: &Path) -> bool {
    directory.join(CARD).exists()
}

/// Returns the second place of a run's signed heads.
pub fn anchors(directory: &Path) -> PathBuf {
    directory.join(ANCHORS)
}

impl Run {
    /// Makes a run of a new or empty directory: its card, and the scenario as it is played. One that does not say when it was
    /// made is made now.
    ///
    /// # Errors
    /// Something else is in it, or it cannot be written.
    pub fn make(directory: &Path, card: Card, scenario: &str) -> Result<Self, Error> {
        let paths = Paths::of(directory);
        paths.make()?;
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| Error::Io { path, source }
        };
        if fs::read_dir(directory).map_err(io(directory))?.next().is_some() {
            return Err(Error::Occupied(directory.to_owned()));
        }
        let made = if card.made.is_stated() { card.made } else { clock::wall() };
        let card = Card { made, ..card };
        let (text, file) = (directory.join(SCENARIO), directory.join(CARD));
        fs::write(&text, scenario).map_err(io(&text))?;
        // Two paths and a name: JSON holds any text.
        let written = serde_json::to_string_pretty(&card).unwrap_or_default();
        fs::write(&file, written).map_err(io(&file))?;
        Ok(Self { paths, card })
    }

    /// Opens a run that is there.
    ///
    /// # Errors
    /// It is none.
    pub fn open(directory: &Path) -> Result<Self, Error> {
        let path = directory.join(CARD);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Error::None(directory.to_owned()));
            }
            Err(source) => return Err(Error::Io { path, source }),
        };
        let card = serde_json::from_str(&text).map_err(|error| Error::Card { path, error })?;
        Ok(Self { paths: Paths::of(directory), card })
    }

    /// Notes from behind which input of its recording the team decides.
    ///
    /// # Errors
    /// The card cannot be written.
    pub fn note_taken_over(&mut self, input: u64) -> Result<(), Error> {
        self.card.taken_over = Some(input);
        self.write(CARD, &self.card)
    }

    /// Returns the places of its recording that were marked, in their order.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn bookmarks(&self) -> Result<Vec<Bookmark>, Error> {
        let path = self.paths.dir().join(BOOKMARKS);
        match fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).map_err(|error| Error::Card { path, error }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(source) => Err(Error::Io { path, source }),
        }
    }

    /// Keeps the places of its recording that were marked.
    ///
    /// # Errors
    /// They cannot be written: what was kept before stands.
    pub fn note_bookmarks(&self, bookmarks: &[Bookmark]) -> Result<(), Error> {
        self.write(BOOKMARKS, bookmarks)
    }

    /// Writes a file whole or not at all.
    fn write(&self, name: &str, what: &(impl Serialize + ?Sized)) -> Result<(), Error> {
        let path = self.paths.dir().join(name);
        let draft = self.paths.dir().join(format!("{name}.new"));
        // Texts and numbers: JSON holds any of them.
        let written = serde_json::to_string_pretty(what).unwrap_or_default();
        let put = || -> io::Result<()> {
            let mut file =
                fs::OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&draft)?;
            file.write_all(written.as_bytes())?;
            file.sync_all()?;
            fs::rename(&draft, &path)
        };
        put().map_err(|source| Error::Io { path: path.clone(), source })
    }

    /// Returns where its stores stand.
    pub const fn paths(&self) -> &Paths {
        &self.paths
    }

    /// Returns what it says of itself.
    pub const fn card(&self) -> &Card {
        &self.card
    }

    /// Returns the file of its scenario.
    pub fn scenario(&self) -> PathBuf {
        self.paths.dir().join(SCENARIO)
    }

    /// Returns what it is called: the name of its directory.
    pub fn name(&self) -> String {
        self.paths.dir().file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// Returns the runs that stand beside one, by name and journal, in the order in which they were made; one without a journal has
/// nothing to tell.
pub fn beside(run: &Path) -> Vec<(String, PathBuf)> {
    // A name alone stands in the directory that the process is in.
    let root = run.parent().filter(|root| !root.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let paths = fs::read_dir(root).into_iter().flatten().flatten().map(|entry| entry.path());
    let others = paths.filter(|path| path.file_name() != run.file_name() && is_run(path));
    let named = others.map(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let made = Run::open(&path).map_or(Instant::UNSTATED, |run| run.card.made);
        (made, name, Paths::of(&path).journal())
    });
    let mut runs: Vec<(Instant, String, PathBuf)> =
        named.filter(|(_, _, journal)| journal.is_file()).collect();
    runs.sort();
    runs.into_iter().map(|(_, name, journal)| (name, journal)).collect()
}

/// Returns the digest of a scenario's text.
pub fn digest(text: &str) -> Digest {
    Digest(Sha256::digest(text.as_bytes()).into())
}
