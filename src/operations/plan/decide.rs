//! What a plan that runs allows, and what follows.

use crate::operations::actor::PrivateText;
use crate::operations::decision::{Acting, Decision};
use crate::operations::fact::Body;
use crate::operations::outcome;
use crate::operations::plan::{Command, Fact, Mark};
use crate::operations::state::State;
use crate::units::IncidentId;
use serde::{Deserialize, Serialize};

/// Why a plan refuses a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The incident runs no plan.
    NoPlan(IncidentId),
    /// The plan has no such step.
    NoSuchStep(u8),
    /// It is done or waived already.
    Settled(u8),
}

/// Decides a command.
///
/// Changes nothing. A step is never stale and needs no proof: it says what was done.
pub fn decide(
    desk: &State,
    command: &Command<PrivateText>,
    by: &Acting,
) -> Result<Decision, outcome::Refusal> {
    let Command::Step { incident, step, mark } = *command;
    desk.open_incident(incident)?;
    let refuse = |refusal| Err(outcome::Refusal::Plan(refusal));
    let Some(run) = desk.plans.of(incident) else { return refuse(Refusal::NoPlan(incident)) };
    let place = usize::from(step).checked_sub(1);
    match place.and_then(|place| run.steps.get(place)) {
        None => refuse(Refusal::NoSuchStep(step)),
        Some((_, Some(_))) => refuse(Refusal::Settled(step)),
        Some((_, None)) => {
            let fact = match mark {
                Mark::Done => Fact::Done { incident, step },
                Mark::Waived(reason) => Fact::Waived { incident, step, reason },
            };
            Ok(Decision::one(Body::Plan(fact), by))
        }
    }
}
