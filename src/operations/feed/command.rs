//! What a person asks of a feed.

use crate::text::Text;
use serde::{Deserialize, Serialize};

/// A command on a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// A person knows that it is not heard (源确认): it no longer sounds.
    Acknowledge {
        /// The feed, by its code.
        feed: Text<32>,
    },
}

/// Why a command on a feed is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// There is no feed of that code.
    NoSuchFeed(Text<32>),
    /// It is heard: there is nothing to acknowledge.
    Heard(Text<32>),
}
