//! The chain of hashes.
//!
//! Decides: the digest of an entry. The writer, the engine when it replays, and nobody else use it; [`crate::journal::verify`]
//! has an encoder of its own, written from the format below.
//! Must not know: SQLite.
//!
//! # Format
//! The digest is SHA-256 over these fields in order. Before each field stands its length in bytes as a 32-bit number.
//! All numbers are big-endian.
//!
//! | field | bytes |
//! |---|---|
//! | domain | `dutydesk.journal.entry` |
//! | version of this format | 2: 1 |
//! | number of the entry | 8 |
//! | time, milliseconds since 1970-01-01 UTC, two's complement | 8 |
//! | kind | UTF-8 |
//! | version of the kind | 2 |
//! | incident | 4, or none |
//! | actor | UTF-8 |
//! | action id | 16, or none |
//! | body, canonical JSON | UTF-8 |
//! | digest of the entry before it; zeros before the first | 32 |

use crate::journal::Head;
use crate::journal::draft::Draft;
use crate::units::{Digest, EntryNumber};
use sha2::{Digest as _, Sha256};

/// The version of the format.
pub const VERSION: u16 = 1;

const DOMAIN: &[u8] = b"dutydesk.journal.entry";

/// Returns the digest of an entry after the one whose digest is `previous`.
pub fn link(previous: Digest, entry: EntryNumber, draft: &Draft) -> Digest {
    let incident = draft.incident.map(|incident| incident.0.to_be_bytes());
    let action = draft.action.map(|action| action.0.to_be_bytes());
    let fields: [&[u8]; 11] = [
        DOMAIN,
        &VERSION.to_be_bytes(),
        &entry.0.to_be_bytes(),
        &draft.at.0.to_be_bytes(),
        draft.kind.as_bytes(),
        &draft.kind_version.to_be_bytes(),
        incident.as_ref().map_or(&[], <[u8; 4]>::as_slice),
        draft.actor.as_bytes(),
        action.as_ref().map_or(&[], <[u8; 16]>::as_slice),
        draft.body.as_bytes(),
        &previous.0,
    ];
    let mut hash = Sha256::new();
    for field in fields {
        hash.update((field.len() as u32).to_be_bytes());
        hash.update(field);
    }
    Digest(hash.finalize().into())
}

/// Returns the head after one more entry.
pub fn next(head: Head, draft: &Draft) -> Head {
    let entry = EntryNumber(head.entry.0 + 1);
    Head { entry, digest: link(head.digest, entry, draft) }
}
