//! Lets old segments go.
//!
//! Decides: which segments may be removed.
//! Must not know: why the space is wanted.

use crate::recording::Error;
use crate::recording::segment::Segment;
use crate::recording::writer::sync_dir;
use crate::units::InputNumber;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

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
    /// Nothing that was written last before this; none: however old.
    pub since: Option<SystemTime>,
}

/// Removes the oldest segments until what is left fits, in bytes and in age.
///
/// Never removes a segment that holds inputs from `keep_from` on (the first input after the checkpoint), nor the last
/// segment.
///
/// # Errors
/// Returns `Io`; what was removed before stays removed, and the rest is whole.
pub fn prune(dir: &Path, keep: Keep, keep_from: InputNumber) -> Result<Pruned, Error> {
    let segments = Segment::list(dir)?;
    let mut sizes = Vec::with_capacity(segments.len());
    for segment in &segments {
        let size = fs::metadata(&segment.path).map_err(|error| Error::io(&segment.path, error))?;
        let modified = size.modified().map_err(|error| Error::io(&segment.path, error))?;
        sizes.push((size.len(), keep.since.is_some_and(|since| modified < since)));
    }
    let mut pruned = Pruned { left_bytes: sizes.iter().map(|(bytes, _)| bytes).sum(), ..Pruned::default() };
    pruned.oldest = segments.first().map(|segment| segment.first);
    for (pair, (bytes, is_old)) in segments.windows(2).zip(sizes) {
        if (pruned.left_bytes <= keep.bytes && !is_old) || pair[1].first > keep_from {
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
