//! At least one example a rule, by hand: how the rules were understood.

mod acknowledged;
mod conditions;
mod evidenced;
mod filtered;
mod grouped;
mod held;
mod moved;

use super::{Act, Extent, Held, Naive, View};
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, AlarmState, DeviceKind};
use dutydesk::correlation::event::{Conditions, Event, EventKind, Marks, Unit};
use dutydesk::correlation::reference::{DeviceReference, Reference, ZoneKind, ZoneReference};
use dutydesk::correlation::rules::Rules;
use dutydesk::units::{DeviceId, FeedId, IncidentId, InputNumber, Instant, Severity, SiteId, Span, ZoneId};

/// Zones of one floor.
const A: u32 = 4;
const B: u32 = 5;
/// A zone of another building of the site.
const C: u32 = 7;
/// A zone of another site.
const D: u32 = 9;

const FIRE: Conditions = Conditions::FIRE;
const OVER: Conditions = Conditions::OVER_LIMIT;
const FAULT: Conditions = Conditions::FAULT;
const HAZARD: AlarmClass = AlarmClass::Hazard;

/// A desk whose clock is set by hand, in seconds.
struct Desk {
    reference: Reference,
    rules: Rules,
    model: Option<Naive>,
    now: Instant,
    input: u64,
}

/// The extent of a warning that names one division.
fn over(division: u32) -> Extent {
    Extent { adcodes: vec![division], corners: Vec::new() }
}

/// Devices by kind and zone; they are numbered from 0.
fn desk(devices: &[(DeviceKind, u32)]) -> Desk {
    let zone = |parent: Option<u32>, kind, site: Option<u32>, adcode| ZoneReference {
        parent: parent.map(ZoneId),
        kind,
        site: site.map(SiteId),
        adcode,
        at: None,
    };
    let zones = [
        zone(None, ZoneKind::Park, None, 330_100),
        zone(Some(0), ZoneKind::Site, Some(0), 330_105),
        zone(Some(1), ZoneKind::Building, Some(0), 330_105),
        zone(Some(2), ZoneKind::Floor, Some(0), 330_105),
        zone(Some(3), ZoneKind::Zone, Some(0), 330_105),
        zone(Some(3), ZoneKind::Zone, Some(0), 330_105),
        zone(Some(1), ZoneKind::Building, Some(0), 330_105),
        zone(Some(6), ZoneKind::Zone, Some(0), 330_105),
        zone(Some(0), ZoneKind::Site, Some(1), 330_206),
        zone(Some(8), ZoneKind::Zone, Some(1), 330_206),
    ];
    let devices = devices.iter().map(|(kind, zone)| DeviceReference {
        zone: ZoneId(*zone),
        kind: *kind,
        gateway: None,
        silence_max: Span(0),
        bit0_trusted: false,
    });
    let reference = Reference { devices: devices.collect(), zones: zones.into(), rules: Rules::default() };
    Desk { reference, rules: Rules::default(), model: None, now: Instant(1_000_000_000), input: 0 }
}

const fn hazard(device: u32) -> AlarmKey {
    AlarmKey { device: DeviceId(device), class: AlarmClass::Hazard }
}

const fn fault(device: u32) -> AlarmKey {
    AlarmKey { device: DeviceId(device), class: AlarmClass::Fault }
}

const fn number(id: u32) -> IncidentId {
    IncidentId(id)
}

impl Desk {
    fn model(&mut self) -> &mut Naive {
        self.model.get_or_insert_with(|| {
            let mut model = Naive::new(&self.reference, self.rules.clone());
            model.apply(&Act::Advance(self.now));
            model
        })
    }

    fn act(&mut self, act: &Act) {
        let model = self.model();
        model.apply(act);
        model.check();
    }

    /// Sets the clock; nothing notices until something happens.
    fn at(&mut self, seconds: i64) -> &mut Self {
        self.model();
        self.now = Instant(1_000_000_000).after(Span::seconds(seconds));
        self
    }

