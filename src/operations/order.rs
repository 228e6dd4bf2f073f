//! What a leader orders (指示), and the response level that a leader sets.
//!
//! Decides: who carries an order out by when; who proposes and who decides a level.
//! Must not know: how the leader was reached.
//!
//! Invariant: response level and warning colour are two fields; the desk sets neither by itself.

pub mod command;
pub mod decide;
pub mod fact;
pub mod state;
pub mod view;

pub use command::{Command, ResponseLevel};
pub use decide::{Refusal, decide};
pub use fact::Fact;
pub use state::{Order, State};
pub use view::View;
