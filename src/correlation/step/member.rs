//! What an alarm does to its incident: join, repeat, end, and what that adds.

use crate::correlation::Correlation;
use crate::correlation::alarm::{AlarmClass, AlarmKey, HazardFamily, Occurrence};
use crate::correlation::change::{Changes, Reason, ReasonCode, RenewCause, Table, What};
use crate::correlation::event::Conditions;
use crate::correlation::grouping::evidence;
use crate::correlation::step::find::{Seeker, has_kind};
use crate::correlation::step::{Cause, Shift, family_of, plain};
use crate::correlation::tables::members::Row;
use crate::units::{EvidenceLevel, IncidentId, Instant, ZoneId};

/// What an incident was before an alarm joined it.
struct Before {
    acknowledged: bool,
    kind_known: bool,
    zone_known: bool,
    quiet: bool,
    /// Within the repeat window of the same device.
    repeated: bool,
}

impl Correlation {
    /// Begins a new occurrence: it joins an incident or opens one.
    pub(in crate::correlation) fn raise(
        &mut self,
        alarm: AlarmKey,
        conditions: Conditions,
        cause: &Cause,
        changes: &mut Changes,
    ) {
        let Some(device) = self.devices.get(alarm.device) else { return };
        let present = self.members.get(device.members[alarm.class as usize]);
        let occurrence = Occurrence(device.occurrences[alarm.class as usize].saturating_add(1));
        let earlier = present.map(|row| (row.slot, row.raised));
        if present.is_none() && !self.members.has_room(alarm.class) {
            self.turn_away(alarm, cause, changes);
            return;
        }
        let seeker = Seeker {
            alarm,
            family: family_of(alarm.class, device.kind, conditions),
            conditions,
            kind: device.kind,
            zone: device.zone,
            gateway: device.gateway(),
            unregistered: device.is_unregistered(),
            when: cause.when(),
            at: cause.at,
        };
        let Some((slot, reason)) = self.incident_for(&seeker, changes) else { return };
        let Some(row) = self.incidents.get(slot) else { return };
        let (incident, gateway_lost) = (row.id, reason.code == ReasonCode::GatewayLost);
        let before = Before {
            acknowledged: row.acknowledged,
            kind_known: has_kind(row, seeker.kind) || gateway_lost,
            zone_known: gateway_lost
                || self.incidents.is_overflow(slot)
                || self.is_in_zone(slot, seeker.zone),
            quiet: row.active == 0,
            repeated: cause.is_news()
                && earlier.is_some_and(|(at, raised)| at == slot && self.soon(raised, cause.when())),
        };
        let (occurred, value_milli) = (cause.occurred, cause.value_milli);
        let what = What::Joined { incident, alarm, occurrence, occurred, value_milli, reason };
        self.commit(cause.at, what, changes);
        self.note(alarm, cause);
        self.watch(alarm.device);
        self.order_first_out(slot, alarm, cause, changes);
        let news = self.weigh(slot, before.repeated, reason, cause, changes);
        let renewal = match (before.kind_known, before.zone_known, news, before.quiet) {
            (false, _, _, _) => Some(RenewCause::NewKind),
            (true, false, _, _) => Some(RenewCause::NewZone),
            (true, true, Some(news), _) => Some(news),
            (true, true, None, true) => Some(RenewCause::AfterQuiet),
            (true, true, None, false) => None,
        };
        let is_news = before.acknowledged && !gateway_lost && !cause.is_known();
        self.renew(incident, renewal.filter(|_| is_news), cause, changes);
        if !gateway_lost {
            self.bridge(slot, &seeker, changes);
        }
        if alarm.class == AlarmClass::Hazard && !cause.test {
            self.break_around(alarm, cause.at);
        }
    }

    /// Returns whether a member of an incident hangs in a zone, or a person told of it there.
    ///
    /// Cost: O(1) where the incident is one of the youngest there, and while nobody has it: then nobody asks; else O(members).
    fn is_in_zone(&self, slot: u32, zone: ZoneId) -> bool {
        let Some(row) = self.incidents.get(slot) else { return false };
        let youngest = [self.presence.exact(zone, row.family), self.presence.exact_before(zone, row.family)];
        let mut members = self.members.chain(row.chain).map(|(_, member)| member.device);
        !row.acknowledged
            || youngest.contains(&Some(row.id))
            || members.any(|device| self.devices.get(device).is_some_and(|device| device.zone == zone))
    }

    /// Counts one more raise of an alarm that stands.
    pub(super) fn repeat(&mut self, alarm: AlarmKey, shift: Shift, cause: &Cause, changes: &mut Changes) {
        let Some(device) = self.devices.get(alarm.device) else { return };
        let family = family_of(alarm.class, device.kind, shift.after);
        let Some(row) = self.members.get(device.members[alarm.class as usize]) else {
            self.raise(alarm, shift.after, cause, changes);
            return;
        };
        let (slot, count, incident) = (row.slot, row.raises.saturating_add(1), row.incident);
        let open = self.incidents.get(slot).filter(|row| row.is_open());
        let (open, acknowledged) = (open.map(|row| row.family), open.is_some_and(|row| row.acknowledged));
        match open {
            // A fire bit on top of another hazard: a fire of its own.
            Some(present) if family == HazardFamily::Fire && present != HazardFamily::Fire => {
                self.end(alarm, cause, changes);
                self.raise(alarm, shift.after, cause, changes);
                return;
            }
            // Closed while it stood: it is covered, but for danger to life.
            None if family.is_life_risk() => {
                self.raise(alarm, shift.after, cause, changes);
                return;
            }
            Some(_) | None => {}
        }
        let rising = cause.reading().is_some_and(|value| row.unit == cause.unit && value > row.value_milli);
        let grown = shift.after.without(shift.before).any(AlarmClass::Hazard.conditions());
        let hazard = alarm.class == AlarmClass::Hazard;
        let repeated = hazard && (grown || rising) && self.soon(row.raised, cause.when());
        self.commit(cause.at, What::Repeated { incident, alarm, count }, changes);
        self.note(alarm, cause);
        if open.is_some() {
            let reason = plain(ReasonCode::SameDevice);
            let news = self.weigh(slot, repeated, reason, cause, changes);
            if news.is_some()
                && let Some(row) = self.member_mut(alarm)
            {
                // Who saw no more than the alarm itself has not seen this.
                row.input = cause.input;
            }
            self.renew(incident, news.filter(|_| acknowledged), cause, changes);
        }
    }

