//! The thread that encodes snapshots for the screens, off the desk thread.
//!
//! Decides: nothing; it keeps encoding out of the way of alarms.

use crate::ipc::frame::Frame;
use crate::ipc::protocol::ToScreen;
use crate::operations::snapshot::Snapshot;
use std::sync::mpsc::{Receiver, SyncSender};
use tokio::sync::watch;

/// Encodes until the desk ends; a filled snapshot comes in, the blank goes back.
pub fn run(
    filled: &Receiver<Box<Snapshot>>,
    blank: &SyncSender<Box<Snapshot>>,
    screens: &watch::Sender<Option<Frame>>,
) {
    while let Ok(snapshot) = filled.recv() {
        let message = ToScreen::Snapshot(snapshot);
        match Frame::of(&message) {
            Ok(frame) => drop(screens.send_replace(Some(frame))),
            Err(error) => tracing::error!("a snapshot cannot be encoded: {error}"),
        }
        if let ToScreen::Snapshot(snapshot) = message
            && blank.send(snapshot).is_err()
        {
            return;
        }
    }
}
