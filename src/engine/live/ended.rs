//! What has ended beside the desk thread and must not: a feed's task, the thread of the stores, the one that encodes.
//!
//! Decides: who is told, and what the desk goes on with. Must not know: why it ended; its own last words are in the log.
//!
//! Invariants:
//! - a feed whose task is gone is down: its last word would stand for ever, and a desk that is deaf must not look calm;
//! - without stores every act is answered, alarms are taken and shown, and every screen says that nothing is written;
//! - a desk that can show nothing ends: a screen says that it has lost its desk, and never shows an old one.

use crate::engine::batch::{Answer, Batch};
use crate::engine::effects::Effect;
use crate::engine::input::Input;
use crate::engine::live::Live;
use crate::engine::purpose::Source;
use crate::ipc::server::Change;
use crate::operations::actor::Actor;
use crate::operations::delivery;
use crate::operations::fact::{Body, Fact};
use crate::operations::feed::view::Link;
use crate::operations::feed::{Health, LostCause};
use crate::operations::outcome::Outcome;
use crate::operations::snapshot::JournalStatus;
use crate::operations::state::Verdict;
use crate::operations::storage::Trouble;
use crate::text;
use crate::units::{EntryNumber, FeedId};
use std::sync::mpsc::TryRecvError;

impl<S: Source> Live<S> {
    /// Notes the feeds whose tasks have ended without a word; returns how many.
    ///
    /// Cost: a look at each feed, no allocation while all of them run.
    pub(super) fn note_ended_feeds(&mut self) -> usize {
        let mut noted = 0;
        for at in 0..self.joints.outlets.len() {
            let (feed, outlet) = &self.joints.outlets[at];
            // Asked in this order: what it gave last is taken before its end is believed.
            if outlet.is_ended() && outlet.waiting() == 0 && self.is_up(*feed) {
                let feed = *feed;
                tracing::error!("feed {}: its task has ended: it is not heard before the next start", feed.0);
                let at = self.clock.now();
                self.take(at, &Input::Health { feed, health: Health::Lost { cause: LostCause::Ended } });
                noted += 1;
            }
        }
        noted
    }

    fn is_up(&self, feed: FeedId) -> bool {
        let link = self.driver.state.feeds.get(feed).map(|feed| feed.link);
        matches!(link, Some(Link::Up | Link::Waiting))
    }

    /// Lets go of a batch that nobody writes any more: whoever waits for it is answered, and every screen is told.
    pub(super) fn give_up(&mut self, mut batch: Box<Batch>) {
        let saved = match self.journal {
            JournalStatus::Saved(saved)
            | JournalStatus::Writing { saved, .. }
            | JournalStatus::Failed { saved, .. } => saved,
            JournalStatus::Opening => EntryNumber(0),
        };
        for Answer { reply, action, verdict } in batch.answers.drain(..) {
            let is_of_it = |fact: &Fact| fact.action == Some(action) && matches!(fact.body, Body::Pool(_));
            let moves_money = batch.facts.iter().any(is_of_it);
            let outcome = match verdict {
                Some(Verdict::Decided { entry, remark }) if entry > saved && !moves_money => {
                    Outcome::Unrecorded { entry, remark }
                }
                Some(Verdict::Refused(refusal)) => Outcome::Refused(refusal),
                Some(Verdict::Decided { .. }) | None => Outcome::Unknown,
            };
            // Whoever asked may be gone.
            let _ = reply.send(outcome);
        }
        let unsent = batch.effects.drain(..).filter_map(|effect| match effect {
            Effect::Post(job) => Some(job.delivery()),
            Effect::Settled(_) | Effect::Sound(_) => None,
        });
        let unsent: Vec<_> = unsent.collect();
        batch.clear();
        self.batch = batch;
        // What was to leave with it is a person's to say.
        for delivery in unsent {
            let at = self.clock.now();
            self.take(at, &Input::Delivery { delivery, outcome: delivery::Outcome::Undelivered });
        }
        if !matches!(self.journal, JournalStatus::Failed { .. }) {
            tracing::error!("the thread of the stores has ended: nothing is written before the next start");
            self.change = Change::Some;
        }
        let waiting = self.driver.state.entry.0.saturating_sub(saved.0) as u32;
        let error = text::bounded("the thread that writes has ended: restart the desk");
        self.journal = JournalStatus::Failed { saved, waiting, trouble: Trouble::Failing, error };
    }

    /// Takes the blank of the last snapshot back; without the thread that encodes them the desk ends.
    pub(super) fn take_blank(&mut self) {
        if self.blank.is_some() {
            return;
        }
        match self.joints.stores.blank.try_recv() {
            Ok(blank) => self.blank = Some(blank),
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => {
                if self.stopping.is_none() {
                    tracing::error!("the thread that encodes for the screens has ended: so does the desk");
                }
                self.stopping.get_or_insert(Actor::Desk);
            }
        }
    }
}
