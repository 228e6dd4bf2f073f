//! What stands against a team on a task, and how heavy it weighs: one table for what is proposed and what is ordered.
//!
//! Decides: what is refused, what wants a reason, what is only said.
//! Must not know: who else there is.
//!
//! Source: design section 4: hard refusals only for out of service, unfit, on a life-risk task.

use crate::operations::deadline::Subject;
use crate::operations::dispatch::fitness::Fitness;
use crate::operations::dispatch::recommend::Against;
use crate::operations::dispatch::{Status, Task};
use crate::operations::finding::Scene;
use crate::operations::reference::TeamKind;
use crate::operations::state::State;
use crate::units::{IncidentId, TeamId};

/// How heavy something weighs against a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weighed {
    /// It goes.
    Free,
    /// It goes where somebody says why.
    WantsReason,
    /// It is somewhere else; it goes where somebody says why.
    Busy,
    /// It does not go.
    Refused,
}

impl Against {
    /// Returns how heavy it weighs.
    pub const fn weighs(self) -> Weighed {
        match self {
            Self::LapsedPapers(_) | Self::NoCover(_) | Self::Declined => Weighed::Free,
            Self::Volunteers | Self::NotCleared | Self::OtherTask => Weighed::WantsReason,
            Self::Busy(_) => Weighed::Busy,
            Self::OutOfService | Self::LifeRiskTask(_) | Self::NobodyFit => Weighed::Refused,
        }
    }
}

/// Returns what stands against a team on a task of an incident, in a fixed order.
pub(super) fn against(
    desk: &State,
    incident: IncidentId,
    id: TeamId,
    task: Task,
    fitness: &Fitness,
) -> Vec<Against> {
    let Some(team) = desk.reference().teams.get(id.index()) else { return Vec::new() };
    let mut found: Vec<Against> = desk
        .dispatches
        .binding(id)
        .map(|order| {
            let elsewhere = order.incident != incident;
            if elsewhere && order.status.is_confirmed() && desk.life_risk(order.incident) {
                Against::LifeRiskTask(order.incident)
            } else {
                Against::Busy(order.incident)
            }
        })
        .collect();
    let survey = task == Task::Survey || team.kind == TeamKind::Adjuster;
    let rest = [
        (!team.in_service, Against::OutOfService),
        (fitness.is_nobody(), Against::NobodyFit),
        (fitness.lapsed > 0, Against::LapsedPapers(fitness.lapsed)),
        (fitness.uncovered > 0, Against::NoCover(fitness.uncovered)),
        (team.kind == TeamKind::Volunteer && task != Task::Outer, Against::Volunteers),
        (survey && !is_cleared(desk, incident), Against::NotCleared),
        (!team.duties.contains(&task), Against::OtherTask),
        (has_declined(desk, incident, id), Against::Declined),
    ];
    found.extend(rest.into_iter().filter(|(stands, _)| *stands).map(|(_, what)| what));
    found.sort_unstable();
    found.dedup();
    found
}

/// Returns whether a team's last order in an incident came to nothing: refused, replaced, or not answered in time.
pub(in crate::operations) fn has_declined(desk: &State, incident: IncidentId, team: TeamId) -> bool {
    let last = desk.dispatches.of(incident).rev().find(|order| order.team == team);
    last.is_some_and(|order| match order.status {
        Status::Refused | Status::Unanswered | Status::Replaced => true,
        Status::Ordered => {
            desk.deadlines.of(Subject::Acceptance(incident, order.id)).is_some_and(|it| it.passed)
        }
        Status::Accepted | Status::EnRoute | Status::OnScene | Status::Released | Status::Back => false,
    })
}

fn is_cleared(desk: &State, incident: IncidentId) -> bool {
    desk.findings.of(incident).is_some_and(|row| row.scene == Some(Scene::Cleared))
}
