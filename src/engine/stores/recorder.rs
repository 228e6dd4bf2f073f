//! The recording as the stores hold it: what gives way first when the disk is full.
//!
//! Decides: when inputs are recorded no more, when they are again, what is removed for newer ones.
//! Must not know: what an input means.
//!
//! Invariants:
//! - after a sync that failed, a new segment is begun, and the desk is asked for a checkpoint: nobody knows what the old
//!   one holds, and a restart does not read across it;
//! - what a restart needs is never removed: everything after the older of the two checkpoints.

use crate::engine::batch::Batch;
use crate::operations::storage::{Recording, Room};
use crate::recording::retention::{Keep, prune};
use crate::recording::writer::Writer;
use crate::recording::{Error, Record};
use crate::units::InputNumber;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The newest input that both checkpoints hold: what came up to it may go. Written by whoever writes checkpoints.
pub type Spared = Arc<AtomicU64>;

/// The recording, written or given up for now.
pub struct Recorder {
    directory: PathBuf,
    build: String,
    /// None after a failed sync.
    writer: Option<Writer>,
    spared: Spared,
    recording: Recording,
    /// Whether inputs are missing since the last checkpoint that was asked for.
    wants_checkpoint: bool,
}

impl Recorder {
    /// Takes the recording over.
    pub const fn of(writer: Writer, directory: PathBuf, build: String, spared: Spared) -> Self {
        let recording = Recording::Kept;
        Self { directory, build, writer: Some(writer), spared, recording, wants_checkpoint: false }
    }

    /// Returns whether inputs are recorded.
    pub const fn recording(&self) -> Recording {
        self.recording
    }

    /// Returns, once, whether inputs were lost: a checkpoint spares the next start their absence.
    pub const fn take_wish(&mut self) -> bool {
        let wish = self.wants_checkpoint && matches!(self.recording, Recording::Kept);
        if wish {
            self.wants_checkpoint = false;
        }
        wish
    }

    /// Appends the inputs of batches and puts them on disk.
    ///
    /// # Errors
    /// Why not; what could not be written is missing from then on.
    pub fn take(&mut self, group: &[Box<Batch>]) -> Result<(), Error> {
        if self.recording == Recording::Stopped {
            return Ok(());
        }
        let mut taken = self.append(group);
        if matches!(taken, Err(Error::Full { .. })) && self.give_way() {
            taken = self.append(group);
        }
        if let Err(error) = &taken {
            self.wants_checkpoint = true;
            if matches!(error, Error::Full { .. }) {
                // What is left is the journal's.
                self.recording = Recording::Stopped;
            }
        }
        taken
    }

    /// Learns how much room there is: with none to spare nothing is recorded, with little only what a restart needs.
    pub fn learn(&mut self, room: Room) {
        self.recording = match (room, self.recording) {
            (Room::Critical, Recording::Kept) => {
                tracing::error!("the disk is nearly full: inputs are recorded no more");
                self.wants_checkpoint = true;
                Recording::Stopped
            }
            (Room::Plenty | Room::Low | Room::Short, Recording::Stopped) => {
                tracing::info!("the disk has room: inputs are recorded again");
                Recording::Kept
            }
            (_, standing) => standing,
        };
        if room >= Room::Short {
            self.give_way();
        }
    }

    fn append(&mut self, group: &[Box<Batch>]) -> Result<(), Error> {
        let mut writer = match self.writer.take() {
            Some(writer) => writer,
            None => Writer::open_after_failure(&self.directory, &self.build)?,
        };
        let mut records: Vec<Record<'_>> = Vec::new();
        let mut append = || {
            for batch in group {
                records.clear();
                // After a refusal the rest is given again.
                let last = writer.last();
                records.extend(batch.records().filter(|record| record.number > last));
                writer.append(&records)?;
            }
            writer.sync()
        };
        let appended = append().map(|_| ());
        // A writer that failed is given up: the next one begins a new segment.
        self.writer = (!writer.has_failed()).then_some(writer);
        appended
    }

    /// Removes the oldest segments that no restart needs; returns whether there were any.
    fn give_way(&self) -> bool {
        let older = InputNumber(self.spared.load(Ordering::Relaxed) + 1);
        match prune(&self.directory, Keep { bytes: 0, since: None }, older) {
            Ok(pruned) if pruned.segments > 0 => {
                tracing::warn!("{} bytes of the oldest recording gave way", pruned.bytes);
                true
            }
            Ok(_) => false,
            Err(error) => {
                tracing::error!("the recording cannot give way: {error}");
                false
            }
        }
    }
}
