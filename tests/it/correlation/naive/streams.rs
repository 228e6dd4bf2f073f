//! Random nights, the same for the same seed: a small world, its rules, and what happens to it.
//!
//! Every act has a place in one numbering: an event's input is its place, so that an acknowledgement may name any.

pub(crate) mod people;
mod world;

use super::{Act, Naive};
use dutydesk::correlation::alarm::DeviceKind;
use dutydesk::correlation::event::{Conditions, Event, EventKind, Marks, Unit};
use dutydesk::correlation::reference::Reference;
use dutydesk::correlation::rules::Rules;
use dutydesk::units::{DeviceId, FeedId, InputNumber, Instant, Severity, Span};

/// The first instant of every night.
const BEGIN: Instant = Instant(1_800_000_000_000);

/// A small generator of random numbers (splitmix64).
pub(crate) struct Chance(u64);

impl Chance {
    /// Starts from a seed.
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + (self.next() % (high - low + 1) as u64) as i64
    }

    /// Whether something of so many percent happens.
    pub(crate) fn percent(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    /// One of several.
    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[(self.next() % of.len() as u64) as usize]
    }
}

/// A night of so many acts.
pub(crate) fn stream(seed: u64, length: usize) -> (Reference, Rules, Vec<Act>) {
    let mut chance = Chance::new(seed);
    let reference = world::reference(&mut chance);
    let rules = world::rules(&mut chance);
    let mut night = Night {
        model: Naive::new(&reference, rules.clone()),
        now: BEGIN,
        acts: Vec::new(),
        sequences: [0; 3],
        hot: (0..8).map(|_| chance.between(0, reference.devices.len() as i64 - 1) as u32).collect(),
        chance,
        next_id: 1,
    };
    // Everything that must speak does so once: when a silence begins to count is not what is asked here.
    for (place, device) in reference.devices.iter().enumerate() {
        if device.silence_max > Span(0) && night.acts.len() < length {
            night.now = night.now.after(Span(1));
            let event = night.event_of(DeviceId(place as u32), EventKind::Online);
            night.push(Act::Event(event));
        }
    }
    while night.acts.len() < length {
        night.step(&reference, &rules);
    }
    (reference, rules, night.acts)
}

struct Night {
    model: Naive,
    chance: Chance,
    now: Instant,
    acts: Vec<Act>,
    sequences: [u64; 3],
    /// Devices that speak most.
    hot: Vec<u32>,
    next_id: u32,
}

impl Night {
    fn push(&mut self, act: Act) {
        self.model.apply(&act);
        self.acts.push(act);
    }

    fn step(&mut self, reference: &Reference, rules: &Rules) {
        let pause = match self.chance.between(0, 99) {
            0..=69 => self.chance.between(0, 2_500),
            70..=92 => self.chance.between(2_500, 25_000),
            93..=98 => self.chance.between(25_000, 120_000),
            _ => self.chance.between(120_000, 500_000),
        };
        self.now = self.now.after(Span(pause));
        if self.chance.percent(14) {
            if let Some(act) = self.person(reference) {
                self.push(act);
            }
        } else if self.chance.percent(5) {
            self.push(Act::Advance(self.now));
        } else {
            let act = Act::Event(self.any_event(reference, rules));
            self.push(act);
        }
    }

    fn any_event(&mut self, reference: &Reference, rules: &Rules) -> Event {
        let device = if self.chance.percent(70) {
            let hot = self.hot.clone();
            self.chance.pick(&hot)
        } else {
            self.chance.between(0, reference.devices.len() as i64 - 1) as u32
        };
        let kind = match self.chance.between(0, 99) {
            0..=41 => EventKind::Raise,
            42..=63 => EventKind::Clear,
            64..=75 => EventKind::State,
            76..=88 => EventKind::Reading,
            89..=94 => EventKind::Online,
            _ => EventKind::Offline,
        };
        let mut event = self.event_of(DeviceId(device), kind);
        event.conditions = self.conditions(kind);
        let of = reference.devices[device as usize].kind;
        (event.value_milli, event.unit) = self.value(kind, of, rules);
        event.severity = self.chance.pick(&[
            Severity::Unknown,
            Severity::Unknown,
            Severity::Info,
            Severity::Minor,
            Severity::Moderate,
            Severity::Severe,
            Severity::Extreme,
        ]);
        if self.chance.percent(8) {
            event.marks = Marks::TEST;
        }
        event
    }

