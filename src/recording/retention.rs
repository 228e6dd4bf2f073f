//! Lets old segments go.
//!
//! Decides: which segments may be removed.
//! Must not know: why the space is wanted.
//!
//! Invariant: age is told by the desk's own time, which stands in the recording: a wall clock that is set, or was wrong when a file was
//! written, removes nothing.

use crate::recording::Error;
use crate::recording::reader::Reader;
use crate::recording::segment::Segment;
use crate::recording::writer::sync_dir;
use crate::units::{InputNumber, Instant};
use std::fs;
use std::path::Path;

/// What was removed, and what is left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Segments that were removed.
    pub segments: u32,
    /// Bytes that they held.
    pub bytes: u64,
    /// Bytes that are left; above what was asked when a checkpoint still needs them.
    pub left_bytes: u64,
    /// The oldest input that is left.
    pub oldest: Option<InputNumber>,
}

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// At most so many bytes.
    pub bytes: u64,
    /// Nothing whose last input is older than this by desk time; none: however old.
    pub since: Option<Instant>,
}

/// Removes the oldest segments until what is left fits, in bytes and in age.
///
/// Never removes a segment that holds inputs from `keep_from` on (the first input after the checkpoint), nor the last
/// segment. One whose age cannot be read is not old.
///
/// Cost: a look at every segment; reads the first block of those that are asked for their age, one more than go.
///
/// # Errors
/// Returns `Io`; what was removed before stays removed, and the rest is whole.
pub fn prune(dir: &Path, keep: Keep, keep_from: InputNumber) -> Result<Pruned, Error> {
    let segments = Segment::list(dir)?;
    let mut sizes = Vec::with_capacity(segments.len());
    for segment in &segments {
        let size = fs::metadata(&segment.path).map_err(|error| Error::io(&segment.path, error))?;
        sizes.push(size.len());
    }
    let mut pruned = Pruned { left_bytes: sizes.iter().sum(), ..Pruned::default() };
    pruned.oldest = segments.first().map(|segment| segment.first);
    for (pair, bytes) in segments.windows(2).zip(sizes) {
        let is_old = || keep.since.is_some_and(|since| begins(&pair[1]).is_some_and(|at| at < since));
        if pair[1].first > keep_from || (pruned.left_bytes <= keep.bytes && !is_old()) {
            break;
        }
        fs::remove_file(&pair[0].path).map_err(|error| Error::io(&pair[0].path, error))?;
        pruned.segments += 1;
        pruned.bytes += bytes;
        pruned.left_bytes -= bytes;
        pruned.oldest = Some(pair[1].first);
    }
    if pruned.segments > 0 {
        sync_dir(dir)?;
    }
    Ok(pruned)
}

/// Returns when the first input of a segment came, by desk time: no input of the one before it is younger.
fn begins(segment: &Segment) -> Option<Instant> {
    let mut reader = Reader::open(&segment.path, InputNumber(0)).ok()?;
    let first = reader.read()?.ok()?;
    Some(first.at)
}
