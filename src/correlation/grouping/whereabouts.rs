//! Keeps the map of where incidents are true to their members (rule 5.3).
//!
//! Decides: in which places an incident is present, which older one is seen again when one has gone.
//! Must not know: why an incident was opened, closed, merged or split.
//!
//! Invariant: a place of the map holds the two youngest open incidents of a family that are present there.

use crate::correlation::Correlation;
use crate::correlation::alarm::HazardFamily;
use crate::correlation::change::ReasonCode;
use crate::correlation::grouping::presence::{Gap, Reach};
use crate::correlation::tables::incidents::Incident;
use crate::units::{IncidentId, ZoneId};

/// A zone and the nodes above it that a place of the map can be.
type Path = [Option<Reach>; 4];

impl Correlation {
    /// Puts an incident on the map of a zone and of the nodes above it.
    pub(in crate::correlation) fn put(&mut self, slot: u32, zone: ZoneId) {
        let Some((family, id)) = self.incidents.get(slot).map(|row| (row.family, row.id)) else { return };
        self.incidents.mark(slot, self.site_bit(zone));
        self.presence.put(zone, self.places.get(zone), family, id);
    }

    /// Puts an open incident's members on the map; an overflow incident and a lost gateway's are found otherwise.
    pub(in crate::correlation) fn show(&mut self, slot: u32) {
        let Some(row) = self.incidents.get(slot).filter(|row| row.is_open()) else { return };
        if self.incidents.is_overflow(slot) {
            return;
        }
        let (told, zone, mut next) = (row.told, row.zone, row.chain.first);
        if told {
            self.put(slot, zone);
        }
        while let Some(member) = self.members.get(next) {
            next = member.next;
            let placed = member.reason.code != ReasonCode::GatewayLost;
            if let Some(zone) = self.devices.get(member.device).filter(|_| placed).map(|device| device.zone) {
                self.put(slot, zone);
            }
        }
    }

    /// Takes an incident that is open no more off the map.
    pub(in crate::correlation) fn hide(&mut self, slot: u32) {
        let Some(row) = self.incidents.get(slot) else { return };
        let (told, zone, family, id, mut next) = (row.told, row.zone, row.family, row.id, row.chain.first);
        if told {
            self.withdraw(zone, family, id);
        }
        while let Some(member) = self.members.get(next) {
            next = member.next;
            if let Some(zone) = self.devices.get(member.device).map(|device| device.zone) {
                self.withdraw(zone, family, id);
            }
        }
    }

    /// Takes an incident off the map of a zone and of all nodes above it.
    pub(in crate::correlation) fn withdraw(&mut self, zone: ZoneId, family: HazardFamily, id: IncidentId) {
        for reach in self.path(zone).into_iter().flatten() {
            self.leave_place(reach, family, id);
        }
    }

    /// Takes an open incident off the map of a zone that a member has left, as far as it is present there no more.
    pub(in crate::correlation) fn vacate(&mut self, slot: u32, zone: ZoneId) {
        let Some((family, id)) = self.incidents.get(slot).map(|row| (row.family, row.id)) else { return };
        // An overflow incident is on no map.
        if self.incidents.is_overflow(slot) {
            return;
        }
        for reach in self.path(zone).into_iter().flatten() {
            // Who is in the zone is in all nodes above it.
            if self.is_present(slot, reach) {
                return;
            }
            self.leave_place(reach, family, id);
        }
    }

    fn leave_place(&mut self, reach: Reach, family: HazardFamily, id: IncidentId) {
        if let Some(gap) = self.presence.clear(reach, family, id)
            && let Some(older) = self.next_youngest(&gap, id)
        {
            self.presence.fill(gap, older);
        }
    }

    /// Finds the youngest incident in a place that is older than the one there, and not the one that left.
    ///
    /// Cost: O(open incidents), a word each; O(members) of those that may be in the site.
    fn next_youngest(&self, gap: &Gap, left: IncidentId) -> Option<IncidentId> {
        let (Reach::Exact(zone) | Reach::Near(zone)) = gap.reach;
        let bit = self.site_bit(zone);
        let listed = self.incidents.listed();
        let older = listed.partition_point(|entry| entry.id < gap.younger);
        let there = listed[..older].iter().rev().find(|entry| {
            entry.sites & bit != 0
                && entry.family == gap.family
                && entry.id != left
                && self.incidents.get(entry.slot).is_some_and(Incident::is_open)
                && self.is_present(entry.slot, gap.reach)
        });
        there.map(|entry| entry.id)
    }

    /// Returns whether an incident has a member in a place that is shown there, or was told of it.
    fn is_present(&self, slot: u32, reach: Reach) -> bool {
        let is_there = |zone: ZoneId| match reach {
            Reach::Exact(wanted) => zone == wanted,
            Reach::Near(node) => {
                let place = self.places.get(zone);
                [place.floor, place.building, place.site].contains(&Some(node))
            }
        };
        let Some(row) = self.incidents.get(slot) else { return false };
        let mut members = self.members.chain(row.chain);
        row.told && is_there(row.zone)
            || members.any(|(_, member)| {
                member.reason.code != ReasonCode::GatewayLost
                    && self.devices.get(member.device).is_some_and(|device| is_there(device.zone))
            })
    }

    fn path(&self, zone: ZoneId) -> Path {
        let place = self.places.get(zone);
        let near = |node: Option<ZoneId>| node.map(Reach::Near);
        [Some(Reach::Exact(zone)), near(place.floor), near(place.building), near(place.site)]
    }

    fn site_bit(&self, zone: ZoneId) -> u64 {
        let site = self.places.get(zone).site.unwrap_or(zone);
        1 << (site.0 % u64::BITS)
    }
}
