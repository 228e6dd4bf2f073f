//! Joins the rooms: reads clocks, owns threads, and carries an input from the socket to the disk and to the screens.
//!
//! Decides: order: drain, apply, commit, release, publish, checkpoint.
//! Must not know: what any input means, how any screen looks.
//!
//! Invariants:
//! - one desk thread owns all state and applies numbered, stamped inputs in order ([`live`], [`driver`]);
//! - rules are read beside the desk thread, and are one numbered input when they are right ([`reload`]);
//! - recording to input N, then the journal's facts up to N, then answers and acknowledgements ([`stores`]);
//! - live running, a restart and a replay go through the same [`driver`].

pub mod batch;
pub mod clock;
pub mod drill;
pub mod driver;
pub mod effects;
pub mod figures;
pub mod input;
pub mod live;
pub mod pages;
pub mod paths;
pub mod private;
pub mod publish;
pub mod purpose;
pub mod readers;
pub mod recover;
pub mod reload;
pub mod replay;
pub mod serve;
pub mod stores;
