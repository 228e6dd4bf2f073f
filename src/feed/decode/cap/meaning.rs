//! What an alert means here: a message about a warning.
//!
//! Decides: which language and which info speak, by which words a source ends a warning, what stands for what it does not say.
//! Must not know: XML, JSON.
//!
//! Invariants:
//! - an alert with anything readable in it is taken, and what was odd about it is noted;
//! - what several infos of a language say is held together: the worst severity, the last end, every area;
//! - a warning is over only by a word that its source has for that; on doubt it stands.
//!
//! Source: CAP 1.2; the endings of SMG Macau (`AllClear` and `Past`), of Environment Canada (`Alert_Location_Status`), and 解除.

use crate::correlation::area::{self, Flaw, Shapes};
use crate::feed::decode::cap::Refusal;
use crate::feed::decode::cap::document::{Alert, Info};
use crate::feed::decode::cap::time::{self, Zone};
use crate::feed::decode::cap::{headline, place};
use crate::feed::decode::identity::identity;
use crate::feed::decode::{Context, Decoded, Reject, words};
use crate::operations::warning::{Colour, Defect, Defects, Message, MessageKind, Status};
use crate::text::{self, Text};
use crate::units::{InputNumber, Instant, Severity};
use arrayvec::ArrayVec;
use std::borrow::Cow;
use std::cmp::Reverse;

const URGENCIES: [&str; 5] = ["Immediate", "Expected", "Future", "Past", "Unknown"];
/// `Very Likely` is of CAP 1.0.
const CERTAINTIES: [&str; 6] = ["Observed", "Likely", "Possible", "Unlikely", "Unknown", "Very Likely"];

/// What a format knows beside the alert itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    /// The zone of times that state none.
    pub(crate) zone: Zone,
    /// What identifies the warning; none: the identifier of the alert.
    pub(crate) identity: Option<Text<64>>,
}

/// Returns what an alert means.
pub(crate) fn message(alert: &Alert, manner: &Manner, context: &Context) -> Result<Decoded<'static>, Reject> {
    if alert.sender.eq_ignore_ascii_case("NAADS-Heartbeat") {
        return Ok(Decoded::Heartbeat);
    }
    let mut defects = alert.defects;
    let Some(stated) = kind(alert, &mut defects) else {
        return Ok(ignored(alert.kind.to_ascii_lowercase()));
    };
    let spoken = Spoken::of(alert, stated);
    if spoken.warns_of_nothing {
        return Ok(ignored("no-warning".to_owned()));
    }
    let kind = if spoken.is_over { MessageKind::Cancel } else { stated };
    let native_id = match manner.identity {
        Some(identity) => identity,
        None => own_identity(alert, &mut defects)?,
    };
    let first = spoken.first();
    note_missing(alert, &spoken, &mut defects);
    let mut times = Times { zone: manner.zone, defects: &mut defects };
    let issued = times.issued(alert, first);
    let expires =
        if kind == MessageKind::Cancel { Instant::UNSTATED } else { times.ends(&spoken.infos, issued) };
    let event = spoken.text(|info| &info.event);
    let told = spoken.text(|info| &info.headline);
    let told = match (event, told) {
        ("", "") => {
            [spoken.text(|info| &info.description), &alert.note].into_iter().find(|it| !it.is_empty())
        }
        (_, told) => Some(told),
    };
    if told.is_none() && kind != MessageKind::Cancel {
        return Err(Refusal::NothingSaid.into());
    }
    let sender = match spoken.text(|info| &info.sender_name) {
        "" => &alert.sender,
        name => name,
    };
    let (adcodes, shapes) = area(alert, &spoken, kind);
    Ok(Decoded::Warning {
        sequence: 0,
        message: Box::new(Message {
            input: InputNumber(0),
            feed: context.feed,
            kind,
            native_id,
            references: references(alert, &native_id, issued, &mut defects),
            event: kept(event, &mut defects),
            colour: spoken.colour(),
            sender: kept(sender, &mut defects),
            headline: kept(told.unwrap_or_default(), &mut defects),
            adcodes,
            shapes,
            status: status(alert, &mut defects),
            issued,
            expires,
            received: context.received,
            defects,
        }),
    })
}

