//! What follows when a deadline passes: the escalation runs, an incident goes back, money is free again.

use crate::correlation::change::RenewCause;
use crate::operations::actor::Actor;
use crate::operations::deadline::Subject;
use crate::operations::fact::Body;
use crate::operations::reference::{Duty, Escalate};
use crate::operations::state::{State, Turn};
use crate::operations::{delivery, incident};
use crate::text::Text;
use crate::units::{IncidentId, Instant, PersonId};

impl State {
    /// Does what a deadline that has just passed calls for; that it passed stands in the journal already.
    pub(super) fn pass(&mut self, subject: Subject, at: Instant, turn: &mut Turn) {
        match subject {
            Subject::Escalation(incident, step) => self.escalate(incident, step, at, turn),
            Subject::NextAct(incident) => {
                self.renew(incident, RenewCause::Neglected, at, turn);
                self.settle(incident, Actor::Desk, at, turn);
            }
            Subject::Reservation(incident, reservation) => {
                if let Some(fact) = crate::operations::pool::decide::expire(self, reservation) {
                    self.decide(at, Actor::Desk, None, Body::Pool(fact), turn);
                }
                self.settle_money(incident, Actor::Desk, at, turn);
                self.settle(incident, Actor::Desk, at, turn);
            }
            // That it is late is what a screen shows; what is done about it is a person's.
            Subject::Acknowledge(_)
            | Subject::Verification(_)
            | Subject::Recheck(_)
            | Subject::Acceptance(..)
            | Subject::FirstReport(..)
            | Subject::UnitReport(_)
            | Subject::FollowUp(_)
            | Subject::Order(..)
            | Subject::Countersign(..)
            | Subject::Review(..)
            | Subject::ClaimDecision(..)
            | Subject::ClaimAdvance(..)
            | Subject::ClaimPayment(..)
            | Subject::ClaimRefusal(..) => {}
        }
    }

    fn escalate(&mut self, incident: IncidentId, step: u8, at: Instant, turn: &mut Turn) {
        let place = usize::from(step.saturating_sub(1));
        if let Some(to) = self.reference.escalation.get(place).map(|row| row.to) {
            // An empty code says that nobody is on call for it: a red line, and the next step still comes.
            let person = on_call(self.duty(), to);
            let known = person.and_then(|person| self.reference.people.get(person.index()));
            let code: Text<16> = known.map(|person| person.code).unwrap_or_default();
            let fact = incident::Fact::Escalated { incident, step, to, code };
            self.decide(at, Actor::Desk, None, Body::Incident(fact), turn);
            let woken = person.and_then(|person| delivery::decide::wake(self, incident, step, person, at));
            if let Some(body) = woken {
                self.decide(at, Actor::Desk, None, body, turn);
            }
        }
        if let Some(row) = self.incidents.get(incident).copied() {
            self.settle_escalation(&row, at, turn);
        }
    }
}

/// Returns the person whom a step of the escalation wakes; none for a machine, and when nobody is on call.
const fn on_call(duty: Duty, to: Escalate) -> Option<PersonId> {
    match to {
        Escalate::Screens | Escalate::Command => None,
        Escalate::SecondOfficer => duty.second,
        Escalate::Leader => duty.leader,
        Escalate::Person(person) => Some(person),
    }
}
