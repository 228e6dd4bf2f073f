//! The box that says what is there (核实): 属实, 误报, 待查.

use crate::language::{Word, course, text};
use crate::operations::command::Draft;
use crate::operations::incident::{Cause, Command, Verdict};
use crate::screen::form::source::Sources;
use crate::screen::form::{Act, Field, Finished, Form};
use crate::screen::state::Screen;

const WHAT: usize = 0;
const PLACE: usize = 1;
const CAUSE: usize = 2;
const RESTORED: usize = 3;

/// Opens the box for the selected incident.
pub(crate) fn open(screen: &Screen) -> Result<Form, Word> {
    let dossier = screen.dossier.as_deref().ok_or(Word::LoadingDossier)?;
    let lang = screen.lang;
    let verdicts = [Verdict::Real, Verdict::False { cause: Cause::Other, restored: true }, Verdict::Open];
    let options = verdicts.map(|verdict| course::verdict(lang, verdict));
    let title = text(lang, Word::FormVerify).to_owned();
    let fields = vec![Field::choice(text(lang, Word::FormVerifyWhat), options)];
    let mut form = Form::new(Act::Verify, Some(dossier.incident.id), title, fields);
    form.sources = Some(Sources::of(screen, dossier));
    Ok(form)
}

/// Makes a draft of it; a false alarm asks on: where, what set it off, whether it is restored.
pub(crate) fn finish(screen: &Screen, mut form: Box<Form>) -> Result<Finished, Box<Form>> {
    let lang = screen.lang;
    let Some(incident) = form.target else { return Err(form) };
    let witness = form.sources.as_ref().map(Sources::witness);
    let Some(witness) = witness else { return Err(form) };
    let verdict = match (form.choice(WHAT), form.choice(CAUSE), form.choice(RESTORED)) {
        (Some(0), ..) => Verdict::Real,
        (Some(1), Some(cause), Some(restored)) => {
            Verdict::False { cause: Cause::ALL[cause.min(Cause::ALL.len() - 1)], restored: restored == 0 }
        }
        (Some(1), ..) => {
            let place = screen.view(incident).map(|view| view.place.to_string()).unwrap_or_default();
            form.fields.push(Field::text(text(lang, Word::FormWhereLooked), &place, &[], lang));
            let causes = Cause::ALL.map(|cause| course::cause(lang, cause));
            form.fields.push(Field::choice(text(lang, Word::FormCause), causes));
            let restored = [text(lang, Word::FormRestoredYes), text(lang, Word::FormRestoredNo)];
            form.fields.push(Field::choice(text(lang, Word::FormRestored), restored));
            form.at = PLACE;
            return Ok(Finished::Next(form));
        }
        _ => Verdict::Open,
    };
    let place = Some(form.text(PLACE).to_owned()).filter(|place| !place.is_empty());
    Ok(Finished::Act(Draft::Incident(Command::Verify { incident, verdict, witness, place })))
}
