//! Entries of the intake subject (接报) as sentences.

use crate::language::{Lang, course, name};
use crate::operations::intake::Fact;
use std::fmt::Write;

/// Writes what a fact says beside its kind; what was said stands beside it, for those who may read it.
pub(super) fn said(lang: Lang, fact: &Fact, out: &mut String) {
    let _ = match fact {
        Fact::Taken { opened, place, family, incident, .. } => {
            let family = name::family(lang, *family);
            match (lang, opened) {
                (Lang::Zh, true) => write!(out, "{family} {place}, 新立 #{incident}"),
                (Lang::En, true) => write!(out, "{family} {place}, opened #{incident}"),
                (Lang::Zh, false) => write!(out, "{family} {place}, 并入 #{incident}"),
                (Lang::En, false) => write!(out, "{family} {place}, joined #{incident}"),
            }
        }
        Fact::Filled { field, .. } => write!(out, "{}", course::field(lang, *field)),
        Fact::Joined { incident, from, .. } => match lang {
            Lang::Zh => write!(out, "由 #{from} 并入 #{incident}, 两份记录都保留"),
            Lang::En => write!(out, "from #{from} to #{incident}; both records stay"),
        },
        Fact::Ended { .. } => Ok(()),
    };
}
