//! Facts become text: reports, as they go upward.
//!
//! Decides: how a document reads. Must not know: how it is sent, where it is painted.
//!
//! Invariant: what is not known is said to be unknown (待核); it never blocks a document.

pub mod drill;
pub mod incident;
pub mod kpi;
pub mod report;
pub mod shift;
pub mod statement;
