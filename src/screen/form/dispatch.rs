//! The box that sends teams (调派): the hazard card, who goes on what and why, what nobody can do, where they gather.
//!
//! Where a team refused or did not answer, the box proposes first who goes in its place.

use crate::language::{Lang, Word, course, pick};
use crate::operations::command::Draft;
use crate::operations::dispatch::weigh::Weighed;
use crate::operations::dispatch::{self, Command, Order, Ranked, Status, Task};
use crate::operations::reference::Code;
use crate::operations::snapshot::Dossier;
use crate::screen::form::picks::{Picks, weight};
use crate::screen::form::{Act, Field, Finished, Form};
use crate::screen::state::Screen;

const PICKS: usize = 0;
const DESPITE: usize = 1;

/// Others that may take a place, at most: what stays readable in a box.
const INSTEAD_MAX: usize = 4;

/// Why a warning is passed over, by a digit.
const REASONS: [(&str, &str); 5] = [
    ("人命在险, 只有这支队能及时到", "lives at risk: no other team is there in time"),
    ("队长在电话里确认可以出", "the team's leader confirms by phone that it can go"),
    ("只做外围, 不进入现场", "outer cordon only, nobody goes in"),
    ("原任务已基本结束", "its present task is nearly over"),
    ("带班领导同意", "the leader in charge agrees"),
];

/// A team that does not go, and what it was to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Vacancy {
    team: Code,
    task: Task,
    /// Who may go instead, the best first, and what stands against it.
    instead: Vec<(Code, Weighed)>,
}

/// Opens the box for the selected incident.
pub(crate) fn open(screen: &Screen) -> Result<Form, Word> {
    let dossier = screen.dossier.as_deref().ok_or(Word::LoadingDossier)?;
    match vacancy(dossier) {
        Some((order, vacancy)) => Ok(replacement(screen.lang, dossier, order, vacancy)),
        None => all(screen.lang, dossier),
    }
}

/// Makes a draft of it; where somebody has to say why, the box asks on.
pub(crate) fn finish(screen: &Screen, mut form: Box<Form>) -> Result<Finished, Box<Form>> {
    let Some(incident) = form.target else { return Err(form) };
    if let Act::Replace(vacancy) = &form.act {
        let Some(chosen) = form.choice(0) else { return Err(form) };
        if let Some((by, weight)) = vacancy.instead.get(chosen).copied() {
            let despite = despite(screen.lang, &form);
            if weight > Weighed::Free && despite.is_none() {
                return Ok(Finished::Next(ask_why(screen.lang, form)));
            }
            let (team, by) = (vacancy.team, Order { team: by, task: vacancy.task });
            return Ok(Finished::Act(Draft::Dispatch(Command::Replace { incident, team, by, despite })));
        }
        if chosen > vacancy.instead.len() {
            let team = vacancy.team;
            return Ok(Finished::Act(Draft::Dispatch(Command::Waive { incident, team })));
        }
        let dossier = screen.dossier.as_deref().filter(|dossier| dossier.incident.id == incident);
        return match dossier.and_then(|dossier| all(screen.lang, dossier).ok()) {
            Some(next) => Ok(Finished::Next(Box::new(next))),
            None => Err(form),
        };
    }
    let Some(Field::Picks(picks)) = form.fields.get(PICKS) else { return Err(form) };
    let orders = picks.orders().collect();
    if picks.orders().next().is_none() {
        form.refuse(PICKS, Word::NobodyPicked);
        return Err(form);
    }
    if picks.want_reason() && form.choice(DESPITE).is_none() {
        return Ok(Finished::Next(ask_why(screen.lang, form)));
    }
    let despite = despite(screen.lang, &form);
    Ok(Finished::Act(Draft::Dispatch(Command::Order { incident, orders, staging: None, despite })))
}

/// Asks why a warning is passed over: a digit.
fn ask_why(lang: Lang, mut form: Box<Form>) -> Box<Form> {
    let reasons = REASONS.map(|(zh, en)| lang.pick(zh, en));
    let asked = lang.pick("有提醒的队伍: 为何仍派", "there is a warning: why do they go all the same");
    form.fields.truncate(DESPITE);
    form.fields.push(Field::choice(asked, reasons));
    form.at = DESPITE;
    form
}

