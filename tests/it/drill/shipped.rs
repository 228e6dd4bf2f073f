//! The shipped drills, scored: what was worked out by hand before a scorer ran is what the scorer says.

use crate::drill::nights::{NIGHTS, Night, bad_lines, scenario};
use dutydesk::document::drill::{Around, Report};
use dutydesk::drill::scenario::Scenario;
use dutydesk::drill::score::{Judgement, Score, of};
use dutydesk::journal::Head;
use dutydesk::units::{Digest, EntryNumber};

const BY_HAND: &str = include_str!("../../../fixtures/drills/expected-scores.toml");

fn scored(scenario: &Scenario, night: &Night) -> Score {
    let entries = night.facts.iter().enumerate().map(|(place, fact)| (EntryNumber(place as u64 + 1), fact));
    of(scenario, night.driver.state.reference(), entries).unwrap()
}

/// Returns the report of a shipped drill, played by one of its teams.
pub(crate) fn told(name: &str, is_good: bool) -> Report {
    let scenario = scenario(name);
    let lines = if is_good { scenario.world.lines.clone() } else { bad_lines(name) };
    let mut night = Night::begin(&scenario);
    assert_eq!(night.play(&lines), Vec::<String>::new());
    let reference = night.driver.state.reference();
    let around = Around {
        run: &format!("2026-11-22-{name}"),
        scenario: &scenario,
        reference,
        earlier: &[],
        is_private: false,
        texts: &|_| None,
    };
    let head = Head { entry: EntryNumber(night.facts.len() as u64), digest: Digest([0xcd; 32]) };
    Report::of(&scored(&scenario, &night), &around).at(head)
}

const fn word(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::OnTime => "on-time",
        Judgement::Late => "late",
        Judgement::Wrong => "wrong",
        Judgement::Missed => "missed",
        Judgement::NotAsked => "not-asked",
    }
}

/// Returns every line that is another one than by hand.
fn differences(name: &str, scenario: &Scenario, found: &Score, by_hand: &toml::Table) -> Vec<String> {
    let mut differ = Vec::new();
    for item in &found.items {
        let expectation = &scenario.expectations[item.expectation];
        let wanted = &by_hand[expectation.code.as_str()];
        let wanted = (wanted["judgement"].as_str().unwrap(), wanted["points"].as_integer().unwrap());
        let got = (word(item.judgement), i64::from(item.points));
        if got != wanted {
            let began = found.began.at;
            let seconds =
                |mark: Option<dutydesk::drill::score::Mark>| mark.map(|mark| mark.at.since(began).0);
            differ.push(format!(
                "{name} {}: {got:?}, by hand {wanted:?}; from {:?}, done {:?}, wrong {:?} ms",
                expectation.code,
                seconds(item.from),
                seconds(item.done),
                seconds(item.wrong),
            ));
        }
    }
    for (what, got) in [("total", found.points), ("maximum", found.points_max)] {
        if by_hand[what].as_integer() != Some(i64::from(got)) {
            differ.push(format!("{name} {what}: {got}, by hand {:?}", by_hand[what]));
        }
    }
    // Two more than lines: nothing by hand is left over.
    if by_hand.len() != found.items.len() + 2 {
        differ.push(format!("{name}: {} lines by hand, {} here", by_hand.len() - 2, found.items.len()));
    }
    differ
}

#[test]
fn every_line_is_scored_as_by_hand() {
    let by_hand: toml::Table = BY_HAND.parse().unwrap();
    let mut differ = Vec::new();
    let mut played = 0;
    for name in NIGHTS {
        let scenario = scenario(name);
        for (team, lines) in [("good", scenario.world.lines.clone()), ("bad", bad_lines(name))] {
            let mut night = Night::begin(&scenario);
            let refused = night.play(&lines);
            assert!(refused.is_empty(), "{name}: {refused:#?}");
            let found = scored(&scenario, &night);
            let by_hand = by_hand[name][team].as_table().unwrap();
            differ.extend(differences(&format!("{name}.{team}"), &scenario, &found, by_hand));
            played += 1;
        }
    }
    assert!(differ.is_empty(), "{differ:#?}");
    assert_eq!(played, by_hand.values().map(|teams| teams.as_table().unwrap().len()).sum::<usize>());
}
