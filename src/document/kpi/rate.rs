//! How much is announced: periods, hours, the worst ten minutes, surges.
//!
//! Invariant: memory does not grow with the span: one period, one hour and the last ten minutes are held.

use crate::operations::incident::surge::WINDOW;
use crate::units::{Instant, Span};
use std::collections::VecDeque;

/// An hour.
pub(super) const HOUR: Span = Span::minutes(60);

/// Announcements of a span, counted.
#[derive(Clone, Debug)]
pub(super) struct Rate {
    from: Instant,
    pub(super) announced: u64,
    period: Bin,
    hour: Bin,
    /// The last ten minutes: announcements of one instant are one row, so that a storm has a bound.
    recent: VecDeque<(Instant, u32)>,
    in_recent: u32,
    pub(super) max_ten_minutes: u32,
    surge_since: Option<Instant>,
    pub(super) surge: Span,
    pub(super) surges: u32,
    /// The upset that runs: until when its first ten minutes last, and what was announced in them.
    upset: Option<(Instant, u32)>,
    pub(super) upset_max: Option<u32>,
}

/// Periods of one length that were over their limit.
#[derive(Clone, Copy, Debug)]
struct Bin {
    length: Span,
    limit: u32,
    index: i64,
    count: u32,
    over: u32,
}

impl Bin {
    const fn new(length: Span, limit: u32) -> Self {
        Self { length, limit, index: 0, count: 0, over: 0 }
    }

    fn add(&mut self, since: Span) {
        let index = since.0 / self.length.0;
        if index != self.index {
            (self.index, self.count) = (index, 0);
        }
        self.count += 1;
        // It is over from the first that is too much, and counted once.
        self.over += u32::from(self.count == self.limit + 1);
    }
}

impl Rate {
    /// Begins a span; the limits are those of all officers together.
    pub(super) fn new(from: Instant, period_max: u32, hour_max: u32) -> Self {
        Self {
            from,
            announced: 0,
            period: Bin::new(WINDOW, period_max),
            hour: Bin::new(HOUR, hour_max),
            recent: VecDeque::new(),
            in_recent: 0,
            max_ten_minutes: 0,
            surge_since: None,
            surge: Span(0),
            surges: 0,
            upset: None,
            upset_max: None,
        }
    }

    /// Counts an announcement of the span.
    pub(super) fn announce(&mut self, at: Instant) {
        self.announced += 1;
        let since = at.since(self.from);
        self.period.add(since);
        self.hour.add(since);
        self.forget(at);
        match self.recent.back_mut().filter(|(last, _)| *last == at) {
            Some((_, count)) => *count += 1,
            None => self.recent.push_back((at, 1)),
        }
        self.in_recent += 1;
        self.max_ten_minutes = self.max_ten_minutes.max(self.in_recent);
        if let Some((_, count)) = self.upset.as_mut().filter(|(until, _)| at < *until) {
            *count += 1;
            self.upset_max = self.upset_max.max(Some(*count));
        }
    }

    /// Notes that a surge began; its upset began with the first announcement of the ten minutes before.
    pub(super) fn surge_began(&mut self, at: Instant) {
        self.surge_ended(at);
        self.surge_since = Some(at);
        if at >= self.from {
            self.surges += 1;
            self.forget(at);
            let first = self.recent.front().map_or(at, |(first, _)| *first);
            self.upset = Some((first.after(WINDOW), self.in_recent));
            self.upset_max = self.upset_max.max(Some(self.in_recent));
        }
    }

    /// Notes that it is over; of one that began before the span only what lies in it counts.
    pub(super) fn surge_ended(&mut self, at: Instant) {
        if let Some(since) = self.surge_since.take() {
            self.surge.0 += at.since(since.max(self.from)).0.max(0);
        }
    }

    /// Returns the ten-minute periods over their limit, and the hours.
    pub(super) const fn over(&self) -> (u32, u32) {
        (self.period.over, self.hour.over)
    }

    fn forget(&mut self, now: Instant) {
        while let Some((_, count)) = self.recent.front().filter(|(at, _)| now.since(*at) >= WINDOW) {
            self.in_recent -= count;
            self.recent.pop_front();
        }
    }
}
