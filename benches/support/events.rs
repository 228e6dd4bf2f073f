//! Events for the core alone (design section 11): 30 % from two hundred chatterers, 5 % restores, 1 % faults, a fixed
//! seed; zones of forty devices, and every rule on.

use dutydesk::correlation::alarm::{AlarmClass, DeviceKind};
use dutydesk::correlation::event::{Conditions, Event, EventKind, Marks, Unit};
use dutydesk::correlation::reference::{DeviceReference, Reference, ZoneKind, ZoneReference};
use dutydesk::correlation::rules::{Inhibition, Kinds, Limit, Rules, Scope};
use dutydesk::units::{
    DeviceId, FeedId, InputNumber, Instant, Point, RuleId, Severity, SiteId, Span, ZoneId,
};

/// Devices of a zone.
const ZONE_DEVICES: u32 = 40;
/// Zones of a site.
const SITE_ZONES: u32 = 25;
const CHATTERERS: u32 = 200;

/// Makes the events, 1 ms apart.
pub(crate) struct Events {
    devices: u32,
    seed: u64,
    input: u64,
}

impl Events {
    /// Events of so many devices.
    pub(crate) const fn of(devices: u32) -> Self {
        Self { devices, seed: 0x9E37_79B9_7F4A_7C15, input: 0 }
    }

    fn random(&mut self, below: u32) -> u32 {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        ((self.seed >> 32) % u64::from(below)) as u32
    }

    /// Makes the next event, 1 ms after the last.
    pub(crate) fn next(&mut self) -> Event {
        self.input += 1;
        let received = Instant(1_800_000_000_000 + self.input as i64);
        let device = DeviceId(match self.random(100) {
            0..30 => self.random(CHATTERERS),
            _ => self.random(self.devices),
        });
        let hazard = if self.random(2) == 0 { Conditions::FIRE } else { Conditions::OVER_LIMIT };
        let (kind, conditions) = match self.random(100) {
            0..5 => (EventKind::Clear, hazard),
            5 => (EventKind::Raise, Conditions::FAULT),
            6 => (EventKind::State, hazard.with(Conditions::ISOLATED)),
            7 => (EventKind::State, Conditions::NORMAL),
            8 => (EventKind::Online, Conditions::NONE),
            _ => (EventKind::Raise, hazard),
        };
        Event {
            input: InputNumber(self.input),
            occurred: Instant(received.0 - i64::from(self.random(4_000))),
            received,
            sequence: self.input,
            device,
            value_milli: self.random(90_000) as i32,
            conditions,
            feed: FeedId((device.0 % 4) as u16),
            kind,
            unit: Unit::Celsius,
            severity: [Severity::Unknown, Severity::Minor, Severity::Severe][self.random(3) as usize],
            marks: if self.random(1_000) == 0 { Marks::TEST } else { Marks::NONE },
        }
    }
}

/// Sites of 25 zones; a gateway a site, one device in ten must speak within a minute.
pub(crate) fn reference(devices: u32) -> Reference {
    let all = zones(devices);
    let sites = all / SITE_ZONES;
    let park = ZoneReference { parent: None, kind: ZoneKind::Park, site: None, adcode: 320_321, at: None };
    let site = |number| ZoneReference {
        parent: Some(ZoneId(0)),
        kind: ZoneKind::Site,
        site: Some(SiteId(number)),
        adcode: 0,
        at: Point::new(34_700_000 + 1_000 * number as i32, 116_620_000),
    };
    let zone = |number| ZoneReference {
        parent: Some(ZoneId(1 + number % sites)),
        kind: ZoneKind::Zone,
        site: Some(SiteId(number % sites)),
        adcode: 0,
        at: None,
    };
    let zones: Vec<_> = [park].into_iter().chain((0..sites).map(site)).chain((0..all).map(zone)).collect();
    let device = |number: u32| DeviceReference {
        zone: ZoneId(1 + sites + number % all),
        kind: if number < sites { DeviceKind::Gateway } else { DeviceKind::ALL[number as usize % 12] },
        gateway: (number >= sites).then_some(DeviceId(number % sites)),
        silence_max: if number.is_multiple_of(10) { Span::seconds(60) } else { Span(0) },
        bit0_trusted: number.is_multiple_of(100),
    };
    Reference { devices: (0..devices).map(device).collect(), zones: zones.into(), rules: rules() }
}

/// Returns how many zones hang below the sites.
pub(crate) const fn zones(devices: u32) -> u32 {
    devices / ZONE_DEVICES
}

/// All rules on: delays, chatter, limits, inhibitions, re-alarms, short windows.
fn rules() -> Rules {
    let mut rules = Rules {
        quiet_gap: Span::seconds(20),
        span_max: Span::seconds(120),
        stale_after: Span::seconds(60),
        realarm_after: [Span::seconds(30); Severity::ALL.len()],
        ..Rules::default()
    };
    for (at, row) in rules.delays.iter_mut().flatten().enumerate() {
        let millis = |of: usize| Span((at % of) as i64 * 700);
        (row.on, row.off) = (millis(4), millis(3));
    }
    rules.limits.push(Limit {
        kind: DeviceKind::Heat,
        unit: Unit::Celsius,
        at_milli: 60_000,
        deadband_milli: 5_000,
        rule: RuleId(1),
    });
    for scope in [Scope::Zone, Scope::Site, Scope::Gateway] {
        rules.inhibitions.push(Inhibition {
            source: Kinds::default().with(DeviceKind::Power).with(DeviceKind::Gateway),
            source_class: AlarmClass::Fault,
            target: Kinds::ALL,
            target_class: AlarmClass::Supervisory,
            scope,
            rule: RuleId(2),
        });
    }
    rules
}
