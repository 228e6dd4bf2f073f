//! A score from a run's journal.

use crate::drill::expected::{Codes, code_of};
use crate::drill::scenario::Scenario;
use crate::drill::score::{Score, Tally, Unscored};
use crate::journal::draft::{self, Officers};
use crate::journal::reader::Reader;
use crate::operations::call::Callee;
use crate::operations::fact::{Body, Fact};
use crate::operations::reference::{Code, Reference};
use crate::operations::report::{self, Kind};
use crate::units::{EntryNumber, IncidentId};
use std::collections::BTreeMap;

/// Why a run has no score.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The journal cannot be read.
    #[error(transparent)]
    Journal(#[from] rusqlite::Error),
    /// It is none of a drill, or of another scenario.
    #[error(transparent)]
    Unscored(#[from] Unscored),
}

/// Scores a run; `reference` is the registry that it was played with.
///
/// Cost: O(entries x expectations).
///
/// # Errors
/// The journal cannot be read, holds no drill, or one of another scenario.
pub fn read(scenario: &Scenario, reader: &Reader, reference: &Reference) -> Result<Score, Error> {
    let officers = Officers::of(reference);
    let mut names = Names::new(reference);
    let mut tally = Tally::new(scenario);
    for row in reader.rows(EntryNumber(1)) {
        let row = row?;
        let Ok(fact) = draft::fact(&row, &officers) else {
            tally.pass_over();
            continue;
        };
        names.note(&fact.body);
        tally.take(row.entry, &fact, |expected, body| expected.is(body, &names));
    }
    Ok(tally.finish()?)
}

/// Scores entries that are at hand, in their order.
///
/// # Errors
/// No drill began in them, or one of another scenario.
pub fn of<'a>(
    scenario: &Scenario,
    reference: &Reference,
    entries: impl IntoIterator<Item = (EntryNumber, &'a Fact)>,
) -> Result<Score, Unscored> {
    let mut names = Names::new(reference);
    let mut tally = Tally::new(scenario);
    for (entry, fact) in entries {
        names.note(&fact.body);
        tally.take(entry, fact, |expected, body| expected.is(body, &names));
    }
    tally.finish()
}

/// Who is called how, and which report has which number: entries name both by number.
struct Names<'a> {
    reference: &'a Reference,
    reports: BTreeMap<(IncidentId, u16), Kind>,
}

impl<'a> Names<'a> {
    const fn new(reference: &'a Reference) -> Self {
        Self { reference, reports: BTreeMap::new() }
    }

    fn note(&mut self, body: &Body) {
        if let Body::Report(report::Fact::Submitted { incident, number, kind, .. }) = body {
            self.reports.insert((*incident, *number), *kind);
        }
    }
}

impl Codes for Names<'_> {
    fn code_of(&self, callee: Callee) -> Option<Code> {
        code_of(self.reference, callee)
    }

    fn kind_of(&self, incident: IncidentId, number: u16) -> Option<Kind> {
        self.reports.get(&(incident, number)).copied()
    }
}
