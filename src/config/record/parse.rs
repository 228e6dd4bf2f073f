//! Days, amounts and angles as people write them; never through a float.

use crate::units::Fen;
use chrono::{Datelike, NaiveDate};

/// Reads a day (`2027-03-01`, `2027/3/1`, `2027年3月1日`), counted from 1970-01-01.
pub fn day(text: &str) -> Option<i32> {
    let plain = text.replace(['年', '月', '/'], "-").replace('日', "");
    let date = NaiveDate::parse_from_str(plain.trim(), "%Y-%m-%d").ok()?;
    let epoch = NaiveDate::from_ymd_opt(1970, 1, 1)?.num_days_from_ce();
    (1970..=9999).contains(&date.year()).then(|| date.num_days_from_ce() - epoch)
}

/// Reads yuan (`1,284,000.00`, `800000`, `80万`).
pub fn money(text: &str) -> Option<Fen> {
    let (number, scale) = match text.trim_end_matches('元').strip_suffix('万') {
        Some(number) => (number, 10_000),
        None => (text.trim_end_matches('元'), 1),
    };
    let number = number.replace([',', '，', '_', ' '], "");
    decimal(&number, 2)?.checked_mul(scale).map(Fen)
}

/// Reads degrees as millionths, at most `most` degrees either way.
pub fn degrees(text: &str, most: i32) -> Option<i32> {
    let (sign, plain) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let micro = i32::try_from(decimal(plain, 6)?).ok()?;
    (micro <= most.checked_mul(1_000_000)?).then_some(sign * micro)
}

/// Reads a decimal number without a sign as thousandths.
pub fn milli(text: &str) -> Option<i32> {
    i32::try_from(decimal(text, 3)?).ok()
}

/// Reads `mm:ss` or `h:mm:ss`, or whole seconds, as seconds.
pub fn seconds(text: &str) -> Option<i64> {
    let mut total: i64 = 0;
    for (at, part) in text.split(':').enumerate() {
        let number: i64 = part.parse().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()))?;
        if at > 2 || (at > 0 && (number >= 60 || part.len() != 2)) {
            return None;
        }
        total = total.checked_mul(60)?.checked_add(number)?;
    }
    Some(total)
}

/// Returns whether a text is a telephone number as it is dialled.
pub fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let rest = text.strip_prefix('+').unwrap_or(text);
    (3..=18).contains(&digits)
        && rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
        && rest.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
        && !rest.ends_with('-')
        && !rest.contains("--")
}

/// Reads a decimal number without a sign as so many of its `places`.
fn decimal(text: &str, places: usize) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > places || text.ends_with('.') {
        return None;
    }
    format!("{whole}{part:0<places$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{day, degrees, is_phone, money, seconds};

    #[test]
    fn values_are_read_as_people_write_them() {
        for (text, days) in [
            ("1970-01-02", Some(1)),
            ("2027年3月1日", Some(20_878)),
            ("2027/3/1", Some(20_878)),
            ("2027-02-30", None),
        ] {
            assert_eq!(day(text), days, "{text}");
        }
        for (text, fen) in [
            ("1,284,000.00", Some(128_400_000)),
            ("80万", Some(80_000_000)),
            ("2,000万元", Some(2_000_000_000)),
            ("0.5", Some(50)),
            ("-5", None),
            ("1.234", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(money(text).map(|money| money.0), fen, "{text}");
        }
        for (text, micro) in
            [("34.693821", Some(34_693_821)), ("-0.5", Some(-500_000)), ("91", None), ("x", None)]
        {
            assert_eq!(degrees(text, 90), micro, "{text}");
        }
        for (text, wanted) in [
            ("00:45", Some(45)),
            ("2:30", Some(150)),
            ("1:00:00", Some(3_600)),
            ("75", Some(75)),
            ("1:75", None),
        ] {
            assert_eq!(seconds(text), wanted, "{text}");
        }
        for (text, wanted) in [
            ("0000-1234", true),
            ("119", true),
            ("+86-516-0000", true),
            ("12", false),
            ("0000-12a4", false),
            ("0000--1", false),
            ("-119", false),
            ("", false),
        ] {
            assert_eq!(is_phone(text), wanted, "{text}");
        }
    }
}
