//! The names of what people do and say in the course of an incident.

use crate::language::{Lang, page};
use crate::operations::call::{Agency, Outcome, Purpose};
use crate::operations::deadline::Subject;
use crate::operations::delivery;
use crate::operations::dispatch::{Status, Task};
use crate::operations::finding::{People, Reliability, Scene};
use crate::operations::incident::{Cause, Verdict};
use crate::operations::intake::Field;
use crate::operations::order::ResponseLevel;
use crate::operations::pool::Stage as MoneyStage;
use crate::operations::reference::Escalate;
use crate::operations::report::{Channel, Kind};
use std::fmt::{self, Write};

/// Returns a public number's name.
pub const fn agency(lang: Lang, agency: Agency) -> &'static str {
    let (zh, en) = match agency {
        Agency::Fire => ("119", "119 fire"),
        Agency::Medical => ("120", "120 medical"),
        Agency::Police => ("110", "110 police"),
        Agency::Power => ("供电", "power"),
        Agency::Gas => ("燃气", "gas"),
        Agency::Upward => ("上级值班", "duty office above"),
    };
    lang.pick(zh, en)
}

/// Returns what a call is for.
pub const fn purpose(lang: Lang, purpose: Purpose) -> &'static str {
    let (zh, en) = match purpose {
        Purpose::Alarm => ("报警", "alarm"),
        Purpose::Update => ("更新", "update"),
        Purpose::Verify => ("核实", "verify"),
        Purpose::Task(_) => ("下令", "order"),
        Purpose::Evacuate(_) => ("紧急撤离", "EVACUATE"),
        Purpose::Brief => ("报告", "brief"),
        Purpose::UnitHead => ("告知单位负责人", "tell the unit's head"),
        Purpose::Report(_) => ("上报", "report upward"),
        Purpose::Notice => ("报案", "notice of loss"),
        Purpose::Other => ("联系", "call"),
    };
    lang.pick(zh, en)
}

/// Returns what came of a call.
pub const fn outcome(lang: Lang, outcome: Outcome) -> &'static str {
    let (zh, en) = match outcome {
        Outcome::Answered => ("接通", "answered"),
        Outcome::NoAnswer => ("无人接听", "no answer"),
        Outcome::Busy => ("占线", "busy"),
        Outcome::Refused => ("拒绝", "refused"),
        Outcome::WrongNumber => ("号码有误", "wrong number"),
    };
    lang.pick(zh, en)
}

/// Writes what came of a call and what they gave; of an insurer that was told, that it gave no claim number.
pub fn ended(lang: Lang, purpose: Purpose, ended: Outcome, reference: &str, out: &mut String) {
    out.push_str(outcome(lang, ended));
    let is_unnumbered = purpose == Purpose::Notice && ended == Outcome::Answered && reference.is_empty();
    if is_unnumbered {
        out.push_str(lang.pick(" 无报案号", " no claim number"));
    } else if !reference.is_empty() {
        out.push(' ');
        out.push_str(reference);
    }
}

/// Returns a verdict's name.
pub const fn verdict(lang: Lang, verdict: Verdict) -> &'static str {
    let (zh, en) = match verdict {
        Verdict::Real => ("属实", "real"),
        Verdict::False { .. } => ("误报", "false"),
        Verdict::Open => ("待查", "open"),
    };
    lang.pick(zh, en)
}

/// Returns a cause's name.
pub const fn cause(lang: Lang, cause: Cause) -> &'static str {
    let (zh, en) = match cause {
        Cause::Steam => ("水汽油烟", "steam or fumes"),
        Cause::Dust => ("粉尘", "dust"),
        Cause::Smoking => ("吸烟", "smoking"),
        Cause::Works => ("施工动火", "works"),
        Cause::Defect => ("设备故障", "defect"),
        Cause::Touched => ("误动误碰", "touched"),
        Cause::Test => ("测试维保", "test"),
        Cause::Insects => ("虫扰", "insects"),
        Cause::Other => ("其他", "other"),
    };
    lang.pick(zh, en)
}

