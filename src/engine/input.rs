//! The numbered inputs, and how the recording holds them.
//!
//! Everything that changes the desk is one of these; what is not here cannot change it.

use crate::operations::actor::Actor;
use crate::operations::command::Command;
use crate::operations::desk::RuleBook;
use crate::operations::{delivery, desk, feed};
use crate::units::{ActionId, DeliveryId, FeedId};
use serde::{Deserialize, Serialize};

/// One input; frame bytes are borrowed from the socket's buffer.
#[derive(Clone, Debug, PartialEq)]
pub enum Input<'a> {
    /// A frame as it came.
    Frame {
        /// The feed.
        feed: FeedId,
        /// The bytes.
        bytes: &'a [u8],
    },
    /// A transport's report.
    Health {
        /// The feed.
        feed: FeedId,
        /// What it reports.
        health: feed::Health,
    },
    /// A person's command.
    Command(Box<Command>),
    /// Something that happened to the desk itself.
    Desk {
        /// Who caused it.
        actor: Actor,
        /// What happened.
        fact: desk::Fact,
    },
    /// What a machine says came of a delivery.
    Delivery {
        /// The delivery.
        delivery: DeliveryId,
        /// What came of it.
        outcome: delivery::Outcome,
    },
    /// The rules were read from their file: as compiled, so that a replay needs no file.
    Rules {
        /// Who had them read.
        actor: Actor,
        /// The act that asked for it.
        action: Option<ActionId>,
        /// The rules.
        book: Box<RuleBook>,
    },
    /// Nothing came, and a timer was due.
    Tick,
}

/// Why a recorded input cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A kind that this version does not know.
    #[error("recorded input has the unknown kind {0}")]
    Kind(u8),
    /// Its bytes are not what the kind says.
    #[error("recorded input of kind {kind} cannot be read: {source}")]
    Body {
        /// The kind.
        kind: u8,
        /// What postcard says.
        source: postcard::Error,
    },
}

const FRAME: u8 = 1;
const HEALTH: u8 = 2;
const COMMAND: u8 = 3;
const DESK: u8 = 4;
const TICK: u8 = 5;
const DELIVERY: u8 = 6;
const RULES: u8 = 7;

#[derive(Serialize, Deserialize)]
struct DeskBody {
    actor: Actor,
    fact: desk::Fact,
}

impl Input<'_> {
    /// Returns the kind and the source that the recording files it under.
    pub const fn header(&self) -> (u8, u16) {
        match self {
            Self::Frame { feed, .. } => (FRAME, feed.0),
            Self::Health { feed, .. } => (HEALTH, feed.0),
            Self::Command(_) => (COMMAND, 0),
            Self::Desk { .. } => (DESK, 0),
            Self::Delivery { .. } => (DELIVERY, 0),
            Self::Rules { .. } => (RULES, 0),
            Self::Tick => (TICK, 0),
        }
    }

    /// Appends the bytes that the recording holds.
    ///
    /// Cost: a frame is one copy; the others allocate, and are rare.
    pub fn write(&self, into: &mut Vec<u8>) {
        let body = match self {
            Self::Frame { bytes, .. } => return into.extend_from_slice(bytes),
            Self::Health { health, .. } => postcard::to_allocvec(health),
            Self::Command(command) => postcard::to_allocvec(command),
            Self::Desk { actor, fact } => postcard::to_allocvec(&DeskBody { actor: *actor, fact: *fact }),
            Self::Delivery { delivery, outcome } => postcard::to_allocvec(&(*delivery, *outcome)),
            Self::Rules { actor, action, book } => postcard::to_allocvec(&(actor, action, book)),
            Self::Tick => return,
        };
        // Plain data into a growing buffer: postcard has no way to fail here.
        debug_assert!(body.is_ok(), "plain data is always encoded");
        into.extend_from_slice(&body.unwrap_or_default());
    }
}

impl<'a> Input<'a> {
    /// Returns whether a kind is that of a frame.
    pub const fn is_frame(kind: u8) -> bool {
        kind == FRAME
    }

    /// Reads an input as the recording holds it.
    pub fn read(kind: u8, source: u16, bytes: &'a [u8]) -> Result<Self, Error> {
        let body = |source| Error::Body { kind, source };
        Ok(match kind {
            FRAME => Self::Frame { feed: FeedId(source), bytes },
            HEALTH => {
                Self::Health { feed: FeedId(source), health: postcard::from_bytes(bytes).map_err(body)? }
            }
            COMMAND => Self::Command(postcard::from_bytes(bytes).map_err(body)?),
            DESK => {
                let DeskBody { actor, fact } = postcard::from_bytes(bytes).map_err(body)?;
                Self::Desk { actor, fact }
            }
            TICK => Self::Tick,
            DELIVERY => {
                let (delivery, outcome) = postcard::from_bytes(bytes).map_err(body)?;
                Self::Delivery { delivery, outcome }
            }
            RULES => {
                let (actor, action, book) = postcard::from_bytes(bytes).map_err(body)?;
                Self::Rules { actor, action, book }
            }
            other => return Err(Error::Kind(other)),
        })
    }
}
