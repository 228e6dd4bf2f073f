//! What a change does to the tables: once for the live core and for the journal's fold.
//!
//! Decides: nothing. Every rule was asked before the change was made.
//! Must not know: events, windows, evidence.
//!
//! Invariant: members, states, levels and incidents depend on the changes and on people's acts alone.

mod regroup;

use crate::correlation::Correlation;
use crate::correlation::alarm::{AlarmClass, AlarmKey, HazardFamily, Occurrence};
use crate::correlation::change::{Change, Changes, Reason, ReasonCode, RenewCause, Table, What};
use crate::correlation::event::Conditions;
use crate::correlation::state::Trigger;
use crate::correlation::tables::NONE;
use crate::correlation::tables::incidents::{Course, Incident, Vacancy};
use crate::correlation::tables::members::Row;
use crate::units::{DeviceId, FeedId, IncidentId, Instant, ZoneId};

/// A membership that begins.
struct Joining {
    at: Instant,
    incident: IncidentId,
    alarm: AlarmKey,
    occurrence: Occurrence,
    occurred: Instant,
    value_milli: i32,
    reason: Reason,
}

impl Correlation {
    /// Takes one change of the journal, in the journal's order; acknowledge, close and reopen come in between.
    ///
    /// What the journal does not hold is not rebuilt: inputs, units, and which condition of a class stands.
    pub fn restore(&mut self, change: &Change) {
        match change.what {
            What::Joined { incident, alarm, reason, .. } => {
                let row = self.incident(incident).map(|row| (row.zone, row.family));
                let (zone, family) = row.unwrap_or_default();
                self.devices.readmit(alarm.device, zone);
                self.infer(alarm, family);
                if reason.code == ReasonCode::GatewayLost {
                    self.infer_silence(alarm.device);
                }
            }
            What::Suppressed { alarm, .. } => {
                let family = self
                    .family_announced(alarm)
                    .or_else(|| self.devices.get(alarm.device).map(|row| row.kind.family()));
                self.infer(alarm, family.unwrap_or_default());
            }
            What::Ended { alarm, .. } => self.infer_end(alarm),
            What::Quieted { incident } => self.infer_quiet(incident),
            What::Unsuppressed { alarm, reason } if reason.code == ReasonCode::Ended => self.infer_end(alarm),
            What::Unsuppressed { .. }
            | What::Opened { .. }
            | What::Repeated { .. }
            | What::LevelChanged { .. }
            | What::SeverityChanged { .. }
            | What::LifeRiskChanged { .. }
            | What::Renewed { .. }
            | What::FirstOutChanged { .. }
            | What::SuppressionEnded { .. }
            | What::Merged { .. }
            | What::MergeProposed { .. }
            | What::Split { .. }
            | What::Follows { .. }
            | What::Stale { .. }
            | What::TableFull { .. } => {}
        }
        self.apply(change);
    }

    /// Applies a change and says it.
    pub(super) fn commit(&mut self, at: Instant, what: What, changes: &mut Changes) {
        let change = Change { at, what };
        self.apply(&change);
        if changes.try_push(change).is_err() {
            self.changes_lost += 1;
        }
    }

    /// Returns the instant by which an alarm counts in an incident's window.
    ///
    /// A late one is of the past by its own word, yet it is the present that the desk answers: receipt counts.
    pub(super) fn window_time(&self, at: Instant, occurred: Instant) -> Instant {
        if at.since(occurred) > self.rules.reorder_max { at } else { occurred }
    }

