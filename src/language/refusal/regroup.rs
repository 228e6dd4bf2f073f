//! Refusals of a merge, a split, a pair that is kept apart: what is wrong, and what to do.

use crate::language::Lang;
use crate::language::refusal::obstacle;
use crate::limits::SPLIT_MAX;
use crate::operations::incident::Regroup;
use std::fmt::Write;

/// Writes why incidents were not merged, split or kept apart, and what to do.
pub fn refusal(lang: Lang, refusal: &Regroup, out: &mut String) {
    let _ = match (lang, refusal) {
        (Lang::Zh, Regroup::WithItself(id)) => write!(out, "#{id} 不能与自己合并或分开. 请给另一个编号"),
        (Lang::En, Regroup::WithItself(id)) => {
            write!(out, "#{id} is neither merged with itself nor kept apart from it. Give the other number")
        }
        (Lang::Zh, Regroup::OtherFamily { into, from }) => {
            write!(out, "#{from} 与 #{into} 不是同一类, 不能合并. 确是一事: :结束 {from} 重复 {into} {from}")
        }
        (Lang::En, Regroup::OtherFamily { into, from }) => write!(
            out,
            "#{from} and #{into} are of different kinds. If they are one: close {from} duplicate {into} {from}"
        ),
        (Lang::Zh, Regroup::Overflow(id)) => {
            write!(out, "#{id} 或另一个是汇总事件, 不能合并. 结束旧事件腾出位置后再办")
        }
        (Lang::En, Regroup::Overflow(id)) => {
            write!(
                out,
                "#{id} or the other one is an overflow incident. Close old incidents to make room first"
            )
        }
        (Lang::Zh, Regroup::MergeHeld { into, from, obstacles }) => {
            let _ = write!(out, "#{from} 名下有未了的事. 反过来并: :合并 {from} {into}; 或先办结: ");
            return obstacle::obstacles(lang, obstacles, out);
        }
        (Lang::En, Regroup::MergeHeld { into, from, obstacles }) => {
            let _ = write!(
                out,
                "things stand under #{from}. Merge the other way: merge {from} {into}; or first: "
            );
            return obstacle::obstacles(lang, obstacles, out);
        }
        (Lang::Zh, Regroup::NotAMember(id, device)) => {
            write!(out, "{device} 没有报警在 #{id} 里. 编码见详情的成员")
        }
        (Lang::En, Regroup::NotAMember(id, device)) => {
            write!(out, "{device} has no alarm in #{id}. Its members stand in the details")
        }
        (Lang::Zh, Regroup::NothingLeft(id)) => write!(out, "#{id} 拆完就空了. 至少留一个探测器, 或不拆"),
        (Lang::En, Regroup::NothingLeft(id)) => {
            write!(out, "nothing would be left of #{id}, or nothing leaves. Keep one device in it")
        }
        (Lang::Zh, Regroup::TooManyAlarms(id)) => {
            write!(out, "#{id} 一次最多拆 {SPLIT_MAX} 个报警. 分几次拆")
        }
        (Lang::En, Regroup::TooManyAlarms(id)) => {
            write!(out, "#{id}: at most {SPLIT_MAX} alarms are split off at once. Split in several steps")
        }
        (Lang::Zh, Regroup::Full) => write!(out, "事件表已满, 不能再拆. 先结束旧事件"),
        (Lang::En, Regroup::Full) => write!(out, "the incident table is full. Close old incidents first"),
        (Lang::Zh, Regroup::MergedAway { incident, into }) => {
            write!(out, "#{incident} 已并入 #{into}, 报警都在那里. 要分开: :拆分 {into} 探测器编码")
        }
        (Lang::En, Regroup::MergedAway { incident, into }) => {
            write!(
                out,
                "#{incident} was merged into #{into}, its alarms are there. To part them: split {into} DEVICES"
            )
        }
    };
}
