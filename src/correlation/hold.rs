//! What is kept from being announced, and what breaks it (rule 4).
//!
//! Decides: whether an alarm whose condition begins is held, which alarms a new one sets free.
//! Must not know: where an alarm belongs.
//!
//! Invariants:
//! - an alarm that is let go is raised at the instant that let it go, before anything later;
//! - what finds no place among the held is announced;
//! - the fire bit is held by a trusted test and by a shelf only, never by isolation, an outage or an inhibition.

use crate::correlation::Correlation;
use crate::correlation::alarm::{AlarmClass, AlarmKey, AlarmState, DeviceKind, Quantity};
use crate::correlation::change::{Changes, Reason, ReasonCode, What};
use crate::correlation::event::Conditions;
use crate::correlation::step::{Cause, family_of, plain};
use crate::correlation::tables::suppressions::{Cover, Suppression};
use crate::correlation::timers::Progress;
use crate::limits::STEP_CHANGES_MAX;
use crate::units::{Instant, Severity, Span, SuppressionId, WarningId, ZoneId};

/// Shelves run out so many seconds apart at most, by device, so that a hundred of them are no surge.
const STAGGER_S: u32 = 60;

impl Correlation {
    /// Takes in what a person asked to be kept; returns whether it found a place.
    ///
    /// The live desk and the journal's fold both begin it here; [`Correlation::enforce`] is the live desk's.
    pub fn suppress(&mut self, new: Suppression) -> bool {
        let Some(slot) = self.suppressions.put(new, |zone| self.places.get(zone).parent) else { return false };
        let until = match new.cover {
            Cover::Shelf(alarm) => {
                self.devices.trigger(alarm, crate::correlation::state::Trigger::Shelve);
                new.until.after(Span::seconds(i64::from(alarm.device.0 % STAGGER_S)))
            }
            Cover::Outage(_) | Cover::Window(_) => new.until,
        };
        self.watch_suppression(slot, until);
        true
    }

    /// Holds what stands already and is named by a shelf or an outage; a window takes only what begins in it.
    pub fn enforce(&mut self, id: SuppressionId, at: Instant, changes: &mut Changes) {
        let Some(cover) = self.suppressions.find(id).and_then(|slot| self.suppressions.get(slot)).map(|row| row.cover)
        else {
            return;
        };
        match cover {
            Cover::Shelf(alarm) => self.quieten(alarm, plain(ReasonCode::Shelved(id)), at, changes),
            Cover::Outage(device) => {
                for class in AlarmClass::ALL {
                    let fire = self.devices.get(device).is_some_and(|row| row.conditions.any(Conditions::FIRE));
                    if class != AlarmClass::Hazard || !fire {
                        self.quieten(AlarmKey { device, class }, plain(ReasonCode::Outage(id)), at, changes);
                    }
                }
            }
            Cover::Window(_) => {}
        }
    }

    /// Ends what a person asked to be kept; [`Correlation::let_go`] is the live desk's.
    pub fn lift(&mut self, id: SuppressionId) -> bool {
        let Some((slot, gone)) = self.suppressions.remove(id) else { return false };
        self.unwatch_suppression(slot);
        if let Cover::Shelf(alarm) = gone.cover {
            self.unshelve_normal(alarm, id);
        }
        true
    }

    /// Sets free what an ended suppression held: a person ended it.
    pub fn let_go(&mut self, id: SuppressionId, at: Instant, changes: &mut Changes) {
        self.free_all(at, plain(ReasonCode::Operator), |held| held.suppression() == Some(id));
        let (Progress::Done | Progress::More) = self.release(changes);
    }

    /// A person told of a zone: shelves and tests in it break.
    pub fn told(&mut self, zone: ZoneId, at: Instant, changes: &mut Changes) {
        self.break_zone(zone, at, plain(ReasonCode::Told), changes, |_| true);
        let (Progress::Done | Progress::More) = self.release(changes);
    }

    /// A warning came to cover sites: shelves in them break.
    ///
    /// Cost: O(suppressions).
    pub fn warned(&mut self, warning: WarningId, at: Instant, changes: &mut Changes) {
        let reason = plain(ReasonCode::InWarning(warning));
        for slot in 0..crate::limits::SUPPRESSIONS_MAX as u32 {
            let Some(Suppression { id, cover: Cover::Shelf(alarm), .. }) = self.suppressions.get(slot).copied() else {
                continue;
            };
            let zone = self.devices.get(alarm.device).map(|row| row.zone);
            if zone.is_some_and(|zone| self.contexts.covers(warning, zone)) {
                self.end_suppression(id, at, reason, changes);
            }
        }
        let (Progress::Done | Progress::More) = self.release(changes);
    }

    /// Ends a suppression by itself: its time is over, or it broke.
    pub(super) fn end_suppression(&mut self, id: SuppressionId, at: Instant, reason: Reason, changes: &mut Changes) {
        self.commit(at, What::SuppressionEnded { suppression: id, reason }, changes);
        self.free_all(at, reason, |held| held.suppression() == Some(id));
    }

