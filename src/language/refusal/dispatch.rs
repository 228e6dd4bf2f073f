//! Refusals of the dispatch subject (调派): what is wrong, and what to do.

use crate::language::{Lang, course};
use crate::operations::dispatch::{Refusal, Status};
use std::fmt::Write;

/// Writes why a command was refused and what to do.
pub fn refusal(lang: Lang, refusal: &Refusal, out: &mut String) {
    let _ = match (lang, *refusal) {
        (Lang::Zh, Refusal::NoSuchTeam(code)) => write!(out, "没有队伍 {code}. 请核对队伍编码"),
        (Lang::En, Refusal::NoSuchTeam(code)) => write!(out, "there is no team {code}. Check its code"),
        (Lang::Zh, Refusal::Nobody(id)) => write!(out, "#{id} 没有点名队伍. 写明队伍和任务, 如 T4 灭火"),
        (Lang::En, Refusal::Nobody(id)) => {
            write!(out, "#{id}: no team is named. Give a team and a task: T4 attack")
        }
        (Lang::Zh, Refusal::OutOfService(code)) => write!(out, "{code} 停勤. 另选队伍"),
        (Lang::En, Refusal::OutOfService(code)) => write!(out, "{code} is out of service. Take another team"),
        (Lang::Zh, Refusal::NobodyFit(code)) => {
            write!(out, "{code} 无一人证书和保险有效. 另选队伍, 或先补保险")
        }
        (Lang::En, Refusal::NobodyFit(code)) => {
            write!(out, "{code} has nobody whose papers hold. Take another team, or get cover first")
        }
        (Lang::Zh, Refusal::OnLifeRiskTask(code, other)) => {
            write!(out, "{code} 正在 #{other} 救人. 另选队伍; 要抽调须先在 #{other} 令其归队")
        }
        (Lang::En, Refusal::OnLifeRiskTask(code, other)) => {
            write!(
                out,
                "{code} is on the life-risk task of #{other}. Take another, or release it there first"
            )
        }
        (_, Refusal::AlreadyOrdered(code, status)) => return already(lang, &code, status, out),
        (Lang::Zh, Refusal::NotOrdered(code, id)) => write!(out, "#{id} 没有派过 {code}. 先按 d 调派"),
        (Lang::En, Refusal::NotOrdered(code, id)) => {
            write!(out, "{code} has no order for #{id}. Press d to dispatch it first")
        }
        (_, Refusal::NoWay { from, to }) => return no_way(lang, from, to, out),
        (Lang::Zh, Refusal::NotAnswered(code, id)) => {
            write!(out, "{code} 未接令, 或已出动. 先打电话问; 确要撤回, 再输一遍编号 {id}")
        }
        (Lang::En, Refusal::NotAnswered(code, id)) => {
            write!(
                out,
                "{code} has not answered and may be on its way. Ring it; to withdraw, type {id} again"
            )
        }
        (Lang::Zh, Refusal::ReasonMissing(code)) => {
            write!(out, "{code} 有不宜之处. 看原因; 仍要派, 补一句理由: 调派 {code} 任务 原因 ...")
        }
        (Lang::En, Refusal::ReasonMissing(code)) => {
            write!(
                out,
                "something stands against {code}. Look what; to send it, say why: dispatch {code} TASK because ..."
            )
        }
        (_, Refusal::NothingToWaive(code, status)) => return nothing_to_waive(lang, &code, status, out),
        (Lang::Zh, Refusal::Full) => write!(out, "派单已满. 先结束旧事件, 再派"),
        (Lang::En, Refusal::Full) => write!(out, "no more orders find room. Close old incidents, then again"),
    };
}

fn nothing_to_waive(lang: Lang, code: &str, status: Status, out: &mut String) {
    let name = course::status(lang, status);
    let _ = match lang {
        Lang::Zh => write!(out, "{code} {name}, 没有可免的替换. 不需要它就用 归队 {code}"),
        Lang::En => write!(out, "{code} is {name}: it leaves no place. To let it go: release {code}"),
    };
}

fn already(lang: Lang, code: &str, status: Status, out: &mut String) {
    let name = course::status(lang, status);
    let _ = match lang {
        Lang::Zh => write!(out, "{code} 已在此事件, 现为 {name}, 不改. "),
        Lang::En => write!(out, "{code} is in this incident already: {name}; that stands. "),
    };
    out.push_str(match status {
        Status::Ordered | Status::Unanswered => {
            lang.pick("按 c 打电话, 或改派", "Press c to ring it, or replace it")
        }
        Status::Accepted
        | Status::EnRoute
        | Status::OnScene
        | Status::Released
        | Status::Refused
        | Status::Back
        | Status::Replaced => {
            lang.pick("换任务请直接与队伍联系并记录", "Tell it a new task yourself, and note it")
        }
    });
}

fn no_way(lang: Lang, from: Status, to: Status, out: &mut String) {
    let names = (course::status(lang, from), course::status(lang, to));
    let _ = match lang {
        Lang::Zh => write!(out, "队伍现为 {}, 不能改成 {}. ", names.0, names.1),
        Lang::En => write!(out, "the team is {}; it cannot be {} now. ", names.0, names.1),
    };
    out.push_str(match (from, to) {
        (Status::Refused | Status::Back | Status::Replaced, _) => {
            lang.pick("此令已了, 要它去请重新调派", "That order is over: dispatch it anew")
        }
        (_, Status::Replaced) => lang.pick("先令其归队, 再派别队", "Release it, then dispatch another"),
        (_, Status::Back) => lang.pick("先令其归队", "Release it first"),
        (_, Status::Released) => lang.pick("用 归队", "Use release"),
        (
            _,
            Status::Ordered
            | Status::Unanswered
            | Status::Refused
            | Status::Accepted
            | Status::EnRoute
            | Status::OnScene,
        ) => lang.pick("状态只往前走; 有误请记录", "A status goes forward only: note what is wrong"),
    });
}

#[cfg(test)]
mod tests {
    use super::refusal;
    use crate::language::Lang;
    use crate::operations::dispatch::{Refusal, Status};
    use crate::text::bounded;
    use crate::units::IncidentId;

    #[test]
    fn every_refusal_says_what_is_wrong_and_what_to_do() {
        let (code, id) = (bounded("T4"), IncidentId(1_042));
        for why in [
            Refusal::NoSuchTeam(code),
            Refusal::Nobody(id),
            Refusal::OutOfService(code),
            Refusal::NobodyFit(code),
            Refusal::OnLifeRiskTask(code, id),
            Refusal::AlreadyOrdered(code, Status::Unanswered),
            Refusal::AlreadyOrdered(code, Status::OnScene),
            Refusal::NotOrdered(code, id),
            Refusal::NoWay { from: Status::Accepted, to: Status::Replaced },
            Refusal::NoWay { from: Status::Back, to: Status::OnScene },
            Refusal::NoWay { from: Status::EnRoute, to: Status::Accepted },
            Refusal::NotAnswered(code, id),
            Refusal::ReasonMissing(code),
            Refusal::NothingToWaive(code, Status::Accepted),
            Refusal::Full,
        ] {
            for lang in Lang::ALL {
                let mut out = String::new();
                refusal(lang, &why, &mut out);
                // Two sentences: what is wrong, what to do.
                let (wrong, todo) = out.split_once(". ").unwrap_or_default();
                assert!(!wrong.is_empty() && !todo.is_empty(), "{why:?}: {out}");
                assert_eq!(lang == Lang::Zh, todo.chars().any(|c| c > '\u{2000}'), "{out}");
            }
        }
    }
}
