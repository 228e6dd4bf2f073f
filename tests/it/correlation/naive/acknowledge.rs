//! Rule 7: what an acknowledgement covers, and what returns an incident to unacknowledged.

use super::{Join, Naive, Stamp};
use dutydesk::correlation::alarm::{AlarmKey, DeviceKind};
use dutydesk::units::{IncidentId, InputNumber, Instant, Severity, ZoneId};
use std::collections::BTreeSet;

/// An incident before an alarm joined it.
pub(super) struct Picture {
    kinds: BTreeSet<DeviceKind>,
    zones: BTreeSet<ZoneId>,
    level: u8,
    severity: Severity,
    was_quiet: bool,
}

impl Naive {
    pub(super) fn acknowledge(&mut self, id: IncidentId, upto: InputNumber, at: Instant) {
        self.cover(id, |join| join.stamp.input <= upto);
        let is_covered = self.is_covered(id);
        let incident = self.incident_mut(id);
        incident.is_acted_on = true;
        if is_covered {
            incident.acknowledged = Some(at);
        }
    }

    pub(super) fn cover(&mut self, id: IncidentId, which: impl Fn(&Join) -> bool) {
        for join in self.incident_mut(id).joins.iter_mut().filter(|join| which(join)) {
            join.is_covered = true;
        }
    }

    /// Whether no member's latest raise is uncovered.
    pub(super) fn is_covered(&self, id: IncidentId) -> bool {
        self.members(id).iter().all(|key| self.latest_join(id, *key).is_none_or(|join| join.is_covered))
    }

    pub(super) fn latest_join(&self, id: IncidentId, key: AlarmKey) -> Option<&Join> {
        self.incident(id).joins.iter().filter(|join| join.alarm == key).max_by_key(|join| join.order)
    }

    fn uncover(&mut self, id: IncidentId, key: AlarmKey, input: InputNumber) {
        let joins = self.incident_mut(id).joins.iter_mut().filter(|join| join.alarm == key);
        if let Some(join) = joins.max_by_key(|join| join.order) {
            (join.is_covered, join.stamp.input) = (false, input);
        }
    }

    /// What is in an incident that an alarm is about to join.
    pub(super) fn picture(&self, id: IncidentId, joining: AlarmKey) -> Picture {
        let incident = self.incident(id);
        let devices = incident.joins.iter().map(|join| join.alarm.device);
        let told = incident.told.iter().map(|told| told.zone);
        Picture {
            kinds: devices.clone().map(|device| self.kind_of(device)).collect(),
            zones: devices.map(|device| self.zone_of(device)).chain(told).collect(),
            level: incident.level,
            severity: incident.severity,
            was_quiet: self.active(id).iter().all(|key| *key == joining),
        }
    }

    /// An alarm has joined: is it covered, and is the incident still?
    pub(super) fn joined(&mut self, id: IncidentId, key: AlarmKey, before: &Picture, is_quiet_news: bool) {
        let is_news = !is_quiet_news
            && (!before.kinds.contains(&self.kind_of(key.device))
                || !before.zones.contains(&self.zone_of(key.device))
                || self.incident(id).level > before.level
                || self.incident(id).severity > before.severity
                || before.was_quiet);
        if self.incident(id).acknowledged.is_none() {
            return;
        }
        if is_news {
            self.renew(id, self.now);
        } else {
            let order = self.order;
            self.cover(id, |join| join.order == order);
        }
    }

    /// An alarm has opened an incident.
    pub(super) fn opened(&mut self, id: IncidentId, is_seen: bool, at: Instant) {
        if is_seen {
            self.cover(id, |_| true);
            self.incident_mut(id).acknowledged = Some(at);
        } else if self.incident(id).parent.is_none() {
            self.announcements.push(at);
        }
    }

    fn renew(&mut self, id: IncidentId, at: Instant) {
        if self.incident_mut(id).acknowledged.take().is_some() {
            self.announcements.push(at);
        }
    }

    /// A member told again raised the level or the severity.
    pub(super) fn renew_by_telling(&mut self, id: IncidentId, key: AlarmKey, stamp: Stamp) {
        self.uncover(id, key, stamp.input);
        self.renew(id, stamp.received);
    }

    /// The re-alarm timer.
    pub(super) fn realarm(&mut self, id: IncidentId, due: Instant) {
        for key in self.active(id) {
            self.uncover(id, key, self.input);
        }
        self.renew(id, due);
    }
}
