//! The device table: one cache line a device, with everything that a repeated alarm needs.
//!
//! Registered devices fill it from the front, as the registry numbers them; unregistered ones from the back, so that a
//! registry that grows does not run into them.

use crate::correlation::alarm::{AlarmClass, AlarmKey, AlarmState, DeviceKind};
use crate::correlation::event::Conditions;
use crate::correlation::reference::Reference;
use crate::correlation::state::Trigger;
use crate::correlation::tables::{NONE, rows};
use crate::limits::UNREGISTERED_MAX;
use crate::units::{DeviceId, Instant, Span, ZoneId};
use serde::{Deserialize, Serialize};

/// One device.
///
/// Limits: 64 bytes, and in one cache line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[repr(align(64))]
pub(crate) struct Device {
    /// The member row of each of its alarms.
    pub(crate) members: [u32; 4],
    /// How often each of its alarms began.
    pub(crate) occurrences: [u32; 4],
    /// When it was last heard.
    pub(crate) heard: Instant,
    /// Where it hangs.
    pub(crate) zone: ZoneId,
    /// The gateway that it reports through; an unregistered device has none, and the registry tells all others' again.
    #[serde(skip, default = "no_gateway")]
    gateway: u32,
    /// Milliseconds of silence that are normal; zero: any.
    #[serde(skip)]
    silence_ms: u32,
    /// The flap register: a bit a message about its hazard, one where the hazard began or ended, the latest lowest.
    pub(crate) flaps: u32,
    /// Its conditions now.
    pub(crate) conditions: Conditions,
    /// The state of each of its alarms.
    pub(crate) states: [AlarmState; 4],
    /// What it is.
    #[serde(skip)]
    pub(crate) kind: DeviceKind,
    /// `KNOWN`, `BIT0_TRUSTED`, `UNREGISTERED`, `RESTLESS`, and from bit 4 on a bit a class whose conditions are not known one by one.
    flags: u8,
}

const _: () = assert!(size_of::<Device>() == 64, "a device is one cache line");

const KNOWN: u8 = 1;
const BIT0_TRUSTED: u8 = 1 << 1;
const UNREGISTERED: u8 = 1 << 2;
const RESTLESS: u8 = 1 << 3;
const INFERRED_SHIFT: u8 = 4;

/// What a checkpoint, which holds no gateways, is read with: zero would be the first device.
const fn no_gateway() -> u32 {
    NONE
}

impl Default for Device {
    fn default() -> Self {
        Self {
            members: [NONE; 4],
            occurrences: [0; 4],
            heard: Instant::UNSTATED,
            zone: ZoneId(0),
            gateway: NONE,
            silence_ms: 0,
            flaps: 0,
            conditions: Conditions::NONE,
            states: [AlarmState::Normal; 4],
            kind: DeviceKind::Other,
            flags: 0,
        }
    }
}

impl Device {
    /// Returns the gateway that it reports through.
    pub(crate) const fn gateway(&self) -> Option<DeviceId> {
        if self.gateway == NONE { None } else { Some(DeviceId(self.gateway)) }
    }

    /// Returns the longest silence that is normal for it.
    pub(crate) const fn silence_max(&self) -> Option<Span> {
        if self.silence_ms == 0 { None } else { Some(Span(self.silence_ms as i64)) }
    }

    /// Returns whether bit 0 of its state tells test from normal.
    pub(crate) const fn bit0_trusted(&self) -> bool {
        self.flags & BIT0_TRUSTED != 0
    }

    /// Returns whether a condition of it waits to count, or to end.
    pub(crate) const fn is_restless(&self) -> bool {
        self.flags & RESTLESS != 0
    }

    /// Notes whether a condition of it waits.
    pub(crate) fn set_restless(&mut self, restless: bool) {
        self.flags = if restless { self.flags | RESTLESS } else { self.flags & !RESTLESS };
    }

    /// Returns whether no registry knows it.
    pub(crate) const fn is_unregistered(&self) -> bool {
        self.flags & UNREGISTERED != 0
    }

    /// Returns whether the class stands by the journal's word only, so that its conditions are not known one by one.
    pub(crate) const fn is_inferred(&self, class: AlarmClass) -> bool {
        self.flags & (1 << (INFERRED_SHIFT + class as u8)) != 0
    }

