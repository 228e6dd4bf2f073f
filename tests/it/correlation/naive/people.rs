//! What people do: rules 4.7, 5.6 and every act.

use super::{Act, Alarm, Naive, Warning, pair};
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, HazardFamily};
use dutydesk::correlation::reference::Reference;
use dutydesk::correlation::rules::Rules;
use dutydesk::units::{IncidentId, InputNumber, Instant, ZoneId};
use std::collections::{BTreeMap, BTreeSet};

impl Naive {
    /// A desk before its first instant.
    pub(crate) fn new(reference: &Reference, rules: Rules) -> Self {
        Self {
            reference: reference.clone(),
            rules,
            now: Instant(0),
            has_begun: false,
            input: InputNumber(0),
            order: 0,
            alarms: BTreeMap::new(),
            nothing: Alarm::default(),
            others: BTreeMap::new(),
            heard: BTreeMap::new(),
            incidents: BTreeMap::new(),
            shelves: BTreeMap::new(),
            windows: BTreeMap::new(),
            outages: BTreeMap::new(),
            warnings: BTreeMap::new(),
            barred: BTreeSet::new(),
            proposed: BTreeSet::new(),
            announcements: Vec::new(),
        }
    }

    /// Applies an act; timers that are due by it go first (rule 1.3).
    pub(crate) fn apply(&mut self, act: &Act) {
        if let Act::Event(event) = act {
            self.input = self.input.max(event.input);
        }
        let at = self.instant_of(act);
        if !matches!(act, Act::Touch { .. } | Act::Refuse { .. }) {
            self.advance(at);
        }
        match act {
            Act::Event(event) => self.event(event),
            Act::Acknowledge { incident, upto, .. } if self.is_open(*incident) => {
                self.acknowledge(*incident, *upto, at);
            }
            Act::Close { incident, .. } if self.is_open(*incident) => {
                self.cover(*incident, |_| true);
                self.incident_mut(*incident).is_open = false;
            }
            Act::Reopen { incident, .. } => self.reopen(*incident),
            Act::Tell { zone, family, .. } => self.told(*zone, *family, at),
            Act::Shelve { id, alarm, until, .. } => {
                self.shelves.insert(*id, (*alarm, (*until).min(at.after(self.rules.shelf_max))));
                self.leave(*alarm);
            }
            Act::OpenWindow { id, zone, until, .. } => {
                self.windows.insert(*id, (*zone, *until));
            }
            Act::TakeOut { id, device, until, .. } => {
                self.outages.insert(*id, (*device, *until));
                for class in AlarmClass::ALL {
                    self.take_out(AlarmKey { device: *device, class });
                }
            }
            Act::Lift { id, .. } => self.lift(*id, at),
            Act::Warn { warning, extent, context, .. } => {
                self.warnings.insert(*warning, Warning { extent: extent.clone(), context: *context });
                self.break_for_warning(extent);
            }
            Act::Unwarn { warning, .. } => drop(self.warnings.remove(warning)),
            Act::Touch { incident } if self.is_open(*incident) => {
                self.incident_mut(*incident).is_acted_on = true;
            }
            Act::Merge { into, from, .. } => {
                let is_one_family = |a, b| self.incident(a).family == self.incident(b).family;
                let is_open = self.is_open(*into) && self.is_open(*from);
                if into != from && is_open && is_one_family(*into, *from) {
                    self.merge(*into, *from);
                }
            }
            Act::Split { from, alarms, .. } if self.is_open(*from) => self.split(*from, alarms, at),
            Act::Refuse { a, b } => {
                self.proposed.remove(&pair(*a, *b));
                self.barred.insert(pair(*a, *b));
            }
            Act::Advance(_)
            | Act::Acknowledge { .. }
            | Act::Close { .. }
            | Act::Touch { .. }
            | Act::Split { .. } => {}
        }
        self.settle(at);
    }

    fn is_open(&self, id: IncidentId) -> bool {
        self.incidents.get(&id).is_some_and(|incident| incident.is_open)
    }

    fn reopen(&mut self, id: IncidentId) {
        if let Some(incident) = self.incidents.get_mut(&id) {
            incident.is_open |= incident.merged_into.is_none();
        }
    }

    fn told(&mut self, zone: ZoneId, family: HazardFamily, at: Instant) {
        let id = self.open(family, zone, at);
        let incident = self.incident_mut(id);
        (incident.is_told, incident.window) = (true, Some((at, at)));
        self.announcements.push(at);
        self.break_for_telling(zone);
    }

