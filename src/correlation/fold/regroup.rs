//! What a merge and a split do to the tables.
//!
//! Decides: nothing. Who merges what was asked before.

use crate::correlation::Correlation;
use crate::correlation::alarm::AlarmKey;
use crate::correlation::change::ReasonCode;
use crate::correlation::tables::NONE;
use crate::correlation::tables::members::Chain;
use crate::units::{FeedId, IncidentId};

impl Correlation {
    /// Moves every member of an incident into another one and closes it.
    pub(super) fn apply_merged(&mut self, into: IncidentId, from: IncidentId) {
        let Some((slot, other)) = self.incidents.find(into).zip(self.incidents.find(from)) else { return };
        let Some(gone) = self.incidents.get_mut(other) else { return };
        let was = gone.clone();
        (gone.chain, gone.members, gone.active, gone.life_risk) = (Chain::EMPTY, 0, 0, false);
        gone.merged_into = Some(into);
        self.incidents.close(other);
        let mut next = was.chain.first;
        while let Some(row) = self.members.get_mut(next) {
            let index = next;
            next = row.next;
            (row.slot, row.incident) = (slot, into);
            if let Some(row) = self.incidents.get_mut(slot) {
                self.members.append(&mut row.chain, index);
            }
        }
        let Some(row) = self.incidents.get_mut(slot) else { return };
        row.members += was.members;
        row.active += was.active;
        row.raises = row.raises.saturating_add(was.raises);
        row.hazards.join(&was.hazards);
        for (count, more) in row.kinds.iter_mut().zip(was.kinds) {
            *count += more;
        }
        (row.began, row.news) = (row.began.min(was.began), row.news.max(was.news));
        row.last = row.last.max(was.last);
        row.handled |= was.handled;
        row.risen = row.risen.max(was.risen);
        if row.acknowledged && was.acknowledged {
            row.acknowledged_at = row.acknowledged_at.max(was.acknowledged_at);
        }
        if was.first_out.is_some() && (row.first_out.is_none() || was.first_key < row.first_key) {
            (row.first_out, row.occurred, row.first_key) = (was.first_out, was.occurred, was.first_key);
        }
        row.parent = row.parent.filter(|parent| *parent != from);
        row.followed |= was.followed;
        if was.followed {
            self.follow_instead(into, from);
        }
        self.pairs.rename(from, into);
        if was.told {
            self.withdraw(was.zone, was.family, from);
        }
        let mut next = was.chain.first;
        for _ in 0..was.members {
            let Some((device, after, code)) =
                self.members.get(next).map(|row| (row.device, row.next, row.reason.code))
            else {
                break;
            };
            next = after;
            if let Some(zone) = self.devices.get(device).map(|device| device.zone) {
                self.withdraw(zone, was.family, from);
                if code != ReasonCode::GatewayLost && !self.incidents.is_overflow(slot) {
                    self.put(slot, zone);
                }
            }
        }
    }

    /// Lets what followed an incident follow the one that it is part of now.
    fn follow_instead(&mut self, into: IncidentId, from: IncidentId) {
        for at in 0..self.incidents.listed().len() {
            let slot = self.incidents.listed()[at].slot;
            if let Some(row) = self.incidents.get_mut(slot).filter(|row| row.parent == Some(from)) {
                row.parent = Some(into);
            }
        }
    }

    /// Moves an alarm into another incident; what it proved in the old one stays proved there.
    pub(super) fn apply_split(&mut self, into: IncidentId, from: IncidentId, alarm: AlarmKey) {
        let Some((slot, other)) = self.incidents.find(into).zip(self.incidents.find(from)) else { return };
        let Some(device) = self.devices.get(alarm.device) else { return };
        let (index, kind) = (device.members[alarm.class as usize], device.kind);
        let Some(member) = self.members.get(index).filter(|row| row.slot == other).cloned() else { return };
        let zone = device.zone;
        if let Some(row) = self.incidents.get_mut(other) {
            self.members.remove(&mut row.chain, index);
            row.discount_member(kind, alarm.class);
            row.handled = true;
            row.active -= u32::from(member.active);
            if row.touched == index {
                row.touched = NONE;
            }
        }
        self.choose_first_out(other, alarm);
        let when = self.window_time(member.joined, member.occurred);
        let window = self.incidents.get(other).map(|row| (row.began, row.news));
        if let Some(row) = self.members.get_mut(index) {
            (row.slot, row.incident) = (slot, into);
        }
        let Some(row) = self.incidents.get_mut(slot) else { return };
        self.members.append(&mut row.chain, index);
        row.count_member(kind, alarm.class);
        row.active += u32::from(member.active);
        row.raises = row.raises.saturating_add(member.raises);
        row.handled = true;
        // The window goes on: an alarm that belonged to the old one belongs to one of the two.
        (row.began, row.news) = window.unwrap_or((when, when));
        let key = (when, FeedId(u16::MAX), u64::from(alarm.device.0));
        if row.first_out.is_none() || key < row.first_key {
            (row.first_out, row.occurred, row.first_key) = (Some(alarm), member.occurred, key);
        }
        self.pairs.keep_apart(from, into);
        self.vacate(other, zone);
        if member.reason.code != ReasonCode::GatewayLost {
            self.put(slot, zone);
        }
    }

    /// Gives an incident the earliest of its members as first-out, when the one that was it has left.
    fn choose_first_out(&mut self, slot: u32, gone: AlarmKey) {
        let Some(row) = self.incidents.get(slot).filter(|row| row.first_out == Some(gone)) else { return };
        let rows = self.members.chain(row.chain).map(|(_, member)| member);
        let keyed = rows.map(|row| (self.window_time(row.joined, row.occurred), row.alarm(), row.occurred));
        let first = keyed.min_by_key(|(when, alarm, _)| (*when, *alarm));
        if let Some(row) = self.incidents.get_mut(slot) {
            row.first_out = first.map(|(_, alarm, _)| alarm);
            if let Some((when, alarm, occurred)) = first {
                (row.occurred, row.first_key) =
                    (occurred, (when, FeedId(u16::MAX), u64::from(alarm.device.0)));
            }
        }
    }
}
