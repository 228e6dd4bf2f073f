//! How long to wait before the next try.
//!
//! Full jitter: after a power cut a hundred desks must not come back in the same second.

use crate::feed::chance::Chance;
use std::time::Duration;

/// The longest wait after the first failure.
const FIRST: Duration = Duration::from_millis(500);
/// A connection that stood this long wipes out the failures before it.
const STABLE: Duration = Duration::from_secs(60);
/// The longest wait that a server may ask for.
const ASKED_MAX: Duration = Duration::from_secs(120);

/// The failures in a row, and the chance that spreads them.
#[derive(Debug)]
pub(super) struct Backoff {
    failures: u32,
    longest: Duration,
    chance: Chance,
}

impl Backoff {
    /// Starts without a failure; no wait is longer than `longest`, unless the server asks for it.
    pub(super) fn new(longest: Duration) -> Self {
        Self { failures: 0, longest, chance: Chance::from_system() }
    }

    /// Counts an end after `stood`, and returns how long to wait; at least what the server asked for.
    pub(super) fn wait(&mut self, stood: Duration, asked: Option<Duration>) -> Duration {
        if stood >= STABLE {
            self.failures = 0;
        }
        let ceiling = FIRST.saturating_mul(1 << self.failures.min(10)).min(self.longest);
        self.failures = self.failures.saturating_add(1);
        let jitter = ceiling.mul_f64(self.chance.unit());
        asked.map_or(jitter, |asked| asked.min(ASKED_MAX) + jitter.min(FIRST))
    }
}

#[cfg(test)]
mod tests {
    use super::{Backoff, FIRST, STABLE};
    use crate::feed::transport::RETRY_MAX;
    use std::time::Duration;

    #[test]
    fn waits_grow_to_a_bound_and_start_again_after_a_stable_time() {
        let mut backoff = Backoff::new(RETRY_MAX);
        for failure in 0..20 {
            let ceiling = FIRST.saturating_mul(1 << failure.min(10)).min(RETRY_MAX);
            assert!(backoff.wait(Duration::ZERO, None) <= ceiling, "failure {failure}");
        }
        assert!(backoff.wait(STABLE, None) <= FIRST);
        let asked = Duration::from_secs(5);
        assert!(backoff.wait(Duration::ZERO, Some(asked)) >= asked);
    }
}
