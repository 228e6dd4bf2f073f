//! Nobody has acknowledged: the steps of the escalation, one after another.

use crate::operations::actor::Actor;
use crate::operations::deadline::Subject;
use crate::operations::incident::Incident;
use crate::operations::incident::state::Standing;
use crate::operations::state::settle::Duty;
use crate::operations::state::{State, Turn};
use crate::units::Instant;

impl State {
    /// Starts or ends the next step of the escalation; cheap enough for the way of an alarm.
    ///
    /// Source: design section 8: on a life-risk incident only; at its time, also after a restart.
    pub(in crate::operations::state) fn settle_escalation(
        &mut self,
        row: &Incident,
        at: Instant,
        turn: &mut Turn,
    ) {
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
}
