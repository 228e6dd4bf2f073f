//! The one writer of the journal.
//!
//! Decides: what one commit is, what an error of the system means for what was asked.
//! Must not know: facts; it is given drafts. What a signed head is: `signing` asks for it.
//!
//! Invariants:
//! - a commit is all or nothing, and was read back before it was answered for;
//! - after an error whose outcome nobody knows, nothing more is written through this connection: the caller drops it
//!   **and every reader of the same process**, opens anew, and looks up what is there.

mod signing;
mod texts;

use crate::journal::draft::{Draft, PrivateRow};
use crate::journal::heads::signer::Signer;
use crate::journal::reader::{self, Rows};
use crate::journal::row::{COLUMNS, Row};
use crate::journal::schema::{self, OpenError};
use crate::journal::{Head, chain};
use crate::limits::JOURNAL_TAIL_CHECKED;
use crate::units::{ActionId, DeviceId, Digest, EntryNumber};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior, params};
use std::collections::BTreeMap;
use std::path::Path;

/// The journal, open to write.
///
/// One a file: the engine's lock on the data directory sees to it.
pub struct Journal {
    connection: Connection,
    head: Head,
    is_unknown: bool,
    signer: Option<Box<Signer>>,
}

/// What is synced before it is answered for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Synced {
    /// Every commit: what a desk runs with.
    EveryCommit,
    /// Only what SQLite needs to stay whole: a power cut takes the last commits with it. No desk runs so; the tests of the
    /// power cut do, to show that they would notice.
    Checkpoints,
}

/// Why a commit was not answered for.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// No space. Nothing was written; try again when there is.
    #[error("no space is left for the journal")]
    Full,
    /// Somebody else holds the file. Nothing was written; try again.
    #[error("another program holds the journal")]
    Busy,
    /// An act of that id stands in the journal already. Nothing was written; look it up with [`Journal::action`].
    #[error("action {0} stands in the journal already")]
    Repeated(ActionId),
    /// The system failed in the middle: the entries may be there or not. Open anew and look.
    #[error("the journal's outcome is unknown: {0}")]
    Unknown(rusqlite::Error),
    /// An earlier commit ended unknown. Open anew and look.
    #[error("an earlier commit to the journal ended unknown")]
    Frozen,
    /// What was read back is not what was written. Nothing was kept.
    #[error("entry {0} was read back otherwise than it was written")]
    ReadBack(EntryNumber),
    /// Refused for another reason. Nothing was written.
    #[error("the journal refused: {0}")]
    Other(rusqlite::Error),
}

impl CommitError {
    /// Returns whether the entries may be there all the same.
    pub const fn is_unknown(&self) -> bool {
        match self {
            Self::Unknown(_) | Self::Frozen => true,
            Self::Full | Self::Busy | Self::Repeated(_) | Self::ReadBack(_) | Self::Other(_) => false,
        }
    }

    /// Tells what an error of SQLite means for the transaction that it met.
    pub(in crate::journal) fn of(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            // A failed sync may have left the entries on disk, and the damage of a page may be in memory only.
            Some(
                ErrorCode::SystemIoFailure
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::NotADatabase
                | ErrorCode::OutOfMemory,
            ) => Self::Unknown(error),
            Some(_) | None => Self::Other(error),
        }
    }
}

impl Journal {
    /// Opens a journal, or makes it where there was never one.
    ///
    /// Cost: checks the hashes of the last [`JOURNAL_TAIL_CHECKED`] entries, whatever its size.
    ///
    /// # Errors
    /// Returns what is wrong with the file; it was not changed.
    pub fn open(file: &Path) -> Result<Self, OpenError> {
        Self::open_with(file, Synced::EveryCommit)
    }

