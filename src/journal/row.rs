//! An entry as it stands in the journal.

use crate::journal::Head;
use crate::journal::draft::Draft;
use crate::units::{ActionId, Digest, EntryNumber, IncidentId, Instant};

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number; the first is 1, and each follows the last.
    pub entry: EntryNumber,
    /// What it says.
    pub draft: Draft,
    /// The digest of the entry before it; zeros for the first.
    pub previous: Digest,
    /// Its own digest.
    pub digest: Digest,
}

impl Row {
    /// Returns the entry as a head.
    pub const fn head(&self) -> Head {
        Head { entry: self.entry, digest: self.digest }
    }

    /// Reads the columns of [`COLUMNS`].
    ///
    /// # Errors
    /// Returns what SQLite says of a column that does not hold what it must.
    pub(crate) fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let action: Option<[u8; 16]> = row.get(6)?;
        Ok(Self {
            entry: EntryNumber(row.get::<_, i64>(0)?.cast_unsigned()),
            draft: Draft {
                at: Instant(row.get(1)?),
                kind: row.get::<_, String>(2)?.into(),
                kind_version: row.get(3)?,
                incident: row.get::<_, Option<u32>>(4)?.map(IncidentId),
                actor: row.get(5)?,
                action: action.map(|bytes| ActionId(u128::from_be_bytes(bytes))),
                body: row.get(7)?,
            },
            previous: Digest(row.get(8)?),
            digest: Digest(row.get(9)?),
        })
    }
}

/// The columns of table `entry`, in the order that [`Row::read`] takes them.
pub(crate) const COLUMNS: &str =
    "seq, at, kind, kind_version, incident, actor, action, body, previous, digest";
