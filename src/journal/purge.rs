//! Texts are destroyed because a person ordered it.
//!
//! Decides: which texts an order means, how much at a time, what of a copy goes with them.
//! Must not know: who may order it.
//!
//! The chain holds only token and digest of a text, so entries, heads and recording stay as they are; what goes are the rows of
//! table `private`, overwritten in the file and its log. An order means entries before its own.

use crate::journal::reader::{self, Reader};
use crate::journal::schema::OpenError;
use crate::journal::writer::{CommitError, Journal};
use crate::operations::desk::{self, Scope};
use crate::operations::fact::Body;
use crate::units::EntryNumber;
use rusqlite::{Connection, params};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Entries that one step looks at: some 10 ms, so that an alarm's entry waits no longer.
const STEP_ENTRIES: u32 = 2_000;

/// An order to destroy texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// The entry that ordered it.
    pub entry: EntryNumber,
    /// Which texts.
    pub scope: Scope,
}

/// An order and whether it was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The order.
    pub order: Order,
    /// Whether an entry says that it was.
    pub is_done: bool,
}

/// An order that is being carried out, a step at a time.
#[derive(Debug)]
pub struct Walk {
    order: Order,
    next: EntryNumber,
    destroyed: u32,
}

/// Texts that no entry names are looked for, a step at a time: a crash came between the text and its command, and nobody was
/// answered.
///
/// Only texts that stood when it began are meant: those that come later wait for their entries.
#[derive(Debug)]
pub struct Unnamed {
    held: BTreeSet<u64>,
    next: EntryNumber,
}

/// Why texts of a copy still stand.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The copy cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The copy cannot be written, or somebody looks into it.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// It cannot be read.
    #[error("the copy cannot be read: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// Its last entry is none of the journal's: what was ordered there means nothing here.
    #[error("{} is no copy of this desk's journal", .0.display())]
    Stranger(PathBuf),
}

impl Walk {
    /// Begins an order.
    pub const fn of(order: Order) -> Self {
        Self { order, next: EntryNumber(1), destroyed: 0 }
    }

    /// Returns the order.
    pub const fn order(&self) -> Order {
        self.order
    }

    /// Does a step; returns how many texts were destroyed in all when it was the last one.
    ///
    /// Cost: some 10 ms.
    ///
    /// # Errors
    /// Returns as [`Journal::commit`] does: call again.
    pub fn step(&mut self, journal: &mut Journal) -> Result<Option<u32>, CommitError> {
        let (tokens, next) =
            texts_of(journal.connection(), self.order, self.next).map_err(CommitError::Other)?;
        self.destroyed += journal.destroy(&tokens)? as u32;
        let Some(next) = next else {
            journal.empty_log()?;
            return Ok(Some(self.destroyed));
        };
        self.next = next;
        Ok(None)
    }
}

impl Unnamed {
    /// Begins; none when there are no texts at all.
    ///
    /// Cost: O(texts), some 50 ns each.
    ///
    /// # Errors
    /// Returns what SQLite says.
    pub fn begin(journal: &Journal) -> rusqlite::Result<Option<Self>> {
        let mut statement = journal.connection().prepare("SELECT token FROM private")?;
        let held = statement.query_map([], |row| row.get::<_, i64>(0).map(i64::cast_unsigned))?;
        let held: BTreeSet<u64> = held.collect::<rusqlite::Result<_>>()?;
        Ok((!held.is_empty()).then_some(Self { held, next: EntryNumber(1) }))
    }

    /// Does a step; returns how many texts were destroyed when it was the last one.
    ///
    /// Cost: some 10 ms.
    ///
    /// # Errors
    /// Returns as [`Journal::commit`] does: call again.
    pub fn step(&mut self, journal: &mut Journal) -> Result<Option<u32>, CommitError> {
        let next = self.look(journal.connection()).map_err(CommitError::Other)?;
        if let Some(next) = next {
            self.next = next;
            return Ok(None);
        }
        let unnamed: Vec<u64> = self.held.iter().copied().collect();
        let count = if unnamed.is_empty() { 0 } else { journal.purge(&unnamed)? };
        Ok(Some(count as u32))
    }

