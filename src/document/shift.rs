//! The log of a shift (值班日志), from the journal alone: who had the desk, the weather as warned, what came in, what was done
//! about it, and what is still open.
//!
//! Decides: which entries stand in a log that a person reads and signs, under which heading.
//! Must not know: where it is printed, who may read it.
//!
//! Invariants:
//! - the journal is walked once; what is open is what a desk that is folded from it holds;
//! - an entry that this program cannot read is counted and said, never left out in silence;
//! - what a person typed stands in it only when it is asked for.
//!
//! Source: standards.md 15, 16 (duty logs of districts and parks): date, shift, posts and names, weather, risk; then intake,
//! handling, reports, orders, faults, open items; who handed over to whom, and whether both signed.

mod open;
mod section;
mod write;

pub use section::Section;
pub(super) use write::Page;
pub use write::{Format, write};

use crate::document::kpi::shift_of;
use crate::journal::draft::{self, Officers};
use crate::journal::reader::{Private, Reader, Words};
use crate::language::{Lang, entry, fact};
use crate::operations::actor::Officer;
use crate::operations::dossier::ZONE;
use crate::operations::fact::{Body, Fact};
use crate::operations::reference::{Name, Reference};
use crate::operations::state::State;
use crate::operations::warning::Colour;
use crate::registry::Registry;
use crate::units::{EntryNumber, Instant};
use std::fmt::Write as _;
use std::sync::Arc;

/// The log of one shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// The desk's name.
    pub desk: Name,
    /// The first instant that it covers.
    pub from: Instant,
    /// The first instant that it covers no more.
    pub to: Instant,
    /// Who had the desk, one after another: their names.
    pub officers: Vec<String>,
    /// The leader in charge.
    pub leader: String,
    /// The second officer.
    pub second: String,
    /// The worst colour of a warning in the shift; none without a warning.
    pub worst: Option<Colour>,
    /// Incidents that began in it.
    pub began: u32,
    /// Incidents that were closed in it.
    pub closed: u32,
    /// What stands under each heading, in the order of the journal.
    pub lines: Vec<(Section, Line)>,
    /// What is open at its end.
    pub open: Vec<String>,
    /// Entries that this program cannot read.
    pub unread: u64,
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub at: Instant,
    /// Who: a name, or the desk.
    pub who: String,
    /// What it is and what it says.
    pub said: String,
    /// Its number in the journal.
    pub entry: EntryNumber,
}

/// Which shift, and what of it.
#[derive(Clone, Copy, Debug)]
pub struct Query {
    /// From when; none: from when the shift began in which `to` lies.
    pub from: Option<Instant>,
    /// Until when; none: to the newest entry.
    pub to: Option<Instant>,
    /// The language.
    pub lang: Lang,
    /// Whether what people typed stands in it.
    pub private: Private,
}

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The journal cannot be read.
    #[error(transparent)]
    Journal(#[from] rusqlite::Error),
    /// It holds nothing.
    #[error("the journal is empty")]
    Empty,
    /// The span is none.
    #[error("the log would end before it begins")]
    Backwards,
}

