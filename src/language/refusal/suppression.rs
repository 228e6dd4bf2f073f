//! Refusals of a suppression: what is wrong, and what to do.

use crate::language::{Lang, time};
use crate::limits::{SUPPRESSIONS_MAX, WINDOWS_MAX};
use crate::operations::dossier::ZONE;
use crate::operations::intake::Place;
use crate::operations::suppression::Refusal;
use crate::units::{Instant, Span, SuppressionId};
use std::fmt::{self, Write};

/// Writes why a command was refused and what to do.
pub fn refusal(lang: Lang, refusal: &Refusal, out: &mut String) {
    let _ = match (lang, refusal) {
        (Lang::Zh, Refusal::NoSuchDevice(code)) => write!(out, "没有 {code} 这个探测器. 编码见设备页 6"),
        (Lang::En, Refusal::NoSuchDevice(code)) => {
            write!(out, "there is no device {code}. Codes stand on page 6")
        }
        (Lang::Zh, Refusal::NoSuchPlace(place)) => {
            write!(out, "没有 {} 这个单位或区域. 写单位编码、简称或区域编码", said(place))
        }
        (Lang::En, Refusal::NoSuchPlace(place)) => {
            write!(
                out,
                "there is no site or zone {}. Give a site's code or short name, or a zone's code",
                said(place)
            )
        }
        (Lang::Zh, Refusal::NoTime) => write!(out, "时间不能为零. 写几分钟后恢复"),
        (Lang::En, Refusal::NoTime) => write!(out, "it must have an end. Give the minutes until then"),
        (Lang::Zh, Refusal::TooLong { max }) => {
            write!(out, "时间太长, 最长 {} 分钟. 写短一些, 到时再续", minutes(*max))
        }
        (Lang::En, Refusal::TooLong { max }) => {
            write!(out, "too long: {} minutes at most. Give less, and again when it ends", minutes(*max))
        }
        (_, Refusal::Runs { suppression, until }) => runs(lang, *suppression, *until, out),
        (Lang::Zh, Refusal::NotRunning(id)) => write!(out, "没有第 {id} 号抑制. 在跑的见设备页 6"),
        (Lang::En, Refusal::NotRunning(id)) => {
            write!(out, "there is no suppression {id}. Those that run stand on page 6")
        }
        (Lang::Zh, Refusal::Ended(id)) => {
            write!(out, "第 {id} 号抑制已经结束, 不再压住什么. 在跑的见设备页 6")
        }
        (Lang::En, Refusal::Ended(id)) => {
            write!(out, "suppression {id} has ended and holds nothing. Those that run stand on page 6")
        }
        (
            _,
            Refusal::NumberMissing(_)
            | Refusal::NumberDiffers { .. }
            | Refusal::LifeRiskStands(_)
            | Refusal::LifeRiskOpen(_),
        ) => life_risk(lang, refusal, out),
        (Lang::Zh, Refusal::Full) => {
            write!(out, "抑制已满 (共 {SUPPRESSIONS_MAX}, 维保窗口 {WINDOWS_MAX}). 先解除不用的, 见设备页 6")
        }
        (Lang::En, Refusal::Full) => write!(
            out,
            "no more find room ({SUPPRESSIONS_MAX} in all, {WINDOWS_MAX} windows). Lift what is not needed, page 6"
        ),
    };
}

/// Writes why what endangers life is not kept silent, or not without its number.
fn life_risk(lang: Lang, refusal: &Refusal, out: &mut String) -> fmt::Result {
    match (lang, refusal) {
        (Lang::Zh, Refusal::NumberMissing(id)) => {
            write!(out, "它在 #{id} 里是危及生命的报警. 确要搁置, 分钟后写 {id} 再写原因")
        }
        (Lang::En, Refusal::NumberMissing(id)) => {
            write!(
                out,
                "its alarm endangers life in #{id}. To shelve it all the same, type {id} after the minutes"
            )
        }
        (Lang::Zh, Refusal::NumberDiffers { incident, typed }) => {
            write!(out, "输入的 #{typed} 与 #{incident} 不符. 请照编号再输")
        }
        (Lang::En, Refusal::NumberDiffers { incident, typed }) => {
            write!(out, "#{typed} was typed for #{incident}. Type its own number")
        }
        (Lang::Zh, Refusal::LifeRiskStands(id)) => {
            write!(out, "它在 #{id} 里是危及生命的报警, 不能停用. 先处置; 要暂时静下来用搁置")
        }
        (Lang::En, Refusal::LifeRiskStands(id)) => {
            write!(
                out,
                "its alarm endangers life in #{id}: it stays in service. Deal with that, or shelve the alarm"
            )
        }
        (Lang::Zh, Refusal::LifeRiskOpen(id)) => {
            write!(out, "该处的 #{id} 危及生命, 还没结束. 结束它才能开维保窗口")
        }
        (Lang::En, Refusal::LifeRiskOpen(id)) => {
            write!(out, "#{id} there endangers life and is open. Close it before a maintenance window opens")
        }
        // All that has other words: they stand above.
        (
            _,
            Refusal::NoSuchDevice(_)
            | Refusal::NoSuchPlace(_)
            | Refusal::NoTime
            | Refusal::TooLong { .. }
            | Refusal::Runs { .. }
            | Refusal::NotRunning(_)
            | Refusal::Ended(_)
            | Refusal::Full,
        ) => Ok(()),
    }
}

fn runs(lang: Lang, id: SuppressionId, until: Instant, out: &mut String) -> fmt::Result {
    let end = end(until);
    match lang {
        Lang::Zh => write!(out, "第 {id} 号已在抑制它, 到 {end}. 要改时间先 :解除 {id}"),
        Lang::En => {
            write!(out, "number {id} covers it already, until {end}. To change its end, lift {id} first")
        }
    }
}

fn said(place: &Place) -> String {
    match place {
        Place::Zone(zone) => zone.to_string(),
        Place::Site(code) => code.to_string(),
    }
}

/// Writes an end with its day: an outage may run for days.
fn end(until: Instant) -> String {
    let mut said = String::new();
    time::date_and_minute(until, ZONE, &mut said);
    said
}

const fn minutes(span: Span) -> i64 {
    span.whole_seconds() / 60
}
