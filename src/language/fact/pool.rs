//! Entries of the pool subject (资金) as sentences.

use crate::language::Lang;
use crate::operations::pool::Fact;

/// Writes what a fact says beside its kind.
pub(super) fn said(lang: Lang, fact: &Fact, out: &mut String) {
    let _ = (lang, fact, out);
}
