//! What the bulletins of weather and earthquake services have in common.
//!
//! Decides: which bytes are a bulletin at all, by which name one is refused, what a list concludes from what it names.
//! Must not know: how a service calls its fields.
//!
//! Invariants:
//! - what stands beside a hazard never refuses it: an entry that cannot be read costs that entry alone;
//! - a list that was not read whole says nothing about what it does not name.
//!
//! Read on: `part` loose JSON, `stamp` times, `word` types and colours, `weather` and `quake` what becomes of them.

mod part;
mod quake;
mod stamp;
mod weather;
mod word;

use crate::feed::decode::identity::identity;
use crate::feed::decode::{Context, Decoded, Reject, json};
use crate::limits::BULLETIN_ENTRIES_MAX;
use crate::operations::warning::Message;
use crate::text;
use crate::units::{Instant, Span};
use serde_json::Value;
use std::borrow::Cow;

pub(super) use part::{Part, point};
pub(super) use quake::{Extent, Nature, Quake, Tongue, decode as quake};
pub(super) use stamp::{Stamp, Zone, read as stamp, unix};
pub(super) use weather::{Said, division_of, message as warning};
pub(super) use word::{colour_named, has_issuer, level};

/// Why a bulletin, or an entry of one, is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A web page in the place of data, as servers send it that refuse or are down.
    #[error("a web page in the place of data")]
    Html,
    /// A message that says not what it is.
    #[error("nothing says what it is")]
    NoType,
    /// A list format without its list.
    #[error("the list is missing")]
    NoList,
    /// A list that names fewer entries than it says it has: what it does not name may stand.
    #[error("the list is shorter than it says")]
    ShortList,
    /// A list with more entries than are read: what it does not name may stand.
    #[error("the list is longer than its limit")]
    LongList,
    /// An entry that is no entry.
    #[error("an entry is of the wrong type")]
    BadEntry,
    /// An entry without an identity.
    #[error("an entry has no identity")]
    NoIdentity,
    /// An entry that says nothing: no event and no headline.
    #[error("an entry has neither event nor headline")]
    NoWords,
    /// The service wants a key first.
    #[error("the service asks for authentication")]
    AuthRequired,
    /// The service says that it failed.
    #[error("the service reports a failure")]
    Failed,
}

impl Refusal {
    /// Returns the reason's code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::NoType => "no-type",
            Self::NoList => "no-list",
            Self::ShortList => "short-list",
            Self::LongList => "long-list",
            Self::BadEntry => "bad-entry",
            Self::NoIdentity => "no-identity",
            Self::NoWords => "no-words",
            Self::AuthRequired => "auth-required",
            Self::Failed => "source-failed",
        }
    }
}

/// What one message decodes to.
pub(super) type Told = Vec<Result<Decoded<'static>, Reject>>;

/// What one entry of a bulletin decodes to.
pub(super) type Entry = Result<Box<Message>, Refusal>;

/// Reads a message as JSON, with or without the script around it, and hands it on.
///
/// Limits: nested 128 deep, as `serde_json` has it.
pub(super) fn read(bytes: &[u8], told: impl FnOnce(Part<'_>) -> Told) -> Told {
    match value(bytes) {
        Ok(value) => told(Part::of(&value)),
        Err(reject) => vec![Err(reject)],
    }
}

/// Takes one entry as the whole message.
pub(super) fn one(entry: Entry) -> Told {
    vec![taken(entry)]
}

/// Takes a list that names all that stands: every entry, then what it concludes.
///
/// `stated` is how many entries the list says it has. An entry that is refused but has an identity still stands.
pub(super) fn standing<'a>(
    entries: &'a [Value],
    stated: Option<u64>,
    name: impl Fn(Part<'a>) -> Cow<'a, str>,
    entry: impl Fn(Part<'a>) -> Entry,
) -> Told {
    let (mut told, mut named, mut is_named) = (Vec::new(), Vec::new(), true);
    for part in entries.iter().take(BULLETIN_ENTRIES_MAX).map(Part::of) {
        let raw = name(part);
        is_named &= !raw.is_empty();
        if !raw.is_empty() {
            named.push(identity(&raw));
        }
        told.push(taken(entry(part)));
    }
    if entries.len() > BULLETIN_ENTRIES_MAX {
        told.push(Err(Refusal::LongList.into()));
    } else if stated.is_some_and(|stated| stated > entries.len() as u64) {
        told.push(Err(Refusal::ShortList.into()));
    } else if is_named {
        told.push(Ok(Decoded::Standing(named)));
    }
    told
}

/// Names what is not taken.
pub(super) fn ignored(kind: &str) -> Decoded<'static> {
    let kind = text::bounded::<64>(kind);
    Decoded::Ignored { sequence: 0, kind: Cow::Owned(kind.as_str().to_owned()) }
}

/// Wraps what an entry became.
pub(super) fn taken(entry: Entry) -> Result<Decoded<'static>, Reject> {
    entry.map(|message| Decoded::Warning { sequence: 0, message }).map_err(Reject::from)
}

/// Returns whether something happened longer ago than a span; what has no time, or came when nobody knows, did not.
fn is_past(at: Option<Instant>, span: Span, context: &Context) -> bool {
    at.is_some_and(|at| context.received.is_stated() && context.received.since(at) > span)
}

fn value(bytes: &[u8]) -> Result<Value, Reject> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    // Such a page is in whatever encoding its server has.
    if bytes.trim_ascii_start().starts_with(b"<") {
        return Err(Refusal::Html.into());
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Reject::NotUtf8)?.trim();
    let value: Value = json::read(unwrapped(text))?;
    if value.is_object() || value.is_array() { Ok(value) } else { Err(Reject::NotAnObject) }
}

/// Takes a script's `var name = ... ;` or `name( ... );` away; what is neither is left as it is.
fn unwrapped(text: &str) -> &str {
    let Some(start) = text.find(['{', '[']) else { return text };
    let (head, rest) = text.split_at(start);
    let is_script = head.trim_end().ends_with(['=', '('])
        && head.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" _.$=(".contains(&byte));
    if is_script { rest.trim_end_matches([';', ')', ' ', '\r', '\n']) } else { text }
}

#[cfg(test)]
mod tests {
    use super::unwrapped;

    #[test]
    fn a_script_is_taken_away_and_nothing_else() {
        for (text, wanted) in [
            (r#"var alarminfo={"a":1};"#, r#"{"a":1}"#),
            ("callback([1]);\n", "[1]"),
            (r#"{"a":"var b={};"}"#, r#"{"a":"var b={};"}"#),
            ("garbage {", "garbage {"),
            ("", ""),
        ] {
            assert_eq!(unwrapped(text), wanted);
        }
    }
}
