//! A recorded night through the same desk: did it come to the same facts and the same state?
//!
//! Decides: what is compared: every fact with the journal's entry of its number, hash for hash, and the whole state at
//! every input that a checkpoint was taken at.
//! Must not know: where the inputs come from.

use crate::drill::replay::Player;
use crate::engine::driver::Driver;
use crate::engine::input::{self, Input};
use crate::journal::draft::Draft;
use crate::journal::reader::Reader;
use crate::journal::{Head, chain};
use crate::operations::desk;
use crate::operations::fact::Fact;
use crate::recording::{Record, checkpoint};
use crate::registry::Registry;
use crate::units::{Digest, EntryNumber, InputNumber};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Where a replay and the night part.
#[derive(Debug, thiserror::Error)]
pub enum Difference {
    /// An input cannot be read.
    #[error("{0}")]
    Input(#[from] input::Error),
    /// A fact is not the journal's.
    #[error("entry {entry} is `{replayed}` in the replay, and another in the journal")]
    Entry {
        /// The entry.
        entry: EntryNumber,
        /// What the replay made of it.
        replayed: String,
    },
    /// The journal goes on where the recording ends.
    #[error("the recording ends with entry {reached}, the journal with entry {head}")]
    Short {
        /// The last entry that the recording leads to.
        reached: EntryNumber,
        /// The journal's last.
        head: EntryNumber,
    },
    /// The state at a checkpoint is another.
    #[error("the state at input {input} has the hash {replayed}, and had {recorded}")]
    State {
        /// The input.
        input: InputNumber,
        /// The replay's hash.
        replayed: Digest,
        /// The night's.
        recorded: Digest,
    },
    /// The journal cannot be read.
    #[error("{0}")]
    Journal(#[from] rusqlite::Error),
    /// The state cannot be hashed.
    #[error("the state cannot be encoded: {0}")]
    Encode(#[from] postcard::Error),
}

/// The desk that a recording is played through.
pub struct Replay {
    driver: Driver,
    journal: Option<Reader>,
    head: Head,
    facts: Vec<Fact>,
    wanted: BTreeSet<InputNumber>,
    expected: Option<(InputNumber, Digest)>,
    states: BTreeMap<InputNumber, Digest>,
    /// How many entries were compared with the journal.
    pub compared: u64,
    /// How many states were compared with a checkpoint's hash.
    pub states_compared: u64,
}

impl Replay {
    /// Makes a desk for a replay; with a journal, every fact is compared with it.
    pub fn new(registry: Arc<Registry>, journal: Option<Reader>, checkpoints: BTreeSet<InputNumber>) -> Self {
        Self {
            driver: Driver::before_rules(registry),
            journal,
            head: Head::default(),
            facts: Vec::new(),
            wanted: checkpoints,
            expected: None,
            states: BTreeMap::new(),
            compared: 0,
            states_compared: 0,
        }
    }

    /// Tells what the state was at an input: a checkpoint file's own word, as the last one of a night leaves no entry.
    pub const fn expect(&mut self, input: InputNumber, state: Digest) {
        self.expected = Some((input, state));
    }

    /// Returns the last entry that the replay made, and its hash: the hash of all its facts.
    pub const fn head(&self) -> Head {
        self.head
    }

    /// Checks, after the last input, that the recording led to `head`: the journal's, as it was before the replay began.
    ///
    /// A recording is on disk before the entries that follow from it; one that ends earlier was cut.
    pub fn reached(&self, head: EntryNumber) -> Result<(), Difference> {
        let reached = self.head.entry;
        if reached < head { Err(Difference::Short { reached, head }) } else { Ok(()) }
    }

    /// Returns the desk as it stands.
    pub const fn driver(&self) -> &Driver {
        &self.driver
    }

    fn compare(&mut self, draft: &Draft) -> Result<(), Difference> {
        self.head = chain::next(self.head, draft);
        let Some(journal) = &self.journal else { return Ok(()) };
        if journal.digest(self.head.entry)? != Some(self.head.digest) {
            let replayed = format!("{} {}", draft.kind, draft.body);
            return Err(Difference::Entry { entry: self.head.entry, replayed });
        }
        self.compared += 1;
        Ok(())
    }

    fn compare_state(&mut self, input: InputNumber, recorded: Digest) -> Result<(), Difference> {
        match self.states.get(&input) {
            Some(replayed) if *replayed != recorded => {
                Err(Difference::State { input, replayed: *replayed, recorded })
            }
            Some(_) => {
                self.states_compared += 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

impl Player for Replay {
    type Stop = Difference;

    fn play(&mut self, record: &Record<'_>) -> Result<(), Difference> {
        let input = Input::read(record.kind, record.source, record.bytes)?;
        let mut facts = std::mem::take(&mut self.facts);
        self.driver.take(record.number, record.at, &input, &mut facts);
        for fact in facts.drain(..) {
            self.compare(&Draft::of(&fact))?;
        }
        self.facts = facts;
        if let Input::Desk { fact: desk::Fact::Checkpointed { input, digest }, .. } = input {
            self.compare_state(input, digest)?;
        }
        let expected = self.expected.filter(|(input, _)| *input == record.number);
        if expected.is_some() || self.wanted.contains(&record.number) {
            let bytes = postcard::to_allocvec(&self.driver.state)?;
            self.states.insert(record.number, checkpoint::digest(&bytes));
        }
        match expected {
            Some((input, recorded)) => self.compare_state(input, recorded),
            None => Ok(()),
        }
    }
}

/// Finds the inputs that checkpoints were taken at: a first look at the recording.
#[derive(Debug, Default)]
pub struct Scout(pub BTreeSet<InputNumber>);

impl Player for Scout {
    type Stop = Difference;

    fn play(&mut self, record: &Record<'_>) -> Result<(), Difference> {
        if record.bytes.is_empty() || Input::is_frame(record.kind) {
            return Ok(());
        }
        let input = Input::read(record.kind, record.source, record.bytes)?;
        if let Input::Desk { fact: desk::Fact::Checkpointed { input, .. }, .. } = input {
            self.0.insert(input);
        }
        Ok(())
    }
}
