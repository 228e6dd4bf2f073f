//! A recording is watched: played at any pace, held, stepped, looked for a place in, until the team takes over.
//!
//! Decides: which input is played when, and what of the past is kept to go back to.
//! Must not know: sockets; what an input means.
//!
//! Nothing is written but the run's bookmarks: what is watched stands in its own recording and journal already. Screens look as at
//! any desk, the journal's pages among them; acts are refused until somebody takes over.
//!
//! Invariants:
//! - every input is played as it was recorded, with its own number and its own time: the state at an input is the night's;
//! - however far it looks, the thread answers screens in between.

mod bookmarks;
mod extent;
mod history;
mod picture;
mod places;

use crate::engine::clock::{Clock, Pace};
use crate::engine::drill::run::{self, Bookmark, Run};
use crate::engine::drill::watch::extent::{Extent, Look};
use crate::engine::drill::watch::history::History;
use crate::engine::driver::Driver;
use crate::engine::input::{self, Input};
use crate::engine::live::why;
use crate::ipc::server::{Change, Footing, Request, Wish};
use crate::journal::Head;
use crate::operations::command::{Body, Command, Draft};
use crate::operations::desk;
use crate::operations::drill::view::LiveDesk;
use crate::operations::drill::{self, Halt, Seek};
use crate::operations::outcome::{Outcome, Refusal};
use crate::operations::publish::Publisher;
use crate::operations::snapshot::Snapshot;
use crate::operations::state::State;
use crate::operations::{dossier, listing};
use crate::recording::reader::Reader;
use crate::registry::Registry;
use crate::units::{ActionId, Digest, InputNumber, Instant};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender};
use std::time::Duration;
use tokio::sync::mpsc;

/// Inputs that are played before screens are answered again.
const CHUNK: usize = 4_096;
/// Inputs between two states that are kept to go back to.
const KEEP_EVERY: u64 = 20_000;
/// States that are kept; of more, every other one is let go.
const KEPT_MAX: usize = 16;
/// The longest rest: a lost screen is noticed, a wish is fulfilled.
const REST_MAX: Duration = Duration::from_millis(200);
/// From this rate on inputs are played as fast as they go.
const AS_FAST_AS_IT_GOES: u32 = crate::limits::DRILL_PACE_MAX;
/// Answers that are remembered for an act that is sent twice.
const ANSWERS_MAX: usize = 64;

/// What a watched recording is joined to.
#[derive(Debug)]
pub struct Joints {
    /// From the screens.
    pub requests: mpsc::Receiver<Request>,
    /// Whether a screen waits for a snapshot.
    pub wish: Arc<Wish>,
    /// To the encoder.
    pub snapshots: SyncSender<Box<Snapshot>>,
    /// Snapshots to fill again.
    pub blank: Receiver<Box<Snapshot>>,
    /// How the live desk stands, and the end.
    pub notes: Receiver<crate::engine::stores::Note>,
}

/// How watching ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It was stopped.
    Stopped,
    /// The team decides from behind this input on.
    TakenOver(InputNumber),
}

