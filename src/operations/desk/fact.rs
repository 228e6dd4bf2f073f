//! What happened to the desk.

use crate::operations::actor::Officer;
use crate::operations::desk::Scope;
use crate::operations::storage::Storage;
use crate::text::Text;
use crate::units::{Digest, EntryNumber, InputNumber, Span};
use serde::{Deserialize, Serialize};

/// A change to the desk.
///
/// Source: GB 25506: program entry and exit times and the operator's name are recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// The program runs.
    Started {
        /// Its version.
        build: Text<48>,
        /// How the state was found again.
        recovery: Recovery,
    },
    /// It was stopped in order.
    Stopped,
    /// A session proved who it is.
    SignedOn,
    /// Such a session ended.
    SignedOff,
    /// The registry in force.
    RegistryLoaded {
        /// SHA-256 of its files.
        digest: Digest,
        /// Its devices.
        devices: u32,
    },
    /// The rules were read and are in force from here on.
    RulesRead {
        /// SHA-256 of the file that they were read from before.
        before: Digest,
        /// SHA-256 of the file now.
        after: Digest,
        /// How many rules it has.
        rules: u16,
    },
    /// The rules were read anew and their file is wrong: the old ones stay in force.
    RulesWrong {
        /// How many mistakes it has.
        mistakes: u16,
        /// The first one: file and line.
        place: Text<64>,
    },
    /// The whole state at an input was written down.
    Checkpointed {
        /// The input.
        input: InputNumber,
        /// SHA-256 of the state.
        digest: Digest,
    },
    /// The disk has less room, or more again; the recording or the ballast gave way, or is there again.
    Room {
        /// How the stores stand.
        storage: Storage,
    },
    /// Alarms or warnings found no place in a full table; written at most once in ten seconds.
    TurnedAway {
        /// How many so far.
        count: u64,
    },
    /// More is announced than those on duty can take in (报警激增).
    SurgeBegan {
        /// Announcements in the last ten minutes.
        announced: u32,
        /// Officers on duty.
        officers: u16,
    },
    /// It is over.
    SurgeEnded {
        /// Announcements in the last ten minutes.
        announced: u32,
        /// Officers on duty.
        officers: u16,
    },
    /// The wall clock moved against the monotonic one.
    ClockStepped {
        /// By how much.
        by: Span,
    },
    /// Texts are destroyed from here on (销毁).
    Purged {
        /// Which.
        scope: Scope,
        /// The leader who signed it.
        by: Officer,
    },
    /// They are gone.
    PurgeEnded {
        /// The entry that ordered it.
        order: EntryNumber,
        /// How many there were.
        texts: u32,
    },
    /// A passphrase was wrong; what was typed is nowhere.
    PassphraseWrong {
        /// Whose it was to be; none when the registry has no such code, which may be a passphrase typed in the wrong place.
        officer: Option<Officer>,
        /// The Unix user who tried.
        user: u32,
    },
}

/// How a start found the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recovery {
    /// There was none: a new data directory.
    Fresh,
    /// A checkpoint and the recording after it.
    Checkpoint,
    /// The journal was folded; the feeds are asked for a snapshot.
    Folded,
}

impl Fact {
    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Started { .. } => "desk.started",
            Self::Stopped => "desk.stopped",
            Self::SignedOn => "desk.signed-on",
            Self::SignedOff => "desk.signed-off",
            Self::RegistryLoaded { .. } => "desk.registry",
            Self::RulesRead { .. } => "desk.rules",
            Self::RulesWrong { .. } => "desk.rules-wrong",
            Self::Checkpointed { .. } => "desk.checkpoint",
            Self::Room { .. } => "desk.room",
            Self::TurnedAway { .. } => "desk.turned-away",
            Self::SurgeBegan { .. } => "surge.began",
            Self::SurgeEnded { .. } => "surge.ended",
            Self::ClockStepped { .. } => "desk.clock",
            Self::Purged { .. } => "desk.purged",
            Self::PurgeEnded { .. } => "desk.purge-ended",
            Self::PassphraseWrong { .. } => "desk.passphrase-wrong",
        }
    }
}
