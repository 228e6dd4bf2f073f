//! A small park, and a core that is driven the way the desk drives it.

use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, AlarmState, DeviceKind, HazardFamily};
use dutydesk::correlation::change::{Change, Changes, ReasonCode, What};
use dutydesk::correlation::event::{Conditions, Event, EventKind, Marks, Unit};
use dutydesk::correlation::reference::{DeviceReference, Reference, ZoneKind, ZoneReference};
use dutydesk::correlation::rules::Rules;
use dutydesk::correlation::{Capacity, Correlation, Member, Progress};
use dutydesk::units::{DeviceId, FeedId, IncidentId, InputNumber, Instant, Severity, SiteId, Span, ZoneId};

/// The first second of the night.
pub(super) const T0: i64 = 1_800_000_000_000;

// Zones: one park, two sites; site 1 has two buildings, the first with two floors.
pub(super) const ZONE_A: ZoneId = ZoneId(4);
pub(super) const ZONE_B: ZoneId = ZoneId(5);
pub(super) const ZONE_UPSTAIRS: ZoneId = ZoneId(7);
pub(super) const ZONE_CANTEEN: ZoneId = ZoneId(9);
pub(super) const ZONE_OTHER_SITE: ZoneId = ZoneId(11);
pub(super) const ZONE_UNREGISTERED: ZoneId = ZoneId(12);

// Devices.
pub(super) const SMOKE_A1: DeviceId = DeviceId(0);
pub(super) const SMOKE_A2: DeviceId = DeviceId(1);
pub(super) const HEAT_A: DeviceId = DeviceId(2);
pub(super) const MANUAL_A: DeviceId = DeviceId(3);
pub(super) const SMOKE_B: DeviceId = DeviceId(4);
pub(super) const SMOKE_UPSTAIRS: DeviceId = DeviceId(5);
pub(super) const GAS_CANTEEN: DeviceId = DeviceId(6);
pub(super) const SMOKE_OTHER_SITE: DeviceId = DeviceId(7);
pub(super) const WATER_A: DeviceId = DeviceId(8);
pub(super) const WATER_CANTEEN: DeviceId = DeviceId(9);
pub(super) const GATEWAY: DeviceId = DeviceId(10);
pub(super) const WATCHED_1: DeviceId = DeviceId(11);
pub(super) const WATCHED_2: DeviceId = DeviceId(12);
pub(super) const TRUSTED_A: DeviceId = DeviceId(13);
pub(super) const OTHER_A: DeviceId = DeviceId(14);
pub(super) const GAS_A: DeviceId = DeviceId(15);
pub(super) const REGISTERED: u32 = 16;

pub(super) const ADCODE: u32 = 320_321;

pub(super) fn zones() -> Vec<ZoneReference> {
    let node = |parent: Option<u32>, kind, site: Option<u32>| ZoneReference {
        parent: parent.map(ZoneId),
        kind,
        site: site.map(SiteId),
        adcode: if parent.is_none() { ADCODE } else { 0 },
        at: None,
    };
    vec![
        node(None, ZoneKind::Park, None),
        node(Some(0), ZoneKind::Site, Some(0)),
        node(Some(1), ZoneKind::Building, Some(0)),
        node(Some(2), ZoneKind::Floor, Some(0)),
        node(Some(3), ZoneKind::Zone, Some(0)),
        node(Some(3), ZoneKind::Zone, Some(0)),
        node(Some(2), ZoneKind::Floor, Some(0)),
        node(Some(6), ZoneKind::Zone, Some(0)),
        node(Some(1), ZoneKind::Building, Some(0)),
        node(Some(8), ZoneKind::Zone, Some(0)),
        node(Some(0), ZoneKind::Site, Some(1)),
        node(Some(10), ZoneKind::Zone, Some(1)),
        node(Some(0), ZoneKind::Unregistered, None),
    ]
}

/// The park with nothing that must speak.
pub(super) fn reference() -> Reference {
    let mut reference = watched_reference();
    for device in &mut reference.devices {
        device.silence_max = Span(0);
    }
    reference
}

/// The park with a gateway and two devices behind it that must speak.
pub(super) fn watched_reference() -> Reference {
    let device =
        |zone, kind| DeviceReference { zone, kind, gateway: None, silence_max: Span(0), bit0_trusted: false };
    let watched = |zone, silence| DeviceReference {
        gateway: Some(GATEWAY),
        silence_max: Span::seconds(silence),
        ..device(zone, DeviceKind::Smoke)
    };
    let devices = vec![
        device(ZONE_A, DeviceKind::Smoke),
        device(ZONE_A, DeviceKind::Smoke),
        device(ZONE_A, DeviceKind::Heat),
        device(ZONE_A, DeviceKind::ManualCallPoint),
        device(ZONE_B, DeviceKind::Smoke),
        device(ZONE_UPSTAIRS, DeviceKind::Smoke),
        device(ZONE_CANTEEN, DeviceKind::Gas),
        device(ZONE_OTHER_SITE, DeviceKind::Smoke),
        device(ZONE_A, DeviceKind::WaterLevel),
        device(ZONE_CANTEEN, DeviceKind::WaterLevel),
        DeviceReference { silence_max: Span::seconds(60), ..device(ZONE_B, DeviceKind::Gateway) },
        watched(ZONE_OTHER_SITE, 90),
        watched(ZONE_CANTEEN, 120),
        DeviceReference { bit0_trusted: true, ..device(ZONE_A, DeviceKind::Smoke) },
        device(ZONE_A, DeviceKind::Other),
        device(ZONE_A, DeviceKind::Gas),
    ];
    Reference { devices: devices.into(), zones: zones().into(), rules: Rules::default() }
}

