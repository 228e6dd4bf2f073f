//! One world from its seed: what happens, what arrives, what people do, and the desk under it.

use crate::world::checks::{Checks, Found};
use crate::world::desk::{STRIDE, Setup, T0, Told, What};
use crate::world::dice::Dice;
use crate::world::ledger::{Ledger, Said};
use crate::world::life::Life;
use crate::world::link::Link;
use crate::world::people::{self, People};
use dutydesk::engine::driver::Driver;
use dutydesk::journal::draft::Draft;
use dutydesk::journal::{Head, chain};
use dutydesk::operations::desk;
use dutydesk::operations::fact::Fact;
use dutydesk::operations::feed::Health;
use dutydesk::text::bounded;
use dutydesk::units::{FeedId, InputNumber, Instant, Span};

/// One world and its desk.
#[derive(Debug)]
pub(crate) struct Night {
    pub(crate) dice: Dice,
    pub(crate) setup: Setup,
    pub(crate) driver: Driver,
    /// Everything that the desk was told, ticks among it.
    pub(crate) told: Vec<Told>,
    /// What each told frame means, beside it.
    pub(crate) meant: Vec<Option<(u64, Said)>>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) ledger: Ledger,
    pub(crate) checks: Checks,
    pub(crate) steps: usize,
    /// Facts that strangers were named by.
    named: usize,
    life: Life,
    link: Link,
    people: People,
    now: Instant,
    inputs: u64,
}

