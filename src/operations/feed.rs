//! What the desk holds of each feed: how far it was read, whether it lives, what was lost.
//!
//! Decides: which frame is new, which is a repeat, which numbers are missing; when a feed that is not heard sounds.
//! Must not know: sockets and formats.

pub mod alarm;
pub mod bodies;
pub mod command;
mod decide;
pub mod fact;
pub mod quarantine;
pub mod rate;
pub mod state;
pub mod terms;
pub mod view;
pub mod window;

pub use alarm::{Alarm, Deaf};
pub use command::{Command, Refusal};
pub use decide::decide;
pub use fact::Fact;
pub use quarantine::{Kept, Quarantine, Refused, Why};
pub use rate::Rate;
pub use state::{Feed, Novelty, State};
pub use terms::{Format, Terms};
pub use view::View;
pub use window::Window;

use crate::text::Text;
use serde::{Deserialize, Serialize};

/// What a transport reports about its feed; an input of the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Health {
    /// A connection stands and the server told how it will go on.
    Started {
        /// The stream's identity; another one than before is a new stream.
        stream: Text<64>,
        /// The first number that will come.
        from: u64,
        /// Whether the server resumed, or began anew because it could not.
        resumed: bool,
    },
    /// The connection is gone.
    Lost {
        /// Why.
        cause: LostCause,
    },
    /// A heartbeat came: the newest number that the server has.
    Beat {
        /// That number.
        last: u64,
    },
    /// The server cannot send these numbers any more.
    Gap {
        /// The first missing.
        from: u64,
        /// The last missing.
        to: u64,
        /// Why, as the server says.
        reason: Text<48>,
    },
    /// The server's newest number under the same stream is one that the desk has passed: it was reset, and counts anew.
    CountsAnew {
        /// Its newest number.
        last: u64,
    },
    /// Numbers that the server filtered out: nothing is missing.
    Skipped {
        /// Up to this one.
        to: u64,
    },
}

/// Why a connection is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LostCause {
    /// Never stood: refused, or no such host.
    Unreachable,
    /// The handshake failed or took too long.
    Handshake,
    /// The server closed it.
    Closed,
    /// Nothing came for two and a half heartbeats.
    Silent,
    /// A frame broke the protocol.
    Protocol,
    /// The server refused this desk for good: authorisation, a wrong start, a second desk.
    Refused(u16),
    /// The server's certificate is not one that this feed believes.
    Untrusted,
    /// The desk's own task for it ended: nobody tries again before the desk is started anew.
    Ended,
}
