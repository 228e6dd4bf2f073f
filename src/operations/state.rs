//! The whole desk: what every numbered input does to it.
//!
//! Decides: how the core's changes become facts, and in which order an input takes effect.
//! Must not know: who numbers the inputs, where the facts go.
//!
//! An input is taken in two steps: [`State::advance`] brings the timers to its instant, as often as it says `More`;
//! then one of the `take_` functions applies it. The facts of each call are handed over before the next call.
//!
//! Invariants:
//! - the same inputs give the same facts, however they are batched and however often somebody looked;
//! - a fact changes state only in `apply`, which [`State::fold`] shares with live running.

mod absorb;
mod apply;
mod deliver;
mod duty;
mod effect;
mod hear;
mod judge;
mod lane;
mod lookup;
mod meant;
pub mod pass;
mod settle;
mod surge;
mod warned;
mod within;

pub use lane::Unregistered;
pub use settle::{RECHECK_EVERY, VERIFY_WITHIN};

use crate::correlation::change::Changes;
use crate::correlation::event::{Event, Unit};
use crate::correlation::reference::Reference as World;
use crate::correlation::{Capacity, Correlation, Progress};
use crate::limits::{ACTIONS_REMEMBERED_MAX, FACTS_MAX, UNREGISTERED_MAX};
use crate::operations::actor::Actor;
use crate::operations::authority::Weight;
use crate::operations::command::Command;
use crate::operations::degradation::Degraded;
use crate::operations::fact::{Body, Fact};
use crate::operations::outcome::{Refusal, Remark};
use crate::operations::reference::Reference;
use crate::operations::{
    call, claim, deadline, delivery, desk, dispatch, drill, feed, finding, handover, incident, intake, order,
    plan, pool, report, suppression, warning,
};
use crate::units::{ActionId, EntryNumber, IncidentId, InputNumber, Instant, Span};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// How long a fault may stand before somebody has it; a fault is not a fire.
pub const ACKNOWLEDGE_FAULT_WITHIN: Span = Span::minutes(5);

/// The whole desk.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct State {
    /// The alarms.
    pub correlation: Correlation,
    /// The incidents.
    pub incidents: incident::State,
    /// The calls.
    pub calls: call::State,
    /// The intakes.
    pub intakes: intake::State,
    /// The findings.
    pub findings: finding::State,
    /// The teams' orders.
    pub dispatches: dispatch::State,
    /// The plans that run.
    pub plans: plan::State,
    /// The reports.
    pub reports: report::State,
    /// The leaders' orders and levels.
    pub orders: order::State,
    /// The claims.
    pub claims: claim::State,
    /// The money.
    pub pool: pool::State,
    /// What goes out by machine.
    pub deliveries: delivery::State,
    /// What is kept silent.
    pub suppressions: suppression::State,
    /// The deadlines.
    pub deadlines: deadline::State,
    /// The warnings.
    pub warnings: warning::State,
    /// The feeds.
    pub feeds: feed::State,
    /// Who has the desk, and whose signature is missing.
    pub handovers: handover::State,
    /// The drill, on a desk that was made for one.
    pub drills: drill::State,
    /// Answers that were given, by action.
    actions: BTreeMap<ActionId, Verdict>,
    actions_in_order: VecDeque<ActionId>,
    /// Devices that no registry knows, in the order of their numbers.
    unregistered: Vec<Unregistered>,
    /// The rules in force, by name.
    pub rules: desk::InForce,
    /// The last input that was taken.
    pub input: InputNumber,
    /// Desk time: the time of the last input.
    pub now: Instant,
    /// The last entry that was decided.
    pub entry: EntryNumber,
    /// What found no place.
    pub turned_away: u64,
    /// What gave way under load, by step.
    pub degraded: Degraded,
    turned_away_written_at: Instant,
    #[serde(skip)]
    world: Arc<World>,
    #[serde(skip)]
    reference: Arc<Reference>,
}

