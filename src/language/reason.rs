//! Why: the core's reasons as sentences, one line of them for a pane, all of them for `why`.

mod again;

pub use again::{ASKED_AGAIN, Again, again};

use crate::correlation::change::{Reason, ReasonCode};
use crate::language::{Lang, Word, entry, fact, name, text, time};
use crate::operations::desk::RuleName;
use crate::operations::incident::view::{Member, Standing};
use crate::operations::snapshot::{Dossier, Proposed};
use crate::operations::suppression::{Held, View};
use crate::units::{EvidenceLevel, Instant, RuleId, Span};
use std::fmt::Write;

/// Writes everything that can be said on why an incident stands as it does; a sentence a line.
///
/// Times are counted from the first alarm, but for when it was acknowledged: an officer looks for that on the clock.
/// `again`: the acknowledgement that has lapsed, where one has.
pub fn why(lang: Lang, dossier: &Dossier, again: Option<&Again<'_>>, offset: Span, out: &mut String) {
    let incident = &dossier.incident;
    let _ = write!(
        out,
        "#{} {}  {} {}: {} {}",
        incident.id,
        name::family(lang, incident.family),
        incident.site,
        incident.place,
        text(lang, Word::Level),
        incident.level.0
    );
    out.push('\n');
    level(lang, incident.level, out);
    out.push('\n');
    life_risk(lang, dossier, out);
    out.push('\n');
    match again.filter(|_| matches!(incident.standing, Standing::Unacknowledged { .. })) {
        Some(again) => again::asked_again(lang, again, offset, out),
        None => standing(lang, &incident.standing, out),
    }
    out.push('\n');
    kin(lang, dossier, out);
    for member in &dossier.members {
        out.push_str("  +");
        time::age(lang, member.joined.since(incident.opened), out);
        out.push_str("  ");
        joined(lang, member, out);
        out.push('\n');
    }
    let hidden = (dossier.members_count as usize).saturating_sub(dossier.members.len());
    if hidden > 0 {
        let _ = match lang {
            Lang::Zh => writeln!(out, "  另有 {hidden} 个成员不在此页."),
            Lang::En => writeln!(out, "  {hidden} more members are not on this page."),
        };
    }
}

/// Writes what an incident follows, what follows it, what it may be one with, each a line; nothing where there is none.
fn kin(lang: Lang, dossier: &Dossier, out: &mut String) {
    if let Some(into) = dossier.kin.merged_into {
        let _ = match lang {
            Lang::Zh => writeln!(out, "已并入 #{into}, 报警都在那里."),
            Lang::En => writeln!(out, "It was merged into #{into}: its alarms are there."),
        };
    }
    if let Some(parent) = dossier.incident.parent {
        let _ = match lang {
            Lang::Zh => writeln!(out, "随 #{parent}: 同一单位的火情或泄漏先发生."),
            Lang::En => writeln!(out, "It follows #{parent}: a fire or leak of its site came first."),
        };
    }
    for follower in &dossier.kin.followers {
        let _ = match lang {
            Lang::Zh => writeln!(out, "#{follower} 随本事件."),
            Lang::En => writeln!(out, "#{follower} follows it."),
        };
    }
    for proposal in &dossier.kin.proposals {
        out.push_str(lang.pick("建议合并 ", "A merge is proposed: "));
        proposed(lang, proposal, out);
        out.push('\n');
    }
}

/// What somebody did, as [`acts`] tells it.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// When.
    pub at: Instant,
    /// Who: a code, with a `?` when it was not proved.
    pub actor: &'a str,
    /// The entry's kind.
    pub kind: &'a str,
    /// What the entry says in this language.
    pub said: &'a str,
    /// What was typed, for those who may read it.
    pub text: Option<&'a str>,
}

/// The kinds of entry that decide the course of an incident.
pub const DECIDING: [&str; 18] = [
    "incident.acknowledged",
    "incident.verified",
    "incident.phase",
    "response.proposed",
    "response.decided",
    "dispatch.evacuation",
    "plan.chosen",
    "incident.closed",
    "incident.reopened",
    "incident.merge-asked",
    "incident.merged",
    "incident.merge-proposed",
    "incident.kept-apart",
    "incident.split-asked",
    "alarm.split",
    "incident.follows",
    "suppression.shelved",
    "suppression.taken-out",
];

