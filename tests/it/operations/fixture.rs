//! The sample park's desk, told by frames and commands as the engine tells it.

use dutydesk::config::{Feed, Origin};
use dutydesk::correlation::event::{Conditions, Unit};
use dutydesk::engine::driver::Driver;
use dutydesk::engine::input::Input;
use dutydesk::feed::decode::words::Type;
use dutydesk::feed::encode::{self, Envelope, SensorBody, WarningBody};
use dutydesk::operations::actor::{Actor, Officer, PrivateText};
use dutydesk::operations::command::{self, Command, Seen};
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::publish::{Frame, Publisher};
use dutydesk::operations::snapshot::Snapshot;
use dutydesk::operations::state::Verdict;
use dutydesk::operations::warning::Colour;
use dutydesk::operations::{deadline, incident};
use dutydesk::registry::{Registry, sample};
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, Digest, FeedId, IncidentId, InputNumber, Instant, Severity, Span};
use std::sync::{Arc, OnceLock};

/// The first second of the night.
pub(crate) const T0: Instant = Instant(1_800_000_000_000);

/// What a typed text is to the desk.
pub(crate) const TEXT: PrivateText = PrivateText { token: 7, digest: Digest([7; 32]) };

/// Returns the sample park, with one feed.
pub(crate) fn registry() -> Arc<Registry> {
    static REGISTRY: OnceLock<Arc<Registry>> = OnceLock::new();
    Arc::clone(REGISTRY.get_or_init(|| Arc::new(Registry::load(&sample::source(), &[feed()]).unwrap())))
}

/// Returns the one feed of the sample park's desk.
pub(crate) fn feed() -> Feed {
    Feed {
        code: bounded("sensors"),
        name: bounded("传感"),
        origin: Origin::Simulator,
        token_file: None,
        heartbeat: Span::seconds(5),
        adcode: Vec::new(),
        terms: dutydesk::operations::feed::Terms::default(),
    }
}

/// Returns an officer of the sample park.
pub(crate) fn officer(code: &str) -> Officer {
    let registry = registry();
    let (person, _) = registry.operations.person(code).unwrap();
    Officer { person, code: bounded(code) }
}

/// Returns an officer who has proved it.
pub(crate) fn proved(code: &str) -> Actor {
    Actor::Proved(officer(code))
}

/// Writes a frame of a device.
pub(crate) fn sensor(sequence: u64, at: Instant, body: &SensorBody) -> Vec<u8> {
    let id = format!("e{sequence}");
    let envelope = Envelope { stream: "s", sequence, id: &id, source: "/gw", time: at };
    encode::event(&envelope, &encode::Body::Sensor(body.clone())).into_bytes()
}

