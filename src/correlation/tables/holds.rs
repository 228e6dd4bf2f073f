//! The alarms that stand and are kept from being announced, and what people asked to be kept.
//!
//! Decides: where a held alarm lies, which of them hang in a zone, which wait to be let go.
//! Must not know: why an alarm is held, when it is let go.
//!
//! Invariants:
//! - a held alarm is in the chain of its zone, and in the chain of the held or of those that are let go;
//! - the chains are in the order in which the alarms were held;
//! - an alarm that finds no row is not held: it is announced.

use crate::correlation::alarm::{AlarmClass, AlarmKey};
use crate::correlation::change::{Reason, ReasonCode};
use crate::correlation::event::{Conditions, Marks, Unit};
use crate::correlation::tables::{NONE, rows};
use crate::units::{DeviceId, Instant, Severity, SuppressionId, ZoneId};
use serde::{Deserialize, Serialize};

/// One alarm that is held.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Held {
    device: DeviceId,
    class: AlarmClass,
    /// Why.
    pub(crate) reason: Reason,
    /// Since when.
    pub(crate) since: Instant,
    /// How bad it was when it was held.
    pub(crate) severity: Severity,
    /// When it happened, by its device.
    pub(crate) occurred: Instant,
    /// The reading with it.
    pub(crate) value_milli: i32,
    pub(crate) unit: Unit,
    pub(crate) marks: Marks,
    /// Whether its latest telling was a test.
    pub(crate) test: bool,
    /// The conditions of its class, the latest that were any.
    pub(crate) conditions: Conditions,
    /// Which one it was in the order of holding.
    order: u64,
    /// When and why it is let go; none while it is held.
    pub(crate) freed: Option<(Instant, Reason)>,
    zone: ZoneId,
    next: u32,
    previous: u32,
    zone_next: u32,
    zone_previous: u32,
}

impl Held {
    /// Returns the alarm.
    pub(crate) const fn alarm(&self) -> AlarmKey {
        AlarmKey { device: self.device, class: self.class }
    }

    /// Returns the zone that it hangs in.
    pub(crate) const fn zone(&self) -> ZoneId {
        self.zone
    }

    /// Returns the suppression that holds it.
    pub(crate) const fn suppression(&self) -> Option<SuppressionId> {
        match self.reason.code {
            ReasonCode::Shelved(id) | ReasonCode::Window(id) | ReasonCode::Outage(id) => Some(id),
            _ => None,
        }
    }

    /// Returns whether better evidence sets it free: a shelf and a test (rule 4.6).
    pub(crate) const fn is_breakable(&self) -> bool {
        matches!(self.reason.code, ReasonCode::Shelved(_) | ReasonCode::Window(_) | ReasonCode::Test)
    }
}

/// How many alarms are held, by what holds them.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct HeldCounts {
    pub(crate) test: u32,
    pub(crate) isolated: u32,
    pub(crate) shelved: u32,
    pub(crate) inhibited: u32,
}

impl HeldCounts {
    fn of(&mut self, code: ReasonCode) -> &mut u32 {
        match code {
            ReasonCode::Isolated | ReasonCode::Outage(_) => &mut self.isolated,
            ReasonCode::Shelved(_) => &mut self.shelved,
            ReasonCode::Inhibited => &mut self.inhibited,
            _ => &mut self.test,
        }
    }
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Ends {
    first: u32,
    last: u32,
}

impl Default for Ends {
    fn default() -> Self {
        Self { first: NONE, last: NONE }
    }
}

/// All held alarms.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Holds {
    rows: Box<[Option<Held>]>,
    /// The free rows, the next to be taken last.
    free: Box<[u32]>,
    vacant: u32,
    orders: u64,
    held: Ends,
    freed: Ends,
    counts: HeldCounts,
    /// The first held alarm of each zone.
    #[serde(skip)]
    zones: Box<[u32]>,
}

