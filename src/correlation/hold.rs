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
use crate::correlation::alarm::{AlarmClass, AlarmKey, AlarmState, DeviceKind, HazardFamily, Quantity};
use crate::correlation::change::{Changes, Reason, ReasonCode, What};
use crate::correlation::event::Conditions;
use crate::correlation::step::{Cause, family_of, plain};
use crate::correlation::tables::holds::{Held, Holds};
use crate::correlation::tables::suppressions::{Cover, Suppression};
use crate::correlation::timers::Progress;
use crate::limits::{STEP_CHANGES_MAX, SUPPRESSIONS_MAX};
use crate::units::{Instant, Span, SuppressionId, WarningId, ZoneId};

/// Shelves run out so many seconds apart at most, by device, so that a hundred of them are no surge.
const STAGGER_S: u32 = 60;

impl Correlation {
    /// Takes in what a person asked to be kept; returns whether it found a place.
    ///
    /// The live desk and the journal's fold both begin it here; [`Correlation::enforce`] is the live desk's.
    pub fn suppress(&mut self, new: Suppression) -> bool {
        let Some(slot) = self.suppressions.put(new, |zone| self.places.get(zone).parent) else {
            return false;
        };
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

    /// Holds what stands already and is named by a shelf or an outage; a window takes only what begins in it, or is held.
    pub fn enforce(&mut self, id: SuppressionId, at: Instant, changes: &mut Changes) {
        let cover =
            self.suppressions.find(id).and_then(|slot| self.suppressions.get(slot)).map(|row| row.cover);
        match cover {
            None => {}
            Some(Cover::Shelf(alarm)) => self.quieten(alarm, at, changes),
            Some(Cover::Outage(device)) => {
                for class in AlarmClass::ALL {
                    self.quieten(AlarmKey { device, class }, at, changes);
                }
            }
            Some(Cover::Window(node)) => {
                let places = &self.places;
                // What lets it go looks for the first reason again (rule 4.5).
                Self::free(&mut self.holds, at, plain(ReasonCode::Window(id)), |held| {
                    places.is_within(held.zone(), node)
                });
            }
        }
        let (Progress::Done | Progress::More) = self.release(changes);
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
        let reason = plain(ReasonCode::Operator);
        Self::free(&mut self.holds, at, reason, |held| held.suppression() == Some(id));
        let (Progress::Done | Progress::More) = self.release(changes);
    }

    /// A person told of a place: what holds a hazard alarm there or below, or would hold one, breaks.
    ///
    /// Cost: O(suppressions + held).
    pub fn told(&mut self, zone: ZoneId, at: Instant, changes: &mut Changes) {
        let reason = plain(ReasonCode::Told);
        self.break_all(at, reason, |core, cover| match cover {
            Cover::Shelf(alarm) => alarm.class == AlarmClass::Hazard && core.hangs_within(alarm, zone),
            Cover::Window(node) => core.places.is_within(node, zone) || core.places.is_within(zone, node),
            Cover::Outage(_) => false,
        });
        let places = &self.places;
        Self::free(&mut self.holds, at, reason, |held| {
            let hazard = held.alarm().class == AlarmClass::Hazard;
            hazard && held.reason.code == ReasonCode::Test && places.is_within(held.zone(), zone)
        });
        let (Progress::Done | Progress::More) = self.release(changes);
    }

    /// A warning came, or changed: shelves of hazard alarms that it covers break.
    ///
    /// Cost: O(suppressions).
    pub fn warned(&mut self, warning: WarningId, at: Instant, changes: &mut Changes) {
        self.break_all(at, plain(ReasonCode::InWarning(warning)), |core, cover| match cover {
            Cover::Shelf(alarm) if alarm.class == AlarmClass::Hazard => {
                let zone = core.devices.get(alarm.device).map(|row| row.zone);
                zone.is_some_and(|zone| core.contexts.covers(warning, zone))
            }
            Cover::Shelf(_) | Cover::Window(_) | Cover::Outage(_) => false,
        });
        let (Progress::Done | Progress::More) = self.release(changes);
    }

    /// Ends a suppression by itself: its time is over, or it broke.
    pub(super) fn end_suppression(
        &mut self,
        id: SuppressionId,
        at: Instant,
        reason: Reason,
        changes: &mut Changes,
    ) {
        self.commit(at, What::SuppressionEnded { suppression: id, reason }, changes);
        Self::free(&mut self.holds, at, reason, |held| held.suppression() == Some(id));
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
        if let Some(id) = self.suppressions.window(device.zone) {
            return Some(plain(ReasonCode::Window(id)));
        }
        let isolated = hazard && conditions.any(Conditions::ISOLATED);
        if isolated && !family_of(alarm.class, device.kind, conditions).is_life_risk() {
            return Some(plain(ReasonCode::Isolated));
        }
        if hazard { None } else { self.inhibition(alarm) }
    }

    /// Holds an alarm whose condition begins; returns whether it found a place.
    pub(super) fn withhold(
        &mut self,
        alarm: AlarmKey,
        reason: Reason,
        conditions: Conditions,
        cause: &Cause,
        changes: &mut Changes,
    ) -> bool {
        if !self.holds.has_room() {
            return false;
        }
        self.commit(cause.at, What::Suppressed { alarm, reason }, changes);
        self.note_held(alarm, cause);
        if let Some(held) = self.holds.get_mut(self.held_row(alarm)) {
            (held.test, held.conditions) = (cause.test, conditions.within(alarm.class.conditions()));
        }
        true
    }

    /// Goes on holding an alarm, by the reason that is the first now.
    pub(super) fn hold_by(&mut self, alarm: AlarmKey, reason: Reason, at: Instant, changes: &mut Changes) {
        let held = self.holds.get(self.held_row(alarm));
        if held.is_some_and(|held| held.reason.code != reason.code) {
            self.commit(at, What::Suppressed { alarm, reason }, changes);
        }
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

    /// A hazard alarm begins under a shelf or in a window: what it proves together with others breaks, its own hold too.
    pub(super) fn corroborate(&mut self, alarm: AlarmKey, cause: &Cause) {
        let Some((zone, kind)) = self.devices.get(alarm.device).map(|row| (row.zone, row.kind)) else {
            return;
        };
        if cause.test {
            return;
        }
        self.break_around(alarm, cause.at);
        let proof = self.standing.proof(zone, |quantity| confirms(quantity, kind));
        if let Some(quantity) = proof {
            self.break_one(self.held_row(alarm), cause.at, plain(proof_code(quantity)));
        }
    }

    /// A hazard alarm began that is no test: what it proves together with held ones sets those free.
    pub(super) fn break_around(&mut self, alarm: AlarmKey, at: Instant) {
        if self.holds.len() == 0 {
            return;
        }
        let Some((zone, kind)) = self.devices.get(alarm.device).map(|row| (row.zone, row.kind)) else {
            return;
        };
        let reason = Reason { other: Some(alarm), ..plain(proof_code(kind.quantity())) };
        let mut next = self.holds.in_zone(zone).next().map(|(index, _)| index);
        while let Some((index, held)) = next.and_then(|index| Some((index, *self.holds.get(index)?))) {
            let other = self.devices.get(held.alarm().device).map(|row| row.kind);
            let proves = held.alarm() != alarm
                && held.alarm().class == AlarmClass::Hazard
                && other.is_some_and(|other| confirms(kind.quantity(), other));
            if proves && held.is_breakable() {
                self.break_one(index, at, reason);
            }
            next = self.holds.next_in_zone(index);
        }
    }

    /// Ends what is broken, and raises what was let go, as far as there is room for the changes.
    pub(super) fn release(&mut self, changes: &mut Changes) -> Progress {
        loop {
            let broken = self.suppressions.first_broken();
            let freed = self.holds.first_freed().and_then(|(index, held)| Some((index, *held, held.freed?)));
            if broken.is_none() && freed.is_none() {
                return Progress::Done;
            }
            if changes.remaining_capacity() < STEP_CHANGES_MAX {
                return Progress::More;
            }
            match (broken, freed) {
                (Some((id, at, reason)), _) => self.end_suppression(id, at, reason, changes),
                (None, Some((index, held, (at, reason)))) => {
                    self.come_back(index, &held, at, reason, changes);
                }
                (None, None) => {}
            }
        }
    }

    /// Raises an alarm that was let go, unless something else holds it.
    fn come_back(&mut self, index: u32, held: &Held, at: Instant, reason: Reason, changes: &mut Changes) {
        let alarm = held.alarm();
        let Some(conditions) = self.devices.get(alarm.device).map(|row| row.conditions) else { return };
        let conditions = conditions.with(held.conditions);
        // What broke is no test any more, whatever the device calls it.
        let test = held.test && !is_break(reason.code);
        let Some(first) = self.hold(alarm, conditions, test) else {
            let cause = Cause::freed(held, at, reason.code, self.input).judged(&self.rules);
            self.commit(at, What::Unsuppressed { alarm, reason }, changes);
            return self.raise(alarm, conditions, &cause, changes);
        };
        if let Some(held) = self.holds.get_mut(index) {
            held.test = test;
        }
        if first.code == held.reason.code {
            self.holds.keep(index, first);
        } else {
            self.commit(at, What::Suppressed { alarm, reason: first }, changes);
        }
    }

    /// Breaks every suppression that is meant.
    fn break_all(&mut self, at: Instant, reason: Reason, meant: impl Fn(&Self, Cover) -> bool) {
        for slot in 0..SUPPRESSIONS_MAX as u32 {
            let cover = self.suppressions.get(slot).map(|row| row.cover);
            if cover.is_some_and(|cover| meant(self, cover)) {
                self.suppressions.break_at(slot, at, reason);
            }
        }
    }

    fn hangs_within(&self, alarm: AlarmKey, node: ZoneId) -> bool {
        self.devices.get(alarm.device).is_some_and(|row| self.places.is_within(row.zone, node))
    }

    /// Sets one held alarm free: its shelf, its test and every window over it break.
    pub(super) fn break_one(&mut self, index: u32, at: Instant, reason: Reason) {
        let Some((alarm, zone)) = self.holds.get(index).map(|held| (held.alarm(), held.zone())) else {
            return;
        };
        let shelf = self.suppressions.shelf(alarm).map(|shelf| shelf.id);
        if let Some(slot) = shelf.and_then(|id| self.suppressions.find(id)) {
            self.suppressions.break_at(slot, at, reason);
        }
        while let Some(slot) = self.suppressions.window_slot(zone) {
            self.suppressions.break_at(slot, at, reason);
        }
        self.holds.let_go(index, at, reason);
    }

    /// Takes an announced alarm off the air that a shelf or an outage names; one that is held is held by that.
    fn quieten(&mut self, alarm: AlarmKey, at: Instant, changes: &mut Changes) {
        let Some(device) = self.devices.get(alarm.device) else { return };
        let conditions = device.conditions;
        if let Some(held) = self.holds.get(self.held_row(alarm)) {
            if let Some(reason) = self.hold(alarm, conditions.with(held.conditions), held.test) {
                self.hold_by(alarm, reason, at, changes);
            }
            return;
        }
        let Some(row) =
            self.members.get(device.members[alarm.class as usize]).filter(|row| row.active).cloned()
        else {
            return;
        };
        let fire = self.incidents.get(row.slot).is_some_and(|incident| incident.family == HazardFamily::Fire);
        // Its condition is gone already, and only its end is put off: what it was about is its incident's word.
        let ending = !conditions.any(alarm.class.conditions());
        let conditions = if ending && fire { conditions.with(Conditions::FIRE) } else { conditions };
        let reason = self
            .hold(alarm, conditions, false)
            .filter(|reason| !matches!(reason.code, ReasonCode::Window(_)));
        let Some(reason) = reason.filter(|_| self.holds.has_room()) else { return };
        self.commit(at, What::Suppressed { alarm, reason }, changes);
        if let Some(held) = self.holds.get_mut(self.held_row(alarm)) {
            (held.severity, held.occurred, held.marks) = (row.severity, row.occurred, row.marks);
            (held.value_milli, held.unit) = (row.value_milli, row.unit);
            held.conditions = conditions.within(alarm.class.conditions());
        }
        self.quiet(row.slot, at, changes);
        if self.is_source(alarm) {
            self.free_inhibited(at, alarm);
        }
    }

    fn free(holds: &mut Holds, at: Instant, reason: Reason, wanted: impl Fn(&Held) -> bool) {
        let mut next = holds.iter().next().map(|(index, _)| index);
        while let Some(index) = next {
            next = holds.next(index);
            if holds.get(index).is_some_and(&wanted) {
                holds.let_go(index, at, reason);
            }
        }
    }

    /// Sets free what an inhibition held whose last source has ended.
    pub(super) fn free_inhibited(&mut self, at: Instant, source: AlarmKey) {
        self.free_uninhibited(at, Some(source));
    }

    /// Sets free what is held as inhibited and that nothing explains any more; `source` is what ended, if an alarm did.
    pub(super) fn free_uninhibited(&mut self, at: Instant, source: Option<AlarmKey>) {
        if self.holds.len() == 0 {
            return;
        }
        let mut next = self.holds.iter().next().map(|(index, _)| index);
        while let Some((index, held)) = next.and_then(|index| Some((index, *self.holds.get(index)?))) {
            next = self.holds.next(index);
            if held.reason.code == ReasonCode::Inhibited && self.inhibition(held.alarm()).is_none() {
                let reason =
                    Reason { other: source, rule: held.reason.rule, ..plain(ReasonCode::SourceEnded) };
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
            None => {
                self.end_unsaid(alarm);
                self.devices.trigger(alarm, Trigger::UnshelveNormal);
            }
        }
    }
}

/// Returns whether a device that measures `one` makes an alarm of the other kind better evidenced: another known quantity of
/// what endangers life, or a person's hand. What measures water proves no smoke.
///
/// Several quantities of one family are fire's alone, so that the families need not be asked.
const fn confirms(one: Quantity, other: DeviceKind) -> bool {
    let other = other.quantity();
    let known = !matches!(other, Quantity::Unknown) && one as u8 != other as u8;
    match one {
        Quantity::Human => true,
        Quantity::Smoke | Quantity::Temperature | Quantity::Radiation | Quantity::Concentration => known,
        Quantity::Water
        | Quantity::Pressure
        | Quantity::Electricity
        | Quantity::Weather
        | Quantity::Unknown => false,
    }
}

const fn proof_code(quantity: Quantity) -> ReasonCode {
    match quantity {
        Quantity::Human => ReasonCode::ManualCallPoint,
        _ => ReasonCode::SameZoneOtherQuantity,
    }
}

/// Returns whether what let an alarm go broke what held it, and did not only end it.
const fn is_break(code: ReasonCode) -> bool {
    matches!(
        code,
        ReasonCode::SameZoneOtherQuantity
            | ReasonCode::ManualCallPoint
            | ReasonCode::HigherSeverity
            | ReasonCode::Told
    )
}
