//! Surge (报警激增): when more is announced than those on duty can take in.
//!
//! Decides: what counts as an announcement, when a surge begins and when it is over.
//! Must not know: what a list does about it.
//!
//! Invariants:
//! - an announcement counts for [`WINDOW`], from its instant on; the instant it is over it no longer counts;
//! - whether there is a surge changes by a fact alone, so that the journal tells the same.
//!
//! Source: ISA-18.2, alarm flood: more than 10 in 10 minutes for an operator, until fewer than 5; rule 9.

use crate::correlation::rules::Rules;
use crate::limits::ANNOUNCEMENTS_MAX;
use crate::units::{IncidentId, Instant, Span};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// The window that announcements are counted in.
pub const WINDOW: Span = Span::minutes(10);

/// What begins and what ends a surge, for those who are on duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// More announcements than this in the window begin it.
    pub begins_above: usize,
    /// Fewer than this end it.
    pub ends_below: usize,
}

impl Limits {
    /// Returns the limits of the rules for so many officers; an empty desk counts as one.
    ///
    /// Limits: what the window can count; a surge never ends by the announcement that began it.
    pub fn of(rules: &Rules, officers: u16) -> Self {
        let officers = usize::from(officers.max(1));
        let begins_above = (usize::from(rules.surge_begins) * officers).min(ANNOUNCEMENTS_MAX - 1);
        let ends_below = (usize::from(rules.surge_ends) * officers).clamp(1, begins_above + 1);
        Self { begins_above, ends_below }
    }
}

/// The latest announcements: incidents opened that follow no other, and incidents that went back to unacknowledged.
///
/// Forty detectors of one fire are one announcement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surge {
    latest: VecDeque<Instant>,
    /// The incident whose opening was announced last: it may turn out to follow another.
    opened: Option<IncidentId>,
    since: Option<Instant>,
    /// Since when the limits are what they are: other limits change nothing before they came.
    limits_since: Instant,
    /// How much was announced since the last surge ended: old news begins no new one.
    fresh: u64,
}

impl Default for Surge {
    fn default() -> Self {
        Self {
            latest: VecDeque::with_capacity(ANNOUNCEMENTS_MAX),
            opened: None,
            since: None,
            limits_since: Instant::UNSTATED,
            fresh: 0,
        }
    }
}

impl Surge {
    /// Takes all the room that it will ever need.
    pub fn make_ready(&mut self) {
        self.latest.reserve(ANNOUNCEMENTS_MAX.saturating_sub(self.latest.len()));
    }

    /// Counts an incident that went back to unacknowledged.
    pub fn announce(&mut self, at: Instant) {
        let at = self.latest.back().map_or(at, |last| at.max(*last));
        while self.latest.len() >= ANNOUNCEMENTS_MAX {
            self.latest.pop_front();
        }
        self.latest.push_back(at);
        self.opened = None;
        self.fresh += 1;
    }

    /// Counts an incident that was opened.
    pub fn open(&mut self, incident: IncidentId, at: Instant) {
        self.announce(at);
        self.opened = Some(incident);
    }

    /// Takes back the announcement of an incident that follows another: a child is counted with its parent.
    pub fn follow(&mut self, incident: IncidentId) {
        if self.opened == Some(incident) {
            self.opened = None;
            self.latest.pop_back();
            self.fresh = self.fresh.saturating_sub(1);
        }
    }

    /// Returns how many announcements are in the window of an instant.
    pub fn count(&self, now: Instant) -> usize {
        self.latest.len() - self.latest.partition_point(|at| now.since(*at) >= WINDOW)
    }

    /// Returns when the newest announcement was, or when limits came that it is above, when a surge begins with it.
    pub fn begins(&self, limits: Limits) -> Option<Instant> {
        let cause = self.latest.back()?.max(&self.limits_since);
        let begins = self.fresh > 0 && self.since.is_none() && self.count(*cause) > limits.begins_above;
        begins.then_some(*cause)
    }

