//! Entries of the order subject (指示) as sentences.

use crate::language::{Lang, course};
use crate::operations::order::Fact;
use std::fmt::Write;

/// Writes what a fact says beside its kind; what is ordered stands beside it, for those who may read it.
pub(super) fn said(lang: Lang, fact: &Fact, out: &mut String) {
    let _ = match fact {
        Fact::Given { order, from, code, .. } => match lang {
            Lang::Zh => write!(out, "第 {order} 号 {from} 指示, {code} 承办"),
            Lang::En => write!(out, "no. {order} of {from}, carried by {code}"),
        },
        Fact::Done { order, .. } => match lang {
            Lang::Zh => write!(out, "第 {order} 号已办"),
            Lang::En => write!(out, "no. {order} is done"),
        },
        Fact::Proposed { level, .. } => write!(out, "{}", course::response(lang, *level)),
        Fact::Decided { level, by, .. } => {
            let level = level.map_or(lang.pick("不启动或终止响应", "no response"), |it| {
                course::response(lang, it)
            });
            match lang {
                Lang::Zh => write!(out, "{} 决定 {level}", by.code),
                Lang::En => write!(out, "{} decided {level}", by.code),
            }
        }
    };
}
