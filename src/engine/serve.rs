//! The desk as a process: no terminal, threads of its own, one socket for its screens.
//!
//! Decides: what runs in which thread, and in which order things start and end.
//! Must not know: what is drained or decided.

mod begin;

use crate::engine::clock::{Clock, Pace};
use crate::engine::drill::run;
use crate::engine::live::{Joints, Live, StoreEnds};
use crate::engine::paths::{self, Paths};
use crate::engine::purpose::{Purpose, SinkEnds, Sinks};
use crate::engine::readers::Readers;
use crate::engine::recover::{self, Recovered};
use crate::engine::reload::{self, Reload};
use crate::engine::serve::begin::Kept;
use crate::engine::stores::Evidence;
use crate::engine::stores::entries::Entries;
use crate::engine::stores::recorder::{Recorder, Spared};
use crate::engine::stores::space::Space;
use crate::engine::{figures, pages, publish, stores};
use crate::feed::inlet::{self, Outlet};
use crate::feed::transport::{Spec, Start, Way, jetstream, messages, native};
use crate::ipc::server::{self, DeskLink};
use crate::ipc::{self, officers::Officers};
use crate::journal::draft::Draft;
use crate::journal::schema::OpenError;
use crate::journal::writer::CommitError;
use crate::limits::COMMANDS_WAITING_MAX;
use crate::operations::desk;
use crate::operations::publish::Frame;
use crate::operations::snapshot::Mode;
use crate::operations::state::State;
use crate::recording::checkpoint;
use crate::recording::retention::{Keep, Pruned, prune};
use crate::recording::writer::Writer;
use crate::registry::Registry;
use crate::registry::renumber::IndexFault;
use crate::text;
use crate::units::{DeviceId, FeedId, InputNumber, Instant, Span};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;
use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{mpsc, watch};

/// Batches on their way to the stores: two thousand groups of inputs, half a second of a flood.
const BATCHES_WAITING_MAX: usize = 256;
/// Emptied batches that are kept for the next ones. Each grows to the largest that it ever held, and a slow disk once
/// brings all of them into use: more of them kept would be memory that a long night fills and never gives back.
const BATCHES_SPARE_MAX: usize = 16;
/// Pages of the journal that may be asked for at once.
const PAGES_WAITING_MAX: usize = 64;

/// What a desk is started with; what a drill is started with cannot be a sink of a desk that serves: see [`crate::engine::purpose`].
pub struct Options<P: Purpose> {
    /// Its data directory.
    pub place: P::Place,
    /// The second place of the signed heads.
    pub anchors: PathBuf,
    /// The world.
    pub registry: Registry,
    /// Live, sample or drill.
    pub mode: Mode,
    /// How desk time runs.
    pub pace: Pace,
    /// Who may prove who they are, and how.
    pub officers: Officers,
    /// How what leaves the desk is executed.
    pub outward: P::Outward,
    /// How much of the recording is kept.
    pub retention: Retention,
}

/// How much of the recording is kept: by size and by age, whichever is less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Bytes.
    pub bytes: u64,
    /// Days of desk time since the last input of a segment.
    pub days: u16,
}

impl Default for Retention {
    /// Everything.
    fn default() -> Self {
        Self { bytes: u64::MAX, days: u16::MAX }
    }
}

