//! What happens out there: fires that spread, readings about their limits, faults, tests, gateways that die, strangers,
//! warnings. Nothing here knows the desk.

use crate::world::desk::{FEEDS, Setup, measure};
use crate::world::dice::Dice;
use crate::world::ledger::value;
use crate::world::link::Link;
use dutydesk::correlation::alarm::{AlarmClass, DeviceKind};
use dutydesk::correlation::event::{Conditions, Unit};
use dutydesk::feed::decode::words::Type;
use dutydesk::feed::encode::{Body, SensorBody, WarningBody};
use dutydesk::operations::warning::Colour;
use dutydesk::units::{FeedId, Instant, Severity, Span, ZoneId};

/// How a device's clock goes.
#[derive(Clone, Copy, Debug)]
enum Skew {
    By(i64),
    /// It does not say.
    Unstated,
}

/// One device as it truly is.
#[derive(Clone, Debug)]
struct Device {
    code: String,
    kind: DeviceKind,
    zone: ZoneId,
    /// The node above its zone: what burns spreads inside it.
    around: ZoneId,
    gateway: Option<usize>,
    feed: FeedId,
    skew: Skew,
    conditions: Conditions,
    milli: i32,
    /// Whether a person tests it now.
    tested: bool,
}

/// The world.
#[derive(Clone, Debug)]
pub(crate) struct Life {
    devices: Vec<Device>,
    /// Gateways that are dead.
    dead: Vec<usize>,
    burning: Vec<ZoneId>,
    chatterers: Vec<usize>,
    /// Devices that this world's troubles are about.
    corner: Vec<usize>,
    strangers: u64,
    warnings: u64,
    pub(crate) now: Instant,
    heard_until: Instant,
}

impl Life {
    pub(crate) fn new(dice: &mut Dice, setup: &Setup, now: Instant) -> Self {
        let (world, people) = (&setup.registry.correlation, &setup.registry.operations);
        let zones = &world.zones;
        let skews = [Skew::By(0), Skew::By(0), Skew::By(0), Skew::By(-1_700), Skew::By(2_500)];
        let odd = [Skew::Unstated, Skew::By(600_000), Skew::By(-3_600_000), Skew::By(-90_000_000)];
        let devices: Vec<Device> = world
            .devices
            .iter()
            .zip(&people.devices)
            .enumerate()
            .map(|(at, (device, name))| Device {
                code: name.code.to_string(),
                kind: device.kind,
                zone: device.zone,
                around: zones[device.zone.index()].parent.unwrap_or(device.zone),
                gateway: device
                    .gateway
                    .map(dutydesk::units::DeviceId::index)
                    .filter(|gateway| *gateway != at),
                feed: FeedId((device.zone.0 % u32::from(FEEDS)) as u16),
                skew: if dice.happens(120) { dice.of(&odd) } else { dice.of(&skews) },
                conditions: Conditions::NONE,
                milli: measure(device.kind).map_or(0, |(_, at_milli, _)| at_milli / 2),
                tested: false,
            })
            .collect();
        let centre = dice.below(devices.len() as u64 - 60) as usize;
        let wide = dice.of(&[12, 30, 60]);
        let mut corner: Vec<usize> = (centre..centre + wide).collect();
        corner.extend((0..6).map(|_| dice.below(devices.len() as u64) as usize));
        let chatterers = (0..dice.below(3)).map(|_| dice.of(&corner)).collect();
        Self {
            devices,
            dead: Vec::new(),
            burning: Vec::new(),
            chatterers,
            corner,
            strangers: 0,
            warnings: 0,
            now,
            heard_until: now,
        }
    }

    /// Lets time pass; who lives says so often enough, most of the time.
    pub(crate) fn pass(&mut self, dice: &mut Dice, link: &mut Link, now: Instant) {
        self.now = now;
        if now.since(self.heard_until) < Span::seconds(100) {
            return;
        }
        self.heard_until = now;
        for at in 0..self.devices.len() {
            let gateway = self.devices[at].kind == DeviceKind::Gateway;
            if gateway && dice.happens(950) || dice.happens(15) {
                self.speak(dice, link, at, Type::Online, Conditions::NONE);
            }
        }
    }

