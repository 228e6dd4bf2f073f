//! The numbered inputs, and how the recording holds them.
//!
//! Everything that changes the desk is one of these; what is not here cannot change it.

use crate::operations::actor::Actor;
use crate::operations::command::Command;
use crate::operations::desk::RuleBook;
use crate::operations::feed::Terms;
use crate::operations::{delivery, desk, drill, feed};
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
    /// A message of a feed whose transport numbers it.
    Message {
        /// The feed.
        feed: FeedId,
        /// Its number in the feed.
        sequence: u64,
        /// The topic that it came under; empty where the transport has none.
        topic: &'a str,
        /// The bytes.
        bytes: &'a [u8],
    },
    /// How the feeds speak, in their order: as configured, so that a replay needs no file.
    Terms {
        /// The terms.
        terms: Box<[Terms]>,
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
    /// The scenario of a drill went on, or the live desk broke into it.
    Drill {
        /// Who did it: the desk, for what the script does.
        actor: Actor,
        /// What.
        fact: drill::Fact,
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
    /// It ends before what it counts.
    #[error("recorded input of kind {kind} is cut short")]
    Cut {
        /// The kind.
        kind: u8,
    },
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
const MESSAGE: u8 = 8;
const TERMS: u8 = 9;
const DRILL: u8 = 10;

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
            Self::Message { feed, .. } => (MESSAGE, feed.0),
            Self::Terms { .. } => (TERMS, 0),
            Self::Health { feed, .. } => (HEALTH, feed.0),
            Self::Command(_) => (COMMAND, 0),
            Self::Desk { .. } => (DESK, 0),
            Self::Delivery { .. } => (DELIVERY, 0),
            Self::Rules { .. } => (RULES, 0),
            Self::Drill { .. } => (DRILL, 0),
            Self::Tick => (TICK, 0),
        }
    }

    /// Appends the bytes that the recording holds.
    ///
    /// Cost: a frame is one copy; the others allocate, and are rare.
    pub fn write(&self, into: &mut Vec<u8>) {
        let body = match self {
            Self::Frame { bytes, .. } => return into.extend_from_slice(bytes),
            Self::Message { sequence, topic, bytes, .. } => {
                // A topic longer than its count can say is cut by the transport; here it is never longer.
                let topic = &topic.as_bytes()[..topic.len().min(usize::from(u16::MAX))];
                into.extend_from_slice(&sequence.to_le_bytes());
                into.extend_from_slice(&(topic.len() as u16).to_le_bytes());
                into.extend_from_slice(topic);
                return into.extend_from_slice(bytes);
            }
            Self::Terms { terms } => postcard::to_allocvec(terms),
            Self::Health { health, .. } => postcard::to_allocvec(health),
            Self::Command(command) => postcard::to_allocvec(command),
            Self::Desk { actor, fact } => postcard::to_allocvec(&DeskBody { actor: *actor, fact: *fact }),
            Self::Delivery { delivery, outcome } => postcard::to_allocvec(&(*delivery, *outcome)),
            Self::Rules { actor, action, book } => postcard::to_allocvec(&(actor, action, book)),
            Self::Drill { actor, fact } => postcard::to_allocvec(&(actor, fact)),
            Self::Tick => return,
        };
        // Plain data into a growing buffer: postcard has no way to fail here.
        debug_assert!(body.is_ok(), "plain data is always encoded");
        into.extend_from_slice(&body.unwrap_or_default());
    }
}

impl<'a> Input<'a> {
    /// Returns whether a kind is that of a frame or a message.
    pub const fn is_frame(kind: u8) -> bool {
        matches!(kind, FRAME | MESSAGE)
    }

    /// Returns whether a kind is what a device or a feed said, and nothing that people or the desk did; none for a kind that
    /// this version does not know.
    pub const fn is_of_the_world(kind: u8) -> Option<bool> {
        match kind {
            FRAME | MESSAGE | HEALTH | TERMS => Some(true),
            COMMAND | DESK | DELIVERY | RULES | DRILL | TICK => Some(false),
            _ => None,
        }
    }

    /// Reads an input as the recording holds it.
    pub fn read(kind: u8, source: u16, bytes: &'a [u8]) -> Result<Self, Error> {
        let body = |source| Error::Body { kind, source };
        Ok(match kind {
            FRAME => Self::Frame { feed: FeedId(source), bytes },
            MESSAGE => message(FeedId(source), bytes).ok_or(Error::Cut { kind })?,
            TERMS => Self::Terms { terms: postcard::from_bytes(bytes).map_err(body)? },
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
            DRILL => {
                let (actor, fact) = postcard::from_bytes(bytes).map_err(body)?;
                Self::Drill { actor, fact }
            }
            other => return Err(Error::Kind(other)),
        })
    }
}

/// Reads a message as the recording holds it: number, bytes of the topic, topic, payload.
fn message(feed: FeedId, bytes: &[u8]) -> Option<Input<'_>> {
    let (sequence, rest) = bytes.split_first_chunk::<8>()?;
    let (count, rest) = rest.split_first_chunk::<2>()?;
    let (topic, bytes) = rest.split_at_checked(usize::from(u16::from_le_bytes(*count)))?;
    let topic = std::str::from_utf8(topic).ok()?;
    Some(Input::Message { feed, sequence: u64::from_le_bytes(*sequence), topic, bytes })
}
