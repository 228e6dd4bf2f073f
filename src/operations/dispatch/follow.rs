//! What follows when a team answers: the same facts, whoever asked it: a call, a machine, a word from the spot.
//!
//! Decides: which change of a team's status there can be, and what else it proves.
//! Must not know: how the answer came.
//!
//! Invariants:
//! - a status goes forward only; what cannot be gives no facts, never a wrong one;
//! - a patrol that looks and an adjuster that surveys do not prove the plan's dispatch done.

use crate::operations::dispatch::{Dispatch, Fact, Status, Task};
use crate::operations::fact::Body;
use crate::operations::next::vacancy;
use crate::operations::plan;
use crate::operations::reference::StepAct;
use crate::operations::state::State;
use crate::units::{DispatchId, IncidentId, Instant, Span};

/// Returns what follows when a team takes its order; nothing when it has taken it already, or has no such order.
pub fn accepted(desk: &State, dispatch: DispatchId, eta_minutes: Option<u16>) -> Vec<Body> {
    moved(desk, dispatch, Status::Accepted, eta_minutes)
}

/// Returns what follows when a team did not answer; nothing when it has answered before.
pub fn unanswered(desk: &State, dispatch: DispatchId) -> Vec<Body> {
    moved(desk, dispatch, Status::Unanswered, None)
}

/// Returns what follows when a team says no; nothing when it has said yes before.
pub fn refused(desk: &State, dispatch: DispatchId) -> Vec<Body> {
    moved(desk, dispatch, Status::Refused, None)
}

/// Returns what follows when a team has heard that it is to get out; nothing when it is not to, or has heard before.
pub fn heard(desk: &State, dispatch: DispatchId) -> Vec<Body> {
    let waits = |order: &&Dispatch| order.evacuate.is_some() && order.evacuated.is_none();
    let order = desk.dispatches.get(dispatch).filter(waits);
    let fact =
        |order: &Dispatch| Fact::EvacuationHeard { dispatch, incident: order.incident, code: order.code };
    order.map(|order| Body::Dispatch(fact(order))).into_iter().collect()
}

/// Returns whether a team's word can take it from the one to the other.
///
/// An order ends otherwise too: [`Status::Released`] and [`Status::Replaced`] are the desk's to say, never a team's.
pub const fn may_move(from: Status, to: Status) -> bool {
    use Status::{Accepted, Back, EnRoute, OnScene, Ordered, Refused, Released, Replaced, Unanswered};
    match from {
        Ordered => matches!(to, Unanswered | Refused | Accepted | EnRoute | OnScene),
        Unanswered => matches!(to, Refused | Accepted | EnRoute | OnScene),
        Accepted => matches!(to, EnRoute | OnScene),
        EnRoute => matches!(to, OnScene),
        OnScene | Released => matches!(to, Back),
        Refused | Back | Replaced => false,
    }
}

/// Returns what follows when a team says where it is; nothing when it cannot be there.
///
/// The same status again with other minutes is news of its arrival only.
pub(super) fn moved(desk: &State, id: DispatchId, to: Status, eta_minutes: Option<u16>) -> Vec<Body> {
    let Some(order) = desk.dispatches.get(id) else { return Vec::new() };
    let is_later = order.status == to && eta_minutes.is_some() && is_coming(to);
    if !is_later && !may_move(order.status, to) {
        return Vec::new();
    }
    let mut facts = vec![change(order, to, eta_minutes)];
    facts.extend(sent_by(desk, &Dispatch { status: to, ..*order }));
    facts
}

/// Returns the fact that sending is done once an order has become what it is now; none where it is not.
pub(super) fn sent_by(desk: &State, order: &Dispatch) -> Option<Body> {
    let orders = desk.dispatches.of(order.incident);
    let orders = orders.map(|other| if other.id == order.id { order } else { other });
    if !is_all_heard(&orders) {
        return None;
    }
    plan::done_by(desk, order.incident, StepAct::Dispatch)
}

/// Returns whether sending is done, as the orders of an incident stand.
pub fn is_sent(desk: &State, incident: IncidentId) -> bool {
    is_all_heard(&desk.dispatches.of(incident))
}

/// Returns whether somebody has gone, nobody is still to be heard, and none is missing for a task that nobody does.
fn is_all_heard<'a>(orders: &(impl Iterator<Item = &'a Dispatch> + Clone)) -> bool {
    let rescue = || orders.clone().filter(|order| order.task.is_rescue());
    let has_gone = |order: &Dispatch| order.status.is_confirmed() || order.status == Status::Released;
    let covered = |task| orders.clone().any(|other| other.task == task && other.status.is_confirmed());
    let is_heard = |order: &Dispatch| match order.status {
        Status::Ordered => false,
        Status::Unanswered | Status::Refused => {
            order.waived || !vacancy::is_needed(order.task) || covered(order.task)
        }
        Status::Accepted
        | Status::EnRoute
        | Status::OnScene
        | Status::Released
        | Status::Back
        | Status::Replaced => true,
    };
    rescue().any(has_gone) && rescue().all(is_heard)
}

/// Returns an order's change of status, as it is written.
pub(super) fn change(order: &Dispatch, to: Status, eta_minutes: Option<u16>) -> Body {
    Body::Dispatch(Fact::Moved {
        dispatch: order.id,
        incident: order.incident,
        code: order.code,
        from: order.status,
        to,
        eta_minutes,
    })
}

/// Returns by how much the time that a team has announced has passed while it is under way; none where it is there, or in time.
pub fn late_by(status: Status, arrives: Option<Instant>, now: Instant) -> Option<Span> {
    let arrives = arrives.filter(|arrives| is_coming(status) && now > *arrives)?;
    Some(now.since(arrives))
}

/// Returns whether a team has taken its order and is not there.
pub const fn is_coming(status: Status) -> bool {
    matches!(status, Status::Accepted | Status::EnRoute)
}

impl Task {
    /// Returns whether it is part of the rescue: looking beforehand and surveying afterwards are not.
    const fn is_rescue(self) -> bool {
        match self {
            Self::Guide
            | Self::Cordon
            | Self::Outer
            | Self::Attack
            | Self::Plug
            | Self::Water
            | Self::Medical
            | Self::Power => true,
            Self::Survey | Self::Look => false,
        }
    }
}
