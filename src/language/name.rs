//! The names of the field's own enums: kinds, families, states, colours, causes.

use crate::correlation::alarm::{AlarmClass, AlarmState, DeviceKind, HazardFamily};
use crate::correlation::area::Flaw;
use crate::correlation::change::{RenewCause, Table};
use crate::correlation::event::Unit;
use crate::language::{Lang, Word, text};
use crate::operations::command::Body;
use crate::operations::desk::fact::Recovery;
use crate::operations::feed::LostCause;
use crate::operations::incident::{Disposition, Phase};
use crate::operations::reference::{Risk, Role, Vacant};
use crate::operations::warning::{Colour, Status};
use crate::operations::{desk, dispatch, drill, handover, incident, order, pool, report, suppression};
use crate::units::Severity;

/// Returns what a device is called by its kind.
pub const fn device_kind(lang: Lang, kind: DeviceKind) -> &'static str {
    let (zh, en) = match kind {
        DeviceKind::Smoke => ("烟感", "smoke"),
        DeviceKind::Heat => ("温感", "heat"),
        DeviceKind::Flame => ("火焰", "flame"),
        DeviceKind::Gas => ("可燃气体", "gas"),
        DeviceKind::ManualCallPoint => ("手报", "call point"),
        DeviceKind::WaterLevel => ("水位", "water level"),
        DeviceKind::WaterLeak => ("漏水", "water leak"),
        DeviceKind::Pressure => ("压力", "pressure"),
        DeviceKind::Flow => ("流量", "flow"),
        DeviceKind::Power => ("电气", "power"),
        DeviceKind::Wind => ("风速", "wind"),
        DeviceKind::Lightning => ("雷电", "lightning"),
        DeviceKind::Gateway => ("网关", "gateway"),
        DeviceKind::Other => ("设备", "device"),
    };
    lang.pick(zh, en)
}

/// Returns who acted: a name, or that nobody signed.
pub fn signed(lang: Lang, name: &str) -> &str {
    if name.is_empty() { text(lang, Word::SomeoneUnclaimed) } else { name }
}

/// Returns what an incident is about.
pub const fn family(lang: Lang, family: HazardFamily) -> &'static str {
    let (zh, en) = match family {
        HazardFamily::Fire => ("火灾", "fire"),
        HazardFamily::Gas => ("燃气", "gas"),
        HazardFamily::Water => ("水浸", "water"),
        HazardFamily::Pressure => ("压力", "pressure"),
        HazardFamily::Power => ("电气", "power"),
        HazardFamily::Weather => ("风雷", "weather"),
        HazardFamily::Fault => ("故障", "fault"),
        HazardFamily::Other => ("其他", "other"),
    };
    lang.pick(zh, en)
}

/// Returns the word that a member of a class other than hazard carries; nothing for a hazard.
pub const fn class(lang: Lang, class: AlarmClass) -> &'static str {
    let (zh, en) = match class {
        AlarmClass::Hazard => ("", ""),
        AlarmClass::Fault => ("故障", " fault"),
        AlarmClass::Supervisory => ("监管", " superv."),
        AlarmClass::Isolation => ("屏蔽", " isolated"),
    };
    lang.pick(zh, en)
}

/// Returns the state of an alarm.
pub const fn alarm_state(lang: Lang, state: AlarmState) -> &'static str {
    let (zh, en) = match state {
        AlarmState::Normal => ("已恢复", "normal"),
        AlarmState::Unacknowledged => ("报警", "alarm"),
        AlarmState::Acknowledged => ("报警 已受理", "alarm, acked"),
        AlarmState::ReturnedUnacknowledged => ("已恢复 未受理", "quiet, unacked"),
        AlarmState::Shelved => ("搁置", "shelved"),
        AlarmState::Suppressed => ("抑制", "suppressed"),
        AlarmState::OutOfService => ("停用", "out of service"),
    };
    lang.pick(zh, en)
}

/// Returns how an incident was closed.
pub const fn disposition(lang: Lang, disposition: Disposition) -> &'static str {
    let (zh, en) = match disposition {
        Disposition::Handled => ("已处置", "handled"),
        Disposition::False => ("误报", "false alarm"),
        Disposition::Test => ("测试", "test"),
        Disposition::Duplicate(_) => ("重复", "duplicate"),
        Disposition::Unverified => ("未核实", "unverified"),
    };
    lang.pick(zh, en)
}

