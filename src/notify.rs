//! Channels out: the bell and the desktop of a screen's own process, webhooks and the sound command of the desk's.
//!
//! Decides: how a notice leaves the machine and what came of it.
//! Must not know: when one is due, in which language it is.
//!
//! Invariants:
//! - no notice is ever waited for in a path of an alarm;
//! - a failure is counted and can be shown, never silent.

pub mod bell;
pub mod command;
pub mod desktop;
pub mod webhook;