    fn look(&mut self, connection: &Connection) -> rusqlite::Result<Option<EntryNumber>> {
        // Whatever entry it is: of an act with several facts only the first one carries the act's id.
        let sql = "SELECT seq, body FROM entry WHERE seq >= ?1 ORDER BY seq LIMIT ?2";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![self.next.0.cast_signed(), STEP_ENTRIES])?;
        let (mut looked, mut last) = (0, None);
        while let Some(row) = rows.next()? {
            (looked, last) = (looked + 1, Some(row.get::<_, i64>(0)?.cast_unsigned()));
            let Some(body) = row.get_ref(1)?.as_str_or_null()? else { continue };
            if body.contains("\"token\":") {
                let body = serde_json::from_str(body).unwrap_or_default();
                for token in reader::tokens(&body) {
                    self.held.remove(&token);
                }
            }
        }
        Ok(last.filter(|_| looked == STEP_ENTRIES).map(|last| EntryNumber(last + 1)))
    }
}

/// Returns every order of a journal, oldest first.
///
/// Cost: O(orders).
///
/// # Errors
/// Returns what SQLite says.
pub fn orders(journal: &Journal) -> rusqlite::Result<Vec<Standing>> {
    find_orders(journal.connection())
}

/// Returns what [`orders`] does, of any connection; none in a journal of before there were any.
pub(crate) fn find_orders(connection: &Connection) -> rusqlite::Result<Vec<Standing>> {
    // The words of the partial index, so that no entry but these is read.
    let sql = "SELECT seq, body FROM entry WHERE kind IN ('desk.purged', 'desk.purge-ended') ORDER BY seq";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut found: Vec<Standing> = Vec::new();
    while let Some(row) = rows.next()? {
        let entry = EntryNumber(row.get::<_, i64>(0)?.cast_unsigned());
        match serde_json::from_str(row.get_ref(1)?.as_str()?) {
            Ok(Body::Desk(desk::Fact::Purged { scope, .. })) => {
                found.push(Standing { order: Order { entry, scope }, is_done: false });
            }
            Ok(Body::Desk(desk::Fact::PurgeEnded { order, .. })) => {
                for one in found.iter_mut().filter(|one| one.order.entry == order) {
                    one.is_done = true;
                }
            }
            Ok(_) | Err(_) => {}
        }
    }
    Ok(found)
}

/// Destroys in a copy of a journal what was ordered of it; returns how many texts there were.
///
/// # Errors
/// See [`Error`]; what was destroyed is destroyed, call again for the rest.
pub fn copy(own: &Reader, file: &Path, orders: &[Order]) -> Result<u32, Error> {
    if !file.is_file() {
        return Err(OpenError::Missing(file.to_path_buf()).into());
    }
    let mut journal = Journal::open(file)?;
    let head = journal.head();
    if head.entry.0 > 0 && own.digest(head.entry)? != Some(head.digest) {
        return Err(Error::Stranger(file.to_path_buf()));
    }
    let mut count = 0;
    for order in orders {
        let mut walk = Walk::of(*order);
        count += loop {
            if let Some(destroyed) = walk.step(&mut journal)? {
                break destroyed;
            }
        };
    }
    Ok(count)
}

/// Returns the tokens of the next entries that an order means, and from where to go on.
fn texts_of(
    connection: &Connection,
    order: Order,
    from: EntryNumber,
) -> rusqlite::Result<(Vec<u64>, Option<EntryNumber>)> {
    let (sql, value) = match order.scope {
        Scope::Incident(incident) => (
            "SELECT seq, body FROM entry WHERE incident = ?1 AND seq >= ?2 AND seq < ?3 ORDER BY seq LIMIT ?4",
            i64::from(incident.0),
        ),
        Scope::Before(before) => (
            "SELECT seq, CASE WHEN at < ?1 THEN body END FROM entry WHERE seq >= ?2 AND seq < ?3
             ORDER BY seq LIMIT ?4",
            before.0,
        ),
    };
    let mut statement = connection.prepare_cached(sql)?;
    let (from, end) = (from.0.cast_signed(), order.entry.0.cast_signed());
    let mut rows = statement.query(params![value, from, end, STEP_ENTRIES])?;
    let (mut tokens, mut looked, mut last) = (Vec::new(), 0, None);
    while let Some(row) = rows.next()? {
        (looked, last) = (looked + 1, Some(row.get::<_, i64>(0)?.cast_unsigned()));
        let Some(body) = row.get_ref(1)?.as_str_or_null()? else { continue };
        if body.contains("\"token\":") {
            // A body that is no JSON names no text; the verifier says what is wrong with it.
            tokens
                .extend(serde_json::from_str(body).map_or_else(|_| Vec::new(), |body| reader::tokens(&body)));
        }
    }
    let next = last.filter(|_| looked == STEP_ENTRIES).map(|last| EntryNumber(last + 1));
    Ok((tokens, next))
}
