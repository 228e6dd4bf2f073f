//! FAN Studio v2.1, `weatheralarm`: warnings one by one, as they are issued.
//!
//! Decides: which field of a warning is what, and which envelope it lies in. What it sends first is its newest, not all
//! that stands: it withdraws nothing.
//! Must not know: what a type or a colour is.

use crate::feed::decode::bulletin::{
    self, Entry, Part, Refusal, Said, Told, Zone, colour_named, division_of, ignored, level, stamp,
};
use crate::feed::decode::{Context, Decoded};
use crate::limits::BULLETIN_ENTRIES_MAX;
use std::borrow::Cow;

/// What the service calls the warnings of the weather.
const SOURCE: &str = "weatheralarm";

/// Reads one message.
pub(super) fn decode(bytes: &[u8], context: &Context) -> Told {
    bulletin::read(bytes, |root| {
        let kind = root.at("type").text();
        match &*kind {
            "heartbeat" | "pong" => return vec![Ok(Decoded::Heartbeat)],
            "auth_required" | "auth_failed" => return bulletin::one(Err(Refusal::AuthRequired)),
            "error" => return bulletin::one(Err(Refusal::Failed)),
            "auth_success" => return vec![Ok(ignored(&kind))],
            _ => {}
        }
        let source = root.at("source").text();
        if !source.is_empty() && source != SOURCE {
            return vec![Ok(ignored(&source))];
        }
        // One of several sources of a first message, or the only one.
        let envelope = if root.at(SOURCE).is_absent() { root } else { root.at(SOURCE) };
        let data = envelope.any(&["Data", "data"]);
        if data.is_absent() && kind.is_empty() {
            return bulletin::one(Err(Refusal::NoType));
        }
        let warnings = data.each();
        if warnings.iter().all(is_empty) {
            return vec![Ok(ignored(if kind.is_empty() { "empty" } else { &kind }))];
        }
        let mut told: Told =
            warnings.iter().take(BULLETIN_ENTRIES_MAX).map(|it| taken(Part::of(it), context)).collect();
        if warnings.len() > BULLETIN_ENTRIES_MAX {
            told.push(Err(Refusal::LongList.into()));
        }
        told
    })
}

fn is_empty(value: &serde_json::Value) -> bool {
    value.is_null() || value.as_object().is_some_and(serde_json::Map::is_empty)
}

fn taken(data: Part<'_>, context: &Context) -> Result<Decoded<'static>, crate::feed::decode::Reject> {
    // Another path of the service: no source is named on a path of its own.
    if data.any(&["headline", "title"]).is_absent() && !data.at("magnitude").is_absent() {
        return Ok(ignored("earthquake"));
    }
    bulletin::taken(entry(data, context))
}

fn entry(data: Part<'_>, context: &Context) -> Entry {
    if data.object().is_none() {
        return Err(Refusal::BadEntry);
    }
    let (identity, kind) = (data.at("id").text(), data.at("type").text());
    let mut parts = identity.split('-').skip(1);
    let (time, code) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let level_code = code.len().checked_sub(2).and_then(|at| code.get(at..)).unwrap_or_default();
    let stated = data.at("effective").text();
    let said = Said {
        headline: data.any(&["headline", "title"]).text(),
        colour: kind.split_once('_').and_then(|(_, colour)| colour_named(colour)),
        level: level(level_code),
        division: Cow::Owned(division_of(&identity).to_owned()),
        issued: stamp(if stated.is_empty() { time } else { &stated }, Zone::Beijing),
        identity: identity.clone(),
        ..Said::default()
    };
    bulletin::warning(said, context)
}
