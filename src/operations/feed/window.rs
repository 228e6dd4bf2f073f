//! Which numbers of a feed were taken: the proof that nothing is lost and nothing counts twice.
//!
//! Decides: whether a number is new, a repeat, or too far ahead to be remembered; which numbers are missing.
//! Must not know: what the numbers carry.
//!
//! Invariants:
//! - every number below [`Window::next`] was taken, skipped or given up; `next` itself was not;
//! - a number is [`Novelty::New`] exactly once, in whatever order the numbers come;
//! - a number that is too far ahead changes nothing: it must come again.

use serde::{Deserialize, Serialize};

/// How far ahead of the first missing number a number may be and still be remembered.
///
/// 4,096 events in flight past one lost frame are a sixth of a second at 25,000 events a second: several round trips
/// of a fetch in a local network.
pub const AHEAD_MAX: u64 = 4_096;

const WORD_BITS: u64 = u64::BITS as u64;
const ROW_WORDS: usize = 32;
const ROWS: usize = 2;

const _: () = assert!((ROWS * ROW_WORDS) as u64 * WORD_BITS == AHEAD_MAX, "a bit a number");

/// The numbers of one stream that were taken.
///
/// Cost: 520 bytes; every call is O(words touched), 0 allocations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    next: u64,
    /// A ring: the bit of number `n` is `n % AHEAD_MAX`. Two rows, since serde writes arrays up to 32.
    taken: [[u64; ROW_WORDS]; ROWS],
}

/// What a number is to the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Novelty {
    /// It had not come before; now it has.
    New,
    /// It had come, or was skipped, or was given up.
    Repeat,
    /// It is [`AHEAD_MAX`] or more ahead of the first missing one: not taken, ask for it again.
    TooFar,
}

impl Default for Window {
    /// A stream that is read from its first number, 1.
    fn default() -> Self {
        Self::starting(1)
    }
}

impl Window {
    /// Makes a window that has everything below `next`.
    pub const fn starting(next: u64) -> Self {
        Self { next, taken: [[0; ROW_WORDS]; ROWS] }
    }

    /// Returns the first number that is not taken.
    pub const fn next(&self) -> u64 {
        self.next
    }

    /// Takes one number.
    pub fn take(&mut self, sequence: u64) -> Novelty {
        if sequence < self.next || self.has(sequence) {
            return Novelty::Repeat;
        }
        if sequence - self.next >= AHEAD_MAX {
            return Novelty::TooFar;
        }
        *self.word(sequence) |= bit(sequence);
        self.advance();
        Novelty::New
    }

    /// Returns whether a number was taken.
    pub fn has(&self, sequence: u64) -> bool {
        let place = (sequence % AHEAD_MAX / WORD_BITS) as usize;
        sequence < self.next
            || sequence - self.next < AHEAD_MAX
                && self.taken[place / ROW_WORDS][place % ROW_WORDS] & bit(sequence) != 0
    }

    /// Takes every number up to `to`: the source has said that nothing of them is for this desk.
    pub fn skip_to(&mut self, to: u64) {
        self.give_up(0, to);
    }

    /// Takes the numbers `from..=to` as ones that will never come; returns how many of them were missing.
    ///
    /// Limits: when numbers below `from` are missing too, only what lies less than [`AHEAD_MAX`] ahead is taken.
    pub fn give_up(&mut self, from: u64, to: u64) -> u64 {
        let first = from.max(self.next);
        if first > to {
            return 0;
        }
        if first > self.next {
            let last = to.min(self.next.saturating_add(AHEAD_MAX - 1));
            let missing = (first..=last).filter(|&sequence| !self.has(sequence)).count() as u64;
            (first..=last).for_each(|sequence| *self.word(sequence) |= bit(sequence));
            return missing;
        }
        let last_known = to.min(self.next.saturating_add(AHEAD_MAX - 1));
        let mut known = 0;
        for sequence in first..=last_known {
            known += u64::from(self.has(sequence));
            *self.word(sequence) &= !bit(sequence);
        }
        let missing = (to - first).saturating_add(1) - known;
        self.next = to.saturating_add(1);
        self.advance();
        missing
    }

    /// Returns the first run of missing numbers below one that was taken.
    pub fn missing(&self) -> Option<(u64, u64)> {
        self.ahead().next().map(|taken| (self.next, taken - 1))
    }

    /// Returns the highest number that was taken; `next - 1` when none is ahead.
    pub fn highest(&self) -> u64 {
        self.ahead().last().unwrap_or_else(|| self.next.saturating_sub(1))
    }

