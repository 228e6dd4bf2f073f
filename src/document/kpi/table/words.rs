//! Figures as they are written: numbers with two digits, shares, times, classes.

use crate::document::kpi::{Figures, Steady, Times, Upset, share};
use crate::language::{Lang, time};
use std::fmt::Write;

/// Writes thousandths as a number with two digits behind the point.
pub(super) fn thousandths(milli: u64) -> String {
    let rounded = (milli + 5) / 10;
    format!("{}.{:02}", rounded / 100, rounded % 100)
}

/// Writes hundredths of a percent.
pub(super) fn hundredths(share: u64) -> String {
    format!("{}.{:02}", share / 100, share % 100)
}

/// Writes a part of a whole with its share.
pub(super) fn part(part: u64, whole: u64) -> String {
    format!("{part}/{whole} ({}%)", hundredths(share(part, whole)))
}

/// Writes how often and how long alarms surged.
pub(super) fn surge(lang: Lang, figures: &Figures) -> String {
    let span = figures.to.since(figures.from).0.unsigned_abs();
    let mut out = match lang {
        Lang::Zh => format!("{} 次 ", figures.surges),
        Lang::En => format!("{} x ", figures.surges),
    };
    time::age(lang, figures.surge, &mut out);
    let _ = write!(out, " ({}%)", hundredths(share(figures.surge.0.unsigned_abs(), span)));
    out
}

/// Writes the share of each priority, to the nearest tenth of a percent.
pub(super) fn priorities(figures: &Figures) -> String {
    let all: u64 = figures.priorities.iter().sum();
    let mut out = String::new();
    for (at, count) in figures.priorities.iter().enumerate() {
        let tenths = (u128::from(*count) * 2_000 + u128::from(all)) / (u128::from(all) * 2).max(1);
        let _ = write!(out, "{}{}.{}", if at > 0 { "/" } else { "" }, tenths / 10, tenths % 10);
    }
    out.push('%');
    out
}

/// Writes a median, a ninth tenth, and how many took too long.
pub(super) fn times(lang: Lang, times: Times) -> String {
    let seconds = |value: Option<u32>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
    let unit = lang.pick("秒", "s");
    format!("{}/{}{unit}/{} ({})", seconds(times.median_s), seconds(times.p90_s), times.over, times.count)
}

/// Returns what EEMUA 191 calls an hour.
pub(super) const fn steady(lang: Lang, steady: Steady) -> &'static str {
    let (zh, en) = match steady {
        Steady::Acceptable => ("可接受", "acceptable"),
        Steady::Manageable => ("可应付", "manageable"),
        Steady::OverDemanding => ("过重", "over-demanding"),
        Steady::Unacceptable => ("不可接受", "unacceptable"),
    };
    lang.pick(zh, en)
}

/// Writes the worst upset, and what EEMUA 191 calls it.
pub(super) fn upset(lang: Lang, figures: &Figures) -> String {
    let Some((count, class)) = figures.upset_max.zip(figures.upset) else {
        return lang.pick("没有激增", "no surge").to_owned();
    };
    let (zh, en) = match class {
        Upset::Manageable => ("可应付", "manageable"),
        Upset::Between => ("介于两者", "between"),
        Upset::Hard => ("难应付", "hard"),
        Upset::Abandoned => ("放弃", "abandoned"),
    };
    format!("{count} {}", lang.pick(zh, en))
}
