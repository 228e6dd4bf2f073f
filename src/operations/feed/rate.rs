//! How much a feed has said in the last minute, in desk time.
//!
//! Must not know: what was said.

use crate::units::Instant;
use serde::{Deserialize, Serialize};

/// Slots of the minute.
const SLOTS: usize = 12;
/// How long one slot is.
const SLOT_MS: i64 = 5_000;

/// Messages and alarms of the last minute, in slots of five seconds.
///
/// Cost: 104 bytes; counting and reading are O(slots), no allocation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// The number of the newest slot since 1970.
    newest: i64,
    messages: [u32; SLOTS],
    alarms: [u32; SLOTS],
}

/// What was counted in a minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerMinute {
    /// Messages of any kind.
    pub messages: u32,
    /// Alarms that they brought.
    pub alarms: u32,
}

impl Rate {
    /// Counts a message.
    pub fn message(&mut self, at: Instant) {
        let slot = self.turn(at);
        self.messages[slot] = self.messages[slot].saturating_add(1);
    }

    /// Counts an alarm.
    pub fn alarm(&mut self, at: Instant) {
        let slot = self.turn(at);
        self.alarms[slot] = self.alarms[slot].saturating_add(1);
    }

    /// Returns what the minute before `now` has brought.
    pub fn last_minute(&self, now: Instant) -> PerMinute {
        let mut sum = PerMinute::default();
        let last = now.0.div_euclid(SLOT_MS);
        for back in 0..SLOTS as i64 {
            let slot = self.newest - back;
            if slot > last - SLOTS as i64 {
                let at = slot.rem_euclid(SLOTS as i64) as usize;
                sum.messages = sum.messages.saturating_add(self.messages[at]);
                sum.alarms = sum.alarms.saturating_add(self.alarms[at]);
            }
        }
        sum
    }

    /// Turns to the slot of an instant and empties those that were passed over; desk time never goes back.
    fn turn(&mut self, at: Instant) -> usize {
        let slot = at.0.div_euclid(SLOT_MS);
        let passed = slot.saturating_sub(self.newest).clamp(0, SLOTS as i64);
        for back in 0..passed {
            let stale = (slot - back).rem_euclid(SLOTS as i64) as usize;
            (self.messages[stale], self.alarms[stale]) = (0, 0);
        }
        self.newest = self.newest.max(slot);
        self.newest.rem_euclid(SLOTS as i64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::{PerMinute, Rate, SLOT_MS};
    use crate::units::Instant;

    #[test]
    fn a_minute_counts_what_came_in_it_and_forgets_it_when_nothing_more_comes() {
        let mut rate = Rate::default();
        let start = 1_790_000_000_000;
        // One a second for three minutes, an alarm in ten.
        for second in 0..180 {
            let at = Instant(start + second * 1_000);
            rate.message(at);
            if second % 10 == 0 {
                rate.alarm(at);
            }
        }
        let last = start + 179_000;
        assert_eq!(rate.last_minute(Instant(last)), PerMinute { messages: 60, alarms: 6 });
        assert_eq!(rate.last_minute(Instant(last + 30_000)).messages, 30);
        assert_eq!(rate.last_minute(Instant(last + 60_000)), PerMinute::default());
        assert_eq!(rate.last_minute(Instant(last + 86_400_000)), PerMinute::default());
        rate.message(Instant(last + 86_400_000));
        assert_eq!(rate.last_minute(Instant(last + 86_400_000)), PerMinute { messages: 1, alarms: 0 });
    }

    #[test]
    fn it_counts_as_a_list_of_all_instants_does() {
        let (mut rate, mut all, mut at) = (Rate::default(), Vec::new(), 7_i64);
        for step in 0..5_000_i64 {
            at += (step * 7_919) % 13_001;
            rate.message(Instant(at));
            all.push(at);
            for later in [0, 4_999, 20_000, 59_000, 61_000] {
                let now = at + later;
                let from = (now.div_euclid(SLOT_MS) - 11) * SLOT_MS;
                let naive = all.iter().rev().take_while(|one| **one >= from).count() as u32;
                assert_eq!(rate.last_minute(Instant(now)).messages, naive, "{at} {later}");
            }
        }
    }
}
