//! The private texts of the journal that is written: they are destroyed, never changed.
//!
//! Decides: how a text leaves the file and its log. Must not know: which, and why.

use crate::journal::writer::{CommitError, Journal};
use rusqlite::{Connection, TransactionBehavior};

impl Journal {
    /// Destroys private texts and the traces of them in the file and its log; the chain stays whole.
    ///
    /// Returns how many there were. That it was done, by whom and why is an entry that the caller commits first.
    ///
    /// # Errors
    /// Returns as [`Journal::commit`] does. `Busy` after the deletion means that a reader still holds the log; call
    /// again.
    pub fn purge(&mut self, tokens: &[u64]) -> Result<usize, CommitError> {
        let count = self.destroy(tokens)?;
        self.empty_log().map(|()| count)
    }

    /// Deletes texts; the log still holds the pages of before until [`Journal::empty_log`].
    pub(in crate::journal) fn destroy(&mut self, tokens: &[u64]) -> Result<usize, CommitError> {
        if self.is_unknown {
            return Err(CommitError::Frozen);
        }
        if tokens.is_empty() {
            return Ok(0);
        }
        let deleted = delete(&mut self.connection, tokens).map_err(CommitError::of);
        self.note(deleted)
    }

    /// Puts the log into the file and overwrites it.
    pub(in crate::journal) fn empty_log(&mut self) -> Result<(), CommitError> {
        if self.is_unknown {
            return Err(CommitError::Frozen);
        }
        let busy = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
        match self.note(busy.map_err(CommitError::of))? {
            0_i64 => Ok(()),
            _ => Err(CommitError::Busy),
        }
    }

    pub(in crate::journal) const fn connection(&self) -> &Connection {
        &self.connection
    }

    fn note<T>(&mut self, done: Result<T, CommitError>) -> Result<T, CommitError> {
        if let Err(error) = &done {
            self.is_unknown = error.is_unknown() || !self.connection.is_autocommit();
        }
        done
    }
}

fn delete(connection: &mut Connection, tokens: &[u64]) -> rusqlite::Result<usize> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut count = 0;
    {
        let mut delete = transaction.prepare_cached("DELETE FROM private WHERE token = ?1")?;
        for token in tokens {
            count += delete.execute([token.cast_signed()])?;
        }
    }
    transaction.commit()?;
    Ok(count)
}
