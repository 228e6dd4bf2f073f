//! Findings (情况): what is known of people, fire and leak; each with time, source and reliability.
//!
//! Decides: what was found, by whom, and what stands now. Must not know: who is told of it.
//!
//! Invariant: a change is a new finding; nothing is overwritten.

pub mod command;
pub mod decide;
pub mod fact;
pub mod state;
pub mod view;

pub use command::{Command, Found, People, Reliability, Scene};
pub use decide::{Refusal, decide};
pub use fact::Fact;
pub use state::{Findings, State};
pub use view::View;
