//! Warnings as contexts: what they cover is resolved once, when they arrive, so that an alarm costs one bit test.
//!
//! Invariant: a context is about water or weather; fire and gas cannot be named here, so no warning takes them in.

use crate::correlation::alarm::HazardFamily;
use crate::correlation::grouping::place::Places;
use crate::correlation::tables::rows;
use crate::units::{WarningId, ZoneId};
use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};

/// What a warning explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Context {
    /// Water: rainstorm, flood, dam.
    Water,
    /// Wind and lightning: gale, thunderstorm.
    Weather,
    /// Both: typhoon.
    WaterAndWeather,
}

impl Context {
    /// Returns whether alarms of the family belong to it.
    pub const fn covers(self, family: HazardFamily) -> bool {
        match family {
            HazardFamily::Water => matches!(self, Self::Water | Self::WaterAndWeather),
            HazardFamily::Weather => matches!(self, Self::Weather | Self::WaterAndWeather),
            HazardFamily::Fire
            | HazardFamily::Gas
            | HazardFamily::Pressure
            | HazardFamily::Power
            | HazardFamily::Fault
            | HazardFamily::Other => false,
        }
    }
}

/// Divisions of one warning.
const ADCODES_MAX: usize = 16;

/// Bits of a zone's mask.
const CONTEXTS_MAX: usize = u128::BITS as usize;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Row {
    warning: Option<WarningId>,
    adcodes: ArrayVec<u32, ADCODES_MAX>,
}

/// The warnings that stand.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Contexts {
    rows: Box<[Row]>,
    /// The rows whose context covers water, a bit each.
    water: u128,
    /// The rows whose context covers weather, a bit each.
    weather: u128,
    /// The rows that cover each zone.
    #[serde(skip)]
    zones: Box<[u128]>,
    pub(crate) turned_away: u64,
}

impl Contexts {
    /// Makes the table.
    pub(crate) fn new(capacity: usize) -> Self {
        let rows = rows(capacity.min(CONTEXTS_MAX));
        Self { rows, water: 0, weather: 0, zones: Box::default(), turned_away: 0 }
    }

    /// Returns the bytes that the table takes.
    pub(crate) const fn bytes(&self) -> usize {
        self.rows.len() * size_of::<Row>() + self.zones.len() * size_of::<u128>()
    }

    /// Resolves every warning against a new tree.
    pub(crate) fn attach(&mut self, places: &Places) {
        self.zones = rows(places.len());
        for index in 0..self.rows.len() {
            self.resolve(index, places);
        }
    }

    /// Takes a warning, or its newer extent; returns whether it found a place.
    pub(crate) fn put(
        &mut self,
        warning: WarningId,
        adcodes: &[u32],
        context: Context,
        places: &Places,
    ) -> bool {
        let known = self.rows.iter().position(|row| row.warning == Some(warning));
        let place = known.or_else(|| self.rows.iter().position(|row| row.warning.is_none()));
        let Some(index) = place else {
            self.turned_away += 1;
            return false;
        };
        let row = &mut self.rows[index];
        row.warning = Some(warning);
        row.adcodes = adcodes.iter().copied().take(ADCODES_MAX).collect();
        let bit = 1 << index;
        let set = |mask: u128, on| if on { mask | bit } else { mask & !bit };
        self.water = set(self.water, context.covers(HazardFamily::Water));
        self.weather = set(self.weather, context.covers(HazardFamily::Weather));
        self.resolve(index, places);
        true
    }

    /// Ends a warning.
    pub(crate) fn remove(&mut self, warning: WarningId) {
        let Some(index) = self.rows.iter().position(|row| row.warning == Some(warning)) else { return };
        self.rows[index] = Row::default();
        self.water &= !(1 << index);
        self.weather &= !(1 << index);
        self.zones.iter_mut().for_each(|mask| *mask &= !(1 << index));
    }

    /// Returns the warning that covers the zone and explains the family.
    pub(crate) fn covering(&self, zone: ZoneId, family: HazardFamily) -> Option<WarningId> {
        let about = match family {
            HazardFamily::Water => self.water,
            HazardFamily::Weather => self.weather,
            HazardFamily::Fire
            | HazardFamily::Gas
            | HazardFamily::Pressure
            | HazardFamily::Power
            | HazardFamily::Fault
            | HazardFamily::Other => 0,
        };
        let standing = about & self.zones.get(zone.index())?;
        self.rows.get(standing.trailing_zeros() as usize)?.warning
    }

    /// Returns whether a warning covers a zone.
    pub(crate) fn covers(&self, warning: WarningId, zone: ZoneId) -> bool {
        let row = self.rows.iter().position(|row| row.warning == Some(warning));
        row.zip(self.zones.get(zone.index())).is_some_and(|(row, mask)| mask & 1 << row != 0)
    }

    /// Marks the zones that a row covers.
    fn resolve(&mut self, index: usize, places: &Places) {
        let row = &self.rows[index];
        for ((_, place), mask) in places.iter().zip(&mut self.zones) {
            let covered = row.warning.is_some() && row.adcodes.iter().any(|code| covers(*code, place.adcode));
            *mask = if covered { *mask | 1 << index } else { *mask & !(1 << index) };
        }
    }
}

/// Returns whether a division lies in another: six digits, two each for province, city and county; `00` is all of them.
///
/// Source: GB/T 2260.
const fn covers(warned: u32, zone: u32) -> bool {
    if warned == 0 || zone == 0 {
        return false;
    }
    let width = if warned.is_multiple_of(10_000) {
        10_000
    } else if warned.is_multiple_of(100) {
        100
    } else {
        1
    };
    warned / width == zone / width
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn a_division_covers_what_begins_like_it() {
        for (warned, zone, expected) in [
            (320_000, 320_321, true),
            (320_300, 320_321, true),
            (320_321, 320_321, true),
            (320_322, 320_321, false),
            (320_400, 320_321, false),
            (330_000, 320_321, false),
            (0, 320_321, false),
            (320_000, 0, false),
        ] {
            assert_eq!(covers(warned, zone), expected, "{warned} {zone}");
        }
    }
}
