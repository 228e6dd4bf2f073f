//! How a screen begins.

use crate::language::{Lang, Word};
use crate::screen::layout;
use crate::screen::paint::Glyphs;
use crate::units::Span;
use std::time::Duration;

/// How a screen begins.
#[derive(Clone, Debug)]
pub struct Options {
    /// The language.
    pub lang: Lang,
    /// The name of a built-in theme, or the text of a theme file.
    pub theme: String,
    /// The text of the user's own layout file; none: the desk's.
    pub layout: Option<String>,
    /// The text of the user's own key file; none: the desk's.
    pub keys: Option<String>,
    /// Characters for lines.
    pub glyphs: Glyphs,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// Local time less UTC.
    pub utc_offset: Span,
    /// A random number: the screen's commands count up from it.
    pub action_base: u128,
    /// The officer that the session claims to be, when it claims one.
    pub officer: String,
    /// What is said first, such as [`Word::ConsoleEnglish`].
    pub opening: Option<Word>,
    /// How long nobody may touch the screen before it asks for the passphrase again; zero: never.
    pub lock_after: Duration,
    /// A line at the end of the help, such as the sample's passphrase.
    pub help_note: String,
    /// The command line that opens another screen of this desk, said on the director's page; empty: nobody knows it.
    pub attach: String,
    /// The command line that starts the desk again, said when it is heard no more.
    pub restart: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            lang: Lang::Zh,
            theme: "dark".to_owned(),
            layout: None,
            keys: None,
            glyphs: Glyphs::Plain,
            size: (80, 24),
            utc_offset: Span::minutes(8 * 60),
            action_base: 0,
            officer: String::new(),
            opening: None,
            lock_after: Duration::ZERO,
            help_note: String::new(),
            attach: String::new(),
            restart: "dutydesk serve".to_owned(),
        }
    }
}

/// What is wrong with an option.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The layout file.
    #[error("layout: {0}")]
    Layout(#[source] layout::Error),
    /// The key file.
    #[error("keys: {0}")]
    Keys(#[source] layout::Error),
    /// The theme.
    #[error("theme: {0}")]
    Theme(#[source] layout::Error),
}
