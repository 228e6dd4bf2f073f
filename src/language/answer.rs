//! Answers to commands: what became of them, and what to do about a refusal.

use crate::language::{Lang, Word, text};
use crate::operations::command::Draft;
use crate::operations::incident;
use crate::operations::line;
use crate::operations::outcome::{Outcome, Refusal, Remark};
use std::fmt::Write;

/// Digits of an entry's hash that stand with an answer: enough to find it in a printed log.
const HASH_DIGITS: usize = 8;

/// Writes what became of a command: `已存 #10483 3fa9c12b`, or the refusal and what to do.
pub fn outcome(lang: Lang, outcome: &Outcome, out: &mut String) {
    match outcome {
        Outcome::Recorded { entry, digest, remark } => {
            let _ = write!(out, "{} #{entry} ", text(lang, Word::Saved));
            for byte in &digest.0[..HASH_DIGITS / 2] {
                let _ = write!(out, "{byte:02x}");
            }
            with_remark(lang, remark.as_ref(), out);
        }
        Outcome::Unrecorded { entry, remark } => {
            let _ = write!(out, "{} #{entry}", text(lang, Word::JournalFailed));
            out.push_str(lang.pick(
                ": 已办, 日志写不进, 写通后补记",
                ": done; it will be recorded when the disk takes it",
            ));
            with_remark(lang, remark.as_ref(), out);
        }
        Outcome::Refused(why) => refusal(lang, why, out),
        Outcome::Unknown => out.push_str(text(lang, Word::AnswerUnknown)),
    }
}

/// Writes why a command was refused and what to do.
pub fn refusal(lang: Lang, refusal: &Refusal, out: &mut String) {
    out.push_str(lang.pick("未办: ", "refused: "));
    match refusal {
        Refusal::NeedsProof => out.push_str(lang.pick(
            "此事要署名. 按 P 输入口令, 再办一次",
            "this needs a proved officer. Press P, give the passphrase, then again",
        )),
        Refusal::NotAllowed => out.push_str(lang.pick(
            "您的职责不允许. 请有权的人员署名后办",
            "your role does not allow it. Ask someone who may",
        )),
        Refusal::Busy => {
            out.push_str(
                lang.pick("值班台正忙. 稍等再按一次", "the desk is busy. Wait a moment, then again"),
            );
        }
        Refusal::Incident(why) => incident_refusal(lang, why, out),
    }
}

/// Writes what should be said with an answer.
pub fn remark(lang: Lang, remark: &Remark, out: &mut String) {
    match remark {
        Remark::CameLater(count) => {
            let _ = match lang {
                Lang::Zh => write!(out, "此后又来 {count} 条报警, 请看"),
                Lang::En => write!(out, "{count} alarms came later: look again"),
            };
        }
        Remark::AlreadyAcknowledged => {
            out.push_str(
                lang.pick("他人已受理, 记为同时受理", "somebody else had it already; noted beside theirs"),
            );
        }
        Remark::Unproved => {
            out.push_str(lang.pick("未署名, 交接班时列出", "not proved: it is listed at handover"));
        }
        Remark::Repeated => {
            out.push_str(lang.pick("此前已办, 这是当时的答复", "done before: this is that answer"));
        }
    }
}

/// Writes what a draft asks: `受理 #1042`.
pub fn draft(lang: Lang, draft: &Draft, out: &mut String) {
    let (word, incident) = match draft {
        Draft::Acknowledge { incident } => (lang.pick("受理", "acknowledge"), Some(*incident)),
        Draft::Note { incident, .. } => (lang.pick("记录", "note"), *incident),
        Draft::Close { incident, .. } => (lang.pick("结束", "close"), Some(*incident)),
        Draft::Reopen { incident, .. } => (lang.pick("重开", "reopen"), Some(*incident)),
    };
    out.push_str(word);
    if let Some(incident) = incident {
        let _ = write!(out, " #{incident}");
    }
}

