//! Connections that are kept: to whom, from where on, and how long to wait after a failure.
//!
//! Decides: when a connection is dead, when to try again, when to stop and ask for a person.
//! Must not know: what an event means; it looks at numbers and control frames only.

mod backoff;
mod dial;
mod fair;
pub mod jetstream;
pub mod messages;
pub mod native;
mod repair;
mod session;
mod silence;

pub use dial::{Trust, TrustFault};

use crate::feed::control::Filter;
use crate::operations::feed::Terms;
use crate::text::Text;
use crate::units::FeedId;
use std::fmt;
use std::time::Duration;

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

    /// Returns the secret, for the one place that it goes to.
    pub(in crate::feed) fn reveal(&self) -> &str {
        &self.0
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
    /// How it speaks.
    pub terms: Terms,
    /// By which way its messages come.
    pub way: Way,
    /// Whom it believes; none: it is not encrypted.
    pub trust: Option<Trust>,
    /// What is said first to a source that only sends, a message each; it may hold a key.
    pub hello: Vec<Token>,
    /// How often such a source is asked whether it lives.
    pub heartbeat: Duration,
    /// The longest wait between two tries: [`RETRY_MAX`].
    pub retry_max: Duration,
}

/// The longest wait between two tries of a feed that stays away.
pub const RETRY_MAX: Duration = Duration::from_secs(30);

/// By which way the messages of a feed come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// `duty-feed.v1`: numbered by its server, fetched again where one is missing.
    Native,
    /// A WebSocket that only sends.
    Messages,
    /// A JetStream consumer.
    JetStream(JetStream),
}

/// A stream of a NATS cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JetStream {
    /// Its name.
    pub stream: String,
    /// What it gathers, where the desk has to make it; one subject alone is also what the desk takes of it.
    pub subjects: Vec<String>,
    /// How many servers keep each message, where the desk has to make it.
    pub replicas: u8,
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
