//! The journal, newest first.

use crate::language::{Lang, Word, entry, fact, storage, text, time};
use crate::operations::fact::Body;
use crate::screen::deed::{Move, scrolled};
use crate::screen::paint::{Brush, Pen};
use crate::screen::pane::dossier::Flow;
use crate::screen::request::{Entry, Page};
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::text::Text;
use crate::units::{EntryNumber, Span};
use ratatui::layout::Rect;
use serde_json::Value;
use std::fmt::Write;

/// Entries that are kept while a person scrolls back.
const KEPT_MAX: usize = 4_096;

/// Entries that a search brings before it waits for the cursor: a terminal full of them.
const FOUND_ENOUGH: usize = 64;

/// Bytes of a body that are told: a reservation with its three private texts, by which a box finds its words.
const TOLD_BYTES_MAX: usize = 640;

/// Rows of the body of the entry that is open.
const OPEN_ROWS: u16 = 6;

/// The entries that were fetched.
#[derive(Clone, Debug, Default)]
pub(crate) struct Journal {
    entries: Vec<Entry>,
    cursor: u16,
    /// The newest entry that was asked for.
    asked: Option<EntryNumber>,
    /// The newest entry that there was: a recording that is watched goes back, too.
    newest: Option<EntryNumber>,
    /// Older ones are under way.
    fetching: bool,
    complete: bool,
    taken: bool,
    /// The words that are looked for; empty: all entries are shown.
    pub(crate) find: Text<96>,
    /// How far back they were looked for; none: to the beginning.
    looked_to: Option<EntryNumber>,
    /// Whether the entry under the cursor shows its body.
    pub(crate) open: bool,
}

impl Journal {
    /// Returns whether the newest page is to be fetched: something was written, and nobody reads further down.
    ///
    /// Where a recording that is watched went back, what was shown has not happened yet: all of it is fetched again.
    pub(crate) fn wants_newest(&mut self, newest: Option<EntryNumber>) -> bool {
        let has_gone_back = newest.is_some() && newest < self.newest;
        self.newest = newest.or(self.newest);
        if has_gone_back {
            *self = Self { find: self.find, open: self.open, asked: newest, newest, ..Self::default() };
            return true;
        }
        let wanted =
            self.find.is_empty() && self.cursor == 0 && (newest != self.asked || self.asked.is_none());
        if wanted {
            self.asked = newest.or(Some(EntryNumber(0)));
        }
        wanted
    }

    /// Returns what is kept, newest first.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Forgets what was fetched: it was read for somebody else.
    pub(crate) fn forget(&mut self) {
        *self = Self { find: self.find, open: self.open, ..Self::default() };
    }

    /// Looks for words; returns whether they are others than before.
    pub(crate) fn seek(&mut self, find: Text<96>) -> bool {
        let changed = self.find != find;
        if changed {
            *self = Self { find, open: self.open, newest: self.newest, ..Self::default() };
        }
        changed
    }

    /// Takes a page: the newest replaces, an older one is appended.
    ///
    /// Returns before which entry the search goes on by itself: a screen of what is found is not full yet.
    pub(crate) fn take(&mut self, page: Page, offset: Span) -> Option<EntryNumber> {
        if page.find != self.find {
            return None;
        }
        let looked_to = page.looked_to;
        self.take_entries(page, offset);
        if self.find.is_empty() {
            return None;
        }
        self.looked_to = looked_to;
        self.complete = looked_to.is_none();
        let goes_on = looked_to.filter(|_| self.entries.len() < FOUND_ENOUGH);
        self.fetching = goes_on.is_some();
        goes_on
    }

    fn take_entries(&mut self, mut page: Page, offset: Span) {
        digest_all(&mut page, offset);
        self.taken = true;
        match page.before {
            None => {
                if self.cursor > 0 {
                    return;
                }
                self.complete = page.entries.is_empty();
                self.entries = page.entries;
            }
            Some(before) => {
                self.fetching = false;
                self.complete = page.entries.is_empty();
                let follows =
                    !self.find.is_empty() || self.entries.last().is_some_and(|last| last.entry == before);
                if follows && self.entries.len() < KEPT_MAX {
                    self.entries.append(&mut page.entries);
                }
            }
        }
    }