fn ignored(kind: String) -> Decoded<'static> {
    Decoded::Ignored { sequence: 0, kind: Cow::Owned(kind) }
}

/// What a message says that it does; none for one that answers another.
fn kind(alert: &Alert, defects: &mut Defects) -> Option<MessageKind> {
    let word = alert.kind.as_str();
    let is = |name: &str| word.eq_ignore_ascii_case(name);
    if is("Update") {
        return Some(MessageKind::Update);
    } else if is("Cancel") {
        return Some(MessageKind::Cancel);
    } else if is("Ack") || is("Error") {
        return None;
    } else if word.is_empty() {
        defects.note(Defect::Missing);
    } else if !is("Alert") {
        defects.note(Defect::UnknownWord);
    }
    Some(MessageKind::Issue)
}

/// Whether it is meant; what does not say so in a word that all know, is.
fn status(alert: &Alert, defects: &mut Defects) -> Status {
    const WORDS: [(&str, Status); 5] = [
        ("Actual", Status::Actual),
        ("Exercise", Status::Exercise),
        ("System", Status::System),
        ("Test", Status::Test),
        ("Draft", Status::Draft),
    ];
    let status = WORDS.iter().find(|row| row.0.eq_ignore_ascii_case(&alert.status)).map(|row| row.1);
    if status.is_none() && !alert.status.is_empty() {
        defects.note(Defect::UnknownWord);
    }
    status.unwrap_or_default()
}

fn own_identity(alert: &Alert, defects: &mut Defects) -> Result<Text<64>, Reject> {
    if alert.identifier.is_empty() {
        // The three that a reference names make an alert; two of them are as good where the third does not stand.
        if alert.sender.is_empty() || alert.sent.is_empty() {
            return Err(Refusal::NoIdentity.into());
        }
        return Ok(identity(&format!("{},{}", alert.sender, alert.sent)));
    }
    let own = identity(&alert.identifier);
    if own.as_str() != alert.identifier {
        defects.note(Defect::Cleaned);
    }
    Ok(own)
}

/// The alerts that it names: the newest, which the desk most likely holds, and the oldest, by which it knows the warning.
fn references(
    alert: &Alert,
    own: &Text<64>,
    issued: Instant,
    defects: &mut Defects,
) -> ArrayVec<Text<64>, 4> {
    let mut named: Vec<(Instant, Text<64>)> = Vec::new();
    for reference in &alert.references {
        let id = identity(&reference.identifier);
        if id == *own || reference.identifier == alert.identifier {
            // An update that keeps its identifier names the one before it; one of the same time names itself.
            if !reference.sent.is_stated() || reference.sent == issued {
                defects.note(Defect::SelfReference);
            }
        } else if !named.iter().any(|it| it.1 == id) {
            named.push((reference.sent, id));
        }
    }
    named.sort_by_key(|it| Reverse(it.0));
    let oldest = if named.len() > 4 { named.pop() } else { None };
    named.truncate(if oldest.is_some() { 3 } else { 4 });
    named.into_iter().chain(oldest).map(|it| it.1).collect()
}

/// The infos that speak: those of one language that are not over, or all of it when all are.
struct Spoken<'a> {
    infos: Vec<&'a Info>,
    /// All of them are over.
    is_over: bool,
    warns_of_nothing: bool,
}

