//! Two incidents that are one, and one that is two (rules 5.4 to 5.6).
//!
//! Decides: when the desk merges by itself, when it only proposes, what follows what.
//! Must not know: who asked.
//!
//! Invariants:
//! - the desk never merges away an incident that a person has acted on, nor what a person split;
//! - a merge loses no member, no evidence and no sound: what was not acknowledged is not acknowledged after it.

use crate::correlation::Correlation;
use crate::correlation::alarm::{AlarmKey, HazardFamily};
use crate::correlation::change::{Changes, Reason, ReasonCode, RenewCause, What};
use crate::correlation::grouping::evidence;
use crate::correlation::step::find::Seeker;
use crate::correlation::step::plain;
use crate::units::{EvidenceLevel, IncidentId, Instant, Severity};

impl Correlation {
    /// Notes that a person acted on an incident: the desk does not merge it away any more.
    pub fn touch(&mut self, incident: IncidentId) {
        if let Some(slot) = self.incidents.find(incident)
            && let Some(row) = self.incidents.get_mut(slot)
        {
            row.handled = true;
        }
    }

    /// Returns whether two incidents can be merged: both open, both of one family, neither an overflow incident.
    pub fn can_merge(&self, into: IncidentId, from: IncidentId) -> bool {
        let slots = self.incidents.find(into).zip(self.incidents.find(from));
        into != from
            && slots.is_some_and(|(into, from)| {
                let rows = self.incidents.get(into).zip(self.incidents.get(from));
                let overflow = self.incidents.is_overflow(into) || self.incidents.is_overflow(from);
                !overflow && rows.is_some_and(|(a, b)| a.is_open() && b.is_open() && a.family == b.family)
            })
    }

    /// Merges an incident into another, as a person asked or as the desk found.
    pub fn merge(
        &mut self,
        into: IncidentId,
        from: IncidentId,
        at: Instant,
        reason: Reason,
        changes: &mut Changes,
    ) {
        if !self.can_merge(into, from) {
            return;
        }
        let Some((slot, other)) = self.incidents.find(into).zip(self.incidents.find(from)) else { return };
        let Some((one, two)) = self.incidents.get(slot).zip(self.incidents.get(other)) else { return };
        let unheard = one.acknowledged && !two.acknowledged;
        let (severity, dangerous) = (two.severity, two.life_risk && !one.life_risk);
        let (before, level) = (one.severity, two.level);
        self.commit(at, What::Merged { incident: into, from, reason }, changes);
        if severity > before {
            let what = What::SeverityChanged { incident: into, from: before, to: severity };
            self.commit(at, what, changes);
        }
        self.raise_level(slot, level, reason, at, changes);
        if dangerous {
            self.commit(at, What::LifeRiskChanged { incident: into, life_risk: true }, changes);
        }
        self.watch_incident(slot);
        if unheard {
            self.commit(at, What::Renewed { incident: into, cause: RenewCause::Merged }, changes);
        }
    }

    /// Splits alarms off into an incident of their own; returns its number, or none when nothing would be left or moved.
    ///
    /// Limits: the caller gives at most [`crate::limits::SPLIT_MAX`] alarms and empty `changes`.
    pub fn split(
        &mut self,
        from: IncidentId,
        alarms: &[AlarmKey],
        at: Instant,
        changes: &mut Changes,
    ) -> Option<IncidentId> {
        let slot = self.incidents.find(from)?;
        let row = self.incidents.get(slot).filter(|row| row.is_open())?;
        let (family, members) = (row.family, row.members as usize);
        let moved = || alarms.iter().copied().filter(|alarm| self.is_member(*alarm, from));
        let zone = moved().next().and_then(|alarm| self.devices.get(alarm.device)).map(|row| row.zone)?;
        let into = self.next_incident(family).filter(|_| moved().count() < members)?;
        self.commit(at, What::Opened { incident: into, zone, family }, changes);
        for alarm in alarms {
            if self.is_member(*alarm, from) {
                self.commit(at, What::Split { incident: into, from, alarm: *alarm }, changes);
            }
        }
        let slot = self.incidents.find(into)?;
        let active = self.incidents.get(slot).map_or(0, |row| row.active);
        let severity = self.incidents.get(slot).map(|row| {
            self.members.chain(row.chain).map(|(_, member)| member.severity).max().unwrap_or_default()
        });
        if let Some(to) = severity.filter(|severity| *severity > Severity::Unknown) {
            let what = What::SeverityChanged { incident: into, from: Severity::Unknown, to };
            self.commit(at, what, changes);
        }
        self.raise_level(slot, EvidenceLevel(0), plain(ReasonCode::Operator), at, changes);
        if family.is_life_risk() && active > 0 {
            self.commit(at, What::LifeRiskChanged { incident: into, life_risk: true }, changes);
        }
        if let Some(old) = self.incidents.find(from) {
            self.quiet(old, at, changes);
        }
        Some(into)
    }

