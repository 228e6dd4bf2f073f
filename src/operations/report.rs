//! Reports upward (首报, 续报, 终报): drafted from findings, submitted, signed, sent, receipted.
//!
//! Decides: who may submit, sign and send which report when. Must not know: how it is worded.
//!
//! Invariants:
//! - what is signed is what was submitted: the digest of the text stands in the chain;
//! - a report is sent when a person says by which channel, and who received it.

pub mod command;
pub mod decide;
pub mod due;
pub mod fact;
pub mod field;
pub mod state;
pub mod view;

pub use command::{Channel, Command, Kind};
pub use decide::{Refusal, decide, phoned};
pub use fact::Fact;
pub use field::Field;
pub use state::{Report, Stage, State};
pub use view::View;
