//! What a person asks to be kept silent, or to be heard again.

use crate::correlation::alarm::AlarmClass;
use crate::operations::intake::Place;
use crate::text::Text;
use crate::units::{IncidentId, SuppressionId};
use serde::{Deserialize, Serialize};

/// A command on suppressions; `T` is a text as it is typed, or as the chain holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command<T> {
    /// One alarm of a device is kept silent for a while (搁置).
    Shelve {
        /// The device, by its code.
        device: Text<32>,
        /// Which of its alarms; none: the gravest that stands.
        class: Option<AlarmClass>,
        /// For how long.
        minutes: u32,
        /// Why.
        reason: T,
        /// The number of the incident that a life-risk alarm stands in, typed.
        repeated: Option<IncidentId>,
    },
    /// A device is taken out of service (停用): all but its fire bit is kept silent.
    TakeOut {
        /// The device, by its code.
        device: Text<32>,
        /// For how long.
        minutes: u32,
        /// Why.
        reason: T,
    },
    /// A maintenance window (维保窗口): what begins in it goes to the test lane.
    OpenWindow {
        /// Where: everything below it.
        place: Place,
        /// For how long.
        minutes: u32,
        /// Who works there: a firm, a person, a number.
        who: T,
        /// What is done there.
        reason: T,
    },
    /// One of them ends before its time (解除).
    Lift {
        /// Which.
        suppression: SuppressionId,
    },
}

impl<T> Command<T> {
    /// Turns its texts into another form.
    ///
    /// # Errors
    /// Returns what `form` returns.
    pub fn try_map<U, E>(self, form: &mut impl FnMut(T) -> Result<U, E>) -> Result<Command<U>, E> {
        Ok(match self {
            Self::Shelve { device, class, minutes, reason, repeated } => {
                Command::Shelve { device, class, minutes, reason: form(reason)?, repeated }
            }
            Self::TakeOut { device, minutes, reason } => {
                Command::TakeOut { device, minutes, reason: form(reason)? }
            }
            Self::OpenWindow { place, minutes, who, reason } => {
                Command::OpenWindow { place, minutes, who: form(who)?, reason: form(reason)? }
            }
            Self::Lift { suppression } => Command::Lift { suppression },
        })
    }
}
