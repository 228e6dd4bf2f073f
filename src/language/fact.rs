//! An entry of the journal as a sentence: what happened, in words, without the numbers that only programs need.
//!
//! The match is exhaustive: a fact that nobody can read aloud does not compile.

pub(in crate::language) mod call;
mod claim;
mod delivery;
mod dispatch;
pub mod drill;
mod finding;
pub mod handover;
mod intake;
mod order;
mod plan;
mod pool;
mod report;
pub(in crate::language) mod suppression;

use crate::correlation::change::{Change, What};
use crate::language::{Lang, course, name, reason, reject, storage, time};
use crate::operations::call::Witness;
use crate::operations::fact::Body;
use crate::operations::incident::fact::Named;
use crate::operations::reference::Escalate;
use crate::operations::warning::MessageKind;
use crate::operations::{deadline, desk, feed, incident, warning};
use crate::units::{Digest, Instant, Span};
use std::fmt::Write;

/// Writes what a fact says beside its kind; nothing where the kind says it all.
///
/// `at` is the entry's time, `offset` local time less UTC.
pub fn said(lang: Lang, at: Instant, body: &Body, offset: Span, out: &mut String) {
    match body {
        Body::Incident(fact) => said_of_incident(lang, fact, out),
        Body::Call(fact) => call::said(lang, fact, out),
        Body::Intake(fact) => intake::said(lang, fact, out),
        Body::Finding(fact) => finding::said(lang, fact, out),
        Body::Dispatch(fact) => dispatch::said(lang, fact, out),
        Body::Plan(fact) => plan::said(lang, fact, out),
        Body::Report(fact) => report::said(lang, fact, out),
        Body::Order(fact) => order::said(lang, fact, out),
        Body::Claim(fact) => claim::said(lang, fact, out),
        Body::Pool(fact) => pool::said(lang, fact, out),
        Body::Delivery(fact) => delivery::said(lang, fact, out),
        Body::Suppression(fact) => suppression::said(lang, at, fact, offset, out),
        Body::Deadline(fact) => said_of_deadline(lang, at, fact, offset, out),
        Body::Warning(fact) => said_of_warning(lang, fact, out),
        Body::Feed(fact) => said_of_feed(lang, fact, out),
        Body::Handover(fact) => handover::said(lang, fact, out),
        Body::Drill(fact) => drill::said(lang, fact, out),
        Body::Desk(fact) => said_of_desk(lang, fact, offset, out),
    }
}

fn said_of_incident(lang: Lang, fact: &incident::Fact, out: &mut String) {
    let _ = match fact {
        incident::Fact::Alarm { change, named } => return said_of_change(lang, change, named, out),
        incident::Fact::Repeats { raises, .. } => {
            write!(out, "{} {raises}", lang.pick("累计报警", "raised in all"))
        }
        incident::Fact::Acknowledged { came_later: came_later @ 1.., .. } => match lang {
            Lang::Zh => write!(out, "其后又来 {came_later} 条"),
            Lang::En => write!(out, "{came_later} alarms came later"),
        },
        incident::Fact::Renewed { cause, .. } => write!(out, "{}", name::renew_cause(lang, *cause)),
        incident::Fact::Verified { verdict, witness, .. } => {
            let _ = write!(out, "{} ({}", course::verdict(lang, *verdict), lang.pick("来源 ", "said by "));
            match witness {
                Witness::Callee(callee) => call::callee(lang, *callee, out),
                Witness::Officer => out.push_str(lang.pick("值班员", "the officer")),
                Witness::Other(_) => out.push_str(lang.pick("他人", "somebody else")),
            }
            out.push(')');
            Ok(())
        }
        incident::Fact::PhaseChanged { from, to, .. } => {
            write!(out, "{} -> {}", name::phase(lang, *from), name::phase(lang, *to))
        }
        incident::Fact::Escalated { step, to, code, .. } => {
            let code = match to {
                Escalate::Screens | Escalate::Command => "",
                // Nobody is on call for it: said in words, it is a red line.
                Escalate::SecondOfficer | Escalate::Leader | Escalate::Person(_) if code.is_empty() => {
                    lang.pick("无人值守", "NO ONE ON CALL")
                }
                Escalate::SecondOfficer | Escalate::Leader | Escalate::Person(_) => code,
            };
            write!(out, "{step} {} {code}", course::escalate(lang, *to))
        }
        incident::Fact::Closed { disposition, .. } => {
            write!(out, "{}", name::disposition(lang, *disposition))
        }
        incident::Fact::MergeAsked { from, .. } => write!(out, "{}{from}", lang.pick("收入 #", "took in #")),
        incident::Fact::SplitAsked { alarms, .. } => {
            write!(out, "{alarms} {}", lang.pick("个报警", "alarms"))
        }
        incident::Fact::KeptApart { other, .. } => {
            write!(out, "{}{other}", lang.pick("与 #", "from #"))
        }
        // The text that was typed stands beside it, for those who may read it.
        incident::Fact::Acknowledged { came_later: 0, .. }
        | incident::Fact::Noted { .. }
        | incident::Fact::Reopened { .. } => Ok(()),
    };
}

