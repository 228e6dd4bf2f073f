//! What of a stream is missing, and what is done about it.
//!
//! Decides: when a number that did not come is asked for, when it is given up, what of it the desk is told.
//! Must not know: sockets. Time is given.
//!
//! Invariants:
//! - a number is given up only after the server said so, or left it unanswered [`ASKS_MAX`] times while saying that it
//!   exists: one mad number in one frame costs nothing;
//! - a run that the server filtered out is told to the desk only when nothing before it is missing, so that no loss
//!   hides in it.

use crate::operations::feed::window::{AHEAD_MAX, Novelty, Window};
use std::time::{Duration, Instant};

/// How long a number may be late before it is asked for: frames that overtook each other need none.
const GRACE: Duration = Duration::from_millis(100);
/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(1);
/// How often a number is asked for.
const ASKS_MAX: u32 = 5;
/// Filtered runs that wait for an earlier number; one more is forgotten and asked for again.
const RUNS_MAX: usize = 1_024;

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing before [`Repair::due`].
    Wait,
    /// Ask for these.
    Fetch(u64, u64),
    /// These were asked for in vain, and are given up.
    GaveUp(u64, u64),
}

/// The numbers of the stream as this connection and those before it brought them.
#[derive(Clone, Debug)]
pub(super) struct Repair {
    window: Window,
    /// The newest number that exists, by frame or heartbeat.
    newest: u64,
    hole: Option<Hole>,
    /// Filtered runs that the desk was not told yet.
    runs: Vec<(u64, u64)>,
}

#[derive(Clone, Copy, Debug)]
struct Hole {
    from: u64,
    since: Instant,
    asked: u32,
    asked_at: Instant,
    /// The newest number by a heartbeat since the hole was seen.
    told: Option<u64>,
}

impl Hole {
    fn due(&self) -> Instant {
        if self.asked == 0 { self.since + GRACE } else { self.asked_at + ANSWER }
    }
}

impl Repair {
    /// Starts a stream at its first wanted number.
    pub(super) fn starting(next: u64) -> Self {
        Self { window: Window::starting(next), newest: next.saturating_sub(1), hole: None, runs: Vec::new() }
    }

    /// Returns the first number that is missing or has not been sent yet.
    pub(super) const fn next(&self) -> u64 {
        self.window.next()
    }

    /// A new connection: what was asked for on the old one is not answered here.
    pub(super) fn reconnected(&mut self) {
        self.hole = None;
    }

    /// Takes an event's number.
    pub(super) fn take(&mut self, sequence: u64) -> Novelty {
        self.newest = self.newest.max(sequence);
        self.window.take(sequence)
    }

    /// Notes the newest number of a heartbeat, which says it better than any frame before it.
    pub(super) fn beat(&mut self, last: u64) {
        self.newest = last.max(self.window.highest());
        if let Some(hole) = &mut self.hole {
            hole.told = Some(last);
        }
    }

    /// Takes a run that will never come; returns how many of it were missing.
    pub(super) fn give_up(&mut self, from: u64, to: u64) -> u64 {
        self.window.give_up(from, to)
    }

    /// Takes a run that the server filtered out.
    pub(super) fn skip(&mut self, from: Option<u64>, to: u64) {
        let from = from.unwrap_or_else(|| self.window.highest().saturating_add(1)).max(self.window.next());
        let full = self.runs.len() >= RUNS_MAX && from > self.window.next();
        if from > to || full {
            return;
        }
        self.window.give_up(from, to);
        self.newest = self.newest.max(to);
        self.runs.push((from, to));
    }

    /// Returns the end of filtered runs that nothing is missing before, for the desk to be told.
    pub(super) fn skipped(&mut self) -> Option<u64> {
        let next = self.window.next();
        let told = self.runs.iter().filter(|run| run.0 < next).map(|run| run.1.min(next - 1)).max();
        self.runs.retain(|run| run.1 >= next);
        told
    }

    /// Returns when [`Repair::step`] is due, by what the last one found.
    pub(super) fn due(&self) -> Option<Instant> {
        let hole = self.hole?;
        let waits = hole.asked >= ASKS_MAX && hole.told.is_none() && self.window.missing().is_none();
        (!waits).then(|| hole.due())
    }