    /// What an outage takes out: nothing with the fire bit, and no more than what stands.
    fn take_out(&mut self, key: AlarmKey) {
        if self.is_active(key) && self.reason(key) == Some(super::Held::OutOfService) {
            self.leave(key);
        }
    }

    /// Rules 4.7 and 4.8.
    fn lift(&mut self, id: u32, at: Instant) {
        self.windows.remove(&id);
        self.outages.remove(&id);
        let Some((key, _)) = self.shelves.remove(&id) else { return };
        if self.peek(key).held.is_some() && self.reason(key).is_none() {
            self.raise_covered(key, self.stamp_of_release(key, at));
        }
    }

    /// Makes one incident of two.
    pub(super) fn merge(&mut self, into: IncidentId, from: IncidentId) {
        let gone = self.incident(from).clone();
        let from_mut = self.incident_mut(from);
        (from_mut.is_open, from_mut.merged_into) = (false, Some(into));
        from_mut.joins.clear();
        let input = self.input;
        let stays = self.incident_mut(into);
        stays.joins.extend(gone.joins);
        stays.joins.sort_by_key(|it| it.order);
        let windows = [stays.window, gone.window].into_iter().flatten();
        stays.window = windows.reduce(|(a, b), (c, d)| (a.min(c), b.max(d)));
        if gone.first_out.is_some() && (stays.first_out.is_none() || gone.first < stays.first) {
            (stays.first, stays.first_out) = (gone.first, gone.first_out);
        }
        stays.risen = stays.risen.max(gone.risen);
        if gone.level > stays.level || gone.severity > stays.severity {
            stays.risen = input;
        }
        stays.level = stays.level.max(gone.level);
        stays.severity = stays.severity.max(gone.severity);
        stays.is_acted_on |= gone.is_acted_on;
        stays.acknowledged = stays.acknowledged.zip(gone.acknowledged).map(|(a, b)| a.max(b));
        stays.is_asked = false;
        stays.parent = stays.parent.filter(|parent| *parent != from);
        for alarm in self.alarms.values_mut().filter(|it| it.incident == Some(from)) {
            alarm.incident = Some(into);
        }
        for (id, child) in &mut self.incidents {
            child.parent = child.parent.map(|it| if it == from { into } else { it }).filter(|it| it != id);
        }
        self.barred = renamed(&self.barred, from, into);
        self.proposed = renamed(&self.proposed, from, into).difference(&self.barred).copied().collect();
        self.grade(into, false);
    }

    /// Takes alarms out of an incident into a new one (rule 5.6).
    fn split(&mut self, from: IncidentId, alarms: &[AlarmKey], at: Instant) {
        let members = self.all_of(from);
        let moved: BTreeSet<_> = alarms.iter().copied().filter(|it| members.contains(it)).collect();
        let Some(first) = moved.first().filter(|_| moved.len() < members.len()) else { return };
        let (old, zone) = (self.incident(from).clone(), self.zone_of(first.device));
        let id = self.open(old.family, zone, at);
        let (joins, stay) = old.joins.into_iter().partition(|it| moved.contains(&it.alarm));
        let old = self.incident_mut(from);
        (old.joins, old.is_acted_on) = (stay, true);
        let (window, first_out) = (old.window, old.first_out);
        let new = self.incident_mut(id);
        (new.joins, new.is_acted_on, new.window) = (joins, true, window);
        for key in &moved {
            self.alarm_mut(*key).incident = Some(id);
        }
        self.order_anew(id);
        if first_out.is_some_and(|key| moved.contains(&key)) {
            self.order_anew(from);
        }
        let severity = self.all_of(id).iter().map(|key| self.peek(*key).member_severity).max();
        self.worsen(id, severity.unwrap_or_default(), self.input);
        self.grade(id, false);
        self.barred.insert(pair(from, id));
        self.proposed.remove(&pair(from, id));
    }
}

/// Pairs after `from` became `into`.
fn renamed(
    pairs: &BTreeSet<(IncidentId, IncidentId)>,
    from: IncidentId,
    into: IncidentId,
) -> BTreeSet<(IncidentId, IncidentId)> {
    let name = |id| if id == from { into } else { id };
    pairs.iter().map(|(a, b)| pair(name(*a), name(*b))).filter(|(a, b)| a != b).collect()
}
