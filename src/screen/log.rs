//! What is asked of the journal: the log of the selected incident, the newest page of all entries.
//!
//! Invariant: what others do on the selected incident comes by itself; nobody has to press a key to see it.

use crate::operations::snapshot::JournalStatus;
use crate::screen::request::{Link, Request};
use crate::screen::state::{Mode, Screen};
use crate::terminal::key::{Code, Key};
use crate::text::{Text, bounded};
use crate::units::EntryNumber;
use std::time::{Duration, Instant as Moment};

/// The log of the selected incident is asked for this often at most, when others act on it.
const LOG_AFTER: Duration = Duration::from_millis(500);

/// Entries of a page of the journal.
pub(crate) const ENTRIES_ROWS: u16 = 64;

impl Screen {
    pub(crate) fn ask_newest_entries(&mut self) {
        let newest = self.snapshot.as_ref().map(|snapshot| snapshot.status.entry);
        if self.journal.wants_newest(newest) {
            self.ask_entries(None);
        }
    }

    /// Asks for a page of the journal, or of what is looked for in it.
    pub(crate) fn ask_entries(&mut self, before: Option<EntryNumber>) {
        let find = self.journal.find;
        self.requests.push(Request::Entries { incident: None, before, rows: ENTRIES_ROWS, find });
    }

    /// Takes a key while words are typed that are looked for: the journal is long, so it is asked at Enter.
    pub(crate) fn key_to_search(&mut self, key: Key) {
        let Mode::Filter(edit) = &mut self.mode else { return };
        let typed = match key.code {
            Code::Escape => String::new(),
            Code::Enter => edit.text().trim().to_owned(),
            _ => {
                edit.key(key);
                return;
            }
        };
        self.mode = Mode::Keys;
        self.search(&typed);
    }

    /// Looks for words in the journal, or shows all of it again; returns whether anything changed.
    pub(crate) fn search(&mut self, typed: &str) -> bool {
        let changed = self.journal.seek(bounded(typed));
        if changed {
            self.ask_entries(None);
        }
        changed
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
                find: Text::default(),
            });
        }
    }
}