/// Why a desk cannot start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The data directory.
    #[error("{0}")]
    Paths(#[from] paths::Error),
    /// The directory is that of a drill.
    #[error("{}: the run of a drill: no desk that serves opens it", .0.display())]
    OfDrill(PathBuf),
    /// The journal.
    #[error("{0}")]
    Journal(#[from] OpenError),
    /// The journal cannot be asked for the devices' numbers.
    #[error("the journal cannot be read: {0}")]
    Index(#[from] rusqlite::Error),
    /// The devices' numbers do not fit the registry.
    #[error("{0}")]
    Renumber(#[from] IndexFault),
    /// New devices cannot be given their numbers.
    #[error("{0}")]
    Assign(#[from] CommitError),
    /// The state.
    #[error("{0}")]
    Recover(#[from] recover::Error),
    /// The socket.
    #[error("{0}")]
    Socket(#[from] server::Error),
    /// The system has no thread or runtime for it.
    #[error("{0}")]
    System(#[from] std::io::Error),
    /// It ran and had to end: no screen could be shown anything more.
    #[error("the thread that encodes for the screens ended in a panic")]
    Unseen,
}

/// A desk whose state stands, before its threads run.
pub struct Desk<P: Purpose> {
    place: P::Place,
    mode: Mode,
    pace: Pace,
    officers: Officers,
    outward: P::Outward,
    retention: Retention,
    _lock: paths::Lock,
    recovered: Recovered,
    journal: Kept,
}

impl<P: Purpose> Desk<P> {
    /// Takes the data directory and finds the state again.
    pub fn open(options: Options<P>) -> Result<Self, Error> {
        let Options { place, anchors, registry, mode, pace, officers, outward, retention } = options;
        let paths = P::paths(&place);
        // What is made for a drill stays one: its journal is no evidence of anything that was.
        if !P::PRACTISES && run::is_run(paths.dir()) {
            return Err(Error::OfDrill(paths.dir().to_owned()));
        }
        paths.make()?;
        let lock = paths.lock()?;
        let (recovered, journal) = begin::begin(paths, registry, anchors)?;
        Ok(Self { place, mode, pace, officers, outward, retention, _lock: lock, recovered, journal })
    }

    /// Runs until it is told to stop; the calling thread becomes the desk thread. Returns what went on beside it.
    ///
    /// Errors: the socket or a thread cannot be had; nothing was taken in then.
    pub fn run(self, world: P::World, ends_with_last_screen: bool) -> Result<P::Source, Error> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let signals = take_signals(&runtime)?;
        let Recovered { driver, recording, next, recovery, in_order, unwritten } = self.recovered;
        let registry = Arc::clone(driver.registry());
        let (notes_in, notes) = channel();
        let (requests_in, requests) = mpsc::channel(COMMANDS_WAITING_MAX);
        let wish = Arc::default();
        let (stop_in, stop) = watch::channel(false);
        let paths = P::paths(&self.place).clone();
        let readers = Readers::of(paths.journal());
        let ends = SinkEnds {
            runtime: runtime.handle(),
            stores: (readers.clone(), paths.recording()),
            desk: (notes_in.clone(), thread::current()),
        };
        let (begins, (feeds, source)) = (P::begins(&world), P::hear(world, &driver.state, ends.clone()));
        let terms = feeds.iter().map(|feed| feed.terms.clone()).collect();
        let (outlets, durable) = start_feeds(&runtime, feeds, &driver.state, &stop);
        let sinks = P::sinks(self.outward, ends);
        let threads = Threads::start(
            Stored {
                recording,
                journal: self.journal,
                readers,
                durable,
                sinks,
                retention: self.retention,
                in_order,
                unwritten,
            },
            &paths,
            &recover::build_of(&registry),
            &notes_in,
            registry.directory.clone(),
        )?;
        let link = DeskLink {
            requests: requests_in,
            snapshots: threads.frames,
            wish: Arc::clone(&wish),
            desk: thread::current(),
        };
        let socket = paths.socket();
        let listener = runtime.block_on(async { server::bind(&socket) })?;
        let serving = runtime.spawn(server::serve(listener, link, Arc::new(self.officers), stop));
        obey_signals(&runtime, signals, notes_in, threads.ends.rules.clone());

        let clock = Clock::start(self.pace, driver.state.now.max(begins.at));
        let frame = Frame { mode: self.mode, clock_milli: clock.milli() };
        let joints = Joints { outlets, requests, notes, wish, stores: threads.ends };
        let mut live = Live::new(driver, clock, frame, (joints, source), next);
        live.ends_with_last_screen = ends_with_last_screen;
        let devices = registry.correlation.devices.len() as u32;
        live.note(desk::Fact::RegistryLoaded { digest: registry.digest, devices });
        live.note(desk::Fact::Started { build: text::bounded(env!("CARGO_PKG_VERSION")), recovery });
        if !P::PRACTISES {
            live.begin_terms(terms);
        }
        live.begin_rules(recovery);
        live.begin_drill(begins);
        live.resume_deliveries();
        let source = live.run();

        is_whole("stores", threads.stores);
        // The last checkpoint is still on its way to disk; its thread ends when the stores have.
        is_whole("checkpoints", threads.checkpoints);
        let _ = stop_in.send(true);
        drop(runtime.block_on(serving));
        // A socket that nobody listens to looks like a desk; the lock is still held.
        drop(std::fs::remove_file(&socket));
        runtime.shutdown_background();
        if is_whole("encoder", threads.encoder) { Ok(source) } else { Err(Error::Unseen) }
    }
}

/// Waits for the end of a thread; returns whether it was no panic.
fn is_whole(name: &str, thread: thread::JoinHandle<()>) -> bool {
    let ended = thread.join();
    if ended.is_err() {
        tracing::error!("the {name} ended in a panic");
    }
    ended.is_ok()
}

/// What the stores' thread owns.
struct Stored<S> {
    recording: Writer,
    journal: Kept,
    readers: Readers,
    durable: Vec<watch::Sender<u64>>,
    sinks: S,
    retention: Retention,
    in_order: bool,
    unwritten: Vec<Draft>,
}

/// The threads beside the desk's own, and what joins them to it.
struct Threads {
    stores: thread::JoinHandle<()>,
    checkpoints: thread::JoinHandle<()>,
    encoder: thread::JoinHandle<()>,
    frames: watch::Receiver<Option<ipc::frame::Frame>>,
    ends: StoreEnds,
}

impl Threads {
    /// Starts the threads of the stores, the checkpoints, the pages and the encoder.
    fn start<S: Sinks>(
        stored: Stored<S>,
        paths: &Paths,
        build: &str,
        notes: &Sender<stores::Note>,
        directory: Option<PathBuf>,
    ) -> Result<Self, Error> {
        let (batches_in, batches) = sync_channel(BATCHES_WAITING_MAX);
        let (spare_in, spare) = sync_channel(BATCHES_SPARE_MAX);
        let (pages, page_requests) = sync_channel(PAGES_WAITING_MAX);
        let (figures, figures_asked) = sync_channel(PAGES_WAITING_MAX);
        let (snapshots, filled) = sync_channel(1);
        let (blank_in, blank) = sync_channel(1);
        let (checkpoints_in, checkpoints) = sync_channel(1);
        let (frames_in, frames) = watch::channel(None);
        let retention = stored.retention;
        drop(blank_in.send(Box::default()));
        let (readers, counters) = (stored.readers.clone(), stored.readers.clone());
        let spared = Spared::default();
        let (mut entries, evidence) = match stored.journal {
            Kept::Whole(journal) => {
                let evidence = Evidence::begin(&journal, paths.restored(), stored.in_order);
                // The rest of the journal serves; the verifier says what is wrong with it.
                let evidence = evidence.unwrap_or_else(|error| {
                    tracing::error!("what is to be destroyed cannot be looked up: {error}");
                    Evidence::default()
                });
                (Entries::of(paths.journal(), stored.readers, *journal), evidence)
            }
            Kept::Damaged(damage) => {
                (Entries::beside(paths.journal(), stored.readers, &damage), Evidence::default())
            }
        };
        entries.add(stored.unwritten);
        let stores = stores::Stores {
            recorder: Recorder::of(
                stored.recording,
                paths.recording(),
                build.to_owned(),
                Arc::clone(&spared),
            ),
            entries,
            space: Space::of(paths.dir().to_owned(), paths.ballast()),
            batches,
            spare: spare_in,
            notes: notes.clone(),
            desk: thread::current(),
            durable: stored.durable,
            checkpoints: checkpoints_in,
            sinks: stored.sinks,
            retry: stores::retry::Retry::default(),
            told: stores::Told::default(),
            evidence,
        };
        let stores = spawn("stores", move || stores.run())?;
        let (paths, build) = (paths.clone(), build.to_owned());
        let tell = (notes.clone(), thread::current());
        let checkpoints = spawn("checkpoint", move || {
            write_checkpoints(&checkpoints, &paths, &build, (retention, &spared), &tell);
        })?;
        spawn("pages", move || pages::run(&readers, &page_requests))?;
        spawn("figures", move || figures::run(&counters, &figures_asked))?;
        let encoder = spawn("encode", move || publish::run(&filled, &blank_in, &frames_in))?;
        let (rules, asked) = sync_channel(reload::WAITING_MAX);
        let reload = Reload { directory, asked, notes: notes.clone(), desk: thread::current() };
        spawn("rules", move || reload.run())?;
        let ends = StoreEnds { batches: batches_in, spare, pages, figures, snapshots, blank, rules };
        Ok(Self { stores, checkpoints, encoder, frames, ends })
    }
}

/// Returns the journal's device index as the registry reads it.
pub fn numbers(index: BTreeMap<String, DeviceId>) -> BTreeMap<String, u32> {
    index.into_iter().map(|(code, device)| (code, device.0)).collect()
}

/// Starts a task for each feed, where the desk stands in it.
fn start_feeds(
    runtime: &Runtime,
    feeds: Vec<Spec>,
    state: &State,
    stop: &watch::Receiver<bool>,
) -> (Vec<(FeedId, Outlet)>, Vec<watch::Sender<u64>>) {
    let (mut outlets, mut durable) = (Vec::new(), Vec::new());
    for spec in feeds {
        let known = state.feeds.get(spec.id).filter(|feed| !feed.stream.is_empty());
        let start = Start {
            stream: known.map(|feed| feed.stream),
            after: known.map(|feed| feed.window.next().saturating_sub(1)),
        };
        let (inlet, outlet) = inlet::channel(thread::current());
        let (durable_in, acknowledged) = watch::channel(start.after.unwrap_or_default());
        outlets.push((spec.id, outlet));
        durable.push(durable_in);
        let stop = stop.clone();
        match spec.way.clone() {
            Way::Native => runtime.spawn(native::run(spec, start, inlet, acknowledged, stop)),
            Way::Messages => runtime.spawn(messages::run(spec, start, inlet, stop)),
            Way::JetStream(way) => runtime.spawn(jetstream::run(spec, way, start, inlet, acknowledged, stop)),
        };
    }
    (outlets, durable)
}

/// Takes TERM, INT and HUP from the system, before anybody can see that the desk is there: one that nobody takes would end it.
fn take_signals(runtime: &Runtime) -> std::io::Result<[Signal; 3]> {
    let _inside = runtime.enter();
    // A file at its size limit is an error of the write that meets it, not the end of the desk. Once taken, it stays so.
    drop(signal(SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw()))?);
    Ok([signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?, signal(SignalKind::hangup())?])
}

/// TERM and INT stop what is played; HUP has nothing to read anew.
///
/// # Errors
/// The system does not let them be taken.
pub(in crate::engine) fn obey_stop(runtime: &Runtime, notes: Sender<stores::Note>) -> std::io::Result<()> {
    let [mut terminate, mut interrupt, mut hang_up] = take_signals(runtime)?;
    let desk = thread::current();
    runtime.spawn(async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => break,
                _ = interrupt.recv() => break,
                _ = hang_up.recv() => {}
            }
        }
        drop(notes.send(stores::Note::Stop));
        desk.unpark();
    });
    Ok(())
}

/// TERM and INT stop the desk, HUP has its rules read anew.
fn obey_signals(
    runtime: &Runtime,
    [mut terminate, mut interrupt, mut hang_up]: [Signal; 3],
    notes: Sender<stores::Note>,
    rules: SyncSender<reload::Asked>,
) {
    let desk = thread::current();
    runtime.spawn(async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => break,
                _ = interrupt.recv() => break,
                // A terminal that closes must not take the desk with it.
                _ = hang_up.recv() => {
                    tracing::info!("HUP: the rules are read anew; the other files are read at the next start");
                    reload::ask_by_signal(&rules);
                }
            }
        }
        drop(notes.send(stores::Note::Stop));
        desk.unpark();
    });
}

