//! The plans that run.

use crate::operations::actor::Actor;
use crate::operations::plan::Fact;
use crate::operations::reference::{Name, PlanStep, StepAct};
use crate::text::Text;
use crate::units::{IncidentId, Instant};
use serde::{Deserialize, Serialize};

/// The plans that run, one an incident at most.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct State {
    runs: Vec<Run>,
}

/// A plan that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The incident.
    pub incident: IncidentId,
    /// The plan's code.
    pub code: Text<16>,
    /// Its name.
    pub name: Name,
    /// Its version.
    pub version: u16,
    /// Its steps and what became of them.
    pub steps: Vec<(PlanStep, Option<Done>)>,
}

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// By whom.
    pub by: Actor,
    /// When.
    pub at: Instant,
    /// Whether it was not needed.
    pub waived: bool,
}

impl State {
    /// Returns the plan that an incident runs.
    pub fn of(&self, incident: IncidentId) -> Option<&Run> {
        self.runs.iter().find(|run| run.incident == incident)
    }

    /// Applies a fact; never refuses.
    pub fn apply(&mut self, fact: &Fact, by: Actor, at: Instant) {
        match fact {
            Fact::Chosen { incident, code, name, version, steps } => {
                self.runs.retain(|run| run.incident != *incident);
                self.runs.push(Run {
                    incident: *incident,
                    code: *code,
                    name: *name,
                    version: *version,
                    steps: steps.iter().map(|step| (*step, None)).collect(),
                });
            }
            Fact::Done { incident, step } => self.mark(*incident, *step, Done { by, at, waived: false }),
            Fact::Waived { incident, step, .. } => {
                self.mark(*incident, *step, Done { by, at, waived: true });
            }
        }
    }

    /// Leaves an incident's plan to the journal.
    pub fn forget(&mut self, incident: IncidentId) {
        self.runs.retain(|run| run.incident != incident);
    }

    fn mark(&mut self, incident: IncidentId, step: u8, done: Done) {
        let run = self.runs.iter_mut().find(|run| run.incident == incident);
        let place = usize::from(step).checked_sub(1);
        if let Some((_, mark)) = run.zip(place).and_then(|(run, place)| run.steps.get_mut(place)) {
            *mark = Some(done);
        }
    }
}

impl Run {
    /// Returns the first step that is neither done nor waived, from one.
    pub fn next(&self) -> Option<(u8, &PlanStep)> {
        let at = self.steps.iter().position(|(_, done)| done.is_none())?;
        Some((at as u8 + 1, &self.steps[at].0))
    }

    /// Returns the number of the first open step that an act proves done.
    pub fn step_of(&self, act: StepAct) -> Option<u8> {
        let at = self.steps.iter().position(|(step, done)| step.act == Some(act) && done.is_none())?;
        Some(at as u8 + 1)
    }

    /// Returns whether an officer said that a step of an act is not needed.
    pub fn is_waived(&self, act: StepAct) -> bool {
        self.steps.iter().any(|(step, done)| step.act == Some(act) && done.is_some_and(|done| done.waived))
    }

    /// Returns whether every step of an act is done or waived; true where the plan has none.
    pub fn is_settled(&self, act: StepAct) -> bool {
        self.steps.iter().all(|(step, done)| step.act != Some(act) || done.is_some())
    }
}
