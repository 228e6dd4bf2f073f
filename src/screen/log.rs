//! What is asked of the journal: the log of the selected incident, the newest page of all entries.
//!
//! Invariant: what others do on the selected incident comes by itself; nobody has to press a key to see it.

use crate::operations::snapshot::JournalStatus;
use crate::screen::request::{Link, Request};
use crate::screen::state::Screen;
use std::time::{Duration, Instant as Moment};

/// The log of the selected incident is asked for this often at most, when others act on it.
const LOG_AFTER: Duration = Duration::from_millis(500);

/// Entries of a page of the journal.
pub(crate) const ENTRIES_ROWS: u16 = 64;

impl Screen {
    pub(crate) fn ask_newest_entries(&mut self) {
        let newest = self.snapshot.as_ref().map(|snapshot| snapshot.status.entry);
        if self.journal.wants_newest(newest) {
            self.requests.push(Request::Entries { incident: None, before: None, rows: ENTRIES_ROWS });
        }
    }

    /// Asks for the incident's log again once more of the journal is on disk: others act on it, too.
    pub(crate) fn follow_log(&mut self, now: Moment) {
        let journal = self.snapshot.as_ref().map(|snapshot| &snapshot.status.journal);
        let (Some(JournalStatus::Saved(saved) | JournalStatus::Writing { saved, .. }), Link::Up) =
            (journal, self.link)
        else {
            return;
        };
        let saved = *saved;
        let rests = self
            .log_asked
            .is_some_and(|(asked, at)| asked == saved || now.saturating_duration_since(at) < LOG_AFTER);
        if !rests {
            self.log_asked = Some((saved, now));
            self.ask_log();
        }
    }

    pub(crate) fn ask_log(&mut self) {
        if let Some(incident) = self.list.selected {
            self.requests.push(Request::Entries {
                incident: Some(incident),
                before: None,
                rows: ENTRIES_ROWS,
            });
        }
    }
}
