//! The pages of long lists: where the cursor stands, what was typed to narrow one, which window was fetched.
//!
//! Invariants:
//! - the cursor stays on its row by the row's identity, and on its line of the terminal, whatever comes above it; only what comes
//!   above the first row is shown;
//! - of each list one window is held; what lies outside it is fetched, never guessed.

use crate::limits::WINDOW_ROWS_MAX;
use crate::operations::listing::{
    Listing, PageLook, RowId, Rows, Window, devices, handover, health, insurers, pool, roster,
};
use crate::screen::deed::Move;
use crate::screen::form;
use crate::screen::keymap::Turn;
use crate::screen::layout::Page;
use crate::screen::request::Request;
use crate::screen::state::{Mode, Screen};
use crate::screen::theme::Scope;
use crate::terminal::key::{Code, Key};
use crate::text::bounded;
use crate::units::{IncidentId, InputNumber, Span};
use std::time::Instant as Moment;

/// The lists, and who looks at them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lists {
    views: [View; Listing::ALL.len()],
    /// The officer's code, as the desk has it.
    pub(crate) officer: String,
    /// How long the last frame took to a terminal far away and back.
    pub(crate) delay: Option<Span>,
}

/// One list as a screen looks at it.
#[derive(Clone, Debug, Default)]
pub(crate) struct View {
    /// What was typed to narrow it.
    pub(crate) filter: String,
    /// The row of the cursor, counted from the first that the filter lets through.
    pub(crate) cursor: u32,
    /// The first row on the terminal.
    pub(crate) top: u32,
    /// Whether the row under the cursor shows more of itself.
    pub(crate) open: bool,
    /// The newest window.
    pub(crate) window: Option<Box<Window>>,
    selected: Option<RowId>,
    first_row: u32,
    visible: u32,
}

/// What a row leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opens {
    Incident(IncidentId),
    /// The devices of the site that a policy of this place insures.
    Devices,
    /// The bytes of a refused message.
    Bytes(InputNumber),
    Itself,
}

impl Lists {
    /// Makes the lists of an officer, as the session claims to be.
    pub(crate) fn of_officer(officer: &str) -> Self {
        Self { officer: officer.to_owned(), ..Self::default() }
    }

    /// Returns a list.
    pub(crate) const fn of(&self, listing: Listing) -> &View {
        &self.views[listing as usize]
    }

    /// Forgets a list: who sits here may not see it any more.
    pub(crate) fn forget(&mut self, listing: Listing) {
        self.views[listing as usize] = View::default();
    }

    /// Fits a list to so many lines: the row of the cursor is on screen.
    pub(crate) fn fit(&mut self, listing: Listing, visible: u16) {
        let view = &mut self.views[listing as usize];
        view.visible = u32::from(visible.max(1));
        let lowest = view.cursor.saturating_sub(view.visible - 1);
        view.top = view.top.clamp(lowest, view.cursor.max(lowest));
        // A list that ends before the screen does hides nothing above it.
        if let Some(window) = &view.window {
            view.top = view.top.min(window.total.saturating_sub(view.visible));
        }
    }
}

impl View {
    fn total(&self) -> u32 {
        self.window.as_ref().map_or(0, |window| window.total)
    }

    /// Returns the place of a row in the window, when the window holds it.
    pub(crate) fn place(&self, row: u32) -> Option<usize> {
        let window = self.window.as_ref()?;
        let at = row.checked_sub(window.look.first_row)? as usize;
        (at < window.rows.len()).then_some(at)
    }

    fn identify(&mut self) {
        let at = self.place(self.cursor);
        self.selected = at.zip(self.window.as_ref()).and_then(|(at, window)| window.rows.id(at));
    }

    /// Takes a window; the cursor follows its own row, which may be another one than the desk was asked to follow.
    ///
    /// Returns whether it was taken. One that follows another row and does not hold this one says nothing of it: the desk
    /// is to be asked for this one first.
    fn take(&mut self, window: Box<Window>) -> bool {
        let before = self.cursor;
        let last = window.total.saturating_sub(1);
        let follows = window.look.selected == self.selected;
        let is_whole = window.rows.len() as u64 == u64::from(window.total);
        let row = match self.selected {
            None => Some(before),
            Some(id) => place_in(&window, id).or_else(|| window.at.filter(|_| follows)),
        };
        let row = match row {
            Some(row) => row,
            None if follows || is_whole => self.beside(&window).unwrap_or(before),
            None => return false,
        };
        self.cursor = row.min(last);
        // Who stands on the first row sees what comes above it; any other row keeps its line.
        if before > 0 {
            self.top = (self.top + self.cursor).saturating_sub(before);
        }
        self.window = Some(window);
        self.identify();
        true
    }

