//! Rule 9, as far as it can be counted without a list: announcements, and whether they are a surge.

use super::Naive;
use dutydesk::units::{Instant, Span};

/// What announcements are counted in.
const SURGE_WINDOW: Span = Span::minutes(10);

impl Naive {
    /// When an incident opened that is no child, or returned to unacknowledged.
    pub(crate) fn announcements(&self) -> &[Instant] {
        &self.announcements
    }

    /// Whether there is a surge now, for so many officers on duty.
    pub(crate) fn is_surging(&self, officers: u16) -> bool {
        let begins = usize::from(self.rules.surge_begins) * usize::from(officers);
        let ends = usize::from(self.rules.surge_ends) * usize::from(officers);
        let mut edges: Vec<_> = self.announcements.clone();
        edges.extend(self.announcements.iter().map(|at| at.after(SURGE_WINDOW)));
        edges.retain(|at| *at <= self.now);
        edges.sort();
        edges.into_iter().fold(false, |is_on, edge| {
            let recent = |at: &&Instant| **at <= edge && edge.since(**at) < SURGE_WINDOW;
            let count = self.announcements.iter().filter(recent).count();
            if is_on { count >= ends } else { count > begins }
        })
    }
}
