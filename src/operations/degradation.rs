//! What gives way under load, in the order in which it does; every step is counted and shown.
//!
//! Invariant: the order is announced beforehand (rule 9), and life-risk gives way last.

use crate::correlation::change::Table;
use serde::{Deserialize, Serialize};

/// How often each step was taken, since the state was begun.
///
/// What a table turned away is counted while the program runs: the journal holds its sum alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Degraded {
    counts: [u64; Step::ALL.len()],
    /// Devices that no registry knows and that found no row.
    pub devices: u64,
    /// Warnings that found no place.
    pub warnings: u64,
}

/// A step of the degradation, the first to be taken first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Repeats with a reading: counted, without an entry of their own.
    AnalogueRepeats,
    /// Other repeats: counted, without an entry of their own.
    Repeats,
    /// Alarms that are no hazard: the table of members is full.
    NoHazard,
    /// Alarms that are not life-risk: in the overflow incident of their family.
    Hazard,
    /// Life-risk alarms: in an overflow incident of their own.
    LifeRisk,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 5] =
        [Self::AnalogueRepeats, Self::Repeats, Self::NoHazard, Self::Hazard, Self::LifeRisk];
}

impl Degraded {
    /// Returns how often a step was taken.
    pub const fn count(&self, step: Step) -> u64 {
        self.counts[step as usize]
    }

    /// Counts a repeat that has no entry of its own.
    pub const fn count_repeat(&mut self, analogue: bool) {
        self.add(if analogue { Step::AnalogueRepeats } else { Step::Repeats });
    }

    /// Counts an alarm in an overflow incident.
    pub const fn count_overflow(&mut self, life_risk: bool) {
        self.add(if life_risk { Step::LifeRisk } else { Step::Hazard });
    }

    /// Counts what found a table full; an incident's alarms are counted as they join the overflow incident.
    pub const fn count_table(&mut self, table: Table) {
        match table {
            Table::Members => self.add(Step::NoHazard),
            Table::Unregistered => self.devices += 1,
            Table::Warnings => self.warnings += 1,
            Table::Incidents => {}
        }
    }

    const fn add(&mut self, step: Step) {
        self.counts[step as usize] += 1;
    }
}
