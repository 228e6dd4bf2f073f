//! What is asked of a drill.

use crate::operations::incident::Phase;
use crate::operations::reference::{Code, Line};
use crate::units::{IncidentId, InputNumber};
use serde::{Deserialize, Serialize};

/// A command on the drill; `T` is a text as it is typed, or as the chain holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command<T> {
    /// An inject is given now, whatever its time is (注入).
    Give {
        /// Its code.
        inject: Code,
    },
    /// An inject is left out (略过).
    Leave {
        /// Its code.
        inject: Code,
    },
    /// A phase begins (阶段); skipping one, or entering it before its entry facts, takes a reason.
    Enter {
        /// Which.
        phase: Phase,
        /// Why it is entered before its time.
        reason: Option<T>,
    },
    /// An item of a phase's exit checklist is done (勾选).
    Check {
        /// The phase.
        phase: Phase,
        /// The item, from 1.
        item: u8,
    },
    /// The director saw something (观察).
    Observe {
        /// About what.
        about: About,
        /// How well it went.
        rating: Rating,
        /// What.
        text: T,
    },
    /// Something is to be done after the drill (整改).
    Improve {
        /// Who owes it.
        owner: Code,
        /// By when: days since 1970-01-01.
        due_day: i32,
        /// What.
        text: T,
    },
    /// What an earlier drill left to be done is done (整改完成).
    Improved {
        /// The run that it is of.
        run: Line,
        /// Its number in that run.
        number: u16,
    },
    /// The drill stands still (暂停).
    Hold,
    /// It goes on (继续).
    Resume,
    /// Its clock runs faster or slower (倍速).
    Pace {
        /// Thousandths of real time. Limits: [`crate::limits::DRILL_PACE_MIN`] to [`crate::limits::DRILL_PACE_MAX`].
        milli: u32,
    },
    /// A recording that stands still goes on by one input (单步).
    Step,
    /// A recording is played from somewhere else on (定位).
    Seek(Seek),
    /// A place of a recording is marked (书签).
    Bookmark {
        /// What is there.
        text: T,
    },
    /// From here the team decides (接手): what people did in the recording is left out from now on.
    TakeOver,
    /// Something real happened (真实情况): the drill is over at once.
    RealSituation,
    /// It is over (结束演练).
    End,
}

/// A place of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Seek {
    /// A time of day, the next one after the recording's beginning. Units: milliseconds since midnight.
    Clock(u32),
    /// The opening of an incident.
    Incident(IncidentId),
    /// A bookmark, counted from 1.
    Bookmark(u16),
    /// An input.
    Input(InputNumber),
    /// So long after the recording's beginning. Units: milliseconds.
    Elapsed(u32),
}

/// What an observation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    /// The drill as a whole.
    Whole,
    /// How an inject was answered.
    Inject(Code),
    /// A team or a person.
    Who(Code),
}

/// How well something was done.
///
/// Source: HSEEP: performed without challenges, with some, with major ones, unable to be performed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Rating {
    /// 优: without challenges.
    Good,
    /// 良: with some challenges.
    Fair,
    /// 中: with major challenges.
    Weak,
    /// 差: it could not be done.
    Unable,
}

impl Rating {
    /// All, in the order of their digits.
    pub const ALL: [Self; 4] = [Self::Good, Self::Fair, Self::Weak, Self::Unable];
}

impl<T> Command<T> {
    /// Turns its texts into another form.
    ///
    /// # Errors
    /// Returns what `form` returns.
    pub fn try_map<U, E>(self, form: &mut impl FnMut(T) -> Result<U, E>) -> Result<Command<U>, E> {
        Ok(match self {
            Self::Give { inject } => Command::Give { inject },
            Self::Leave { inject } => Command::Leave { inject },
            Self::Enter { phase, reason } => Command::Enter { phase, reason: reason.map(form).transpose()? },
            Self::Check { phase, item } => Command::Check { phase, item },
            Self::Observe { about, rating, text } => Command::Observe { about, rating, text: form(text)? },
            Self::Improve { owner, due_day, text } => Command::Improve { owner, due_day, text: form(text)? },
            Self::Improved { run, number } => Command::Improved { run, number },
            Self::Hold => Command::Hold,
            Self::Resume => Command::Resume,
            Self::Pace { milli } => Command::Pace { milli },
            Self::Step => Command::Step,
            Self::Seek(to) => Command::Seek(to),
            Self::Bookmark { text } => Command::Bookmark { text: form(text)? },
            Self::TakeOver => Command::TakeOver,
            Self::RealSituation => Command::RealSituation,
            Self::End => Command::End,
        })
    }
}
