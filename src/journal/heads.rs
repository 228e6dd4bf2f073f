//! Signed heads (签名头): what the journal came to, signed, so that a later change of the past is told.
//!
//! Decides: which entries ask for a signature, what is signed, how a head is written on one line.
//! Must not know: SQLite; who verifies. [`crate::journal::verify`] reads the lines by a parser of its own.
//!
//! # Format
//! A head is one line of ten fields, parted by one space:
//!
//! ```text
//! 1 ENTRY EPOCH SINCE AT DIGEST KEY BEFORE SIGNATURE HANDED
//! ```
//!
//! The first is the version. DIGEST is that of ENTRY, AT its time in milliseconds. EPOCH counts the keys from 1, KEY is
//! the public key of this one, BEFORE that of the epoch before or `-`. SINCE is the entry of the last head of the epoch before:
//! no key speaks for entries up to there. SIGNATURE is Ed25519 by KEY over `dutydesk.journal.head ` and the first eight
//! fields as they stand. HANDED stands on the first head of an epoch: Ed25519 by BEFORE over `dutydesk.journal.key ` and
//! the same fields; elsewhere `-`. Numbers are decimal, bytes hexadecimal in lower case.
//!
//! Invariants:
//! - a key signs for one shift: the next head has a new one, which the old one named before it was destroyed;
//! - a head that cannot be signed never keeps an entry out: the fault is shown instead;
//! - a question to the second place is waited for [`keeper::WAIT_MAX`] at most; while it hangs no entry waits again.

pub mod code;
pub mod keeper;
pub mod key;
pub mod place;
pub mod signer;
pub mod vouch;

use crate::journal::Head;
use crate::units::{Digest, EntryNumber, Instant};
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// The kinds of entries after which the head is signed: a shift was handed over, money was released.
pub const SIGNED_KINDS: [&str; 2] = [SHIFT_KIND, "pool.posted"];

/// The kind with which the next key begins.
pub const SHIFT_KIND: &str = "handover.signed";

/// The words before what a key signs.
pub const SIGNED_DOMAIN: &str = "dutydesk.journal.head ";

/// The words before what an old key signs of its successor.
pub const HANDED_DOMAIN: &str = "dutydesk.journal.key ";

/// A head with its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedHead {
    /// What is signed.
    pub head: Head,
    /// The number of the key, from 1.
    pub epoch: u32,
    /// The entry up to which earlier keys spoke.
    pub since: EntryNumber,
    /// The time of the entry.
    pub at: Instant,
    /// The public key.
    pub key: Bytes<32>,
    /// The public key of the epoch before.
    pub before: Option<Bytes<32>>,
    /// By the key.
    pub signature: Bytes<64>,
    /// By the key before, on the first head of an epoch.
    pub handed: Option<Bytes<64>>,
}

/// Bytes that are written as hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes<const COUNT: usize>(pub [u8; COUNT]);

/// Where the key and the second copy of the heads are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// The file of the key, which nobody else may read.
    pub key: PathBuf,
    /// The second place: another disk, another machine, a stick; the heads stand in its file [`place::FILE`].
    pub anchors: PathBuf,
}

