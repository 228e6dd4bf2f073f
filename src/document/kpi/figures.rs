//! The figures of a span, each as a whole number: thousandths, seconds, counts.

use crate::document::kpi::devices::{Device, Site};
use crate::document::kpi::times::Times;
use crate::units::{Instant, Severity, Span};
use serde::{Deserialize, Serialize};

/// Priorities: low, medium, high, highest.
pub const PRIORITIES: usize = 4;

/// What was counted in a span.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// From when.
    pub from: Instant,
    /// Until when, exclusive.
    pub to: Instant,
    /// Officers on duty: what limits and averages are reckoned for.
    pub officers: u32,
    /// Incidents that were opened and follow no other, and returns to unacknowledged.
    pub announced: u64,
    /// Announcements in ten minutes, for each officer. Units: thousandths.
    pub per_ten_minutes_milli: u64,
    /// In an hour. Units: thousandths.
    pub per_hour_milli: u64,
    /// In a day. Units: thousandths.
    pub per_day_milli: u64,
    /// What EEMUA 191 says of that hour.
    pub steady: Steady,
    /// Ten-minute periods of the span.
    pub periods: u64,
    /// Those over the limit.
    pub periods_over: u64,
    /// Hours of the span.
    pub hours: u64,
    /// Those over the limit.
    pub hours_over: u64,
    /// The most in any ten minutes, wherever they begin.
    pub max_ten_minutes: u32,
    /// Surges that began.
    pub surges: u32,
    /// Time in surge.
    pub surge: Span,
    /// Announcements in the first ten minutes of the worst surge.
    pub upset_max: Option<u32>,
    /// What EEMUA 191 says of it.
    pub upset: Option<Upset>,
    /// Alarms that became members of incidents.
    pub alarms: u64,
    /// Those of the worst devices.
    pub worst_alarms: u64,
    /// The ten devices that alarmed most.
    pub worst: Vec<Device>,
    /// Devices with three alarms in a minute.
    pub chattering: u32,
    /// Alarms that were stale on the worst day.
    pub stale_day_max: u32,
    /// Incidents by the priority of their highest severity: low, medium, high, highest.
    pub priorities: [u64; PRIORITIES],
    /// Suppressions by people who had not proved who they are.
    pub unproved: u64,
    /// Open incidents that are not all quiet at the end.
    pub standing: u32,
    /// Alarms that are shelved at the end.
    pub shelved: u32,
    /// The most that were shelved at once.
    pub shelved_max: u32,
    /// Incidents that were verified as false alarms.
    pub false_alarms: u64,
    /// The sites that had one, the worst day first.
    pub sites: Vec<Site>,
    /// From receipt to acknowledgement; faults are left out, here and below.
    pub acknowledged: Times,
    /// Incidents that nobody has acknowledged.
    pub never_acknowledged: u64,
    /// From receipt to 119.
    pub reported: Times,
    /// From receipt to a verdict.
    pub verified: Times,
}

/// How much is announced in an hour, for an officer, when nothing is wrong.
///
/// Source: EEMUA 191: fewer than 6 acceptable, 12 manageable, 30 over-demanding, more than 60 unacceptable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Steady {
    /// Up to 6.
    #[default]
    Acceptable,
    /// Up to 12.
    Manageable,
    /// Up to 60.
    OverDemanding,
    /// More.
    Unacceptable,
}

impl Steady {
    /// Returns the class of a rate.
    pub(super) const fn of(per_hour_milli: u64) -> Self {
        match per_hour_milli {
            0..=6_000 => Self::Acceptable,
            6_001..=12_000 => Self::Manageable,
            12_001..=60_000 => Self::OverDemanding,
            60_001.. => Self::Unacceptable,
        }
    }
}

/// How much is announced in the first ten minutes of an upset.
///
/// Source: EEMUA 191: fewer than 10 manageable, 20 to 100 hard, more than 100 abandoned; between 10 and 20 it says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Upset {
    /// Fewer than 10.
    Manageable,
    /// Fewer than 20.
    Between,
    /// Up to 100.
    Hard,
    /// More.
    Abandoned,
}

impl Upset {
    /// Returns the class of a count.
    pub(super) const fn of(count: u32) -> Self {
        match count {
            0..10 => Self::Manageable,
            10..20 => Self::Between,
            20..=100 => Self::Hard,
            101.. => Self::Abandoned,
        }
    }
}

/// Returns the place of a severity among the priorities.
pub(super) const fn priority(severity: Severity) -> usize {
    match severity {
        Severity::Unknown | Severity::Info | Severity::Minor => 0,
        Severity::Moderate => 1,
        Severity::Severe => 2,
        Severity::Extreme => 3,
    }
}

/// Returns how much a count is in a unit of time, for each officer, rounded to the nearest thousandth.
pub(super) fn rate_milli(count: u64, unit: Span, span_ms: u64, officers: u32) -> u64 {
    let whole = u128::from(count) * 1_000 * u128::from(unit.0.unsigned_abs());
    let part = u128::from(span_ms) * u128::from(officers);
    u64::try_from((whole + part / 2) / part.max(1)).unwrap_or(u64::MAX)
}

/// Returns a share in hundredths of a percent, rounded down; zero of nothing.
pub const fn share(part: u64, whole: u64) -> u64 {
    if whole == 0 { 0 } else { (part as u128 * 10_000 / whole as u128) as u64 }
}
