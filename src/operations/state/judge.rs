//! Commands are judged: the fact that follows, or why not.

use crate::operations::command::{Body as CommandBody, Command};
use crate::operations::deadline::Subject;
use crate::operations::fact::Body;
use crate::operations::incident;
use crate::operations::outcome::{Refusal, Remark};
use crate::operations::state::{State, Turn};

impl State {
    pub(super) fn judge(&self, command: &Command) -> Result<(Body, Option<Remark>), Refusal> {
        let needs_proof = match &command.body {
            CommandBody::Note(_)
            | CommandBody::Incident(incident::Command::Acknowledge { .. } | incident::Command::Note { .. }) => {
                false
            }
            CommandBody::Incident(incident::Command::Close { .. } | incident::Command::Reopen { .. }) => true,
        };
        if needs_proof && !command.actor.is_proved() {
            return Err(Refusal::NeedsProof);
        }
        match &command.body {
            CommandBody::Note(text) => {
                let remark = (!command.actor.is_proved()).then_some(Remark::Unproved);
                Ok((Body::Incident(incident::Fact::Noted { incident: None, text: *text }), remark))
            }
            CommandBody::Incident(body) => {
                let scene = incident::Scene {
                    incidents: &self.incidents,
                    correlation: &self.correlation,
                    input: self.input,
                };
                incident::decide(scene, body, command.actor, command.seen)
                    .map(|(fact, remark)| (Body::Incident(fact), remark))
                    .map_err(Refusal::Incident)
            }
        }
    }

    /// Ends the deadlines that a command has settled.
    pub(super) fn follow_up(&mut self, command: &Command, turn: &mut Turn) {
        let CommandBody::Incident(body) = &command.body else { return };
        let subject = Subject::Acknowledge(body.incident());
        let fact = match body {
            incident::Command::Acknowledge { .. } => self.deadlines.meet(subject),
            incident::Command::Close { .. } => self.deadlines.drop(subject),
            incident::Command::Note { .. } | incident::Command::Reopen { .. } => None,
        };
        if let Some(fact) = fact {
            self.decide(self.now, command.actor, None, Body::Deadline(fact), turn);
        }
    }
}
