//! The recording (录像) and the checkpoints: what came in, and where the desk stood.
//!
//! Decides: how inputs are written in blocks and cut at the last good one; which checkpoint is the newest good one;
//! which old segments may go.
//! Must not know: what an input or a state means: both are bytes here.
//!
//! A data directory holds segments `<first input>.rec`; a segment is a header and blocks ([`block`]). Inputs are
//! numbered without gaps, so a block that is missing, repeated or out of its place is noticed.
//!
//! Invariants:
//! - what [`writer::Writer::sync`] answered for is never cut away when the recording is opened again;
//! - nothing is skipped silently: a bad block, a torn end and a deliberate hole are each an [`Error`] of the reader.

pub mod block;
pub mod checkpoint;
pub mod reader;
pub mod retention;
pub mod segment;
pub mod writer;

use crate::recording::block::Defect;
use crate::units::{InputNumber, Instant};
use std::io;
use std::path::{Path, PathBuf};

/// One input as it is given to the recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// Its number; each one follows the last.
    pub number: InputNumber,
    /// The desk time that it was drained at.
    pub at: Instant,
    /// What sort of input it is; the engine's own numbering.
    pub kind: u8,
    /// Where it came from; the engine's own numbering.
    pub source: u16,
    /// The input itself.
    pub bytes: &'a [u8],
}

/// One input as it is read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedRecord {
    /// See [`Record::number`].
    pub number: InputNumber,
    /// See [`Record::at`].
    pub at: Instant,
    /// See [`Record::kind`].
    pub kind: u8,
    /// See [`Record::source`].
    pub source: u16,
    /// See [`Record::bytes`].
    pub bytes: Vec<u8>,
}

impl Record<'_> {
    /// Returns a copy that owns its bytes.
    pub fn to_owned(&self) -> OwnedRecord {
        let Self { number, at, kind, source, bytes } = *self;
        OwnedRecord { number, at, kind, source, bytes: bytes.to_vec() }
    }
}

/// What the recording could not do, or found wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system refused.
    #[error("{}: {source}", file.display())]
    Io {
        /// Which file or directory.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// No space; nothing of the refused block was kept, and the writer may go on after space returns.
    #[error("{}: no space is left", file.display())]
    Full {
        /// Which file.
        file: PathBuf,
    },
    /// An input that does not come after the last one.
    #[error("input {number} does not come after input {last}")]
    Order {
        /// The input.
        number: InputNumber,
        /// The last one that was taken.
        last: InputNumber,
    },
    /// An input larger than a block.
    #[error("input {number} has {bytes} bytes, more than a block takes")]
    TooLarge {
        /// The input.
        number: InputNumber,
        /// Its bytes.
        bytes: usize,
    },
    /// An earlier sync failed: nobody knows what is on disk. Open the recording anew and write a checkpoint.
    #[error("an earlier sync of the recording failed")]
    Failed,
    /// A block that cannot be read, with others after it.
    #[error("{}: bad block at byte {offset}, where input {input} was expected: {defect}", file.display())]
    Bad {
        /// Which file.
        file: PathBuf,
        /// Where in the file.
        offset: u64,
        /// The input that should begin there.
        input: InputNumber,
        /// What is wrong with it.
        defect: Defect,
    },
    /// The last block was never finished, or is damaged.
    #[error("{}: torn at byte {offset}, where input {input} was expected: {defect}", file.display())]
    Torn {
        /// Which file.
        file: PathBuf,
        /// Where in the file.
        offset: u64,
        /// The input that should begin there.
        input: InputNumber,
        /// What is wrong with it.
        defect: Defect,
    },
    /// Inputs that the desk could not record when they came, such as on a full disk.
    #[error("inputs {from} to {to} were never recorded")]
    Hole {
        /// The first missing.
        from: InputNumber,
        /// The last missing.
        to: InputNumber,
    },
    /// The wanted inputs gave way to newer ones.
    #[error("input {from} is wanted, but the recording begins with input {first}")]
    Pruned {
        /// The wanted one.
        from: InputNumber,
        /// The oldest one that there is.
        first: InputNumber,
    },
}

impl Error {
    /// Names the file that the system refused, and tells a full disk from other refusals.
    pub(crate) fn io(file: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::Full { file: file.to_path_buf() }
            }
            _ => Self::Io { file: file.to_path_buf(), source },
        }
    }
}