    /// Returns the row that stood next to the cursor's and is still there: the one below it, else the one above.
    fn beside(&self, window: &Window) -> Option<u32> {
        let (at, held) = (self.place(self.cursor)?, self.window.as_ref()?);
        let below = at + 1..held.rows.len();
        below.chain((0..at).rev()).find_map(|at| place_in(window, held.rows.id(at)?))
    }

    /// Moves the cursor; returns whether another window is wanted.
    fn step(&mut self, step: Move) -> bool {
        let last = self.total().saturating_sub(1);
        self.cursor = match step {
            Move::Up(lines) => self.cursor.saturating_sub(u32::from(lines)),
            Move::Down(lines) => (self.cursor + u32::from(lines)).min(last),
            Move::First => 0,
            Move::Last => last,
        };
        self.identify();
        let near = self.cursor.saturating_sub(self.visible)..=(self.cursor + self.visible).min(last);
        let held = self.place(*near.start()).is_some() && self.place(*near.end()).is_some();
        if !held {
            self.first_row = self.cursor.saturating_sub(WINDOW_ROWS_MAX as u32 / 2);
        }
        !held
    }
}

/// Returns the row that something has in its list, when the window holds it.
fn place_in(window: &Window, id: RowId) -> Option<u32> {
    let at = (0..window.rows.len()).find(|at| window.rows.id(*at) == Some(id))?;
    Some(window.look.first_row + at as u32)
}

impl Screen {
    /// Takes a window of a list; one that was narrowed in another way is late and ignored.
    pub fn listed(&mut self, window: Box<Window>) {
        let view = &mut self.lists.views[window.look.page as usize];
        if window.look.filter == bounded::<48>(&view.filter) {
            let is_script = window.look.page == Listing::Drill;
            if !view.take(window) {
                return self.look_at_page();
            }
            if view.place(view.cursor).is_none() && view.total() > 0 {
                view.first_row = view.cursor.saturating_sub(WINDOW_ROWS_MAX as u32 / 2);
                self.look_at_page();
            }
            if is_script {
                self.ask_texts();
            }
        }
    }

    /// Takes who the session is, by the code of the registry.
    pub fn officer(&mut self, code: &str) {
        crate::text::clean(code).as_ref().clone_into(&mut self.lists.officer);
    }

    /// Takes how long the last frame took to a terminal far away and back.
    pub const fn delay(&mut self, delay: Span) {
        self.lists.delay = Some(delay);
    }

    /// Returns the window that the screen looks at; none on a page that is no list.
    pub(crate) fn page_look(&self) -> Option<PageLook> {
        let page = if self.seeks_site { Listing::Sites } else { self.page.listing()? };
        let view = self.lists.of(page);
        Some(PageLook {
            page,
            filter: bounded(&view.filter),
            first_row: view.first_row,
            rows: WINDOW_ROWS_MAX as u16,
            selected: view.selected,
            incident: self.list.selected,
        })
    }

    /// Looks up the site that is typed in the box of a call that comes in, and ends that when it is no longer.
    pub(crate) fn seek_site(&mut self) {
        let typed = match &self.mode {
            Mode::Form(form) => form::intake::site_typed(form).map(str::to_owned),
            Mode::Keys
            | Mode::Bar(_)
            | Mode::Filter(_)
            | Mode::Challenge(_)
            | Mode::Slip(_)
            | Mode::Help { .. }
            | Mode::Why { .. }
            | Mode::Told { .. }
            | Mode::Bytes { .. } => None,
        };
        let before = std::mem::replace(&mut self.seeks_site, typed.is_some());
        let view = &mut self.lists.views[Listing::Sites as usize];
        match typed {
            Some(typed) if !before || view.filter != typed => {
                *view = View { filter: typed, visible: 1, ..View::default() };
                self.look_at_page();
            }
            None if before => self.look_at_page(),
            Some(_) | None => {}
        }
    }

    /// Moves the cursor of a list.
    pub(crate) fn list_cursor(&mut self, listing: Listing, step: Move) {
        if self.lists.views[listing as usize].step(step) {
            self.look_at_page();
        }
        self.aim();
    }

