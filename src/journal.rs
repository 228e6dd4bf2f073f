//! The journal (日志): what was decided, in a chain of hashes, in SQLite.
//!
//! Decides: how an entry is written, hashed, found again and verified.
//! Must not know: why a fact was decided.
