//! The subcommands, a file each.
//!
//! Decides: what is printed, and which exit code tells it.
//! Must not know: anything that a room already knows.

pub mod check;
