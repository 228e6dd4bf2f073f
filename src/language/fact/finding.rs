//! Entries of the finding subject (情况) as sentences.

use crate::language::{Lang, course};
use crate::operations::call::Witness;
use crate::operations::finding::{Fact, Found};
use std::fmt::Write;

/// Writes what a fact says beside its kind; who says it stands beside, where they were named in words.
pub(super) fn said(lang: Lang, fact: &Fact, out: &mut String) {
    let Fact::Found { found, witness, reliability, .. } = fact;
    match found {
        Found::People(people) => course::people(lang, *people, out),
        Found::Scene(scene) => out.push_str(course::scene(lang, *scene)),
    }
    let by = match witness {
        Witness::Callee(_) => "",
        Witness::Officer => lang.pick("值班员 ", "the officer, "),
        Witness::Other(_) => lang.pick("他人 ", "somebody else, "),
    };
    let _ = write!(out, " ({by}{})", course::reliability(lang, *reliability));
}
