//! Rule 5: where an alarm that is raised belongs.

use super::{Alarm, Incident, Join, Naive, Stamp, Telling, pair};
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, HazardFamily};
use dutydesk::correlation::event::Conditions;
use dutydesk::units::{IncidentId, Instant, Severity, ZoneId};
use std::collections::BTreeSet;

/// How an alarm came to its incident, as far as it matters for rule 7.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Route {
    Known,
    LostGateway,
    Place,
}

impl Naive {
    /// Raises an alarm: it joins an incident or opens one.
    pub(super) fn raise(&mut self, key: AlarmKey, stamp: Stamp) {
        self.enter(key, stamp, false);
    }

    /// Raises an alarm that a person has seen: it is covered (rule 4.7).
    pub(super) fn raise_covered(&mut self, key: AlarmKey, stamp: Stamp) {
        self.enter(key, stamp, true);
    }

    fn enter(&mut self, key: AlarmKey, mut stamp: Stamp, is_seen: bool) {
        let family = self.family(key);
        stamp.severity = self.alarm_of(key).severity;
        let found = self.find(key, family, stamp.when);
        let (id, is_new) = match found {
            Some((id, _)) => (id, false),
            None => (self.open(family, self.zone_of(key.device), stamp.received), true),
        };
        if is_new {
            self.incident_mut(id).parent = self.parent(id);
        }
        let before = self.picture(id, key);
        let alarm = self.alarm_mut(key);
        alarm.is_split_off &= alarm.incident == Some(id);
        (alarm.held, alarm.incident) = (None, Some(id));
        let bits = alarm.bits;
        let order = self.next_order();
        let incident = self.incident_mut(id);
        incident.joins.push(Join { order, alarm: key, stamp, is_covered: false });
        incident.tellings.push(Telling {
            order,
            alarm: key,
            when: stamp.when,
            value_milli: stamp.value_milli,
            unit: stamp.unit,
            bits,
            is_raise: true,
        });
        incident.severity = incident.severity.max(stamp.severity);
        self.grade(id);
        let is_quiet_news = is_seen || found.is_some_and(|(_, route)| route == Route::LostGateway);
        self.joined(id, key, &before, is_quiet_news);
        if is_new {
            self.opened(id, is_seen, stamp.received);
        } else if is_seen {
            self.cover(id, |join| join.order == order);
        }
        self.bridge(id, key, family, stamp);
        self.corroborate(key);
    }

    /// Rule 5.1.
    pub(super) fn family(&self, key: AlarmKey) -> HazardFamily {
        match key.class {
            AlarmClass::Hazard if self.alarm_of(key).bits.any(Conditions::FIRE) => HazardFamily::Fire,
            AlarmClass::Hazard => self.kind_of(key.device).family(),
            AlarmClass::Fault | AlarmClass::Supervisory | AlarmClass::Isolation => HazardFamily::Fault,
        }
    }

    /// Rule 5.3.
    fn find(&self, key: AlarmKey, family: HazardFamily, when: Instant) -> Option<(IncidentId, Route)> {
        let alarm = self.alarm_of(key);
        if let Some(id) = alarm.incident.filter(|id| self.belongs(&alarm, *id, family)) {
            return Some((id, Route::Known));
        }
        if let Some(id) = self.incident_of_lost_gateway(key, &alarm) {
            return Some((id, Route::LostGateway));
        }
        let nodes = self.reach(family, self.zone_of(key.device));
        let mut found = nodes.into_iter().filter_map(|node| self.latest_in(node, family, when));
        found.next().map(|id| (id, Route::Place))
    }

    /// Rules 5.3 and 5.6: whether an alarm goes on in the incident that it is already in.
    fn belongs(&self, alarm: &Alarm, id: IncidentId, family: HazardFamily) -> bool {
        let incident = self.incident(id);
        let is_kept = alarm.is_split_off && family != HazardFamily::Fire;
        incident.is_open && (incident.family == family || incident.family == HazardFamily::Fire || is_kept)
    }

    fn incident_of_lost_gateway(&self, key: AlarmKey, alarm: &Alarm) -> Option<IncidentId> {
        let gateway = self.device(key.device).gateway?;
        let lost = AlarmKey { device: gateway, class: AlarmClass::Fault };
        let is_silence = key.class == AlarmClass::Fault && alarm.bits.any(Conditions::SILENT);
        let is_lost = is_silence && self.is_silent(gateway) && self.is_active(lost);
        let id = self.alarm_of(lost).incident.filter(|_| is_lost)?;
        self.incident(id).is_open.then_some(id)
    }

