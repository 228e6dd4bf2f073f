//! The field that picks teams: a row a task, a digit takes a team off or on, Tab walks to the next one who could go.
//!
//! Invariants:
//! - no team stands in two rows that are on;
//! - a team that would be refused is in no row.

use crate::operations::dispatch::weigh::Weighed;
use crate::operations::dispatch::{Order, Pick, Ranked, Recommendation, Task};

/// Rows of a box: what digits reach.
const ROWS_MAX: usize = 9;

/// The rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Picks {
    pub(crate) rows: Vec<Row>,
    /// The row that Tab walks.
    pub(crate) at: usize,
}

/// One task, and who could go on it.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// The pick as it was made: its further tasks stand with it.
    pub(crate) pick: Option<Pick>,
    /// Who could go, the best first; never empty.
    pub(crate) candidates: Vec<Ranked>,
    /// The one who is proposed now.
    pub(crate) chosen: usize,
    /// Whether they go.
    pub(crate) goes: Goes,
}

/// Whether a row is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goes {
    /// It is.
    On,
    /// It is not.
    Off,
}

impl Picks {
    /// Makes the rows: the picks, or where there are none everybody who could go, all off.
    pub(crate) fn of(recommendation: &Recommendation) -> Self {
        let picked = recommendation.picks.iter().take(ROWS_MAX).map(|pick| Row {
            candidates: candidates(pick, &recommendation.others),
            pick: Some(pick.clone()),
            chosen: 0,
            // The outer cordon is not what saves anybody in the first minutes: it is offered, and a digit sends it.
            goes: if pick.ranked.task == Task::Outer { Goes::Off } else { Goes::On },
        });
        let mut rows: Vec<Row> = picked.collect();
        let named = |rows: &[Row], it: &Ranked| rows.iter().any(|row| row.one().code == it.code);
        for other in recommendation.others.iter().filter(|it| weight(it) < Weighed::Refused) {
            if rows.len() < ROWS_MAX && !named(&rows, other) {
                let candidates = vec![other.clone()];
                rows.push(Row { pick: None, candidates, chosen: 0, goes: Goes::Off });
            }
        }
        Self { rows, at: 0 }
    }

    /// Takes a row off or on, by its digit.
    pub(crate) fn toggle(&mut self, digit: usize) {
        let Some(at) = digit.checked_sub(1).filter(|at| *at < self.rows.len()) else { return };
        self.at = at;
        let code = self.rows[at].one().code;
        let twin = self.rows.iter().enumerate();
        let twin = twin.filter(|(other, row)| *other != at && row.goes == Goes::On && row.one().code == code);
        let twin = twin.map(|(other, _)| other).next();
        let row = &mut self.rows[at];
        row.goes = if row.goes == Goes::On { Goes::Off } else { Goes::On };
        if let (Goes::On, Some(twin)) = (self.rows[at].goes, twin) {
            self.rows[twin].goes = Goes::Off;
        }
    }

    /// Walks the row to the next one who could go and goes nowhere else.
    pub(crate) fn walk(&mut self) {
        let Some(row) = self.rows.get(self.at) else { return };
        let count = row.candidates.len();
        let taken = |code: &str| {
            let others = self.rows.iter().enumerate().filter(|(at, _)| *at != self.at);
            others.filter(|(_, row)| row.goes == Goes::On).any(|(_, row)| row.one().code.as_str() == code)
        };
        let next = (1..count).map(|step| (row.chosen + step) % count);
        let next = next.filter(|at| !taken(&row.candidates[*at].code)).min_by_key(|at| {
            // In the order of the ring, from the one that stands.
            (at + count - row.chosen) % count
        });
        if let Some(next) = next {
            let row = &mut self.rows[self.at];
            (row.chosen, row.goes) = (next, Goes::On);
        }
    }

    /// Returns who goes on what.
    pub(crate) fn orders(&self) -> impl Iterator<Item = Order> + '_ {
        self.going().map(|ranked| Order { team: ranked.code, task: ranked.task })
    }

    /// Returns whether somebody has to say why.
    pub(crate) fn want_reason(&self) -> bool {
        self.going().any(|ranked| weight(ranked) > Weighed::Free)
    }

    fn going(&self) -> impl Iterator<Item = &Ranked> {
        self.rows.iter().filter(|row| row.goes == Goes::On).map(Row::one)
    }
}

impl Row {
    /// Returns the one who is proposed now.
    pub(crate) fn one(&self) -> &Ranked {
        &self.candidates[self.chosen]
    }
}

/// Returns how heavy it weighs what stands against a team.
pub(crate) fn weight(ranked: &Ranked) -> Weighed {
    ranked.against.iter().map(|against| against.weighs()).max().unwrap_or(Weighed::Free)
}

/// Returns who could go on a pick's task: the pick, who goes when it does not, the others who do it, then anybody.
fn candidates(pick: &Pick, others: &[Ranked]) -> Vec<Ranked> {
    let task = pick.ranked.task;
    let mut found = vec![pick.ranked.clone()];
    let free = |it: &&Ranked| weight(it) < Weighed::Refused;
    let next = others.iter().filter(|it| Some(it.code) == pick.next);
    let same = others.iter().filter(|it| it.task == task);
    for other in next.chain(same).chain(others).filter(free) {
        if !found.iter().any(|it| it.code == other.code) {
            let mut other = other.clone();
            if other.task != task && !other.against.contains(&crate::operations::dispatch::Against::OtherTask)
            {
                other.against.push(crate::operations::dispatch::Against::OtherTask);
            }
            found.push(Ranked { task, ..other });
        }
    }
    found
}