    /// Returns when the surge is over if nothing more is announced; none when there is no surge.
    pub fn ends(&self, limits: Limits) -> Option<Instant> {
        let since = self.since?.max(self.limits_since);
        let last = self.latest.len().checked_sub(limits.ends_below).and_then(|at| self.latest.get(at));
        Some(last.map_or(since, |at| at.after(WINDOW).max(since)))
    }

    /// Notes that other limits hold from now on.
    pub fn limit(&mut self, at: Instant) {
        self.limits_since = at;
    }

    /// Notes that a surge began.
    pub fn begin(&mut self, at: Instant) {
        self.since = Some(at);
    }

    /// Notes that it is over.
    pub fn end(&mut self) {
        self.since = None;
        self.fresh = 0;
    }

    /// Returns since when alarms surge.
    pub const fn since(&self) -> Option<Instant> {
        self.since
    }
}

#[cfg(test)]
mod tests {
    use super::{Limits, Surge, WINDOW};
    use crate::correlation::rules::Rules;
    use crate::units::{IncidentId, Instant, Span};

    const T0: Instant = Instant(1_000_000);

    fn at(second: i64) -> Instant {
        T0.after(Span::seconds(second))
    }

    #[test]
    fn a_surge_begins_above_ten_and_ends_below_five() {
        let (mut surge, limits) = (Surge::default(), Limits::of(&Rules::default(), 0));
        for second in 0..10 {
            surge.announce(at(second));
            assert_eq!(surge.begins(limits), None, "ten are not yet a surge");
        }
        surge.announce(at(10));
        assert_eq!(surge.begins(limits), Some(at(10)));
        surge.begin(at(10));
        // Five are left, those of the seconds 6 to 10, until the one of second 6 is over.
        assert_eq!(surge.ends(limits), Some(at(WINDOW.whole_seconds() + 6)));
        assert_eq!(surge.count(at(WINDOW.whole_seconds() + 5)), 5);
        assert_eq!(surge.count(at(WINDOW.whole_seconds() + 6)), 4);
        surge.end();
        assert_eq!(surge.begins(limits), None, "what is over does not begin again by the news that began it");
    }

    #[test]
    fn a_second_officer_takes_twice_as_much_and_a_child_is_no_announcement() {
        let limits = Limits::of(&Rules::default(), 2);
        assert_eq!((limits.begins_above, limits.ends_below), (20, 10));
        let mut surge = Surge::default();
        for number in 0..30 {
            surge.open(IncidentId(number), at(1));
            if number >= 20 {
                surge.follow(IncidentId(number));
            }
        }
        assert_eq!((surge.count(at(1)), surge.begins(limits)), (20, None));
        surge.follow(IncidentId(3));
        assert_eq!(surge.count(at(1)), 20, "only the newest opening can turn out to follow another");
    }

    #[test]
    fn other_limits_change_nothing_before_they_came() {
        let of = |begins, ends| Limits { begins_above: begins, ends_below: ends };
        let mut surge = Surge::default();
        (0..8).for_each(|minute| surge.announce(at(60 * minute)));
        let next_day = at(24 * 3_600);
        surge.limit(next_day);
        assert_eq!(surge.begins(of(5, 3)), None, "what was announced a day ago is no surge of today");
        surge.announce(next_day.after(Span::seconds(1)));
        assert_eq!(surge.begins(of(5, 3)), None);

        let mut surge = Surge::default();
        (0..8).for_each(|minute| surge.announce(at(60 * minute)));
        surge.limit(at(480));
        assert_eq!(surge.begins(of(5, 3)), Some(at(480)), "it begins when the limits say so, not before");
        surge.begin(at(480));
        surge.limit(at(900));
        assert_eq!(surge.ends(of(5, 8)), Some(at(900)), "it ends when the limits say so, not before");
    }

    #[test]
    fn more_than_can_be_counted_is_still_a_surge() {
        let rules = Rules { surge_begins: u16::MAX, surge_ends: 0, ..Rules::default() };
        let limits = Limits::of(&rules, u16::MAX);
        let mut surge = Surge::default();
        for milli in 0..5_000 {
            surge.announce(Instant(T0.0 + milli));
        }
        assert!(surge.begins(limits).is_some() && limits.ends_below == 1);
    }
}
