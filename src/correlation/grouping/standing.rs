//! How many life-risk hazard alarms stand as members in each zone, by the quantity that they measure (rule 4.6).
//!
//! Invariant: it is a count of what the members say, made anew from them after a restart.

use crate::correlation::alarm::Quantity;
use crate::correlation::tables::rows;
use crate::units::ZoneId;

/// The quantities that endanger life.
const QUANTITIES: [Quantity; 5] =
    [Quantity::Smoke, Quantity::Temperature, Quantity::Radiation, Quantity::Concentration, Quantity::Human];

/// The counts, a row a zone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing(Box<[[u16; QUANTITIES.len()]]>);

impl Standing {
    /// Makes the table, with nothing that stands.
    pub(crate) fn new(zones: usize) -> Self {
        Self(rows(zones))
    }

    /// Returns the bytes that the table takes.
    pub(crate) const fn bytes(&self) -> usize {
        size_of_val(&*self.0)
    }

    /// Counts one more.
    pub(crate) fn add(&mut self, zone: ZoneId, quantity: Quantity) {
        if let Some(count) = self.at(zone, quantity) {
            *count = count.saturating_add(1);
        }
    }

    /// Counts one less.
    pub(crate) fn remove(&mut self, zone: ZoneId, quantity: Quantity) {
        if let Some(count) = self.at(zone, quantity) {
            *count = count.saturating_sub(1);
        }
    }

    /// Returns a quantity of an alarm that stands in the zone and is meant.
    pub(crate) fn proof(&self, zone: ZoneId, meant: impl Fn(Quantity) -> bool) -> Option<Quantity> {
        let row = self.0.get(zone.index())?;
        let mut found = QUANTITIES.into_iter().zip(row);
        found.find(|(quantity, count)| **count > 0 && meant(*quantity)).map(|(quantity, _)| quantity)
    }

    fn at(&mut self, zone: ZoneId, quantity: Quantity) -> Option<&mut u16> {
        let column = QUANTITIES.iter().position(|known| *known == quantity)?;
        self.0.get_mut(zone.index()).map(|row| &mut row[column])
    }
}
