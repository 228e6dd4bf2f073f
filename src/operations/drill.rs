//! The drill (演练): what a director does, and how far the scenario has come.
//!
//! Decides: what may be given, left out, observed and entered when; when a drill stands still and when it is over.
//! Must not know: what an inject does to the world, what is expected of a team, what it scores: the room `drill` does.
//!
//! Only a desk that was made for a drill has a [`Script`]; on every other desk all of this is refused.
//!
//! Invariants:
//! - a real situation (真实情况) ends a drill at once, whoever says it, and nothing of the drill goes on after it;
//! - nothing of a drill keeps an act of life waiting: a drill that stands still still takes acknowledgements and calls;
//! - an inject is given or left out once, and the journal says by whom.
//!
//! Source: AQ/T 9007 (drill guide), AQ/T 9009 (drill evaluation); HSEEP (injects, observations with ratings, improvement plan).

pub mod command;
pub mod decide;
pub mod fact;
pub mod script;
pub mod state;
pub mod view;

pub use command::{About, Command, Rating, Seek};
pub use decide::{Refusal, decide, may_act};
pub use fact::{Fact, Halt, Veil};
pub use script::Script;
pub use state::{Run, State};
pub use view::View;
