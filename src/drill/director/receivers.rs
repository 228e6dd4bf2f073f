//! What becomes of deliveries in a drill: nobody receives them, the scenario says what a receiver would have answered.

use crate::drill::expected::Codes;
use crate::feed::scenario::{Behaviour, Receiver};
use crate::operations::call::Callee;
use crate::operations::delivery::{About, Fact, Outcome, Target};
use crate::operations::reference::Code;
use crate::units::{DeliveryId, Instant, Span};
use std::collections::BTreeSet;

/// How long a receiver of a drill takes to answer.
const ANSWERS_AFTER: Span = Span::seconds(5);
/// How long one takes that did not take the first try.
const ANSWERS_AGAIN_AFTER: Span = Span::seconds(10);
/// How long nothing comes of a delivery that nobody answers, until it counts as undelivered.
const GIVEN_UP_AFTER: Span = Span::seconds(60);
/// When a team arrives that says nothing else.
const ETA_MINUTES: u16 = 8;

/// The receivers of a drill.
#[derive(Clone, Debug)]
pub(super) struct Receivers {
    behaviours: Vec<(String, Behaviour, Option<u16>)>,
    refused: Vec<Code>,
    answers: BTreeSet<(Instant, DeliveryId, Outcome)>,
}

impl Receivers {
    pub(super) fn new(receivers: &[Receiver]) -> Self {
        let row = |it: &Receiver| (it.name.clone(), it.behaviour, it.eta_minutes);
        Self {
            behaviours: receivers.iter().map(row).collect(),
            refused: Vec::new(),
            answers: BTreeSet::new(),
        }
    }

    /// From now on these refuse whatever a machine sends them.
    pub(super) fn refuse(&mut self, who: &[Code]) {
        self.refused.extend_from_slice(who);
    }

    /// Hears what was to be sent, and what came of it.
    pub(super) fn hear(&mut self, fact: &Fact, at: Instant, codes: &impl Codes) {
        match *fact {
            Fact::Recorded { delivery, target, about, by_machine: true, .. } => {
                let code = code_of(target, codes);
                for (after, outcome) in self.answer(code.as_ref(), about) {
                    self.answers.insert((at.after(after), delivery, outcome));
                }
            }
            Fact::Recorded { by_machine: false, .. } => {}
            // Heard already: before a restart, or by a person who rang.
            Fact::Came { delivery, outcome, .. } => {
                let is_over = !matches!(outcome, Outcome::Unknown | Outcome::Sent);
                self.answers.retain(|(_, other, said)| *other != delivery || !is_over && *said != outcome);
            }
        }
    }

    /// Returns when something comes of a delivery next.
    pub(super) fn due(&self) -> Option<Instant> {
        self.answers.first().map(|(at, ..)| *at)
    }

    /// Takes what comes of a delivery by now.
    pub(super) fn next(&mut self, now: Instant) -> Option<(Instant, DeliveryId, Outcome)> {
        self.due().filter(|due| *due <= now).and_then(|_| self.answers.pop_first())
    }

    fn answer(&self, code: Option<&Code>, about: About) -> Vec<(Span, Outcome)> {
        let is_named = |named: &Code| code.is_some_and(|code| code.eq_ignore_ascii_case(named));
        if self.refused.iter().any(is_named) {
            return vec![(ANSWERS_AFTER, Outcome::Refused)];
        }
        let row =
            self.behaviours.iter().find(|(name, ..)| code.is_some_and(|it| it.eq_ignore_ascii_case(name)));
        let eta_minutes = row.and_then(|row| row.2).or(Some(ETA_MINUTES));
        let accepted = match about {
            About::Dispatch(_) => Outcome::Accepted { eta_minutes },
            About::Evacuation(_) | About::Relay(_) | About::Escalation(..) => Outcome::Delivered,
        };
        match row.map(|row| row.1) {
            None | Some(Behaviour::Accept | Behaviour::Twice) => vec![(ANSWERS_AFTER, accepted)],
            Some(Behaviour::Refuse) => vec![(ANSWERS_AFTER, Outcome::Refused)],
            Some(Behaviour::Deliver) => vec![(ANSWERS_AFTER, Outcome::Delivered)],
            Some(Behaviour::Error | Behaviour::Die) => {
                vec![(ANSWERS_AFTER, Outcome::Unknown), (ANSWERS_AGAIN_AFTER, accepted)]
            }
            Some(Behaviour::Hang) => {
                vec![(ANSWERS_AFTER, Outcome::Unknown), (GIVEN_UP_AFTER, Outcome::Undelivered)]
            }
        }
    }
}

fn code_of(target: Target, codes: &impl Codes) -> Option<Code> {
    match target {
        Target::Team(team) => codes.code_of(Callee::Team(team)),
        Target::Insurer(insurer) => codes.code_of(Callee::Insurer { insurer, contact: 0 }),
        Target::Person(person) => codes.code_of(Callee::Person(person)),
        Target::Upward => None,
    }
}
