//! The byte pipe of a terminal.
//!
//! Decides: raw mode, size, which bytes are which key, how the terminal is left as it was found.
//! Must not know: what a key does, what is painted.