    /// Decides what to do about the first missing run.
    pub(super) fn step(&mut self, now: Instant) -> Step {
        let next = self.window.next();
        let between = self.window.missing();
        let missing = between.or_else(|| (self.newest >= next).then_some((next, self.newest)));
        let Some((from, to)) = missing else {
            self.hole = None;
            return Step::Wait;
        };
        let fresh = Hole { from, since: now, asked: 0, asked_at: now, told: None };
        let hole = self.hole.get_or_insert(fresh);
        if hole.from != from {
            *hole = fresh;
        }
        if now < hole.due() {
            return Step::Wait;
        }
        if hole.asked >= ASKS_MAX {
            if between.is_none() && hole.told.is_none() {
                // One frame, or one heartbeat long ago, has heard of these; the next heartbeat says whether they exist.
                return Step::Wait;
            }
            self.hole = None;
            self.window.give_up(from, to);
            return Step::GaveUp(from, to);
        }
        hole.asked += 1;
        hole.asked_at = now;
        Step::Fetch(from, to.min(from.saturating_add(AHEAD_MAX - 1)))
    }
}

#[cfg(test)]
mod tests {
    use super::{ANSWER, ASKS_MAX, GRACE, Repair, Step};
    use crate::operations::feed::window::Novelty;
    use std::time::Instant;

    #[test]
    fn a_late_number_is_asked_for_and_then_given_up() {
        let start = Instant::now();
        let mut repair = Repair::starting(1);
        assert_eq!(repair.take(2), Novelty::New);
        assert_eq!(repair.step(start), Step::Wait);
        assert_eq!(repair.due(), Some(start + GRACE));
        let mut now = start + GRACE;
        for _ in 0..ASKS_MAX {
            assert_eq!(repair.step(now), Step::Fetch(1, 1));
            now += ANSWER;
        }
        assert_eq!(repair.step(now), Step::GaveUp(1, 1));
        assert_eq!(repair.step(now), Step::Wait);
        assert_eq!(repair.due(), None);
        assert_eq!(repair.next(), 3);
    }

    /// One frame with a mad number must not cost the stream all the numbers before it.
    #[test]
    fn what_no_heartbeat_has_heard_of_is_not_given_up() {
        let mut now = Instant::now();
        let mut repair = Repair::starting(5);
        assert_eq!(repair.take(u64::MAX), Novelty::TooFar);
        assert_eq!(repair.step(now), Step::Wait);
        for _ in 0..ASKS_MAX {
            now += ANSWER;
            assert!(matches!(repair.step(now), Step::Fetch(5, _)));
        }
        assert_eq!(repair.step(now + ANSWER), Step::Wait, "no heartbeat says that they exist");
        assert_eq!((repair.due(), repair.next()), (None, 5));
        // The next heartbeat knows: two are missing, and nothing more.
        repair.beat(6);
        assert_eq!(repair.step(now + ANSWER), Step::GaveUp(5, 6));
        assert_eq!((repair.take(7), repair.step(now), repair.next()), (Novelty::New, Step::Wait, 8));
        // A heartbeat that is mad once is put right by the one after it.
        repair.beat(u64::MAX);
        assert_eq!(repair.step(now), Step::Wait);
        repair.beat(7);
        assert_eq!((repair.step(now + ANSWER), repair.due()), (Step::Wait, None));
    }

    #[test]
    fn a_loss_does_not_hide_in_a_filtered_run() {
        let mut repair = Repair::starting(1);
        repair.skip(Some(2), 10);
        assert_eq!(repair.skipped(), None, "1 is missing");
        assert_eq!(repair.take(1), Novelty::New);
        assert_eq!(repair.skipped(), Some(10));
        assert_eq!(repair.next(), 11);
    }

    #[test]
    fn a_heartbeat_shows_the_loss_of_the_last_frames() {
        let now = Instant::now();
        let mut repair = Repair::starting(5);
        repair.beat(4);
        assert_eq!(repair.step(now), Step::Wait);
        assert_eq!(repair.due(), None);
        repair.beat(6);
        assert_eq!(repair.step(now), Step::Wait);
        assert_eq!(repair.step(now + GRACE), Step::Fetch(5, 6));
    }
}
