//! The code of a head that people read aloud: sixteen digits in four groups, as on a bank card.
//!
//! Decides: how a head becomes digits that are the same word in every language.
//! Must not know: who reads them.
//!
//! Sixteen digits are 53 bits, and each try costs `ROUNDS` hashes: who wants another journal with the same code needs some 2^65.

use crate::journal::Head;
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;

/// Hashes in a row that one code takes; under 2 ms.
const ROUNDS: u32 = 4_096;
const DOMAIN: &[u8] = b"dutydesk.journal.code";
/// Numbers of sixteen digits.
const CODES: u64 = 10_000_000_000_000_000;

/// The code of a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code(u64);

/// A text that is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a code is sixteen digits: 4829 1057 3316 0042")]
pub struct NotACode;

impl Code {
    /// Returns the code of a head.
    pub fn of(head: Head) -> Self {
        let first = Sha256::new()
            .chain_update(DOMAIN)
            .chain_update(head.entry.0.to_be_bytes())
            .chain_update(head.digest.0)
            .finalize();
        let last = (1..ROUNDS).fold(first, |digest, _| Sha256::digest(digest));
        let (high, _) = last.split_at(8);
        let number = high.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        Self(number % CODES)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let group = |power: u32| self.0 / 10_000_u64.pow(power) % 10_000;
        write!(f, "{:04} {:04} {:04} {:04}", group(3), group(2), group(1), group(0))
    }
}

impl FromStr for Code {
    type Err = NotACode;

    /// Reads sixteen digits, with or without spaces and dashes between them.
    fn from_str(text: &str) -> Result<Self, NotACode> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        if digits.len() != 16 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(NotACode);
        }
        digits.parse().map(Self).map_err(|_| NotACode)
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, NotACode};
    use crate::journal::Head;
    use crate::units::{Digest, EntryNumber};

    #[test]
    fn a_code_is_read_as_it_is_said() {
        let code = Code::of(Head { entry: EntryNumber(482), digest: Digest([7; 32]) });
        let said = code.to_string();
        assert_eq!(said.len(), 19);
        assert_eq!(said.parse(), Ok(code));
        assert_eq!(said.replace(' ', "-").parse(), Ok(code));
        assert_eq!(said.replace(' ', "").parse(), Ok(code));
        assert_eq!("4829 1057 3316 004".parse::<Code>(), Err(NotACode));
        assert_eq!("4829 1057 3316 004x".parse::<Code>(), Err(NotACode));
        assert_ne!(code, Code::of(Head { entry: EntryNumber(483), digest: Digest([7; 32]) }));
        assert_ne!(code, Code::of(Head { entry: EntryNumber(482), digest: Digest([8; 32]) }));
    }
}
