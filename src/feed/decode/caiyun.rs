//! 彩云 v2.6, `alert`: what stands at one place.
//!
//! Decides: which field of an alert is what; where in the whole weather answer the alerts are.
//! Must not know: what a type or a colour is.

use crate::feed::decode::Context;
use crate::feed::decode::bulletin::{self, Entry, Part, Refusal, Said, Told, division_of, level, unix};
use std::borrow::Cow;

/// Reads one message.
pub(super) fn decode(bytes: &[u8], context: &Context) -> Told {
    bulletin::read(bytes, |root| {
        // Alone, or in the answer that has all of the weather.
        let all = root.any(&["result"]);
        let places = [root, root.at("alert"), all, all.at("alert")];
        let is_failed = |place: &Part<'_>| {
            let status = place.at("status").text();
            !status.is_empty() && status != "ok"
        };
        if places.iter().any(is_failed) {
            return bulletin::one(Err(Refusal::Failed));
        }
        let Some(alerts) = places.iter().find_map(|place| place.at("content").list()) else {
            return bulletin::one(Err(Refusal::NoList));
        };
        bulletin::standing(alerts, None, |alert| alert.at("alertId").text(), |alert| entry(alert, context))
    })
}

fn entry(alert: Part<'_>, context: &Context) -> Entry {
    if alert.object().is_none() {
        return Err(Refusal::BadEntry);
    }
    let (identity, code, place) =
        (alert.at("alertId").text(), alert.at("code").text(), alert.at("adcode").text());
    let (type_code, level_code) =
        if code.len() == 4 && code.is_ascii() { code.split_at(2) } else { ("", "") };
    let headline = alert.at("title").text();
    let said = Said {
        kind: alert.at("status").text(),
        type_code,
        level: level(level_code),
        // Who relays it, where the headline does not name who issued it.
        sender: if bulletin::has_issuer(&headline) { Cow::Borrowed("") } else { alert.at("source").text() },
        division: if place.is_empty() { Cow::Owned(division_of(&identity).to_owned()) } else { place },
        issued: unix(alert.at("pubtimestamp")),
        identity: identity.clone(),
        headline,
        ..Said::default()
    };
    bulletin::warning(said, context)
}
