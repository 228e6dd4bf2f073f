//! The tables of the journal and how a connection is set up.
//!
//! Decides: the schema and its versions, the settings of every connection, the permissions of the file.
//! Must not know: entries.
//!
//! Migrations are only ever appended. A journal of a newer schema is refused, never touched.

use crate::limits::JOURNAL_VALUE_BYTES_MAX;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Marks the file as a journal of this program: `DDJ1`.
pub const APPLICATION_ID: i32 = 0x4444_4A31;

/// The oldest SQLite whose write-ahead log may be trusted with the journal.
///
/// Source: the SQLite release notes; 3.51.3 repairs a race between a log reset and a writer.
pub const SQLITE_VERSION_MIN: i32 = 3_051_003;

/// How long one try waits for a foreign lock; the caller tries again and shows that it waits.
pub(crate) const BUSY: Duration = Duration::from_millis(500);

/// Bytes that the log keeps on disk after it was emptied: one flood's worth is given back.
const LOG_BYTES_MAX: i64 = 8 * 1_024 * 1_024;

/// The schema, a step a version.
const MIGRATIONS: [&str; 2] = [
    "
CREATE TABLE entry (
    seq INTEGER PRIMARY KEY CHECK (seq > 0),
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    kind_version INTEGER NOT NULL,
    incident INTEGER,
    actor TEXT NOT NULL,
    action BLOB UNIQUE CHECK (length(action) = 16),
    body TEXT NOT NULL,
    previous BLOB NOT NULL CHECK (length(previous) = 32),
    digest BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;
CREATE INDEX entry_by_incident ON entry (incident, seq) WHERE incident IS NOT NULL;
CREATE TABLE private (
    token INTEGER PRIMARY KEY,
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    text TEXT NOT NULL
) STRICT;
CREATE TABLE device_index (
    code TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE CHECK (number >= 0)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER entry_follows BEFORE INSERT ON entry
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM entry)
BEGIN SELECT raise(ABORT, 'an entry follows the last one'); END;
CREATE TRIGGER entry_stays BEFORE UPDATE ON entry
BEGIN SELECT raise(ABORT, 'the journal only grows'); END;
CREATE TRIGGER entry_remains BEFORE DELETE ON entry
BEGIN SELECT raise(ABORT, 'the journal only grows'); END;
CREATE TRIGGER private_stays BEFORE UPDATE ON private
BEGIN SELECT raise(ABORT, 'a private text is kept or destroyed, never changed'); END;
CREATE TRIGGER device_index_stays BEFORE UPDATE ON device_index
BEGIN SELECT raise(ABORT, 'a device keeps its index'); END;
CREATE TRIGGER device_index_remains BEFORE DELETE ON device_index
BEGIN SELECT raise(ABORT, 'a device keeps its index'); END;
",
    "
CREATE TABLE head (
    entry INTEGER PRIMARY KEY CHECK (entry > 0),
    line TEXT NOT NULL
) STRICT;
CREATE INDEX entry_by_purge ON entry (seq) WHERE kind IN ('desk.purged', 'desk.purge-ended');
CREATE TRIGGER head_stays BEFORE UPDATE ON head
BEGIN SELECT raise(ABORT, 'a signed head stays as it is'); END;
CREATE TRIGGER head_remains BEFORE DELETE ON head
BEGIN SELECT raise(ABORT, 'a signed head remains'); END;
",
];

/// The schema version that this program writes.
pub const SCHEMA: i32 = MIGRATIONS.len() as i32;

/// Why a journal cannot be opened. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The program was built with an SQLite that may lose entries.
    #[error("SQLite {0} is too old for the journal")]
    SqliteTooOld(i32),
    /// There is none.
    #[error("{}: there is no journal", .0.display())]
    Missing(PathBuf),
    /// A log without its journal: the journal was removed, and the log still holds entries.
    #[error("{}: the journal is gone, but its log {}-wal is there", .0.display(), .0.display())]
    LogWithoutJournal(PathBuf),
    /// The file is empty: a journal never is.
    #[error("{}: the file is empty, so the journal was lost or cut", .0.display())]
    Empty(PathBuf),
    /// The file is something else, or its first page is damaged.
    #[error("{}: this is not a journal of dutydesk", .0.display())]
    Foreign(PathBuf),
    /// A newer program wrote it.
    #[error("{}: schema {found} is newer than this program knows ({SCHEMA})", file.display())]
    Newer {
        /// The file.
        file: PathBuf,
        /// Its schema.
        found: i32,
    },
    /// Its last entries do not hang together.
    #[error("{}: entry {entry} is not the one that the chain names; run `dutydesk journal verify`", file.display())]
    Broken {
        /// The file.
        file: PathBuf,
        /// The entry.
        entry: crate::units::EntryNumber,
    },
    /// SQLite cannot read it, or cannot write where it is.
    #[error("{}: {source}", file.display())]
    Sqlite {
        /// The file.
        file: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The system refused.
    #[error("{}: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Returns whether what SQLite says means that pages of the file cannot be read, or say what no page can.
pub(crate) fn is_unreadable(error: &rusqlite::Error) -> bool {
    match error.sqlite_error_code() {
        Some(
            rusqlite::ErrorCode::DatabaseCorrupt
            | rusqlite::ErrorCode::NotADatabase
            | rusqlite::ErrorCode::SystemIoFailure,
        ) => true,
        // A column that is of no type that was ever written there.
        Some(_) => false,
        None => matches!(
            error,
            rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::Utf8Error(..)
                | rusqlite::Error::InvalidColumnType(..)
        ),
    }
}

impl OpenError {
    /// Returns whether the file that is there is not, or no longer, a whole journal: a desk then runs beside it.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::LogWithoutJournal(_) | Self::Empty(_) | Self::Foreign(_) | Self::Broken { .. } => true,
            Self::Sqlite { source, .. } => is_unreadable(source),
            Self::SqliteTooOld(_) | Self::Missing(_) | Self::Newer { .. } | Self::Io { .. } => false,
        }
    }

    pub(crate) fn sqlite(file: &Path) -> impl Fn(rusqlite::Error) -> Self {
        |source| match source.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => Self::Foreign(file.to_path_buf()),
            _ => Self::Sqlite { file: file.to_path_buf(), source },
        }
    }

    fn io(file: &Path) -> impl Fn(io::Error) -> Self {
        |source| Self::Io { file: file.to_path_buf(), source }
    }
}