    /// Ends an occurrence.
    pub(super) fn end(&mut self, alarm: AlarmKey, cause: &Cause, changes: &mut Changes) {
        let Some(device) = self.devices.get(alarm.device) else { return };
        let occurrence = Occurrence(device.occurrences[alarm.class as usize]);
        let Some(row) = self.members.get(device.members[alarm.class as usize]).filter(|row| row.active)
        else {
            return;
        };
        let (slot, incident) = (row.slot, row.incident);
        self.commit(cause.at, What::Ended { incident, alarm, occurrence }, changes);
        self.quiet(slot, cause.at, changes);
        if self.is_source(alarm) {
            self.free_inhibited(cause.at, alarm);
        }
    }

    /// Says that an incident is quiet, when none of its alarms is active any more.
    pub(in crate::correlation) fn quiet(&mut self, slot: u32, at: Instant, changes: &mut Changes) {
        let Some(row) = self.incidents.get(slot).filter(|row| row.is_open() && row.active == 0) else {
            return;
        };
        let (incident, life_risk) = (row.id, row.life_risk);
        if life_risk {
            self.commit(at, What::LifeRiskChanged { incident, life_risk: false }, changes);
        }
        self.commit(at, What::Quieted { incident }, changes);
    }

    /// Counts an alarm that finds no member row; its next message tries again.
    fn turn_away(&mut self, alarm: AlarmKey, cause: &Cause, changes: &mut Changes) {
        let what = What::TableFull { table: Table::Members, turned_away: self.members.turned_away + 1 };
        self.commit(cause.at, what, changes);
        if let Some(device) = self.devices.get_mut(alarm.device) {
            device.conditions = device.conditions.without(alarm.class.conditions());
        }
    }

    /// Returns whether a device that raised at one instant repeats itself at the other.
    fn soon(&self, raised: Instant, again: Instant) -> bool {
        again.since(raised) <= self.rules.repeat_window
    }

    /// Keeps what the journal does not hold of a raise.
    fn note(&mut self, alarm: AlarmKey, cause: &Cause) {
        let Some(row) = self.member_mut(alarm) else { return };
        row.raised = cause.when();
        row.severity = if row.raises <= 1 { cause.severity } else { row.severity.max(cause.severity) };
        if row.raises <= 1 {
            (row.input, row.marks, row.unit) = (cause.input, cause.marks, cause.unit);
        } else if let Some(value) = cause.reading() {
            row.read(value, cause.unit);
        }
    }

    fn member_mut(&mut self, alarm: AlarmKey) -> Option<&mut Row> {
        let index = self.devices.get(alarm.device)?.members[alarm.class as usize];
        self.members.get_mut(index)
    }

    /// Gives an earlier-occurred alarm the first place, within the reorder window of the opening.
    ///
    /// Alarms of the same device second are ordered by feed and sequence, which no delay changes.
    fn order_first_out(&mut self, slot: u32, alarm: AlarmKey, cause: &Cause, changes: &mut Changes) {
        let Some(row) = self.incidents.get_mut(slot) else { return };
        let key = (cause.when(), cause.feed, cause.sequence);
        if row.first_out == Some(alarm) {
            row.first_key = row.first_key.min(key);
            return;
        }
        let in_window = cause.at.since(row.opened) <= self.rules.reorder_max;
        if in_window && key < row.first_key {
            row.first_key = key;
            let incident = row.id;
            self.commit(cause.at, What::FirstOutChanged { incident, alarm }, changes);
        }
    }

    /// Says what a raise adds to its incident; returns what of it no acknowledgement covers.
    fn weigh(
        &mut self,
        slot: u32,
        repeated: bool,
        reason: Reason,
        cause: &Cause,
        changes: &mut Changes,
    ) -> Option<RenewCause> {
        let row = self.incidents.get(slot)?;
        let (incident, family, level, severity) = (row.id, row.family, row.level, row.severity);
        let dangerous = family.is_life_risk() && !row.life_risk;
        let proved = if family == HazardFamily::Fault {
            EvidenceLevel(0)
        } else {
            evidence::level(row).max(EvidenceLevel(u8::from(repeated)))
        };
        let mut news = None;
        if cause.severity > severity {
            let what = What::SeverityChanged { incident, from: severity, to: cause.severity };
            self.commit(cause.at, what, changes);
            news = Some(RenewCause::HigherSeverity);
        }
        if proved > level {
            let what = What::LevelChanged { incident, from: level, to: proved, reason };
            self.commit(cause.at, what, changes);
            news = Some(RenewCause::HigherLevel);
        }
        if dangerous {
            self.commit(cause.at, What::LifeRiskChanged { incident, life_risk: true }, changes);
        }
        news
    }

    /// Returns an incident to unacknowledged, if something was new.
    fn renew(
        &mut self,
        incident: IncidentId,
        renewal: Option<RenewCause>,
        cause: &Cause,
        changes: &mut Changes,
    ) {
        if let Some(renewal) = renewal {
            self.commit(cause.at, What::Renewed { incident, cause: renewal }, changes);
        }
    }
}
