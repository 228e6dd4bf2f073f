//! The after-action report of a drill (演练评估报告): what was to be shown, what was done, what is to be done better.
//!
//! Decides: what stands in the report, in which order, in which words.
//! Must not know: how it is scored (`drill::score`), where the run's files lie, who may read what people typed.
//!
//! Invariants:
//! - every figure stands beside the entry that it comes from: `#45` is an entry of the run's journal;
//! - what people typed stands in it only when it was asked for, and else a word says that it was left out;
//! - Markdown, HTML, text and JSON are made of one [`Report`]: they cannot tell different stories;
//! - the HTML is one file without script or reference, and nothing that anybody typed is markup in it.
//!
//! Source: AQ/T 9009 (drill evaluation: objectives, conduct, findings, improvement); HSEEP (observations with ratings, strengths,
//! areas to improve, improvement plan with owner and date).
//!
//! Read on: [`Report`], `gather` makes it, `sections` says it, `html` and `markdown` write it; `compare` lays runs side by side.

mod chart;
pub mod compare;
mod compared;
pub mod earlier;
mod gather;
mod html;
mod lanes;
mod markdown;
mod page;
mod rows;
mod sections;
mod svg;
mod words;

pub use gather::Around;
pub use markdown::Format;
pub use rows::{Check, Earlier, Goal, Line, PhaseLine, Player, Said, Seen, Tally, ToDo};

use crate::drill::score::{Hold, InjectScore, Mark, Milestone, Pace, Rehearsed};
use crate::journal::Head;
use crate::language::Lang;
use crate::operations::drill::script::Words;
use crate::operations::reference::Name;
use crate::units::{Digest, EntryNumber, Instant};
use serde::Serialize;

/// The report of one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The run: the name of its directory.
    pub run: String,
    /// When it was practised, by the wall; unstated: nobody knows.
    pub made: Instant,
    /// The desk that practised.
    pub desk: Name,
    /// What the scenario is called.
    pub name: Words,
    /// SHA-256 of its file, as the journal names it.
    pub scenario: Digest,
    /// The journal's newest entry.
    pub head: EntryNumber,
    /// Its digest.
    pub head_digest: Digest,
    /// When the drill began.
    pub began: Mark,
    /// When it was over; none: it was broken off.
    pub ended: Option<Mark>,
    /// Whether something real ended it.
    pub real: bool,
    /// Points that were won.
    pub points: u32,
    /// Points that there were to win.
    pub points_max: u32,
    /// How many expectations were met how.
    pub tally: Tally,
    /// The objectives, and last what shows no single one.
    pub goals: Vec<Goal>,
    /// The expectations, in the order of the file.
    pub lines: Vec<Line>,
    /// The milestones.
    pub milestones: Vec<Milestone>,
    /// The phases that were entered.
    pub phases: Vec<PhaseLine>,
    /// The injects, in the order of the file, each with what it is.
    pub injects: Vec<(InjectScore, Words)>,
    /// What the director saw.
    pub seen: Vec<Seen>,
    /// What is to be done.
    pub to_do: Vec<ToDo>,
    /// What earlier drills left to be done.
    pub earlier: Vec<Earlier>,
    /// When it stood still.
    pub holds: Vec<Hold>,
    /// When its clock was set to another rate.
    pub paces: Vec<Pace>,
    /// That nobody played it; none: people did.
    pub rehearsed: Option<Rehearsed>,
    /// Who did something, by their codes.
    pub players: Vec<Player>,
    /// Whether its desk still runs.
    pub is_running: bool,
    /// Entries that this program cannot read.
    pub unread: u64,
}

/// Writes a report as text or Markdown.
pub fn text(lang: Lang, report: &Report, format: Format) -> String {
    markdown::write(&sections::page(lang, report), format)
}

/// Writes a report as one HTML file that prints on A4.
pub fn html(lang: Lang, report: &Report) -> String {
    html::write(lang, &sections::page(lang, report))
}

impl Report {
    /// Makes the report of a score.
    pub fn of(score: &crate::drill::score::Score, around: &Around<'_>) -> Self {
        gather::report(score, around)
    }

    /// Notes the head of the journal that it was made of.
    #[must_use]
    pub const fn at(mut self, head: Head) -> Self {
        (self.head, self.head_digest) = (head.entry, head.digest);
        self
    }
}
