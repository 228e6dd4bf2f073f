//! The way of this process's readers to the journal.
//!
//! Decides: that nobody reads while the journal is opened anew. Must not know: what is read.
//!
//! Invariants:
//! - a reader is open only while something is looked up: after a failed sync the file is opened anew by a process that
//!   has no other connection to it, so that what the disk holds counts, not what a connection remembers;
//! - no log is pinned by a reader that rests.

use crate::journal::reader::Reader;
use crate::journal::schema::OpenError;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

/// Opens the journal to look; given to everybody in this process who does.
#[derive(Clone, Debug)]
pub struct Readers {
    file: PathBuf,
    open: Arc<RwLock<()>>,
}

impl Readers {
    /// Names the journal's file.
    pub fn of(file: PathBuf) -> Self {
        Self { file, open: Arc::default() }
    }

    /// Opens the journal, looks and closes it.
    ///
    /// Cost: under a millisecond beside the look. Waits while the journal is opened anew.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn look<T>(&self, look: impl FnOnce(&Reader) -> T) -> Result<T, OpenError> {
        // It guards no data: a look that panicked leaves nothing half done.
        let _open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        Reader::open(&self.file).map(|reader| look(&reader))
    }

    /// Does something while nobody reads.
    pub fn shut<T>(&self, act: impl FnOnce() -> T) -> T {
        let _shut = self.open.write().unwrap_or_else(PoisonError::into_inner);
        act()
    }
}
