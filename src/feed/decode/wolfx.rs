//! Wolfx: early warnings of Chinese provinces, China and Japan, and the lists of what happened.
//!
//! Decides: which type is what, in which zone and language it speaks. Magnitudes are spelt `Magunitude` by most.
//! Must not know: how far a quake is asked about.
//!
//! Invariants:
//! - a list is of the past: what is over by the time it arrives is passed over, and what it does not name it withdraws not;
//! - the snapshots of its web addresses name no type: their fields do.

use crate::feed::decode::bulletin::{
    self, Extent, Nature, Part, Quake, Refusal, Stamp, Told, Tongue, Zone, ignored, point, stamp,
};
use crate::feed::decode::{Context, Decoded, Reject};
use crate::operations::warning::{Colour, MessageKind, Status};

/// Entries of a list are called `No1` to `No50`.
const LIST_MAX: usize = 50;

/// Who speaks under a type.
const SENDERS: [(&str, &str); 8] = [
    ("cenc_eew", "中国地震预警网"),
    ("sc_eew", "四川省地震局"),
    ("fj_eew", "福建省地震局"),
    ("cq_eew", "重庆市地震局"),
    ("cwa_eew", "中央氣象署"),
    ("jma_eew", "気象庁"),
    ("cenc_eqlist", "中国地震台网中心"),
    ("jma_eqlist", "気象庁"),
];

/// Reads one message.
pub(super) fn decode(bytes: &[u8], context: &Context) -> Told {
    bulletin::read(bytes, |root| {
        let stated = root.at("type").text();
        let kind = if stated.is_empty() { inferred(root) } else { &stated };
        match kind {
            "" => bulletin::one(Err(Refusal::NoType)),
            "heartbeat" | "pong" => vec![Ok(Decoded::Heartbeat)],
            kind if kind.ends_with("_eew") => vec![early(root, kind, context)],
            kind if kind.ends_with("_eqlist") => list(root, kind, context),
            kind => vec![Ok(ignored(kind))],
        }
    })
}

