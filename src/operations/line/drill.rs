//! The verbs of a drill: give and leave injects, enter phases, observe, improve, hold the clock.

use crate::operations::command::Draft;
use crate::operations::drill::{About, Command, Rating, Seek};
use crate::operations::incident::Phase;
use crate::operations::line::words::{Words, fold, number, wrong};
use crate::operations::line::{Error, Group, Verb};
use crate::text::bounded;
use crate::units::InputNumber;

pub(super) const GROUP: Group = Group { verbs: VERBS, parse };

const VERBS: &[Verb] = &[
    Verb { word: "inject", zh: "注入", shape: "INJECT" },
    Verb { word: "leave-out", zh: "略过", shape: "INJECT" },
    Verb { word: "enter", zh: "进入", shape: "0-3 [TEXT]" },
    Verb { word: "check", zh: "勾选", shape: "PHASE ITEM" },
    Verb { word: "observe", zh: "观察", shape: "INJECT|CODE|all good|fair|weak|unable TEXT" },
    Verb { word: "improve", zh: "整改", shape: "CODE YYYY-MM-DD TEXT" },
    Verb { word: "improved", zh: "整改完成", shape: "RUN NUMBER" },
    Verb { word: "hold", zh: "暂停演练", shape: "" },
    Verb { word: "resume", zh: "继续演练", shape: "" },
    Verb { word: "pace", zh: "倍速", shape: "0.25-1000" },
    Verb { word: "step-on", zh: "单步", shape: "" },
    Verb { word: "seek", zh: "定位", shape: "HH:MM[:SS]|+MM:SS|INCIDENT|B1|@INPUT" },
    Verb { word: "bookmark", zh: "书签", shape: "TEXT" },
    Verb { word: "take-over", zh: "接手", shape: "" },
    Verb { word: "real-situation", zh: "真实情况", shape: "" },
    Verb { word: "end-drill", zh: "结束演练", shape: "" },
];

const RATINGS: &[(&str, &str, Rating)] = &[
    ("good", "优", Rating::Good),
    ("fair", "良", Rating::Fair),
    ("weak", "中", Rating::Weak),
    ("unable", "差", Rating::Unable),
];

fn parse(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    let command = match verb.word {
        "inject" => Command::Give { inject: words.code(verb)? },
        "leave-out" => Command::Leave { inject: words.code(verb)? },
        "enter" => {
            let phase = phase(verb, words)?;
            let reason = words.rest();
            Command::Enter { phase, reason: (!reason.is_empty()).then(|| reason.to_owned()) }
        }
        "check" => {
            let phase = phase(verb, words)?;
            let given = words.peek();
            let item = u8::try_from(words.number(verb)?).map_err(|_| wrong(verb, given))?;
            Command::Check { phase, item }
        }
        "observe" => {
            let about = about(verb, words)?;
            let rating = words.one_of(verb, RATINGS)?;
            Command::Observe { about, rating, text: words.text(verb)? }
        }
        "improve" => {
            let owner = words.code(verb)?;
            let given = words.word();
            let due_day = day(&fold(given)).ok_or_else(|| wrong(verb, given))?;
            Command::Improve { owner, due_day, text: words.text(verb)? }
        }
        "improved" => {
            let run = words.code(verb)?;
            let given = words.peek();
            let number = u16::try_from(words.number(verb)?).map_err(|_| wrong(verb, given))?;
            Command::Improved { run, number }
        }
        "hold" => Command::Hold,
        "resume" => Command::Resume,
        "pace" => {
            let given = words.word();
            Command::Pace { milli: milli(&fold(given)).ok_or_else(|| wrong(verb, given))? }
        }
        "step-on" => Command::Step,
        "seek" => {
            let given = words.word();
            Command::Seek(seek(&fold(given)).ok_or_else(|| wrong(verb, given))?)
        }
        "bookmark" => Command::Bookmark { text: words.text(verb)? },
        "take-over" => Command::TakeOver,
        "real-situation" => Command::RealSituation,
        _ => Command::End,
    };
    Ok(Draft::Drill(command))
}

fn phase(verb: &'static Verb, words: &mut Words<'_>) -> Result<Phase, Error> {
    let given = words.word();
    let number: Option<usize> = fold(given).parse().ok();
    number.and_then(|number| Phase::ALL.get(number).copied()).ok_or_else(|| wrong(verb, given))
}

/// An inject's code is `I` and a number; teams and people have codes of other letters and insurers names.
fn about(verb: &'static Verb, words: &mut Words<'_>) -> Result<About, Error> {
    let first = words.peek();
    if fold(first).eq_ignore_ascii_case("all") || first == "全程" {
        words.word();
        return Ok(About::Whole);
    }
    let code = words.code(verb)?;
    let mut letters = code.chars();
    let is_letter = letters.next().is_some_and(|first| first.eq_ignore_ascii_case(&'J'));
    let digits = letters.as_str();
    let is_inject = is_letter && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    Ok(if is_inject { About::Inject(bounded(&code.to_ascii_uppercase())) } else { About::Who(code) })
}

/// Reads a day as `2026-12-01`, in days since 1970-01-01.
fn day(word: &str) -> Option<i32> {
    let day = chrono::NaiveDate::parse_from_str(word, "%Y-%m-%d").ok()?;
    let days = day.signed_duration_since(chrono::NaiveDate::default()).num_days();
    i32::try_from(days).ok().filter(|_| word.len() == "2026-12-01".len())
}

