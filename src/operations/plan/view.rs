//! A plan that runs, as a screen sees it.

use crate::operations::reference::{Name, PlanStep};
use crate::text::Text;
use crate::units::Instant;
use serde::{Deserialize, Serialize};

/// A plan that runs, or the one that would.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Its code.
    pub code: Text<16>,
    /// Its name.
    pub name: Name,
    /// Its version.
    pub version: u16,
    /// Whether the incident runs it; else it is what it would choose.
    pub runs: bool,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What is done, by whom, within what.
    pub step: PlanStep,
    /// Who did it; none while it is open.
    pub done: Option<Done>,
}

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// By whom: their name.
    pub by: Name,
    /// When.
    pub at: Instant,
    /// Whether it was not needed.
    pub waived: bool,
}
