//! An alert as it is written, before anybody asks what it means: its elements by their names, from XML or JSON alike.
//!
//! Decides: which elements are read, which of two equal ones counts (the first that says something).
//! Must not know: a desk's words.

use crate::feed::decode::cap::time::{self, Zone};
use crate::operations::warning::{Defect, Defects};
use crate::units::{Instant, Point};

/// Infos of one alert: nine languages of a dozen districts.
const INFOS_MAX: usize = 128;
/// References of one alert: an update an hour for a week.
const REFERENCES_MAX: usize = 256;
/// Areas of one alert; what has more holds everywhere.
const AREAS_MAX: usize = 2_000;

/// One alert.
#[derive(Clone, Debug, Default)]
pub(crate) struct Alert {
    pub(crate) identifier: String,
    pub(crate) sender: String,
    pub(crate) sent: String,
    pub(crate) status: String,
    /// `msgType`.
    pub(crate) kind: String,
    pub(crate) has_scope: bool,
    pub(crate) note: String,
    pub(crate) references: Vec<Reference>,
    pub(crate) infos: Vec<Info>,
    /// How many areas were read.
    areas: usize,
    /// Whether there were more infos or areas than are read.
    pub(crate) overflows: bool,
    pub(crate) defects: Defects,
}

/// One alert that another one names.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    pub(crate) identifier: String,
    /// When that one was sent; unstated when it does not say.
    pub(crate) sent: Instant,
}

/// What an alert says in one language about one hazard.
#[derive(Clone, Debug, Default)]
pub(crate) struct Info {
    pub(crate) language: String,
    pub(crate) event: String,
    pub(crate) urgency: String,
    pub(crate) severity: String,
    pub(crate) certainty: String,
    pub(crate) has_category: bool,
    pub(crate) is_all_clear: bool,
    /// Its source says in a way of its own that it is over.
    pub(crate) has_ended: bool,
    /// Its source says in a way of its own that there is nothing to warn of.
    pub(crate) warns_of_nothing: bool,
    pub(crate) effective: String,
    pub(crate) onset: String,
    pub(crate) expires: String,
    /// When the hazard ends, where the source tells that from when the message does.
    pub(crate) hazard_ends: String,
    /// The colour, where a parameter names it.
    pub(crate) colour: String,
    pub(crate) sender_name: String,
    pub(crate) headline: String,
    pub(crate) description: String,
    /// How many of its elements say something.
    pub(crate) says: usize,
    pub(crate) areas: Vec<Area>,
}

/// Where an info holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Area {
    pub(crate) is_described: bool,
    pub(crate) shapes: Vec<Drawn>,
    /// Codes of divisions of ours, as they are written.
    pub(crate) codes: Vec<String>,
    /// Whether a part of it is taken out again.
    pub(crate) has_hole: bool,
}

/// One shape.
#[derive(Clone, Debug)]
pub(crate) enum Drawn {
    /// `latitude,longitude latitude,longitude ...`
    Polygon(String),
    /// `latitude,longitude kilometres`
    Circle(String),
    /// Corners; none for one that cannot be read.
    Ring(Vec<Option<Point>>),
    /// A shape of another kind.
    Unreadable,
}

impl Alert {
    /// Takes the text of an element.
    pub(crate) fn take(&mut self, name: &str, text: &str) {
        match name {
            "identifier" => set(&mut self.identifier, text),
            "sender" => set(&mut self.sender, text),
            "sent" => set(&mut self.sent, text),
            "status" => set(&mut self.status, text),
            "msgType" | "messageType" => set(&mut self.kind, text),
            "scope" => self.has_scope |= !text.trim().is_empty(),
            "note" => set(&mut self.note, text),
            "references" => self.refer(text.split_whitespace().filter_map(Reference::read)),
            _ => {}
        }
    }

    /// Takes the alerts that it names.
    pub(crate) fn refer(&mut self, references: impl IntoIterator<Item = Reference>) {
        let left = REFERENCES_MAX.saturating_sub(self.references.len());
        self.references.extend(references.into_iter().take(left));
    }

    /// Takes a finished info.
    pub(crate) fn add(&mut self, info: Info) {
        if self.infos.len() < INFOS_MAX {
            self.infos.push(info);
        } else {
            self.overflows = true;
        }
    }

    /// Takes a finished area of an info.
    pub(crate) fn add_area(&mut self, info: &mut Info, area: Area) {
        self.areas += 1;
        if self.areas > AREAS_MAX {
            self.overflows = true;
            return;
        }
        info.areas.push(area);
    }

