//! A terminal as a pipe of bytes: keys in, frames out, and the tty given back as it was found.
//!
//! Decides: what a run of bytes means as keys, which bytes paint a frame, when the tty is raw.
//! Must not know: what a key does, what a frame shows.
//!
//! Invariants:
//! - no run of bytes panics the parser, and what it does not know is swallowed, never typed;
//! - a paste is one input of bounded length; nothing in it is a key;
//! - the tty is restored on drop, on panic and when the main loop ends by HUP or TERM;
//! - a frame is one write, inside a synchronized update.

pub mod guard;
pub mod key;
pub mod output;
pub mod parser;

use crate::limits::{COLUMNS_MAX, ROWS_MAX};
use std::os::fd::AsFd;

/// The size that is taken when a tty states none.
const SIZE_UNSTATED: (u16, u16) = (80, 24);

/// Returns columns and rows of a tty, within what is painted.
///
/// A tty that states none, or is none, counts as 80x24.
pub fn size(tty: impl AsFd) -> (u16, u16) {
    rustix::termios::tcgetwinsize(tty).map_or(SIZE_UNSTATED, |size| clamp_size(size.ws_col, size.ws_row))
}

/// Returns the size that is painted for a claim.
pub fn clamp_size(columns: u16, rows: u16) -> (u16, u16) {
    if columns == 0 || rows == 0 {
        return SIZE_UNSTATED;
    }
    (columns.min(COLUMNS_MAX), rows.min(ROWS_MAX))
}
