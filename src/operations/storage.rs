//! How the desk's stores stand: whether the journal takes entries, how much room its disk has.
//!
//! Decides: which acts wait for the journal, and which go on without it (design, invariant 5).
//! Must not know: files; the engine looks.

use crate::operations::command::Body;
use crate::text::Text;
use crate::units::EntryNumber;
use serde::{Deserialize, Serialize};

/// Why the journal cannot take entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trouble {
    /// No space is left (磁盘已满).
    Full,
    /// Another program holds the file (被别的程序占用).
    Busy,
    /// The file or its file system can only be read (只读).
    ReadOnly,
    /// The disk failed in the middle, and what came of it is looked up (读写出错).
    Failing,
    /// The file is damaged, or is not the one that was written (日志损坏).
    Damaged,
    /// Another reason.
    Other,
}

/// Why a head of the journal is not signed, or not in the second place (签名头有误).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HeadFault {
    /// Others may read the key.
    Exposed,
    /// The key's file holds none.
    NotAKey,
    /// The system has no random numbers for a key.
    Random,
    /// The second place has a head of this entry, and the journal has not.
    Older(EntryNumber),
    /// A head of this entry stands in the second place that no key of the journal signed.
    Stranger(EntryNumber),
    /// The second place does not answer.
    Silent,
    /// No key can follow.
    Epochs,
    /// The journal cannot be asked for its heads.
    Unread,
    /// The system refused a file; its number of the reason, where it has one.
    System(Text<32>, Option<i32>),
}

/// How much room the disk has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Room {
    /// Enough.
    #[default]
    Plenty,
    /// Somebody should make room this week (偏少).
    Low,
    /// Somebody should make room this shift; the recording keeps only what a restart needs (不足).
    Short,
    /// What is left is the journal's: nothing is recorded any more (将满).
    Critical,
}

/// Whether inputs are recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recording {
    /// They are.
    #[default]
    Kept,
    /// They are not: a restart builds the desk up from the journal (录像停).
    Stopped,
}

/// Whether the file is there whose room is given up for the last entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ballast {
    /// Not made: it was not looked for yet, or the disk had no room for it.
    #[default]
    None,
    /// It is there.
    Kept,
    /// It was given up: the journal takes the last entries, and they are for acts of life.
    Given,
}

/// How the stores stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Storage {
    /// How much room the disk has.
    pub room: Room,
    /// Units: MiB that are free.
    pub free_mib: u32,
    /// Whether inputs are recorded.
    pub recording: Recording,
    /// The reserve.
    pub ballast: Ballast,
}

impl Storage {
    /// Returns why what waits for the journal is refused although the journal still takes entries.
    pub const fn trouble(&self) -> Option<Trouble> {
        match self.ballast {
            Ballast::Given => Some(Trouble::Full),
            Ballast::None | Ballast::Kept => None,
        }
    }
}

/// Returns whether an act is refused while the journal takes no entries: money is; what saves lives never is.
pub const fn waits_for_the_journal<T>(body: &Body<T>) -> bool {
    match body {
        Body::Pool(_) => true,
        Body::Incident(_)
        | Body::Call(_)
        | Body::Intake(_)
        | Body::Finding(_)
        | Body::Dispatch(_)
        | Body::Plan(_)
        | Body::Report(_)
        | Body::Order(_)
        | Body::Claim(_)
        | Body::Delivery(_)
        | Body::Suppression(_)
        | Body::Feed(_)
        | Body::Handover(_)
        | Body::Drill(_)
        | Body::Desk(_) => false,
    }
}
