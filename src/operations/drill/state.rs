//! How far a drill has come.

use crate::limits::{CHECKS_MAX, DRILL_ACTIONS_MAX, DRILL_OBSERVATIONS_MAX, INJECTS_MAX};
use crate::operations::drill::{About, Fact, Halt, Rating};
use crate::operations::incident::Phase;
use crate::operations::reference::{Code, Line};
use crate::units::{Digest, EntryNumber, Instant};
use serde::{Deserialize, Serialize};

/// The drill of this desk; none on a desk that serves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    run: Option<Run>,
}

/// A drill that runs, or ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// SHA-256 of the scenario's file.
    pub scenario: Digest,
    /// What the scenario is called.
    pub name: Line,
    /// When it began.
    pub began: Instant,
    /// The phase that it is in.
    pub phase: Phase,
    /// When each phase was entered, by number; none: it was not.
    pub entered: [Option<Instant>; Phase::ALL.len()],
    /// Thousandths of real time.
    pub milli: u32,
    /// Why and since when it stands still.
    pub held: Option<(Halt, Instant)>,
    /// When it was over, and whether something real ended it.
    pub ended: Option<(Instant, bool)>,
    /// The injects by place.
    pub injects: Vec<Inject>,
    /// Which phases may be entered, by number.
    pub ready: [bool; Phase::ALL.len()],
    /// Which items of the exit checklists are done: a bit each, by phase.
    pub checked: [u16; Phase::ALL.len()],
    /// Observations so far.
    pub observed: u32,
    /// Those observations. Limits: [`DRILL_OBSERVATIONS_MAX`], the first ones.
    pub observations: Vec<Observation>,
    /// Things to be done so far.
    pub actions: u16,
    /// Those things. Limits: [`DRILL_ACTIONS_MAX`].
    pub improvements: Vec<Improvement>,
    /// What earlier drills left to be done and is done now: of which run, under which number. Limits: [`DRILL_ACTIONS_MAX`].
    pub improved: Vec<(Line, u16)>,
}

/// Something that is to be done after the drill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Improvement {
    /// Its number in this drill, from 1.
    pub number: u16,
    /// Who owes it.
    pub owner: Code,
    /// By when: days since 1970-01-01.
    pub due_day: i32,
    /// The entry that says what.
    pub entry: EntryNumber,
}

/// Something that the director saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// When it was written down.
    pub at: Instant,
    /// About what.
    pub about: About,
    /// How well it went.
    pub rating: Rating,
    /// The entry that says what.
    pub entry: EntryNumber,
}

/// Where an inject stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inject {
    /// It is still to come.
    #[default]
    Waits,
    /// It was given.
    Given {
        /// When.
        at: Instant,
        /// Whether the director gave it.
        by_hand: bool,
    },
    /// It was left out.
    Left {
        /// When.
        at: Instant,
    },
}

impl State {
    /// Returns the drill that runs, or ran; none on a desk that serves.
    pub const fn run(&self) -> Option<&Run> {
        self.run.as_ref()
    }

    /// Applies a fact; never refuses.
    pub fn apply(&mut self, fact: &Fact, entry: EntryNumber, at: Instant) {
        if let Fact::Began { scenario, name, injects } = *fact {
            self.run = Some(Run::new(scenario, name, injects, at));
            return;
        }
        // Of a drill that never began there is nothing to change.
        if let Some(run) = &mut self.run {
            run.apply(fact, entry, at);
        }
    }
}

impl Run {
    fn new(scenario: Digest, name: Line, injects: u16, began: Instant) -> Self {
        let injects = usize::from(injects).min(INJECTS_MAX);
        Self {
            scenario,
            name,
            began,
            phase: Phase::Verification,
            entered: [Some(began), None, None, None],
            milli: 1_000,
            held: None,
            ended: None,
            injects: vec![Inject::Waits; injects],
            ready: [true, false, false, false],
            checked: [0; Phase::ALL.len()],
            observed: 0,
            observations: Vec::new(),
            actions: 0,
            improvements: Vec::new(),
            improved: Vec::new(),
        }
    }

    /// Returns whether an item of a phase's exit checklist is done; items count from 1.
    pub fn is_checked(&self, phase: Phase, item: u8) -> bool {
        bit(item).is_some_and(|bit| self.checked[phase as usize] & bit != 0)
    }

    /// Returns whether its clock runs.
    pub const fn is_running(&self) -> bool {
        self.held.is_none() && self.ended.is_none()
    }

    fn apply(&mut self, fact: &Fact, entry: EntryNumber, at: Instant) {
        match *fact {
            // A drill begins once: a second time would be another one.
            // What nobody plays goes on like what somebody plays; only its report says so.
            Fact::Began { .. } | Fact::Rehearsed { .. } => {}
            Fact::Given { inject, by_hand, .. } => self.put(inject, Inject::Given { at, by_hand }),
            Fact::Left { inject, .. } => self.put(inject, Inject::Left { at }),
            Fact::Entered { phase, .. } => {
                self.phase = phase;
                self.entered[phase as usize] = Some(at);
            }
            Fact::Ready { phase } => self.ready[phase as usize] = true,
            Fact::Checked { phase, item, .. } => {
                self.checked[phase as usize] |= bit(item).unwrap_or_default();
            }
            Fact::Observed { about, rating, .. } => {
                self.observed = self.observed.saturating_add(1);
                if self.observations.len() < DRILL_OBSERVATIONS_MAX {
                    self.observations.push(Observation { at, about, rating, entry });
                }
            }
            Fact::ToImprove { number, owner, due_day, .. } => {
                self.actions = self.actions.max(number);
                if self.improvements.len() < DRILL_ACTIONS_MAX {
                    self.improvements.push(Improvement { number, owner, due_day, entry });
                }
            }
            Fact::Improved { run, number } => {
                if self.improved.len() < DRILL_ACTIONS_MAX && !self.improved.contains(&(run, number)) {
                    self.improved.push((run, number));
                }
            }
            Fact::Held { why } => self.held = Some((why, at)),
            Fact::Resumed => self.held = None,
            Fact::Paced { milli } => self.milli = milli,
            Fact::Ended { real } => self.ended = Some((at, real)),
        }
    }

    fn put(&mut self, place: u16, inject: Inject) {
        if let Some(row) = self.injects.get_mut(usize::from(place)) {
            *row = inject;
        }
    }
}

/// Returns the bit of an item, counted from 1.
fn bit(item: u8) -> Option<u16> {
    let place = usize::from(item).checked_sub(1).filter(|place| *place < CHECKS_MAX)?;
    Some(1 << place)
}
