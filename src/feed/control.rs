//! What the two ends of a `duty-feed.v1` connection tell each other besides events: the frames with an `op`.
//!
//! Decides: how each is written and read.
//! Must not know: when one is sent, what follows from it.

use crate::feed::decode::json::{FilterField, Frame, Scalar};
use crate::feed::decode::{Field, Reject};
use serde::{Deserialize, Serialize, Serializer};
use std::borrow::Cow;

/// The subprotocol, as both ends name it in the handshake.
pub const PROTOCOL: &str = "duty-feed.v1";
/// The subprotocol of plain CloudEvents readers, offered beside it.
pub const PROTOCOL_CLOUDEVENTS: &str = "cloudevents.json";

/// A close code of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Close {
    /// 4001: who are you.
    Unauthorised,
    /// 4003: not for you.
    Forbidden,
    /// 4004: the start frame made no sense.
    BadStart,
    /// 4008: too slow; resume later.
    TooSlow,
    /// 4009: another connection has the same client id.
    Replaced,
    /// 4010: a frame broke the protocol.
    Protocol,
}

impl Close {
    /// Returns the number.
    pub const fn code(self) -> u16 {
        match self {
            Self::Unauthorised => 4001,
            Self::Forbidden => 4003,
            Self::BadStart => 4004,
            Self::TooSlow => 4008,
            Self::Replaced => 4009,
            Self::Protocol => 4010,
        }
    }

    /// Returns whether a close code ends the feed for good: a person must act.
    pub const fn is_fatal(code: u16) -> bool {
        matches!(code, 4001 | 4003 | 4004 | 4009 | 4010)
    }
}

/// What a client wants to see; empty means everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Heads of division codes: `3203`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub adcode: Vec<String>,
    /// Types without `duty.` and `.v1`; `sensor.*` for all of a family.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
}

impl Filter {
    /// Returns whether everything is wanted.
    pub const fn is_empty(&self) -> bool {
        self.adcode.is_empty() && self.kinds.is_empty()
    }
}

/// How a server goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// From where the client stood.
    Resume,
    /// The client has nothing: the present state follows.
    Snapshot,
    /// The client stood in another stream, or too far back: the present state follows.
    Reset,
}

/// A control frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Control<'a> {
    /// Server: who it is and what it has.
    Hello {
        /// The protocol's version.
        v: u64,
        /// The stream's identity.
        #[serde(rename = "streamid")]
        stream: Cow<'a, str>,
        /// The first number that it still has.
        #[serde(serialize_with = "digits")]
        first: u64,
        /// The newest.
        #[serde(serialize_with = "digits")]
        last: u64,
        /// Milliseconds between heartbeats.
        hb_ms: u64,
        /// Bytes of its largest frame.
        max_bytes: u64,
        /// Its clock.
        now: Cow<'a, str>,
    },
    /// Client: where it stands.
    Start {
        /// Its identity; a second connection of it replaces the first.
        client: Cow<'a, str>,
        /// The stream that it knows.
        #[serde(rename = "streamid", skip_serializing_if = "Option::is_none")]
        stream: Option<Cow<'a, str>>,
        /// The number up to which it has everything.
        #[serde(serialize_with = "digits_or_none", skip_serializing_if = "Option::is_none")]
        after: Option<u64>,
        /// What it wants.
        #[serde(skip_serializing_if = "Filter::is_empty")]
        filter: Filter,
    },
    /// Server: how it goes on.
    Started {
        /// In which way.
        mode: Mode,
        /// The first number that it will account for.
        #[serde(serialize_with = "digits")]
        from: u64,
    },
    /// Server: the present state is told.
    SnapshotEnd {
        /// The newest number that it covers.
        #[serde(serialize_with = "digits")]
        last: u64,
    },
    /// Server: it lives, and this is its newest.
    #[serde(rename = "hb")]
    Beat {
        /// Its clock.
        now: Cow<'a, str>,
        /// The newest number.
        #[serde(serialize_with = "digits")]
        last: u64,
        /// The newest numbers with their ids, for readers that repair by id.
        recent: Vec<String>,
    },
    /// Client: everything up to this is durable.
    Ack {
        /// That number.
        #[serde(serialize_with = "digits")]
        upto: u64,
    },
    /// Client: these did not come.
    Fetch {
        /// The first.
        #[serde(serialize_with = "digits")]
        from: u64,
        /// The last.
        #[serde(serialize_with = "digits")]
        to: u64,
    },
    /// Server: these will never come.
    Gap {
        /// The first.
        #[serde(serialize_with = "digits")]
        from: u64,
        /// The last.
        #[serde(serialize_with = "digits")]
        to: u64,
        /// Why.
        reason: Cow<'a, str>,
    },
    /// Server: these are not for this client, and nothing is missing.
    Skip {
        /// The first; without it a reader must assume the number after the last event that it got, and that swallows
        /// a loss just before.
        #[serde(serialize_with = "digits_or_none", skip_serializing_if = "Option::is_none")]
        from: Option<u64>,
        /// The last.
        #[serde(serialize_with = "digits")]
        to: u64,
    },
    /// Server: something is wrong; a close follows.
    Error {
        /// A short name.
        code: Cow<'a, str>,
        /// For people.
        msg: Cow<'a, str>,
    },
    /// Server: it goes away for a while.
    Bye {
        /// When to come back.
        reconnect_after_ms: u64,
    },
}

