//! Times, ages and readings as they are written, into a `String` that the caller keeps.
//!
//! Local time is UTC plus an offset that is given: nothing here reads a clock or a zone file.

use crate::correlation::event::Unit;
use crate::language::{Lang, Word, name, text};
use crate::operations::incident::view::Reading;
use crate::units::{Instant, Span};
use std::fmt::Write;

const DAY_MS: i64 = 86_400_000;

/// Writes the time of day: `21:04:07`, or `--:--:--` when it was never stated.
pub fn clock(at: Instant, offset: Span, out: &mut String) {
    if !at.is_stated() {
        out.push_str("--:--:--");
        return;
    }
    let second = at.after(offset).0.rem_euclid(DAY_MS) / 1_000;
    let _ = write!(out, "{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60);
}

/// Writes hour and minute: `21:04`, or `--:--`.
pub fn hour_minute(at: Instant, offset: Span, out: &mut String) {
    if !at.is_stated() {
        out.push_str("--:--");
        return;
    }
    let second = at.after(offset).0.rem_euclid(DAY_MS) / 1_000;
    let _ = write!(out, "{:02}:{:02}", second / 3_600, second / 60 % 60);
}

/// Writes month, day, hour and minute when the day is not that of `now`, else hour and minute.
pub fn day_or_hour(at: Instant, now: Instant, offset: Span, out: &mut String) {
    let day = |instant: Instant| instant.after(offset).0.div_euclid(DAY_MS);
    if at.is_stated() && day(at) != day(now) {
        let (_, month, of_month) = civil(day(at));
        let _ = write!(out, "{month:02}-{of_month:02} ");
    }
    hour_minute(at, offset, out);
}

/// Writes month and day where the day is not that of `now`, then the time to the second.
pub fn day_or_clock(at: Instant, now: Instant, offset: Span, out: &mut String) {
    let day = |instant: Instant| instant.after(offset).0.div_euclid(DAY_MS);
    if at.is_stated() && day(at) != day(now) {
        let (_, month, of_month) = civil(day(at));
        let _ = write!(out, "{month:02}-{of_month:02} ");
    }
    clock(at, offset, out);
}

/// Writes a day: `2027-03-01`.
pub fn date(day: i32, out: &mut String) {
    let (year, month, of_month) = civil(i64::from(day));
    let _ = write!(out, "{year:04}-{month:02}-{of_month:02}");
}

/// Writes an instant to the minute, with its day: `2027-03-01 21:04`.
pub fn date_and_minute(at: Instant, offset: Span, out: &mut String) {
    date(at.after(offset).0.div_euclid(DAY_MS) as i32, out);
    out.push(' ');
    hour_minute(at, offset, out);
}

/// Writes an instant to the second, with its day: `2027-03-01 21:04:07`.
pub fn date_and_clock(at: Instant, offset: Span, out: &mut String) {
    date(at.after(offset).0.div_euclid(DAY_MS) as i32, out);
    out.push(' ');
    clock(at, offset, out);
}

/// Writes how late something is: milliseconds below ten seconds, else as an age; a negative one is early.
pub fn delay(lang: Lang, span: Span, out: &mut String) {
    if span.0.abs() < 10_000 {
        let _ = write!(out, "{}ms", span.0);
    } else {
        out.push_str(if span.0 < 0 { "-" } else { "" });
        age(lang, Span(span.0.abs()), out);
    }
}

/// Writes a length of time: `00:12`, `1:02:03`, or days; a negative one counts as zero.
pub fn age(lang: Lang, span: Span, out: &mut String) {
    let second = span.whole_seconds().max(0);
    let _ = match (second / 3_600, second / 86_400) {
        (0, _) => write!(out, "{:02}:{:02}", second / 60, second % 60),
        (hours, 0) => write!(out, "{hours}:{:02}:{:02}", second / 60 % 60, second % 60),
        (hours, days) => write!(out, "{days}{}{:02}h", text(lang, Word::Day), hours % 24),
    };
}

/// Writes a reading as a person says it: `62C`, `27.3C`, `0.42m`; what is stored keeps its thousandths.
pub fn reading(reading: Reading, out: &mut String) {
    if reading.value_milli < 0 {
        out.push('-');
    }
    let milli = i64::from(reading.value_milli).abs();
    let step = said_step(milli, reading.unit);
    let milli = (milli + step / 2) / step * step;
    let (whole, rest) = (milli / 1_000, milli % 1_000);
    let _ = write!(out, "{whole}");
    if rest != 0 {
        let mut digits =
            [b'.', b'0' + (rest / 100) as u8, b'0' + (rest / 10 % 10) as u8, b'0' + (rest % 10) as u8];
        let mut kept = 4;
        while kept > 2 && digits[kept - 1] == b'0' {
            kept -= 1;
        }
        digits[kept..].fill(b' ');
        out.extend(digits[..kept].iter().map(|digit| char::from(*digit)));
    }
    out.push_str(name::unit(reading.unit));
}

/// Returns the thousandths to which a reading is rounded: tenths, of a depth centimetres, and below one two digits that count.
///
/// No detector of gas or heat is right to a hundredth; but what is not zero is not said to be.
const fn said_step(milli: i64, unit: Unit) -> i64 {
    let (tenths_from, hundredths_from) = match unit {
        Unit::Celsius | Unit::PercentLel | Unit::Percent | Unit::PartsPerMillion => (100, 100),
        Unit::Metre => (i64::MAX, 100),
        Unit::None | Unit::Kilopascal | Unit::LitrePerSecond | Unit::Volt | Unit::Ampere => (1_000, 100),
    };
    if milli >= tenths_from {
        100
    } else if milli >= hundredths_from {
        10
    } else {
        1
    }
}

/// Returns year, month and day of a day counted from 1970-01-01.
///
/// Source: the proleptic Gregorian calendar in eras of 400 years from 1 March (Howard Hinnant, `civil_from_days`).
const fn civil(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400;
    (if month <= 2 { year + 1 } else { year }, month, of_month)
}

#[cfg(test)]
mod tests {
    use super::{age, clock, date, reading};
    use crate::correlation::event::Unit;
    use crate::language::Lang;
    use crate::operations::incident::view::Reading;
    use crate::units::{Instant, Span};

    #[test]
    fn days_are_written_as_the_calendar_has_them() {
        for (day, wanted) in [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (20_878, "2027-03-01"),
            (-1, "1969-12-31"),
        ] {
            let mut out = String::new();
            date(day, &mut out);
            assert_eq!(out, wanted);
        }
    }

    #[test]
    fn clocks_ages_and_readings() {
        let mut out = String::new();
        clock(Instant(13 * 3_600_000 + 4 * 60_000 + 7_999), Span::minutes(480), &mut out);
        out.push(' ');
        clock(Instant::UNSTATED, Span(0), &mut out);
        assert_eq!(out, "21:04:07 --:--:--");
        for (seconds, wanted) in [(-5, "00:00"), (12, "00:12"), (3_723, "1:02:03"), (90_000, "1d01h")] {
            let mut out = String::new();
            age(Lang::En, Span::seconds(seconds), &mut out);
            assert_eq!(out, wanted);
        }
        for (value_milli, unit, wanted) in [
            (62_000, Unit::Celsius, "62C"),
            (420, Unit::Metre, "0.42m"),
            (27_256, Unit::Celsius, "27.3C"),
            (929, Unit::PercentLel, "0.9%LEL"),
            (960, Unit::PercentLel, "1%LEL"),
            (42, Unit::PercentLel, "0.042%LEL"),
            (142, Unit::Metre, "0.14m"),
            (999, Unit::Metre, "1m"),
            (1_237, Unit::Metre, "1.24m"),
            (5, Unit::Ampere, "0.005A"),
            (0, Unit::Volt, "0V"),
            (-1_005, Unit::Celsius, "-1C"),
            (-40, Unit::Celsius, "-0.04C"),
            (i32::MIN, Unit::Volt, "-2147483.6V"),
        ] {
            let mut out = String::new();
            reading(Reading { value_milli, unit, rising: false }, &mut out);
            assert_eq!(out, wanted);
        }
    }
}
