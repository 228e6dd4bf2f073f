//! Keys that only move the eye: the cursor, the dossier's lines, the pages, the theme.

use crate::language::Word;
use crate::limits::DOSSIER_MEMBERS_MAX;
use crate::screen::layout::Page;
use crate::screen::state::{Focus, Screen};
use crate::screen::theme::{Scope, THEMES, Theme};
use std::time::Instant as Moment;

/// A direction of the cursor keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    Up(u16),
    Down(u16),
    First,
    Last,
}

impl Screen {
    pub(super) fn cursor(&mut self, step: Move) {
        if let Some(listing) = self.page.listing() {
            return self.list_cursor(listing, step);
        }
        if self.page == Page::Figures {
            self.figures.scroll = scrolled(self.figures.scroll, self.figures.last, step);
            return;
        }
        match (self.page, self.focus) {
            (Page::Journal, _) => {
                if let Some(before) = self.journal.cursor(step) {
                    self.ask_entries(Some(before));
                }
            }
            (Page::Detail, _) | (_, Focus::Dossier) => self.scroll_dossier(step),
            (_, Focus::List) => {
                let chosen = self.list.step(self.snapshot.as_deref(), step);
                self.select(chosen);
                self.list.reveal();
            }
        }
    }

    /// Scrolls; at the end of what is there, the next window of the members is asked for.
    fn scroll_dossier(&mut self, step: Move) {
        let last = self.dossier_lines;
        let before = self.dossier_scroll;
        self.dossier_scroll = scrolled(before, last, step);
        let Some(dossier) = &self.dossier else { return };
        if self.window_awaited {
            return;
        }
        let shown_to = self.first_row as usize + dossier.members.len();
        match step {
            Move::Down(lines)
                if lines > 1 && before == last && (dossier.members_count as usize) > shown_to =>
            {
                self.window(shown_to as u32);
            }
            Move::Up(lines) if lines > 1 && before == 0 && self.first_row > 0 => {
                self.window(self.first_row.saturating_sub(DOSSIER_MEMBERS_MAX as u32));
            }
            Move::First if self.first_row > 0 => {
                self.window(0);
            }
            Move::Up(_) | Move::Down(_) | Move::First | Move::Last => {}
        }
    }

    fn window(&mut self, first_row: u32) {
        self.first_row = first_row;
        self.window_awaited = true;
        self.look();
    }

    pub(super) fn detail(&mut self, now: Moment) {
        if let Some(listing) = self.page.listing() {
            return self.open_row(listing, now);
        }
        if self.page == Page::Figures {
            self.ask_figures();
        } else if self.page == Page::Journal {
            self.journal.open = !self.journal.open;
        } else {
            self.focus = Focus::Dossier;
            self.turn(Page::Detail);
        }
    }

    /// Narrows the devices to those that are held, or widens them again.
    pub(super) fn show_held(&mut self, now: Moment) {
        if self.page != Page::Devices {
            return self.say(Word::SilenceNoDevice, Scope::Message, now);
        }
        let held = self.lang.pick("抑制", "held");
        let typed = if self.narrowed_by() == held { "" } else { held };
        self.narrow(typed);
    }

    pub(super) fn back(&mut self) {
        if self.widen() || (self.page == Page::Journal && self.search("")) {
            return;
        }
        if self.page == Page::Incidents && self.focus == Focus::List && !self.filter.is_empty() {
            self.filter.clear();
            self.list.refresh(self.snapshot.as_deref(), "");
        }
        self.focus = Focus::List;
        self.dossier_scroll = 0;
        self.message = None;
        self.turn(Page::Incidents);
    }

    pub(crate) fn turn(&mut self, page: Page) {
        if self.page != page {
            let listed = self.page.listing().is_some() || page.listing().is_some();
            self.page = page;
            self.solve();
            if listed {
                self.look_at_page();
            }
        }
        if page == Page::Incidents {
            self.focus = Focus::List;
        }
    }

    pub(super) fn next_theme(&mut self) {
        self.theme_index = (self.theme_index + 1) % THEMES.len();
        // The built-in themes are read by a test; one that is not readable leaves the colours as they are.
        if let Ok(theme) = Theme::parse(THEMES[self.theme_index].1) {
            self.theme = theme;
        }
    }
}

/// Returns where a step leads from a line.
pub(crate) const fn scrolled(from: u16, last: u16, step: Move) -> u16 {
    match step {
        Move::Up(lines) => from.saturating_sub(lines),
        Move::Down(lines) => {
            let to = from.saturating_add(lines);
            if to < last { to } else { last }
        }
        Move::First => 0,
        Move::Last => last,
    }
}
