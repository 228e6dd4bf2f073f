//! What the desk thread knows of its stores: what is refused for their sake, what of them is an entry.

use crate::engine::live::Live;
use crate::engine::purpose::Source;
use crate::ipc::server::Change;
use crate::operations::command::Draft;
use crate::operations::desk;
use crate::operations::snapshot::JournalStatus;
use crate::operations::storage::{Ballast, Storage, Trouble, waits_for_the_journal};
use crate::units::ActionId;

impl<S: Source> Live<S> {
    /// Takes the journal's word: that it gets on is no news that an alarm's frame should wait for.
    pub(super) fn note_journal(&mut self, status: JournalStatus) {
        let gets_on = |status: &JournalStatus| {
            matches!(status, JournalStatus::Saved(_) | JournalStatus::Writing { .. })
        };
        if gets_on(&status) && gets_on(&self.journal) {
            self.progressed.get_or_insert_with(std::time::Instant::now);
        } else {
            self.change = Change::Some;
        }
        self.journal = status;
    }

    /// Takes how much room there is; what a person should know of it is an entry.
    pub(super) fn note_storage(&mut self, storage: Storage) {
        let before = std::mem::replace(&mut self.storage, storage);
        let was = (before.room, before.recording, before.ballast == Ballast::Given);
        let is = (storage.room, storage.recording, storage.ballast == Ballast::Given);
        if was != is {
            self.note(desk::Fact::Room { storage });
        }
    }

    /// Returns why an act is refused for the journal's sake; none for one that was decided before.
    pub(super) fn withheld(&self, action: ActionId, draft: &Draft) -> Option<Trouble> {
        let is_withheld = waits_for_the_journal(draft) && self.driver.state.verdict(action).is_none();
        if is_withheld { self.trouble() } else { None }
    }

    /// Returns why what waits for the journal is refused now.
    const fn trouble(&self) -> Option<Trouble> {
        match &self.journal {
            JournalStatus::Failed { trouble, .. } => Some(*trouble),
            JournalStatus::Saved(_) | JournalStatus::Writing { .. } | JournalStatus::Opening => {
                self.storage.trouble()
            }
        }
    }
}
