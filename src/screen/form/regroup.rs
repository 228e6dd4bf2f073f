//! The boxes of a merge that the desk proposes: both incidents, why, one Enter to merge them or to keep them apart.

use crate::language::{Lang, Word, name, reason};
use crate::operations::command::Draft;
use crate::operations::incident::Command;
use crate::operations::snapshot::Proposed;
use crate::screen::form::{Act, Field, Finished, Form};
use crate::screen::state::Screen;
use crate::units::IncidentId;
use std::fmt::Write;

/// What becomes of two incidents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Two {
    /// They are one: the second goes on under the first's number.
    One(IncidentId, IncidentId),
    /// They are two.
    Apart(IncidentId, IncidentId),
}

/// Opens the box that merges what is proposed of the selected incident.
pub(crate) fn merge(screen: &Screen) -> Result<Form, Word> {
    let proposed = proposed(screen)?;
    let title = screen.lang.pick("合并", "merge").to_owned();
    Ok(boxed(screen, proposed, Two::One(proposed.into, proposed.from), title))
}

/// Opens the box that keeps apart what is proposed of the selected incident.
pub(crate) fn keep_apart(screen: &Screen) -> Result<Form, Word> {
    let proposed = proposed(screen)?;
    let title = screen.lang.pick("不合并", "keep apart").to_owned();
    Ok(boxed(screen, proposed, Two::Apart(proposed.into, proposed.from), title))
}

/// Makes a draft of it.
pub(crate) fn finish(form: Box<Form>) -> Result<Finished, Box<Form>> {
    let Act::Regroup(two) = form.act else { return Err(form) };
    let command = match two {
        Two::One(into, from) => Command::Merge { into, from },
        Two::Apart(incident, other) => Command::KeepApart { incident, other },
    };
    Ok(Finished::Act(Draft::Incident(command)))
}

fn proposed(screen: &Screen) -> Result<&Proposed, Word> {
    let dossier = screen.dossier.as_deref().filter(|it| Some(it.incident.id) == screen.list.selected);
    let dossier = dossier.ok_or(Word::LoadingDossier)?;
    dossier.kin.proposals.first().ok_or(Word::NothingProposed)
}

fn boxed(screen: &Screen, proposed: &Proposed, two: Two, title: String) -> Form {
    let lang = screen.lang;
    let mut form = Form::new(Act::Regroup(two), Some(proposed.into), title, vec![Field::Confirm]);
    let mut line = format!("#{}", proposed.from);
    if let Some(view) = screen.view(proposed.from) {
        let (family, site, place) = (name::family(lang, view.family), &view.site, &view.place);
        let _ = write!(line, "  {family}  {site} {place}");
    }
    form.lines.push(line);
    let mut why = String::new();
    reason::proposed(lang, proposed, &mut why);
    form.lines.push(why);
    form.lines.push(match (two, lang) {
        (Two::One(into, from), Lang::Zh) => {
            format!("#{from} 的报警归入 #{into}, #{from} 结束; 通话、情况仍在 #{from} 名下")
        }
        (Two::One(into, from), Lang::En) => {
            format!("#{from}'s alarms go on under #{into}, #{from} ends; its calls and findings stay under its number")
        }
        (Two::Apart(..), _) => {
            lang.pick("系统不再合并, 也不再建议", "the desk neither merges nor proposes them again").to_owned()
        }
    });
    form
}
