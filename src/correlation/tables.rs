//! The tables of the core: each sized once, each a slice that never grows.
//!
//! Decides: where a row lies, how rows are chained, which row is free.
//! Must not know: what the rules make of a row.
//!
//! Invariants:
//! - a table is a boxed slice and counts; nothing is pushed, so nothing is allocated, not even after a checkpoint was
//!   read back;
//! - a number from outside reaches a row through a method that answers `None`, never through `[]`.

pub(crate) mod devices;
pub(crate) mod filters;
pub(crate) mod holds;
pub(crate) mod incidents;
pub(crate) mod members;
pub(crate) mod pairs;
pub(crate) mod suppressions;
pub(crate) mod wheel;

/// The link of a row that has no neighbour.
pub(crate) const NONE: u32 = u32::MAX;

/// Returns a slice of `length` default rows.
pub(crate) fn rows<T: Clone + Default>(length: usize) -> Box<[T]> {
    vec![T::default(); length].into_boxed_slice()
}
