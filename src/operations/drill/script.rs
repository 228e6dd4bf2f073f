//! The scenario as the desk and its screens know it: names and words, no deeds.
//!
//! Built by the room `drill` from the scenario's file; a desk of a drill has it beside its registry.

use crate::operations::incident::Phase;
use crate::operations::reference::{Code, Line};
use crate::units::{Digest, Span};
use serde::{Deserialize, Serialize};

/// A scenario's names and words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// SHA-256 of the file.
    pub digest: Digest,
    /// What it is called.
    pub name: Words,
    /// What the drill is to show (演练目标), in the order of the file.
    pub objectives: Box<[Words]>,
    /// The phases by number, from 0.
    pub phases: [PhaseScript; Phase::ALL.len()],
    /// The injects, in the order of the file. Limits: [`crate::limits::INJECTS_MAX`].
    pub injects: Box<[InjectScript]>,
    /// What earlier drills left to be done (整改), oldest first. Limits: [`crate::limits::DRILL_ACTIONS_MAX`].
    pub open_actions: Box<[OpenAction]>,
}

/// A text in both languages; the English of a file that has none is its Chinese.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Chinese.
    pub zh: Line,
    /// English.
    pub en: Line,
}

/// A phase as the director sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhaseScript {
    /// What must have happened before it is entered.
    pub entry: Box<[Words]>,
    /// What is to be done before it is left. Limits: [`crate::limits::CHECKS_MAX`].
    pub exit: Box<[Words]>,
}

/// An inject as the director and, once it is given, the players see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InjectScript {
    /// What it is called in commands and journal: `I3`.
    pub code: Code,
    /// What it is, for the director.
    pub title: Words,
    /// What the players are told with it; empty where the world itself speaks.
    pub told: Words,
    /// After how long it is given; none: when something has happened, or by hand.
    pub at: Option<Span>,
    /// Whether nobody but the director gives it.
    pub by_hand: bool,
}

/// Something that an earlier drill showed is to be done, and that nobody has done yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenAction {
    /// The run that it is of: the name of its directory.
    pub run: Line,
    /// Its number in that run.
    pub number: u16,
    /// Who owes it.
    pub owner: Code,
    /// By when: days since 1970-01-01.
    pub due_day: i32,
    /// What, whole as it was typed; empty where its text was destroyed.
    pub text: String,
}

impl Script {
    /// Returns the place of an inject by its code, however its letters are written.
    pub fn inject(&self, code: &Code) -> Option<u16> {
        let place = self.injects.iter().position(|inject| inject.code.eq_ignore_ascii_case(code));
        place.and_then(|place| u16::try_from(place).ok())
    }
}