/// Writes who decided what on an incident, in order; nothing when nobody has decided anything.
///
/// Times are counted from the first alarm, as in [`why`]. Entries of other kinds are passed over.
pub fn acts<'a>(lang: Lang, opened: Instant, acts: impl Iterator<Item = Act<'a>>, out: &mut String) {
    let mut begun = false;
    for act in acts.filter(|act| DECIDING.contains(&act.kind)) {
        if !begun {
            out.push_str(lang.pick("谁作的决定:\n", "Who decided:\n"));
            begun = true;
        }
        out.push_str("  +");
        time::age(lang, act.at.since(opened), out);
        let ((actor, mark), kind) = (again::actor(lang, act.actor), entry::kind(lang, act.kind));
        let _ = write!(out, "  {actor}{mark}: {kind} {}", act.said);
        if let Some(text) = act.text {
            let _ = write!(out, " \"{text}\"");
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
    }
}

/// Writes the reasons of an incident on one line: `S-2031 首警; 同区同类x2 (18秒); 同区另一物理量 T-2007 62C -> 级 3`.
///
/// Cost: O(members x kinds of reason), no allocation once `out` has grown.
pub fn brief(lang: Lang, dossier: &Dossier, out: &mut String) {
    let mut separator = "";
    for order in BRIEF_ORDER {
        let mut found = dossier.members.iter().filter(|member| rank(member.reason.code) == order);
        let Some(first) = found.next() else { continue };
        let (mut count, mut span) = (1_u32, first.reason.span);
        for member in found {
            count += 1;
            span = span.max(member.reason.span);
        }
        out.push_str(separator);
        separator = "; ";
        brief_one(lang, first, count, span, out);
    }
    if dossier.members.is_empty() {
        out.push_str(text(lang, Word::ToldByPerson));
    }
    let _ = write!(out, " -> {} {}", text(lang, Word::Level), dossier.incident.level.0);
}

/// Writes why a member is one, as a sentence.
pub fn joined(lang: Lang, member: &Member, out: &mut String) {
    let _ = write!(
        out,
        "{} {}{} {}: ",
        member.device,
        name::device_kind(lang, member.kind),
        name::class(lang, member.class),
        member.place
    );
    sentence(lang, &member.reason, &member.other, member.rule.as_deref(), out);
    if let Some(reading) = member.reading {
        out.push_str(lang.pick(" 读数 ", " Reading "));
        time::reading(reading, out);
        if reading.rising {
            let _ = write!(out, " {}", text(lang, Word::Rising));
        }
        out.push('.');
    }
}

/// Writes a reason as a sentence; `other` is the code of the device that it was found with, `rule` what its rule is called.
pub fn sentence(lang: Lang, reason: &Reason, other: &str, rule: Option<&RuleName>, out: &mut String) {
    let _ = match (lang, reason.code) {
        (Lang::Zh, ReasonCode::First) => write!(out, "本处此类的第一个报警, 由它开始事件."),
        (Lang::En, ReasonCode::First) => {
            write!(out, "the first alarm of its kind here: it opened the incident.")
        }
        (Lang::Zh, ReasonCode::SameDevice) => write!(out, "同一探测器再次报警."),
        (Lang::En, ReasonCode::SameDevice) => write!(out, "the same device raised again."),
        (Lang::Zh, ReasonCode::SameZoneSameKind) => write!(out, "同区同类探测器也报警."),
        (Lang::En, ReasonCode::SameZoneSameKind) => {
            write!(out, "another device of the same kind in the same zone.")
        }
        (Lang::Zh, ReasonCode::SameZoneOtherQuantity) => write!(out, "同区另一物理量也越限, 证据更强."),
        (Lang::En, ReasonCode::SameZoneOtherQuantity) => {
            write!(out, "another physical quantity in the same zone: stronger evidence.")
        }
        (Lang::Zh, ReasonCode::Nearby) => write!(out, "同层或同楼的报警."),
        (Lang::En, ReasonCode::Nearby) => write!(out, "on the same floor or in the same building."),
        (Lang::Zh, ReasonCode::ManualCallPoint) => write!(out, "有人按下手动报警, 并有探测器报警."),
        (Lang::En, ReasonCode::ManualCallPoint) => write!(out, "a manual call point together with a sensor."),
        (Lang::Zh, ReasonCode::InWarning(id)) => write!(out, "在第 {id} 号预警范围内, 并入."),
        (Lang::En, ReasonCode::InWarning(id)) => write!(out, "inside warning {id} of its kind: it joins it."),
        (Lang::Zh, ReasonCode::GatewayLost) => write!(out, "所属网关失联, 一并归入, 该处为监测盲区."),
        (Lang::En, ReasonCode::GatewayLost) => write!(out, "its gateway is silent: folded in, a blind zone."),
        (Lang::Zh, ReasonCode::Overflow) => write!(out, "事件表已满, 归入本单位的汇总事件."),
        (Lang::En, ReasonCode::Overflow) => {
            write!(out, "the incident table is full: its site's overflow incident.")
        }
        (Lang::Zh, ReasonCode::Unregistered) => write!(out, "登记表中没有此设备, 按未登记处理."),
        (Lang::En, ReasonCode::Unregistered) => {
            write!(out, "no registry knows the device: it counts as unregistered.")
        }
        (Lang::Zh, ReasonCode::Test) => write!(out, "处于可信的测试或维保时段."),
        (Lang::En, ReasonCode::Test) => write!(out, "a trusted test or a maintenance window."),
        (Lang::Zh, ReasonCode::Isolated) => write!(out, "现场已屏蔽."),
        (Lang::En, ReasonCode::Isolated) => write!(out, "isolated in the field."),
        (Lang::Zh, ReasonCode::Operator) => write!(out, "由值班员移入."),
        (Lang::En, ReasonCode::Operator) => write!(out, "moved here by a person."),
        (Lang::Zh, ReasonCode::Ended) => write!(out, "报警已恢复正常."),
        (Lang::En, ReasonCode::Ended) => write!(out, "the alarm returned to normal."),
        (Lang::Zh, ReasonCode::Told) => write!(out, "本处先有人报告, 报警与之相合."),
        (Lang::En, ReasonCode::Told) => write!(out, "a person told of this zone first; the alarm agrees."),
        (Lang::Zh, ReasonCode::Shelved(id)) => write!(out, "值班员已搁置 (第 {id} 号), 到时自动恢复."),
        (Lang::En, ReasonCode::Shelved(id)) => {
            write!(out, "a person shelved it (number {id}), until a time.")
        }
        (Lang::Zh, ReasonCode::Window(id)) => write!(out, "在维保窗口内 (第 {id} 号)."),
        (Lang::En, ReasonCode::Window(id)) => write!(out, "inside a maintenance window (number {id})."),
        (Lang::Zh, ReasonCode::Outage(id)) => write!(out, "设备已停用 (第 {id} 号), 火警位除外."),
        (Lang::En, ReasonCode::Outage(id)) => {
            write!(out, "its device is out of service (number {id}), but for the fire bit.")
        }
        (Lang::Zh, ReasonCode::Inhibited) => write!(out, "由另一报警引起, 不另行通告."),
        (Lang::En, ReasonCode::Inhibited) => write!(out, "another alarm explains it: not announced."),
        (Lang::Zh, ReasonCode::SourceEnded) => write!(out, "引起它的报警已恢复, 它仍在: 恢复通告."),
        (Lang::En, ReasonCode::SourceEnded) => {
            write!(out, "what explained it has ended and it still stands: announced.")
        }
        (Lang::Zh, ReasonCode::Expired) => write!(out, "期限已到."),
        (Lang::En, ReasonCode::Expired) => write!(out, "its time is over."),
        (Lang::Zh, ReasonCode::HigherSeverity) => write!(out, "严重度高于抑制时, 抑制中断."),
        (Lang::En, ReasonCode::HigherSeverity) => {
            write!(out, "told worse than it was held at: the hold broke.")
        }
        (Lang::Zh, ReasonCode::Bridged) => write!(out, "同一报警属于两者, 应为一个事件."),
        (Lang::En, ReasonCode::Bridged) => write!(out, "an alarm belongs to both: they are one incident."),
    };
    beside(lang, reason, other, out);
    by_rule(lang, reason, rule, out);
}

/// Writes why an alarm is held: the reason, since when, until when, by whom.
pub fn held(lang: Lang, held: &Held, offset: Span, now: Instant, out: &mut String) {
    sentence(lang, &held.reason, &held.other, held.rule.as_deref(), out);
    out.push_str(lang.pick(" 自 ", " Since "));
    time::day_or_hour(held.since, now, offset, out);
    if let Some(view) = &held.by {
        out.push_str(lang.pick(" 至 ", " until "));
        time::day_or_hour(view.until, now, offset, out);
        by(lang, view, out);
    }
    out.push('.');
}

/// Writes what a suppression covers, since when, until when, by whom, and how much it holds.
pub fn suppression(lang: Lang, view: &View, offset: Span, now: Instant, out: &mut String) {
    let _ = write!(out, "{}{}  ", lang.pick("第 ", "no. "), view.id);
    fact::suppression::covered(lang, view.cover, &view.named, out);
    out.push_str("  ");
    time::day_or_hour(view.begun, now, offset, out);
    out.push_str(lang.pick(" 至 ", " until "));
    time::day_or_hour(view.until, now, offset, out);
    by(lang, view, out);
    if view.held > 0 {
        let _ = match lang {
            Lang::Zh => write!(out, "  压住 {} 个报警", view.held),
            Lang::En => write!(out, "  holds {}", view.held),
        };
    }
}

/// Writes which incidents may be one, and why.
pub fn proposed(lang: Lang, proposed: &Proposed, out: &mut String) {
    let _ = write!(out, "#{} + #{}: ", proposed.into, proposed.from);
    if !proposed.other.is_empty() {
        let _ = write!(out, "{} ", proposed.other);
    }
    sentence(lang, &proposed.reason, "", None, out);
}

fn by(lang: Lang, view: &View, out: &mut String) {
    let who = if view.by.is_empty() { text(lang, Word::SomeoneUnclaimed) } else { view.by.as_str() };
    let _ = write!(out, "{}{who}", lang.pick(", 由 ", ", by "));
}

/// Writes what an evidence level means.
pub fn level(lang: Lang, level: EvidenceLevel, out: &mut String) {
    let (zh, en) = match level.0 {
        0 => ("级 0: 只有一个探测器报过一次.", "Level 0: one sensor, once."),
        1 => ("级 1: 一个探测器反复报警, 或匿名来电.", "Level 1: one sensor repeats, or an anonymous call."),
        2 => (
            "级 2: 第二个同类探测器, 或只有手动报警.",
            "Level 2: a second sensor of the same kind, or a manual call point alone.",
        ),
        3 => (
            "级 3: 另一物理量, 或手动报警加任一探测器.",
            "Level 3: another physical quantity, or a manual call point with any sensor.",
        ),
        _ => ("级 4: 现场有名有姓的人证实.", "Level 4: a named person on the spot."),
    };
    out.push_str(lang.pick(zh, en));
}

/// The order in which [`brief`] tells reasons: how it began, then the strongest evidence first.
const BRIEF_ORDER: [u8; 23] =
    [0, 14, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 18, 19, 20, 21, 22];

const fn rank(code: ReasonCode) -> u8 {
    match code {
        ReasonCode::First => 0,
        ReasonCode::Unregistered => 1,
        ReasonCode::ManualCallPoint => 2,
        ReasonCode::SameZoneOtherQuantity => 3,
        ReasonCode::SameZoneSameKind => 4,
        ReasonCode::Nearby => 5,
        ReasonCode::SameDevice => 6,
        ReasonCode::InWarning(_) => 7,
        ReasonCode::GatewayLost => 8,
        ReasonCode::Operator => 9,
        ReasonCode::Overflow => 10,
        ReasonCode::Isolated => 11,
        ReasonCode::Test => 12,
        ReasonCode::Ended => 13,
        ReasonCode::Told => 14,
        ReasonCode::Bridged => 15,
        ReasonCode::Shelved(_) => 16,
        ReasonCode::Window(_) => 17,
        ReasonCode::Outage(_) => 18,
        ReasonCode::Inhibited => 19,
        ReasonCode::SourceEnded => 20,
        ReasonCode::Expired => 21,
        ReasonCode::HigherSeverity => 22,
    }
}

fn brief_one(lang: Lang, first: &Member, count: u32, span: Span, out: &mut String) {
    let phrase = match first.reason.code {
        ReasonCode::First => lang.pick("首警", "first"),
        ReasonCode::Unregistered => lang.pick("未登记设备", "unregistered"),
        ReasonCode::ManualCallPoint => lang.pick("手动报警加探测器", "call point with a sensor"),
        ReasonCode::SameZoneOtherQuantity => lang.pick("同区另一物理量", "other quantity"),
        ReasonCode::SameZoneSameKind => lang.pick("同区同类", "same kind"),
        ReasonCode::Nearby => lang.pick("同层同楼", "nearby"),
        ReasonCode::SameDevice => lang.pick("同一探测器重复", "same device again"),
        ReasonCode::InWarning(_) => lang.pick("在预警内", "in a warning"),
        ReasonCode::GatewayLost => lang.pick("网关失联", "gateway lost"),
        ReasonCode::Operator => lang.pick("人工移入", "moved by hand"),
        ReasonCode::Overflow => lang.pick("事件表满归入", "overflow"),
        ReasonCode::Isolated => lang.pick("现场屏蔽", "isolated"),
        ReasonCode::Test => lang.pick("测试", "test"),
        ReasonCode::Ended => lang.pick("已恢复", "ended"),
        ReasonCode::Told => lang.pick("与人报相合", "agrees with who told"),
        ReasonCode::Shelved(_) => lang.pick("已搁置", "shelved"),
        ReasonCode::Window(_) => lang.pick("维保窗口", "maintenance window"),
        ReasonCode::Outage(_) => lang.pick("已停用", "out of service"),
        ReasonCode::Inhibited => lang.pick("由他警引起", "explained by another"),
        ReasonCode::SourceEnded => lang.pick("起因已恢复", "its cause ended"),
        ReasonCode::Expired => lang.pick("到期", "time over"),
        ReasonCode::HigherSeverity => lang.pick("严重度升高", "told worse"),
        ReasonCode::Bridged => lang.pick("两事件相连", "belongs to both"),
    };
    if count > 1 {
        let _ = write!(out, "{phrase} {}{}x{count}", name::device_kind(lang, first.kind), lang.pick("", " "));
    } else {
        let _ = write!(out, "{} {phrase}", first.device);
    }
    if let Some(reading) = first.reading {
        out.push(' ');
        time::reading(reading, out);
        if reading.rising {
            let _ = write!(out, " {}", text(lang, Word::Rising));
        }
    }
    if span.0 > 0 && first.reason.other.is_some() {
        let _ = match lang {
            Lang::Zh => write!(out, " ({}秒内)", span.whole_seconds().max(1)),
            Lang::En => write!(out, " (within {}s)", span.whole_seconds().max(1)),
        };
    }
}

fn beside(lang: Lang, reason: &Reason, other: &str, out: &mut String) {
    if !other.is_empty() {
        let _ = match lang {
            Lang::Zh => write!(out, " 与 {other} 相隔 {} 秒.", reason.span.whole_seconds()),
            Lang::En => write!(out, " Beside {other}, {} s apart.", reason.span.whole_seconds()),
        };
    }
}

/// Names the rule of a reason, and says why the rule is there; one without a name is in the file no more, or not at hand.
fn by_rule(lang: Lang, reason: &Reason, rule: Option<&RuleName>, out: &mut String) {
    if reason.rule == RuleId(0) {
        return;
    }
    out.push_str(lang.pick(" 规则 ", " Rule "));
    let Some(rule) = rule else {
        let _ = write!(out, "{}.", reason.rule);
        return;
    };
    let why = lang.pick(&rule.zh, &rule.en);
    let _ = write!(out, "{}{}{why}", rule.id, if why.is_empty() { "" } else { ": " });
    if !why.ends_with(['.', '。', '!', '！']) {
        out.push('.');
    }
}

fn life_risk(lang: Lang, dossier: &Dossier, out: &mut String) {
    out.push_str(if dossier.incident.life_risk {
        lang.pick(
            "危及生命: 有正在报警的烟、温、火焰、燃气或手动报警.",
            "Life-risk: a smoke, heat, flame, gas or manual call point alarm is active.",
        )
    } else {
        lang.pick(
            "非危及生命: 没有正在报警的烟、温、火焰、燃气或手动报警.",
            "Not life-risk: no smoke, heat, flame, gas or manual call point alarm is active.",
        )
    });
}

fn standing(lang: Lang, standing: &Standing, out: &mut String) {
    let _ = match (lang, standing) {
        (Lang::Zh, Standing::Unacknowledged { .. }) => write!(out, "还没有人受理."),
        (Lang::En, Standing::Unacknowledged { .. }) => write!(out, "Nobody has acknowledged it."),
        (_, Standing::Acknowledged { by, proved, .. }) => {
            let who = name::signed(lang, by);
            let mark = if *proved { "" } else { lang.pick(" (未证)", " (unproved)") };
            match lang {
                Lang::Zh => write!(out, "{who}{mark} 已受理."),
                Lang::En => write!(out, "{who}{mark} has acknowledged it."),
            }
        }
        (Lang::Zh, Standing::Closed { disposition, .. }) => {
            write!(out, "已结束: {}.", name::disposition(lang, *disposition))
        }
        (Lang::En, Standing::Closed { disposition, .. }) => {
            write!(out, "Closed: {}.", name::disposition(lang, *disposition))
        }
    };
}
