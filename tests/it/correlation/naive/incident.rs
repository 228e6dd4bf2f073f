//! Rule 5: where an alarm that is raised belongs.

use super::{Alarm, Incident, Join, Naive, Stamp, pair};
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, DeviceKind, HazardFamily};
use dutydesk::correlation::event::Conditions;
use dutydesk::units::{FeedId, IncidentId, InputNumber, Instant, Severity, ZoneId};
use std::collections::BTreeSet;

/// How an alarm came to its incident, as far as it matters for rule 7.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Route {
    Known,
    LostGateway,
    Place,
}

/// How an alarm comes to be raised.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Coming {
    Anew,
    Released,
    Seen,
}

impl Naive {
    /// Raises an alarm: it joins an incident or opens one.
    pub(super) fn raise(&mut self, key: AlarmKey, stamp: Stamp) {
        self.enter(key, stamp, Coming::Anew);
    }

    /// Raises an alarm that is held no more.
    pub(super) fn release(&mut self, key: AlarmKey, stamp: Stamp) {
        self.enter(key, stamp, Coming::Released);
    }

    /// Raises an alarm that a person has seen: it is covered (rule 4.7).
    pub(super) fn raise_covered(&mut self, key: AlarmKey, stamp: Stamp) {
        self.enter(key, stamp, Coming::Seen);
    }

    fn enter(&mut self, key: AlarmKey, stamp: Stamp, coming: Coming) {
        let family = self.family(key);
        let found = self.find(key, family, stamp.when);
        let is_lost = found.is_none() && self.is_lost_gateway(key);
        let (id, is_new) = match found {
            Some((id, _)) => (id, false),
            None => (self.open(family, self.zone_of(key.device), stamp.received), true),
        };
        if is_new {
            self.incident_mut(id).parent = self.parent(id);
        }
        let is_by_loss = is_lost || found.is_some_and(|(_, route)| route == Route::LostGateway);
        let is_repeated = key.class == AlarmClass::Hazard
            && coming == Coming::Anew
            && self.peek(key).incident == Some(id)
            && self.is_soon(key, stamp.when);
        let before = self.picture(id, key);
        let alarm = self.alarm_mut(key);
        (alarm.held, alarm.incident, alarm.told_when) = (None, Some(id), Some(stamp.when));
        alarm.member_severity = stamp.severity;
        alarm.is_test = coming == Coming::Anew && stamp.test;
        let order = self.next_order();
        let incident = self.incident_mut(id);
        incident.joins.push(Join { order, alarm: key, stamp, is_covered: false, is_by_loss });
        let (first, latest) = incident.window.unwrap_or((stamp.when, stamp.when));
        incident.window = Some((first.min(stamp.when), latest.max(stamp.when)));
        self.order(id, key, stamp);
        self.worsen(id, stamp.severity, self.input);
        self.grade(id, is_repeated);
        self.joined(id, key, &before, is_by_loss || coming == Coming::Seen);
        if is_new {
            self.opened(id, stamp.received);
        }
        if coming == Coming::Seen {
            self.cover(id, |join| join.order == order);
        }
        if !is_by_loss {
            self.bridge(id, key, family, stamp);
        }
        self.corroborate(key);
        self.alarm_mut(key).is_test = false;
    }

    /// Rule 5.1.
    pub(super) fn family(&self, key: AlarmKey) -> HazardFamily {
        match key.class {
            AlarmClass::Hazard if self.peek(key).bits.any(Conditions::FIRE) => HazardFamily::Fire,
            AlarmClass::Hazard => self.kind_of(key.device).family(),
            AlarmClass::Fault | AlarmClass::Supervisory | AlarmClass::Isolation => HazardFamily::Fault,
        }
    }

    /// Rule 5.3.
    fn find(&self, key: AlarmKey, family: HazardFamily, when: Instant) -> Option<(IncidentId, Route)> {
        let alarm = self.alarm_of(key);
        if let Some(id) = alarm.incident.filter(|id| self.belongs(*id, family)) {
            return Some((id, Route::Known));
        }
        if let Some(id) = self.incident_of_lost_gateway(key, &alarm) {
            return Some((id, Route::LostGateway));
        }
        if self.is_lost_gateway(key) {
            return None;
        }
        let mut found = self.candidates(key, family, when).into_iter();
        found.next().map(|id| (id, Route::Place))
    }

    /// Whether an alarm goes on in the incident that it is already in.
    fn belongs(&self, id: IncidentId, family: HazardFamily) -> bool {
        let incident = self.incident(id);
        incident.is_open && (incident.family == family || incident.family == HazardFamily::Fire)
    }

