//! The kinds of journal entries, as they are read.

use crate::language::Lang;

/// Every kind that the journal's format knows, with both readings.
pub const KINDS: [(&str, &str, &str); 33] = [
    ("incident.opened", "事件开始", "incident opened"),
    ("alarm.joined", "报警加入", "alarm joined"),
    ("alarm.repeated", "重复报警", "alarm repeated"),
    ("alarm.ended", "报警恢复", "alarm ended"),
    ("incident.level", "证据级变化", "evidence level"),
    ("incident.severity", "严重度变化", "severity"),
    ("incident.life-risk", "危及生命变化", "life-risk"),
    ("alarm.renewed", "重新未受理", "unacked again"),
    ("incident.quieted", "全部恢复", "all quiet"),
    ("incident.first-out", "首警改正", "first-out moved"),
    ("alarm.suppressed", "开始抑制", "suppressed"),
    ("alarm.unsuppressed", "结束抑制", "unsuppressed"),
    ("table.full", "表已满", "table full"),
    ("incident.repeats", "重复计数", "repeats"),
    ("incident.acknowledged", "受理", "acknowledged"),
    ("incident.renewed", "重新未受理", "unacked again"),
    ("incident.noted", "记录", "note"),
    ("incident.closed", "结束", "closed"),
    ("incident.reopened", "重开", "reopened"),
    ("device.admitted", "未登记设备", "new device"),
    ("deadline.started", "时限开始", "deadline began"),
    ("deadline.met", "时限办结", "deadline met"),
    ("deadline.passed", "超时", "deadline passed"),
    ("deadline.dropped", "时限取消", "deadline gone"),
    ("warning.taken", "预警", "warning"),
    ("warning.expired", "预警到期", "warning expired"),
    ("warning.dangling", "预警解除无对应", "stray cancel"),
    ("feed.up", "来源接通", "feed up"),
    ("feed.down", "来源中断", "feed down"),
    ("feed.gap", "来源缺号", "feed gap"),
    ("feed.rejected", "来源坏帧", "bad frames"),
    ("desk.started", "启动", "started"),
    ("desk.stopped", "停止", "stopped"),
];

/// The rest of the desk's own kinds.
pub const DESK_KINDS: [(&str, &str, &str); 6] = [
    ("desk.signed-on", "署名", "signed on"),
    ("desk.signed-off", "离开", "signed off"),
    ("desk.registry", "登记表", "registry"),
    ("desk.checkpoint", "检查点", "checkpoint"),
    ("desk.clock", "对时", "clock step"),
    ("desk.turned-away", "放不下", "turned away"),
];

/// Returns how a kind is read; a kind that this build does not know reads as itself.
pub fn kind(lang: Lang, kind: &str) -> &str {
    KINDS
        .iter()
        .chain(&DESK_KINDS)
        .find(|(known, ..)| *known == kind)
        .map_or(kind, |(_, zh, en)| lang.pick(zh, en))
}

/// Returns how the actor of an entry is read: a code stands for itself.
pub fn actor(lang: Lang, actor: &str) -> &str {
    match actor {
        "desk" => lang.pick("系统", "desk"),
        "unclaimed" | "unclaimed?" => lang.pick("未署名", "unclaimed"),
        code => code,
    }
}
