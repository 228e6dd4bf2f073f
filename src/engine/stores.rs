//! The threads that own the three stores: recording, journal, checkpoints; and the one that reads pages.
//!
//! Decides: the order in which things reach the disk, and who is told.
//! Must not know: what a fact means.
//!
//! Invariants:
//! - texts, then the recording to input N, then the journal's facts of inputs up to N, then answers, effects and the
//!   sources' acknowledgements (design section 7);
//! - what could not be written stays in memory, in order, and is tried again before anything newer.

use crate::engine::batch::{Answer, Batch};
use crate::engine::effects::Effects;
use crate::engine::reload::{Asked, Read};
use crate::ipc::protocol::{EntryPage, EntryQuery};
use crate::journal::draft::{Draft, PrivateRow};
use crate::journal::writer::{CommitError, Journal};
use crate::operations::delivery;
use crate::operations::outcome::Outcome;
use crate::operations::snapshot::JournalStatus;
use crate::operations::state::{State, Verdict};
use crate::recording::writer::Writer;
use crate::units::{DeliveryId, Digest, EntryNumber, InputNumber};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender};
use std::thread::Thread;
use std::time::Duration;
use tokio::sync::{oneshot, watch};

/// Batches that are written together at most.
const GROUP_MAX: usize = 64;
/// How long the stores wait before they try again what could not be written.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// What the stores tell the desk thread.
#[derive(Debug)]
pub enum Note {
    /// What the journal says now.
    Journal(JournalStatus),
    /// A checkpoint is on disk.
    Checkpointed {
        /// The last input in it.
        input: InputNumber,
        /// SHA-256 of it.
        digest: Digest,
    },
    /// A checkpoint could not be written; the next one is tried in its time.
    CheckpointFailed,
    /// A machine says what came of a delivery.
    Delivery {
        /// The delivery.
        delivery: DeliveryId,
        /// What came of it.
        outcome: delivery::Outcome,
    },
    /// The rules were read anew.
    Rules {
        /// For whom.
        asked: Asked,
        /// What the file says.
        read: Read,
    },
    /// The program is to stop in order.
    Stop,
}

/// A page of the journal that a screen wants.
#[derive(Debug)]
pub struct PageRequest {
    /// Which.
    pub query: EntryQuery,
    /// Where it goes.
    pub reply: oneshot::Sender<EntryPage>,
}

/// A state on its way to disk.
#[derive(Debug)]
pub struct CheckpointRequest {
    /// The state.
    pub state: Box<State>,
    /// The journal's head with exactly its facts.
    pub entry: EntryNumber,
    /// The digest of that entry.
    pub chain: Digest,
}

/// The thread that owns recording and journal.
pub struct Stores {
    /// The recording.
    pub recording: Writer,
    /// The journal.
    pub journal: Journal,
    /// From the desk.
    pub batches: Receiver<Box<Batch>>,
    /// Emptied batches, back to the desk.
    pub spare: SyncSender<Box<Batch>>,
    /// To the desk.
    pub notes: Sender<Note>,
    /// The desk thread, unparked after every note.
    pub desk: Thread,
    /// How far each feed is on disk: its transport acknowledges that.
    pub durable: Vec<watch::Sender<u64>>,
    /// To the thread that writes checkpoints.
    pub checkpoints: SyncSender<CheckpointRequest>,
    /// Facts that could not be written yet.
    pub unwritten: Vec<Draft>,
    /// Texts that could not be written yet.
    pub unwritten_texts: Vec<PrivateRow>,
    /// What leaves the desk when its intent is on disk.
    pub effects: Effects,
    /// What the desk was told of the journal last.
    pub told: JournalStatus,
}