    fn apply(&mut self, change: &Change) {
        let at = change.at;
        match change.what {
            What::Opened { incident, zone, family } => self.apply_opened(at, incident, zone, family),
            What::Joined { incident, alarm, occurrence, occurred, value_milli, reason } => {
                self.apply_joined(&Joining {
                    at,
                    incident,
                    alarm,
                    occurrence,
                    occurred,
                    value_milli,
                    reason,
                });
            }
            What::Repeated { alarm, count, .. } => self.apply_repeated(at, alarm, count),
            What::Ended { alarm, .. } => self.apply_ended(alarm),
            What::LevelChanged { incident, to, .. } => {
                let input = self.input;
                self.edit(incident, |row| (row.level, row.risen) = (to, input));
            }
            What::SeverityChanged { incident, to, .. } => {
                let input = self.input;
                self.edit(incident, |row| (row.severity, row.risen) = (to, input));
            }
            What::LifeRiskChanged { incident, life_risk } => {
                self.edit(incident, |row| row.life_risk = life_risk);
            }
            What::Renewed { incident, cause } => self.apply_renewed(incident, cause),
            What::Quieted { .. } => {}
            What::FirstOutChanged { incident, alarm } => self.apply_first_out(incident, alarm),
            What::Suppressed { alarm, reason } => self.apply_suppressed(at, alarm, reason),
            What::Unsuppressed { alarm, reason } => self.apply_unsuppressed(alarm, reason.code),
            What::Merged { incident, from, .. } => self.apply_merged(incident, from),
            What::MergeProposed { incident, from, .. } => self.pairs.propose(incident, from),
            What::Split { incident, from, alarm } => self.apply_split(incident, from, alarm),
            What::Follows { incident, parent } => {
                self.edit(incident, |row| row.parent = Some(parent));
                self.edit(parent, |row| row.followed = true);
            }
            What::SuppressionEnded { suppression, .. } => {
                self.lift(suppression);
            }
            What::Stale { alarm, .. } => self.apply_stale(alarm),
            What::TableFull { table, turned_away } => match table {
                Table::Incidents => self.incidents.turned_away = turned_away,
                Table::Unregistered => self.devices.turned_away = turned_away,
                Table::Warnings => self.contexts.turned_away = turned_away,
                Table::Members => self.members.turned_away = turned_away,
            },
        }
    }

    fn edit(&mut self, incident: IncidentId, edit: impl FnOnce(&mut Incident)) {
        let slot = self.incidents.find(incident);
        if let Some(row) = slot.and_then(|slot| self.incidents.get_mut(slot)) {
            edit(row);
        }
    }

    fn apply_opened(&mut self, at: Instant, id: IncidentId, zone: ZoneId, family: HazardFamily) {
        if self.incidents.find(id).is_some() {
            return;
        }
        let (Vacancy::Row(slot) | Vacancy::Overflow(slot)) = self.incidents.vacancy(family);
        if self.incidents.get(slot).is_some_and(|row| row.course != Course::Free) {
            self.forget(slot);
        }
        self.incidents.begin(slot, id, family);
        if let Some(row) = self.incidents.get_mut(slot) {
            (row.zone, row.opened, row.last) = (zone, at, at);
        }
    }

    /// Forgets a closed incident: ended members are freed, standing ones stay covered under its number.
    fn forget(&mut self, slot: u32) {
        let mut next = self.incidents.get(slot).map_or(NONE, |row| row.chain.first);
        while let Some(row) = self.members.get_mut(next) {
            let (index, alarm, active) = (next, row.alarm(), row.active);
            next = row.next;
            row.slot = NONE;
            if !active {
                self.release_row(index, alarm);
            }
        }
        self.incidents.forget(slot);
    }

    /// Frees the row of an alarm that is in no chain.
    fn release_row(&mut self, index: u32, alarm: AlarmKey) {
        if let Some(device) = self.devices.get_mut(alarm.device) {
            device.members[alarm.class as usize] = NONE;
        }
        self.members.free(index);
    }

