//! Which warnings are over, by identity: what comes late, or comes again, brings none of them back.
//!
//! Invariants:
//! - a message that was issued later than what ended its warning is news, whatever is remembered;
//! - a message that does not say when it was issued is news: on doubt a warning stands;
//! - the oldest gives way to the newest, so that a list of cancels costs a bounded room.

use crate::limits::{LIFTINGS_KEPT_MAX, WARNINGS_OVER_MAX};
use crate::operations::warning::Message;
use crate::operations::warning::lifting::{Match, Subject};
use crate::text::Text;
use crate::units::Instant;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// The identities that are over, and the liftings that named none.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Memory {
    over: BTreeMap<Text<64>, Over>,
    in_order: VecDeque<Text<64>>,
    liftings: VecDeque<Lifting>,
}

/// How an identity came to be over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum How {
    /// It ended by itself.
    Expired,
    /// A newer message stands in its place.
    Replaced,
    /// It was cancelled, or it is a cancel.
    Cancelled,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Over {
    how: How,
    /// When that was issued.
    at: Instant,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Lifting {
    subject: Subject,
    at: Instant,
}

impl Memory {
    /// Notes that an identity is over by a message that was issued then.
    pub fn note(&mut self, id: Text<64>, how: How, at: Instant) {
        if let Some(known) = self.over.get_mut(&id) {
            *known = Over { how: known.how.max(how), at: known.at.max(at) };
            return;
        }
        if self.in_order.len() >= WARNINGS_OVER_MAX
            && let Some(oldest) = self.in_order.pop_front()
        {
            self.over.remove(&oldest);
        }
        self.over.insert(id, Over { how, at });
        self.in_order.push_back(id);
    }

    /// Notes a lifting that named what it lifts by its words alone.
    pub fn note_lifting(&mut self, subject: Subject, at: Instant) {
        if self.liftings.len() >= LIFTINGS_KEPT_MAX {
            self.liftings.pop_front();
        }
        self.liftings.push_back(Lifting { subject, at });
    }

    /// Notes as over what a message replaces that was cancelled before it came.
    pub fn pass_on(&mut self, message: &Message) {
        let Some(at) = self.cancelled(message) else { return };
        for id in message.references.iter().filter(|id| **id != message.native_id) {
            self.note(*id, How::Cancelled, at);
        }
    }

    /// Returns when a message was cancelled, which came before it; none: it was not.
    pub fn cancelled(&self, message: &Message) -> Option<Instant> {
        let over = self.over.get(&message.native_id).filter(|it| it.how == How::Cancelled)?;
        (message.issued.is_stated() && message.issued <= over.at).then_some(over.at)
    }

    /// Returns whether a cancel says nothing that was not noted: it came before, or all that it names is cancelled.
    pub fn knows_cancel(&self, message: &Message) -> bool {
        let is_cancelled = |id| self.over.get(id).is_some_and(|it| it.how == How::Cancelled);
        let named = &message.references;
        is_cancelled(&message.native_id) || !named.is_empty() && named.iter().all(is_cancelled)
    }

    /// Returns whether a message is of a warning that is over: what ended or replaced it was issued no earlier.
    pub fn is_over(&self, message: &Message) -> bool {
        let (issued, ends) = (message.issued, message.expires);
        let own = self.over.get(&message.native_id).is_some_and(|over| match over.how {
            // A relay that leaves out the end, tells no new message; one that states a later end does.
            How::Expired => issued <= over.at && !(ends.is_stated() && ends > message.received),
            How::Replaced | How::Cancelled => issued.is_stated() && issued <= over.at,
        });
        let by_name =
            message.references.iter().filter_map(|id| self.over.get(id)).any(|over| match over.how {
                How::Expired => false,
                How::Replaced | How::Cancelled => issued.is_stated() && issued < over.at,
            });
        own || by_name || self.is_lifted(message)
    }

    fn is_lifted(&self, message: &Message) -> bool {
        let is_later = |it: &&Lifting| message.issued.is_stated() && message.issued < it.at;
        let subject = Subject::of(message);
        self.liftings.iter().filter(is_later).any(|it| it.subject.lifts(&subject) == Match::Sure)
    }
}