    /// Opens as [`Journal::open`] does, with commits that are synced so often.
    ///
    /// # Errors
    /// See [`Journal::open`].
    pub fn open_with(file: &Path, synced: Synced) -> Result<Self, OpenError> {
        let connection = schema::open_to_write(file)?;
        if synced == Synced::Checkpoints {
            connection.pragma_update(None, "synchronous", "normal").map_err(OpenError::sqlite(file))?;
        }
        let tail = reader::tail_rows(&connection, JOURNAL_TAIL_CHECKED).map_err(OpenError::sqlite(file))?;
        let mut head = Head::default();
        for (at, row) in tail.iter().enumerate() {
            let is_first = at == 0 && row.entry != EntryNumber(1);
            let follows = is_first || (row.previous == head.digest && row.entry.0 == head.entry.0 + 1);
            if !follows || chain::link(row.previous, row.entry, &row.draft) != row.digest {
                // A journal that is damaged stays as it was found, and so does its log.
                let kept = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
                kept.map_err(OpenError::sqlite(file))?;
                return Err(OpenError::Broken { file: file.to_path_buf(), entry: row.entry });
            }
            head = row.head();
        }
        Ok(Self { connection, head, is_unknown: false, signer: None })
    }

    /// Opens a journal whose last commit ended unknown; what it then holds is on disk.
    ///
    /// The system may count a page as written whose sync failed: what it shows of the log may be in its memory alone, and
    /// would hide what is written behind it from a start after a power cut. So the log is emptied into the file, synced,
    /// before anything is believed. No other connection of this process may be open.
    ///
    /// # Errors
    /// Returns what is wrong with the file, or why its log cannot be emptied.
    pub fn open_after_failure(file: &Path) -> Result<Self, OpenError> {
        let journal = Self::open(file)?;
        let emptied = journal.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
        let busy: i64 = emptied.map_err(OpenError::sqlite(file))?;
        if busy == 0 {
            return Ok(journal);
        }
        let source = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
        Err(OpenError::sqlite(file)(rusqlite::Error::SqliteFailure(source, None)))
    }

    /// Returns the newest entry that was answered for.
    pub const fn head(&self) -> Head {
        self.head
    }

    /// Writes entries and the private texts that they name, and puts them on disk: all or nothing.
    ///
    /// # Errors
    /// Returns the reason and whether nothing was written; see [`CommitError`].
    pub fn commit(&mut self, drafts: &[Draft], private: &[PrivateRow]) -> Result<Head, CommitError> {
        if self.is_unknown {
            return Err(CommitError::Frozen);
        }
        if drafts.is_empty() && private.is_empty() {
            return Ok(self.head);
        }
        let written = self.write(drafts, private);
        match &written {
            Ok(head) => self.head = *head,
            // A transaction that could not be taken back leaves nobody knowing either.
            Err(error) => self.is_unknown = error.is_unknown() || !self.connection.is_autocommit(),
        }
        written
    }

    /// Returns the first entry of an act, if the act stands in the journal.
    ///
    /// # Errors
    /// Returns what SQLite says.
    pub fn action(&self, action: ActionId) -> rusqlite::Result<Option<(EntryNumber, Digest)>> {
        reader::find_action(&self.connection, action)
    }

    /// Returns whether a typed text stands in the journal.
    ///
    /// # Errors
    /// Returns what SQLite says.
    pub fn has_text(&self, token: u64) -> rusqlite::Result<bool> {
        let mut statement = self.connection.prepare_cached("SELECT 1 FROM private WHERE token = ?1")?;
        statement.exists([token.cast_signed()])
    }

    /// Returns the digest of an entry; none when there is no such entry.
    ///
    /// # Errors
    /// Returns what SQLite says.
    pub fn digest(&self, entry: EntryNumber) -> rusqlite::Result<Option<Digest>> {
        reader::find_digest(&self.connection, entry)
    }

