//! What a person does with a step.

use crate::units::IncidentId;
use serde::{Deserialize, Serialize};

/// A command on a plan that runs; `T` is a text as it is typed, or as the chain holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command<T> {
    /// A step is done, or is not needed.
    Step {
        /// The incident.
        incident: IncidentId,
        /// Which step, from one.
        step: u8,
        /// What becomes of it.
        mark: Mark<T>,
    },
}

/// What becomes of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark<T> {
    /// 已办.
    Done,
    /// 免办: why.
    Waived(T),
}

impl<T> Command<T> {
    /// Returns the incident that it names.
    pub const fn incident(&self) -> IncidentId {
        let Self::Step { incident, .. } = self;
        *incident
    }

    /// Turns its texts into another form.
    ///
    /// # Errors
    /// Returns what `form` returns.
    pub fn try_map<U, E>(self, form: &mut impl FnMut(T) -> Result<U, E>) -> Result<Command<U>, E> {
        let Self::Step { incident, step, mark } = self;
        let mark = match mark {
            Mark::Done => Mark::Done,
            Mark::Waived(reason) => Mark::Waived(form(reason)?),
        };
        Ok(Command::Step { incident, step, mark })
    }
}
