//! The whole program in a terminal: what an officer does in a night, by the keys that the help shows.
//!
//! Every test starts the built binary; what it shows is read as a terminal would show it, and what it did is read from
//! the journal.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

#[path = "pty/beside.rs"]
mod beside;
#[path = "pty/drills.rs"]
mod drills;
#[path = "pty/fire.rs"]
mod fire;
#[path = "pty/hands.rs"]
mod hands;
#[path = "pty/harsh.rs"]
mod harsh;
#[path = "pty/leader.rs"]
mod leader;
#[path = "pty/lost.rs"]
mod lost;
#[path = "pty/night.rs"]
mod night;
#[path = "pty/opening.rs"]
mod opening;
#[path = "pty/readme.rs"]
mod readme;
#[path = "pty/sessions.rs"]
mod sessions;
#[path = "pty/sizes.rs"]
mod sizes;
#[path = "pty/terminal.rs"]
mod terminal;
