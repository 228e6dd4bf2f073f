//! The intakes of the open incidents.

use crate::correlation::alarm::HazardFamily;
use crate::limits::INTAKES_KEPT_MAX;
use crate::operations::actor::{Actor, PrivateText};
use crate::operations::intake::{Fact, Field};
use crate::units::{ActionId, IncidentId, Instant, ZoneId};
use serde::{Deserialize, Serialize};

/// The intakes of the open incidents, in the order in which they came.
///
/// Limits: [`INTAKES_KEPT_MAX`]; beyond it the oldest ended one is left to the journal.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct State {
    intakes: Vec<Intake>,
}

/// One intake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intake {
    /// Its identity: the action that took it.
    pub id: ActionId,
    /// The incident that it is filed under.
    pub incident: IncidentId,
    /// Where.
    pub zone: ZoneId,
    /// What is told.
    pub family: HazardFamily,
    /// Who took it.
    pub actor: Actor,
    /// When.
    pub taken: Instant,
    /// What was said, by field.
    pub fields: [Option<PrivateText>; Field::ALL.len()],
    /// Whether nothing more is asked.
    pub ended: bool,
}

impl State {
    /// Returns an intake.
    pub fn get(&self, id: ActionId) -> Option<&Intake> {
        self.intakes.iter().find(|intake| intake.id == id)
    }

    /// Returns an incident's intakes, in the order in which they came.
    pub fn of(&self, incident: IncidentId) -> impl Iterator<Item = &Intake> {
        self.intakes.iter().filter(move |intake| intake.incident == incident)
    }

    /// Applies a fact; never refuses.
    pub fn apply(&mut self, fact: &Fact, actor: Actor, at: Instant) {
        match *fact {
            Fact::Taken { intake, incident, zone, family, .. } => {
                if self.intakes.len() >= INTAKES_KEPT_MAX {
                    let oldest = self.intakes.iter().position(|it| it.ended).unwrap_or(0);
                    self.intakes.remove(oldest);
                }
                let fields = [None; Field::ALL.len()];
                let row =
                    Intake { id: intake, incident, zone, family, actor, taken: at, fields, ended: false };
                self.intakes.push(row);
            }
            Fact::Filled { intake, field, text, .. } => {
                self.with(intake, |row| row.fields[field as usize] = Some(text));
            }
            Fact::Joined { intake, incident, .. } => self.with(intake, |row| row.incident = incident),
            Fact::Ended { intake, .. } => self.with(intake, |row| row.ended = true),
        }
    }

    /// Leaves an incident's intakes to the journal.
    pub fn forget(&mut self, incident: IncidentId) {
        self.intakes.retain(|intake| intake.incident != incident);
    }

    fn with(&mut self, id: ActionId, change: impl FnOnce(&mut Intake)) {
        if let Some(row) = self.intakes.iter_mut().find(|intake| intake.id == id) {
            change(row);
        }
    }
}
