//! The words to say on a call, filled from the dossier.

use crate::language::Lang;
use crate::operations::call::Purpose;
use crate::operations::snapshot::Dossier;

/// Writes what is said on a call.
pub fn script(lang: Lang, purpose: Purpose, dossier: &Dossier, out: &mut String) {
    let _ = (lang, purpose);
    out.push_str(&dossier.incident.place);
}
