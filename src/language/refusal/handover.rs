//! Refusals of handovers: what is wrong, and what to do.

use crate::language::Lang;
use crate::operations::handover::Refusal;
use std::fmt::Write;

/// Writes why the desk was neither offered nor taken, and what to do.
pub fn refusal(lang: Lang, refusal: &Refusal, out: &mut String) {
    let _ = match (lang, refusal) {
        (Lang::Zh, Refusal::NoSuchPerson(code)) => write!(out, "没有 {code} 这个人. 第 3 页列出值班员"),
        (Lang::En, Refusal::NoSuchPerson(code)) => {
            write!(out, "there is nobody called {code}. Page 3 lists the officers")
        }
        (Lang::Zh, Refusal::NotAnOfficer(code)) => write!(out, "{code} 不是值班员, 不能交接班"),
        (Lang::En, Refusal::NotAnOfficer(code)) => {
            write!(out, "{code} is no duty officer and cannot hand over or take over")
        }
        (Lang::Zh, Refusal::Oneself) => write!(out, "不能交给自己. 写接班人的代号"),
        (Lang::En, Refusal::Oneself) => write!(out, "not to oneself: give the code of who comes on duty"),
        (Lang::Zh, Refusal::NotOnDuty(code)) => write!(out, "在岗的是 {code}. 由 {code} 交班, 或先接班"),
        (Lang::En, Refusal::NotOnDuty(code)) => {
            write!(out, "{code} has the desk: they hand it over, or you take it first")
        }
        (Lang::Zh, Refusal::HasIt(code)) => write!(out, "{code} 已在岗. 接班人签这一签"),
        (Lang::En, Refusal::HasIt(code)) => {
            write!(out, "{code} has the desk already: who comes on duty signs here")
        }
        (Lang::Zh, Refusal::NoteMissing) => write!(out, "缺什么要写明"),
        (Lang::En, Refusal::NoteMissing) => write!(out, "say what is missing"),
        (Lang::Zh, Refusal::SheetChanged(_)) => write!(out, "交接单有变. 看一遍再签 (J)"),
        (Lang::En, Refusal::SheetChanged(_)) => {
            write!(out, "the sheet has changed: read it again, then sign (J)")
        }
        (Lang::Zh, Refusal::NotOffered) => write!(out, "没有人交班"),
        (Lang::En, Refusal::NotOffered) => write!(out, "the desk is not offered"),
        (Lang::Zh, Refusal::OfferedTo(code)) => {
            write!(out, "已交给 {code}, 等其签字. 先撤回交班 (:撤回交班), 再交别人")
        }
        (Lang::En, Refusal::OfferedTo(code)) => {
            write!(out, "the desk is offered to {code}: take that back first (:keep-desk)")
        }
        (Lang::Zh, Refusal::NothingMissing(id)) => write!(out, "交接 {id} 不缺签字"),
        (Lang::En, Refusal::NothingMissing(id)) => write!(out, "no signature is missing under handover {id}"),
        (Lang::Zh, Refusal::NotYours(id)) => write!(out, "交接 {id} 由本人或带班领导签"),
        (Lang::En, Refusal::NotYours(id)) => {
            write!(out, "handover {id} is signed by that officer, or by a leader")
        }
    };
}