/// Why a recording cannot be watched.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be read on.
    #[error("{0}")]
    Recording(#[from] crate::recording::Error),
    /// An input of it cannot be read.
    #[error("{0}")]
    Input(#[from] input::Error),
    /// Nothing is in it.
    #[error("{}: there is no recording here", .0.display())]
    Empty(PathBuf),
    /// Its beginning was let go.
    #[error("the recording begins with input {0}: its beginning is gone")]
    Beginning(InputNumber),
    /// The bookmarks of the run cannot be read.
    #[error("{0}")]
    Run(#[from] run::Error),
}

/// A state to go back to, and the entry that it had come to.
struct Kept {
    state: State,
    head: Head,
}

/// A record that waits for its time.
struct Waiting {
    number: InputNumber,
    at: Instant,
    header: (u8, u16),
    bytes: Vec<u8>,
}

/// A recording that is watched.
pub struct Watch {
    recording: PathBuf,
    registry: Arc<Registry>,
    driver: Driver,
    reader: Reader,
    waiting: Option<Waiting>,
    first: Instant,
    clock: Clock,
    milli: u32,
    held: Option<Halt>,
    target: Option<Seek>,
    kept: VecDeque<Kept>,
    history: History,
    run: Run,
    bookmarks: Vec<Bookmark>,
    extent: Extent,
    look: Option<Look>,
    answers: VecDeque<(ActionId, Outcome)>,
    live: Option<LiveDesk>,
    joints: Joints,
    publisher: Publisher,
    blank: Option<Box<Snapshot>>,
    change: Change,
    facts: Vec<crate::operations::fact::Fact>,
    ends_with_last_screen: bool,
    end: Option<End>,
}

impl Watch {
    /// Opens a recording; it stands at its first input, held, with the places that were marked in its run before.
    ///
    /// # Errors
    /// It cannot be read from its first input on, or the run not at all.
    pub fn open(
        run: &Run,
        recording: PathBuf,
        registry: Arc<Registry>,
        milli: u32,
        joints: Joints,
        ends_with_last_screen: bool,
    ) -> Result<Self, Error> {
        let driver = Driver::before_rules(Arc::clone(&registry));
        let reader = Reader::open(&recording, InputNumber(1))?;
        let extent = Extent::of(&recording)?;
        let mut watch = Self {
            clock: Clock::start(Pace::Scaled(0), Instant::UNSTATED),
            recording,
            registry,
            driver,
            reader,
            waiting: None,
            first: Instant::UNSTATED,
            milli,
            held: Some(Halt::Director),
            target: None,
            kept: VecDeque::new(),
            history: History::default(),
            run: run.clone(),
            bookmarks: run.bookmarks()?,
            extent,
            look: None,
            answers: VecDeque::new(),
            live: None,
            joints,
            publisher: Publisher::default(),
            blank: None,
            change: Change::Some,
            facts: Vec::new(),
            ends_with_last_screen,
            end: None,
        };
        watch.fetch()?;
        let first = watch.waiting.as_ref().map(|first| (first.number, first.at));
        let (number, at) = first.ok_or_else(|| Error::Empty(watch.recording.clone()))?;
        if number != InputNumber(1) {
            return Err(Error::Beginning(number));
        }
        watch.first = at;
        watch.stand_at(at);
        watch.play_one()?;
        Ok(watch)
    }

    /// Plays until it is stopped, or the team takes over.
    ///
    /// # Errors
    /// The recording cannot be read on.
    pub fn run(mut self) -> Result<End, Error> {
        loop {
            self.drain_notes();
            let mut is_busy = self.drain_requests()?;
            is_busy |= self.play()?;
            self.publish();
            if let Some(end) = self.end {
                return Ok(end);
            }
            if !is_busy {
                let due = self.waiting.as_ref().filter(|_| self.held.is_none()).map(|next| next.at);
                let wait = due.and_then(|due| self.clock.until(due)).unwrap_or(REST_MAX);
                std::thread::park_timeout(wait.min(REST_MAX));
            }
        }
    }

    fn drain_notes(&mut self) {
        use crate::engine::stores::Note;
        while let Ok(note) = self.joints.notes.try_recv() {
            match note {
                Note::LiveDesk(live) => self.note_live_desk(live),
                Note::Stop => self.end = Some(End::Stopped),
                // Nothing else is joined to a recording that is watched.
                Note::Journal(_)
                | Note::Storage(_)
                | Note::CheckpointWanted
                | Note::Checkpointed { .. }
                | Note::CheckpointFailed
                | Note::Delivery { .. }
                | Note::Rules { .. }
                | Note::Sound(_)
                | Note::Signed { .. }
                | Note::Purged { .. } => {}
            }
        }
    }

    /// A new alarm of the live desk that endangers life stops the picture.
    fn note_live_desk(&mut self, live: LiveDesk) {
        let before = self.live.replace(live).unwrap_or_default();
        self.change = Change::Some;
        if let Some(incident) = live.breaks_in(&before) {
            self.hold(Halt::RealAlarm { incident });
        }
    }

    /// Answers what screens ask; returns whether there was anything.
    fn drain_requests(&mut self) -> Result<bool, Error> {
        let mut any = false;
        while let Ok(request) = self.joints.requests.try_recv() {
            any = true;
            self.answer(request)?;
        }
        Ok(any)
    }

    fn answer(&mut self, request: Request) -> Result<(), Error> {
        let state = &self.driver.state;
        match request {
            Request::Act { actor, signed_by, action, seen, draft, reply, footing } => {
                if let Draft::Desk(desk::Command::Stop) = *draft {
                    let command =
                        Command { action, actor, signed_by, seen, body: Body::Desk(desk::Command::Stop) };
                    match state.weigh(&command) {
                        Err(refusal) if footing != Footing::Host => {
                            // Whoever asked may be gone.
                            let _ = reply.send(Outcome::Refused(refusal));
                        }
                        Ok(_) | Err(_) => self.end = Some(End::Stopped),
                    }
                    return Ok(());
                }
                let Draft::Drill(command) = *draft else {
                    let _ = reply.send(refused(drill::Refusal::Watching));
                    return Ok(());
                };
                // The words of a bookmark go no further than its list: nothing stands for them here.
                let weighed = Command { action, actor, signed_by, seen, body: plain(&command) };
                let outcome = self.act(&weighed, &command)?;
                // What is looked for is known later; anything else that nobody can say is said at once.
                if outcome == Outcome::Unknown && matches!(command, drill::Command::Seek(_)) {
                    self.wait_for_look(action, reply);
                } else {
                    // Whoever asked may be gone.
                    let _ = reply.send(outcome);
                }
            }
            Request::Ask { action, reply } => match self.answered(action) {
                None if self.is_looked_for(action) => self.wait_for_look(action, reply),
                known => drop(reply.send(known.unwrap_or(Outcome::Unknown))),
            },
            Request::Look { look, reply } => drop(reply.send(dossier::gather(state, look).map(Box::new))),
            Request::Window { look, actor, reply } => {
                drop(reply.send(Box::new(listing::gather_watched(state, look, &actor, &self.marks()))));
            }
            Request::Why { query, reply } => drop(reply.send(why::why(state, &query))),
            Request::Entries { query, reply, .. } => drop(reply.send(self.history.page(query))),
            Request::Texts { reply, .. } => drop(reply.send(Vec::new())),
            // A year of figures is counted of the night's own journal, by its own desk.
            Request::Figures { reply, .. } => drop(reply.send(None)),
            Request::SignedOn { .. } | Request::SignedOff { .. } | Request::PassphraseWrong { .. } => {}
            Request::Leave { others } => {
                if self.ends_with_last_screen && others == 0 {
                    self.end = Some(End::Stopped);
                }
            }
        }
        Ok(())
    }

    /// Returns what was answered to an act that came before.
    fn answered(&self, action: ActionId) -> Option<Outcome> {
        self.answers.iter().find(|(known, _)| *known == action).map(|(_, outcome)| *outcome)
    }

    fn act(&mut self, weighed: &Command, command: &drill::Command<String>) -> Result<Outcome, Error> {
        if let Some(outcome) = self.answered(weighed.action) {
            return Ok(outcome);
        }
        let outcome = match self.driver.state.weigh(weighed) {
            Err(refusal) => Outcome::Refused(refusal),
            Ok(_) => self.obey(command)?,
        };
        if outcome != Outcome::Unknown {
            self.remember(weighed.action, outcome);
        }
        Ok(outcome)
    }

    fn remember(&mut self, action: ActionId, outcome: Outcome) {
        self.answers.truncate(ANSWERS_MAX - 1);
        self.answers.push_front((action, outcome));
    }

    fn obey(&mut self, command: &drill::Command<String>) -> Result<Outcome, Error> {
        self.change = Change::Some;
        match command {
            drill::Command::Hold if self.held.is_some() => return Ok(refused(drill::Refusal::AlreadyHeld)),
            drill::Command::Hold => self.hold(Halt::Director),
            drill::Command::Resume if self.held.is_none() => return Ok(refused(drill::Refusal::NotHeld)),
            drill::Command::Resume | drill::Command::Step if self.waiting.is_none() => {
                return Ok(refused(drill::Refusal::AtEnd));
            }
            drill::Command::Resume => {
                self.held = None;
                self.clock.set_milli(self.milli);
            }
            drill::Command::Step => {
                self.hold(Halt::Director);
                self.play_one()?;
            }
            drill::Command::Pace { milli } => {
                if !(crate::limits::DRILL_PACE_MIN..=crate::limits::DRILL_PACE_MAX).contains(milli) {
                    return Ok(refused(drill::Refusal::PaceOutOfRange));
                }
                self.milli = *milli;
                if self.held.is_none() {
                    self.clock.set_milli(*milli);
                }
            }
            drill::Command::Seek(to) => return self.seek(*to),
            drill::Command::Bookmark { text } => return Ok(self.mark(text)),
            drill::Command::TakeOver if self.is_of_a_drill() => {
                return Ok(refused(drill::Refusal::OfADrill));
            }
            drill::Command::TakeOver => self.end = Some(End::TakenOver(self.driver.state.input)),
            drill::Command::RealSituation | drill::Command::End => self.end = Some(End::Stopped),
            drill::Command::Give { .. }
            | drill::Command::Leave { .. }
            | drill::Command::Enter { .. }
            | drill::Command::Check { .. }
            | drill::Command::Observe { .. }
            | drill::Command::Improve { .. }
            | drill::Command::Improved { .. } => return Ok(refused(drill::Refusal::Watching)),
        }
        Ok(Outcome::Done)
    }

    fn hold(&mut self, why: Halt) {
        self.held = Some(why);
        self.target = None;
        self.give_up_look();
        self.clock.set_milli(0);
    }

    /// Plays what is due; returns whether more is at once.
    fn play(&mut self) -> Result<bool, Error> {
        if let Some(to) = self.target {
            for _ in 0..CHUNK {
                if self.has_reached(to, &self.driver.state) || self.waiting.is_none() {
                    self.target = None;
                    self.arrive(to)?;
                    break;
                }
                self.play_one()?;
            }
            self.change = Change::Some;
            return Ok(self.target.is_some());
        }
        if self.held.is_some() {
            return Ok(false);
        }
        let is_fast = self.milli >= AS_FAST_AS_IT_GOES;
        let now = self.clock.now();
        for _ in 0..CHUNK {
            let Some(next) = &self.waiting else {
                self.hold(Halt::Director);
                return Ok(false);
            };
            if !is_fast && next.at > now {
                return Ok(false);
            }
            self.play_one()?;
        }
        Ok(true)
    }

    /// Plays the next input, and keeps the state now and then.
    fn play_one(&mut self) -> Result<(), Error> {
        let Some(next) = self.waiting.take() else { return Ok(()) };
        let input = Input::read(next.header.0, next.header.1, &next.bytes)?;
        self.driver.take(next.number, next.at, &input, &mut self.facts);
        self.history.take(&mut self.facts);
        self.change = Change::Some;
        if self.held.is_some() {
            self.stand_at(next.at);
        }
        let newest = self.kept.back().map_or(0, |kept| kept.state.input.0);
        if next.number.0 >= newest + KEEP_EVERY {
            self.keep();
        }
        self.fetch()
    }

    fn keep(&mut self) {
        if self.kept.len() >= KEPT_MAX {
            let mut odd = false;
            self.kept.retain(|_| {
                odd = !odd;
                odd
            });
        }
        self.kept.push_back(Kept { state: self.driver.state.clone(), head: self.history.head() });
    }

    /// Reads the next record.
    fn fetch(&mut self) -> Result<(), Error> {
        self.waiting = match self.reader.read() {
            None => None,
            Some(record) => {
                let record = record?;
                let header = (record.kind, record.source);
                Some(Waiting { number: record.number, at: record.at, header, bytes: record.bytes.to_vec() })
            }
        };
        Ok(())
    }

    /// Lets the clock stand at an instant, or run from it.
    fn stand_at(&mut self, at: Instant) {
        let milli = if self.held.is_some() { 0 } else { self.milli };
        self.clock = Clock::start(Pace::Scaled(milli), at);
    }
}

const fn refused(refusal: drill::Refusal) -> Outcome {
    Outcome::Refused(Refusal::Drill(refusal))
}

/// Returns a command as its authority is weighed: its words do not matter for that.
fn plain(command: &drill::Command<String>) -> Body<crate::operations::actor::PrivateText> {
    let nothing = crate::operations::actor::PrivateText { token: 0, digest: Digest::default() };
    let mapped = command.clone().try_map(&mut |_| Ok::<_, std::convert::Infallible>(nothing));
    match mapped {
        Ok(command) => Body::Drill(command),
    }
}
