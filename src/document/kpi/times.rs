//! How long something took: median and the ninth tenth, exact to a second within the hour.

use crate::units::Span;
use serde::{Deserialize, Serialize};

/// Whole seconds up to an hour, whole minutes up to a day, and whatever takes longer.
const SECONDS: usize = 3_600;
const MINUTES: usize = 23 * 60;

/// How long something took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// How often it was done.
    pub count: u64,
    /// Half of them took no longer. Units: seconds, rounded up.
    pub median_s: Option<u32>,
    /// Nine tenths took no longer. Units: seconds, rounded up.
    pub p90_s: Option<u32>,
    /// How many took longer than the target.
    pub over: u64,
}

/// Durations, counted by their length: memory does not grow with them.
#[derive(Clone, Debug)]
pub(super) struct Histogram {
    target: Span,
    buckets: Box<[u32]>,
    count: u64,
    over: u64,
}

impl Histogram {
    /// Makes an empty one, for a target.
    pub(super) fn new(target: Span) -> Self {
        Self { target, buckets: vec![0; SECONDS + MINUTES + 1].into(), count: 0, over: 0 }
    }

    /// Counts a duration; a negative one is zero.
    pub(super) fn add(&mut self, span: Span) {
        let seconds = usize::try_from(span.0.max(0).unsigned_abs().div_ceil(1_000)).unwrap_or(usize::MAX);
        let at = if seconds < SECONDS {
            seconds
        } else {
            (SECONDS + (seconds - SECONDS).div_ceil(60)).min(SECONDS + MINUTES)
        };
        self.buckets[at] += 1;
        self.count += 1;
        self.over += u64::from(span > self.target);
    }

    /// Returns what was counted.
    pub(super) fn times(&self) -> Times {
        Times { count: self.count, median_s: self.rank(50), p90_s: self.rank(90), over: self.over }
    }

    /// Returns the shortest time that so many in a hundred took no longer than: the nearest rank.
    fn rank(&self, percent: u64) -> Option<u32> {
        let wanted = (self.count * percent).div_ceil(100).max(1);
        let mut seen = 0;
        let at = self.buckets.iter().position(|count| {
            seen += u64::from(*count);
            seen >= wanted
        })?;
        let seconds = if at < SECONDS { at } else { SECONDS + (at - SECONDS) * 60 };
        Some(seconds as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::Histogram;
    use crate::units::Span;

    #[test]
    fn ranks_are_those_of_a_sorted_list() {
        let mut histogram = Histogram::new(Span::seconds(15));
        assert_eq!(histogram.times().median_s, None);
        let mut all: Vec<i64> = (1..=99).map(|n| (n * 7_919) % 100_000).collect();
        for millis in &all {
            histogram.add(Span(*millis));
        }
        all.sort_unstable();
        let seconds = |rank: usize| Some((all[rank - 1].unsigned_abs().div_ceil(1_000)) as u32);
        let times = histogram.times();
        assert_eq!((times.median_s, times.p90_s), (seconds(50), seconds(90)));
        assert_eq!(times.over, all.iter().filter(|millis| **millis > 15_000).count() as u64);
        histogram.add(Span::minutes(100_000));
        assert_eq!(histogram.times().count, 100, "what takes weeks is counted, too");
    }
}
