//! What the telephone allows, and what follows.
//!
//! Decides: which other subject an answer moves. Must not know: what was said.
//!
//! Invariants:
//! - no answer is never a verdict, a refusal or an acceptance;
//! - an answer moves a team only from where nobody had told it; a later status stands.

mod follow;

use crate::operations::actor::PrivateText;
use crate::operations::call::{Callee, Command, Fact, Party, Purpose};
use crate::operations::decision::{Acting, Decision};
use crate::operations::fact::Body;
use crate::operations::incident;
use crate::operations::outcome;
use crate::operations::reference::{Name, Reference};
use crate::operations::state::State;
use crate::text::bounded;
use crate::units::{DispatchId, IncidentId, Instant};
use serde::{Deserialize, Serialize};

/// Why the telephone refuses a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The registry has no such number.
    NoSuchNumber(Party),
    /// Its slip is open already: what came of it is wanted.
    AlreadyOpen {
        /// Who is rung.
        callee: Callee,
        /// Since when.
        since: Instant,
    },
    /// The incident has no such order to that team.
    NoSuchOrder(IncidentId, DispatchId),
    /// The incident has no such report.
    NoSuchReport(IncidentId, u16),
}

/// Decides a command.
///
/// Changes nothing. A call is never stale and needs no proof: life first (design section 4). A second slip to the same
/// number for the same purpose is refused while the first is open: it is on a screen already, and its end closes it.
///
/// # Errors
/// The incident is gone, the number or the order or the report is not known, or the slip is open already.
pub fn decide(
    desk: &State,
    command: &Command<PrivateText>,
    by: &Acting,
) -> Result<Decision, outcome::Refusal> {
    let incident = command.incident();
    match *command {
        Command::Open { callee, purpose, .. } => {
            let (callee, purpose) = meant(desk, incident, callee, purpose)?;
            if let Some(open) = desk.calls.open(incident, callee, purpose) {
                return refuse(Refusal::AlreadyOpen { callee, since: open.opened });
            }
            let post = post_of(desk.reference(), callee);
            Ok(Decision::one(Body::Call(Fact::Opened { incident, callee, purpose, post }), by))
        }
        Command::End { callee, purpose, outcome, by: who, reference, .. } => {
            let (callee, purpose) = meant(desk, incident, callee, purpose)?;
            let post = post_of(desk.reference(), callee);
            let ended = Fact::Ended { incident, callee, purpose, post, outcome, by: who, reference };
            let mut facts = vec![Body::Call(ended)];
            let end = follow::End { incident, callee, purpose, outcome, reference };
            follow::consequences(desk, &end, &mut facts);
            Ok(Decision { facts, remark: by.unproved() })
        }
    }
}

/// Returns what a number is called in the journal: its post, else a code; never a person's name.
pub fn post_of(reference: &Reference, callee: Callee) -> Name {
    let listed = reference.contact(callee).map(|contact| contact.post).unwrap_or_default();
    let code = match callee {
        Callee::Person(person) => reference.people.get(person.index()).map(|it| bounded(&it.code)),
        Callee::Agency(agency) if listed.is_empty() => Some(bounded(agency.code())),
        Callee::Insurer { insurer, .. } => {
            let insurer = reference.insurers.get(insurer.index());
            insurer.map(|it| {
                if listed.is_empty() {
                    bounded(&it.short)
                } else {
                    bounded(&format!("{} {listed}", it.short))
                }
            })
        }
        Callee::Agency(_) | Callee::Site { .. } | Callee::Team(_) => None,
    };
    code.unwrap_or(listed)
}

/// Finds who and what is meant, and that the incident knows it.
fn meant(
    desk: &State,
    id: IncidentId,
    party: Party,
    purpose: Purpose,
) -> Result<(Callee, Purpose), outcome::Refusal> {
    // An insurer is told, and anybody rung, when the fire is long out: only what steers an incident needs it open.
    let row = match purpose {
        Purpose::Notice | Purpose::Other => {
            desk.incidents.get(id).ok_or(outcome::Refusal::Incident(incident::Refusal::NoSuchIncident(id)))?
        }
        Purpose::Alarm
        | Purpose::Update
        | Purpose::Verify
        | Purpose::Task(_)
        | Purpose::Evacuate(_)
        | Purpose::Brief
        | Purpose::UnitHead
        | Purpose::Report(_) => desk.open_incident(id)?,
    };
    let site = desk.site_of(row.zone);
    let Some(callee) = party.resolve(desk.reference(), site) else {
        return refuse(Refusal::NoSuchNumber(party));
    };
    let purpose = match purpose {
        Purpose::Task(order) => Purpose::Task(order_of(desk, id, callee, order)?),
        // A site has no order: its control room brings its own people out.
        Purpose::Evacuate(Purpose::THEIRS) if matches!(callee, Callee::Site { .. }) => purpose,
        Purpose::Evacuate(order) => Purpose::Evacuate(order_of(desk, id, callee, order)?),
        Purpose::Report(number) if desk.reports.get(id, number).is_none() => {
            return refuse(Refusal::NoSuchReport(id, number));
        }
        Purpose::Report(_)
        | Purpose::Alarm
        | Purpose::Update
        | Purpose::Verify
        | Purpose::Brief
        | Purpose::UnitHead
        | Purpose::Notice
        | Purpose::Other => purpose,
    };
    Ok((callee, purpose))
}

/// Finds the order that a team is rung for; [`Purpose::THEIRS`] means the one that binds it here.
fn order_of(
    desk: &State,
    incident: IncidentId,
    callee: Callee,
    order: DispatchId,
) -> Result<DispatchId, outcome::Refusal> {
    let missing = outcome::Refusal::Call(Refusal::NoSuchOrder(incident, order));
    // A team is reached at its own telephone, or at one of its people's.
    let team = match callee {
        Callee::Team(team) => Some(team),
        Callee::Person(person) => desk.reference().people.get(person.index()).and_then(|it| it.team),
        Callee::Agency(_) | Callee::Site { .. } | Callee::Insurer { .. } => None,
    };
    let team = team.ok_or(missing)?;
    let found = if order == Purpose::THEIRS {
        desk.dispatches.bound(incident, team)
    } else {
        desk.dispatches.get(order).filter(|it| it.incident == incident && it.team == team)
    };
    found.map(|it| it.id).ok_or(missing)
}

fn refuse<T>(refusal: Refusal) -> Result<T, outcome::Refusal> {
    Err(outcome::Refusal::Call(refusal))
}
