//! Both ends of the local socket between the desk and its screens.
//!
//! Decides: how a message is framed, who the peer is, what a slow peer loses.
//! Must not know: what a command means, how a snapshot is painted.
//!
//! Invariants:
//! - protocol version and build stand first in both directions;
//! - a passphrase travels in a message of its own, and in no other;
//! - a slow peer loses snapshots, never holds one up: one writer task a peer, the newest snapshot wins.

pub mod protocol;

pub mod frame;

pub mod passphrase;

pub mod officers;

pub mod server;

mod session;

mod writer;

mod errand;

mod glance;

pub mod presence;

pub mod client;
