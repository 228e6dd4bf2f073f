//! Refusals of a drill: what is wrong, and what to do.

use crate::correlation::BEFORE_FIRST;
use crate::language::{Lang, name, time};
use crate::limits::{DRILL_ACTIONS_MAX, DRILL_PACE_MAX, DRILL_PACE_MIN};
use crate::operations::dossier::ZONE;
use crate::operations::drill::Refusal;
use std::fmt::{self, Write as _};

/// Writes why nothing of the drill changed, and what to do.
pub fn refusal(lang: Lang, refusal: &Refusal, out: &mut String) {
    let _ = match (lang, refusal) {
        (Lang::Zh, Refusal::NoDrill) => write!(out, "本台不是演练. 用 dutydesk drill 开始一场"),
        (Lang::En, Refusal::NoDrill) => write!(out, "this desk is no drill: begin one with `dutydesk drill`"),
        (_, Refusal::Over) => out.write_str(over(lang)),
        (Lang::Zh, Refusal::NoSuchInject(code)) => write!(out, "脚本里没有注入 {code}. 导调页列出全部"),
        (Lang::En, Refusal::NoSuchInject(code)) => {
            write!(out, "the scenario has no inject {code}: the director's page lists them")
        }
        (Lang::Zh, Refusal::AlreadyGiven(code)) => write!(out, "{code} 已注入"),
        (Lang::En, Refusal::AlreadyGiven(code)) => write!(out, "{code} was given already"),
        (Lang::Zh, Refusal::AlreadyLeft(code)) => write!(out, "{code} 已略过"),
        (Lang::En, Refusal::AlreadyLeft(code)) => write!(out, "{code} was left out already"),
        (Lang::Zh, Refusal::AlreadyIn(phase)) => write!(out, "已在阶段 {}", name::phase(lang, *phase)),
        (Lang::En, Refusal::AlreadyIn(phase)) => {
            write!(out, "the drill is in phase {} ({})", phase.number(), name::phase(lang, *phase))
        }
        (Lang::Zh, Refusal::Backwards(phase)) => {
            write!(out, "阶段不倒退, {} 已过", name::phase(lang, *phase))
        }
        (Lang::En, Refusal::Backwards(phase)) => {
            write!(out, "phases do not go back: {} is over", name::phase(lang, *phase))
        }
        (Lang::Zh, Refusal::ReasonMissing(phase)) => write!(
            out,
            "进入 {} 的条件未齐或跳了阶段. 写明原因: enter {} 原因",
            name::phase(lang, *phase),
            phase.number()
        ),
        (Lang::En, Refusal::ReasonMissing(phase)) => write!(
            out,
            "{} is entered before its time: say why, as `enter {} TEXT`",
            name::phase(lang, *phase),
            phase.number()
        ),
        (Lang::Zh, Refusal::NoSuchItem { items }) => write!(out, "该阶段清单共 {items} 项"),
        (Lang::En, Refusal::NoSuchItem { items }) => write!(out, "that phase's list has {items} items"),
        (Lang::Zh, Refusal::AlreadyChecked) => write!(out, "该项已勾"),
        (Lang::En, Refusal::AlreadyChecked) => write!(out, "that item is done already"),
        (Lang::Zh, Refusal::NoSuchOne(code)) => write!(out, "没有 {code} 这个人, 队伍或保险机构"),
        (Lang::En, Refusal::NoSuchOne(code)) => {
            write!(out, "neither a person nor a team nor an insurer is called {code}")
        }
        (Lang::Zh, Refusal::NoSuchAction(number)) => write!(out, "那场演练没有未完成的整改 {number}"),
        (Lang::En, Refusal::NoSuchAction(number)) => {
            write!(out, "that drill left no open action {number}: the director's page lists them")
        }
        (Lang::Zh, Refusal::ActionsFull) => write!(out, "整改已有 {DRILL_ACTIONS_MAX} 条, 合并几条再记"),
        (Lang::En, Refusal::ActionsFull) => {
            write!(out, "there are {DRILL_ACTIONS_MAX} actions already: put some of them together")
        }
        (
            _,
            Refusal::AlreadyHeld
            | Refusal::NotHeld
            | Refusal::PaceOutOfRange
            | Refusal::Watching
            | Refusal::NotWatching
            | Refusal::OfADrill
            | Refusal::NoSuchPlace
            | Refusal::NotInRecording { .. }
            | Refusal::NoSuchInput { .. }
            | Refusal::NoIncidentSo { .. }
            | Refusal::DayPast { .. }
            | Refusal::AtEnd,
        ) => of_course(lang, refusal, out),
    };
}

