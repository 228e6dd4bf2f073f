//! Official warnings, relayed unchanged and never authored here.
//!
//! Decides: which warnings stand, which message replaces which, when one has ended.
//! Must not know: how a source writes them (`feed/decode`), which sites they touch: the core resolves that, once.

pub mod fact;
pub mod message;
pub mod state;
pub mod view;

pub use fact::Fact;
pub use message::{Colour, Message, MessageKind};
pub use state::{Decision, State, Warning};
pub use view::{Extent, View};
