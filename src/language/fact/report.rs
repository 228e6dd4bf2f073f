//! Entries of the report subject (报告) as sentences.

use crate::language::Lang;
use crate::operations::report::Fact;

/// Writes what a fact says beside its kind.
pub(super) fn said(lang: Lang, fact: &Fact, out: &mut String) {
    let _ = (lang, fact, out);
}
