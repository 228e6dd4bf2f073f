//! Where a server was when it ended, kept in a file of its own.

use crate::feed::serve::ServeError;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// The position of a stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Position {
    /// The stream's identity.
    pub(super) stream: String,
    /// The digest of the scenario that it plays.
    pub(super) scenario: String,
    /// The newest number.
    pub(super) last: u64,
    /// How many of the numbers came from the scenario.
    pub(super) played: u64,
    /// How far into the scenario it was, in milliseconds.
    pub(super) offset_ms: i64,
    /// The runs of the server: from which offset on which wall-clock base counts, in milliseconds.
    pub(super) bases: Vec<(i64, i64)>,
}

impl Position {
    /// Reads a position; none when the file is not there yet.
    pub(super) fn read(file: &Path) -> Result<Option<Self>, ServeError> {
        let why = |why: String| ServeError::Position { file: file.to_owned(), why };
        match fs::read(file) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|error| why(format!("{error}; remove it to start a new stream"))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(why(error.to_string())),
        }
    }

    /// Writes a position: the old one stands until the new one is whole.
    pub(super) fn write(&self, file: &Path) -> Result<(), ServeError> {
        let beside = file.with_extension("new");
        let write = || -> io::Result<()> {
            let mut out = fs::File::create(&beside)?;
            out.write_all(&serde_json::to_vec(self)?)?;
            out.sync_all()?;
            fs::rename(&beside, file)
        };
        write().map_err(|error| ServeError::Position { file: file.to_owned(), why: error.to_string() })
    }
}
