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
    };
}
