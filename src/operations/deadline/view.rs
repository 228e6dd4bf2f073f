//! A deadline as a screen sees it.

use crate::operations::deadline::Subject;
use crate::operations::reference::Name;
use crate::units::Instant;
use serde::{Deserialize, Serialize};

/// One row of the deadline list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// What is owed.
    pub subject: Subject,
    /// When it began.
    pub started: Instant,
    /// By when.
    pub due: Instant,
    /// Whether its time has passed.
    pub passed: bool,
    /// Who owes it: a team, an officer, an insurer; empty where the subject says it.
    pub who: Name,
}