/// What one step decided.
///
/// Limits: [`FACTS_MAX`] facts; the caller takes them away before the next step.
#[derive(Debug)]
pub struct Turn {
    /// The facts, in order; the first is entry [`Turn::first`].
    pub facts: Vec<Fact>,
    /// The number of the first.
    pub first: EntryNumber,
    changes: Changes,
    /// Whether the event that is taken brings a reading.
    analogue: bool,
}

/// What was decided on a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// It became an entry.
    Decided {
        /// The entry.
        entry: EntryNumber,
        /// What should be said with it.
        remark: Option<Remark>,
    },
    /// It was refused.
    Refused(Refusal),
}

impl Verdict {
    /// Returns whether it made an entry just now.
    pub const fn is_new(&self) -> bool {
        match self {
            Self::Decided { remark, .. } => !matches!(remark, Some(Remark::Repeated)),
            Self::Refused(_) => false,
        }
    }
}

impl Default for Turn {
    fn default() -> Self {
        Self {
            facts: Vec::with_capacity(FACTS_MAX),
            first: EntryNumber(1),
            changes: Changes::new(),
            analogue: false,
        }
    }
}

impl Turn {
    /// Empties the turn for the next step.
    pub fn clear(&mut self) {
        self.facts.clear();
        self.changes.clear();
    }
}

impl State {
    /// Makes an empty desk for a world.
    pub fn new(world: Arc<World>, reference: Arc<Reference>) -> Self {
        let mut feeds = feed::State::default();
        feeds.open(reference.feeds.len());
        Self {
            correlation: Correlation::new(&world, Capacity::of(world.devices.len())),
            incidents: incident::State::default(),
            calls: call::State::default(),
            intakes: intake::State::default(),
            findings: finding::State::default(),
            dispatches: dispatch::State::default(),
            plans: plan::State::default(),
            reports: report::State::default(),
            orders: order::State::default(),
            claims: claim::State::default(),
            pool: pool::State::default(),
            deliveries: delivery::State::default(),
            suppressions: suppression::State::default(),
            deadlines: deadline::State::default(),
            warnings: warning::State::default(),
            feeds,
            handovers: handover::State::default(),
            drills: drill::State::default(),
            actions: BTreeMap::new(),
            actions_in_order: VecDeque::new(),
            unregistered: Vec::with_capacity(UNREGISTERED_MAX),
            rules: desk::InForce::default(),
            input: InputNumber(0),
            now: Instant::UNSTATED,
            entry: EntryNumber(0),
            turned_away: 0,
            degraded: Degraded::default(),
            turned_away_written_at: Instant::UNSTATED,
            world,
            reference,
        }
    }

    /// Puts the world back into a desk that was read from a checkpoint.
    pub fn attach(&mut self, world: Arc<World>, reference: Arc<Reference>) {
        self.correlation.attach(&world);
        self.world = world;
        self.feeds.open(reference.feeds.len());
        self.reference = reference;
        // What was read has no room to grow: a flood after a restart must allocate no more than one before it.
        self.incidents.make_ready();
        self.deadlines.make_ready();
        self.warnings.make_ready();
        self.recount_sites();
        self.unregistered.reserve(UNREGISTERED_MAX.saturating_sub(self.unregistered.len()));
    }

    /// Returns what the desk was told about the world.
    pub fn reference(&self) -> &Arc<Reference> {
        &self.reference
    }

    /// Begins an input: notes its number and its time.
    ///
    /// Desk time never goes back; an earlier stamp counts as now.
    pub fn begin(&mut self, input: InputNumber, now: Instant) {
        self.input = input;
        self.reach(now);
        self.correlation.begin_input(input);
    }

