//! What an incident owes now: deadlines start and end by what stands, never by who asked.
//!
//! Each duty is a question to the state: does it run, was it met, is it owed no more? [`State::settle`] asks all of
//! them after every act and every change that matters, and says the differences.
//!
//! Invariant: a duty toward others starts from a finding or an act: the unit's hour of 令493 from when its head was told, the
//! first report from 属实 or the first casualty.

mod escalation;
mod money;
mod next_act;
mod teams;
mod upward;
mod verification;

pub use verification::{RECHECK_EVERY, VERIFY_WITHIN};

use crate::operations::actor::Actor;
use crate::operations::deadline::Subject;
use crate::operations::fact::Body;
use crate::operations::incident::{Incident, phase_after};
use crate::operations::state::{State, Turn};
use crate::units::{IncidentId, Instant};

/// Whether a deadline runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Duty {
    /// It runs until then.
    Runs(Instant),
    /// It was done.
    Met,
    /// Nobody owes it.
    None,
}

impl State {
    /// Starts and ends the deadlines of an incident by what stands now.
    pub(super) fn settle(&mut self, incident: IncidentId, actor: Actor, at: Instant, turn: &mut Turn) {
        let Some(row) = self.incidents.get(incident).copied() else { return };
        self.settle_phase(&row, actor, at, turn);
        self.settle_unanswered(&row, actor, at, turn);
        self.settle_one(Subject::Recheck(incident), verification::recheck(&row), actor, at, turn);
        self.settle_teams(&row, actor, at, turn);
        self.settle_upward(&row, actor, at, turn);
    }

    /// Starts and ends what is owed when nobody acknowledges, acts or verifies; cheap enough for the way of an alarm.
    pub(super) fn settle_unanswered(&mut self, row: &Incident, actor: Actor, at: Instant, turn: &mut Turn) {
        self.settle_one(Subject::NextAct(row.id), next_act::duty(self, row), actor, at, turn);
        self.settle_one(Subject::Verification(row.id), verification::duty(self, row), actor, at, turn);
        self.settle_escalation(row, at, turn);
    }

    fn settle_phase(&mut self, row: &Incident, actor: Actor, at: Instant, turn: &mut Turn) {
        if let Some(fact) = phase_after(self, row) {
            self.decide(at, actor, None, Body::Incident(fact), turn);
        }
    }

    /// Says what a subject's duty has become; what was due before it began is due when it begins, never in the past.
    pub(super) fn settle_one(
        &mut self,
        subject: Subject,
        duty: Duty,
        actor: Actor,
        at: Instant,
        turn: &mut Turn,
    ) {
        let running = self.deadlines.of(subject).copied();
        let fact = match (duty, running) {
            (Duty::Runs(due), None) => self.deadlines.start(subject, due.max(at)),
            // A duty that begins anew ends the old one first; the next look starts it.
            (Duty::Runs(due), Some(run)) if run.due != due.max(run.started) => {
                let dropped = self.deadlines.drop(subject);
                if let Some(fact) = dropped {
                    self.decide(at, actor, None, Body::Deadline(fact), turn);
                }
                self.deadlines.start(subject, due.max(at))
            }
            (Duty::Met, Some(_)) => self.deadlines.meet(subject),
            (Duty::None, Some(_)) => self.deadlines.drop(subject),
            (Duty::Runs(_), Some(_)) | (Duty::Met | Duty::None, None) => None,
        };
        if let Some(fact) = fact {
            self.decide(at, actor, None, Body::Deadline(fact), turn);
        }
    }
}
