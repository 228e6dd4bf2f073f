//! What waits for the officer of this screen (待我办).
//!
//! Decides: whom a thing concerns. Must not know: how it is signed.

use crate::operations::reference::Role;
use crate::operations::snapshot::Waiting;
use crate::screen::layout::{Layout, Page, Pane, REMOTE};
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::units::IncidentId;
use std::time::Instant as Moment;

/// A leader's terminal below this many columns gets the layout for a small one.
const REMOTE_BELOW: u16 = 120;

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

    /// Opens the thing of a number, from one: its incident is selected; returns what it is.
    pub fn open_waiting(&mut self, number: usize, now: Moment) -> Option<Waiting> {
        let waiting = *number.checked_sub(1).and_then(|at| self.waiting().nth(at))?;
        let incident = incident_of(&waiting);
        if self.view(incident).is_none() {
            self.say_about(incident, crate::language::Word::NoSuchIncident, Scope::Refused, now);
            return None;
        }
        self.select(Some(incident));
        self.list.reveal();
        Some(waiting)
    }
}

/// Returns the incident that a thing is about.
pub(crate) const fn incident_of(waiting: &Waiting) -> IncidentId {
    match waiting {
        Waiting::Report { incident, .. }
        | Waiting::Level { incident, .. }
        | Waiting::Post { incident, .. } => *incident,
    }
}

fn concerns(role: Role, officer: &str, waiting: &Waiting) -> bool {
    match (role, waiting) {
        (Role::Leader | Role::Finance, Waiting::Post { maker, .. }) => !maker.eq_ignore_ascii_case(officer),
        (Role::Leader, Waiting::Report { .. } | Waiting::Level { .. }) => true,
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
