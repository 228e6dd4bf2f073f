//! Messages as a bad line, a bad device or a bad person makes them of good ones.

/// Chance with a seed: the same run every time, `SEED=` another.
pub(crate) struct Mutator(u64);

impl Mutator {
    pub(crate) fn new(salt: u64) -> Self {
        let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0x5EED_u64);
        Self((seed ^ salt.wrapping_mul(0x9E37_79B9_7F4A_7C15)) | 1)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound.max(1)
    }

    /// Returns a sample with one to four things done to it.
    pub(crate) fn mutant(&mut self, samples: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = samples[self.below(samples.len())].clone();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len() + 1);
            match self.below(7) {
                0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                1 if at < bytes.len() => {
                    bytes[at] = [0x00, 0xFF, 0x40, 0x23, b'"', b'9', b'{'][self.below(7)];
                }
                2 => bytes.truncate(at),
                3 => {
                    let to = (at + self.below(32)).min(bytes.len());
                    bytes.drain(at..to);
                }
                4 => {
                    let to = (at + self.below(64)).min(bytes.len());
                    let piece = bytes[at..to].to_vec();
                    bytes.splice(at..at, piece);
                }
                5 => {
                    let other = &samples[self.below(samples.len())];
                    let from = self.below(other.len() + 1);
                    bytes.splice(at..at, other[from..].iter().copied());
                }
                _ => bytes.insert(at, self.below(256) as u8),
            }
        }
        bytes
    }
}

/// Returns how many mutants a decoder is shown.
pub(crate) fn executions() -> usize {
    if std::env::var("SCALE").is_ok_and(|scale| scale == "full") { 500_000 } else { 10_000 }
}
