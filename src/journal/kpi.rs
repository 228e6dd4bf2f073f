//! Entries as the alarm figures need them: in order, a page at a time, nothing kept.
//!
//! Decides: how the journal is walked for figures. Must not know: what a figure is.
//!
//! Invariant: between two pages no read transaction is open, so that a walk of years never pins the log.

use crate::journal::reader::Reader;
use crate::units::{EntryNumber, IncidentId, Instant};
use rusqlite::params;
use rusqlite::types::ValueRef;

/// Entries that are walked in one transaction.
const PAGE_ROWS: i64 = 4_096;

/// One entry, borrowed from the page that is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen<'a> {
    /// Its number.
    pub entry: EntryNumber,
    /// Its desk time.
    pub at: Instant,
    /// Its kind: `incident.opened`.
    pub kind: &'a str,
    /// The incident that it is about.
    pub incident: Option<IncidentId>,
    /// Who: a code, `desk` or `unclaimed`; a trailing `?` marks an unproved one.
    pub actor: &'a str,
    /// The body, canonical JSON.
    pub body: &'a str,
}

impl Reader {
    /// Returns when the first and the newest entry were; none in an empty journal.
    ///
    /// # Errors
    /// Returns what SQLite says.
    pub fn extent(&self) -> rusqlite::Result<Option<(Instant, Instant)>> {
        let sql = "SELECT (SELECT at FROM entry ORDER BY seq LIMIT 1), (SELECT at FROM entry ORDER BY seq DESC LIMIT 1)";
        self.connection().query_row(sql, [], |row| {
            let (first, newest): (Option<i64>, Option<i64>) = (row.get(0)?, row.get(1)?);
            Ok(first.zip(newest).map(|(first, newest)| (Instant(first), Instant(newest))))
        })
    }

    /// Gives every entry before an instant to `each`, in order.
    ///
    /// Cost: O(entries), no allocation an entry.
    ///
    /// # Errors
    /// Returns what SQLite says.
    pub fn walk(&self, until: Instant, mut each: impl FnMut(&Seen<'_>)) -> rusqlite::Result<()> {
        let sql =
            "SELECT seq, at, kind, incident, actor, body FROM entry WHERE seq > ?1 ORDER BY seq LIMIT ?2";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut last = 0_i64;
        loop {
            let (mut rows, before) = (statement.query(params![last, PAGE_ROWS])?, last);
            while let Some(row) = rows.next()? {
                last = row.get(0)?;
                let seen = Seen {
                    entry: EntryNumber(last.unsigned_abs()),
                    at: Instant(row.get(1)?),
                    kind: text(row.get_ref(2)?),
                    incident: row.get::<_, Option<u32>>(3)?.map(IncidentId),
                    actor: text(row.get_ref(4)?),
                    body: text(row.get_ref(5)?),
                };
                if seen.at < until {
                    each(&seen);
                }
            }
            if last == before {
                return Ok(());
            }
        }
    }
}

/// Returns a text; a column that is none reads as empty, and the verifier says what is wrong with it.
fn text(value: ValueRef<'_>) -> &str {
    value.as_str().unwrap_or_default()
}
