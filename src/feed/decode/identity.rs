//! The identity of a message as the desk holds it: 64 bytes that two different identities do not share.

use crate::text::{self, Text};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Bytes of the hash that stand before a shortened identity.
const HASH_BYTES: usize = 8;
/// Bytes of its end that are kept: what is left of 64 after sixteen hex digits and a colon.
const TAIL_BYTES: usize = 64 - 2 * HASH_BYTES - 1;

/// Returns an identity, cleaned: itself when it fits, else the first sixteen hex digits of its SHA-256, a colon, and its end.
///
/// The end and not the beginning: sources put what tells two messages apart last.
pub(super) fn identity(raw: &str) -> Text<64> {
    let cleaned = text::clean(raw.trim());
    if let Ok(whole) = Text::from(&cleaned) {
        return whole;
    }
    let mut short = Text::new();
    for byte in &Sha256::digest(cleaned.as_bytes())[..HASH_BYTES] {
        let _ = write!(short, "{byte:02x}");
    }
    let tail = (cleaned.len() - TAIL_BYTES..=cleaned.len()).find_map(|at| cleaned.get(at..));
    let _ = write!(short, ":{}", tail.unwrap_or_default());
    short
}

#[cfg(test)]
mod tests {
    use super::identity;

    #[test]
    fn a_long_identity_keeps_its_end_behind_a_hash_of_the_whole() {
        assert_eq!(identity(" 32032141600000_20261122091835\n").as_str(), "32032141600000_20261122091835");
        let exact = "x".repeat(64);
        assert_eq!(identity(&exact).as_str(), exact);
        let (one, two) = (
            format!("{}-1-{}", "a".repeat(80), "z".repeat(47)),
            format!("{}-2-{}", "a".repeat(80), "z".repeat(47)),
        );
        let (short, other) = (identity(&one), identity(&two));
        assert_eq!((short.len(), &short[16..17], &short[17..]), (64, ":", "z".repeat(47).as_str()));
        assert_ne!(short, other, "what differs is cut, and told apart by the hash");
        assert_eq!(short, identity(&one));
        assert!(short[..16].bytes().all(|digit| digit.is_ascii_hexdigit()));
    }

    #[test]
    fn no_character_is_cut() {
        let wide = identity(&"暴".repeat(40));
        assert_eq!(&wide[17..], "暴".repeat(15));
        assert_eq!(identity("a\u{1b}b").as_str(), "a\u{FFFD}b");
    }
}
