//! The desk finds its state again.
//!
//! Decides: from what: a checkpoint and the recording after it, the whole recording, or the journal alone.
//! Must not know: what any fact means.
//!
//! Invariants:
//! - effects are held: nothing here reaches a screen, a feed or a person;
//! - facts that the journal holds are compared with it hash for hash; those that it lacks are written before anything
//!   else happens, or wait as they would have waited: a journal that is held or has no room costs no alarm;
//! - a journal is never replaced by what a recording says;
//! - the rules are those that were in force; what the file says today comes as an input afterwards.

use crate::engine::driver::Driver;
use crate::engine::input::{self, Input};
use crate::engine::paths::Paths;
use crate::journal::draft::{self, Draft, Officers};
use crate::journal::writer::Journal;
use crate::journal::{Head, chain};
use crate::operations::desk::fact::Recovery;
use crate::operations::fact::{Body, Fact};
use crate::operations::state::State;
use crate::operations::{desk, incident};
use crate::recording::{self, checkpoint, reader::Reader, writer::Writer};
use crate::registry::Registry;
use crate::units::{EntryNumber, InputNumber};
use std::sync::Arc;

/// A desk that stands where it stood.
pub struct Recovered {
    /// The desk.
    pub driver: Driver,
    /// The recording, cut at its last good block.
    pub recording: Writer,
    /// The number of the next input.
    pub next: InputNumber,
    /// From what.
    pub recovery: Recovery,
    /// Whether the desk before it ended in order.
    pub in_order: bool,
    /// Entries that the journal lacks and did not take now: they go in before anything newer.
    pub unwritten: Vec<Draft>,
}

