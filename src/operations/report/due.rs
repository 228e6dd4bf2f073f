//! Which report comes next.
//!
//! Decides: when a scene is ended, so that the next report is the last one. Must not know: how a report reads.

use crate::operations::finding::Scene;
use crate::operations::incident::Incident;
use crate::operations::report::{Kind, Stage};
use crate::operations::state::State;

/// Returns the report that would be drafted next, and its number; none after the final one.
pub fn next(desk: &State, row: &Incident) -> Option<(Kind, u16)> {
    let Some(last) = desk.reports.of(row.id).next_back() else { return Some((Kind::First, 1)) };
    match last.stage {
        Stage::Returned(_) => Some((last.kind, last.number)),
        Stage::Submitted | Stage::Signed(_) if last.kind == Kind::Final => None,
        Stage::Submitted | Stage::Signed(_) => {
            let kind = if is_ended(desk, row) { Kind::Final } else { Kind::FollowUp };
            Some((kind, last.number + 1))
        }
    }
}

/// Returns whether a scene is ended: nothing burns or leaks, nobody is in need, every team is back.
///
/// What somebody on the spot says of it stands before what its devices say: those may have burnt.
pub fn is_ended(desk: &State, row: &Incident) -> bool {
    let is_quiet = desk.correlation.incident(row.id).is_none_or(|it| it.active == 0);
    let is_over = match desk.findings.of(row.id).and_then(|it| it.scene) {
        Some(Scene::Out | Scene::LeakStopped | Scene::Cleared | Scene::Nothing) => true,
        Some(Scene::Smoke | Scene::Flame | Scene::Spreading | Scene::Controlled | Scene::Leaking) => false,
        None => is_quiet,
    };
    let is_out = desk.dispatches.of(row.id).any(|order| order.status.is_bound());
    is_over && !is_out && !desk.findings.people(row.id).at_risk()
}
