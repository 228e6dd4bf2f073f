//! Who says so: the last one who answered, the site's contacts, the teams there, the officer.

use crate::language::{Word, text};
use crate::operations::call::{Callee, Party, Witness};
use crate::operations::dispatch::{self, Status};
use crate::operations::snapshot::Dossier;
use crate::screen::state::Screen;

/// Whom a finding or a verdict may come from, the likeliest first.
#[derive(Clone, Debug)]
pub(crate) struct Sources {
    rows: Vec<(Callee, String)>,
    at: usize,
    officer: String,
}

impl Sources {
    /// Gathers them for the selected incident.
    pub(crate) fn of(screen: &Screen, dossier: &Dossier) -> Self {
        let mut rows: Vec<(Callee, String)> = Vec::new();
        // A team that is on its way has seen nothing yet.
        let is_there = |callee: &Callee| match callee {
            Callee::Site { .. } => true,
            Callee::Team(team) => {
                let there = |order: &dispatch::View| order.team == *team && order.status == Status::OnScene;
                dossier.dispatches.iter().any(there)
            }
            Callee::Agency(_) | Callee::Person(_) | Callee::Insurer { .. } => false,
        };
        let mut add = |callee: Callee, called: String| {
            if !rows.iter().any(|(known, _)| *known == callee) {
                rows.push((callee, called));
            }
        };
        if let Some((incident, callee, called)) = &screen.answered
            && *incident == dossier.incident.id
            && is_there(callee)
        {
            add(*callee, called.clone());
        }
        let answered = |call: &&crate::operations::call::View| {
            call.ended.is_some_and(|ended| ended.outcome == crate::operations::call::Outcome::Answered)
        };
        for call in dossier.calls.iter().rev().filter(answered) {
            if is_there(&call.callee) {
                add(call.callee, format!("{} {}", call.contact.post, call.contact.name));
            }
        }
        for offer in &dossier.offers {
            if is_there(&offer.callee) {
                add(offer.callee, format!("{} {}", offer.contact.post, offer.contact.name));
            }
        }
        Self { rows, at: 0, officer: text(screen.lang, Word::SourceOfficer).to_owned() }
    }

    /// Walks on to the next one.
    pub(crate) const fn next(&mut self) {
        self.at = if self.at >= self.rows.len() { 0 } else { self.at + 1 };
    }

    /// Returns who is meant.
    pub(crate) fn witness(&self) -> Witness<String, Party> {
        self.rows.get(self.at).map_or(Witness::Officer, |(callee, _)| Witness::Callee(Party::Known(*callee)))
    }

    /// Returns what they are called.
    pub(crate) fn called(&self) -> &str {
        self.rows.get(self.at).map_or(&self.officer, |(_, called)| called.trim())
    }
}
