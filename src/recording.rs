//! The recording (录像) and the checkpoints: what came in, and where the desk stood.
//!
//! Decides: how inputs are written in blocks and cut at the last good one; which checkpoint is the newest good one.
//! Must not know: what an input or a state means: both are bytes here.
