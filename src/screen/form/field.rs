//! A field of a box: what is asked, what is typed, how it is read.

use crate::language::Lang;
use crate::operations::line::{amount, whole};
use crate::screen::edit::Edit;
use crate::screen::form::picks::Picks;
use crate::units::IncidentId;

/// One field.
#[derive(Clone, Debug)]
pub(crate) enum Field {
    /// One of a few, by its digit.
    Choice {
        /// What is asked.
        label: String,
        /// The digits and what they stand for.
        options: Vec<(char, String)>,
        /// The one that was taken.
        chosen: Option<usize>,
    },
    /// Words; a digit in an empty field writes a phrase.
    Text {
        /// What is asked.
        label: String,
        /// What is typed.
        edit: Edit,
        /// What digits write.
        phrases: Vec<String>,
        /// Whether it may stay empty.
        optional: bool,
    },
    /// Numbers, in digits or as they are said.
    Digits {
        /// What is asked.
        label: String,
        /// What is read of it.
        reads: Reads,
        /// What is typed.
        edit: Edit,
        /// Whether it may stay empty.
        optional: bool,
    },
    /// The incident's number again, for what cannot be undone.
    Repeat {
        /// The number that must be typed.
        of: IncidentId,
        /// What is typed.
        edit: Edit,
    },
    /// Who signs.
    Officer {
        /// Their code.
        edit: Edit,
    },
    /// Their passphrase.
    Secret {
        /// What is typed; never shown.
        edit: Edit,
    },
    /// Teams, each taken off or on by its digit.
    Picks(Picks),
    /// One Enter.
    Confirm,
}

/// What a field of digits is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    /// One whole number.
    Number,
    /// Whole numbers, spaces between; `-` leaves one open.
    Numbers,
    /// An amount of money.
    Yuan,
}

impl Reads {
    /// Returns what was understood, in digits; none when it was not.
    pub(crate) fn understood(self, typed: &str) -> Option<String> {
        match self {
            Self::Number => whole(typed.trim_start_matches('#')).map(|number| number.to_string()),
            Self::Numbers => {
                let one = |word: &str| match word {
                    "-" => Some("-".to_owned()),
                    word => whole(word).map(|number| number.to_string()),
                };
                let all: Option<Vec<String>> = typed.split_whitespace().map(one).collect();
                all.map(|all| all.join(" "))
            }
            Self::Yuan => amount(typed).map(|fen| format!("{}.{:02}", fen.0 / 100, fen.0 % 100)),
        }
    }
}

impl Field {
    /// Makes a choice of words, by digits from 1, then by letters from a.
    pub(crate) fn choice<S: Into<String>>(label: &str, options: impl IntoIterator<Item = S>) -> Self {
        let keys = ('1'..='9').chain('a'..='z').chain('A'..='Z');
        let digits = keys.zip(options).map(|(digit, option)| (digit, option.into()));
        Self::Choice { label: label.to_owned(), options: digits.collect(), chosen: None }
    }

    /// Makes a field of words that must be filled.
    pub(crate) fn text(label: &str, filled: &str, phrases: &[(&str, &str)], lang: Lang) -> Self {
        let phrases = phrases.iter().map(|(zh, en)| lang.pick(zh, en).to_owned()).collect();
        Self::Text { label: label.to_owned(), edit: Edit::new(filled), phrases, optional: false }
    }

    /// Makes a field of numbers.
    pub(crate) fn digits(label: &str, reads: Reads, filled: &str) -> Self {
        Self::Digits { label: label.to_owned(), reads, edit: Edit::proposed(filled), optional: false }
    }

    /// Lets a field stay empty.
    #[must_use]
    pub(crate) fn or_empty(mut self) -> Self {
        match &mut self {
            Self::Text { optional, .. } | Self::Digits { optional, .. } => *optional = true,
            Self::Choice { .. }
            | Self::Repeat { .. }
            | Self::Officer { .. }
            | Self::Secret { .. }
            | Self::Picks(_)
            | Self::Confirm => {}
        }
        self
    }
}
