//! What a scenario does next: a drill's source beside its feeds.
//!
//! Decides: which inject is due, what devices say, what becomes of deliveries that a machine would make.
//! Must not know: threads, clocks, how a frame reaches the desk.
//!
//! The desk thread asks what is due, and tells every fact that was decided. Time is the desk's: it stands while the drill is held.
//! After a restart the drill's own journal is told from its first entry on, and [`Director::resume`] ends that.
//!
//! Invariants:
//! - the same scenario and the same facts at the same times give the same cues;
//! - what an inject does follows from the fact that it was given: by the script, by hand or before a restart alike;
//! - after a restart nothing is given twice: events are numbered in one order, and the desk's windows say how far they came.

mod receivers;
mod upcoming;

use crate::drill::director::receivers::Receivers;
use crate::drill::director::upcoming::{Said, Upcoming};
use crate::drill::expected::Codes;
use crate::drill::scenario::{Cue as Script, Scenario, When};
use crate::feed::encode::Body;
use crate::operations::delivery::Outcome;
use crate::operations::drill;
use crate::operations::fact::{Body as Decided, Fact};
use crate::operations::incident::Phase;
use crate::operations::reference::Code;
use crate::units::{DeliveryId, FeedId, Instant};
use std::collections::VecDeque;
use std::sync::Arc;

/// Something that the scenario does.
#[derive(Clone, Debug, PartialEq)]
pub enum Cue {
    /// The drill itself changes: an inject is given, a phase may be entered, an item is done.
    Drill(drill::Fact),
    /// A device or a warning speaks; numbered from 1 for each feed.
    Event {
        /// By which feed.
        feed: FeedId,
        /// Its number there.
        sequence: u64,
        /// What.
        body: Box<Body>,
        /// When it occurred: the time that it is due.
        at: Instant,
        /// When a warning ends.
        expires: Option<Instant>,
    },
    /// A feed is silent, or is heard again.
    Feed {
        /// Which.
        feed: FeedId,
        /// Whether it is heard.
        is_heard: bool,
    },
    /// What becomes of a delivery that a machine would make.
    Delivery {
        /// Which.
        delivery: DeliveryId,
        /// What.
        outcome: Outcome,
    },
}

/// The scenario as it is played.
#[derive(Clone, Debug)]
pub struct Director {
    scenario: Arc<Scenario>,
    began: Option<Instant>,
    is_over: bool,
    upcoming: Upcoming,
    receivers: Receivers,
    injects: Vec<Place>,
    phase: Phase,
    /// When each entry fact came first, and which phases were said to be ready.
    entry: [Vec<Option<Instant>>; Phase::ALL.len()],
    ready: [bool; Phase::ALL.len()],
    /// Which items' facts have come, and which items are done.
    exit: [Vec<bool>; Phase::ALL.len()],
    checked: [Vec<bool>; Phase::ALL.len()],
    /// What follows from facts, in their order.
    said: VecDeque<(Instant, drill::Fact)>,
}

/// Where an inject stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// It is given then; none: nothing says when yet.
    Waits(Option<Instant>),
    /// It was given or left out, or is about to be.
    Done,
}

impl Director {
    /// Makes the director of a scenario that has not begun.
    pub fn new(scenario: Arc<Scenario>) -> Self {
        let per_phase = |len: fn(&Scenario, usize) -> usize| {
            Phase::ALL.map(|phase| vec![false; len(&scenario, phase as usize)])
        };
        Self {
            upcoming: Upcoming::new(&scenario),
            receivers: Receivers::new(&scenario.world.receivers),
            injects: vec![Place::Waits(None); scenario.cues.len()],
            entry: Phase::ALL.map(|phase| vec![None; scenario.entry[phase as usize].len()]),
            exit: per_phase(|scenario, phase| scenario.exit[phase].len()),
            checked: per_phase(|scenario, phase| scenario.exit[phase].len()),
            ready: [true, false, false, false],
            phase: Phase::Verification,
            began: None,
            is_over: false,
            said: VecDeque::new(),
            scenario,
        }
    }

