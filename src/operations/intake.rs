//! Intakes (接报): a person told us, by telephone, on patrol, by message.
//!
//! Decides: which incident an intake opens or joins, what it holds.
//! Must not know: how it is typed.
//!
//! Invariant: an incident exists as soon as place and kind are given; an empty field never blocks.

pub mod command;
pub mod decide;
pub mod fact;
pub mod state;
pub mod view;

pub use command::{Command, Field, Place};
pub use decide::{Refusal, candidates, decide, zone_of};
pub use fact::{Fact, WORD};
pub use state::{Intake, State};
pub use view::View;