    /// Keeps two incidents apart: the desk neither merges nor proposes them again.
    pub fn keep_apart(&mut self, one: IncidentId, other: IncidentId) {
        self.pairs.keep_apart(one, other);
    }

    /// Returns the merges that are proposed: the older one first.
    pub fn proposals(&self) -> impl Iterator<Item = (IncidentId, IncidentId)> {
        self.pairs.proposed().filter(|(one, other)| self.can_merge(*one, *other))
    }

    /// Looks whether an alarm that joined one incident belongs to another one as well.
    pub(super) fn bridge(&mut self, joined: u32, seeker: &Seeker, changes: &mut Changes) {
        let Some(id) =
            self.incidents.get(joined).map(|row| row.id).filter(|_| !self.incidents.is_overflow(joined))
        else {
            return;
        };
        for at in 0..crate::correlation::step::find::CANDIDATES_MAX {
            let Some(other) = self.candidate(seeker, at) else { continue };
            let slot = self.incidents.find(other).filter(|slot| self.takes(*slot, seeker));
            if let Some(other) = slot.filter(|slot| *slot != joined)
                && self.unite(id, other, seeker, changes)
            {
                return;
            }
        }
    }

    /// Merges two incidents, or proposes it; returns whether this was not settled before.
    fn unite(&mut self, joined: IncidentId, other: u32, seeker: &Seeker, changes: &mut Changes) -> bool {
        let Some(slot) = self.incidents.find(joined) else { return false };
        let Some((one, two)) = self.incidents.get(slot).zip(self.incidents.get(other)) else { return false };
        let (older, younger) =
            if (one.first_key.0, one.id) <= (two.first_key.0, two.id) { (one, two) } else { (two, one) };
        let (into, from, handled) = (older.id, younger.id, younger.handled);
        let reason = Reason { other: Some(seeker.alarm), ..plain(ReasonCode::Bridged) };
        if self.pairs.knows(into, from) || !self.can_merge(into, from) {
            return false;
        }
        if handled {
            self.commit(seeker.at, What::MergeProposed { incident: into, from, reason }, changes);
        } else {
            self.merge(into, from, seeker.at, reason, changes);
        }
        true
    }

    /// Says what a new incident follows: the fire or the gas of its site.
    pub(super) fn follow(&mut self, incident: IncidentId, seeker: &Seeker, changes: &mut Changes) {
        if seeker.family.is_life_risk() {
            return;
        }
        let Some(site) = self.places.get(seeker.zone).site else { return };
        let parents = [HazardFamily::Fire, HazardFamily::Gas].into_iter();
        let youngest = |family| [self.presence.near(site, family), self.presence.near_before(site, family)];
        let parent = parents.flat_map(youngest).flatten().find(|id| {
            let row = self.incidents.find(*id).and_then(|slot| self.incidents.get(slot));
            row.is_some_and(|row| row.is_open() && row.life_risk)
        });
        if let Some(parent) = parent {
            self.commit(seeker.at, What::Follows { incident, parent }, changes);
        }
    }

    /// Raises an incident's level to what its alarms prove, or to one that it had elsewhere.
    fn raise_level(
        &mut self,
        slot: u32,
        least: EvidenceLevel,
        reason: Reason,
        at: Instant,
        changes: &mut Changes,
    ) {
        let Some(row) = self.incidents.get(slot).filter(|row| row.family != HazardFamily::Fault) else {
            return;
        };
        let (incident, from, to) = (row.id, row.level, evidence::level(row).max(least));
        if to > from {
            self.commit(at, What::LevelChanged { incident, from, to, reason }, changes);
        }
    }

    fn is_member(&self, alarm: AlarmKey, incident: IncidentId) -> bool {
        let Some(device) = self.devices.get(alarm.device) else { return false };
        let row = self.members.get(device.members[alarm.class as usize]);
        row.is_some_and(|row| row.incident == incident && row.slot != crate::correlation::tables::NONE)
    }
}