    /// Moves the cursor; returns the entry before which older ones are wanted.
    pub(crate) fn cursor(&mut self, step: Move) -> Option<EntryNumber> {
        let last = self.entries.len().saturating_sub(1) as u16;
        self.cursor = scrolled(self.cursor, last, step);
        let near = self.entries.len().saturating_sub(usize::from(self.cursor)) < 32;
        if near && !self.fetching && !self.complete && self.entries.len() < KEPT_MAX {
            let last = self.entries.last()?.entry;
            let before = if self.find.is_empty() { last } else { self.looked_to? };
            self.fetching = true;
            return Some(before);
        }
        None
    }
}

/// Digests every entry of a page.
pub(crate) fn digest_all(page: &mut Page, offset: Span) {
    page.entries.iter_mut().for_each(|entry| digest(entry, offset));
}

/// Turns the body of an entry from outside into what a row tells: its plain values, cleaned.
fn digest(entry: &mut Entry, offset: Span) {
    // The desk keeps it from who sits here.
    if entry.body.is_empty() && entry.kind.starts_with("drill.") {
        entry.said = Lang::ALL.map(|lang| text(lang, Word::AfterTheDrill).to_owned());
    }
    if let Ok(body) = serde_json::from_str::<Body>(&entry.body) {
        for (lang, out) in Lang::ALL.into_iter().zip(&mut entry.said) {
            out.clear();
            fact::said(lang, entry.at, &body, offset, out);
            if let std::borrow::Cow::Owned(cleaned) = crate::text::clean(out) {
                *out = cleaned;
            }
        }
    }
    let mut told = String::new();
    if let Ok(value) = serde_json::from_str::<Value>(&entry.body) {
        tell("", &value, &mut told);
    }
    if !told.is_empty() {
        entry.body = told;
    }
    for text in [&mut entry.body, &mut entry.kind, &mut entry.actor] {
        if let std::borrow::Cow::Owned(cleaned) = crate::text::clean(text) {
            *text = cleaned;
        }
    }
    if let Some(text) = &mut entry.text
        && let std::borrow::Cow::Owned(cleaned) = crate::text::clean(text)
    {
        *text = cleaned;
    }
}

fn tell(key: &str, value: &Value, out: &mut String) {
    if out.len() > TOLD_BYTES_MAX {
        return;
    }
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| tell(key, value, out)),
        // Digests and tokens are for the verifier, not for the eye.
        Value::Array(values) if values.len() > 8 => {}
        Value::Array(values) => values.iter().for_each(|value| tell(key, value, out)),
        Value::Null => {}
        Value::String(text) => {
            let _ = write!(out, "{key} {text}  ");
        }
        Value::Bool(_) | Value::Number(_) => {
            let _ = write!(out, "{key} {value}  ");
        }
    }
}

/// Paints the journal.
pub(crate) fn paint(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    let lang = brush.lang;
    let journal = &screen.journal;
    let area = paint_signed(screen, brush, area, line);
    let area = paint_search(journal, brush, area, line);
    if journal.entries.is_empty() {
        let word = match (journal.taken, journal.find.is_empty()) {
            (true, true) => Word::NoEntries,
            (true, false) if journal.complete => Word::NothingFound,
            (true | false, _) => Word::LoadingEntries,
        };
        brush.put(area, (1, 0), text(lang, word), brush.style(Scope::Dim));
        return;
    }
    let open = if journal.open && area.height > OPEN_ROWS * 2 { OPEN_ROWS } else { 0 };
    let list = Rect { height: area.height - open, ..area };
    let cursor = usize::from(journal.cursor);
    let first = cursor.saturating_sub(usize::from(list.height.saturating_sub(1)));
    for (index, one) in journal.entries.iter().skip(first).take(usize::from(list.height)).enumerate() {
        let row = Rect { y: list.y + index as u16, height: 1, ..list };
        if first + index == cursor {
            brush.tint(row, brush.style(Scope::Selected));
            brush.put(row, (0, 0), ">", brush.style(Scope::Key));
        }
        paint_entry(brush, row, one, line);
    }
    if open > 0
        && let Some(one) = journal.entries.get(cursor)
    {
        let below = Rect { y: list.bottom(), height: open, ..area };
        brush.rule(below);
        let mut flow = Flow::new(Rect { y: below.y + 1, height: open - 1, ..below }, 0, 0);
        flow.field(brush, "", one.text.as_deref().unwrap_or_default(), brush.style(Scope::Strong));
        flow.field(brush, "", &one.body, brush.style(Scope::Text));
    }
}