/// Returns a scene's name.
pub const fn scene(lang: Lang, scene: Scene) -> &'static str {
    let (zh, en) = match scene {
        Scene::Nothing => ("未见火烟", "no fire or smoke seen"),
        Scene::Smoke => ("冒烟", "smoke"),
        Scene::Flame => ("明火", "open fire"),
        Scene::Spreading => ("蔓延", "spreading"),
        Scene::Controlled => ("受控", "under control"),
        Scene::Out => ("扑灭", "out"),
        Scene::Leaking => ("泄漏", "leaking"),
        Scene::LeakStopped => ("泄漏止住", "leak stopped"),
        Scene::Cleared => ("现场解除", "site cleared"),
    };
    lang.pick(zh, en)
}

/// Returns how far a finding is to be relied on.
pub const fn reliability(lang: Lang, reliability: Reliability) -> &'static str {
    let (zh, en) = match reliability {
        Reliability::Doubtful => ("存疑", "doubtful"),
        Reliability::Reported => ("报称", "reported"),
        Reliability::Confirmed => ("证实", "confirmed"),
    };
    lang.pick(zh, en)
}

/// Returns a task's name.
pub const fn task(lang: Lang, task: Task) -> &'static str {
    let (zh, en) = match task {
        Task::Guide => ("疏散引导", "guide out"),
        Task::Cordon => ("警戒", "cordon"),
        Task::Outer => ("外围", "outer cordon"),
        Task::Attack => ("灭火", "fight fire"),
        Task::Plug => ("堵漏", "plug leak"),
        Task::Water => ("水域", "water"),
        Task::Medical => ("医疗", "medical"),
        Task::Power => ("供电", "power"),
        Task::Survey => ("查勘", "survey"),
        Task::Look => ("查看", "look"),
    };
    lang.pick(zh, en)
}

/// Returns where a team is with its task.
pub const fn status(lang: Lang, status: Status) -> &'static str {
    let (zh, en) = match status {
        Status::Ordered => ("已下令·未通知", "ORDERED, NOT TOLD"),
        Status::Unanswered => ("无人接听", "no answer"),
        Status::Refused => ("拒绝", "refused"),
        Status::Accepted => ("已接令", "accepted"),
        Status::EnRoute => ("在途", "en route"),
        Status::OnScene => ("在场", "on scene"),
        Status::Released => ("归队令", "released"),
        Status::Back => ("已归队", "back"),
        Status::Replaced => ("改派", "replaced"),
    };
    lang.pick(zh, en)
}

/// Returns a report's name.
pub const fn report(lang: Lang, kind: Kind) -> &'static str {
    let (zh, en) = match kind {
        Kind::First => ("首报", "first report"),
        Kind::FollowUp => ("续报", "follow-up"),
        Kind::Final => ("终报", "final report"),
    };
    lang.pick(zh, en)
}

/// Returns how a report goes upward.
pub const fn channel(lang: Lang, channel: Channel) -> &'static str {
    let (zh, en) = match channel {
        Channel::Phone => ("电话", "phone"),
        Channel::Written => ("书面", "written"),
    };
    lang.pick(zh, en)
}

/// Returns a response level's name.
pub const fn response(lang: Lang, level: ResponseLevel) -> &'static str {
    let (zh, en) = match level {
        ResponseLevel::Four => ("IV级", "level IV"),
        ResponseLevel::Three => ("III级", "level III"),
        ResponseLevel::Two => ("II级", "level II"),
        ResponseLevel::One => ("I级", "level I"),
    };
    lang.pick(zh, en)
}

/// Returns how far money is.
pub const fn money(lang: Lang, stage: MoneyStage) -> &'static str {
    let (zh, en) = match stage {
        MoneyStage::Reserved => ("预留", "reserved"),
        MoneyStage::Authorised => ("已授权", "authorised"),
        MoneyStage::Paid => ("已付", "paid"),
        MoneyStage::Arrived => ("已到账", "arrived"),
        MoneyStage::Voided => ("已撤销", "void"),
        MoneyStage::Expired => ("已过期", "expired"),
    };
    lang.pick(zh, en)
}

