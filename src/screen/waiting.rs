//! What waits for the officer of this screen (待我办).
//!
//! Decides: whom a thing concerns. Must not know: how it is signed.

use crate::language::Word;
use crate::operations::reference::Role;
use crate::operations::snapshot::Waiting;
use crate::screen::form::sign;
use crate::screen::layout::{Layout, Page, Pane, REMOTE};
use crate::screen::state::{Mode, Screen};
use crate::screen::theme::Scope;
use crate::units::IncidentId;
use std::time::{Duration, Instant as Moment};

/// A leader's terminal below this many columns gets the layout for a small one.
const REMOTE_BELOW: u16 = 120;

/// How long a box may wait for the text that is signed in it; longer, and why it is missing is said.
const OPENS_WITHIN: Duration = Duration::from_secs(5);

/// A box that opens when the desk has told what stands in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Awaited {
    waiting: Waiting,
    asked: Moment,
}

impl Screen {
    /// Returns what waits for the officer of this session, in the desk's order; never what they made themselves.
    pub fn waiting(&self) -> impl Iterator<Item = &Waiting> {
        let role = self.session.role;
        let waiting = self.snapshot.iter().flat_map(|snapshot| &snapshot.waiting);
        waiting.filter(move |it| concerns(role, &self.lists.officer, it))
    }

    /// Gives a leader who attached by code, without a layout of their own, the layout for a small terminal.
    ///
    /// The command of a leader's key has no menu: it is `dutydesk attach --officer L1` and nothing else.
    pub(crate) fn choose_layout(&mut self, role: Role) {
        let begins = self.session.name.is_empty() && self.options.layout.is_none();
        let attached = !self.options.officer.is_empty();
        if begins && attached && role == Role::Leader && self.size.0 < REMOTE_BELOW
            // The built-in layout is read by a test; one that is not readable leaves the desk's.
            && let Ok(layout) = Layout::parse(REMOTE)
        {
            self.layout = layout;
            self.solve();
        }
    }

    /// Returns whether a digit opens something that waits: on a screen that numbers them, as many as there are.
    pub(crate) fn opens_waiting(&self, number: usize) -> bool {
        self.page == Page::Incidents
            && self.areas.get(Pane::Waiting).is_some()
            && number <= self.waiting().count()
    }

    /// Opens the box of a number, from one: its incident is selected; what the box shows may come a moment later.
    pub(crate) fn open_waiting(&mut self, number: usize, now: Moment) {
        let waiting = number.checked_sub(1).and_then(|at| self.waiting().nth(at)).copied();
        let Some(waiting) = waiting else { return };
        let incident = incident_of(&waiting);
        if self.view(incident).is_none() {
            return self.say_about(incident, Word::NoSuchIncident, Scope::Refused, now);
        }
        self.select(Some(incident));
        self.list.reveal();
        self.awaited = Some(Awaited { waiting, asked: now });
        self.open_awaited(now);
    }

    /// Opens what a digit asked for as soon as it can be read; a key pressed meanwhile takes the wish back.
    pub(crate) fn open_awaited(&mut self, now: Moment) {
        let Some(Awaited { waiting, asked }) = self.awaited else { return };
        if self.list.selected != Some(incident_of(&waiting)) || !matches!(self.mode, Mode::Keys) {
            self.awaited = None;
            return;
        }
        let late = now.saturating_duration_since(asked) >= OPENS_WITHIN;
        match sign::open_one(self, &waiting) {
            Err(Word::LoadingDossier | Word::SignTextMissing) if !late => {}
            opened => {
                self.awaited = None;
                self.open_form(opened, now);
            }
        }
    }
}

/// Returns the incident that a thing is about.
pub(crate) const fn incident_of(waiting: &Waiting) -> IncidentId {
    waiting.incident()
}

fn concerns(role: Role, officer: &str, waiting: &Waiting) -> bool {
    match (role, waiting) {
        (Role::Leader | Role::Finance, Waiting::Post { maker, .. }) => !maker.eq_ignore_ascii_case(officer),
        (Role::Leader, Waiting::Report { .. } | Waiting::Level { .. }) => true,
        (_, Waiting::Countersign { who, .. }) => who.eq_ignore_ascii_case(officer),
        (Role::Leader | Role::Finance, Waiting::Review { not, .. }) => {
            !not.iter().any(|code| code.eq_ignore_ascii_case(officer))
        }
        (
            Role::Officer
            | Role::Finance
            | Role::Insurer
            | Role::Expert
            | Role::Responder
            | Role::Observer
            | Role::Director,
            _,
        ) => false,
    }
}