impl Stores {
    /// Runs until the desk hands over nothing more.
    pub fn run(mut self) {
        let mut group = Vec::with_capacity(GROUP_MAX);
        loop {
            match self.batches.recv_timeout(RETRY_AFTER) {
                Ok(batch) => group.push(batch),
                Err(RecvTimeoutError::Timeout) if self.unwritten.is_empty() => continue,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            while group.len() < GROUP_MAX && group.last().is_some_and(|last| last.checkpoint.is_none()) {
                let Ok(batch) = self.batches.try_recv() else { break };
                group.push(batch);
            }
            self.write(&mut group);
        }
    }

    /// Writes a group of batches and tells whom it concerns.
    #[expect(clippy::vec_box, reason = "a batch travels in the box that the desk gets back")]
    fn write(&mut self, group: &mut Vec<Box<Batch>>) {
        let recorded = self.record(group);
        if let Err(error) = &recorded {
            tracing::error!("the recording cannot be written: {error}");
        }
        for batch in group.iter() {
            self.unwritten.extend(Draft::all(&batch.facts));
        }
        let had_facts = !self.unwritten.is_empty();
        let written = self.commit();
        let saved = self.journal.head().entry;
        let status = match &written {
            Ok(()) => {
                self.unwritten.clear();
                JournalStatus::Saved(saved)
            }
            Err(error) => {
                tracing::error!("the journal cannot be written: {error}");
                JournalStatus::Failed { saved, error: crate::text::bounded(&error.to_string()) }
            }
        };
        for mut batch in group.drain(..) {
            for answer in batch.answers.drain(..) {
                self.answer(answer);
            }
            if written.is_ok() && recorded.is_ok() {
                for (durable, cursor) in self.durable.iter().zip(&batch.cursors) {
                    durable.send_if_modified(|known| std::mem::replace(known, *cursor) != *cursor);
                }
            }
            for effect in batch.effects.drain(..) {
                match &written {
                    Ok(()) => self.effects.run(effect),
                    Err(_) => self.effects.run_unrecorded(effect),
                }
            }
            self.hand_on_checkpoint(&mut batch);
            batch.clear();
            drop(self.spare.try_send(batch));
        }
        if had_facts || status != self.told {
            self.told = status.clone();
            self.tell(Note::Journal(status));
        }
    }

    /// Commits what is not written yet.
    ///
    /// An act whose id stands in the journal already was sent again after the desk had forgotten it: its entry goes in
    /// without the id, so that one act can never keep all later entries out.
    fn commit(&mut self) -> Result<(), CommitError> {
        loop {
            match self.journal.commit(&self.unwritten, &self.unwritten_texts) {
                Ok(_) => {
                    self.unwritten_texts.clear();
                    return Ok(());
                }
                Err(CommitError::Repeated(action)) => {
                    let Some(draft) = self.unwritten.iter_mut().find(|draft| draft.action == Some(action))
                    else {
                        return Err(CommitError::Repeated(action));
                    };
                    tracing::error!(
                        "action {action} stands in the journal already: its repeat goes in without it"
                    );
                    draft.action = None;
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn record(&mut self, group: &mut [Box<Batch>]) -> Result<(), crate::recording::Error> {
        for batch in group.iter_mut() {
            self.unwritten_texts.append(&mut batch.private);
        }
        if !self.unwritten_texts.is_empty() {
            match self.journal.commit(&[], &self.unwritten_texts) {
                Ok(_) => self.unwritten_texts.clear(),
                // They stay in memory and go in with the first entries that can be written.
                Err(error) => tracing::error!("a typed text cannot be written yet: {error}"),
            }
        }
        let mut records = Vec::new();
        for batch in group {
            records.clear();
            records.extend(batch.records());
            self.recording.append(&records)?;
        }
        self.recording.sync().map(|_| ())
    }

    fn answer(&self, answer: Answer) {
        let stands = self.journal.action(answer.action).ok().flatten();
        let remark = match answer.verdict {
            Some(Verdict::Decided { remark, .. }) => remark,
            Some(Verdict::Refused(_)) | None => None,
        };
        let outcome = match (stands, answer.verdict) {
            (Some((entry, digest)), _) => Outcome::Recorded { entry, digest, remark },
            (None, Some(Verdict::Decided { entry, .. })) => Outcome::Unrecorded { entry, remark },
            (None, Some(Verdict::Refused(refusal))) => Outcome::Refused(refusal),
            (None, None) => Outcome::Unknown,
        };
        // Whoever asked may be gone; the act stands all the same.
        let _ = answer.reply.send(outcome);
    }

    /// Passes a state on to be written, with the head that its facts made.
    fn hand_on_checkpoint(&mut self, batch: &mut Batch) {
        let Some(state) = batch.checkpoint.take() else { return };
        let head = self.journal.head();
        if head.entry != state.entry {
            return self.tell(Note::CheckpointFailed);
        }
        let request = CheckpointRequest { state, entry: head.entry, chain: head.digest };
        if self.checkpoints.try_send(request).is_err() {
            self.tell(Note::CheckpointFailed);
        }
    }

    fn tell(&self, note: Note) {
        // The desk may have ended; then nobody needs to be told.
        drop(self.notes.send(note));
        self.desk.unpark();
    }
}
