//! What time means: a device that is silent too long, a condition that stood or was gone long enough, a shelf that runs out,
//! an alarm that is stale, an incident that is asked about again.
//!
//! A device has one timer for all that it waits for, and the timer is lazy: a message only notes when the device was heard,
//! and a timer that comes out too early is filed again. So a device that talks costs nothing here.
//!
//! Invariants:
//! - what a timer causes carries the instant that it was due, however late the core was asked;
//! - asking more often changes nothing.

use crate::correlation::Correlation;
use crate::correlation::alarm::{AlarmClass, AlarmKey};
use crate::correlation::change::{Changes, ReasonCode, RenewCause, What};
use crate::correlation::event::Conditions;
use crate::correlation::step::{Cause, Shift, plain};
use crate::correlation::tables::filters::Stage;
use crate::correlation::tables::suppressions::Cover;
use crate::limits::{STEP_CHANGES_MAX, SUPPRESSIONS_MAX};
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

/// What a timer belongs to.
#[derive(Clone, Copy)]
enum Thing {
    Device(DeviceId),
    Suppression(u32),
    Incident(u32),
}

impl Correlation {
    /// Fires the timers that are due by `now`, in the order that they were due.
    ///
    /// Done leaves room in `changes` for one event.
    pub fn advance(&mut self, now: Instant, changes: &mut Changes) -> Progress {
        self.start(now);
        loop {
            if self.release(changes) == Progress::More || changes.remaining_capacity() < STEP_CHANGES_MAX {
                return Progress::More;
            }
            let Some((thing, due)) = self.wheel.expire(now) else { return Progress::Done };
            match self.thing(thing) {
                Thing::Device(device) => self.elapse(device, due, changes),
                Thing::Suppression(slot) => self.run_out(slot, due, changes),
                Thing::Incident(slot) => self.ask_again(slot, due, changes),
            }
        }
    }

    /// Returns when the core wants to be asked again: never later than the first timer, perhaps earlier.
    pub fn next_due(&self) -> Option<Instant> {
        let freed = self.holds.first_freed().and_then(|(_, held)| held.freed).map(|(at, _)| at);
        let broken = self.suppressions.first_broken().map(|(_, at, _)| at);
        [broken, freed, self.wheel.next_due()].into_iter().flatten().min()
    }

    /// Begins to watch every device at the first instant that the core is told; says and changes nothing afterwards.
    pub fn start(&mut self, now: Instant) {
        if self.wheel.start(now) {
            for slot in 0..SUPPRESSIONS_MAX as u32 {
                if let Some(Cover::Shelf(alarm)) = self.suppressions.get(slot).map(|row| row.cover) {
                    self.end_unsaid(alarm);
                }
            }
            self.watch_all();
        }
    }

    /// Files a timer for every device that must speak, or has an alarm that waits, and has none.
    pub(super) fn watch_all(&mut self) {
        let Some(now) = self.wheel.now() else { return };
        for index in 0..self.devices.capacity() as u32 {
            let device = DeviceId(index);
            let Some(row) = self.devices.get_mut(device) else { continue };
            let silent = row.conditions.any(Conditions::SILENT);
            if self.wheel.is_filed(index) {
                continue;
            }
            if row.silence_max().is_some() && !silent {
                row.heard = row.heard.max(now);
            }
            self.watch(device);
        }
    }

    /// Files the timer of a device for the first instant that it waits for.
    pub(super) fn watch(&mut self, device: DeviceId) {
        if let Some(due) = self.waits_until(device) {
            self.wheel.file(device.0, due);
        }
    }

    /// Files the timer of a suppression.
    pub(super) fn watch_suppression(&mut self, slot: u32, due: Instant) {
        self.wheel.file(self.devices.capacity() as u32 + slot, due);
    }

    /// Stops the timer of a suppression.
    pub(super) fn unwatch_suppression(&mut self, slot: u32) {
        self.wheel.cancel(self.devices.capacity() as u32 + slot);
    }

    /// Files the timer of an incident that a person has: it is asked about again.
    pub(super) fn watch_incident(&mut self, slot: u32) {
        let Some(row) = self.incidents.get(slot).filter(|row| row.is_open() && row.acknowledged) else {
            return;
        };
        if let Some(after) = self.rules.realarm(row.severity) {
            let thing = (self.devices.capacity() + SUPPRESSIONS_MAX) as u32 + slot;
            self.wheel.file(thing, row.acknowledged_at.after(after));
        }
    }

    /// Returns the number of timers that a core with so many devices and incidents needs.
    pub(super) const fn timers(devices: usize, incidents: usize) -> usize {
        devices + SUPPRESSIONS_MAX + incidents
    }