    fn apply_joined(&mut self, joining: &Joining) {
        let Some(slot) = self.incidents.find(joining.incident) else { return };
        let when = self.window_time(joining.at, joining.occurred);
        let Some(index) = self.enrol(joining.alarm, slot, joining.incident) else { return };
        let (Some(incident), Some(row)) = (self.incidents.get_mut(slot), self.members.get_mut(index)) else {
            return;
        };
        let begins = !row.active;
        incident.active += u32::from(begins);
        row.active = true;
        (row.joined, row.occurred, row.raised) = (joining.at, joining.occurred, when);
        (row.raises, row.reason) = (1, joining.reason);
        // One reading has no trend, nor has what was read before the alarm was restored.
        (row.value_milli, row.value_before_milli) = (joining.value_milli, joining.value_milli);
        if incident.first_out.is_none() {
            incident.first_out = Some(joining.alarm);
            incident.occurred = joining.occurred;
            // Its feed and sequence are the live desk's to tell.
            incident.first_key = (when, FeedId(u16::MAX), u64::MAX);
            // What a person told of began with their word.
            if !incident.told {
                (incident.began, incident.news) = (when, when);
            }
        }
        incident.began = incident.began.min(when);
        incident.news = incident.news.max(when);
        incident.last = joining.at;
        incident.raises += 1;
        incident.touched = index;
        let covered = incident.acknowledged;
        let Some(device) = self.devices.get_mut(joining.alarm.device) else { return };
        let class = joining.alarm.class as usize;
        device.occurrences[class] = joining.occurrence.0;
        device.states[class] = device.states[class].after(Trigger::Raise);
        if covered {
            device.states[class] = device.states[class].after(Trigger::Acknowledge);
        }
        let zone = device.zone;
        if begins {
            self.count_source(joining.alarm);
        }
        if joining.reason.code != ReasonCode::GatewayLost && !self.incidents.is_overflow(slot) {
            self.put(slot, zone);
        }
    }

    /// Returns the member row of the alarm in the incident; it leaves the one that it was in.
    fn enrol(&mut self, alarm: AlarmKey, slot: u32, incident: IncidentId) -> Option<u32> {
        let device = self.devices.get(alarm.device)?;
        let (present, kind) = (device.members[alarm.class as usize], device.kind);
        if let Some(row) = self.members.get(present) {
            if row.slot == slot && row.incident == incident {
                return Some(present);
            }
            self.leave(present, alarm);
        }
        let index = self.members.take(alarm)?;
        let row = self.incidents.get_mut(slot)?;
        self.members.append(&mut row.chain, index);
        row.count_member(kind, alarm.class);
        let member = self.members.get_mut(index)?;
        (member.slot, member.incident) = (slot, incident);
        self.devices.get_mut(alarm.device)?.members[alarm.class as usize] = index;
        Some(index)
    }

    /// Takes an alarm out of an incident that it has outlived, and frees its row.
    ///
    /// What it proved there stays proved: the incident's level stands.
    fn leave(&mut self, index: u32, alarm: AlarmKey) {
        let kind = self.devices.get(alarm.device).map_or_else(Default::default, |device| device.kind);
        let Some((slot, active)) = self.members.get(index).map(|row| (row.slot, row.active)) else { return };
        if active {
            // It is raised anew although it stood: what covered it there covers it here no more.
            self.devices.trigger(alarm, Trigger::ReAlarm);
            self.discount_source(alarm);
        }
        let is_open = self.incidents.get(slot).is_some_and(Incident::is_open);
        if let Some(row) = self.incidents.get_mut(slot) {
            self.members.remove(&mut row.chain, index);
            row.discount_member(kind, alarm.class);
            row.active -= u32::from(active);
            if row.touched == index {
                row.touched = NONE;
            }
        }
        self.release_row(index, alarm);
        if is_open && let Some(zone) = self.devices.get(alarm.device).map(|device| device.zone) {
            self.vacate(slot, zone);
        }
    }

    fn apply_repeated(&mut self, at: Instant, alarm: AlarmKey, count: u32) {
        let Some(device) = self.devices.get(alarm.device) else { return };
        let index = device.members[alarm.class as usize];
        let Some(row) = self.members.get_mut(index) else { return };
        let more = count.saturating_sub(row.raises);
        row.raises = count;
        if let Some(incident) = self.incidents.get_mut(row.slot) {
            incident.raises = incident.raises.saturating_add(more);
            incident.last = at;
            incident.touched = index;
        }
    }

