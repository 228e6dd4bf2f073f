//! The threads that own the three stores: recording, journal, checkpoints; and the one that reads pages.
//!
//! Decides: the order in which things reach the disk, and who is told.
//! Must not know: what a fact means.
//!
//! Invariants:
//! - texts, then the recording to input N, then the journal's facts of inputs up to N, then answers, effects and the
//!   sources' acknowledgements (design section 7);
//! - what could not be written stays in memory, in order, and is tried again each second ([`entries`], [`retry`]);
//! - on a full disk the recording gives way first ([`recorder`]), then the ballast ([`space`]).

pub mod entries;
pub mod recorder;
pub mod retry;
pub mod space;

mod evidence;

pub use evidence::Evidence;

use crate::engine::batch::{Answer, Batch};
use crate::engine::pages::Reads;
use crate::engine::purpose::Sinks;
use crate::engine::reload::{Asked, Read};
use crate::engine::stores::entries::Entries;
use crate::engine::stores::recorder::Recorder;
use crate::engine::stores::retry::{RETRY_AFTER, Refused, Retry};
use crate::engine::stores::space::Space;
use crate::ipc::protocol::{EntryPage, EntryQuery};
use crate::journal::draft::Draft;
use crate::operations::delivery;
use crate::operations::drill::view::LiveDesk;
use crate::operations::outcome::Outcome;
use crate::operations::snapshot::{JournalStatus, Signed};
use crate::operations::state::{State, Verdict};
use crate::operations::storage::{HeadFault, Storage, Trouble};
use crate::text::Text;
use crate::units::{DeliveryId, Digest, EntryNumber, InputNumber};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender};
use std::thread::Thread;
use std::time::{Duration, Instant};
use tokio::sync::{oneshot, watch};

/// Batches that are written together at most.
const GROUP_MAX: usize = 64;
/// How often the disk is asked for its room.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// The kind of an order to destroy texts.
const PURGE_KIND: &str = "desk.purged";

/// What the stores tell the desk thread.
#[derive(Debug)]
pub enum Note {
    /// What the journal says now.
    Journal(JournalStatus),
    /// How the stores stand now.
    Storage(Storage),
    /// Inputs are missing from the recording: a checkpoint spares the next start that.
    CheckpointWanted,
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
    /// Why the sound command did not sound when it rang last; none: it did.
    Sound(Option<Text<96>>),
    /// The newest signed head, and why a head is not signed or not in the second place.
    Signed {
        /// The head.
        signed: Option<Signed>,
        /// What is wrong.
        fault: Option<HeadFault>,
    },
    /// Texts that were ordered gone are gone.
    Purged {
        /// The entry that ordered it.
        order: EntryNumber,
        /// How many there were.
        texts: u32,
    },
    /// How the live desk beside a drill stands.
    LiveDesk(LiveDesk),
    /// The program is to stop in order.
    Stop,
}

