//! What time means to a device: silence longer than its own rhythm is a fault.
//!
//! The timer is lazy: a message only notes when the device was heard, and a timer that comes out too early is filed
//! again. So a device that talks costs nothing here.
//!
//! Invariants:
//! - a silence carries the instant that it was due, however late the core was asked;
//! - asking more often changes nothing.

use crate::correlation::Correlation;
use crate::correlation::alarm::{AlarmClass, AlarmKey};
use crate::correlation::change::Changes;
use crate::correlation::event::Conditions;
use crate::correlation::step::{Cause, Shift};
use crate::limits::STEP_CHANGES_MAX;
use crate::units::{DeviceId, Instant};

/// Whether the timers have all had their turn.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// No timer is due any more.
    Done,
    /// The changes are nearly full: take them away and ask again.
    More,
}

impl Correlation {
    /// Fires the timers that are due by `now`, in the order that they were due.
    ///
    /// Done leaves room in `changes` for one event.
    pub fn advance(&mut self, now: Instant, changes: &mut Changes) -> Progress {
        self.start(now);
        loop {
            if changes.remaining_capacity() < STEP_CHANGES_MAX {
                return Progress::More;
            }
            let Some((device, due)) = self.wheel.expire(now) else { return Progress::Done };
            self.fall_silent(device, due, changes);
        }
    }

    /// Returns when the core wants to be asked again: never later than the first timer, perhaps earlier.
    pub fn next_due(&self) -> Option<Instant> {
        self.wheel.next_due()
    }

    /// Begins to watch every device at the first instant that the core is told.
    pub(super) fn start(&mut self, now: Instant) {
        if self.wheel.start(now) {
            self.watch_all();
        }
    }

    /// Files a timer for every device that must speak and has none.
    pub(super) fn watch_all(&mut self) {
        let Some(now) = self.wheel.now() else { return };
        for index in 0..self.devices.capacity() {
            let device = DeviceId(index as u32);
            let Some(row) = self.devices.get_mut(device) else { continue };
            let silent = row.conditions.any(Conditions::SILENT);
            let Some(silence) = row.silence_max().filter(|_| !silent) else { continue };
            if !self.wheel.is_filed(device) {
                row.heard = row.heard.max(now);
                self.wheel.file(device, row.heard.after(silence));
            }
        }
    }

    /// Watches a device again that was silent.
    pub(super) fn watch(&mut self, device: DeviceId) {
        let Some(row) = self.devices.get(device) else { return };
        if let Some(silence) = row.silence_max() {
            self.wheel.file(device, row.heard.after(silence));
        }
    }

    /// Makes a silence of a timer, unless the device spoke since or its gateway told of it before.
    fn fall_silent(&mut self, device: DeviceId, due: Instant, changes: &mut Changes) {
        let Some(row) = self.devices.get_mut(device) else { return };
        let Some(silence) = row.silence_max() else { return };
        let before = row.conditions;
        if before.any(Conditions::SILENT) {
            return;
        }
        let deadline = row.heard.after(silence);
        if deadline > due {
            self.wheel.file(device, deadline);
            return;
        }
        row.conditions = before.with(Conditions::SILENT);
        let shift = Shift { before, after: row.conditions, told: Conditions::SILENT };
        let alarm = AlarmKey { device, class: AlarmClass::Fault };
        self.settle(alarm, shift, &Cause::timer(due, self.input), changes);
    }
}