    fn apply_ended(&mut self, alarm: AlarmKey) {
        let Some(device) = self.devices.get_mut(alarm.device) else { return };
        let class = alarm.class as usize;
        device.states[class] = device.states[class].after(Trigger::Clear);
        let index = device.members[class];
        self.deactivate(index, alarm);
    }

    fn apply_renewed(&mut self, incident: IncidentId, cause: RenewCause) {
        let Some(slot) = self.incidents.find(incident) else { return };
        let Some(row) = self.incidents.get_mut(slot).filter(|row| row.acknowledged) else { return };
        row.acknowledged = false;
        let (touched, mut next) = (row.touched, row.chain.first);
        match cause {
            RenewCause::NewKind
            | RenewCause::NewZone
            | RenewCause::HigherLevel
            | RenewCause::HigherSeverity
            | RenewCause::AfterQuiet => {
                if let Some(alarm) = self.members.get(touched).map(Row::alarm) {
                    self.devices.trigger(alarm, Trigger::ReAlarm);
                }
            }
            // Nothing new came: all that stands is asked about again.
            RenewCause::ReAlarm | RenewCause::Neglected => {
                while let Some((alarm, active, after)) =
                    self.members.get(next).map(|row| (row.alarm(), row.active, row.next))
                {
                    next = after;
                    if active {
                        self.devices.trigger(alarm, Trigger::ReAlarm);
                    }
                }
            }
            RenewCause::Merged => {}
        }
    }

    fn apply_first_out(&mut self, incident: IncidentId, alarm: AlarmKey) {
        let index = self.devices.get(alarm.device).map_or(NONE, |row| row.members[alarm.class as usize]);
        let occurred = self.members.get(index).map(|member| member.occurred);
        self.edit(incident, |row| {
            row.first_out = Some(alarm);
            row.occurred = occurred.unwrap_or(row.occurred);
        });
    }

    /// Puts an alarm among the held; one that was announced is a member no longer active.
    fn apply_suppressed(&mut self, at: Instant, alarm: AlarmKey, reason: Reason) {
        let Some(device) = self.devices.get(alarm.device) else { return };
        let (zone, member) = (device.zone, device.members[alarm.class as usize]);
        let Some(present) = self.filters.get(alarm).map(|filter| filter.held) else { return };
        if present != NONE {
            self.holds.keep(present, reason);
            self.devices.trigger(alarm, held_by(reason.code));
            return;
        }
        let Some(index) = self.holds.hold(alarm, zone, reason, at) else { return };
        if let Some(filter) = self.filters.get_mut(alarm) {
            filter.held = index;
        }
        self.deactivate(member, alarm);
        self.devices.trigger(alarm, held_by(reason.code));
    }

    fn apply_unsuppressed(&mut self, alarm: AlarmKey, code: ReasonCode) {
        let index = self.held_row(alarm);
        let Some(held) = self.holds.get(index).map(|held| held.reason.code) else { return };
        self.holds.forget(index);
        if let Some(filter) = self.filters.get_mut(alarm) {
            filter.held = NONE;
        }
        let trigger = match (held, code) {
            (ReasonCode::Shelved(id), ReasonCode::Ended) if self.suppressions.find(id).is_some() => return,
            (ReasonCode::Shelved(_), ReasonCode::Ended) => Trigger::UnshelveNormal,
            (ReasonCode::Shelved(_), ReasonCode::Operator) => Trigger::UnshelveActive,
            (ReasonCode::Shelved(_), _) => Trigger::ShelfEndActive,
            (ReasonCode::Isolated | ReasonCode::Outage(_), ReasonCode::Ended) => Trigger::PutBackNormal,
            (ReasonCode::Isolated | ReasonCode::Outage(_), _) => Trigger::PutBackActive,
            (_, ReasonCode::Ended) => Trigger::UnsuppressNormal,
            (_, _) => Trigger::UnsuppressActive,
        };
        self.devices.trigger(alarm, trigger);
    }

