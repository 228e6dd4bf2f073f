//! When a surge begins and ends: facts, each at the instant of its cause.

use crate::correlation::change::{Change, ReasonCode, What};
use crate::operations::actor::Actor;
use crate::operations::desk;
use crate::operations::fact::Body;
use crate::operations::incident::surge::Limits;
use crate::operations::state::{State, Turn};
use crate::units::Instant;

impl State {
    /// Returns what begins and what ends a surge, by the rules and by who is on duty.
    pub fn surge_limits(&self) -> Limits {
        Limits::of(self.correlation.rules(), self.reference.duty.officers())
    }

    /// Returns when the surge is over if nothing more is announced.
    pub(super) fn surge_due(&self) -> Option<Instant> {
        self.incidents.surge().ends(self.surge_limits())
    }

    /// Says that a surge began, when the last announcement was one too many.
    pub(super) fn begin_surge(&mut self, turn: &mut Turn) {
        let Some(at) = self.incidents.surge().begins(self.surge_limits()) else { return };
        let (announced, officers) = self.announced(at);
        let fact = desk::Fact::SurgeBegan { announced, officers };
        self.decide(at, Actor::Desk, None, Body::Desk(fact), turn);
    }

    /// Says that it is over.
    pub(super) fn end_surge(&mut self, at: Instant, turn: &mut Turn) {
        let (announced, officers) = self.announced(at);
        let fact = desk::Fact::SurgeEnded { announced, officers };
        self.decide(at, Actor::Desk, None, Body::Desk(fact), turn);
    }

    /// Counts an alarm that had to share the overflow incident of its family; live and in the fold alike.
    pub(super) fn count_overflow(&mut self, change: &Change) {
        if let What::Joined { incident, reason, .. } = change.what
            && reason.code == ReasonCode::Overflow
        {
            let family = self.incidents.get(incident).map(|row| row.family);
            self.degraded
                .count_overflow(family.is_some_and(crate::correlation::alarm::HazardFamily::is_life_risk));
        }
    }

    fn announced(&self, at: Instant) -> (u32, u16) {
        (self.incidents.surge().count(at) as u32, self.reference.duty.officers())
    }
}
