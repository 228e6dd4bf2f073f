//! What an event means: which alarms of its device begin, repeat and end, and what that makes of their incidents.
//!
//! Decides: whether an alarm is announced or kept silent, which evidence it adds, whether an acknowledgement covers it.
//! Must not know: where alarms belong (`grouping`), how tables change (`fold`).
//!
//! Invariants:
//! - nothing waits: an event is applied as it comes, an earlier-occurred one takes its place afterwards;
//! - an evidence level never falls while the incident is open;
//! - a life-risk alarm is kept silent by a trusted test only, never by isolation, a close or a full table.

pub(super) mod find;
mod member;

use crate::correlation::Correlation;
use crate::correlation::alarm::{AlarmClass, AlarmKey, DeviceKind, HazardFamily};
use crate::correlation::change::{Changes, Reason, ReasonCode, Table, What};
use crate::correlation::event::{Conditions, Event, EventKind, Marks, Unit};
use crate::correlation::rules::{Limit, Rules};
use crate::correlation::tables::NONE;
use crate::correlation::tables::devices::Device;
use crate::correlation::tables::holds::Held;
use crate::correlation::timers::Progress;
use crate::units::{DeviceId, FeedId, InputNumber, Instant, RuleId, Severity, Span};

/// How far ahead of the desk a device's clock may be before it is not believed.
///
/// Source: design section 5, time.
const AHEAD_MAX: Span = Span::minutes(5);

/// What an event or a timer brings to every alarm that it touches.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cause {
    pub(super) at: Instant,
    pub(super) occurred: Instant,
    /// Later than the reorder window allows: it takes no earlier place.
    late: bool,
    /// Told as a test by who is trusted to know.
    pub(super) test: bool,
    /// What was held is let go: an occurrence that is known already.
    released: Option<Released>,
    input: InputNumber,
    feed: FeedId,
    sequence: u64,
    value_milli: i32,
    pub(super) unit: Unit,
    pub(super) severity: Severity,
    pub(super) marks: Marks,
}

impl Cause {
    /// Reads an event.
    fn of(event: &Event, device: &Device, rules: &Rules) -> Self {
        let at = event.received;
        let believed = event.occurred.is_stated() && event.occurred.since(at) <= AHEAD_MAX;
        let occurred = if believed { event.occurred } else { at };
        let late = at.since(occurred) > rules.reorder_max;
        // Bit 0 is part of a whole state only, and many devices leave it zero (design section 5).
        let tells_test = event.kind == EventKind::State && device.bit0_trusted();
        let test = tells_test && !event.conditions.any(Conditions::NORMAL);
        let mark = |on, mark| if on { mark } else { Marks::NONE };
        Self {
            at,
            occurred,
            late,
            test: test || event.marks.has(Marks::TEST),
            released: None,
            input: event.input,
            feed: event.feed,
            sequence: event.sequence,
            value_milli: event.value_milli,
            unit: event.unit,
            severity: event.severity,
            marks: event.marks.with(mark(!believed, Marks::CLOCK)).with(mark(late, Marks::LATE)),
        }
    }

    /// Makes the cause of a timer: it happened when it was due.
    pub(super) const fn timer(due: Instant, input: InputNumber) -> Self {
        Self {
            at: due,
            occurred: due,
            late: false,
            test: false,
            released: None,
            input,
            feed: FeedId(u16::MAX),
            sequence: 0,
            value_milli: 0,
            unit: Unit::None,
            severity: Severity::Unknown,
            marks: Marks::NONE,
        }
    }

    /// Makes the cause of an alarm that is let go: it happened when it did, and comes now.
    pub(super) fn freed(held: &Held, at: Instant, reason: ReasonCode, input: InputNumber) -> Self {
        let known = matches!(held.reason.code, ReasonCode::Shelved(_)) && reason == ReasonCode::Operator;
        Self {
            released: Some(if known { Released::Known } else { Released::Unknown }),
            at,
            occurred: held.occurred,
            value_milli: held.value_milli,
            unit: held.unit,
            severity: held.severity,
            marks: held.marks,
            ..Self::timer(at, input)
        }
    }

    /// Returns the same, late or not as the reorder window says.
    pub(super) const fn judged(self, rules: &Rules) -> Self {
        Self { late: self.at.since(self.occurred).0 > rules.reorder_max.0, ..self }
    }

    /// Returns the instant that counts in windows (rule 1.2).
    pub(super) const fn when(&self) -> Instant {
        if self.late { self.at } else { self.occurred }
    }

    /// Returns whether a person knows of it already.
    pub(super) fn is_known(&self) -> bool {
        self.released == Some(Released::Known)
    }

    /// Returns whether it is a condition that begins, or is told again.
    pub(super) const fn is_news(&self) -> bool {
        self.released.is_none()
    }

