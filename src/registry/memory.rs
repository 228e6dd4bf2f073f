//! What the core's tables cost, and whether that is allowed.
//!
//! Decides: which table's bytes are told apart. Must not know: how a table is laid out: it asks the core.

use crate::config::mistake::{Words, both};
use crate::correlation::reference::Reference;
use crate::correlation::{Capacity, Correlation};

/// What the core's tables cost.
///
/// Units: bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// How much of each thing there is room for.
    pub capacity: Capacity,
    /// Devices with their members, filters, held alarms and timers.
    pub devices: usize,
    /// Incidents with their timers.
    pub incidents: usize,
    /// Warnings.
    pub warnings: usize,
    /// Zones, with what is open and what is explained in each.
    pub zones: usize,
    /// What every desk has: shelves, windows, pairs, rules.
    pub rest: usize,
}

impl Cost {
    /// Measures it: the tables are made with and without each thing.
    ///
    /// Cost: allocates what the desk would, for a moment.
    pub fn of(reference: &Reference) -> Self {
        let capacity = Capacity::of(reference.devices.len());
        let all = bytes(reference, capacity);
        let mut less = Reference { devices: Box::default(), ..reference.clone() };
        let none = Capacity { devices: 1, ..capacity };
        let without_devices = bytes(&less, none);
        let none = Capacity { incidents: 1, ..none };
        let without_incidents = bytes(&less, none);
        let none = Capacity { warnings: 1, ..none };
        let without_warnings = bytes(&less, none);
        less.zones = Box::default();
        let rest = bytes(&less, none);
        Self {
            capacity,
            devices: all.saturating_sub(without_devices),
            incidents: without_devices.saturating_sub(without_incidents),
            warnings: without_incidents.saturating_sub(without_warnings),
            zones: without_warnings.saturating_sub(rest),
            rest,
        }
    }

    /// Returns all of it.
    pub const fn total(&self) -> usize {
        self.devices + self.incidents + self.warnings + self.zones + self.rest
    }

    /// Returns the figures in a line.
    pub fn words(&self, bytes_max: u64) -> Words {
        let Capacity { devices, incidents, warnings } = self.capacity;
        let [of_devices, of_incidents, of_warnings, of_zones, rest, total] =
            [self.devices, self.incidents, self.warnings, self.zones, self.rest, self.total()].map(mebibytes);
        let most = bytes_max >> 20;
        both!(
            "内存: 探测器 {devices} 台 {of_devices} MB (含成员, 压住的报警, 定时), 事件 {incidents} 起 {of_incidents} MB, 预警 {warnings} 条 {of_warnings} MB, 区域 {of_zones} MB, 其余 {rest} MB; 共 {total} MB, 上限 {most} MB",
            "memory: {devices} devices {of_devices} MB (with members, held alarms, timers), {incidents} incidents {of_incidents} MB, {warnings} warnings {of_warnings} MB, zones {of_zones} MB, the rest {rest} MB; {total} MB in all, at most {most} MB"
        )
    }

    /// Returns what is wrong when it is more than is allowed: the figures, and what to change.
    pub fn refusal(&self, bytes_max: u64) -> Option<Words> {
        if self.total() as u64 <= bytes_max {
            return None;
        }
        let (needed, most) = ((self.total() as u64).div_ceil(1 << 20), bytes_max >> 20);
        let devices = self.capacity.devices;
        Some(both!(
            "内存不够: {devices} 台探测器的表要 {needed} MB, 上限是 {most} MB\n  提示: 把配置 [desk] 的 memory_max_mb 写成 {needed} 或更大, 或把台账分成几个值班台",
            "too little memory: the tables of {devices} devices need {needed} MB, and {most} MB are allowed\n  hint: write memory_max_mb = {needed} or more into [desk] of the configuration, or divide the registry between desks"
        ))
    }
}

fn bytes(reference: &Reference, capacity: Capacity) -> usize {
    Correlation::new(reference, capacity).memory_bytes()
}

/// Writes bytes as mebibytes with one decimal; never less than they are.
fn mebibytes(bytes: usize) -> String {
    let tenths = (bytes * 10).div_ceil(1 << 20);
    format!("{}.{}", tenths / 10, tenths % 10)
}
