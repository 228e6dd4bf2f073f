//! Connections that are kept: to whom, from where on, and how long to wait after a failure.
//!
//! Decides: when a connection is dead, when to try again, when to stop and ask for a person.
//! Must not know: what an event means; it looks at numbers and control frames only.

mod backoff;
pub mod native;
mod repair;
mod session;

use crate::feed::control::Filter;
use crate::text::Text;
use crate::units::FeedId;
use std::fmt;

/// A bearer token: it goes into one header and nowhere else.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Keeps a token.
    pub const fn new(token: String) -> Self {
        Self(token)
    }

    pub(in crate::feed) fn header(&self) -> String {
        format!("Bearer {}", self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// One feed, as the configuration has it.
#[derive(Clone, Debug)]
pub struct Spec {
    /// The feed.
    pub id: FeedId,
    /// Its address: `ws://127.0.0.1:9000/feed`.
    pub url: String,
    /// What this desk calls itself; another connection of the same name replaces this one.
    pub client: String,
    /// What proves it.
    pub token: Option<Token>,
    /// What of the feed is wanted.
    pub filter: Filter,
}

/// Where the desk stands in the feed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Start {
    /// The stream that it knows.
    pub stream: Option<Text<64>>,
    /// The number up to which it has everything; none when it has nothing.
    pub after: Option<u64>,
}

/// Why a feed's task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was told to.
    Stopped,
    /// The server refused it for good, by a close code or an HTTP status.
    Refused(u16),
    /// The desk does not listen any more.
    DeskGone,
}
