//! Commands are judged: the facts that follow, or why not.

use crate::correlation::change::RenewCause;
use crate::operations::actor::PrivateText;
use crate::operations::authority::{self, Act, Weight};
use crate::operations::command::{Body as CommandBody, Command};
use crate::operations::deadline::Subject;
use crate::operations::decision::{Acting, Decision};
use crate::operations::fact::Body;
use crate::operations::outcome::Refusal;
use crate::operations::state::effect::Effect;
use crate::operations::state::{State, Turn, Verdict};
use crate::operations::{
    call, claim, delivery, desk, dispatch, drill, feed, finding, handover, incident, intake, order, plan,
    pool, report, suppression,
};
use crate::units::{EntryNumber, IncidentId};

impl State {
    /// Returns whether a command goes for who gives it, and how it is entered.
    ///
    /// # Errors
    /// What is missing, whose act it is, or that the drill is over which it would be part of.
    pub fn weigh(&self, command: &Command) -> Result<Weight, Refusal> {
        drill::may_act(self, &command.body)?;
        authority::weigh(Act::of(&command.body), authority::hand::of(self, command))
    }

    /// Judges a command that was weighed.
    pub(super) fn judge(&self, command: &Command) -> Result<Decision, Refusal> {
        let by = Acting {
            action: command.action,
            actor: command.actor,
            signed_by: command.signed_by,
            seen: command.seen,
        };
        self.decide_by_subject(&command.body, &by)
    }

    fn decide_by_subject(&self, body: &CommandBody<PrivateText>, by: &Acting) -> Result<Decision, Refusal> {
        match body {
            CommandBody::Incident(command) => incident::decide(self, command, by),
            CommandBody::Call(command) => call::decide(self, command, by),
            CommandBody::Intake(command) => intake::decide(self, command, by),
            CommandBody::Finding(command) => finding::decide(self, command, by),
            CommandBody::Dispatch(command) => dispatch::decide(self, command, by),
            CommandBody::Plan(command) => plan::decide(self, command, by),
            CommandBody::Report(command) => report::decide(self, command, by),
            CommandBody::Order(command) => order::decide(self, command, by),
            CommandBody::Claim(command) => claim::decide(self, command, by),
            CommandBody::Pool(command) => pool::decide(self, command, by),
            CommandBody::Delivery(command) => delivery::decide(self, command, by),
            // The engine has the file; from anyone else it cannot have come.
            CommandBody::Desk(desk::Command::ReadRules) => Err(Refusal::Desk(desk::Refusal::RulesBuiltIn)),
            // So does the engine end itself.
            CommandBody::Desk(desk::Command::Stop) => Err(Refusal::Busy),
            CommandBody::Desk(desk::Command::Purge(scope)) => desk::purge::decide(self, *scope, by),
            CommandBody::Suppression(command) => suppression::decide(self, command, by),
            CommandBody::Feed(command) => feed::decide(self, command, by),
            CommandBody::Handover(command) => handover::decide(self, command, by),
            CommandBody::Drill(command) => drill::decide(self, command, by),
        }
    }

    /// Carries out what was decided, and everything that follows from it.
    pub(super) fn carry_out(&mut self, command: &Command, decision: Decision, turn: &mut Turn) -> Verdict {
        let entry = EntryNumber(self.entry.0 + 1);
        let news = decision.facts.first().and_then(|body| self.uncovered(body));
        let incident = decision.facts.first().and_then(Body::incident);
        let money = decision.facts.iter().find(|body| matches!(body, Body::Pool(_) | Body::Claim(_)));
        let money = money.and_then(Body::incident);
        let effects: Vec<Effect> = decision.facts.iter().filter_map(Effect::of).collect();
        let mut action = Some(command.action);
        for body in decision.facts {
            self.decide(self.now, command.entered_by(), action.take(), body, turn);
        }
        let mut devices: &[incident::command::DeviceCode] = &[];
        if let CommandBody::Incident(incident::Command::Split { devices: named, .. }) = &command.body {
            devices = named;
        }
        for effect in effects {
            self.take_effect(effect, devices, turn);
        }
        self.follow_up(command, turn);
        if let Some((incident, cause)) = news {
            self.renew(incident, cause, self.now, turn);
        }
        if let Some(incident) = money {
            self.settle_money(incident, command.entered_by(), self.now, turn);
        }
        if let Some(incident) = incident {
            self.settle(incident, command.entered_by(), self.now, turn);
        }
        Verdict::Decided { entry, remark: decision.remark }
    }

    /// Ends the acknowledgement that a command has settled.
    fn follow_up(&mut self, command: &Command, turn: &mut Turn) {
        let Some(id) = command.body.incident() else { return };
        let subject = Subject::Acknowledge(id);
        let fact = match &command.body {
            CommandBody::Incident(incident::Command::Acknowledge { .. }) => self.deadlines.meet(subject),
            CommandBody::Incident(incident::Command::Close { .. }) => self.deadlines.drop(subject),
            CommandBody::Incident(_)
            | CommandBody::Call(_)
            | CommandBody::Intake(_)
            | CommandBody::Finding(_)
            | CommandBody::Dispatch(_)
            | CommandBody::Plan(_)
            | CommandBody::Report(_)
            | CommandBody::Order(_)
            | CommandBody::Claim(_)
            | CommandBody::Pool(_)
            | CommandBody::Delivery(_)
            | CommandBody::Suppression(_)
            | CommandBody::Feed(_)
            | CommandBody::Handover(_)
            | CommandBody::Drill(_)
            | CommandBody::Desk(_) => None,
        };
        if let Some(fact) = fact {
            self.decide(self.now, command.entered_by(), None, Body::Deadline(fact), turn);
        }
    }

    /// Returns what an acknowledgement that is about to be decided does not cover: it came between what its screen showed
    /// and now, and would have renewed the incident had it come a moment later.
    ///
    /// Source: design section 5: more of the same is covered; a new kind, zone, evidence level or severity is not.
    fn uncovered(&self, body: &Body) -> Option<(IncidentId, RenewCause)> {
        let Body::Incident(incident::Fact::Acknowledged { incident: id, upto, .. }) = *body else {
            return None;
        };
        let incident = self.incidents.get(id).filter(|it| it.is_unacknowledged())?;
        // What the core leaves unacknowledged stays so here: else it would not sound again.
        self.correlation.uncovered(incident.id, upto).map(|cause| (incident.id, cause))
    }
}
