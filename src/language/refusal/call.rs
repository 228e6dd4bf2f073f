//! Refusals of the call subject (通话): what is wrong, and what to do.

use crate::language::fact::call::callee;
use crate::language::{Lang, time};
use crate::operations::call::{Party, Refusal};
use crate::operations::dossier::ZONE;
use std::fmt::Write;

/// Writes why a command was refused and what to do.
pub fn refusal(lang: Lang, refusal: &Refusal, out: &mut String) {
    let _ = match (lang, refusal) {
        (Lang::Zh, Refusal::NoSuchNumber(party)) => {
            party_named(lang, party, out);
            write!(out, "通讯录里没有. 写 119 120 110 消控室 负责人, 或编码如 T4 L1 PICC")
        }
        (Lang::En, Refusal::NoSuchNumber(party)) => {
            party_named(lang, party, out);
            write!(
                out,
                "is not in the directory. Write 119, 120, 110, control, head, or a code: T4, L1, PICC"
            )
        }
        (_, Refusal::AlreadyOpen { callee: rung, since }) => {
            callee(lang, *rung, out);
            out.push_str(lang.pick(" 正在拨, 自 ", " is being rung, since "));
            time::clock(*since, ZONE, out);
            out.push_str(lang.pick(". 按 1-5 记结果, 再另拨", ". End that slip with 1-5 first"));
            Ok(())
        }
        (Lang::Zh, Refusal::NoSuchOrder(id, _)) => {
            write!(out, "#{id} 没有给这支队伍的调派. 先按 d 调派")
        }
        (Lang::En, Refusal::NoSuchOrder(id, _)) => {
            write!(out, "#{id} has no such order to that team. Press d to order it first")
        }
        (Lang::Zh, Refusal::NoSuchReport(id, number)) => {
            write!(out, "#{id} 没有第 {number} 号报告. 按 r 起草")
        }
        (Lang::En, Refusal::NoSuchReport(id, number)) => {
            write!(out, "#{id} has no report {number}. Press r to draft it")
        }
    };
}

fn party_named(lang: Lang, party: &Party, out: &mut String) {
    match party {
        Party::Known(known) => callee(lang, *known, out),
        Party::Code(code) => out.push_str(code),
    }
    out.push(' ');
}
