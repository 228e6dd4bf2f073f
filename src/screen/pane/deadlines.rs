//! The deadlines and the timed steps of plans: their page, and the pane below the list of incidents.
//!
//! Day tasks stand apart, after everything of the night, and count in days.

use crate::language::page::PageWord;
use crate::language::{Lang, Word, course, name, text, time};
use crate::operations::listing::deadlines::{Owed, Row};
use crate::screen::paint::{Brush, Pen};
use crate::screen::pane::dossier::Flow;
use crate::screen::pane::list::at_right;
use crate::screen::pane::side::{more, title};
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::units::Instant;
use ratatui::layout::Rect;
use std::fmt::Write;

/// Paints the deadlines, the next to run out first.
pub(crate) fn pane(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    let lang = brush.lang;
    let Some(snapshot) = &screen.snapshot else { return };
    title(brush, area, Word::Deadlines, snapshot.deadlines.len(), line);
    let room = usize::from(area.height.saturating_sub(1));
    for (index, deadline) in snapshot.deadlines.iter().take(room).enumerate() {
        line.clear();
        let passed = brush.now > deadline.due;
        if passed {
            let _ = write!(line, "{} ", text(lang, Word::Overdue));
        }
        let incident = deadline.subject.incident();
        let _ = write!(line, "#{incident} {} {}  ", course::subject(lang, deadline.subject), deadline.who);
        ages(brush, (deadline.started, deadline.due), line);
        let scope = if passed { Scope::DuePassed } else { Scope::Text };
        brush.put(area, (1, 1 + index as u16), line, brush.style(scope));
    }
    more(brush, area, snapshot.deadlines.len(), room, line);
}

/// Writes how much of a time is gone; returns whether all of it.
///
/// That it is over is said first: where a line is cut, that is cut last.
fn counted(brush: &Brush<'_>, (started, due): (Instant, Instant), line: &mut String) -> bool {
    let lang = brush.lang;
    let passed = brush.now > due;
    if passed {
        let _ = write!(line, "{} ", text(lang, Word::Overdue));
    }
    ages(brush, (started, due), line);
    passed
}

fn ages(brush: &Brush<'_>, (started, due): (Instant, Instant), line: &mut String) {
    time::age(brush.lang, brush.now.since(started), line);
    line.push_str(" / ");
    time::age(brush.lang, due.since(started), line);
}

/// Paints a line of the page.
pub(crate) fn row(brush: &mut Brush<'_>, pen: Pen, row: &Row, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    let passed = counted(brush, (row.started, row.due), line);
    let scope = match (passed, row.day) {
        (true, _) => Scope::DuePassed,
        (false, true) => Scope::Dim,
        (false, false) => Scope::Due,
    };
    let mut pen = at_right(brush, pen, line, scope);
    if row.day {
        pen.put(brush, PageWord::DayTasks.text(lang), brush.style(Scope::Dim));
        pen.skip(1);
    }
    line.clear();
    called(lang, row, line);
    pen.put(brush, line, brush.style(Scope::Strong));
    pen.skip(2);
    line.clear();
    let _ = write!(line, "{}  ", row.who);
    pen.put(brush, line.trim_start(), brush.style(Scope::Text));
    line.clear();
    let _ = write!(line, "#{} {}", row.owed.incident(), place(lang, row));
    pen.put(brush, line, brush.style(Scope::Text));
}

/// Writes what is owed.
fn called(lang: Lang, row: &Row, out: &mut String) {
    match &row.owed {
        Owed::Deadline(subject) => out.push_str(course::subject(lang, *subject)),
        Owed::Step { number, text, .. } => {
            let _ = write!(out, "{}{number} {text}", lang.pick("步骤", "step "));
        }
    }
}

fn place(lang: Lang, row: &Row) -> String {
    if row.place.is_empty() {
        return String::new();
    }
    format!("{} {}", name::family(lang, row.family), row.place)
}

/// Tells a deadline in full.
pub(crate) fn tell(brush: &mut Brush<'_>, flow: &mut Flow, row: &Row, line: &mut String) {
    let lang = brush.lang;
    let label = match row.owed {
        Owed::Deadline(subject) => course::subject(lang, subject),
        Owed::Step { .. } => text(lang, Word::Plan),
    };
    line.clear();
    if matches!(row.owed, Owed::Step { .. }) {
        called(lang, row, line);
        line.push_str("  ");
    }
    let _ = write!(line, "#{} {}", row.owed.incident(), place(lang, row));
    flow.field(brush, label, line, brush.style(Scope::Strong));
    line.clear();
    time::day_or_hour(row.started, brush.now, brush.offset, line);
    let _ = write!(line, " {} ", text(lang, Word::Until));
    time::day_or_hour(row.due, brush.now, brush.offset, line);
    line.push_str("   ");
    let passed = counted(brush, (row.started, row.due), line);
    let scope = if passed { Scope::DuePassed } else { Scope::Text };
    flow.field(brush, text(lang, Word::Due), line, brush.style(scope));
    if !row.who.is_empty() {
        flow.field(brush, PageWord::Handler.text(lang), &row.who, brush.style(Scope::Text));
    }
}