/// Opens the writer's connection; makes the journal if there was never one.
pub(crate) fn open_to_write(file: &Path) -> Result<Connection, OpenError> {
    if rusqlite::version_number() < SQLITE_VERSION_MIN {
        return Err(OpenError::SqliteTooOld(rusqlite::version_number()));
    }
    if !file.try_exists().map_err(OpenError::io(file))? {
        if beside(file, "-wal").exists() {
            return Err(OpenError::LogWithoutJournal(file.to_path_buf()));
        }
        create(file)?;
    }
    check_is_journal(file)?;
    let mode = fs::metadata(file).map_err(OpenError::io(file))?.permissions().mode();
    if mode & 0o077 != 0 {
        fs::set_permissions(file, Permissions::from_mode(0o600)).map_err(OpenError::io(file))?;
    }
    let mut connection = connect(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    migrate(&mut connection, file)?;
    Ok(connection)
}

/// Opens a connection that cannot write, and leaves no trace beside a journal that nobody has open.
///
/// To look at a journal SQLite makes the files of a log that is not there. Where there is none no desk runs, and the file is read as
/// one that does not change: not for long, as a desk may start.
pub(crate) fn open_untouched(file: &Path) -> Result<Connection, OpenError> {
    if beside(file, "-wal").exists() {
        return open_to_read(file);
    }
    open_as(file, &unchanging(file), OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI)
}

/// Names a file to SQLite as one that nobody writes.
///
/// Source: SQLite, "URI filenames": `immutable=1`; every byte of a path may be written as its number.
fn unchanging(file: &Path) -> PathBuf {
    let mut name = String::from("file:");
    for byte in file.as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                name.push(char::from(*byte));
            }
            other => {
                let _ = write!(name, "%{other:02X}");
            }
        }
    }
    PathBuf::from(name + "?immutable=1")
}

