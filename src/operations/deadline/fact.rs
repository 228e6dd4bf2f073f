//! What happened to a deadline.

use crate::operations::deadline::Subject;
use crate::units::Instant;
use serde::{Deserialize, Serialize};

/// A change to the deadlines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// One began.
    Started {
        /// What is owed.
        subject: Subject,
        /// By when.
        due: Instant,
    },
    /// It was done, in time or late.
    Met {
        /// What was owed.
        subject: Subject,
        /// By when it was due.
        due: Instant,
    },
    /// Its time passed and it still runs.
    Passed {
        /// What is owed.
        subject: Subject,
        /// By when it was due.
        due: Instant,
    },
    /// Nobody owes it any more.
    Dropped {
        /// What was owed.
        subject: Subject,
    },
}

impl Fact {
    /// Returns what is owed.
    pub const fn subject(&self) -> Subject {
        match self {
            Self::Started { subject, .. }
            | Self::Met { subject, .. }
            | Self::Passed { subject, .. }
            | Self::Dropped { subject } => *subject,
        }
    }

    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Started { .. } => "deadline.started",
            Self::Met { .. } => "deadline.met",
            Self::Passed { .. } => "deadline.passed",
            Self::Dropped { .. } => "deadline.dropped",
        }
    }
}