/// Writes a frame of a warning.
pub(crate) fn warning(sequence: u64, at: Instant, body: &WarningBody) -> Vec<u8> {
    let id = format!("w{sequence}");
    let envelope = Envelope { stream: "s", sequence, id: &id, source: "/cma", time: at };
    encode::event(&envelope, &encode::Body::Warning(body.clone())).into_bytes()
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

/// An orange rainstorm warning over the whole city.
pub(crate) fn rainstorm(kind: Type, identifier: &str, references: &[&str]) -> WarningBody {
    WarningBody {
        kind,
        identifier: identifier.to_owned(),
        references: references.iter().map(|&id| id.to_owned()).collect(),
        event: "暴雨".to_owned(),
        colour: Colour::Orange,
        sender: "市气象台".to_owned(),
        headline: "暴雨橙色预警".to_owned(),
        adcodes: vec![320_300],
        polygons: Vec::new(),
        circles: Vec::new(),
        expires: None,
    }
}

/// A desk, its clock, and all that it decided.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) driver: Driver,
    pub(crate) facts: Vec<Fact>,
    pub(crate) input: u64,
    sequence: u64,
    action: u128,
    pub(crate) now: Instant,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::of(registry())
    }

    /// A desk of another registry.
    pub(crate) fn of(registry: Arc<Registry>) -> Self {
        let mut desk = Self {
            driver: Driver::new(registry),
            facts: Vec::new(),
            input: 0,
            sequence: 0,
            action: 0,
            now: T0,
        };
        desk.tick(0);
        desk
    }

    /// Lets the desk look at its timers so many milliseconds after the start.
    pub(crate) fn tick(&mut self, millis: i64) -> Vec<Fact> {
        self.now = T0.after(Span(millis));
        self.take(&Input::Tick).1
    }

    /// Takes a device's word, so many milliseconds after the start.
    pub(crate) fn hear(&mut self, millis: i64, body: &SensorBody) -> Vec<Fact> {
        self.now = T0.after(Span(millis));
        self.sequence += 1;
        let bytes = sensor(self.sequence, self.now, body);
        self.take(&Input::Frame { feed: FeedId(0), bytes: &bytes }).1
    }

    /// Takes a device's word that is of an earlier time than it comes.
    pub(crate) fn hear_as_of(&mut self, millis: i64, occurred: i64, body: &SensorBody) -> Vec<Fact> {
        self.now = T0.after(Span(millis));
        self.sequence += 1;
        let bytes = sensor(self.sequence, T0.after(Span(occurred)), body);
        self.take(&Input::Frame { feed: FeedId(0), bytes: &bytes }).1
    }

    /// Takes a warning's word.
    pub(crate) fn warned(&mut self, millis: i64, body: &WarningBody) -> Vec<Fact> {
        self.warned_as_of(millis, millis, body)
    }

    /// Takes a warning's word that was issued earlier than it comes.
    pub(crate) fn warned_as_of(&mut self, millis: i64, issued: i64, body: &WarningBody) -> Vec<Fact> {
        self.now = T0.after(Span(millis));
        self.sequence += 1;
        let bytes = warning(self.sequence, T0.after(Span(issued)), body);
        self.take(&Input::Frame { feed: FeedId(0), bytes: &bytes }).1
    }

    pub(crate) fn fire(&mut self, millis: i64, device: &str) -> Vec<Fact> {
        self.hear(millis, &says(device, Type::Alarm, Conditions::FIRE))
    }

    pub(crate) fn clear(&mut self, millis: i64, device: &str) -> Vec<Fact> {
        self.hear(millis, &says(device, Type::Restore, Conditions::FIRE))
    }

    /// Acts with a fresh action id, having seen all inputs so far.
    pub(crate) fn act(&mut self, actor: Actor, body: command::Body<PrivateText>) -> (Verdict, Vec<Fact>) {
        let seen = Seen { input: InputNumber(self.input), revision: None };
        self.act_on(actor, seen, body)
    }

    /// Acts with a fresh action id on what was seen.
    pub(crate) fn act_on(
        &mut self,
        actor: Actor,
        seen: Seen,
        body: command::Body<PrivateText>,
    ) -> (Verdict, Vec<Fact>) {
        self.action += 1;
        self.give(&Command { action: ActionId(self.action), actor, signed_by: None, seen, body })
    }

    /// Gives a command.
    pub(crate) fn give(&mut self, command: &Command) -> (Verdict, Vec<Fact>) {
        let (verdict, facts) = self.take(&Input::Command(Box::new(command.clone())));
        (verdict.unwrap(), facts)
    }

    pub(crate) fn acknowledge(&mut self, nth: u32) -> (Verdict, Vec<Fact>) {
        self.act(proved("D1"), acknowledge(nth))
    }

    pub(crate) fn take(&mut self, input: &Input<'_>) -> (Option<Verdict>, Vec<Fact>) {
        self.input += 1;
        let mut facts = Vec::new();
        let verdict = self.driver.take(InputNumber(self.input), self.now, input, &mut facts);
        self.facts.extend(facts.iter().cloned());
        (verdict, facts)
    }

    pub(crate) fn incident(&self, nth: u32) -> incident::Incident {
        *self.driver.state.incidents.get(id(nth)).unwrap()
    }

    pub(crate) fn snapshot(&self) -> Box<Snapshot> {
        let mut snapshot = Box::default();
        Publisher::default().fill(&self.driver.state, Frame::default(), &mut snapshot);
        snapshot
    }
}

/// Returns the number of the night's first, second ... incident.
pub(crate) const fn id(nth: u32) -> IncidentId {
    IncidentId(1_000 + nth)
}

pub(crate) const fn acknowledge(nth: u32) -> command::Body<PrivateText> {
    command::Body::Incident(incident::Command::Acknowledge { incident: id(nth) })
}

/// Returns the kinds of facts, as the journal calls them.
pub(crate) fn kinds(facts: &[Fact]) -> Vec<&'static str> {
    facts.iter().map(|fact| fact.body.kind()).collect()
}

/// Returns what happened to deadlines, and when.
pub(crate) fn deadlines(facts: &[Fact]) -> Vec<(Instant, deadline::Fact)> {
    let of = |fact: &Fact| if let Body::Deadline(what) = fact.body { Some((fact.at, what)) } else { None };
    facts.iter().filter_map(of).collect()
}
