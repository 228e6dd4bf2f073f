//! What a leader says.

use crate::operations::reference::Code;
use crate::units::{IncidentId, OrderId, Span};
use serde::{Deserialize, Serialize};

/// A command of, or for, a leader; `T` is a text as it is typed, or as the chain holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command<T> {
    /// An order was given.
    Give {
        /// The incident.
        incident: IncidentId,
        /// What is ordered.
        text: T,
        /// Who gave it: a leader; none when the leader writes it.
        from: Option<Code>,
        /// Who carries it out; none: the duty officer.
        carrier: Option<Code>,
        /// By when it is to be done.
        within: Span,
    },
    /// It is carried out (办结).
    Done {
        /// The order.
        order: OrderId,
    },
    /// A response level is proposed to the leader.
    Propose {
        /// The incident.
        incident: IncidentId,
        /// The level.
        level: ResponseLevel,
    },
    /// The leader decides the level.
    Decide {
        /// The incident.
        incident: IncidentId,
        /// The level; none ends the response.
        level: Option<ResponseLevel>,
    },
}

impl<T> Command<T> {
    /// Turns its texts into another form.
    ///
    /// # Errors
    /// Returns what `form` returns.
    pub fn try_map<U, E>(self, form: &mut impl FnMut(T) -> Result<U, E>) -> Result<Command<U>, E> {
        Ok(match self {
            Self::Give { incident, text, from, carrier, within } => {
                Command::Give { incident, text: form(text)?, from, carrier, within }
            }
            Self::Done { order } => Command::Done { order },
            Self::Propose { incident, level } => Command::Propose { incident, level },
            Self::Decide { incident, level } => Command::Decide { incident, level },
        })
    }
}

/// The response level (响应级别), I highest; never the colour of a warning.
///
/// Source: 突发事件应对法 Art 71.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ResponseLevel {
    /// IV.
    Four,
    /// III.
    Three,
    /// II.
    Two,
    /// I.
    One,
}

impl ResponseLevel {
    /// Every level, the lowest first.
    pub const ALL: [Self; 4] = [Self::Four, Self::Three, Self::Two, Self::One];
}