    /// Whether the alarm is a gateway's own silence.
    fn is_lost_gateway(&self, key: AlarmKey) -> bool {
        key.class == AlarmClass::Fault
            && self.kind_of(key.device) == DeviceKind::Gateway
            && self.peek(key).bits.any(Conditions::SILENT)
    }

    fn incident_of_lost_gateway(&self, key: AlarmKey, alarm: &Alarm) -> Option<IncidentId> {
        let gateway = self.device(key.device).gateway?;
        let lost = AlarmKey { device: gateway, class: AlarmClass::Fault };
        let is_silence = key.class == AlarmClass::Fault && alarm.bits.any(Conditions::SILENT);
        let is_lost = is_silence && self.is_silent(gateway) && self.is_active(lost);
        let id = self.peek(lost).incident.filter(|_| is_lost)?;
        self.incident(id).is_open.then_some(id)
    }

    /// The incidents that take the alarm in reach of it: the nearest node first, the younger first.
    fn candidates(&self, key: AlarmKey, family: HazardFamily, when: Instant) -> Vec<IncidentId> {
        let nodes = self.reach(family, self.zone_of(key.device));
        let mut found = Vec::new();
        for (at, node) in nodes.into_iter().enumerate() {
            let present = self.present_in(node, family, at == 0);
            found.extend(present.into_iter().filter(|id| takes(self, self.incident(*id), family, when)));
        }
        found
    }

    /// The two youngest open incidents of a family that are present in a node, or in the zone itself.
    fn present_in(&self, node: ZoneId, family: HazardFamily, is_exact: bool) -> Vec<IncidentId> {
        let is_there = |zone: ZoneId| if is_exact { zone == node } else { self.is_within(zone, node) };
        let is_present = |id: IncidentId| {
            let joins = self.all_of(id);
            let mut joins =
                joins.iter().filter_map(|key| self.latest_join(id, *key)).filter(|join| !join.is_by_loss);
            let incident = self.incident(id);
            incident.is_told && is_there(incident.zone)
                || joins.any(|it| is_there(self.zone_of(it.alarm.device)))
        };
        let open = self.incidents.iter().rev().filter(|(_, it)| it.is_open && it.family == family);
        open.map(|(id, _)| *id).filter(|id| is_present(*id)).take(2).collect()
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
            is_told: false,
            window: None,
            first: (opened, FeedId(0), 0),
            first_out: None,
            level: 0,
            severity: Severity::Unknown,
            risen: InputNumber(0),
            acknowledged: None,
            is_asked: false,
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
        let site = self.site(child.zone).filter(|_| !child.family.is_life_risk())?;
        let families = [HazardFamily::Fire, HazardFamily::Gas];
        let mut grave = families.into_iter().flat_map(|family| self.present_in(site, family, false));
        grave.find(|id| !self.active(*id).is_empty())
    }

    /// Rule 5.5.
    fn bridge(&mut self, id: IncidentId, key: AlarmKey, family: HazardFamily, stamp: Stamp) {
        for other in self.candidates(key, family, stamp.when) {
            let is_settled =
                self.barred.contains(&pair(id, other)) || self.proposed.contains(&pair(id, other));
            if other == id || is_settled || self.incident(other).family != self.incident(id).family {
                continue;
            }
            let (older, younger) = self.by_age(id, other);
            if self.incident(younger).is_acted_on {
                self.proposed.insert(pair(older, younger));
            } else {
                self.merge(older, younger);
            }
            return;
        }
    }

    /// The older of two incidents, and the younger.
    pub(super) fn by_age(&self, a: IncidentId, b: IncidentId) -> (IncidentId, IncidentId) {
        let age = |id| (self.incident(id).first.0, id);
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

    /// The alarms that an incident is the latest of, those that are held included.
    pub(super) fn all_of(&self, id: IncidentId) -> BTreeSet<AlarmKey> {
        self.alarms.iter().filter(|(_, it)| it.incident == Some(id)).map(|(key, _)| *key).collect()
    }

    /// The active members of an incident.
    pub(super) fn active(&self, id: IncidentId) -> BTreeSet<AlarmKey> {
        let of = |key: &AlarmKey| self.peek(*key).incident == Some(id) && self.is_active(*key);
        self.alarms.keys().copied().filter(of).collect()
    }
}

/// Rule 5.2.
fn takes(naive: &Naive, incident: &Incident, family: HazardFamily, when: Instant) -> bool {
    let (first, latest) = incident.window.unwrap_or((incident.opened, incident.opened));
    let rules = &naive.rules;
    incident.is_open
        && incident.family == family
        && first.since(when) <= rules.quiet_gap
        && when.since(latest) <= rules.quiet_gap
        && when.since(first) <= rules.span_max
}
