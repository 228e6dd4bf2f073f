//! Refusals of the desk itself: what is wrong, and what to do.

use crate::language::Lang;
use crate::operations::desk::Refusal;
use std::fmt::Write;

/// Writes why the rules stay as they are and what to do.
pub fn refusal(lang: Lang, refusal: &Refusal, out: &mut String) {
    let _ = match (lang, refusal) {
        (Lang::Zh, Refusal::RulesWrong { place, mistakes }) => {
            write!(out, "规则有 {mistakes} 处错误, 第一处在 {place}; 仍用原来的规则. dutydesk check 逐条列出")
        }
        (Lang::En, Refusal::RulesWrong { place, mistakes }) => write!(
            out,
            "the rules have {mistakes} mistakes, the first at {place}; the old ones stay in force. \
             `dutydesk check` lists them"
        ),
        (Lang::Zh, Refusal::RulesUnchanged) => write!(out, "规则没有改动, 正在用的就是这一份"),
        (Lang::En, Refusal::RulesUnchanged) => write!(out, "the rules did not change: these are in force"),
        (Lang::Zh, Refusal::RulesBuiltIn) => write!(out, "示例的规则在程序里, 不能重读. 用自己的台账目录"),
        (Lang::En, Refusal::RulesBuiltIn) => {
            write!(out, "the sample's rules are part of the program. Use a registry directory of your own")
        }
        (Lang::Zh, Refusal::StillOpen(incident)) => {
            write!(out, "事件 #{incident} 还没有结束, 文字还要用. 先结束它, 或换一个日期")
        }
        (Lang::En, Refusal::StillOpen(incident)) => {
            write!(
                out,
                "incident #{incident} is open and needs its words. Close it first, or name another day"
            )
        }
        (Lang::Zh, Refusal::MoneyOwed(id)) => {
            write!(out, "预留 {id} 还没有办完 (付款、补签或复核), 文字还要用. 办完再销毁")
        }
        (Lang::En, Refusal::MoneyOwed(id)) => {
            write!(out, "reservation {id} is not settled (payment, signature or review). Settle it first")
        }
        (Lang::Zh, Refusal::TooRecent) => write!(out, "最近 24 小时的文字不能销毁. 换一个更早的日期"),
        (Lang::En, Refusal::TooRecent) => {
            write!(out, "texts of the last 24 hours stay. Name an earlier day")
        }
    };
}
