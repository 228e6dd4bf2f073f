//! Who acts, and how far that is proved.

use crate::text::Text;
use crate::units::PersonId;
use serde::{Deserialize, Serialize};

/// Who acts.
///
/// `--officer` only claims; a passphrase or a peer uid of the registry proves. Personal names stand in the registry;
/// the chain holds the officer's code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Actor {
    /// The desk itself: alarms, deadlines, feeds.
    Desk,
    /// A session that says nothing of who it is.
    #[default]
    Unclaimed,
    /// A session that says who it is.
    Claimed(Officer),
    /// A session that has proved it.
    Proved(Officer),
}

/// An officer as the registry knows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    /// Their place in the registry.
    pub person: PersonId,
    /// Their code, which outlives the registry: `D1`.
    pub code: Text<16>,
}

impl Actor {
    /// Returns whether the act is proved, or the desk's own.
    pub const fn is_proved(&self) -> bool {
        matches!(self, Self::Desk | Self::Proved(_))
    }

    /// Returns who is meant, claimed or proved.
    pub const fn officer(&self) -> Option<&Officer> {
        match self {
            Self::Desk | Self::Unclaimed => None,
            Self::Claimed(officer) | Self::Proved(officer) => Some(officer),
        }
    }
}

/// A text that a person typed, as the chain holds it: the text itself stands in table `private`.
///
/// Source: 突发事件应对法 Art 85: personal data is destroyed after use; the chain must survive that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivateText {
    /// Names the row of table `private`.
    pub token: u64,
    /// SHA-256 of salt and text.
    pub digest: crate::units::Digest,
}
