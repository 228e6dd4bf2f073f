//! Colours by scope: dotted names from a file, a scope without a line of its own takes that of its prefix.

use crate::screen::layout::{Error, line_of};
use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// The themes that are built in, by name.
pub const THEMES: [(&str, &str); 4] = [
    ("dark", include_str!("../../layouts/theme-dark.toml")),
    ("contrast", include_str!("../../layouts/theme-contrast.toml")),
    ("16", include_str!("../../layouts/theme-16.toml")),
    ("none", include_str!("../../layouts/theme-none.toml")),
];

/// What a style is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Plain text.
    Text,
    /// What may be overlooked.
    Dim,
    /// What must not be.
    Strong,
    /// Lines.
    Rule,
    /// Titles of panes.
    Title,
    /// A key to press.
    Key,
    /// The sample's band.
    Band,
    /// The drill's band.
    BandDrill,
    /// A real alarm in the place of it.
    BandReal,
    /// A lost link.
    Lost,
    /// Anything that is not urgent.
    Severity,
    /// Life-risk that somebody has.
    Life,
    /// Life-risk that nobody has.
    LifeUnacknowledged,
    /// Severe.
    High,
    /// Fault or blind.
    Fault,
    /// The selected row.
    Selected,
    /// A deadline that runs.
    Due,
    /// A deadline that passed.
    DuePassed,
    /// A message.
    Message,
    /// Done.
    Done,
    /// Refused.
    Refused,
    /// A box.
    Box,
    /// Its title.
    BoxTitle,
    /// A red warning.
    WarningRed,
    /// An orange one.
    WarningOrange,
    /// A yellow one.
    WarningYellow,
    /// A blue one.
    WarningBlue,
    /// Of another colour.
    Warning,
    /// Something waits for this officer.
    Waiting,
    /// A team that was ordered and does not know it yet.
    NotTold,
    /// A team that goes, or is there.
    Bound,
}

/// Every scope with its name in a theme file.
const SCOPES: [(Scope, &str); 31] = [
    (Scope::Text, "text"),
    (Scope::Dim, "text.dim"),
    (Scope::Strong, "text.strong"),
    (Scope::Rule, "rule"),
    (Scope::Title, "title"),
    (Scope::Key, "key"),
    (Scope::Band, "band"),
    (Scope::BandDrill, "band.drill"),
    (Scope::BandReal, "band.real"),
    (Scope::Lost, "lost"),
    (Scope::Severity, "severity"),
    (Scope::Life, "severity.life"),
    (Scope::LifeUnacknowledged, "severity.life.unacknowledged"),
    (Scope::High, "severity.high"),
    (Scope::Fault, "severity.fault"),
    (Scope::Selected, "selected"),
    (Scope::Due, "due"),
    (Scope::DuePassed, "due.passed"),
    (Scope::Message, "message"),
    (Scope::Done, "message.done"),
    (Scope::Refused, "message.refused"),
    (Scope::Box, "box"),
    (Scope::BoxTitle, "box.title"),
    (Scope::WarningRed, "warning.red"),
    (Scope::WarningOrange, "warning.orange"),
    (Scope::WarningYellow, "warning.yellow"),
    (Scope::WarningBlue, "warning.blue"),
    (Scope::Warning, "warning"),
    (Scope::Waiting, "waiting"),
    (Scope::NotTold, "team.not-told"),
    (Scope::Bound, "team.bound"),
];

/// The styles of every scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    styles: [Style; SCOPES.len()],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    scopes: BTreeMap<Spanned<String>, Spanned<Look>>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Look {
    fg: Option<String>,
    bg: Option<String>,
    #[serde(default)]
    bold: bool,
    #[serde(default)]
    dim: bool,
    #[serde(default)]
    underlined: bool,
    #[serde(default)]
    reversed: bool,
}

impl Theme {
    /// Reads a theme.
    ///
    /// # Errors
    /// What is wrong first, with its line.
    pub fn parse(source: &str) -> Result<Self, Error> {
        let file: File = toml::from_str(source).map_err(|error| Error {
            line: line_of(source, error.span().map_or(0, |span| span.start)),
            what: error.message().to_owned(),
        })?;
        let mut known: BTreeMap<&str, Style> = BTreeMap::new();
        for (name, look) in &file.scopes {
            if !SCOPES.iter().any(|(_, scope)| scope == name.get_ref()) {
                let line = line_of(source, name.span().start);
                return Err(Error { line, what: format!("`{}` is no scope", name.get_ref()) });
            }
            let style = style(look.get_ref())
                .map_err(|what| Error { line: line_of(source, look.span().start), what })?;
            known.insert(name.get_ref().as_str(), style);
        }
        let mut styles = [Style::new(); SCOPES.len()];
        for (scope, name) in SCOPES {
            styles[scope as usize] = fallback(&known, name);
        }
        Ok(Self { styles })
    }

    /// Returns the style of a scope.
    pub const fn style(&self, scope: Scope) -> Style {
        self.styles[scope as usize]
    }
}

fn fallback(known: &BTreeMap<&str, Style>, name: &str) -> Style {
    let mut prefix = name;
    loop {
        if let Some(style) = known.get(prefix) {
            return *style;
        }
        match prefix.rsplit_once('.') {
            Some((shorter, _)) => prefix = shorter,
            None => return known.get("text").copied().unwrap_or_default(),
        }
    }
}

fn style(look: &Look) -> Result<Style, String> {
    let colour = |raw: &String| {
        raw.parse::<Color>().map_err(|_| format!("`{raw}` is no colour: a name or \"#rrggbb\""))
    };
    let mut style = Style::new();
    if let Some(fg) = &look.fg {
        style = style.fg(colour(fg)?);
    }
    if let Some(bg) = &look.bg {
        style = style.bg(colour(bg)?);
    }
    for (wanted, modifier) in [
        (look.bold, Modifier::BOLD),
        (look.dim, Modifier::DIM),
        (look.underlined, Modifier::UNDERLINED),
        (look.reversed, Modifier::REVERSED),
    ] {
        if wanted {
            style = style.add_modifier(modifier);
        }
    }
    Ok(style)
}
