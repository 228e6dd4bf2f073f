//! What the last messages of a feed said, as far as it takes to notice that one number came with two bodies.
//!
//! Must not know: what a body means, and which of two is true.
//!
//! Invariant: two bodies that differ are nearly never taken for the same one, and the same one is never taken for two.

use crate::units::InputNumber;
use serde::{Deserialize, Serialize};

/// Numbers that are remembered: more than come again in one resend of a gateway.
const KEPT: usize = 256;

/// The bodies of the last 256 numbers, by a hash.
///
/// Cost: 6 KiB; noting one is O(bytes), some thirty nanoseconds for a frame of a sensor, no allocation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Bodies {
    rows: Box<[Row]>,
}

/// What is known of the body that came under a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It was this one.
    Same,
    /// It was another one.
    Other {
        /// The input that brought it.
        before: InputNumber,
    },
    /// It came too long ago.
    Unknown,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Row {
    sequence: u64,
    hash: u64,
    input: InputNumber,
}

impl Default for Bodies {
    fn default() -> Self {
        Self { rows: vec![Row::default(); KEPT].into() }
    }
}

impl Bodies {
    /// Notes a body that came under a new number.
    pub fn note(&mut self, sequence: u64, bytes: &[u8], input: InputNumber) {
        if let Some(row) = self.rows.get_mut(place(sequence)) {
            *row = Row { sequence, hash: hash(bytes), input };
        }
    }

    /// Compares a body with the one that came under its number before.
    pub fn compare(&self, sequence: u64, bytes: &[u8]) -> Known {
        let row = self.rows.get(place(sequence)).filter(|row| row.input.0 > 0 && row.sequence == sequence);
        match row {
            None => Known::Unknown,
            Some(row) if row.hash == hash(bytes) => Known::Same,
            Some(row) => Known::Other { before: row.input },
        }
    }

    /// Forgets all: another stream has numbers of its own.
    pub fn clear(&mut self) {
        self.rows.fill(Row::default());
    }
}

const fn place(sequence: u64) -> usize {
    (sequence % KEPT as u64) as usize
}

/// Returns a hash of a body: no defence against who seeks two bodies of one hash, which proves nothing that they could not
/// have by sending the second one under a new number.
fn hash(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    // Both halves of the product: a bit at the top of a word must move more than a bit.
    let stir = |lane: u64, word: u64| {
        let product = u128::from(lane ^ word) * u128::from(FACTOR);
        product as u64 ^ (product >> 64) as u64
    };
    let mut lanes = [FACTOR, FACTOR.rotate_left(11), FACTOR.rotate_left(23), FACTOR.rotate_left(43)];
    let (blocks, rest) = bytes.as_chunks::<32>();
    // The last block lies over the one before: every byte is in one.
    for block in blocks.iter().chain(bytes.last_chunk::<32>()) {
        for (lane, word) in lanes.iter_mut().zip(block.as_chunks::<8>().0) {
            *lane = stir(*lane, u64::from_le_bytes(*word));
        }
    }
    let mut sum = bytes.len() as u64;
    if blocks.is_empty() {
        sum = rest.iter().fold(sum, |sum, byte| stir(sum, u64::from(*byte)));
    }
    lanes.into_iter().fold(sum, stir)
}

#[cfg(test)]
mod tests {
    use super::{Bodies, KEPT, Known, hash};
    use crate::units::InputNumber;
    use std::collections::BTreeSet;

    #[test]
    fn any_byte_that_differs_is_another_body() {
        for length in 0..200_usize {
            let body: Vec<u8> = (0..length).map(|at| (at * 31 % 251) as u8).collect();
            let mut seen = BTreeSet::from([hash(&body), hash(&[&body[..], b"\0"].concat())]);
            for at in 0..length {
                for bit in 0..8 {
                    let mut other = body.clone();
                    other[at] ^= 1 << bit;
                    seen.insert(hash(&other));
                }
            }
            assert_eq!(seen.len(), 2 + length * 8, "{length}");
        }
    }

    #[test]
    fn a_number_that_comes_again_is_compared_while_it_is_known() {
        let mut bodies = Bodies::default();
        for sequence in 1..=1_000_u64 {
            bodies.note(sequence, format!("body {sequence}").as_bytes(), InputNumber(sequence + 10));
            for back in 0..KEPT as u64 + 20 {
                let Some(number) = sequence.checked_sub(back).filter(|number| *number > 0) else { break };
                let (same, other) = (format!("body {number}"), format!("Body {number}"));
                let (is_known, before) = (back < KEPT as u64, InputNumber(number + 10));
                let known = |known| if is_known { known } else { Known::Unknown };
                assert_eq!(bodies.compare(number, same.as_bytes()), known(Known::Same));
                assert_eq!(bodies.compare(number, other.as_bytes()), known(Known::Other { before }));
            }
        }
        bodies.clear();
        assert_eq!(bodies.compare(1_000, b"x"), Known::Unknown);
    }
}