    /// Notes that it is written by an older version than 1.2, by its namespace.
    pub(crate) fn note_version(&mut self, namespace: &str) {
        if namespace.contains("cap")
            && [":1.1", ":1.0", "/1.1", "/1.0"].iter().any(|it| namespace.ends_with(it))
        {
            self.defects.note(Defect::OldVersion);
        }
    }
}

impl Reference {
    /// Reads `sender,identifier,sent`, or an identifier alone.
    pub(crate) fn read(word: &str) -> Option<Self> {
        let (identifier, sent) = match word.split_once(',') {
            None => (word, ""),
            Some((_, rest)) => rest.rsplit_once(',').unwrap_or((rest, "")),
        };
        Self::of(identifier, sent)
    }

    /// Makes one of its parts; none without an identifier.
    pub(crate) fn of(identifier: &str, sent: &str) -> Option<Self> {
        let sent = time::read(sent, Zone::Beijing).map_or(Instant::UNSTATED, |read| read.time);
        let identifier = identifier.trim();
        (!identifier.is_empty()).then(|| Self { identifier: identifier.to_owned(), sent })
    }
}

impl Info {
    /// Takes the text of an element.
    pub(crate) fn take(&mut self, name: &str, text: &str) {
        self.says += usize::from(!text.trim().is_empty());
        match name {
            "language" => set(&mut self.language, text),
            "event" => set(&mut self.event, text),
            "urgency" => set(&mut self.urgency, text),
            "severity" => set(&mut self.severity, text),
            "certainty" => set(&mut self.certainty, text),
            "category" => self.has_category |= !text.trim().is_empty(),
            "responseType" => self.is_all_clear |= text.trim().eq_ignore_ascii_case("AllClear"),
            "effective" => set(&mut self.effective, text),
            "onset" => set(&mut self.onset, text),
            "expires" => set(&mut self.expires, text),
            "senderName" => set(&mut self.sender_name, text),
            "headline" => set(&mut self.headline, text),
            "description" => set(&mut self.description, text),
            _ => {}
        }
    }

    /// Takes a parameter: those by which a source says what the standard has no element for.
    pub(crate) fn parameter(&mut self, name: &str, value: &str) {
        let value = value.trim();
        match name.trim() {
            "alert_color" => set(&mut self.colour, value),
            "eventEndingTime" => set(&mut self.hazard_ends, value),
            // MeteoAlarm: `2; yellow; Moderate`, and green where there is nothing.
            "awareness_level" => {
                let colour = value.split(';').nth(1).unwrap_or_default().trim();
                self.warns_of_nothing |= colour.eq_ignore_ascii_case("green");
                set(&mut self.colour, colour);
            }
            // Environment Canada: the layer has its version within its name.
            name if name.ends_with(":Alert_Location_Status") => {
                self.has_ended |= ["ended", "cancelled"].iter().any(|it| value.eq_ignore_ascii_case(it));
            }
            _ => {}
        }
    }
}

impl Area {
    /// Takes the text of an element.
    pub(crate) fn take(&mut self, name: &str, text: &str) {
        let text = text.trim();
        match name {
            _ if text.is_empty() => {}
            "areaDesc" => self.is_described = true,
            "polygon" => self.shapes.push(Drawn::Polygon(text.to_owned())),
            "circle" => self.shapes.push(Drawn::Circle(text.to_owned())),
            _ => {}
        }
    }

    /// Takes a geocode; one of a scheme that is not ours tells nothing here.
    ///
    /// Never by its digits alone: six digits are a county of the United States in SAME, and five to seven a town in Taiwan's.
    pub(crate) fn geocode(&mut self, name: &str, value: &str) {
        const OURS: [&str; 5] = ["CPEAS Geographic Code", "CPEAS", "adcode", "GB/T 2260", "GB2260"];
        let name = name.trim();
        if name.eq_ignore_ascii_case("EXCLUDE_POLYGON") {
            self.has_hole = true;
        } else if OURS.iter().any(|it| name.eq_ignore_ascii_case(it)) {
            let codes = value.split([',', ';', ' ', '\n', '\t', '\r']).filter(|code| !code.is_empty());
            self.codes.extend(codes.map(str::to_owned));
        }
    }
}

/// Takes a text as one line, when the first one said nothing.
pub(crate) fn set(slot: &mut String, text: &str) {
    if slot.is_empty() {
        for word in text.split_whitespace() {
            if !slot.is_empty() {
                slot.push(' ');
            }
            slot.push_str(word);
        }
    }
}
