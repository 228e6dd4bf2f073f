//! Refusals of the intake subject (接报): what is wrong, and what to do.

use crate::language::Lang;
use crate::operations::intake::Refusal;

/// Writes why a command was refused and what to do.
pub fn refusal(lang: Lang, refusal: &Refusal, out: &mut String) {
    let _ = (lang, refusal, out);
}
