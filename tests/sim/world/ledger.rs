//! What the desk was told, kept apart from the desk: raw conditions, silences, numbers of the feeds, strangers.
//!
//! Written from the rules (1 to 3), not from the core; it decides no incident.

use crate::world::desk::{FEEDS, Setup};
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, DeviceKind};
use dutydesk::correlation::event::Conditions;
use dutydesk::correlation::rules::Rules;
use dutydesk::feed::decode::words::Type;
use dutydesk::feed::encode::SensorBody;
use dutydesk::limits::{UNREGISTERED_MAX, UNREGISTERED_OF_FEED_MAX, UNREGISTERED_SPARE};
use dutydesk::operations::fact::{Body as FactBody, Fact};
use dutydesk::operations::feed;
use dutydesk::operations::feed::fact::STRANGERS;
use dutydesk::operations::feed::window::AHEAD_MAX;
use dutydesk::units::{DeviceId, FeedId, Instant};
use std::collections::{BTreeMap, BTreeSet};

/// What a frame says, as its sender meant it.
#[derive(Clone, Debug)]
pub(crate) enum Said {
    Sensor(SensorBody),
    Warning,
    /// A type that this desk does not know.
    Unknown,
    /// A frame that cannot be read; with or without a number that can.
    Bad {
        numbered: bool,
    },
}

/// One device, as the desk was told of it.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) id: Option<DeviceId>,
    pub(crate) kind: DeviceKind,
    gateway: Option<usize>,
    silence_ms: i64,
    bit0_trusted: bool,
    heard: Instant,
    pub(crate) conditions: Conditions,
    /// When the class's conditions began, or were gone.
    pub(crate) turned: [Instant; 4],
    /// Whether the latest word on its hazard was a test, by who is trusted to know.
    pub(crate) hazard_is_test: bool,
    /// Raises of the fire bit so far.
    pub(crate) fires: u64,
}

/// The numbers of one feed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Numbers {
    stream: String,
    next: u64,
    ahead: BTreeSet<u64>,
    pub(crate) events: u64,
    pub(crate) duplicates: u64,
    pub(crate) rejects: u64,
    pub(crate) ignored: u64,
    pub(crate) missing: u64,
}

impl Numbers {
    /// A connection stands; another stream, or one that begins anew, has numbers of its own.
    pub(crate) fn start(&mut self, stream: &str, from: u64, resumed: bool) {
        if self.stream != stream || !resumed {
            stream.clone_into(&mut self.stream);
            self.next = from;
            self.ahead.clear();
        }
    }

    pub(crate) fn has(&self, sequence: u64) -> bool {
        sequence < self.next || self.ahead.contains(&sequence)
    }

    /// Takes a number; returns whether it is new.
    fn take(&mut self, sequence: u64) -> bool {
        if self.has(sequence) {
            self.duplicates += 1;
            return false;
        }
        self.events += 1;
        if sequence - self.next < AHEAD_MAX {
            self.ahead.insert(sequence);
            while self.ahead.remove(&self.next) {
                self.next += 1;
            }
        }
        true
    }

    pub(crate) fn give_up(&mut self, sequence: u64) {
        if !self.has(sequence) {
            self.missing += 1;
            self.ahead.insert(sequence);
            while self.ahead.remove(&self.next) {
                self.next += 1;
            }
        }
    }
}

/// Everything that the desk was told.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    /// Registered devices by number, then the strangers that were admitted.
    pub(crate) rows: Vec<Row>,
    by_code: BTreeMap<String, usize>,
    strangers: BTreeMap<(FeedId, String), usize>,
    strangers_max: usize,
    pub(crate) feeds: Vec<Numbers>,
    /// Events of strangers that found no row.
    pub(crate) refused: u64,
    pub(crate) now: Instant,
}

