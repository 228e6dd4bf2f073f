//! A recording whose frames are a drill's feed: what devices and feeds said, and nothing that people did.
//!
//! Decides: which inputs of a night come again, when they are due, and which of them came before a restart.
//! Must not know: what a frame says; what else the scenario does.
//!
//! Invariants:
//! - an input comes as it was recorded, byte for byte, by the feed that brought it;
//! - however the desk ends and begins again, each of them comes once.

mod survey;

pub use survey::{Fault, Survey, survey};

use crate::engine::input::Input;
use crate::engine::purpose::Happening;
use crate::operations::state::State;
use crate::recording::reader::Reader;
use crate::recording::{Error, Record};
use crate::units::{InputNumber, Instant};
use std::path::{Path, PathBuf};

/// A night that comes again.
pub struct Tape {
    reader: Reader,
    from: InputNumber,
    /// What its times count from.
    first: Instant,
    next: Option<Kept>,
    began: Option<Instant>,
}

/// A record that waits for its time.
#[derive(Debug, PartialEq, Eq)]
struct Kept {
    at: Instant,
    header: (u8, u16),
    bytes: Vec<u8>,
}

impl std::fmt::Debug for Tape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tape").field("first", &self.first).field("next", &self.next).finish_non_exhaustive()
    }
}

impl Tape {
    /// Opens a recording from an input on; from behind its first one it goes on at its own times.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn open(recording: &Path, from: InputNumber) -> Result<Self, Error> {
        let reader = Reader::open(recording, from)?;
        let mut tape = Self { reader, from, first: Instant::UNSTATED, next: None, began: None };
        if !tape.is_own_time() {
            tape.first = first(Reader::open(recording, from)?);
        }
        tape.step();
        Ok(tape)
    }

    /// Returns when it begins; unstated where a team has taken over: the desk's own state says when.
    pub const fn first(&self) -> Instant {
        self.first
    }

    /// Returns whether its times are the drill's own: a team has taken over in the middle of it.
    pub const fn is_own_time(&self) -> bool {
        self.from.0 > 1
    }

    /// Lets its times count from the drill's beginning.
    pub(super) const fn begin(&mut self, began: Instant) {
        self.began = Some(began);
    }

    /// Passes what a desk had taken of it, up to the input where that desk stood; `run` is the recording of the run.
    ///
    /// The run's recording holds what was taken, in order and as it was: whatever else stands between is the drill's own. A
    /// run whose recording cannot be read goes by the time.
    pub fn pass(&mut self, run: &Path, state: &State) {
        let Some(began) = state.drills.run().map(|run| run.began) else { return };
        if let Err(error) = self.pass_taken(run, state.input) {
            tracing::warn!("how far the recording was played is told by the time: {error}");
            self.begin(began);
            while self.due().is_some_and(|due| due < state.now) && self.next(state.now).is_some() {}
        }
    }

    fn pass_taken(&mut self, run: &Path, upto: InputNumber) -> Result<(), Error> {
        let mut taken = Reader::open(run, self.from)?;
        while let Some(record) = taken.read() {
            let record = record?;
            if record.number > upto {
                break;
            }
            let is_next = self.next.as_ref().is_some_and(|kept| {
                kept.header == (record.kind, record.source) && kept.bytes == record.bytes
            });
            if is_next {
                self.step();
            }
        }
        Ok(())
    }

    /// Returns when the next of it is due.
    pub(super) fn due(&self) -> Option<Instant> {
        let (began, kept) = (self.began?, self.next.as_ref()?);
        if self.is_own_time() {
            return Some(kept.at.max(began));
        }
        Some(began.after(kept.at.since(self.first)))
    }

    /// Takes the next of it, if that is due by now.
    pub(super) fn next(&mut self, now: Instant) -> Option<(Instant, Happening)> {
        let due = self.due().filter(|due| *due <= now)?;
        let Kept { header, bytes, .. } = self.next.take()?;
        self.step();
        Some((due, Happening::Recorded { header, bytes }))
    }

    /// Finds the next record that a device or a feed made.
    fn step(&mut self) {
        self.next = None;
        while let Some(record) = self.reader.read() {
            match record {
                Ok(record) if is_of_the_world(&record) => {
                    let header = (record.kind, record.source);
                    self.next = Some(Kept { at: record.at, header, bytes: record.bytes.to_vec() });
                    return;
                }
                Ok(_) => {}
                // Told once when the drill was opened; what stands behind it comes all the same.
                Err(hole @ Error::Hole { .. }) => tracing::warn!("{hole}"),
                Err(error) => {
                    tracing::error!("the recording ends here: {error}");
                    return;
                }
            }
        }
    }
}

/// Returns when a night begins: at the first thing that was said, once the desk knew what time it was.
fn first(mut night: Reader) -> Instant {
    while let Some(record) = night.read() {
        if let Ok(record) = record
            && is_of_the_world(&record)
            && record.at.is_stated()
        {
            return record.at;
        }
    }
    Instant::UNSTATED
}

/// Returns whether a record is what a device or a feed said, and nothing that people or the desk did.
fn is_of_the_world(record: &Record<'_>) -> bool {
    Input::is_of_the_world(record.kind) == Some(true)
}

/// Returns the recording that a path names: a data directory, its recording, or one segment.
pub fn recording_of(path: &Path) -> PathBuf {
    let inner = path.join("recording");
    if inner.is_dir() { inner } else { path.to_owned() }
}
