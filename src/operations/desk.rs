//! The desk itself: starts and stops, who signed on, checkpoints, clock steps, the registry that is loaded.

pub mod fact;

pub use fact::Fact;
