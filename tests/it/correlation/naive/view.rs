//! What can be asked of the model.

use super::{Held, Naive, View};
use dutydesk::correlation::alarm::{AlarmKey, AlarmState};
use dutydesk::correlation::event::Conditions;
use dutydesk::units::{DeviceId, IncidentId, Instant, WarningId};
use std::collections::{BTreeMap, BTreeSet};

impl Naive {
    /// The state of an alarm, the incident that it is a member of, and what holds it.
    pub(crate) fn alarm(&self, key: AlarmKey) -> (AlarmState, Option<IncidentId>, Option<Held>) {
        let alarm = self.alarm_of(key);
        let member = alarm.incident.filter(|_| alarm.held.is_none());
        let is_covered = member.and_then(|id| self.latest_join(id, key)).is_none_or(|join| join.is_covered);
        let state = match (alarm.stands, alarm.held, is_covered) {
            _ if self.is_shelved(key) => AlarmState::Shelved,
            (_, Some(Held::Shelved), _) => AlarmState::Shelved,
            (_, Some(Held::OutOfService | Held::Isolated), _) => AlarmState::OutOfService,
            (_, Some(Held::Test | Held::Inhibited), _) => AlarmState::Suppressed,
            (true, None, true) => AlarmState::Acknowledged,
            (true, None, false) => AlarmState::Unacknowledged,
            (false, None, true) => AlarmState::Normal,
            (false, None, false) => AlarmState::ReturnedUnacknowledged,
        };
        (state, member, alarm.held)
    }

    /// Every incident that ever was.
    pub(crate) fn incidents(&self) -> BTreeMap<IncidentId, View> {
        self.incidents.keys().map(|&id| (id, self.view(id))).collect()
    }

    fn view(&self, id: IncidentId) -> View {
        let incident = self.incident(id);
        let active = self.active(id);
        let is_stale = |key: &&AlarmKey| {
            let since = self.active_since(**key);
            since.is_some_and(|since| since.after(self.rules.stale_after) <= self.now)
        };
        View {
            family: incident.family,
            zone: incident.zone,
            open: incident.is_open,
            level: incident.level,
            severity: incident.severity,
            life_risk: incident.is_open && incident.family.is_life_risk() && !active.is_empty(),
            acknowledged: incident.acknowledged.is_some(),
            members: self.members(id),
            active: active.len(),
            first_out: incident.first_out,
            parent: incident.parent,
            merged_into: incident.merged_into,
            stale: active.iter().filter(is_stale).count(),
        }
    }

    pub(super) fn members(&self, id: IncidentId) -> BTreeSet<AlarmKey> {
        let of = self.alarms.iter().filter(|(_, it)| it.incident == Some(id) && it.held.is_none());
        of.map(|(key, _)| *key).collect()
    }

    /// Rule 8: since when an alarm is active.
    pub(super) fn active_since(&self, key: AlarmKey) -> Option<Instant> {
        let id = self.peek(key).incident.filter(|_| self.is_active(key))?;
        self.latest_join(id, key).map(|join| join.stamp.received)
    }

    /// The pairs that the desk proposes to merge, the lower number first.
    pub(crate) fn proposals(&self) -> BTreeSet<(IncidentId, IncidentId)> {
        let is_open = |id| self.incident(id).is_open;
        let standing = |(a, b): &&(IncidentId, IncidentId)| is_open(*a) && is_open(*b);
        self.proposed.iter().filter(standing).copied().collect()
    }

    /// Rule 3.2: how often an alarm was fleeting.
    pub(crate) fn fleeting(&self, key: AlarmKey) -> u32 {
        self.peek(key).fleeting
    }
}

/// For the streams, and for tests of the model itself.
impl Naive {
    /// The shelves, windows and outages that there are.
    pub(super) fn holding(&self) -> Vec<u32> {
        self.shelves.keys().chain(self.windows.keys()).chain(self.outages.keys()).copied().collect()
    }

    pub(super) fn is_shelved(&self, alarm: AlarmKey) -> bool {
        self.shelves.values().any(|(shelved, _)| *shelved == alarm)
    }

    pub(super) fn is_taken_out(&self, device: DeviceId) -> bool {
        self.outages.values().any(|(out, _)| *out == device)
    }

    pub(super) fn is_warned(&self, warning: WarningId) -> bool {
        self.warnings.contains_key(&warning)
    }

    pub(super) fn held_count(&self) -> usize {
        self.alarms.values().filter(|alarm| alarm.held.is_some()).count()
    }

    /// What holds after every act: a condition that stands is a member or held, never both; no timer is overdue.
    pub(super) fn check(&self) {
        for (key, alarm) in &self.alarms {
            assert_eq!(alarm.stands, alarm.held.is_some() || self.is_active(*key), "{key:?} {alarm:?}");
            let goes_on = alarm.stands && (!alarm.raw.is_none() || alarm.ends.is_some());
            let waits = !alarm.stands && (alarm.raw.is_none() || alarm.begins.is_some());
            assert!(goes_on || waits, "{key:?} {alarm:?}");
            assert_eq!(alarm.held, self.reason(*key).filter(|_| alarm.held.is_some()), "{key:?}");
            if alarm.raw.any(Conditions::FIRE) {
                assert!(alarm.stands, "the fire bit passes at once: {key:?}");
            }
        }
        for (id, incident) in &self.incidents {
            assert!(incident.is_open || self.view(*id).active == 0 || incident.merged_into.is_none());
            assert!(incident.acknowledged.is_none() || !incident.is_open || self.is_covered(*id), "{id}");
        }
        assert!(self.next_due().is_none_or(|due| due > self.now), "{:?} {:?}", self.next_due(), self.now);
    }
}
