//! `P2PQuake` v2: what the Japan Meteorological Agency (JMA) issues, by code.
//!
//! Decides: which codes are taken (551 quake, 552 tsunami, 556 early warning), what is one quake.
//! Must not know: how far a quake is asked about.
//!
//! Identities. 556 has its event's. 551 has none that its reports share (`id` is the message's): the quake is its minute and
//! its region, so that a correction finds it and another quake of the same minute stays apart; the first report, which knows
//! only where it shook, is a warning of its own. 552 always tells all coasts that stand: it is one warning, until its cancel.
//! A repeat has the same identity and says the same; the desk knows it by that.

use crate::feed::decode::bulletin::{
    self, Extent, Nature, Part, Quake, Refusal, Stamp, Told, Tongue, Zone, ignored, point, stamp,
};
use crate::feed::decode::{Context, Decoded, Reject};
use crate::limits::BULLETIN_ENTRIES_MAX;
use crate::operations::warning::{Colour, MessageKind, Status};
use std::collections::BTreeSet;

/// The one tsunami warning of JMA.
const TSUNAMI: &str = "jma-tsunami";
/// Names that a headline lists; the others are counted by nobody.
const NAMES_MAX: usize = 8;

/// JMA's scale, times ten.
const SCALES: [(u64, &str); 10] = [
    (10, "1"),
    (20, "2"),
    (30, "3"),
    (40, "4"),
    (45, "5弱"),
    (46, "5弱以上(推定)"),
    (50, "5強"),
    (55, "6弱"),
    (60, "6強"),
    (70, "7"),
];

/// What a report says of the sea, where it says more than that there is nothing to fear.
const SEAS: [(&str, &str); 4] = [
    ("Checking", "津波調査中"),
    ("NonEffective", "若干の海面変動"),
    ("Watch", "津波注意報"),
    ("Warning", "津波警報等"),
];

/// Grades of a coast, the worst first.
const GRADES: [(&str, &str, Colour); 4] = [
    ("MajorWarning", "大津波警報", Colour::Red),
    ("Warning", "津波警報", Colour::Orange),
    ("Watch", "津波注意報", Colour::Yellow),
    ("NonEffective", "若干の海面変動", Colour::Blue),
];

/// Reads one message, or the list that the history has.
pub(super) fn decode(bytes: &[u8], context: &Context) -> Told {
    bulletin::read(bytes, |root| {
        let messages = root.each();
        if messages.is_empty() {
            return vec![Ok(ignored("empty"))];
        }
        let mut told: Told =
            messages.iter().take(BULLETIN_ENTRIES_MAX).map(|it| message(Part::of(it), context)).collect();
        if messages.len() > BULLETIN_ENTRIES_MAX {
            told.push(Err(Refusal::LongList.into()));
        }
        told
    })
}