    /// Brings alarms, deadlines and warnings to desk time, in the order in which they are due.
    ///
    /// Returns [`Progress::More`] when the facts must be taken away first.
    pub fn advance(&mut self, turn: &mut Turn) -> Progress {
        self.open_turn(turn);
        // The core begins to watch its devices at the first instant that it is told: not only when one of them speaks.
        self.correlation.start(self.now);
        while turn.facts.len() + FACTS_MAX / 2 <= FACTS_MAX {
            let Some((due, source)) = self.next_source().filter(|(due, _)| *due <= self.now) else {
                return Progress::Done;
            };
            match source {
                Source::Deadline => {
                    if let Some((at, fact)) = self.deadlines.overdue(due) {
                        self.decide(at, Actor::Desk, None, Body::Deadline(fact), turn);
                        self.pass(fact.subject(), at, turn);
                        self.begin_surge(turn);
                    }
                }
                Source::Warning => {
                    if let Some((at, fact)) = self.warnings.expired(due) {
                        self.decide(at, Actor::Desk, None, Body::Warning(fact), turn);
                    }
                }
                Source::Feed => {
                    if let Some((at, feed)) = self.feeds.next_silence() {
                        let since = self.feeds.get(feed).map_or(at, |it| it.spoke);
                        let fact = feed::Fact::Silent { feed, since };
                        self.decide(at, Actor::Desk, None, Body::Feed(fact), turn);
                    }
                }
                Source::DeafFeed => {
                    let deaf =
                        self.feeds.next_deaf().and_then(|(at, feed)| Some((at, self.feeds.deafened(feed)?)));
                    if let Some((at, fact)) = deaf {
                        self.decide(at, Actor::Desk, None, Body::Feed(fact), turn);
                    }
                }
                Source::Surge => self.end_surge(due, turn),
                Source::Alarm => {
                    turn.changes.clear();
                    // Whether it is done or not: what is left is due still, and comes round again.
                    let (Progress::Done | Progress::More) = self.correlation.advance(due, &mut turn.changes);
                    self.absorb(turn);
                }
            }
        }
        Progress::More
    }

    /// Returns when the desk must look at its timers though nothing came.
    pub fn next_due(&self) -> Option<Instant> {
        self.next_source().map(|(due, _)| due)
    }

    /// Takes an event whose number is new.
    pub fn take_event(&mut self, event: &Event, turn: &mut Turn) {
        self.open_turn(turn);
        self.note_event(event);
        self.correlation.step(event, &mut turn.changes);
        turn.analogue = event.unit != Unit::None;
        self.absorb(turn);
        turn.analogue = false;
    }

    /// Takes something that happened to the desk itself.
    pub fn take_desk(&mut self, actor: Actor, fact: desk::Fact, turn: &mut Turn) {
        self.open_turn(turn);
        self.decide(self.now, actor, None, Body::Desk(fact), turn);
        if matches!(fact, desk::Fact::Started { .. }) && !self.pool.is_open() {
            let balance = self.reference.pool_balance;
            self.decide(self.now, Actor::Desk, None, Body::Pool(pool::Fact::Opened { balance }), turn);
        }
    }

    /// Takes what the script of a drill does by itself.
    pub fn take_drill(&mut self, actor: Actor, fact: drill::Fact, turn: &mut Turn) {
        self.open_turn(turn);
        self.decide(self.now, actor, None, Body::Drill(fact), turn);
    }

    /// Takes rules that were read from their file: they are in force from here on, and what stands stays.
    ///
    /// A known action gets its first answer again.
    ///
    /// Cost: allocates; O(members).
    pub fn take_rules(
        &mut self,
        (actor, action): (Actor, Option<ActionId>),
        book: &desk::RuleBook,
        turn: &mut Turn,
    ) -> Verdict {
        self.open_turn(turn);
        if let Some(verdict) = action.and_then(|action| self.verdict(action)) {
            return verdict;
        }
        let (before, after) = (self.rules.digest, book.digest);
        self.set_rules(book);
        let fact = desk::Fact::RulesRead { before, after, rules: book.names.len() as u16 };
        let entry = EntryNumber(self.entry.0 + 1);
        self.decide(self.now, actor, action, Body::Desk(fact), turn);
        self.reconsider(turn);
        let verdict = Verdict::Decided { entry, remark: None };
        if let Some(action) = action {
            self.remember(action, verdict);
        }
        verdict
    }

