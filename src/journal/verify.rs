//! Checks a journal from its first entry to its last.
//!
//! Decides: whether every entry is what was written, and which is the first that is not.
//! Must not know: the writer. The encoder and the SQL here are written from the format that
//! [`crate::journal::chain`] documents, so that one mistake cannot hide in both.
//!
//! Without an anchor nobody can tell a journal whose tail was cut, or that was written anew from end to end, from a
//! true one: [`against`] takes what was kept elsewhere, and [`heads`] holds the journal against it.

pub mod heads;

use crate::journal::heads::asks_for_signature;
use crate::journal::schema::{APPLICATION_ID, SCHEMA};
use crate::journal::verify::heads::{Anchor, Anchors, Expected};
use crate::journal::{Head, schema};
use crate::limits::JOURNAL_VALUE_BYTES_MAX;
use crate::units::{Digest, EntryNumber};
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::path::Path;

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Entries that are good, from the first on.
    pub entries: u64,
    /// The last good one.
    pub head: Head,
    /// The first thing that is wrong.
    pub first_bad: Option<Bad>,
    /// Private texts that are there, and are those that the chain names.
    pub texts: u64,
    /// Private texts that were destroyed.
    pub purged: u64,
    /// Heads of the journal whose signature is good.
    pub heads: u64,
    /// Entries after the newest head that should have been followed by one.
    pub unsigned: u64,
    /// The last entry that something from outside vouches for: what was changed was changed after it.
    pub vouched: Head,
}

/// Something wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("entry {entry}: {finding}")]
pub struct Bad {
    /// The entry; zero for the file as a whole.
    pub entry: EntryNumber,
    /// What is wrong.
    pub finding: Finding,
}

/// What can be wrong with a journal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// The file cannot be opened, or is no journal.
    #[error("the file is no journal: {0}")]
    NoJournal(String),
    /// The schema is of another version.
    #[error("schema {0} is not the one of this program")]
    Schema(i32),
    /// SQLite cannot read on from here.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// Another entry stands where this one should.
    #[error("entry {0} stands in its place")]
    Place(i64),
    /// A column holds what it cannot.
    #[error("column {0} holds no such value")]
    Column(&'static str),
    /// It does not name the entry before it.
    #[error("it does not follow the entry before it")]
    Previous,
    /// Its digest is not that of its contents.
    #[error("its contents are not those that were written")]
    Digest,
    /// Its body names a private text in no form that can be read.
    #[error("its body cannot be read")]
    Body,
    /// A private text is not the one that was typed.
    #[error("the private text {0} is not the one that was written")]
    Text(u64),
    /// A private text that no entry names.
    #[error("the private text {0} belongs to no entry")]
    TextOfNoEntry(u64),
    /// The anchor names an entry that is not there: the tail was cut, or this is an older copy.
    #[error("the journal ends before the anchor, which names entry {0}")]
    OlderThanAnchor(EntryNumber),
    /// The anchor names another digest: the journal was written anew, or belongs to another desk.
    #[error("the anchor names another digest for this entry")]
    NotTheAnchored,
    /// A signed head of the journal names another digest.
    #[error("the signed head names another digest for this entry")]
    NotTheSigned,
    /// A line of the journal's heads is none.
    #[error("its signed head cannot be read")]
    HeadUnreadable,
    /// The key of a head did not sign it.
    #[error("the signature of its head is wrong")]
    HeadSignature,
    /// A key does not follow the one before it, or goes back behind it.
    #[error("the key of epoch {0} does not follow the one before it")]
    HeadKey(u32),
    /// A key that the one before it did not sign: it was lost, or somebody began one of their own.
    #[error(
        "the key of epoch {0} was not handed over by the one before it; give an anchor of this entry or a later one"
    )]
    KeyNotHandedOver(u32),
    /// The second place has a head that the journal has not.
    #[error("the second place holds a signed head of this entry, the journal does not")]
    HeadMissing,
    /// A line of the second place is no head, or nobody signed it.
    #[error("line {0} of the second place is no signed head")]
    SecondPlace(u64),
    /// A table, an index or a trigger is not as this program makes it.
    #[error("{0} was changed or removed from the schema")]
    Guard(String),
    /// The entries are good, but the structure of the file is not.
    #[error("the file is damaged: {0}")]
    Structure(String),
}