fn message(root: Part<'_>, context: &Context) -> Result<Decoded<'static>, Reject> {
    if root.object().is_none() {
        return Err(Refusal::BadEntry.into());
    }
    match root.at("code").whole() {
        Some(551) => report(root, context),
        Some(552) => tsunami(root, context),
        Some(556) => early(root, context),
        Some(code) => Ok(ignored(&code.to_string())),
        None => Err(Refusal::NoType.into()),
    }
}

fn report(root: Part<'_>, context: &Context) -> Result<Decoded<'static>, Reject> {
    let (quake, issue) = (root.at("earthquake"), root.at("issue"));
    let (time, place) = (quake.at("time").text(), quake.at("hypocenter").at("name").text());
    let identity = match (time.is_empty(), place.is_empty()) {
        (true, _) => root.any(&["id", "_id"]).text().into_owned(),
        (false, true) => format!("551 {time}"),
        (false, false) => format!("551 {time} {place}"),
    };
    let is_corrected = !matches!(&*issue.at("correct").text(), "" | "None" | "Unknown");
    let prefectures: BTreeSet<_> = root
        .at("points")
        .each()
        .iter()
        .take(BULLETIN_ENTRIES_MAX)
        .map(|it| Part::of(it).at("pref").text())
        .collect();
    let shaken: Vec<_> =
        prefectures.iter().filter(|it| !it.is_empty()).take(NAMES_MAX).map(|it| &**it).collect();
    let sea = quake.at("domesticTsunami").text();
    let rest = [
        scale("最大震度", quake.at("maxScale")),
        SEAS.iter().find(|row| row.0 == sea).map(|row| row.1.to_owned()).unwrap_or_default(),
        shaken.join("、"),
    ];
    let quake = Quake {
        nature: if place.is_empty() { Nature::Prompt } else { Nature::Report },
        kind: if is_corrected { MessageKind::Update } else { MessageKind::Issue },
        title: if place.is_empty() { "震度速報".to_owned() } else { "地震情報".to_owned() },
        rest: joined(&rest),
        origin: stamp(&time, Zone::Japan),
        ..jma(root, &identity, &place)
    };
    bulletin::quake(&quake, context)
}

fn early(root: Part<'_>, context: &Context) -> Result<Decoded<'static>, Reject> {
    let (quake, issue) = (root.at("earthquake"), root.at("issue"));
    let (event, serial) = (issue.at("eventId").text(), issue.at("serial").text());
    let identity = if event.is_empty() { root.any(&["id", "_id"]).text() } else { event };
    let coming = root.at("areas").each();
    let most = coming.iter().take(BULLETIN_ENTRIES_MAX).map(Part::of);
    let most = most.max_by_key(|it| it.at("scaleFrom").number().map_or(0, |scale| scale as i64));
    let rest = [most.map(|it| scale("予想最大震度", it.at("scaleFrom"))).unwrap_or_default()];
    let is_cancelled = root.at("cancelled").flag();
    let place = quake.at("hypocenter").at("name").text();
    let quake = Quake {
        nature: Nature::Early,
        kind: match (is_cancelled, &*serial) {
            (true, _) => MessageKind::Cancel,
            (false, "1" | "") => MessageKind::Issue,
            (false, _) => MessageKind::Update,
        },
        title: numbered(if is_cancelled { "緊急地震速報(取消)" } else { "緊急地震速報(警報)" }, &serial),
        rest: joined(&rest),
        origin: stamp(&quake.any(&["originTime", "arrivalTime"]).text(), Zone::Japan),
        // The grade that is told to everyone: strong shaking is expected somewhere.
        colour_least: Colour::Orange,
        ..jma(root, &identity, &place)
    };
    bulletin::quake(&quake, context)
}

fn tsunami(root: Part<'_>, context: &Context) -> Result<Decoded<'static>, Reject> {
    let is_cancelled = root.at("cancelled").flag();
    let coasts = root.at("areas").each();
    let graded: Vec<_> = GRADES
        .iter()
        .filter_map(|(grade, word, colour)| {
            let of_grade = coasts.iter().take(BULLETIN_ENTRIES_MAX).map(Part::of);
            let names = of_grade.filter(|it| it.at("grade").text() == *grade).map(|it| it.at("name").text());
            let names: Vec<_> = names.take(NAMES_MAX).collect();
            (!names.is_empty()).then(|| (*word, names.join("、"), *colour))
        })
        .collect();
    let (worst, others) = match graded.split_first() {
        Some((worst, others)) => (Some(worst), others),
        None => (None, &[][..]),
    };
    let rest: Vec<_> = others.iter().map(|(word, names, _)| format!("{word}: {names}")).collect();
    let title = if is_cancelled { "津波情報(解除)" } else { worst.map_or("津波情報", |it| it.0) };
    let quake = Quake {
        nature: Nature::Tsunami,
        kind: if is_cancelled { MessageKind::Cancel } else { MessageKind::Update },
        title: title.to_owned(),
        rest: rest.join(" "),
        colour_least: worst.map_or(Colour::Unknown, |it| it.2),
        at: None,
        ..jma(root, TSUNAMI, worst.map_or("", |it| &it.1))
    };
    bulletin::quake(&quake, context)
}

/// What all messages of JMA say in the same fields.
fn jma<'a>(root: Part<'a>, identity: &'a str, place: &'a str) -> Quake<'a> {
    let (issue, centre) = (root.at("issue"), root.at("earthquake").at("hypocenter"));
    let source = issue.at("source").text();
    // Strong shaking was measured and nothing more is known: magnitude 1.0 stands for none.
    let is_assumed = root.at("earthquake").at("condition").text().contains("仮定震源");
    Quake {
        identity: identity.into(),
        nature: Nature::Report,
        kind: MessageKind::Issue,
        status: if root.at("test").flag() { Status::Test } else { Status::Actual },
        title: String::new(),
        tongue: Tongue::Japanese,
        place: place.into(),
        rest: String::new(),
        sender: if source.is_empty() { "気象庁".into() } else { source },
        // What is not known is -1, and a place -200.
        magnitude: centre.at("magnitude").number().filter(|it| *it > -1.0 && !is_assumed),
        depth_km: centre.at("depth").number(),
        at: point(centre.at("latitude").number(), centre.at("longitude").number()),
        extent: Extent::Japan,
        origin: Stamp::Absent,
        issued: stamp(&issue.at("time").text(), Zone::Japan).or(stamp(&root.at("time").text(), Zone::Japan)),
        colour_least: Colour::Unknown,
    }
}

/// Says how strong a shaking is on JMA's scale; nothing for what is not on it.
fn scale(word: &str, part: Part<'_>) -> String {
    let tenths = part.number().map(|scale| scale as u64);
    let named = SCALES.iter().find(|row| Some(row.0) == tenths);
    named.map(|row| format!("{word}{}", row.1)).unwrap_or_default()
}

fn numbered(title: &str, serial: &str) -> String {
    if serial.is_empty() { title.to_owned() } else { format!("{title}第{serial}報") }
}

fn joined(words: &[String]) -> String {
    words.iter().filter(|it| !it.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
}
