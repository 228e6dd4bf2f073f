//! The box that chooses who is rung, where it is not the first one whom the desk proposes.

use crate::language::{Word, course, text};
use crate::screen::form::{Act, Field, Finished, Form};
use crate::screen::state::Screen;

/// Opens the box for the selected incident.
pub(crate) fn open(screen: &Screen) -> Result<Form, Word> {
    let dossier = screen.dossier.as_deref().ok_or(Word::LoadingDossier)?;
    if dossier.offers.is_empty() {
        return Err(Word::NobodyToCall);
    }
    let lang = screen.lang;
    let options = dossier.offers.iter().map(|offer| {
        let purpose = course::purpose(lang, offer.purpose);
        let contact = &offer.contact;
        format!("{} {} {}  {purpose}", contact.post, contact.name, contact.phone)
    });
    let fields = vec![Field::choice(text(lang, Word::FormCallWhom), options)];
    let title = text(lang, Word::SlipTitle).to_owned();
    Ok(Form::new(Act::Call(dossier.offers.clone()), Some(dossier.incident.id), title, fields))
}

/// Gives the slip of the one that was chosen.
pub(crate) fn finish(form: Box<Form>) -> Result<Finished, Box<Form>> {
    let Act::Call(offers) = &form.act else { return Err(form) };
    match form.choice(0).and_then(|at| offers.get(at)) {
        Some(offer) => Ok(Finished::Slip(*offer)),
        None => Err(form),
    }
}
