//! Rules 5.7 and 6: first-out and the evidence level, computed from all joinings and tellings.

use super::{Incident, Join, Naive, Stamp, Telling};
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, DeviceKind, HazardFamily, Quantity};
use dutydesk::correlation::event::{Conditions, Unit};
use dutydesk::units::{IncidentId, Instant};
use std::collections::BTreeSet;

impl Naive {
    /// Rule 5.7.
    pub(super) fn first_out(&self, id: IncidentId) -> Option<&Join> {
        let joins = &self.incident(id).joins;
        let opening = joins.iter().map(|join| join.stamp.received).min()?;
        let early = joins.iter().filter(|join| join.stamp.received.since(opening) <= self.rules.reorder_max);
        early.min_by_key(|join| (join.stamp.occurred, join.stamp.feed, join.stamp.sequence, join.order))
    }

    /// When an incident began, to tell the older of two.
    pub(super) fn began(&self, id: IncidentId) -> Instant {
        self.first_out(id).map_or(self.incident(id).opened, |join| join.stamp.occurred)
    }

    /// Sets the evidence level anew; it never falls.
    pub(super) fn grade(&mut self, id: IncidentId) {
        let level = self.level(self.incident(id));
        let incident = self.incident_mut(id);
        incident.level = incident.level.max(level);
    }

    /// Rule 6.
    pub(super) fn level(&self, incident: &Incident) -> u8 {
        if incident.family == HazardFamily::Fault {
            return 0;
        }
        let hazards = incident.joins.iter().filter(|join| join.alarm.class == AlarmClass::Hazard);
        let devices: BTreeSet<_> = hazards.map(|join| join.alarm.device).collect();
        let kinds = devices.iter().map(|device| self.kind_of(*device));
        let quantities: BTreeSet<_> =
            kinds.clone().map(DeviceKind::quantity).filter(|it| *it != Quantity::Unknown).collect();
        let is_called = kinds.clone().any(|kind| kind == DeviceKind::ManualCallPoint);
        if quantities.len() >= 2 || is_called && devices.len() >= 2 {
            3
        } else if devices.len() >= 2 || is_called {
            2
        } else {
            u8::from(self.is_repeated(incident))
        }
    }

    /// Whether a hazard alarm was told again in a way that makes it more likely.
    fn is_repeated(&self, incident: &Incident) -> bool {
        let tellings: Vec<_> =
            incident.tellings.iter().filter(|it| it.alarm.class == AlarmClass::Hazard).collect();
        (1..tellings.len()).any(|at| {
            let now = tellings[at];
            let before: Vec<_> = tellings[..at].iter().filter(|it| it.alarm == now.alarm).copied().collect();
            let Some(latest) = before.last() else { return false };
            let is_soon = now.when.since(latest.when) <= self.rules.repeat_window;
            is_soon && (now.is_raise || is_rising(&before, now) || has_new_bit(&before, now))
        })
    }

    /// A member is told again (rules 3.5, 6, 7).
    pub(super) fn tell_member(&mut self, key: AlarmKey, had: Conditions, told: Conditions, stamp: Stamp) {
        let Some(id) = self.alarm_of(key).incident else { return };
        let is_new_fire = told.without(had).any(Conditions::FIRE);
        let incident = self.incident(id);
        if is_new_fire && (!incident.is_open || incident.family != HazardFamily::Fire) {
            self.raise(key, stamp);
            return;
        }
        if !incident.is_open {
            return;
        }
        let before = (incident.level, incident.severity);
        let order = self.next_order();
        let incident = self.incident_mut(id);
        incident.tellings.push(Telling {
            order,
            alarm: key,
            when: stamp.when,
            value_milli: stamp.value_milli,
            unit: stamp.unit,
            bits: told,
            is_raise: false,
        });
        incident.severity = incident.severity.max(stamp.severity);
        self.grade(id);
        let incident = self.incident(id);
        if incident.level > before.0 || incident.severity > before.1 {
            self.renew_by_telling(id, key, stamp);
        }
    }
}

fn is_rising(before: &[&Telling], now: &Telling) -> bool {
    let same = before.iter().rev().find(|it| it.unit == now.unit);
    now.unit != Unit::None && same.is_some_and(|it| now.value_milli > it.value_milli)
}

/// Whether the telling names a hazard bit that none named since the latest raise.
fn has_new_bit(before: &[&Telling], now: &Telling) -> bool {
    let begun = before.iter().rposition(|it| it.is_raise).unwrap_or(0);
    let known = before[begun..].iter().fold(Conditions::NONE, |bits, it| bits.with(it.bits));
    !now.bits.without(known).is_none()
}
