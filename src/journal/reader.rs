//! Looks into the journal without holding the writer up.
//!
//! Decides: pages, tails and single entries; how private text is joined to them.
//! Must not know: who may read private text: the caller says so.
//!
//! Invariant: no call leaves a read transaction open, so the write-ahead log can always be emptied.

use crate::journal::Head;
use crate::journal::draft::Draft;
use crate::journal::heads::SignedHead;
use crate::journal::purge;
use crate::journal::row::{COLUMNS, Row};
use crate::journal::schema::{self, OpenError};
use crate::limits::{JOURNAL_PAGE_ROWS, WINDOW_ROWS_MAX};
use crate::units::{ActionId, DeviceId, Digest, EntryNumber, IncidentId};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::path::Path;

/// The journal, open to look.
pub struct Reader {
    connection: Connection,
}

/// A page that is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageQuery {
    /// Only of this incident.
    pub incident: Option<IncidentId>,
    /// Only before this entry; none: the newest.
    pub before: Option<EntryNumber>,
    /// At most this many; at most [`WINDOW_ROWS_MAX`].
    pub rows: u16,
}

/// Whether private text is wanted, and may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Private {
    /// It is left out.
    #[default]
    Withheld,
    /// It is joined.
    Joined,
}

/// What became of the texts that people typed with an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// There were none.
    None,
    /// They were not asked for.
    Withheld,
    /// They were destroyed.
    Purged,
    /// They are these, in the order of the body; several are parted by ` / `.
    Text(String),
}

/// An entry as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The entry.
    pub row: Row,
    /// What was typed with it.
    pub words: Words,
}

/// Walks entries in order, a page at a time; holds nothing open between pages.
pub struct Rows<'a> {
    connection: &'a Connection,
    next: EntryNumber,
    page: VecDeque<Row>,
    /// How many are read at once: one by one where a page of them could not be, up to the very entry that cannot.
    count: usize,
    ended: bool,
}

impl Reader {
    /// Opens a journal to look.
    ///
    /// # Errors
    /// Returns what is wrong with the file.
    pub fn open(file: &Path) -> Result<Self, OpenError> {
        schema::open_to_read(file).map(|connection| Self { connection })
    }

    /// Opens a journal to look at it for a moment, and leaves no trace beside one that nobody has open.
    ///
    /// # Errors
    /// Returns what is wrong with the file.
    pub fn open_untouched(file: &Path) -> Result<Self, OpenError> {
        schema::open_untouched(file).map(|connection| Self { connection })
    }

    /// Returns the newest entry.
    ///
    /// # Errors
    /// Returns what SQLite says.
    pub fn head(&self) -> rusqlite::Result<Head> {
        let rows = tail_rows(&self.connection, 1)?;
        Ok(rows.first().map_or(Head::default(), Row::head))
    }

    /// Returns a page, newest first.
    ///
    /// # Errors
    /// Returns what SQLite says.
    pub fn page(&self, query: PageQuery, private: Private) -> rusqlite::Result<Vec<Shown>> {
        let count = query.rows.min(WINDOW_ROWS_MAX as u16);
        let rows = rows_before(&self.connection, query.incident, query.before, count)?;
        rows.into_iter().map(|row| self.show(row, private)).collect()
    }

    /// Returns the entries before one, newest first, as many as are held at once.
    pub(in crate::journal) fn rows_before(
        &self,
        incident: Option<IncidentId>,
        before: Option<EntryNumber>,
    ) -> rusqlite::Result<Vec<Row>> {
        rows_before(&self.connection, incident, before, JOURNAL_PAGE_ROWS as u16)
    }

    /// Returns the entries after one, oldest first, as many as a page takes.
    ///
    /// # Errors
    /// Returns what SQLite says.
    pub fn tail(&self, after: EntryNumber, private: Private) -> rusqlite::Result<Vec<Shown>> {
        let rows = page_from(&self.connection, EntryNumber(after.0.saturating_add(1)), WINDOW_ROWS_MAX)?;
        rows.into_iter().map(|row| self.show(row, private)).collect()
    }

    /// Returns one entry.
    ///
    /// # Errors
    /// Returns what SQLite says.
    pub fn entry(&self, entry: EntryNumber, private: Private) -> rusqlite::Result<Option<Shown>> {
        let rows = page_from(&self.connection, entry, 1)?;
        let found = rows.into_iter().find(|row| row.entry == entry);
        found.map(|row| self.show(row, private)).transpose()
    }