    /// Returns the reading, if there is one.
    pub(super) fn reading(&self) -> Option<i32> {
        (self.unit != Unit::None || self.value_milli != 0).then_some(self.value_milli)
    }
}

/// How an alarm that was held comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Released {
    /// Nobody has it.
    Unknown,
    /// A person ended its shelf, and knows of it (rule 4.7).
    Known,
}

/// How a device's conditions moved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shift {
    pub(super) before: Conditions,
    pub(super) after: Conditions,
    /// The conditions that were told as standing.
    pub(super) told: Conditions,
}

impl Correlation {
    /// Takes one event; the caller has advanced the timers to its receipt, and left room for its changes.
    ///
    /// Limits: [`crate::limits::STEP_CHANGES_MAX`] places free in `changes`; a change without a place is applied and counted as lost.
    /// Cost: O(1) but for an opening (O(incidents)); no allocation.
    pub fn step(&mut self, event: &Event, changes: &mut Changes) {
        self.start(event.received);
        self.input = event.input;
        let Some(row) = self.devices.get_mut(event.device) else {
            let what =
                What::TableFull { table: Table::Unregistered, turned_away: self.devices.turned_away + 1 };
            self.commit(event.received, what, changes);
            return;
        };
        let cause = Cause::of(event, row, &self.rules);
        let shift = shift(row, event, &self.rules);
        row.conditions = shift.after;
        if event.kind != EventKind::Offline {
            row.heard = row.heard.max(event.received);
        }
        if shift.told.with(shift.before).any(AlarmClass::Hazard.conditions()) {
            row.flap(shift.before, shift.after);
        }
        let gateway = row.gateway().filter(|gateway| *gateway != event.device);
        if shift.before.any(Conditions::SILENT) && !shift.after.any(Conditions::SILENT) {
            self.watch(event.device);
        }
        if let Some(gateway) = gateway {
            self.hear_gateway(gateway, &cause, changes);
        }
        if shift.before != shift.after || !shift.told.is_none() {
            for class in AlarmClass::ALL {
                self.settle(AlarmKey { device: event.device, class }, shift, &cause, changes);
            }
        }
        if let (EventKind::Reading, Some(value)) = (event.kind, cause.reading()) {
            self.read(AlarmKey { device: event.device, class: AlarmClass::Hazard }, value, &cause);
        }
        // What is left over is due, and has its turn before anything else.
        let (Progress::Done | Progress::More) = self.release(changes);
    }

    /// Lets an alarm begin, repeat or end as the conditions moved, as far as the filters let it through.
    pub(super) fn settle(&mut self, alarm: AlarmKey, shift: Shift, cause: &Cause, changes: &mut Changes) {
        let passed = self.pass(alarm, shift, cause);
        if passed.0 || passed.1 {
            self.carry(alarm, passed, shift, cause, changes);
        }
    }

    /// Lets an alarm begin, repeat or end.
    pub(super) fn carry(
        &mut self,
        alarm: AlarmKey,
        (was, is): (bool, bool),
        shift: Shift,
        cause: &Cause,
        changes: &mut Changes,
    ) {
        let Some(device) = self.devices.get(alarm.device) else { return };
        let held = device.states[alarm.class as usize].is_held() && self.held_row(alarm) != NONE;
        let hazard = alarm.class == AlarmClass::Hazard;
        let told = shift.told.any(alarm.class.conditions());
        match (was, is) {
            (true, true) if held => self.tell_held(alarm, shift, cause, changes),
            (true, false) if held => {
                let what = What::Unsuppressed { alarm, reason: plain(ReasonCode::Ended) };
                self.commit(cause.at, what, changes);
            }
            (false, true) => match self.hold(alarm, shift.after, cause.test) {
                Some(reason) if self.withhold(alarm, reason, shift.after, cause, changes) => {
                    if hazard && matches!(reason.code, ReasonCode::Shelved(_) | ReasonCode::Window(_)) {
                        self.corroborate(alarm, cause);
                    }
                }
                Some(_) | None => self.raise(alarm, shift.after, cause, changes),
            },
            (true, true) if told => self.repeat(alarm, shift, cause, changes),
            (true, false) => self.end(alarm, cause, changes),
            (true, true) | (false, false) => {}
        }
    }

