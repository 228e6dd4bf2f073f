//! Rule 4: what keeps an alarm that stands from being a member, and what breaks that.

use super::{Held, Naive, Stamp};
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, DeviceKind, Quantity};
use dutydesk::correlation::event::Conditions;
use dutydesk::units::{Instant, ZoneId};

impl Naive {
    /// Rules 4.1 to 4.5: the first reason that applies now.
    pub(super) fn reason(&self, key: AlarmKey) -> Option<Held> {
        let alarm = self.alarm_of(key);
        let zone = self.zone_of(key.device);
        let is_fire = key.class == AlarmClass::Hazard && alarm.bits.any(Conditions::FIRE);
        let is_told_test = alarm.told.is_some_and(|told| told.test) && !alarm.is_test_broken;
        if self.shelves.values().any(|(shelved, _)| *shelved == key) {
            Some(Held::Shelved)
        } else if self.outages.values().any(|(device, _)| *device == key.device) && !is_fire {
            Some(Held::OutOfService)
        } else if is_told_test || self.windows.values().any(|(node, _)| self.is_within(zone, *node)) {
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
        self.alarm_of(isolation).raw.any(Conditions::ISOLATED)
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
        let alarm = self.alarm_of(key);
        alarm.stands && alarm.held.is_none() && alarm.incident.is_some()
    }

    pub(super) fn hold(&mut self, key: AlarmKey, reason: Held) {
        let alarm = self.alarm_mut(key);
        alarm.held = Some(reason);
        alarm.held_severity = alarm.severity;
    }

    /// Raises what nothing holds any more, in the order of the devices, until nothing changes.
    pub(super) fn settle(&mut self, at: Instant) {
        loop {
            let keys: Vec<_> = self.alarms.keys().copied().collect();
            let mut is_settled = true;
            for key in keys {
                if self.alarm_of(key).held.is_none() {
                    continue;
                }
                let reason = self.reason(key);
                if reason.is_none() {
                    is_settled = false;
                    self.raise(key, self.stamp_at(key, at));
                } else {
                    self.alarm_mut(key).held = reason;
                }
            }
            if is_settled {
                return;
            }
        }
    }

    /// A held alarm is told again: as real, with the fire bit, or graver.
    pub(super) fn tell_held(&mut self, key: AlarmKey, stamp: Stamp) {
        let alarm = self.alarm_of(key);
        let is_graver = key.class == AlarmClass::Hazard && stamp.severity > alarm.held_severity;
        if is_graver && self.may_break(key) {
            self.break_shelf(key);
            self.break_test(key);
        } else if self.reason(key).is_none() {
            self.raise(key, stamp);
        }
    }

    /// Rule 4.6: whether the alarm is one that a shelf or a test holds.
    fn may_break(&self, key: AlarmKey) -> bool {
        key.class == AlarmClass::Hazard && matches!(self.alarm_of(key).held, Some(Held::Shelved | Held::Test))
    }

    fn held_hazards(&self) -> Vec<AlarmKey> {
        self.alarms.keys().copied().filter(|key| self.may_break(*key)).collect()
    }

    fn break_shelf(&mut self, key: AlarmKey) {
        self.shelves.retain(|_, (shelved, _)| *shelved != key);
    }

    fn break_test(&mut self, key: AlarmKey) {
        self.alarm_mut(key).is_test_broken = true;
        let path = self.upwards(self.zone_of(key.device));
        self.windows.retain(|_, (node, _)| !path.contains(node));
    }

    /// Rule 4.6: another quantity, or a manual call point, in the zone of a held hazard alarm.
    pub(super) fn corroborate(&mut self, key: AlarmKey) {
        let alarm = self.alarm_of(key);
        let is_believed = !matches!(alarm.held, Some(Held::OutOfService | Held::Isolated))
            && !alarm.told.is_some_and(|told| told.test);
        if key.class != AlarmClass::Hazard || !is_believed {
            return;
        }
        let kind = self.kind_of(key.device);
        for held in self.held_hazards() {
            let is_other = kind.quantity() != Quantity::Unknown
                && kind.quantity() != self.kind_of(held.device).quantity();
            if held != key
                && self.zone_of(held.device) == self.zone_of(key.device)
                && (is_other || kind == DeviceKind::ManualCallPoint)
            {
                self.break_shelf(held);
                self.break_test(held);
            }
        }
    }

    /// Rule 4.6: a person tells of a place.
    pub(super) fn break_for_telling(&mut self, zone: ZoneId) {
        for held in self.held_hazards() {
            if self.is_within(self.zone_of(held.device), zone) {
                self.break_shelf(held);
                self.break_test(held);
            }
        }
    }

    /// Rule 4.6: a warning comes to cover sites that it did not cover.
    pub(super) fn break_for_warning(&mut self, before: &[u32], now: &[u32]) {
        for held in self.held_hazards() {
            let Some(site) = self.site(self.zone_of(held.device)) else { continue };
            if self.covers(now, site) && !self.covers(before, site) {
                self.break_shelf(held);
            }
        }
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
