//! The passphrases of the officers: one file in the data directory, a line an officer, argon2id.
//!
//! Decides: how a passphrase is kept and compared.
//! Must not know: who may do what with it, how often it was tried.
//!
//! Invariants:
//! - the file is 0600; one that group or others may read is refused, not mended: it may have been read;
//! - it is replaced whole, under a lock: a crash or a second writer leaves the old one or the new one.

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use rustix::fs::{FlockOperation, flock};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization as _;

/// The shortest passphrase that is taken.
pub const PASSPHRASE_CHARACTERS_MIN: usize = 8;

/// The longest: nobody types more, and hashing costs by the byte.
pub const PASSPHRASE_BYTES_MAX: usize = crate::limits::LINE_BYTES_MAX;

/// What a guess costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory. Units: KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Cost {
    /// What a desk uses: 19 MiB and two passes.
    ///
    /// Source: OWASP Password Storage Cheat Sheet, argon2id.
    pub const DESK: Self = Self { memory_kib: 19 * 1_024, passes: 2 };
}

/// The file of passphrases.
#[derive(Clone, Debug)]
pub struct Book {
    path: PathBuf,
    cost: Cost,
}

/// What may be wrong with the file or with a passphrase.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Others than its owner may read it.
    #[error(
        "{}: mode {mode:04o} lets others read it: chmod 0600, and have every officer set a new passphrase",
        path.display()
    )]
    Open {
        /// Which.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// A line is not `OFFICER HASH`.
    #[error("{}:{line}: not an officer's code and an argon2id hash: set that passphrase again", path.display())]
    Line {
        /// Which file.
        path: PathBuf,
        /// Its line, from 1.
        line: usize,
    },
    /// Nothing that names an officer in this file.
    #[error("{0:?} is no officer's code: it is empty or has a space in it")]
    Code(String),
    /// Too short.
    #[error("a passphrase has at least {PASSPHRASE_CHARACTERS_MIN} characters")]
    Short,
    /// Too long.
    #[error("a passphrase has at most {PASSPHRASE_BYTES_MAX} bytes")]
    Long,
    /// The hash cannot be made with this cost.
    #[error("argon2id: {0}")]
    Hash(argon2::password_hash::Error),
    /// The system gives no random numbers.
    #[error("no random salt: {0}")]
    Salt(getrandom::Error),
}

impl Book {
    /// Names the book of a data directory; the file need not exist yet.
    pub fn new(data_dir: &Path, cost: Cost) -> Self {
        Self { path: data_dir.join("passphrases"), cost }
    }

    /// Returns where it stands.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Sets an officer's passphrase.
    ///
    /// Errors: [`Error`]; the file is then as it was.
    pub fn set(&self, officer: &str, passphrase: &str) -> Result<(), Error> {
        if officer.is_empty() || officer.contains(char::is_whitespace) {
            return Err(Error::Code(officer.to_owned()));
        }
        if passphrase.chars().count() < PASSPHRASE_CHARACTERS_MIN {
            return Err(Error::Short);
        }
        if passphrase.len() > PASSPHRASE_BYTES_MAX {
            return Err(Error::Long);
        }
        let hash = hash(passphrase, self.cost)?;
        let lock_path = self.path.with_extension("lock");
        let lock = open_private(&lock_path).map_err(|error| self.file(error))?;
        flock(&lock, FlockOperation::LockExclusive).map_err(|error| self.file(error.into()))?;
        let mut lines = self.lines()?;
        lines.retain(|(code, _)| !code.eq_ignore_ascii_case(officer));
        lines.push((officer.to_owned(), hash));
        self.replace(&lines).map_err(|error| self.file(error))
    }

    /// Returns an officer's hash; none when there is no passphrase yet.
    ///
    /// Errors: [`Error::File`], [`Error::Open`], [`Error::Line`].
    pub fn find(&self, officer: &str) -> Result<Option<String>, Error> {
        let lines = self.lines()?;
        Ok(lines.into_iter().find(|(code, _)| code.eq_ignore_ascii_case(officer)).map(|(_, hash)| hash))
    }

    fn lines(&self) -> Result<Vec<(String, String)>, Error> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.file(error)),
        };
        let mode = file.metadata().map_err(|error| self.file(error))?.permissions().mode() & 0o7777;
        if mode & 0o077 != 0 {
            return Err(Error::Open { path: self.path.clone(), mode });
        }
        let text = io::read_to_string(file).map_err(|error| self.file(error))?;
        let parse = |(at, line): (usize, &str)| match line.split_once(' ') {
            Some((code, hash)) if PasswordHash::new(hash).is_ok() => Ok((code.to_owned(), hash.to_owned())),
            Some(_) | None => Err(Error::Line { path: self.path.clone(), line: at + 1 }),
        };
        text.lines().enumerate().map(parse).collect()
    }

    fn replace(&self, lines: &[(String, String)]) -> io::Result<()> {
        let next = self.path.with_extension("new");
        match fs::remove_file(&next) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let mut file = open_private(&next)?;
        for (code, hash) in lines {
            writeln!(file, "{code} {hash}")?;
        }
        file.sync_all()?;
        fs::rename(&next, &self.path)?;
        let directory = self.path.parent().unwrap_or(Path::new("."));
        File::open(directory)?.sync_all()
    }

    fn file(&self, error: io::Error) -> Error {
        Error::File { path: self.path.clone(), error }
    }
}

/// Returns whether a passphrase is the one of a hash.
///
/// Cost: what the hash was made with; tens of milliseconds for [`Cost::DESK`].
pub fn is_right(hash: &str, passphrase: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else {
        return false;
    };
    Argon2::default().verify_password(normal(passphrase).as_bytes(), &hash).is_ok()
}

fn hash(passphrase: &str, cost: Cost) -> Result<String, Error> {
    let params =
        Params::new(cost.memory_kib, cost.passes, 1, None).map_err(|error| Error::Hash(error.into()))?;
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(Error::Salt)?;
    let salt = SaltString::encode_b64(&salt).map_err(Error::Hash)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = argon2.hash_password(normal(passphrase).as_bytes(), &salt).map_err(Error::Hash)?;
    Ok(hash.to_string())
}

/// One spelling for one passphrase, whichever input method composed it.
fn normal(passphrase: &str) -> String {
    passphrase.nfc().collect()
}

fn open_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(path)
}
