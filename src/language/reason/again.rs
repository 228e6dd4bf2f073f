//! An acknowledgement that was left, and is asked again.
//!
//! Decides: by which entries that is known, and how it is told. Must not know: how long it may be left.

use crate::language::reason::Act;
use crate::language::{Lang, entry, time};
use crate::units::Span;
use std::fmt::Write;

/// An acknowledgement that stands no more.
#[derive(Clone, Copy, Debug)]
pub struct Again<'a> {
    /// The entry by which it was acknowledged.
    taken: Act<'a>,
    /// The entry by which it is asked again.
    asked: Act<'a>,
}

/// The kind of the entry by which an incident was acknowledged.
const TAKEN: &str = "incident.acknowledged";
/// The kind of the entry by which it is asked again.
pub const ASKED_AGAIN: &str = "incident.renewed";

/// Returns the acknowledgement that was asked again last; none where no entry says so.
///
/// `acts`: the entries of the incident, in order; those of other kinds are passed over.
pub fn again<'a>(acts: impl Iterator<Item = Act<'a>>) -> Option<Again<'a>> {
    let (mut taken, mut last) = (None, None);
    for act in acts {
        match act.kind {
            TAKEN => taken = Some(act),
            ASKED_AGAIN => last = taken.map(|taken| Again { taken, asked: act }),
            _ => {}
        }
    }
    last
}

/// Writes that it was acknowledged, by whom, and why that stands no more.
pub(super) fn asked_again(lang: Lang, again: &Again<'_>, offset: Span, out: &mut String) {
    let Again { taken, asked } = again;
    time::clock(taken.at, offset, out);
    let (actor, mark) = actor(lang, taken.actor);
    let _ = match lang {
        Lang::Zh => write!(out, " {actor}{mark} 已受理, 隔 "),
        Lang::En => write!(out, " {actor}{mark} acknowledged it; after "),
    };
    time::age(lang, asked.at.since(taken.at), out);
    out.push_str(lang.pick(" 再次询问: ", " it is asked again: "));
    let _ = write!(out, "{}.", asked.said);
}

/// Returns how an actor of an entry is called, and the mark of one that was not proved.
pub(super) fn actor(lang: Lang, actor: &str) -> (&str, &'static str) {
    let (code, mark) = match actor.strip_suffix('?') {
        Some(code) => (code, lang.pick(" (未证)", " (unproved)")),
        None => (actor, ""),
    };
    (entry::actor(lang, code), mark)
}