    /// One thing happens.
    pub(crate) fn happen(&mut self, dice: &mut Dice, link: &mut Link) {
        let at = dice.of(&self.corner);
        match dice.below(100) {
            0..=6 => self.ignite(dice, at),
            7..=26 => self.spread(dice, link),
            27..=30 => self.put_out(dice, link),
            31..=44 => self.measure(dice, link, at),
            45..=54 => self.chatter(dice, link),
            55..=60 => self.turn(dice, link, at, AlarmClass::Fault),
            61..=64 => self.turn(dice, link, at, AlarmClass::Supervisory),
            65..=68 => self.isolate(dice, link, at),
            69..=74 => self.test(dice, link, at),
            75..=78 => self.state(dice, link, at),
            79..=81 => self.gateway(dice, link),
            82..=83 => self.gateway_tells(dice, link, at),
            84..=89 => self.stranger(dice, link, 1),
            90 => self.stranger(dice, link, 40),
            91..=95 => self.warn(dice, link),
            _ => {
                let hazard = dice.of(&[Conditions::FIRE, Conditions::OVER_LIMIT, Conditions::NONE]);
                self.devices[at].conditions = self.devices[at].conditions.with(hazard);
                self.speak(dice, link, at, Type::Alarm, hazard);
            }
        }
    }

    /// A gateway that nobody registered speaks for all its devices at once.
    pub(crate) fn stranger(&mut self, dice: &mut Dice, link: &mut Link, count: u64) {
        for _ in 0..count {
            let fresh = count > 1 || dice.happens(300);
            self.strangers += u64::from(fresh);
            let number = if fresh { self.strangers } else { dice.below(self.strangers + 1) };
            let device = format!("X-{number}");
            let hazard = [Conditions::FIRE, Conditions::FIRE, Conditions::OVER_LIMIT, Conditions::FAULT];
            let kind = dice.of(&[Type::Alarm, Type::Alarm, Type::Restore]);
            let body = SensorBody { severity: severity(dice), ..says(&device, kind, dice.of(&hazard)) };
            let feed = FeedId(dice.below(u64::from(FEEDS)) as u16);
            link.send(dice, feed, self.now, self.now, Body::Sensor(body));
        }
    }

    fn ignite(&mut self, dice: &mut Dice, at: usize) {
        self.burning.push(self.devices[at].zone);
        if self.burning.len() > 3 {
            let gone = dice.below(self.burning.len() as u64) as usize;
            self.burning.remove(gone);
        }
    }

    /// A fire reaches some devices of its zone, and now and then the next zone.
    fn spread(&mut self, dice: &mut Dice, link: &mut Link) {
        let Some(zone) = (!self.burning.is_empty()).then(|| dice.of(&self.burning)) else { return };
        let around = self.devices.iter().find(|it| it.zone == zone).map(|it| it.around);
        let near = |it: &Device| it.zone == zone || Some(it.around) == around;
        let wide = dice.happens(200);
        let reach: Vec<usize> = (0..self.devices.len())
            .filter(|at| self.devices[*at].zone == zone || wide && near(&self.devices[*at]))
            .collect();
        for _ in 0..=dice.below(5) {
            let at = dice.of(&reach);
            let device = &mut self.devices[at];
            if device.kind == DeviceKind::Gateway {
                continue;
            }
            if let Some((_, at_milli, _)) = measure(device.kind).filter(|_| dice.happens(600)) {
                device.milli = at_milli + dice.between(-3_000, 40_000) as i32;
                self.speak(dice, link, at, Type::Reading, Conditions::NONE);
            } else {
                device.conditions = device.conditions.with(Conditions::FIRE);
                self.speak(dice, link, at, Type::Alarm, Conditions::FIRE);
            }
        }
        if wide && let Some(at) = reach.first() {
            self.burning.push(self.devices[*at].zone);
        }
    }

