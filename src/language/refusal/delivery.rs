//! Refusals of the delivery subject (送达): what is wrong, and what to do.

use crate::language::Lang;
use crate::operations::delivery::Refusal;
use std::fmt::Write;

/// Writes why a command was refused and what to do.
pub fn refusal(lang: Lang, refusal: &Refusal, out: &mut String) {
    let _ = match (lang, refusal) {
        (Lang::Zh, Refusal::NoSuchDelivery(id)) => write!(out, "没有第 {id} 号送达. 请核对编号"),
        (Lang::En, Refusal::NoSuchDelivery(id)) => write!(out, "there is no delivery {id}. Check the number"),
        (Lang::Zh, Refusal::NoSuchWarning(id)) => {
            write!(out, "没有第 {id} 号预警, 或已解除. 请看预警页")
        }
        (Lang::En, Refusal::NoSuchWarning(id)) => {
            write!(out, "no warning {id} stands. Look at the warnings page")
        }
        (Lang::Zh, Refusal::NobodyInside(id)) => {
            write!(out, "第 {id} 号预警范围内无有效保单, 无处可转. 需要时请电话告知")
        }
        (Lang::En, Refusal::NobodyInside(id)) => {
            write!(out, "no insurer has a policy in force inside warning {id}. Ring whom you want to tell")
        }
        (Lang::Zh, Refusal::NotMeant(id)) => write!(out, "第 {id} 号是演练或测试预警, 不转发"),
        (Lang::En, Refusal::NotMeant(id)) => {
            write!(out, "warning {id} is an exercise or a test: it is relayed to nobody")
        }
        (Lang::Zh, Refusal::AlreadyRelayed(id)) => {
            write!(out, "第 {id} 号预警的这条消息已转发. 未达的请打电话, 有更新再转")
        }
        (Lang::En, Refusal::AlreadyRelayed(id)) => {
            write!(
                out,
                "this message of warning {id} was relayed. Ring where it failed; an update may go again"
            )
        }
        (Lang::Zh, Refusal::Finished(id)) => write!(out, "第 {id} 号送达已有结果. 有变请另行记录"),
        (Lang::En, Refusal::Finished(id)) => {
            write!(out, "delivery {id} has its outcome. Write a note if things changed")
        }
        (Lang::Zh, Refusal::NotHeard(id)) => {
            write!(out, "第 {id} 号送达: 请写听到的结果: 已达, 已接令, 拒绝, 未达")
        }
        (Lang::En, Refusal::NotHeard(id)) => {
            write!(out, "delivery {id}: say what you heard: delivered, accepted, refused, undelivered")
        }
    };
}
