//! Bytes from the world become events, and back.
//!
//! Decides: how each format is read, how a connection is kept, how far a feed was read.
//! Must not know: what an event does to the desk.
//!
//! Invariants:
//! - a bad frame is counted, kept and shown, and never ends its feed;
//! - a number is acknowledged to its source only after the desk says that it is durable;
//! - what a source filtered out, what it lost and what was merely late are three different things, and each is told;
//! - the same bytes decode to the same event, whether they come from a socket, a recording or a file.
//!
//! Read on: [`decode`] what a frame means, [`control`] what the two ends tell each other, [`transport`] the client,
//! [`inlet`] the way to the desk thread, [`scenario`] and [`serve`] the other end.

mod chance;
pub mod control;
pub mod decode;
pub mod encode;
pub mod inlet;
pub mod scenario;
pub mod serve;
pub mod transport;
