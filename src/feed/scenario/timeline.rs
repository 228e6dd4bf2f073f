//! A scenario as one row of events, each with its time.
//!
//! Invariants:
//! - times never go back, and equal scenarios give equal rows;
//! - a round ends where the scenario says; what a generator still had to say in it is left out.

use crate::correlation::event::{Conditions, Unit};
use crate::feed::chance::Chance;
use crate::feed::decode::words::Type;
use crate::feed::encode::{Body, SensorBody};
use crate::feed::scenario::{Deed, Generator, Pattern, Scenario};
use crate::units::Span;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

/// One event of the row.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// How long after the start.
    pub at: Span,
    /// What happens.
    pub body: Body,
    /// How long after that a warning ends.
    pub expires_after: Option<Span>,
}

/// The row, read from its start on.
///
/// Cost: a step is O(log sources).
#[derive(Clone, Debug)]
pub struct Timeline {
    scenario: Arc<Scenario>,
    round: i64,
    /// The time of each source's next event in this round, and the source: the acts are 0, generators follow.
    due: BinaryHeap<Reverse<(i64, usize)>>,
    act: usize,
    sources: Vec<Source>,
}

#[derive(Clone, Debug)]
struct Source {
    chance: Chance,
    made: u64,
    /// Which devices a chatterer has raised.
    raised: Vec<bool>,
}

impl Timeline {
    /// Starts at the scenario's start.
    pub fn new(scenario: Arc<Scenario>) -> Self {
        let mut timeline = Self { scenario, round: 0, due: BinaryHeap::new(), act: 0, sources: Vec::new() };
        timeline.begin_round();
        timeline
    }

    fn begin_round(&mut self) {
        self.act = 0;
        self.due.clear();
        self.sources.clear();
        if let Some(act) = self.scenario.acts.first() {
            self.due.push(Reverse((act.at.0, 0)));
        }
        for (place, generator) in self.scenario.generators.iter().enumerate() {
            let seed = generator.seed ^ (self.round as u64).wrapping_mul(0x9E37_79B9);
            self.sources.push(Source {
                chance: Chance::seeded(seed),
                made: 0,
                raised: vec![false; generator.devices.len()],
            });
            self.due.push(Reverse((generator.from.0, place + 1)));
        }
    }

    /// Takes the next event of this round.
    fn next_of_round(&mut self) -> Option<Moment> {
        let Reverse((at, source)) = self.due.pop()?;
        if self.scenario.repeat.is_some_and(|round| at >= round.0) {
            return None;
        }
        let Some(place) = source.checked_sub(1) else {
            let act = &self.scenario.acts[self.act];
            let (body, expires_after) = match &act.deed {
                Deed::Sensor(body) => (Body::Sensor(body.clone()), None),
                Deed::Warning { body, expires_after } => {
                    let mut body = body.clone();
                    // A round later it is another warning, not the old one once more.
                    if self.round > 0 {
                        let round = format!("-{}", self.round + 1);
                        let names = std::iter::once(&mut body.identifier).chain(&mut body.references);
                        names.for_each(|name| name.push_str(&round));
                    }
                    (Body::Warning(body), *expires_after)
                }
            };
            self.act += 1;
            if let Some(next) = self.scenario.acts.get(self.act) {
                self.due.push(Reverse((next.at.0, 0)));
            }
            return Some(Moment { at: Span(at), body, expires_after });
        };
        let generator = &self.scenario.generators[place];
        let source = &mut self.sources[place];
        let body = source.make(generator);
        let next = generator.from.0.saturating_add((source.made as f64 * 1e3 / generator.rate) as i64);
        if generator.lasts.is_none_or(|lasts| next < generator.from.0.saturating_add(lasts.0)) {
            self.due.push(Reverse((next, place + 1)));
        }
        Some(Moment { at: Span(at), body: Body::Sensor(body), expires_after: None })
    }
}

impl Iterator for Timeline {
    type Item = Moment;

    fn next(&mut self) -> Option<Moment> {
        loop {
            if let Some(mut moment) = self.next_of_round() {
                let before = self.scenario.repeat.map_or(0, |round| round.0.saturating_mul(self.round));
                moment.at.0 = moment.at.0.saturating_add(before);
                return Some(moment);
            }
            let round = self.scenario.repeat?;
            // A round in which nothing happens would be followed by as empty ones for ever.
            let acts = self.scenario.acts.first().is_some_and(|act| act.at < round);
            if !acts && !self.scenario.generators.iter().any(|generator| generator.from < round) {
                return None;
            }
            self.round += 1;
            self.begin_round();
        }
    }
}

impl Source {
    fn make(&mut self, generator: &Generator) -> SensorBody {
        let devices = generator.devices.len() as u64;
        let device = match generator.pattern {
            Pattern::Readings | Pattern::Heartbeats | Pattern::Restores => self.made % devices,
            Pattern::Chatter | Pattern::Flood => self.chance.below(devices),
        } as usize;
        self.made += 1;
        let mut body = generator.body.clone();
        body.device.clone_from(&generator.devices[device]);
        match generator.pattern {
            Pattern::Readings => {
                body.kind = Type::Reading;
                let stray = (self.chance.unit() * 2.0 - 1.0) * generator.spread;
                let value = body.value.unwrap_or_default() + stray;
                body.value = Some((value * 1e3).round() / 1e3);
            }
            Pattern::Heartbeats => {
                body.kind = Type::Online;
                body.conditions = Conditions::NONE;
                body.value = None;
                body.unit = Unit::None;
            }
            Pattern::Restores => body.kind = Type::Restore,
            Pattern::Chatter => {
                body.kind = if self.raised[device] { Type::Restore } else { Type::Alarm };
                self.raised[device] = !self.raised[device];
            }
            Pattern::Flood => body.kind = Type::Alarm,
        }
        body
    }
}
