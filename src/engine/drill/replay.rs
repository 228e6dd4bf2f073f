//! The process in which a recording is watched: no stores, one socket for its screens.
//!
//! Decides: what runs in which thread. Must not know: what is played (`watch`).

use crate::engine::drill::beside;
use crate::engine::drill::run::Run;
use crate::engine::drill::watch::{self, End, Joints, Watch};
use crate::engine::paths;
use crate::engine::publish;
use crate::engine::serve::{obey_stop, spawn};
use crate::ipc::officers::Officers;
use crate::ipc::server::{self, DeskLink};
use crate::limits::COMMANDS_WAITING_MAX;
use crate::registry::Registry;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{channel, sync_channel};
use std::thread;
use tokio::sync::{mpsc, watch as tell};

/// What a recording is watched with.
#[derive(Debug)]
pub struct Options {
    /// The recording.
    pub recording: PathBuf,
    /// The world, masked.
    pub registry: Arc<Registry>,
    /// Who may hold it and take over.
    pub officers: Officers,
    /// The socket of the live desk.
    pub live: Option<PathBuf>,
    /// How fast it is played. Units: thousandths of real time.
    pub milli: u32,
    /// Whether it ends when its last screen is left.
    pub ends_with_last_screen: bool,
}

/// Why a recording cannot be watched.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The run's directory.
    #[error("{0}")]
    Paths(#[from] paths::Error),
    /// The socket.
    #[error("{0}")]
    Socket(#[from] server::Error),
    /// The recording.
    #[error("{0}")]
    Watch(#[from] watch::Error),
    /// The system has no thread or runtime for it.
    #[error("{0}")]
    System(#[from] std::io::Error),
}

/// Lets a recording be watched until it is stopped, or a team takes over; the calling thread plays it.
///
/// # Errors
/// The run is in use, or the recording cannot be read.
pub fn replay(run: &Run, options: Options) -> Result<End, Error> {
    let paths = run.paths();
    let lock = paths.lock()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let (notes_in, notes) = channel();
    obey_stop(&runtime, notes_in.clone())?;
    let (requests_in, requests) = mpsc::channel(COMMANDS_WAITING_MAX);
    let (snapshots, filled) = sync_channel(1);
    let (blank_in, blank) = sync_channel(1);
    let (frames_in, frames) = tell::channel(None);
    drop(blank_in.send(Box::default()));
    spawn("encode", move || publish::run(&filled, &blank_in, &frames_in))?;
    let wish = Arc::default();
    let joints = Joints { requests, wish: Arc::clone(&wish), snapshots, blank, notes };
    let watch = Watch::open(
        run,
        options.recording,
        options.registry,
        options.milli,
        joints,
        options.ends_with_last_screen,
    )?;
    let link = DeskLink { requests: requests_in, snapshots: frames, wish, desk: thread::current() };
    let socket = paths.socket();
    let listener = runtime.block_on(async { server::bind(&socket) })?;
    let (stop_in, stop) = tell::channel(false);
    let serving = runtime.spawn(server::serve(listener, link, Arc::new(options.officers), stop));
    if let Some(live) = options.live {
        runtime.spawn(beside::watch(live, notes_in, thread::current()));
    }
    let end = watch.run();
    let _ = stop_in.send(true);
    drop(runtime.block_on(serving));
    drop(std::fs::remove_file(&socket));
    runtime.shutdown_background();
    drop(lock);
    Ok(end?)
}
