//! The kinds of journal entries, as they are read.

use crate::language::Lang;

/// Every kind that the journal's format knows, with both readings.
pub const KINDS: [(&str, &str, &str); 90] = [
    ("incident.opened", "事件开始", "incident opened"),
    ("alarm.joined", "报警加入", "alarm joined"),
    ("alarm.repeated", "重复报警", "alarm repeated"),
    ("alarm.ended", "报警恢复", "alarm ended"),
    ("incident.level", "证据级变化", "evidence level"),
    ("incident.severity", "严重度变化", "severity"),
    ("incident.life-risk", "危及生命变化", "life-risk"),
    ("alarm.renewed", "重新未受理", "unacked again"),
    ("incident.quieted", "已无激活报警", "no active alarm"),
    ("incident.first-out", "首警改正", "first-out moved"),
    ("incident.merged", "事件并入", "incident merged"),
    ("incident.merge-proposed", "建议并入", "merge proposed"),
    ("incident.follows", "随发事件", "follows"),
    ("alarm.split", "拆分", "split off"),
    ("alarm.stale", "长时未恢复", "stale"),
    ("suppression.ended", "抑制结束", "hold ended"),
    ("alarm.suppressed", "开始抑制", "suppressed"),
    ("alarm.unsuppressed", "结束抑制", "unsuppressed"),
    ("table.full", "表已满", "table full"),
    ("incident.repeats", "重复计数", "repeats"),
    ("incident.acknowledged", "受理", "acknowledged"),
    ("incident.renewed", "重新未受理", "unacked again"),
    ("incident.noted", "记录", "note"),
    ("incident.verified", "核实", "verified"),
    ("incident.phase", "阶段", "phase"),
    ("incident.escalated", "升级", "escalated"),
    ("incident.closed", "结束", "closed"),
    ("incident.reopened", "重开", "reopened"),
    ("incident.merge-asked", "合并", "merged by hand"),
    ("incident.split-asked", "拆分", "split by hand"),
    ("incident.kept-apart", "不合并", "kept apart"),
    ("suppression.shelved", "搁置", "shelved"),
    ("suppression.taken-out", "停用", "out of service"),
    ("suppression.window", "维保窗口", "maintenance"),
    ("suppression.lifted", "解除抑制", "lifted"),
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
    ("call.opened", "拨打", "rings"),
    ("call.ended", "通话", "call"),
    ("intake.taken", "接报", "intake"),
    ("intake.filled", "接报补充", "intake field"),
    ("intake.joined", "接报并入", "intake joined"),
    ("intake.ended", "接报完毕", "intake ended"),
    ("finding.found", "情况", "finding"),
    ("dispatch.ordered", "下令", "ordered"),
    ("dispatch.moved", "队伍", "team"),
    ("dispatch.waived", "不另派", "nobody instead"),
    ("dispatch.evacuation", "紧急撤离", "EVACUATE"),
    ("dispatch.evacuation-heard", "撤离已知", "evacuation heard"),
    ("plan.chosen", "预案启用", "plan runs"),
    ("plan.step-done", "步骤已办", "step done"),
    ("plan.step-waived", "步骤免办", "step waived"),
    ("report.submitted", "报送签", "report submitted"),
    ("report.returned", "报告退回", "report returned"),
    ("report.signed", "签发", "signed"),
    ("report.sent", "上报", "report sent"),
    ("report.unit", "单位已报", "unit reported"),
    ("order.given", "指示", "order"),
    ("order.done", "指示办结", "order done"),
    ("response.proposed", "建议级别", "level proposed"),
    ("response.decided", "响应级别", "level decided"),
    ("claim.opened", "报案", "claim"),
    ("claim.papers", "单证齐全", "papers complete"),
    ("claim.agreed", "赔付核定", "agreed"),
    ("claim.refused", "拒赔", "claim refused"),
    ("claim.refusal-noticed", "拒赔通知", "refusal noticed"),
    ("pool.opened", "资金期初", "pool opened"),
    ("pool.reserved", "预留", "reserved"),
    ("pool.posted", "拨付", "posted"),
    ("pool.voided", "撤销", "void"),
    ("pool.expired", "预留到期", "expired"),
    ("pool.paid", "已付", "paid"),
    ("pool.arrived", "到账", "arrived"),
    ("pool.refilled", "补充", "refill"),
    ("pool.recovered", "追偿", "recovered"),
    ("pool.contributed", "出资", "contribution"),
    ("delivery.recorded", "待发", "to send"),
    ("delivery.came", "送达结果", "delivery"),
    ("desk.started", "启动", "started"),
    ("desk.stopped", "停止", "stopped"),
];

/// The rest of the desk's own kinds.
pub const DESK_KINDS: [(&str, &str, &str); 10] = [
    ("desk.signed-on", "署名", "signed on"),
    ("desk.signed-off", "离开", "signed off"),
    ("desk.registry", "登记表", "registry"),
    ("desk.rules", "规则启用", "rules in force"),
    ("desk.rules-wrong", "规则有误", "rules wrong"),
    ("desk.checkpoint", "检查点", "checkpoint"),
    ("desk.clock", "对时", "clock step"),
    ("desk.turned-away", "放不下", "turned away"),
    ("surge.began", "报警激增", "surge began"),
    ("surge.ended", "激增结束", "surge over"),
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