    /// Returns the first entry of an act, if the act stands in the journal.
    ///
    /// # Errors
    /// Returns what SQLite says.
    pub fn action(&self, action: ActionId) -> rusqlite::Result<Option<(EntryNumber, Digest)>> {
        find_action(&self.connection, action)
    }

    /// Returns the digest of an entry; none when there is no such entry.
    ///
    /// # Errors
    /// Returns what SQLite says.
    pub fn digest(&self, entry: EntryNumber) -> rusqlite::Result<Option<Digest>> {
        find_digest(&self.connection, entry)
    }

    /// Returns whether there is an entry of a kind.
    ///
    /// Cost: O(entries) where there is none.
    ///
    /// # Errors
    /// Returns what SQLite says.
    pub fn has_kind(&self, kind: &str) -> rusqlite::Result<bool> {
        let mut statement =
            self.connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM entry WHERE kind = ?1)")?;
        statement.query_row([kind], |row| row.get(0))
    }

    /// Returns a text that somebody typed; none when it was destroyed.
    ///
    /// # Errors
    /// Returns what SQLite says.
    pub fn text(&self, token: u64) -> rusqlite::Result<Option<String>> {
        let mut statement = self.connection.prepare_cached("SELECT text FROM private WHERE token = ?1")?;
        statement.query_row([token.cast_signed()], |row| row.get(0)).optional()
    }

    /// Returns the devices' numbers.
    ///
    /// # Errors
    /// Returns what SQLite says.
    pub fn device_index(&self) -> rusqlite::Result<BTreeMap<String, DeviceId>> {
        find_device_index(&self.connection)
    }

    /// Returns the entries from one on, in order; read a page at a time.
    pub const fn rows(&self, from: EntryNumber) -> Rows<'_> {
        Rows::new(&self.connection, from)
    }

    /// Returns the signed heads, oldest first; a line that is none is left out: the verifier names it.
    ///
    /// # Errors
    /// Returns what SQLite says.
    pub fn heads(&self) -> rusqlite::Result<Vec<SignedHead>> {
        find_heads(&self.connection)
    }

    /// Returns the orders to destroy texts, oldest first.
    ///
    /// # Errors
    /// Returns what SQLite says.
    pub fn purges(&self) -> rusqlite::Result<Vec<purge::Standing>> {
        purge::find_orders(&self.connection)
    }

    pub(in crate::journal) const fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Joins the private text of an entry.
    ///
    /// # Errors
    /// Returns what SQLite says.
    pub fn show(&self, row: Row, private: Private) -> rusqlite::Result<Shown> {
        let words = words(&self.connection, &row.draft, private)?;
        Ok(Shown { row, words })
    }
}

impl<'a> Rows<'a> {
    pub(crate) const fn new(connection: &'a Connection, from: EntryNumber) -> Self {
        Self { connection, next: from, page: VecDeque::new(), count: JOURNAL_PAGE_ROWS, ended: false }
    }
}

impl Iterator for Rows<'_> {
    type Item = rusqlite::Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.page.is_empty() && !self.ended {
            match page_from(self.connection, self.next, self.count) {
                Ok(page) if page.is_empty() => break,
                Ok(page) => self.page = page.into(),
                Err(_) if self.count > 1 => self.count = 1,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
        let row = self.page.pop_front();
        match &row {
            Some(row) => self.next = EntryNumber(row.entry.0 + 1),
            None => self.ended = true,
        }
        row.map(Ok)
    }
}

/// Finds the names of private texts in a body: objects of exactly a token and a digest.
pub fn tokens(body: &Value) -> Vec<u64> {
    let mut found = Vec::new();
    collect_tokens(body, &mut found);
    found
}

/// Returns the last entries, oldest first.
pub(crate) fn tail_rows(connection: &Connection, count: usize) -> rusqlite::Result<Vec<Row>> {
    let sql = format!("SELECT {COLUMNS} FROM entry ORDER BY seq DESC LIMIT ?1");
    let mut rows = select(connection, &sql, params![count as i64])?;
    rows.reverse();
    Ok(rows)
}

