//! What a finding allows, and what follows.

use crate::operations::actor::PrivateText;
use crate::operations::decision::{Acting, Decision};
use crate::operations::fact::Body;
use crate::operations::finding::{Command, Fact, Found, People};
use crate::operations::outcome;
use crate::operations::state::State;
use crate::units::IncidentId;
use serde::{Deserialize, Serialize};

/// Why a finding is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// Nothing is stated.
    Empty(IncidentId),
    /// The registry has nobody of the name that was given as source.
    NobodyOfThatName(IncidentId),
    /// More were counted than were expected.
    MoreThanExpected {
        /// Who were expected.
        expected: u16,
        /// Who were counted.
        counted: u16,
    },
}

/// Decides a command.
///
/// Changes nothing. A finding is never stale and needs no proof: life first (design section 4).
pub fn decide(
    desk: &State,
    command: &Command<PrivateText>,
    by: &Acting,
) -> Result<Decision, outcome::Refusal> {
    let Command::Find { incident, found, witness, reliability } = *command;
    let row = desk.open_incident(incident)?;
    let witness = witness
        .resolve(desk.reference(), desk.site_of(row.zone))
        .ok_or(outcome::Refusal::Finding(Refusal::NobodyOfThatName(incident)))?;
    let found = match found {
        Found::People(people) if people == People::default() => {
            return Err(outcome::Refusal::Finding(Refusal::Empty(incident)));
        }
        Found::People(people) => {
            let people = people.after(desk.findings.people(incident));
            if let (Some(expected), Some(counted)) = (people.expected, people.counted)
                && counted > expected
            {
                return Err(outcome::Refusal::Finding(Refusal::MoreThanExpected { expected, counted }));
            }
            Found::People(people)
        }
        Found::Scene(scene) => Found::Scene(scene),
    };
    let fact = Fact::Found { incident, found, witness, reliability };
    Ok(Decision::one(Body::Finding(fact), by))
}
