//! Plays a recorded night again.
//!
//! Decides: the source of a drill's inputs and whether they came to the same end.
//! Must not know: the engine: it is given what it plays through.

pub mod replay;
