//! The desk thread: it owns all state and applies numbered, stamped inputs in order.
//!
//! Decides: what is drained first, how much at once, when a timer is due, when a snapshot is made.
//! Must not know: sockets, files, what an input means.
//!
//! Invariants:
//! - commands come before frames, feeds take turns: no feed and no screen can starve another;
//! - nothing here waits for a disk, a screen or a feed: a store that is behind gets a larger batch later.

mod begin;
mod drill;
mod ended;
mod rules;
mod session;
mod storage;
pub(in crate::engine) mod why;

use crate::engine::batch::{Answer, Batch};
use crate::engine::clock::Clock;
use crate::engine::driver::Driver;
use crate::engine::input::Input;
use crate::engine::purpose::Source;
use crate::engine::reload::Asked;
use crate::engine::{effects, figures, pages, private, stores};
use crate::feed::decode::{Context, Decoded, native};
use crate::feed::inlet::{Arrival, Outlet};
use crate::ipc::server::{Change, Request, Wish};
use crate::limits::BATCH_MAX;
use crate::operations::actor::Actor;
use crate::operations::command::{Body, Command, Draft};
use crate::operations::drill::view::LiveDesk;
use crate::operations::outcome::{Outcome, Refusal};
use crate::operations::publish::{Frame, Publisher};
use crate::operations::snapshot::{JournalStatus, Mode, Signed, Snapshot};
use crate::operations::state::Verdict;
use crate::operations::storage::{HeadFault, Storage};
use crate::operations::{desk, dossier, listing};
use crate::text::Text;
use crate::units::{FeedId, InputNumber, Instant};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError};
use std::time::Duration;
use tokio::sync::mpsc;

/// A batch that the stores cannot take yet grows up to this; then the feeds wait in their rings.
const BATCH_BYTES_MAX: usize = 64 * 1_024 * 1_024;
/// A checkpoint is due after this many inputs, or after [`CHECKPOINT_EVERY`].
///
/// Source: design section 7.
const CHECKPOINT_INPUTS: u64 = 200_000;
/// See [`CHECKPOINT_INPUTS`].
const CHECKPOINT_EVERY: Duration = Duration::from_secs(60);
/// The longest the desk sleeps: then it looks at the wall clock.
const REST_MAX: Duration = Duration::from_secs(1);

/// How long the journal's progress waits for other news before it makes a snapshot of its own.
///
/// A frame an alarm, not two: at fifty alarms a second the second one would use up what frames a terminal is given.
const PROGRESS_WAITS: Duration = Duration::from_millis(50);

/// What the desk thread is joined to.
#[derive(Debug)]
pub struct Joints {
    /// From each feed.
    pub outlets: Vec<(FeedId, Outlet)>,
    /// From the screens.
    pub requests: mpsc::Receiver<Request>,
    /// From the stores.
    pub notes: Receiver<stores::Note>,
    /// Whether a screen waits for a snapshot.
    pub wish: Arc<Wish>,
    /// To the threads that write, read and encode.
    pub stores: StoreEnds,
}

/// The desk's ends of the channels to the threads that write, read and encode.
#[derive(Debug)]
pub struct StoreEnds {
    /// To the stores.
    pub batches: SyncSender<Box<Batch>>,
    /// Emptied batches, from the stores.
    pub spare: Receiver<Box<Batch>>,
    /// Pages of the journal that screens ask for.
    pub pages: SyncSender<stores::PageRequest>,
    /// The alarm figures that screens ask for.
    pub figures: SyncSender<figures::Ask>,
    /// To the encoder.
    pub snapshots: SyncSender<Box<Snapshot>>,
    /// Snapshots to fill again, from the encoder.
    pub blank: Receiver<Box<Snapshot>>,
    /// To the thread that reads the rules.
    pub rules: SyncSender<Asked>,
}

