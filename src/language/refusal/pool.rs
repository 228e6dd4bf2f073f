//! Refusals of the pool subject (资金): what is wrong, and what to do.

use crate::language::refusal::release;
use crate::language::{Lang, course};
use crate::operations::pool::{Refusal, Stage};
use crate::units::ReservationId;
use std::fmt::Write;

/// Writes why a command was refused and what to do.
pub fn refusal(lang: Lang, refusal: &Refusal, out: &mut String) {
    let _ = match (lang, refusal) {
        (_, Refusal::Release(why)) => release::refusal(lang, why, out),
        (_, Refusal::Day(why)) => release::day(lang, why, out),
        (_, Refusal::NotAt { reservation, is, wanted }) => not_at(lang, *reservation, *is, *wanted, out),
        (Lang::Zh, Refusal::NoAmount) => write!(out, "金额须大于零, 且不超过账户上限. 请核对金额"),
        (Lang::En, Refusal::NoAmount) => {
            write!(out, "the amount is nothing, or beyond what an account holds. Check it")
        }
        (Lang::Zh, Refusal::Overdraw { asked, available }) => {
            write!(out, "要 {asked} 元, 可用 {available} 元. 减少金额, 或撤销别的预留")
        }
        (Lang::En, Refusal::Overdraw { asked, available }) => {
            write!(out, "{asked} asked, {available} available. Ask less, or void another reservation")
        }
        (Lang::Zh, Refusal::NoSuchReservation(id)) => write!(out, "没有预留 {id}. 编号见资金页"),
        (Lang::En, Refusal::NoSuchReservation(id)) => {
            write!(out, "there is no reservation {id}. The pool page has the numbers")
        }
        (Lang::Zh, Refusal::MoreThanReserved { asked, reserved }) => {
            write!(out, "要拨 {asked} 元, 只预留 {reserved} 元. 减少金额, 不足部分另行预留")
        }
        (Lang::En, Refusal::MoreThanReserved { asked, reserved }) => {
            write!(out, "{asked} asked, {reserved} reserved. Post less, and reserve the rest anew")
        }
        (Lang::Zh, Refusal::MakerIsChecker(id)) => {
            write!(out, "预留 {id} 由您经办, 不能自己复核. 请另一位带班领导或财务签字")
        }
        (Lang::En, Refusal::MakerIsChecker(id)) => {
            write!(out, "you made reservation {id}. Another signs it: a leader, or finance")
        }
        (Lang::Zh, Refusal::SecondOfficerMissing(id)) => {
            write!(out, "预留 {id} 要第二人签字. 请带班领导或财务输入口令")
        }
        (Lang::En, Refusal::SecondOfficerMissing(id)) => {
            write!(out, "reservation {id} needs a second officer. Ask a leader, or finance, to sign")
        }
        (Lang::Zh, Refusal::NumberDiffers { incident, typed }) => {
            write!(out, "这笔预留属 #{incident}, 输入的是 #{typed}. 核对后再输")
        }
        (Lang::En, Refusal::NumberDiffers { incident, typed }) => {
            write!(out, "it is set aside for #{incident}; #{typed} was typed. Check, then type it again")
        }
        (_, Refusal::ReceiptMissing) => out.write_str(
            lang.pick("缺银行回单号. 照回单补上", "the bank's receipt is missing. Give its number"),
        ),
        (Lang::Zh, Refusal::NoSuchClaim(id)) => write!(out, "没有理赔 {id}. 编号见资金页"),
        (Lang::En, Refusal::NoSuchClaim(id)) => {
            write!(out, "there is no claim {id}. The pool page has the numbers")
        }
        (Lang::Zh, Refusal::MoreThanOutstanding { asked, outstanding }) => {
            write!(out, "还来 {asked} 元, 该事件未收回 {outstanding} 元. 多出的另查来源")
        }
        (Lang::En, Refusal::MoreThanOutstanding { asked, outstanding }) => {
            write!(out, "{asked} came, {outstanding} is outstanding. Find out what the rest is for")
        }
        (Lang::Zh, Refusal::MoreThanAgreed { asked, left }) => {
            write!(out, "赔来 {asked} 元, 核定未付 {left} 元. 先记核定, 或核对金额")
        }
        (Lang::En, Refusal::MoreThanAgreed { asked, left }) => {
            write!(out, "{asked} came, {left} of what was agreed is unpaid. Enter the agreement, or check")
        }
        (Lang::Zh, Refusal::NoSuchPayer) => write!(out, "登记表里没有这个出资方. 写保险机构或单位的编码"),
        (Lang::En, Refusal::NoSuchPayer) => {
            write!(out, "the registry has no such payer. Give an insurer's or a site's code")
        }
        (Lang::Zh, Refusal::Full) => write!(out, "未了的预留已满. 先拨付、撤销或记到账"),
        (Lang::En, Refusal::Full) => {
            write!(out, "too many reservations are unsettled. Post, void or finish some first")
        }
    };
}

fn not_at(lang: Lang, id: ReservationId, is: Stage, wanted: Stage, out: &mut String) -> std::fmt::Result {
    let (stands, needed) = (course::money(lang, is), course::money(lang, wanted));
    match lang {
        Lang::Zh => write!(out, "预留 {id} {stands}, 须在 {needed}. ")?,
        Lang::En => write!(out, "reservation {id} is {stands}, not {needed}. ")?,
    }
    let (zh, en) = match is {
        Stage::Reserved => ("先由第二人拨付", "A second officer posts it first"),
        Stage::Authorised => (
            "不能撤销, 可追偿; 付款后记回单号",
            "It cannot be undone; enter the bank's receipt when it has paid",
        ),
        Stage::Paid => ("钱已付出; 收款方收到后记到账", "The bank has paid; enter its arrival"),
        Stage::Arrived => ("已办结. 要再用款请另行预留", "It is finished. Reserve anew for more"),
        Stage::Voided | Stage::Expired => ("款已释放. 仍要用款请重新预留", "It is free again. Reserve anew"),
    };
    out.write_str(lang.pick(zh, en))
}
