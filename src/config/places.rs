//! Where things stand on the disk.
//!
//! Decides: the standard places, and which directory a sample uses.
//! Must not know: what is in those directories.
//!
//! ```text
//! $XDG_CONFIG_HOME/dutydesk/dutydesk.toml    the configuration
//! $XDG_STATE_HOME/dutydesk/live/             the data of a live desk
//! $XDG_STATE_HOME/dutydesk/sample/DATE[-N]/  the data of one run of the sample
//! $XDG_STATE_HOME/dutydesk/drills/DATE-NAME/ the run of one drill
//! $XDG_STATE_HOME/dutydesk/sample/current    names the one in use; gone after a clean stop
//! ```

use crate::config::Mode;
use crate::config::environment::Environment;
use chrono::NaiveDate;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The name of the file that names the sample directory in use.
const CURRENT: &str = "current";

/// The name of the file in a live data directory that names the configuration it was opened with.
const CONFIGURATION: &str = "configuration";

/// Sample directories of one day that are tried before giving up.
const SAMPLES_A_DAY_MAX: u32 = 10_000;

/// The standard places of one user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// The configuration file.
    pub config: PathBuf,
    /// The data of a live desk.
    pub live: PathBuf,
    /// The root of the samples.
    pub samples: PathBuf,
    /// The root of the drills.
    pub drills: PathBuf,
}

/// Where the desk keeps its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataPlace {
    /// In this directory.
    Fixed(PathBuf),
    /// In a fresh directory below this root after each clean stop.
    Sample(PathBuf),
}

impl Places {
    /// Returns the standard places; none without a home.
    pub fn of(environment: &Environment) -> Option<Self> {
        let home = |below: &str| environment.home.as_ref().map(|home| home.join(below));
        let config = environment.config_home.clone().or_else(|| home(".config"))?;
        let state = environment.state_home.clone().or_else(|| home(".local/state"))?.join("dutydesk");
        Some(Self {
            config: config.join("dutydesk/dutydesk.toml"),
            live: state.join("live"),
            samples: state.join("sample"),
            drills: state.join("drills"),
        })
    }
}

impl DataPlace {
    /// Returns the directory in use, without making one.
    pub fn current(&self) -> io::Result<Option<PathBuf>> {
        match self {
            Self::Fixed(directory) => Ok(stands(directory).then(|| directory.clone())),
            Self::Sample(root) => current_sample(root).map_err(|error| at(root, &error)),
        }
    }

    /// Returns the directory to use, making it when it is not there.
    pub fn open(&self, today: NaiveDate) -> io::Result<PathBuf> {
        match self {
            Self::Fixed(directory) => {
                make(directory).map_err(|error| at(directory, &error))?;
                Ok(directory.clone())
            }
            Self::Sample(root) => sample_data_dir(root, today).map_err(|error| at(root, &error)),
        }
    }

    /// Notes a clean stop: the next sample begins afresh. A desk's own directory stays as it is.
    pub fn close(&self) -> io::Result<()> {
        match self {
            Self::Fixed(_) => Ok(()),
            Self::Sample(root) => match fs::remove_file(root.join(CURRENT)) {
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
                done => done.map_err(|error| at(root, &error)),
            },
        }
    }
}

/// Names the place in what the system says: its own words name none.
fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// Returns the sample's directory: the one in use, else a fresh one of the day.
///
/// Two that ask at once get the same one: `current` is made by a link, which only one of them can make.
pub fn sample_data_dir(root: &Path, today: NaiveDate) -> io::Result<PathBuf> {
    if let Some(directory) = current_sample(root)? {
        return Ok(directory);
    }
    make(root)?;
    let name = fresh(root, today)?;
    let draft = root.join(format!(".{CURRENT}-{name}-{}", std::process::id()));
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o640).open(&draft)?;
    writeln!(file, "{name}")?;
    file.sync_all()?;
    let linked = link_current(root, &draft);
    fs::remove_file(&draft)?;
    match linked {
        Ok(()) => Ok(root.join(name)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            fs::remove_dir(root.join(name))?;
            current_sample(root)?.ok_or(error)
        }
        Err(error) => Err(error),
    }
}

/// Returns the directory of the second copy of the signed heads, where the configuration names none.
///
/// Beside a live desk's data, so that who copies the one back does not copy the other; a sample is thrown away whole.
pub fn anchors_beside(data: &Path, mode: &Mode) -> PathBuf {
    match mode {
        Mode::Sample => data.join("anchors"),
        Mode::Live { .. } => {
            let mut name = data.as_os_str().to_owned();
            name.push(".anchors");
            PathBuf::from(name)
        }
    }
}

/// Notes in a live data directory which configuration it belongs to, so that it is found again without `--config`.
pub fn remember_configuration(data: &Path, config: &Path) -> io::Result<()> {
    use std::os::unix::ffi::OsStrExt;
    let draft = data.join(format!(".{CONFIGURATION}-{}", std::process::id()));
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o640).open(&draft)?;
    file.write_all(fs::canonicalize(config)?.as_os_str().as_bytes())?;
    file.sync_all()?;
    fs::rename(draft, data.join(CONFIGURATION))
}

/// Returns the configuration that a live data directory belongs to, when it was noted and is still there.
pub fn remembered_configuration(data: &Path) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    let noted = PathBuf::from(std::ffi::OsString::from_vec(fs::read(data.join(CONFIGURATION)).ok()?));
    (noted.is_absolute() && stands(&noted)).then_some(noted)
}

/// Returns whether anything stands at a path; what may not be looked at does stand there.
///
/// A live desk whose directory is locked away must never be taken for none.
pub fn stands(path: &Path) -> bool {
    match fs::symlink_metadata(path) {
        Ok(_) => true,
        Err(error) => !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory),
    }
}

fn current_sample(root: &Path) -> io::Result<Option<PathBuf>> {
    let name = match fs::read_to_string(root.join(CURRENT)) {
        Ok(name) => name,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let name = name.trim_end();
    let is_ours = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let directory = root.join(name);
    Ok((is_ours && directory.is_dir()).then_some(directory))
}

fn link_current(root: &Path, draft: &Path) -> io::Result<()> {
    let current = root.join(CURRENT);
    match fs::hard_link(draft, &current) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists && current_sample(root)?.is_none() => {
            fs::rename(draft, &current)?;
            fs::hard_link(&current, draft)
        }
        done => done,
    }
}

/// Makes the directory of a drill's run: of the day, named after what is played.
///
/// # Errors
/// It cannot be made.
pub fn drill_directory(root: &Path, today: NaiveDate, name: &str) -> io::Result<PathBuf> {
    make(root)?;
    let name = format!("{}-{name}", today.format("%Y-%m-%d"));
    fresh_of(root, &name).map(|name| root.join(name))
}

fn fresh(root: &Path, today: NaiveDate) -> io::Result<String> {
    fresh_of(root, &today.format("%Y-%m-%d").to_string())
}

fn fresh_of(root: &Path, day: &str) -> io::Result<String> {
    for number in 1..=SAMPLES_A_DAY_MAX {
        let name = if number == 1 { day.to_owned() } else { format!("{day}-{number}") };
        match fs::DirBuilder::new().mode(0o750).create(root.join(&name)) {
            Ok(()) => return Ok(name),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(ErrorKind::AlreadyExists, "too many directories of one day"))
}

fn make(directory: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o750).create(directory)
}