/// Checks a journal; the anchor is a head that was kept elsewhere.
///
/// Never fails: whatever is wrong is in the report. A journal in use may be checked; it is seen as it was when the
/// check began.
///
/// Cost: O(entries), one in memory at a time.
pub fn journal(file: &Path, anchor: Option<Head>) -> Report {
    against(file, &Anchors { kept: anchor.map(Anchor::Head).into_iter().collect(), second: Vec::new() })
}

/// Checks a journal against everything that was kept elsewhere; as [`journal`] does.
pub fn against(file: &Path, anchors: &Anchors) -> Report {
    let mut report = Report::default();
    let first_bad = match open(file) {
        Ok((connection, schema)) => check(&connection, schema, anchors, &mut report).err(),
        Err(finding) => Some(Bad { entry: EntryNumber(0), finding }),
    };
    report.first_bad = first_bad;
    report
}

/// The walk through the entries.
struct Walk<'a> {
    connection: &'a Connection,
    expected: &'a Expected,
    tokens: BTreeSet<u64>,
}

fn open(file: &Path) -> Result<(Connection, i32), Finding> {
    let no_journal = |error: rusqlite::Error| Finding::NoJournal(error.to_string());
    if !file.is_file() {
        return Err(Finding::NoJournal("there is no such file".into()));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags).map_err(no_journal)?;
    let read =
        |name| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0)).map_err(no_journal);
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, JOURNAL_VALUE_BYTES_MAX as i32).map_err(no_journal)?;
    connection.busy_timeout(schema::BUSY).map_err(no_journal)?;
    connection.pragma_update(None, "trusted_schema", false).map_err(no_journal)?;
    connection.pragma_update(None, "cell_size_check", true).map_err(no_journal)?;
    if read("application_id")? != APPLICATION_ID {
        return Err(Finding::NoJournal("the application id is another".into()));
    }
    match read("user_version")? {
        // A copy of before an upgrade is as good as it was.
        found @ 1..=SCHEMA => Ok((connection, found)),
        found => Err(Finding::Schema(found)),
    }
}

fn check(connection: &Connection, schema: i32, anchors: &Anchors, report: &mut Report) -> Result<(), Bad> {
    let whole = |finding| Bad { entry: EntryNumber(0), finding };
    let unreadable = |error: rusqlite::Error| whole(Finding::Unreadable(error.to_string()));
    // One transaction: every part of the check sees the same journal.
    let transaction = connection.unchecked_transaction().map_err(unreadable)?;
    let expected = Expected::gather(connection, anchors);
    let nothing = Expected::default();
    let mut walk =
        Walk { connection, expected: expected.as_ref().unwrap_or(&nothing), tokens: BTreeSet::new() };
    walk.entries(report)?;
    if let Some(entry) = walk.expected.beyond(report.entries) {
        return Err(Bad { entry: report.head.entry, finding: Finding::OlderThanAnchor(entry) });
    }
    walk.texts_of_no_entry().map_err(whole)?;
    // An entry that is wrong is named before a head that is.
    let expected = expected?;
    report.heads = expected.heads();
    expected.check_keys()?;
    check_guards(connection, schema).map_err(whole)?;
    check_structure(connection).map_err(whole)?;
    transaction.finish().map_err(unreadable)
}