    /// Puts rules in force without a word: those of a desk that has not begun.
    pub fn set_rules(&mut self, book: &desk::RuleBook) {
        self.correlation.set_rules(book.rules.clone());
        self.rules = desk::InForce { digest: book.digest, names: book.names.clone(), wrong: None };
    }

    /// Takes a command; a known action gets its first answer again.
    pub fn take_command(&mut self, command: &Command, turn: &mut Turn) -> Verdict {
        self.open_turn(turn);
        if let Some(verdict) = self.verdict(command.action) {
            return verdict;
        }
        let verdict = match self.weigh(command) {
            Ok(Weight::Full) => self.settle_command(command, turn),
            Ok(Weight::Marked) => self.settle_command(&command.marked(), turn),
            Err(refusal) => Verdict::Refused(refusal),
        };
        self.begin_surge(turn);
        self.remember(command.action, verdict);
        verdict
    }

    fn settle_command(&mut self, command: &Command, turn: &mut Turn) -> Verdict {
        match self.judge(command) {
            Ok(decision) => self.carry_out(command, decision, turn),
            Err(refusal) => Verdict::Refused(refusal),
        }
    }

    /// Returns what was decided on an action, while the desk still knows it by heart.
    pub fn verdict(&self, action: ActionId) -> Option<Verdict> {
        self.actions.get(&action).map(|verdict| match *verdict {
            Verdict::Decided { entry, .. } => Verdict::Decided { entry, remark: Some(Remark::Repeated) },
            Verdict::Refused(refusal) => Verdict::Refused(refusal),
        })
    }

    /// Returns an open incident, or why it is none.
    ///
    /// # Errors
    /// There is no such incident, or it is closed.
    pub fn open_incident(&self, id: IncidentId) -> Result<&incident::Incident, Refusal> {
        let row = self.incidents.get(id).ok_or(Refusal::Incident(incident::Refusal::NoSuchIncident(id)))?;
        if row.is_closed() { Err(Refusal::Incident(incident::Refusal::Closed(id))) } else { Ok(row) }
    }

    /// Returns whether an incident is life-risk: by its alarms, or by people who are missing, trapped or hurt.
    pub fn life_risk(&self, id: IncidentId) -> bool {
        self.correlation.incident(id).is_some_and(|it| it.life_risk) || self.findings.people(id).at_risk()
    }

    fn open_turn(&self, turn: &mut Turn) {
        turn.changes.clear();
        if turn.facts.is_empty() {
            turn.first = EntryNumber(self.entry.0 + 1);
        }
    }

    fn next_source(&self) -> Option<(Instant, Source)> {
        [
            (self.correlation.next_due(), Source::Alarm),
            (self.deadlines.next_due(), Source::Deadline),
            (self.warnings.next_due(), Source::Warning),
            (self.feeds.next_silence().map(|(due, _)| due), Source::Feed),
            (self.feeds.next_deaf().map(|(due, _)| due), Source::DeafFeed),
            (self.surge_due(), Source::Surge),
        ]
        .into_iter()
        .filter_map(|(due, source)| Some((due?, source)))
        .min()
    }

    fn decide(&mut self, at: Instant, actor: Actor, action: Option<ActionId>, body: Body, turn: &mut Turn) {
        let fact = Fact { at, actor, action, body };
        let entry = EntryNumber(self.entry.0 + 1);
        self.apply(entry, &fact);
        self.entry = entry;
        self.handovers.unproved.note(self.entry, &fact);
        turn.facts.push(fact);
    }

    fn remember(&mut self, action: ActionId, verdict: Verdict) {
        if self.actions_in_order.len() >= ACTIONS_REMEMBERED_MAX
            && let Some(oldest) = self.actions_in_order.pop_front()
        {
            self.actions.remove(&oldest);
        }
        self.actions.insert(action, verdict);
        self.actions_in_order.push_back(action);
    }
}

/// Whose timer is next; at one instant alarms come first, then deadlines, then warnings, then feeds, and the end of a surge last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Alarm,
    Deadline,
    Warning,
    Feed,
    DeafFeed,
    Surge,
}
