//! Pairs of incidents: whose merge is proposed, and which a person keeps apart.
//!
//! Decides: which pair gives way when there is no room: the oldest.
//! Must not know: why two incidents are a pair.

use crate::correlation::tables::rows;
use crate::limits::PAIRS_MAX;
use crate::units::IncidentId;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Pair {
    older: IncidentId,
    younger: IncidentId,
    apart: bool,
}

/// All pairs, a ring.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Pairs {
    ring: Box<[Option<Pair>]>,
    next: u32,
    /// Places that were ever filled: a desk with few pairs looks through few.
    filled: u32,
}

impl Pairs {
    /// Makes the ring.
    pub(crate) fn new() -> Self {
        Self { ring: rows(PAIRS_MAX), next: 0, filled: 0 }
    }

    /// Returns the bytes that the ring takes.
    pub(crate) const fn bytes(&self) -> usize {
        self.ring.len() * size_of::<Option<Pair>>()
    }

    /// Returns whether a merge of the two was proposed before, or a person keeps them apart.
    ///
    /// Cost: O(pairs): asked of two incidents that would be one, not of every alarm.
    pub(crate) fn knows(&self, one: IncidentId, other: IncidentId) -> bool {
        self.at(one, other).is_some()
    }

    /// Notes a proposal.
    pub(crate) fn propose(&mut self, older: IncidentId, younger: IncidentId) {
        if !self.knows(older, younger) {
            self.push(Pair { older, younger, apart: false });
        }
    }

    /// Keeps two apart.
    pub(crate) fn keep_apart(&mut self, older: IncidentId, younger: IncidentId) {
        match self.at(older, younger) {
            Some(at) => {
                if let Some(pair) = &mut self.ring[at] {
                    pair.apart = true;
                }
            }
            None => self.push(Pair { older, younger, apart: true }),
        }
    }

    /// Gives the pairs of an incident to the one that it was merged into.
    pub(crate) fn rename(&mut self, from: IncidentId, into: IncidentId) {
        for at in 0..self.filled as usize {
            let Some(mut pair) = self.ring[at].filter(|pair| pair.older == from || pair.younger == from)
            else {
                continue;
            };
            self.ring[at] = None;
            for id in [&mut pair.older, &mut pair.younger] {
                *id = if *id == from { into } else { *id };
            }
            match self.at(pair.older, pair.younger) {
                _ if pair.older == pair.younger => {}
                Some(other) => {
                    if let Some(kept) = &mut self.ring[other] {
                        kept.apart |= pair.apart;
                    }
                }
                None => self.ring[at] = Some(pair),
            }
        }
    }

    /// Returns the proposals, the older incident first.
    pub(crate) fn proposed(&self) -> impl Iterator<Item = (IncidentId, IncidentId)> {
        self.ring.iter().flatten().filter(|pair| !pair.apart).map(|pair| (pair.older, pair.younger))
    }

    fn at(&self, one: IncidentId, other: IncidentId) -> Option<usize> {
        self.ring[..self.filled as usize].iter().position(|pair| {
            pair.is_some_and(|pair| {
                (pair.older, pair.younger) == (one, other) || (pair.older, pair.younger) == (other, one)
            })
        })
    }

    fn push(&mut self, pair: Pair) {
        let at = self.next as usize % self.ring.len();
        self.ring[at] = Some(pair);
        self.filled = self.filled.max(at as u32 + 1);
        self.next = self.next.wrapping_add(1) % PAIRS_MAX as u32;
    }
}
