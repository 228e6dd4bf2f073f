//! A time as bulletins write it: mostly a wall clock without a zone.
//!
//! Decides: which writings are a time. Must not know: what a time is of.
//!
//! Invariant: a time outside this century is unreadable, and never taken for one that it may have meant.

use crate::feed::decode::Context;
use crate::feed::decode::bulletin::Part;
use crate::operations::warning::{Defect, Defects};
use crate::units::{Instant, Span};
use chrono::NaiveDateTime;
use std::ops::Range;

/// A time, and how well it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Stamp {
    /// It does not stand.
    #[default]
    Absent,
    /// It stands, and is no time.
    Unreadable,
    /// It says its zone.
    Exact(Instant),
    /// It is in the zone of its source.
    Assumed(Instant),
}

/// The zone of a source whose times have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zone {
    /// China, eight hours before UTC.
    Beijing,
    /// Japan, nine hours.
    Japan,
    /// No hour before it.
    Utc,
}

impl Stamp {
    /// Returns the instant, if there is one.
    pub(crate) const fn instant(self) -> Option<Instant> {
        match self {
            Self::Absent | Self::Unreadable => None,
            Self::Exact(at) | Self::Assumed(at) => Some(at),
        }
    }

    /// Returns the other one where this one tells no instant.
    pub(crate) const fn or(self, other: Self) -> Self {
        match self {
            Self::Absent | Self::Unreadable => other,
            Self::Exact(_) | Self::Assumed(_) => self,
        }
    }

    /// Returns when a message was issued, or none, and notes what is odd about it.
    ///
    /// One from the future would make every later message older than itself.
    pub(crate) fn issued(self, context: &Context, defects: &mut Defects) -> Instant {
        let ahead = self.instant().map(|at| at.since(context.received));
        if context.received.is_stated() && ahead.is_some_and(|ahead| ahead > AHEAD_MAX) {
            defects.note(Defect::BadTime);
            return Instant::UNSTATED;
        }
        self.told(defects, Defect::Missing)
    }

    /// Returns the instant or none, and notes what is odd about it.
    pub(crate) fn told(self, defects: &mut Defects, absent: Defect) -> Instant {
        match self {
            Self::Absent => defects.note(absent),
            Self::Unreadable => defects.note(Defect::BadTime),
            Self::Assumed(_) => defects.note(Defect::ZoneAssumed),
            Self::Exact(_) => {}
        }
        self.instant().unwrap_or(Instant::UNSTATED)
    }
}

/// How far a source's clock may be ahead of the desk's (design section 5).
const AHEAD_MAX: Span = Span::minutes(5);

/// The years that a bulletin may speak of: 2000 to 2100.
const CENTURY: Range<i64> = 946_684_800_000..4_102_444_800_000;

/// How times are written, once the separators are the same.
const FORMS: [&str; 3] = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y%m%d%H%M%S"];

/// Reads a time; one without a zone is in the source's.
pub(crate) fn read(text: &str, zone: Zone) -> Stamp {
    if text.is_empty() {
        return Stamp::Absent;
    }
    if text.len() > 40 || !text.is_ascii() {
        return Stamp::Unreadable;
    }
    let plain = text.replace('/', "-").replacen('T', " ", 1);
    let (clock, offset) = split_offset(&plain);
    let zone = match zone {
        Zone::Beijing => Span::minutes(8 * 60),
        Zone::Japan => Span::minutes(9 * 60),
        Zone::Utc => Span(0),
    };
    let Some(local) = FORMS.iter().find_map(|form| NaiveDateTime::parse_from_str(clock.trim(), form).ok())
    else {
        return Stamp::Unreadable;
    };
    let utc = |offset: Span| Instant(local.and_utc().timestamp_millis().saturating_sub(offset.0));
    let stamp = match offset {
        Offset::None => Stamp::Assumed(utc(zone)),
        Offset::Of(offset) => Stamp::Exact(utc(offset)),
        Offset::Unreadable => Stamp::Unreadable,
    };
    if stamp.instant().is_some_and(|at| CENTURY.contains(&at.0)) { stamp } else { Stamp::Unreadable }
}

/// Reads seconds since 1970.
pub(crate) fn unix(part: Part<'_>) -> Stamp {
    if part.is_absent() {
        return Stamp::Absent;
    }
    let milli = part.whole().and_then(|seconds| i64::try_from(seconds).ok()?.checked_mul(1_000));
    milli
        .filter(|milli| CENTURY.contains(milli))
        .map_or(Stamp::Unreadable, |milli| Stamp::Exact(Instant(milli)))
}

/// What stands behind a clock.
enum Offset {
    None,
    Of(Span),
    Unreadable,
}

/// Takes `Z`, `+08:00` or `+0800` from the end of a time.
fn split_offset(text: &str) -> (&str, Offset) {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return (clock, Offset::Of(Span(0)));
    }
    // The date has signs of its own.
    let Some(at) = text.rfind(['+', '-']).filter(|at| *at > "2026-01-01".len()) else {
        return (text, Offset::None);
    };
    let (clock, offset) = text.split_at(at);
    let digits = offset[1..].replace(':', "");
    let minutes = match (digits.len(), digits.parse::<i64>()) {
        (4, Ok(number)) if number % 100 < 60 && number < 1_500 => number / 100 * 60 + number % 100,
        _ => return (clock, Offset::Unreadable),
    };
    (clock, Offset::Of(Span::minutes(if offset.starts_with('-') { -minutes } else { minutes })))
}

#[cfg(test)]
mod tests {
    use super::{Stamp, Zone, read};
    use crate::units::Instant;

    #[test]
    fn times_are_read_as_they_are_written() {
        // 2026-11-21 19:00 in Beijing.
        let at = Instant(1_795_258_800_000);
        for (text, zone, wanted) in [
            ("2026-11-21 19:00:00", Zone::Beijing, Stamp::Assumed(at)),
            ("2026-11-21 19:00", Zone::Beijing, Stamp::Assumed(at)),
            ("2026/11/21 20:00:00.000", Zone::Japan, Stamp::Assumed(at)),
            ("20261121190000", Zone::Beijing, Stamp::Assumed(at)),
            ("2026-11-21T11:00Z", Zone::Beijing, Stamp::Exact(at)),
            ("2026-11-21T19:00+08:00", Zone::Japan, Stamp::Exact(at)),
            ("2026-11-21T03:00:00.5-0800", Zone::Japan, Stamp::Exact(Instant(at.0 + 500))),
            ("", Zone::Beijing, Stamp::Absent),
            ("2026-11-21", Zone::Beijing, Stamp::Unreadable),
            ("2026-13-21 19:00", Zone::Beijing, Stamp::Unreadable),
            ("2026-11-21T19:00+99:00", Zone::Beijing, Stamp::Unreadable),
            ("1999-11-21 19:00", Zone::Beijing, Stamp::Unreadable),
            ("+262142-01-01 00:00", Zone::Beijing, Stamp::Unreadable),
            ("昨天 19:00", Zone::Beijing, Stamp::Unreadable),
        ] {
            assert_eq!(read(text, zone), wanted, "{text}");
        }
    }
}
