//! What the screens of a recording that is watched are shown.
//!
//! Must not know: what is played next, and why.

use crate::engine::drill::watch::Watch;
use crate::ipc::server::Change;
use crate::operations::drill::view::{self, Replay};
use crate::operations::incident::Phase;
use crate::operations::publish::Frame;
use crate::operations::snapshot::{JournalStatus, Mode};

impl Watch {
    pub(super) fn publish(&mut self) {
        if self.blank.is_none() {
            self.blank = self.joints.blank.try_recv().ok();
        }
        if self.blank.is_none() || !self.joints.wish.take(self.change) {
            return;
        }
        let Some(mut snapshot) = self.blank.take() else { return };
        self.change = Change::None;
        let milli = if self.held.is_some() { 0 } else { self.milli };
        let frame = Frame { mode: Mode::Drill, clock_milli: milli };
        self.publisher.fill(&self.driver.state, frame, &mut snapshot);
        // A clock that stands shows the time of the input that was played last.
        snapshot.status.now = self.clock.now().max(self.driver.state.now);
        snapshot.status.journal = JournalStatus::Saved(self.driver.state.entry);
        snapshot.status.drill = Some(self.view());
        drop(self.joints.snapshots.try_send(snapshot));
    }

    fn view(&self) -> view::View {
        view::View {
            began: self.first,
            phase: Phase::Verification,
            milli: self.milli,
            held: self.held,
            ended: None,
            told: None,
            live: self.live,
            replay: Some(Replay {
                input: self.driver.state.input,
                at_end: self.waiting.is_none(),
                seeks: self.target.is_some(),
                bookmarks: self.bookmarks.len() as u16,
            }),
        }
    }
}
