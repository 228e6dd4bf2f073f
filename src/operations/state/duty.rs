//! Who has the desk now: by the roster, or by the last handover.

use crate::operations::actor::Officer;
use crate::operations::handover::Fact;
use crate::operations::reference::{Code, Duty, Role};
use crate::operations::state::State;
use crate::units::{Instant, PersonId};

impl State {
    /// Returns who is on duty: the registry's posts, with the officer who took the desk in the place of the rostered one.
    ///
    /// A registry that names another officer than it did at the handover has the last word: somebody has written a new roster.
    ///
    /// Cost: O(people) after a handover.
    pub fn duty(&self) -> Duty {
        let rostered = self.reference.duty;
        let Some(stands) = self.handovers.stands().filter(|stands| stands.rostered == self.rostered()) else {
            return rostered;
        };
        match self.reference.person(&stands.officer.code) {
            Some((person, row)) if row.role == Role::Officer => Duty {
                officer: Some(person),
                // Who sits at the desk cannot be woken to come to it.
                second: rostered.second.filter(|second| *second != person),
                ..rostered
            },
            Some(_) | None => rostered,
        }
    }

    /// Returns the officer who has the desk.
    pub fn on_duty(&self) -> Option<Officer> {
        self.officer(self.duty().officer?)
    }

    /// Returns the code of the duty officer by the registry; empty when it names none.
    pub fn rostered(&self) -> Code {
        let officer = self.reference.duty.officer.and_then(|person| self.officer(person));
        officer.map(|officer| officer.code).unwrap_or_default()
    }

    fn officer(&self, person: PersonId) -> Option<Officer> {
        self.reference.people.get(person.index()).map(|row| Officer { person, code: row.code })
    }

    /// Gives what the outgoing officer had to the incoming one.
    pub(super) fn apply_handover(&mut self, fact: &Fact, at: Instant) {
        let Some(passes) = self.handovers.apply(fact, at) else { return };
        self.incidents.hand_over(passes.from.as_ref(), passes.to, at);
        if let Some(from) = passes.from {
            // By code: the journal's places are those of the registry of that night.
            let place = |officer: Officer| self.reference.person(&officer.code).map(|(person, _)| person);
            if let (Some(from), Some(to)) = (place(from), place(passes.to)) {
                self.orders.hand_over(from, to);
            }
        }
    }
}
