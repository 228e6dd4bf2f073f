//! Refusals of the report subject (报告): what is wrong, and what to do.

use crate::language::Lang;
use crate::operations::report::Refusal;
use std::fmt::Write;

/// Writes why a command was refused and what to do.
pub fn refusal(lang: Lang, refusal: &Refusal, out: &mut String) {
    let _ = match (lang, refusal) {
        (Lang::Zh, Refusal::NoSuchReport(id, number)) => {
            write!(out, "#{id} 没有第 {number} 号报告. 请核对编号")
        }
        (Lang::En, Refusal::NoSuchReport(id, number)) => {
            write!(out, "#{id} has no report {number}. Check the number")
        }
        (Lang::Zh, Refusal::FirstMissing(id)) => write!(out, "#{id} 还没有首报. 先按 r 起草首报"),
        (Lang::En, Refusal::FirstMissing(id)) => {
            write!(out, "#{id} has no first report yet. Press r to draft it")
        }
        (Lang::Zh, Refusal::FirstExists(id)) => write!(out, "#{id} 首报已报送领导. 新情况写进续报"),
        (Lang::En, Refusal::FirstExists(id)) => {
            write!(out, "#{id}: the first report was submitted. What is new goes into a follow-up")
        }
        (Lang::Zh, Refusal::Finished(id)) => write!(out, "#{id} 终报已签发, 其后不再续报. 有新情况请记录"),
        (Lang::En, Refusal::Finished(id)) => {
            write!(out, "#{id}: the final report is signed and nothing follows it. Note what is new")
        }
        (Lang::Zh, Refusal::Waits(id, number)) => {
            write!(out, "#{id} 第 {number} 号报告在等签发. 先签发或退回")
        }
        (Lang::En, Refusal::Waits(id, number)) => {
            write!(out, "#{id}: report {number} waits for its signature. Have it signed or returned first")
        }
        (Lang::Zh, Refusal::NotSigned(id, number)) => {
            write!(out, "#{id} 第 {number} 号报告未签发, 不能上报. 请领导按 S 签发")
        }
        (Lang::En, Refusal::NotSigned(id, number)) => {
            write!(out, "#{id}: report {number} is not signed and cannot go. The leader signs with S")
        }
        (Lang::Zh, Refusal::NotWaiting(id, number)) => {
            write!(out, "#{id} 第 {number} 号报告不在待签发. 看一眼再办")
        }
        (Lang::En, Refusal::NotWaiting(id, number)) => {
            write!(out, "#{id}: report {number} waits for no signature. Look again")
        }
        (Lang::Zh, Refusal::OwnReport(id, number)) => {
            write!(out, "#{id} 第 {number} 号报告是您起草的. 请另一位领导签发")
        }
        (Lang::En, Refusal::OwnReport(id, number)) => {
            write!(out, "#{id}: you submitted report {number} yourself. Another leader signs it")
        }
        (Lang::Zh, Refusal::AlreadySent(id, number)) => {
            write!(out, "#{id} 第 {number} 号报告已由此渠道报出. 新情况写续报")
        }
        (Lang::En, Refusal::AlreadySent(id, number)) => {
            write!(out, "#{id}: report {number} went that way already. What is new goes into a follow-up")
        }
        (Lang::Zh, Refusal::UnitReportedAlready(id)) => write!(out, "#{id} 单位已报告过, 无需再记"),
        (Lang::En, Refusal::UnitReportedAlready(id)) => {
            write!(out, "#{id}: the unit has reported already. Nothing to do")
        }
    };
}
