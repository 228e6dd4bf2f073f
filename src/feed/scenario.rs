//! Scenarios: what happens at a park, written in TOML, the same format for `simulate` and for `drill`.
//!
//! What injects bring, and what a team is expected to do, is read by the room `drill`; here it is left out.
//!
//! Decides: what a scenario file may say, and the order and times of what follows from it.
//! Must not know: sockets, clocks; whether anybody listens.
//!
//! Invariants:
//! - every mistake of a file is found in one reading, each with its line and what to write instead, in both languages;
//! - the same scenario gives the same events at the same times, whenever and wherever it is played.
//!
//! Read on: [`Scenario::read`], then [`timeline::Timeline`].

pub(crate) mod read;
pub mod timeline;

use crate::config::mistake::Words;
use crate::feed::encode::{SensorBody, WarningBody};
use crate::language::Lang;
use crate::registry::thing::Thing;
use crate::units::{Instant, Span};
use std::fmt;

/// One scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scenario {
    /// What it is called.
    pub name: String,
    /// When it happens; none: when it is played.
    pub start: Option<Instant>,
    /// After how long it begins again; none: it ends.
    pub repeat: Option<Span>,
    /// What happens once, in the order of its times.
    pub acts: Vec<Act>,
    /// What happens all the time.
    pub generators: Vec<Generator>,
    /// Who takes deliveries.
    pub receivers: Vec<Receiver>,
    /// What people do, in the order of its times: a feed leaves it out, a rehearsal plays it.
    pub lines: Vec<Line>,
}

/// A code of a registry that a scenario names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The line, from 1.
    pub line: usize,
    /// The code, as it was written.
    pub code: String,
    /// What it may be the code of; never empty.
    pub things: &'static [Thing],
    /// Words that might have been meant where the code is nobody's.
    pub words: &'static [&'static str],
}

/// Somebody who takes deliveries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receiver {
    /// Its name; the path of its address.
    pub name: String,
    /// What it does with them.
    pub behaviour: Behaviour,
    /// When it says that it arrives.
    pub eta_minutes: Option<u16>,
}

/// What a receiver does with a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Takes it, and says that it does what was asked.
    Accept,
    /// Takes it, and says no.
    Refuse,
    /// Takes it, and says that somebody read it.
    Deliver,
    /// Takes it, and never answers.
    Hang,
    /// Takes it and answers twice: yes, then no.
    Twice,
    /// Does not take the first try of a key (503), then accepts.
    Error,
    /// Takes the first try of a key and closes without an answer, then accepts.
    Die,
}

/// A line of the command bar that somebody gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// How long after the start.
    pub at: Span,
    /// The officer's code.
    pub officer: String,
    /// The code of who signs it, where it is signed.
    pub signed_by: Option<String>,
    /// The line.
    pub text: String,
}

/// One thing that happens.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// How long after the start.
    pub at: Span,
    /// What.
    pub deed: Deed,
}

/// What happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// A device speaks.
    Sensor(SensorBody),
    /// A warning speaks.
    Warning {
        /// What it says.
        body: WarningBody,
        /// How long after that it ends.
        expires_after: Option<Span>,
    },
}

/// What a generator makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Each device in turn reports a value near the generator's.
    Readings,
    /// Each device in turn reports that it lives.
    Heartbeats,
    /// Each device in turn reports that its alarm ended.
    Restores,
    /// Devices by chance raise and clear their condition again and again.
    Chatter,
    /// Devices by chance raise alarms.
    Flood,
}

/// Background: events at a rate.
#[derive(Clone, Debug, PartialEq)]
pub struct Generator {
    /// What it makes.
    pub pattern: Pattern,
    /// When it begins.
    pub from: Span,
    /// For how long; none: to the end.
    pub lasts: Option<Span>,
    /// Events a second.
    pub rate: f64,
    /// Of which devices; never empty.
    pub devices: Vec<String>,
    /// What each event is made from: its conditions, value, unit, severity.
    pub body: SensorBody,
    /// How far a value strays, in the unit's own measure.
    pub spread: f64,
    /// The seed.
    pub seed: u64,
    /// The line that names its devices, from 1; zero: they may be strangers.
    pub line: usize,
}

/// One mistake of a scenario file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, naming the datum.
    pub what: Words,
    /// What to do.
    pub hint: Words,
}

/// Every mistake of a scenario file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Mistakes {
    /// The file, as it was named.
    pub file: String,
    /// The mistakes, in the order of the file; never empty.
    pub mistakes: Vec<Mistake>,
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written(Lang::En))
    }
}

impl Mistakes {
    /// Writes every mistake on a line of its own, with where it stands and what to do.
    pub fn written(&self, lang: Lang) -> String {
        let line = |mistake: &Mistake| {
            let (file, line) = (&self.file, mistake.line);
            match lang {
                Lang::Zh => format!("{file}:{line}: {} (提示: {})", mistake.what.zh, mistake.hint.zh),
                Lang::En => format!("{file}:{line}: {} (hint: {})", mistake.what.en, mistake.hint.en),
            }
        };
        self.mistakes.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

impl Scenario {
    /// Reads a scenario from its text; `file` is how mistakes name it.
    ///
    /// Errors: every mistake with its line and a hint.
    pub fn read(file: &str, text: &str) -> Result<Self, Mistakes> {
        read::scenario(text).map_err(|mistakes| Mistakes { file: file.to_owned(), mistakes })
    }
}