/// Returns the reason that was given.
fn despite(lang: Lang, form: &Form) -> Option<String> {
    let (zh, en) = REASONS[form.choice(DESPITE)?.min(REASONS.len() - 1)];
    Some(lang.pick(zh, en).to_owned())
}

fn all(lang: Lang, dossier: &Dossier) -> Result<Form, Word> {
    let recommendation = &dossier.recommendation;
    let picks = Picks::of(recommendation);
    if picks.rows.is_empty() {
        return Err(Word::NoTeamToSend);
    }
    let title = lang.pick("调派队伍", "send teams").to_owned();
    let mut form = Form::new(Act::Dispatch, Some(dossier.incident.id), title, vec![Field::Picks(picks)]);
    for line in &recommendation.card {
        form.lines.push(format!("{}: {line}", lang.pick("危险", "hazard")));
    }
    for gap in &recommendation.gaps {
        let mut line = String::new();
        pick::gap(lang, gap, &mut line);
        form.lines.push(line);
    }
    if !recommendation.staging.is_empty() {
        form.lines.push(format!("{} {}", lang.pick("集结", "gather at"), recommendation.staging));
    }
    Ok(form)
}

/// Finds the first team of the incident that does not go and has nobody in its place yet.
fn vacancy(dossier: &Dossier) -> Option<(&dispatch::View, Vacancy)> {
    let open = |order: &&dispatch::View| {
        matches!(order.status, Status::Refused | Status::Unanswered) && !order.waived
    };
    // A task that somebody else has taken since is no vacancy.
    let filled = |order: &dispatch::View| {
        let later = dossier.dispatches.iter().filter(|it| it.id > order.id && it.task == order.task);
        later.into_iter().any(|it| it.status.is_bound() && it.status != Status::Unanswered)
    };
    dossier.dispatches.iter().filter(open).filter(|order| !filled(order)).find_map(|order| {
        let recommendation = &dossier.recommendation;
        let picked = recommendation.picks.iter().map(|pick| &pick.ranked);
        let free = |it: &&Ranked| {
            it.task == order.task
                && it.code != order.code
                && weight(it) < Weighed::Refused
                && !goes(dossier, it)
        };
        let mut instead: Vec<(Code, Weighed)> = Vec::new();
        for it in picked.chain(&recommendation.others).filter(free) {
            if instead.len() < INSTEAD_MAX && instead.iter().all(|(code, _)| *code != it.code) {
                instead.push((it.code, weight(it)));
            }
        }
        let vacancy = Vacancy { team: order.code, task: order.task, instead };
        (!vacancy.instead.is_empty()).then_some((order, vacancy))
    })
}

fn goes(dossier: &Dossier, it: &Ranked) -> bool {
    dossier.dispatches.iter().any(|order| order.team == it.team && order.status.is_bound())
}

fn replacement(lang: Lang, dossier: &Dossier, order: &dispatch::View, vacancy: Vacancy) -> Form {
    let named = |code: &Code| {
        let picked = dossier.recommendation.picks.iter().map(|pick| &pick.ranked);
        let all = picked.chain(&dossier.recommendation.others);
        let mut said = lang.pick("改派 ", "send ").to_owned();
        if let Some(it) = all.into_iter().find(|it| it.code == *code && it.task == order.task) {
            pick::ranked(lang, it, &mut said);
        }
        said
    };
    let mut options: Vec<String> = vacancy.instead.iter().map(|(code, _)| named(code)).collect();
    options.push(lang.pick("不改派, 看全部队伍", "nobody instead: show all teams").to_owned());
    options.push(lang.pick("不另派, 不需要了", "nobody goes: it is not needed").to_owned());
    let asked = lang.pick("谁替它去", "who goes in its place");
    let title = lang.pick("改派", "send another team").to_owned();
    let fields = vec![Field::choice(asked, options)];
    let mut form = Form::new(Act::Replace(vacancy), Some(dossier.incident.id), title, fields);
    let status = course::status(lang, order.status);
    form.lines.push(format!("{} {} {}: {status}", order.code, order.name, course::task(lang, order.task)));
    form
}
