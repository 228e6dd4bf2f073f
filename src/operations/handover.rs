//! The handover of the desk (交接班): who hands what to whom, and whose signature stands under it.
//!
//! Decides: what stands on the sheet, who may offer and take the desk, what moves with it.
//! Must not know: how a sheet reads, how a signature is checked.
//!
//! The outgoing officer offers, face to face; the incoming one reads the sheet on the screen and takes it: two signatures, and
//! what the outgoing officer had is the incoming one's. Whoever takes the desk without an offer has it all the same, and the
//! missing signature stands on every screen until it is given.
//!
//! Invariants:
//! - nothing waits for a handover: no act asks whether one is signed;
//! - until the desk is taken everything is the outgoing officer's;
//! - who signs has seen what stands: the sheet's code is of what they read;
//! - what nobody signed is listed until somebody has.
//!
//! Source: 交接班制度 (face to face, done and undone items, equipment and keys checked, both sign, that minute is the change).

pub mod command;
pub mod decide;
pub mod fact;
pub mod sheet;
pub mod state;
pub mod unproved;
pub mod view;

pub use command::{Command, Keys};
pub use decide::{Refusal, decide};
pub use fact::{Fact, Moved};
pub use sheet::{Item, SheetCode, Sums};
pub use state::{Offer, State, Unsigned};
pub use unproved::{Unproved, UnprovedAct};
pub use view::View;
