//! The record of one incident (事件记录), from the journal alone: what came in, who did what when, how it ended.
//!
//! Decides: which entries belong to an incident: its own, and those of what was merged into it; deadlines that ran well are left out.
//! Must not know: where it is printed, who may read it.
//!
//! Invariants:
//! - every line names its entry, in the order of the journal;
//! - an entry that this program cannot read is counted and said: it may be one of these;
//! - what a person typed stands in it only when it is asked for.
//!
//! Source: 突发事件应对法 Art 94: what was done is put on record and kept.

use crate::correlation::change::What;
use crate::document::shift::{Format, Line, Page, line};
use crate::journal::draft::{self, Officers};
use crate::journal::reader::{Private, Reader};
use crate::language::{Lang, name, time};
use crate::operations::deadline;
use crate::operations::dossier::ZONE;
use crate::operations::fact::{Body, Fact};
use crate::operations::incident::{self, Disposition};
use crate::operations::reference::{Name, Reference};
use crate::units::{EntryNumber, IncidentId, Instant};
use std::collections::BTreeSet;

/// What the journal holds of one incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The desk's name.
    pub desk: Name,
    /// The incident.
    pub incident: IncidentId,
    /// What was merged into it.
    pub merged: Vec<IncidentId>,
    /// Where it began, as the registry called it then; empty where a caller told of it.
    pub place: String,
    /// When it was closed last and how; none: it is open.
    pub closed: Option<(Instant, Disposition)>,
    /// Its entries, in their order; never empty.
    pub lines: Vec<Line>,
    /// Entries that this program cannot read.
    pub unread: u64,
}

/// Reads the record of an incident; none where the journal has no entry of it.
///
/// Cost: O(entries of the journal), twice: what an incident is one with may be known at its end only.
///
/// # Errors
/// The journal cannot be read.
pub fn read(
    reader: &Reader,
    reference: &Reference,
    incident: IncidentId,
    (lang, private): (Lang, Private),
) -> rusqlite::Result<Option<Record>> {
    let ids = one_with(reader, reference, incident)?;
    let officers = Officers::of(reference);
    let merged = ids.iter().copied().filter(|id| *id != incident).collect();
    let mut record = Record {
        desk: reference.desk,
        incident,
        merged,
        place: String::new(),
        closed: None,
        lines: Vec::new(),
        unread: 0,
    };
    for row in reader.rows(EntryNumber(1)) {
        let row = row?;
        let Ok(fact) = draft::fact(&row, &officers) else {
            record.unread += 1;
            continue;
        };
        if fact.body.incident().is_some_and(|id| ids.contains(&id)) && is_told(&fact.body) {
            record.note(&fact);
            let shown = reader.show(row, private)?;
            record.lines.push(line(lang, reference, (shown.row.entry, &fact), &shown.words));
        }
    }
    Ok((!record.lines.is_empty()).then_some(record))
}

/// Returns whether an entry is told: a deadline that ran well stands in what was done.
const fn is_told(body: &Body) -> bool {
    let Body::Deadline(fact) = body else { return true };
    match fact {
        deadline::Fact::Passed { .. } => true,
        deadline::Fact::Started { .. } | deadline::Fact::Met { .. } | deadline::Fact::Dropped { .. } => false,
    }
}

/// Finds what an incident is one with: what was merged into it, and into that.
fn one_with(
    reader: &Reader,
    reference: &Reference,
    incident: IncidentId,
) -> rusqlite::Result<BTreeSet<IncidentId>> {
    let officers = Officers::of(reference);
    let mut pairs = Vec::new();
    for row in reader.rows(EntryNumber(1)) {
        if let Ok(fact) = draft::fact(&row?, &officers) {
            pairs.extend(merge_of(&fact.body));
        }
    }
    let mut ids = BTreeSet::from([incident]);
    // Backwards: what was merged first may have gone on under the number that was merged later.
    for (into, from) in pairs.into_iter().rev() {
        if ids.contains(&into) {
            ids.insert(from);
        }
    }
    Ok(ids)
}

/// Returns which incident goes on, and which is no more; an intake that moves takes nothing else with it.
const fn merge_of(body: &Body) -> Option<(IncidentId, IncidentId)> {
    if let Body::Incident(incident::Fact::Alarm { change, .. }) = body
        && let What::Merged { incident, from, .. } = change.what
    {
        return Some((incident, from));
    }
    None
}

impl Record {
    fn note(&mut self, fact: &Fact) {
        match &fact.body {
            Body::Incident(incident::Fact::Alarm { named, .. }) if self.place.is_empty() => {
                self.place = named.place.to_string();
            }
            Body::Incident(incident::Fact::Closed { incident, disposition, .. })
                if *incident == self.incident =>
            {
                self.closed = Some((fact.at, *disposition));
            }
            Body::Incident(incident::Fact::Reopened { incident, .. }) if *incident == self.incident => {
                self.closed = None;
            }
            _ => {}
        }
    }
}

/// Writes a record.
pub fn write(lang: Lang, record: &Record, format: Format) -> String {
    let mut page = Page::new(format);
    page.title(&format!(
        "{} #{}  {}",
        lang.pick("事件记录", "Incident record"),
        record.incident,
        record.desk
    ));
    let began = record.lines.first().map(|line| line.at).unwrap_or_default();
    if !record.place.is_empty() {
        page.field(lang.pick("地点", "place"), &record.place);
    }
    page.field(lang.pick("开始", "began"), &moment(began));
    let ended = record.closed.map_or_else(
        || lang.pick("未结束", "still open").to_owned(),
        |(at, disposition)| {
            let mut said = format!("{}  {}  ", moment(at), name::disposition(lang, disposition));
            time::age(lang, at.since(began), &mut said);
            said
        },
    );
    page.field(lang.pick("结束", "ended"), &ended);
    if !record.merged.is_empty() {
        let merged: Vec<String> = record.merged.iter().map(|id| format!("#{id}")).collect();
        page.field(lang.pick("并入", "merged into it"), &merged.join(" "));
    }
    page.heading(1, lang.pick("经过", "course"));
    for line in &record.lines {
        let mut text = String::new();
        time::day_or_clock(line.at, began, ZONE, &mut text);
        page.item(&format!("{text}  {}  {}  ({})", line.who, line.said, line.entry));
    }
    page.unread(lang, record.unread);
    page.into_text()
}

fn moment(at: Instant) -> String {
    let mut out = String::new();
    time::date_and_clock(at, ZONE, &mut out);
    out
}
