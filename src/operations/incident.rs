//! Incidents as people handle them: opened by alarms, acknowledged, noted, closed, reopened.
//!
//! Decides: who may do what to an incident, and which of its changes a person decides by.
//! Must not know: how alarms become members ([`crate::correlation`]), how it looks.

pub mod command;
pub mod decide;
pub mod fact;
pub mod obstacle;
pub mod phase;
pub mod state;
pub mod surge;
pub mod view;

pub use command::{Cause, Command, Disposition, Phase, Verdict};
pub use decide::{Refusal, Regroup, decide, split_alarms};
pub use fact::Fact;
pub use obstacle::{Obstacle, Obstacles};
pub use phase::phase_after;
pub use state::{Incident, Proposal, State};
pub use view::View;
