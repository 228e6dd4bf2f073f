//! Small numbers of chance: for the jitter of a reconnect and the faults of a simulation.
//!
//! Not for secrets. A seed gives the same numbers for ever, on every machine.

/// A generator with 64 bits of state (`SplitMix64`).
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// Makes a generator that a test or a scenario can repeat.
    pub(crate) const fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// Makes a generator that differs from every other one, where the system has randomness.
    pub(crate) fn from_system() -> Self {
        Self(getrandom::u64().unwrap_or(0x5EED))
    }

    /// Returns the next number.
    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `end`; 0 when `end` is 0.
    pub(crate) const fn below(&mut self, end: u64) -> u64 {
        if end == 0 { 0 } else { self.next() % end }
    }

    /// Returns a number from 0 up to, not including, 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
