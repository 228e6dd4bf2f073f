//! What a set of hazard alarms proves.
//!
//! Invariant: the level depends on the set alone, not on the order in which its alarms came.

use crate::correlation::alarm::{DeviceKind, Quantity};
use crate::correlation::tables::incidents::Incident;
use crate::units::EvidenceLevel;

/// Returns the bit of a kind's physical quantity; a quantity that is not known is no bit.
pub(crate) const fn quantity_bit(kind: DeviceKind) -> u16 {
    match kind.quantity() {
        Quantity::Unknown => 0,
        known => 1 << known as u16,
    }
}

/// Returns the level that the incident's hazard alarms prove, repeats apart.
///
/// Two devices of which one measures nothing that is known are a second sensor, never another quantity.
///
/// Source: design section 5, evidence level.
pub(crate) const fn level(incident: &Incident) -> EvidenceLevel {
    let human = incident.quantities & quantity_bit(DeviceKind::ManualCallPoint) != 0;
    let only_human = incident.kinds[DeviceKind::ManualCallPoint as usize] as u32 >= incident.hazards;
    match (incident.hazards, human) {
        (0, _) | (1, false) => EvidenceLevel(0),
        (_, true) if !only_human => EvidenceLevel(3),
        (_, _) if incident.quantities.count_ones() > 1 => EvidenceLevel(3),
        (_, _) => EvidenceLevel(2),
    }
}
