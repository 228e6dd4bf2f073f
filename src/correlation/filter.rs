//! What of a raw condition counts: delays, and the hold of an alarm that chatters (rule 3).
//!
//! Decides: when a condition begins and ends for the rules after it.
//! Must not know: what a beginning or an end means.
//!
//! Invariants:
//! - the fire bit passes at once;
//! - a recovery is put off, never swallowed;
//! - a device without a delay in motion costs one flag.

use crate::correlation::Correlation;
use crate::correlation::alarm::{AlarmClass, AlarmKey, DeviceKind};
use crate::correlation::event::Conditions;
use crate::correlation::step::{Cause, Shift};
use crate::correlation::tables::filters::Stage;
use crate::units::{DeviceId, Instant, Severity, Span};

/// The hold is doubled at most so often; by then it is long beyond any limit.
const DOUBLINGS_MAX: u8 = 16;

impl Correlation {
    /// Returns whether an alarm's condition counted before an event, and whether it counts now.
    pub(super) fn pass(&mut self, alarm: AlarmKey, shift: Shift, cause: &Cause) -> (bool, bool) {
        let bits = alarm.class.conditions();
        let (was, is) = (shift.before.any(bits), shift.after.any(bits));
        let Some(device) = self.devices.get(alarm.device) else { return (was, is) };
        if was == is && !device.is_restless() {
            return (was, is);
        }
        let kind = device.kind;
        let fire = alarm.class == AlarmClass::Hazard && shift.after.any(Conditions::FIRE);
        let Some(filter) = self.filters.get_mut(alarm) else { return (was, is) };
        match (filter.stage, was, is) {
            (Stage::Settled, false, true) => self.begin(alarm, kind, fire, cause),
            (Stage::Settled, true, false) => self.fade(alarm, kind, cause),
            (Stage::Settled, _, _) => (was, is),
            (Stage::Rising, _, true) => {
                if shift.told.any(bits) {
                    filter.tell(cause.severity, cause.test);
                }
                if fire {
                    filter.stage = Stage::Settled;
                    self.count_raise(alarm, cause.at);
                    self.rest(alarm.device);
                }
                (false, fire)
            }
            (Stage::Rising, _, false) => {
                filter.stage = Stage::Settled;
                self.fleeting += 1;
                self.rest(alarm.device);
                (false, false)
            }
            (Stage::Falling, _, true) => {
                filter.stage = Stage::Settled;
                self.count_raise(alarm, cause.at);
                self.rest(alarm.device);
                (true, true)
            }
            (Stage::Falling, _, false) => (true, true),
        }
    }

    /// Counts a raise: the third in a short while makes the alarm chatter, any further one in its hold doubles that.
    pub(super) fn count_raise(&mut self, alarm: AlarmKey, at: Instant) {
        let window = self.rules.chatter_window;
        let Some(filter) = self.filters.get_mut(alarm) else { return };
        if filter.count(at, window) || filter.doublings > 0 {
            filter.doublings = (filter.doublings + 1).min(DOUBLINGS_MAX);
        }
    }

    /// Notes whether a device still has a condition in motion.
    pub(super) fn rest(&mut self, device: DeviceId) {
        let moves =
            self.filters.of(device).is_some_and(|rows| rows.iter().any(|row| row.stage != Stage::Settled));
        if let Some(row) = self.devices.get_mut(device) {
            row.set_restless(moves);
        }
    }

    fn begin(&mut self, alarm: AlarmKey, kind: DeviceKind, fire: bool, cause: &Cause) -> (bool, bool) {
        let delay = self.rules.delay(kind, alarm.class).on;
        if fire || delay == Span(0) {
            self.count_raise(alarm, cause.at);
            return (false, true);
        }
        self.put_off(alarm, Stage::Rising, delay, cause);
        (false, false)
    }

    fn fade(&mut self, alarm: AlarmKey, kind: DeviceKind, cause: &Cause) -> (bool, bool) {
        let base = self.rules.delay(kind, alarm.class).off;
        let doublings = self.filters.get(alarm).map_or(0, |filter| filter.doublings);
        let delay = match doublings.checked_sub(1) {
            Some(times) => {
                let hold = base.max(self.rules.chatter_hold);
                Span(hold.0.saturating_mul(1 << times)).min(self.rules.off_delay_max).max(hold)
            }
            None => base,
        };
        if delay == Span(0) {
            return (true, false);
        }
        self.put_off(alarm, Stage::Falling, delay, cause);
        (true, true)
    }

    fn put_off(&mut self, alarm: AlarmKey, stage: Stage, delay: Span, cause: &Cause) {
        if let Some(filter) = self.filters.get_mut(alarm) {
            filter.wait(stage, cause.at.after(delay));
            filter.severity = Severity::Unknown;
            filter.tell(cause.severity, cause.test);
        }
        if let Some(row) = self.devices.get_mut(alarm.device) {
            row.set_restless(true);
        }
        self.watch(alarm.device);
    }
}