/// Returns the type of a snapshot that names none.
fn inferred(root: Part<'_>) -> &'static str {
    let first = root.at("No1");
    if !first.is_absent() {
        return if first.at("shindo").is_absent() { "cenc_eqlist" } else { "jma_eqlist" };
    }
    match (root.at("EventID").is_absent(), root.at("AnnouncedTime").is_absent()) {
        (true, _) => "",
        (false, true) => "cenc_eew",
        (false, false) => "jma_eew",
    }
}

fn early(root: Part<'_>, kind: &str, context: &Context) -> Result<Decoded<'static>, Reject> {
    let voice = Voice::of(kind);
    let number = root.any(&["ReportNum", "Serial"]).text();
    let is_cancel = root.at("isCancel").flag();
    let title = if voice.tongue == Tongue::Japanese { "緊急地震速報" } else { "地震预警" };
    let count = match (number.is_empty(), voice.tongue) {
        (true, _) => String::new(),
        (false, Tongue::Japanese) => format!("第{number}報"),
        (false, Tongue::Chinese | Tongue::English) => format!("第{number}报"),
    };
    let last = match (is_cancel, root.at("isFinal").flag()) {
        (true, _) => "(取消)",
        (false, true) if voice.tongue == Tongue::Japanese => "(最終)",
        (false, true) => "(终报)",
        (false, false) => "",
    };
    let most = root.at("MaxIntensity").text();
    let intensity = match (most.is_empty(), voice.tongue) {
        (true, _) => String::new(),
        (false, Tongue::Japanese) => format!("予想最大震度{most}"),
        (false, Tongue::Chinese | Tongue::English) => format!("预计最大烈度{most}"),
    };
    let said = voice.quake(root);
    let quake = Quake {
        nature: Nature::Early,
        kind: match (is_cancel, &*number) {
            (true, _) => MessageKind::Cancel,
            (false, "1" | "") => MessageKind::Issue,
            (false, _) => MessageKind::Update,
        },
        status: if root.at("isTraining").flag() { Status::Exercise } else { Status::Actual },
        title: format!("{title}{count}{last}"),
        rest: intensity,
        origin: stamp(&root.at("OriginTime").text(), voice.zone),
        issued: stamp(&root.any(&["ReportTime", "AnnouncedTime"]).text(), voice.zone),
        colour_least: if root.at("isWarn").flag() { Colour::Orange } else { Colour::Unknown },
        // Strong shaking was measured and nothing more is known: magnitude 1.0 stands for none.
        magnitude: said.magnitude.filter(|_| !root.at("isAssumption").flag()),
        ..said
    };
    bulletin::quake(&quake, context)
}

fn list(root: Part<'_>, kind: &str, context: &Context) -> Told {
    let voice = Voice::of(kind);
    let rows = (1..=LIST_MAX).map(|number| root.at(&format!("No{number}"))).filter(|row| !row.is_absent());
    let (past, told): (Told, Told) = rows
        .map(|row| entry(row, voice, context))
        .partition(|told| matches!(told, Ok(Decoded::Ignored { .. })));
    match (told.is_empty(), past.is_empty()) {
        (true, true) => bulletin::one(Err(Refusal::NoList)),
        // Old quakes are what a list is of: it is said once that none of them is new.
        (true, false) => past.into_iter().take(1).collect(),
        (false, _) => told,
    }
}

fn entry(row: Part<'_>, voice: Voice<'_>, context: &Context) -> Result<Decoded<'static>, Reject> {
    if row.object().is_none() {
        return Err(Refusal::BadEntry.into());
    }
    let (time, shindo, info) =
        (row.any(&["time_full", "time"]).text(), row.at("shindo").text(), row.at("info").text());
    let felt = match (shindo.is_empty(), voice.tongue) {
        (true, _) => String::new(),
        (false, _) => format!("最大震度{shindo} {info}"),
    };
    let title = match (voice.tongue, &*row.at("type").text()) {
        (Tongue::Japanese, _) => "地震情報",
        (Tongue::Chinese | Tongue::English, "automatic") => "地震自动测定",
        (Tongue::Chinese | Tongue::English, _) => "地震正式测定",
    };
    let quake = Quake {
        title: title.to_owned(),
        rest: felt.trim().to_owned(),
        origin: stamp(&time, voice.zone),
        issued: stamp(&row.at("ReportTime").text(), voice.zone),
        ..voice.quake(row)
    };
    bulletin::quake(&quake, context)
}

/// How a type speaks.
#[derive(Clone, Copy, Debug)]
struct Voice<'a> {
    sender: &'a str,
    zone: Zone,
    tongue: Tongue,
    extent: Extent,
}

impl<'a> Voice<'a> {
    fn of(kind: &'a str) -> Self {
        let sender = SENDERS.iter().find(|row| row.0 == kind).map_or(kind, |row| row.1);
        if kind.starts_with("jma_") {
            return Self { sender, zone: Zone::Japan, tongue: Tongue::Japanese, extent: Extent::Japan };
        }
        Self { sender, zone: Zone::Beijing, tongue: Tongue::Chinese, extent: Extent::Earth }
    }

    /// What early warnings and lists say in the same fields, but for their case of letters.
    fn quake(self, part: Part<'a>) -> Quake<'a> {
        let (latitude, longitude) =
            (part.any(&["Latitude", "latitude"]), part.any(&["Longitude", "longitude"]));
        Quake {
            identity: part.at("EventID").text(),
            nature: Nature::Report,
            kind: MessageKind::Issue,
            status: Status::Actual,
            title: String::new(),
            tongue: self.tongue,
            place: part.any(&["HypoCenter", "Hypocenter", "location", "placeName"]).text(),
            rest: String::new(),
            sender: self.sender.into(),
            magnitude: part.any(&["Magnitude", "Magunitude", "magnitude"]).number(),
            depth_km: part.any(&["Depth", "depth"]).number(),
            at: point(latitude.number(), longitude.number()),
            extent: self.extent,
            origin: Stamp::Absent,
            issued: Stamp::Absent,
            colour_least: Colour::Unknown,
        }
    }
}