impl<'a> Spoken<'a> {
    fn of(alert: &'a Alert, kind: MessageKind) -> Self {
        let chosen = alert.infos.iter().map(language).min_by_key(|word| rank(word));
        let said = alert.infos.iter().filter(|it| chosen.as_ref().is_some_and(|word| language(it) == *word));
        let said: Vec<&Info> = said.collect();
        let standing: Vec<&Info> = said.iter().copied().filter(|info| !is_over(alert, info, kind)).collect();
        let is_over = !said.is_empty() && standing.is_empty();
        let warns_of_nothing =
            kind != MessageKind::Cancel && !said.is_empty() && said.iter().all(|info| info.warns_of_nothing);
        Self { infos: if is_over { said } else { standing }, is_over, warns_of_nothing }
    }

    /// Returns the one whose words are shown: the worst, of several as bad the first that says most.
    fn first(&self) -> Option<&'a Info> {
        let weight = |info: &Info| (severity(info), info.says);
        self.infos.iter().copied().reduce(|best, next| if weight(next) > weight(best) { next } else { best })
    }

    /// Returns a text of the one that is shown, else of any other that has it.
    fn text(&self, of: impl Fn(&'a Info) -> &'a String) -> &'a str {
        let infos = self.first().into_iter().chain(self.infos.iter().copied());
        infos.map(of).map(String::as_str).find(|it| !it.is_empty()).unwrap_or_default()
    }

    /// Returns the colour: by a parameter, by the headline, by the severity.
    fn colour(&self) -> Colour {
        let Some(info) = self.first() else { return Colour::Unknown };
        let by_parameter =
            words::colour(&info.colour).or_else(|| headline::colours(&info.colour).map(|it| it.1));
        let told = headline::colours(&info.headline);
        let by_headline = told.filter(|(least, worst)| least == worst).map(|it| it.1);
        let by_severity = || Some(words::colour_of(severity(info))).filter(|it| *it != Colour::Unknown);
        by_parameter
            .or(by_headline)
            .or_else(|| headline::level(&info.headline))
            .or_else(by_severity)
            .or(told.map(|it| it.1))
            .unwrap_or_default()
    }
}

fn severity(info: &Info) -> Severity {
    words::severity(&info.severity).unwrap_or_default()
}

/// The language of an info; one that states none is Chinese by its signs, else English, as the standard has it.
fn language(info: &Info) -> String {
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let words = if info.headline.is_empty() { &info.event } else { &info.headline };
    match info.language.as_str() {
        "" if words.chars().any(is_han) => "zh".to_owned(),
        "" => "en-us".to_owned(),
        stated => stated.to_ascii_lowercase(),
    }
}

/// Which language is read first: Chinese as it is written here, any other Chinese, English, any other.
fn rank(language: &str) -> u8 {
    let begins = |words: &[&str]| words.iter().any(|word| language.starts_with(word));
    if begins(&["zh-cn", "zh-hans"]) || language == "zh" {
        0
    } else if begins(&["zh", "cmn"]) {
        1
    } else if begins(&["en"]) {
        2
    } else {
        3
    }
}

fn is_over(alert: &Alert, info: &Info, kind: MessageKind) -> bool {
    let at = |text: &str| time::read(text, Zone::Beijing).map(|read| read.time);
    // The tsunami centres cancel by an update that ends when it is sent.
    let ends_at_once =
        || at(&info.expires).is_some_and(|ends| at(&alert.sent).is_some_and(|sent| ends <= sent));
    let is_past = kind == MessageKind::Update && info.urgency.eq_ignore_ascii_case("Past");
    info.has_ended
        || info.warns_of_nothing
        || is_past && (info.is_all_clear || ends_at_once())
        || headline::is_lifted(&info.headline)
}

