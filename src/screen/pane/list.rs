//! A page of a long list: its rows, and the row under the cursor in full below them.
//!
//! A row is a line at every width; what does not fit on it stands in full in the lines below the list.

use crate::language::Lang;
use crate::language::page::{self, PageWord};
use crate::operations::listing::{Listing, Rows};
use crate::screen::keymap::{Deed, Turn};
use crate::screen::layout::{Page, Pane};
use crate::screen::paint::{Brush, Pen};
use crate::screen::pane::dossier::Flow;
use crate::screen::pane::{deadlines, devices, director, handover, health, insurers, pool, roster, warnings};
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::text::cells;
use ratatui::layout::Rect;
use std::fmt::Write;

/// From this height on the row under the cursor is told in full.
const TOLD_ROWS: u16 = 9;

/// Cells of the hints that every list has, with what stands around them.
const HINT_CELLS: usize = 36;

/// Lines of that, as it opens by itself.
const TOLD_LINES: u16 = 6;

/// Returns the pane of a list.
pub(crate) const fn pane_of(listing: Listing) -> Pane {
    match listing {
        Listing::Warnings => Pane::Warnings,
        Listing::Roster => Pane::Roster,
        Listing::Insurers => Pane::Insurers,
        Listing::Pool => Pane::Pool,
        Listing::Devices => Pane::Devices,
        Listing::Health => Pane::Health,
        Listing::Handover => Pane::Handover,
        Listing::Drill => Pane::Director,
        // Sites have no page: what a caller names is looked up in the box that asks for it.
        Listing::Sites | Listing::Deadlines => Pane::Deadlines,
    }
}

/// Returns how many rows a list has on screen.
pub(crate) fn rows_of(screen: &Screen, listing: Listing, area: Rect) -> u16 {
    area.height - told_lines(screen, listing, area)
}

fn told_lines(screen: &Screen, listing: Listing, area: Rect) -> u16 {
    let view = screen.lists.of(listing);
    let wanted = if view.open { area.height / 2 } else { TOLD_LINES };
    // A script is short and what it says of a row is long: the rows that the list does not need are the detail's.
    let total = view.window.as_ref().map_or(0, |window| window.total);
    let spare = match listing {
        Listing::Drill => area.height.saturating_sub(u16::try_from(total).unwrap_or(u16::MAX)),
        Listing::Warnings
        | Listing::Roster
        | Listing::Insurers
        | Listing::Pool
        | Listing::Devices
        | Listing::Deadlines
        | Listing::Sites
        | Listing::Health
        | Listing::Handover => 0,
    };
    if area.height < TOLD_ROWS { 0 } else { wanted.max(spare).min(area.height - 3) }
}

/// Paints a list.
pub(crate) fn paint(screen: &Screen, listing: Listing, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    let view = screen.lists.of(listing);
    let Some(window) = &view.window else {
        brush.put(area, (1, 0), PageWord::Loading.text(brush.lang), brush.style(Scope::Dim));
        return;
    };
    if window.total == 0 {
        if listing == Listing::Drill && view.filter.is_empty() {
            return director::nothing(screen, brush, area, line);
        }
        brush.put(area, (1, 0), PageWord::Empty.text(brush.lang), brush.style(Scope::Dim));
        return;
    }
    let told = told_lines(screen, listing, area);
    let list = Rect { height: area.height - told, ..area };
    for y in 0..list.height {
        let index = view.top + u32::from(y);
        if index >= window.total {
            break;
        }
        let row = Rect { y: list.y + y, height: 1, ..list };
        if index == view.cursor {
            brush.tint(row, brush.style(Scope::Selected));
            brush.put(row, (0, 0), ">", brush.style(Scope::Key));
        }
        match view.place(index) {
            Some(at) => paint_row(screen, brush, row, (&window.rows, at), line),
            None => drop(brush.put(row, (2, 0), "...", brush.style(Scope::Dim))),
        }
    }
    if told > 1
        && let Some(at) = view.place(view.cursor)
    {
        let below = Rect { y: list.bottom(), height: told, ..area };
        brush.rule(below);
        let label = brush.lang.pick("12345678", "123456789012").len() as u16;
        let mut flow = Flow::new(Rect { y: below.y + 1, height: told - 1, ..below }, 0, label);
        tell(screen, brush, &mut flow, (&window.rows, at), line);
        let hidden = flow.lines().saturating_sub(told - 1);
        if hidden > 0 {
            line.clear();
            let _ = write!(line, " +{hidden} {}", if view.open { "" } else { "Enter " });
            let width = crate::text::cells(line) as u16;
            brush.put(below, (below.width.saturating_sub(width + 2), 0), line, brush.style(Scope::Key));
        }
    }
}

fn paint_row(
    screen: &Screen,
    brush: &mut Brush<'_>,
    row: Rect,
    (rows, at): (&Rows, usize),
    line: &mut String,
) {
    let pen = Pen::new(row, 0).at(2);
    match rows {
        Rows::Warnings(rows) => rows.get(at).map(|it| warnings::row(brush, pen, it, line)),
        Rows::Roster(rows) => rows.get(at).map(|it| roster::row(brush, pen, it, line)),
        Rows::Insurers(rows) => rows.get(at).map(|it| insurers::row(brush, pen, it, line)),
        Rows::Pool(rows) => rows.get(at).map(|it| pool::row(brush, pen, it, line)),
        Rows::Devices(rows) => rows.get(at).map(|it| devices::line(brush, pen, it, line)),
        Rows::Deadlines(rows) => rows.get(at).map(|it| deadlines::row(brush, pen, it, line)),
        Rows::Health(rows) => rows.get(at).map(|it| health::line(brush, pen, it, line)),
        Rows::Handover(rows) => rows.get(at).map(|it| handover::row(brush, pen, it, line)),
        Rows::Drill(rows) => rows.get(at).map(|it| director::row(screen, brush, pen, it, line)),
        Rows::Sites(_) => None,
    };
}

