//! What keys do.

use crate::language::{Word, text};
use crate::limits::DOSSIER_MEMBERS_MAX;
use crate::operations::command::Draft;
use crate::operations::incident::Command;
use crate::operations::incident::view::Standing;
use crate::operations::line;
use crate::screen::bar::Bar;
use crate::screen::challenge::{Ask, CloseStep, Step};
use crate::screen::edit::Edit;
use crate::screen::form;
use crate::screen::keymap::{Deed, Found};
use crate::screen::layout::Page;
use crate::screen::request::{Link, Request};
use crate::screen::state::{ENTRIES_ROWS, Focus, Message, Mode, Screen};
use crate::screen::theme::{Scope, THEMES, Theme};
use crate::terminal::key::{Code, Key};
use crate::units::IncidentId;
use std::time::{Duration, Instant as Moment};

/// After the selection moved by itself, an act waits for the eye.
const EYE: Duration = Duration::from_millis(400);

/// Lines that a page key scrolls.
const PAGE_LINES: u16 = 10;

/// A direction of the cursor keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    Up(u16),
    Down(u16),
    First,
    Last,
}

impl Screen {
    /// Takes a key.
    pub fn key(&mut self, key: Key, now: Moment) {
        self.touched = Some(now);
        self.awaited = None;
        self.step_over_hearing(key);
        match &mut self.mode {
            Mode::Keys => self.key_to_deed(key, now),
            Mode::Bar(_) => self.key_to_bar(key, now),
            Mode::Filter(_) => self.key_to_filter(key),
            Mode::Challenge(_) => self.key_to_challenge(key, now),
            Mode::Form(_) => self.key_to_form(key, now),
            Mode::Slip(_) => self.key_to_slip(key, now),
            Mode::Help { .. } | Mode::Why { .. } => self.key_to_overlay(key, now),
        }
    }

    /// Takes a paste: text where a text is typed, nothing anywhere else.
    pub fn paste(&mut self, pasted: &str, now: Moment) {
        self.touched = Some(now);
        match &mut self.mode {
            Mode::Bar(bar) => bar.edit.insert(pasted),
            Mode::Filter(edit) => {
                edit.insert(pasted);
                self.refilter();
            }
            Mode::Challenge(challenge) => challenge.paste(pasted, now),
            Mode::Form(form) => form.paste(pasted, now),
            Mode::Slip(_) => self.paste_to_slip(pasted),
            Mode::Keys | Mode::Help { .. } | Mode::Why { .. } => {}
        }
    }

    /// Returns whether a deed does anything on the screen as it stands; the help shows what works here.
    pub fn works(&self, deed: Deed) -> bool {
        let view = self.selected_view();
        let open = view.is_some_and(|view| !matches!(view.standing, Standing::Closed { .. }));
        match deed {
            Deed::Acknowledge => {
                view.is_some_and(|view| matches!(view.standing, Standing::Unacknowledged { .. }))
            }
            Deed::NextLifeRisk => {
                self.snapshot.as_ref().is_some_and(|snapshot| snapshot.status.next.is_some())
            }
            Deed::Close
            | Deed::Call
            | Deed::CallOther
            | Deed::Verify
            | Deed::People
            | Deed::Scene
            | Deed::Brief
            | Deed::Dispatch
            | Deed::Order
            | Deed::Level => open,
            Deed::Evacuate | Deed::Team => {
                let teams = self.dossier.iter().flat_map(|dossier| &dossier.dispatches);
                teams.into_iter().any(|order| order.status.is_bound())
            }
            Deed::Step => {
                let plan = self.dossier.as_ref().and_then(|dossier| dossier.plan.as_ref());
                plan.is_some_and(|plan| plan.runs && plan.steps.iter().any(|step| step.done.is_none()))
            }
            Deed::Report => self.dossier.as_ref().is_some_and(|dossier| {
                dossier.form.is_some() || !dossier.reports.is_empty()
            }),
            Deed::Sign => self.snapshot.as_ref().is_some_and(|snapshot| !snapshot.waiting.is_empty()),
            Deed::Money => self.dossier.as_deref().is_some_and(form::money::has_its_time),
            Deed::Relay => self.page == Page::Warnings,
            Deed::Reopen => view.is_some() && !open,
            Deed::Why | Deed::Detail => view.is_some(),
            Deed::Silence => self.sound.sounds(),
            Deed::Back => {
                self.page != Page::Incidents || !self.filter.is_empty() || self.focus == Focus::Dossier
            }
            Deed::SignOn => !self.session.proved,
            Deed::PageIncidents
            | Deed::PageWarnings
            | Deed::PageRoster
            | Deed::PageInsurers
            | Deed::PagePool
            | Deed::PageDevices
            | Deed::PageDeadlines
            | Deed::PageNext
            | Deed::PagePrevious
            | Deed::PageJournal => self.page_of(deed) != Some(self.page),
            Deed::Note
            | Deed::Intake
            | Deed::Up
            | Deed::Down
            | Deed::PageUp
            | Deed::PageDown
            | Deed::First
            | Deed::Last
            | Deed::Focus
            | Deed::Filter
            | Deed::Bar
            | Deed::Language
            | Deed::Theme
            | Deed::Repaint
            | Deed::Help
            | Deed::Quit => true,
        }
    }