    /// Returns why an alarm whose condition is told now is to be held.
    pub(super) fn hold(&self, alarm: AlarmKey, conditions: Conditions, test: bool) -> Option<Reason> {
        let device = self.devices.get(alarm.device)?;
        let hazard = alarm.class == AlarmClass::Hazard;
        let fire = hazard && conditions.any(Conditions::FIRE);
        if device.states[alarm.class as usize] == AlarmState::Shelved
            && let Some(shelf) = self.suppressions.shelf(alarm)
        {
            return Some(plain(ReasonCode::Shelved(shelf.id)));
        }
        if self.suppressions.len() > 0
            && !fire
            && let Some(outage) = self.suppressions.outage(alarm.device)
        {
            return Some(plain(ReasonCode::Outage(outage.id)));
        }
        if test {
            return Some(plain(ReasonCode::Test));
        }
        if let Some(id) = self.suppressions.window(device.zone)
            && !(hazard && self.is_answered(alarm, device.kind, device.zone))
        {
            return Some(plain(ReasonCode::Window(id)));
        }
        let isolated = hazard && conditions.any(Conditions::ISOLATED);
        if isolated && !family_of(alarm.class, device.kind, conditions).is_life_risk() {
            return Some(plain(ReasonCode::Isolated));
        }
        if hazard { None } else { self.inhibition(alarm) }
    }

    /// Holds an alarm whose condition begins; returns whether it found a place.
    pub(super) fn withhold(&mut self, alarm: AlarmKey, reason: Reason, cause: &Cause, changes: &mut Changes) -> bool {
        if !self.holds.has_room() {
            return false;
        }
        self.commit(cause.at, What::Suppressed { alarm, reason }, changes);
        self.note_held(alarm, cause);
        true
    }

    /// Keeps what an event says of an alarm that is held.
    pub(super) fn note_held(&mut self, alarm: AlarmKey, cause: &Cause) {
        let index = self.held_row(alarm);
        if let Some(held) = self.holds.get_mut(index) {
            if !held.occurred.is_stated() {
                (held.occurred, held.marks) = (cause.occurred, cause.marks);
            }
            held.severity = held.severity.max(cause.severity);
            if let Some(value) = cause.reading() {
                (held.value_milli, held.unit) = (value, cause.unit);
            }
        }
    }

    /// Returns the row of a held alarm, or one that does not exist.
    pub(super) fn held_row(&self, alarm: AlarmKey) -> u32 {
        self.filters.get(alarm).map_or(crate::correlation::tables::NONE, |filter| filter.held)
    }

    /// Returns whether a held alarm is told worse than it was held at: that breaks a shelf and a test.
    pub(super) fn is_worse(&self, alarm: AlarmKey, severity: Severity) -> bool {
        self.holds.get(self.held_row(alarm)).is_some_and(|held| held.is_breakable() && severity > held.severity)
    }

    /// A hazard alarm began that is no test: what it proves together with held ones sets those free.
    pub(super) fn break_around(&mut self, alarm: AlarmKey, at: Instant, changes: &mut Changes) {
        if self.holds.len() == 0 {
            return;
        }
        let Some((zone, kind)) = self.devices.get(alarm.device).map(|row| (row.zone, row.kind)) else { return };
        let code = if kind == DeviceKind::ManualCallPoint {
            ReasonCode::ManualCallPoint
        } else {
            ReasonCode::SameZoneOtherQuantity
        };
        let reason = Reason { other: Some(alarm), ..plain(code) };
        let mut next = self.holds.in_zone(zone).next().map(|(index, _)| index);
        while let Some((index, held)) = next.and_then(|index| Some((index, *self.holds.get(index)?))) {
            let other = self.devices.get(held.alarm().device).map(|row| row.kind);
            let proves = held.alarm() != alarm
                && held.alarm().class == AlarmClass::Hazard
                && other.is_some_and(|other| confirms(kind, other));
            if proves && held.is_breakable() && held.freed.is_none() {
                self.break_one(index, at, reason, changes);
            }
            next = self.holds.next_in_zone(index);
        }
    }

    /// Raises what was let go, as far as there is room for its changes.
    pub(super) fn release(&mut self, changes: &mut Changes) -> Progress {
        while let Some((_, held)) = self.holds.first_freed() {
            if changes.remaining_capacity() < STEP_CHANGES_MAX {
                return Progress::More;
            }
            let held = *held;
            let Some((at, reason)) = held.freed else { return Progress::Done };
            let alarm = held.alarm();
            let late = at.since(held.occurred) > self.rules.reorder_max;
            let cause = Cause::freed(&held, at, late, self.input);
            self.commit(at, What::Unsuppressed { alarm, reason }, changes);
            let Some(conditions) = self.devices.get(alarm.device).map(|row| row.conditions) else { continue };
            match self.hold(alarm, conditions, false) {
                Some(reason) if self.withhold(alarm, reason, &cause, changes) => {}
                Some(_) | None => self.raise(alarm, conditions, &cause, changes),
            }
            if alarm.class == AlarmClass::Hazard {
                self.break_around(alarm, at, changes);
            }
        }
        Progress::Done
    }

