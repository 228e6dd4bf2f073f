//! Warnings as contexts: what they cover is resolved once, when they arrive, so that an alarm costs one bit test.
//!
//! Invariants:
//! - a context is about water or weather; fire and gas cannot be named here, so no warning takes them in;
//! - whether a warning covers a place is said here alone: the page of the warnings asks the same bits.

use crate::correlation::alarm::HazardFamily;
use crate::correlation::area::{Area, Divisions, Shapes};
use crate::correlation::grouping::place::Places;
use crate::correlation::tables::rows;
use crate::units::{WarningId, ZoneId};
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

/// Bits of a zone's mask.
const CONTEXTS_MAX: usize = u128::BITS as usize;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Row {
    warning: Option<WarningId>,
    adcodes: Divisions,
    shapes: Shapes,
}

impl Row {
    fn area(&self) -> Area<'_> {
        Area { adcodes: &self.adcodes, shapes: Some(&self.shapes) }
    }
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
    ///
    /// One that explains no alarm has a row as well: it covers places all the same.
    pub(crate) fn put(
        &mut self,
        warning: WarningId,
        area: Area<'_>,
        context: Option<Context>,
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
        row.adcodes = area.adcodes.iter().copied().take(row.adcodes.capacity()).collect();
        row.shapes = area.shapes.cloned().unwrap_or_default();
        if area.adcodes.len() > row.adcodes.len() {
            row.shapes.hold_everywhere();
        }
        let explains = |family| context.is_some_and(|context| context.covers(family));
        let bit = 1 << index;
        let set = |mask: u128, on| if on { mask | bit } else { mask & !bit };
        self.water = set(self.water, explains(HazardFamily::Water));
        self.weather = set(self.weather, explains(HazardFamily::Weather));
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
    ///
    /// Cost: O(zones + places with coordinates x vertices): a site's zones lie where the site does.
    fn resolve(&mut self, index: usize, places: &Places) {
        let bit = 1 << index;
        let area = self.rows[index].area();
        let set = |mask: u128, on| if on { mask | bit } else { mask & !bit };
        for ((zone, place), mask) in places.iter().zip(&mut self.zones) {
            if place.located.is_none_or(|node| node == zone) {
                *mask = set(*mask, area.draws(place.at));
            }
        }
        // From below: what a zone takes over from its site must not have the site's division in it yet.
        for at in (0..self.zones.len()).rev() {
            let place = places.get(ZoneId(at as u32));
            let drawn = self.zones[place.located.map_or(at, ZoneId::index)] & bit != 0;
            self.zones[at] = set(self.zones[at], drawn || area.names(place.adcode));
        }
    }
}
