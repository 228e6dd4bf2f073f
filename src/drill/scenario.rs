//! A drill's scenario: the world of `simulate`, and on top of it what the director gives and what the team is expected to do.
//!
//! Decides: what a scenario file of a drill may say.
//! Must not know: who plays it; what it scores (`score`).
//!
//! Read on: [`Scenario::read`], then `director`.

mod read;

use crate::drill::expected::Expected;
use crate::feed::scenario::{self as world, Act, Mention, Mistakes};
use crate::operations::drill::Script;
use crate::operations::drill::script::Words;
use crate::operations::incident::Phase;
use crate::operations::reference::Code;
use crate::units::Span;
use std::path::PathBuf;
use std::sync::Arc;

/// The scenario of a drill.
#[derive(Clone, Debug, Default)]
pub struct Scenario {
    /// What happens by itself, and the lines of a scripted team; events of injects are not in it.
    pub world: Arc<world::Scenario>,
    /// Names and words, for the desk and its screens.
    pub script: Script,
    /// What each inject does, by its place in the script.
    pub cues: Vec<Cue>,
    /// What must have happened before a phase may be entered, by the phase's number; as many as the script's words.
    pub entry: [Vec<Expected>; Phase::ALL.len()],
    /// What ticks an item of a phase's exit list by itself; none: the director does.
    pub exit: [Vec<Option<Expected>>; Phase::ALL.len()],
    /// What the team is expected to do.
    pub expectations: Vec<Expectation>,
    /// What is other than in the registry.
    pub setup: Setup,
    /// What of the registry it names, in the order of the file: whether it is there is said when the drill is opened.
    pub mentions: Vec<Mention>,
}

/// What an inject does and when.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cue {
    /// When it is given.
    pub when: When,
    /// What devices and warnings say then; times count from the inject.
    pub acts: Vec<Act>,
    /// Feeds that fall silent, by name, and for how long; none: to the end.
    pub silences: Vec<(String, Option<Span>)>,
    /// Whom machines reach no more: deliveries to them are refused from then on.
    pub refuses: Vec<Code>,
}

/// When an inject is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum When {
    /// The director gives it.
    #[default]
    ByHand,
    /// So long after the beginning.
    At(Span),
    /// So long after something happened first.
    After(Expected, Span),
}

/// What the team is expected to do, by when, for how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// What it is called in reports: `E3`.
    pub code: Code,
    /// What is expected, in words.
    pub words: Words,
    /// The place of the objective that it shows; none: no single one.
    pub objective: Option<usize>,
    /// What it is measured from.
    pub from: From,
    /// The act.
    pub does: Expected,
    /// Acts that are wrong when they come first.
    pub wrong: Vec<Expected>,
    /// Within what.
    pub within: Span,
    /// Points.
    pub weight: u32,
}

/// What an expectation is measured from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// The beginning of the drill.
    Beginning,
    /// An inject, by its place.
    Inject(usize),
    /// The first time that something happened.
    Fact(Expected),
}

/// What is other than in the registry while the drill lasts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setup {
    /// The feeds, the first one that of the sensors, the second that of the warnings; empty: one, called 演练.
    pub feeds: Vec<Feed>,
    /// Teams whose members have no accident cover that day.
    pub uncovered: Vec<Code>,
    /// Teams that are out of service.
    pub out_of_service: Vec<Code>,
    /// A recording that is the feed besides: what devices and feeds said that night comes again at its own times.
    pub recording: Option<Recording>,
}

/// A feed of a drill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// What an inject names it by.
    pub code: String,
    /// What screens call it, in whatever language they are: a feed's name is the desk's own.
    pub name: String,
}

/// A recording that a scenario names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// As it was written: relative to the directory of the scenario's file.
    pub path: PathBuf,
    /// The line that names it, from 1.
    pub line: usize,
}

impl Scenario {
    /// Reads a scenario from its text; `file` is how mistakes name it.
    ///
    /// A file of `simulate` is a drill without injects.
    ///
    /// # Errors
    /// Every mistake, with its line and a hint.
    pub fn read(file: &str, text: &str) -> Result<Self, Mistakes> {
        read::scenario(text).map_err(|mistakes| Mistakes { file: file.to_owned(), mistakes })
    }
}