/// The desk thread's state.
#[derive(Debug)]
pub struct Live<S> {
    driver: Driver,
    clock: Clock,
    frame: Frame,
    joints: Joints,
    source: S,
    batch: Box<Batch>,
    publisher: Publisher,
    journal: JournalStatus,
    signed: (Option<Signed>, Option<HeadFault>),
    mute: Option<Text<96>>,
    /// The live desk beside a drill.
    beside: Option<LiveDesk>,
    next: InputNumber,
    turn_of: usize,
    change: Change,
    /// Since when nothing but the journal's progress is new.
    progressed: Option<std::time::Instant>,
    blank: Option<Box<Snapshot>>,
    checkpointed_at: InputNumber,
    checkpointed: std::time::Instant,
    checkpoint_runs: bool,
    /// Whether one is due whatever came in: the recording has a hole.
    checkpoint_wanted: bool,
    storage: Storage,
    /// Who ends the desk.
    stopping: Option<Actor>,
    /// Whether the desk ends when its last screen is left: a sample that bare `dutydesk` started.
    pub ends_with_last_screen: bool,
}

impl<S: Source> Live<S> {
    /// Makes the desk thread's state; `next` is the number of the next input.
    pub fn new(
        driver: Driver,
        clock: Clock,
        frame: Frame,
        (joints, source): (Joints, S),
        next: InputNumber,
    ) -> Self {
        let saved = driver.state.entry;
        Self {
            driver,
            clock,
            frame,
            joints,
            source,
            beside: None,
            batch: Box::default(),
            publisher: Publisher::default(),
            journal: JournalStatus::Saved(saved),
            signed: (None, None),
            mute: None,
            next,
            turn_of: 0,
            change: Change::Some,
            progressed: None,
            blank: None,
            checkpointed_at: next,
            checkpointed: std::time::Instant::now(),
            checkpoint_runs: false,
            checkpoint_wanted: false,
            storage: Storage::default(),
            stopping: None,
            ends_with_last_screen: false,
        }
    }

    /// Takes an input that the start itself brings: that the desk runs, which registry is in force.
    pub fn note(&mut self, fact: desk::Fact) {
        let at = self.clock.now();
        self.take(at, &Input::Desk { actor: Actor::Desk, fact });
    }

    /// Runs until a stop is asked for; every input is on its way to the stores when it returns.
    ///
    /// Returns what went on beside it.
    pub fn run(mut self) -> S {
        let by = loop {
            if let Some(by) = self.stopping {
                break by;
            }
            if !self.work() {
                self.rest();
            }
        };
        self.note_by(by, desk::Fact::Stopped);
        self.batch.checkpoint = Some(Box::new(self.driver.state.clone()));
        // The desk ends here: the last batch may wait for the disk.
        self.fill_cursors();
        let last = std::mem::take(&mut self.batch);
        if self.joints.stores.batches.send(last).is_err() {
            tracing::error!("the stores ended before the desk: the last inputs are not on disk");
        }
        self.source
    }

    /// Does one round; returns whether there was anything to do.
    fn work(&mut self) -> bool {
        let mut taken = self.drain_notes() + self.drain_requests();
        taken += self.drain_feeds();
        taken += self.drain_source();
        if taken == 0 {
            taken += self.tick();
        }
        self.hand_over();
        self.publish();
        taken > 0
    }

