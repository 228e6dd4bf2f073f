//! The box that chooses who is rung, where it is not the first one whom the desk proposes.
//!
//! Everybody stands there, whoever was rung before: with when they were rung last and what came of it.

use crate::language::{Word, course, text, time};
use crate::operations::call::{Callee, View};
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
        let mut option = format!("{} {} {}  {purpose}", contact.post, contact.name, contact.phone);
        rung(screen, &dossier.calls, offer.callee, &mut option);
        option
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

/// Writes when somebody was rung last and what came of it; nothing where they were not.
fn rung(screen: &Screen, calls: &[View], callee: Callee, out: &mut String) {
    let Some(call) = calls.iter().rev().find(|call| call.callee == callee) else { return };
    let lang = screen.lang;
    let (at, said) = match call.ended {
        Some(ended) => (ended.at, course::outcome(lang, ended.outcome)),
        None => (call.opened, text(lang, Word::SlipStillRings)),
    };
    out.push_str("   ");
    time::hour_minute(at, screen.options.utc_offset, out);
    out.push(' ');
    out.push_str(said);
}
