//! The messages of a feed that the desk refused: kept apart with their bytes, so that somebody can look at them.
//!
//! Decides: which refused message is kept, which one goes for it, when the same one has come again.
//! Must not know: formats, and what a message should have said.
//!
//! Invariants:
//! - at most [`QUARANTINE_MAX`] messages and [`QUARANTINE_BYTES_MAX`] bytes a feed; the oldest go first;
//! - no feed pushes out what another one sent;
//! - the same bytes are kept once, however often they come.

use crate::limits::{
    QUARANTINE_BYTES_MAX, QUARANTINE_HASHED_MAX, QUARANTINE_MAX, QUARANTINE_MESSAGE_BYTES_MAX,
};
use crate::text::Text;
use crate::units::{Digest, InputNumber, Instant};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::VecDeque;

/// A message as it came, and why it was not taken.
#[derive(Clone, Copy, Debug)]
pub struct Refused<'a> {
    /// Its number in the feed, where it could be read.
    pub sequence: Option<u64>,
    /// The reason's code.
    pub reason: &'a str,
    /// What is wrong with it.
    pub why: Why,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// What is wrong with a message that is kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// It cannot be read, or something in it cannot.
    Unreadable,
    /// Another message came under the same identity: which of the two is true, a person must find out.
    Conflict {
        /// The input that brought the one before.
        before: InputNumber,
    },
    /// It came under a number that was taken long ago, from a source that counts anew.
    Anew,
}

/// The refused messages of one feed, oldest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Quarantine {
    kept: VecDeque<Kept>,
    bytes: usize,
    /// The second of desk time in which bytes were hashed last, and how many.
    second: i64,
    hashed: usize,
}

/// A message that is kept apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The input that brought it: what it is called, and where the recording holds it whole.
    pub input: InputNumber,
    /// When it first came.
    pub first: Instant,
    /// When it last came.
    pub last: Instant,
    /// How often it came.
    pub times: u64,
    /// Its number in the feed, where it could be read.
    pub sequence: Option<u64>,
    /// Why it was refused.
    pub reason: Text<48>,
    /// See [`Why`].
    pub why: Why,
    /// SHA-256 of all its bytes.
    pub digest: Digest,
    /// How many they are.
    pub length: u32,
    /// Its bytes, the first [`QUARANTINE_MESSAGE_BYTES_MAX`] of them.
    pub bytes: Box<[u8]>,
}

impl Kept {
    /// Returns the same with other bytes: a list of many leaves them out.
    #[must_use]
    pub const fn with(&self, bytes: Box<[u8]>) -> Self {
        let &Self { input, first, last, times, sequence, reason, why, digest, length, bytes: _ } = self;
        Self { input, first, last, times, sequence, reason, why, digest, length, bytes }
    }
}

/// What became of a refused message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stay {
    /// It is kept, under this hash.
    Kept(Digest),
    /// The same bytes are kept already.
    Again,
    /// More was refused in this second than is hashed: it is counted, and stands in the recording.
    Counted,
}

impl Quarantine {
    /// Takes a refused message.
    ///
    /// Cost: O(bytes) for the hash, at most [`QUARANTINE_HASHED_MAX`] bytes a second of desk time; allocates for one that
    /// is kept.
    pub fn take(&mut self, refused: &Refused<'_>, input: InputNumber, at: Instant) -> Stay {
        let second = at.0.div_euclid(1_000);
        if self.second != second {
            (self.second, self.hashed) = (second, 0);
        }
        if self.hashed.saturating_add(refused.bytes.len()) > QUARANTINE_HASHED_MAX {
            return Stay::Counted;
        }
        self.hashed += refused.bytes.len().max(1);
        let digest = Digest(Sha256::digest(refused.bytes).into());
        if let Some(known) = self.kept.iter_mut().find(|known| known.digest == digest) {
            (known.last, known.times) = (at, known.times + 1);
            return Stay::Again;
        }
        let bytes = &refused.bytes[..refused.bytes.len().min(QUARANTINE_MESSAGE_BYTES_MAX)];
        while self.kept.len() >= QUARANTINE_MAX || self.bytes + bytes.len() > QUARANTINE_BYTES_MAX {
            let Some(oldest) = self.kept.pop_front() else { break };
            self.bytes -= oldest.bytes.len();
        }
        self.bytes += bytes.len();
        self.kept.push_back(Kept {
            input,
            first: at,
            last: at,
            times: 1,
            sequence: refused.sequence,
            reason: crate::text::bounded(refused.reason),
            why: refused.why,
            digest,
            length: u32::try_from(refused.bytes.len()).unwrap_or(u32::MAX),
            bytes: bytes.into(),
        });
        Stay::Kept(digest)
    }