    /// Notes that the class stands by the journal's word.
    pub(crate) fn infer(&mut self, class: AlarmClass) {
        self.flags |= 1 << (INFERRED_SHIFT + class as u8);
    }

    /// Notes that the conditions of the class are the device's own word.
    pub(crate) fn confirm(&mut self, class: AlarmClass) {
        self.flags &= !(1 << (INFERRED_SHIFT + class as u8));
    }

    /// Shifts one message about its hazard into the flap register.
    pub(crate) fn flap(&mut self, before: Conditions, after: Conditions) {
        let hazard = AlarmClass::Hazard.conditions();
        self.flaps = self.flaps << 1 | u32::from(before.any(hazard) != after.any(hazard));
    }
}

/// All devices.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Devices {
    rows: Box<[Device]>,
    registered: u32,
    unregistered: u32,
    pub(crate) turned_away: u64,
}

impl Devices {
    /// Makes the table; a registry that is larger than `capacity` makes it larger.
    pub(crate) fn new(reference: &Reference, capacity: usize) -> Self {
        let mut devices = Self {
            rows: rows(capacity.max(reference.devices.len())),
            registered: 0,
            unregistered: 0,
            turned_away: 0,
        };
        devices.attach(reference);
        devices
    }

    /// Takes the registry's columns; rows that it does not know keep what they had.
    ///
    /// Returns whether a device that was known hangs elsewhere now.
    pub(crate) fn attach(&mut self, reference: &Reference) -> bool {
        let mut moved = false;
        let room = self.rows.len() - self.unregistered as usize;
        self.registered = reference.devices.len().min(room) as u32;
        for (row, told) in self.rows.iter_mut().take(room).zip(&reference.devices) {
            moved |= row.flags & KNOWN != 0 && row.zone != told.zone;
            row.zone = told.zone;
            row.kind = told.kind;
            row.gateway = told.gateway.map_or(NONE, |gateway| gateway.0);
            row.silence_ms = told.silence_max.0.clamp(0, i64::from(u32::MAX)) as u32;
            row.flags |= KNOWN;
            row.flags &= !(BIT0_TRUSTED | UNREGISTERED);
            row.flags |= if told.bit0_trusted { BIT0_TRUSTED } else { 0 };
        }
        moved
    }

    /// Returns the row of a device that exists.
    pub(crate) fn get(&self, device: DeviceId) -> Option<&Device> {
        self.rows.get(device.index()).filter(|row| row.flags & KNOWN != 0)
    }

    /// Returns the row of a device that exists.
    pub(crate) fn get_mut(&mut self, device: DeviceId) -> Option<&mut Device> {
        self.rows.get_mut(device.index()).filter(|row| row.flags & KNOWN != 0)
    }

    /// Moves an alarm's state.
    pub(crate) fn trigger(&mut self, alarm: AlarmKey, trigger: Trigger) {
        if let Some(row) = self.get_mut(alarm.device) {
            let state = &mut row.states[alarm.class as usize];
            *state = state.after(trigger);
        }
    }

    /// Gives an unregistered device a row, from the back; none when there is no room.
    pub(crate) fn admit(&mut self, zone: ZoneId) -> Option<DeviceId> {
        let room = self.rows.len() - self.registered as usize;
        if self.unregistered as usize >= room.min(UNREGISTERED_MAX) {
            self.turned_away += 1;
            return None;
        }
        let device = DeviceId((self.rows.len() - 1 - self.unregistered as usize) as u32);
        self.readmit(device, zone);
        Some(device)
    }

    /// Gives a device that the journal names its row back.
    pub(crate) fn readmit(&mut self, device: DeviceId, zone: ZoneId) {
        let from_back = self.rows.len().saturating_sub(device.index());
        if let Some(row) = self.rows.get_mut(device.index()).filter(|row| row.flags & KNOWN == 0) {
            row.zone = zone;
            row.flags |= KNOWN | UNREGISTERED;
            self.unregistered = self.unregistered.max(from_back as u32);
        }
    }

    /// Returns how many unregistered devices have a row.
    pub(crate) const fn unregistered(&self) -> u32 {
        self.unregistered
    }

    /// Returns how many rows there are.
    pub(crate) const fn capacity(&self) -> usize {
        self.rows.len()
    }
}
