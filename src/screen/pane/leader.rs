//! The selected incident as a leader far away needs it: what burns, who is missing, who goes, what was said to whom.
//!
//! Every line fits 80 cells; what is not known says so and is never left out.

use crate::language::page::PageWord;
use crate::language::{Word, course, name, text, time};
use crate::operations::call::{Agency, Callee, Outcome, Purpose, View as Call};
use crate::operations::dispatch::late_by;
use crate::operations::finding::{Found, People};
use crate::operations::incident::View;
use crate::operations::incident::view::Standing;
use crate::operations::snapshot::Dossier;
use crate::screen::paint::{Brush, Pen};
use crate::screen::pane::dossier::Flow;
use crate::screen::pane::list::{at_right, gap};
use crate::screen::pane::{dossier, incidents, next_call, roster};
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::text::cells;
use crate::units::Instant;
use ratatui::layout::Rect;
use std::fmt::Write;

/// Paints the short form.
pub(crate) fn paint(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    let lang = brush.lang;
    let label = lang.pick("12345678", "123456789").len() as u16;
    let mut flow = Flow::new(area, 0, label);
    let Some(view) = screen.selected_view() else {
        return dossier::nothing(screen, brush, &mut flow, line);
    };
    head(brush, &mut flow, view, line);
    let dossier = screen.dossier.as_deref().filter(|dossier| dossier.incident.id == view.id);
    let Some(dossier) = dossier else {
        flow.field(brush, "", text(lang, Word::LoadingDossier), brush.style(Scope::Dim));
        return;
    };
    people(brush, &mut flow, dossier, line);
    hazards(brush, &mut flow, dossier, line);
    fire_brigade(brush, &mut flow, dossier, line);
    others(brush, &mut flow, dossier, line);
    teams(brush, &mut flow, dossier, line);
    money(screen, brush, &mut flow, line);
    orders(screen, brush, &mut flow, dossier, line);
    next_call::paint(brush, &mut flow, dossier, line);
}

fn head(brush: &mut Brush<'_>, flow: &mut Flow, view: &View, line: &mut String) {
    let lang = brush.lang;
    let Some(pen) = flow.pen() else { return };
    line.clear();
    let _ = write!(line, "{} ", PageWord::From.text(lang));
    time::clock(view.opened, brush.offset, line);
    if let Standing::Acknowledged { by, .. } = &view.standing {
        let _ = write!(line, "  {} {}", PageWord::Handler.text(lang), name::signed(lang, by));
    } else {
        let _ = write!(line, "  {}", text(lang, Word::Unacknowledged));
    }
    let _ = write!(line, "  {}{}", text(lang, Word::Phase), view.phase.number());
    let mut pen = at_right(brush, pen, line, Scope::Text);
    line.clear();
    let _ = write!(
        line,
        "{} #{} {}",
        incidents::mark(view).trim_start(),
        view.id,
        name::family(lang, view.family)
    );
    if let Some(verdict) = view.verdict {
        let _ = write!(line, " {}", course::verdict(lang, verdict));
    }
    pen.put(brush, line, brush.style(incidents::scope(view)));
    line.clear();
    let _ = write!(line, "  {} {}", view.site, view.place);
    pen.put(brush, line, brush.style(Scope::Strong));
}

/// Writes the counts of people that are known; those that are not are not zero.
pub(crate) fn counts(brush: &Brush<'_>, people: &People, line: &mut String) {
    let lang = brush.lang;
    for (word, count) in [
        (PageWord::Expected, people.expected),
        (PageWord::Counted, people.counted),
        (PageWord::Missing, people.missing),
        (PageWord::Trapped, people.trapped),
        (PageWord::Hurt, people.hurt),
        (PageWord::Dead, people.dead),
    ] {
        if let Some(count) = count {
            let _ = write!(line, "{}{}{count} ", word.text(lang), gap(lang));
        }
    }
}

