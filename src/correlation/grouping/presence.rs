//! Where each incident is present: for every zone and family, the incident that last had an alarm there.
//!
//! An entry is a number and not a slot: one that outlived its incident finds nothing, never a stranger in its place.
//! Two slices, so that a lookup is one load: `exact` for the zone itself, `near` for the floor, building and site above.

use crate::correlation::alarm::HazardFamily;
use crate::correlation::grouping::place::Place;
use crate::correlation::tables::incidents::FAMILIES;
use crate::units::{IncidentId, ZoneId};
use serde::{Deserialize, Serialize};

/// The number of no incident.
const NOWHERE: IncidentId = IncidentId(0);

/// Incident numbers by zone and family.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Presence {
    exact: Box<[IncidentId]>,
    near: Box<[IncidentId]>,
    /// Who was in the place before: an alarm that comes out of order may belong to both.
    exact_before: Box<[IncidentId]>,
    near_before: Box<[IncidentId]>,
}

impl Presence {
    /// Makes the slices, with no incident anywhere.
    pub(crate) fn new(zones: usize) -> Self {
        let empty = vec![NOWHERE; zones * FAMILIES].into_boxed_slice();
        Self {
            exact: empty.clone(),
            near: empty.clone(),
            exact_before: empty.clone(),
            near_before: empty,
        }
    }

    /// Returns whether it was made for so many zones.
    pub(crate) const fn fits(&self, zones: usize) -> bool {
        self.exact.len() == zones * FAMILIES
    }

    /// Returns the bytes that the slices take.
    pub(crate) const fn bytes(&self) -> usize {
        (self.exact.len() + self.near.len()) * 2 * size_of::<IncidentId>()
    }

    /// Returns the incident in the zone itself.
    pub(crate) fn exact(&self, zone: ZoneId, family: HazardFamily) -> Option<IncidentId> {
        self.exact.get(place(zone, family)).copied().filter(|id| *id != NOWHERE)
    }

    /// Returns the incident somewhere below a floor, a building or a site.
    pub(crate) fn near(&self, node: ZoneId, family: HazardFamily) -> Option<IncidentId> {
        self.near.get(place(node, family)).copied().filter(|id| *id != NOWHERE)
    }

    /// Returns the incident that was in the zone itself before.
    pub(crate) fn exact_before(&self, zone: ZoneId, family: HazardFamily) -> Option<IncidentId> {
        self.exact_before.get(place(zone, family)).copied().filter(|id| *id != NOWHERE)
    }

    /// Returns the incident that was below a node before.
    pub(crate) fn near_before(&self, node: ZoneId, family: HazardFamily) -> Option<IncidentId> {
        self.near_before.get(place(node, family)).copied().filter(|id| *id != NOWHERE)
    }

    /// Notes an incident in a zone.
    pub(crate) fn put(&mut self, zone: ZoneId, above: Place, family: HazardFamily, id: IncidentId) {
        enter(&mut self.exact, &mut self.exact_before, place(zone, family), id);
        for node in [above.floor, above.building, above.site].into_iter().flatten() {
            enter(&mut self.near, &mut self.near_before, place(node, family), id);
        }
    }

    /// Forgets an incident in a zone, where no other took its place.
    pub(crate) fn clear(&mut self, zone: ZoneId, above: Place, family: HazardFamily, id: IncidentId) {
        if let Some(entry) = self.exact.get_mut(place(zone, family)).filter(|entry| **entry == id) {
            *entry = NOWHERE;
        }
        for node in [above.floor, above.building, above.site].into_iter().flatten() {
            if let Some(entry) = self.near.get_mut(place(node, family)).filter(|entry| **entry == id) {
                *entry = NOWHERE;
            }
        }
    }
}

/// Notes an incident in a place, and who was there before.
fn enter(now: &mut [IncidentId], before: &mut [IncidentId], at: usize, id: IncidentId) {
    if let (Some(now), Some(before)) = (now.get_mut(at), before.get_mut(at))
        && *now != id
    {
        *before = std::mem::replace(now, id);
    }
}

/// Returns the place of a zone and a family in a slice; beyond its end, when the tree does not know the zone.
const fn place(zone: ZoneId, family: HazardFamily) -> usize {
    zone.index() * FAMILIES + family as usize
}