    fn key_to_deed(&mut self, key: Key, now: Moment) {
        match self.keymap.follow(self.node, key) {
            Found::More(node) => self.node = node,
            Found::Deed(deed) => {
                self.node = 0;
                self.deed(deed, now);
            }
            Found::Nothing => {
                self.node = 0;
                self.say(Word::UnknownKey, Scope::Dim, now);
            }
        }
    }

    pub(crate) fn deed(&mut self, deed: Deed, now: Moment) {
        match deed {
            Deed::Acknowledge => self.acknowledge(now),
            Deed::NextLifeRisk => self.next_life_risk(now),
            Deed::Call => self.call_next(now),
            Deed::CallOther => self.open_form(form::call::open(self), now),
            Deed::Verify => self.open_form(form::verify::open(self), now),
            Deed::People => self.open_form(form::people::open(self), now),
            Deed::Scene => self.open_form(form::scene::open(self), now),
            Deed::Brief => self.brief(now),
            Deed::Dispatch => self.open_form(form::dispatch::open(self), now),
            Deed::Evacuate => self.open_form(form::evacuate::open(self), now),
            Deed::Team => self.open_form(form::team::open(self), now),
            Deed::Step => self.open_form(form::step::open(self), now),
            Deed::Order => self.open_form(form::order::open(self), now),
            Deed::Report => self.open_form(form::report::open(self), now),
            Deed::Sign => self.sign_next(now),
            Deed::Level => self.open_form(form::level::open(self), now),
            Deed::Money => self.open_form(form::money::open(self), now),
            Deed::Relay => self.open_form(form::relay::open(self), now),
            Deed::Intake => self.open_form(Ok(form::intake::open(self)), now),
            Deed::Note => self.open(Ask::Note { incident: self.list.selected }, now),
            Deed::Close => self.close(now),
            Deed::Reopen => self.reopen(now),
            Deed::Why if self.list.selected.is_some() => self.mode = Mode::Why { scroll: 0 },
            Deed::Why => self.say(Word::NothingSelected, Scope::Message, now),
            Deed::Silence => {
                let word = if self.sound.silence() { Word::Silenced } else { Word::NothingSounds };
                self.say(word, Scope::Message, now);
            }
            Deed::Up => self.cursor(Move::Up(1)),
            Deed::Down => self.cursor(Move::Down(1)),
            Deed::PageUp => self.cursor(Move::Up(PAGE_LINES)),
            Deed::PageDown => self.cursor(Move::Down(PAGE_LINES)),
            Deed::First => self.cursor(Move::First),
            Deed::Last => self.cursor(Move::Last),
            Deed::Detail => self.detail(now),
            Deed::Back => self.back(),
            Deed::Focus => self.focus = if self.focus == Focus::List { Focus::Dossier } else { Focus::List },
            Deed::PageIncidents
            | Deed::PageWarnings
            | Deed::PageRoster
            | Deed::PageInsurers
            | Deed::PagePool
            | Deed::PageDevices
            | Deed::PageDeadlines
            | Deed::PageNext
            | Deed::PagePrevious
            | Deed::PageJournal => self.page_key(deed, now),
            Deed::Filter => self.mode = Mode::Filter(Edit::new(self.narrowed_by())),
            Deed::Bar => self.mode = Mode::Bar(Bar::default()),
            Deed::SignOn => self.open(Ask::Officer { then_close: None }, now),
            Deed::Language => self.lang = self.lang.other(),
            Deed::Theme => self.next_theme(),
            Deed::Repaint => self.requests.push(Request::Repaint),
            Deed::Help => self.mode = Mode::Help { scroll: 0 },
            Deed::Quit => self.quit(now),
        }
    }

