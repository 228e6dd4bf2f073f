//! Channels out: the bell, the desktop, a command for sound.
//!
//! Decides: how a notice leaves the machine and what came of it.
//! Must not know: when one is due.
