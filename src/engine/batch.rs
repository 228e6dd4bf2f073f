//! What the desk thread hands to the stores: a run of inputs, their facts, and who waits for them.
//!
//! Decides: how inputs lie in memory on their way to the disk. Must not know: how they are written.
//!
//! A batch is used again: the stores send it back emptied, so that a flood allocates nothing.

use crate::engine::effects::Effect;
use crate::engine::input::Input;
use crate::journal::draft::PrivateRow;
use crate::limits::FEEDS_MAX;
use crate::operations::fact::Fact;
use crate::operations::outcome::Outcome;
use crate::operations::state::{State, Verdict};
use crate::recording::Record;
use crate::units::{ActionId, InputNumber, Instant};
use arrayvec::ArrayVec;
use tokio::sync::oneshot;

/// A run of inputs and what they did.
#[derive(Debug, Default)]
pub struct Batch {
    bytes: Vec<u8>,
    rows: Vec<Row>,
    /// The facts, in order.
    pub facts: Vec<Fact>,
    /// Texts of the commands in it; on disk before the recording names their tokens.
    pub private: Vec<PrivateRow>,
    /// What leaves the desk when the facts are on disk.
    pub effects: Vec<Effect>,
    /// Who waits for an answer.
    pub answers: Vec<Answer>,
    /// How far each feed is read when the batch is on disk.
    pub cursors: ArrayVec<u64, FEEDS_MAX>,
    /// The whole state after the last input, when a checkpoint is due.
    pub checkpoint: Option<Box<State>>,
}

/// Someone who waits for the outcome of an act.
#[derive(Debug)]
pub struct Answer {
    /// Where it goes.
    pub reply: oneshot::Sender<Outcome>,
    /// The act.
    pub action: ActionId,
    /// What was decided; none when the desk does not know it by heart and the journal must be asked.
    pub verdict: Option<Verdict>,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    number: InputNumber,
    at: Instant,
    kind: u8,
    source: u16,
    end: usize,
}

impl Batch {
    /// Appends an input.
    pub fn push(&mut self, number: InputNumber, at: Instant, input: &Input<'_>) {
        let (kind, source) = input.header();
        input.write(&mut self.bytes);
        self.rows.push(Row { number, at, kind, source, end: self.bytes.len() });
    }

    /// Returns the inputs as the recording takes them.
    pub fn records(&self) -> impl Iterator<Item = Record<'_>> {
        let starts = std::iter::once(0).chain(self.rows.iter().map(|row| row.end));
        starts.zip(&self.rows).map(|(start, row)| Record {
            number: row.number,
            at: row.at,
            kind: row.kind,
            source: row.source,
            bytes: &self.bytes[start..row.end],
        })
    }

    /// Returns how many inputs it holds.
    pub fn inputs(&self) -> usize {
        self.rows.len()
    }

    /// Returns how many bytes of inputs it holds.
    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Returns whether there is nothing to do for it.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.answers.is_empty() && self.checkpoint.is_none()
    }

    /// Empties it, keeping its room.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.rows.clear();
        self.facts.clear();
        self.private.clear();
        self.effects.clear();
        self.answers.clear();
        self.cursors.clear();
        self.checkpoint = None;
    }
}
