//! The way from a feed's task to the desk thread: a bounded ring, whose other end never waits.
//!
//! Decides: how much of a feed may wait, and that a feed waits when it is full instead of dropping.
//! Must not know: what a frame says.
//!
//! Invariants:
//! - arrivals leave in the order in which they came;
//! - at most [`FRAMES_WAITING_MAX`] arrivals and [`BYTES_WAITING_MAX`] bytes of frames wait;
//! - a full ring stops reading the socket, never the desk.

use crate::limits::FRAMES_WAITING_MAX;
use crate::operations::feed::Health;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::Thread;
use std::time::Instant;
use tokio::sync::Notify;

pub use tokio_tungstenite::tungstenite::Bytes;

/// Bytes of one feed's frames that wait for the desk.
///
/// 8,192 sensor frames of 500 bytes are 4 MB; 64 MiB are 32 of the largest frames.
pub const BYTES_WAITING_MAX: usize = 64 * 1_024 * 1_024;

/// What a feed brings.
#[derive(Clone, Debug)]
pub enum Arrival {
    /// A frame, as it came.
    Frame {
        /// Its bytes.
        bytes: Bytes,
        /// When the transport had read it.
        read: Instant,
    },
    /// A message that the transport has numbered.
    Message {
        /// Its number in the feed.
        sequence: u64,
        /// The topic that it came under; empty where the transport has none.
        topic: Box<str>,
        /// Its bytes.
        bytes: Bytes,
        /// When the transport had read it.
        read: Instant,
    },
    /// The feed speaks about itself.
    Health(Health, Instant),
}

impl Arrival {
    fn bytes(&self) -> usize {
        match self {
            Self::Frame { bytes, .. } => bytes.len(),
            Self::Message { topic, bytes, .. } => topic.len() + bytes.len(),
            Self::Health(..) => 0,
        }
    }
}

/// The desk does not listen any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the desk does not take this feed any more")]
pub struct DeskGone;

/// The feed's end.
#[derive(Debug)]
pub struct Inlet {
    ring: rtrb::Producer<Arrival>,
    shared: Arc<Shared>,
    desk: Thread,
}

/// The desk's end.
#[derive(Debug)]
pub struct Outlet {
    ring: rtrb::Consumer<Arrival>,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    bytes: AtomicUsize,
    room: Notify,
}

/// Makes both ends; every arrival unparks `desk`.
pub fn channel(desk: Thread) -> (Inlet, Outlet) {
    channel_of(desk, FRAMES_WAITING_MAX)
}

/// Makes both ends with room for fewer arrivals.
pub fn channel_of(desk: Thread, arrivals_max: usize) -> (Inlet, Outlet) {
    let (producer, consumer) = rtrb::RingBuffer::new(arrivals_max);
    let shared = Arc::new(Shared::default());
    (Inlet { ring: producer, shared: Arc::clone(&shared), desk }, Outlet { ring: consumer, shared })
}

impl Inlet {
    /// Gives one arrival to the desk, waiting for room without spinning.
    ///
    /// Errors: [`DeskGone`] when the other end was dropped.
    pub async fn send(&mut self, arrival: Arrival) -> Result<(), DeskGone> {
        let bytes = arrival.bytes();
        loop {
            if self.ring.is_abandoned() {
                return Err(DeskGone);
            }
            // A frame larger than the bound still passes when nothing else waits.
            let waiting = self.shared.bytes.load(Ordering::Acquire);
            if !self.ring.is_full() && (waiting == 0 || waiting + bytes <= BYTES_WAITING_MAX) {
                break;
            }
            // The outlet leaves a permit when nobody waits yet, so room made since the look is not missed.
            self.shared.room.notified().await;
        }
        self.shared.bytes.fetch_add(bytes, Ordering::AcqRel);
        if self.ring.push(arrival).is_err() {
            return Err(DeskGone);
        }
        self.desk.unpark();
        Ok(())
    }
}

impl Outlet {
    /// Takes the next arrival, if one waits.
    ///
    /// Cost: O(1), 0 allocations.
    pub fn pop(&mut self) -> Option<Arrival> {
        let arrival = self.ring.pop().ok()?;
        self.shared.bytes.fetch_sub(arrival.bytes(), Ordering::AcqRel);
        self.shared.room.notify_one();
        Some(arrival)
    }

    /// Returns how many arrivals wait.
    pub fn waiting(&self) -> usize {
        self.ring.slots()
    }

    /// Returns whether the feed's task has ended: nothing more will come after what waits.
    pub fn is_ended(&self) -> bool {
        self.ring.is_abandoned()
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        // The ring counts as abandoned only after its consumer is gone.
        let (_, gone) = rtrb::RingBuffer::new(1);
        drop(std::mem::replace(&mut self.ring, gone));
        self.shared.room.notify_one();
    }
}
