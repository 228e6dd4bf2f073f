//! Rule 4: what keeps an alarm that stands from being a member, and what breaks that.

use super::{Extent, Held, Naive, Stamp};
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, DeviceKind, Quantity};
use dutydesk::correlation::event::Conditions;
use dutydesk::units::{Instant, Severity, ZoneId};

impl Naive {
    /// Rules 4.1 to 4.5: the first reason that applies now.
    pub(super) fn reason(&self, key: AlarmKey) -> Option<Held> {
        let alarm = self.alarm_of(key);
        let zone = self.zone_of(key.device);
        let is_fire = key.class == AlarmClass::Hazard && alarm.bits.any(Conditions::FIRE);
        if self.shelves.values().any(|(shelved, _)| *shelved == key) {
            Some(Held::Shelved)
        } else if self.outages.values().any(|(device, _)| *device == key.device) && !is_fire {
            Some(Held::OutOfService)
        } else if alarm.is_test || self.windows.values().any(|(node, _)| self.is_within(zone, *node)) {
            Some(Held::Test)
        } else if key.class == AlarmClass::Hazard
            && self.is_isolated(key)
            && !is_fire
            && !self.kind_of(key.device).is_life_risk()
        {
            Some(Held::Isolated)
        } else {
            self.is_inhibited(key).then_some(Held::Inhibited)
        }
    }

    fn is_isolated(&self, key: AlarmKey) -> bool {
        let isolation = AlarmKey { class: AlarmClass::Isolation, ..key };
        self.peek(isolation).raw.any(Conditions::ISOLATED)
    }

    fn is_inhibited(&self, target: AlarmKey) -> bool {
        let kind = self.kind_of(target.device);
        let rules = self.rules.inhibitions.iter();
        let mut rules = rules.filter(|it| {
            it.target_class == target.class && target.class != AlarmClass::Hazard && it.target.has(kind)
        });
        rules.any(|rule| {
            self.alarms.keys().any(|&source| {
                source != target
                    && source.class == rule.source_class
                    && rule.source.has(self.kind_of(source.device))
                    && self.is_active(source)
                    && self.is_in_scope(source.device, target.device, rule.scope)
            })
        })
    }

    /// Whether the alarm stands as a member of an incident.
    pub(super) fn is_active(&self, key: AlarmKey) -> bool {
        let alarm = self.peek(key);
        alarm.stands && alarm.held.is_none() && alarm.incident.is_some()
    }

    pub(super) fn hold(&mut self, key: AlarmKey, reason: Held) {
        if let Some(id) = self.peek(key).incident {
            self.cover(id, |join| join.alarm == key);
        }
        let held_order = self.next_order();
        let alarm = self.alarm_mut(key);
        (alarm.held, alarm.held_order) = (Some(reason), held_order);
    }

    /// Raises what nothing holds any more, in the order in which it was held, until nothing changes.
    pub(super) fn settle(&mut self, at: Instant) {
        loop {
            let held = self.alarms.iter().filter(|(_, alarm)| alarm.held.is_some());
            let mut held: Vec<_> = held.map(|(key, alarm)| (alarm.held_order, *key)).collect();
            held.sort();
            let mut freed = None;
            for (_, key) in held {
                match self.reason(key) {
                    None => freed = freed.or(Some(key)),
                    reason => self.alarm_mut(key).held = reason,
                }
            }
            let Some(key) = freed else { return };
            self.release(key, self.stamp_of_release(key, at));
        }
    }

    /// A held alarm is told again: as real, with the fire bit, or graver than it was.
    pub(super) fn tell_held(&mut self, key: AlarmKey, stamp: Stamp, severity: Severity) {
        let is_graver = stamp.severity > severity && !stamp.test;
        let may_break = matches!(self.peek(key).held, Some(Held::Shelved | Held::Test));
        if self.reason(key).is_none() {
            let alarm = self.alarm_mut(key);
            (alarm.severity, alarm.began, alarm.reading) = (stamp.severity, Some(stamp), stamp.reading());
            self.raise(key, stamp);
        } else if is_graver && may_break {
            self.break_shelf(key);
            self.break_test(key);
        }
    }