impl Night {
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let setup = Setup::of(&mut dice);
        let (link, life) = (Link::new(&mut dice), Life::new(&mut dice, &setup, T0));
        let (driver, ledger) = (setup.desk(), Ledger::new(&setup, T0));
        let mut night = Self {
            dice,
            setup,
            driver,
            told: Vec::new(),
            meant: Vec::new(),
            facts: Vec::new(),
            ledger,
            checks: Checks::default(),
            steps: 0,
            named: 0,
            life,
            link,
            people: People::default(),
            now: T0,
            inputs: 0,
        };
        let recovery = desk::fact::Recovery::Fresh;
        night.tell(T0, What::Desk(desk::Fact::Started { build: bounded("world"), recovery }));
        for (feed, health) in Link::opening() {
            night.tell(T0, What::Health(feed, health));
        }
        night
    }

    /// One step: time passes, things happen, what has arrived is told, people act.
    pub(crate) fn step(&mut self, checked: bool) -> Found {
        self.steps += 1;
        let pause = people::pause(&mut self.dice);
        self.now = self.now.after(pause);
        self.life.pass(&mut self.dice, &mut self.link, self.now);
        let things = if self.dice.happens(60) { 30 } else { self.dice.below(4) };
        for _ in 0..things {
            self.life.happen(&mut self.dice, &mut self.link);
        }
        if self.dice.happens(2) {
            self.life.stranger(&mut self.dice, &mut self.link, 1_100);
        }
        let at_once = self.dice.happens(300);
        for flight in self.link.arrived(self.now) {
            let at = if at_once { self.now } else { people::stamp(&mut self.dice, flight.arrives) };
            self.look_between(at);
            self.hear(at, flight.feed, flight.sequence, flight.said, flight.bytes);
        }
        for (feed, sequence) in self.link.given_up(self.now) {
            let reason = bounded("trimmed");
            self.tell(self.now, What::Health(feed, Health::Gap { from: sequence, to: sequence, reason }));
        }
        self.interrupt();
        self.people.look(&self.driver.state);
        if checked { self.check() } else { Ok(()) }
    }

    /// The desk looks at its timers a last time: what the last input made due has its turn.
    pub(crate) fn end(&mut self) -> Found {
        self.tick(self.now);
        self.check()
    }

    /// Checks everything.
    pub(crate) fn check(&mut self) -> Found {
        // An idle desk looks at its timers; the last of them may have been due since the last input.
        self.ledger.pass(self.driver.state.now);
        self.ledger.name_strangers(&self.facts[self.named..]);
        self.named = self.facts.len();
        self.checks.run(&self.setup, &self.driver.state, &self.facts, &self.ledger)
    }

    /// What is no alarm: people, transports, the wall clock, an idle look.
    fn interrupt(&mut self) {
        if self.dice.happens(400) {
            for _ in 0..=self.dice.below(3) {
                let command = self.people.act(&mut self.dice, &self.setup, &self.driver.state);
                self.tell(self.now, What::Command(Box::new(command)));
            }
        }
        if self.dice.happens(60) {
            let kept = self.people.suppress(&mut self.dice, &self.setup, &self.driver.state);
            if let Some(kept) = kept {
                self.tell(self.driver.state.now, What::Suppress(kept));
            }
        }
        if self.dice.happens(30) {
            let feed = FeedId(self.dice.below(2) as u16);
            let health = self.link.report(&mut self.dice, feed);
            self.tell(self.now, What::Health(feed, health));
        }
        if self.dice.happens(15) {
            let step = people::wall_step(&mut self.dice);
            self.tell(self.now, What::Desk(step));
        }
        if self.dice.happens(500) {
            self.tick(self.now);
        }
    }

    /// Lets the desk look at its timers before something arrives, as it does when it rests.
    fn look_between(&mut self, at: Instant) {
        let due = self.driver.state.next_due().filter(|due| *due < at);
        if let Some(due) = due.filter(|_| self.dice.happens(250)) {
            let late = Span(self.dice.between(0, 40));
            self.tick(due.after(late).min(at));
        }
    }

    fn tick(&mut self, at: Instant) {
        // A tick takes a number between two told inputs: others may take it or leave it.
        let before = self.told.last().map_or(0, |told| told.number.0);
        let number = InputNumber(before + 1);
        if !number.0.is_multiple_of(STRIDE) {
            self.take(Told { number, at, what: What::Tick }, None);
        }
    }

    fn hear(&mut self, at: Instant, feed: FeedId, sequence: u64, said: Said, bytes: Vec<u8>) {
        self.inputs += 1;
        let number = InputNumber(self.inputs * STRIDE);
        self.take(Told { number, at, what: What::Frame(feed, bytes) }, Some((sequence, said)));
    }

    fn tell(&mut self, at: Instant, what: What) {
        self.inputs += 1;
        self.take(Told { number: InputNumber(self.inputs * STRIDE), at, what }, None);
    }

    fn take(&mut self, mut told: Told, meant: Option<(u64, Said)>) {
        // What was read before the last look is stamped with the look's time, as the engine does it.
        told.at = told.at.max(self.driver.state.now);
        account(&mut self.ledger, &self.setup, &told, meant.as_ref());
        self.told.push(told);
        self.meant.push(meant);
        if let Some(told) = self.told.last() {
            told.give(&mut self.driver, &mut self.facts);
        }
    }

    /// Returns the hash of all facts.
    pub(crate) fn head(&self) -> Head {
        self.facts.iter().fold(Head::default(), |head, fact| chain::next(head, &Draft::of(fact)))
    }
}

/// Enters in the ledger what a desk is told.
pub(crate) fn account(ledger: &mut Ledger, setup: &Setup, told: &Told, meant: Option<&(u64, Said)>) {
    match (&told.what, meant) {
        (What::Frame(feed, _), Some((sequence, said))) => {
            ledger.hear(*feed, *sequence, told.at, said, setup.rules());
        }
        (What::Suppress(_), _) => {}
        (What::Health(feed, health), _) => {
            ledger.pass(told.at);
            let numbers = &mut ledger.feeds[feed.index()];
            match health {
                Health::Started { stream, from, resumed } => numbers.start(stream, *from, *resumed),
                Health::Gap { from, .. } => numbers.give_up(*from),
                Health::Lost { .. }
                | Health::Beat { .. }
                | Health::Skipped { .. }
                | Health::CountsAnew { .. } => {}
            }
        }
        (What::Frame(..) | What::Command(_) | What::Desk(_) | What::Tick, _) => ledger.pass(told.at),
    }
}
