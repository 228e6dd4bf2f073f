//! Refusals, a subject a file: what is wrong, and what to do.

pub mod call;
pub mod claim;
pub mod delivery;
pub mod desk;
pub mod dispatch;
pub mod drill;
pub mod feed;
pub mod finding;
pub mod handover;
pub mod incident;
pub mod intake;
pub mod obstacle;
pub mod order;
pub mod plan;
pub mod pool;
pub mod regroup;
pub mod release;
pub mod report;
pub mod suppression;
