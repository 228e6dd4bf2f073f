//! The reports of the shipped drills: every number of every one of them is in the entry that it names.

use crate::drill::nights::{NIGHTS, Night, bad_lines, scenario};
use crate::drill::report::named;
use dutydesk::document::drill::{self, Around, Format, Report};
use dutydesk::drill::scenario::{From, Scenario};
use dutydesk::drill::score::{Judgement, Mark};
use dutydesk::journal::Head;
use dutydesk::language::Lang;
use dutydesk::operations::drill::Fact as DrillFact;
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::units::{Digest, EntryNumber, Instant};
use std::sync::Arc;

/// Plays a shipped drill with one of its teams.
fn play(name: &str, is_good: bool) -> (Arc<Scenario>, Night) {
    let scenario = scenario(name);
    let lines = if is_good { scenario.world.lines.clone() } else { bad_lines(name) };
    let mut night = Night::begin(&scenario);
    assert_eq!(night.play(&lines), Vec::<String>::new());
    (scenario, night)
}

fn report(name: &str, scenario: &Scenario, night: &Night) -> Report {
    let around = Around {
        run: &format!("2026-11-22-{name}"),
        made: Instant::UNSTATED,
        is_running: false,
        scenario,
        reference: night.driver.state.reference(),
        earlier: &[],
        is_private: false,
        texts: &|_| None,
    };
    let head = Head { entry: EntryNumber(night.facts.len() as u64), digest: Digest([0xcd; 32]) };
    Report::of(&night.score(scenario), &around).at(head)
}

/// Returns the report of a shipped drill, played by one of its teams.
pub(crate) fn told(name: &str, is_good: bool) -> Report {
    let (scenario, night) = play(name, is_good);
    report(name, &scenario, &night)
}

#[test]
fn every_number_of_a_shipped_drill_is_in_the_entry_that_it_names() {
    for (name, is_good) in NIGHTS.into_iter().flat_map(|name| [(name, true), (name, false)]) {
        let (scenario, night) = play(name, is_good);
        let report = report(name, &scenario, &night);
        let fact = |mark: Mark| -> &Fact {
            let fact = &night.facts[mark.entry.0 as usize - 1];
            assert_eq!(fact.at, mark.at, "{name}: {mark:?}");
            fact
        };
        let is = |mark: Mark, expected: &dutydesk::drill::expected::Expected| {
            expected.is(&fact(mark).body, &night.driver.state)
        };
        for (line, expectation) in report.lines.iter().zip(&scenario.expectations) {
            assert!(line.done.is_none_or(|mark| is(mark, &expectation.does)), "{name} {}", line.code);
            let is_wrong = |mark| expectation.wrong.iter().any(|wrong| is(mark, wrong));
            assert!(line.wrong.is_none_or(is_wrong), "{name} {}", line.code);
            let began = |mark: Mark| match &expectation.from {
                From::Beginning => mark == report.began,
                From::Inject(place) => matches!(fact(mark).body, Body::Drill(DrillFact::Given { inject, .. })
                    if usize::from(inject) == *place),
                From::Fact(expected) => is(mark, expected),
            };
            assert!(line.from.is_none_or(began), "{name} {}", line.code);
        }
        for it in &report.milestones {
            assert!(fact(it.from).at <= it.done.map_or(it.from.at, |done| fact(done).at), "{name} {it:?}");
            assert_eq!(fact(it.from).body.incident(), Some(it.incident), "{name} {it:?}");
        }
        let won = report.lines.iter().map(|line| line.points).sum::<u32>();
        let asked = report.lines.iter().filter(|line| line.judgement != Judgement::NotAsked);
        assert_eq!((report.points, report.points_max), (won, asked.map(|line| line.weight).sum()), "{name}");
        let goals = report
            .goals
            .iter()
            .fold((0, 0), |(points, points_max), goal| (points + goal.points, points_max + goal.points_max));
        assert_eq!(goals, (report.points, report.points_max), "{name}: by objective");
        for lang in Lang::ALL {
            let entries = named(&drill::text(lang, &report, Format::Text));
            assert!(entries.iter().all(|entry| (1..=night.facts.len() as u64).contains(entry)), "{name}");
            let marks = report.lines.iter().flat_map(|line| [line.from, line.done, line.wrong]).flatten();
            assert!(marks.map(|mark| mark.entry.0).all(|entry| entries.contains(&entry)), "{name}");
        }
    }
}
