//! What the tests of the whole program share: a terminal to run it in, and a desk that is cleaned away.
//!
//! Nothing here sleeps: [`wait::until`] is the one place that waits.
#![allow(dead_code, reason = "each test binary uses its part")]

pub(crate) mod desk;
pub(crate) mod disk;
pub(crate) mod harm;
pub(crate) mod pty;
pub(crate) mod wait;
pub(crate) mod websocket;
