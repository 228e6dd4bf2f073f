//! A recording is played again, from its first input to its last good block.
//!
//! Decides: where the inputs come from, and that none is left out.
//! Must not know: what plays them.

use crate::recording::reader::Reader;
use crate::recording::{self, Record};
use crate::units::InputNumber;
use std::path::{Path, PathBuf};

/// What inputs are played through.
pub trait Player {
    /// Why it stops.
    type Stop;

    /// Plays one input.
    ///
    /// Errors: the reason to stop at this input.
    fn play(&mut self, record: &Record<'_>) -> Result<(), Self::Stop>;
}

/// How a replay ended.
#[derive(Debug)]
pub enum End<Stop> {
    /// Every input was played.
    Whole {
        /// How many.
        inputs: u64,
    },
    /// The player stopped.
    Stopped {
        /// At which input.
        at: InputNumber,
        /// Why.
        reason: Stop,
    },
}

/// Why a recording cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be read on.
    #[error("{0}")]
    Recording(#[from] recording::Error),
    /// Its beginning was pruned, or inputs are missing.
    #[error("input {expected} is missing: the recording goes on with input {found}")]
    Missing {
        /// The input that should follow.
        expected: InputNumber,
        /// The one that does.
        found: InputNumber,
    },
    /// Nothing is recorded there.
    #[error("{}: there is no recording here", .0.display())]
    Empty(PathBuf),
}

/// Plays a recording as fast as it goes.
///
/// `path` is a data directory, its `recording` directory, or one segment.
pub fn replay<P: Player>(path: &Path, player: &mut P) -> Result<End<P::Stop>, Error> {
    let inner = path.join("recording");
    let path = if inner.is_dir() { inner } else { path.to_owned() };
    let mut reader = Reader::open(&path, InputNumber(1))?;
    let mut expected = InputNumber(1);
    while let Some(record) = reader.read() {
        let record = record?;
        if record.number != expected {
            return Err(Error::Missing { expected, found: record.number });
        }
        if let Err(reason) = player.play(&record) {
            return Ok(End::Stopped { at: record.number, reason });
        }
        expected = expected.next();
    }
    if expected == InputNumber(1) {
        return Err(Error::Empty(path));
    }
    Ok(End::Whole { inputs: expected.0 - 1 })
}