impl Walk<'_> {
    /// Walks the table in its own order, which is the order of the chain.
    fn entries(&mut self, report: &mut Report) -> Result<(), Bad> {
        let sql = "SELECT seq, at, kind, kind_version, incident, actor, action, body, previous, digest
            FROM entry NOT INDEXED ORDER BY seq";
        let next = |report: &Report| EntryNumber(report.entries + 1);
        let unreadable =
            |entry, error: rusqlite::Error| Bad { entry, finding: Finding::Unreadable(error.to_string()) };
        let mut statement = self.connection.prepare(sql).map_err(|error| unreadable(next(report), error))?;
        let mut rows = statement.query([]).map_err(|error| unreadable(next(report), error))?;
        loop {
            let entry = next(report);
            let Some(row) = rows.next().map_err(|error| unreadable(entry, error))? else { return Ok(()) };
            let digest = self.entry(row, entry, report).map_err(|finding| Bad { entry, finding })?;
            report.entries += 1;
            report.head = Head { entry, digest };
        }
    }

    /// Checks one entry; returns its digest.
    fn entry(&mut self, row: &Row<'_>, entry: EntryNumber, report: &mut Report) -> Result<Digest, Finding> {
        let seq = integer(row, 0, "seq")?;
        if seq != entry.0 as i64 {
            return Err(Finding::Place(seq));
        }
        let body = text(row, 7, "body")?;
        let previous = bytes(row, 8, "previous")?;
        let digest = bytes(row, 9, "digest")?;
        if *previous != report.head.digest.0 {
            return Err(Finding::Previous);
        }
        let computed = Encoder::new()
            .field(b"dutydesk.journal.entry")
            .field(&[0, 1])
            .field(&seq.to_be_bytes())
            .field(&integer(row, 1, "at")?.to_be_bytes())
            .field(text(row, 2, "kind")?)
            .field(&narrow::<u16>(integer(row, 3, "kind_version")?, "kind_version")?.to_be_bytes())
            .optional(optional_integer(row, 4, "incident")?.map(u32::to_be_bytes))
            .field(text(row, 5, "actor")?)
            .optional(optional_bytes(row, 6, "action")?)
            .field(body)
            .field(previous)
            .finish();
        if *digest != computed.0 {
            return Err(Finding::Digest);
        }
        let head = Head { entry, digest: computed };
        if self.expected.hold(head)? {
            report.vouched = head;
        }
        if entry.0 > self.expected.newest() && is_asking(text(row, 2, "kind")?) {
            report.unsigned += 1;
        }
        self.texts(body, report)?;
        Ok(computed)
    }

    /// Checks the private texts that a body names.
    fn texts(&mut self, body: &[u8], report: &mut Report) -> Result<(), Finding> {
        if !body.windows(8).any(|window| window == b"\"token\":") {
            return Ok(());
        }
        let body: serde_json::Value = serde_json::from_slice(body).map_err(|_| Finding::Body)?;
        let mut waiting = vec![&body];
        while let Some(value) = waiting.pop() {
            if let Some(token) = value.get("token") {
                let token = token.as_u64().ok_or(Finding::Body)?;
                let wanted = value.get("digest").and_then(serde_json::Value::as_str).ok_or(Finding::Body)?;
                self.text(token, wanted, report)?;
            } else if let Some(fields) = value.as_object() {
                waiting.extend(fields.values());
            } else if let Some(items) = value.as_array() {
                waiting.extend(items);
            }
        }
        Ok(())
    }

    fn text(&mut self, token: u64, wanted: &str, report: &mut Report) -> Result<(), Finding> {
        self.tokens.insert(token);
        let unreadable = |error: rusqlite::Error| Finding::Unreadable(error.to_string());
        let sql = "SELECT salt, text FROM private WHERE token = ?1";
        let mut statement = self.connection.prepare_cached(sql).map_err(unreadable)?;
        let found = statement.query_row([token.cast_signed()], |row| {
            let salt = bytes::<16>(row, 0, "salt").ok().copied();
            let text = text(row, 1, "text").ok().map(<[u8]>::to_vec);
            Ok(salt.zip(text))
        });
        match found.optional().map_err(unreadable)? {
            None => report.purged += 1,
            Some(Some((salt, text))) => {
                let mut salted = salt.to_vec();
                salted.extend_from_slice(&text);
                if Digest(Sha256::digest(&salted).into()).to_string() != wanted {
                    return Err(Finding::Text(token));
                }
                report.texts += 1;
            }
            Some(None) => return Err(Finding::Text(token)),
        }
        Ok(())
    }

    /// Looks for texts that no entry names: a changed token, or a text that was put in from outside.
    fn texts_of_no_entry(&self) -> Result<(), Finding> {
        let unreadable = |error: rusqlite::Error| Finding::Unreadable(error.to_string());
        let mut statement =
            self.connection.prepare("SELECT token FROM private NOT INDEXED").map_err(unreadable)?;
        let mut rows = statement.query([]).map_err(unreadable)?;
        while let Some(row) = rows.next().map_err(unreadable)? {
            let token = integer(row, 0, "token")?.cast_unsigned();
            if !self.tokens.contains(&token) {
                return Err(Finding::TextOfNoEntry(token));
            }
        }
        Ok(())
    }
}