fn said_of_change(lang: Lang, change: &Change, named: &Named, out: &mut String) {
    let Named { device, kind, place } = named;
    let kind = name::device_kind(lang, *kind);
    let _ = match &change.what {
        What::Opened { family, .. } => write!(out, "{} {place}", name::family(lang, *family)),
        What::Repeated { count, .. } => write!(out, "{device} {kind} x{count}"),
        What::Ended { .. } | What::FirstOutChanged { .. } => write!(out, "{device} {kind} {place}"),
        What::LevelChanged { from, to, .. } => write!(out, "{} -> {}", from.0, to.0),
        What::SeverityChanged { from, to, .. } => {
            write!(out, "{} -> {}", name::severity(lang, *from), name::severity(lang, *to))
        }
        What::LifeRiskChanged { life_risk: true, .. } => {
            write!(out, "{}", lang.pick("危及生命", "life-risk now"))
        }
        What::LifeRiskChanged { life_risk: false, .. } => {
            write!(out, "{}", lang.pick("不再危及生命", "life-risk no more"))
        }
        What::Renewed { cause, .. } => write!(out, "{}", name::renew_cause(lang, *cause)),
        What::Quieted { .. } => Ok(()),
        What::Joined { reason, .. } | What::Suppressed { reason, .. } | What::Unsuppressed { reason, .. } => {
            let _ = write!(out, "{device} {kind} {place}: ");
            return reason::sentence(lang, reason, "", None, out);
        }
        What::Merged { from, reason, .. } => {
            let _ = write!(out, "{}{from}: ", lang.pick("收入 #", "took in #"));
            return reason::sentence(lang, reason, "", None, out);
        }
        What::MergeProposed { from, reason, .. } => {
            let _ = write!(out, "{}{from}? ", lang.pick("是否收入 #", "take in #"));
            return reason::sentence(lang, reason, "", None, out);
        }
        What::Split { from, .. } => {
            write!(out, "{device} {kind} {place}: {}{from}", lang.pick("分自 #", "split off #"))
        }
        What::Follows { parent, .. } => write!(out, "{}{parent}", lang.pick("随 #", "follows #")),
        What::Stale { .. } => {
            write!(out, "{device} {kind} {place}: {}", lang.pick("长时未恢复", "active too long"))
        }
        What::SuppressionEnded { suppression, reason } => {
            let _ = write!(out, "{}{suppression}: ", lang.pick("抑制 ", "suppression "));
            return reason::sentence(lang, reason, "", None, out);
        }
        What::TableFull { table, turned_away } => {
            write!(out, "{} {turned_away}", name::table(lang, *table))
        }
    };
}

