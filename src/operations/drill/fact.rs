//! What happened to a drill.

use crate::operations::actor::PrivateText;
use crate::operations::drill::{About, Rating};
use crate::operations::incident::Phase;
use crate::operations::reference::{Code, Line};
use crate::units::{Digest, IncidentId};
use serde::{Deserialize, Serialize};

/// A change to the drill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// It began (开始).
    Began {
        /// SHA-256 of the scenario's file.
        scenario: Digest,
        /// What the scenario is called.
        name: Line,
        /// How many injects it has.
        injects: u16,
    },
    /// An inject was given, by the script or by hand.
    Given {
        /// Its place in the scenario.
        inject: u16,
        /// Its code.
        code: Code,
        /// Whether the director gave it.
        by_hand: bool,
    },
    /// An inject was left out.
    Left {
        /// Its place in the scenario.
        inject: u16,
        /// Its code.
        code: Code,
    },
    /// A phase began.
    Entered {
        /// Which.
        phase: Phase,
        /// Whether its entry facts stood.
        in_order: bool,
        /// Why it was entered before its time.
        reason: Option<PrivateText>,
    },
    /// The last entry fact of a phase came.
    Ready {
        /// The phase that may be entered.
        phase: Phase,
    },
    /// An item of an exit checklist is done.
    Checked {
        /// The phase.
        phase: Phase,
        /// The item, from 1.
        item: u8,
        /// Whether the director said so, and not a fact.
        by_hand: bool,
    },
    /// The director saw something.
    Observed {
        /// About what.
        about: About,
        /// How well it went.
        rating: Rating,
        /// What.
        text: PrivateText,
    },
    /// Something is to be done after the drill.
    ToImprove {
        /// Its number in this drill, from 1.
        number: u16,
        /// Who owes it.
        owner: Code,
        /// By when: days since 1970-01-01.
        due_day: i32,
        /// What.
        text: PrivateText,
    },
    /// What an earlier drill left to be done is done.
    Improved {
        /// The run that it is of.
        run: Line,
        /// Its number in that run.
        number: u16,
    },
    /// The drill stands still.
    Held {
        /// Why.
        why: Halt,
    },
    /// It goes on.
    Resumed,
    /// Its clock runs at another rate.
    Paced {
        /// Thousandths of real time.
        milli: u32,
    },
    /// It is over.
    Ended {
        /// Whether something real ended it.
        real: bool,
    },
    /// Nobody plays it: a file says what its team does (预演).
    Rehearsed {
        /// How many lines it says.
        lines: u16,
    },
}

/// Why a drill stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Halt {
    /// The director said so.
    Director,
    /// The live desk has an alarm that endangers life.
    RealAlarm {
        /// The live desk's incident.
        incident: IncidentId,
    },
}

/// The kind under which players read an entry of the director's while the drill runs; no entry has it.
pub const WITHHELD: &str = "drill.withheld";

/// What is kept from players of an entry while the drill runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Veil {
    /// Nothing.
    None,
    /// All that it says.
    Body,
    /// That, and what it is.
    Whole,
}

impl Fact {
    /// Returns what is kept from players of it while the drill runs.
    ///
    /// Open is what every screen shows anyway: that it stands still or goes on, how fast, its phase, its end. What the director
    /// saw, wrote and gave, and which item is done, tells players how they are judged or what comes next; so does the scenario's
    /// name at the beginning.
    pub const fn veil(&self) -> Veil {
        match self {
            Self::Began { .. } => Veil::Body,
            Self::Given { .. }
            | Self::Left { .. }
            | Self::Entered { reason: Some(_), .. }
            | Self::Ready { .. }
            | Self::Checked { .. }
            | Self::Observed { .. }
            | Self::ToImprove { .. }
            | Self::Improved { .. } => Veil::Whole,
            Self::Entered { reason: None, .. }
            | Self::Held { .. }
            | Self::Resumed
            | Self::Paced { .. }
            | Self::Ended { .. }
            | Self::Rehearsed { .. } => Veil::None,
        }
    }

    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Began { .. } => "drill.began",
            Self::Given { .. } => "drill.given",
            Self::Left { .. } => "drill.left",
            Self::Entered { .. } => "drill.entered",
            Self::Ready { .. } => "drill.ready",
            Self::Checked { .. } => "drill.checked",
            Self::Observed { .. } => "drill.observed",
            Self::ToImprove { .. } => "drill.to-improve",
            Self::Improved { .. } => "drill.improved",
            Self::Held { .. } => "drill.held",
            Self::Resumed => "drill.resumed",
            Self::Paced { .. } => "drill.paced",
            Self::Ended { .. } => "drill.ended",
            Self::Rehearsed { .. } => "drill.rehearsed",
        }
    }
}
