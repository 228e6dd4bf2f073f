//! The writer's side of the signed heads.
//!
//! Decides: which commit is signed, what is made up for when the journal is opened.
//! Must not know: keys.
//!
//! Invariant: a head stands in the same transaction as the entry that asked for it, and never keeps that entry out.

use crate::journal::draft::Draft;
use crate::journal::heads::keeper::Keeper;
use crate::journal::heads::signer::{Attended, Due, Pending, Shift, Signer, Signing};
use crate::journal::heads::{self, Places, SHIFT_KIND, SIGNED_KINDS, SignedHead};
use crate::journal::reader;
use crate::journal::writer::{CommitError, Journal};
use crate::journal::{Head, row};
use crate::units::{EntryNumber, Instant};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::collections::BTreeSet;

/// Entries at the end that are looked through for a signature that is due: a crash leaves one commit, a fault of the key a shift.
const OVERDUE_LOOKED_MAX: u64 = 10_000;

impl Journal {
    /// Signs heads from here on, and makes up for what a crash, a fault or a restore left undone.
    ///
    /// Call it when the journal holds what it held: heads that only the second place kept are taken back where their
    /// entries stand again and a key of this journal signed them.
    ///
    /// Cost: as [`Journal::attend_heads`].
    pub fn sign_heads(&mut self, places: Places) {
        let keeper = Keeper::start(&places.anchors);
        self.go_on_signing(places, keeper);
    }

    /// Signs heads as [`Journal::sign_heads`] does, with who kept the second place for a journal that was given up.
    pub fn go_on_signing(&mut self, places: Places, keeper: Keeper) {
        let heads = reader::find_heads(&self.connection).unwrap_or_default();
        self.signer = Some(Box::new(Signer::open(places, keeper, &heads)));
        self.attend_heads();
    }

    /// Brings the second place what it lacks, and takes in what it said since.
    ///
    /// Call it each second: what the second place could not take, or was asked and did not say, is made up for here.
    ///
    /// Cost: waits [`WAIT_MAX`](heads::keeper::WAIT_MAX) at most for each of its two questions, not at all while an answer is
    /// outstanding.
    pub fn attend_heads(&mut self) {
        while let Some(signer) = &mut self.signer {
            match signer.attend() {
                Attended::Rests => return,
                Attended::Kept => {}
                Attended::Lines(lines) => self.compare(lines),
            }
        }
    }

    /// Holds the second place against the journal, and takes back what belongs to it.
    fn compare(&mut self, lines: Vec<String>) {
        let Some(signer) = &mut self.signer else { return };
        let there: BTreeSet<String> = lines.into_iter().collect();
        let known = reader::find_heads(&self.connection).unwrap_or_default();
        let own: BTreeSet<String> = known.iter().map(SignedHead::line).collect();
        let beyond: Vec<SignedHead> = there.difference(&own).filter_map(|line| line.parse().ok()).collect();
        let keys = signer.keys(&known, &beyond);
        let takes_back = !self.is_unknown && !signer.has_signed();
        let (mut lost, mut stranger) = (None, None);
        for head in beyond {
            let stands = reader::find_digest(&self.connection, head.head.entry).ok().flatten();
            if stands != Some(head.head.digest) {
                lost = lost.max(Some(head.head.entry));
            } else if !keys.vouch(&head) {
                stranger = stranger.max(Some(head.head.entry));
            } else if takes_back {
                // A line that stands already under that number says the same of the same entry.
                let _ = insert_head(&self.connection, &head);
            }
        }
        let heads = reader::find_heads(&self.connection).unwrap_or(known);
        if heads.last() != signer.newest()
            && let Some(newest) = heads.last()
        {
            signer.adopt(newest.clone());
        }
        signer.compared(&heads, &there, lost, stranger);
        // Not before: a head of that entry may stand in the second place.
        if let Err(error) = self.sign_overdue() {
            tracing::error!("a head that is due cannot be signed: {error}");
        }
    }

