//! Suppressions (搁置 停用 维保窗口): what a person asks to be kept silent, until a time.
//!
//! Decides: who may ask for one, for how long, who asked, which of them run.
//! Must not know: which alarms one holds and what breaks it ([`crate::correlation`]).
//!
//! Invariants:
//! - each has an end, a reason and somebody who answers for it;
//! - nothing that endangers life is taken off the air without its incident's number, typed.

pub mod command;
pub mod decide;
pub mod fact;
pub mod state;
pub mod view;

pub use command::Command;
pub use decide::{Refusal, decide};
pub use fact::{Called, Fact};
pub use state::{Running, State};
pub use view::{Held, View};
