//! Several runs side by side: what each won, of which objective, how long each milestone took in all of them.
//!
//! Runs of different scenarios are compared by their share of the points and by their milestones; objectives and expectations only
//! among runs of one scenario, told by its file's digest.

use crate::document::drill::markdown::Format;
use crate::document::drill::{Report, compared, html as file, markdown};
use crate::drill::score::{Judgement, Step};
use crate::language::Lang;
use crate::operations::drill::script::Words;
use crate::units::{Digest, Span};
use serde::Serialize;

/// A run as it is compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Its report.
    pub report: Report,
}

/// Runs side by side, in the order in which they were practised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The runs.
    pub runs: Vec<Run>,
    /// The scenarios, each with the places of its runs; in the order of their first runs.
    pub scenarios: Vec<Played>,
    /// How long each milestone took, over all runs; steps that no run has are left out.
    pub milestones: Vec<Spread>,
}

/// A scenario and the runs of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Played {
    /// What it is called.
    pub name: Words,
    /// SHA-256 of its file.
    pub scenario: Digest,
    /// Its runs, by their place.
    pub runs: Vec<usize>,
}

/// How long a milestone took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Spread {
    /// Which.
    pub step: Step,
    /// Within what it should be.
    pub target: Span,
    /// How often it was owed and due.
    pub asked: u32,
    /// How often it was done, in time or late.
    pub done: u32,
    /// How often it was done in time.
    pub within: u32,
    /// Half of those that were done took no longer.
    pub p50: Option<Span>,
    /// Nine tenths.
    pub p90: Option<Span>,
    /// Nineteen twentieths.
    pub p95: Option<Span>,
}

impl Comparison {
    /// Lays reports side by side.
    pub fn of(mut reports: Vec<Report>) -> Self {
        reports.sort_by_key(|report| (report.made, report.began.at));
        let mut scenarios: Vec<Played> = Vec::new();
        for (place, report) in reports.iter().enumerate() {
            match scenarios.iter_mut().find(|played| played.scenario == report.scenario) {
                Some(played) => played.runs.push(place),
                None => {
                    scenarios.push(Played {
                        name: report.name,
                        scenario: report.scenario,
                        runs: vec![place],
                    });
                }
            }
        }
        let milestones = Step::ALL.into_iter().filter_map(|step| Spread::of(step, &reports)).collect();
        Self { runs: reports.into_iter().map(|report| Run { report }).collect(), scenarios, milestones }
    }
}

impl Spread {
    fn of(step: Step, reports: &[Report]) -> Option<Self> {
        let all = || reports.iter().flat_map(|report| &report.milestones).filter(|it| it.step == step);
        let count = |is: fn(Judgement) -> bool| all().filter(|it| is(it.judgement)).count() as u32;
        let mut took: Vec<Span> =
            all().filter_map(|it| it.done.map(|done| Span(done.at.since(it.from.at).0.max(0)))).collect();
        took.sort_unstable();
        let spread = Self {
            step,
            target: step.target(),
            asked: count(|judgement| judgement != Judgement::NotAsked),
            done: took.len() as u32,
            within: count(|judgement| judgement == Judgement::OnTime),
            p50: rank(&took, 50),
            p90: rank(&took, 90),
            p95: rank(&took, 95),
        };
        (spread.asked > 0).then_some(spread)
    }
}

/// Returns the nearest rank: the shortest time that so many in a hundred took no longer than.
fn rank(sorted: &[Span], percent: usize) -> Option<Span> {
    let wanted = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(wanted - 1).copied()
}

/// Writes a comparison as text or Markdown.
pub fn text(lang: Lang, comparison: &Comparison, format: Format) -> String {
    markdown::write(&compared::page(lang, comparison), format)
}

/// Writes a comparison as one HTML file that prints on A4.
pub fn html(lang: Lang, comparison: &Comparison) -> String {
    file::write(lang, &compared::page(lang, comparison))
}

#[cfg(test)]
mod tests {
    use super::rank;
    use crate::units::Span;

    #[test]
    fn ranks_are_the_nearest() {
        let of = |count: i64| (1..=count).map(Span).collect::<Vec<_>>();
        for (count, p50, p90, p95) in
            [(1, 1, 1, 1), (2, 1, 2, 2), (10, 5, 9, 10), (20, 10, 18, 19), (100, 50, 90, 95)]
        {
            let all = of(count);
            assert_eq!(
                (rank(&all, 50), rank(&all, 90), rank(&all, 95)),
                (Some(Span(p50)), Some(Span(p90)), Some(Span(p95))),
                "{count}"
            );
        }
        assert_eq!(rank(&[], 50), None);
    }
}
