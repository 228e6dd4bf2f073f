//! The rows of a report: a score with its words.

use crate::drill::score::{Judgement, Mark};
use crate::operations::drill::script::{OpenAction, Words};
use crate::operations::drill::{About, Rating};
use crate::operations::incident::Phase;
use crate::operations::reference::{Code, Name, Role};
use crate::units::{Instant, Span};
use serde::Serialize;

/// How many expectations were met how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// In time.
    pub on_time: u32,
    /// Late.
    pub late: u32,
    /// Another act first.
    pub wrong: u32,
    /// Not done.
    pub missed: u32,
    /// Counted for nothing.
    pub not_asked: u32,
}

impl Tally {
    /// Counts one.
    pub(super) const fn add(&mut self, judgement: Judgement) {
        match judgement {
            Judgement::OnTime => self.on_time += 1,
            Judgement::Late => self.late += 1,
            Judgement::Wrong => self.wrong += 1,
            Judgement::Missed => self.missed += 1,
            Judgement::NotAsked => self.not_asked += 1,
        }
    }
}

/// An objective and what was won of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Goal {
    /// Its number, from 1; none for what shows no single objective.
    pub number: Option<usize>,
    /// What is to be shown.
    pub words: Words,
    /// Points that were won.
    pub points: u32,
    /// Points that there were to win.
    pub points_max: u32,
    /// How its expectations were met.
    pub tally: Tally,
}

/// An expectation and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Its code: `E3`.
    pub code: Code,
    /// What was expected.
    pub words: Words,
    /// The number of its objective.
    pub objective: Option<usize>,
    /// The code of its inject.
    pub inject: Option<Code>,
    /// The phase that ran when it began, or should have.
    pub phase: Phase,
    /// What it is measured from.
    pub from: Option<Mark>,
    /// Within what.
    pub within: Span,
    /// By when.
    pub due: Option<Instant>,
    /// What was done.
    pub done: Option<Mark>,
    /// What was done wrong before.
    pub wrong: Option<Mark>,
    /// How it is judged.
    pub judgement: Judgement,
    /// Points won.
    pub points: u32,
    /// Points that there were.
    pub weight: u32,
}

/// Somebody who did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Player {
    /// Their code.
    pub code: Code,
    /// What they are called, where the registry knows.
    pub called: Option<Name>,
    /// What they may do, where the registry knows.
    pub role: Option<Role>,
    /// How many entries are theirs, from the beginning to the end.
    pub entries: u32,
}

/// A phase and its list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PhaseLine {
    /// Which.
    pub phase: Phase,
    /// When it began.
    pub entered: Mark,
    /// When the next one did, or the drill was over.
    pub left: Option<Mark>,
    /// Whether its entry facts stood.
    pub in_order: bool,
    /// Why it was entered before its time.
    pub reason: Option<Said>,
    /// What was to be done before it was left.
    pub checks: Vec<Check>,
}

/// An item of a phase's exit list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was to be done.
    pub words: Words,
    /// When it was.
    pub done: Option<Mark>,
}

/// What the director saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// When it was written down.
    pub mark: Mark,
    /// About what.
    pub about: About,
    /// What that is called, where scenario or registry know.
    pub called: Option<Words>,
    /// How well it went.
    pub rating: Rating,
    /// What.
    pub said: Said,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ToDo {
    /// When it was written down.
    pub mark: Mark,
    /// Its number in this drill.
    pub number: u16,
    /// Who owes it.
    pub owner: Code,
    /// What they are called, where the registry knows.
    pub called: Option<Name>,
    /// By when: days since 1970-01-01.
    pub due_day: i32,
    /// What.
    pub said: Said,
}

/// What an earlier drill left to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Earlier {
    /// What.
    pub action: OpenAction,
    /// What is to be done, as far as it was asked for.
    pub said: Said,
    /// When this drill was told that it is done.
    pub improved: Option<Mark>,
}

/// A text that a person typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    /// It was not asked for.
    Withheld,
    /// It was destroyed.
    Destroyed,
    /// It is this.
    Text(String),
}