/// Writes why a drill or a recording does not go as it was told, and how it may.
fn of_course(lang: Lang, refusal: &Refusal, out: &mut String) -> fmt::Result {
    match (lang, refusal) {
        (Lang::Zh, Refusal::AlreadyHeld) => write!(out, "已暂停. resume 继续"),
        (Lang::En, Refusal::AlreadyHeld) => write!(out, "it stands still already: `resume` goes on"),
        (Lang::Zh, Refusal::NotHeld) => write!(out, "演练没有暂停, 正在往下走"),
        (Lang::En, Refusal::NotHeld) => write!(out, "it does not stand still"),
        (_, Refusal::DayPast { due_day, today }) => out.write_str(&day_past(lang, *due_day, *today)),
        (Lang::Zh, Refusal::PaceOutOfRange) => {
            write!(out, "倍速从 0.{DRILL_PACE_MIN} 到 {}", DRILL_PACE_MAX / 1_000)
        }
        (Lang::En, Refusal::PaceOutOfRange) => {
            write!(out, "a rate from 0.{DRILL_PACE_MIN} to {}", DRILL_PACE_MAX / 1_000)
        }
        (_, Refusal::NotInRecording { from, to }) => {
            let mut span = String::new();
            time::day_or_clock(*from, *to, ZONE, &mut span);
            span.push_str(lang.pick(" 到 ", " to "));
            time::day_or_clock(*to, *from, ZONE, &mut span);
            span.push_str(" (+");
            time::age(lang, to.since(*from), &mut span);
            match lang {
                Lang::Zh => write!(out, "录像里没有这个时刻. 录像从 {span})"),
                Lang::En => write!(out, "the recording has no such time: it is from {span})"),
            }
        }
        (Lang::Zh, Refusal::NoSuchInput { inputs }) => write!(out, "录像里共 {inputs} 个输入, 从 1 起"),
        (Lang::En, Refusal::NoSuchInput { inputs }) => {
            write!(out, "the recording has {inputs} inputs, from 1 on")
        }
        (Lang::Zh, Refusal::NoIncidentSo { newest: Some(newest) }) => {
            write!(out, "录像里没有这起事件. 有 {} 到 {newest}", BEFORE_FIRST.0 + 1)
        }
        (Lang::En, Refusal::NoIncidentSo { newest: Some(newest) }) => {
            write!(out, "the recording has no such incident: it has {} to {newest}", BEFORE_FIRST.0 + 1)
        }
        (Lang::Zh, Refusal::NoIncidentSo { newest: None }) => write!(out, "录像里没有事件"),
        (Lang::En, Refusal::NoIncidentSo { newest: None }) => write!(out, "the recording has no incident"),
        (_, refusal) => out.write_str(of_watching(lang, refusal)),
    }
}

/// Returns that nothing is done here any more, and where it is.
const fn over(lang: Lang) -> &'static str {
    lang.pick(
        "演练已结束, 这里都不是真的: 真实台按 !. 导调仍可记观察和整改",
        "the drill is over, nothing here is real: ! for the live desk",
    )
}

fn day_past(lang: Lang, due_day: i32, today: i32) -> String {
    let mut said = lang.pick("到期日 ", "it would be due ").to_owned();
    time::date(due_day, &mut said);
    said.push_str(lang.pick(" 已过, 今天是 ", ", and today is "));
    time::date(today, &mut said);
    said
}

/// Returns why nothing of a recording that is watched changed, and what to do.
const fn of_watching(lang: Lang, refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Watching => lang.pick(
            "正在回放录像. 由班组接手后再办: take-over",
            "a recording is watched: `take-over` lets the team decide from here",
        ),
        Refusal::OfADrill => lang.pick(
            "这是一场演练的录像, 只可回看. 要再练, 用 dutydesk drill 重开它的情景",
            "this is the recording of a drill, to be watched only: to practise it again, begin its scenario anew with `dutydesk drill`",
        ),
        Refusal::NoSuchPlace => lang.pick("录像里没有这一处", "the recording has no such place"),
        Refusal::AtEnd => {
            lang.pick("录像已放完. seek 回到前面", "the recording is at its end: `seek` goes back")
        }
        // All but the first have other words: they stand above.
        Refusal::NotWatching
        | Refusal::NoDrill
        | Refusal::Over
        | Refusal::NoSuchInject(_)
        | Refusal::AlreadyGiven(_)
        | Refusal::AlreadyLeft(_)
        | Refusal::AlreadyIn(_)
        | Refusal::Backwards(_)
        | Refusal::ReasonMissing(_)
        | Refusal::NoSuchItem { .. }
        | Refusal::AlreadyChecked
        | Refusal::NoSuchOne(_)
        | Refusal::NoSuchAction(_)
        | Refusal::ActionsFull
        | Refusal::AlreadyHeld
        | Refusal::NotHeld
        | Refusal::PaceOutOfRange
        | Refusal::NotInRecording { .. }
        | Refusal::NoSuchInput { .. }
        | Refusal::NoIncidentSo { .. }
        | Refusal::DayPast { .. } => lang.pick(
            "这里不是录像回放, 演练自己往下走",
            "no recording is watched here: the drill goes on by itself",
        ),
    }
}
