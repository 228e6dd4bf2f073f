//! Keys, and how they are written in a keymap: `a`, `F2`, `ctrl-c`, `pgdn`.

use crate::operations::line::half_width;
use std::fmt;

/// What a tty sends, as a screen takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(Key),
    /// A bracketed paste, cut at [`crate::terminal::parser::PASTE_BYTES_MAX`].
    Paste(String),
    /// The answer to the device-status request that ends a remote frame.
    StatusAnswer,
}

/// One key press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Which.
    pub code: Code,
    /// Held with it.
    pub held: Held,
}

/// Which key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// A character, as it was typed.
    Char(char),
    /// F1 to F12.
    Function(u8),
    /// Enter.
    Enter,
    /// Escape.
    Escape,
    /// Tab.
    Tab,
    /// Tab with Shift.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
}

/// The modifier that is held with a key; shift shows in the character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    /// None.
    #[default]
    None,
    /// Control.
    Control,
    /// Alt.
    Alt,
}

/// The keys that have a name in a keymap.
const NAMES: [(&str, Code); 16] = [
    ("enter", Code::Enter),
    ("esc", Code::Escape),
    ("tab", Code::Tab),
    ("backtab", Code::BackTab),
    ("backspace", Code::Backspace),
    ("del", Code::Delete),
    ("ins", Code::Insert),
    ("up", Code::Up),
    ("down", Code::Down),
    ("left", Code::Left),
    ("right", Code::Right),
    ("home", Code::Home),
    ("end", Code::End),
    ("pgup", Code::PageUp),
    ("pgdn", Code::PageDown),
    ("space", Code::Char(' ')),
];

impl Key {
    /// Makes a key that is pressed alone.
    pub const fn plain(code: Code) -> Self {
        Self { code, held: Held::None }
    }

    /// Makes a character key.
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// Makes a control key.
    pub const fn control(c: char) -> Self {
        Self { code: Code::Char(c), held: Held::Control }
    }

    /// Returns the key as a keymap sees it: what an input method left on types counts as the half-width key.
    #[must_use]
    pub const fn folded(self) -> Self {
        match self.code {
            Code::Char(c) => Self { code: Code::Char(half_width(c)), held: self.held },
            _ => self,
        }
    }

    /// Reads a key as a keymap writes it.
    pub fn parse(name: &str) -> Option<Self> {
        let (held, rest) = match name.split_once('-') {
            Some(("ctrl", rest)) if !rest.is_empty() => (Held::Control, rest),
            Some(("alt", rest)) if !rest.is_empty() => (Held::Alt, rest),
            _ => (Held::None, name),
        };
        if let Some((_, code)) = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(rest)) {
            return Some(Self { code: *code, held });
        }
        if let Some(number) = rest.strip_prefix('F').and_then(|digits| digits.parse().ok()) {
            return (1..=12).contains(&number).then_some(Self { code: Code::Function(number), held });
        }
        let mut chars = rest.chars();
        let only = chars.next()?;
        chars.next().is_none().then_some(Self { code: Code::Char(only), held })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.held {
            Held::None => "",
            Held::Control => "ctrl-",
            Held::Alt => "alt-",
        })?;
        match self.code {
            Code::Function(number) => write!(f, "F{number}"),
            code => match NAMES.iter().find(|(_, known)| *known == code) {
                Some((name, _)) => f.write_str(name),
                None => match code {
                    Code::Char(c) => write!(f, "{c}"),
                    _ => Ok(()),
                },
            },
        }
    }
}
