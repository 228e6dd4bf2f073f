//! Copies a journal while it is in use, and puts a copy back.
//!
//! Decides: when a copy counts: it is on disk, and the verifier found nothing wrong with it.
//! Must not know: where copies are kept.
//!
//! Invariant: a copy never takes the place of a file that is there. A restore is a copy to where the journal is
//! missing; what was damaged is moved away by a person, not here.

use crate::journal::Head;
use crate::journal::schema::{self, OpenError, beside};
use crate::journal::verify::{self, Bad};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Why a copy was not made. The journal was not changed, and nothing stands under the copy's name.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The journal cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Something stands where the copy should.
    #[error("{}: a file is there already", .0.display())]
    Exists(PathBuf),
    /// The journal is busy: try again.
    #[error("{}: another program holds the journal", .0.display())]
    Busy(PathBuf),
    /// The copy is not a good journal; so the journal itself is not.
    #[error("{}: {bad}", file.display())]
    Bad {
        /// The journal.
        file: PathBuf,
        /// What is wrong.
        bad: Bad,
    },
    /// SQLite cannot copy.
    #[error("{}: {source}", file.display())]
    Sqlite {
        /// The copy.
        file: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The system refused.
    #[error("{}: {source}", file.display())]
    Io {
        /// The copy.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Copies a journal to a new file, verifies the copy, and returns its head: keep that elsewhere as the anchor.
///
/// Cost: O(entries); writers go on meanwhile.
///
/// # Errors
/// See [`Error`].
pub fn copy(journal: &Path, to: &Path) -> Result<Head, Error> {
    if to.symlink_metadata().is_ok() {
        return Err(Error::Exists(to.to_path_buf()));
    }
    let source = schema::open_to_read(journal)?;
    let new = beside(to, ".new");
    let made = fill(&source, &new).and_then(|()| check(journal, &new)).and_then(|head| {
        // A link refuses where a rename would replace.
        let linked = fs::hard_link(&new, to).and_then(|()| sync_parent(to));
        linked.map(|()| head).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Error::Exists(to.to_path_buf()),
            _ => Error::Io { file: to.to_path_buf(), source: error },
        })
    });
    for leftover in [new.clone(), beside(&new, "-wal"), beside(&new, "-shm"), beside(&new, "-journal")] {
        let _ = fs::remove_file(leftover);
    }
    made
}

fn fill(source: &Connection, new: &Path) -> Result<(), Error> {
    let io = |source| Error::Io { file: new.to_path_buf(), source };
    let sqlite = |source| Error::Sqlite { file: new.to_path_buf(), source };
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(new).map_err(io)?;
    let mut target = Connection::open(new).map_err(sqlite)?;
    let step = Backup::new(source, &mut target).and_then(|backup| backup.step(-1)).map_err(sqlite)?;
    // A step of all pages is done, or was kept out by a lock.
    if step != StepResult::Done {
        return Err(Error::Busy(new.to_path_buf()));
    }
    target.close().map_err(|(_, error)| sqlite(error))?;
    File::open(new).and_then(|file| file.sync_all()).map_err(io)
}

fn check(journal: &Path, new: &Path) -> Result<Head, Error> {
    let report = verify::journal(new, None);
    match report.first_bad {
        None => Ok(report.head),
        Some(bad) => Err(Error::Bad { file: journal.to_path_buf(), bad }),
    }
}

fn sync_parent(file: &Path) -> io::Result<()> {
    let dir = file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(dir)?.sync_all()
}
