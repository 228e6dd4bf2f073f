//! Where things are: the zone tree, by walking it.

use super::{Extent, Naive};
use dutydesk::correlation::Context;
use dutydesk::correlation::alarm::{DeviceKind, HazardFamily};
use dutydesk::correlation::reference::{DeviceReference, ZoneKind};
use dutydesk::correlation::rules::Scope;
use dutydesk::units::{DeviceId, Point, Span, ZoneId};

impl Naive {
    /// A device that the reference does not list is of kind *other* in the first zone for unregistered ones.
    pub(super) fn device(&self, device: DeviceId) -> DeviceReference {
        self.reference.devices.get(device.index()).copied().unwrap_or_else(|| {
            let place = self.reference.zones.iter().position(|zone| zone.kind == ZoneKind::Unregistered);
            DeviceReference {
                zone: ZoneId(place.unwrap_or(0) as u32),
                kind: DeviceKind::Other,
                gateway: None,
                silence_max: Span(0),
                bit0_trusted: false,
            }
        })
    }

    pub(super) fn zone_of(&self, device: DeviceId) -> ZoneId {
        self.device(device).zone
    }

    pub(super) fn kind_of(&self, device: DeviceId) -> DeviceKind {
        self.device(device).kind
    }

    /// The zone and every node above it.
    pub(super) fn upwards(&self, zone: ZoneId) -> Vec<ZoneId> {
        let mut path = vec![zone];
        while let Some(parent) = self.reference.zones[path[path.len() - 1].index()].parent {
            path.push(parent);
        }
        path
    }

    pub(super) fn is_within(&self, zone: ZoneId, node: ZoneId) -> bool {
        self.upwards(zone).contains(&node)
    }

    /// The zone itself or the nearest above it that is of the kind.
    pub(super) fn node(&self, zone: ZoneId, kind: ZoneKind) -> Option<ZoneId> {
        self.upwards(zone).into_iter().find(|node| self.reference.zones[node.index()].kind == kind)
    }

    pub(super) fn site(&self, zone: ZoneId) -> Option<ZoneId> {
        self.node(zone, ZoneKind::Site)
    }

    /// Rule 5.3: the nodes that an alarm of the family looks for an incident in, the nearest first.
    pub(super) fn reach(&self, family: HazardFamily, zone: ZoneId) -> Vec<ZoneId> {
        let mut nodes = vec![zone];
        let is_warned = self.warnings.values().any(|warning| {
            warning.context.is_some_and(|it| covers_family(it, family)) && self.covers(&warning.extent, zone)
        });
        if is_warned {
            nodes.extend(self.site(zone));
        }
        match family {
            HazardFamily::Fire | HazardFamily::Gas => {
                let kinds = [ZoneKind::Floor, ZoneKind::Building, ZoneKind::Site];
                nodes.extend(kinds.into_iter().filter_map(|kind| self.node(zone, kind)));
            }
            HazardFamily::Fault => {
                nodes.extend(self.node(zone, ZoneKind::Building).or(self.site(zone)));
            }
            HazardFamily::Water
            | HazardFamily::Pressure
            | HazardFamily::Power
            | HazardFamily::Weather
            | HazardFamily::Other => {}
        }
        nodes
    }

    /// Whether the divisions cover the zone's: a code that ends in zeros covers all that it begins.
    /// A polygon covers a zone by the place of the nearest node that has one.
    pub(super) fn covers(&self, extent: &Extent, zone: ZoneId) -> bool {
        let here = self.reference.zones[zone.index()].adcode;
        let place = self.upwards(zone).into_iter().find_map(|node| self.reference.zones[node.index()].at);
        let is_drawn = place.is_some_and(|place| is_inside(&extent.corners, place));
        is_drawn
            || extent.adcodes.iter().any(|code| {
                let scale = if code % 10_000 == 0 {
                    10_000
                } else if code % 100 == 0 {
                    100
                } else {
                    1
                };
                here / scale == code / scale
            })
    }

    /// Rule 4.2: whether a source's device and a target's device are in one scope.
    pub(super) fn is_in_scope(&self, source: DeviceId, target: DeviceId, scope: Scope) -> bool {
        let (from, to) = (self.zone_of(source), self.zone_of(target));
        let share = |kind| self.node(from, kind).is_some_and(|node| self.node(to, kind) == Some(node));
        match scope {
            Scope::Zone => from == to,
            Scope::Floor => share(ZoneKind::Floor),
            Scope::Building => share(ZoneKind::Building),
            Scope::Site => share(ZoneKind::Site),
            Scope::Gateway => self.device(target).gateway == Some(source),
        }
    }
}

/// Whether a polygon holds a point: its corners are seen from there under angles that add up to a turn. In floats.
fn is_inside(corners: &[Point], place: Point) -> bool {
    let seen = |corner: Point| {
        let north = f64::from(corner.latitude_micro() - place.latitude_micro());
        (f64::from(corner.longitude_micro() - place.longitude_micro()), north)
    };
    let mut turn = 0.0;
    for (index, from) in corners.iter().enumerate() {
        let (a, b) = (seen(*from), seen(corners[(index + 1) % corners.len()]));
        let (cross, dot) = (a.0 * b.1 - a.1 * b.0, a.0 * b.0 + a.1 * b.1);
        if cross == 0.0 && dot <= 0.0 {
            return true;
        }
        turn += cross.atan2(dot);
    }
    turn.abs() > 3.0
}

fn covers_family(context: Context, family: HazardFamily) -> bool {
    match context {
        Context::Water => family == HazardFamily::Water,
        Context::Weather => family == HazardFamily::Weather,
        Context::WaterAndWeather => matches!(family, HazardFamily::Water | HazardFamily::Weather),
    }
}
