//! The only reader of the wall clock.
//!
//! Decides: what desk time it is. Must not know: who asks.
//!
//! Invariants:
//! - the wall is read once, at the start; the monotonic clock carries it from there, and desk time never goes back;
//! - a clock of another pace than the wall's exists for the sample and for drills only.

use crate::units::{Instant, Span};
use std::time::{Instant as Monotonic, SystemTime, UNIX_EPOCH};

/// A wall that has moved by more than this against the monotonic clock has been set.
pub const STEP: Span = Span::seconds(2);

/// How desk time runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// With the wall.
    Real,
    /// Thousandths of real time.
    Scaled(u32),
    /// With the stamps of the feed: the same night is the same whenever it is played.
    Source,
    /// From what is due to what is due next: nobody sits at a screen.
    Leaping,
}

/// Desk time.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    pace: Pace,
    start: Instant,
    carried_from: Monotonic,
    latest: Instant,
    offset: Span,
}

impl Clock {
    /// Starts a clock; desk time goes on from `not_before` where the wall stands behind it.
    pub fn start(pace: Pace, not_before: Instant) -> Self {
        let start = match pace {
            Pace::Real => wall().max(not_before),
            // A night that is played faster goes on where it stood.
            Pace::Scaled(_) | Pace::Leaping if not_before.is_stated() => not_before,
            Pace::Scaled(_) | Pace::Leaping => wall(),
            Pace::Source => not_before,
        };
        Self { pace, start, carried_from: Monotonic::now(), latest: start, offset: Span(0) }
    }

    /// Lets a scaled clock run at another rate from now on; at none it stands.
    ///
    /// A clock that goes with the wall or with a feed's stamps is left as it is: nothing may hold the desk that serves.
    pub fn set_milli(&mut self, milli: u32) {
        if let Pace::Scaled(_) = self.pace {
            self.start = self.now();
            self.carried_from = Monotonic::now();
            self.pace = Pace::Scaled(milli);
        }
    }

    /// Returns desk time now.
    pub fn now(&mut self) -> Instant {
        self.at(Monotonic::now())
    }

    /// Returns the desk time of a monotonic instant; never earlier than any that was returned before.
    pub fn at(&mut self, instant: Monotonic) -> Instant {
        let real_ms = instant.saturating_duration_since(self.carried_from).as_millis() as i64;
        let reading = match self.pace {
            Pace::Real => self.start.after(Span(real_ms)),
            Pace::Scaled(milli) => self.start.after(Span(real_ms.saturating_mul(i64::from(milli)) / 1_000)),
            Pace::Source | Pace::Leaping => self.latest,
        };
        self.latest = self.latest.max(reading);
        self.latest
    }

    /// Returns whether the clock runs by the stamps of the feed.
    pub fn needs_stamps(&self) -> bool {
        self.pace == Pace::Source
    }

    /// Tells a source clock what a frame is stamped with.
    pub fn observe(&mut self, stamp: Instant) {
        if self.pace == Pace::Source {
            self.latest = self.latest.max(stamp);
        }
    }

    /// Leaps to an instant; returns whether this clock does.
    pub fn leap(&mut self, to: Instant) -> bool {
        let leaps = self.pace == Pace::Leaping;
        if leaps {
            self.latest = self.latest.max(to);
        }
        leaps
    }

    /// Returns how long until desk time reaches an instant; none for a clock that time alone does not move.
    pub fn until(&mut self, due: Instant) -> Option<std::time::Duration> {
        let left_ms = due.since(self.now()).0.max(0);
        match self.pace {
            Pace::Real => Some(std::time::Duration::from_millis(left_ms as u64)),
            Pace::Scaled(0) | Pace::Source | Pace::Leaping => None,
            Pace::Scaled(milli) => {
                let real_ms = left_ms.saturating_mul(1_000) / i64::from(milli.max(1));
                Some(std::time::Duration::from_millis(real_ms as u64 + 1))
            }
        }
    }

    /// Returns by how much the wall has been set since the last call, when it has been.
    pub fn step(&mut self) -> Option<Span> {
        if self.pace != Pace::Real {
            return None;
        }
        let offset = wall().since(self.now());
        let moved = Span(offset.0 - self.offset.0);
        (moved.0.abs() > STEP.0).then(|| {
            self.offset = offset;
            moved
        })
    }

    /// Returns how far the wall stands from desk time.
    pub fn offset(&mut self) -> Span {
        match self.pace {
            Pace::Real => wall().since(self.now()),
            Pace::Scaled(_) | Pace::Source | Pace::Leaping => Span(0),
        }
    }

    /// Returns thousandths of real time; zero for a clock that does not go with it.
    pub const fn milli(&self) -> u32 {
        match self.pace {
            Pace::Real => 1_000,
            Pace::Scaled(milli) => milli,
            Pace::Source | Pace::Leaping => 0,
        }
    }
}

/// Reads the wall clock: for a clock that starts, and for a simulator that is a clock of its own.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads it")]
pub fn wall() -> Instant {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}

/// Returns today's date where the desk stands, for the name of a directory.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads it")]
pub fn today() -> chrono::NaiveDate {
    chrono::Local::now().date_naive()
}
