//! The deliveries that are on their way, or were lately.

use crate::limits::DELIVERIES_KEPT_MAX;
use crate::operations::delivery::{About, Fact, Outcome, Target};
use crate::operations::reference::Name;
use crate::units::{ActionId, DeliveryId, IncidentId, Instant};
use serde::{Deserialize, Serialize};

/// The deliveries, by number.
///
/// Limits: [`DELIVERIES_KEPT_MAX`]; beyond it the oldest finished one is left to the journal.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct State {
    deliveries: Vec<Delivery>,
    last: DeliveryId,
}

/// One delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Its number.
    pub id: DeliveryId,
    /// The incident; none for a relay.
    pub incident: Option<IncidentId>,
    /// To whom.
    pub target: Target,
    /// What the receiver is called.
    pub post: Name,
    /// What about.
    pub about: About,
    /// The act that asked for it.
    pub key: ActionId,
    /// Whether a machine sends it; else a person rings.
    pub by_machine: bool,
    /// When it was recorded.
    pub recorded: Instant,
    /// How far it is.
    pub stage: Stage,
    /// Since when.
    pub since: Instant,
}

/// How far a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Stage {
    /// 已记: on disk, not sent as far as anybody knows.
    Recorded,
    /// Something came of it.
    Came(Outcome),
}

impl State {
    /// Returns a delivery.
    pub fn get(&self, id: DeliveryId) -> Option<&Delivery> {
        self.deliveries.iter().find(|row| row.id == id)
    }

    /// Returns every delivery that is kept, by number.
    pub fn all(&self) -> &[Delivery] {
        &self.deliveries
    }

    /// Returns the deliveries of an incident, by number.
    pub fn of(&self, incident: IncidentId) -> impl DoubleEndedIterator<Item = &Delivery> {
        self.deliveries.iter().filter(move |row| row.incident == Some(incident))
    }

    /// Returns the deliveries that a machine still has to do something for, by number: after a restart they are looked up.
    pub fn unfinished(&self) -> impl Iterator<Item = &Delivery> {
        self.deliveries.iter().filter(|row| row.by_machine && !row.stage.is_final())
    }

    /// Returns the number that the next delivery gets.
    pub const fn next_id(&self) -> DeliveryId {
        DeliveryId(self.last.0 + 1)
    }

    /// Applies a fact; never refuses.
    pub fn apply(&mut self, fact: &Fact, at: Instant) {
        match *fact {
            Fact::Recorded { delivery, incident, target, post, about, key, by_machine } => {
                self.last = self.last.max(delivery);
                if self.deliveries.len() >= DELIVERIES_KEPT_MAX {
                    let oldest = self.deliveries.iter().position(|row| row.stage.is_final()).unwrap_or(0);
                    self.deliveries.remove(oldest);
                }
                self.deliveries.push(Delivery {
                    id: delivery,
                    incident,
                    target,
                    post,
                    about,
                    key,
                    by_machine,
                    recorded: at,
                    stage: Stage::Recorded,
                    since: at,
                });
            }
            Fact::Came { delivery, outcome, .. } => {
                if let Some(row) = self.deliveries.iter_mut().find(|row| row.id == delivery) {
                    (row.stage, row.since) = (Stage::Came(outcome), at);
                }
            }
        }
    }

    /// Leaves an incident's deliveries to the journal.
    pub fn forget(&mut self, incident: IncidentId) {
        self.deliveries.retain(|row| row.incident != Some(incident));
    }
}

impl Stage {
    /// Returns whether nothing more is expected of a machine.
    pub const fn is_final(self) -> bool {
        match self {
            Self::Recorded | Self::Came(Outcome::Unknown) => false,
            Self::Came(
                Outcome::Sent
                | Outcome::Delivered
                | Outcome::Accepted { .. }
                | Outcome::Refused
                | Outcome::Undelivered,
            ) => true,
        }
    }
}
