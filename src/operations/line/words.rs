//! The words of a line, taken one after another.

use crate::operations::line::numeral::millionths;
use crate::operations::line::{Error, Place, Verb};
use crate::units::{ActionId, Fen, IncidentId};

/// The words that are left of a line, and the incident that is selected.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    rest: &'a str,
    /// The incident that a screen has selected.
    pub selected: Option<IncidentId>,
    /// The newest intake of that incident.
    pub intake: Option<ActionId>,
}

impl<'a> Words<'a> {
    /// Begins with a line.
    pub fn new(line: &'a str, place: Place) -> Self {
        Self { rest: line.trim(), selected: place.selected, intake: place.intake }
    }

    /// Takes the next word; empty at the end.
    pub fn word(&mut self) -> &'a str {
        let (first, rest) = split(self.rest);
        self.rest = rest;
        first
    }

    /// Returns the next word without taking it.
    pub fn peek(&self) -> &'a str {
        split(self.rest).0
    }

    /// Takes everything that is left.
    pub fn rest(&mut self) -> &'a str {
        std::mem::take(&mut self.rest).trim()
    }

    /// Takes everything that is left; a text must be there.
    ///
    /// # Errors
    /// There is none.
    pub fn text(&mut self, verb: &'static Verb) -> Result<String, Error> {
        let text = self.rest();
        if text.is_empty() { Err(Error::TextMissing(verb.word)) } else { Ok(text.to_owned()) }
    }

    /// Takes an incident's number, or means the selected one where the next word is none.
    ///
    /// # Errors
    /// Neither is there.
    pub fn incident(&mut self, verb: &'static Verb) -> Result<IncidentId, Error> {
        let first = self.peek();
        match (number(first), self.selected) {
            (Some(incident), _) => {
                self.word();
                Ok(incident)
            }
            (None, Some(incident)) => Ok(incident),
            (None, None) if first.is_empty() => {
                Err(Error::IncidentMissing { verb: verb.word, shape: verb.shape })
            }
            (None, None) => Err(Error::NotANumber(first.to_owned())),
        }
    }

    /// Makes sure that nothing is left.
    ///
    /// # Errors
    /// A word is left that means nothing here.
    pub fn end(&self, verb: &'static Verb) -> Result<(), Error> {
        match self.peek() {
            "" => Ok(()),
            given => Err(Error::Surplus { verb: verb.word, shape: verb.shape, given: given.to_owned() }),
        }
    }

    /// Takes a number that must be there.
    ///
    /// # Errors
    /// The next word is none.
    pub fn number(&mut self, verb: &'static Verb) -> Result<u32, Error> {
        let first = self.word();
        number(first).map(|it| it.0).ok_or_else(|| wrong(verb, first))
    }

    /// Takes an incident's number that must be there, whatever is selected: another number follows it.
    ///
    /// # Errors
    /// The next word is none.
    pub fn named_incident(&mut self, verb: &'static Verb) -> Result<IncidentId, Error> {
        let first = self.word();
        if first.is_empty() {
            return Err(Error::IncidentMissing { verb: verb.word, shape: verb.shape });
        }
        number(first).ok_or_else(|| Error::NotANumber(first.to_owned()))
    }

    /// Takes an amount in yuan: `50000`, `50,000.00`, `5万`.
    ///
    /// # Errors
    /// The next word is none.
    pub fn amount(&mut self, verb: &'static Verb) -> Result<Fen, Error> {
        let first = self.word();
        amount(first).ok_or_else(|| wrong(verb, first))
    }

    /// Takes one of a table's words: each in English and Chinese.
    ///
    /// # Errors
    /// The next word is none of them.
    pub fn one_of<V: Copy>(&mut self, verb: &'static Verb, table: &[(&str, &str, V)]) -> Result<V, Error> {
        let first = self.word();
        let folded = fold(first);
        let found = table.iter().find(|(en, zh, _)| en.eq_ignore_ascii_case(&folded) || *zh == first);
        found.map(|(.., value)| *value).ok_or_else(|| wrong(verb, first))
    }

    /// Takes a word that must be there and fit.
    ///
    /// # Errors
    /// There is none, or it is too long.
    pub fn code<const BYTES: usize>(
        &mut self,
        verb: &'static Verb,
    ) -> Result<crate::text::Text<BYTES>, Error> {
        let first = self.word();
        let folded = fold(first);
        if folded.is_empty() || folded.len() > BYTES {
            return Err(wrong(verb, first));
        }
        Ok(crate::text::bounded(&folded))
    }
}

/// Says which word does not fit.
pub(super) fn wrong(verb: &'static Verb, given: &str) -> Error {
    Error::WordWrong { verb: verb.word, shape: verb.shape, given: given.to_owned() }
}

/// Reads an incident number: `1042`, `#1042`, full-width or not.
pub fn number(raw: &str) -> Option<IncidentId> {
    let folded = fold(raw);
    let digits = folded.strip_prefix('#').unwrap_or(&folded);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok().map(IncidentId)).flatten()
}

/// Reads an amount in yuan, in digits or in Chinese numerals: `50,000.00`, `5万`, `五万元`; whole fen only, and more than
/// nothing.
pub fn amount(raw: &str) -> Option<Fen> {
    let folded = fold(raw).replace(',', "");
    let bare = ["元整", "块钱", "元", "圆", "块"].iter().find_map(|unit| folded.strip_suffix(unit));
    let millionths = millionths(bare.unwrap_or(&folded))?;
    let fen = i64::try_from(millionths / MILLIONTHS_A_FEN).ok()?;
    (millionths % MILLIONTHS_A_FEN == 0 && fen > 0).then_some(Fen(fen))
}

/// Millionths of a yuan in a fen.
const MILLIONTHS_A_FEN: u128 = 10_000;

/// Returns a character as a Chinese input method's half-width twin.
pub const fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '、' => '/',
        '。' => '.',
        '\u{FF01}'..='\u{FF5E}' => (c as u32 - 0xFEE0) as u8 as char,
        other => other,
    }
}

/// Returns a word with every sign in half width.
pub(super) fn fold(raw: &str) -> String {
    raw.chars().map(half_width).collect()
}

fn split(line: &str) -> (&str, &str) {
    let line = line.trim();
    line.split_once(char::is_whitespace).map_or((line, ""), |(first, rest)| (first, rest.trim_start()))
}
