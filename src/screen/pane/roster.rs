//! Who is there: the page of officers and teams, and the teams below the list of incidents.

use crate::language::page::{self, PageWord};
use crate::language::{Lang, Word, course, name, pick, text, time};
use crate::operations::dispatch::{Status, late_by};
use crate::operations::listing::roster::{PersonRow, Row, TeamRow};
use crate::operations::snapshot::{TeamOrder, TeamView};
use crate::screen::paint::{Brush, Pen};
use crate::screen::pane::dossier::Flow;
use crate::screen::pane::list::at_right;
use crate::screen::pane::side::{more, title};
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::text::cells;
use ratatui::layout::Rect;
use std::fmt::Write;

/// Paints the teams: those that are bound say to what, how far they are and when they arrive.
pub(crate) fn pane(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    let Some(snapshot) = &screen.snapshot else { return };
    title(brush, area, Word::Teams, snapshot.teams.len(), line);
    let room = usize::from(area.height.saturating_sub(1));
    for (index, team) in snapshot.teams.iter().take(room).enumerate() {
        team_line(brush, Pen::new(area, 1 + index as u16).at(1), team, line);
    }
    more(brush, area, snapshot.teams.len(), room, line);
}

fn team_line(brush: &mut Brush<'_>, pen: Pen, team: &TeamView, line: &mut String) {
    reach(team.distance_m, &team.phone, line);
    let mut pen = at_right(brush, pen, line, Scope::Text);
    pen.put(brush, &team.code, brush.style(Scope::Strong));
    pen.to(5);
    pen.put(brush, &team.name, brush.style(Scope::Text));
    pen.skip(2);
    let scope = standing(brush, team.order.as_ref(), team.in_service, line);
    if usize::from(pen.room()) > cells(line) {
        pen.put(brush, line, brush.style(scope));
    } else if let Some(order) = &team.order {
        // A narrow pane keeps what is wanted of whom: the word, without time and number.
        line.clear();
        line.push_str(course::status(brush.lang, order.status));
        if late_by(order.status, order.arrives, brush.now).is_some() {
            overdue(brush.lang, line);
        }
        pen.put(brush, line.trim_end(), brush.style(scope));
    }
    if team.order.is_none() {
        pen.skip(2);
        pen.put(brush, &team.tasks, brush.style(Scope::Dim));
    }
}

/// Writes where a team stands: free, out of service, or with which order how far; returns the colour of that.
fn standing(brush: &Brush<'_>, order: Option<&TeamOrder>, in_service: bool, line: &mut String) -> Scope {
    let lang = brush.lang;
    line.clear();
    let Some(order) = order else {
        line.push_str(if in_service { PageWord::Free.text(lang) } else { PageWord::OutOfService.text(lang) });
        return if in_service { Scope::Dim } else { Scope::Fault };
    };
    let _ = write!(line, "{} #{}", course::status(lang, order.status), order.incident);
    arrival(brush, order.status, order.arrives, line);
    scope(order.status, late_by(order.status, order.arrives, brush.now).is_some())
}

/// Writes when a team arrives, as long as it is on its way.
pub(crate) fn arrival(
    brush: &Brush<'_>,
    status: Status,
    arrives: Option<crate::units::Instant>,
    line: &mut String,
) {
    if let (Status::Accepted | Status::EnRoute, Some(arrives)) = (status, arrives) {
        let _ = write!(line, " {}", PageWord::Arrives.text(brush.lang));
        time::hour_minute(arrives, brush.offset, line);
    }
    if let Some(late) = late_by(status, arrives, brush.now) {
        overdue(brush.lang, line);
        time::age(brush.lang, late, line);
    }
}

/// Writes that a team is not there at the time that it has announced.
fn overdue(lang: Lang, line: &mut String) {
    line.push_str(lang.pick(" 逾期 ", " OVERDUE "));
}

/// Returns the colour of how far a team is.
///
/// `late`: whether the time that it has announced has passed.
pub(crate) const fn scope(status: Status, late: bool) -> Scope {
    match status {
        Status::Accepted | Status::EnRoute if late => Scope::DuePassed,
        Status::Ordered | Status::Unanswered => Scope::NotTold,
        Status::Refused => Scope::DuePassed,
        Status::Accepted | Status::EnRoute | Status::OnScene => Scope::Bound,
        Status::Released | Status::Back | Status::Replaced => Scope::Dim,
    }
}

/// Writes what stands at the right of a team: how far it is, and its number.
fn reach(metres: Option<u32>, phone: &str, line: &mut String) {
    line.clear();
    if let Some(metres) = metres {
        pick::distance(metres, line);
        line.push_str("  ");
    }
    line.push_str(phone);
}

