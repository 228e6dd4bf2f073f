//! A director that is played by hand: what is due at which second, and a desk that ends and begins anew.

use crate::operations::fixture::registry;
use dutydesk::drill::director::{Cue, Director};
use dutydesk::drill::scenario::Scenario;
use dutydesk::engine::driver::Driver;
use dutydesk::feed::encode;
use dutydesk::operations::actor::Actor;
use dutydesk::operations::drill::Fact;
use dutydesk::operations::fact::{Body, Fact as Decided};
use dutydesk::operations::incident;
use dutydesk::operations::state::State;
use dutydesk::text::bounded;
use dutydesk::units::{Digest, IncidentId, InputNumber, Instant, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) const BEGAN: Instant = Instant(1_800_000_000_000);

/// What came: the second, and what, in short.
pub(crate) type Came = Vec<(i64, String)>;

/// A director and what it was told, so that another one can be told the same.
pub(crate) struct Play {
    scenario: Arc<Scenario>,
    pub(crate) director: Director,
    pub(crate) state: State,
    told: Vec<Decided>,
    /// The newest number of each feed.
    given: BTreeMap<u16, u64>,
}

impl Play {
    /// Plays a scenario from its beginning on.
    pub(crate) fn new(scenario: Scenario) -> Self {
        let injects = scenario.cues.len() as u16;
        let mut play = Self::before(scenario);
        play.tell(0, Body::Drill(Fact::Began { scenario: Digest::default(), name: bounded("x"), injects }));
        play
    }

    /// Stands before the beginning.
    pub(crate) fn before(scenario: Scenario) -> Self {
        let scenario = Arc::new(scenario);
        Self {
            director: Director::new(Arc::clone(&scenario)),
            scenario,
            state: Driver::new(registry()).state,
            told: Vec::new(),
            given: BTreeMap::new(),
        }
    }

    pub(crate) fn tell(&mut self, second: i64, body: Body) {
        let at = BEGAN.after(Span::seconds(second));
        let fact = Decided { at, actor: Actor::Desk, action: None, body };
        self.director.hear(&fact, &self.state);
        self.told.push(fact);
    }

    /// Plays up to a second; every fact of the drill is decided as it comes. Returns what came, in short.
    pub(crate) fn until(&mut self, second: i64) -> Came {
        let mut came = Vec::new();
        while let Some((at, cue)) = self.director.next(BEGAN.after(Span::seconds(second))) {
            let at = at.since(BEGAN).whole_seconds();
            came.push((at, self.in_short(&cue)));
            if let Cue::Drill(fact) = cue {
                self.tell(at, Body::Drill(fact));
            }
        }
        came
    }

    fn in_short(&mut self, cue: &Cue) -> String {
        match cue {
            Cue::Drill(Fact::Given { code, by_hand, .. }) => format!("{code} {by_hand}"),
            Cue::Drill(Fact::Ready { phase }) => format!("ready {}", *phase as u8),
            Cue::Drill(Fact::Checked { phase, item, by_hand: false }) => {
                format!("checked {} {item}", *phase as u8)
            }
            Cue::Drill(fact) => fact.kind().to_owned(),
            Cue::Event { feed, sequence, body, at, expires } => {
                self.given.insert(feed.0, *sequence);
                let occurred = at.since(BEGAN).whole_seconds();
                let expires = expires
                    .map_or(String::new(), |it| format!(", expires {}", it.since(BEGAN).whole_seconds()));
                let who = match &**body {
                    encode::Body::Sensor(body) => body.device.clone(),
                    encode::Body::Warning(body) => body.identifier.clone(),
                };
                format!("{}/{sequence} {who} of {occurred}{expires}", feed.0)
            }
            Cue::Feed { feed, is_heard } => format!("{} heard {is_heard}", feed.0),
            Cue::Delivery { delivery, outcome } => format!("{} {outcome:?}", delivery.0),
        }
    }

    pub(crate) fn acknowledge(&mut self, second: i64) {
        let acknowledged =
            incident::Fact::Acknowledged { incident: IncidentId(1_001), upto: InputNumber(1), came_later: 0 };
        self.tell(second, Body::Incident(acknowledged));
    }

    /// The director gives an inject.
    pub(crate) fn give(&mut self, second: i64, inject: u16) {
        let code = bounded(&format!("J{}", inject + 1));
        self.tell(second, Body::Drill(Fact::Given { inject, code, by_hand: true }));
    }

    /// The desk ends and another one begins: it is told what the journal holds.
    pub(crate) fn restart(self, second: i64) -> Self {
        let mut director = Director::new(Arc::clone(&self.scenario));
        for fact in &self.told {
            director.hear(fact, &self.state);
        }
        let next = [0, 1].map(|feed| self.given.get(&feed).map_or(1, |given| given + 1));
        director.resume(&next, BEGAN.after(Span::seconds(second)));
        Self { director, ..self }
    }
}

pub(crate) fn lines(came: &Came) -> Vec<(i64, &str)> {
    came.iter().map(|(at, said)| (*at, said.as_str())).collect()
}