    /// Returns whether a hazard alarm in a window would confirm one that is announced in its zone: then no window holds it.
    fn is_answered(&self, alarm: AlarmKey, kind: DeviceKind, zone: ZoneId) -> bool {
        let families = [crate::correlation::alarm::HazardFamily::Fire, crate::correlation::alarm::HazardFamily::Gas];
        let incidents = families.into_iter().filter_map(|family| self.presence.exact(zone, family));
        let rows = incidents.filter_map(|id| self.incidents.get(self.incidents.find(id)?)).filter(|row| row.is_open());
        let mut members = rows.flat_map(|row| self.members.chain(row.chain));
        members.any(|(_, member)| {
            member.active && member.class == AlarmClass::Hazard && member.alarm() != alarm
                && self.devices.get(member.device).is_some_and(|row| row.zone == zone && confirms(kind, row.kind))
        })
    }

    fn break_zone(
        &mut self,
        zone: ZoneId,
        at: Instant,
        reason: Reason,
        changes: &mut Changes,
        wanted: impl Fn(AlarmKey) -> bool,
    ) {
        let mut next = self.holds.in_zone(zone).next().map(|(index, _)| index);
        while let Some((index, held)) = next.and_then(|index| Some((index, *self.holds.get(index)?))) {
            let hazard = held.alarm().class == AlarmClass::Hazard;
            if hazard && held.is_breakable() && held.freed.is_none() && wanted(held.alarm()) {
                self.break_one(index, at, reason, changes);
            }
            next = self.holds.next_in_zone(index);
        }
    }

    /// Sets one held alarm free; what a person asked for and it belongs to ends with it.
    pub(super) fn break_one(&mut self, index: u32, at: Instant, reason: Reason, changes: &mut Changes) {
        let Some(held) = self.holds.get(index) else { return };
        match held.suppression() {
            Some(id) if self.suppressions.find(id).is_some() => self.end_suppression(id, at, reason, changes),
            Some(_) | None => self.holds.let_go(index, at, reason),
        }
    }

    /// Takes an announced alarm off the air.
    fn quieten(&mut self, alarm: AlarmKey, reason: Reason, at: Instant, changes: &mut Changes) {
        let Some(device) = self.devices.get(alarm.device) else { return };
        let Some(row) = self.members.get(device.members[alarm.class as usize]).filter(|row| row.active).cloned() else {
            return;
        };
        let severity = self.incidents.get(row.slot).map_or(Severity::Unknown, |incident| incident.severity);
        if !self.holds.has_room() {
            return;
        }
        self.commit(at, What::Suppressed { alarm, reason }, changes);
        if let Some(held) = self.holds.get_mut(self.held_row(alarm)) {
            (held.severity, held.occurred, held.marks) = (severity, row.occurred, row.marks);
            (held.value_milli, held.unit) = (row.value_milli, row.unit);
        }
        self.quiet(row.slot, at, changes);
    }

    fn free_all(&mut self, at: Instant, reason: Reason, wanted: impl Fn(&crate::correlation::tables::holds::Held) -> bool) {
        let mut next = self.holds.iter().next().map(|(index, _)| index);
        while let Some(index) = next {
            next = self.holds.next(index);
            if self.holds.get(index).is_some_and(&wanted) {
                self.holds.let_go(index, at, reason);
            }
        }
    }

    /// Sets free what an inhibition held whose last source has ended.
    pub(super) fn free_inhibited(&mut self, at: Instant, source: AlarmKey) {
        if self.holds.len() == 0 {
            return;
        }
        let mut next = self.holds.iter().next().map(|(index, _)| index);
        while let Some((index, held)) = next.and_then(|index| Some((index, *self.holds.get(index)?))) {
            next = self.holds.next(index);
            if held.reason.code == ReasonCode::Inhibited && self.inhibition(held.alarm()).is_none() {
                let reason = Reason { other: Some(source), rule: held.reason.rule, ..plain(ReasonCode::SourceEnded) };
                self.holds.let_go(index, at, reason);
            }
        }
    }

    /// Puts the state of a shelved alarm back that is not held by its shelf.
    fn unshelve_normal(&mut self, alarm: AlarmKey, id: SuppressionId) {
        use crate::correlation::state::Trigger;
        match self.holds.get(self.held_row(alarm)).map(|held| held.reason.code) {
            Some(ReasonCode::Shelved(shelf)) if shelf == id => {}
            Some(code) => {
                self.devices.trigger(alarm, Trigger::UnshelveNormal);
                self.devices.trigger(alarm, crate::correlation::fold::held_by(code));
            }
            None => self.devices.trigger(alarm, Trigger::UnshelveNormal),
        }
    }
}

/// Returns whether two devices together are better evidence than two alike: another known quantity, or a person's hand.
fn confirms(one: DeviceKind, other: DeviceKind) -> bool {
    let (one, other) = (one.quantity(), other.quantity());
    one == Quantity::Human || one != other && one != Quantity::Unknown && other != Quantity::Unknown
}
