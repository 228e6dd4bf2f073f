//! The box that counts people (清点): expected, counted, and who is trapped, hurt, dead.

use crate::language::{Word, text};
use crate::operations::command::Draft;
use crate::operations::finding::{Command, Found, People, Reliability};
use crate::screen::form::source::Sources;
use crate::screen::form::{Act, Field, Finished, Form, Reads};
use crate::screen::state::Screen;

/// Opens the box for the selected incident.
pub(crate) fn open(screen: &Screen) -> Result<Form, Word> {
    let dossier = screen.dossier.as_deref().ok_or(Word::LoadingDossier)?;
    let lang = screen.lang;
    let title = text(lang, Word::FormPeople).to_owned();
    let fields = vec![Field::digits(text(lang, Word::FormPeopleNumbers), Reads::Numbers, "")];
    let mut form = Form::new(Act::People, Some(dossier.incident.id), title, fields);
    form.sources = Some(Sources::of(screen, dossier));
    Ok(form)
}

/// Makes a draft of it.
pub(crate) fn finish(mut form: Box<Form>) -> Result<Finished, Box<Form>> {
    let (Some(incident), Some(sources)) = (form.target, &form.sources) else { return Err(form) };
    let witness = sources.witness();
    let Some(people) = numbers(form.text(0)) else {
        form.refuse(0, Word::FormPeopleNumbers);
        return Err(form);
    };
    let (found, reliability) = (Found::People(people), Reliability::default());
    Ok(Finished::Act(Draft::Finding(Command::Find { incident, found, witness, reliability })))
}

/// Reads the numbers: expected, counted, trapped, hurt, dead; `-` leaves one open.
pub(crate) fn numbers(typed: &str) -> Option<People> {
    let words: Vec<&str> = typed.split_whitespace().collect();
    if words.is_empty() || words.len() > 5 {
        return None;
    }
    let mut counts = [None; 5];
    for (count, word) in counts.iter_mut().zip(words) {
        *count = if word == "-" { None } else { Some(word.parse().ok()?) };
    }
    let [expected, counted, trapped, hurt, dead] = counts;
    Some(People { expected, counted, missing: None, trapped, hurt, dead })
}
