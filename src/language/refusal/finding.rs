//! Refusals of the finding subject (情况): what is wrong, and what to do.

use crate::language::Lang;
use crate::operations::finding::Refusal;
use std::fmt::Write;

/// Writes why a command was refused and what to do.
pub fn refusal(lang: Lang, refusal: &Refusal, out: &mut String) {
    let _ = match (lang, refusal) {
        (Lang::Zh, Refusal::Empty(id)) => write!(out, "#{id} 没有填任何人数. 至少填一项"),
        (Lang::En, Refusal::Empty(id)) => write!(out, "#{id}: no number was stated. State at least one"),
        (Lang::Zh, Refusal::NobodyOfThatName(id)) => {
            write!(out, "#{id} 通讯录里没有这个人. 写编码, 如 T4 L1 消控室")
        }
        (Lang::En, Refusal::NobodyOfThatName(id)) => {
            write!(out, "#{id}: the directory has nobody of that name. Give a code: T4, L1, control")
        }
        (Lang::Zh, Refusal::MoreThanExpected { expected, counted }) => {
            write!(out, "清点 {counted} 人多于应到 {expected} 人. 应到有误就一并改")
        }
        (Lang::En, Refusal::MoreThanExpected { expected, counted }) => {
            write!(out, "{counted} were counted of {expected} expected. If more were there, state both anew")
        }
    };
}
