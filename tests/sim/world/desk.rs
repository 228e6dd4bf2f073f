//! The desk of the world: the sample park with rules of every kind and tables that a night can fill, told in recorded steps.

use crate::world::dice::Dice;
use dutydesk::config::{Feed, Origin};
use dutydesk::correlation::alarm::{AlarmClass, DeviceKind};
use dutydesk::correlation::event::Unit;
use dutydesk::correlation::reference::Reference;
use dutydesk::correlation::rules::{Delay, Inhibition, Kinds, Limit, Rules, Scope};
use dutydesk::correlation::{Capacity, Correlation, Suppression};
use dutydesk::engine::driver::Driver;
use dutydesk::engine::input::Input;
use dutydesk::operations::actor::Actor;
use dutydesk::operations::command::Command;
use dutydesk::operations::desk;
use dutydesk::operations::fact::Fact;
use dutydesk::operations::feed::Health;
use dutydesk::registry::{Registry, sample};
use dutydesk::text::bounded;
use dutydesk::units::{FeedId, InputNumber, Instant, RuleId, Span};
use std::sync::{Arc, OnceLock};

/// The first second of every world.
pub(crate) const T0: Instant = Instant(1_800_000_000_000);
/// Feeds of the desk.
pub(crate) const FEEDS: u16 = 2;
/// The numbers that ticks may take between two told inputs.
pub(crate) const STRIDE: u64 = 100;

/// What the desk is told, or what is done to it beside its inputs.
#[derive(Clone, Debug)]
pub(crate) enum What {
    Frame(FeedId, Vec<u8>),
    Health(FeedId, Health),
    Command(Box<Command>),
    Desk(desk::Fact),
    /// A person shelved, took out of service or opened a window while nothing of it stood.
    Suppress(Suppression),
    Tick,
}

/// One recorded step.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) number: InputNumber,
    pub(crate) at: Instant,
    pub(crate) what: What,
}

impl Told {
    /// Does it to a desk.
    pub(crate) fn give(&self, driver: &mut Driver, facts: &mut Vec<Fact>) {
        let input = match &self.what {
            What::Frame(feed, bytes) => Input::Frame { feed: *feed, bytes },
            What::Health(feed, health) => Input::Health { feed: *feed, health: health.clone() },
            What::Command(command) => Input::Command(command.clone()),
            What::Desk(fact) => Input::Desk { actor: Actor::Desk, fact: *fact },
            What::Tick => Input::Tick,
            What::Suppress(suppression) => {
                // As a command would be: after what was due before it, whether or not somebody had looked.
                driver.take(self.number, self.at, &Input::Tick, facts);
                driver.state.correlation.suppress(*suppression);
                return;
            }
        };
        driver.take(self.number, self.at, &input, facts);
    }

    /// Says it in a line.
    pub(crate) fn line(&self) -> String {
        let what = match &self.what {
            What::Frame(feed, bytes) => format!("feed {feed} {}", String::from_utf8_lossy(bytes)),
            What::Command(command) => format!("{:?} {:?} {:?}", command.actor, command.seen, command.body),
            other => format!("{other:?}"),
        };
        format!("input {} at {} ms: {what}", self.number, self.at.since(T0).0)
    }
}

/// A world's desk: which rules, and how much of each thing it holds.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    pub(crate) registry: Arc<Registry>,
    pub(crate) capacity: Capacity,
}

impl Setup {
    /// Chooses a desk: every third with the tables of the program, the others with few rows.
    pub(crate) fn of(dice: &mut Dice) -> Self {
        let mut registry = (*sample()).clone();
        let reference = &*registry.correlation;
        let registered = reference.devices.len();
        let rules = rules(dice, Rules::default());
        let (devices, zones) = (reference.devices.clone(), reference.zones.clone());
        registry.correlation = Arc::new(Reference { devices, zones, rules });
        let capacity = if dice.happens(333) {
            Capacity::of(registered)
        } else {
            let strangers = 2 + dice.below(14) as usize;
            let incidents = 3 + dice.below(22) as usize;
            let warnings = 1 + dice.below(4) as usize;
            Capacity { devices: registered + strangers, incidents, warnings }
        };
        Self { registry: Arc::new(registry), capacity }
    }

