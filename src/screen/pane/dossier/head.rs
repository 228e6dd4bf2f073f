//! What is read first: what it is, what is wanted next, and which deadlines run.

use crate::correlation::alarm::HazardFamily;
use crate::language::{Word, act, course, name, reason, text, time};
use crate::operations::incident::View;
use crate::operations::incident::view::Standing;
use crate::operations::next::Act;
use crate::operations::plan;
use crate::operations::reference::StepAct;
use crate::operations::snapshot::Dossier;
use crate::screen::paint::{Brush, Pen};
use crate::screen::pane::dossier::Flow;
use crate::screen::pane::incidents;
use crate::screen::theme::Scope;
use crate::text::cells;
use crate::units::{Instant, Span};
use std::fmt::Write;

/// Steps of the plan whose times are counted beside the deadlines.
const STEPS_COUNTED: usize = 2;

/// Cells that stand behind the phase's name: response level, evidence level, the site's risk.
const REST_CELLS: usize = 46;

pub(super) fn head(
    brush: &mut Brush<'_>,
    flow: &mut Flow,
    view: &View,
    dossier: Option<&Dossier>,
    line: &mut String,
) {
    let lang = brush.lang;
    let site = dossier.and_then(|dossier| dossier.site.as_ref());
    line.clear();
    let _ = write!(
        line,
        "{} #{} {}",
        incidents::mark(view).trim_start(),
        view.id,
        name::family(lang, view.family)
    );
    let style = brush.style(incidents::scope(view));
    let Some(mut pen) = flow.pen() else { return };
    let room = usize::from(pen.room());
    pen.put(brush, line, style);
    if let Some(verdict) = view.verdict {
        pen.skip(1);
        pen.put(brush, course::verdict(lang, verdict), brush.style(Scope::Strong));
    }
    if view.life_risk {
        pen.skip(1);
        pen.put(brush, text(lang, Word::LifeRisk), style);
    }
    pen.skip(2);
    // The full name where it leaves room for the place, else the short one.
    let full = site.map_or(view.site.as_str(), |card| card.name.as_str());
    let called = if cells(full) + cells(&view.place) + 62 > room { view.site.as_str() } else { full };
    pen.put(brush, called, brush.style(Scope::Strong));
    pen.skip(1);
    pen.put(brush, &view.place, brush.style(Scope::Strong));
    line.clear();
    standing(brush, view, usize::from(pen.room()), line);
    pen.put(brush, line, brush.style(Scope::Text));
}

/// Writes phase, response level, evidence level and risk; what the room ends first is what a person decides by least.
fn standing(brush: &Brush<'_>, view: &View, room: usize, line: &mut String) {
    let lang = brush.lang;
    let _ = write!(line, "  {} {}", text(lang, Word::Phase), view.phase.number());
    let named = name::phase(lang, view.phase);
    if room > cells(line) + cells(named) + REST_CELLS {
        let _ = write!(line, " {named}");
    }
    // What a leader decided, beside the phase: the two are not the same thing.
    if let Some(level) = view.response {
        let level = course::response(lang, level);
        let level = level.strip_prefix("level ").unwrap_or(level);
        let _ = write!(line, "  {} {level}", lang.pick("响应", "response"));
    }
    let _ = write!(line, "  {} {}", text(lang, Word::Level), view.level.0);
    let risk = [text(lang, Word::SiteRisk), name::risk(lang, view.risk)];
    if room >= cells(line) + cells(risk[0]) + cells(risk[1]) + 3 {
        let _ = write!(line, "  {} {}", risk[0], risk[1]);
    }
    if room > cells(line) + 12 {
        let _ = write!(line, "  {}", name::severity(lang, view.severity));
    }
}

/// Paints the next act, with the key that does it, the number that it rings, and its deadline.
pub(super) fn next(
    brush: &mut Brush<'_>,
    flow: &mut Flow,
    view: &View,
    dossier: Option<&Dossier>,
    line: &mut String,
) {
    let lang = brush.lang;
    line.clear();
    let mut style = brush.style(Scope::Due);
    match (&view.standing, view.next.act) {
        (Standing::Unacknowledged { since }, _) => {
            let _ = write!(line, "a {}   {} ", text(lang, Word::NextAcknowledge), text(lang, Word::Due));
            let due = Some(view.acknowledge_due).filter(|due| due.is_stated());
            if counted(brush, *since, due, line) {
                style = brush.style(Scope::DuePassed);
            }
        }
        (Standing::Closed { disposition, .. }, _) => {
            let _ = write!(
                line,
                "{}: {} (R)",
                name::disposition(lang, *disposition),
                text(lang, Word::NextClosed)
            );
            style = brush.style(Scope::Dim);
        }
        (Standing::Acknowledged { .. }, Act::Wait) => waits(brush, view, dossier, line),
        (Standing::Acknowledged { .. }, wanted) => {
            wants(brush, wanted, dossier, line);
            if let Some(due) = view.next.due {
                let _ = write!(line, "   {} ", text(lang, Word::Due));
                let left = due.since(brush.now);
                if left.0 < 0 {
                    style = brush.style(Scope::DuePassed);
                    let _ = write!(line, "{} ", text(lang, Word::Overdue));
                }
                time::age(lang, Span(left.0.abs()), line);
            }
        }
    }
    flow.field(brush, text(lang, Word::NextAct), line, style);
}