fn people(brush: &mut Brush<'_>, flow: &mut Flow, dossier: &Dossier, line: &mut String) {
    let lang = brush.lang;
    let Some(mut pen) = flow.pen() else { return };
    pen.put(brush, text(lang, Word::People), brush.style(Scope::Title));
    let told = dossier.findings.iter().rev().find(|it| matches!(it.found, Found::People(_)));
    line.clear();
    if let Some(told) = told {
        time::clock(told.at, brush.offset, line);
        let _ = write!(line, " {} {}", told.named.post, told.named.name);
    }
    pen = at_right(brush, pen, line, Scope::Text);
    pen.to(label_end(brush));
    line.clear();
    let people = &dossier.incident.people;
    counts(brush, people, line);
    if line.is_empty() {
        if let Some(site) = &dossier.site {
            let shift = if site.night { Word::NightShift } else { Word::DayShift };
            let _ = write!(line, "{}{}{} ", text(lang, shift), gap(lang), site.people);
        }
        line.push_str(PageWord::NotCounted.text(lang));
    }
    let scope = if people.at_risk() { Scope::DuePassed } else { Scope::Strong };
    pen.put(brush, line, brush.style(scope));
}

fn label_end(brush: &Brush<'_>) -> u16 {
    brush.lang.pick("12345678", "123456789").len() as u16 + 1
}

fn hazards(brush: &mut Brush<'_>, flow: &mut Flow, dossier: &Dossier, line: &mut String) {
    let lang = brush.lang;
    let Some(mut pen) = flow.pen() else { return };
    pen.put(brush, text(lang, Word::Hazards), brush.style(Scope::Title));
    line.clear();
    let Some(site) = &dossier.site else {
        pen.to(label_end(brush));
        pen.put(brush, text(lang, Word::NoSite), brush.style(Scope::Fault));
        return;
    };
    let _ = write!(line, "{} {}", text(lang, Word::Staging), site.staging);
    pen = at_right(brush, pen, line, Scope::Strong);
    pen.to(label_end(brush));
    line.clear();
    if let Some(scene) = dossier.incident.scene {
        let _ = write!(line, "{}  ", course::scene(lang, scene));
    }
    for hazard in &site.hazards {
        let _ = write!(line, "{hazard}  ");
    }
    pen.put(brush, line.trim_end(), brush.style(Scope::Strong));
}

/// Returns the last call that a test lets through.
fn last(dossier: &Dossier, is: impl Fn(&Call) -> bool) -> Option<&Call> {
    dossier.calls.iter().rev().find(|call| is(call))
}

/// Writes what came of a call: when, what, with which ticket.
fn came(brush: &Brush<'_>, call: &Call, line: &mut String) -> Scope {
    let lang = brush.lang;
    let Some(ended) = &call.ended else {
        line.push_str(PageWord::Calling.text(lang));
        return Scope::Due;
    };
    time::clock(ended.at, brush.offset, line);
    let _ = write!(line, " {}", course::outcome(lang, ended.outcome));
    if !ended.reference.is_empty() {
        let _ = write!(line, " {}", ended.reference);
    }
    if ended.outcome == Outcome::Answered { Scope::Text } else { Scope::DuePassed }
}

fn fire_brigade(brush: &mut Brush<'_>, flow: &mut Flow, dossier: &Dossier, line: &mut String) {
    let lang = brush.lang;
    let Some(mut pen) = flow.pen() else { return };
    let fire = Callee::Agency(Agency::Fire);
    pen.put(brush, "119", brush.style(Scope::Title));
    pen.to(label_end(brush));
    let first = last(dossier, |call| call.callee == fire && call.purpose != Purpose::Update);
    call_or(brush, &mut pen, first, PageWord::NotCalled, line);
    if let Some(update) = last(dossier, |call| call.callee == fire && call.purpose == Purpose::Update) {
        pen.skip(2);
        pen.put(brush, PageWord::Update.text(lang), brush.style(Scope::Dim));
        pen.skip(1);
        call_or(brush, &mut pen, Some(update), PageWord::NotCalled, line);
    }
}

/// Paints what came of a call, or that it was never made.
fn call_or(brush: &mut Brush<'_>, pen: &mut Pen, call: Option<&Call>, none: PageWord, line: &mut String) {
    line.clear();
    let scope = if let Some(call) = call {
        came(brush, call, line)
    } else {
        line.push_str(none.text(brush.lang));
        Scope::Due
    };
    pen.put(brush, line, brush.style(scope));
}

