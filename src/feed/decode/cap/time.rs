//! Times as alerts write them: by the standard, and by those who did not read it.

use crate::units::Instant;
use chrono::{FixedOffset, NaiveDateTime, Offset, Utc};

/// What stands for a zone that is not stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zone {
    /// Beijing's: that of the feed.
    Beijing,
    /// None: a source that spans several, whose bare time says nothing.
    Stated,
}

/// A time, and whether its zone was assumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) time: Instant,
    pub(crate) is_assumed: bool,
}

/// Reads `2026-11-22T09:18:35+08:00`, with or without seconds, colon in the zone, or zone.
///
/// Source: CAP 1.2 section 3.3.2; `Z`, which it forbids, is what real systems send.
pub(crate) fn read(text: &str, zone: Zone) -> Option<Read> {
    let text = text.trim();
    let (date, clock) = text.split_once(['T', 't', ' '])?;
    let at = clock.find(['+', '-', 'Z', 'z', ' ']).unwrap_or(clock.len());
    let (clock, offset) = clock.split_at_checked(at)?;
    let (offset, is_assumed) = match (offset.trim(), zone) {
        ("", Zone::Beijing) => (FixedOffset::east_opt(8 * 3_600)?, true),
        ("", Zone::Stated) => return None,
        ("Z" | "z", _) => (Utc.fix(), false),
        (offset, _) => (east(offset)?, false),
    };
    let naive = format!("{date}T{clock}");
    let naive = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"]
        .into_iter()
        .find_map(|form| NaiveDateTime::parse_from_str(&naive, form).ok())?;
    let time = Instant(naive.and_local_timezone(offset).single()?.timestamp_millis());
    // Clocks that were never set say 1970 or the year one.
    (time.0 > 0).then_some(Read { time, is_assumed })
}

/// Reads `+08:00`, `-0500` or `+08`.
fn east(text: &str) -> Option<FixedOffset> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let digits: String = digits.split(':').collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes): (i32, i32) = match digits.len() {
        2 => (digits.parse().ok()?, 0),
        4 => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
        _ => return None,
    };
    (minutes < 60).then_some(())?;
    FixedOffset::east_opt(sign * (hours * 3_600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::{Zone, read};

    #[test]
    fn times_are_read_as_they_are_written() {
        // 2026-11-22 01:18:35 UTC.
        const TIME: i64 = 1_795_310_315_000;
        for (text, wanted) in [
            ("2026-11-22T09:18:35+08:00", Some((TIME, false))),
            ("2026-11-22T09:18:35+0800", Some((TIME, false))),
            ("2026-11-22T09:18:35+08", Some((TIME, false))),
            ("2026-11-22T01:18:35-00:00", Some((TIME, false))),
            (" 2026-11-22T01:18:35Z\n", Some((TIME, false))),
            ("2026-11-22T01:18:35.250Z", Some((TIME + 250, false))),
            ("2026-11-22 09:18:35 +08:00", Some((TIME, false))),
            ("2026-11-22T09:18:35", Some((TIME, true))),
            ("2026-11-22 09:18", Some((TIME - 35_000, true))),
            ("2026-11-22T01:18Z", Some((TIME - 35_000, false))),
            ("2026-02-30T01:18:35Z", None),
            ("2026-11-22T25:18:35Z", None),
            ("2026-11-22T09:18:35+08:99", None),
            ("2026-11-22T09:18:35+99:00", None),
            ("2026-11-22T09:18:35+é0", None),
            ("0001-01-01T00:00:00Z", None),
            ("date:now +1 hour", None),
            ("20261122", None),
            ("T", None),
            ("", None),
        ] {
            assert_eq!(read(text, Zone::Beijing).map(|it| (it.time.0, it.is_assumed)), wanted, "{text}");
        }
        assert_eq!(read("2026-11-22T09:18:35", Zone::Stated), None);
    }
}