/// Reads a place of a recording: `03:10`, `+14:05`, `1042`, `B1`, `@20000`.
fn seek(word: &str) -> Option<Seek> {
    if let Some(elapsed) = word.strip_prefix('+') {
        return since(elapsed).map(Seek::Elapsed);
    }
    if let Some(input) = word.strip_prefix('@') {
        return input.parse().ok().map(|input| Seek::Input(InputNumber(input)));
    }
    if let Some(bookmark) = word.strip_prefix(['B', 'b']) {
        return bookmark.parse().ok().map(Seek::Bookmark);
    }
    if !word.contains(':') {
        return number(word).map(Seek::Incident);
    }
    let mut parts = word.split(':').map(|part| part.parse::<u32>().ok().filter(|_| part.len() == 2));
    let (hours, minutes) = (parts.next()??, parts.next()??);
    let seconds = parts.next().unwrap_or(Some(0))?;
    let fits = hours < 24 && minutes < 60 && seconds < 60 && parts.next().is_none();
    fits.then_some(Seek::Clock(((hours * 60 + minutes) * 60 + seconds) * 1_000))
}

/// Reads how long something takes as the band writes it, `14:05` or `1:14:05`, in milliseconds.
fn since(word: &str) -> Option<u32> {
    let plain = |part: &str| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<u32> =
        word.split(':').map(|part| part.parse().ok().filter(|_| plain(part))).collect::<Option<_>>()?;
    let seconds = match *parts.as_slice() {
        [minutes, seconds] if seconds < 60 => minutes * 60 + seconds,
        [hours, minutes, seconds] if hours < 1_000 && minutes < 60 && seconds < 60 => {
            (hours * 60 + minutes) * 60 + seconds
        }
        _ => return None,
    };
    seconds.checked_mul(1_000)
}

/// Reads a rate in thousandths; what is out of range is the subject's to refuse.
fn milli(word: &str) -> Option<u32> {
    let (whole, part) = word.split_once('.').unwrap_or((word, ""));
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_plain(whole) || !is_plain(part) || part.len() > 3 || word.ends_with('.') {
        return None;
    }
    format!("{whole}{part:0<3}").parse().ok()
}

#[cfg(test)]
mod tests {
    use crate::operations::command::Draft;
    use crate::operations::drill::{About, Command, Rating, Seek};
    use crate::operations::incident::Phase;
    use crate::operations::line::parse;
    use crate::text::bounded;
    use crate::units::{IncidentId, InputNumber};

    #[test]
    fn lines_become_drafts() {
        let observe =
            |about, rating, text: &str| Some(Command::Observe { about, rating, text: text.to_owned() });
        for (line, wanted) in [
            ("inject J3", Some(Command::Give { inject: bounded("J3") })),
            ("注入 Ｊ３", Some(Command::Give { inject: bounded("J3") })),
            ("inject", None),
            ("leave-out J3", Some(Command::Leave { inject: bounded("J3") })),
            ("enter 2", Some(Command::Enter { phase: Phase::Rescue, reason: None })),
            (
                "进入 3 跳过救援",
                Some(Command::Enter { phase: Phase::Recovery, reason: Some("跳过救援".to_owned()) }),
            ),
            ("enter 4", None),
            ("enter", None),
            ("check 1 2", Some(Command::Check { phase: Phase::Activation, item: 2 })),
            ("check 1 300", None),
            ("observe all good 报告清楚", observe(About::Whole, Rating::Good, "报告清楚")),
            ("观察 j2 差 无人接电话", observe(About::Inject(bounded("J2")), Rating::Unable, "无人接电话")),
            ("observe T4 weak late", observe(About::Who(bounded("T4")), Rating::Weak, "late")),
            ("observe T4 late", None),
            ("observe T4 weak", None),
            (
                "improve T4 2026-12-01 换备用电台",
                Some(Command::Improve {
                    owner: bounded("T4"),
                    due_day: 20_788,
                    text: "换备用电台".to_owned(),
                }),
            ),
            ("improve T4 2026-13-01 x", None),
            ("improve T4 2026-12-01", None),
            (
                "improved 2026-11-22-park-fire 2",
                Some(Command::Improved { run: bounded("2026-11-22-park-fire"), number: 2 }),
            ),
            ("hold", Some(Command::Hold)),
            ("继续演练", Some(Command::Resume)),
            ("pace 0.25", Some(Command::Pace { milli: 250 })),
            ("倍速 ８", Some(Command::Pace { milli: 8_000 })),
            ("pace 1.2345", None),
            ("pace fast", None),
            ("seek 03:10", Some(Command::Seek(Seek::Clock(11_400_000)))),
            ("定位 ０３：１０：０５", Some(Command::Seek(Seek::Clock(11_405_000)))),
            ("seek 24:00", None),
            ("seek +14:05", Some(Command::Seek(Seek::Elapsed(845_000)))),
            ("定位 ＋１:００：００", Some(Command::Seek(Seek::Elapsed(3_600_000)))),
            ("seek +90:00", Some(Command::Seek(Seek::Elapsed(5_400_000)))),
            ("seek +14", None),
            ("seek +1:60:00", None),
            ("seek 3:1", None),
            ("seek #1042", Some(Command::Seek(Seek::Incident(IncidentId(1_042))))),
            ("seek b2", Some(Command::Seek(Seek::Bookmark(2)))),
            ("seek @20000", Some(Command::Seek(Seek::Input(InputNumber(20_000))))),
            ("seek", None),
            ("step-on", Some(Command::Step)),
            ("书签 首警", Some(Command::Bookmark { text: "首警".to_owned() })),
            ("take-over", Some(Command::TakeOver)),
            ("真实情况", Some(Command::RealSituation)),
            ("end-drill", Some(Command::End)),
        ] {
            assert_eq!(parse(line, None).ok(), wanted.map(Draft::Drill), "{line}");
        }
    }
}