    fn put_out(&mut self, dice: &mut Dice, link: &mut Link) {
        if self.burning.is_empty() {
            return;
        }
        let zone = self.burning.remove(0);
        for at in 0..self.devices.len() {
            let hazard = self.devices[at].conditions.within(AlarmClass::Hazard.conditions());
            if self.devices[at].zone == zone && !hazard.is_none() && dice.happens(900) {
                self.devices[at].conditions = self.devices[at].conditions.without(hazard);
                self.speak(dice, link, at, Type::Restore, hazard);
            }
        }
    }

    fn measure(&mut self, dice: &mut Dice, link: &mut Link, at: usize) {
        let meters: Vec<usize> =
            self.corner.iter().copied().filter(|at| measure(self.devices[*at].kind).is_some()).collect();
        let at = if meters.is_empty() { at } else { dice.of(&meters) };
        let Some((_, limit, deadband)) = measure(self.devices[at].kind) else { return };
        let around = i64::from(deadband) * 2;
        self.devices[at].milli = limit + dice.between(-around, around) as i32;
        self.speak(dice, link, at, Type::Reading, Conditions::NONE);
    }

    fn chatter(&mut self, dice: &mut Dice, link: &mut Link) {
        let Some(at) = (!self.chatterers.is_empty()).then(|| dice.of(&self.chatterers)) else { return };
        let bit = if at % 3 == 0 { Conditions::FAULT } else { Conditions::OVER_LIMIT };
        for _ in 0..=dice.below(3) {
            let stands = self.devices[at].conditions.any(bit);
            let device = &mut self.devices[at];
            device.conditions =
                if stands { device.conditions.without(bit) } else { device.conditions.with(bit) };
            let kind = if stands { Type::Restore } else { Type::Alarm };
            self.speak(dice, link, at, kind, bit);
        }
    }

    /// A fault or a supervisory condition begins or ends.
    fn turn(&mut self, dice: &mut Dice, link: &mut Link, at: usize, class: AlarmClass) {
        let bits: &[Conditions] = match class {
            AlarmClass::Supervisory => &[Conditions::SUPERVISORY, Conditions::STARTED, Conditions::FEEDBACK],
            _ => &[Conditions::FAULT, Conditions::MAINS, Conditions::BATTERY, Conditions::LINE],
        };
        let stand = self.devices[at].conditions.within(class.conditions());
        let begins = if class == AlarmClass::Fault { Type::Fault } else { Type::Supervisory };
        if stand.is_none() || dice.happens(300) {
            let bit = dice.of(bits);
            self.devices[at].conditions = self.devices[at].conditions.with(bit);
            self.speak(dice, link, at, begins, bit);
        } else {
            self.devices[at].conditions = self.devices[at].conditions.without(stand);
            self.speak(dice, link, at, Type::Restore, stand);
        }
    }

    fn isolate(&mut self, dice: &mut Dice, link: &mut Link, at: usize) {
        let device = &mut self.devices[at];
        let isolated = device.conditions.any(Conditions::ISOLATED);
        let bit = Conditions::ISOLATED;
        device.conditions =
            if isolated { device.conditions.without(bit) } else { device.conditions.with(bit) };
        self.state(dice, link, at);
    }

    fn test(&mut self, dice: &mut Dice, link: &mut Link, at: usize) {
        self.devices[at].tested = !self.devices[at].tested;
        let kind = if dice.happens(500) { Type::Test } else { Type::Alarm };
        let bit = dice.of(&[Conditions::FIRE, Conditions::OVER_LIMIT]);
        self.speak(dice, link, at, kind, bit);
        if dice.happens(400) {
            self.devices[at].tested = false;
            self.speak(dice, link, at, Type::Restore, AlarmClass::Hazard.conditions());
        }
    }

    fn state(&mut self, dice: &mut Dice, link: &mut Link, at: usize) {
        let conditions = self.devices[at].conditions;
        self.speak(dice, link, at, Type::State, conditions);
    }

    /// A gateway dies, with everything behind it; or one comes back, and all of them speak at once.
    fn gateway(&mut self, dice: &mut Dice, link: &mut Link) {
        if let Some(back) = self.dead.pop() {
            self.speak(dice, link, back, Type::Online, Conditions::NONE);
            for at in 0..self.devices.len() {
                if self.devices[at].gateway == Some(back) && dice.happens(900) {
                    self.state(dice, link, at);
                }
            }
            return;
        }
        if let Some(gateway) = self.devices[dice.of(&self.corner)].gateway {
            self.dead.push(gateway);
        }
    }

