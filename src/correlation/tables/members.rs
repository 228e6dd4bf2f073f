//! The members of incidents: a pool of rows, chained in join order.
//!
//! Invariants:
//! - an alarm has at most one row, so that a hazard alarm always finds one: `devices` rows are kept for hazards;
//! - a row with a slot is in the chain of that incident; a row without is free, or an alarm that stands although its
//!   closed incident was forgotten.

use crate::correlation::alarm::{AlarmClass, AlarmKey, AlarmState, Occurrence};
use crate::correlation::change::{Reason, ReasonCode};
use crate::correlation::event::{Marks, Unit};
use crate::correlation::tables::{NONE, rows};
use crate::units::{DeviceId, IncidentId, InputNumber, Instant, RuleId, Severity, Span};
use serde::{Deserialize, Serialize};

/// One alarm in an incident, as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The alarm.
    pub alarm: AlarmKey,
    /// Its latest occurrence in the incident.
    pub occurrence: Occurrence,
    /// Its state.
    pub state: AlarmState,
    /// When that occurrence joined, desk time.
    pub joined: Instant,
    /// When it happened, by the device.
    pub occurred: Instant,
    /// The input that it joined by; zero when it was read back from the journal.
    pub input: InputNumber,
    /// How often the occurrence was raised.
    pub raises: u32,
    /// The latest reading, in thousandths.
    pub value_milli: i32,
    /// The reading before, in thousandths: whether it rises.
    pub value_before_milli: i32,
    /// The unit of both.
    pub unit: Unit,
    /// What was odd about the event that it joined by.
    pub marks: Marks,
    /// Why it is a member.
    pub reason: Reason,
    /// Whether it is active too long.
    pub stale: bool,
}

/// The row behind a [`Member`].
///
/// What a repeat reads and writes comes first and is one cache line; why it is a member, and the chain, are another.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[repr(C, align(64))]
pub(crate) struct Row {
    pub(crate) slot: u32,
    pub(crate) incident: IncidentId,
    pub(crate) joined: Instant,
    /// When it was last told: what the repeat window is measured from.
    pub(crate) raised: Instant,
    pub(crate) input: InputNumber,
    pub(crate) device: DeviceId,
    pub(crate) raises: u32,
    pub(crate) value_milli: i32,
    pub(crate) value_before_milli: i32,
    pub(crate) class: AlarmClass,
    pub(crate) unit: Unit,
    pub(crate) marks: Marks,
    /// How bad the occurrence was told at worst.
    pub(crate) severity: Severity,
    pub(crate) active: bool,
    pub(crate) stale: bool,
    pub(crate) next: u32,
    previous: u32,
    pub(crate) occurred: Instant,
    pub(crate) reason: Reason,
}

const _: () = assert!(std::mem::offset_of!(Row, next) <= 64, "a repeat touches one cache line of a member");
const _: () = assert!(size_of::<Row>() == 128, "half a million members are 64 MB");

impl Default for Row {
    fn default() -> Self {
        Self {
            device: DeviceId(NONE),
            slot: NONE,
            incident: IncidentId(0),
            next: NONE,
            previous: NONE,
            raises: 0,
            joined: Instant::UNSTATED,
            occurred: Instant::UNSTATED,
            raised: Instant::UNSTATED,
            input: InputNumber(0),
            value_milli: 0,
            value_before_milli: 0,
            reason: Reason { code: ReasonCode::First, rule: RuleId(0), other: None, span: Span(0) },
            class: AlarmClass::Hazard,
            unit: Unit::None,
            marks: Marks::NONE,
            severity: Severity::Unknown,
            active: false,
            stale: false,
        }
    }
}

impl Row {
    /// Returns the alarm.
    pub(crate) const fn alarm(&self) -> AlarmKey {
        AlarmKey { device: self.device, class: self.class }
    }

    /// Keeps a reading; the first one, or one in another unit, has none before it.
    pub(crate) fn read(&mut self, value_milli: i32, unit: Unit) {
        let is_first = self.unit != unit;
        self.value_before_milli = if is_first { value_milli } else { self.value_milli };
        (self.value_milli, self.unit) = (value_milli, unit);
    }
}

