//! What is typed while a caller talks.

use crate::correlation::alarm::HazardFamily;
use crate::text::Text;
use crate::units::{ActionId, IncidentId, ZoneId};
use serde::{Deserialize, Serialize};

/// A command on an intake; `T` is a text as it is typed, or as the chain holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command<T> {
    /// Place and kind are known: the incident exists. The act's own identity names the intake from here on.
    Take {
        /// Where, as the registry knows it.
        at: Place,
        /// What is told.
        family: HazardFamily,
        /// The open incident that it is about; none opens a new one.
        join: Option<IncidentId>,
        /// Where exactly, in the caller's words.
        place: Option<T>,
    },
    /// One field is filled, or filled again.
    Fill {
        /// The intake: the action of its [`Command::Take`].
        intake: ActionId,
        /// Which field.
        field: Field,
        /// What the caller said.
        text: T,
    },
    /// The intake turns out to be about another open incident; both records stay.
    Join {
        /// The intake.
        intake: ActionId,
        /// That incident.
        incident: IncidentId,
    },
    /// The caller has hung up, or nothing more is to be asked.
    End {
        /// The intake.
        intake: ActionId,
    },
}

impl<T> Command<T> {
    /// Turns its texts into another form.
    ///
    /// # Errors
    /// Returns what `form` returns.
    pub fn try_map<U, E>(self, form: &mut impl FnMut(T) -> Result<U, E>) -> Result<Command<U>, E> {
        Ok(match self {
            Self::Take { at, family, join, place } => {
                Command::Take { at, family, join, place: place.map(form).transpose()? }
            }
            Self::Fill { intake, field, text } => Command::Fill { intake, field, text: form(text)? },
            Self::Join { intake, incident } => Command::Join { intake, incident },
            Self::End { intake } => Command::End { intake },
        })
    }
}

/// A place of the registry, as a command names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// As a screen was told.
    Zone(ZoneId),
    /// A site, as a line of the command bar writes it: its code, its short name, its initials.
    Site(Text<48>),
}

/// A field of an intake, in the order in which it is asked.
///
/// Source: standards.md 11: time; place; cause, course, measures, result, trend; who was told; reporter's unit, name, post, number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// 回拨号码.
    Phone,
    /// 报告人: unit, name, post.
    Caller,
    /// 情况: what happens, cause, course.
    What,
    /// 人员: trapped, hurt.
    People,
    /// 已采取措施.
    Measures,
    /// 已告知谁, 何时.
    Told,
    /// 发展趋势.
    Trend,
}

impl Field {
    /// Every field, in the order in which it is asked.
    pub const ALL: [Self; 7] =
        [Self::Phone, Self::Caller, Self::What, Self::People, Self::Measures, Self::Told, Self::Trend];
}
