//! Calls (通话): one mechanism for every number that the desk rings.
//!
//! Decides: who is rung for what, what came of it, who is rung next.
//! Must not know: what is said on the telephone, how the slip looks.
//!
//! Invariant: nothing is an outcome until a person says so; no answer is never a "no".

pub mod command;
pub mod decide;
pub mod fact;
pub mod offer;
pub mod state;
pub mod view;

pub use command::{
    Agency, Callee, Command, Outcome, Party, Purpose, REFERENCE_BYTES_MAX, Reference, Witness,
};
pub use decide::{Refusal, decide};
pub use fact::Fact;
pub use offer::{Offer, Stage, first_of, offers};
pub use state::{Call, State};
pub use view::View;