/// Returns the risk colour of a site.
pub const fn risk(lang: Lang, risk: Risk) -> &'static str {
    let (zh, en) = match risk {
        Risk::Ungraded => ("未定", "ungraded"),
        Risk::Blue => ("蓝", "blue"),
        Risk::Yellow => ("黄", "yellow"),
        Risk::Orange => ("橙", "orange"),
        Risk::Red => ("红", "red"),
    };
    lang.pick(zh, en)
}

/// Returns what was not as it should be in the area of a warning.
pub const fn area_flaw(lang: Lang, flaw: Flaw) -> &'static str {
    let (zh, en) = match flaw {
        Flaw::Swapped => ("经纬颠倒已更正", "longitude first: turned around"),
        Flaw::Widened => ("图形过多 按外框", "too large: taken wider"),
        Flaw::Datum => ("坐标系非WGS-84 已放宽", "not WGS-84: taken wider"),
        Flaw::Division => ("区划不识", "unknown division"),
        Flaw::Coordinates => ("坐标不识", "unreadable coordinates"),
        Flaw::NoArea => ("图形无面积", "shape without an area"),
        Flaw::Antimeridian => ("跨180度经线", "across the 180th meridian"),
    };
    lang.pick(zh, en)
}

/// Returns the colour of a warning.
pub const fn colour(lang: Lang, colour: Colour) -> &'static str {
    let (zh, en) = match colour {
        Colour::Unknown => ("未知", "unknown"),
        Colour::White => ("白", "white"),
        Colour::Blue => ("蓝", "blue"),
        Colour::Yellow => ("黄", "yellow"),
        Colour::Orange => ("橙", "orange"),
        Colour::Red => ("红", "red"),
    };
    lang.pick(zh, en)
}

/// Returns a severity.
pub const fn severity(lang: Lang, severity: Severity) -> &'static str {
    let (zh, en) = match severity {
        Severity::Unknown => ("未述", "unstated"),
        Severity::Info => ("提示", "info"),
        Severity::Minor => ("轻微", "minor"),
        Severity::Moderate => ("一般", "moderate"),
        Severity::Severe => ("严重", "severe"),
        Severity::Extreme => ("特别严重", "extreme"),
    };
    lang.pick(zh, en)
}

/// Returns the phase of an incident.
pub const fn phase(lang: Lang, phase: Phase) -> &'static str {
    let (zh, en) = match phase {
        Phase::Verification => ("接警核实", "verify"),
        Phase::Activation => ("启动响应", "respond"),
        Phase::Rescue => ("综合救援", "rescue"),
        Phase::Recovery => ("灾后安置", "recover"),
    };
    lang.pick(zh, en)
}

