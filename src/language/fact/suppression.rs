//! Entries of what people keep silent (搁置 停用 维保窗口) as sentences.

use crate::correlation::Cover;
use crate::language::{Lang, name, time};
use crate::operations::suppression::{Called, Fact};
use crate::units::{Instant, Span};
use std::fmt::Write;

/// Writes what a fact says beside its kind; why, and who works there, stands beside it for those who may read it.
pub(in crate::language) fn said(lang: Lang, at: Instant, fact: &Fact, offset: Span, out: &mut String) {
    match fact {
        Fact::Begun { suppression, named, .. } => {
            let _ = write!(out, "{}{} ", lang.pick("第 ", "no. "), suppression.id);
            covered(lang, suppression.cover, named, out);
            out.push_str(lang.pick(" 至 ", " until "));
            time::day_or_clock(suppression.until, at, offset, out);
        }
        Fact::Lifted { suppression, cover, named } => {
            let _ = write!(out, "{}{suppression} ", lang.pick("第 ", "no. "));
            covered(lang, *cover, named, out);
        }
    }
}

/// Writes what a suppression covers: `S-2031 烟感 恒越电池 2号车间 3区`.
pub(in crate::language) fn covered(lang: Lang, cover: Cover, named: &Called, out: &mut String) {
    let Called { device, kind, place } = named;
    let kind = name::device_kind(lang, *kind);
    let _ = match cover {
        Cover::Shelf(alarm) => write!(out, "{device} {kind}{} {place}", name::class(lang, alarm.class)),
        Cover::Outage(_) => write!(out, "{device} {kind} {place}"),
        Cover::Window(_) => write!(out, "{place}"),
    };
}
