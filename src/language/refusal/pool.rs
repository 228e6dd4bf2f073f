//! Refusals of the pool subject (资金): what is wrong, and what to do.

use crate::language::Lang;
use crate::operations::pool::Refusal;

/// Writes why a command was refused and what to do.
pub fn refusal(lang: Lang, refusal: &Refusal, out: &mut String) {
    let _ = (lang, refusal, out);
}
