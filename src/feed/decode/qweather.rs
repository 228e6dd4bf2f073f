//! 和风 `QWeather` v1, `weatheralert/v1/current`: what stands at one place.
//!
//! Decides: which field of an alert is what. Its identities are its own: they end no warning of another service.
//! Must not know: what a type or a colour is.
//!
//! Source: <https://dev.qweather.com/en/docs/api/warning/alert-changes/>.

use crate::feed::decode::bulletin::{self, Entry, Part, Refusal, Said, Told, Zone, colour_named, stamp};
use crate::feed::decode::{Context, words};
use crate::operations::warning::Colour;

/// Reads one message.
pub(super) fn decode(bytes: &[u8], context: &Context) -> Told {
    bulletin::read(bytes, |root| match root.at("alerts").list() {
        Some(alerts) => {
            bulletin::standing(alerts, None, |alert| alert.at("id").text(), |alert| entry(alert, context))
        }
        None if !root.at("error").is_absent() => bulletin::one(Err(Refusal::Failed)),
        None => bulletin::one(Err(Refusal::NoList)),
    })
}

fn entry(alert: Part<'_>, context: &Context) -> Entry {
    if alert.object().is_none() {
        return Err(Refusal::BadEntry);
    }
    let kind = alert.at("messageType");
    let replaced =
        if kind.at("supersedes").is_absent() { alert.at("supersedes") } else { kind.at("supersedes") };
    let event = alert.at("eventType");
    let rated = words::severity(&alert.at("severity").text()).map(words::colour_of);
    let said = Said {
        identity: alert.at("id").text(),
        references: replaced.each().iter().map(|it| Part::of(it).text()).take(8).collect(),
        kind: if kind.object().is_some() { kind.at("code").text() } else { kind.text() },
        headline: alert.at("headline").text(),
        event: if event.object().is_some() { event.at("name").text() } else { event.text() },
        colour: colour_named(&alert.any(&["color", "colour"]).at("code").text()),
        level: rated.filter(|colour| *colour != Colour::Unknown),
        sender: alert.at("senderName").text(),
        division: alert.at("areaId").text(),
        issued: stamp(&alert.any(&["issuedTime", "effectiveTime"]).text(), Zone::Beijing),
        expires: stamp(&alert.any(&["expiresTime", "expireTime"]).text(), Zone::Beijing),
        ..Said::default()
    };
    bulletin::warning(said, context)
}
