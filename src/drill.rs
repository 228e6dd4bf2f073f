//! Plays a recorded night again, or a scenario with a team; and says how it went.
//!
//! Decides: the source of a drill's inputs, whether a replay came to the same end, what a team is scored.
//! Must not know: the engine: it is given what it plays through.

pub mod director;
pub mod expected;
pub mod replay;
pub mod scenario;
pub mod score;
