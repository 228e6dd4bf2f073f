//! What a person's act does to the alarms at once: live only, for what it changes is said, and the fold reads that.
//!
//! Decides: which acts reach the core, and how much of what follows fits into one turn.
//! Must not know: why an act was allowed.

use crate::correlation::change::{Reason, ReasonCode};
use crate::limits::FACTS_MAX;
use crate::operations::fact::Body;
use crate::operations::state::{State, Turn};
use crate::operations::{incident, intake, suppression};
use crate::units::{IncidentId, RuleId, Span, SuppressionId, WarningId, ZoneId};

/// What an act does to the alarms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// What stands already is held.
    Enforce(SuppressionId),
    /// What was held is free.
    LetGo(SuppressionId),
    /// Two incidents are one.
    Merge(IncidentId, IncidentId),
    /// Alarms leave an incident; which, the command says.
    Split(IncidentId),
    /// A person told of a place.
    Told(ZoneId),
}

impl Effect {
    /// Returns what a fact that a person caused does to the alarms.
    pub(super) const fn of(body: &Body) -> Option<Self> {
        match body {
            Body::Suppression(suppression::Fact::Begun { suppression, .. }) => {
                Some(Self::Enforce(suppression.id))
            }
            Body::Suppression(suppression::Fact::Lifted { suppression, .. }) => {
                Some(Self::LetGo(*suppression))
            }
            Body::Incident(incident::Fact::MergeAsked { incident, from }) => {
                Some(Self::Merge(*incident, *from))
            }
            Body::Incident(incident::Fact::SplitAsked { incident, .. }) => Some(Self::Split(*incident)),
            Body::Intake(intake::Fact::Taken { zone, .. }) => Some(Self::Told(*zone)),
            Body::Incident(_)
            | Body::Call(_)
            | Body::Intake(_)
            | Body::Finding(_)
            | Body::Dispatch(_)
            | Body::Plan(_)
            | Body::Report(_)
            | Body::Order(_)
            | Body::Claim(_)
            | Body::Pool(_)
            | Body::Delivery(_)
            | Body::Deadline(_)
            | Body::Warning(_)
            | Body::Feed(_)
            | Body::Handover(_)
            | Body::Drill(_)
            | Body::Desk(_) => None,
        }
    }
}

impl State {
    /// Lets an act take effect on the alarms; `devices` are those that a split names.
    pub(super) fn take_effect(
        &mut self,
        effect: Effect,
        devices: &[incident::command::DeviceCode],
        turn: &mut Turn,
    ) {
        let at = self.now;
        match effect {
            Effect::Enforce(id) => self.correlation.enforce(id, at, &mut turn.changes),
            Effect::LetGo(id) => self.correlation.let_go(id, at, &mut turn.changes),
            Effect::Merge(into, from) => {
                let reason =
                    Reason { code: ReasonCode::Operator, rule: RuleId(0), other: None, span: Span(0) };
                self.correlation.merge(into, from, at, reason, &mut turn.changes);
            }
            Effect::Split(from) => {
                // The decision has checked them all against the same desk.
                if let Ok(alarms) = incident::split_alarms(self, from, devices) {
                    self.correlation.split(from, &alarms, at, &mut turn.changes);
                }
            }
            // A caller names a firm, not a detector's zone: the core looks below the place too.
            Effect::Told(zone) => self.correlation.told(zone, at, &mut turn.changes),
        }
        self.absorb(turn);
        self.let_out(turn);
    }

    /// Breaks what a warning that comes to cover sites breaks.
    pub(super) fn warned(&mut self, warning: WarningId, turn: &mut Turn) {
        turn.changes.clear();
        self.correlation.warned(warning, self.now, &mut turn.changes);
        self.absorb(turn);
        self.let_out(turn);
    }

    /// Goes by rules that are new: what they no longer hold comes back, and a surge is judged by them.
    pub(super) fn reconsider(&mut self, turn: &mut Turn) {
        self.correlation.reconsider(self.now, &mut turn.changes);
        self.absorb(turn);
        self.let_out(turn);
        self.begin_surge(turn);
    }

    /// Says what the changes had no room for; what does not fit into the turn is due still, and comes with the next input.
    fn let_out(&mut self, turn: &mut Turn) {
        while turn.facts.len() <= FACTS_MAX / 2
            && self.correlation.next_due().is_some_and(|due| due <= self.now)
        {
            let (crate::correlation::Progress::Done | crate::correlation::Progress::More) =
                self.correlation.advance(self.now, &mut turn.changes);
            if turn.changes.is_empty() {
                return;
            }
            self.absorb(turn);
        }
    }
}