/// Returns what a command does, in a word.
pub const fn command<T>(lang: Lang, body: &Body<T>) -> &'static str {
    let (zh, en) = match body {
        Body::Incident(incident::Command::Acknowledge { .. }) => ("受理", "acknowledge"),
        Body::Incident(incident::Command::Note { .. }) => ("记录", "note"),
        Body::Incident(incident::Command::Verify { .. }) => ("核实", "verify"),
        Body::Incident(incident::Command::SetPhase { .. }) => ("阶段", "phase"),
        Body::Incident(incident::Command::Close { .. }) => ("结束", "close"),
        Body::Incident(incident::Command::Reopen { .. }) => ("重开", "reopen"),
        Body::Incident(incident::Command::Merge { .. }) => ("合并", "merge"),
        Body::Incident(incident::Command::Split { .. }) => ("拆分", "split"),
        Body::Incident(incident::Command::KeepApart { .. }) => ("不合并", "keep apart"),
        Body::Call(_) => ("通话", "call"),
        Body::Intake(_) => ("接报", "intake"),
        Body::Finding(_) => ("情况", "finding"),
        Body::Dispatch(dispatch::Command::Evacuate { .. }) => ("紧急撤离", "evacuate"),
        Body::Dispatch(dispatch::Command::StandDown { .. }) => ("归队", "stand down"),
        Body::Dispatch(_) => ("调派", "dispatch"),
        Body::Plan(_) => ("预案步骤", "plan step"),
        Body::Report(report::Command::Sign { .. }) => ("签发", "sign"),
        Body::Report(_) => ("报告", "report"),
        Body::Order(order::Command::Propose { .. } | order::Command::Decide { .. }) => {
            ("响应级别", "response level")
        }
        Body::Order(_) => ("指示", "order"),
        Body::Claim(_) => ("理赔", "claim"),
        Body::Pool(pool::Command::Post { .. }) => ("拨付", "post"),
        Body::Pool(pool::Command::Consent { .. }) => ("电话同意拨付", "post by telephone consent"),
        Body::Pool(pool::Command::Countersign { .. }) => ("补签", "countersign"),
        Body::Pool(pool::Command::Override { .. }) => ("紧急拨付", "life-saving override"),
        Body::Pool(pool::Command::Review { .. }) => ("复核紧急拨付", "review the override"),
        Body::Pool(pool::Command::CloseDay { .. }) => ("日结", "close the day"),
        Body::Pool(_) => ("资金", "pool"),
        Body::Delivery(_) => ("转发", "relay"),
        Body::Desk(desk::Command::ReadRules) => ("规则", "rules"),
        Body::Desk(desk::Command::Purge(_)) => ("销毁文字", "destroy texts"),
        Body::Desk(desk::Command::Stop) => ("停止值班台", "stop the desk"),
        Body::Handover(handover::Command::Offer { .. }) => ("交班", "hand over"),
        Body::Handover(handover::Command::Take { .. }) => ("接班", "take over"),
        Body::Handover(handover::Command::Sign { .. }) => ("补签交接", "sign a handover later"),
        Body::Handover(handover::Command::Withdraw) => ("撤回交班", "take the offer back"),
        Body::Drill(drill::Command::Give { .. }) => ("注入", "give an inject"),
        Body::Drill(drill::Command::Leave { .. }) => ("略过", "leave an inject out"),
        Body::Drill(drill::Command::Enter { .. }) => ("演练阶段", "enter a phase"),
        Body::Drill(drill::Command::Check { .. }) => ("勾选", "check an item"),
        Body::Drill(drill::Command::Observe { .. }) => ("观察", "observe"),
        Body::Drill(drill::Command::Improve { .. } | drill::Command::Improved { .. }) => ("整改", "improve"),
        Body::Drill(drill::Command::Hold) => ("暂停演练", "hold the drill"),
        Body::Drill(drill::Command::Resume) => ("继续演练", "resume the drill"),
        Body::Drill(drill::Command::Pace { .. }) => ("倍速", "pace"),
        Body::Drill(drill::Command::Step) => ("单步", "step"),
        Body::Drill(drill::Command::Seek(_)) => ("定位", "seek"),
        Body::Drill(drill::Command::Bookmark { .. }) => ("书签", "bookmark"),
        Body::Drill(drill::Command::TakeOver) => ("接手", "take over"),
        Body::Drill(drill::Command::RealSituation) => ("真实情况", "real situation"),
        Body::Drill(drill::Command::End) => ("结束演练", "end the drill"),
        Body::Feed(_) => ("确认来源中断", "know that a feed is not heard"),
        Body::Suppression(suppression::Command::Shelve { .. }) => ("搁置", "shelve"),
        Body::Suppression(suppression::Command::TakeOut { .. }) => ("停用", "take out of service"),
        Body::Suppression(suppression::Command::OpenWindow { .. }) => ("维保窗口", "maintenance window"),
        Body::Suppression(suppression::Command::Lift { .. }) => ("解除抑制", "lift"),
    };
    lang.pick(zh, en)
}

/// Returns whose post is said to stand empty; none where all are held.
pub const fn vacant(vacant: Vacant) -> Option<Word> {
    match vacant {
        Vacant::Nobody => None,
        Vacant::Officer => Some(Word::NobodyOnCall),
        Vacant::Second => Some(Word::NoSecondOfficer),
        Vacant::Leader => Some(Word::NoLeader),
        Vacant::SecondAndLeader => Some(Word::NoSecondNorLeader),
    }
}