    /// Rule 4.6: whether the alarm is one that a shelf or a test holds.
    fn may_break(&self, key: AlarmKey) -> bool {
        key.class == AlarmClass::Hazard && matches!(self.peek(key).held, Some(Held::Shelved | Held::Test))
    }

    fn held_hazards(&self) -> Vec<AlarmKey> {
        self.alarms.keys().copied().filter(|key| self.may_break(*key)).collect()
    }

    fn break_shelf(&mut self, key: AlarmKey) {
        self.shelves.retain(|_, (shelved, _)| *shelved != key);
    }

    fn break_test(&mut self, key: AlarmKey) {
        self.alarm_mut(key).is_test = false;
        let path = self.upwards(self.zone_of(key.device));
        self.windows.retain(|_, (node, _)| !path.contains(node));
    }

    /// Rule 4.6: what an alarm that is raised, or begins under a shelf or a window, sets free.
    pub(super) fn corroborate(&mut self, key: AlarmKey) {
        let alarm = self.alarm_of(key);
        let is_believed = !matches!(alarm.held, Some(Held::OutOfService | Held::Isolated)) && !alarm.is_test;
        if key.class != AlarmClass::Hazard || !is_believed {
            return;
        }
        for held in self.held_hazards() {
            if held != key
                && self.zone_of(held.device) == self.zone_of(key.device)
                && confirms(self.kind_of(key.device), self.kind_of(held.device))
            {
                self.break_shelf(held);
                self.break_test(held);
            }
        }
    }

    /// Rule 4.6: an alarm that begins under a shelf or a window where another one that confirms it stands.
    pub(super) fn corroborate_itself(&mut self, key: AlarmKey) {
        let is_proof = |other: &AlarmKey| {
            *other != key
                && other.class == AlarmClass::Hazard
                && self.is_active(*other)
                && self.zone_of(other.device) == self.zone_of(key.device)
                && confirms(self.kind_of(other.device), self.kind_of(key.device))
        };
        if self.may_break(key) && !self.peek(key).is_test && self.alarms.keys().any(is_proof) {
            self.break_shelf(key);
            self.break_test(key);
        }
    }

    /// Rule 4.6: a person tells of a place.
    pub(super) fn break_for_telling(&mut self, zone: ZoneId) {
        for held in self.held_hazards() {
            if self.is_within(self.zone_of(held.device), zone) {
                self.alarm_mut(held).is_test = false;
            }
        }
        let shelves = self.shelves.clone();
        let is_told =
            |key: AlarmKey| key.class == AlarmClass::Hazard && self.is_within(self.zone_of(key.device), zone);
        let shelves = shelves.into_iter().filter(|(_, (key, _))| !is_told(*key)).collect();
        let windows = self.windows.clone();
        let apart = |node: ZoneId| !self.is_within(node, zone) && !self.is_within(zone, node);
        let windows = windows.into_iter().filter(|(_, (node, _))| apart(*node)).collect();
        (self.shelves, self.windows) = (shelves, windows);
    }

    /// Rule 4.6: a warning comes, or changes.
    pub(super) fn break_for_warning(&mut self, extent: &Extent) {
        let shelves = self.shelves.clone();
        let is_covered =
            |key: AlarmKey| key.class == AlarmClass::Hazard && self.covers(extent, self.zone_of(key.device));
        self.shelves = shelves.into_iter().filter(|(_, (key, _))| !is_covered(*key)).collect();
    }

    /// A person shelves, or takes out of service, what may be a member already: it leaves, covered.
    pub(super) fn leave(&mut self, key: AlarmKey) {
        let alarm = self.alarm_of(key);
        if let Some(id) = alarm.incident {
            self.cover(id, |join| join.alarm == key);
        }
        if alarm.stands
            && alarm.held.is_none()
            && let Some(reason) = self.reason(key).filter(|it| *it <= Held::OutOfService)
        {
            self.hold(key, reason);
        }
    }
}

/// Rule 4.6: another known quantity, of a kind that endangers life or of one family, or a person's hand.
fn confirms(one: DeviceKind, held: DeviceKind) -> bool {
    let is_known = one.quantity() != Quantity::Unknown && held.quantity() != Quantity::Unknown;
    let is_other = is_known && one.quantity() != held.quantity();
    one == DeviceKind::ManualCallPoint || is_other && (one.is_life_risk() || one.family() == held.family())
}
