//! The terminal of this process: a thread that reads, a thread that writes.
//!
//! Decides: nothing; it keeps a terminal that is stuck away from everything else.
//!
//! A terminal that does not take its bytes stops the writer thread and no one else: frames are skipped while one is
//! under way, never queued.

use crate::cli::place::Place;
use crate::language::system;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use tokio::sync::{Notify, mpsc};

/// Reads of the tty that may wait for the loop.
const READS_WAITING_MAX: usize = 64;

/// Opens the terminal of this process.
///
/// # Errors
/// Says so when there is none, or one that says of itself that it can place no text.
pub(super) fn open(place: &Place) -> io::Result<OwnedFd> {
    if place.environment.term.as_deref() == Some("dumb") {
        let what =
            place.say("这个终端画不了屏幕 (TERM=dumb)", "this terminal cannot show a screen (TERM=dumb)");
        return Err(io::Error::other(format!("{what}\n  {}", hint(place))));
    }
    let tty = File::options().read(true).write(true).open("/dev/tty");
    tty.map(OwnedFd::from).map_err(|error| {
        io::Error::other(format!(
            "{} ({})\n  {}",
            place.say("这里没有终端", "there is no terminal here"),
            system::cause(place.lang(), &error),
            hint(place)
        ))
    })
}

fn hint(place: &Place) -> &'static str {
    place.say(
        "提示: 脚本请用 dutydesk status 和 dutydesk act",
        "hint: scripts use `dutydesk status` and `dutydesk act`",
    )
}

/// Starts the reader; the channel ends when the terminal has gone.
pub(super) fn read(tty: OwnedFd) -> io::Result<mpsc::Receiver<Vec<u8>>> {
    let (sender, receiver) = mpsc::channel(READS_WAITING_MAX);
    let mut tty = File::from(tty);
    thread::Builder::new().name("tty-read".to_owned()).spawn(move || {
        let mut bytes = [0; 4_096];
        loop {
            match tty.read(&mut bytes) {
                Ok(count @ 1..) if sender.blocking_send(bytes[..count].to_vec()).is_ok() => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(_) | Err(_) => return,
            }
        }
    })?;
    Ok(receiver)
}

/// The writer's end of the terminal.
#[derive(Debug)]
pub(super) struct Writer {
    queue: SyncSender<Vec<u8>>,
    busy: Arc<AtomicBool>,
    idle: Arc<Notify>,
}

impl Writer {
    /// Starts the writer.
    pub(super) fn start(tty: OwnedFd) -> io::Result<Self> {
        let (queue, frames) = sync_channel::<Vec<u8>>(1);
        let (busy, idle) = (Arc::new(AtomicBool::new(false)), Arc::new(Notify::new()));
        let (writing, written) = (Arc::clone(&busy), Arc::clone(&idle));
        let mut tty = File::from(tty);
        thread::Builder::new().name("tty-write".to_owned()).spawn(move || {
            while let Ok(frame) = frames.recv() {
                // A terminal that has gone is noticed by the reader.
                let done = tty.write_all(&frame).and_then(|()| tty.flush());
                writing.store(false, Ordering::Release);
                written.notify_one();
                if done.is_err() {
                    return;
                }
            }
        })?;
        Ok(Self { queue, busy, idle })
    }

    /// Returns whether a frame is under way.
    pub(super) fn is_busy(&self) -> bool {
        self.busy.load(Ordering::Acquire)
    }

    /// Writes a frame; only while none is under way.
    pub(super) fn write(&self, frame: Vec<u8>) {
        self.busy.store(true, Ordering::Release);
        if self.queue.try_send(frame).is_err() {
            self.busy.store(false, Ordering::Release);
        }
    }

    /// Waits until a frame was written.
    pub(super) async fn written(&self) {
        self.idle.notified().await;
    }
}
