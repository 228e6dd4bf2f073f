//! Official warnings, relayed unchanged and never authored here.
//!
//! Decides: which warnings stand, which message replaces which, when one has ended, which gives way in a full table.
//! Must not know: how a source writes them (`feed/decode`), which sites they touch: the core resolves that, once.
//!
//! Read on: `state` what stands, `memory` what is over, `lifting` what a lifting lifts that names nothing, `touch` whom it touches.

pub mod defects;
pub mod fact;
pub mod lifting;
pub mod memory;
pub mod message;
pub mod state;
pub mod touch;
pub mod view;

pub use defects::{Defect, Defects};
pub use fact::Fact;
pub use message::{Colour, Message, MessageKind, Status};
pub use state::{Decision, State, Warning};
pub use touch::Touch;
pub use view::{Extent, Tally, View};
