//! Alerts out of XML: one, or several within whatever wraps them.
//!
//! Decides: where an element belongs, by the local names around it; what is out of order; what is refused as a whole.
//! Must not know: what an element means.
//!
//! Invariants:
//! - no document type is read, so no entity of its own and nothing from elsewhere;
//! - the depth and every text are bounded; what is not ours is passed over without being kept.

use crate::feed::decode::Reject;
use crate::feed::decode::cap::Refusal;
use crate::feed::decode::cap::document::{Alert, Area, Info};
use crate::operations::warning::Defect;
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// Elements within elements: a signature within an alert within an envelope has twelve.
const DEPTH_MAX: usize = 16;
/// Bytes of one text.
const TEXT_BYTES_MAX: usize = 1_024 * 1_024;
/// Alerts of one document.
const ALERTS_MAX: usize = 512;

/// The elements of an alert, an info and an area in the order of the standard, and whether each may stand more than once.
type Order = &'static [(&'static str, bool)];

const ALERT: Order = &[
    ("identifier", false),
    ("sender", false),
    ("sent", false),
    ("status", false),
    ("msgType", false),
    // 1.0 and 1.1 have `password` and `source` where 1.2 has `source`.
    ("source", false),
    ("scope", false),
    ("restriction", false),
    ("addresses", false),
    ("code", true),
    ("note", false),
    ("references", false),
    ("incidents", false),
    ("info", true),
];

const INFO: Order = &[
    ("language", false),
    ("category", true),
    ("event", false),
    ("responseType", true),
    ("urgency", false),
    ("severity", false),
    ("certainty", false),
    ("audience", false),
    ("eventCode", true),
    ("effective", false),
    ("onset", false),
    ("expires", false),
    ("senderName", false),
    ("headline", false),
    ("description", false),
    ("instruction", false),
    ("web", false),
    ("contact", false),
    ("parameter", true),
    ("resource", true),
    ("area", true),
];

const AREA: Order = &[
    ("areaDesc", false),
    ("polygon", true),
    ("circle", true),
    ("geocode", true),
    ("altitude", false),
    ("ceiling", false),
];

/// Where an element stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Around alerts.
    Outside,
    Alert,
    Info,
    Area,
    /// A name and a value.
    Pair(Pair),
    /// An element whose text is read, of the kind that stands around it.
    Text,
    /// Within a text, or not ours.
    Passed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pair {
    Geocode,
    Parameter,
}

/// Reads every alert of a document, in its order.
pub(super) fn read(text: &str) -> Vec<Result<Alert, Reject>> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    // A headline with a bare `&` in it is a headline.
    config.allow_dangling_amp = true;
    let mut walk = Walk::default();
    loop {
        let step = match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => walk.take(&event),
            Err(_) => Err(Refusal::NotWellFormed.into()),
        };
        if let Err(reject) = step {
            walk.read.push(Err(reject));
            return walk.read;
        }
    }
    if !walk.places.is_empty() {
        walk.read.push(Err(Refusal::NotWellFormed.into()));
    } else if walk.read.is_empty() {
        let is_xml = walk.has_elements;
        walk.read.push(Err(if is_xml { Refusal::NoAlert } else { Refusal::NotWellFormed }.into()));
    }
    walk.read
}

/// A walk through a document.
#[derive(Default)]
struct Walk {
    read: Vec<Result<Alert, Reject>>,
    has_elements: bool,
    /// The elements that are open, and how far into the order of the standard each has come.
    places: Vec<(Place, usize)>,
    text: String,
    /// The name of the element whose text is read.
    name: String,
    alert: Alert,
    info: Info,
    area: Area,
    pair: (String, String),
}

