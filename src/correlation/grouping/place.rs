//! The zone tree as the rules need it: for each node, the floor, building and site above it.

use crate::correlation::reference::{ZoneKind, ZoneReference};
use crate::limits::ZONE_DEPTH_MAX;
use crate::units::{Point, ZoneId};

/// Where a zone lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// Its floor, itself included.
    pub(crate) floor: Option<ZoneId>,
    /// Its building, itself included.
    pub(crate) building: Option<ZoneId>,
    /// The root of its site, itself included.
    pub(crate) site: Option<ZoneId>,
    /// The node above.
    pub(crate) parent: Option<ZoneId>,
    /// The division that it lies in, its own or the nearest above; zero: none is known.
    pub(crate) adcode: u32,
    /// The nearest node whose coordinates are known, itself included.
    pub(crate) located: Option<ZoneId>,
    /// Where that stands.
    pub(crate) at: Option<Point>,
}

/// Every zone's place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places(Box<[Place]>);

impl Places {
    /// Resolves the tree.
    pub(crate) fn new(zones: &[ZoneReference]) -> Self {
        Self(zones.iter().enumerate().map(|(index, _)| resolve(zones, index)).collect())
    }

    /// Returns where the zone lies; nowhere, when the tree does not know it.
    pub(crate) fn get(&self, zone: ZoneId) -> Place {
        self.0.get(zone.index()).copied().unwrap_or_default()
    }

    /// Returns whether a zone is a node of the tree or lies below it.
    pub(crate) fn is_within(&self, zone: ZoneId, node: ZoneId) -> bool {
        let mut at = Some(zone);
        for _ in 0..ZONE_DEPTH_MAX {
            if at == Some(node) {
                return true;
            }
            at = at.and_then(|zone| self.get(zone).parent);
        }
        false
    }

    /// Returns how many zones there are.
    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns every zone with its place.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (ZoneId, &Place)> {
        (0..).zip(&self.0).map(|(index, place)| (ZoneId(index), place))
    }
}

/// Climbs from a zone to the park; a tree that is deeper than the limit, or a ring, ends the climb.
fn resolve(zones: &[ZoneReference], index: usize) -> Place {
    let mut place = Place { parent: zones.get(index).and_then(|zone| zone.parent), ..Place::default() };
    let mut at = index;
    for _ in 0..ZONE_DEPTH_MAX {
        let Some(zone) = zones.get(at) else { break };
        let here = Some(ZoneId(at as u32));
        match zone.kind {
            ZoneKind::Floor => place.floor = place.floor.or(here),
            ZoneKind::Building => place.building = place.building.or(here),
            ZoneKind::Site => place.site = place.site.or(here),
            ZoneKind::Park | ZoneKind::Zone | ZoneKind::Unregistered => {}
        }
        if place.adcode == 0 {
            place.adcode = zone.adcode;
        }
        if place.located.is_none() && zone.at.is_some() {
            (place.located, place.at) = (here, zone.at);
        }
        let Some(parent) = zone.parent else { break };
        at = parent.index();
    }
    place
}
