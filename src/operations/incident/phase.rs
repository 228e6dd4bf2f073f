//! The phase that follows by itself from what people said.

use crate::operations::dispatch::{Status, Task};
use crate::operations::incident::{Fact, Incident, Phase, Verdict};
use crate::operations::state::State;

/// Returns the change of phase that what stands now calls for; none where it is right, or where a person set a later one.
///
/// 属实 begins the response; the first team on the spot begins the rescue. A patrol that only looks, and an adjuster,
/// rescue nobody; and nothing leaves phase 0 before somebody said 属实 (design section 2).
pub fn phase_after(desk: &State, row: &Incident) -> Option<Fact> {
    let is_real = matches!(row.verdict, Some((Verdict::Real, _)));
    let rescues = |task: Task| !matches!(task, Task::Look | Task::Survey);
    let on_scene = || desk.dispatches.of(row.id).any(|it| it.status == Status::OnScene && rescues(it.task));
    let to = match row.phase {
        Phase::Verification if is_real => Phase::Activation,
        Phase::Activation if on_scene() => Phase::Rescue,
        Phase::Verification | Phase::Activation | Phase::Rescue | Phase::Recovery => return None,
    };
    (!row.is_closed()).then_some(Fact::PhaseChanged { incident: row.id, from: row.phase, to })
}
