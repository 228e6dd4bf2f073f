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
        let is_news = self.is_news(id, upto);
        self.cover(id, |join| !is_news || join.stamp.input <= upto);
        let incident = self.incident_mut(id);
        incident.is_acted_on = true;
        if !is_news {
            (incident.acknowledged, incident.is_asked) = (Some(at), false);
        }
    }

    /// Whether what came after an input is news for who had seen what came before.
    pub(super) fn is_news(&self, id: IncidentId, upto: InputNumber) -> bool {
        let joins: Vec<_> = self.all_of(id).iter().filter_map(|key| self.latest_join(id, *key)).collect();
        let seen: Vec<_> = joins.iter().filter(|join| join.stamp.input <= upto).collect();
        let mut later = joins.iter().filter(|join| join.stamp.input > upto && !join.is_by_loss);
        let incident = self.incident(id);
        let is_new = |join: &&Join| {
            let device = join.alarm.device;
            let zone = self.zone_of(device);
            !seen.iter().any(|it| self.kind_of(it.alarm.device) == self.kind_of(device))
                || !(seen.iter().any(|it| self.zone_of(it.alarm.device) == zone)
                    || incident.is_told && incident.zone == zone)
        };
        incident.risen > upto || later.any(is_new)
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

    /// What is in an incident that an alarm is about to join.
    pub(super) fn picture(&self, id: IncidentId, joining: AlarmKey) -> Picture {
        let incident = self.incident(id);
        let devices: Vec<_> = self.all_of(id).into_iter().map(|key| key.device).collect();
        let told = incident.is_told.then_some(incident.zone);
        Picture {
            kinds: devices.iter().map(|device| self.kind_of(*device)).collect(),
            zones: devices.iter().map(|device| self.zone_of(*device)).chain(told).collect(),
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
    pub(super) fn opened(&mut self, id: IncidentId, at: Instant) {
        if self.incident(id).parent.is_none() {
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
        let is_covered = self.incident(id).acknowledged.is_none();
        let joins = self.incident_mut(id).joins.iter_mut().filter(|join| join.alarm == key);
        if let Some(join) = joins.max_by_key(|join| join.order) {
            join.stamp.input = stamp.input;
            join.is_covered &= is_covered;
        }
        self.renew(id, stamp.received);
    }

    /// The re-alarm timer.
    pub(super) fn realarm(&mut self, id: IncidentId, due: Instant) {
        let active = self.active(id);
        if active.is_empty() || !self.incident(id).is_open {
            self.incident_mut(id).is_asked = true;
            return;
        }
        for join in self.incident_mut(id).joins.iter_mut().filter(|join| active.contains(&join.alarm)) {
            join.is_covered = false;
        }
        self.renew(id, due);
    }
}
