//! Refusals of the order subject (指示): what is wrong, and what to do.

use crate::language::Lang;
use crate::operations::order::Refusal;
use std::fmt::Write;

/// Writes why a command was refused and what to do.
pub fn refusal(lang: Lang, refusal: &Refusal, out: &mut String) {
    let _ = match (lang, refusal) {
        (Lang::Zh, Refusal::NoSuchOrder(order)) => write!(out, "没有第 {order} 号指示. 请核对编号"),
        (Lang::En, Refusal::NoSuchOrder(order)) => write!(out, "there is no order {order}. Check the number"),
        (Lang::Zh, Refusal::AlreadyDone(order)) => write!(out, "第 {order} 号指示已办结, 无需再办"),
        (Lang::En, Refusal::AlreadyDone(order)) => {
            write!(out, "order {order} is carried out already: nothing to do")
        }
        (Lang::Zh, Refusal::NoSuchPerson(code)) => write!(out, "通讯录里没有 `{code}`. 写编码, 如 L1 D2"),
        (Lang::En, Refusal::NoSuchPerson(code)) => {
            write!(out, "the directory has no `{code}`. Give a code: L1, D2")
        }
        (Lang::Zh, Refusal::NotALeader(code)) if code.is_empty() => {
            write!(out, "没写是哪位领导的指示. 写明领导编码, 如 L1")
        }
        (Lang::En, Refusal::NotALeader(code)) if code.is_empty() => {
            write!(out, "whose order it is was not stated. Give the leader's code: L1")
        }
        (Lang::Zh, Refusal::NotALeader(code)) => write!(out, "`{code}` 不是领导. 写明下指示的领导, 如 L1"),
        (Lang::En, Refusal::NotALeader(code)) => {
            write!(out, "`{code}` is no leader. Give the code of the leader whose order it is: L1")
        }
        (Lang::Zh, Refusal::NoCarrier(id)) => write!(out, "#{id} 无人值班承办. 写明承办人编码"),
        (Lang::En, Refusal::NoCarrier(id)) => {
            write!(out, "#{id}: nobody is on duty to carry it out. Give the carrier's code")
        }
        (Lang::Zh, Refusal::SameLevel(id)) => write!(out, "#{id} 已是这一响应级别, 无需再定"),
        (Lang::En, Refusal::SameLevel(id)) => {
            write!(out, "#{id}: that response level stands already. Nothing to do")
        }
    };
}