    /// A gateway tells that a device behind it is silent, or several.
    fn gateway_tells(&mut self, dice: &mut Dice, link: &mut Link, at: usize) {
        self.speak(dice, link, at, Type::Offline, Conditions::NONE);
        if dice.happens(300) {
            let gateway = self.devices[at].gateway;
            for other in (0..self.devices.len())
                .filter(|other| self.devices[*other].gateway == gateway)
                .take(12)
                .collect::<Vec<_>>()
            {
                self.speak(dice, link, other, Type::Offline, Conditions::NONE);
            }
        }
    }

    fn warn(&mut self, dice: &mut Dice, link: &mut Link) {
        let fresh = dice.happens(500) && self.warnings < 60;
        self.warnings += u64::from(fresh);
        let which = if fresh { self.warnings } else { dice.below(self.warnings + 1) };
        let kind = if fresh { Type::Issue } else { dice.of(&[Type::Issue, Type::Update, Type::Cancel]) };
        let lasts = dice.between(60_000, 20_000_000);
        let body = WarningBody {
            kind,
            identifier: format!("w{which}"),
            references: if dice.happens(200) { vec![format!("w{}", dice.below(9))] } else { Vec::new() },
            event: dice.of(&["暴雨", "大风", "雷电", "高温"]).to_owned(),
            colour: dice.of(&[Colour::Blue, Colour::Yellow, Colour::Orange, Colour::Red]),
            sender: "市气象台".to_owned(),
            headline: "预警".to_owned(),
            adcodes: vec![dice.of(&[320_321, 320_300, 110_000])],
            polygons: Vec::new(),
            circles: Vec::new(),
            expires: dice.happens(700).then(|| self.now.after(Span(lasts))),
        };
        link.send(dice, FeedId(1), self.now, self.now, Body::Warning(body));
    }

    fn speak(&mut self, dice: &mut Dice, link: &mut Link, at: usize, kind: Type, conditions: Conditions) {
        let device = &self.devices[at];
        let through = device.gateway.unwrap_or(at);
        if self.dead.contains(&through) {
            return;
        }
        let mut body = SensorBody { severity: severity(dice), ..says(&device.code, kind, conditions) };
        match kind {
            Type::State => {
                // Half of the devices leave bit 0 zero, whatever they mean by it.
                let normal = u16::from(!(device.tested || at.is_multiple_of(2)));
                body.state = Some(conditions.0 & 0x3FFE | normal);
                body.conditions = conditions.within(Conditions::OVER_LIMIT);
            }
            Type::Reading => {
                body.unit = measure(device.kind).map_or(Unit::Percent, |it| it.0);
                body.value = Some(value(device.milli));
            }
            Type::Alarm if dice.happens(250) => {
                body.unit = measure(device.kind).map_or(Unit::Percent, |it| it.0);
                body.value = Some(value(device.milli));
            }
            _ => {}
        }
        body.test = device.tested && kind == Type::Alarm;
        body.historical = dice.happens(20);
        let stamp = match device.skew {
            Skew::By(by) => self.now.after(Span(by)),
            Skew::Unstated => Instant::UNSTATED,
        };
        link.send(dice, device.feed, self.now, stamp, Body::Sensor(body));
    }
}

fn severity(dice: &mut Dice) -> Severity {
    dice.of(&[
        Severity::Unknown,
        Severity::Unknown,
        Severity::Unknown,
        Severity::Minor,
        Severity::Moderate,
        Severity::Severe,
        Severity::Extreme,
    ])
}

/// What a device says.
pub(crate) fn says(device: &str, kind: Type, conditions: Conditions) -> SensorBody {
    SensorBody {
        device: device.to_owned(),
        kind,
        conditions,
        state: None,
        value: None,
        unit: Unit::None,
        severity: Severity::Unknown,
        test: false,
        historical: false,
    }
}
