//! Which team fits which task, with a reason for each pick and each gap.
//!
//! Decides: what the plan wants, who is best for it, who goes when that one does not.
//! Must not know: how a reason reads (`language::pick`).
//!
//! Invariants:
//! - the same state gives the same picks in the same order;
//! - a team is picked for one task; the others that it does too stand with it, and are no gaps;
//! - a team that would need a reason is never picked: a person may still order it, and says why.
//!
//! Source: desk.md 1.1 (recommendation with reasons), 5 (cover), section 7.1 rows 2, 3, 34, 35.

use crate::operations::dispatch::fitness::{self, Fitness, LeftOut};
use crate::operations::dispatch::weigh::{Weighed, against, has_declined};
use crate::operations::dispatch::{Dispatch, Task};
use crate::operations::dossier;
use crate::operations::incident::Incident;
use crate::operations::publish::distance;
use crate::operations::reference::{Code, Line, Name, Plan, Site};
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
    /// Further tasks of the plan that it does and nobody else is there for.
    pub also: Vec<Task>,
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
    /// Members in all; zero where the registry lists none.
    pub members: u16,
    /// Who stays and why; the first few.
    pub left_out: Vec<LeftOut>,
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
    /// So many members are left out for lapsed certificates.
    LapsedPapers(u16),
    /// So many members are left out for lapsed or missing accident cover.
    NoCover(u16),
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
    /// The team that comes nearest to it; none where there is no team.
    pub team: Option<Code>,
}

/// Why nobody can do a task; where several teams do it, what stands against the one that comes nearest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
    /// Volunteers alone do it: somebody has to say why they should.
    VolunteersOnly,
    /// All that do it are out of service.
    OutOfService,
}

/// Returns what the desk proposes for an incident: the same state gives the same picks in the same order.
///
/// Cost: O(people + teams x tasks); allocates: a person asked for it.
pub fn recommend(desk: &State, incident: IncidentId) -> Recommendation {
    let Some(row) = desk.incidents.get(incident) else { return Recommendation::default() };
    let site = desk.site_of(row.zone).and_then(|site| desk.reference().sites.get(site.index()));
    let plan = plan_of(desk, row);
    let ground = Ground { desk, incident, site, fitness: fitness::of_all(desk) };
    let mut tasks: Vec<Task> = Vec::new();
    for task in plan.map(|plan| &*plan.tasks).unwrap_or_default() {
        if !tasks.contains(task) {
            tasks.push(*task);
        }
    }
    let (picks, gaps) = ground.fill(&tasks);
    let hazards = || site.map(|site| site.hazards.to_vec()).unwrap_or_default();
    let card = plan.map(|plan| plan.card.to_vec()).filter(|card| !card.is_empty());
    Recommendation {
        card: card.unwrap_or_else(hazards),
        staging: site.map(|site| site.staging).unwrap_or_default(),
        picks,
        gaps,
        others: ground.everybody(&tasks),
    }
}

/// Returns the plan that an incident runs, else the one that hangs nearest.
fn plan_of<'a>(desk: &'a State, row: &Incident) -> Option<&'a Plan> {
    let running = desk.plans.of(row.id).and_then(|run| {
        let same = |plan: &&Plan| plan.code == run.code && plan.version == run.version;
        desk.reference().plans.iter().find(same)
    });
    running.or_else(|| dossier::plan(desk, row.zone, row.family))
}

/// What the ranking of one incident needs.
struct Ground<'a> {
    desk: &'a State,
    incident: IncidentId,
    site: Option<&'a Site>,
    fitness: Vec<Fitness>,
}