/// What a screen wants of the journal.
#[derive(Debug)]
pub enum PageRequest {
    /// A page.
    Page {
        /// Which.
        query: EntryQuery,
        /// What who asks may read.
        reads: Reads,
        /// Where it goes.
        reply: oneshot::Sender<EntryPage>,
    },
    /// The words of entries.
    Texts {
        /// Which. Limits: [`crate::limits::TEXTS_ASKED_MAX`].
        entries: Vec<EntryNumber>,
        /// What who asks may read.
        reads: Reads,
        /// Where they go.
        reply: oneshot::Sender<Vec<(EntryNumber, Option<String>)>>,
    },
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
pub struct Stores<S> {
    /// The recording.
    pub recorder: Recorder,
    /// The journal, and what is not in it yet.
    pub entries: Entries,
    /// When what it refused is tried again.
    pub retry: Retry,
    /// The room that they have.
    pub space: Space,
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
    /// What leaves the desk when its intent is on disk.
    pub sinks: S,
    /// What the desk was told last.
    pub told: Told,
    /// Texts that are to go, heads that were signed.
    pub evidence: Evidence,
}

/// What the desk was told last.
#[derive(Debug, Default)]
pub struct Told {
    /// Of the journal.
    pub journal: JournalStatus,
    /// Of the room.
    pub storage: Storage,
}

impl<S: Sinks> Stores<S> {
    /// Runs until the desk hands over nothing more.
    pub fn run(mut self) {
        let mut group = Vec::with_capacity(GROUP_MAX);
        let mut looked = Instant::now();
        self.tell_signing();
        loop {
            self.purge_some();
            let wait = if self.evidence.is_waiting() { Duration::ZERO } else { RETRY_AFTER };
            match self.batches.recv_timeout(wait) {
                Ok(batch) => group.push(batch),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            while group.len() < GROUP_MAX && group.last().is_some_and(|last| last.checkpoint.is_none()) {
                let Ok(batch) = self.batches.try_recv() else { break };
                group.push(batch);
            }
            if !group.is_empty() || self.entries.is_behind() {
                self.write(&mut group);
            }
            if looked.elapsed() >= LOOK_EVERY {
                self.look();
                looked = Instant::now();
            }
        }
        self.entries.tell_end();
    }

    /// Writes a group of batches and tells whom it concerns.
    #[expect(clippy::vec_box, reason = "a batch travels in the box that the desk gets back")]
    fn write(&mut self, group: &mut Vec<Box<Batch>>) {
        // Asked before anything is written: a journal that is opened anew takes from what waits what is there already.
        let orders_waited = self.entries.holds_kind(PURGE_KIND);
        // A state on its way to disk needs the head of its entries, and the desk's last batch has one.
        let is_due = group.iter().any(|batch| batch.checkpoint.is_some());
        let refused = self.retry.stands(Instant::now()).filter(|_| !is_due);
        let recorded = self.record(group, refused.is_some());
        if let Err(error) = &recorded {
            tracing::error!("the recording cannot be written: {error}");
        }
        for batch in group.iter() {
            self.entries.add(Draft::all(&batch.facts));
        }
        let had_facts = self.entries.waiting() > 0;
        let had_orders = orders_waited || self.entries.holds_kind(PURGE_KIND);
        let written = refused.map_or_else(|| self.commit(), Err);
        if had_orders && written.is_ok() {
            self.take_orders();
        }
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
                    Ok(()) => self.sinks.run(effect),
                    Err(_) => self.sinks.run_unrecorded(effect),
                }
            }
            self.hand_on_checkpoint(&mut batch);
            batch.clear();
            drop(self.spare.try_send(batch));
        }
        self.tell_signing();
        let status = self.status(written);
        if had_facts || status != self.told.journal {
            self.told.journal = status.clone();
            self.tell(Note::Journal(status));
        }
        self.tell_storage();
    }

    /// Commits what is not written yet; a full disk is given the ballast, and tried again.
    fn commit(&mut self) -> Result<(), Refused> {
        let mut written = self.entries.write();
        if written.as_ref().is_err_and(|error| error.trouble() == Trouble::Full) && self.space.give() {
            written = self.entries.write();
        }
        self.retry.note(written, Instant::now())
    }

    fn status(&self, written: Result<(), Refused>) -> JournalStatus {
        let saved = self.entries.head().entry;
        match written {
            Ok(()) => JournalStatus::Saved(saved),
            Err(Refused { trouble, error }) => {
                JournalStatus::Failed { saved, waiting: self.entries.waiting(), trouble, error }
            }
        }
    }

    fn record(&mut self, group: &mut [Box<Batch>], rests: bool) -> Result<(), crate::recording::Error> {
        for batch in group.iter_mut() {
            self.entries.add_texts(&mut batch.private);
        }
        // They stay in memory and go in with the first entries that can be written.
        if !rests && let Err(error) = self.entries.write_texts() {
            tracing::error!("a typed text cannot be written yet: {error}");
        }
        let recorded = self.recorder.take(group);
        if self.recorder.take_wish() {
            self.tell(Note::CheckpointWanted);
        }
        recorded
    }

    /// Looks at the room that is left, lets give way what is to, and attends to the second place.
    fn look(&mut self) {
        self.space.look();
        self.recorder.learn(self.space.room());
        if self.recorder.take_wish() {
            self.tell(Note::CheckpointWanted);
        }
        self.tell_storage();
        self.entries.attend_heads();
        self.tell_signing();
    }

    fn tell_storage(&mut self) {
        let storage = Storage {
            room: self.space.room(),
            free_mib: self.space.free_mib(),
            recording: self.recorder.recording(),
            ballast: self.space.ballast(),
        };
        // Every write takes some room: only what a person would do something about is news.
        let is_news = Storage { free_mib: self.told.storage.free_mib, ..storage } != self.told.storage
            || storage.free_mib.abs_diff(self.told.storage.free_mib) > self.told.storage.free_mib / 16;
        if is_news {
            self.told.storage = storage;
            self.tell(Note::Storage(storage));
        }
    }

    fn answer(&self, answer: Answer) {
        let stands = self.entries.action(answer.action);
        let remark = match answer.verdict {
            Some(Verdict::Decided { remark, .. }) => remark,
            Some(Verdict::Refused(_)) | None => None,
        };
        let outcome = match (stands, answer.verdict) {
            (Some((entry, digest)), _) => Outcome::Recorded { entry, digest, remark },
            // Money that the journal does not have was not moved: the same id is asked about until it has.
            (None, Some(Verdict::Decided { .. })) if self.entries.holds_money(answer.action) => {
                Outcome::Unknown
            }
            // What neither waits nor can be looked up may stand all the same.
            (None, Some(Verdict::Decided { .. })) if self.entries.may_hold(answer.action) => Outcome::Unknown,
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
        let head = self.entries.head();
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