fn said_of_deadline(lang: Lang, at: Instant, fact: &deadline::Fact, offset: Span, out: &mut String) {
    out.push_str(course::subject(lang, fact.subject()));
    let due = match fact {
        deadline::Fact::Started { due, .. }
        | deadline::Fact::Met { due, .. }
        | deadline::Fact::Passed { due, .. } => *due,
        deadline::Fact::Dropped { .. } => return,
    };
    out.push_str(lang.pick(" 限 ", " by "));
    time::day_or_clock(due, at, offset, out);
    if matches!(fact, deadline::Fact::Met { .. }) && at > due {
        out.push_str(lang.pick("  逾期办结", "  met late"));
    }
}

fn said_of_warning(lang: Lang, fact: &warning::Fact, out: &mut String) {
    let (message, warning, among) = match fact {
        warning::Fact::Taken { warning, message } => (message, Some(*warning), 0),
        warning::Fact::Dangling { message, among } => (message, None, *among),
        warning::Fact::Expired { warning }
        | warning::Fact::Withdrawn { warning }
        | warning::Fact::Joined { warning, .. }
        | warning::Fact::Left { warning, .. }
        | warning::Fact::Ended { warning }
        | warning::Fact::GaveWay { warning } => {
            let _ = write!(out, "{}{warning}", lang.pick("第 ", "warning "));
            return;
        }
    };
    let kind = match message.kind {
        MessageKind::Issue => lang.pick("发布", "issued"),
        MessageKind::Update => lang.pick("更新", "updated"),
        MessageKind::Cancel => lang.pick("解除", "cancelled"),
    };
    let _ = write!(out, "{kind} {} {}", name::colour(lang, message.colour), message.headline);
    if let Some(warning) = warning {
        let _ = write!(out, " ({warning})");
    }
    if among > 0 {
        let _ = match lang {
            Lang::Zh => write!(out, "  未指明哪一条, 可能的 {among} 条均保留"),
            Lang::En => write!(out, "  it does not say which: the {among} that it may mean stay"),
        };
    }
}

fn said_of_feed(lang: Lang, fact: &feed::Fact, out: &mut String) {
    let _ = match fact {
        feed::Fact::Up { from, resumed: true, .. } => {
            write!(out, "{} {from}", lang.pick("续传自", "resumed at"))
        }
        feed::Fact::Up { from, resumed: false, .. } => {
            write!(out, "{} {from}", lang.pick("从头开始, 自", "begun anew at"))
        }
        feed::Fact::Down { cause, .. } => write!(out, "{}", name::lost_cause(lang, *cause)),
        feed::Fact::Gap { from, to, reason, .. } => {
            write!(out, "{} {from}-{to}: {reason}", lang.pick("缺", "missing"))
        }
        feed::Fact::Admitted { code, place, .. } if place.is_empty() => write!(out, "{code}"),
        feed::Fact::Admitted { code, place, .. } => {
            write!(out, "{code}  {} {place}", lang.pick("自报位置", "says it hangs at"))
        }
        feed::Fact::Placed { place, .. } => {
            write!(out, "{} {place}", lang.pick("自报位置", "says it hangs at"))
        }
        feed::Fact::Silent { .. } => {
            write!(out, "{}", lang.pick("连着, 但久无消息", "it stands and says nothing"))
        }
        feed::Fact::Speaks { .. } => write!(out, "{}", lang.pick("又有消息", "it speaks again")),
        feed::Fact::Rejected { reason, count, digest, .. } => {
            // A message that conflicts with another is none that could not be read.
            let count = if *count > 0 { format!(" x{count}") } else { String::new() };
            let digest = digest.map(|digest| format!(" SHA-256 {}", short(&digest))).unwrap_or_default();
            write!(out, "{}{count}{digest}", reject::reading(lang, reason))
        }
        feed::Fact::Unread { .. } => {
            write!(
                out,
                "{}",
                lang.pick(
                    "有消息, 全都读不懂: 格式不对或设备故障",
                    "it sends, and nothing can be read: wrong format, or out of order"
                )
            )
        }
        feed::Fact::CountsAnew { had, last, .. } => match lang {
            Lang::Zh => write!(out, "来源停在 {last}, 本台已收到 {had}: 来源复位过, 旧号新警照收并留存"),
            Lang::En => write!(
                out,
                "its source stands at {last}, the desk at {had}: it was reset; alarms under old numbers are taken, and kept apart"
            ),
        },
        feed::Fact::Broken { .. } => {
            write!(out, "{}", lang.pick("一直没有恢复, 鸣响", "it does not come back: it sounds"))
        }
        feed::Fact::Known { .. } => write!(out, "{}", lang.pick("已知情", "somebody knows")),
    };
}

