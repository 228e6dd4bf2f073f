//! How often the window of a long list is asked for again while the desk changes.
//!
//! A window may take the desk thread milliseconds: it is asked for when a screen looks, and then twice a second at most.

use tokio::time::{Duration, Instant};

/// How long a window stands before changes bring the next one.
const STANDS: Duration = Duration::from_millis(500);

/// When the next window is due.
#[derive(Debug, Default)]
pub(super) struct Glance {
    taken: Option<Instant>,
    changed: bool,
}

impl Glance {
    /// Notes that the desk has changed since the last window.
    pub(super) const fn note(&mut self) {
        self.changed = true;
    }

    /// Notes that a window was asked for.
    pub(super) fn took(&mut self) {
        (self.taken, self.changed) = (Some(Instant::now()), false);
    }

    /// Waits until a window is due; for ever while nothing has changed.
    pub(super) async fn due(&self) {
        match self.taken {
            Some(taken) if self.changed => tokio::time::sleep_until(taken + STANDS).await,
            Some(_) | None => std::future::pending().await,
        }
    }
}
