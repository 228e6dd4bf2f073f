//! What stands below the list: warnings, teams, deadlines.

use crate::language::{Word, course, name, text, time};
use crate::operations::warning::Colour;
use crate::screen::paint::{Brush, Pen};
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::text::cells;
use ratatui::layout::Rect;
use std::fmt::Write;

/// Paints the standing warnings, worst first.
pub(crate) fn warnings(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    let lang = brush.lang;
    let Some(snapshot) = &screen.snapshot else { return };
    title(brush, area, Word::Warnings, snapshot.warnings.len(), line);
    let room = usize::from(area.height.saturating_sub(1));
    for (index, warning) in snapshot.warnings.iter().take(room).enumerate() {
        let mut pen = Pen::new(area, 1 + index as u16).at(1);
        let scope = match warning.colour {
            Colour::Red => Scope::WarningRed,
            Colour::Orange => Scope::WarningOrange,
            Colour::Yellow => Scope::WarningYellow,
            Colour::Blue => Scope::WarningBlue,
            Colour::Unknown | Colour::White => Scope::Warning,
        };
        line.clear();
        let _ = write!(line, " {} ", name::colour(lang, warning.colour));
        pen.put(brush, line, brush.style(scope));
        pen.skip(1);
        pen.put(brush, &warning.event, brush.style(Scope::Strong));
        pen.skip(1);
        line.clear();
        if warning.stale {
            let _ = write!(line, "{} ", text(lang, Word::WarningStale));
        }
        time::hour_minute(warning.issued, brush.offset, line);
        let _ = write!(line, " {} ", text(lang, Word::Until));
        time::day_or_hour(warning.expires, brush.now, brush.offset, line);
        let _ = write!(line, "  {} {}  {}", text(lang, Word::SitesTouched), warning.sites, warning.sender);
        pen.put(brush, line, brush.style(if warning.stale { Scope::Fault } else { Scope::Text }));
    }
    more(brush, area, snapshot.warnings.len(), room, line);
}

/// Paints the teams with their telephones.
pub(crate) fn teams(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    let Some(snapshot) = &screen.snapshot else { return };
    title(brush, area, Word::Teams, snapshot.teams.len(), line);
    let room = usize::from(area.height.saturating_sub(1));
    for (index, team) in snapshot.teams.iter().take(room).enumerate() {
        let y = 1 + index as u16;
        line.clear();
        if let Some(metres) = team.distance_m {
            let _ = write!(line, "{}.{}km  ", metres / 1_000, metres % 1_000 / 100);
        }
        let _ = write!(line, "{}", team.phone);
        let right = cells(line) as u16 + 1;
        brush.put(area, (area.width.saturating_sub(right), y), line, brush.style(Scope::Text));
        let mut pen = Pen::new(area, y).at(1).less(right + 1);
        pen.put(brush, &team.code, brush.style(Scope::Strong));
        pen.to(5);
        pen.put(brush, &team.name, brush.style(Scope::Text));
        pen.skip(2);
        pen.put(brush, &team.tasks, brush.style(Scope::Dim));
    }
    more(brush, area, snapshot.teams.len(), room, line);
}

/// Paints the deadlines, the next to run out first.
pub(crate) fn deadlines(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    let lang = brush.lang;
    let Some(snapshot) = &screen.snapshot else { return };
    title(brush, area, Word::Deadlines, snapshot.deadlines.len(), line);
    let room = usize::from(area.height.saturating_sub(1));
    for (index, deadline) in snapshot.deadlines.iter().take(room).enumerate() {
        line.clear();
        let incident = deadline.subject.incident();
        let _ = write!(line, "#{incident} {} {}  ", course::subject(lang, deadline.subject), deadline.who);
        time::age(lang, brush.now.since(deadline.started), line);
        line.push_str(" / ");
        time::age(lang, deadline.due.since(deadline.started), line);
        let passed = brush.now > deadline.due;
        if passed {
            let _ = write!(line, " {}", text(lang, Word::Overdue));
        }
        let scope = if passed { Scope::DuePassed } else { Scope::Text };
        brush.put(area, (1, 1 + index as u16), line, brush.style(scope));
    }
    more(brush, area, snapshot.deadlines.len(), room, line);
}

fn title(brush: &mut Brush<'_>, area: Rect, word: Word, count: usize, line: &mut String) {
    let mut pen = Pen::new(area, 0).at(1);
    pen.put(brush, text(brush.lang, word), brush.style(Scope::Title));
    line.clear();
    let _ = write!(line, "  {count}");
    pen.put(brush, line, brush.style(Scope::Dim));
}

/// Says in the title how many rows found no room.
fn more(brush: &mut Brush<'_>, area: Rect, count: usize, room: usize, line: &mut String) {
    if count > room {
        line.clear();
        let _ = write!(line, "{} {}", text(brush.lang, Word::More), count - room);
        let right = cells(line) as u16 + 1;
        brush.put(area, (area.width.saturating_sub(right), 0), line, brush.style(Scope::Due));
    }
}
