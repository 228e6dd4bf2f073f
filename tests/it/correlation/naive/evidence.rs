//! Rules 5.7 and 6: first-out and the evidence level.

use super::{First, Naive, Stamp};
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, DeviceKind, HazardFamily, Quantity};
use dutydesk::correlation::event::Conditions;
use dutydesk::units::{IncidentId, InputNumber, Instant, Severity};
use std::collections::BTreeSet;

impl Naive {
    /// Rule 5.7, after an alarm has joined.
    pub(super) fn order(&mut self, id: IncidentId, key: AlarmKey, stamp: Stamp) {
        let first: First = (stamp.when, stamp.feed, stamp.sequence);
        let reorder_max = self.rules.reorder_max;
        let incident = self.incident_mut(id);
        let is_early = stamp.received.since(incident.opened) <= reorder_max;
        if incident.first_out.is_none()
            || is_early && first < incident.first
            || incident.first_out == Some(key)
        {
            incident.first = if incident.first_out.is_some() { incident.first.min(first) } else { first };
            incident.first_out = Some(key);
        }
    }

    /// Rule 5.7, after a split: the earliest of the members.
    pub(super) fn order_anew(&mut self, id: IncidentId) {
        let joins = self.all_of(id).into_iter().filter_map(|key| self.latest_join(id, key));
        let first = joins.map(|join| (join.stamp.when, join.alarm)).min();
        let incident = self.incident_mut(id);
        incident.first_out = first.map(|(_, alarm)| alarm);
        if let Some((when, alarm)) = first {
            incident.first = (when, dutydesk::units::FeedId(u16::MAX), u64::from(alarm.device.0));
        }
    }

    /// Sets the evidence level anew; it never falls.
    pub(super) fn grade(&mut self, id: IncidentId, is_repeated: bool) {
        let level = self.level(id, is_repeated);
        let input = self.input;
        let incident = self.incident_mut(id);
        if level > incident.level {
            (incident.level, incident.risen) = (level, input);
        }
    }

    /// Notes how bad an incident is; it never falls.
    pub(super) fn worsen(&mut self, id: IncidentId, severity: Severity, input: InputNumber) {
        let incident = self.incident_mut(id);
        if severity > incident.severity {
            (incident.severity, incident.risen) = (severity, input);
        }
    }

    /// Rule 6.
    fn level(&self, id: IncidentId, is_repeated: bool) -> u8 {
        if self.incident(id).family == HazardFamily::Fault {
            return 0;
        }
        let hazards = self.all_of(id).into_iter().filter(|key| key.class == AlarmClass::Hazard);
        let kinds: Vec<_> = hazards.map(|key| self.kind_of(key.device)).collect();
        let quantities: BTreeSet<_> =
            kinds.iter().map(|kind| kind.quantity()).filter(|it| *it != Quantity::Unknown).collect();
        let calls = kinds.iter().filter(|kind| **kind == DeviceKind::ManualCallPoint).count();
        if quantities.len() >= 2 || calls > 0 && calls < kinds.len() {
            3
        } else if kinds.len() >= 2 || calls > 0 {
            2
        } else {
            u8::from(is_repeated)
        }
    }

    /// Whether the latest telling of a member lies within the repeat window before an instant.
    pub(super) fn is_soon(&self, key: AlarmKey, when: Instant) -> bool {
        let told = self.peek(key).told_when;
        told.is_some_and(|told| when.since(told) <= self.rules.repeat_window)
    }

    /// A member is told again (rules 3.5, 6, 7).
    pub(super) fn tell_member(&mut self, key: AlarmKey, before: Conditions, stamp: Stamp) {
        let Some(id) = self.peek(key).incident else { return };
        let (is_open, family) = (self.incident(id).is_open, self.incident(id).family);
        let is_fire = is_open && family != HazardFamily::Fire && self.family(key) == HazardFamily::Fire;
        if is_fire || !is_open && self.family(key).is_life_risk() {
            let alarm = self.alarm_mut(key);
            (alarm.severity, alarm.began, alarm.reading) = (stamp.severity, Some(stamp), stamp.reading());
            self.raise(key, stamp);
            return;
        }
        let alarm = self.alarm_of(key);
        let is_rising =
            stamp.reading().zip(alarm.reading).is_some_and(|(now, was)| now.0 == was.0 && now.1 > was.1);
        let is_grown = !alarm.raw.without(before).is_none();
        let is_repeated =
            key.class == AlarmClass::Hazard && (is_rising || is_grown) && self.is_soon(key, stamp.when);
        let alarm = self.alarm_mut(key);
        alarm.member_severity = alarm.member_severity.max(stamp.severity);
        (alarm.told_when, alarm.reading) = (Some(stamp.when), stamp.reading().or(alarm.reading));
        if !is_open {
            return;
        }
        let before = (self.incident(id).level, self.incident(id).severity);
        self.worsen(id, stamp.severity, self.input);
        self.grade(id, is_repeated);
        let incident = self.incident(id);
        if incident.level > before.0 || incident.severity > before.1 {
            self.renew_by_telling(id, key, stamp);
        }
    }
}