/// Returns an intake field's name.
pub const fn field(lang: Lang, field: Field) -> &'static str {
    let (zh, en) = match field {
        Field::Phone => ("回拨号码", "call back"),
        Field::Caller => ("报告人", "caller"),
        Field::What => ("情况", "what happens"),
        Field::People => ("人员", "people"),
        Field::Measures => ("已采取措施", "measures"),
        Field::Told => ("已告知", "who was told"),
        Field::Trend => ("发展趋势", "trend"),
    };
    lang.pick(zh, en)
}

/// Returns who or what a step of the escalation tells.
pub const fn escalate(lang: Lang, to: Escalate) -> &'static str {
    let (zh, en) = match to {
        Escalate::Screens => ("全部屏幕", "all screens"),
        Escalate::SecondOfficer => ("第二值班员", "second officer"),
        Escalate::Leader => ("带班领导", "leader in charge"),
        Escalate::Person(_) => ("指定人员", "a named person"),
        Escalate::Command => ("声光命令", "sound command"),
    };
    lang.pick(zh, en)
}

/// Returns what is owed.
pub const fn subject(lang: Lang, subject: Subject) -> &'static str {
    let (zh, en) = match subject {
        Subject::Acknowledge(_) => ("受理", "acknowledge"),
        Subject::Escalation(..) => ("升级", "escalation"),
        Subject::NextAct(_) => ("下一步", "next act"),
        Subject::Verification(_) => ("核实", "verify"),
        Subject::Recheck(_) => ("待查复核", "ask again"),
        Subject::Acceptance(..) => ("接令", "accept"),
        Subject::FirstReport(_, Channel::Phone) => ("首报 电话", "first report, phone"),
        Subject::FirstReport(_, Channel::Written) => ("首报 书面", "first report, written"),
        Subject::UnitReport(_) => ("单位报告", "the unit's report"),
        Subject::FollowUp(_) => ("续报", "follow-up report"),
        Subject::Order(..) => ("指示办结", "carry out the order"),
        Subject::Reservation(..) => ("预留到期", "reservation expires"),
        Subject::Countersign(..) => ("待补签", "signature after consent"),
        Subject::Review(..) => ("紧急拨付复核", "review of the override"),
        Subject::ClaimDecision(..) => ("理赔核定", "claim decision"),
        Subject::ClaimAdvance(..) => ("先行赔付", "advance payment"),
        Subject::ClaimPayment(..) => ("赔款支付", "claim payment"),
        Subject::ClaimRefusal(..) => ("拒赔通知", "notice of refusal"),
    };
    lang.pick(zh, en)
}

/// Writes what came of a delivery.
pub fn delivery(lang: Lang, outcome: delivery::Outcome, out: &mut String) -> fmt::Result {
    out.push_str(page::delivery(lang, delivery::Stage::Came(outcome)));
    match outcome {
        delivery::Outcome::Accepted { eta_minutes: Some(minutes) } => match lang {
            Lang::Zh => write!(out, ", {minutes} 分钟到"),
            Lang::En => write!(out, ", {minutes} min"),
        },
        delivery::Outcome::Undelivered => out.write_str(lang.pick(", 请打电话", ": ring")),
        delivery::Outcome::Sent
        | delivery::Outcome::Delivered
        | delivery::Outcome::Accepted { eta_minutes: None }
        | delivery::Outcome::Refused
        | delivery::Outcome::Unknown => Ok(()),
    }
}

/// Writes how many people are missing, in front of what else is said of their incident; nothing where nobody is.
pub fn missing(lang: Lang, people: People, out: &mut String) {
    if let Some(missing) = people.missing.filter(|missing| *missing > 0) {
        let _ = write!(out, "{} {missing} ", lang.pick("失联", "missing"));
    }
}

/// Writes people, as far as they are known: `应到14 清点12 失联2`.
pub fn people(lang: Lang, people: People, out: &mut String) {
    let named = [
        (people.expected, "应到", "expected "),
        (people.counted, "清点", "counted "),
        (people.missing, "失联", "missing "),
        (people.trapped, "被困", "trapped "),
        (people.hurt, "受伤", "hurt "),
        (people.dead, "死亡", "dead "),
    ];
    let mut separator = "";
    for (count, zh, en) in named {
        if let Some(count) = count {
            let _ = write!(out, "{separator}{}{count}", lang.pick(zh, en));
            separator = " ";
        }
    }
}