/// A core, the number of the next input, and everything that it said.
#[derive(Clone)]
pub(super) struct Desk {
    pub(super) core: Correlation,
    pub(super) said: Vec<Change>,
    pub(super) input: u64,
    pub(super) now: i64,
}

pub(super) const fn hazard(device: DeviceId) -> AlarmKey {
    AlarmKey { device, class: AlarmClass::Hazard }
}

pub(super) const fn fault(device: DeviceId) -> AlarmKey {
    AlarmKey { device, class: AlarmClass::Fault }
}

impl Desk {
    pub(super) fn new() -> Self {
        Self::with(&reference(), Capacity { devices: REGISTERED as usize + 4, incidents: 64, warnings: 8 })
    }

    /// A desk whose gateway and two devices must speak.
    pub(super) fn watched() -> Self {
        let capacity = Capacity { devices: REGISTERED as usize + 4, incidents: 64, warnings: 8 };
        Self::with(&watched_reference(), capacity)
    }

    pub(super) fn with(reference: &Reference, capacity: Capacity) -> Self {
        let mut desk =
            Self { core: Correlation::new(reference, capacity), said: Vec::new(), input: 0, now: 0 };
        desk.advance(0);
        desk
    }

    /// Lets time pass up to so many seconds after the start.
    pub(super) fn advance(&mut self, seconds: i64) -> Vec<Change> {
        self.advance_to(Instant(T0 + seconds * 1_000))
    }

    pub(super) fn advance_to(&mut self, now: Instant) -> Vec<Change> {
        let mut all = Vec::new();
        loop {
            let mut changes = Changes::new();
            let progress = self.core.advance(now, &mut changes);
            all.extend(changes);
            if progress == Progress::Done {
                break;
            }
        }
        self.now = now.0;
        self.said.extend(&all);
        all
    }

    /// Feeds an event as the engine does: time first.
    pub(super) fn feed(&mut self, mut event: Event) -> Vec<Change> {
        self.input += 1;
        event.input = InputNumber(self.input);
        self.core.begin_input(event.input);
        let mut all = self.advance_to(event.received);
        let mut changes = Changes::new();
        self.core.step(&event, &mut changes);
        self.said.extend(&changes);
        all.extend(changes);
        all
    }

    pub(super) fn raise(&mut self, seconds: i64, device: DeviceId, conditions: Conditions) -> Vec<Change> {
        self.feed(event(seconds, device, EventKind::Raise, conditions))
    }

    pub(super) fn fire(&mut self, seconds: i64, device: DeviceId) -> Vec<Change> {
        self.raise(seconds, device, Conditions::FIRE)
    }

    pub(super) fn clear(&mut self, seconds: i64, device: DeviceId) -> Vec<Change> {
        self.feed(event(seconds, device, EventKind::Clear, AlarmClass::CONDITIONS))
    }

    pub(super) fn state(&self, alarm: AlarmKey) -> AlarmState {
        self.core.alarm(alarm).state
    }

    pub(super) fn open(&self) -> Vec<(u32, HazardFamily)> {
        self.core.open().map(|row| (row.id.0, row.family)).collect()
    }

    pub(super) fn members(&self, incident: u32) -> Vec<Member> {
        self.core.members(IncidentId(incident)).collect()
    }

    pub(super) fn devices(&self, incident: u32) -> Vec<DeviceId> {
        self.members(incident).iter().map(|member| member.alarm.device).collect()
    }

    pub(super) fn level(&self, incident: u32) -> u8 {
        self.core.incident(IncidentId(incident)).unwrap().level.0
    }

    pub(super) fn life_risk(&self, incident: u32) -> bool {
        self.core.incident(IncidentId(incident)).unwrap().life_risk
    }

    /// Acknowledges everything so far.
    pub(super) fn acknowledge(&mut self, incident: u32) -> u32 {
        self.core.acknowledge(Instant(0), IncidentId(incident), InputNumber(self.input))
    }
}

pub(super) fn event(seconds: i64, device: DeviceId, kind: EventKind, conditions: Conditions) -> Event {
    let at = Instant(T0 + seconds * 1_000);
    Event {
        input: InputNumber(0),
        occurred: at,
        received: at,
        sequence: 0,
        device,
        value_milli: 0,
        conditions,
        feed: FeedId(0),
        kind,
        unit: Unit::None,
        severity: Severity::Unknown,
        marks: Marks::NONE,
    }
}

/// The kinds of some changes, as the journal calls them.
pub(super) fn kinds(changes: &[Change]) -> Vec<&'static str> {
    changes.iter().map(Change::kind).collect()
}

/// The reason of the only `Joined` among some changes.
pub(super) fn joined(changes: &[Change]) -> (u32, ReasonCode) {
    let found = changes.iter().filter_map(|change| match change.what {
        What::Joined { incident, reason, .. } => Some((incident.0, reason.code)),
        _ => None,
    });
    let found: Vec<_> = found.collect();
    assert_eq!(found.len(), 1, "{changes:?}");
    found[0]
}

/// What a renewal among some changes was about.
pub(super) fn renewed(changes: &[Change]) -> Option<dutydesk::correlation::change::RenewCause> {
    changes.iter().find_map(|change| match change.what {
        What::Renewed { cause, .. } => Some(cause),
        _ => None,
    })
}
