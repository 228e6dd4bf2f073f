//! Every word on the screen, Chinese and English side by side.
//!
//! Decides: how a word, a refusal, a reason, a notice or an entry reads in each language.
//! Must not know: where it is painted, in which colour.
//!
//! Invariants:
//! - nothing here can be missing in a language: a word is a pair in a closed table;
//! - sentences are written into a `String` that the caller keeps, so a frame allocates nothing for them;
//! - no character of ambiguous width stands in a table but the dot of [`Word::SampleBand`], which has a plain twin.

pub mod answer;
pub mod entry;
pub mod name;
pub mod reason;
pub mod time;
pub mod word;

pub use reason::why;
pub use word::{Word, text};

use serde::{Deserialize, Serialize};

/// A language of the desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lang {
    /// 中文.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// Returns the language that a locale asks for: `zh_CN.UTF-8`, `en_GB`, `C`.
    ///
    /// An empty or unset locale is Chinese, the language of the desk; `C` and `POSIX` are English, since such a
    /// terminal may not show anything else.
    ///
    /// # Examples
    /// ```
    /// use dutydesk::language::Lang;
    /// assert_eq!(Lang::from_locale("zh_CN.UTF-8"), Lang::Zh);
    /// assert_eq!(Lang::from_locale("C"), Lang::En);
    /// ```
    pub fn from_locale(locale: &str) -> Self {
        if locale.is_empty() || locale.starts_with("zh") { Self::Zh } else { Self::En }
    }

    /// Returns the language to begin in on a terminal, and what is to be said about it.
    ///
    /// A Linux console has no font for Chinese: it begins in English whatever the locale says, and says why.
    pub fn for_terminal(locale: &str, term: &str) -> (Self, Option<Word>) {
        match (Self::from_locale(locale), term) {
            (Self::Zh, "linux") => (Self::En, Some(Word::ConsoleEnglish)),
            (lang, _) => (lang, None),
        }
    }

    /// Returns the one of a pair that is in this language.
    pub const fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// Returns the other language.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }
}
