//! Where each incident is present: for every zone and family, the two youngest that have an alarm there.
//!
//! The youngest two are the same in whatever order they were put, so that a slice can be made anew at any time.
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

/// A zone itself, or all that lies below a floor, a building or a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    Exact(ZoneId),
    Near(ZoneId),
}

/// A place whose second youngest has gone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gap {
    pub(crate) reach: Reach,
    pub(crate) family: HazardFamily,
    /// The youngest there; the one that is looked for is older.
    pub(crate) younger: IncidentId,
}

/// Incident numbers by zone and family.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Presence {
    exact: Box<[IncidentId]>,
    near: Box<[IncidentId]>,
    /// The second youngest: an alarm that comes out of order may belong to both.
    exact_before: Box<[IncidentId]>,
    near_before: Box<[IncidentId]>,
}

impl Presence {
    /// Makes the slices, with no incident anywhere.
    pub(crate) fn new(zones: usize) -> Self {
        let empty = vec![NOWHERE; zones * FAMILIES].into_boxed_slice();
        Self { exact: empty.clone(), near: empty.clone(), exact_before: empty.clone(), near_before: empty }
    }

    /// Returns whether it was made for so many zones.
    pub(crate) const fn fits(&self, zones: usize) -> bool {
        self.exact.len() == zones * FAMILIES
    }

    /// Returns the bytes that the slices take.
    pub(crate) const fn bytes(&self) -> usize {
        (self.exact.len() + self.near.len()) * 2 * size_of::<IncidentId>()
    }

    /// Returns the youngest incident in the zone itself.
    pub(crate) fn exact(&self, zone: ZoneId, family: HazardFamily) -> Option<IncidentId> {
        self.exact.get(place(zone, family)).copied().filter(|id| *id != NOWHERE)
    }

    /// Returns the youngest incident somewhere below a floor, a building or a site.
    pub(crate) fn near(&self, node: ZoneId, family: HazardFamily) -> Option<IncidentId> {
        self.near.get(place(node, family)).copied().filter(|id| *id != NOWHERE)
    }

    /// Returns the second youngest in the zone itself.
    pub(crate) fn exact_before(&self, zone: ZoneId, family: HazardFamily) -> Option<IncidentId> {
        self.exact_before.get(place(zone, family)).copied().filter(|id| *id != NOWHERE)
    }

    /// Returns the second youngest below a node.
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

    /// Forgets an incident in a zone, or below a node; returns the place that now lacks its second youngest.
    #[must_use]
    pub(crate) fn clear(&mut self, node: Reach, family: HazardFamily, id: IncidentId) -> Option<Gap> {
        let (first, second, at) = match node {
            Reach::Exact(zone) => (&mut self.exact, &mut self.exact_before, place(zone, family)),
            Reach::Near(node) => (&mut self.near, &mut self.near_before, place(node, family)),
        };
        let (first, second) = (first.get_mut(at)?, second.get_mut(at)?);
        if *second == NOWHERE {
            // There was no other, so that no third one waits.
            *first = if *first == id { NOWHERE } else { *first };
            return None;
        }
        if *first == id {
            *first = *second;
        } else if *second != id {
            return None;
        }
        *second = NOWHERE;
        Some(Gap { reach: node, family, younger: *first })
    }

    /// Puts the incident that was found into a gap.
    pub(crate) fn fill(&mut self, gap: Gap, id: IncidentId) {
        let (second, at) = match gap.reach {
            Reach::Exact(zone) => (&mut self.exact_before, place(zone, gap.family)),
            Reach::Near(node) => (&mut self.near_before, place(node, gap.family)),
        };
        if let Some(second) = second.get_mut(at) {
            *second = id;
        }
    }
}

/// Notes an incident in a place, if it is one of the two youngest there.
fn enter(first: &mut [IncidentId], second: &mut [IncidentId], at: usize, id: IncidentId) {
    if let (Some(first), Some(second)) = (first.get_mut(at), second.get_mut(at)) {
        if id > *first {
            *second = std::mem::replace(first, id);
        } else if id < *first && id > *second {
            *second = id;
        }
    }
}

/// Returns the place of a zone and a family in a slice; beyond its end, when the tree does not know the zone.
const fn place(zone: ZoneId, family: HazardFamily) -> usize {
    zone.index() * FAMILIES + family as usize
}