    /// Sets the clock and lets time pass.
    fn wait(&mut self, seconds: i64) -> &mut Self {
        let now = self.at(seconds).now;
        self.act(&Act::Advance(now));
        self
    }

    fn event(&mut self, kind: EventKind, device: u32, conditions: Conditions) -> Event {
        self.input += 1;
        Event {
            input: InputNumber(self.input),
            occurred: self.now,
            received: self.now,
            sequence: self.input,
            device: DeviceId(device),
            value_milli: 0,
            conditions,
            feed: FeedId(0),
            kind,
            unit: Unit::None,
            severity: Severity::Moderate,
            marks: Marks::NONE,
        }
    }

    /// Sends an event after a change to it.
    fn send(&mut self, mut event: Event, change: impl FnOnce(&mut Event)) -> &mut Self {
        change(&mut event);
        self.act(&Act::Event(event));
        self
    }

    fn say(&mut self, kind: EventKind, device: u32, conditions: Conditions) -> &mut Self {
        let event = self.event(kind, device, conditions);
        self.send(event, |_| {})
    }

    fn raise(&mut self, device: u32, conditions: Conditions) -> &mut Self {
        self.say(EventKind::Raise, device, conditions)
    }

    fn clear(&mut self, device: u32, conditions: Conditions) -> &mut Self {
        self.say(EventKind::Clear, device, conditions)
    }

    /// Raises with another severity.
    fn graver(&mut self, device: u32, conditions: Conditions, severity: Severity) -> &mut Self {
        let event = self.event(EventKind::Raise, device, conditions);
        self.send(event, |it| it.severity = severity)
    }

    /// Raises as a test of a source that is trusted.
    fn test(&mut self, device: u32, conditions: Conditions) -> &mut Self {
        let event = self.event(EventKind::Raise, device, conditions);
        self.send(event, |it| it.marks = Marks::TEST)
    }

    fn read(&mut self, device: u32, value_milli: i32, unit: Unit) -> &mut Self {
        let event = self.event(EventKind::Reading, device, Conditions::NONE);
        self.send(event, |it| (it.value_milli, it.unit) = (value_milli, unit))
    }

    fn acknowledge(&mut self, id: u32) -> &mut Self {
        let (at, upto) = (self.now, InputNumber(self.input));
        self.act(&Act::Acknowledge { at, incident: number(id), upto });
        self
    }

    #[expect(clippy::unused_self, reason = "an example reads: until so many seconds of this desk")]
    fn until(&self, seconds: i64) -> Instant {
        Instant(1_000_000_000).after(Span::seconds(seconds))
    }

    fn shelve(&mut self, alarm: AlarmKey, seconds: i64) -> &mut Self {
        let (at, until) = (self.now, self.until(seconds));
        self.act(&Act::Shelve { at, id: 1, alarm, until });
        self
    }

    fn window(&mut self, zone: u32, seconds: i64) -> &mut Self {
        let (at, until) = (self.now, self.until(seconds));
        self.act(&Act::OpenWindow { at, id: 2, zone: ZoneId(zone), until });
        self
    }

    fn take_out(&mut self, device: u32, seconds: i64) -> &mut Self {
        let (at, until) = (self.now, self.until(seconds));
        self.act(&Act::TakeOut { at, id: 3, device: DeviceId(device), until });
        self
    }

    fn lift(&mut self, id: u32) -> &mut Self {
        let at = self.now;
        self.act(&Act::Lift { at, id });
        self
    }

    fn state(&mut self, alarm: AlarmKey) -> AlarmState {
        self.model().alarm(alarm).0
    }

    fn held(&mut self, alarm: AlarmKey) -> Option<Held> {
        self.model().alarm(alarm).2
    }

    /// The number of the incident that an alarm is a member of; 0 for none.
    fn of(&mut self, alarm: AlarmKey) -> u32 {
        self.model().alarm(alarm).1.map_or(0, |id| id.0)
    }

    fn view(&mut self, id: u32) -> View {
        self.model().incidents().remove(&number(id)).expect("the incident is there")
    }

    fn count(&mut self) -> usize {
        self.model().incidents().len()
    }
}
