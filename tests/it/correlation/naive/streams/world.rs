//! A park of two sites, thirty devices behind two gateways, and rules that make gaps and timers matter.

use super::Chance;
use dutydesk::correlation::alarm::{AlarmClass, DeviceKind};
use dutydesk::correlation::event::Unit;
use dutydesk::correlation::reference::{DeviceReference, Reference, ZoneKind, ZoneReference};
use dutydesk::correlation::rules::{Delay, Inhibition, Kinds, Limit, Rules, Scope};
use dutydesk::units::{DeviceId, Point, RuleId, SiteId, Span, ZoneId};

/// Parent, kind, site, division.
const ZONES: [(Option<u32>, ZoneKind, Option<u32>, u32); 15] = [
    (None, ZoneKind::Park, None, 330_100),
    (Some(0), ZoneKind::Site, Some(0), 330_105),
    (Some(0), ZoneKind::Site, Some(1), 330_206),
    (Some(1), ZoneKind::Building, Some(0), 330_105),
    (Some(1), ZoneKind::Building, Some(0), 330_105),
    (Some(2), ZoneKind::Building, Some(1), 330_206),
    (Some(3), ZoneKind::Floor, Some(0), 330_105),
    (Some(3), ZoneKind::Floor, Some(0), 330_105),
    (Some(6), ZoneKind::Zone, Some(0), 330_105),
    (Some(6), ZoneKind::Zone, Some(0), 330_105),
    (Some(7), ZoneKind::Zone, Some(0), 330_105),
    (Some(4), ZoneKind::Zone, Some(0), 330_105),
    (Some(5), ZoneKind::Zone, Some(1), 330_206),
    (Some(2), ZoneKind::Zone, Some(1), 330_206),
    (Some(1), ZoneKind::Unregistered, Some(0), 330_105),
];

/// Where devices hang; mostly in a few zones, so that they meet.
const PLACES: [u32; 14] = [8, 8, 8, 8, 9, 9, 10, 10, 11, 12, 12, 12, 13, 14];

/// Divisions that warnings name: a site, the other, the city of both, a province, elsewhere.
pub(super) const ADCODES: [u32; 6] = [330_105, 330_206, 330_100, 330_200, 330_000, 440_300];

/// Where the first site stands; the second, and one building of the first, a step of the grid or two from it.
pub(super) const PLACE: (i32, i32) = (30_200_000, 120_200_000);
pub(super) const GRID: i32 = 10_007;

/// How many devices there are, the two gateways first.
pub(super) const DEVICES: u32 = 32;

pub(super) fn reference(chance: &mut Chance) -> Reference {
    let mut zones = ZONES.map(|(parent, kind, site, adcode)| ZoneReference {
        parent: parent.map(ZoneId),
        kind,
        site: site.map(SiteId),
        adcode,
        at: None,
    });
    for (zone, north, east) in [(1, 0, 0), (2, 2, 1), (4, 1, 0)] {
        zones[zone].at = Point::new(PLACE.0 + north * GRID, PLACE.1 + east * GRID);
    }
    let devices = (0..DEVICES).map(|place| match place {
        0 => gateway(8, Span(61_003), false),
        1 => gateway(12, Span(83_017), true),
        _ => device(chance, place),
    });
    Reference { devices: devices.collect(), zones: zones.into(), rules: Rules::default() }
}

fn gateway(zone: u32, silence_max: Span, bit0_trusted: bool) -> DeviceReference {
    DeviceReference {
        zone: ZoneId(zone),
        kind: DeviceKind::Gateway,
        gateway: None,
        silence_max,
        bit0_trusted,
    }
}

fn device(chance: &mut Chance, place: u32) -> DeviceReference {
    let gateway = chance.pick(&[None, Some(0), Some(0), Some(1)]);
    // No two spans alike: timers of one instant are not what is asked here.
    let silence = Span(i64::from(place) * 2_011 + chance.between(40_000, 41_999));
    DeviceReference {
        zone: ZoneId(chance.pick(&PLACES)),
        kind: DeviceKind::ALL[place as usize % DeviceKind::ALL.len()],
        gateway: gateway.map(DeviceId),
        silence_max: if chance.percent(35) { silence } else { Span(0) },
        bit0_trusted: gateway == Some(1),
    }
}

pub(super) fn rules(chance: &mut Chance) -> Rules {
    let mut rules = Rules {
        quiet_gap: Span(chance.between(40_000, 200_000)),
        span_max: Span(chance.between(250_000, 900_000)),
        repeat_window: Span(chance.between(10_000, 60_000)),
        chatter_window: Span(chance.between(20_000, 60_000)),
        chatter_hold: Span(chance.between(4_000, 20_000)),
        off_delay_max: Span(chance.between(30_000, 90_000)),
        shelf_max: Span::minutes(20),
        stale_after: Span(chance.between(100_000, 400_000)),
        ..Rules::default()
    };
    for after in &mut rules.realarm_after {
        *after = chance.pick(&[Span(0), Span(60_013), Span(150_011)]);
    }
    for class in AlarmClass::ALL {
        for kind in DeviceKind::ALL {
            let mut span = |most| Span(if chance.percent(40) { chance.between(200, most) } else { 0 });
            let delay = Delay { on: span(4_000), off: span(6_000), rule: RuleId(1) };
            rules.delays[kind as usize][class as usize] = delay;
        }
    }
    for (kind, unit, at_milli, deadband_milli) in [
        (DeviceKind::Gas, Unit::PercentLel, 25_000, 5_000),
        (DeviceKind::Heat, Unit::Celsius, 60_000, 4_000),
        (DeviceKind::WaterLevel, Unit::Metre, 3_000, 300),
        (DeviceKind::Power, Unit::Ampere, 63_000, 0),
    ] {
        if chance.percent(80) {
            rules.limits.push(Limit { kind, unit, at_milli, deadband_milli, rule: RuleId(2) });
        }
    }
    for _ in 0..chance.between(0, 2) {
        rules.inhibitions.push(inhibition(chance));
    }
    rules
}

fn inhibition(chance: &mut Chance) -> Inhibition {
    let by_gateway = chance.percent(40);
    let kinds = [Kinds::default().with(DeviceKind::Power).with(DeviceKind::Smoke), Kinds::ALL];
    Inhibition {
        source: if by_gateway { Kinds::default().with(DeviceKind::Gateway) } else { chance.pick(&kinds) },
        source_class: if by_gateway { AlarmClass::Fault } else { chance.pick(&AlarmClass::ALL) },
        target: chance.pick(&kinds),
        target_class: chance.pick(&[AlarmClass::Fault, AlarmClass::Fault, AlarmClass::Supervisory]),
        scope: if by_gateway {
            Scope::Gateway
        } else {
            chance.pick(&[Scope::Zone, Scope::Floor, Scope::Building, Scope::Site])
        },
        rule: RuleId(3),
    }
}
