//! What stands of the findings of each open incident.

use crate::limits::FINDINGS_KEPT_MAX;
use crate::operations::actor::PrivateText;
use crate::operations::call::Witness;
use crate::operations::finding::{Fact, Found, People, Reliability, Scene};
use crate::units::{IncidentId, Instant};
use serde::{Deserialize, Serialize};

/// What stands, by incident.
///
/// Limits: one row an incident that has findings, [`FINDINGS_KEPT_MAX`] findings each; the journal has the rest.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct State {
    rows: Vec<Findings>,
}

/// What is known of one incident.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// The incident.
    pub incident: IncidentId,
    /// People, as they stand.
    pub people: People,
    /// When somebody was first said to be missing, trapped, hurt or dead: that starts the first report.
    pub casualties: Option<Instant>,
    /// When people were counted last.
    pub counted: Option<Instant>,
    /// Fire, leak, spread, as they stand.
    pub scene: Option<Scene>,
    /// The latest findings, oldest first.
    pub latest: Vec<One>,
}

/// One finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct One {
    /// When it was told.
    pub at: Instant,
    /// What.
    pub found: Found,
    /// Who says so.
    pub witness: Witness<PrivateText>,
    /// How far it is to be relied on.
    pub reliability: Reliability,
}

impl State {
    /// Returns what is known of an incident; none before the first finding.
    pub fn of(&self, incident: IncidentId) -> Option<&Findings> {
        self.rows.iter().find(|row| row.incident == incident)
    }

    /// Returns the people of an incident, as far as they are known.
    pub fn people(&self, incident: IncidentId) -> People {
        self.of(incident).map(|row| row.people).unwrap_or_default()
    }

    /// Returns every incident of which something is known.
    pub fn all(&self) -> impl Iterator<Item = &Findings> {
        self.rows.iter()
    }

    /// Applies a fact; never refuses.
    pub fn apply(&mut self, fact: &Fact, at: Instant) {
        let Fact::Found { incident, found, witness, reliability } = *fact;
        let place = self.rows.iter().position(|row| row.incident == incident).unwrap_or_else(|| {
            self.rows.push(Findings { incident, ..Findings::default() });
            self.rows.len() - 1
        });
        let row = &mut self.rows[place];
        match found {
            Found::People(people) => {
                row.counted = is_count(row.people, people).then_some(at).or(row.counted);
                row.people = people;
                row.casualties = row.casualties.or(people.are_casualties().then_some(at));
            }
            Found::Scene(scene) => row.scene = Some(scene),
        }
        if row.latest.len() >= FINDINGS_KEPT_MAX {
            row.latest.remove(0);
        }
        row.latest.push(One { at, found, witness, reliability });
    }

    /// Leaves an incident's findings to the journal.
    pub fn forget(&mut self, incident: IncidentId) {
        self.rows.retain(|row| row.incident != incident);
    }
}

/// Returns whether a finding counted people, or only said how those are who were counted before.
///
/// A finding holds what stands after it, so a count that gives the same number again differs from the last one in nothing.
fn is_count(before: People, after: People) -> bool {
    let roll = |people: People| (people.expected, people.counted);
    let harm = |people: People| (people.missing, people.trapped, people.hurt, people.dead);
    after.counted.is_some() && (roll(before) != roll(after) || harm(before) == harm(after))
}
