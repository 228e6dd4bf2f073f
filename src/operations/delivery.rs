//! Deliveries: what goes out by a machine channel, and what came of it.
//!
//! Decides: what is to be sent to whom, which state an answer leads to.
//! Must not know: HTTP, sockets.
//!
//! Invariants:
//! - a delivery is journaled before it is sent, and its outcome follows;
//! - it is repeated under the same key only, so that nothing takes effect twice;
//! - "unknown" is a state; nothing is an outcome until a receipt or a person says so.

pub mod command;
pub mod decide;
pub mod fact;
pub mod state;
pub mod view;

pub use command::{About, Command, Outcome, Target};
pub use decide::{Intent, Refusal, decide, record, taken_back};
pub use fact::Fact;
pub use state::{Delivery, Stage, State};
pub use view::View;