    fn drain_notes(&mut self) -> usize {
        let mut taken = 0;
        while let Ok(note) = self.joints.notes.try_recv() {
            taken += 1;
            match note {
                stores::Note::Journal(status) => {
                    self.note_journal(status);
                    continue;
                }
                stores::Note::Checkpointed { input, digest } => {
                    self.checkpoint_runs = false;
                    self.note(desk::Fact::Checkpointed { input, digest });
                }
                stores::Note::CheckpointFailed => self.checkpoint_runs = false,
                stores::Note::CheckpointWanted => self.checkpoint_wanted = true,
                stores::Note::Storage(storage) => self.note_storage(storage),
                stores::Note::Delivery { delivery, outcome } => {
                    let at = self.clock.now();
                    self.take(at, &Input::Delivery { delivery, outcome });
                }
                stores::Note::Rules { asked, read } => self.take_rules(asked, read),
                stores::Note::Sound(fault) => self.mute = fault,
                stores::Note::Signed { signed, fault } => self.signed = (signed, fault),
                stores::Note::Purged { order, texts } => self.note(desk::Fact::PurgeEnded { order, texts }),
                stores::Note::LiveDesk(live) => self.note_live_desk(live),
                stores::Note::Stop => self.stopping = Some(Actor::Desk),
            }
            self.change = Change::Some;
        }
        taken
    }

    fn drain_requests(&mut self) -> usize {
        let mut taken = 0;
        while taken < BATCH_MAX {
            let Ok(request) = self.joints.requests.try_recv() else { break };
            taken += 1;
            self.answer(request);
        }
        taken
    }

    fn answer(&mut self, request: Request) {
        match request {
            Request::Act { actor, footing, signed_by, action, seen, draft, reply } => {
                if let Draft::Desk(asked @ (desk::Command::ReadRules | desk::Command::Stop)) = *draft {
                    let command = Command { action, actor, signed_by, seen, body: Body::Desk(asked) };
                    return self.ask_of_engine(command, footing, reply);
                }
                if let Some(trouble) = self.withheld(action, &draft) {
                    // No input: what it would have done was never begun.
                    let _ = reply.send(Outcome::Refused(Refusal::Storage(trouble)));
                    return;
                }
                match private::tokenise(*draft) {
                    Ok((body, texts)) => {
                        let at = self.clock.now();
                        let command = Command { action, actor, signed_by, seen, body };
                        let verdict = self.take(at, &Input::Command(Box::new(command)));
                        // The text of an act that was refused, or that stands already, belongs to no entry: it is not kept.
                        if verdict.is_some_and(|verdict| verdict.is_new()) {
                            self.batch.private.extend(texts);
                        }
                        self.answer_act(Answer { reply, action, verdict });
                    }
                    Err(private::Error::Blank) => drop(reply.send(Outcome::Refused(Refusal::BlankText))),
                    Err(error @ private::Error::Random(_)) => {
                        tracing::error!("{error}");
                        let _ = reply.send(Outcome::Unknown);
                    }
                }
            }
            Request::Ask { action, reply } => {
                let verdict = self.driver.state.verdict(action);
                self.answer_act(Answer { reply, action, verdict });
            }
            Request::Look { look, reply } => {
                drop(reply.send(dossier::gather(&self.driver.state, look).map(Box::new)));
            }
            Request::Window { look, actor, reply } => {
                let mut window = listing::gather_for(&self.driver.state, look, &actor);
                self.source.tell(&mut window);
                drop(reply.send(Box::new(window)));
            }
            Request::Entries { query, actor, footing, reply } => {
                let reads = pages::reads_of(&self.driver.state, &actor, footing);
                pages::ask(&self.joints.stores.pages, stores::PageRequest::Page { query, reads, reply });
            }
            Request::Texts { entries, actor, footing, reply } => {
                let reads = pages::reads_of(&self.driver.state, &actor, footing);
                pages::ask(&self.joints.stores.pages, stores::PageRequest::Texts { entries, reads, reply });
            }
            Request::Figures { query, reply } => {
                let reference = self.driver.state.reference();
                let (settings, officers) = (reference.kpi, reference.duty.officers());
                let ask = figures::Ask { query, settings, officers, reply };
                if self.joints.stores.figures.try_send(ask).is_err() {
                    tracing::warn!("figures were asked for while too many wait");
                }
            }
            Request::Why { query, reply } => drop(reply.send(why::why(&self.driver.state, &query))),
            Request::SignedOn { actor } => self.note_by(actor, desk::Fact::SignedOn),
            Request::SignedOff { actor } => self.note_by(actor, desk::Fact::SignedOff),
            Request::PassphraseWrong { actor, officer, user } => self.note_wrong(actor, &officer, user),
            Request::Leave { others } if self.ends_with_last_screen && others == 0 => {
                self.stopping = Some(Actor::Desk);
            }
            Request::Leave { .. } => {}
        }
    }

