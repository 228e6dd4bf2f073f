//! A line that a person types.

use crate::limits::LINE_BYTES_MAX;
use crate::operations::line::half_width;
use crate::terminal::key::{Code, Held, Key};
use crate::text::clean;
use unicode_segmentation::UnicodeSegmentation;

/// Whose the text of a line is.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Stands {
    /// Theirs who types.
    #[default]
    Kept,
    /// Nobody has touched what was proposed: what is typed first replaces it.
    Proposed,
    /// A phrase, and the digit that wrote it: who types on meant the digit.
    Phrase(char),
}

/// A line and the place in it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Edit {
    text: String,
    /// A byte of `text` between two grapheme clusters.
    cursor: usize,
    stands: Stands,
}

/// The text may be a passphrase.
impl std::fmt::Debug for Edit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Edit({} bytes)", self.text.len())
    }
}

impl Edit {
    /// Makes a line with a text, the cursor at its end.
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), cursor: text.len(), stands: Stands::Kept }
    }

    /// Proposes the text that stands there: what is typed first replaces it, any other key keeps it.
    pub fn propose(&mut self) {
        self.stands = if self.text.is_empty() { Stands::Kept } else { Stands::Proposed };
    }

    /// Keeps the text that stands there, whatever is typed.
    pub const fn settle(&mut self) {
        self.stands = Stands::Kept;
    }

    /// Keeps the phrase that stands there, whatever is typed; what is proposed stays proposed.
    pub fn take_phrase(&mut self) {
        if self.is_phrase() {
            self.settle();
        }
    }

    /// Returns whether a digit wrote the text, and nothing has been typed after it.
    pub const fn is_phrase(&self) -> bool {
        matches!(self.stands, Stands::Phrase(_))
    }

    /// Makes a line with a text that is only proposed: what is typed first replaces it, any other key keeps it.
    pub fn proposed(text: &str) -> Self {
        let mut edit = Self::new(text);
        edit.propose();
        edit
    }

    /// Returns the text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the text before the cursor.
    pub fn before(&self) -> &str {
        &self.text[..self.cursor]
    }

    /// Takes the text out; the line is empty.
    pub fn take(&mut self) -> String {
        (self.cursor, self.stands) = (0, Stands::Kept);
        std::mem::take(&mut self.text)
    }

    /// Replaces the text.
    pub fn set(&mut self, text: &str) {
        self.text.clear();
        self.text.push_str(text);
        self.cursor = self.text.len();
    }

    /// Writes at the cursor what fits, cleaned.
    pub fn insert(&mut self, typed: &str) {
        let cleaned = clean(typed);
        if cleaned.is_empty() {
            return;
        }
        match std::mem::take(&mut self.stands) {
            Stands::Kept => {}
            Stands::Proposed => self.set(""),
            Stands::Phrase(digit) => self.set(digit.encode_utf8(&mut [0; 4])),
        }
        for grapheme in cleaned.graphemes(true) {
            if self.text.len() + grapheme.len() > LINE_BYTES_MAX {
                return;
            }
            self.text.insert_str(self.cursor, grapheme);
            self.cursor += grapheme.len();
        }
    }

    /// Takes a key of a line with phrases: a digit in an empty line writes the phrase of its place, from 1.
    ///
    /// The phrase stands until a key says what was meant: a character is written behind the digit, in place of the phrase;
    /// Backspace takes the phrase back whole; any other key of a line keeps it.
    pub fn key_among<S: AsRef<str>>(&mut self, key: Key, phrases: impl IntoIterator<Item = S>) -> bool {
        if let (Code::Char(typed), Held::None, true) = (key.code, key.held, self.text.is_empty())
            && let Some(place) =
                half_width(typed).to_digit(10).and_then(|digit| (digit as usize).checked_sub(1))
            && let Some(phrase) = phrases.into_iter().nth(place)
        {
            self.set(phrase.as_ref());
            self.stands = Stands::Phrase(typed);
            return true;
        }
        self.key(key)
    }

    /// Takes a key; returns whether it was one of a line's.
    pub fn key(&mut self, key: Key) -> bool {
        let typed = matches!((key.code, key.held), (Code::Char(_), Held::None));
        let back = matches!((key.code, key.held), (Code::Backspace, _) | (Code::Char('h'), Held::Control));
        if back && self.is_phrase() {
            self.take();
            return true;
        }
        if !typed {
            self.settle();
        }
        match (key.code, key.held) {
            (Code::Char(c), Held::None) => self.insert(c.encode_utf8(&mut [0; 4])),
            (Code::Backspace, _) | (Code::Char('h'), Held::Control) => {
                let from = self.left();
                self.text.drain(from..self.cursor);
                self.cursor = from;
            }
            (Code::Delete, _) => {
                let to = self.right();
                self.text.drain(self.cursor..to);
            }
            (Code::Left, _) => self.cursor = self.left(),
            (Code::Right, _) => self.cursor = self.right(),
            (Code::Home, _) | (Code::Char('a'), Held::Control) => self.cursor = 0,
            (Code::End, _) | (Code::Char('e'), Held::Control) => self.cursor = self.text.len(),
            (Code::Char('u'), Held::Control) => {
                self.text.drain(..self.cursor);
                self.cursor = 0;
            }
            (Code::Char('w'), Held::Control) => {
                let kept = self.before().trim_end();
                let from = kept.rfind(' ').map_or(0, |at| at + 1);
                self.text.drain(from..self.cursor);
                self.cursor = from;
            }
            _ => return false,
        }
        true
    }

    fn left(&self) -> usize {
        self.before().grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn right(&self) -> usize {
        self.text[self.cursor..].graphemes(true).next().map_or(self.cursor, |next| self.cursor + next.len())
    }
}

#[cfg(test)]
mod tests {
    use super::Edit;
    use crate::terminal::key::{Code, Held, Key};

    #[test]
    fn what_is_typed_first_replaces_what_was_proposed() {
        let key = |code| Key { code, held: Held::None };
        let typed = |first: &[Code]| {
            let mut edit = Edit::proposed("480");
            for code in first {
                edit.key(key(*code));
            }
            edit.text().to_owned()
        };
        assert_eq!(typed(&[]), "480");
        assert_eq!(typed(&[Code::Char('6'), Code::Char('0')]), "60", "60 minutes are not 48,060");
        assert_eq!(typed(&[Code::Backspace, Code::Char('5')]), "485", "who touches it keeps it");
        assert_eq!(typed(&[Code::End, Code::Char('0')]), "4800");
    }
}
