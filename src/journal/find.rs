//! Looks for words in the journal, newest first.
//!
//! Decides: what of an entry is looked through: its kind and its sentence as people read them, who, the incident, what the body
//! names, and what was typed where that may be read. Must not know: who may read it: the caller says so.
//!
//! There is no index: what was destroyed can be found nowhere, and the writer writes nothing more. A look goes so far and says
//! how far; the next one goes on from there.

use crate::journal::draft::Draft;
use crate::journal::reader::{PageQuery, Private, Reader, Shown, Words};
use crate::journal::row::Row;
use crate::language::{Lang, entry, fact};
use crate::limits::{JOURNAL_LOOKED_MAX, WINDOW_ROWS_MAX};
use crate::operations::dossier::ZONE;
use crate::operations::fact::Body;
use crate::units::EntryNumber;
use std::fmt::Write;

impl Reader {
    /// Returns entries that hold every word, newest first, and the oldest one that was looked at; none at the beginning.
    ///
    /// `reads` says whether what was typed with an entry is looked through; none: the entry is passed over.
    ///
    /// Cost: at most [`JOURNAL_LOOKED_MAX`] entries, some 10 us each: half of it is the sentence of what was not found before.
    ///
    /// # Errors
    /// Returns what SQLite says.
    pub fn find(
        &self,
        words: &str,
        query: PageQuery,
        reads: &dyn Fn(&Row) -> Option<Private>,
    ) -> rusqlite::Result<(Vec<Shown>, Option<EntryNumber>)> {
        let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let wanted = usize::from(query.rows).min(WINDOW_ROWS_MAX);
        let (mut found, mut looked, mut before) = (Vec::new(), 0, query.before);
        while looked < JOURNAL_LOOKED_MAX && found.len() < wanted {
            let page = self.rows_before(query.incident, before)?;
            let Some(last) = page.last().map(|row| row.entry) else { return Ok((found, None)) };
            for row in page {
                (looked, before) = (looked + 1, Some(row.entry));
                let Some(private) = reads(&row) else { continue };
                if let Some(shown) = self.holds(row, &words, private)? {
                    found.push(shown);
                    if found.len() == wanted {
                        break;
                    }
                }
            }
            if last.0 <= 1 && before == Some(last) {
                return Ok((found, None));
            }
        }
        Ok((found, before))
    }

    /// Returns an entry as it is shown, if it holds every word.
    fn holds(&self, row: Row, words: &[String], private: Private) -> rusqlite::Result<Option<Shown>> {
        let missing = not_open(&row.draft, words);
        if missing.is_empty() {
            return self.show(row, private).map(Some);
        }
        if private == Private::Withheld || !row.draft.body.contains("\"token\":") {
            return Ok(None);
        }
        let shown = self.show(row, private)?;
        let typed = match &shown.words {
            Words::Text(text) => text.to_lowercase(),
            Words::None | Words::Withheld | Words::Purged => return Ok(None),
        };
        Ok(missing.iter().all(|word| typed.contains(*word)).then_some(shown))
    }
}

/// Returns the words, in small letters, that an entry does not hold besides what was typed with it.
pub fn not_open<'a>(draft: &Draft, words: &'a [String]) -> Vec<&'a String> {
    let open = open_words(draft);
    let mut missing: Vec<&String> = words.iter().filter(|word| !open.contains(*word)).collect();
    // A sentence costs as much as all the rest: it is made only for what is still looked for.
    if !missing.is_empty() {
        let said = sentence(draft);
        missing.retain(|word| !said.contains(*word));
    }
    missing
}

/// Returns what the row of an entry says, in each language and in small letters; nothing of what this program cannot read.
fn sentence(draft: &Draft) -> String {
    let mut said = String::new();
    if let Ok(body) = serde_json::from_str::<Body>(&draft.body) {
        for lang in Lang::ALL {
            said.push(' ');
            fact::said(lang, draft.at, &body, ZONE, &mut said);
        }
    }
    said.to_lowercase()
}

fn open_words(draft: &Draft) -> String {
    let kind = &draft.kind;
    let mut open = format!("{kind} {}", draft.actor);
    for lang in Lang::ALL {
        for said in [entry::kind(lang, kind), entry::actor(lang, &draft.actor)] {
            open.push(' ');
            open.push_str(said);
        }
    }
    if let Some(incident) = draft.incident {
        let _ = write!(open, " #{incident}");
    }
    open.push(' ');
    open.push_str(&draft.body);
    open.to_lowercase()
}
