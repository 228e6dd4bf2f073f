//! How the drill itself went: phases, injects, what the director saw, what is to be done, when it stood still.

use crate::drill::expected::Expected;
use crate::drill::scenario::Scenario;
use crate::drill::score::{
    Action, Hold, Improved, InjectScore, Mark, Observation, Pace, PhaseScore, Rehearsed,
};
use crate::operations::drill::Fact;
use crate::operations::incident::Phase;

/// The drill's own entries.
#[derive(Clone, Debug, Default)]
pub(super) struct Course {
    pub(super) phases: Vec<PhaseScore>,
    pub(super) injects: Vec<InjectScore>,
    pub(super) observations: Vec<Observation>,
    pub(super) actions: Vec<Action>,
    pub(super) improved: Vec<Improved>,
    pub(super) holds: Vec<Hold>,
    pub(super) paces: Vec<Pace>,
    pub(super) rehearsed: Option<Rehearsed>,
    /// When what ticks each item of each phase's list by itself came first.
    facts: [Vec<Option<Mark>>; Phase::ALL.len()],
    /// Items that were done before their phase began: they count when it does.
    early: Vec<(Phase, usize, Mark)>,
    /// Whether it is over: what the director writes down afterwards ends no phase.
    is_over: bool,
}

impl Course {
    pub(super) fn new(scenario: &Scenario) -> Self {
        let injects = scenario.script.injects.iter();
        Self {
            injects: injects.map(|it| InjectScore { code: it.code, given: None, left: None }).collect(),
            facts: std::array::from_fn(|phase| vec![None; scenario.script.phases[phase].exit.len()]),
            ..Self::default()
        }
    }

    /// The drill begins, with its first phase.
    pub(super) fn begin(&mut self, mark: Mark) {
        self.enter(Phase::Verification, mark, true, None);
    }

    pub(super) fn take(&mut self, mark: Mark, fact: &Fact) {
        match *fact {
            // Once: a second one would be another drill.
            Fact::Began { .. } | Fact::Ready { .. } => {}
            Fact::Given { inject, by_hand, .. } => {
                if let Some(row) = self.injects.get_mut(usize::from(inject)) {
                    row.given.get_or_insert((mark, by_hand));
                }
            }
            Fact::Left { inject, .. } => {
                if let Some(row) = self.injects.get_mut(usize::from(inject)) {
                    row.left.get_or_insert(mark);
                }
            }
            Fact::Entered { phase, in_order, reason } => {
                self.enter(phase, mark, in_order, reason.map(|text| text.token));
            }
            Fact::Checked { phase, item, by_hand } => {
                self.check(phase, usize::from(item), by_hand, mark);
            }
            Fact::Observed { about, rating, text } => {
                self.observations.push(Observation { mark, about, rating, token: text.token });
            }
            Fact::ToImprove { number, owner, due_day, text } => {
                self.actions.push(Action { mark, number, owner, due_day, token: text.token });
            }
            Fact::Improved { run, number } => self.improved.push(Improved { mark, run, number }),
            Fact::Held { why } => self.holds.push(Hold { from: mark, why, to: None }),
            Fact::Resumed => self.resume(mark),
            Fact::Paced { milli } => self.paces.push(Pace { mark, milli }),
            Fact::Rehearsed { lines } => self.rehearsed = Some(Rehearsed { mark, lines }),
            Fact::Ended { .. } => {
                self.resume(mark);
                self.leave(mark);
                self.is_over = true;
            }
        }
    }

    fn enter(&mut self, phase: Phase, mark: Mark, in_order: bool, reason: Option<u64>) {
        if self.is_over {
            return;
        }
        self.leave(mark);
        let mut checks = vec![None; self.facts[phase as usize].len()];
        for (_, item, done) in self.early.iter().filter(|(of, ..)| *of == phase) {
            if let Some(check) = checks.get_mut(*item) {
                check.get_or_insert(*done);
            }
        }
        self.phases.push(PhaseScore { phase, entered: mark, in_order, reason, left: None, checks });
    }

    fn leave(&mut self, mark: Mark) {
        if let Some(phase) = self.phases.last_mut() {
            phase.left.get_or_insert(mark);
        }
    }

    /// Notes an entry that ticks items: the desk says so when their phase runs, and they were done when they were done.
    pub(super) fn note(&mut self, mark: Mark, scenario: &Scenario, is: impl Fn(&Expected) -> bool) {
        for (facts, exit) in self.facts.iter_mut().zip(&scenario.exit) {
            for (fact, _) in facts.iter_mut().zip(exit).filter(|(_, done)| done.as_ref().is_some_and(&is)) {
                fact.get_or_insert(mark);
            }
        }
    }

    /// Items count from 1; one that ticked itself was done when its fact came.
    fn check(&mut self, phase: Phase, item: usize, by_hand: bool, said: Mark) {
        let Some(item) = item.checked_sub(1) else { return };
        let fact = self.facts[phase as usize].get(item).copied().flatten();
        let mark = fact.filter(|_| !by_hand).unwrap_or(said);
        match self.phases.iter_mut().find(|row| row.phase == phase) {
            Some(row) => {
                if let Some(check) = row.checks.get_mut(item) {
                    check.get_or_insert(mark);
                }
            }
            None => self.early.push((phase, item, mark)),
        }
    }

    /// A real alarm may break in while it stands still: it goes on after all of them at once.
    fn resume(&mut self, mark: Mark) {
        for hold in &mut self.holds {
            hold.to.get_or_insert(mark);
        }
    }
}
