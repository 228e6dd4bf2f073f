//! Which devices alarm most, which chatter, and which sites cry wolf.

use crate::text::Text;
use crate::units::{DeviceId, Instant, Span};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Devices in the list of the worst.
pub const WORST: usize = 10;

/// Three alarms of a device within this are chatter.
///
/// Source: ISA-18.2: three or more in a minute.
const CHATTER_WITHIN: Span = Span::minutes(1);

/// A device and how often it alarmed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Its code, as it was called last.
    pub code: Text<32>,
    /// Its alarms.
    pub alarms: u64,
}

/// A site and its false alarms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// What it is called; empty where the entry did not say.
    pub name: String,
    /// False alarms in the span.
    pub alarms: u64,
    /// Its worst day: days since 1970-01-01.
    pub worst_day: i32,
    /// False alarms of that day.
    pub worst: u32,
    /// Days with more than are put up with.
    pub days_over: u32,
}

/// Counts alarms by device. Limits: a row a device that alarmed.
#[derive(Clone, Debug, Default)]
pub(super) struct Devices {
    rows: BTreeMap<DeviceId, Row>,
    pub(super) alarms: u64,
}

#[derive(Clone, Debug, Default)]
struct Row {
    code: Box<str>,
    alarms: u64,
    before: [Instant; 2],
    chatters: bool,
}

impl Devices {
    /// Counts an alarm.
    pub(super) fn add(&mut self, device: DeviceId, code: &str, at: Instant) {
        let row = self.rows.entry(device).or_default();
        if *row.code != *code {
            row.code = code.into();
        }
        row.alarms += 1;
        self.alarms += 1;
        let [second, third] = row.before;
        row.chatters |= third.is_stated() && at.since(third) <= CHATTER_WITHIN;
        row.before = [at, second];
    }

    /// Returns how many chatter.
    pub(super) fn chattering(&self) -> u32 {
        self.rows.values().filter(|row| row.chatters).count() as u32
    }

    /// Returns the worst, the worst first.
    pub(super) fn worst(&self) -> Vec<Device> {
        let mut rows: Vec<_> = self.rows.values().collect();
        rows.sort_unstable_by_key(|row| (Reverse(row.alarms), &row.code));
        let named = |row: &&Row| Device { code: crate::text::bounded(&row.code), alarms: row.alarms };
        rows.iter().take(WORST).map(named).collect()
    }
}

/// Counts false alarms by site and day. Limits: a row a site and day that had one.
#[derive(Clone, Debug)]
pub(super) struct Sites {
    day_max: u32,
    rows: BTreeMap<String, BTreeMap<i32, u32>>,
}

impl Sites {
    /// Begins; more than `day_max` a day are marked.
    pub(super) const fn new(day_max: u32) -> Self {
        Self { day_max, rows: BTreeMap::new() }
    }

    /// Counts a false alarm.
    pub(super) fn add(&mut self, name: &str, day: i32) {
        if let Some(days) = self.rows.get_mut(name) {
            *days.entry(day).or_default() += 1;
        } else {
            self.rows.insert(name.to_owned(), BTreeMap::from([(day, 1)]));
        }
    }

    /// Counts one less: it was none.
    pub(super) fn take_back(&mut self, name: &str, day: i32) {
        if let Some(count) = self.rows.get_mut(name).and_then(|days| days.get_mut(&day)) {
            *count = count.saturating_sub(1);
        }
    }

    /// Returns every site that had one, the one with the worst day first.
    pub(super) fn finish(self) -> Vec<Site> {
        let day_max = self.day_max;
        let sites = self.rows.into_iter().map(|(name, days)| site(name, &days, day_max));
        let mut sites: Vec<_> = sites.filter(|site| site.alarms > 0).collect();
        sites.sort_by(|one, other| {
            (Reverse(one.worst), Reverse(one.alarms), &one.name).cmp(&(
                Reverse(other.worst),
                Reverse(other.alarms),
                &other.name,
            ))
        });
        sites
    }
}

/// Sums a site up; of two days that were as bad the earlier one is told.
fn site(name: String, days: &BTreeMap<i32, u32>, day_max: u32) -> Site {
    let mut site = Site { name, ..Site::default() };
    for (day, count) in days {
        site.alarms += u64::from(*count);
        site.days_over += u32::from(*count > day_max);
        if *count > site.worst {
            (site.worst, site.worst_day) = (*count, *day);
        }
    }
    site
}