/// Paints the newest signed head, with its code to read aloud; returns what is left for the entries.
fn paint_signed(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) -> Rect {
    let lang = brush.lang;
    let Some(status) = screen.snapshot.as_ref().map(|snapshot| &snapshot.status) else { return area };
    let (word, scope) = match (&status.unsigned, &status.signed) {
        (Some(_), _) => (Word::HeadUnsigned, Scope::Warning),
        (None, Some(_)) => (Word::SignedHead, Scope::Dim),
        (None, None) => return area,
    };
    if area.height < 4 {
        return area;
    }
    let mut pen = Pen::new(Rect { height: 1, ..area }, 0).at(1);
    pen.put(brush, text(lang, word), brush.style(scope));
    pen.skip(1);
    line.clear();
    if let Some(signed) = &status.signed {
        let _ = write!(line, "#{} {}", signed.entry, signed.code);
    }
    pen.put(brush, line, brush.style(Scope::Strong));
    if let Some(fault) = &status.unsigned {
        pen.skip(2);
        pen.put(brush, &storage::head_fault(lang, fault), brush.style(Scope::Text));
    }
    Rect { y: area.y + 1, height: area.height - 1, ..area }
}

/// Paints what is looked for and how far; returns what is left for the entries.
fn paint_search(journal: &Journal, brush: &mut Brush<'_>, area: Rect, line: &mut String) -> Rect {
    if journal.find.is_empty() || area.height < 4 {
        return area;
    }
    let lang = brush.lang;
    let mut pen = Pen::new(Rect { height: 1, ..area }, 0).at(1);
    pen.put(brush, text(lang, Word::Searched), brush.style(Scope::Dim));
    pen.skip(1);
    pen.put(brush, &journal.find, brush.style(Scope::Strong));
    if journal.taken {
        line.clear();
        let to = journal.looked_to.map_or(1, |entry| entry.0);
        let _ = write!(line, "{} #{to}", text(lang, Word::SearchedTo));
        pen.skip(2);
        pen.put(brush, line, brush.style(Scope::Dim));
    }
    Rect { y: area.y + 1, height: area.height - 1, ..area }
}

fn paint_entry(brush: &mut Brush<'_>, row: Rect, one: &Entry, line: &mut String) {
    let lang = brush.lang;
    let mut pen = Pen::new(row, 0).at(1);
    line.clear();
    let _ = write!(line, "#{:<5} ", one.entry.0);
    time::clock(one.at, brush.offset, line);
    pen.put(brush, line, brush.style(Scope::Dim));
    pen.to(20);
    pen.put(brush, entry::kind(lang, &one.kind), brush.style(Scope::Strong));
    pen.to(36);
    line.clear();
    if let Some(incident) = one.incident {
        let _ = write!(line, "#{incident} ");
    }
    line.push_str(entry::actor(lang, &one.actor));
    pen.put(brush, line, brush.style(Scope::Text));
    pen.skip(2);
    if let Some(text) = &one.text {
        pen.put(brush, text, brush.style(Scope::Strong));
        pen.skip(2);
    }
    pen.put(brush, &one.said[lang as usize], brush.style(Scope::Dim));
}

#[cfg(test)]
mod tests {
    use super::Journal;
    use crate::text::bounded;
    use crate::units::EntryNumber;

    #[test]
    fn a_recording_that_goes_back_takes_its_entries_with_it_wherever_somebody_reads() {
        let at = |entry| Some(EntryNumber(entry));
        let mut journal = Journal::default();
        assert!(journal.wants_newest(at(40)) && !journal.wants_newest(at(40)));
        journal.cursor = 7;
        assert!(!journal.wants_newest(at(41)), "somebody reads further down");
        assert!(journal.wants_newest(at(12)));
        assert_eq!((journal.cursor, journal.entries.len(), journal.asked), (0, 0, at(12)));
        // What is looked for is looked for again.
        journal.seek(bounded("119"));
        assert!(!journal.wants_newest(at(12)));
        assert!(journal.wants_newest(at(11)) && &*journal.find == "119");
    }
}