fn tell(
    screen: &Screen,
    brush: &mut Brush<'_>,
    flow: &mut Flow,
    (rows, at): (&Rows, usize),
    line: &mut String,
) {
    match rows {
        Rows::Warnings(rows) => rows.get(at).map(|it| warnings::tell(brush, flow, it, line)),
        Rows::Roster(rows) => rows.get(at).map(|it| roster::tell(brush, flow, it, line)),
        Rows::Insurers(rows) => rows.get(at).map(|it| insurers::tell(brush, flow, it, line)),
        Rows::Pool(rows) => rows.get(at).map(|it| pool::tell(brush, flow, it, line)),
        Rows::Devices(rows) => rows.get(at).map(|it| devices::tell_line(brush, flow, it, line)),
        Rows::Deadlines(rows) => rows.get(at).map(|it| deadlines::tell(brush, flow, it, line)),
        Rows::Health(rows) => rows.get(at).map(|it| health::tell(brush, flow, it, line)),
        Rows::Handover(rows) => rows.get(at).map(|it| handover::tell(brush, flow, it, line)),
        Rows::Drill(rows) => rows.get(at).map(|it| director::tell(screen, brush, flow, it, line)),
        Rows::Sites(_) => None,
    };
}

/// Paints the line above a list: its name, how many rows, where the cursor stands, what narrows it, which keys work.
pub(crate) fn rule(screen: &Screen, listing: Listing, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    brush.rule(area);
    let lang = brush.lang;
    let view = screen.lists.of(listing);
    let mut pen = Pen::new(area, 0).at(2);
    line.clear();
    let _ = match Page::TABS.iter().position(|page| page.listing() == Some(listing)) {
        Some(tab) => write!(line, " {}{}", (tab + 1) % 10, lang.pick("", " ")),
        // A page without a digit has a key of its own.
        None => screen
            .keymap
            .row(Deed::Page(if listing == Listing::Drill { Turn::Director } else { Turn::Handover }))
            .map_or(Ok(()), |row| write!(line, " {} ", row.first)),
    };
    let _ = write!(line, "{} ", page::listing(lang, listing));
    pen.put(brush, line, brush.style(Scope::Title));
    if let Some(window) = &view.window {
        line.clear();
        let _ = write!(line, " {}/{} ", (view.cursor + 1).min(window.total), window.total);
        pen.put(brush, line, brush.style(Scope::Dim));
        if window.partial {
            line.clear();
            let _ = write!(line, " {} ", PageWord::Partial.text(lang));
            pen.put(brush, line, brush.style(Scope::Due));
        }
    }
    if let Some(snapshot) = screen.snapshot.as_ref().filter(|_| listing == Listing::Warnings) {
        let tally = snapshot.status.warnings;
        line.clear();
        warnings::counts(lang, tally, line);
        pen.put(brush, line, brush.style(warnings::scope_of(tally)));
    }
    if !view.filter.is_empty() {
        line.clear();
        let _ = write!(line, " /{} ", view.filter);
        pen.put(brush, line, brush.style(Scope::Due));
    }
    line.clear();
    if let Some(row) = screen.keymap.row(Deed::Relay).filter(|_| listing == Listing::Warnings) {
        let _ = write!(line, " {} {} ", row.first, PageWord::Relay.text(lang));
    }
    if let Some(row) = screen.keymap.row(Deed::Sign).filter(|_| listing == Listing::Handover) {
        let _ = write!(line, " {} {} ", row.first, PageWord::SheetSigns.text(lang));
    }
    let keys = PageWord::SilenceHint.text(lang);
    if listing == Listing::Devices && usize::from(pen.room()) > cells(keys) + HINT_CELLS {
        let _ = write!(line, " {keys} ");
    }
    let _ = write!(line, " {}  {} ", PageWord::FilterHint.text(lang), PageWord::OpenHint.text(lang));
    if usize::from(pen.room()) > cells(line) + 3 {
        let x = area.width - cells(line) as u16 - 2;
        brush.put(area, (x, 0), line, brush.style(Scope::Dim));
    }
}

/// Paints what stands at the right end of a line, and returns the pen for what is left of it.
pub(crate) fn at_right(brush: &mut Brush<'_>, pen: Pen, said: &str, scope: Scope) -> Pen {
    let width = cells(said) as u16;
    if width == 0 || pen.room() < width + 12 {
        return pen;
    }
    let mut end = pen;
    end.skip(pen.room() - width - 1);
    end.put(brush, said, brush.style(scope));
    pen.less(width + 2)
}

/// Writes what fits whole and nothing of what does not: half a figure is another figure. All stands below the list.
pub(crate) fn whole(brush: &mut Brush<'_>, pen: &mut Pen, said: &str, scope: Scope) {
    if usize::from(pen.room()) >= cells(said.trim_end()) {
        pen.put(brush, said, brush.style(scope));
    }
}

/// Returns the blanks between a word and what follows it.
pub(crate) const fn gap(lang: Lang) -> &'static str {
    lang.pick("", " ")
}
