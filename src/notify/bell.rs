//! The terminal's bell.

use crate::text::Text;

/// The most pulses of a pattern: a terminal that beeps 100 ms each stays within half a second.
pub const PULSES_MAX: usize = 4;

/// Returns the bytes that ring that many times.
pub fn bytes(pulses: u8) -> Text<PULSES_MAX> {
    let mut rings = Text::new();
    for _ in 0..usize::from(pulses).min(PULSES_MAX) {
        rings.push('\u{7}');
    }
    rings
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_pattern_is_bells_and_nothing_else() {
        assert_eq!(super::bytes(2).as_str(), "\u{7}\u{7}");
        assert_eq!(super::bytes(200).len(), super::PULSES_MAX);
    }
}
