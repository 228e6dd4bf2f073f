//! Plans as they run (预案): the card that an incident chose, and which of its steps are done.
//!
//! Decides: what a step's act proves it done. Must not know: how the card looks.
//!
//! Invariant: an incident keeps the version that it ran, whatever the registry says later.

pub mod command;
pub mod decide;
pub mod fact;
pub mod proof;
pub mod state;
pub mod view;

pub use command::{Command, Mark};
pub use decide::{Refusal, decide};
pub use fact::Fact;
pub use proof::{chosen, done_by};
pub use state::{Done, Run, State};
pub use view::View;