impl Ground<'_> {
    /// Picks a team for each task that nobody of this incident is on.
    fn fill(&self, tasks: &[Task]) -> (Vec<Pick>, Vec<Gap>) {
        let wanted: Vec<(Task, Vec<Ranked>)> = tasks
            .iter()
            .filter(|task| !self.going().any(|order| order.task == **task))
            .map(|task| (*task, self.who_does(*task)))
            .collect();
        let mut taken: Vec<(Task, TeamId)> = Vec::new();
        for (task, teams) in &wanted {
            let free = teams.iter().find(|it| it.is_free() && !is_taken(&taken, it.team));
            taken.extend(free.map(|it| (*task, it.team)));
        }
        let mut picks: Vec<Pick> = Vec::new();
        for (_, teams) in &wanted {
            let Some(ranked) = teams.iter().find(|it| taken.contains(&(it.task, it.team))) else { continue };
            let next = teams.iter().find(|it| it.is_free() && !is_taken(&taken, it.team));
            picks.push(Pick { ranked: ranked.clone(), also: Vec::new(), next: next.map(|it| it.code) });
        }
        let mut gaps = Vec::new();
        for (task, teams) in &wanted {
            let is_filled = taken.iter().any(|(filled, _)| filled == task);
            let goes = |it: &Ranked| self.going().any(|order| order.team == it.team);
            if is_filled || teams.iter().any(goes) {
                continue;
            }
            // One that goes for something else does this too: the box says so with it.
            let also = teams.iter().find_map(|it| picks.iter().position(|pick| pick.ranked.team == it.team));
            match also {
                Some(at) => picks[at].also.push(*task),
                None => gaps.push(gap(*task, teams.first())),
            }
        }
        (picks, gaps)
    }

    /// Returns this incident's orders that a team follows, or has not had time to answer.
    fn going(&self) -> impl Iterator<Item = &Dispatch> {
        let goes =
            |order: &&Dispatch| order.status.is_bound() && !has_declined(self.desk, self.incident, order.team);
        self.desk.dispatches.of(self.incident).filter(goes)
    }

    /// Returns the teams that do a task, the best first.
    fn who_does(&self, task: Task) -> Vec<Ranked> {
        let teams = self.desk.reference().teams.iter().enumerate();
        let able = teams.filter(|(_, team)| team.duties.contains(&task));
        let mut ranked: Vec<Ranked> = able.map(|(at, _)| self.ranked(TeamId(at as u32), task)).collect();
        ranked.sort_by_cached_key(Ranked::place);
        ranked
    }

    /// Returns every team with the task that it fits best, the best first.
    fn everybody(&self, tasks: &[Task]) -> Vec<Ranked> {
        let teams = self.desk.reference().teams.iter().enumerate();
        let mut ranked: Vec<Ranked> = teams
            .map(|(at, team)| {
                let wanted = tasks.iter().find(|task| team.duties.contains(task));
                let task = wanted.or(tasks.first()).or(team.duties.first()).copied().unwrap_or(Task::Look);
                self.ranked(TeamId(at as u32), task)
            })
            .collect();
        ranked.sort_by_cached_key(Ranked::place);
        ranked
    }

    fn ranked(&self, id: TeamId, task: Task) -> Ranked {
        let team = &self.desk.reference().teams[id.index()];
        let fitness = &self.fitness[id.index()];
        let from = (team.latitude_micro, team.longitude_micro);
        Ranked {
            team: id,
            code: team.code,
            name: team.name,
            task,
            distance_m: self.site.and_then(|it| distance(from, (it.latitude_micro, it.longitude_micro))),
            fit: fitness.fit,
            members: fitness.members,
            left_out: fitness.left_out.clone(),
            against: against(self.desk, self.incident, id, task, fitness),
        }
    }
}

fn is_taken(taken: &[(Task, TeamId)], team: TeamId) -> bool {
    taken.iter().any(|(_, other)| *other == team)
}

fn gap(task: Task, nearest: Option<&Ranked>) -> Gap {
    let reason = nearest.map(Ranked::missing_for);
    Gap { task, reason: reason.unwrap_or(GapReason::NoTeam), team: nearest.map(|it| it.code) }
}

impl Ranked {
    /// Returns whether it may be sent without another word.
    pub fn is_free(&self) -> bool {
        self.weight() == Weighed::Free && !self.against.contains(&Against::Declined)
    }

    /// Returns the heaviest of what stands against it.
    pub(super) fn weight(&self) -> Weighed {
        self.against.iter().map(|it| it.weighs()).max().unwrap_or(Weighed::Free)
    }

    /// Returns its place among others: those who declined last, then task, availability, papers, distance, code.
    fn place(&self) -> (bool, bool, Weighed, u8, u32, Code) {
        let papers = match (self.members, self.fit) {
            (_, 1..) => 0,
            (0, 0) => 1,
            (_, 0) => 2,
        };
        (
            self.against.contains(&Against::Declined),
            self.against.contains(&Against::OtherTask),
            self.weight(),
            papers,
            self.distance_m.unwrap_or(u32::MAX),
            self.code,
        )
    }

    /// Returns why it does not go, as a gap says it; asked only of one that is not free.
    fn missing_for(&self) -> GapReason {
        if self.against.contains(&Against::Declined) {
            return GapReason::AllDeclined;
        }
        let heaviest = self.against.iter().max_by_key(|it| it.weighs());
        match heaviest {
            Some(Against::OutOfService) => GapReason::OutOfService,
            Some(Against::LifeRiskTask(_) | Against::Busy(_)) => GapReason::AllBusy,
            Some(Against::NobodyFit) => GapReason::NobodyFit,
            Some(Against::Volunteers) => GapReason::VolunteersOnly,
            Some(Against::NotCleared) => GapReason::NotCleared,
            Some(Against::Declined) => GapReason::AllDeclined,
            Some(Against::LapsedPapers(_) | Against::NoCover(_) | Against::OtherTask) | None => {
                GapReason::NoTeam
            }
        }
    }
}
