//! Every word on the screen, Chinese and English side by side.
//!
//! Decides: how a word, a refusal, a reason, a notice or an entry reads in each language.
//! Must not know: where it is painted, in which colour.
//!
//! Invariants:
//! - nothing here can be missing in a language: a word is a pair in a closed table;
//! - sentences are written into a `String` that the caller keeps, so a frame allocates nothing for them;
//! - no character of ambiguous width stands in a table but the dot of [`Word::SampleBand`], which has a plain twin.

pub mod act;
pub mod answer;
pub mod course;
pub mod dump;
pub mod entry;
pub mod fact;
pub mod name;
pub mod page;
pub mod pick;
pub mod reason;
pub mod refusal;
pub mod reject;
pub mod script;
pub mod storage;
pub mod system;
pub mod time;
pub mod waiting;
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
