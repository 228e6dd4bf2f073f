//! What waits for the officer of this screen, a digit each.

use crate::language::page::PageWord;
use crate::language::{Word, course, name, text, time};
use crate::operations::deadline::Subject;
use crate::operations::report::Channel;
use crate::operations::snapshot::Waiting;
use crate::screen::paint::{Brush, Pen};
use crate::screen::pane::list::at_right;
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::screen::waiting::incident_of;
use crate::units::IncidentId;
use ratatui::layout::Rect;
use std::fmt::Write;

/// Paints the title with the count, and a line for each thing.
pub(crate) fn paint(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    let lang = brush.lang;
    let count = screen.waiting().count();
    let room = usize::from(area.height.saturating_sub(1));
    let mut pen = Pen::new(area, 0).at(1);
    let scope = if count > 0 { Scope::Waiting } else { Scope::Title };
    pen.put(brush, PageWord::WaitingForMe.text(lang), brush.style(scope));
    line.clear();
    let _ = write!(line, " {count}");
    pen.put(brush, line, brush.style(scope));
    if count > room {
        line.clear();
        let _ = write!(line, "   {} {}", text(lang, Word::More), count - room);
        pen.put(brush, line, brush.style(Scope::Due));
    }
    if count == 0 && area.height > 1 {
        brush.put(area, (2, 1), PageWord::NothingWaits.text(lang), brush.style(Scope::Dim));
    }
    for (index, waiting) in screen.waiting().take(room).enumerate() {
        row(screen, brush, Pen::new(area, 1 + index as u16).at(2), (index + 1, waiting), line);
    }
}

fn row(screen: &Screen, brush: &mut Brush<'_>, pen: Pen, at: (usize, &Waiting), line: &mut String) {
    let lang = brush.lang;
    let (number, waiting) = at;
    let incident = incident_of(waiting);
    line.clear();
    let _ = write!(line, "{number} {}", PageWord::Open.text(lang));
    let mut pen = at_right(brush, pen, line, Scope::Key);
    line.clear();
    let scope = clocks(screen, brush, waiting, line);
    pen = at_right(brush, pen, line, scope);
    line.clear();
    let _ = write!(line, "{number} ");
    pen.put(brush, line, brush.style(Scope::Key));
    line.clear();
    what(screen, brush, waiting, line);
    pen.put(brush, line, brush.style(Scope::Waiting));
    line.clear();
    about(screen, brush, incident, line);
    pen.put(brush, line, brush.style(Scope::Text));
}

/// Writes what is wanted.
fn what(screen: &Screen, brush: &Brush<'_>, waiting: &Waiting, line: &mut String) {
    let lang = brush.lang;
    let gap = lang.pick("", " ");
    let _ = match waiting {
        Waiting::Report { kind, .. } => {
            write!(line, "{}{gap}{}", PageWord::Sign.text(lang), course::report(lang, *kind))
        }
        Waiting::Level { level, .. } => {
            let words = (PageWord::ResponseLevel.text(lang), PageWord::Proposed.text(lang));
            write!(line, "{} {} {}", words.0, words.1, course::response(lang, *level))
        }
        Waiting::Post { amount, .. } => {
            let available = screen.snapshot.as_ref().map(|it| it.status.pool.available).unwrap_or_default();
            let words = (PageWord::Post.text(lang), PageWord::Available.text(lang));
            write!(line, "{} {amount} ({} {available})", words.0, words.1)
        }
        Waiting::Countersign { amount, .. } => {
            write!(line, "{} {amount}", lang.pick("补签电话同意", "sign what you agreed to by telephone"))
        }
        Waiting::Review { amount, .. } => {
            write!(line, "{} {amount}", lang.pick("复核紧急拨付", "review the override"))
        }
    };
}

/// Writes what it is about, and who is missing there.
fn about(screen: &Screen, brush: &Brush<'_>, incident: IncidentId, line: &mut String) {
    let lang = brush.lang;
    let _ = write!(line, "  #{incident}");
    let Some(view) = screen.view(incident) else { return };
    let _ = write!(line, " {}{}{}", view.site, lang.pick("", " "), name::family(lang, view.family));
    if let Some(missing) = view.people.missing.filter(|missing| *missing > 0) {
        let _ = write!(line, " {}{}{missing}", PageWord::Missing.text(lang), lang.pick("", " "));
    }
}

/// Writes how long the report may still take by telephone and in writing, or since when the thing waits.
fn clocks(screen: &Screen, brush: &Brush<'_>, waiting: &Waiting, line: &mut String) -> Scope {
    let lang = brush.lang;
    let mut scope = Scope::Text;
    match waiting {
        Waiting::Report { incident, .. } => {
            let deadlines = screen.snapshot.iter().flat_map(|snapshot| &snapshot.deadlines);
            for deadline in deadlines {
                let Subject::FirstReport(of, channel) = deadline.subject else { continue };
                if of != *incident {
                    continue;
                }
                let separator = if line.is_empty() { "" } else { "  " };
                let _ = write!(line, "{separator}{} ", course::channel(lang, channel));
                if brush.now > deadline.due {
                    line.push_str(text(lang, Word::Overdue));
                    scope = Scope::DuePassed;
                } else {
                    time::age(lang, deadline.due.since(brush.now), line);
                    if channel == Channel::Phone && scope == Scope::Text {
                        scope = Scope::Due;
                    }
                }
            }
        }
        Waiting::Level { since, .. } | Waiting::Post { since, .. } | Waiting::Countersign { since, .. } => {
            time::age(lang, brush.now.since(*since), line);
        }
        Waiting::Review { due, .. } if brush.now > *due => {
            line.push_str(text(lang, Word::Overdue));
            scope = Scope::DuePassed;
        }
        Waiting::Review { due, .. } => time::age(lang, due.since(brush.now), line),
    }
    scope
}