    fn thing(&self, thing: u32) -> Thing {
        let devices = self.devices.capacity() as u32;
        match thing.checked_sub(devices) {
            None => Thing::Device(DeviceId(thing)),
            Some(slot) if (slot as usize) < SUPPRESSIONS_MAX => Thing::Suppression(slot),
            Some(slot) => Thing::Incident(slot - SUPPRESSIONS_MAX as u32),
        }
    }

    /// Returns the first instant that a device waits for.
    fn waits_until(&self, device: DeviceId) -> Option<Instant> {
        let row = self.devices.get(device)?;
        let silent = row.conditions.any(Conditions::SILENT);
        let silence = row.silence_max().filter(|_| !silent).map(|silence| row.heard.after(silence));
        let now = self.wheel.now()?;
        let stages = self.filters.of(device).into_iter().flatten().filter_map(|filter| filter.due(now));
        let members = row.members.iter().filter_map(|index| self.members.get(*index));
        let stale = members
            .filter(|row| row.active && !row.stale)
            .map(|row| row.joined.after(self.rules.stale_after));
        silence.into_iter().chain(stages).chain(stale).min()
    }

    /// Does what a device waited for.
    fn elapse(&mut self, device: DeviceId, due: Instant, changes: &mut Changes) {
        self.fall_silent(device, due, changes);
        for class in AlarmClass::ALL {
            let alarm = AlarmKey { device, class };
            self.end_stage(alarm, due, changes);
            self.grow_stale(alarm, due, changes);
        }
        self.watch(device);
    }

    /// Makes a silence of a timer, unless the device spoke since or its gateway told of it before.
    fn fall_silent(&mut self, device: DeviceId, due: Instant, changes: &mut Changes) {
        let Some(row) = self.devices.get_mut(device) else { return };
        let Some(silence) = row.silence_max() else { return };
        let before = row.conditions;
        if before.any(Conditions::SILENT) || row.heard.after(silence) > due {
            return;
        }
        row.conditions = before.with(Conditions::SILENT);
        let shift = Shift { before, after: row.conditions, told: Conditions::SILENT };
        let alarm = AlarmKey { device, class: AlarmClass::Fault };
        self.settle(alarm, shift, &Cause::timer(due, self.input), changes);
    }

    /// Lets a condition count that stood long enough, and one end that was gone long enough.
    fn end_stage(&mut self, alarm: AlarmKey, due: Instant, changes: &mut Changes) {
        let Some(filter) = self.filters.get_mut(alarm) else { return };
        if filter.due(due).is_none_or(|at| at > due) {
            return;
        }
        let mut cause = Cause::timer(due, self.input);
        let rose = filter.stage == Stage::Rising;
        if rose {
            (cause.severity, cause.test) = (filter.severity, filter.is_test());
        } else {
            filter.doublings = 0;
        }
        filter.stage = Stage::Settled;
        if rose {
            self.count_raise(alarm, due);
        }
        self.rest(alarm.device);
        let Some(after) = self.devices.get(alarm.device).map(|row| row.conditions) else { return };
        let told = if rose { alarm.class.conditions().within(after) } else { Conditions::NONE };
        let shift = Shift { before: after, after, told };
        self.carry(alarm, (!rose, rose), shift, &cause, changes);
    }

    /// Marks an alarm that is active too long.
    fn grow_stale(&mut self, alarm: AlarmKey, due: Instant, changes: &mut Changes) {
        let Some(device) = self.devices.get(alarm.device) else { return };
        let Some(row) = self.members.get(device.members[alarm.class as usize]) else { return };
        if row.active && !row.stale && row.joined.after(self.rules.stale_after) <= due {
            let incident = row.incident;
            self.commit(due, What::Stale { incident, alarm }, changes);
        }
    }

    /// Ends a shelf, an outage or a window whose time is over.
    fn run_out(&mut self, slot: u32, due: Instant, changes: &mut Changes) {
        if let Some(id) = self.suppressions.get(slot).map(|row| row.id) {
            self.end_suppression(id, due, plain(ReasonCode::Expired), changes);
        }
    }

    /// Asks again about an incident that a person has had long enough.
    fn ask_again(&mut self, slot: u32, due: Instant, changes: &mut Changes) {
        let Some(row) = self.incidents.get(slot).filter(|row| row.is_open() && row.acknowledged) else {
            return;
        };
        let Some(after) = self.rules.realarm(row.severity) else { return };
        if row.acknowledged_at.after(after) > due {
            self.watch_incident(slot);
        } else if row.active > 0 {
            let incident = row.id;
            self.commit(due, What::Renewed { incident, cause: RenewCause::ReAlarm }, changes);
        }
    }
}