fn said_of_desk(lang: Lang, fact: &desk::Fact, offset: Span, out: &mut String) {
    let _ = match fact {
        desk::Fact::Started { build, recovery } => {
            write!(out, "{build} {}", name::recovery(lang, *recovery))
        }
        desk::Fact::Stopped | desk::Fact::SignedOn | desk::Fact::SignedOff => Ok(()),
        desk::Fact::RegistryLoaded { devices, .. } => {
            write!(out, "{} {devices}", lang.pick("探测器", "devices"))
        }
        desk::Fact::RulesRead { before, after, rules } => {
            let (before, after) = (short(before), short(after));
            match lang {
                Lang::Zh => write!(out, "{rules} 条, {after} 代替 {before}"),
                Lang::En => write!(out, "{rules}, {after} in place of {before}"),
            }
        }
        desk::Fact::RulesWrong { mistakes, place } => match lang {
            Lang::Zh => write!(out, "{mistakes} 处, 第一处在 {place}; 仍用原来的"),
            Lang::En => write!(out, "{mistakes} mistakes, the first at {place}; the old ones stay"),
        },
        desk::Fact::Checkpointed { input, .. } => write!(out, "{} {input}", lang.pick("输入", "input")),
        desk::Fact::Room { storage: room } => {
            let from = out.len();
            storage::room(lang, room, out);
            let is_enough = out.len() == from;
            write!(out, "{}", if is_enough { lang.pick("够用", "enough") } else { "" })
        }
        desk::Fact::TurnedAway { count } => write!(out, "{count}"),
        desk::Fact::SurgeBegan { announced, officers } | desk::Fact::SurgeEnded { announced, officers } => {
            match lang {
                Lang::Zh => write!(out, "10分钟内 {announced} 起, 在岗 {officers} 人"),
                Lang::En => write!(out, "{announced} in ten minutes, {officers} on duty"),
            }
        }
        desk::Fact::ClockStepped { by } => write!(out, "{} ms", by.0),
        desk::Fact::Purged { scope: desk::Scope::Incident(incident), by } => {
            write!(
                out,
                "{} {}  {} #{incident}",
                lang.pick("签字", "signed by"),
                by.code,
                lang.pick("事件", "incident")
            )
        }
        desk::Fact::Purged { scope: desk::Scope::Before(before), by } => {
            let _ = write!(out, "{} {}  ", lang.pick("签字", "signed by"), by.code);
            out.push_str(lang.pick("此前的: ", "before "));
            time::date((before.0 + offset.0).div_euclid(86_400_000) as i32, out);
            Ok(())
        }
        desk::Fact::PurgeEnded { order, texts } => match lang {
            Lang::Zh => write!(out, "条目 #{order}: {texts} 段文字"),
            Lang::En => write!(out, "entry #{order}: {texts} texts"),
        },
        desk::Fact::PassphraseWrong { officer, user } => {
            let code = officer.as_ref().map_or(lang.pick("无此代号", "no such code"), |it| &it.code);
            write!(out, "{code}  {} {user}", lang.pick("系统用户", "Unix user"))
        }
    };
}

/// Digits of a file's hash that tell two files apart.
const HASH_DIGITS: usize = 8;

fn short(digest: &Digest) -> String {
    let mut digits = digest.to_string();
    digits.truncate(HASH_DIGITS);
    digits
}
