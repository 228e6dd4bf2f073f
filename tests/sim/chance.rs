//! Chance with a printed seed, and how large a run is.

/// Returns the one or the other size, by `SCALE`.
pub(crate) fn scaled<T>(ci: T, full: T) -> T {
    if std::env::var("SCALE").is_ok_and(|scale| scale == "full") { full } else { ci }
}

/// Numbers that a failed run can be repeated with: `SEED=` in the environment, else a fixed one.
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// Starts from `SEED`, and prints it.
    pub(crate) fn of_run(test: &str) -> Self {
        let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_121);
        eprintln!("{test}: SEED={seed}");
        Self(seed)
    }

    /// Returns the numbers of another hand in the same run.
    pub(crate) fn of_another(&self, hand: u64) -> Self {
        Self(self.0 ^ (hand + 1).wrapping_mul(0xD1B5_4A32_D192_ED03))
    }

    /// Returns a number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end.max(1)
    }

    /// Returns an action id.
    pub(crate) fn action(&mut self) -> dutydesk::units::ActionId {
        let (high, low) = (u128::from(self.below(u64::MAX)), u128::from(self.below(u64::MAX)));
        dutydesk::units::ActionId(high << 64 | low)
    }
}
