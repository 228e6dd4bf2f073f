//! Refusals of feeds: what is wrong, and what to do.

use crate::language::Lang;
use crate::operations::feed::Refusal;
use std::fmt::Write;

/// Writes why nothing was acknowledged and what to do.
pub fn refusal(lang: Lang, refusal: &Refusal, out: &mut String) {
    let _ = match (lang, refusal) {
        (Lang::Zh, Refusal::NoSuchFeed(code)) => write!(out, "没有来源 {code}. 第 0 页列出全部来源"),
        (Lang::En, Refusal::NoSuchFeed(code)) => {
            write!(out, "there is no feed {code}. Page 0 lists all of them")
        }
        (Lang::Zh, Refusal::Heard(code)) => write!(out, "来源 {code} 正常, 没有要确认的"),
        (Lang::En, Refusal::Heard(code)) => {
            write!(out, "the feed {code} is heard: there is nothing to acknowledge")
        }
    };
}
