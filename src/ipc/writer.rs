//! The writing side of a session: answers in their order, the newest snapshot when the last one was taken, who else looks.
//!
//! Invariants:
//! - it waits for its own screen and for no other;
//! - a desk that makes no snapshots any more still answers: what is queued is written, and so is that it stops.

use crate::ipc::frame::{self, Frame};
use crate::ipc::presence::News;
use crate::ipc::protocol::ToScreen;
use crate::ipc::server::DeskLink;
use std::sync::Arc;
use tokio::io::{AsyncWriteExt as _, BufWriter};
use tokio::net::unix::OwnedWriteHalf;
use tokio::sync::{Notify, mpsc};

/// Why nothing more can be written.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error(transparent)]
    Frame(#[from] frame::Error),
    #[error("the connection failed: {0}")]
    Broken(#[from] std::io::Error),
}

/// The writing side.
pub(super) struct Writer {
    pub(super) link: DeskLink,
    pub(super) queue: mpsc::Receiver<Frame>,
    pub(super) taken: Arc<Notify>,
    pub(super) news: News,
}

impl Writer {
    /// Writes until nothing more can come.
    pub(super) async fn run(mut self, write: OwnedWriteHalf) -> Result<(), Error> {
        let mut write = BufWriter::new(write);
        let (mut ready, mut is_over) = (true, false);
        self.link.snapshots.mark_unchanged();
        self.link.want_at_once();
        loop {
            tokio::select! {
                biased;
                answer = self.queue.recv() => match answer {
                    Some(answer) => write.write_all(answer.bytes()).await?,
                    None => return Ok(()),
                },
                () = self.taken.notified() => {
                    ready = true;
                    // An error is the last one's: there will be none to wait for.
                    if matches!(self.link.snapshots.has_changed(), Ok(false)) {
                        self.link.want_next_change();
                    }
                    continue;
                }
                lookers = self.news.next() => {
                    write.write_all(Frame::of(&ToScreen::Lookers(lookers))?.bytes()).await?;
                }
                changed = self.link.snapshots.changed(), if ready && !is_over => {
                    is_over = changed.is_err();
                    if is_over {
                        continue;
                    }
                    let newest = self.link.snapshots.borrow_and_update().clone();
                    if let Some(snapshot) = newest {
                        ready = false;
                        write.write_all(snapshot.bytes()).await?;
                    }
                }
            }
            write.flush().await?;
        }
    }
}
