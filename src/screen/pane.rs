//! The panes, a file each: their view state and their paint.

pub mod ask;
pub mod band;
pub mod bar;
pub mod deadlines;
pub mod devices;
pub mod director;
pub mod dossier;
pub mod figures;
pub mod form;
pub mod handover;
pub mod health;
pub mod incidents;
pub mod insurers;
pub mod journal;
pub mod leader;
pub mod list;
pub mod lost;
pub mod next_call;
pub mod overlay;
pub mod pool;
pub mod real;
pub mod roster;
pub mod side;
pub mod slip;
pub mod sources;
pub mod status;
pub mod waiting;
pub mod warnings;

use crate::screen::layout::{Page, Pane};
use crate::screen::paint::Brush;
use crate::screen::request::Link;
use crate::screen::state::{Mode, Screen};
use crate::screen::theme::Scope;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

impl Screen {
    /// Paints the screen into a buffer of its size and returns where the cursor stands; none hides it.
    ///
    /// Cost: O(cells); rectangles are solved on resize only, texts are written into one line that is kept.
    pub fn paint(&mut self, buffer: &mut Buffer) -> Option<Position> {
        let size = Rect::new(0, 0, self.size.0, self.size.1);
        if !size.intersection(buffer.area).eq(&size) {
            // The terminal is smaller than the last size that was told: solve for what is there.
            self.size = (buffer.area.width, buffer.area.height);
            self.solve();
        }
        if let Some(area) = self.areas.get(Pane::Incidents) {
            self.list.fit(incidents::rows_of(self, area));
        }
        if let Some(area) = self.areas.get(Pane::Figures) {
            self.fit_figures(area);
        }
        if let Some(listing) = self.page.listing()
            && let Some(area) = self.areas.get(list::pane_of(listing))
        {
            let rows = list::rows_of(self, listing, area);
            self.lists.fit(listing, rows);
        }
        let mut line = std::mem::take(&mut self.line);
        let theme = self.theme;
        let mut brush = Brush {
            buffer,
            theme: &theme,
            lang: self.lang,
            glyphs: self.options.glyphs,
            now: self.now,
            offset: self.options.utc_offset,
        };
        brush.fill(brush.buffer.area, theme.style(Scope::Text));
        let lines = panes(self, &mut brush, &mut line);
        let mut last = 0;
        let cursor = over(self, &mut brush, &mut line, &mut last);
        self.line = line;
        self.overlay_last = last;
        if let Some((lines, height)) = lines {
            self.dossier_lines = lines.saturating_sub(height);
            self.dossier_scroll = self.dossier_scroll.min(self.dossier_lines);
        }
        cursor
    }
}

/// Paints a pane from the screen alone.
type Paint = fn(&Screen, &mut Brush<'_>, Rect, &mut String);

/// The panes that have no view state of their own.
const SIDES: [(Pane, Paint); 7] = [
    (Pane::Warnings, warnings::pane),
    (Pane::Teams, roster::pane),
    (Pane::Deadlines, deadlines::pane),
    (Pane::Waiting, waiting::paint),
    (Pane::Leader, leader::paint),
    (Pane::Log, leader::log),
    (Pane::Screens, director::screens),
];

/// Paints the panes; returns the lines of the dossier and the height of its pane.
fn panes(screen: &Screen, brush: &mut Brush<'_>, line: &mut String) -> Option<(u16, u16)> {
    let areas = &screen.areas;
    if let Some(area) = areas.get(Pane::Divider) {
        brush.divider(area);
    }
    if let Some(area) = areas.get(Pane::Rule) {
        match screen.page.listing() {
            Some(listing) => list::rule(screen, listing, brush, area, line),
            None if screen.page == Page::Figures => figures::rule(screen, brush, area, line),
            None => incidents::paint_rule(screen, brush, area, line),
        }
    }
    if let Some(area) = areas.get(Pane::Rule2) {
        incidents::paint_rule_below(screen, brush, area, line);
    }
    if let Some(area) = areas.get(Pane::Status) {
        let area = band::beside(screen, brush, area);
        status::paint(screen, brush, area, line);
    }
    if let Some(area) = areas.get(Pane::Incidents) {
        incidents::paint(screen, brush, area, line);
    }
    for pane in [Pane::Rule3, Pane::Rule4] {
        if let Some(area) = areas.get(pane) {
            brush.rule(area);
        }
    }
    let listed = screen.page.listing().map(|listing| (listing, list::pane_of(listing)));
    if let Some((listing, pane)) = listed
        && let Some(area) = areas.get(pane)
    {
        list::paint(screen, listing, brush, area, line);
    }
    for (pane, paint) in SIDES {
        if let Some(area) = areas.get(pane).filter(|_| listed.is_none_or(|(_, shown)| shown != pane)) {
            paint(screen, brush, area, line);
        }
    }
    if let Some(area) = areas.get(Pane::Journal) {
        journal::paint(screen, brush, area, line);
    }
    if let Some(area) = areas.get(Pane::Figures) {
        figures::paint(screen, brush, area, line);
    }
    if let Some(area) = areas.get(Pane::Foot) {
        bar::foot(screen, brush, area, line);
    }
    areas.get(Pane::Dossier).map(|area| (dossier::paint(screen, brush, area, line), area.height))
}

/// Paints what lies over the panes: an overlay or a box, and the command bar with its cursor.
///
/// `last` becomes the last line that an overlay scrolls to.
fn over(screen: &Screen, brush: &mut Brush<'_>, line: &mut String, last: &mut u16) -> Option<Position> {
    let cursor = screen.areas.get(Pane::Bar).and_then(|area| bar::paint(screen, brush, area, line));
    let below = Rect {
        y: screen.areas.get(Pane::Status).map_or(0, Rect::bottom),
        ..Rect::new(0, 0, screen.size.0, screen.size.1)
    };
    if screen.link == Link::Lost {
        lost::paint(screen, brush, line);
    }
    let above_bar = screen.areas.get(Pane::Bar).map_or(screen.size.1, |area| area.y);
    let room = Rect { height: above_bar.saturating_sub(below.y), ..below };
    if screen.is_real() {
        real::paint(screen, brush, room, line);
    }
    band::paint(screen, brush, line);
    match &screen.mode {
        Mode::Keys | Mode::Filter(_) => cursor,
        Mode::Bar(typed) => {
            bar::verbs(typed, brush, room, line);
            bar::above(screen, typed, brush, room);
            cursor
        }
        Mode::Help { scroll } => {
            *last = overlay::help(screen, brush, room, *scroll, line);
            None
        }
        Mode::Why { scroll } => {
            *last = overlay::why(screen, brush, room, *scroll, line);
            None
        }
        Mode::Told { scroll } => {
            *last = overlay::told(screen, brush, room, *scroll, line);
            None
        }
        Mode::Bytes { input, scroll } => {
            *last = overlay::bytes(screen, brush, room, (*input, *scroll), line);
            None
        }
        Mode::Form(form) => form::paint(screen, form, brush, room, line),
        Mode::Slip(slip) => slip::paint(screen, slip, brush, room, line),
        Mode::Challenge(challenge) => ask::paint(screen, challenge, brush, room, line),
    }
}
