//! What is selected: always an incident by its number, never a line of the list.
//!
//! Invariants:
//! - what a hand has left selected stays so while it is listed, however long nobody touches a key;
//! - only what the desk selected by itself, untouched since, gives way to a fire.

use super::Screen;
use crate::operations::command::Seen;
use crate::operations::incident::View;
use crate::operations::incident::view::Standing;
use crate::operations::snapshot::Look;
use crate::screen::state::Mode;
use crate::units::IncidentId;
use std::time::Instant as Moment;

impl Screen {
    pub(crate) fn seen(&self, incident: Option<IncidentId>) -> Seen {
        let input = self.snapshot.as_ref().map_or_else(Default::default, |snapshot| snapshot.status.input);
        Seen { input, revision: incident.and_then(|id| self.view(id)).map(|view| view.revision) }
    }

    /// Selects an incident and asks for its dossier.
    pub(crate) fn select(&mut self, incident: Option<IncidentId>) {
        if self.list.selected == incident {
            return;
        }
        self.list.selected = incident;
        // What a surge folds gets its row with the cursor.
        if incident.is_some_and(|id| !self.list.holds(id)) {
            self.list.refresh(self.snapshot.as_deref(), &self.filter);
        }
        self.dossier = None;
        self.log.clear();
        self.dossier_scroll = 0;
        self.first_row = 0;
        self.window_awaited = false;
        self.look();
    }

    pub(crate) fn look(&mut self) {
        self.look_at_page();
        self.ask_log();
    }

    pub(crate) fn looked_at(&self) -> Look {
        Look { selected: self.list.selected, first_row: self.first_row, page: self.page_look() }
    }

    /// Chooses what is selected when nothing is, and brings up a fire over what no hand has chosen.
    pub(super) fn follow(&mut self, now: Moment) {
        let Some(snapshot) = &self.snapshot else { return };
        let stands = self.list.selected.is_some_and(|id| snapshot.incidents.iter().any(|view| view.id == id));
        let first = self.list.first(snapshot);
        if !stands {
            self.jumped = self.list.selected.is_some().then_some(now);
            self.by_desk = true;
            self.select(first);
            return;
        }
        let burning =
            |view: &View| view.life_risk && matches!(view.standing, Standing::Unacknowledged { .. });
        let next = snapshot.status.next.filter(|id| Some(*id) != self.list.selected);
        let calm = self.selected_view().is_some_and(|view| !burning(view));
        if let (true, true, Some(next), Mode::Keys) = (self.by_desk, calm, next, &self.mode) {
            self.jumped = Some(now);
            self.select(Some(next));
        }
    }
}