    /// Goes on where a desk stood, once it was told every fact of its journal: `next` is the next number of each feed.
    pub fn resume(&mut self, next: &[u64], now: Instant) {
        self.upcoming.skip(next);
        self.upcoming.silence_again(now);
    }

    /// Returns when each entry fact of a phase came, in the scenario's order.
    pub fn stood(&self, phase: Phase) -> &[Option<Instant>] {
        &self.entry[phase as usize]
    }

    /// Returns when something is due next; none: nothing until something happens.
    pub fn due(&self) -> Option<Instant> {
        if self.is_over || self.began.is_none() {
            return None;
        }
        let said = self.said.front().map(|(at, _)| *at);
        let injects = self.injects.iter().filter_map(|place| match place {
            Place::Waits(due) => *due,
            Place::Done => None,
        });
        let others = [said, self.upcoming.due(), self.receivers.due()].into_iter().flatten();
        injects.chain(others).min()
    }

    /// Takes what is due by now; its own time is that of the cue, never later.
    pub fn next(&mut self, now: Instant) -> Option<(Instant, Cue)> {
        // The earliest of them all: a clock that ran far at once plays what it passed in its order.
        while let Some(due) = self.due().filter(|due| *due <= now) {
            if let Some(cue) = self.take(due, now) {
                return Some(cue);
            }
        }
        None
    }

    fn take(&mut self, due: Instant, now: Instant) -> Option<(Instant, Cue)> {
        if self.said.front().is_some_and(|(at, _)| *at == due) {
            return self.said.pop_front().map(|(at, fact)| (at, Cue::Drill(fact)));
        }
        if let Some((at, place)) = self.inject_due(now).filter(|(at, _)| *at == due) {
            self.injects[place] = Place::Done;
            let code = self.code_of(place);
            return Some((at, Cue::Drill(drill::Fact::Given { inject: place as u16, code, by_hand: false })));
        }
        if self.receivers.due() == Some(due) {
            let (at, delivery, outcome) = self.receivers.next(now)?;
            return Some((at, Cue::Delivery { delivery, outcome }));
        }
        self.upcoming.next(now).map(|(at, said)| match said {
            Said::Event { feed, sequence, body, occurred, expires } => {
                (at, Cue::Event { feed, sequence, body, at: occurred, expires })
            }
            Said::Feed { feed, is_heard } => (at, Cue::Feed { feed, is_heard }),
        })
    }

    /// Hears a fact that was decided.
    pub fn hear(&mut self, fact: &Fact, codes: &impl Codes) {
        let at = fact.at;
        match &fact.body {
            Decided::Drill(drill) => self.hear_drill(drill, at),
            Decided::Delivery(delivery) => self.receivers.hear(delivery, at, codes),
            _ => {}
        }
        // What was before the beginning is the desk's own: it starts no inject, as it scores nothing.
        if self.began.is_none() {
            return;
        }
        let scenario = Arc::clone(&self.scenario);
        for (place, cue) in scenario.cues.iter().enumerate() {
            if let When::After(what, delay) = &cue.when
                && self.injects.get(place) == Some(&Place::Waits(None))
                && what.is(&fact.body, codes)
            {
                self.injects[place] = Place::Waits(Some(at.after(*delay)));
            }
        }
        for (phase, facts) in scenario.entry.iter().enumerate() {
            for (place, expected) in facts.iter().enumerate() {
                if self.entry[phase][place].is_none() && expected.is(&fact.body, codes) {
                    self.entry[phase][place] = Some(at);
                }
            }
        }
        for (phase, items) in scenario.exit.iter().enumerate() {
            for (place, expected) in items.iter().enumerate() {
                self.exit[phase][place] |= expected.as_ref().is_some_and(|it| it.is(&fact.body, codes));
            }
        }
        self.note_phases(at);
    }

