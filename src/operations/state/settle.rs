//! What an incident owes now: deadlines start and end by what stands, never by who asked.
//!
//! Each duty is a question to the state: does it run, was it met, is it owed no more? [`State::settle`] asks all of
//! them after every act and every change that matters, and says the differences.
//!
//! Invariant: deadlines start from findings and acts only (design section 4 of the words: 令493's hour runs from
//! when the unit's head was told; the first report from 属实 or the first casualty).

mod teams;

use crate::operations::actor::Actor;
use crate::operations::deadline::Subject;
use crate::operations::fact::Body;
use crate::operations::incident::state::Standing;
use crate::operations::incident::{Incident, Verdict};
use crate::operations::state::{State, Turn};
use crate::units::{IncidentId, Instant, Span};

/// Acknowledged without a next act, a life-risk incident goes back to 未受理 after this.
///
/// Source: design section 8.
pub(super) const NEXT_ACT_LIFE_RISK: Span = Span::minutes(2);
/// And any other after this.
pub(super) const NEXT_ACT: Span = Span::minutes(15);
/// An incident that nobody has verified is asked about by then.
///
/// Source: 90 s unverified at level 2 offer 119.
pub(super) const VERIFY_WITHIN: Span = Span::seconds(90);
/// 待查 is asked again this often.
pub(super) const RECHECK_EVERY: Span = Span::minutes(15);

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
        self.settle_one(Subject::NextAct(incident), next_act(self, &row), actor, at, turn);
        self.settle_one(Subject::Verification(incident), verification(self, &row), actor, at, turn);
        self.settle_one(Subject::Recheck(incident), recheck(&row), actor, at, turn);
        self.settle_teams(&row, actor, at, turn);
        self.settle_escalation(&row, at, turn);
    }

    /// Starts or ends the next step of the escalation; cheap enough for the way of an alarm.
    pub(super) fn settle_escalation(&mut self, row: &Incident, at: Instant, turn: &mut Turn) {
        let wanted = match row.standing {
            Standing::Unacknowledged { since } if self.life_risk(row.id) => {
                let step = self.reference.escalation.get(usize::from(row.escalated));
                step.map(|step| (row.escalated + 1, since.after(step.after)))
            }
            Standing::Unacknowledged { .. } | Standing::Acknowledged { .. } | Standing::Closed { .. } => None,
        };
        // One step runs at a time; what runs and is not the wanted one is owed no more.
        for step in 1..=self.reference.escalation.len() as u8 {
            let duty =
                wanted.filter(|(number, _)| *number == step).map_or(Duty::None, |(_, due)| Duty::Runs(due));
            self.settle_one(Subject::Escalation(row.id, step), duty, Actor::Desk, at, turn);
        }
    }

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
            (Duty::Runs(due), None) => self.deadlines.start(subject, due),
            // A duty that begins anew ends the old one first; the next look starts it.
            (Duty::Runs(due), Some(run)) if run.due != due => {
                let dropped = self.deadlines.drop(subject);
                if let Some(fact) = dropped {
                    self.decide(at, actor, None, Body::Deadline(fact), turn);
                }
                self.deadlines.start(subject, due)
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

fn next_act(desk: &State, row: &Incident) -> Duty {
    match (row.standing, row.acted) {
        (Standing::Acknowledged { at, .. }, None) if row.verdict.is_none() => {
            let within = if desk.life_risk(row.id) { NEXT_ACT_LIFE_RISK } else { NEXT_ACT };
            Duty::Runs(at.after(within))
        }
        (Standing::Acknowledged { .. }, _) => Duty::Met,
        (Standing::Unacknowledged { .. } | Standing::Closed { .. }, _) => Duty::None,
    }
}

fn verification(desk: &State, row: &Incident) -> Duty {
    match (row.standing, row.verdict) {
        (Standing::Closed { .. }, _) => Duty::None,
        (_, Some(_)) => Duty::Met,
        (Standing::Acknowledged { .. }, None) if desk.life_risk(row.id) => {
            Duty::Runs(row.opened.after(VERIFY_WITHIN))
        }
        (Standing::Acknowledged { .. } | Standing::Unacknowledged { .. }, None) => Duty::None,
    }
}

fn recheck(row: &Incident) -> Duty {
    match (row.standing, row.verdict) {
        (Standing::Closed { .. }, _) => Duty::None,
        (_, Some((Verdict::Open, at))) => Duty::Runs(at.after(RECHECK_EVERY)),
        (_, Some((Verdict::Real | Verdict::False { .. }, _))) => Duty::Met,
        (_, None) => Duty::None,
    }
}