    fn acknowledge(&mut self, now: Moment) {
        // Nobody acknowledges what is not on the screen.
        if self.page.listing().is_some() {
            self.turn(Page::Incidents);
            self.jumped = Some(now);
        }
        let Some(view) = self.selected_view() else {
            self.say(Word::NothingToAck, Scope::Message, now);
            return;
        };
        let id = view.id;
        if self.jumped.is_some_and(|at| now.saturating_duration_since(at) < EYE) {
            self.say_about(id, Word::JustAppeared, Scope::Refused, now);
            return;
        }
        match view.standing {
            Standing::Unacknowledged { .. } => {
                self.act(Draft::Incident(Command::Acknowledge { incident: id }), self.seen(Some(id)), now);
            }
            Standing::Acknowledged { .. } => self.point_to_next(id, Word::AlreadyAcked, now),
            Standing::Closed { .. } => self.point_to_next(id, Word::IsClosed, now),
        }
    }

    /// Says why nothing was done, and where the fire is.
    fn point_to_next(&mut self, id: IncidentId, word: Word, now: Moment) {
        let next = self.snapshot.as_ref().and_then(|snapshot| snapshot.status.next);
        let mut said = format!("#{id} {}", text(self.lang, word));
        if let Some(next) = next.filter(|next| *next != id) {
            said.push_str("; ");
            said.push_str(text(self.lang, Word::PressNext));
            said.push_str(" #");
            said.push_str(&next.to_string());
        }
        self.message = Some(Message { text: said, scope: Scope::Message, at: Some(now) });
    }

    /// Goes to the most urgent one; pressed again there, to the one after it.
    fn next_life_risk(&mut self, now: Moment) {
        let Some(snapshot) = &self.snapshot else { return };
        let mut waiting = snapshot
            .incidents
            .iter()
            .filter(|view| view.life_risk && matches!(view.standing, Standing::Unacknowledged { .. }));
        let first = waiting.clone().next().map(|view| view.id).or(snapshot.status.next);
        let after = waiting
            .by_ref()
            .skip_while(|view| Some(view.id) != self.list.selected)
            .nth(1)
            .map(|view| view.id);
        let Some(next) = after.or(first) else {
            self.say(Word::NoNext, Scope::Message, now);
            return;
        };
        self.filter.clear();
        self.list.refresh(self.snapshot.as_deref(), "");
        self.select(Some(next));
        self.list.reveal();
        self.turn(Page::Incidents);
    }

    fn close(&mut self, now: Moment) {
        let Some(view) = self.selected_view() else {
            self.say(Word::NothingSelected, Scope::Message, now);
            return;
        };
        let id = view.id;
        match view.standing {
            Standing::Closed { .. } => self.say_about(id, Word::IsClosed, Scope::Message, now),
            // Asked first: a close that was typed to its end and then refused for want of a passphrase is lost time.
            Standing::Unacknowledged { .. } | Standing::Acknowledged { .. } if !self.session.proved => {
                self.open(Ask::Officer { then_close: Some(id) }, now);
            }
            Standing::Unacknowledged { .. } | Standing::Acknowledged { .. } => {
                self.open(Ask::Close { incident: id, step: CloseStep::How }, now);
            }
        }
    }

    fn reopen(&mut self, now: Moment) {
        let Some(view) = self.selected_view() else {
            self.say(Word::NothingSelected, Scope::Message, now);
            return;
        };
        let id = view.id;
        match view.standing {
            Standing::Closed { .. } if !self.session.proved => {
                self.say(Word::NeedsSignOn, Scope::Refused, now);
            }
            Standing::Closed { .. } => self.open(Ask::Reopen { incident: id }, now),
            Standing::Unacknowledged { .. } | Standing::Acknowledged { .. } => {
                self.say_about(id, Word::IsOpen, Scope::Message, now);
            }
        }
    }

    fn quit(&mut self, now: Moment) {
        if (self.unfinished() == 0 && self.waiting().next().is_none()) || self.link != Link::Up {
            self.requests.push(Request::Quit);
        } else {
            self.open(Ask::Quit, now);
        }
    }

    /// Counts what is unfinished: unacknowledged incidents, and commands without an answer.
    pub(crate) fn unfinished(&self) -> usize {
        let waiting = self.snapshot.as_ref().map_or(0, |snapshot| snapshot.status.unacknowledged as usize);
        waiting + self.pending.len()
    }