impl<'a> Control<'a> {
    /// Returns whether it says something about a stream, which must have been started before.
    pub const fn speaks_of_events(&self) -> bool {
        match self {
            Self::SnapshotEnd { .. } | Self::Beat { .. } | Self::Gap { .. } | Self::Skip { .. } => true,
            Self::Hello { .. }
            | Self::Start { .. }
            | Self::Started { .. }
            | Self::Ack { .. }
            | Self::Fetch { .. }
            | Self::Error { .. }
            | Self::Bye { .. } => false,
        }
    }

    /// Reads a control frame out of its fields.
    pub fn read(frame: Frame<'a>) -> Result<Self, Reject> {
        let op = frame.op.required(Field::Op)?;
        Ok(match op.as_ref() {
            "hello" => Self::Hello {
                v: frame.v.whole().unwrap_or(1),
                stream: frame.stream.required(Field::Stream)?,
                first: frame.first.whole().unwrap_or(1),
                last: number(&frame.last, Field::Last)?,
                hb_ms: frame.hb_ms.whole().unwrap_or(0),
                max_bytes: frame.max_bytes.whole().unwrap_or(0),
                now: text(frame.now),
            },
            "start" => Self::Start {
                client: text(frame.client),
                stream: frame.stream.text(Field::Stream)?,
                after: frame.after.whole(),
                filter: match frame.filter {
                    FilterField::Absent => Filter::default(),
                    FilterField::Other => return Err(Reject::WrongType(Field::Filter)),
                    FilterField::Filter(filter) => filter,
                },
            },
            "started" => Self::Started { mode: mode(&frame.mode)?, from: number(&frame.from, Field::From)? },
            "snapshot_end" => Self::SnapshotEnd { last: number(&frame.last, Field::Last)? },
            "hb" => Self::Beat {
                now: text(frame.now),
                last: number(&frame.last, Field::Last)?,
                recent: Vec::new(),
            },
            "ack" => Self::Ack { upto: number(&frame.upto, Field::To)? },
            "fetch" => {
                Self::Fetch { from: number(&frame.from, Field::From)?, to: number(&frame.to, Field::To)? }
            }
            "gap" => Self::Gap {
                from: number(&frame.from, Field::From)?,
                to: number(&frame.to, Field::To)?,
                reason: text(frame.reason),
            },
            "skip" => Self::Skip { from: frame.from.whole(), to: number(&frame.to, Field::To)? },
            "error" => Self::Error { code: text(frame.code), msg: text(frame.msg) },
            "bye" => Self::Bye { reconnect_after_ms: frame.reconnect_after_ms.whole().unwrap_or(0) },
            _ => return Err(Reject::UnknownOp),
        })
    }

    /// Returns the frame's text.
    pub fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Returns the frame's `op`.
    pub const fn op(&self) -> &'static str {
        match self {
            Self::Hello { .. } => "hello",
            Self::Start { .. } => "start",
            Self::Started { .. } => "started",
            Self::SnapshotEnd { .. } => "snapshot_end",
            Self::Beat { .. } => "hb",
            Self::Ack { .. } => "ack",
            Self::Fetch { .. } => "fetch",
            Self::Gap { .. } => "gap",
            Self::Skip { .. } => "skip",
            Self::Error { .. } => "error",
            Self::Bye { .. } => "bye",
        }
    }
}

fn number(value: &Scalar<'_>, field: Field) -> Result<u64, Reject> {
    if value.is_absent() {
        return Err(Reject::MissingField(field));
    }
    value.whole().ok_or(Reject::WrongType(field))
}

fn text(value: Scalar<'_>) -> Cow<'_, str> {
    match value {
        Scalar::Text(text) => text,
        Scalar::Absent | Scalar::Bool(_) | Scalar::Unsigned(_) | Scalar::Float(_) | Scalar::Other => {
            Cow::Borrowed("")
        }
    }
}

fn mode(value: &Scalar<'_>) -> Result<Mode, Reject> {
    match value {
        Scalar::Text(word) if word == "resume" => Ok(Mode::Resume),
        Scalar::Text(word) if word == "snapshot" => Ok(Mode::Snapshot),
        Scalar::Text(word) if word == "reset" => Ok(Mode::Reset),
        Scalar::Text(_)
        | Scalar::Absent
        | Scalar::Bool(_)
        | Scalar::Unsigned(_)
        | Scalar::Float(_)
        | Scalar::Other => Err(Reject::UnknownOp),
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives the field by reference")]
fn digits<S: Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}

#[expect(clippy::ref_option, reason = "serde gives the field by reference")]
fn digits_or_none<S: Serializer>(number: &Option<u64>, serializer: S) -> Result<S::Ok, S::Error> {
    match number {
        Some(number) => serializer.collect_str(number),
        None => serializer.serialize_none(),
    }
}
