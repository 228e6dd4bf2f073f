//! Bytes from the world become events, and back.
//!
//! Decides: how each format is read, how a connection is kept, how far a feed was read.
//! Must not know: what an event does to the desk.