/// Returns the unit of a reading, in cells that every font has.
pub const fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::None => "",
        Unit::Celsius => "C",
        Unit::PercentLel => "%LEL",
        Unit::Metre => "m",
        Unit::Kilopascal => "kPa",
        Unit::Percent => "%",
        Unit::PartsPerMillion => "ppm",
        Unit::LitrePerSecond => "L/s",
        Unit::Volt => "V",
        Unit::Ampere => "A",
    }
}

/// Returns what a warning is meant as; empty for one that is meant.
pub const fn warning_status(lang: Lang, status: Status) -> &'static str {
    let (zh, en) = match status {
        Status::Actual => ("", ""),
        Status::Exercise => ("演练", "EXERCISE"),
        Status::System => ("系统", "SYSTEM"),
        Status::Test => ("测试", "TEST"),
        Status::Draft => ("草稿", "DRAFT"),
    };
    lang.pick(zh, en)
}

/// Returns why a feed is down.
pub const fn lost_cause(lang: Lang, cause: LostCause) -> &'static str {
    let (zh, en) = match cause {
        LostCause::Unreachable => ("连不上", "unreachable"),
        LostCause::Handshake => ("握手失败", "handshake failed"),
        LostCause::Closed => ("对方关闭", "closed by peer"),
        LostCause::Silent => ("无声", "silent"),
        LostCause::Protocol => ("协议错误", "protocol error"),
        LostCause::Refused(_) => ("被拒绝", "refused"),
        LostCause::Untrusted => ("证书不可信", "certificate not trusted"),
        LostCause::Ended => ("接收已终止, 须重启", "receiver ended: restart"),
    };
    lang.pick(zh, en)
}

/// Returns what an acknowledgement did not cover.
pub const fn renew_cause(lang: Lang, cause: RenewCause) -> &'static str {
    let (zh, en) = match cause {
        RenewCause::NewKind => ("新的探测器类型", "a new kind of device"),
        RenewCause::NewZone => ("新的区域", "a new zone"),
        RenewCause::HigherLevel => ("证据级升高", "a higher evidence level"),
        RenewCause::HigherSeverity => ("严重度升高", "a higher severity"),
        RenewCause::AfterQuiet => ("恢复后再报警", "alarm again after all was quiet"),
        RenewCause::ReAlarm => ("到时再报警", "the re-alarm timer"),
        RenewCause::Merged => ("并入了未受理的事件", "an incident that nobody had was merged in"),
        RenewCause::Neglected => ("受理后无下一步", "acknowledged and left"),
    };
    lang.pick(zh, en)
}

/// Returns which table is full.
pub const fn table(lang: Lang, table: Table) -> &'static str {
    let (zh, en) = match table {
        Table::Incidents => ("事件表", "the incident table"),
        Table::Unregistered => ("未登记设备表", "the table of unregistered devices"),
        Table::Warnings => ("预警表", "the warning table"),
        Table::Members => ("成员表", "the member table"),
    };
    lang.pick(zh, en)
}

/// Returns how a start found the state.
pub const fn recovery(lang: Lang, recovery: Recovery) -> &'static str {
    let (zh, en) = match recovery {
        Recovery::Fresh => ("全新开始", "a fresh start"),
        Recovery::Checkpoint => ("由检查点和录像恢复", "from a checkpoint and the recording"),
        Recovery::Folded => ("由日志恢复, 向来源要快照", "from the journal; feeds are asked for a snapshot"),
    };
    lang.pick(zh, en)
}

/// Returns what a person may do.
pub const fn role(lang: Lang, role: Role) -> &'static str {
    let (zh, en) = match role {
        Role::Officer => ("值班员", "officer"),
        Role::Leader => ("带班领导", "leader"),
        Role::Finance => ("财务", "finance"),
        Role::Insurer => ("保险", "insurer"),
        Role::Expert => ("专家", "expert"),
        Role::Responder => ("队员", "responder"),
        Role::Observer => ("观察员", "observer"),
        Role::Director => ("导演", "director"),
    };
    lang.pick(zh, en)
}
