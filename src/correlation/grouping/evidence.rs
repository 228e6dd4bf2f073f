//! What a set of hazard alarms proves.
//!
//! Invariant: the level depends on the set alone, not on the order in which its alarms came.

use crate::correlation::alarm::{DeviceKind, Quantity};
use crate::correlation::tables::incidents::Incident;
use crate::units::EvidenceLevel;
use serde::{Deserialize, Serialize};

/// The hazard alarms of an incident: how many, and how many of each quantity that is known.
///
/// One that leaves takes away only itself: an incident of a hundred thousand members is not looked through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hazards {
    /// All of them.
    pub(crate) count: u32,
    quantities: [u32; Quantity::Unknown as usize],
}

impl Hazards {
    /// Counts one more.
    pub(crate) fn add(&mut self, kind: DeviceKind) {
        self.count += 1;
        if let Some(count) = self.quantities.get_mut(kind.quantity() as usize) {
            *count += 1;
        }
    }

    /// Counts one less; a registry that was loaded anew may call its device another kind than when it came.
    pub(crate) fn remove(&mut self, kind: DeviceKind) {
        self.count = self.count.saturating_sub(1);
        if let Some(count) = self.quantities.get_mut(kind.quantity() as usize) {
            *count = count.saturating_sub(1);
        }
    }

    /// Counts those of another incident.
    pub(crate) fn join(&mut self, other: &Self) {
        self.count += other.count;
        for (count, more) in self.quantities.iter_mut().zip(other.quantities) {
            *count += more;
        }
    }

    /// Returns whether one measures the quantity.
    pub(crate) fn has(&self, quantity: Quantity) -> bool {
        self.quantities.get(quantity as usize).is_some_and(|count| *count > 0)
    }

    /// Returns how many quantities are measured.
    pub(crate) fn quantities(&self) -> usize {
        self.quantities.iter().filter(|count| **count > 0).count()
    }
}

/// Returns the level that the incident's hazard alarms prove, repeats apart.
///
/// Two devices of which one measures nothing that is known are a second sensor, never another quantity.
///
/// Source: design section 5, evidence level.
pub(crate) fn level(incident: &Incident) -> EvidenceLevel {
    let hazards = &incident.hazards;
    let human = hazards.has(Quantity::Human);
    let only_human = incident.kinds[DeviceKind::ManualCallPoint as usize] >= hazards.count;
    match (hazards.count, human) {
        (0, _) | (1, false) => EvidenceLevel(0),
        (_, true) if !only_human => EvidenceLevel(3),
        (_, _) if hazards.quantities() > 1 => EvidenceLevel(3),
        (_, _) => EvidenceLevel(2),
    }
}