impl Ledger {
    pub(crate) fn new(setup: &Setup, begins: Instant) -> Self {
        let (world, people) = (&setup.registry.correlation, &setup.registry.operations);
        let row = |device: &dutydesk::correlation::reference::DeviceReference, at: usize| Row {
            id: Some(DeviceId(at as u32)),
            kind: device.kind,
            gateway: device.gateway.map(DeviceId::index).filter(|gateway| *gateway != at),
            silence_ms: device.silence_max.0,
            bit0_trusted: device.bit0_trusted,
            ..Row::stranger(begins)
        };
        let codes = people.devices.iter().enumerate().map(|(at, device)| (device.code.to_string(), at));
        let feeds = (0..FEEDS).map(|_| Numbers { next: 1, ..Numbers::default() }).collect();
        Self {
            rows: world.devices.iter().enumerate().map(|(at, device)| row(device, at)).collect(),
            by_code: codes.collect(),
            strangers: BTreeMap::new(),
            strangers_max: setup.strangers_max(),
            feeds,
            refused: 0,
            now: begins,
        }
    }

    /// Returns the alarms whose raw condition stands, with their rows.
    pub(crate) fn classes(&self) -> impl Iterator<Item = (AlarmKey, Conditions, &Row)> {
        self.rows.iter().filter_map(|row| row.id.map(|id| (id, row))).flat_map(|(device, row)| {
            AlarmClass::ALL.into_iter().map(move |class| {
                (AlarmKey { device, class }, row.conditions.within(class.conditions()), row)
            })
        })
    }

    /// Returns how many strangers were admitted.
    pub(crate) fn admitted(&self) -> usize {
        self.strangers.len()
    }

    /// Learns from the desk's entries which numbers its strangers have.
    pub(crate) fn name_strangers(&mut self, facts: &[Fact]) {
        for fact in facts {
            if let Fact { body: FactBody::Feed(feed::Fact::Admitted { feed, device, code, .. }), .. } = fact
                && let Some(at) = self.strangers.get(&(*feed, code.to_string()))
            {
                self.rows[*at].id = Some(*device);
            }
        }
    }

    /// Lets time pass: who should have spoken by now and has not is silent.
    pub(crate) fn pass(&mut self, now: Instant) {
        self.now = self.now.max(now);
        for row in &mut self.rows {
            let ends = row.heard.0 + row.silence_ms;
            if row.silence_ms > 0 && !row.conditions.any(Conditions::SILENT) && ends <= self.now.0 {
                row.set(row.conditions.with(Conditions::SILENT), Instant(ends));
            }
        }
    }

    /// Takes a frame that was delivered.
    pub(crate) fn hear(&mut self, feed: FeedId, sequence: u64, at: Instant, said: &Said, rules: &Rules) {
        self.pass(at);
        let numbers = &mut self.feeds[feed.index()];
        match said {
            Said::Bad { numbered } => {
                numbers.rejects += 1;
                if *numbered {
                    numbers.take(sequence);
                }
            }
            Said::Unknown => {
                let new = numbers.take(sequence);
                numbers.ignored += u64::from(new);
            }
            Said::Warning => {
                numbers.take(sequence);
            }
            Said::Sensor(body) => {
                if numbers.take(sequence)
                    && let Some((at, heard)) = self.place(feed, body)
                {
                    self.speak(at, &heard, rules);
                }
            }
        }
    }

    /// Finds the row of a device, and what is heard of it: of a stranger that finds none a hazard only, that begins.
    fn place(&mut self, feed: FeedId, body: &SensorBody) -> Option<(usize, SensorBody)> {
        let code = body.device.as_str();
        let known = self.by_code.get(code).or_else(|| self.strangers.get(&(feed, code.to_owned())));
        if let Some(at) = known {
            return Some((*at, body.clone()));
        }
        let own = self.strangers.keys().filter(|(of, _)| *of == feed).count();
        let all = self.strangers.len();
        let fits = all < UNREGISTERED_MAX - UNREGISTERED_SPARE && own < UNREGISTERED_OF_FEED_MAX;
        if all < self.strangers_max && (fits || code == STRANGERS) {
            return Some((self.admit(feed, code), body.clone()));
        }
        let begins = body.conditions.within(Conditions::FIRE.with(Conditions::OVER_LIMIT));
        let heard = SensorBody { conditions: begins, ..body.clone() };
        let others = self.strangers.get(&(feed, STRANGERS.to_owned())).copied();
        match others {
            Some(at) if body.kind == Type::Alarm && !begins.is_none() => Some((at, heard)),
            None if body.kind == Type::Alarm && !begins.is_none() && all < self.strangers_max => {
                Some((self.admit(feed, STRANGERS), heard))
            }
            Some(_) | None => {
                self.refused += 1;
                None
            }
        }
    }

