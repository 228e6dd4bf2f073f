//! Whom a warning touches: sites, the people expected there, what is insured there.

use crate::limits::INSURERS_MAX;
use crate::units::{Fen, InsurerId};
use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};

/// What lies inside a warning; counted when its message comes, when the registry changes and when a day begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch {
    /// Sites inside it.
    pub sites: u16,
    /// People expected there by day, where the registry says so.
    pub people_day: u32,
    /// People expected there by night.
    pub people_night: u32,
    /// Sites of which the registry does not say how many people are there.
    pub people_unknown: u16,
    /// What the policies in force insure there, an insurer each, in the registry's order.
    pub insured: ArrayVec<(InsurerId, Fen), INSURERS_MAX>,
}

impl Touch {
    /// Adds a site and how many people it has by day and by night; neither stated: nobody knows.
    pub fn add_site(&mut self, by_day: u16, by_night: u16) {
        self.sites = self.sites.saturating_add(1);
        self.people_day = self.people_day.saturating_add(u32::from(by_day));
        self.people_night = self.people_night.saturating_add(u32::from(by_night));
        if (by_day, by_night) == (0, 0) {
            self.people_unknown = self.people_unknown.saturating_add(1);
        }
    }

    /// Adds a policy.
    pub fn add_policy(&mut self, insurer: InsurerId, limit: Fen) {
        match self.insured.iter_mut().find(|row| row.0 == insurer) {
            Some(row) => row.1.0 = row.1.0.saturating_add(limit.0),
            // There are no more insurers than places.
            None => drop(self.insured.try_push((insurer, limit))),
        }
    }

    /// Returns what is insured in all.
    pub fn sum(&self) -> Fen {
        Fen(self.insured.iter().fold(0, |sum: i64, row| sum.saturating_add(row.1.0)))
    }

    /// Returns the people expected on the shift of the hour.
    pub const fn people(&self, night: bool) -> u32 {
        if night { self.people_night } else { self.people_day }
    }
}