/// Opens a connection that cannot write.
pub(crate) fn open_to_read(file: &Path) -> Result<Connection, OpenError> {
    open_as(file, file, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

/// Opens a journal under the name that SQLite is told.
fn open_as(file: &Path, name: &Path, access: OpenFlags) -> Result<Connection, OpenError> {
    if !file.try_exists().map_err(OpenError::io(file))? {
        return Err(OpenError::Missing(file.to_path_buf()));
    }
    // Nothing here opens and closes the file but SQLite: a handle that is closed would take the locks with it that the
    // writer of the same process holds, and a foreign program could then empty and remove its log.
    if fs::metadata(file).map_err(OpenError::io(file))?.len() == 0 {
        return Err(OpenError::Empty(file.to_path_buf()));
    }
    let connection = connect(name, access)?;
    let id = connection.pragma_query_value(None, "application_id", |row| row.get::<_, i32>(0));
    if id.map_err(OpenError::sqlite(file))? != APPLICATION_ID {
        return Err(OpenError::Foreign(file.to_path_buf()));
    }
    check_version(&connection, file)?;
    Ok(connection)
}

/// Makes a journal under another name first: a file of the right name is whole from its first moment.
fn create(file: &Path) -> Result<(), OpenError> {
    let new = beside(file, ".new");
    for leftover in [new.clone(), beside(&new, "-wal"), beside(&new, "-shm"), beside(&new, "-journal")] {
        match fs::remove_file(&leftover) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(OpenError::io(&leftover)(error));
            }
            Ok(()) | Err(_) => {}
        }
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new).map_err(OpenError::io(&new))?;
    let mut connection = connect(&new, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let sqlite = OpenError::sqlite(&new);
    connection.pragma_update(None, "application_id", APPLICATION_ID).map_err(&sqlite)?;
    migrate(&mut connection, &new)?;
    connection.close().map_err(|(_, error)| sqlite(error))?;
    let dir = file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::rename(&new, file)
        .and_then(|()| File::open(dir))
        .and_then(|dir| dir.sync_all())
        .map_err(OpenError::io(file))
}

/// Looks at the file's first bytes: SQLite itself would take an empty file for a new database, and a foreign one for its own.
///
/// Only before the first connection of this process: closing the file drops the locks that one holds.
fn check_is_journal(file: &Path) -> Result<(), OpenError> {
    let mut header = [0; 100];
    let length = fs::metadata(file).map_err(OpenError::io(file))?.len();
    if length == 0 {
        return Err(OpenError::Empty(file.to_path_buf()));
    }
    let read = File::open(file).and_then(|mut opened| io::Read::read_exact(&mut opened, &mut header));
    match read {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            return Err(OpenError::Foreign(file.to_path_buf()));
        }
        Err(error) => return Err(OpenError::io(file)(error)),
    }
    // Source: the SQLite file format: the magic stands at byte 0, the application id at byte 68.
    let is_journal =
        header.starts_with(b"SQLite format 3\0") && header[68..72] == APPLICATION_ID.to_be_bytes();
    if is_journal { Ok(()) } else { Err(OpenError::Foreign(file.to_path_buf())) }
}

fn connect(file: &Path, access: OpenFlags) -> Result<Connection, OpenError> {
    let sqlite = OpenError::sqlite(file);
    let connection =
        Connection::open_with_flags(file, access | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(&sqlite)?;
    let settings = || {
        connection.busy_timeout(BUSY)?;
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, JOURNAL_VALUE_BYTES_MAX as i32)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        connection.pragma_update(None, "cell_size_check", true)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        if access.contains(OpenFlags::SQLITE_OPEN_READ_ONLY) {
            return connection.pragma_update(None, "query_only", true);
        }
        // REPLACE would remove a row without asking the triggers.
        connection.pragma_update(None, "recursive_triggers", true)?;
        // A destroyed private text is overwritten, not only forgotten.
        connection.pragma_update(None, "secure_delete", true)?;
        connection.pragma_update_and_check(None, "journal_size_limit", LOG_BYTES_MAX, |_| Ok(()))?;
        connection.pragma_update_and_check(None, "journal_mode", "wal", |row| {
            let mode: String = row.get(0)?;
            if mode == "wal" { Ok(()) } else { Err(rusqlite::Error::InvalidQuery) }
        })?;
        connection.pragma_update(None, "synchronous", "full")
    };
    settings().map_err(&sqlite)?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

/// Brings the schema to this program's version, all steps or none.
fn migrate(connection: &mut Connection, file: &Path) -> Result<(), OpenError> {
    let found = check_version(connection, file)?;
    if found == SCHEMA {
        return Ok(());
    }
    let steps = || {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for step in &MIGRATIONS[found as usize..] {
            transaction.execute_batch(step)?;
        }
        transaction.pragma_update(None, "user_version", SCHEMA)?;
        transaction.commit()
    };
    let mut steps = steps;
    steps().map_err(OpenError::sqlite(file))
}

fn check_version(connection: &Connection, file: &Path) -> Result<i32, OpenError> {
    let found = connection.pragma_query_value(None, "user_version", |row| row.get::<_, i32>(0));
    let found = found.map_err(OpenError::sqlite(file))?;
    if found > SCHEMA { Err(OpenError::Newer { file: file.to_path_buf(), found }) } else { Ok(found.max(0)) }
}

/// Returns the file whose name has a suffix more.
pub(in crate::journal) fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Returns the name and the definition of everything in a schema.
pub(crate) fn objects(connection: &Connection) -> rusqlite::Result<BTreeSet<(String, String)>> {
    let mut statement = connection.prepare("SELECT name, coalesce(sql, '') FROM sqlite_schema")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// Returns what [`objects`] returns of a journal of a schema that nobody touched.
pub(crate) fn objects_wanted(schema: i32) -> rusqlite::Result<BTreeSet<(String, String)>> {
    let connection = Connection::open_in_memory()?;
    for step in MIGRATIONS.iter().take(schema.max(0) as usize) {
        connection.execute_batch(step)?;
    }
    objects(&connection)
}