/// Paints 120, the office above, the unit's head and the insurer on one line: in short, what was told to whom.
fn others(brush: &mut Brush<'_>, flow: &mut Flow, dossier: &Dossier, line: &mut String) {
    let lang = brush.lang;
    let Some(mut pen) = flow.pen() else { return };
    pen.put(brush, "120", brush.style(Scope::Title));
    pen.to(label_end(brush));
    let medical = last(dossier, |call| call.callee == Callee::Agency(Agency::Medical));
    short_call(brush, &mut pen, medical, PageWord::NotCalled, line);
    let phoned = dossier.reports.iter().rev().find_map(|report| report.phoned.or(report.written));
    label(brush, &mut pen, PageWord::Upward.text(lang));
    moment(brush, &mut pen, phoned.map(|(at, _)| at), PageWord::NotReported, line);
    label(brush, &mut pen, PageWord::UnitHead.text(lang));
    let head = last(dossier, |call| call.purpose == Purpose::UnitHead);
    short_call(brush, &mut pen, head, PageWord::NotTold, line);
    label(brush, &mut pen, PageWord::Insurer.text(lang));
    match dossier.claims.first() {
        Some(claim) => {
            line.clear();
            let _ = write!(line, "{} {}", claim.insurer, claim.number);
            pen.put(brush, line, brush.style(Scope::Text));
        }
        None => pen.put(brush, PageWord::NotReported.text(lang), brush.style(Scope::Due)),
    }
}

fn label(brush: &mut Brush<'_>, pen: &mut Pen, word: &str) {
    pen.skip(2);
    pen.put(brush, word, brush.style(Scope::Title));
    pen.skip(1);
}

fn short_call(brush: &mut Brush<'_>, pen: &mut Pen, call: Option<&Call>, none: PageWord, line: &mut String) {
    let answered = call.and_then(|call| call.ended).filter(|ended| ended.outcome == Outcome::Answered);
    match (call, answered) {
        (_, Some(ended)) => moment(brush, pen, Some(ended.at), none, line),
        (Some(call), None) => {
            let word = call.ended.map_or(PageWord::Calling.text(brush.lang), |ended| {
                course::outcome(brush.lang, ended.outcome)
            });
            pen.put(brush, word, brush.style(Scope::DuePassed));
        }
        (None, None) => pen.put(brush, none.text(brush.lang), brush.style(Scope::Due)),
    }
}

fn moment(brush: &mut Brush<'_>, pen: &mut Pen, at: Option<Instant>, none: PageWord, line: &mut String) {
    line.clear();
    let scope = if let Some(at) = at {
        time::clock(at, brush.offset, line);
        Scope::Text
    } else {
        line.push_str(none.text(brush.lang));
        Scope::Due
    };
    pen.put(brush, line, brush.style(scope));
}

/// Paints the teams, as many on a line as fit.
fn teams(brush: &mut Brush<'_>, flow: &mut Flow, dossier: &Dossier, line: &mut String) {
    let lang = brush.lang;
    let bound = || dossier.dispatches.iter().filter(|order| order.status.is_bound());
    let Some(mut pen) = flow.pen() else { return };
    pen.put(brush, PageWord::Teams.text(lang), brush.style(Scope::Title));
    pen.to(label_end(brush));
    if bound().next().is_none() {
        pen.put(brush, PageWord::NoTeams.text(lang), brush.style(Scope::Due));
    }
    let mut begun = false;
    for order in bound() {
        line.clear();
        let _ = write!(line, "{} {} {}", order.code, order.name, course::status(lang, order.status));
        roster::arrival(brush, order.status, order.arrives, line);
        let _ = write!(line, " {}", course::task(lang, order.task));
        // A status alone would read as if nobody had been called out.
        if let Some(heard) = order.evacuate {
            let words =
                if heard { ("撤离已知", "OUT: heard") } else { ("撤离未通知", "OUT: NOT TOLD") };
            let _ = write!(line, " {}", lang.pick(words.0, words.1));
        }
        if begun && usize::from(pen.room()) < cells(line) + 2 {
            let Some(next) = flow.pen() else { return };
            pen = next;
            pen.to(label_end(brush));
        }
        let evacuates = order.evacuate == Some(false);
        let is_late = late_by(order.status, order.arrives, brush.now).is_some();
        let scope = if evacuates { Scope::DuePassed } else { roster::scope(order.status, is_late) };
        pen.put(brush, line, brush.style(scope));
        pen.skip(2);
        begun = true;
    }
}

