//! The desktop's notices, in a task of their own.
//!
//! A session bus may accept and never answer: each notice has a second, then it counts as failed.

use notify_rust::{Notification, Timeout, Urgency};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// How long the desktop may take for one notice.
pub const TIMEOUT: Duration = Duration::from_secs(1);

/// Notices that may wait; one more is counted as failed.
const WAITING_MAX: usize = 8;

/// Failures in a row after which no further notice is tried.
const FAILURES_MAX: u32 = 3;

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its first line.
    pub title: String,
    /// What follows.
    pub body: String,
}

/// The desktop as a screen sees it.
#[derive(Clone, Debug)]
pub struct Desktop {
    queue: Sender<Notice>,
    failures: Arc<AtomicU32>,
}

impl Desktop {
    /// Starts the task; it ends with the last handle.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn start() -> Self {
        let (queue, waiting) = channel(WAITING_MAX);
        let failures = Arc::new(AtomicU32::new(0));
        tokio::spawn(run(waiting, Arc::clone(&failures)));
        Self { queue, failures }
    }

    /// Hands a notice over; never waits.
    pub fn show(&self, notice: Notice) {
        if self.queue.try_send(notice).is_err() {
            self.failures.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Returns the failures since the last notice that was shown.
    pub fn failures(&self) -> u32 {
        self.failures.load(Ordering::Relaxed)
    }
}

async fn run(mut waiting: Receiver<Notice>, failures: Arc<AtomicU32>) {
    while let Some(notice) = waiting.recv().await {
        if failures.load(Ordering::Relaxed) >= FAILURES_MAX {
            continue;
        }
        let shown = tokio::time::timeout(TIMEOUT, send(&notice)).await;
        if matches!(shown, Ok(Ok(()))) {
            failures.store(0, Ordering::Relaxed);
        } else {
            failures.fetch_add(1, Ordering::Relaxed);
        }
    }
}

async fn send(notice: &Notice) -> Result<(), notify_rust::error::Error> {
    let mut shown = Notification::new();
    shown
        .appname("dutydesk")
        .summary(&plain(&notice.title))
        .body(&markup(&notice.body))
        .urgency(Urgency::Critical)
        .timeout(Timeout::Never);
    shown.show_async().await.map(|_| ())
}

/// Summaries are plain text for every daemon; only what was never clean is taken out.
fn plain(raw: &str) -> String {
    crate::text::clean(raw).into_owned()
}

/// Bodies are read as markup by many daemons.
fn markup(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in crate::text::clean(raw).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_body_holds_no_markup_and_no_controls() {
        assert_eq!(super::markup("<b>a&b</b>\u{1b}]0;x"), "&lt;b&gt;a&amp;b&lt;/b&gt;\u{FFFD}]0;x");
    }
}