    /// Returns the entries from one on, in order; read a page at a time.
    pub const fn facts(&self, from: EntryNumber) -> Rows<'_> {
        Rows::new(&self.connection, from)
    }

    /// Returns the index that each device has for the life of this journal.
    ///
    /// # Errors
    /// Returns what SQLite says.
    pub fn device_index(&self) -> rusqlite::Result<BTreeMap<String, DeviceId>> {
        reader::find_device_index(&self.connection)
    }

    /// Gives each device its index: the one that it has, or the next free one; in the order of the codes given.
    ///
    /// # Errors
    /// Returns as [`Journal::commit`] does; then no index was given.
    pub fn assign(&mut self, codes: &[&str]) -> Result<Vec<DeviceId>, CommitError> {
        if self.is_unknown {
            return Err(CommitError::Frozen);
        }
        let assigned = assign(&mut self.connection, codes).map_err(CommitError::of);
        if let Err(error) = &assigned {
            self.is_unknown = error.is_unknown() || !self.connection.is_autocommit();
        }
        assigned
    }

    fn write(&mut self, drafts: &[Draft], private: &[PrivateRow]) -> Result<Head, CommitError> {
        let mut head = self.head;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(CommitError::of)?;
        for row in private {
            insert_private(&transaction, row).map_err(CommitError::of)?;
        }
        for draft in drafts {
            let next = chain::next(head, draft);
            if let Err(error) = insert_entry(&transaction, head, next, draft) {
                return Err(refusal(&transaction, draft, error));
            }
            head = next;
        }
        check_written(&transaction, self.head, drafts)?;
        let pending = match &mut self.signer {
            Some(signer) => signing::begin(signer, &transaction, head, drafts)?,
            None => None,
        };
        let committed = transaction.commit().map_err(CommitError::of);
        match (&mut self.signer, pending) {
            (Some(signer), Some(pending)) => {
                signing::end(signer, pending, committed)?;
                self.attend_heads();
            }
            (Some(_) | None, _) => committed?,
        }
        Ok(head)
    }
}

fn insert_entry(
    transaction: &Transaction<'_>,
    before: Head,
    now: Head,
    draft: &Draft,
) -> rusqlite::Result<()> {
    let sql =
        "INSERT INTO entry (seq, at, kind, kind_version, incident, actor, action, body, previous, digest)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    transaction.prepare_cached(sql)?.execute(params![
        now.entry.0.cast_signed(),
        draft.at.0,
        draft.kind,
        draft.kind_version,
        draft.incident.map(|incident| incident.0),
        draft.actor,
        draft.action.map(|action| action.0.to_be_bytes()),
        draft.body,
        before.digest.0,
        now.digest.0,
    ])?;
    Ok(())
}

fn insert_private(transaction: &Transaction<'_>, row: &PrivateRow) -> rusqlite::Result<()> {
    let sql = "INSERT INTO private (token, salt, text) VALUES (?1, ?2, ?3)";
    transaction.prepare_cached(sql)?.execute(params![row.token.cast_signed(), row.salt, row.text])?;
    Ok(())
}

/// Tells an act that stands in the journal already from other refusals.
fn refusal(transaction: &Transaction<'_>, draft: &Draft, error: rusqlite::Error) -> CommitError {
    let is_unique = error
        .sqlite_error()
        .is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE);
    match draft.action {
        Some(action) if is_unique && !transaction.is_autocommit() => CommitError::Repeated(action),
        Some(_) | None => CommitError::of(error),
    }
}

/// Reads the new entries back and checks that they are those that were given, and that the chain runs through them.
fn check_written(transaction: &Transaction<'_>, before: Head, drafts: &[Draft]) -> Result<(), CommitError> {
    let sql = format!("SELECT {COLUMNS} FROM entry WHERE seq > ?1 ORDER BY seq");
    let mut statement = transaction.prepare_cached(&sql).map_err(CommitError::of)?;
    let mut rows = statement.query([before.entry.0.cast_signed()]).map_err(CommitError::of)?;
    let mut head = before;
    for draft in drafts {
        let next = chain::next(head, draft);
        let row =
            rows.next().map_err(CommitError::of)?.map(Row::read).transpose().map_err(CommitError::of)?;
        let wanted = |row: &Row| row.head() == next && row.previous == head.digest && row.draft == *draft;
        let same = row.as_ref().is_some_and(wanted);
        if !same {
            return Err(CommitError::ReadBack(next.entry));
        }
        head = next;
    }
    match rows.next().map_err(CommitError::of)? {
        Some(_) => Err(CommitError::ReadBack(EntryNumber(head.entry.0 + 1))),
        None => Ok(()),
    }
}

