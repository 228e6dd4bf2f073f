//! The box that writes down what a team says of itself, and releases it (归队).

use crate::language::{Word, course};
use crate::operations::command::Draft;
use crate::operations::dispatch::{Command, Status};
use crate::operations::reference::Code;
use crate::screen::edit::Edit;
use crate::screen::form::{Act, Field, Finished, Form, Reads};
use crate::screen::state::Screen;

/// What may be said, in the order of its digits.
const SAID: [Status; 7] = [
    Status::Accepted,
    Status::EnRoute,
    Status::OnScene,
    Status::Released,
    Status::Back,
    Status::Unanswered,
    Status::Refused,
];

const TEAM: usize = 0;
const STATUS: usize = 1;
const MORE: usize = 2;

/// Opens the box for the selected incident.
pub(crate) fn open(screen: &Screen) -> Result<Form, Word> {
    let dossier = screen.dossier.as_deref().ok_or(Word::LoadingDossier)?;
    let lang = screen.lang;
    let bound: Vec<_> = dossier.dispatches.iter().filter(|order| order.status.is_bound()).collect();
    let teams: Vec<(Code, Status)> = bound.iter().map(|order| (order.code, order.status)).collect();
    if teams.is_empty() {
        return Err(Word::NoTeamOut);
    }
    let options = bound.iter().map(|order| {
        let task = course::task(lang, order.task);
        format!("{} {}  {task}  {}", order.code, order.name, course::status(lang, order.status))
    });
    let statuses = SAID.map(|status| course::status(lang, status));
    let mut fields = vec![
        Field::choice(lang.pick("哪支队", "which team"), options),
        Field::choice(lang.pick("它说", "it says"), statuses),
    ];
    let alone = teams.len() == 1;
    if let (true, Some(Field::Choice { chosen, .. })) = (alone, fields.first_mut()) {
        *chosen = Some(0);
    }
    let title = lang.pick("队伍状态", "what a team says").to_owned();
    let mut form = Form::new(Act::Team(teams), Some(dossier.incident.id), title, fields);
    // One team needs no digit.
    form.at = if alone { STATUS } else { TEAM };
    Ok(form)
}

/// Makes a draft of it; one that is on its way is asked when it arrives, and releasing one that has not answered asks for
/// the incident's number.
pub(crate) fn finish(screen: &Screen, mut form: Box<Form>) -> Result<Finished, Box<Form>> {
    let Act::Team(teams) = &form.act else { return Err(form) };
    let team = form.choice(TEAM).and_then(|at| teams.get(at)).copied();
    let status = form.choice(STATUS).and_then(|at| SAID.get(at)).copied();
    let (Some(incident), Some((team, stands)), Some(status)) = (form.target, team, status) else {
        return Err(form);
    };
    let asked = form.fields.len() > MORE;
    let more = match status {
        Status::Accepted | Status::EnRoute if !asked => {
            let label = screen.lang.pick("几分钟到 (可空)", "minutes until arrival (may be empty)");
            Some(Field::digits(label, Reads::Number, "").or_empty())
        }
        Status::Released if !asked && !stands.is_confirmed() => {
            Some(Field::Repeat { of: incident, edit: Edit::default() })
        }
        Status::Ordered
        | Status::Unanswered
        | Status::Refused
        | Status::Accepted
        | Status::EnRoute
        | Status::OnScene
        | Status::Released
        | Status::Back
        | Status::Replaced => None,
    };
    if let Some(more) = more {
        form.fields.push(more);
        form.at = MORE;
        return Ok(Finished::Next(form));
    }
    if status == Status::Released {
        let repeated = Some(incident).filter(|_| asked);
        return Ok(Finished::Act(Draft::Dispatch(Command::StandDown { incident, team, repeated })));
    }
    let typed = form.text(MORE);
    let eta_minutes = typed.parse().ok();
    if eta_minutes.is_none() && !typed.is_empty() {
        form.refuse(MORE, Word::FormNumber);
        return Err(form);
    }
    Ok(Finished::Act(Draft::Dispatch(Command::Report { incident, team, status, eta_minutes })))
}