    fn answer_act(&mut self, answer: Answer) {
        if let Some(Verdict::Refused(refusal)) = answer.verdict {
            // Whoever asked may be gone.
            let _ = answer.reply.send(Outcome::Refused(refusal));
        } else {
            self.batch.answers.push(answer);
        }
    }

    /// Drains the feeds in turn, up to [`BATCH_MAX`] arrivals.
    fn drain_feeds(&mut self) -> usize {
        let feeds = self.joints.outlets.len();
        let (mut taken, mut dry) = (0, 0);
        while taken < BATCH_MAX && dry < feeds && self.batch.bytes() < BATCH_BYTES_MAX {
            let at = self.turn_of % feeds;
            self.turn_of = at + 1;
            let Some(arrival) = self.joints.outlets[at].1.pop() else {
                dry += 1;
                continue;
            };
            (taken, dry) = (taken + 1, 0);
            let feed = self.joints.outlets[at].0;
            self.arrive(feed, &arrival);
        }
        taken + self.note_ended_feeds()
    }

    fn arrive(&mut self, feed: FeedId, arrival: &Arrival) {
        match arrival {
            Arrival::Frame { bytes, read } => {
                if self.clock.needs_stamps() {
                    self.observe_stamp(feed, bytes);
                }
                let at = self.clock.at(*read);
                self.take(at, &Input::Frame { feed, bytes });
            }
            Arrival::Message { sequence, topic, bytes, read } => {
                let at = self.clock.at(*read);
                self.take(at, &Input::Message { feed, sequence: *sequence, topic, bytes });
            }
            Arrival::Health(health, read) => {
                let at = self.clock.at(*read);
                self.take(at, &Input::Health { feed, health: health.clone() });
            }
        }
    }

    fn observe_stamp(&mut self, feed: FeedId, bytes: &[u8]) {
        let context = Context { feed, received: self.driver.state.now, test_trusted: false };
        match native::decode(bytes, &context) {
            Ok(Decoded::Sensor(sensor)) => self.clock.observe(sensor.event.occurred),
            Ok(Decoded::Warning { message, .. }) => self.clock.observe(message.issued),
            Ok(Decoded::Control(_) | Decoded::Ignored { .. } | Decoded::Standing(_) | Decoded::Heartbeat)
            | Err(_) => {}
        }
    }

    /// Looks at the timers when nothing came.
    fn tick(&mut self) -> usize {
        let now = self.clock.now();
        if let Some(by) = self.clock.step() {
            self.note(desk::Fact::ClockStepped { by });
            return 1;
        }
        let is_due = self.driver.state.next_due().is_some_and(|due| due <= now);
        if is_due {
            self.take(now, &Input::Tick);
        }
        usize::from(is_due)
    }

    fn note_by(&mut self, actor: Actor, fact: desk::Fact) {
        let at = self.clock.now();
        self.take(at, &Input::Desk { actor, fact });
    }

    fn take(&mut self, at: Instant, input: &Input<'_>) -> Option<Verdict> {
        // Desk time never goes back, also for a frame that was read before the last tick was stamped.
        let at = at.max(self.driver.state.now);
        let number = self.next;
        self.next = number.next();
        self.change = Change::Some;
        self.batch.push(number, at, input);
        let batch = &mut *self.batch;
        let known = batch.facts.len();
        let verdict = self.driver.take(number, at, input, &mut batch.facts);
        let facts = &batch.facts[known..];
        effects::gather(&self.driver.state, self.frame.mode, facts, &mut batch.effects);
        self.source.hear(facts, &self.driver.state);
        if self.frame.mode == Mode::Drill {
            drill::obey(&mut self.clock, &mut self.frame, facts, &self.driver.state);
        }
        verdict
    }

