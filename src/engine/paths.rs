//! Where things lie in a data directory, and who may use it.
//!
//! Decides: names and the lock. Must not know: what is in the files.

use rustix::fs::{FlockOperation, flock};
use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// A data directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths(PathBuf);

/// The right to be the desk of a data directory; given up when it is dropped, or when the process dies.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Why a data directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another desk has it.
    #[error("{}: another desk is running here", .0.display())]
    Taken(PathBuf),
    /// The system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which path.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
}

impl Paths {
    /// Names a data directory; makes nothing.
    pub fn of(dir: &Path) -> Self {
        Self(dir.to_owned())
    }

    /// Returns the directory itself.
    pub fn dir(&self) -> &Path {
        &self.0
    }

    /// Returns the journal's file.
    pub fn journal(&self) -> PathBuf {
        self.0.join("journal.sqlite")
    }

    /// Returns the file of the key that signs heads.
    pub fn key(&self) -> PathBuf {
        self.0.join("journal.key")
    }

    /// Returns the list of the copies that were made of the journal.
    pub fn copies(&self) -> PathBuf {
        self.0.join("journal.copies")
    }

    /// Returns the mark of a journal that was put back from a copy: what was destroyed since is destroyed again.
    pub fn restored(&self) -> PathBuf {
        self.0.join("journal.restored")
    }

    /// Returns the directory of recording and checkpoints.
    pub fn recording(&self) -> PathBuf {
        self.0.join("recording")
    }

    /// Returns the socket.
    pub fn socket(&self) -> PathBuf {
        self.0.join("socket")
    }

    /// Returns the log of a desk that has no terminal.
    pub fn log(&self) -> PathBuf {
        self.0.join("serve.log")
    }

    /// Returns where the sample's simulator keeps its position.
    pub fn simulate_position(&self) -> PathBuf {
        self.0.join("simulate.position")
    }

    /// Returns the file whose room is given up for the last entries on a full disk.
    pub fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }

    /// Makes the directory, which others cannot enter; its name is on disk before anything is in it.
    pub fn make(&self) -> Result<(), Error> {
        let io = |source| Error::Io { path: self.0.clone(), source };
        if self.0.is_dir() {
            return Ok(());
        }
        DirBuilder::new().recursive(true).mode(0o750).create(&self.0).map_err(io)?;
        let parent =
            self.0.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(parent).and_then(|parent| parent.sync_all()).map_err(io)
    }

    /// Takes the directory for this process.
    pub fn lock(&self) -> Result<Lock, Error> {
        let path = self.0.join("lock");
        let open = OpenOptions::new().create(true).truncate(false).write(true).mode(0o640).open(&path);
        let file = open.map_err(|source| Error::Io { path: path.clone(), source })?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Lock { _file: file }),
            Err(rustix::io::Errno::WOULDBLOCK) => Err(Error::Taken(self.0.clone())),
            Err(error) => Err(Error::Io { path, source: error.into() }),
        }
    }
}
