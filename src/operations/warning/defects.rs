//! What was odd about how a warning was written: taken all the same, and said.

use serde::{Deserialize, Serialize};

/// A set of defects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defects(u32);

/// One defect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Defect {
    /// It does not say when it ends.
    NoExpires,
    /// It ends before it begins.
    ExpiresEarly,
    /// A time without a zone: the zone of its source was taken.
    ZoneAssumed,
    /// A time that cannot be read: none was taken.
    BadTime,
    /// Another encoding than UTF-8, or a byte order mark.
    Encoding,
    /// Elements out of their order, or repeated.
    Order,
    /// Something that must stand does not.
    Missing,
    /// A word that its list does not have.
    UnknownWord,
    /// It names itself as what it replaces.
    SelfReference,
    /// It carries a signature that nobody has checked.
    Unverified,
    /// A text was cleaned or cut.
    Cleaned,
    /// An older version of the format.
    OldVersion,
}

impl Defect {
    /// Every defect, in the order that they are told.
    pub const ALL: [Self; 12] = [
        Self::NoExpires,
        Self::ExpiresEarly,
        Self::ZoneAssumed,
        Self::BadTime,
        Self::Encoding,
        Self::Order,
        Self::Missing,
        Self::UnknownWord,
        Self::SelfReference,
        Self::Unverified,
        Self::Cleaned,
        Self::OldVersion,
    ];

    /// Returns its code, the same on screen, in `decode` and in the journal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoExpires => "no-expires",
            Self::ExpiresEarly => "expires-early",
            Self::ZoneAssumed => "zone-assumed",
            Self::BadTime => "bad-time",
            Self::Encoding => "encoding",
            Self::Order => "order",
            Self::Missing => "missing",
            Self::UnknownWord => "unknown-word",
            Self::SelfReference => "self-reference",
            Self::Unverified => "unverified",
            Self::Cleaned => "cleaned",
            Self::OldVersion => "old-version",
        }
    }
}

impl Defects {
    /// Notes one.
    pub const fn note(&mut self, defect: Defect) {
        self.0 |= 1 << defect as u32;
    }

    /// Returns whether one was noted.
    pub const fn has(self, defect: Defect) -> bool {
        self.0 & 1 << defect as u32 != 0
    }

    /// Returns what was noted, in order.
    pub fn iter(self) -> impl Iterator<Item = Defect> {
        Defect::ALL.into_iter().filter(move |defect| self.has(*defect))
    }
}
