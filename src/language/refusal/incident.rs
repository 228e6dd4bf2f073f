//! Refusals of an incident: what is wrong, and what to do.

use crate::language::refusal::{obstacle, regroup};
use crate::language::{Lang, course};
use crate::operations::incident::Refusal;
use std::fmt::Write;

/// Writes why a command was refused and what to do.
#[expect(clippy::too_many_lines, reason = "a line a refusal and a language")]
pub fn refusal(lang: Lang, refusal: &Refusal, out: &mut String) {
    let _ = match (lang, refusal) {
        (Lang::Zh, Refusal::NoSuchIncident(id)) => write!(out, "没有 #{id} 这个事件. 请核对编号"),
        (Lang::En, Refusal::NoSuchIncident(id)) => {
            write!(out, "there is no #{id}. Check the number")
        }
        (Lang::Zh, Refusal::Closed(id)) => write!(out, "#{id} 已结束. 有误可按 R 重开"),
        (Lang::En, Refusal::Closed(id)) => write!(out, "#{id} is closed. R reopens it"),
        (Lang::Zh, Refusal::Open(id)) => write!(out, "#{id} 未结束, 无需重开"),
        (Lang::En, Refusal::Open(id)) => write!(out, "#{id} is open: nothing to reopen"),
        (Lang::Zh, Refusal::Stale { incident, .. }) => {
            write!(out, "#{incident} 在您看后有变. 看一眼再办")
        }
        (Lang::En, Refusal::Stale { incident, .. }) => {
            write!(out, "#{incident} changed since you looked. Look again, then repeat")
        }
        (Lang::Zh, Refusal::LifeRiskActive(id)) => {
            write!(out, "#{id} 仍有危及生命的报警. 现场复位或核实后再结束")
        }
        (Lang::En, Refusal::LifeRiskActive(id)) => {
            write!(out, "#{id} still has an active life-risk alarm. Reset or verify it on the spot first")
        }
        (Lang::Zh, Refusal::NotAcknowledged(id)) => write!(out, "#{id} 无人受理. 先按 a 受理"),
        (Lang::En, Refusal::NotAcknowledged(id)) => {
            write!(out, "#{id} is not acknowledged. Press a first")
        }
        (Lang::Zh, Refusal::NumberDiffers { incident, typed }) => {
            write!(out, "输入的 #{typed} 与 #{incident} 不符. 请照编号再输")
        }
        (Lang::En, Refusal::NumberDiffers { incident, typed }) => {
            write!(out, "#{typed} was typed for #{incident}. Type its own number")
        }
        (Lang::Zh, Refusal::DuplicateOfItself(id)) => {
            write!(out, "#{id} 不能与自己重复. 请给另一个编号")
        }
        (Lang::En, Refusal::DuplicateOfItself(id)) => {
            write!(out, "#{id} cannot double itself. Give the other number")
        }
        (Lang::Zh, Refusal::ReasonMissing(id)) => write!(out, "#{id} 要写明原因. 请补原因"),
        (Lang::En, Refusal::ReasonMissing(id)) => write!(out, "#{id} needs a reason. Add one"),
        (Lang::Zh, Refusal::WhoLookedMissing(id)) => {
            write!(out, "#{id} 误报要写明谁看的、在哪看的. 说不清就按待查")
        }
        (Lang::En, Refusal::WhoLookedMissing(id)) => {
            write!(out, "#{id}: a false alarm needs who looked and where. If nobody can say, it is open")
        }
        (Lang::Zh, Refusal::NobodyOfThatName(id)) => {
            write!(out, "#{id} 通讯录里没有这个人. 写编码, 如 T4 L1 消控室")
        }
        (Lang::En, Refusal::NobodyOfThatName(id)) => {
            write!(out, "#{id}: the directory has nobody of that name. Give a code: T4, L1, control")
        }
        (Lang::Zh, Refusal::NotRestored(id)) => write!(out, "#{id} 探测器未复位. 先复位, 或按待查"),
        (Lang::En, Refusal::NotRestored(id)) => {
            write!(out, "#{id}: its devices are not restored. Restore them, or say that it is open")
        }
        (Lang::Zh, Refusal::PeopleAtRisk(id)) => {
            write!(out, "#{id} 仍有人失联、被困或受伤. 有了新情况按 p 更正")
        }
        (Lang::En, Refusal::PeopleAtRisk(id)) => {
            write!(out, "#{id}: people are missing, trapped or hurt. Press p when that has changed")
        }
        (Lang::Zh, Refusal::TeamOut(id, _)) => write!(out, "#{id} 还有队伍未归队. 归队后再结束"),
        (Lang::En, Refusal::TeamOut(id, _)) => write!(out, "#{id}: a team is not back. Wait until it is"),
        (Lang::Zh, Refusal::NotVerified(id)) => {
            write!(out, "#{id} 仍有报警未恢复, 也无人核实. 先按 v 核实")
        }
        (Lang::En, Refusal::NotVerified(id)) => {
            write!(out, "#{id}: an alarm still stands and nobody has verified it. Press v first")
        }
        (Lang::Zh, Refusal::NotFoundFalse(id)) => {
            write!(out, "#{id} 没有误报的核实. 先按 v 记下谁看的、原因、复位")
        }
        (Lang::En, Refusal::NotFoundFalse(id)) => {
            write!(out, "#{id}: nobody has found it false. Press v: who looked, the cause, restored")
        }
        (Lang::Zh, Refusal::FoundReal(id)) => {
            write!(out, "#{id} 已核实属实. 按已处置结束, 有误先按 v 更正")
        }
        (Lang::En, Refusal::FoundReal(id)) => {
            write!(out, "#{id} was found real. Close it as handled, or correct the verdict with v")
        }
        (Lang::Zh, Refusal::ReportOwed(id, _)) => write!(out, "#{id} 报告未完成. 按 r 起草"),
        (Lang::En, Refusal::ReportOwed(id, _)) => write!(out, "#{id}: a report is owed. Press r"),
        (Lang::Zh, Refusal::MoneyReserved(id, money)) => {
            write!(out, "#{id} 预留 {money} 未拨付也未撤销. 先办资金")
        }
        (Lang::En, Refusal::MoneyReserved(id, money)) => {
            write!(out, "#{id}: reservation {money} is neither posted nor void. Settle it first")
        }
        (Lang::Zh, Refusal::InTheWay(id, all)) => {
            let _ = write!(out, "#{id} 还不能结束, 共 {} 件. ", all.each().count());
            return obstacle::obstacles(lang, all, out);
        }
        (Lang::En, Refusal::InTheWay(id, all)) => {
            let _ = write!(out, "#{id} cannot be closed yet: {} things. ", all.each().count());
            return obstacle::obstacles(lang, all, out);
        }
        (_, Refusal::Regroup(why)) => return regroup::refusal(lang, why, out),
        (Lang::Zh, Refusal::Owed(id, subject)) => {
            write!(out, "#{id} {} 未了. 办结后再结束, 见时限页", course::subject(lang, *subject))
        }
        (Lang::En, Refusal::Owed(id, subject)) => {
            let owed = course::subject(lang, *subject);
            write!(out, "#{id}: still owed: {owed}. Settle it first, see the deadlines page")
        }
    };
}
