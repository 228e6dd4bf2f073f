//! What a desk begins with: its journal, and the state that it or the recording leads to.
//!
//! Decides: which damage keeps a desk from writing its journal, and none from its alarms.
//! Must not know: threads, sockets.

use crate::engine::paths::Paths;
use crate::engine::recover::{self, Numbers, Recovered};
use crate::engine::serve::{Error, numbers};
use crate::journal::heads::Places;
use crate::journal::reader::Reader;
use crate::journal::schema::{self, OpenError};
use crate::journal::writer::Journal;
use crate::registry::Registry;
use std::path::PathBuf;
use std::sync::Arc;

/// The journal as the start found it.
pub(super) enum Kept {
    /// It is written.
    Whole(Box<Journal>),
    /// It is damaged: it stays as it is, is read as far as it can be, and nothing is written.
    Damaged(OpenError),
}

/// Finds the state, and the journal where it can be written.
///
/// A journal that is damaged keeps no desk from its alarms: the desk runs beside it, and says so on every screen.
///
/// # Errors
/// Neither journal nor recording leads anywhere, for another reason than damage.
pub(super) fn begin(paths: &Paths, registry: Registry, anchors: PathBuf) -> Result<(Recovered, Kept), Error> {
    match whole(paths, &registry, anchors) {
        Ok((recovered, journal)) => Ok((recovered, Kept::Whole(Box::new(journal)))),
        Err(error) => {
            let damage = error.damage(paths)?;
            tracing::error!("{damage}: nothing is written to it; the desk runs without it");
            Ok((beside(paths, registry)?, Kept::Damaged(damage)))
        }
    }
}

/// Opens the journal and finds the state by it.
fn whole(paths: &Paths, registry: &Registry, anchors: PathBuf) -> Result<(Recovered, Journal), Error> {
    let mut journal = Journal::open(&paths.journal())?;
    let registry = Arc::new(renumbered(registry.clone(), &mut journal)?);
    let recovered = recover::recover(paths, &registry, &mut journal)?;
    // Only now the journal holds what it held: heads of entries that the recording brought back belong to it again.
    journal.sign_heads(Places { key: paths.key(), anchors });
    Ok((recovered, journal))
}

impl Error {
    /// Returns what is wrong with the journal that a desk runs beside, wherever the start met it.
    ///
    /// # Errors
    /// It is nothing of that sort: the desk does not start.
    fn damage(self, paths: &Paths) -> Result<OpenError, Self> {
        match self {
            Self::Journal(error) if error.is_damage() => Ok(error),
            Self::Index(source) | Self::Recover(recover::Error::Journal(source))
                if schema::is_unreadable(&source) =>
            {
                Ok(OpenError::Sqlite { file: paths.journal(), source })
            }
            Self::Recover(recover::Error::Fact(error)) => {
                tracing::error!("{error}");
                Ok(OpenError::Foreign(paths.journal()))
            }
            other => Err(other),
        }
    }
}

/// Gives every device the number that it has had in this data directory.
fn renumbered(mut registry: Registry, journal: &mut Journal) -> Result<Registry, Error> {
    let new = registry.renumber(&numbers(journal.device_index()?))?;
    if new.is_empty() {
        // Nothing is to be written: who holds the journal keeps no desk from its alarms.
        return Ok(registry);
    }
    let codes: Vec<&str> = new.iter().map(|(code, _)| code.as_str()).collect();
    let assigned = journal.assign(&codes)?;
    debug_assert!(
        new.iter().zip(&assigned).all(|((_, number), device)| *number == device.0),
        "journal and registry count on alike"
    );
    Ok(registry)
}

/// Finds the state beside a damaged journal; the devices' numbers stand in it, and may be readable all the same.
fn beside(paths: &Paths, mut registry: Registry) -> Result<Recovered, Error> {
    let index = Reader::open(&paths.journal()).ok().and_then(|reader| reader.device_index().ok());
    let known = index.filter(|index| !index.is_empty()).map(numbers);
    let found = if known.is_some() { Numbers::Known } else { Numbers::Lost };
    registry.renumber(&known.unwrap_or_default())?;
    Ok(recover::recover_beside(paths, &Arc::new(registry), found)?)
}
