//! Looks for words in the journal, newest first.
//!
//! Decides: what of an entry is looked through: its kind as people read it, who, the incident, what the body names, and what was
//! typed where that may be read. Must not know: who may read it: the caller says so.
//!
//! There is no index: what was destroyed can be found nowhere, and the writer writes nothing more. A look goes so far and says
//! how far; the next one goes on from there.

use crate::journal::draft::Draft;
use crate::journal::reader::{PageQuery, Private, Reader, Shown, Words};
use crate::journal::row::Row;
use crate::language::{Lang, entry};
use crate::limits::{JOURNAL_LOOKED_MAX, WINDOW_ROWS_MAX};
use crate::units::EntryNumber;
use std::fmt::Write;

impl Reader {
    /// Returns entries that hold every word, newest first, and the oldest one that was looked at; none at the beginning.
    ///
    /// `reads` says whether what was typed with an entry is looked through; none: the entry is passed over.
    ///
    /// Cost: at most [`JOURNAL_LOOKED_MAX`] entries, some 5 us each.
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
        let open = open_words(&row.draft);
        let missing: Vec<&String> = words.iter().filter(|word| !open.contains(*word)).collect();
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

/// Returns what of an entry is looked through besides what was typed with it, in small letters.
pub fn open_words(draft: &Draft) -> String {
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