impl Walk {
    fn take(&mut self, event: &Event<'_>) -> Result<(), Reject> {
        match event {
            Event::Start(start) => self.open(start),
            Event::End(_) => {
                self.close();
                Ok(())
            }
            Event::DocType(_) => Err(Refusal::DocumentType.into()),
            Event::Text(text) => self.hear(&text.xml10_content().unwrap_or_default()),
            Event::CData(text) => self.hear(&text.xml10_content().unwrap_or_default()),
            Event::GeneralRef(reference) => self.refer(reference),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => Ok(()),
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Reject> {
        self.has_elements = true;
        if self.places.len() >= DEPTH_MAX {
            return Err(Reject::TooDeep);
        }
        let local = start.local_name();
        let name = std::str::from_utf8(local.as_ref()).unwrap_or_default();
        let around = self.places.last().map_or(Place::Outside, |it| it.0);
        let place = match (around, name) {
            (Place::Outside, "alert") => {
                if self.read.len() >= ALERTS_MAX {
                    return Err(Refusal::TooManyAlerts.into());
                }
                self.begin(start);
                Place::Alert
            }
            (Place::Outside, _) => Place::Outside,
            (Place::Alert, "info") => Place::Info,
            (Place::Alert, "Signature") => {
                self.alert.defects.note(Defect::Unverified);
                Place::Passed
            }
            (Place::Info, "area") => Place::Area,
            (Place::Info, "parameter") => Place::Pair(Pair::Parameter),
            (Place::Area, "geocode") => Place::Pair(Pair::Geocode),
            (Place::Alert, name) if stands_in(ALERT, name) => Place::Text,
            // A link may be as long as the picture that it holds.
            (Place::Info, "resource") => Place::Passed,
            (Place::Info, name) if stands_in(INFO, name) => Place::Text,
            (Place::Area, name) if stands_in(AREA, name) => Place::Text,
            (Place::Pair(_), "valueName" | "value") => Place::Text,
            (Place::Alert | Place::Info | Place::Area | Place::Pair(_) | Place::Text | Place::Passed, _) => {
                Place::Passed
            }
        };
        self.follow(name);
        if matches!(place, Place::Text | Place::Pair(_)) {
            self.text.clear();
            name.clone_into(&mut self.name);
        }
        if matches!(place, Place::Pair(_)) {
            self.pair = (String::new(), String::new());
        }
        self.places.push((place, 0));
        Ok(())
    }

    fn begin(&mut self, start: &BytesStart<'_>) {
        (self.alert, self.info, self.area) = Default::default();
        for attribute in start.attributes().flatten() {
            if attribute.key.as_ref().starts_with(b"xmlns") {
                self.alert.note_version(&String::from_utf8_lossy(&attribute.value));
            }
        }
    }

    /// Notes an element that comes after one that it should come before, or again.
    fn follow(&mut self, name: &str) {
        let Some((around, reached)) = self.places.last_mut() else { return };
        let order = match around {
            Place::Alert => ALERT,
            Place::Info => INFO,
            Place::Area => AREA,
            Place::Outside | Place::Pair(_) | Place::Text | Place::Passed => return,
        };
        let Some(at) = order.iter().position(|row| row.0 == name) else { return };
        let may_repeat = order[at].1;
        if at + 1 < *reached || at + 1 == *reached && !may_repeat {
            self.alert.defects.note(Defect::Order);
        }
        *reached = (at + 1).max(*reached);
    }

    fn close(&mut self) {
        let Some((place, _)) = self.places.pop() else { return };
        let around = self.places.last().map_or(Place::Outside, |it| it.0);
        match place {
            Place::Outside | Place::Passed => {}
            Place::Alert => self.read.push(Ok(std::mem::take(&mut self.alert))),
            Place::Info => {
                let info = std::mem::take(&mut self.info);
                self.alert.add(info);
            }
            Place::Area => {
                let area = std::mem::take(&mut self.area);
                self.alert.add_area(&mut self.info, area);
            }
            Place::Pair(pair) => self.close_pair(pair),
            Place::Text => self.close_text(around),
        }
    }

    fn close_pair(&mut self, pair: Pair) {
        let (mut name, mut value) = std::mem::take(&mut self.pair);
        // CAP 1.0 writes `SAME=006109` in one.
        if name.is_empty()
            && value.is_empty()
            && let Some((first, rest)) = self.text.split_once('=')
        {
            (name, value) = (first.to_owned(), rest.to_owned());
        }
        match pair {
            Pair::Geocode => self.area.geocode(&name, &value),
            Pair::Parameter => self.info.parameter(&name, &value),
        }
    }

    fn close_text(&mut self, around: Place) {
        match around {
            Place::Alert => self.alert.take(&self.name, &self.text),
            Place::Info => self.info.take(&self.name, &self.text),
            Place::Area => self.area.take(&self.name, &self.text),
            Place::Pair(_) if self.name == "value" => self.text.clone_into(&mut self.pair.1),
            Place::Pair(_) => self.text.clone_into(&mut self.pair.0),
            Place::Outside | Place::Text | Place::Passed => {}
        }
        self.text.clear();
    }

    /// Takes a piece of text, when it stands where text is read.
    fn hear(&mut self, text: &str) -> Result<(), Reject> {
        let is_read = self.places.iter().any(|it| matches!(it.0, Place::Text | Place::Pair(_)));
        if is_read {
            if self.text.len() + text.len() > TEXT_BYTES_MAX {
                return Err(Refusal::TextTooLong.into());
            }
            self.text.push_str(text);
        }
        Ok(())
    }

    /// Takes a character by its number or its name; a name that only a document type could explain is left as it stands.
    fn refer(&mut self, reference: &BytesRef<'_>) -> Result<(), Reject> {
        if reference.is_char_ref() {
            let character =
                reference.resolve_char_ref().ok().flatten().unwrap_or(char::REPLACEMENT_CHARACTER);
            return self.hear(character.encode_utf8(&mut [0; 4]));
        }
        let name = reference.decode().unwrap_or_default();
        match resolve_xml_entity(&name) {
            Some(text) => self.hear(text),
            None => self.hear(&format!("&{name};")),
        }
    }
}

fn stands_in(order: Order, name: &str) -> bool {
    order.iter().any(|row| row.0 == name)
}
