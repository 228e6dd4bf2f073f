//! The standing order of the European-Mediterranean Seismological Centre: quakes of the whole world, as `GeoJSON`.
//!
//! Decides: which field of a feature is what. A depth is negative in the geometry and positive in the properties.
//! Must not know: how far a quake is asked about.

use crate::feed::decode::bulletin::{
    self, Extent, Nature, Part, Quake, Refusal, Told, Tongue, Zone, ignored, point, stamp,
};
use crate::feed::decode::{Context, Decoded, Reject};
use crate::limits::BULLETIN_ENTRIES_MAX;
use crate::operations::warning::{Colour, MessageKind, Status};

/// Reads one message: one action, a feature, or a collection of them.
pub(super) fn decode(bytes: &[u8], context: &Context) -> Told {
    bulletin::read(bytes, |root| {
        let action = root.at("action").text();
        if let Some(features) = root.at("features").list() {
            if features.is_empty() {
                return vec![Ok(ignored("empty"))];
            }
            let mut told: Told = features
                .iter()
                .take(BULLETIN_ENTRIES_MAX)
                .map(|it| feature(Part::of(it), MessageKind::Issue, context))
                .collect();
            if features.len() > BULLETIN_ENTRIES_MAX {
                told.push(Err(Refusal::LongList.into()));
            }
            return told;
        }
        let kind = match &*action {
            "create" | "" => MessageKind::Issue,
            "update" => MessageKind::Update,
            "delete" => MessageKind::Cancel,
            other => return vec![Ok(ignored(other))],
        };
        let data = if root.at("data").is_absent() { root } else { root.at("data") };
        if data.at("properties").is_absent() {
            let refusal = if action.is_empty() { Refusal::NoType } else { Refusal::BadEntry };
            return bulletin::one(Err(refusal));
        }
        vec![feature(data, kind, context)]
    })
}

fn feature(data: Part<'_>, kind: MessageKind, context: &Context) -> Result<Decoded<'static>, Reject> {
    let (of, geometry) = (data.at("properties"), data.at("geometry").at("coordinates"));
    if of.object().is_none() {
        return Err(Refusal::BadEntry.into());
    }
    let unid = of.at("unid").text();
    let stated = point(of.at("lat").number(), of.at("lon").number());
    let at = stated.or_else(|| point(geometry.nth(1).number(), geometry.nth(0).number()));
    let depth = of.at("depth").number().or_else(|| Some(geometry.nth(2).number()?.abs()));
    let (network, scale, nature) = (of.at("auth").text(), of.at("magtype").text(), of.at("evtype").text());
    // `ke` and `se` are quakes, known or suspected; blasts and rock bursts shake a site as well.
    let scale = if scale.is_empty() { String::new() } else { format!("({scale})") };
    let other = if matches!(&*nature, "" | "ke" | "se") { String::new() } else { format!("evtype {nature}") };
    let quake = Quake {
        identity: if unid.is_empty() { data.at("id").text() } else { unid },
        nature: Nature::Report,
        kind,
        status: Status::Actual,
        title: "Earthquake".to_owned(),
        tongue: Tongue::English,
        place: of.at("flynn_region").text(),
        rest: [&*scale, &*other].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" "),
        sender: if network.is_empty() { "EMSC".into() } else { format!("EMSC/{network}").into() },
        magnitude: of.at("mag").number(),
        depth_km: depth,
        at,
        extent: Extent::Earth,
        origin: stamp(&of.at("time").text(), Zone::Utc),
        issued: stamp(&of.at("lastupdate").text(), Zone::Utc),
        colour_least: Colour::Unknown,
    };
    bulletin::quake(&quake, context)
}
