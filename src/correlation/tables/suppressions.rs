//! What people asked to be kept from being announced: shelves, outages, maintenance windows.
//!
//! Decides: which of them runs, and which windows cover a zone: one bit test.
//! Must not know: which alarms they hold.
//!
//! Invariant: one that is broken holds nothing any more, though it has yet to be ended.

use crate::correlation::alarm::AlarmKey;
use crate::correlation::change::Reason;
use crate::correlation::reference::ZoneReference;
use crate::correlation::tables::rows;
use crate::limits::{SUPPRESSIONS_MAX, WINDOWS_MAX, ZONE_DEPTH_MAX};
use crate::units::{DeviceId, Instant, SuppressionId, ZoneId};
use serde::{Deserialize, Serialize};

/// One request of a person, until a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppression {
    /// Its number.
    pub id: SuppressionId,
    /// What it covers.
    pub cover: Cover,
    /// When it began.
    pub begun: Instant,
    /// Until when.
    pub until: Instant,
}

/// What a person asked to be kept silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cover {
    /// Shelved (搁置): one alarm.
    Shelf(AlarmKey),
    /// Out of service (停用): a device, but its fire bit.
    Outage(DeviceId),
    /// A maintenance window (维保窗口): everything below a node of the zone tree goes to the test lane.
    Window(ZoneId),
}

const _: () = assert!(WINDOWS_MAX <= u64::BITS as usize, "a bit a window");

/// All of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Suppressions {
    rows: Box<[Option<Suppression>]>,
    /// When and why each broke; none while it holds.
    broken: Box<[Option<(Instant, Reason)>]>,
    breaks: u32,
    /// The rows of the windows, by their bit.
    windows: Box<[Option<u32>]>,
    /// The windows that cover each zone.
    #[serde(skip)]
    zones: Box<[u64]>,
    running: u32,
}

impl Suppressions {
    /// Makes the table.
    pub(crate) fn new() -> Self {
        Self {
            rows: rows(SUPPRESSIONS_MAX),
            broken: rows(SUPPRESSIONS_MAX),
            breaks: 0,
            windows: rows(WINDOWS_MAX),
            zones: Box::default(),
            running: 0,
        }
    }

    /// Returns the bytes that the table takes.
    pub(crate) const fn bytes(&self) -> usize {
        self.rows.len() * (size_of::<Option<Suppression>>() + size_of::<Option<(Instant, Reason)>>())
            + self.windows.len() * size_of::<Option<u32>>()
            + self.zones.len() * size_of::<u64>()
    }

    /// Resolves the windows against a new tree.
    pub(crate) fn attach(&mut self, tree: &[ZoneReference]) {
        self.zones = rows(tree.len());
        for bit in 0..self.windows.len() {
            if let Some(Cover::Window(node)) =
                self.windows[bit].and_then(|slot| self.get(slot)).map(|row| row.cover)
            {
                self.mark(bit, node, |at| tree.get(at.index()).and_then(|zone| zone.parent));
            }
        }
    }

    /// Returns whether another one finds a place.
    pub(crate) fn has_room(&self, cover: Cover) -> bool {
        let window = !matches!(cover, Cover::Window(_)) || self.windows.iter().any(Option::is_none);
        window && (self.running as usize) < self.rows.len()
    }

    /// Takes one in; returns its row, or none when there is no place or its number runs already.
    ///
    /// Cost: O(zones x depth) for a window.
    pub(crate) fn put(&mut self, new: Suppression, parent: impl Fn(ZoneId) -> Option<ZoneId>) -> Option<u32> {
        if !self.has_room(new.cover) || self.find(new.id).is_some() {
            return None;
        }
        let slot = self.rows.iter().position(Option::is_none)?;
        if let Cover::Window(node) = new.cover {
            let bit = self.windows.iter().position(Option::is_none)?;
            self.windows[bit] = Some(slot as u32);
            self.mark(bit, node, parent);
        }
        self.rows[slot] = Some(new);
        self.running += 1;
        Some(slot as u32)
    }

