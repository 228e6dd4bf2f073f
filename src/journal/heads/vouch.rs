//! Which heads of the second place were signed by keys of this journal.
//!
//! Decides: whose signature counts. Must not know: SQLite, files.
//!
//! Whoever can write to the second place can sign a line with a key of their own: a line counts when its key signed a head that
//! the journal holds, is the key in use, was handed over by one that counts, or is named by one that does.

use crate::journal::heads::{Bytes, SignedHead};
use std::collections::BTreeMap;

/// The keys of a journal, and the epoch of each where it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    of: BTreeMap<Bytes<32>, Option<u32>>,
}

impl Keys {
    /// Begins with the heads that the journal holds and the key in use, and goes from key to key through `beyond`.
    ///
    /// Cost: O(keys · lines); each signature is checked a few times at most.
    pub fn of(heads: &[SignedHead], own: Option<Bytes<32>>, beyond: &[SignedHead]) -> Self {
        let mut keys = Self { of: own.into_iter().map(|key| (key, None)).collect() };
        keys.of.extend(heads.iter().map(|head| (head.key, Some(head.epoch))));
        let signed: Vec<&SignedHead> = beyond.iter().filter(|head| head.is_signed()).collect();
        let mut learned = true;
        while learned {
            learned = false;
            for head in &signed {
                learned |= keys.learn(head);
            }
        }
        keys
    }

    /// Returns whether one of them signed a head, in its own epoch.
    pub fn vouch(&self, head: &SignedHead) -> bool {
        self.of.get(&head.key) == Some(&Some(head.epoch)) && head.is_signed()
    }

    /// Takes from a head that its key signed what it says of keys; returns whether that was new.
    fn learn(&mut self, head: &SignedHead) -> bool {
        let epoch_of = |key| self.of.get(&key).copied();
        let counts = match epoch_of(head.key) {
            Some(epoch) => epoch.is_none_or(|epoch| epoch == head.epoch),
            None => {
                head.is_handed_over()
                    && head.before.and_then(epoch_of).is_some_and(|epoch| follows(head, epoch))
            }
        };
        if !counts {
            return false;
        }
        let mut learned = self.of.insert(head.key, Some(head.epoch)) != Some(Some(head.epoch));
        if let (Some(before), Some(epoch)) = (head.before, head.epoch.checked_sub(1))
            && epoch_of_before(&self.of, before).is_none()
        {
            self.of.insert(before, Some(epoch));
            learned = true;
        }
        learned
    }
}

/// Returns whether a head's epoch comes next.
fn follows(head: &SignedHead, before: Option<u32>) -> bool {
    before.is_none_or(|before| before.checked_add(1) == Some(head.epoch))
}

fn epoch_of_before(of: &BTreeMap<Bytes<32>, Option<u32>>, key: Bytes<32>) -> Option<u32> {
    of.get(&key).copied().flatten()
}
