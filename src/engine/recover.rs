//! The desk finds its state again.
//!
//! Decides: from what: a checkpoint and the recording after it, the whole recording, or the journal alone.
//! Must not know: what any fact means.
//!
//! Invariants:
//! - effects are held: nothing here reaches a screen, a feed or a person;
//! - facts that the journal holds are compared with it hash for hash; those that it lacks are written before anything
//!   else happens;
//! - a journal is never replaced by what a recording says;
//! - the rules are those that were in force; what the file says today comes as an input afterwards.

use crate::engine::driver::Driver;
use crate::engine::input::{self, Input};
use crate::engine::paths::Paths;
use crate::journal::draft::{self, Draft, Officers};
use crate::journal::writer::{CommitError, Journal};
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
    /// What it lacks cannot be written.
    #[error("{0}")]
    Commit(#[from] CommitError),
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
        return Ok(Recovered { driver, recording, next: InputNumber(1), recovery: Recovery::Fresh });
    }
    let in_order = ended_in_order(journal)?;
    let recovered = match follow(paths, registry, &build, journal) {
        Ok(driver) => {
            let next = driver.state.input.next();
            Recovered { driver, recording, next, recovery: Recovery::Checkpoint }
        }
        Err(reason) => {
            tracing::warn!("the journal is folded and the feeds are asked anew: {reason}");
            let (driver, last) = fold(registry, journal)?;
            let next = last.max(recording.last()).next();
            Recovered { driver, recording, next, recovery: Recovery::Folded }
        }
    };
    // Only now every recorded command has its entry, and a text without one was never answered for.
    if !in_order && let Err(error) = journal.destroy_unnamed() {
        tracing::warn!("texts that no entry names stay in the journal: {error}");
    }
    Ok(recovered)
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

/// Follows the recording from the newest checkpoint, or from its beginning.
fn follow(
    paths: &Paths,
    registry: &Arc<Registry>,
    build: &str,
    journal: &mut Journal,
) -> Result<Driver, Unusable> {
    let newest = checkpoint::newest(&paths.recording(), build);
    for skipped in &newest.skipped {
        tracing::warn!("{}: {}", skipped.file.display(), skipped.cause);
    }
    let (mut driver, mut head) = match newest.found.and_then(|found| resume(found, registry, journal)) {
        Some(found) => found,
        None => (Driver::before_rules(Arc::clone(registry)), Head::default()),
    };
    let from = driver.state.input.next();
    let mut reader = Reader::open(&paths.recording(), from)?;
    let (written, mut facts, mut unwritten) = (journal.head(), Vec::new(), Vec::new());
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
    journal.commit(&unwritten, &[])?;
    Ok(driver)
}

/// Makes a desk of a checkpoint whose facts are the journal's.
fn resume(
    (header, bytes): (checkpoint::Header, Vec<u8>),
    registry: &Arc<Registry>,
    journal: &Journal,
) -> Option<(Driver, Head)> {
    let stands = journal.digest(header.entry).ok().flatten();
    if header.entry != EntryNumber(0) && stands != Some(header.chain) {
        tracing::warn!("the checkpoint at input {} does not belong to this journal", header.input);
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
        | Body::Desk(_) => InputNumber(0),
    }
}
