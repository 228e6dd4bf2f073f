//! The box that says a step of the plan is done, or is not needed.

use crate::language::Word;
use crate::operations::command::Draft;
use crate::operations::plan::command::{Command, Mark};
use crate::screen::form::{Act, Field, Finished, Form};
use crate::screen::state::Screen;

const STEP: usize = 0;
const MARK: usize = 1;
const REASON: usize = 2;

/// Opens the box for the selected incident.
pub(crate) fn open(screen: &Screen) -> Result<Form, Word> {
    let dossier = screen.dossier.as_deref().ok_or(Word::LoadingDossier)?;
    let lang = screen.lang;
    let plan = dossier.plan.as_ref().filter(|plan| plan.runs).ok_or(Word::NoPlanRuns)?;
    let numbered = (1..=u8::MAX).zip(&plan.steps).filter(|(_, step)| step.done.is_none());
    let steps: Vec<u8> = numbered.clone().map(|(number, _)| number).collect();
    if steps.is_empty() {
        return Err(Word::NoStepOpen);
    }
    let options = numbered.map(|(number, step)| format!("{number}  {}", step.step.text));
    let marks = [lang.pick("已办", "done"), lang.pick("免办", "not needed")];
    let fields = vec![
        Field::choice(lang.pick("哪一步", "which step"), options),
        Field::choice(lang.pick("已办, 还是免办", "done, or not needed"), marks),
    ];
    let title = format!("{} {}", lang.pick("预案", "plan"), plan.code);
    Ok(Form::new(Act::Step(steps), Some(dossier.incident.id), title, fields))
}

/// Makes a draft of it; a step that is not needed asks why.
pub(crate) fn finish(screen: &Screen, mut form: Box<Form>) -> Result<Finished, Box<Form>> {
    let Act::Step(steps) = &form.act else { return Err(form) };
    let step = form.choice(STEP).and_then(|at| steps.get(at)).copied();
    let (Some(incident), Some(step), Some(mark)) = (form.target, step, form.choice(MARK)) else {
        return Err(form);
    };
    let mark = match mark {
        0 => Mark::Done,
        _ if form.fields.len() > REASON => Mark::Waived(form.text(REASON).to_owned()),
        _ => {
            let reasons = [
                ("现场没有这种情况", "there is nothing of the kind here"),
                ("别人已经做了", "somebody else has done it"),
                ("带班领导同意不做", "the leader agrees that it is left out"),
            ];
            let label = screen.lang.pick("为何免办", "why it is not needed");
            form.fields.push(Field::text(label, "", &reasons, screen.lang));
            form.at = REASON;
            return Ok(Finished::Next(form));
        }
    };
    Ok(Finished::Act(Draft::Plan(Command::Step { incident, step, mark })))
}