    fn admit(&mut self, feed: FeedId, code: &str) -> usize {
        self.rows.push(Row::stranger(self.now));
        self.strangers.insert((feed, code.to_owned()), self.rows.len() - 1);
        self.rows.len() - 1
    }

    fn speak(&mut self, at: usize, body: &SensorBody, rules: &Rules) {
        let now = self.now;
        let row = &mut self.rows[at];
        let hazard = AlarmClass::Hazard.conditions();
        let named = body.conditions.with(Conditions(body.state.unwrap_or(0) & 0x3FFF));
        let or = |otherwise: Conditions| if named.is_none() { otherwise } else { named };
        let raises = match body.kind {
            Type::Alarm if named.without(Conditions::NORMAL).is_none() => {
                Some(if body.value.is_some() { Conditions::OVER_LIMIT } else { Conditions::FIRE })
            }
            Type::Alarm => Some(named),
            Type::Test => Some(or(Conditions::FIRE)),
            Type::Fault => Some(or(Conditions::FAULT)),
            Type::Supervisory => Some(or(Conditions::SUPERVISORY)),
            _ => None,
        };
        let known = AlarmClass::CONDITIONS;
        let before = row.conditions.without(Conditions::SILENT);
        let mut told = raises.unwrap_or_default().within(known);
        let after = match body.kind {
            Type::State => {
                told = named.within(known);
                // What the desk measures itself no state takes away (rule 2.1).
                let measured = rules.limits.iter().any(|it| it.kind == row.kind);
                told.with(if measured { before.within(Conditions::OVER_LIMIT) } else { Conditions::NONE })
            }
            Type::Restore => before.without(named),
            Type::Reading => {
                let milli = |value: f64| (value * 1_000.0).round() as i32;
                let value = body.value.map(milli).unwrap_or_default();
                let limit = rules.limits.iter().find(|it| it.kind == row.kind && it.unit == body.unit);
                match limit {
                    Some(limit) if value >= limit.at_milli => {
                        told = Conditions::OVER_LIMIT.without(before);
                        before.with(Conditions::OVER_LIMIT)
                    }
                    Some(limit) if value < limit.at_milli - limit.deadband_milli => {
                        before.without(Conditions::OVER_LIMIT)
                    }
                    Some(_) | None => before,
                }
            }
            Type::Offline => row.conditions.with(Conditions::SILENT),
            _ => before.with(told),
        };
        if told.any(hazard) {
            let no_bit0 = body.kind == Type::State && row.bit0_trusted && !named.any(Conditions::NORMAL);
            row.hazard_is_test = body.test || body.kind == Type::Test || no_bit0;
            row.fires += u64::from(told.any(Conditions::FIRE));
        }
        row.set(after, now);
        let gateway = row.gateway;
        if body.kind != Type::Offline {
            row.heard = now;
        }
        if let Some(gateway) = gateway {
            let row = &mut self.rows[gateway];
            row.heard = now;
            row.set(row.conditions.without(Conditions::SILENT), now);
        }
    }
}

impl Row {
    const fn stranger(begins: Instant) -> Self {
        Self {
            id: None,
            kind: DeviceKind::Other,
            gateway: None,
            silence_ms: 0,
            bit0_trusted: false,
            heard: begins,
            conditions: Conditions::NONE,
            turned: [begins; 4],
            hazard_is_test: false,
            fires: 0,
        }
    }

    fn set(&mut self, after: Conditions, at: Instant) {
        for class in AlarmClass::ALL {
            let bits = class.conditions();
            if self.conditions.any(bits) != after.any(bits) {
                self.turned[class as usize] = at;
            }
        }
        self.conditions = after;
    }
}

/// Returns thousandths of a unit as the value that a frame carries.
pub(crate) fn value(milli: i32) -> f64 {
    f64::from(milli) / 1_000.0
}