/// Paints a line of the page.
pub(crate) fn row(brush: &mut Brush<'_>, pen: Pen, row: &Row, line: &mut String) {
    match row {
        Row::Person(person) => person_row(brush, pen, person, line),
        Row::Team(team) => team_row(brush, pen, team, line),
    }
}

fn person_row(brush: &mut Brush<'_>, pen: Pen, person: &PersonRow, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    let _ = write!(line, "{}", person.phone);
    let mut pen = at_right(brush, pen, line, Scope::Text);
    // A member stands below its team, further in.
    pen.skip(if person.team.is_some() { 4 } else { 0 });
    pen.put(brush, &person.code, brush.style(Scope::Dim));
    pen.to(if person.team.is_some() { 12 } else { 8 });
    pen.put(brush, &person.name, brush.style(Scope::Text));
    pen.to(22);
    pen.put(brush, name::role(lang, person.role), brush.style(Scope::Dim));
    pen.skip(2);
    if let Some(post) = person.post {
        pen.put(brush, page::post(lang, post), brush.style(Scope::Strong));
        pen.skip(2);
    }
    for paper in &person.papers {
        let scope = if paper.lapsed { Scope::DuePassed } else { Scope::Dim };
        line.clear();
        let _ = write!(line, "{}{}  ", paper.name, if paper.lapsed { lapsed(lang) } else { "" });
        pen.put(brush, line, brush.style(scope));
    }
}

const fn lapsed(lang: Lang) -> &'static str {
    lang.pick("已过期", " LAPSED")
}

fn team_row(brush: &mut Brush<'_>, pen: Pen, team: &TeamRow, line: &mut String) {
    reach(team.distance_m, &team.phone, line);
    let mut pen = at_right(brush, pen, line, Scope::Text);
    pen.put(brush, &team.code, brush.style(Scope::Strong));
    pen.to(8);
    pen.put(brush, &team.name, brush.style(Scope::Strong));
    pen.to(28);
    let scope = standing(brush, team.order.as_ref(), team.in_service, line);
    pen.put(brush, line, brush.style(scope));
    pen.skip(2);
    pen.put(brush, page::team(brush.lang, team.kind), brush.style(Scope::Dim));
    pen.skip(2);
    pen.put(brush, &team.tasks, brush.style(Scope::Dim));
}

/// Tells a line in full.
pub(crate) fn tell(brush: &mut Brush<'_>, flow: &mut Flow, row: &Row, line: &mut String) {
    let lang = brush.lang;
    match row {
        Row::Person(person) => {
            line.clear();
            let _ = write!(line, "{}  {}  {}", person.name, name::role(lang, person.role), person.phone);
            flow.field(brush, &person.code, line, brush.style(Scope::Strong));
            for (index, paper) in person.papers.iter().enumerate() {
                line.clear();
                let _ = write!(line, "{}  {} ", paper.name, text(lang, Word::Until));
                time::date(paper.until_day, line);
                let scope = if paper.lapsed { Scope::DuePassed } else { Scope::Text };
                if paper.lapsed {
                    let _ = write!(line, "  {}", PageWord::Lapsed.text(lang));
                }
                let label = if index == 0 { PageWord::Papers.text(lang) } else { "" };
                flow.field(brush, label, line, brush.style(scope));
            }
        }
        Row::Team(team) => tell_team(brush, flow, team, line),
    }
}

fn tell_team(brush: &mut Brush<'_>, flow: &mut Flow, team: &TeamRow, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    let _ = write!(line, "{}  {}  {}", team.name, page::team(lang, team.kind), team.phone);
    if !team.owner.is_empty() {
        let _ = write!(line, "  {} {}", PageWord::Owner.text(lang), team.owner);
    }
    flow.field(brush, &team.code, line, brush.style(Scope::Strong));
    let scope = standing(brush, team.order.as_ref(), team.in_service, line);
    if let Some(order) = &team.order {
        let _ = write!(line, "  {}  ", course::task(lang, order.task));
        time::clock(order.since, brush.offset, line);
    }
    flow.field(brush, PageWord::Order.text(lang), line, brush.style(scope));
    flow.field(brush, PageWord::Tasks.text(lang), &team.tasks, brush.style(Scope::Text));
    line.clear();
    let _ = write!(line, "{}", team.people);
    if team.lapsed > 0 {
        let _ = write!(line, "  {} {}", PageWord::Lapsed.text(lang), team.lapsed);
    }
    let scope = if team.lapsed > 0 { Scope::DuePassed } else { Scope::Text };
    flow.field(brush, PageWord::Crew.text(lang), line, brush.style(scope));
}