/// Paints the deadlines of the incident as they count, the next to run out first, then the next steps of the plan.
pub(super) fn deadlines(
    brush: &mut Brush<'_>,
    flow: &mut Flow,
    view: &View,
    dossier: &Dossier,
    line: &mut String,
) {
    let lang = brush.lang;
    let acknowledges = |it: &crate::operations::deadline::View| {
        matches!(it.subject, crate::operations::deadline::Subject::Acknowledge(_))
    };
    // What stands in the line above is not said twice.
    let owed = dossier.deadlines.iter().filter(|it| !acknowledges(it));
    let steps = dossier.plan.iter().flat_map(|plan| &plan.steps).filter(|it| it.done.is_none());
    let steps = steps.filter_map(|it| it.step.act.map(|act| (act, it.step.within))).take(STEPS_COUNTED);
    let open = !matches!(view.standing, Standing::Closed { .. });
    let steps = steps.filter(|_| open);
    if owed.clone().next().is_none() && steps.clone().next().is_none() {
        return;
    }
    let Some(mut pen) = flow.labelled(brush, text(lang, Word::Due)) else { return };
    // Whose time has passed stands first, whatever it is: the line ends where the pane does.
    let now = brush.now;
    for passed in [true, false] {
        for deadline in owed.clone().filter(|it| (now > it.due) == passed) {
            line.clear();
            line.push_str(course::subject(lang, deadline.subject));
            if !deadline.who.is_empty() {
                let _ = write!(line, " {}", deadline.who);
            }
            one(brush, &mut pen, (deadline.started, deadline.due), line);
        }
        for (proof, within) in steps.clone() {
            let due = view.opened.after(within);
            if (now > due) == passed {
                line.clear();
                line.push_str(step_name(brush, proof));
                one(brush, &mut pen, (view.opened, due), line);
            }
        }
    }
}

/// Paints what it follows, what follows it, and what it may be one with: with the keys that decide that.
pub(super) fn kin(brush: &mut Brush<'_>, flow: &mut Flow, view: &View, dossier: &Dossier, line: &mut String) {
    let lang = brush.lang;
    let label = text(lang, Word::FollowsLabel);
    line.clear();
    if let Some(into) = dossier.kin.merged_into {
        let _ = write!(line, "{}{into}  ", lang.pick("已并入 #", "merged into #"));
    }
    if let Some(parent) = view.parent {
        let _ = write!(line, "{}{parent}  ", lang.pick("随 #", "follows #"));
    }
    if !dossier.kin.followers.is_empty() {
        line.push_str(lang.pick("随发", "followed by"));
        for follower in &dossier.kin.followers {
            let _ = write!(line, " #{follower}");
        }
    }
    if !line.is_empty() {
        flow.field(brush, label, line.trim_end(), brush.style(Scope::Text));
    }
    for (at, proposed) in dossier.kin.proposals.iter().enumerate() {
        line.clear();
        reason::proposed(lang, proposed, line);
        if at == 0 {
            line.push_str(lang.pick("  M 合并 K 不合并", "  M merges, K keeps apart"));
        }
        flow.field(brush, label, line, brush.style(Scope::Due));
    }
}

