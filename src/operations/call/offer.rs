//! Who is to be rung next, and what for.
//!
//! Decides: the order in which an incident wants its calls, from evidence, attempts, verdict, findings, orders, reports.
//! Must not know: how a slip looks, what is said.
//!
//! Invariants:
//! - the call that the next act names is the first of all; then an open slip; who was reached for a purpose is not asked for the
//!   same one again, but for an insurer that gave no claim number while the plan wants one;
//! - every number of an incident stays among the offers, whoever was rung before: what happens next is not foreseen;
//! - no answer is never a verdict: it brings the next number, and after two of them 119;
//! - the first offer is found without an allocation: it stands in every snapshot.

mod evidence;
mod told;

pub use evidence::{asks_verdict, wants_fire_brigade};
pub use told::wants_count_outside;

use crate::operations::call::{Call, Callee, Purpose};
use crate::operations::incident::Incident;
use crate::operations::reference::Contact;
use crate::operations::state::State;
use crate::units::IncidentId;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// A call that the desk proposes; the first one is what `c` opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Who is rung.
    pub callee: Callee,
    /// What for.
    pub purpose: Purpose,
    /// The number.
    pub contact: Contact,
}

/// Why somebody is to be rung, the most urgent first: the order of the offers.
///
/// Source: the issue, Verification and Calls; whoever is hurt comes before whoever is to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// A slip is open: somebody is being rung now.
    Open,
    /// A team is to get out and has not heard it.
    Evacuate,
    /// 119, as soon as the evidence wants it.
    Fire,
    /// The site's control room, while everybody is to get out: it brings its people out.
    Clear,
    /// The spot is asked: who was not tried yet; where gas leaks, its first number only.
    Verify,
    /// The gas company, where gas leaks.
    Gas,
    /// Where gas leaks: who else of the spot was not tried yet.
    Further,
    /// Teams that were ordered and not told.
    Ordered,
    /// 120, for people who are hurt, trapped or missing.
    Casualties,
    /// The leader.
    Brief,
    /// Public numbers that a step of the plan wants.
    Steps,
    /// 119 hears how many people are missing, trapped, hurt now; and 120, where there are more.
    Update,
    /// Teams that are not there at the time that they have announced.
    Late,
    /// Reports that are signed and not told upward.
    Upward,
    /// The unit's head.
    UnitHead,
    /// Insurers with a policy in force.
    Notice,
    /// Teams and places that did not answer, and insurers that gave no claim number: once more.
    Again,
    /// Everybody else of the site's card, of the teams, of the public numbers.
    Others,
}

impl Stage {
    /// Every one, in order.
    pub const ALL: [Self; 18] = [
        Self::Open,
        Self::Evacuate,
        Self::Fire,
        Self::Clear,
        Self::Verify,
        Self::Gas,
        Self::Further,
        Self::Ordered,
        Self::Casualties,
        Self::Brief,
        Self::Steps,
        Self::Update,
        Self::Late,
        Self::Upward,
        Self::UnitHead,
        Self::Notice,
        Self::Again,
        Self::Others,
    ];
}

/// Takes one proposal after another until it breaks.
type Visit<'a> = &'a mut dyn FnMut(Callee, Purpose) -> ControlFlow<()>;

/// Returns whom an incident wants rung, the most urgent first; then everybody else whom it may need.
///
/// `next`: the call that the next act names. What is promised there is what `c` opens.
pub fn offers(desk: &State, incident: IncidentId, next: Option<(Callee, Purpose)>) -> Vec<Offer> {
    let Some(row) = desk.incidents.get(incident) else { return Vec::new() };
    let promised = next.and_then(|(callee, purpose)| {
        desk.reference().contact(callee).map(|contact| Offer { callee, purpose, contact })
    });
    let mut offers: Vec<Offer> = promised.into_iter().collect();
    for stage in Stage::ALL {
        let _ = each(desk, row, stage, &mut |callee, purpose| {
            // Who is to be rung for something stands there for that; everybody else stands there at all.
            let is_same =
                |it: &Offer| it.callee == callee && (it.purpose == purpose || stage == Stage::Others);
            let is_new = !offers.iter().any(is_same);
            if let Some(contact) = desk.reference().contact(callee).filter(|_| is_new) {
                offers.push(Offer { callee, purpose, contact });
            }
            ControlFlow::Continue(())
        });
    }
    offers
}

/// Returns the first call of a stage.
///
/// Cost: O(its calls, orders, reports and the registry's teams); no allocation.
pub fn first_of(desk: &State, row: &Incident, stage: Stage) -> Option<(Callee, Purpose)> {
    let mut first = None;
    let _ = each(desk, row, stage, &mut |callee, purpose| {
        if desk.reference().contact(callee).is_none() {
            return ControlFlow::Continue(());
        }
        first = Some((callee, purpose));
        ControlFlow::Break(())
    });
    first
}

/// Visits the calls of a stage, in order.
fn each(desk: &State, row: &Incident, stage: Stage, visit: Visit<'_>) -> ControlFlow<()> {
    match stage {
        Stage::Open => {
            for call in desk.calls.of(row.id).filter(|call| call.ended.is_none()) {
                visit(call.callee, call.purpose)?;
            }
            ControlFlow::Continue(())
        }
        Stage::Evacuate => told::evacuate(desk, row, visit),
        Stage::Fire => evidence::fire(desk, row, visit),
        Stage::Clear => told::clear(desk, row, visit),
        Stage::Verify => evidence::verify(desk, row, visit),
        Stage::Gas => evidence::gas(desk, row, visit),
        Stage::Further => evidence::further(desk, row, visit),
        Stage::Ordered => told::ordered(desk, row, visit),
        Stage::Casualties => told::casualties(desk, row, visit),
        Stage::Brief => told::brief(desk, row, visit),
        Stage::Steps => told::steps(desk, row, visit),
        Stage::Update => told::update(desk, row, visit),
        Stage::Late => told::late(desk, row, visit),
        Stage::Upward => told::upward(desk, row, visit),
        Stage::UnitHead => told::unit_head(desk, row, visit),
        Stage::Notice => told::notice(desk, row, visit),
        Stage::Again => {
            told::evacuate_again(desk, row, visit)?;
            told::unanswered(desk, row, visit)?;
            told::late_again(desk, row, visit)?;
            told::unnumbered(desk, row, visit)?;
            evidence::again(desk, row, visit)
        }
        Stage::Others => told::others(desk, row, visit),
    }
}

/// Returns the calls of an incident to somebody for a purpose.
fn calls<'a>(
    desk: &'a State,
    row: &Incident,
    callee: Callee,
    purpose: Purpose,
) -> impl DoubleEndedIterator<Item = &'a Call> + use<'a> {
    desk.calls.of(row.id).filter(move |call| call.callee == callee && call.purpose == purpose)
}

/// Returns whether somebody was reached for a purpose.
fn is_reached(desk: &State, row: &Incident, callee: Callee, purpose: Purpose) -> bool {
    calls(desk, row, callee, purpose).any(Call::is_answered)
}

/// Returns whether somebody was rung for a purpose, whatever came of it.
fn is_tried(desk: &State, row: &Incident, callee: Callee, purpose: Purpose) -> bool {
    calls(desk, row, callee, purpose).next().is_some()
}
