//! The telephone number of the next call, for a dossier of few lines.

use crate::language::course;
use crate::language::page::PageWord;
use crate::operations::snapshot::Dossier;
use crate::screen::paint::Brush;
use crate::screen::pane::dossier::Flow;
use crate::screen::theme::Scope;
use std::fmt::Write;

/// Paints whom the incident wants rung next, with the number; without an offer, the first number of the site's card.
///
/// Paints nothing where there is neither.
pub(crate) fn paint(brush: &mut Brush<'_>, flow: &mut Flow, dossier: &Dossier, line: &mut String) {
    let lang = brush.lang;
    let offer = dossier.offers.first();
    let listed = dossier.site.as_ref().and_then(|site| site.contacts.first());
    let Some(contact) = offer.map(|offer| &offer.contact).or(listed) else { return };
    line.clear();
    if let Some(offer) = offer {
        let _ = write!(line, "{}  ", course::purpose(lang, offer.purpose));
    }
    let _ = write!(line, "{} {} {}", contact.post, contact.name, contact.phone);
    flow.field(brush, PageWord::NextCall.text(lang), line, brush.style(Scope::Strong));
}
