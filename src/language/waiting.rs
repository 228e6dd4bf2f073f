//! What waits for a signature or a decision, in a line: on the handover sheet and in the log of a shift.

use crate::language::{Lang, course};
use crate::operations::snapshot::Waiting;
use std::fmt::Write;

/// Writes what is wanted, of whom where it is one person's, and where: `待签发 首报 1  #1042 恒越电池`.
pub fn waiting(lang: Lang, waiting: &Waiting, place: &str, out: &mut String) {
    let _ = match waiting {
        Waiting::Report { number, kind, .. } => {
            write!(out, "{} {} {number}", lang.pick("待签发", "to be signed"), course::report(lang, *kind))
        }
        Waiting::Level { level, .. } => {
            let word = lang.pick("待定响应级别", "level to be decided");
            write!(out, "{word} {}", course::response(lang, *level))
        }
        Waiting::Post { amount, .. } => {
            write!(out, "{} {amount}", lang.pick("待授权", "to be authorised"))
        }
        Waiting::Countersign { amount, who, .. } => {
            write!(out, "{} {who} {amount}", lang.pick("待补签", "to be signed by"))
        }
        Waiting::Review { amount, .. } => write!(out, "{} {amount}", lang.pick("待复核", "to be reviewed")),
    };
    let _ = write!(out, "  #{} {place}", waiting.incident());
}