    fn hear_drill(&mut self, fact: &drill::Fact, at: Instant) {
        match *fact {
            drill::Fact::Began { .. } => self.begin(at),
            drill::Fact::Given { inject, .. } => self.give(usize::from(inject), at),
            drill::Fact::Left { inject, .. } => {
                if let Some(place) = self.injects.get_mut(usize::from(inject)) {
                    *place = Place::Done;
                }
            }
            drill::Fact::Entered { phase, .. } => self.phase = phase,
            drill::Fact::Ready { phase } => {
                self.ready[phase as usize] = true;
                self.said.retain(|(_, said)| said != fact);
            }
            drill::Fact::Checked { phase, item, .. } => {
                let place = usize::from(item).saturating_sub(1);
                if let Some(done) = self.checked[phase as usize].get_mut(place) {
                    *done = true;
                }
                let is_it = |said: &drill::Fact| {
                    matches!(said, drill::Fact::Checked { phase: other, item: number, .. }
                        if *other == phase && *number == item)
                };
                self.said.retain(|(_, said)| !is_it(said));
            }
            drill::Fact::Ended { .. } => self.is_over = true,
            drill::Fact::Observed { .. }
            | drill::Fact::ToImprove { .. }
            | drill::Fact::Improved { .. }
            | drill::Fact::Held { .. }
            | drill::Fact::Resumed
            | drill::Fact::Paced { .. }
            | drill::Fact::Rehearsed { .. } => {}
        }
    }

    fn begin(&mut self, at: Instant) {
        self.began = Some(at);
        self.upcoming.begin(at);
        for (place, cue) in self.injects.iter_mut().zip(&self.scenario.cues) {
            if let When::At(span) = cue.when {
                *place = Place::Waits(Some(at.after(span)));
            }
        }
    }

    /// What an inject does begins when it was given.
    fn give(&mut self, place: usize, at: Instant) {
        let scenario = Arc::clone(&self.scenario);
        let (Some(mark), Some(cue)) = (self.injects.get_mut(place), scenario.cues.get(place)) else { return };
        *mark = Place::Done;
        let Script { acts, silences, refuses, .. } = cue;
        for (number, act) in acts.iter().enumerate() {
            self.upcoming.add(at, (place, number), act);
        }
        for (feed, lasts) in silences {
            let until = lasts.map(|lasts| at.after(lasts));
            self.upcoming.silence(feed, at, until);
        }
        self.receivers.refuse(refuses);
    }

    fn inject_due(&self, now: Instant) -> Option<(Instant, usize)> {
        let due = |(place, inject): (usize, &Place)| match inject {
            Place::Waits(Some(due)) if *due <= now => Some((*due, place)),
            Place::Waits(_) | Place::Done => None,
        };
        self.injects.iter().enumerate().filter_map(due).min()
    }

    fn code_of(&self, place: usize) -> Code {
        self.scenario.script.injects.get(place).map(|inject| inject.code).unwrap_or_default()
    }

    /// Says which phase may be entered now, and which items of the lists that are open are done.
    fn note_phases(&mut self, at: Instant) {
        for phase in Phase::ALL {
            let number = phase as usize;
            let has_entry = !self.entry[number].is_empty();
            if !self.ready[number] && has_entry && self.entry[number].iter().all(Option::is_some) {
                self.ready[number] = true;
                self.said.push_back((at, drill::Fact::Ready { phase }));
            }
            if phase > self.phase {
                continue;
            }
            for place in 0..self.exit[number].len() {
                if self.exit[number][place] && !self.checked[number][place] {
                    self.checked[number][place] = true;
                    let item = place as u8 + 1;
                    self.said.push_back((at, drill::Fact::Checked { phase, item, by_hand: false }));
                }
            }
        }
    }
}
