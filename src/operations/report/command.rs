//! What a person does with a report.

use crate::operations::call::Reference;
use crate::units::IncidentId;
use serde::{Deserialize, Serialize};

/// A command on a report; `T` is a text as it is typed, or as the chain holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command<T> {
    /// A draft goes to the leader.
    Submit {
        /// The incident.
        incident: IncidentId,
        /// Which report.
        kind: Kind,
        /// Its whole text.
        text: T,
    },
    /// The leader gives it back (退回).
    Return {
        /// The incident.
        incident: IncidentId,
        /// Its number in the incident.
        number: u16,
        /// What is to be corrected.
        reason: T,
    },
    /// The leader signs it (签发); asks for the passphrase.
    Sign {
        /// The incident.
        incident: IncidentId,
        /// Its number in the incident.
        number: u16,
    },
    /// It went upward by a channel.
    Send {
        /// The incident.
        incident: IncidentId,
        /// Its number in the incident.
        number: u16,
        /// How.
        channel: Channel,
        /// Who received it, when they say so: a receipt number.
        receipt: Reference,
    },
    /// The unit says that it has reported by itself (令493 Art 9).
    UnitReported {
        /// The incident.
        incident: IncidentId,
    },
}

impl<T> Command<T> {
    /// Returns the incident that it names.
    pub const fn incident(&self) -> IncidentId {
        match self {
            Self::Submit { incident, .. }
            | Self::Return { incident, .. }
            | Self::Sign { incident, .. }
            | Self::Send { incident, .. }
            | Self::UnitReported { incident } => *incident,
        }
    }

    /// Turns its texts into another form.
    ///
    /// # Errors
    /// Returns what `form` returns.
    pub fn try_map<U, E>(self, form: &mut impl FnMut(T) -> Result<U, E>) -> Result<Command<U>, E> {
        Ok(match self {
            Self::Submit { incident, kind, text } => Command::Submit { incident, kind, text: form(text)? },
            Self::Return { incident, number, reason } => {
                Command::Return { incident, number, reason: form(reason)? }
            }
            Self::Sign { incident, number } => Command::Sign { incident, number },
            Self::Send { incident, number, channel, receipt } => {
                Command::Send { incident, number, channel, receipt }
            }
            Self::UnitReported { incident } => Command::UnitReported { incident },
        })
    }
}

/// Which report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// 首报.
    First,
    /// 续报.
    FollowUp,
    /// 终报.
    Final,
}

/// How a report goes upward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// 电话.
    Phone,
    /// 书面.
    Written,
}