/// Writes what is wrong with a line of the command bar.
pub fn line_error(lang: Lang, error: &line::Error, out: &mut String) {
    let _ = match (lang, error) {
        (Lang::En, error) => write!(out, "{error}"),
        (Lang::Zh, line::Error::Empty) => write!(out, "空行"),
        (Lang::Zh, line::Error::TooLong) => write!(out, "超过 {} 字节", crate::limits::LINE_BYTES_MAX),
        (Lang::Zh, line::Error::UnknownVerb(verb)) => {
            write!(out, "没有 {verb} 这个命令: 受理 记录 结束 重开 (ack note close reopen)")
        }
        (Lang::Zh, line::Error::IncidentMissing { verb, shape }) => write!(out, "缺事件编号: {verb} {shape}"),
        (Lang::Zh, line::Error::NotANumber(typed)) => write!(out, "{typed} 不是事件编号"),
        (Lang::Zh, line::Error::UnknownDisposition(typed)) => {
            write!(out, "处置结果不明: {typed}. 写 已处置 测试 重复 未核实")
        }
        (Lang::Zh, line::Error::RepeatMissing) => write!(out, "不可撤回: 处置结果后再写一次事件编号"),
        (Lang::Zh, line::Error::TextMissing(verb)) => write!(out, "{verb} 要写明内容"),
    };
}

fn with_remark(lang: Lang, with: Option<&Remark>, out: &mut String) {
    if let Some(with) = with {
        out.push_str("  ");
        remark(lang, with, out);
    }
}

fn incident_refusal(lang: Lang, refusal: &incident::Refusal, out: &mut String) {
    let _ = match (lang, refusal) {
        (Lang::Zh, incident::Refusal::NoSuchIncident(id)) => write!(out, "没有 #{id} 这个事件. 请核对编号"),
        (Lang::En, incident::Refusal::NoSuchIncident(id)) => {
            write!(out, "there is no #{id}. Check the number")
        }
        (Lang::Zh, incident::Refusal::Closed(id)) => write!(out, "#{id} 已结束. 有误可按 R 重开"),
        (Lang::En, incident::Refusal::Closed(id)) => write!(out, "#{id} is closed. R reopens it"),
        (Lang::Zh, incident::Refusal::Open(id)) => write!(out, "#{id} 未结束, 无需重开"),
        (Lang::En, incident::Refusal::Open(id)) => write!(out, "#{id} is open: nothing to reopen"),
        (Lang::Zh, incident::Refusal::Stale { incident, .. }) => {
            write!(out, "#{incident} 在您看后有变. 看一眼再办")
        }
        (Lang::En, incident::Refusal::Stale { incident, .. }) => {
            write!(out, "#{incident} changed since you looked. Look again, then repeat")
        }
        (Lang::Zh, incident::Refusal::LifeRiskActive(id)) => {
            write!(out, "#{id} 仍有危及生命的报警. 现场复位或核实后再结束")
        }
        (Lang::En, incident::Refusal::LifeRiskActive(id)) => {
            write!(out, "#{id} still has an active life-risk alarm. Reset or verify it on the spot first")
        }
        (Lang::Zh, incident::Refusal::NotAcknowledged(id)) => write!(out, "#{id} 无人受理. 先按 a 受理"),
        (Lang::En, incident::Refusal::NotAcknowledged(id)) => {
            write!(out, "#{id} is not acknowledged. Press a first")
        }
        (Lang::Zh, incident::Refusal::NumberDiffers { incident, typed }) => {
            write!(out, "输入的 #{typed} 与 #{incident} 不符. 请照编号再输")
        }
        (Lang::En, incident::Refusal::NumberDiffers { incident, typed }) => {
            write!(out, "#{typed} was typed for #{incident}. Type its own number")
        }
        (Lang::Zh, incident::Refusal::DuplicateOfItself(id)) => {
            write!(out, "#{id} 不能与自己重复. 请给另一个编号")
        }
        (Lang::En, incident::Refusal::DuplicateOfItself(id)) => {
            write!(out, "#{id} cannot double itself. Give the other number")
        }
        (Lang::Zh, incident::Refusal::ReasonMissing(id)) => write!(out, "#{id} 要写明原因. 请补原因"),
        (Lang::En, incident::Refusal::ReasonMissing(id)) => write!(out, "#{id} needs a reason. Add one"),
    };
}
