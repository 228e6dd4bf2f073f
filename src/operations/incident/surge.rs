//! Surge (报警激增): when more is announced than one person can take in.

use crate::units::{Instant, Span};
use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};

/// The window that announcements are counted in.
///
/// Source: ISA-18.2, alarm flood: more than 10 in 10 minutes for an operator, until fewer than 5.
pub const WINDOW: Span = Span::minutes(10);
/// More than this many in the window begin a surge.
pub const BEGINS_ABOVE: usize = 10;
/// Fewer than this many end it.
pub const ENDS_BELOW: usize = 5;

/// The latest announcements: incidents opened, and incidents that went back to unacknowledged.
///
/// Forty detectors of one fire are one announcement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surge {
    latest: ArrayVec<Instant, { BEGINS_ABOVE + 1 }>,
    began: bool,
}

impl Surge {
    /// Counts an announcement.
    pub fn announce(&mut self, at: Instant) {
        self.began = self.is_on(at);
        if self.latest.is_full() {
            self.latest.remove(0);
        }
        self.latest.push(at);
        self.began |= self.within(at) > BEGINS_ABOVE;
    }

    /// Returns whether alarms surge at an instant.
    pub fn is_on(&self, now: Instant) -> bool {
        self.began && self.within(now) >= ENDS_BELOW
    }

    fn within(&self, now: Instant) -> usize {
        self.latest.iter().filter(|at| now.since(**at) < WINDOW).count()
    }
}

#[cfg(test)]
mod tests {
    use super::{Surge, WINDOW};
    use crate::units::{Instant, Span};

    #[test]
    fn a_surge_begins_above_ten_and_ends_below_five() {
        let mut surge = Surge::default();
        let at = |second: i64| Instant(1_000_000).after(Span::seconds(second));
        for second in 0..10 {
            surge.announce(at(second));
            assert!(!surge.is_on(at(second)), "ten are not yet a surge");
        }
        surge.announce(at(10));
        assert!(surge.is_on(at(10)));
        let window = WINDOW.whole_seconds();
        assert!(surge.is_on(at(window + 5)), "five are left: those of the seconds 6 to 10");
        assert!(!surge.is_on(at(window + 6)), "four are left");
    }
}