fn note_missing(alert: &Alert, spoken: &Spoken<'_>, defects: &mut Defects) {
    let alone = [&alert.identifier, &alert.sender, &alert.sent, &alert.status];
    let mut misses = !alert.has_scope || alone.iter().any(|it| it.is_empty());
    for info in &spoken.infos {
        let must = [&info.event, &info.urgency, &info.severity, &info.certainty];
        misses |= !info.has_category || must.iter().any(|it| it.is_empty());
        misses |= info.areas.iter().any(|area| !area.is_described);
        let knows = |list: &[&str], word: &str| {
            word.is_empty() || list.iter().any(|it| it.eq_ignore_ascii_case(word))
        };
        let is_known = knows(&URGENCIES, &info.urgency)
            && knows(&CERTAINTIES, &info.certainty)
            && (info.severity.is_empty() || words::severity(&info.severity).is_some());
        if !is_known {
            defects.note(Defect::UnknownWord);
        }
    }
    if misses {
        defects.note(Defect::Missing);
    }
}

/// Reads times, and notes what is wrong with them.
struct Times<'a> {
    zone: Zone,
    defects: &'a mut Defects,
}

impl Times<'_> {
    fn issued(&mut self, alert: &Alert, info: Option<&Info>) -> Instant {
        let sent = self.read(&alert.sent);
        sent.or_else(|| self.read(&info?.effective)).unwrap_or(Instant::UNSTATED)
    }

    /// When the last of them ends; unstated when one does not say, or says what cannot be.
    fn ends(&mut self, infos: &[&Info], issued: Instant) -> Instant {
        let mut last = None;
        if infos.is_empty() {
            self.defects.note(Defect::NoExpires);
        }
        for info in infos {
            // A message may end hours before its hazard does.
            let ends = self.read(&info.expires).max(self.read(&info.hazard_ends));
            let Some(ends) = ends else {
                self.defects.note(Defect::NoExpires);
                return Instant::UNSTATED;
            };
            let begins = self.read(&info.onset).or_else(|| self.read(&info.effective)).unwrap_or(issued);
            if ends < begins || ends <= issued {
                self.defects.note(Defect::ExpiresEarly);
            }
            if ends <= issued {
                // It would be over before anybody saw it.
                return Instant::UNSTATED;
            }
            last = last.max(Some(ends));
        }
        last.unwrap_or(Instant::UNSTATED)
    }

    fn read(&mut self, text: &str) -> Option<Instant> {
        if text.is_empty() {
            return None;
        }
        let Some(read) = time::read(text, self.zone) else {
            self.defects.note(Defect::BadTime);
            return None;
        };
        if read.is_assumed {
            self.defects.note(Defect::ZoneAssumed);
        }
        Some(read.time)
    }
}

/// Where it holds: by its infos, else by those of its other languages, else where its publisher is, else everywhere.
fn area(alert: &Alert, spoken: &Spoken<'_>, kind: MessageKind) -> (area::Divisions, Shapes) {
    let has_areas = spoken.infos.iter().any(|info| !info.areas.is_empty());
    let (mut divisions, mut shapes) = if has_areas {
        place::of(spoken.infos.iter().flat_map(|info| &info.areas))
    } else {
        place::of(alert.infos.iter().flat_map(|info| &info.areas))
    };
    if alert.overflows {
        shapes.note(Flaw::Widened);
        shapes.hold_everywhere();
    }
    if divisions.is_empty() && shapes.is_empty() && kind != MessageKind::Cancel {
        if let Some(code) = publisher(&alert.identifier) {
            divisions.push(code);
        } else {
            shapes.note(Flaw::Division);
            shapes.hold_everywhere();
        }
    }
    (divisions, shapes)
}

/// Returns the division of the office that published a Chinese warning: `32032141600000_20261122091835` is of 320321.
fn publisher(identifier: &str) -> Option<u32> {
    let (code, time) = identifier.split_once('_')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (code.len() == 14 && time.len() >= 12 && digits(code) && digits(time)).then_some(())?;
    place::division(code.get(..6)?)
}

/// Keeps what fits, and notes when that is not all.
fn kept<const BYTES: usize>(raw: &str, defects: &mut Defects) -> Text<BYTES> {
    let text = text::bounded(raw);
    if text.as_str() != raw {
        defects.note(Defect::Cleaned);
    }
    text
}