    /// Takes one out.
    pub(crate) fn remove(&mut self, id: SuppressionId) -> Option<(u32, Suppression)> {
        let slot = self.find(id)?;
        let gone = self.rows[slot as usize].take()?;
        self.running -= 1;
        self.breaks -= u32::from(self.broken[slot as usize].take().is_some());
        if let Some(bit) = self.windows.iter().position(|row| *row == Some(slot)) {
            self.windows[bit] = None;
            self.zones.iter_mut().for_each(|mask| *mask &= !(1 << bit));
        }
        Some((slot, gone))
    }

    /// Breaks one: from now it holds nothing.
    pub(crate) fn break_at(&mut self, slot: u32, at: Instant, reason: Reason) {
        if let (Some(Some(_)), Some(broken @ None)) =
            (self.rows.get(slot as usize), self.broken.get_mut(slot as usize))
        {
            *broken = Some((at, reason));
            self.breaks += 1;
        }
    }

    /// Returns the first that is broken and has yet to be ended.
    pub(crate) fn first_broken(&self) -> Option<(SuppressionId, Instant, Reason)> {
        if self.breaks == 0 {
            return None;
        }
        let mut all = self.rows.iter().zip(&self.broken);
        all.find_map(|(row, broken)| row.zip(*broken)).map(|(row, (at, reason))| (row.id, at, reason))
    }

    /// Returns the row of a slot.
    pub(crate) fn get(&self, slot: u32) -> Option<&Suppression> {
        self.rows.get(slot as usize)?.as_ref()
    }

    /// Returns the slot of a number.
    pub(crate) fn find(&self, id: SuppressionId) -> Option<u32> {
        let at = self.rows.iter().position(|row| row.is_some_and(|row| row.id == id))?;
        Some(at as u32)
    }

    /// Returns the first window that covers a zone.
    pub(crate) fn window(&self, zone: ZoneId) -> Option<SuppressionId> {
        self.get(self.window_slot(zone)?).map(|row| row.id)
    }

    /// Returns the slot of the first window that covers a zone.
    pub(crate) fn window_slot(&self, zone: ZoneId) -> Option<u32> {
        let mut mask = self.zones.get(zone.index()).copied().unwrap_or(0);
        while mask != 0 {
            let slot = (*self.windows.get(mask.trailing_zeros() as usize)?)?;
            if self.broken[slot as usize].is_none() {
                return Some(slot);
            }
            mask &= mask - 1;
        }
        None
    }

    /// Returns the shelf of an alarm.
    ///
    /// Cost: O(suppressions): asked only of an alarm whose state says that it is shelved.
    pub(crate) fn shelf(&self, alarm: AlarmKey) -> Option<&Suppression> {
        self.holding().find(|row| row.cover == Cover::Shelf(alarm))
    }

    /// Returns the outage of a device; asked as [`Suppressions::shelf`] is.
    pub(crate) fn outage(&self, device: DeviceId) -> Option<&Suppression> {
        self.holding().find(|row| row.cover == Cover::Outage(device))
    }

    /// Returns all that run.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Suppression> {
        self.rows.iter().flatten()
    }

    /// Returns all that are not broken.
    fn holding(&self) -> impl Iterator<Item = &Suppression> {
        self.rows
            .iter()
            .zip(&self.broken)
            .filter(|(_, broken)| broken.is_none())
            .filter_map(|(row, _)| row.as_ref())
    }

    /// Returns how many run.
    pub(crate) const fn len(&self) -> usize {
        self.running as usize
    }

    fn mark(&mut self, bit: usize, node: ZoneId, parent: impl Fn(ZoneId) -> Option<ZoneId>) {
        for index in 0..self.zones.len() {
            let mut at = Some(ZoneId(index as u32));
            for _ in 0..ZONE_DEPTH_MAX {
                if at == Some(node) {
                    self.zones[index] |= 1 << bit;
                    break;
                }
                at = at.and_then(&parent);
            }
        }
    }
}
