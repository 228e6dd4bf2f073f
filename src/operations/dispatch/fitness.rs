//! Who of a team may go today: the members whose certificates and cover hold.
//!
//! Decides: that one lapsed paper, or no accident cover at all, keeps a member at home.
//! Must not know: what the team is asked to do.
//!
//! Invariants:
//! - a paper holds through its last day, in the desk's time zone;
//! - a lapsed paper that was renewed under the same name holds;
//! - of a team that lists no members nothing is known: it is never refused for that.
//!
//! Source: desk.md 5 (a team is to be insured, Art 40), section 7.1 rows 2, 34.

use crate::operations::dossier::day_of;
use crate::operations::reference::{Code, Name, Paper, Person, Reference};
use crate::operations::state::State;
use crate::units::{PersonId, TeamId};
use serde::{Deserialize, Serialize};

/// Members that are named as left out, a team; further ones are counted only.
pub const LEFT_OUT_NAMED_MAX: usize = 8;

/// What the names of accident cover have in them.
const COVER: [&str; 3] = ["险", "insurance", "cover"];
/// Words in which that means no cover: a certificate for dangerous goods is none.
const DANGER: [&str; 12] =
    ["危险", "抢险", "风险", "险情", "排险", "除险", "救险", "探险", "脱险", "遇险", "recover", "discover"];

/// Who of a team may go today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fitness {
    /// Members in all.
    pub members: u16,
    /// Those who may go.
    pub fit: u16,
    /// Those who stay for a lapsed certificate.
    pub lapsed: u16,
    /// Those who stay for want of cover.
    pub uncovered: u16,
    /// Those who stay, by name; at most [`LEFT_OUT_NAMED_MAX`].
    pub left_out: Vec<LeftOut>,
}

/// A member who stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Who.
    pub person: PersonId,
    /// Their code.
    pub code: Code,
    /// Their name: for the screen, never for the journal.
    pub name: Name,
    /// Why.
    pub why: Unfit,
}

/// Why a member stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unfit {
    /// A certificate has lapsed.
    Certificate {
        /// Which.
        paper: Name,
        /// Its last day: days since 1970-01-01.
        until_day: i32,
    },
    /// The accident cover has lapsed.
    Cover {
        /// Which.
        paper: Name,
        /// Its last day: days since 1970-01-01.
        until_day: i32,
    },
    /// There is no accident cover.
    NoCover,
}

impl Fitness {
    /// Returns whether members are listed and none of them may go.
    pub const fn is_nobody(&self) -> bool {
        self.members > 0 && self.fit == 0
    }

    fn count(&mut self, id: PersonId, person: &Person, today: i32) {
        self.members = self.members.saturating_add(1);
        let Some(why) = unfit(person, today) else {
            self.fit = self.fit.saturating_add(1);
            return;
        };
        match why {
            Unfit::Certificate { .. } => self.lapsed = self.lapsed.saturating_add(1),
            Unfit::Cover { .. } | Unfit::NoCover => self.uncovered = self.uncovered.saturating_add(1),
        }
        if self.left_out.len() < LEFT_OUT_NAMED_MAX {
            self.left_out.push(LeftOut { person: id, code: person.code, name: person.name, why });
        }
    }
}

/// Returns who may go of every team, by [`TeamId`].
///
/// Cost: O(people + teams); allocates.
pub fn of_all(desk: &State) -> Vec<Fitness> {
    let reference: &Reference = desk.reference();
    let today = day_of(desk.now);
    let mut teams = vec![Fitness::default(); reference.teams.len()];
    for (at, person) in reference.people.iter().enumerate() {
        if let Some(team) = person.team.and_then(|team| teams.get_mut(team.index())) {
            team.count(PersonId(at as u32), person, today);
        }
    }
    teams
}

/// Returns who may go of one team.
///
/// Cost: O(people); allocates.
pub fn of(desk: &State, team: TeamId) -> Fitness {
    let today = day_of(desk.now);
    let mut fitness = Fitness::default();
    for (at, person) in desk.reference().people.iter().enumerate() {
        if person.team == Some(team) {
            fitness.count(PersonId(at as u32), person, today);
        }
    }
    fitness
}

/// Returns why a person may not go today: certificates first, then cover.
pub fn unfit(person: &Person, today: i32) -> Option<Unfit> {
    let lapsed = |covers: bool| {
        let gone = |paper: &&Paper| is_cover(paper) == covers && !holds(person, paper, today);
        person.papers.iter().filter(gone).max_by_key(|paper| paper.until_day)
    };
    if let Some(paper) = lapsed(false) {
        return Some(Unfit::Certificate { paper: paper.name, until_day: paper.until_day });
    }
    if let Some(paper) = lapsed(true) {
        return Some(Unfit::Cover { paper: paper.name, until_day: paper.until_day });
    }
    if person.papers.iter().any(is_cover) { None } else { Some(Unfit::NoCover) }
}

fn holds(person: &Person, paper: &Paper, today: i32) -> bool {
    person.papers.iter().any(|other| other.name == paper.name && other.until_day >= today)
}

/// Returns whether a paper is accident cover, and not a certificate.
pub fn is_cover(paper: &Paper) -> bool {
    let name = DANGER.iter().fold(paper.name.to_ascii_lowercase(), |name, word| name.replace(word, ""));
    COVER.iter().any(|word| name.contains(word))
}