/// Reads the log of a shift.
///
/// Cost: O(entries to its end).
///
/// # Errors
/// The journal cannot be read, holds nothing, or the span is none.
pub fn read(reader: &Reader, registry: &Registry, query: &Query) -> Result<Log, Error> {
    let (first, newest) = reader.extent()?.ok_or(Error::Empty)?;
    let to = query.to.unwrap_or(Instant(newest.0.saturating_add(1)));
    let hours = registry.operations.kpi.shift_hours;
    let from = query.from.unwrap_or_else(|| shift_of(Instant(to.0.saturating_sub(1)), hours).max(first));
    if from >= to {
        return Err(Error::Backwards);
    }
    let reference = &registry.operations;
    let mut state = State::new(Arc::clone(&registry.correlation), Arc::clone(reference));
    let officers = Officers::of(reference);
    let mut log = Log {
        desk: reference.desk,
        from,
        to,
        officers: Vec::new(),
        leader: String::new(),
        second: String::new(),
        worst: None,
        began: 0,
        closed: 0,
        lines: Vec::new(),
        open: Vec::new(),
        unread: 0,
    };
    for row in reader.rows(EntryNumber(1)) {
        let row = row?;
        if row.draft.at >= to {
            continue;
        }
        let Ok(fact) = draft::fact(&row, &officers) else {
            log.unread += u64::from(row.draft.at >= from);
            continue;
        };
        if fact.at >= from {
            // Who had the desk when the shift began, and whoever took it later.
            log.note_officer(&state);
        }
        state.fold(row.entry, &fact);
        if fact.at < from {
            continue;
        }
        log.note_officer(&state);
        log.count(&fact);
        if let Some(section) = section::of(&fact.body) {
            let shown = reader.show(row, query.private)?;
            let line = line(query.lang, reference, (shown.row.entry, &fact), &shown.words);
            log.lines.push((section, line));
        }
    }
    let duty = state.duty();
    let name = |person: Option<crate::units::PersonId>| {
        let row = person.and_then(|person| reference.people.get(person.index()));
        row.map(|row| row.name.to_string()).unwrap_or_default()
    };
    (log.leader, log.second) = (name(duty.leader), name(duty.second));
    log.open = open::items(query.lang, &state);
    Ok(log)
}

impl Log {
    fn note_officer(&mut self, state: &State) {
        let Some(Officer { person, code }) = state.on_duty() else { return };
        let row = state.reference().people.get(person.index());
        let name = row.map_or_else(|| code.to_string(), |row| row.name.to_string());
        if self.officers.last() != Some(&name) {
            self.officers.push(name);
        }
    }

    fn count(&mut self, fact: &Fact) {
        match fact.body.kind() {
            "incident.opened" => self.began += 1,
            "incident.closed" => self.closed += 1,
            _ => {}
        }
        match &fact.body {
            Body::Intake(crate::operations::intake::Fact::Taken { opened: true, .. }) => self.began += 1,
            Body::Warning(crate::operations::warning::Fact::Taken { message, .. }) => {
                self.worst = self.worst.max(Some(message.colour));
            }
            _ => {}
        }
    }
}

/// Says an entry, with what a person typed as far as it was read.
pub(super) fn line(
    lang: Lang,
    reference: &Reference,
    (entry, fact): (EntryNumber, &Fact),
    words: &Words,
) -> Line {
    let kind = entry::kind(lang, fact.body.kind());
    let mut said = kind.to_owned();
    if let Some(incident) = fact.body.incident() {
        let _ = write!(said, " #{incident}");
    }
    let mut rest = String::new();
    fact::said(lang, fact.at, &fact.body, ZONE, &mut rest);
    if !rest.trim().is_empty() {
        said.push_str("  ");
        said.push_str(rest.trim());
    }
    match words {
        Words::None => {}
        Words::Withheld => said.push_str(lang.pick("  [内容未列]", "  [text withheld]")),
        Words::Purged => said.push_str(lang.pick("  [内容已销毁]", "  [text destroyed]")),
        Words::Text(text) => {
            said.push_str(lang.pick("  内容: ", "  text: "));
            said.push_str(&crate::text::clean(text));
        }
    }
    Line { at: fact.at, who: who(lang, reference, fact), said, entry }
}

fn who(lang: Lang, reference: &Reference, fact: &Fact) -> String {
    let Some(officer) = fact.actor.officer() else {
        let is_desk = fact.actor.is_proved();
        return if is_desk { lang.pick("系统", "desk") } else { lang.pick("未署名", "unclaimed") }.to_owned();
    };
    let named = reference.person(&officer.code);
    let name = named.map_or_else(|| officer.code.to_string(), |(_, row)| row.name.to_string());
    if fact.actor.is_proved() { name } else { format!("{name}?") }
}
