//! The words of a report, Chinese and English side by side.

use crate::document::drill::rows::Said;
use crate::drill::score::{Judgement, Mark, Step};
use crate::language::Lang;
use crate::operations::drill::script::Words;
use crate::operations::reference::Code;
use crate::units::{EntryNumber, Instant, Span};
use std::fmt::Display;

/// Returns how an expectation was met, in a word.
pub(super) const fn judgement(lang: Lang, judgement: Judgement) -> &'static str {
    let (zh, en) = match judgement {
        Judgement::OnTime => ("按时", "on time"),
        Judgement::Late => ("超时", "late"),
        Judgement::Wrong => ("错误", "wrong"),
        Judgement::Missed => ("未做", "missed"),
        Judgement::NotAsked => ("不计", "not asked"),
    };
    lang.pick(zh, en)
}

/// Returns what a milestone is called.
pub(super) const fn step(lang: Lang, step: Step) -> &'static str {
    let (zh, en) = match step {
        Step::Acknowledge => ("受理", "acknowledged"),
        Step::Fire => ("报119", "119 told"),
        Step::Verify => ("核实", "verified"),
        Step::Dispatch => ("下令", "teams ordered"),
        Step::Accept => ("接令", "teams accepted"),
        Step::Leader => ("报告领导", "leader briefed"),
        Step::Report => ("首报", "first report"),
        Step::Insurer => ("报案", "claim reported"),
        Step::Post => ("拨付", "money released"),
    };
    lang.pick(zh, en)
}

/// Returns what a milestone is measured from.
pub(super) const fn since(lang: Lang, step: Step) -> &'static str {
    let (zh, en) = match step {
        Step::Acknowledge | Step::Fire | Step::Verify | Step::Accept | Step::Leader => ("报警", "the alarm"),
        Step::Dispatch | Step::Report | Step::Insurer => ("属实", "verified as real"),
        Step::Post => ("预留", "the reservation"),
    };
    lang.pick(zh, en)
}

/// Returns a scenario's text; one that has no English says it in Chinese.
pub(super) fn both(lang: Lang, words: &Words) -> &str {
    match lang {
        Lang::Zh => &words.zh,
        Lang::En if words.en.is_empty() => &words.zh,
        Lang::En => &words.en,
    }
}

/// Returns a text that somebody typed, or why it does not stand here.
pub(super) fn said(lang: Lang, said: &Said) -> String {
    match said {
        Said::Withheld => lang.pick("[内容未列]", "[text withheld]").to_owned(),
        Said::Destroyed => lang.pick("[内容已销毁]", "[text destroyed]").to_owned(),
        Said::Text(text) => crate::text::clean(text).into_owned(),
    }
}

/// Returns a code with what it is called.
pub(super) fn named(code: &Code, called: Option<&str>) -> String {
    match called {
        Some(name) if !name.is_empty() && name != code.as_str() => format!("{code} {name}"),
        Some(_) | None => code.to_string(),
    }
}

/// Returns an entry as it is named in every report.
pub(super) fn entry(entry: EntryNumber) -> String {
    format!("#{entry}")
}

/// Returns when something was, counted from the drill's beginning, and its entry.
pub(super) fn marked(began: Mark, mark: Mark) -> String {
    format!("{} #{}", offset(began.at, mark.at), mark.entry)
}

/// Returns the same of what may be late; where that is in the very second that was the last, with its tenths.
pub(super) fn marked_after(began: Mark, due: Option<Instant>, mark: Mark) -> String {
    let at = offset(began.at, mark.at);
    let is_late = due.is_some_and(|due| due < mark.at && offset(began.at, due) == at);
    let tenths = mark.at.since(began.at).0.rem_euclid(1_000).unsigned_abs().div_ceil(100).min(9);
    if is_late { format!("{at}.{tenths} #{}", mark.entry) } else { marked(began, mark) }
}

/// Returns the same, or a dash for what never was.
pub(super) fn marked_or_none(began: Mark, mark: Option<Mark>) -> String {
    mark.map_or_else(|| NONE.to_owned(), |mark| marked(began, mark))
}

/// Stands where nothing is.
pub(super) const NONE: &str = "-";

/// Returns a time counted from the drill's beginning: `+4:50`, `+1:02:05`; cut to seconds, as every clock on a screen is.
pub(super) fn offset(began: Instant, at: Instant) -> String {
    let seconds = at.since(began).0.div_euclid(1_000);
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.unsigned_abs();
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{sign}{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{sign}{minutes}:{seconds:02}")
    }
}