    /// Returns the rules.
    pub(crate) fn rules(&self) -> &Rules {
        &self.registry.correlation.rules
    }

    /// Returns how many unregistered devices find a row.
    pub(crate) fn strangers_max(&self) -> usize {
        self.capacity.devices - self.registry.correlation.devices.len()
    }

    /// Makes an empty desk.
    pub(crate) fn desk(&self) -> Driver {
        let mut driver = Driver::new(Arc::clone(&self.registry));
        driver.state.correlation = Correlation::new(&self.registry.correlation, self.capacity);
        driver
    }
}

fn sample() -> Arc<Registry> {
    static REGISTRY: OnceLock<Arc<Registry>> = OnceLock::new();
    let load = || {
        let feeds: Vec<Feed> = (0..FEEDS).map(feed).collect();
        Arc::new(Registry::load(&sample::source(), &feeds).unwrap())
    };
    Arc::clone(REGISTRY.get_or_init(load))
}

fn feed(number: u16) -> Feed {
    Feed {
        code: bounded(&format!("sensors{number}")),
        name: bounded(&format!("传感{number}")),
        origin: Origin::Simulator,
        token_file: None,
        heartbeat: Span::seconds(5),
        adcode: Vec::new(),
        terms: dutydesk::operations::feed::Terms::default(),
    }
}

/// Returns the unit that devices of a kind measure in, and the limit that the rules set.
pub(crate) const fn measure(kind: DeviceKind) -> Option<(Unit, i32, i32)> {
    match kind {
        DeviceKind::Heat => Some((Unit::Celsius, 60_000, 5_000)),
        DeviceKind::Gas => Some((Unit::PercentLel, 25_000, 5_000)),
        DeviceKind::WaterLevel => Some((Unit::Metre, 300, 50)),
        DeviceKind::Pressure => Some((Unit::Kilopascal, 900_000, 40_000)),
        _ => None,
    }
}

fn rules(dice: &mut Dice, mut rules: Rules) -> Rules {
    for (at, kind) in DeviceKind::ALL.into_iter().enumerate() {
        if let Some((unit, at_milli, deadband_milli)) = measure(kind).filter(|_| dice.happens(850)) {
            let rule = RuleId(10 + at as u16);
            rules.limits.push(Limit { kind, unit, at_milli, deadband_milli, rule });
        }
        for class in AlarmClass::ALL {
            if dice.happens(250) {
                let (on, off) = (dice.between(0, 20), dice.between(0, 40));
                let rule = RuleId(100 + at as u16);
                rules.delays[at][class as usize] =
                    Delay { on: Span::seconds(on), off: Span::seconds(off), rule };
            }
        }
    }
    let gateway = Kinds::default().with(DeviceKind::Gateway);
    let classes = [AlarmClass::Fault, AlarmClass::Supervisory, AlarmClass::Isolation];
    let scopes = [Scope::Zone, Scope::Floor, Scope::Building, Scope::Site, Scope::Gateway];
    for rule in 1..=dice.below(4) as u16 {
        let behind = dice.happens(400);
        rules.inhibitions.push(Inhibition {
            source: if behind { gateway } else { Kinds::ALL },
            source_class: if behind { AlarmClass::Fault } else { AlarmClass::Hazard },
            target: Kinds::ALL,
            target_class: dice.of(&classes),
            scope: if behind { Scope::Gateway } else { dice.of(&scopes[..4]) },
            rule: RuleId(rule),
        });
    }
    if dice.happens(500) {
        for after in &mut rules.realarm_after {
            *after = Span::minutes(dice.between(0, 30));
        }
    }
    rules
}