    /// Returns the numbers above `next` that were taken: the lowest of each word, and the highest of all.
    fn ahead(&self) -> impl Iterator<Item = u64> {
        let first = self.next / WORD_BITS;
        let words = AHEAD_MAX / WORD_BITS;
        (first..=first.saturating_add(words)).flat_map(move |number| {
            let place = (number % words) as usize;
            let word = self.taken[place / ROW_WORDS][place % ROW_WORDS];
            // The first word is met again at the end, for the numbers one round later.
            let low = (1_u64 << (self.next % WORD_BITS)) - 1;
            let word = if number == first { word & !low } else { word };
            let word = if number == first + words { word & low } else { word };
            let base = number.saturating_mul(WORD_BITS);
            let lowest = (word != 0).then(|| base + u64::from(word.trailing_zeros()));
            let highest = (word != 0).then(|| base + u64::from(WORD_BITS as u32 - 1 - word.leading_zeros()));
            lowest.into_iter().chain(highest)
        })
    }

    fn word(&mut self, sequence: u64) -> &mut u64 {
        let place = (sequence % AHEAD_MAX / WORD_BITS) as usize;
        &mut self.taken[place / ROW_WORDS][place % ROW_WORDS]
    }

    /// Moves `next` over what was taken already, and frees those bits for the numbers one round later.
    fn advance(&mut self) {
        while self.next < u64::MAX {
            let next = self.next;
            let word = self.word(next);
            if *word & bit(next) == 0 {
                return;
            }
            *word &= !bit(next);
            self.next += 1;
        }
    }
}

const fn bit(sequence: u64) -> u64 {
    1 << (sequence % WORD_BITS)
}

#[cfg(test)]
mod tests {
    use super::{AHEAD_MAX, Novelty, Window};
    use proptest::prelude::{Strategy, any, prop_oneof, proptest};
    use std::collections::BTreeSet;

    #[derive(Clone, Debug)]
    enum Step {
        Take(u64),
        Skip(u64),
        GiveUp(u64, u64),
    }

    /// Numbers near the edge of the window as well as near its start.
    fn step() -> impl Strategy<Value = Step> {
        let near = prop_oneof![4 => 0_u64..24, 1 => AHEAD_MAX - 4..AHEAD_MAX + 4, 1 => any::<u64>()];
        prop_oneof![
            8 => near.clone().prop_map(Step::Take),
            1 => (0_u64..40).prop_map(Step::Skip),
            2 => (near, 0_u64..30).prop_map(|(from, more)| Step::GiveUp(from, from.saturating_add(more))),
        ]
    }

    proptest! {
        #[test]
        fn the_window_agrees_with_a_set(start in 1_u64..100, steps in proptest::collection::vec(step(), 0..200)) {
            let mut window = Window::starting(start);
            let mut next = start;
            let mut above = BTreeSet::new();
            for step in steps {
                match step {
                    Step::Take(ahead) => {
                        let sequence = next.saturating_add(ahead).saturating_sub(3);
                        let wanted = if sequence < next || above.contains(&sequence) {
                            Novelty::Repeat
                        } else if sequence - next >= AHEAD_MAX {
                            Novelty::TooFar
                        } else {
                            above.insert(sequence);
                            Novelty::New
                        };
                        assert_eq!(window.take(sequence), wanted);
                    }
                    Step::Skip(ahead) => {
                        let to = (next + ahead).saturating_sub(3);
                        window.skip_to(to);
                        next = next.max(to + 1);
                    }
                    Step::GiveUp(ahead, to) => {
                        let (from, to) = (next.saturating_add(ahead), next.saturating_add(to));
                        let reach = if from == next { to } else { to.min(next + AHEAD_MAX - 1) };
                        let missing = if reach < from {
                            0
                        } else {
                            reach - from + 1 - above.range(from..=reach).count() as u64
                        };
                        assert_eq!(window.give_up(from, to), missing);
                        if from == next {
                            next = to.saturating_add(1);
                        } else {
                            above.extend((from..=reach).filter(|_| reach >= from));
                        }
                    }
                }
                above = above.split_off(&next);
                while above.remove(&next) {
                    next += 1;
                }
                assert_eq!(window.next(), next);
                let hole = above.first().map(|first| (next, first - 1));
                assert_eq!(window.missing(), hole);
                assert_eq!(window.highest(), above.last().copied().unwrap_or(next - 1));
                if next > u64::MAX - 2 * AHEAD_MAX {
                    break;
                }
            }
        }
    }

    #[test]
    fn a_huge_jump_costs_nothing_and_is_counted() {
        let mut window = Window::starting(1);
        assert_eq!(window.take(3), Novelty::New);
        assert_eq!(window.give_up(1, 1_000_000_000_000), 999_999_999_999);
        assert_eq!(window.take(1_000_000_000_001), Novelty::New);
        assert_eq!(window.missing(), None);
    }
}
