//! The box of the response level (响应级别): an officer proposes, a leader decides; never the colour of a warning.

use crate::language::{Word, course};
use crate::operations::command::Draft;
use crate::operations::order::{Command, ResponseLevel};
use crate::operations::reference::Role;
use crate::screen::form::{Act, Field, Finished, Form, signature};
use crate::screen::state::Screen;

/// The levels in the order of their digits, I first.
pub(crate) const LEVELS: [ResponseLevel; 4] =
    [ResponseLevel::One, ResponseLevel::Two, ResponseLevel::Three, ResponseLevel::Four];

/// Opens the box for the selected incident.
pub(crate) fn open(screen: &Screen) -> Result<Form, Word> {
    let dossier = screen.dossier.as_deref().ok_or(Word::LoadingDossier)?;
    let lang = screen.lang;
    let mut options: Vec<String> = LEVELS.map(|level| course::response(lang, level).to_owned()).into();
    let leader = screen.session.role == Role::Leader;
    let asked = if leader {
        options.push(lang.pick("结束响应", "end the response").to_owned());
        lang.pick("定为哪一级", "which level is set")
    } else {
        lang.pick("建议哪一级, 由带班领导定", "which level is proposed; the leader decides")
    };
    let mut fields = vec![Field::choice(asked, options)];
    if leader {
        fields.extend(signature::fields(screen, signature::Own::Signs));
    }
    let title = lang.pick("响应级别", "response level").to_owned();
    let mut form = Form::new(Act::Level, Some(dossier.incident.id), title, fields);
    form.lines = crate::screen::form::sign::reasons(screen, dossier);
    Ok(form)
}

/// Makes a draft of it.
pub(crate) fn finish(screen: &Screen, form: Box<Form>) -> Result<Finished, Box<Form>> {
    let (Some(incident), Some(at)) = (form.target, form.choice(0)) else { return Err(form) };
    let level = LEVELS.get(at).copied();
    if form.fields.len() > 1 {
        let draft = Draft::Order(Command::Decide { incident, level });
        return Ok(signature::signed(screen, &form, draft));
    }
    match level {
        Some(level) => Ok(Finished::Act(Draft::Order(Command::Propose { incident, level }))),
        None => Err(form),
    }
}