    /// Gives the journal up, and keeps who keeps the second place.
    pub fn give_up(self) -> Option<(Places, Keeper)> {
        self.signer.map(|signer| signer.close())
    }

    /// Returns how far the signing is.
    pub fn signing(&self) -> Signing<'_> {
        self.signer.as_ref().map_or_else(Signing::default, |signer| signer.signing())
    }

    /// Signs the newest entry where one before it asked for it in vain.
    fn sign_overdue(&mut self) -> Result<(), CommitError> {
        let Some(signer) = &mut self.signer else { return Ok(()) };
        let signed = signer.newest().map_or(0, |newest| newest.head.entry.0);
        let from = signed.max(self.head.entry.0.saturating_sub(OVERDUE_LOOKED_MAX));
        let due = overdue(&self.connection, EntryNumber(from), self.head).map_err(CommitError::of)?;
        let Some(pending) = due.and_then(|due| signer.sign(due)) else { return Ok(()) };
        let inserted = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .and_then(|transaction| {
                insert_head(&transaction, &pending.signed)?;
                transaction.commit()
            })
            .map_err(CommitError::of);
        self.is_unknown |= inserted.as_ref().is_err_and(CommitError::is_unknown);
        end(signer, pending, inserted)
    }
}

/// Puts the head of a commit into it, where one of its entries asks for that.
pub(super) fn begin(
    signer: &mut Signer,
    transaction: &Transaction<'_>,
    head: Head,
    drafts: &[Draft],
) -> Result<Option<Pending>, CommitError> {
    let mut asking = drafts.iter().filter(|draft| heads::asks_for_signature(&draft.kind)).peekable();
    let (Some(_), Some(last)) = (asking.peek(), drafts.last()) else { return Ok(None) };
    let shift = if asking.any(|draft| draft.kind == SHIFT_KIND) { Shift::Ends } else { Shift::GoesOn };
    let Some(pending) = signer.sign(Due { head, at: last.at, shift }) else { return Ok(None) };
    match insert_head(transaction, &pending.signed) {
        Ok(()) => Ok(Some(pending)),
        Err(error) => {
            signer.refused(&pending);
            Err(CommitError::of(error))
        }
    }
}

/// Tells the signer what became of the commit.
pub(super) fn end(
    signer: &mut Signer,
    pending: Pending,
    outcome: Result<(), CommitError>,
) -> Result<(), CommitError> {
    match &outcome {
        Ok(()) => signer.committed(pending),
        Err(error) if !error.is_unknown() => signer.refused(&pending),
        // The next key stays beside the old one until the journal says which of them it names.
        Err(_) => {}
    }
    outcome
}

fn insert_head(connection: &Connection, signed: &SignedHead) -> rusqlite::Result<()> {
    let sql = "INSERT INTO head (entry, line) VALUES (?1, ?2)";
    connection.prepare_cached(sql)?.execute(params![signed.head.entry.0.cast_signed(), signed.line()])?;
    Ok(())
}

/// Returns what is to be signed, when an entry after `from` asks for it.
fn overdue(connection: &Connection, from: EntryNumber, head: Head) -> rusqlite::Result<Option<Due>> {
    let sql = "SELECT coalesce(max(kind = ?2), 0), count(*) FROM entry WHERE seq > ?1 AND kind IN (?2, ?3)";
    let [shift, other] = SIGNED_KINDS;
    let found = connection.query_row(sql, params![from.0.cast_signed(), shift, other], |row| {
        Ok((row.get::<_, bool>(0)?, row.get::<_, i64>(1)?))
    });
    let (ends, count) = found?;
    if count == 0 {
        return Ok(None);
    }
    let at = reader::tail_rows(connection, 1)?.first().map_or(Instant(0), |row: &row::Row| row.draft.at);
    Ok(Some(Due { head, at, shift: if ends { Shift::Ends } else { Shift::GoesOn } }))
}
