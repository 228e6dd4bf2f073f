//! Entries of the report subject (报告) as sentences.

use crate::language::{Lang, course};
use crate::operations::report::Fact;
use std::fmt::Write;

/// Writes what a fact says beside its kind; the text stands beside it, for those who may read it.
pub(super) fn said(lang: Lang, fact: &Fact, out: &mut String) {
    let _ = match fact {
        Fact::Submitted { number, kind, .. } => {
            write!(out, "{} {}", course::report(lang, *kind), Numbered(lang, *number))
        }
        Fact::Returned { number, .. } => {
            write!(out, "{}{}", Numbered(lang, *number), lang.pick("报告, 退回修改", ", to be changed"))
        }
        Fact::Signed { number, by, .. } => match lang {
            Lang::Zh => write!(out, "第 {number} 号报告由 {} 签发", by.code),
            Lang::En => write!(out, "no. {number} was signed by {}", by.code),
        },
        Fact::Sent { number, channel, receipt, .. } => {
            let _ = write!(out, "{} {}", Numbered(lang, *number), course::channel(lang, *channel));
            if receipt.is_empty() {
                return;
            }
            write!(out, " {}{receipt}", lang.pick("回执 ", "receipt "))
        }
        Fact::UnitReported { .. } => Ok(()),
    };
}

struct Numbered(Lang, u16);

impl std::fmt::Display for Numbered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Lang::Zh => write!(f, "第 {} 号", self.1),
            Lang::En => write!(f, "no. {}", self.1),
        }
    }
}
