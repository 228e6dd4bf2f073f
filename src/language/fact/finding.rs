//! Entries of the finding subject (情况) as sentences.

use crate::language::Lang;
use crate::operations::finding::Fact;

/// Writes what a fact says beside its kind.
pub(super) fn said(lang: Lang, fact: &Fact, out: &mut String) {
    let _ = (lang, fact, out);
}