/// Why the desk does not stand again.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The journal cannot be asked.
    #[error("the journal cannot be read: {0}")]
    Journal(#[from] rusqlite::Error),
    /// An entry of the journal is no fact to this program.
    #[error("{0}")]
    Fact(#[from] draft::Error),
    /// The recording.
    #[error("{0}")]
    Recording(#[from] recording::Error),
}

/// Why a recording is not followed; the journal is folded then.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// There is nothing that reaches back far enough.
    #[error("the recording does not begin where the desk stood")]
    Incomplete,
    /// Another program or another registry wrote it.
    #[error("{0} wrote the recording")]
    Build(String),
    /// It cannot be read on.
    #[error("{0}")]
    Recording(#[from] recording::Error),
    /// An input in it cannot be read.
    #[error("{0}")]
    Input(#[from] input::Error),
    /// It does not lead to the journal's facts.
    #[error("the recording leads to another entry {0} than the journal holds")]
    Diverged(EntryNumber),
    /// The journal holds more than the recording leads to.
    #[error("the recording ends before the journal's entry {0}")]
    Short(EntryNumber),
    /// The journal cannot be asked.
    #[error("{0}")]
    Journal(#[from] rusqlite::Error),
}

/// Finds the desk's state again.
pub fn recover(paths: &Paths, registry: &Arc<Registry>, journal: &mut Journal) -> Result<Recovered, Error> {
    let build = build_of(registry);
    let (recording, opened) = Writer::open(&paths.recording(), &build)?;
    if let Some(cut) = &opened.cut {
        tracing::warn!(
            "{}: cut at byte {}, the last good block: {}",
            cut.file.display(),
            cut.offset,
            cut.defect
        );
    }
    let is_fresh = recording.last() == InputNumber(0) && journal.head().entry == EntryNumber(0);
    if is_fresh {
        let driver = Driver::before_rules(Arc::clone(registry));
        return Ok(Recovered {
            driver,
            recording,
            next: InputNumber(1),
            recovery: Recovery::Fresh,
            in_order: true,
            unwritten: Vec::new(),
        });
    }
    let in_order = ended_in_order(journal)?;
    let recovered = match follow(paths, registry, &build, Some(journal)) {
        Ok((driver, unwritten)) => {
            let next = driver.state.input.next();
            // While entries wait, a text that no entry names yet may be one of theirs.
            let in_order = in_order || !unwritten.is_empty();
            Recovered { driver, recording, next, recovery: Recovery::Checkpoint, in_order, unwritten }
        }
        Err(reason) => {
            tracing::warn!("the journal is folded and the feeds are asked anew: {reason}");
            let (driver, last) = fold(registry, journal)?;
            let next = last.max(recording.last()).next();
            Recovered { driver, recording, next, recovery: Recovery::Folded, in_order, unwritten: Vec::new() }
        }
    };
    Ok(recovered)
}

/// Finds the desk's state without the journal, which is damaged and is left as it is.
///
/// The recording leads there by itself; without one it is what can be read of the journal, up to the first entry that is
/// not whole; without the devices' numbers, which stand in the journal, it is an empty desk that asks its feeds.
///
/// # Errors
/// The recording cannot be had.
pub fn recover_beside(paths: &Paths, registry: &Arc<Registry>, numbers: Numbers) -> Result<Recovered, Error> {
    let build = build_of(registry);
    let (recording, _) = Writer::open(&paths.recording(), &build)?;
    let followed = match numbers {
        Numbers::Known => follow(paths, registry, &build, None),
        Numbers::Lost => Err(Unusable::Incomplete),
    };
    let (driver, recovery) = match (followed, numbers) {
        (Ok((driver, _)), _) => (driver, Recovery::Checkpoint),
        (Err(reason), Numbers::Known) => {
            tracing::warn!("what can be read of the journal is folded: {reason}");
            (fold_readable(registry, paths), Recovery::Folded)
        }
        (Err(_), Numbers::Lost) => (Driver::new(Arc::clone(registry)), Recovery::Folded),
    };
    let next = driver.state.input.max(recording.last()).next();
    // Which texts no entry names is not asked of a journal that nobody writes.
    Ok(Recovered { driver, recording, next, recovery, in_order: true, unwritten: Vec::new() })
}

/// Whether the numbers that the devices had in this data directory could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// They could.
    Known,
    /// They are lost with the journal.
    Lost,
}

/// Builds the desk up from the entries before the first one that is not whole.
fn fold_readable(registry: &Arc<Registry>, paths: &Paths) -> Driver {
    let mut driver = Driver::new(Arc::clone(registry));
    let officers = Officers::of(&registry.operations);
    let reader = match crate::journal::reader::Reader::open(&paths.journal()) {
        Ok(reader) => reader,
        Err(error) => {
            tracing::error!("nothing of the journal can be read: {error}");
            return driver;
        }
    };
    let mut head = Head::default();
    for row in reader.rows(EntryNumber(1)) {
        let Ok(row) = row else { break };
        let follows = row.previous == head.digest && row.entry.0 == head.entry.0 + 1;
        if !follows || chain::link(row.previous, row.entry, &row.draft) != row.digest {
            break;
        }
        let Ok(fact) = draft::fact(&row, &officers) else { break };
        driver.state.fold(row.entry, &fact);
        head = row.head();
    }
    tracing::error!("the journal was read up to entry {}", head.entry);
    driver
}

/// Returns whether the journal's last entry is the end of a desk.
fn ended_in_order(journal: &Journal) -> Result<bool, Error> {
    let last = journal.facts(journal.head().entry).last().transpose()?;
    Ok(last.is_some_and(|row| row.draft.kind == desk::Fact::Stopped.kind()))
}

/// Returns what recording and checkpoint are marked with: this program and the registry that it reads frames by.
///
/// The rules are no part of it: the recording and the checkpoint hold those that were in force.
pub fn build_of(registry: &Registry) -> String {
    let digest = registry.digest.to_string();
    format!("{}+{}", env!("CARGO_PKG_VERSION"), &digest[..16])
}

/// Follows the recording from the newest checkpoint, or from its beginning; returns the entries that the journal does not take now.
fn follow(
    paths: &Paths,
    registry: &Arc<Registry>,
    build: &str,
    journal: Option<&mut Journal>,
) -> Result<(Driver, Vec<Draft>), Unusable> {
    let newest = checkpoint::newest(&paths.recording(), build);
    for skipped in &newest.skipped {
        tracing::warn!("{}: {}", skipped.file.display(), skipped.cause);
    }
    let (mut driver, mut head) =
        match newest.found.and_then(|found| resume(found, registry, journal.as_deref())) {
            Some(found) => found,
            None => (Driver::before_rules(Arc::clone(registry)), Head::default()),
        };
    let from = driver.state.input.next();
    let mut reader = Reader::open(&paths.recording(), from)?;
    let written = journal.as_deref().map(Journal::head).unwrap_or_default();
    let (mut facts, mut unwritten) = (Vec::new(), Vec::new());
    while let Some(record) = reader.read() {
        let record = record?;
        if record.number != driver.state.input.next() {
            return Err(Unusable::Incomplete);
        }
        let input = Input::read(record.kind, record.source, record.bytes)?;
        driver.take(record.number, record.at, &input, &mut facts);
        if reader.build().is_some_and(|other| other != build) {
            return Err(Unusable::Build(reader.build().unwrap_or_default().to_owned()));
        }
        for fact in facts.drain(..) {
            let draft = Draft::of(&fact);
            head = chain::next(head, &draft);
            // What a damaged journal holds proves nothing.
            let Some(journal) = journal.as_deref() else { continue };
            if head.entry > written.entry {
                unwritten.push(draft);
            } else if journal.digest(head.entry)? != Some(head.digest) {
                return Err(Unusable::Diverged(head.entry));
            }
        }
    }
    if head.entry < written.entry {
        return Err(Unusable::Short(written.entry));
    }
    if let Some(journal) = journal {
        match journal.commit(&unwritten, &[]) {
            Ok(_) => unwritten.clear(),
            Err(error) => tracing::error!("{} entries wait for the journal: {error}", unwritten.len()),
        }
    }
    Ok((driver, unwritten))
}

/// Makes a desk of a checkpoint whose facts are the journal's.
fn resume(
    (header, bytes): (checkpoint::Header, Vec<u8>),
    registry: &Arc<Registry>,
    journal: Option<&Journal>,
) -> Option<(Driver, Head)> {
    let stands = journal.map(|journal| journal.digest(header.entry).ok().flatten());
    let is_of_another = stands.is_some_and(|stands| stands != Some(header.chain));
    if header.entry != EntryNumber(0) && is_of_another {
        tracing::warn!("the checkpoint at input {} does not belong to this journal", header.input);
        return None;
    }
    if !journal.is_none_or(|journal| is_attested(&header, journal)) {
        tracing::error!("the checkpoint at input {} is not the one that was written", header.input);
        return None;
    }
    match postcard::from_bytes::<State>(&bytes) {
        Ok(state) => {
            let head = Head { entry: header.entry, digest: header.chain };
            Some((Driver::resume(state, Arc::clone(registry)), head))
        }
        Err(error) => {
            tracing::warn!("the checkpoint at input {} cannot be read: {error}", header.input);
            None
        }
    }
}

/// Entries behind a checkpoint's own in which the one that names it is looked for; it follows within moments.
const ATTESTED_WITHIN: usize = 4_096;

/// Returns whether the journal's word on a checkpoint is that of the checkpoint; one that it says nothing of is the last of a desk.
fn is_attested(header: &checkpoint::Header, journal: &Journal) -> bool {
    let after = EntryNumber(header.entry.0 + 1);
    let rows = journal.facts(after).take(ATTESTED_WITHIN).filter_map(Result::ok);
    let kind = desk::Fact::Checkpointed { input: header.input, digest: header.state }.kind();
    let said = rows.filter(|row| row.draft.kind == kind).find_map(|row| {
        match serde_json::from_str(&row.draft.body) {
            Ok(Body::Desk(desk::Fact::Checkpointed { input, digest })) if input == header.input => {
                Some(digest)
            }
            Ok(_) | Err(_) => None,
        }
    });
    said.is_none_or(|digest| digest == header.state)
}

/// Builds the desk up from the journal alone.
fn fold(registry: &Arc<Registry>, journal: &Journal) -> Result<(Driver, InputNumber), Error> {
    let mut driver = Driver::new(Arc::clone(registry));
    let officers = Officers::of(&registry.operations);
    let mut last = InputNumber(0);
    for row in journal.facts(EntryNumber(1)) {
        let row = row?;
        let fact = draft::fact(&row, &officers)?;
        last = last.max(input_of(&fact));
        driver.state.fold(row.entry, &fact);
    }
    Ok((driver, last))
}

/// Returns the highest input that a fact speaks of.
fn input_of(fact: &Fact) -> InputNumber {
    match &fact.body {
        Body::Desk(desk::Fact::Checkpointed { input, .. }) => *input,
        Body::Incident(incident::Fact::Acknowledged { upto, .. }) => *upto,
        Body::Incident(_)
        | Body::Call(_)
        | Body::Intake(_)
        | Body::Finding(_)
        | Body::Dispatch(_)
        | Body::Plan(_)
        | Body::Report(_)
        | Body::Order(_)
        | Body::Claim(_)
        | Body::Pool(_)
        | Body::Delivery(_)
        | Body::Suppression(_)
        | Body::Deadline(_)
        | Body::Warning(_)
        | Body::Feed(_)
        | Body::Handover(_)
        | Body::Drill(_)
        | Body::Desk(_) => InputNumber(0),
    }
}