fn assign(connection: &mut Connection, codes: &[&str]) -> rusqlite::Result<Vec<DeviceId>> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut next: u32 =
        transaction
            .query_row("SELECT coalesce(max(number) + 1, 0) FROM device_index", [], |row| row.get(0))?;
    let mut numbers = Vec::with_capacity(codes.len());
    {
        let mut find = transaction.prepare("SELECT number FROM device_index WHERE code = ?1")?;
        let mut insert = transaction.prepare("INSERT INTO device_index (code, number) VALUES (?1, ?2)")?;
        for code in codes {
            let known: Option<u32> = find.query_row([code], |row| row.get(0)).optional()?;
            let number = known.unwrap_or(next);
            if known.is_none() {
                insert.execute(params![code, number])?;
                next += 1;
            }
            numbers.push(DeviceId(number));
        }
    }
    transaction.commit()?;
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::{CommitError, Journal};
    use crate::journal::draft::Draft;
    use crate::units::Instant;
    use rusqlite::ffi;

    fn draft(bytes: usize) -> Draft {
        Draft {
            at: Instant(1),
            kind: "test".into(),
            kind_version: 1,
            incident: None,
            actor: "desk".into(),
            action: None,
            body: format!("\"{}\"", "x".repeat(bytes)),
        }
    }

    #[test]
    fn the_connection_is_set_up_to_keep_what_it_answers_for() -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let file = dir.path().join("journal.db");
        // What a crash left of an earlier start is no journal yet.
        std::fs::write(dir.path().join("journal.db.new"), b"half")?;
        let journal = Journal::open(&file)?;
        for (name, wanted) in [
            ("synchronous", "2"),
            ("journal_mode", "wal"),
            ("foreign_keys", "1"),
            ("trusted_schema", "0"),
            ("cell_size_check", "1"),
            ("recursive_triggers", "1"),
            ("secure_delete", "1"),
        ] {
            let found = journal
                .connection
                .pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0))?;
            let found = match found {
                rusqlite::types::Value::Text(text) => text,
                rusqlite::types::Value::Integer(number) => number.to_string(),
                other => return Err(format!("{name}: {other:?}").into()),
            };
            assert_eq!(found, wanted, "{name}");
        }
        Ok(())
    }

    #[test]
    fn a_full_disk_refuses_and_the_journal_goes_on_when_there_is_space()
    -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let mut journal = Journal::open(&dir.path().join("journal.db"))?;
        journal.connection.pragma_update(None, "max_page_count", 40)?;
        let mut before = journal.head();
        let refused = loop {
            match journal.commit(&[draft(3_000)], &[]) {
                Ok(head) => before = head,
                Err(refused) => break refused,
            }
        };
        assert!(matches!(refused, CommitError::Full) && !refused.is_unknown(), "{refused}");
        assert!(before.entry.0 > 10 && journal.head() == before);
        journal.connection.pragma_update(None, "max_page_count", 80)?;
        assert_eq!(journal.commit(&[draft(3_000)], &[])?.entry.0, before.entry.0 + 1);
        Ok(())
    }

    #[test]
    fn only_what_nobody_knows_is_unknown() {
        for (code, is_unknown) in [
            (ffi::SQLITE_IOERR_FSYNC, true),
            (ffi::SQLITE_IOERR_WRITE, true),
            (ffi::SQLITE_CORRUPT, true),
            (ffi::SQLITE_FULL, false),
            (ffi::SQLITE_BUSY, false),
            (ffi::SQLITE_BUSY_SNAPSHOT, false),
            (ffi::SQLITE_CONSTRAINT_CHECK, false),
            (ffi::SQLITE_TOOBIG, false),
            (ffi::SQLITE_READONLY, false),
        ] {
            let error = CommitError::of(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None));
            assert_eq!(error.is_unknown(), is_unknown, "{error}");
        }
    }

    #[test]
    fn after_an_unknown_outcome_nothing_more_is_written() -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let mut journal = Journal::open(&dir.path().join("journal.db"))?;
        journal.is_unknown = true;
        assert!(matches!(journal.commit(&[draft(1)], &[]), Err(CommitError::Frozen)));
        assert!(matches!(journal.assign(&["S-1"]), Err(CommitError::Frozen)));
        assert!(matches!(journal.purge(&[1]), Err(CommitError::Frozen)));
        Ok(())
    }
}
