//! Deadlines (时限): who owes what to whom by when, seconds and years alike.
//!
//! Decides: what runs, what is next, what was met and what passed.
//! Must not know: why a subject wants one; subjects start and end them through [`State`].

pub mod fact;
pub mod state;
pub mod view;

pub use fact::Fact;
pub use state::{Deadline, State};
pub use view::View;

use crate::units::IncidentId;
use serde::{Deserialize, Serialize};

/// What a deadline is about; one of each kind and subject runs at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Subject {
    /// An incident is to be acknowledged (受理).
    Acknowledge(IncidentId),
}

impl Subject {
    /// Returns the incident that it is about.
    pub const fn incident(&self) -> Option<IncidentId> {
        match self {
            Self::Acknowledge(incident) => Some(*incident),
        }
    }
}