/// Returns whether a head should follow an entry of this kind.
fn is_asking(kind: &[u8]) -> bool {
    std::str::from_utf8(kind).is_ok_and(asks_for_signature)
}

/// Feeds the fields of an entry to the hash, each behind its length.
struct Encoder(Sha256);

impl Encoder {
    fn new() -> Self {
        Self(Sha256::new())
    }

    fn field(mut self, bytes: &[u8]) -> Self {
        let length = bytes.len();
        self.0.update([(length >> 24) as u8, (length >> 16) as u8, (length >> 8) as u8, length as u8]);
        self.0.update(bytes);
        self
    }

    fn optional(self, bytes: Option<impl AsRef<[u8]>>) -> Self {
        match bytes {
            Some(bytes) => self.field(bytes.as_ref()),
            None => self.field(&[]),
        }
    }

    fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

fn value<'a>(row: &'a Row<'_>, at: usize, column: &'static str) -> Result<ValueRef<'a>, Finding> {
    row.get_ref(at).map_err(|_| Finding::Column(column))
}

fn integer(row: &Row<'_>, at: usize, column: &'static str) -> Result<i64, Finding> {
    value(row, at, column)?.as_i64().map_err(|_| Finding::Column(column))
}

fn optional_integer(row: &Row<'_>, at: usize, column: &'static str) -> Result<Option<u32>, Finding> {
    match value(row, at, column)? {
        ValueRef::Null => Ok(None),
        _ => narrow(integer(row, at, column)?, column).map(Some),
    }
}

fn narrow<T: TryFrom<i64>>(number: i64, column: &'static str) -> Result<T, Finding> {
    T::try_from(number).map_err(|_| Finding::Column(column))
}

fn text<'a>(row: &'a Row<'_>, at: usize, column: &'static str) -> Result<&'a [u8], Finding> {
    match value(row, at, column)? {
        ValueRef::Text(text) => Ok(text),
        _ => Err(Finding::Column(column)),
    }
}

fn bytes<'a, const BYTES: usize>(
    row: &'a Row<'_>,
    at: usize,
    column: &'static str,
) -> Result<&'a [u8; BYTES], Finding> {
    let blob = value(row, at, column)?.as_blob().map_err(|_| Finding::Column(column))?;
    blob.try_into().map_err(|_| Finding::Column(column))
}

fn optional_bytes<'a>(
    row: &'a Row<'_>,
    at: usize,
    column: &'static str,
) -> Result<Option<&'a [u8; 16]>, Finding> {
    match value(row, at, column)? {
        ValueRef::Null => Ok(None),
        _ => bytes(row, at, column).map(Some),
    }
}

/// Compares the schema with one that this program would make: a trigger that was dropped lets entries be changed.
fn check_guards(connection: &Connection, schema: i32) -> Result<(), Finding> {
    let unreadable = |error: rusqlite::Error| Finding::Unreadable(error.to_string());
    let wanted = schema::objects_wanted(schema).map_err(unreadable)?;
    let found = schema::objects(connection).map_err(unreadable)?;
    let changed = wanted.symmetric_difference(&found).next();
    changed.map_or(Ok(()), |(name, _)| Err(Finding::Guard(name.clone())))
}

/// Has SQLite look at its own structure: an index that lost a row would let an act happen twice.
fn check_structure(connection: &Connection) -> Result<(), Finding> {
    let said = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get::<_, String>(0));
    match said {
        Ok(said) if said == "ok" => Ok(()),
        Ok(said) => Err(Finding::Structure(said)),
        Err(error) => Err(Finding::Structure(error.to_string())),
    }
}