    /// Selects the incident that the row under the cursor is about: a key that acts means what it stands on.
    ///
    /// Returns the incident, when another one was selected.
    pub(crate) fn aim(&mut self) -> Option<IncidentId> {
        let view = self.lists.of(self.page.listing()?);
        let (at, window) = (view.place(view.cursor)?, view.window.as_ref()?);
        let Opens::Incident(incident) = opens(&window.rows, at) else { return None };
        if self.list.selected == Some(incident) || self.view(incident).is_none() {
            return None;
        }
        self.select(Some(incident));
        Some(incident)
    }

    /// Returns the feed under the cursor that is not heard and that nobody knows of, by its code.
    pub(crate) fn deaf_feed(&self) -> Option<crate::text::Text<32>> {
        let view = self.lists.of(self.page.listing().filter(|listing| *listing == Listing::Health)?);
        let Rows::Health(rows) = &view.window.as_ref()?.rows else { return None };
        match rows.get(view.place(view.cursor)?)? {
            health::Line::Feed(feed) => Some(feed.code).filter(|_| feed.sounds()),
            health::Line::Refused(_) | health::Line::Stranger(_) => None,
        }
    }

    /// Asks for what is looked at, without asking for the log again.
    pub(crate) fn look_at_page(&mut self) {
        let look = self.looked_at();
        self.requests.push(Request::Look(look));
    }

    /// Does what a page key says: on a screen where things wait for its officer, their digits open them.
    pub(crate) fn page_key(&mut self, turn: Turn, now: Moment) {
        let page = self.page_of(turn);
        let number = tab_of(turn).and_then(|tab| Page::TABS.iter().position(|it| *it == tab));
        if let Some(number) = number
            && self.opens_waiting(number + 1)
        {
            self.open_waiting(number + 1, now);
            return;
        }
        if page == Page::Director && self.is_no_drill(now) {
            return;
        }
        self.turn(page);
        if matches!(page, Page::Journal | Page::Handover | Page::Director) {
            self.ask_newest_entries();
        }
        if page == Page::Figures {
            self.ask_figures();
        }
    }

    /// Returns the page that a key turns to.
    pub(crate) fn page_of(&self, turn: Turn) -> Page {
        let tabs = Page::TABS;
        let here = if self.page == Page::Detail { Page::Incidents } else { self.page };
        let at = tabs.iter().position(|tab| *tab == here).unwrap_or(0);
        let step = if turn == Turn::Previous { tabs.len() - 1 } else { 1 };
        tab_of(turn).unwrap_or(tabs[(at + step) % tabs.len()])
    }

    /// Takes a key while a filter is typed.
    pub(crate) fn key_to_filter(&mut self, key: Key) {
        if self.page == Page::Journal {
            return self.key_to_search(key);
        }
        let Mode::Filter(edit) = &mut self.mode else { return };
        match key.code {
            Code::Escape if self.page.listing().is_some() => {
                self.widen();
                self.mode = Mode::Keys;
            }
            Code::Escape => {
                self.filter.clear();
                self.mode = Mode::Keys;
                self.list.refresh(self.snapshot.as_deref(), "");
            }
            Code::Enter => self.mode = Mode::Keys,
            _ => {
                edit.key(key);
                self.refilter();
            }
        }
    }

    /// Narrows what is shown by what is typed.
    pub(crate) fn refilter(&mut self) {
        if self.page == Page::Journal {
            return;
        }
        if let Mode::Filter(edit) = &self.mode {
            let typed = edit.text().trim().to_lowercase();
            if self.narrow(&typed) {
                return;
            }
            self.filter = typed;
        }
        self.list.refresh(self.snapshot.as_deref(), &self.filter);
        let visible = self.list.selected.is_some_and(|id| self.list.holds(id));
        if let (false, Some(snapshot)) = (visible, &self.snapshot)
            && let Some(first) = self.list.first(snapshot)
        {
            self.select(Some(first));
        }
        self.list.reveal();
    }

    /// Narrows the list that is shown; returns whether one is.
    pub(crate) fn narrow(&mut self, typed: &str) -> bool {
        let Some(listing) = self.page.listing() else { return false };
        let view = &mut self.lists.views[listing as usize];
        if view.filter != typed {
            *view = View { filter: typed.to_owned(), ..View::default() };
            self.look_at_page();
        }
        true
    }

    /// Returns what narrows the page that is shown.
    pub(crate) fn narrowed_by(&self) -> &str {
        if self.page == Page::Journal {
            return &self.journal.find;
        }
        self.page.listing().map_or(self.filter.as_str(), |listing| &self.lists.of(listing).filter)
    }