    /// Takes what is told of an alarm that is held: it may be held no more, or for another reason.
    fn tell_held(&mut self, alarm: AlarmKey, shift: Shift, cause: &Cause, changes: &mut Changes) {
        let told = shift.told.any(alarm.class.conditions());
        let index = self.held_row(alarm);
        let bits = shift.after.within(alarm.class.conditions());
        let Some(held) = self.holds.get_mut(index) else { return };
        held.conditions = if bits.is_none() { held.conditions } else { bits };
        // Whether it is a test is known of what is told only; a change of another bit does not say.
        let is_real = told && held.test && !cause.test;
        held.test = if told { cause.test } else { held.test };
        let (was, worse) =
            (*held, told && !cause.test && held.is_breakable() && cause.severity > held.severity);
        if told {
            self.note_held(alarm, cause);
        }
        let conditions = shift.after.with(was.conditions);
        match self.hold(alarm, conditions, was.test) {
            None if told => {
                let reason = plain(was.reason.code);
                self.commit(cause.at, What::Unsuppressed { alarm, reason }, changes);
                self.raise(alarm, conditions, cause, changes);
            }
            None => self.holds.let_go(index, cause.at, plain(was.reason.code)),
            Some(_) if worse => self.break_one(index, cause.at, plain(ReasonCode::HigherSeverity)),
            Some(reason) => {
                self.hold_by(alarm, reason, cause.at, changes);
                let is_hazard = alarm.class == AlarmClass::Hazard;
                if is_hazard
                    && is_real
                    && matches!(reason.code, ReasonCode::Shelved(_) | ReasonCode::Window(_))
                {
                    self.corroborate(alarm, cause);
                }
            }
        }
    }

    /// Notes that a gateway lives: a device was heard, or told of, through it.
    fn hear_gateway(&mut self, gateway: DeviceId, cause: &Cause, changes: &mut Changes) {
        let Some(row) = self.devices.get_mut(gateway) else { return };
        row.heard = row.heard.max(cause.at);
        let before = row.conditions;
        if !before.any(Conditions::SILENT) {
            return;
        }
        row.conditions = before.without(Conditions::SILENT);
        let shift = Shift { before, after: row.conditions, told: Conditions::NONE };
        self.watch(gateway);
        self.settle(AlarmKey { device: gateway, class: AlarmClass::Fault }, shift, cause, changes);
    }

    /// Keeps a reading of a standing alarm; a reading alone is no evidence.
    fn read(&mut self, alarm: AlarmKey, value: i32, cause: &Cause) {
        let Some(device) = self.devices.get(alarm.device) else { return };
        if let Some(member) = self.members.get_mut(device.members[alarm.class as usize]) {
            member.read(value, cause.unit);
        }
    }
}

/// Returns how an event moves the conditions of its device.
fn shift(device: &mut Device, event: &Event, rules: &Rules) -> Shift {
    let before = device.conditions;
    let named = event.conditions.within(AlarmClass::CONDITIONS);
    let (after, told) = match event.kind {
        EventKind::Raise => (before.with(named), named),
        EventKind::State => {
            // What the desk measures itself no state of the device takes away.
            let measured = before.any(Conditions::OVER_LIMIT) && rules.measures(device.kind);
            (if measured { named.with(Conditions::OVER_LIMIT) } else { named }, named)
        }
        EventKind::Clear => {
            let mut gone = named;
            for class in AlarmClass::ALL {
                // Which condition stands was read back from the journal and is not known: any end ends it.
                if named.any(class.conditions()) && device.is_inferred(class) {
                    gone = gone.with(class.conditions());
                }
            }
            (before.without(gone), Conditions::NONE)
        }
        EventKind::Reading => {
            let limit = rules.limit(device.kind, event.unit);
            limit.map_or((before, Conditions::NONE), |limit| compare(before, event.value_milli, limit))
        }
        EventKind::Online => (before, Conditions::NONE),
        EventKind::Offline => (before.with(Conditions::SILENT), Conditions::SILENT),
    };
    for class in AlarmClass::ALL {
        if event.kind == EventKind::State || told.any(class.conditions()) {
            device.confirm(class);
        }
    }
    // Any message ends a silence, but one that tells of it.
    let after = if told.any(Conditions::SILENT) { after } else { after.without(Conditions::SILENT) };
    Shift { before, after, told }
}

/// Returns how a reading moves the conditions: over its limit, within it by the deadband, or as it was.
fn compare(before: Conditions, value_milli: i32, limit: &Limit) -> (Conditions, Conditions) {
    let over = Conditions::OVER_LIMIT;
    if value_milli >= limit.at_milli {
        let told = if before.any(over) { Conditions::NONE } else { over };
        (before.with(over), told)
    } else if value_milli < limit.at_milli.saturating_sub(limit.deadband_milli) {
        (before.without(over), Conditions::NONE)
    } else {
        (before, Conditions::NONE)
    }
}

/// Returns what the alarm's incident is about: the fire bit decides before the kind.
pub(super) fn family_of(class: AlarmClass, kind: DeviceKind, conditions: Conditions) -> HazardFamily {
    match class {
        AlarmClass::Hazard if conditions.any(Conditions::FIRE) => HazardFamily::Fire,
        AlarmClass::Hazard => kind.family(),
        AlarmClass::Fault | AlarmClass::Supervisory | AlarmClass::Isolation => HazardFamily::Fault,
    }
}

/// Returns a reason that needs no other alarm.
pub(super) const fn plain(code: ReasonCode) -> Reason {
    Reason { code, rule: RuleId(0), other: None, span: Span(0) }
}