    fn apply_stale(&mut self, alarm: AlarmKey) {
        let index = self.devices.get(alarm.device).map_or(NONE, |row| row.members[alarm.class as usize]);
        if let Some(row) = self.members.get_mut(index).filter(|row| !row.stale) {
            row.stale = true;
            self.stale += 1;
        }
    }

    /// Notes that a member's condition stands no longer in its incident.
    fn deactivate(&mut self, index: u32, alarm: AlarmKey) {
        let Some(row) = self.members.get_mut(index) else { return };
        let was_active = std::mem::replace(&mut row.active, false);
        self.stale -= u32::from(std::mem::replace(&mut row.stale, false));
        let slot = row.slot;
        if was_active {
            self.discount_source(alarm);
        }
        match self.incidents.get_mut(slot) {
            Some(incident) => incident.active -= u32::from(was_active),
            None => self.release_row(index, alarm),
        }
    }

    /// Lets a condition stand for a class that the journal says stands.
    fn infer(&mut self, alarm: AlarmKey, family: HazardFamily) {
        let condition = match alarm.class {
            AlarmClass::Hazard if family == HazardFamily::Fire => Conditions::FIRE,
            AlarmClass::Hazard => Conditions::OVER_LIMIT,
            AlarmClass::Fault => Conditions::FAULT,
            AlarmClass::Supervisory => Conditions::SUPERVISORY,
            AlarmClass::Isolation => Conditions::ISOLATED,
        };
        if let Some(row) = self.devices.get_mut(alarm.device) {
            row.conditions = row.conditions.without(alarm.class.conditions()).with(condition);
            row.infer(alarm.class);
        }
    }

    /// Lets a silence stand for a fault that the journal says is one: whatever the device says next ends it.
    fn infer_silence(&mut self, device: DeviceId) {
        if let Some(row) = self.devices.get_mut(device) {
            row.conditions = row.conditions.without(AlarmClass::Fault.conditions()).with(Conditions::SILENT);
            row.confirm(AlarmClass::Fault);
        }
    }

    /// Returns the family of the incident that an alarm is announced in: a fire bit makes a fire of any kind of device.
    fn family_announced(&self, alarm: AlarmKey) -> Option<HazardFamily> {
        let member = self.devices.get(alarm.device)?.members[alarm.class as usize];
        let row = self.members.get(member).filter(|row| row.active)?;
        self.incidents.get(row.slot).map(|incident| incident.family)
    }

    fn infer_end(&mut self, alarm: AlarmKey) {
        if let Some(row) = self.devices.get_mut(alarm.device) {
            row.conditions = row.conditions.without(alarm.class.conditions());
            row.confirm(alarm.class);
        }
    }

    /// Ends an alarm whose shelf does not hold it: it had ended, of which the journal says nothing. The live desk has none.
    pub(super) fn end_unsaid(&mut self, alarm: AlarmKey) {
        let member = self.devices.get(alarm.device).map_or(NONE, |row| row.members[alarm.class as usize]);
        let stands = self.members.get(member).is_some_and(|row| row.active);
        if stands && self.holds.get(self.held_row(alarm)).is_none() {
            self.infer_end(alarm);
            self.deactivate(member, alarm);
        }
    }

    /// Ends every alarm of an incident: the journal holds no ends, but it holds that all was quiet.
    fn infer_quiet(&mut self, incident: IncidentId) {
        while let Some(alarm) = self.active_member(incident) {
            self.infer_end(alarm);
            self.apply_ended(alarm);
        }
    }

    fn active_member(&self, incident: IncidentId) -> Option<AlarmKey> {
        let row = self.incidents.get(self.incidents.find(incident)?)?;
        self.members.chain(row.chain).find(|(_, member)| member.active).map(|(_, member)| member.alarm())
    }
}

/// Returns what holding an alarm for a reason does to its state.
pub(super) const fn held_by(code: ReasonCode) -> Trigger {
    match code {
        ReasonCode::Shelved(_) => Trigger::Shelve,
        ReasonCode::Isolated | ReasonCode::Outage(_) => Trigger::TakeOut,
        _ => Trigger::Suppress,
    }
}