    /// Opens the row under the cursor: its incident, its site's devices, or more of itself.
    pub(crate) fn open_row(&mut self, listing: Listing, now: Moment) {
        let view = self.lists.of(listing);
        let (Some(at), Some(window)) = (view.place(view.cursor), &view.window) else { return };
        match opens(&window.rows, at) {
            Opens::Incident(incident) if self.view(incident).is_some() => {
                self.select(Some(incident));
                self.list.reveal();
                self.turn(Page::Detail);
            }
            Opens::Incident(incident) => {
                self.say_about(incident, crate::language::Word::NoSuchIncident, Scope::Refused, now);
            }
            Opens::Devices => {
                let site = site_of(&window.rows, at).to_owned();
                self.turn(Page::Devices);
                self.narrow(&site);
            }
            Opens::Bytes(input) => {
                self.mode = Mode::Bytes { input, scroll: 0 };
                self.look_at_page();
            }
            Opens::Itself => {
                let view = &mut self.lists.views[listing as usize];
                view.open = !view.open;
            }
        }
    }

    /// Takes back what narrows the list that is shown; returns whether something did.
    pub(crate) fn widen(&mut self) -> bool {
        let Some(listing) = self.page.listing() else { return false };
        !self.lists.of(listing).filter.is_empty() && self.narrow("")
    }
}

/// Returns the page that a key names; none for the one beside.
const fn tab_of(turn: Turn) -> Option<Page> {
    Some(match turn {
        Turn::Incidents => Page::Incidents,
        Turn::Warnings => Page::Warnings,
        Turn::Roster => Page::Roster,
        Turn::Insurers => Page::Insurers,
        Turn::Pool => Page::Pool,
        Turn::Devices => Page::Devices,
        Turn::Deadlines => Page::Deadlines,
        Turn::Journal => Page::Journal,
        Turn::Figures => Page::Figures,
        Turn::Health => Page::Health,
        Turn::Handover => Page::Handover,
        Turn::Director => Page::Director,
        Turn::Next | Turn::Previous => return None,
    })
}

fn opens(rows: &Rows, at: usize) -> Opens {
    let incident = match rows {
        Rows::Warnings(_) | Rows::Sites(_) | Rows::Drill(_) => None,
        Rows::Roster(rows) => match rows.get(at) {
            Some(roster::Row::Team(team)) => team.order.map(|order| order.incident),
            Some(roster::Row::Person(_)) | None => None,
        },
        Rows::Insurers(rows) => match rows.get(at) {
            Some(insurers::Row::Claim(claim)) => Some(claim.view.incident),
            Some(insurers::Row::Policy(_)) => return Opens::Devices,
            Some(insurers::Row::Insurer(_)) | None => None,
        },
        Rows::Pool(rows) => match rows.get(at) {
            Some(pool::Row::Reservation { view, .. }) => Some(view.incident),
            Some(pool::Row::Claim { view, .. }) => Some(view.incident),
            Some(pool::Row::Rescue { incident, .. }) => Some(*incident),
            Some(pool::Row::Ledger(_) | pool::Row::Payer { .. }) | None => None,
        },
        Rows::Devices(rows) => rows.get(at).and_then(devices::Line::device).and_then(|row| row.incident),
        Rows::Deadlines(rows) => rows.get(at).map(|row| row.owed.incident()),
        Rows::Health(rows) => match rows.get(at) {
            Some(health::Line::Refused(refused)) => return Opens::Bytes(refused.kept.input),
            Some(health::Line::Stranger(stranger)) => stranger.incident,
            Some(health::Line::Feed(_)) | None => None,
        },
        Rows::Handover(rows) => rows.get(at).and_then(handover::Row::incident),
    };
    incident.map_or(Opens::Itself, Opens::Incident)
}

fn site_of(rows: &Rows, at: usize) -> &str {
    match rows {
        Rows::Insurers(rows) => match rows.get(at) {
            Some(insurers::Row::Policy(policy)) => &policy.site,
            Some(insurers::Row::Insurer(_) | insurers::Row::Claim(_)) | None => "",
        },
        Rows::Warnings(_)
        | Rows::Roster(_)
        | Rows::Pool(_)
        | Rows::Devices(_)
        | Rows::Deadlines(_)
        | Rows::Sites(_)
        | Rows::Health(_)
        | Rows::Handover(_)
        | Rows::Drill(_) => "",
    }
}
