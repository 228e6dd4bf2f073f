//! The page on how a drill is written is true: its scenario is rehearsed, and its table has every word.

use crate::drill::expected::WORDS;
use crate::drill::rehearse::{rehearse, said};
use dutydesk::drill::expected::Expected;
use dutydesk::drill::scenario::Scenario;
use std::collections::BTreeSet;
use std::fs;

const PAGE: &str = include_str!("../../../fixtures/drills/FORMAT.md");

/// Returns the scenario that the page's blocks are together.
fn scenario() -> String {
    let blocks = PAGE.split("```toml\n").skip(1);
    blocks.map(|block| block.split_once("```").expect("its end").0).collect::<Vec<_>>().join("\n")
}

/// Returns the words that the table has in its first column, without what may be put in.
fn of_table() -> BTreeSet<String> {
    let (_, table) = PAGE.split_once("## Words of an act").expect("the table");
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let quoted = rows.flat_map(|row| row.split('`').skip(1).step_by(2)).flat_map(|words| {
        words.split(|sign: char| " []\\|".contains(sign)).map(str::to_owned).collect::<Vec<_>>()
    });
    quoted.filter(|word| !word.is_empty()).collect()
}

#[test]
fn the_scenario_of_the_page_is_read_rehearsed_and_won() {
    let home = tempfile::tempdir().unwrap();
    let text = scenario();
    let read = Scenario::read("FORMAT.md", &text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert_eq!((read.script.injects.len(), read.expectations.len()), (3, 2));
    fs::write(home.path().join("my-drill.toml"), &text).unwrap();
    let (code, told, error) = said(&rehearse(home.path(), "my-drill.toml", "run", &["--verify"]));
    assert_eq!(code, Some(0), "{error}");
    assert!(told.contains("Points: 20/20") && told.contains("\nequal: "), "{told}");
}

#[test]
fn the_table_has_every_word_and_no_other() {
    let told = of_table();
    let is_put_in = |word: &str| ["CODE", "TASK", "KIND", "N"].contains(&word);
    let mut known = BTreeSet::new();
    for words in WORDS.split(',').map(str::trim).filter(|words| !words.is_empty()) {
        known.extend(words.split(' ').map(str::to_owned));
    }
    let codes = ["HY", "L1", "T1", "T4", "PICC", "J3", "0", "3"];
    let missing: Vec<&String> =
        known.iter().filter(|word| !told.contains(*word) && !codes.contains(&word.as_str())).collect();
    assert_eq!(missing, Vec::<&String>::new(), "words that the page does not have");
    for word in told.iter().filter(|word| !is_put_in(word)) {
        let forms =
            ["", "call ", "verify ", "people ", "scene ", "dispatch ", "report ", "call 119 ", "level "];
        let means = |form: &&str| Expected::parse(&format!("{form}{word}")).is_some();
        let takes = |rest: &&str| Expected::parse(&format!("{word} {rest}")).is_some();
        let is_word = forms.iter().any(means) || ["first", "T4", "0", "J3"].iter().any(takes);
        assert!(is_word, "`{word}` is a word of the page and of no act");
    }
}
