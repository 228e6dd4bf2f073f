//! `rules.toml`: what the core goes by, and what each rule is called.
//!
//! Decides: which values and rules a desk may set, and what stands in for what the file does not say.
//! Must not know: how a rule is applied.
//!
//! Invariants:
//! - no rule delays, holds or folds an alarm of fire, gas or a manual call point;
//! - a rule's number, which reasons and journal keep, follows from its id alone: it is the same wherever it stands in the file;
//! - a file with one mistake gives no rules at all, and every mistake is told with its line.

mod tables;
mod values;
pub mod wrong;

use crate::config::mistake::Mistake;
use crate::config::record::{Mistakes, Reader, Record};
use crate::correlation::rules::Rules;
use crate::operations::desk::{RuleBook, RuleName};
use crate::registry::mistake::Kind;
use crate::registry::rules::tables::Tables;
use crate::registry::source::{Files, Source};
use std::path::Path;

/// The file's name in the registry's directory.
pub const FILE: &str = "rules.toml";

/// The sections whose entries are rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Delay,
    Limit,
    Inhibition,
}

/// Reads the rules; without the file they are the usual ones, and none has a name.
pub fn read(files: &Files, mistakes: &mut Mistakes<Kind>) -> RuleBook {
    let Some((file, root)) = files.table(FILE, mistakes) else { return RuleBook::default() };
    let mut rules = Rules::default();
    let sections = values::read(file, &root, &mut rules, mistakes);
    let names = read_tables(file, sections, &mut rules, mistakes);
    RuleBook { digest: files.digest_of(FILE), rules, names }
}

/// Reads the file of a desk that runs, anew.
///
/// # Errors
/// Returns every mistake in it, by line. Unlike at a start, a missing file is a mistake: it may just
/// be on its way.
///
/// Cost: blocks on the disk.
pub fn read_again(directory: &Path) -> Result<RuleBook, Vec<Mistake<Kind>>> {
    let mut mistakes = Mistakes::default();
    let files = Files::one(&Source::Directory(directory), FILE, &mut mistakes);
    let book = read(&files, &mut mistakes);
    if mistakes.list.is_empty() {
        return Ok(book);
    }
    Err(super::ordered(mistakes))
}

fn read_tables(
    file: &str,
    mut sections: Vec<(Section, &Record)>,
    rules: &mut Rules,
    mistakes: &mut Mistakes<Kind>,
) -> Box<[RuleName]> {
    sections.sort_by_key(|(_, record)| record.line);
    let mut tables = Tables::new(rules);
    for (section, record) in sections {
        let mut reader = Reader::new(file, record, mistakes);
        let rule = tables.name(&mut reader, record.line);
        match section {
            Section::Delay => tables.delay(&mut reader, rule),
            Section::Limit => tables.limit(&mut reader, rule),
            Section::Inhibition => {
                let (source, target) = (reader.record("source"), reader.record("target"));
                let sides = [("source", source), ("target", target)];
                let scope = Tables::scope(&mut reader, &sides);
                reader.finish();
                tables.inhibition((file, mistakes), (rule, record.line), &sides, scope);
                continue;
            }
        }
        reader.finish();
    }
    tables.names.into()
}