/// Returns the first entry of an act.
pub(crate) fn find_action(
    connection: &Connection,
    action: ActionId,
) -> rusqlite::Result<Option<(EntryNumber, Digest)>> {
    let mut statement = connection.prepare_cached("SELECT seq, digest FROM entry WHERE action = ?1")?;
    let found = statement.query_row([action.0.to_be_bytes()], |row| {
        Ok((EntryNumber(row.get::<_, i64>(0)?.cast_unsigned()), Digest(row.get(1)?)))
    });
    found.optional()
}

/// Returns the devices' numbers.
pub(crate) fn find_device_index(connection: &Connection) -> rusqlite::Result<BTreeMap<String, DeviceId>> {
    let mut statement = connection.prepare("SELECT code, number FROM device_index")?;
    statement.query_map([], |row| Ok((row.get(0)?, DeviceId(row.get(1)?))))?.collect()
}

/// Returns the digest of an entry.
pub(crate) fn find_digest(connection: &Connection, entry: EntryNumber) -> rusqlite::Result<Option<Digest>> {
    let mut statement = connection.prepare_cached("SELECT digest FROM entry WHERE seq = ?1")?;
    statement.query_row([seq(entry)], |row| row.get(0).map(Digest)).optional()
}

/// Returns the signed heads, oldest first; none in a journal of before there were any.
pub(crate) fn find_heads(connection: &Connection) -> rusqlite::Result<Vec<SignedHead>> {
    if !connection.table_exists(None, "head")? {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare("SELECT line FROM head ORDER BY entry")?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
    lines.filter_map(|line| line.map(|line| line.parse().ok()).transpose()).collect()
}

/// Returns a number as the column holds it; one that no entry can have stays beyond the last.
fn seq(entry: EntryNumber) -> i64 {
    i64::try_from(entry.0).unwrap_or(i64::MAX)
}

fn rows_before(
    connection: &Connection,
    incident: Option<IncidentId>,
    before: Option<EntryNumber>,
    count: u16,
) -> rusqlite::Result<Vec<Row>> {
    let before = before.map_or(i64::MAX, seq);
    if let Some(incident) = incident {
        let sql = format!(
            "SELECT {COLUMNS} FROM entry WHERE incident = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT ?3"
        );
        select(connection, &sql, params![incident.0, before, count])
    } else {
        let sql = format!("SELECT {COLUMNS} FROM entry WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2");
        select(connection, &sql, params![before, count])
    }
}

fn page_from(connection: &Connection, from: EntryNumber, count: usize) -> rusqlite::Result<Vec<Row>> {
    let sql = format!("SELECT {COLUMNS} FROM entry WHERE seq >= ?1 ORDER BY seq LIMIT ?2");
    select(connection, &sql, params![seq(from), count as i64])
}

fn select(connection: &Connection, sql: &str, values: impl rusqlite::Params) -> rusqlite::Result<Vec<Row>> {
    connection.prepare_cached(sql)?.query_map(values, Row::read)?.collect()
}

fn words(connection: &Connection, draft: &Draft, private: Private) -> rusqlite::Result<Words> {
    let tokens = if draft.body.contains("\"token\":") {
        // A body that is no JSON names no text; the verifier says what is wrong with it.
        serde_json::from_str(&draft.body).map_or_else(|_| Vec::new(), |body| tokens(&body))
    } else {
        Vec::new()
    };
    if tokens.is_empty() {
        return Ok(Words::None);
    }
    if private == Private::Withheld {
        return Ok(Words::Withheld);
    }
    let mut statement = connection.prepare_cached("SELECT text FROM private WHERE token = ?1")?;
    let mut texts = Vec::new();
    for token in tokens {
        let text: Option<String> = statement.query_row([token.cast_signed()], |row| row.get(0)).optional()?;
        texts.extend(text);
    }
    Ok(if texts.is_empty() { Words::Purged } else { Words::Text(texts.join(" / ")) })
}

fn collect_tokens(value: &Value, found: &mut Vec<u64>) {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        Value::Array(items) => items.iter().for_each(|item| collect_tokens(item, found)),
        Value::Object(fields) => {
            let token = fields.get("token").and_then(Value::as_u64);
            match token {
                Some(token) if fields.len() == 2 && fields.contains_key("digest") => found.push(token),
                Some(_) | None => fields.values().for_each(|item| collect_tokens(item, found)),
            }
        }
    }
}