/// The ends of an incident's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Chain {
    pub(crate) first: u32,
    last: u32,
}

impl Chain {
    /// The chain without members.
    pub(crate) const EMPTY: Self = Self { first: NONE, last: NONE };
}

/// Rows beside one for every fourth device.
const MEMBERS_SPARE: usize = 262_144;

/// All member rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Members {
    rows: Box<[Row]>,
    free: u32,
    others: u32,
    others_max: u32,
    pub(crate) turned_away: u64,
}

impl Members {
    /// Makes the pool: a small desk has a row for every alarm that can stand, a city of a million devices one for half of
    /// its devices; half of the rows are kept for hazards.
    pub(crate) fn new(devices: usize) -> Self {
        let total = (devices * AlarmClass::ALL.len()).min(devices / 4 + MEMBERS_SPARE);
        let others_max = (total / 2).max(total.saturating_sub(devices));
        let mut pool: Box<[Row]> = rows(total);
        let free = if pool.is_empty() { NONE } else { 0 };
        let linked = pool.len().saturating_sub(1);
        for (row, next) in pool.iter_mut().take(linked).zip(1..) {
            row.next = next;
        }
        Self { rows: pool, free, others: 0, others_max: others_max as u32, turned_away: 0 }
    }

    /// Returns the bytes that the pool takes.
    pub(crate) const fn bytes(&self) -> usize {
        self.rows.len() * size_of::<Row>()
    }

    /// Returns how many rows there are.
    pub(crate) const fn capacity(&self) -> u32 {
        self.rows.len() as u32
    }

    /// Returns whether an alarm of the class would find a row.
    pub(crate) fn has_room(&self, class: AlarmClass) -> bool {
        self.free != NONE && (class == AlarmClass::Hazard || self.others < self.others_max)
    }

    /// Returns a row.
    pub(crate) fn get(&self, index: u32) -> Option<&Row> {
        self.rows.get(index as usize)
    }

    /// Returns a row.
    pub(crate) fn get_mut(&mut self, index: u32) -> Option<&mut Row> {
        self.rows.get_mut(index as usize)
    }

    /// Takes a free row for the alarm.
    pub(crate) fn take(&mut self, alarm: AlarmKey) -> Option<u32> {
        if !self.has_room(alarm.class) {
            return None;
        }
        let index = self.free;
        let row = self.rows.get_mut(index as usize)?;
        self.free = row.next;
        *row = Row { device: alarm.device, class: alarm.class, ..Row::default() };
        self.others += u32::from(alarm.class != AlarmClass::Hazard);
        Some(index)
    }

    /// Gives a row back that is in no chain.
    pub(crate) fn free(&mut self, index: u32) {
        if let Some(row) = self.rows.get_mut(index as usize) {
            self.others -= u32::from(row.class != AlarmClass::Hazard);
            *row = Row { next: self.free, ..Row::default() };
            self.free = index;
        }
    }

    /// Puts a row at the end of a chain.
    pub(crate) fn append(&mut self, chain: &mut Chain, index: u32) {
        match self.rows.get_mut(chain.last as usize) {
            Some(last) => last.next = index,
            None => chain.first = index,
        }
        if let Some(row) = self.rows.get_mut(index as usize) {
            row.previous = chain.last;
            row.next = NONE;
            chain.last = index;
        }
    }

    /// Takes a row out of its chain.
    pub(crate) fn remove(&mut self, chain: &mut Chain, index: u32) {
        let Some((previous, next)) = self.get(index).map(|row| (row.previous, row.next)) else { return };
        match self.rows.get_mut(previous as usize) {
            Some(row) => row.next = next,
            None => chain.first = next,
        }
        match self.rows.get_mut(next as usize) {
            Some(row) => row.previous = previous,
            None => chain.last = previous,
        }
    }

    /// Returns the rows of a chain with their places, in join order.
    pub(crate) fn chain(&self, chain: Chain) -> impl Iterator<Item = (u32, &Row)> {
        let mut next = chain.first;
        std::iter::from_fn(move || {
            let index = next;
            let row = self.get(index)?;
            next = row.next;
            Some((index, row))
        })
    }
}