    fn cursor(&mut self, step: Move) {
        if let Some(listing) = self.page.listing() {
            return self.list_cursor(listing, step);
        }
        match (self.page, self.focus) {
            (Page::Journal, _) => {
                if let Some(before) = self.journal.cursor(step) {
                    self.requests.push(Request::Entries {
                        incident: None,
                        before: Some(before),
                        rows: ENTRIES_ROWS,
                    });
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

    fn detail(&mut self, now: Moment) {
        if let Some(listing) = self.page.listing() {
            return self.open_row(listing, now);
        }
        if self.page == Page::Journal {
            self.journal.open = !self.journal.open;
        } else {
            self.focus = Focus::Dossier;
            self.turn(Page::Detail);
        }
    }

    fn back(&mut self) {
        if self.widen() {
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

    fn next_theme(&mut self) {
        self.theme_index = (self.theme_index + 1) % THEMES.len();
        // The built-in themes are read by a test; one that is not readable leaves the colours as they are.
        if let Ok(theme) = Theme::parse(THEMES[self.theme_index].1) {
            self.theme = theme;
        }
    }

    fn key_to_bar(&mut self, key: Key, now: Moment) {
        let Mode::Bar(bar) = &mut self.mode else { return };
        match key.code {
            Code::Escape => self.mode = Mode::Keys,
            Code::Backspace if bar.edit.text().is_empty() => self.mode = Mode::Keys,
            Code::Enter => {
                let typed = bar.edit.text().trim().to_owned();
                self.enter_line(&typed, now);
            }
            _ => bar.key(key, &self.history, self.lang),
        }
    }

    /// A number alone goes to that incident; a line that is wrong stays to be corrected.
    fn enter_line(&mut self, typed: &str, now: Moment) {
        if typed.is_empty() {
            self.mode = Mode::Keys;
            return;
        }
        self.history.push(typed);
        if let Some(id) = line::number(typed) {
            if self.view(id).is_some() {
                self.mode = Mode::Keys;
                self.select(Some(id));
                self.list.reveal();
                self.turn(Page::Incidents);
            } else {
                self.say_about(id, Word::NoSuchIncident, Scope::Refused, now);
            }
            return;
        }
        match line::parse(typed, self.list.selected) {
            Ok(draft) => {
                let incident = draft.incident();
                self.mode = Mode::Keys;
                self.act(draft, self.seen(incident), now);
            }
            Err(error) => {
                let mut said = String::new();
                crate::language::answer::line_error(self.lang, &error, &mut said);
                self.message = Some(Message { text: said, scope: Scope::Refused, at: Some(now) });
            }
        }
    }

    fn key_to_challenge(&mut self, key: Key, now: Moment) {
        let Mode::Challenge(challenge) = &mut self.mode else { return };
        let seen = challenge.seen;
        match challenge.key(key, self.lang, now) {
            Step::Stay => {}
            Step::Cancel => self.mode = Mode::Keys,
            Step::Act(draft) => {
                self.mode = Mode::Keys;
                self.act(draft, seen, now);
            }
            Step::Prove { officer, passphrase, then_close } => {
                self.mode = Mode::Keys;
                self.then_close = then_close;
                self.proving = Some(officer.clone());
                self.requests.push(Request::Passphrase { officer, passphrase });
            }
            Step::Quit => self.requests.push(Request::Quit),
        }
    }

    /// Life goes on under an overlay: the acts of a fire work there too.
    fn key_to_overlay(&mut self, key: Key, now: Moment) {
        let step = match self.keymap.follow(0, key) {
            Found::Deed(Deed::Up) => Move::Up(1),
            Found::Deed(Deed::Down) => Move::Down(1),
            Found::Deed(Deed::PageUp) => Move::Up(PAGE_LINES),
            Found::Deed(Deed::PageDown) => Move::Down(PAGE_LINES),
            Found::Deed(Deed::First) => Move::First,
            Found::Deed(Deed::Last) => Move::Last,
            Found::Deed(deed @ (Deed::NextLifeRisk | Deed::Silence | Deed::Language)) => {
                if deed == Deed::NextLifeRisk {
                    self.mode = Mode::Keys;
                }
                return self.deed(deed, now);
            }
            Found::Deed(_) | Found::More(_) | Found::Nothing => {
                self.mode = Mode::Keys;
                return;
            }
        };
        if let Mode::Help { scroll } | Mode::Why { scroll } = &mut self.mode {
            *scroll = scrolled(*scroll, self.overlay_last, step);
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