/// Returns how long something took: `14 秒`, `1 分 36 秒`, `2 时 05 分`.
pub(super) fn took(lang: Lang, span: Span) -> String {
    let seconds = seconds(span).max(0);
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    match (lang, hours, minutes, rest) {
        (Lang::Zh, 0, 0, rest) => format!("{rest} 秒"),
        (Lang::En, 0, 0, rest) => format!("{rest} s"),
        (Lang::Zh, 0, minutes, 0) => format!("{minutes} 分"),
        (Lang::En, 0, minutes, 0) => format!("{minutes} min"),
        (Lang::Zh, 0, minutes, rest) => format!("{minutes} 分 {rest:02} 秒"),
        (Lang::En, 0, minutes, rest) => format!("{minutes} min {rest:02} s"),
        (Lang::Zh, hours, 0, _) => format!("{hours} 时"),
        (Lang::En, hours, 0, _) => format!("{hours} h"),
        (Lang::Zh, hours, minutes, _) => format!("{hours} 时 {minutes:02} 分"),
        (Lang::En, hours, minutes, _) => format!("{hours} h {minutes:02} min"),
    }
}

/// Returns how long the drill was, by the clocks of its screens.
pub(super) fn lasted(lang: Lang, span: Span) -> String {
    took(lang, Span::seconds(span.0.div_euclid(1_000)))
}

/// Whole seconds, rounded up: what took a moment longer than its target is never shown as the target.
fn seconds(span: Span) -> i64 {
    -(-span.0).div_euclid(1_000)
}

/// Returns a part in percent, rounded to the nearest.
pub(super) fn percent(part: u32, whole: u32) -> String {
    share(part, whole).map_or_else(|| NONE.to_owned(), |share| format!("{share}%"))
}

/// Returns a part in percent; none of nothing.
pub(super) const fn share(part: u32, whole: u32) -> Option<u32> {
    if whole == 0 { None } else { Some(((part as u64 * 200 + whole as u64) / (whole as u64 * 2)) as u32) }
}

/// Returns `won/all`.
pub(super) fn of(points: impl Display, points_max: impl Display) -> String {
    format!("{points}/{points_max}")
}

#[cfg(test)]
mod tests {
    use super::{marked_after, offset, share, took};
    use crate::drill::score::Mark;
    use crate::language::Lang;
    use crate::units::{EntryNumber, Instant, Span};

    #[test]
    fn durations_are_rounded_up_and_times_are_those_of_the_screens() {
        for (millis, zh, en, after) in [
            (0, "0 秒", "0 s", "+0:00"),
            (1, "1 秒", "1 s", "+0:00"),
            (15_000, "15 秒", "15 s", "+0:15"),
            (15_001, "16 秒", "16 s", "+0:15"),
            (96_000, "1 分 36 秒", "1 min 36 s", "+1:36"),
            (300_000, "5 分", "5 min", "+5:00"),
            (3_600_000, "1 时", "1 h", "+1:00:00"),
            (7_505_000, "2 时 05 分", "2 h 05 min", "+2:05:05"),
        ] {
            assert_eq!(took(Lang::Zh, Span(millis)), zh);
            assert_eq!(took(Lang::En, Span(millis)), en);
            assert_eq!(offset(Instant(5_000), Instant(5_000 + millis)), after);
        }
        assert_eq!(offset(Instant(5_000), Instant(2_000)), "-0:03");
    }

    #[test]
    fn what_is_late_never_looks_as_if_it_were_in_time() {
        let mark = |millis| Mark { at: Instant(millis), entry: EntryNumber(7) };
        let after = |due, done| marked_after(mark(500), Some(Instant(due)), mark(done));
        assert_eq!(after(15_500, 15_500), "+0:15 #7");
        assert_eq!(after(15_500, 15_501), "+0:15.1 #7");
        assert_eq!(after(15_500, 16_499), "+0:15.9 #7");
        assert_eq!(after(15_500, 16_500), "+0:16 #7");
        assert_eq!(marked_after(mark(500), None, mark(600)), "+0:00 #7");
    }

    #[test]
    fn a_part_of_nothing_is_none() {
        for (part, whole, wanted) in
            [(0, 0, None), (1, 3, Some(33)), (2, 3, Some(67)), (1, 8, Some(13)), (7, 7, Some(100))]
        {
            assert_eq!(share(part, whole), wanted);
        }
    }
}