    fn event_of(&mut self, device: DeviceId, kind: EventKind) -> Event {
        let feed = self.chance.between(0, 2) as usize;
        self.sequences[feed] += 1;
        let received = self.now;
        let occurred = match self.chance.between(0, 99) {
            0..=9 => Instant::UNSTATED,
            10..=64 => received.after(Span(-self.chance.between(0, 2_900))),
            65..=79 => received,
            80..=89 => received.after(Span(-self.chance.between(3_001, 200_000))),
            90..=96 => received.after(Span(self.chance.between(1, 120_000))),
            _ => received.after(Span(self.chance.between(300_001, 4_000_000))),
        };
        Event {
            input: InputNumber(self.acts.len() as u64 + 1),
            occurred,
            received,
            sequence: self.sequences[feed],
            device,
            value_milli: 0,
            conditions: Conditions::NONE,
            feed: FeedId(feed as u16),
            kind,
            unit: Unit::None,
            severity: Severity::Unknown,
            marks: Marks::NONE,
        }
    }

    fn conditions(&mut self, kind: EventKind) -> Conditions {
        const OFTEN: [Conditions; 7] = [
            Conditions::FIRE,
            Conditions::FIRE,
            Conditions::OVER_LIMIT,
            Conditions::OVER_LIMIT,
            Conditions::FAULT,
            Conditions::ISOLATED,
            Conditions::SUPERVISORY,
        ];
        let one = |chance: &mut Chance| {
            if chance.percent(75) { chance.pick(&OFTEN) } else { Conditions(1 << chance.between(0, 15)) }
        };
        match kind {
            EventKind::Raise | EventKind::Clear | EventKind::State => {
                let mut all = one(&mut self.chance);
                if self.chance.percent(25) {
                    all = all.with(one(&mut self.chance));
                }
                if kind == EventKind::State && self.chance.percent(30) {
                    all = Conditions::NONE;
                }
                if self.chance.percent(60) { all.with(Conditions::NORMAL) } else { all }
            }
            EventKind::Reading | EventKind::Online | EventKind::Offline => Conditions::NONE,
        }
    }

    fn value(&mut self, kind: EventKind, of: DeviceKind, rules: &Rules) -> (i32, Unit) {
        let limit = rules.limits.iter().find(|limit| limit.kind == of);
        match (kind, limit) {
            (EventKind::Reading | EventKind::Raise, Some(limit)) => {
                let reach = i64::from(limit.deadband_milli) * 2;
                let value = i64::from(limit.at_milli) + self.chance.between(-reach, reach);
                (value as i32, limit.unit)
            }
            (EventKind::Reading, None) => (self.chance.between(0, 9_000) as i32, Unit::Percent),
            (_, _) => (0, Unit::None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::people::{afterwards, alarms};
    use super::stream;
    use crate::correlation::naive::{Act, Naive};
    use dutydesk::correlation::alarm::AlarmState;

    #[test]
    fn a_seed_gives_one_night_and_nights_are_full_of_incidents() {
        let (mut held, mut merged, mut proposed, mut stale, mut level) = (0, 0, 0, 0, [0; 4]);
        for seed in 0..12 {
            let (reference, rules, acts) = stream(seed, 400);
            assert_eq!(format!("{acts:?}"), format!("{:?}", stream(seed, 400).2));
            let mut model = Naive::new(&reference, rules);
            for act in &acts {
                model.apply(act);
                model.check();
                held += usize::from(model.held_count() > 0);
                proposed += model.proposals().len();
            }
            model.apply(&Act::Advance(afterwards(&acts).unwrap()));
            model.check();
            let is_waiting = |key| model.alarm(key).0 == AlarmState::Shelved;
            assert!(!alarms().any(is_waiting), "every shelf runs out");
            for view in model.incidents().values() {
                merged += usize::from(view.merged_into.is_some());
                stale += view.stale;
                level[usize::from(view.level)] += 1;
            }
        }
        let seen = [held, merged, proposed, stale, level[0], level[1], level[2], level[3]];
        assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
    }
}
