//! The numbers of the desk, each with a type of its own.
//!
//! Decides: what an instant, a span, an amount and an identity are, and how they are written.
//! Must not know: clocks, calendars, files. An [`Instant`] is given, never read.
//!
//! Invariants:
//! - time is UTC milliseconds in an `i64`; money is integer fen; nothing here is a float;
//! - arithmetic saturates: a wrong stamp from a device can never wrap into a right one.

mod point;

pub use point::{NotAPoint, Point, read_degrees};

use serde::{Deserialize, Serialize};
use std::fmt;

/// An instant of desk time.
///
/// Units: milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Instant(pub i64);

impl Instant {
    /// The instant that stands for "never stated": zero, as many devices send it.
    pub const UNSTATED: Self = Self(0);

    /// Returns the span from `earlier` to `self`; negative when `earlier` is later.
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// Returns the instant `span` later, saturating.
    #[must_use]
    pub const fn after(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// Returns whether the instant was stated at all.
    pub const fn is_stated(self) -> bool {
        self.0 != 0
    }
}

/// A length of desk time.
///
/// Units: milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span(pub i64);

impl Span {
    /// Makes a span of whole seconds.
    pub const fn seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000))
    }

    /// Makes a span of whole minutes.
    pub const fn minutes(minutes: i64) -> Self {
        Self::seconds(minutes.saturating_mul(60))
    }

    /// Returns the whole seconds, rounded towards zero.
    pub const fn whole_seconds(self) -> i64 {
        self.0 / 1_000
    }
}

/// An amount of money.
///
/// Units: fen, a hundredth of a yuan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fen(pub i64);

impl fmt::Display for Fen {
    /// Writes yuan with separators: `1,284,000.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fen = self.0.unsigned_abs();
        if self.0 < 0 {
            f.write_str("-")?;
        }
        let (yuan, rest) = (fen / 100, fen % 100);
        let mut scale = 1;
        while yuan / scale >= 1_000 {
            scale *= 1_000;
        }
        write!(f, "{}", yuan / scale)?;
        while scale > 1 {
            scale /= 1_000;
            write!(f, ",{:03}", yuan / scale % 1_000)?;
        }
        write!(f, ".{rest:02}")
    }
}

/// Declares an identity: a number that is only equal to another of its own kind.
macro_rules! identity {
    ($(#[doc = $doc:literal] $name:ident($inner:ty);)*) => { $(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub $inner);

        impl $name {
            /// Returns the number as a table index.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )* };
}

identity! {
    /// A device's place in the device table; kept for the life of the data directory.
    DeviceId(u32);
    /// A node of the tree park > site > building > floor > zone.
    ZoneId(u32);
    /// A firm or a public place: the site whose card is shown.
    SiteId(u32);
    /// A configured feed, in the order of the configuration file.
    FeedId(u16);
    /// An incident's number as it is spoken: `#1042`.
    IncidentId(u32);
    /// A warning that is active or was so lately.
    WarningId(u32);
    /// A person of the registry: officers, leaders and responders.
    PersonId(u32);
    /// A team of the registry.
    TeamId(u32);
    /// An insurer of the registry.
    InsurerId(u32);
    /// A rule of the rule table; zero is the built-in one.
    RuleId(u16);
    /// A shelf, an outage or a maintenance window that a person entered.
    SuppressionId(u32);
    /// A number of the input log: the desk's only order.
    InputNumber(u64);
    /// A number of the journal's chain.
    EntryNumber(u64);
    /// A team on its way, or asked to go: one order to one team.
    DispatchId(u32);
    /// An order of a leader.
    OrderId(u32);
    /// Money that is set aside.
    ReservationId(u32);
    /// A claim that an insurer has given a number.
    ClaimId(u32);
    /// A message that goes out by a machine channel.
    DeliveryId(u32);
    /// A handover of the desk, from the offer or the taking to both signatures.
    HandoverId(u32);
}

impl InputNumber {
    /// Returns the next number.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// The revision of one thing, counted up by what a person decides by.
///
/// Counts hazard, severity up, level, phase, owner, dispatch, reservation, disposition, merge and split; never
/// repeats and never more members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Revision(pub u32);

impl Revision {
    /// Counts one change.
    pub fn bump(&mut self) {
        self.0 = self.0.saturating_add(1);
    }
}

/// The identity of one act, made by who acts before the act is sent; a resend carries the same one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ActionId(#[serde(with = "action_form")] pub u128);

impl fmt::Display for ActionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// A number of JSON holds 64 bits: an action's identity is 32 hexadecimal digits there.
mod action_form {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(id: &u128, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() { to.collect_str(&super::ActionId(*id)) } else { id.serialize(to) }
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<u128, D::Error> {
        if !from.is_human_readable() {
            return u128::deserialize(from);
        }
        let digits = String::deserialize(from)?;
        let is_plain = digits.len() == 32 && digits.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
        let id = u128::from_str_radix(&digits, 16).ok().filter(|_| is_plain);
        id.ok_or_else(|| serde::de::Error::custom("an action is 32 hexadecimal digits in lower case"))
    }
}

/// A SHA-256 digest; 64 hexadecimal digits in formats that people read, bytes in the others.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Digest(#[serde(with = "digest_form")] pub [u8; 32]);

impl std::str::FromStr for Digest {
    type Err = NotADigest;

    /// Reads 64 hexadecimal digits in lower case: one digest is written in one way.
    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let mut bytes = [0; 32];
        let digits = text.as_bytes();
        if digits.len() != 64 || !digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(NotADigest);
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let value = |digit: u8| if digit <= b'9' { digit - b'0' } else { digit - b'a' + 10 };
            *byte = value(pair[0]) << 4 | value(pair[1]);
        }
        Ok(Self(bytes))
    }
}

/// A text that is no digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not 64 hexadecimal digits")]
pub struct NotADigest;

/// The two written forms of a digest.
mod digest_form {
    use super::Digest;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8; 32], to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() { to.collect_str(&Digest(*bytes)) } else { bytes.serialize(to) }
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<[u8; 32], D::Error> {
        if from.is_human_readable() {
            let text = String::deserialize(from)?;
            text.parse::<Digest>().map(|digest| digest.0).map_err(D::Error::custom)
        } else {
            <[u8; 32]>::deserialize(from)
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// How bad a condition is, by its source.
///
/// The warning colours map onto it: blue, yellow, orange, red are minor, moderate, severe, extreme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Not stated.
    #[default]
    Unknown,
    /// For the record only.
    Info,
    /// Blue.
    Minor,
    /// Yellow.
    Moderate,
    /// Orange.
    Severe,
    /// Red.
    Extreme,
}

impl Severity {
    /// Every severity, the least first.
    pub const ALL: [Self; 6] =
        [Self::Unknown, Self::Info, Self::Minor, Self::Moderate, Self::Severe, Self::Extreme];
}

/// How well an incident is evidenced (证据级).
///
/// Limits: 0 to 4. 0 one sensor; 1 repeated; 2 a second sensor of the same kind, or a manual call point alone; 3
/// another physical quantity, or a manual call point with any sensor; 4 a named person on the spot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EvidenceLevel(pub u8);

#[cfg(test)]
mod tests {
    use super::Fen;

    #[test]
    fn fen_is_written_with_separators() {
        for (fen, text) in [
            (0, "0.00"),
            (5, "0.05"),
            (100_000, "1,000.00"),
            (128_400_000, "1,284,000.00"),
            (-100_050, "-1,000.50"),
            (i64::MIN, "-92,233,720,368,547,758.08"),
        ] {
            assert_eq!(Fen(fen).to_string(), text);
        }
    }
}