/// Writes checkpoints as they come; the desk is told of each.
fn write_checkpoints(
    requests: &Receiver<stores::CheckpointRequest>,
    paths: &Paths,
    build: &str,
    (retention, spared): (Retention, &Spared),
    (notes, desk): &(Sender<stores::Note>, thread::Thread),
) {
    // The two newest checkpoints stand: the recording is whole from the older one on, should the newer be damaged.
    let mut before: Option<InputNumber> = None;
    while let Ok(request) = requests.recv() {
        let note = match write_checkpoint(&request, paths, build) {
            Ok(digest) => {
                let input = request.state.input;
                if let Some(older) = before.replace(input) {
                    spared.store(older.0, Ordering::Relaxed);
                    let_go(paths, retention, (older, request.state.now));
                }
                stores::Note::Checkpointed { input, digest }
            }
            Err(error) => {
                tracing::error!("a checkpoint cannot be written: {error}");
                stores::Note::CheckpointFailed
            }
        };
        drop(notes.send(note));
        desk.unpark();
    }
}

/// Removes what of the recording is beyond the limits and before the older checkpoint.
fn let_go(paths: &Paths, retention: Retention, (older, now): (InputNumber, Instant)) {
    let age = Span::minutes(i64::from(retention.days) * 24 * 60);
    let keep = Keep { bytes: retention.bytes, since: Some(Instant(now.0.saturating_sub(age.0))) };
    match prune(&paths.recording(), keep, InputNumber(older.0 + 1)) {
        Ok(Pruned { segments: 0, .. }) => {}
        Ok(pruned) => tracing::info!(
            "{} segments of the recording let go, {} bytes: it begins with input {} now",
            pruned.segments,
            pruned.bytes,
            pruned.oldest.unwrap_or_default()
        ),
        Err(error) => tracing::error!("the recording cannot be pruned: {error}"),
    }
}

fn write_checkpoint(
    request: &stores::CheckpointRequest,
    paths: &Paths,
    build: &str,
) -> Result<crate::units::Digest, Box<dyn std::error::Error>> {
    let bytes = postcard::to_allocvec(&*request.state)?;
    let digest = checkpoint::digest(&bytes);
    let header = checkpoint::Header {
        input: request.state.input,
        entry: request.entry,
        chain: request.chain,
        build: build.to_owned(),
        state: digest,
    };
    checkpoint::save(&paths.recording(), &header, &bytes)?;
    Ok(digest)
}

/// Starts a thread by its name.
pub(in crate::engine) fn spawn<F: FnOnce() + Send + 'static>(
    name: &str,
    run: F,
) -> std::io::Result<thread::JoinHandle<()>> {
    thread::Builder::new().name(name.to_owned()).spawn(run)
}