    /// Returns what is kept, newest first.
    pub fn newest(&self) -> impl Iterator<Item = &Kept> {
        self.kept.iter().rev()
    }

    /// Returns the bytes that are held.
    pub const fn bytes(&self) -> usize {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::{Quarantine, Refused, Stay, Why};
    use crate::limits::{
        QUARANTINE_BYTES_MAX, QUARANTINE_HASHED_MAX, QUARANTINE_MAX, QUARANTINE_MESSAGE_BYTES_MAX,
    };
    use crate::units::{InputNumber, Instant};

    fn refuse(held: &mut Quarantine, bytes: &[u8], at: i64) -> Stay {
        let refused = Refused { sequence: Some(7), reason: "not-json", why: Why::Unreadable, bytes };
        held.take(&refused, InputNumber(at as u64), Instant(at * 1_000))
    }

    #[test]
    fn the_same_bytes_are_kept_once_and_counted() {
        let mut held = Quarantine::default();
        assert!(matches!(refuse(&mut held, b"{\x1b]52;c;x", 1), Stay::Kept(_)));
        for at in 2..100 {
            assert_eq!(refuse(&mut held, b"{\x1b]52;c;x", at), Stay::Again);
        }
        let [kept] = held.newest().collect::<Vec<_>>()[..] else { panic!("one message") };
        assert_eq!((kept.times, kept.first, kept.last), (99, Instant(1_000), Instant(99_000)));
        assert_eq!((&*kept.bytes, kept.length, kept.sequence), (&b"{\x1b]52;c;x"[..], 9, Some(7)));
    }

    #[test]
    fn the_oldest_go_and_no_bound_is_passed() {
        let mut held = Quarantine::default();
        for at in 0..1_000_u32 {
            let large = vec![b'x'; at as usize * 97 % (3 * QUARANTINE_MESSAGE_BYTES_MAX)];
            let bytes = [&at.to_le_bytes()[..], &large].concat();
            assert!(matches!(refuse(&mut held, &bytes, i64::from(at)), Stay::Kept(_)));
            let all: usize = held.newest().map(|kept| kept.bytes.len()).sum();
            assert_eq!(all, held.bytes());
            assert!(all <= QUARANTINE_BYTES_MAX && held.newest().count() <= QUARANTINE_MAX);
            let newest = held.newest().next().map(|kept| (kept.length as usize, kept.input));
            let wanted = (bytes.len(), InputNumber(u64::from(at)));
            assert_eq!(newest, Some(wanted), "what is cut still tells its length");
        }
    }

    #[test]
    fn a_flood_costs_no_more_than_its_second() {
        let mut held = Quarantine::default();
        let large = vec![b'x'; QUARANTINE_HASHED_MAX / 2];
        let mut counted = 0;
        for at in 0..1_000_u32 {
            let bytes = [&at.to_le_bytes()[..], &large].concat();
            counted += u32::from(refuse(&mut held, &bytes, 5) == Stay::Counted);
        }
        assert_eq!(counted, 999);
        assert!(matches!(refuse(&mut held, b"later", 6), Stay::Kept(_)), "the next second has its own");
    }
}
