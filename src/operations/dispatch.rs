//! Dispatch (调派): teams go on tasks, and come back.
//!
//! Decides: which team fits which task and why, what an order, an answer or a word from the spot changes.
//! Must not know: how a team is told ([`crate::operations::call`], [`crate::operations::delivery`]).
//!
//! Invariants:
//! - an order that nobody has confirmed is 已下令·未通知, whatever was sent;
//! - after acceptance a status changes only on the team's own word;
//! - a second order never overwrites a status.

pub mod command;
pub mod decide;
pub mod fact;
pub mod fitness;
pub mod follow;
pub mod recommend;
pub mod state;
pub mod view;
pub mod weigh;

pub use command::{Command, Order, Status, Task};
pub use decide::{Refusal, decide};
pub use fact::Fact;
pub use fitness::{LeftOut, Unfit};
pub use follow::{accepted, heard, is_coming, is_sent, late_by, may_move, refused, unanswered};
pub use recommend::{Against, Gap, GapReason, Pick, Ranked, Recommendation, recommend};
pub use state::{Dispatch, State};
pub use view::View;
