//! Commands are judged: the fact that follows, or why not.

use crate::correlation::alarm::DeviceKind;
use crate::correlation::change::RenewCause;
use crate::operations::command::{Body as CommandBody, Command};
use crate::operations::deadline::Subject;
use crate::operations::fact::Body;
use crate::operations::incident;
use crate::operations::outcome::{Refusal, Remark};
use crate::operations::state::{State, Turn};
use crate::units::{IncidentId, ZoneId};
use std::collections::BTreeSet;

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

    /// Returns what an acknowledgement that is about to be decided does not cover: it came between what its screen showed
    /// and now, and would have renewed the incident had it come a moment later.
    ///
    /// Source: design section 5: more of the same is covered; a new kind, zone, evidence level or severity is not.
    pub(super) fn uncovered(&self, command: &Command, body: &Body) -> Option<(IncidentId, RenewCause)> {
        let Body::Incident(incident::Fact::Acknowledged { incident: id, upto, came_later }) = *body else {
            return None;
        };
        let incident = self.incidents.get(id).filter(|it| it.is_unacknowledged())?;
        let is_active = self.correlation.incident(id).is_some_and(|it| it.active > 0);
        let has_risen = is_active && command.seen.revision.is_some_and(|seen| seen < incident.revision);
        if came_later == 0 {
            return has_risen.then_some((id, RenewCause::HigherLevel));
        }
        let sides = || self.correlation.members(id).map(|it| (it.input > upto, it.alarm.device));
        let seen = || sides().filter(|(is_later, _)| !is_later).map(|(_, device)| device);
        let kinds: BTreeSet<DeviceKind> = seen().map(|device| self.kind_of(device)).collect();
        let zones: BTreeSet<Option<ZoneId>> = seen().map(|device| self.zone_of(device)).collect();
        let later = || sides().filter(|(is_later, _)| *is_later).map(|(_, device)| device);
        let new_kind = later().any(|device| !kinds.contains(&self.kind_of(device)));
        let new_zone = later().any(|device| !zones.contains(&self.zone_of(device)));
        let cause = match (new_kind, new_zone, has_risen) {
            (true, _, _) => RenewCause::NewKind,
            (false, true, _) => RenewCause::NewZone,
            (false, false, true) => RenewCause::HigherLevel,
            (false, false, false) => return None,
        };
        Some((id, cause))
    }
}
