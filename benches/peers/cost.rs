//! What a run costs: the wall's time, and the time on processors, which neighbours on the machine change less.

use rustix::time::{ClockId, clock_gettime};
use std::fs;
use std::time::{Duration, Instant};

/// What a run cost.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) wall: Duration,
    /// Of all its threads, or of the process that was run.
    pub(crate) processor: Duration,
}

impl Cost {
    /// More than anything costs.
    pub(crate) const MAX: Self = Self { wall: Duration::MAX, processor: Duration::MAX };

    /// Returns the smaller of each.
    pub(crate) fn min(self, other: Self) -> Self {
        Self { wall: self.wall.min(other.wall), processor: self.processor.min(other.processor) }
    }
}

/// Runs something in this process.
pub(crate) fn of<T>(work: impl FnOnce() -> T) -> (Cost, T) {
    let (begin, before) = (Instant::now(), own());
    let done = work();
    (Cost { wall: begin.elapsed(), processor: own().saturating_sub(before) }, done)
}

/// Runs something that waits for a process of its own until that has ended.
pub(crate) fn of_child<T>(work: impl FnOnce() -> T) -> (Cost, T) {
    let (begin, before) = (Instant::now(), children());
    let done = work();
    (Cost { wall: begin.elapsed(), processor: children().saturating_sub(before) }, done)
}

fn own() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Returns the time on processors of the processes that have ended.
///
/// Source: proc(5): fields 16 and 17 of `stat`, in ticks; the name before them may hold anything but a last bracket.
fn children() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u64 = fields[13].parse::<u64>().unwrap() + fields[14].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 1_000 / rustix::param::clock_ticks_per_second())
}
