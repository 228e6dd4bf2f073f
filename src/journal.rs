//! The journal (日志): what was decided, in a chain of hashes, in SQLite.
//!
//! Decides: how an entry is written, hashed, found again and verified.
//! Must not know: why a fact was decided.
//!
//! [`draft`] turns facts into entries and back, [`chain`] hashes them, [`heads`] signs them, [`writer`] is the one that writes, [`reader`]
//! looks without holding anyone up, [`kpi`] walks it for figures, [`verify`] trusts none of them, [`export`] writes entries out, [`backup`] copies, [`purge`] destroys texts.
//!
//! Invariants:
//! - an entry is never changed or removed: triggers refuse, and the chain tells;
//! - texts that people typed stand in table `private` alone; the chain holds a token and SHA-256(salt, text), so a text
//!   may be destroyed and the chain stays whole;
//! - a journal that is damaged, of a newer program or none of ours is an error to open; it is never renamed away,
//!   never started afresh.

pub mod backup;
pub mod chain;
pub mod draft;
pub mod export;
pub mod find;
pub mod heads;
pub mod json;
pub mod kpi;
pub mod purge;
pub mod reader;
pub mod row;
pub mod schema;
pub mod verify;
pub mod writer;

use crate::units::{Digest, EntryNumber};

/// The newest entry and its digest: all that must be kept elsewhere to notice a cut tail or an exchanged journal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Its number; zero in an empty journal.
    pub entry: EntryNumber,
    /// Its digest; zeros in an empty journal.
    pub digest: Digest,
}
