//! What stands between a raw condition and its alarm: a row an alarm, four to a device.
//!
//! Decides: how a pending beginning or end is kept, and when an alarm chatters.
//! Must not know: which delay a rule asks for, what a condition means.
//!
//! Invariant: a device without a row in motion costs the hot path nothing: one flag of the device says so.

use crate::correlation::alarm::{AlarmClass, AlarmKey};
use crate::correlation::tables::{NONE, rows};
use crate::units::{DeviceId, Instant, Severity, Span};
use serde::{Deserialize, Serialize};

/// Where an alarm's condition is between its raw condition and what counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Stage {
    /// What counts is the raw condition.
    #[default]
    Settled,
    /// It stands, not yet long enough to be an alarm.
    Rising,
    /// It is gone, not yet long enough to end.
    Falling,
}

/// One alarm's row.
///
/// Units: instants are the low 32 bits of milliseconds: spans under 24 days are exact, and none here is longer.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Filter {
    /// When it was last raised.
    raised: u32,
    /// When it was raised before that.
    before: u32,
    /// When the stage ends.
    due: u32,
    /// Its row among the held, [`NONE`] when it is not held.
    pub(crate) held: u32,
    pub(crate) stage: Stage,
    /// How bad the raise was that waits.
    pub(crate) severity: Severity,
    /// How often the hold was doubled.
    pub(crate) doublings: u8,
    /// Raises that were counted, up to two: an instant without one is none; and [`TEST`].
    counted: u8,
}

const _: () = assert!(size_of::<Filter>() == 20, "a million devices are 80 MB");

impl Default for Filter {
    fn default() -> Self {
        Self {
            raised: 0,
            before: 0,
            due: 0,
            held: NONE,
            stage: Stage::Settled,
            severity: Severity::Unknown,
            doublings: 0,
            counted: 0,
        }
    }
}

/// Raises that make an alarm chatter.
///
/// Source: ISA-18.2: three or more in a minute.
const CHATTER_RAISES: u8 = 3;

/// The bit that says that what waits to be an alarm was told as a test.
const TEST: u8 = 1 << 7;

impl Filter {
    /// Counts a raise; returns whether it is the third within the window.
    pub(crate) fn count(&mut self, at: Instant, window: Span) -> bool {
        let counted = (self.counted & !TEST) + 1;
        let chatters = counted >= CHATTER_RAISES && between(self.before, at) <= window;
        (self.before, self.raised) = (self.raised, low(at));
        self.counted = self.counted & TEST | counted.min(CHATTER_RAISES - 1);
        chatters
    }

    /// Notes what is told of a condition that waits to be an alarm.
    pub(crate) fn tell(&mut self, severity: Severity, test: bool) {
        self.severity = self.severity.max(severity);
        self.counted = self.counted & !TEST | if test { TEST } else { 0 };
    }

    /// Returns whether what waits to be an alarm was told as a test.
    pub(crate) const fn is_test(&self) -> bool {
        self.counted & TEST != 0
    }

    /// Lets the stage wait until an instant.
    pub(crate) fn wait(&mut self, stage: Stage, due: Instant) {
        (self.stage, self.due) = (stage, low(due));
    }

    /// Returns when the stage ends, seen from an instant at most 24 days before or after.
    pub(crate) fn due(&self, near: Instant) -> Option<Instant> {
        (self.stage != Stage::Settled)
            .then(|| near.after(Span(i64::from(self.due.wrapping_sub(low(near)) as i32))))
    }
}

/// All rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Filters(Box<[[Filter; AlarmClass::ALL.len()]]>);

impl Filters {
    /// Makes the rows.
    pub(crate) fn new(devices: usize) -> Self {
        Self(rows(devices))
    }

    /// Returns the bytes that the rows take.
    pub(crate) const fn bytes(&self) -> usize {
        self.0.len() * size_of::<[Filter; AlarmClass::ALL.len()]>()
    }

    /// Returns an alarm's row.
    pub(crate) fn get_mut(&mut self, alarm: AlarmKey) -> Option<&mut Filter> {
        self.0.get_mut(alarm.device.index()).map(|rows| &mut rows[alarm.class as usize])
    }

    /// Returns an alarm's row.
    pub(crate) fn get(&self, alarm: AlarmKey) -> Option<&Filter> {
        self.0.get(alarm.device.index()).map(|rows| &rows[alarm.class as usize])
    }

    /// Returns the rows of a device.
    pub(crate) fn of(&self, device: DeviceId) -> Option<&[Filter; AlarmClass::ALL.len()]> {
        self.0.get(device.index())
    }
}

const fn low(at: Instant) -> u32 {
    at.0 as u32
}

/// Returns the span from an earlier instant.
const fn between(earlier: u32, at: Instant) -> Span {
    Span(low(at).wrapping_sub(earlier) as i64)
}

#[cfg(test)]
mod tests {
    use super::{Filter, Stage};
    use crate::units::{Instant, Span};

    #[test]
    fn the_third_raise_in_a_minute_chatters() {
        let window = Span::seconds(60);
        let at = |second: i64| Instant((1 << 32) - 20_000 + second * 1_000);
        for (raises, expected) in [
            (&[0, 30, 60][..], &[false, false, true][..]),
            (&[0, 30, 61], &[false, false, false]),
            (&[0, 50, 70, 80, 200], &[false, false, false, true, false]),
        ] {
            let mut filter = Filter::default();
            let chatters: Vec<_> = raises.iter().map(|second| filter.count(at(*second), window)).collect();
            assert_eq!(chatters, expected, "{raises:?}");
        }
    }

    #[test]
    fn a_stage_ends_when_it_was_told_to() {
        let mut filter = Filter::default();
        let now = Instant((1 << 33) - 5);
        assert_eq!(filter.due(now), None);
        filter.wait(Stage::Falling, now.after(Span::minutes(10)));
        for near in [now, now.after(Span::minutes(10)), now.after(Span::minutes(25))] {
            assert_eq!(filter.due(near), Some(now.after(Span::minutes(10))), "from {near:?}");
        }
    }
}
