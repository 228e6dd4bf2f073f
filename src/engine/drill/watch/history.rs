//! The journal of a night that is watched, up to where it stands: made of its inputs anew, as they are played.
//!
//! Decides: which entries are kept, and which of them a page shows.
//! Must not know: files. The night's own journal is not opened for it, so nothing touches it, and what people typed that night
//! stands there and nowhere else.
//!
//! Invariant: an entry is that of the night's own journal, hash for hash.

use crate::engine::pages::ROWS_MAX;
use crate::ipc::protocol::{EntryPage, EntryQuery, EntryRow};
use crate::journal::draft::Draft;
use crate::journal::{Head, chain, find};
use crate::operations::fact::Fact;
use crate::units::{Digest, EntryNumber};
use std::collections::VecDeque;

/// Entries that are kept, the newest of them: of more, the oldest are let go. A busy night makes some thousands.
const ENTRIES_KEPT_MAX: usize = 100_000;

/// What was decided so far.
#[derive(Debug, Default)]
pub(super) struct History {
    /// In their order, without a gap.
    rows: VecDeque<Line>,
    head: Head,
}

/// An entry.
#[derive(Debug)]
struct Line {
    entry: EntryNumber,
    digest: Digest,
    draft: Draft,
}

impl History {
    /// Takes what an input led to.
    pub(super) fn take(&mut self, facts: &mut Vec<Fact>) {
        for fact in facts.drain(..) {
            let draft = Draft::of(&fact);
            self.head = chain::next(self.head, &draft);
            if self.rows.len() == ENTRIES_KEPT_MAX {
                self.rows.pop_front();
            }
            self.rows.push_back(Line { entry: self.head.entry, digest: self.head.digest, draft });
        }
    }

    /// Returns the newest entry.
    pub(super) const fn head(&self) -> Head {
        self.head
    }

    /// Goes back to an entry: those behind it have not happened.
    pub(super) fn go_back(&mut self, head: Head) {
        while self.rows.back().is_some_and(|row| row.entry > head.entry) {
            self.rows.pop_back();
        }
        self.head = head;
    }

    /// Returns a page, newest first, as the journal itself gives one; without a text, as there is none.
    pub(super) fn page(&self, query: EntryQuery) -> EntryPage {
        let words: Vec<String> = query.find.split_whitespace().map(str::to_lowercase).collect();
        let is_asked = |row: &&Line| {
            query.before.is_none_or(|before| row.entry < before)
                && query.incident.is_none_or(|incident| row.draft.incident == Some(incident))
                && has_all(&words, &row.draft)
        };
        let wanted = usize::from(query.rows.min(ROWS_MAX));
        let mut found = self.rows.iter().rev().filter(is_asked);
        let entries: Vec<EntryRow> = found.by_ref().take(wanted).map(shown).collect();
        let is_more = !words.is_empty() && found.next().is_some();
        let looked_to = entries.last().map(|row| row.entry).filter(|_| is_more);
        EntryPage { query, entries, looked_to }
    }
}

fn has_all(words: &[String], draft: &Draft) -> bool {
    words.is_empty() || find::not_open(draft, words).is_empty()
}

fn shown(row: &Line) -> EntryRow {
    let Draft { at, kind, incident, actor, body, .. } = row.draft.clone();
    EntryRow {
        entry: row.entry,
        at,
        kind: kind.into_owned(),
        incident,
        actor,
        body,
        text: None,
        digest: row.digest,
    }
}
