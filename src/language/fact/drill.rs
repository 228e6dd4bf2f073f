//! Drills, as the journal reads them.

use crate::language::{Lang, name};
use crate::operations::drill::{About, Fact, Halt, Rating};
use std::fmt::Write;

/// Writes what the director did, and how far the scenario came.
pub(super) fn said(lang: Lang, fact: &Fact, out: &mut String) {
    let by_hand = |by_hand: bool| if by_hand { lang.pick("  手动", "  by hand") } else { "" };
    let _ = match fact {
        Fact::Began { name, injects, .. } => {
            write!(out, "{name}  {} {injects}", lang.pick("注入", "injects"))
        }
        Fact::Given { code, by_hand: hand, .. } => write!(out, "{code}{}", by_hand(*hand)),
        Fact::Left { code, .. } => write!(out, "{code}"),
        Fact::Entered { phase, in_order, .. } => {
            let early = if *in_order { "" } else { lang.pick("  条件未齐", "  before its time") };
            write!(out, "{} {}{early}", phase.number(), name::phase(lang, *phase))
        }
        Fact::Ready { phase } => write!(out, "{} {}", phase.number(), name::phase(lang, *phase)),
        Fact::Checked { phase, item, by_hand: hand } => {
            write!(out, "{} {item}{}", name::phase(lang, *phase), by_hand(*hand))
        }
        Fact::Observed { about, rating, .. } => {
            self::about(lang, *about, out);
            write!(out, "  {}", self::rating(lang, *rating))
        }
        Fact::ToImprove { number, owner, due_day, .. } => {
            let _ = write!(out, "{number}  {owner}  {} ", lang.pick("至", "until"));
            crate::language::time::date(*due_day, out);
            Ok(())
        }
        Fact::Improved { run, number } => write!(out, "{run} {number}"),
        Fact::Held { why: Halt::Director } => write!(out, "{}", lang.pick("导调", "by the director")),
        Fact::Held { why: Halt::RealAlarm { incident } } => {
            write!(out, "{} #{incident}", lang.pick("真实警情", "REAL ALARM"))
        }
        Fact::Resumed | Fact::Ended { real: false } => Ok(()),
        Fact::Paced { milli } => write!(out, "x{}.{:03}", milli / 1_000, milli % 1_000),
        Fact::Rehearsed { lines } => match lang {
            Lang::Zh => write!(out, "无人参演, 按文件 {lines} 条"),
            Lang::En => write!(out, "nobody plays: {lines} lines of a file"),
        },
        Fact::Ended { real: true } => write!(out, "{}", lang.pick("真实情况", "REAL SITUATION")),
    };
}

/// Returns how well something was done, in a word.
pub const fn rating(lang: Lang, rating: Rating) -> &'static str {
    let (zh, en) = match rating {
        Rating::Good => ("优", "good"),
        Rating::Fair => ("良", "fair"),
        Rating::Weak => ("中", "weak"),
        Rating::Unable => ("差", "unable"),
    };
    lang.pick(zh, en)
}

/// Writes what an observation is about.
pub fn about(lang: Lang, about: About, out: &mut String) {
    match about {
        About::Whole => out.push_str(lang.pick("全程", "the whole")),
        About::Inject(code) | About::Who(code) => out.push_str(&code),
    }
}
