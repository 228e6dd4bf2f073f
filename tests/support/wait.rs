//! Waiting on a condition of another process, bounded.

use std::time::{Duration, Instant};

/// Longer than anything takes on a busy machine: only a fault reaches it.
pub(crate) const PATIENT: Duration = Duration::from_secs(120);

/// How often a condition is looked at that nobody announces.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Waits until `look` finds something; fails the test with `what` and the last state of `shown` otherwise.
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>, shown: impl Fn() -> String) -> T {
    let end = Instant::now() + PATIENT;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "never: {what}\n{}", shown());
        std::thread::park_timeout(LOOK_EVERY);
    }
}

/// Lets time pass that the program itself measures: a hand that rests, a clock that must stand.
pub(crate) fn pass(time: Duration) {
    let end = Instant::now() + time;
    while let Some(left) = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
        std::thread::park_timeout(left);
    }
}
