//! What `language` promises of the journal: every kind of entry that there can be has a name in both languages.

use dutydesk::language::{Lang, answer, entry};
use dutydesk::operations::line;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Where a fact's kind is written: every such function matches on all variants of its enum, so that its texts are all
/// the kinds that can be.
const KIND: &str = "const fn kind(&self) -> &'static str {";

#[test]
fn every_kind_of_entry_has_a_name_in_both_languages() {
    let kinds = kinds();
    assert!(kinds.len() > 70, "{kinds:?}");
    for kind in &kinds {
        for lang in [Lang::Zh, Lang::En] {
            assert_ne!(entry::kind(lang, kind), kind, "{lang:?}: add it to src/language/entry.rs");
        }
    }
    let mut named = BTreeSet::new();
    for (kind, zh, en) in entry::KINDS.iter().chain(&entry::DESK_KINDS) {
        assert!(named.insert(*kind), "{kind} has two names");
        assert!(kinds.contains(*kind), "{kind} is no entry's kind: take its name away");
        let has_ideographs = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(has_ideographs(zh) && !has_ideographs(en) && !en.is_empty(), "{kind}: {zh}, {en}");
    }
}

#[test]
fn the_chinese_help_of_a_line_has_no_english_blank() {
    for verb in line::verbs() {
        let shape = answer::shape(Lang::Zh, verb.shape);
        let blanks = shape.split(|c: char| !c.is_ascii_alphabetic());
        let is_left = |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_ascii_uppercase());
        // The response levels are Roman numerals in both languages.
        let left: Vec<&str> =
            blanks.filter(is_left).filter(|word| !word.chars().all(|c| "IV".contains(c))).collect();
        assert!(left.is_empty(), "{}: {shape}: {left:?}", verb.word);
        assert!(!["which", "where"].iter().any(|word| shape.contains(word)), "{}: {shape}", verb.word);
    }
}

/// Reads all kinds from where the facts name them.
fn kinds() -> BTreeSet<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut places: Vec<PathBuf> = vec![source.join("operations"), source.join("correlation/change.rs")];
    let mut kinds = BTreeSet::new();
    while let Some(place) = places.pop() {
        if place.is_dir() {
            places.extend(std::fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let text = std::fs::read_to_string(&place).unwrap();
        let Some((_, function)) = text.split_once(KIND) else { continue };
        let body = function.split("\n    }\n").next().unwrap();
        let quoted = body.split('"').skip(1).step_by(2);
        kinds.extend(quoted.filter(|text| text.contains('.')).map(str::to_owned));
    }
    kinds
}