impl Holds {
    /// Makes the table.
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            rows: rows(capacity),
            free: (0..capacity as u32).rev().collect(),
            vacant: capacity as u32,
            orders: 0,
            held: Ends::default(),
            freed: Ends::default(),
            counts: HeldCounts::default(),
            zones: Box::default(),
        }
    }

    /// Returns the bytes that the table takes.
    pub(crate) const fn bytes(&self) -> usize {
        self.rows.len() * size_of::<Option<Held>>() + (self.free.len() + self.zones.len()) * size_of::<u32>()
    }

    /// Chains the held alarms by zone anew; `zone` says where a device hangs now.
    pub(crate) fn attach(&mut self, zones: usize, zone: impl Fn(DeviceId) -> Option<ZoneId>) {
        self.zones = vec![NONE; zones].into_boxed_slice();
        let mut ordered = (0..self.rows.len() as u32).collect::<Vec<_>>();
        ordered.retain(|index| self.get(*index).is_some());
        ordered.sort_by_key(|index| self.get(*index).map(|row| row.order));
        for index in ordered {
            if let Some(row) = self.get_mut(index) {
                row.zone = zone(row.device).unwrap_or(row.zone);
            }
            self.chain_in_zone(index);
        }
    }

    /// Returns whether another alarm can be held.
    pub(crate) const fn has_room(&self) -> bool {
        self.vacant > 0
    }

    /// Returns how many alarms are held, by what holds them.
    pub(crate) const fn counts(&self) -> HeldCounts {
        self.counts
    }

    /// Returns how many alarms are held.
    pub(crate) const fn len(&self) -> usize {
        self.rows.len() - self.vacant as usize
    }

    /// Returns a row.
    pub(crate) fn get(&self, index: u32) -> Option<&Held> {
        self.rows.get(index as usize)?.as_ref()
    }

    /// Returns a row.
    pub(crate) fn get_mut(&mut self, index: u32) -> Option<&mut Held> {
        self.rows.get_mut(index as usize)?.as_mut()
    }

    /// Holds an alarm; none when there is no room.
    pub(crate) fn hold(
        &mut self,
        alarm: AlarmKey,
        zone: ZoneId,
        reason: Reason,
        since: Instant,
    ) -> Option<u32> {
        let at = self.vacant.checked_sub(1)?;
        let index = *self.free.get(at as usize)?;
        self.vacant = at;
        self.rows[index as usize] = Some(Held {
            device: alarm.device,
            class: alarm.class,
            reason,
            since,
            severity: Severity::Unknown,
            occurred: Instant::UNSTATED,
            value_milli: 0,
            unit: Unit::None,
            marks: Marks::NONE,
            test: false,
            conditions: Conditions::NONE,
            order: self.orders,
            freed: None,
            zone,
            next: NONE,
            previous: NONE,
            zone_next: NONE,
            zone_previous: NONE,
        });
        self.orders += 1;
        self.insert(index, Side::Held);
        self.chain_in_zone(index);
        *self.counts.of(reason.code) += 1;
        Some(index)
    }

    /// Holds an alarm no longer.
    pub(crate) fn forget(&mut self, index: u32) {
        let Some(row) = self.get(index).copied() else { return };
        self.remove(index, if row.freed.is_some() { Side::Freed } else { Side::Held });
        match self.get_mut(row.zone_previous) {
            Some(before) => before.zone_next = row.zone_next,
            None => {
                if let Some(first) = self.zones.get_mut(row.zone.index()) {
                    *first = row.zone_next;
                }
            }
        }
        if let Some(after) = self.get_mut(row.zone_next) {
            after.zone_previous = row.zone_previous;
        }
        *self.counts.of(row.reason.code) -= 1;
        self.rows[index as usize] = None;
        self.free[self.vacant as usize] = index;
        self.vacant += 1;
    }

    /// Puts an alarm among those that are let go.
    pub(crate) fn let_go(&mut self, index: u32, at: Instant, reason: Reason) {
        if self.get(index).is_some_and(|row| row.freed.is_none()) {
            self.remove(index, Side::Held);
            self.insert(index, Side::Freed);
            if let Some(row) = self.get_mut(index) {
                row.freed = Some((at, reason));
            }
        }
    }

    /// Goes on holding an alarm, for another reason.
    pub(crate) fn keep(&mut self, index: u32, reason: Reason) {
        let Some(row) = self.get_mut(index) else { return };
        let (was, freed) = (std::mem::replace(&mut row.reason, reason), row.freed.take());
        *self.counts.of(was.code) -= 1;
        *self.counts.of(reason.code) += 1;
        if freed.is_some() {
            self.remove(index, Side::Freed);
            self.insert(index, Side::Held);
        }
    }

    /// Returns the first alarm that is to be let go.
    pub(crate) fn first_freed(&self) -> Option<(u32, &Held)> {
        Some((self.freed.first, self.get(self.freed.first)?))
    }

    /// Returns the held alarms of a zone, the latest first.
    pub(crate) fn in_zone(&self, zone: ZoneId) -> impl Iterator<Item = (u32, &Held)> {
        self.walk(self.zones.get(zone.index()).copied().unwrap_or(NONE), |row| row.zone_next)
    }

    /// Returns the held alarms, the first first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &Held)> {
        self.walk(self.held.first, |row| row.next)
    }

    /// Returns all of them: those that are held, then those that are about to be let go.
    pub(crate) fn all(&self) -> impl Iterator<Item = (u32, &Held)> {
        self.iter().chain(self.walk(self.freed.first, |row| row.next))
    }

    /// Returns the row after one in its zone.
    pub(crate) fn next_in_zone(&self, index: u32) -> Option<u32> {
        self.get(index).map(|row| row.zone_next).filter(|next| *next != NONE)
    }

    /// Returns the row after one in its chain.
    pub(crate) fn next(&self, index: u32) -> Option<u32> {
        self.get(index).map(|row| row.next).filter(|next| *next != NONE)
    }

    fn walk(&self, first: u32, step: impl Fn(&Held) -> u32) -> impl Iterator<Item = (u32, &Held)> {
        let mut next = first;
        std::iter::from_fn(move || {
            let index = next;
            let row = self.get(index)?;
            next = step(row);
            Some((index, row))
        })
    }

    fn chain_in_zone(&mut self, index: u32) {
        let Some(zone) = self.get(index).map(|row| row.zone) else { return };
        let Some(first) = self.zones.get_mut(zone.index()) else { return };
        let after = std::mem::replace(first, index);
        if let Some(row) = self.get_mut(index) {
            (row.zone_next, row.zone_previous) = (after, NONE);
        }
        if let Some(row) = self.get_mut(after) {
            row.zone_previous = index;
        }
    }

    fn ends(&mut self, side: Side) -> &mut Ends {
        match side {
            Side::Held => &mut self.held,
            Side::Freed => &mut self.freed,
        }
    }

    /// Puts a row into a chain behind those that were held before it.
    ///
    /// Cost: O(those that were held after it): none, but for what is let go out of turn.
    fn insert(&mut self, index: u32, side: Side) {
        let order = self.get(index).map_or(0, |row| row.order);
        let mut before = self.ends(side).last;
        while let Some(row) = self.get(before).filter(|row| row.order > order) {
            before = row.previous;
        }
        let after = match self.get_mut(before) {
            Some(row) => std::mem::replace(&mut row.next, index),
            None => std::mem::replace(&mut self.ends(side).first, index),
        };
        match self.get_mut(after) {
            Some(row) => row.previous = index,
            None => self.ends(side).last = index,
        }
        if let Some(row) = self.get_mut(index) {
            (row.next, row.previous) = (after, before);
        }
    }

    fn remove(&mut self, index: u32, side: Side) {
        let Some((next, previous)) = self.get(index).map(|row| (row.next, row.previous)) else { return };
        match self.get_mut(previous) {
            Some(before) => before.next = next,
            None => self.ends(side).first = next,
        }
        match self.get_mut(next) {
            Some(after) => after.previous = previous,
            None => self.ends(side).last = previous,
        }
    }
}

#[derive(Clone, Copy)]
enum Side {
    Held,
    Freed,
}