    /// Hands the batch to the stores if they have room; else it grows.
    fn hand_over(&mut self) {
        self.checkpoint_if_due();
        if self.batch.is_empty() {
            return;
        }
        self.fill_cursors();
        let waiting = self.batch.facts.len() as u32;
        let batch = std::mem::take(&mut self.batch);
        match self.joints.stores.batches.try_send(batch) {
            Ok(()) => self.batch = self.joints.stores.spare.try_recv().unwrap_or_default(),
            Err(TrySendError::Full(batch)) => self.batch = batch,
            Err(TrySendError::Disconnected(batch)) => self.give_up(batch),
        }
        if waiting > 0
            && let JournalStatus::Saved(saved) | JournalStatus::Writing { saved, .. } = self.journal
        {
            let waiting = (self.driver.state.entry.0 - saved.0) as u32;
            self.journal = JournalStatus::Writing { saved, waiting };
        }
    }

    fn fill_cursors(&mut self) {
        self.batch.cursors.clear();
        let cursors = self.driver.state.feeds.all().map(|(_, feed)| feed.window.next().saturating_sub(1));
        self.batch.cursors.extend(cursors);
    }

    fn checkpoint_if_due(&mut self) {
        let inputs = self.next.0 - self.checkpointed_at.0;
        let is_due = self.checkpoint_wanted
            || inputs >= CHECKPOINT_INPUTS
            || (inputs > 1 && self.checkpointed.elapsed() >= CHECKPOINT_EVERY);
        if is_due && !self.checkpoint_runs && self.batch.checkpoint.is_none() {
            self.batch.checkpoint = Some(Box::new(self.driver.state.clone()));
            (self.checkpoint_runs, self.checkpoint_wanted) = (true, false);
            self.checkpointed_at = self.next;
            self.checkpointed = std::time::Instant::now();
        }
    }

    /// Makes a snapshot when a screen waits for one; never one a batch.
    fn publish(&mut self) {
        self.take_blank();
        if self.progressed.is_some_and(|since| since.elapsed() >= PROGRESS_WAITS) {
            (self.change, self.progressed) = (Change::Some, None);
        }
        // A wish is taken only when there is a blank to fulfil it with.
        if self.blank.is_none() || !self.joints.wish.take(self.change) {
            return;
        }
        let Some(mut snapshot) = self.blank.take() else { return };
        (self.change, self.progressed) = (Change::None, None);
        self.publisher.fill(&self.driver.state, self.frame, &mut snapshot);
        snapshot.status.now = self.clock.now();
        snapshot.status.journal = self.journal.clone();
        snapshot.status.storage = self.storage;
        (snapshot.status.signed, snapshot.status.unsigned) = self.signed;
        snapshot.status.mute = self.mute;
        snapshot.status.clock_offset = self.clock.offset();
        if let Some(drill) = &mut snapshot.status.drill {
            drill.live = self.beside;
        }
        drop(self.joints.stores.snapshots.try_send(snapshot));
    }

    fn rest(&mut self) {
        let due = [self.driver.state.next_due(), self.source.due()].into_iter().flatten().min();
        if self.source.is_over() {
            self.stopping.get_or_insert(Actor::Desk);
            return;
        }
        if due.is_some_and(|due| self.clock.leap(due)) {
            return;
        }
        let due = due.and_then(|due| self.clock.until(due));
        let progress = self.progressed.map(|since| PROGRESS_WAITS.saturating_sub(since.elapsed()));
        let wake = [due, progress].into_iter().flatten().fold(REST_MAX, Duration::min);
        std::thread::park_timeout(wake);
    }
}
