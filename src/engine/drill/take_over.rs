//! From here the team decides: the night up to an input becomes the beginning of a drill's own stores.
//!
//! Decides: what of a recording a run takes over. Must not know: who plays on.
//!
//! The run's recording holds the night's inputs unchanged, and its journal the facts that they lead to: the desk that
//! opens it finds its state again as after any restart. No text that anybody typed goes with it: those stand in the table
//! `private` of the night's own journal, and nowhere else.

use crate::engine::driver::Driver;
use crate::engine::input::{self, Input};
use crate::engine::paths::Paths;
use crate::engine::recover::build_of;
use crate::journal::draft::Draft;
use crate::journal::schema::OpenError;
use crate::journal::writer::{CommitError, Journal};
use crate::recording::checkpoint;
use crate::recording::reader::Reader;
use crate::recording::writer::Writer;
use crate::recording::{self, Record};
use crate::registry::Registry;
use crate::units::InputNumber;
use std::path::Path;
use std::sync::Arc;

/// Entries that are committed at once.
const GROUP: usize = 4_096;

/// Why a night cannot be taken over.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A recording: the night's, or the run's own.
    #[error("{0}")]
    Recording(#[from] recording::Error),
    /// An input cannot be read.
    #[error("{0}")]
    Input(#[from] input::Error),
    /// The run's journal cannot be made.
    #[error("{0}")]
    Journal(#[from] OpenError),
    /// It cannot be written.
    #[error("{0}")]
    Commit(#[from] CommitError),
    /// The state cannot be encoded.
    #[error("the state cannot be encoded: {0}")]
    Encode(#[from] postcard::Error),
}

/// Writes a run's recording, journal and checkpoint up to an input of a night; `codes` are its devices by number.
///
/// # Errors
/// The night cannot be read, or the run not be written.
pub fn take_over(
    night: &Path,
    upto: InputNumber,
    run: &Paths,
    registry: &Arc<Registry>,
    codes: &[&str],
) -> Result<(), Error> {
    let build = build_of(registry);
    let (mut writer, _) = Writer::open(&run.recording(), &build)?;
    let mut journal = Journal::open(&run.journal())?;
    journal.assign(codes)?;
    let mut driver = Driver::before_rules(Arc::clone(registry));
    let mut reader = Reader::open(night, InputNumber(1))?;
    let (mut facts, mut drafts) = (Vec::new(), Vec::new());
    while driver.state.input < upto {
        let Some(record) = reader.read() else { break };
        let record = record?;
        writer.append(&[Record { ..record }])?;
        let input = Input::read(record.kind, record.source, record.bytes)?;
        driver.take(record.number, record.at, &input, &mut facts);
        drafts.extend(facts.drain(..).map(|fact| Draft::of(&fact)));
        if drafts.len() >= GROUP {
            writer.sync()?;
            journal.commit(&drafts, &[])?;
            drafts.clear();
        }
    }
    writer.sync()?;
    let head = journal.commit(&drafts, &[])?;
    let bytes = postcard::to_allocvec(&driver.state)?;
    let state = checkpoint::digest(&bytes);
    let input = driver.state.input;
    let header = checkpoint::Header { input, entry: head.entry, chain: head.digest, build, state };
    checkpoint::save(&run.recording(), &header, &bytes)?;
    Ok(())
}
