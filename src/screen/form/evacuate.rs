//! The box that calls everybody out (紧急撤离): it names the teams; one Enter; the slips follow by `c`.

use crate::language::{Word, course};
use crate::operations::command::Draft;
use crate::operations::dispatch::Command;
use crate::screen::form::{Act, Field, Finished, Form};
use crate::screen::state::Screen;

/// Opens the box for the selected incident.
pub(crate) fn open(screen: &Screen) -> Result<Form, Word> {
    let dossier = screen.dossier.as_deref().ok_or(Word::LoadingDossier)?;
    let lang = screen.lang;
    let title = lang.pick("紧急撤离", "EVACUATE").to_owned();
    let mut form = Form::new(Act::Evacuate, Some(dossier.incident.id), title, vec![Field::Confirm]);
    for order in dossier.dispatches.iter().filter(|order| order.status.is_bound()) {
        form.lines.push(format!(
            "{} {}  {}  {}  {}",
            order.code,
            order.name,
            course::task(lang, order.task),
            course::status(lang, order.status),
            order.phone
        ));
    }
    if form.lines.is_empty() {
        return Err(Word::NoTeamOut);
    }
    form.lines.push(
        lang.pick(
            "全部队伍立即撤离; 确定后按 c 逐队通知",
            "all of them get out now; then c tells one after another",
        )
        .to_owned(),
    );
    Ok(form)
}

/// Makes a draft of it.
pub(crate) fn finish(form: Box<Form>) -> Result<Finished, Box<Form>> {
    let Some(incident) = form.target else { return Err(form) };
    Ok(Finished::Act(Draft::Dispatch(Command::Evacuate { incident })))
}
