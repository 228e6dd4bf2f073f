//! What the process finds around it, read once.

use std::path::PathBuf;

/// The environment as the desk sees it; tests make their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// `HOME`.
    pub home: Option<PathBuf>,
    /// `XDG_CONFIG_HOME`.
    pub config_home: Option<PathBuf>,
    /// `XDG_STATE_HOME`.
    pub state_home: Option<PathBuf>,
    /// `LC_ALL`.
    pub lc_all: Option<String>,
    /// `LC_MESSAGES`.
    pub lc_messages: Option<String>,
    /// `LANG`.
    pub lang: Option<String>,
    /// `TERM`.
    pub term: Option<String>,
    /// `COLORTERM`.
    pub color_term: Option<String>,
    /// Whether `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// Whether the session came over SSH.
    pub remote: bool,
}

impl Environment {
    /// Reads the environment of the process.
    ///
    /// The only place of the program that does. A directory that is not absolute is taken for not set.
    ///
    /// Source: XDG Base Directory Specification.
    pub fn of_process() -> Self {
        Self {
            home: directory("HOME"),
            config_home: directory("XDG_CONFIG_HOME"),
            state_home: directory("XDG_STATE_HOME"),
            lc_all: word("LC_ALL"),
            lc_messages: word("LC_MESSAGES"),
            lang: word("LANG"),
            term: word("TERM"),
            color_term: word("COLORTERM"),
            no_color: word("NO_COLOR").is_some(),
            remote: word("SSH_CONNECTION").is_some() || word("SSH_TTY").is_some(),
        }
    }
}

fn directory(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute())
}

fn word(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
