//! Who is there: officers and leaders with their duty, teams with their people and what has lapsed.

use crate::limits::PAPERS_LISTED_MAX;
use crate::operations::dossier::day_of;
use crate::operations::listing::filter::Filter;
use crate::operations::listing::{Cut, RowId};
use crate::operations::publish::{distance, team_order};
use crate::operations::reference::{Code, Duty, Name, Person, Phone, Role, Team, TeamKind};
use crate::operations::snapshot::TeamOrder;
use crate::operations::state::State;
use crate::text::Text;
use crate::units::{IncidentId, PersonId, TeamId};
use serde::{Deserialize, Serialize};

/// A line of the roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Row {
    /// A person.
    Person(Box<PersonRow>),
    /// A team; its people follow.
    Team(Box<TeamRow>),
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    /// Their place in the registry.
    pub id: PersonId,
    /// Their code.
    pub code: Code,
    /// Their name.
    pub name: Name,
    /// What they may do.
    pub role: Role,
    /// Their number.
    pub phone: Phone,
    /// Their part in this shift.
    pub post: Option<Post>,
    /// Their team's code.
    pub team: Option<Code>,
    /// Certificates and covers. Limits: [`PAPERS_LISTED_MAX`].
    pub papers: Vec<PaperRow>,
}

/// A certificate or a cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperRow {
    /// What it is.
    pub name: Name,
    /// Its last day: days since 1970-01-01.
    pub until_day: i32,
    /// Whether that day is over.
    pub lapsed: bool,
}

/// A part in this shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Post {
    /// 值班.
    Officer,
    /// 带班.
    Leader,
    /// 第二值班员.
    Second,
}

/// A team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamRow {
    /// Its place in the registry.
    pub id: TeamId,
    /// Its code.
    pub code: Code,
    /// Its name.
    pub name: Name,
    /// What kind it is.
    pub kind: TeamKind,
    /// Who it belongs to.
    pub owner: Name,
    /// Its tasks, joined.
    pub tasks: Text<160>,
    /// Its duty telephone.
    pub phone: Phone,
    /// Metres to the site of the incident that is selected.
    pub distance_m: Option<u32>,
    /// Whether it can be sent at all.
    pub in_service: bool,
    /// The order that binds it now.
    pub order: Option<TeamOrder>,
    /// People of the registry.
    pub people: u16,
    /// How many of them have a paper that has lapsed.
    pub lapsed: u16,
}

impl Row {
    /// Returns what the row is.
    pub const fn id(&self) -> RowId {
        match self {
            Self::Person(row) => RowId::Person(row.id),
            Self::Team(row) => RowId::Team(row.id),
        }
    }
}

pub(super) fn offer(state: &State, filter: &Filter<'_>, cut: &mut Cut<Row>) {
    let reference = state.reference();
    let mut desk: Vec<(PersonId, &Person)> = people(state).filter(|(_, it)| it.team.is_none()).collect();
    let duty = state.duty();
    desk.sort_by_key(|(id, person)| (post(duty, *id).map_or(u8::MAX, |post| post as u8), person.role, *id));
    for (id, person) in desk {
        if filter.finds(&[&person.code, &person.name]) {
            cut.take(RowId::Person(id), || Row::Person(Box::new(person_row(state, id, person))));
        }
    }
    for (at, team) in reference.teams.iter().enumerate() {
        let id = TeamId(at as u32);
        let tasks = tasks(team);
        let own = filter.finds(&[&team.code, &team.name, &team.owner, &tasks]);
        if own {
            let incident = cut.look.incident;
            cut.take(RowId::Team(id), || Row::Team(Box::new(team_row(state, id, team, incident))));
        }
        for (person_id, person) in people(state).filter(|(_, it)| it.team == Some(id)) {
            if own || filter.finds(&[&person.code, &person.name, &team.code]) {
                let row = || Row::Person(Box::new(person_row(state, person_id, person)));
                cut.take(RowId::Person(person_id), row);
            }
        }
    }
}

fn people(state: &State) -> impl Iterator<Item = (PersonId, &Person)> {
    (0..).map(PersonId).zip(&state.reference().people)
}

fn post(duty: Duty, id: PersonId) -> Option<Post> {
    [(duty.officer, Post::Officer), (duty.leader, Post::Leader), (duty.second, Post::Second)]
        .into_iter()
        .find(|(person, _)| *person == Some(id))
        .map(|(_, post)| post)
}

fn person_row(state: &State, id: PersonId, person: &Person) -> PersonRow {
    let reference = state.reference();
    let today = day_of(state.now);
    let papers = person.papers.iter().take(PAPERS_LISTED_MAX);
    PersonRow {
        id,
        code: person.code,
        name: person.name,
        role: person.role,
        phone: person.phone,
        post: post(state.duty(), id),
        team: person.team.and_then(|team| reference.teams.get(team.index())).map(|team| team.code),
        papers: papers
            .map(|paper| PaperRow {
                name: paper.name,
                until_day: paper.until_day,
                lapsed: paper.until_day < today,
            })
            .collect(),
    }
}

fn team_row(state: &State, id: TeamId, team: &Team, incident: Option<IncidentId>) -> TeamRow {
    let today = day_of(state.now);
    let own = || people(state).filter(move |(_, person)| person.team == Some(id));
    let has_lapsed = |person: &Person| person.papers.iter().any(|paper| paper.until_day < today);
    TeamRow {
        id,
        code: team.code,
        name: team.name,
        kind: team.kind,
        owner: team.owner,
        tasks: tasks(team),
        phone: team.phone,
        distance_m: metres(state, team, incident),
        in_service: team.in_service,
        order: team_order(state, id),
        people: own().count() as u16,
        lapsed: own().filter(|(_, person)| has_lapsed(person)).count() as u16,
    }
}

fn metres(state: &State, team: &Team, incident: Option<IncidentId>) -> Option<u32> {
    let incident = state.incidents.get(incident?)?;
    let site = state.reference().sites.get(state.site_of(incident.zone)?.index())?;
    let from = (team.latitude_micro, team.longitude_micro);
    distance(from, (site.latitude_micro, site.longitude_micro))
}

fn tasks(team: &Team) -> Text<160> {
    let mut tasks = Text::new();
    for task in &team.tasks {
        let separator = if tasks.is_empty() { "" } else { " " };
        if tasks.len() + separator.len() + task.len() <= tasks.capacity() {
            tasks.push_str(separator);
            tasks.push_str(task);
        }
    }
    tasks
}