fn money(screen: &Screen, brush: &mut Brush<'_>, flow: &mut Flow, line: &mut String) {
    let lang = brush.lang;
    let ledger = screen.snapshot.as_ref().map(|snapshot| snapshot.status.pool).unwrap_or_default();
    line.clear();
    let _ = write!(line, "{} {}   ", PageWord::Available.text(lang), ledger.available);
    let _ = write!(line, "{} {}", PageWord::Reserved.text(lang), ledger.reserved);
    flow.field(brush, PageWord::Money.text(lang), line, brush.style(Scope::Text));
}

/// Paints the orders, the newest first; their words stand in the log.
fn orders(screen: &Screen, brush: &mut Brush<'_>, flow: &mut Flow, dossier: &Dossier, line: &mut String) {
    let lang = brush.lang;
    let own = |from: &str| screen.session.name.is_empty() || from == screen.session.name;
    let mut first = true;
    for order in dossier.orders.iter().rev().filter(|order| own(&order.from)) {
        line.clear();
        time::clock(order.given, brush.offset, line);
        let said =
            screen.log.iter().find(|entry| entry.kind.starts_with("order.") && entry.at == order.given);
        if let Some(words) = said.and_then(|entry| entry.text.as_deref()) {
            let _ = write!(line, " {words}");
        }
        let _ = write!(line, " ({})", order.carrier);
        let scope = match order.done {
            Some(done) => {
                let _ = write!(line, "  {} ", PageWord::OrderDone.text(lang));
                time::clock(done, brush.offset, line);
                Scope::Text
            }
            None if brush.now > order.due => {
                let _ = write!(line, "  {}", text(lang, Word::Overdue));
                Scope::DuePassed
            }
            None => {
                let _ = write!(line, "  {} ", text(lang, Word::Due));
                time::age(lang, order.due.since(brush.now), line);
                Scope::Due
            }
        };
        flow.field(brush, if first { PageWord::MyOrders.text(lang) } else { "" }, line, brush.style(scope));
        first = false;
    }
    if first {
        flow.field(
            brush,
            PageWord::MyOrders.text(lang),
            PageWord::NoOrders.text(lang),
            brush.style(Scope::Dim),
        );
    }
}

/// Paints the last entries of the incident, newest first, with their numbers at the right.
pub(crate) fn log(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    for (y, entry) in screen.log.iter().take(usize::from(area.height)).enumerate() {
        line.clear();
        let _ = write!(line, "{}", entry.entry);
        let mut pen = at_right(brush, Pen::new(area, y as u16).at(1), line, Scope::Dim);
        line.clear();
        time::clock(entry.at, brush.offset, line);
        let (name, mark) = who(screen, brush, &entry.actor);
        let _ = write!(line, " {name}{mark} ");
        pen.put(brush, line, brush.style(Scope::Text));
        let said = &entry.said[brush.lang as usize];
        let kind = crate::language::entry::kind(brush.lang, &entry.kind);
        // What was done comes first: a sentence that begins with it says it itself.
        if !said.starts_with(kind) {
            pen.put(brush, kind, brush.style(Scope::Text));
            pen.skip(1);
        }
        pen.put(brush, said, brush.style(Scope::Text));
        if let Some(words) = &entry.text {
            pen.skip(1);
            pen.put(brush, words, brush.style(Scope::Strong));
        }
    }
}

/// Returns what an actor is called, and the mark of one who has not proved who they are: those who have the desk by their
/// names, others by their codes.
fn who<'a>(screen: &'a Screen, brush: &Brush<'_>, actor: &'a str) -> (&'a str, &'static str) {
    let (code, mark) = actor.strip_suffix('?').map_or((actor, ""), |code| (code, "?"));
    let status = screen.snapshot.as_ref().map(|snapshot| &snapshot.status);
    let names =
        status.map(|status| [(&status.officer_code, &status.officer), (&status.leader_code, &status.leader)]);
    let named = names.into_iter().flatten().find(|(known, _)| !code.is_empty() && known.as_str() == code);
    match named {
        Some((_, name)) => (name.as_str(), mark),
        None => (crate::language::entry::actor(brush.lang, actor), ""),
    }
}