/// Why a head is not signed, or not in the second place.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Others may read the key: whoever did can sign what they want.
    #[error("{}: mode {mode:04o} lets others read the key; run `chmod 0600` on it after you know who did", file.display())]
    Exposed {
        /// The key.
        file: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// The file is no key.
    #[error("{}: this is no key of dutydesk; move it away, and the next head begins a new one", .0.display())]
    NotAKey(PathBuf),
    /// The system has no random numbers.
    #[error("the system has no random numbers for a key")]
    Random,
    /// The second place knows more than the journal holds.
    #[error("{}: head {entry} is not in the journal, which is older than it was or another one; run `dutydesk journal verify`", file.display())]
    Older {
        /// The second place.
        file: PathBuf,
        /// The newest head that the journal lacks.
        entry: EntryNumber,
    },
    /// A line of the second place that no key of this journal signed; it is left where it is.
    #[error("{}: head {entry} is signed by no key of this journal; run `dutydesk journal verify`", file.display())]
    Stranger {
        /// The second place.
        file: PathBuf,
        /// The newest such head.
        entry: EntryNumber,
    },
    /// The second place does not answer: a share of another machine that is gone, a disk that hangs.
    #[error("{}: the second place does not answer; what is signed is brought there when it does", .0.display())]
    Silent(PathBuf),
    /// No key can follow.
    #[error("epoch {0} of the keys has no next one; run `dutydesk journal verify`")]
    Epochs(u32),
    /// The journal cannot be asked for its heads.
    #[error("the signed heads cannot be read: {0}")]
    Journal(#[from] rusqlite::Error),
    /// The system refused.
    #[error("{}: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// A line that is no head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no signed head")]
pub struct NotAHead;

/// Returns whether the head is to be signed after an entry of this kind.
pub fn asks_for_signature(kind: &str) -> bool {
    SIGNED_KINDS.contains(&kind)
}

impl SignedHead {
    /// Returns the part of the line that is signed.
    pub fn said(&self) -> String {
        let Self { head, epoch, since, at, key, before, .. } = self;
        let before = written(before.as_ref());
        format!("1 {} {epoch} {} {} {} {key} {before}", head.entry.0, since.0, at.0, head.digest)
    }

    /// Returns whether its key signed it.
    pub fn is_signed(&self) -> bool {
        let said = format!("{SIGNED_DOMAIN}{}", self.said());
        let key = ring::signature::UnparsedPublicKey::new(&ring::signature::ED25519, self.key.0);
        key.verify(said.as_bytes(), &self.signature.0).is_ok()
    }

    /// Returns whether the key before it signed its key.
    pub fn is_handed_over(&self) -> bool {
        let (Some(before), Some(handed)) = (self.before, self.handed) else { return false };
        let said = format!("{HANDED_DOMAIN}{}", self.said());
        let key = ring::signature::UnparsedPublicKey::new(&ring::signature::ED25519, before.0);
        key.verify(said.as_bytes(), &handed.0).is_ok()
    }

    /// Returns the whole line.
    pub fn line(&self) -> String {
        format!("{} {} {}", self.said(), self.signature, written(self.handed.as_ref()))
    }
}

impl FromStr for SignedHead {
    type Err = NotAHead;

    /// Reads a line; one head is written in one way.
    fn from_str(line: &str) -> Result<Self, NotAHead> {
        let fields: Vec<&str> = line.split(' ').collect();
        let ["1", entry, epoch, since, at, digest, key, before, signature, handed] = fields[..] else {
            return Err(NotAHead);
        };
        let number = |text: &str| text.parse().map(EntryNumber).map_err(|_| NotAHead);
        let head = Self {
            head: Head { entry: number(entry)?, digest: digest.parse::<Digest>().map_err(|_| NotAHead)? },
            epoch: epoch.parse().map_err(|_| NotAHead)?,
            since: number(since)?,
            at: Instant(at.parse().map_err(|_| NotAHead)?),
            key: key.parse()?,
            before: optional(before)?,
            signature: signature.parse()?,
            handed: optional(handed)?,
        };
        if head.line() == line { Ok(head) } else { Err(NotAHead) }
    }
}

impl<const COUNT: usize> FromStr for Bytes<COUNT> {
    type Err = NotAHead;

    fn from_str(text: &str) -> Result<Self, NotAHead> {
        let digits = text.as_bytes();
        if digits.len() != COUNT * 2 || !digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
        {
            return Err(NotAHead);
        }
        let value = |digit: u8| if digit <= b'9' { digit - b'0' } else { digit - b'a' + 10 };
        let mut bytes = [0; COUNT];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = value(pair[0]) << 4 | value(pair[1]);
        }
        Ok(Self(bytes))
    }
}

impl<const COUNT: usize> fmt::Display for Bytes<COUNT> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl<const COUNT: usize> fmt::Debug for Bytes<COUNT> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

fn written<const COUNT: usize>(bytes: Option<&Bytes<COUNT>>) -> String {
    bytes.map_or_else(|| "-".to_owned(), ToString::to_string)
}

fn optional<const COUNT: usize>(text: &str) -> Result<Option<Bytes<COUNT>>, NotAHead> {
    if text == "-" { Ok(None) } else { text.parse().map(Some) }
}
