//! Refusals of the claim subject (理赔): what is wrong, and what to do.

use crate::language::Lang;
use crate::operations::claim::Refusal;
use std::fmt::Write;

/// Writes why a command was refused and what to do.
pub fn refusal(lang: Lang, refusal: &Refusal, out: &mut String) {
    let _ = match (lang, refusal) {
        (Lang::Zh, Refusal::NoSuchClaim(id)) => write!(out, "没有理赔 {id}. 编号见资金页"),
        (Lang::En, Refusal::NoSuchClaim(id)) => {
            write!(out, "there is no claim {id}. The pool page has the numbers")
        }
        (Lang::Zh, Refusal::NoSuchIncident(id)) => write!(out, "没有 #{id} 这个事件. 请核对编号"),
        (Lang::En, Refusal::NoSuchIncident(id)) => write!(out, "there is no #{id}. Check the number"),
        (Lang::Zh, Refusal::NoSuchInsurer(code)) => {
            write!(out, "登记表里没有保险机构 {code}. 写编码, 见保险页")
        }
        (Lang::En, Refusal::NoSuchInsurer(code)) => {
            write!(out, "the registry has no insurer {code}. Give a code from the insurers page")
        }
        (Lang::Zh, Refusal::NumberMissing(code)) => {
            write!(out, "{code} 还没给报案号. 打电话要到报案号再立案")
        }
        (Lang::En, Refusal::NumberMissing(code)) => {
            write!(out, "{code} has given no claim number. Ring, and enter the number it gives")
        }
        (Lang::Zh, Refusal::SameNumber(id)) => write!(out, "该报案号已是理赔 {id}. 无需再立"),
        (Lang::En, Refusal::SameNumber(id)) => {
            write!(out, "that number stands as claim {id} already. Nothing to do")
        }
        (Lang::Zh, Refusal::PapersMissing(id)) => {
            write!(out, "理赔 {id} 单证不齐. 先交单证: papers {id}")
        }
        (Lang::En, Refusal::PapersMissing(id)) => {
            write!(out, "claim {id} has no complete papers. Hand them in first: papers {id}")
        }
        (Lang::Zh, Refusal::PapersComplete(id)) => write!(out, "理赔 {id} 单证早已齐全. 等保险机构核定"),
        (Lang::En, Refusal::PapersComplete(id)) => {
            write!(out, "claim {id} has its papers already. The insurer decides next")
        }
        (Lang::Zh, Refusal::Decided(id)) => {
            write!(out, "理赔 {id} 已有结论. 金额只能往上加, 拒赔后另行交涉")
        }
        (Lang::En, Refusal::Decided(id)) => {
            write!(out, "claim {id} is decided. A sum only rises; a refusal is taken up with the insurer")
        }
        (Lang::Zh, Refusal::Unpaid(id)) => {
            write!(out, "理赔 {id} 先前核定的还没付清. 到账后再加: refill {id}")
        }
        (Lang::En, Refusal::Unpaid(id)) => {
            write!(out, "claim {id}: what was agreed is not paid yet. Enter that first: refill {id}")
        }
        (Lang::Zh, Refusal::NotRefused(id)) => write!(out, "理赔 {id} 没有拒赔. 先记拒赔: refuse {id}"),
        (Lang::En, Refusal::NotRefused(id)) => {
            write!(out, "claim {id} was not refused. Enter the refusal first: refuse {id}")
        }
        (Lang::Zh, Refusal::Noticed(id)) => write!(out, "理赔 {id} 的书面拒赔早已收到. 无需再记"),
        (Lang::En, Refusal::Noticed(id)) => {
            write!(out, "claim {id}: the written refusal came already. Nothing to do")
        }
        (Lang::Zh, Refusal::NoAmount(id)) => {
            write!(out, "理赔 {id} 的金额须大于零且不超过上限. 请核对金额")
        }
        (Lang::En, Refusal::NoAmount(id)) => {
            write!(out, "claim {id}: the amount is nothing, or beyond any sum. Check it")
        }
        (Lang::Zh, Refusal::Full) => write!(out, "理赔已记满. 请管理员归档后再立"),
        (Lang::En, Refusal::Full) => {
            write!(out, "the desk holds as many claims as it can. Have the administrator archive")
        }
    };
}