    /// The incident that takes the alarm and was the latest to be joined in the node.
    fn latest_in(&self, node: ZoneId, family: HazardFamily, when: Instant) -> Option<IncidentId> {
        let taking = self.incidents.iter().filter(|(_, it)| takes(self, it, family, when));
        let joined = taking.filter_map(|(id, it)| Some((self.joined_in(it, node)?, *id)));
        joined.max().map(|(_, id)| id)
    }

    /// When, by the order of joinings, the incident was joined in a node.
    fn joined_in(&self, incident: &Incident, node: ZoneId) -> Option<u64> {
        let joins = incident.joins.iter().map(|it| (self.zone_of(it.alarm.device), it.order));
        let told = incident.told.iter().map(|it| (it.zone, it.order));
        joins.chain(told).filter(|(zone, _)| self.is_within(*zone, node)).map(|(_, order)| order).max()
    }

    /// Takes the next number.
    pub(super) fn open(&mut self, family: HazardFamily, zone: ZoneId, opened: Instant) -> IncidentId {
        let id = IncidentId(super::FIRST_INCIDENT + self.incidents.len() as u32);
        let incident = Incident {
            family,
            zone,
            is_open: true,
            opened,
            joins: Vec::new(),
            told: Vec::new(),
            tellings: Vec::new(),
            level: 0,
            severity: Severity::Unknown,
            acknowledged: None,
            is_acted_on: false,
            parent: None,
            merged_into: None,
        };
        self.incidents.insert(id, incident);
        id
    }

    /// Rule 5.4.
    fn parent(&self, id: IncidentId) -> Option<IncidentId> {
        let child = self.incident(id);
        let site = self.site(child.zone)?;
        let grave = self.incidents.iter().filter(|(_, it)| {
            it.is_open
                && it.family != child.family
                && matches!(it.family, HazardFamily::Fire | HazardFamily::Gas)
        });
        grave.filter_map(|(id, it)| Some((self.joined_in(it, site)?, *id))).max().map(|(_, id)| id)
    }

    /// Rule 5.5.
    fn bridge(&mut self, id: IncidentId, key: AlarmKey, family: HazardFamily, stamp: Stamp) {
        let nodes = self.reach(family, self.zone_of(key.device));
        let others: BTreeSet<_> = self
            .incidents
            .iter()
            .filter(|(other, it)| **other != id && takes(self, it, family, stamp.when))
            .filter(|(_, it)| it.family == self.incident(id).family)
            .filter(|(_, it)| nodes.iter().any(|node| self.joined_in(it, *node).is_some()))
            .map(|(other, _)| *other)
            .collect();
        let mut first = id;
        for other in others {
            if self.barred.contains(&pair(first, other)) {
                continue;
            }
            let (_, younger) = self.by_age(first, other);
            if self.incident(younger).is_acted_on {
                self.proposed.insert(pair(first, other));
            } else {
                first = self.merge(first, other);
            }
        }
    }

    /// The older of two incidents, and the younger.
    pub(super) fn by_age(&self, a: IncidentId, b: IncidentId) -> (IncidentId, IncidentId) {
        let age = |id| (self.began(id), id);
        if age(a) <= age(b) { (a, b) } else { (b, a) }
    }

    pub(super) fn incident(&self, id: IncidentId) -> &Incident {
        &self.incidents[&id]
    }

    pub(super) fn incident_mut(&mut self, id: IncidentId) -> &mut Incident {
        self.incidents.get_mut(&id).expect("incidents are never taken away")
    }

    pub(super) fn next_order(&mut self) -> u64 {
        self.order += 1;
        self.order
    }

    /// The active members of an incident.
    pub(super) fn active(&self, id: IncidentId) -> BTreeSet<AlarmKey> {
        let of = |key: &AlarmKey| self.alarm_of(*key).incident == Some(id) && self.is_active(*key);
        self.alarms.keys().copied().filter(of).collect()
    }
}

/// Rule 5.2.
fn takes(naive: &Naive, incident: &Incident, family: HazardFamily, when: Instant) -> bool {
    let joins = incident.joins.iter().map(|it| it.stamp.when);
    let whens: Vec<_> = joins.chain(incident.told.iter().map(|it| it.at)).collect();
    let first = whens.iter().min().copied().unwrap_or(incident.opened);
    let latest = whens.iter().max().copied().unwrap_or(incident.opened);
    let rules = &naive.rules;
    incident.is_open
        && incident.family == family
        && first.since(when) <= rules.quiet_gap
        && when.since(latest) <= rules.quiet_gap
        && when.since(first) <= rules.span_max
}