const fn step_name(brush: &Brush<'_>, act: StepAct) -> &'static str {
    act::step(brush.lang, act)
}

/// Paints one deadline behind its name; one whose time has passed says so first: where the line is cut, that is cut last.
fn one(brush: &mut Brush<'_>, pen: &mut Pen, (started, due): (Instant, Instant), line: &mut String) {
    let lang = brush.lang;
    let passed = brush.now > due;
    let style = brush.style(if passed { Scope::DuePassed } else { Scope::Due });
    if passed {
        pen.put(brush, text(lang, Word::Overdue), style);
        pen.skip(1);
    }
    line.push(' ');
    time::age(lang, brush.now.since(started), line);
    line.push_str(" / ");
    time::age(lang, due.since(started), line);
    pen.put(brush, line, style);
    pen.skip(2);
}

/// Writes how long it has run of how much; returns whether its time has passed.
fn counted(brush: &Brush<'_>, started: Instant, due: Option<Instant>, out: &mut String) -> bool {
    let lang = brush.lang;
    time::age(lang, brush.now.since(started), out);
    let Some(due) = due else { return false };
    out.push_str(" / ");
    time::age(lang, due.since(started), out);
    let passed = brush.now > due;
    if passed {
        let _ = write!(out, " {}", text(lang, Word::Overdue));
    }
    passed
}

/// Writes the act that is wanted: key, words, and the number that it rings.
fn wants(brush: &Brush<'_>, wanted: Act, dossier: Option<&Dossier>, line: &mut String) {
    let lang = brush.lang;
    let _ = write!(line, "{} {}", key(wanted), act::act(lang, wanted));
    match wanted {
        Act::Call { callee, purpose } => {
            let offers = dossier.map(|dossier| dossier.offers.as_slice()).unwrap_or_default();
            let offer = offers.iter().find(|offer| offer.callee == callee && offer.purpose == purpose);
            if let Some(contact) = offer.map(|offer| offer.contact) {
                let _ = write!(line, "  {} {} {}", contact.post, contact.name, contact.phone);
            }
        }
        Act::Ask { order, .. } => {
            let orders = dossier.map(|dossier| dossier.dispatches.as_slice()).unwrap_or_default();
            if let Some(order) = orders.iter().find(|it| it.id == order) {
                let _ = write!(line, " {}  {} {}", order.code, order.name, order.phone);
            }
        }
        Act::Step(number) => {
            let plan = dossier.and_then(|dossier| dossier.plan.as_ref());
            let step = plan.and_then(|plan| plan.steps.get(usize::from(number).saturating_sub(1)));
            if let Some(step) = step.map(|it| it.step) {
                let _ = write!(line, " {number}  {}  {}", step.text, step.owner);
            }
        }
        Act::Wait
        | Act::Acknowledge
        | Act::Verify
        | Act::Dispatch
        | Act::Count
        | Act::Report(_)
        | Act::Sign(_)
        | Act::Send(_)
        | Act::Reserve
        | Act::Close => {}
    }
}

/// Returns the key of an act, as the desk's own key file has it.
pub(in crate::screen) const fn key(wanted: Act) -> &'static str {
    match wanted {
        Act::Wait => "",
        Act::Acknowledge => "a",
        Act::Call { .. } | Act::Ask { .. } => "c",
        Act::Verify => "v",
        Act::Dispatch => "d",
        Act::Count => "p",
        Act::Report(_) | Act::Send(_) => "r",
        Act::Sign(_) => "S",
        Act::Reserve => "m",
        Act::Step(_) => "t",
        Act::Close => "x",
    }
}

/// Writes what can be done while nothing is wanted at once.
fn waits(brush: &Brush<'_>, view: &View, dossier: Option<&Dossier>, line: &mut String) {
    let lang = brush.lang;
    if !view.active {
        let _ = write!(line, "{} (x)", text(lang, Word::NextClose));
        return;
    }
    let plan = dossier.and_then(|dossier| dossier.plan.as_ref());
    match plan.and_then(|plan| plan.steps.iter().position(|step| step.done.is_none()).zip(Some(plan))) {
        Some((at, plan)) => next_step(brush, view, (at, &plan.steps[at]), line),
        None if plan.is_some() => line.push_str(act::act(lang, Act::Wait)),
        None => {
            let fault = view.family == HazardFamily::Fault;
            let word = if fault { Word::NextRepair } else { Word::NextCallSite };
            let _ = write!(line, "{} (N)", text(lang, word));
        }
    }
}

/// Writes the first step of the plan that is not done; it stays, overdue, until somebody says that it is.
fn next_step(brush: &Brush<'_>, view: &View, (at, step): (usize, &plan::view::Step), line: &mut String) {
    let lang = brush.lang;
    let step = step.step;
    let _ = write!(line, "{} {}  {}", text(lang, Word::NextPlanStep), at + 1, step.text);
    let _ = write!(line, "  {}  {} ", step.owner, text(lang, Word::Due));
    counted(brush, view.opened, Some(view.opened.after(step.within)), line);
    line.push_str(lang.pick("  N 记录", "  N note"));
}
