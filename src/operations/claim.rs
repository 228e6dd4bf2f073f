//! Claims (报案/理赔): from the insurer's claim number to its money.
//!
//! Decides: when a claim exists, what the insurer owes by when. Must not know: the pool's accounts.
//!
//! Invariants:
//! - a claim exists from the insurer's claim number on, never before;
//! - a policy is judged at the incident's occurred time.
//!
//! Source: 保险法 Art 21, 23, 24, 25.

pub mod command;
pub mod decide;
pub mod fact;
pub mod state;
pub mod view;

pub use command::Command;
pub use decide::{Refusal, decide, occurred, opened};
pub use fact::Fact;
pub use state::{Claim, Stage, State};
pub use view::View;
