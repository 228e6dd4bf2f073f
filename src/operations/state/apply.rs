//! Facts change the desk: the live ones as they are decided, the journal's when it is folded.

use crate::correlation::change::{Change, What};
use crate::operations::actor::Actor;
use crate::operations::fact::{Body, Fact};
use crate::operations::state::{State, Verdict};
use crate::operations::{desk, dispatch, feed, finding, incident, intake, suppression, warning};
use crate::units::{EntryNumber, IncidentId, Instant};

impl State {
    /// Applies a fact that stands in the journal already: the desk is built up from the journal alone.
    pub fn fold(&mut self, entry: EntryNumber, fact: &Fact) {
        let meant = self.meant(fact);
        let fact = &*meant;
        self.reach(fact.at);
        self.feeds.fold_to(fact.at);
        self.entry = entry;
        match &fact.body {
            Body::Incident(incident::Fact::Alarm { change, .. }) => self.correlation.restore(change),
            Body::Feed(feed::Fact::Admitted { feed, place, .. }) => {
                if let Some(zone) = self.lane(*feed, place) {
                    self.correlation.admit(zone);
                }
            }
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
            | Body::Suppression(_)
            | Body::Deadline(_)
            | Body::Warning(_)
            | Body::Feed(_)
            | Body::Handover(_)
            | Body::Drill(_)
            | Body::Desk(_) => {}
        }
        self.apply(entry, fact);
        self.handovers.unproved.note(entry, fact);
        if let Some(action) = fact.action {
            self.remember(action, Verdict::Decided { entry, remark: None });
        }
    }

    /// Applies a fact, which is this entry.
    pub(super) fn apply(&mut self, entry: EntryNumber, fact: &Fact) {
        match &fact.body {
            Body::Incident(body) => self.apply_incident(body, fact),
            Body::Call(body) => self.calls.apply(body, fact.actor, fact.at),
            Body::Intake(body) => self.apply_intake(body, fact),
            Body::Finding(body) => self.apply_finding(body, fact),
            Body::Dispatch(body) => self.apply_dispatch(body, fact),
            Body::Plan(body) => self.plans.apply(body, fact.actor, fact.at),
            Body::Report(body) => self.reports.apply(body, fact.actor, fact.at),
            Body::Order(body) => self.orders.apply(body, fact.at),
            Body::Claim(body) => self.claims.apply(body, fact.at),
            Body::Pool(body) => {
                self.pool.apply(body, fact.actor, fact.at);
                if let Some(incident) = body.incident().filter(|_| body.moves_reservation()) {
                    self.incidents.bump(incident);
                }
            }
            Body::Delivery(body) => self.deliveries.apply(body, fact.at),
            Body::Suppression(body) => self.apply_suppression(body, fact),
            Body::Deadline(body) => self.deadlines.apply(body, fact.at),
            Body::Warning(body) => self.apply_warning(body, fact.at),
            Body::Feed(body) => {
                self.apply_stranger(body);
                self.feeds.apply(body, fact.actor, fact.at);
            }
            Body::Handover(body) => self.apply_handover(body, fact.at),
            Body::Drill(body) => self.drills.apply(body, entry, fact.at),
            Body::Desk(desk::Fact::Started { .. }) => self.feeds.begin(fact.at),
            Body::Desk(desk::Fact::TurnedAway { count }) => self.turned_away = self.turned_away.max(*count),
            // What the core goes by is no fact: who reads the file hands it over, live, and the fold has today's.
            Body::Desk(desk::Fact::RulesRead { after, .. }) => {
                (self.rules.digest, self.rules.wrong) = (*after, None);
                self.incidents.limit_surge(fact.at);
            }
            Body::Desk(desk::Fact::RulesWrong { place, .. }) => self.rules.wrong = Some(*place),
            Body::Desk(desk::Fact::SurgeBegan { .. }) => self.incidents.note_surge(Some(fact.at)),
            Body::Desk(desk::Fact::SurgeEnded { .. }) => self.incidents.note_surge(None),
            Body::Desk(_) => {}
        }
        self.note_act(fact);
    }

    /// Notes what a person did for an incident: it is a next act.
    fn note_act(&mut self, fact: &Fact) {
        let is_act = match &fact.body {
            // What a caller says and that they hung up is no answer to it: such an incident comes back.
            Body::Incident(incident::Fact::Acknowledged { .. })
            | Body::Deadline(_)
            | Body::Intake(intake::Fact::Filled { .. } | intake::Fact::Ended { .. }) => false,
            // The plan that an acknowledgement chooses is part of it, and what it finds done was done before.
            Body::Plan(_) => fact.action.is_some() && fact.actor != Actor::Desk,
            Body::Incident(_)
            | Body::Call(_)
            | Body::Intake(_)
            | Body::Finding(_)
            | Body::Dispatch(_)
            | Body::Report(_)
            | Body::Order(_)
            | Body::Claim(_)
            | Body::Pool(_)
            | Body::Delivery(_)
            | Body::Suppression(_)
            | Body::Warning(_)
            | Body::Feed(_)
            | Body::Handover(_)
            | Body::Drill(_)
            | Body::Desk(_) => fact.actor != Actor::Desk,
        };
        if let Some(incident) = fact.body.incident().filter(|_| is_act) {
            self.incidents.note_act(incident, fact.at);
            self.correlation.touch(incident);
        }
    }

    fn apply_incident(&mut self, body: &incident::Fact, fact: &Fact) {
        match body {
            incident::Fact::Acknowledged { incident, upto, .. } => {
                self.correlation.acknowledge(fact.at, *incident, *upto);
            }
            incident::Fact::Closed { incident, .. } => self.correlation.close(*incident),
            incident::Fact::Reopened { incident, .. } => self.correlation.reopen(*incident),
            // Live it is the core's own, and then this changes nothing; the fold has it from here only.
            incident::Fact::Renewed { incident, cause } => {
                let what = What::Renewed { incident: *incident, cause: *cause };
                self.correlation.restore(&Change { at: fact.at, what });
            }
            incident::Fact::KeptApart { incident, other } => self.correlation.keep_apart(*incident, *other),
            incident::Fact::Alarm { change, .. } => {
                if let What::SuppressionEnded { suppression, .. } = change.what {
                    self.suppressions.end(suppression);
                }
                self.count_overflow(change);
            }
            incident::Fact::MergeAsked { .. }
            | incident::Fact::SplitAsked { .. }
            | incident::Fact::Repeats { .. }
            | incident::Fact::Noted { .. }
            | incident::Fact::Verified { .. }
            | incident::Fact::PhaseChanged { .. }
            | incident::Fact::Escalated { .. } => {}
        }
        if let Some(gone) = self.incidents.apply(body, fact.actor, fact.at) {
            self.forget(gone);
        }
    }

    /// Begins and ends what people ask to be kept silent; live it takes effect right after.
    fn apply_suppression(&mut self, body: &suppression::Fact, fact: &Fact) {
        match body {
            suppression::Fact::Begun { suppression, .. } => self.correlation.suppress(*suppression),
            suppression::Fact::Lifted { suppression, .. } => self.correlation.lift(*suppression),
        };
        self.suppressions.apply(body, fact.actor);
    }

    /// Opens the incident of an intake that joins none; live and in the fold alike.
    fn apply_intake(&mut self, body: &intake::Fact, fact: &Fact) {
        if let intake::Fact::Taken { incident, opened: true, zone, family, .. } = *body {
            self.correlation.open_told(fact.at, incident, zone, family);
            let change = Change { at: fact.at, what: What::Opened { incident, zone, family } };
            let alarm = incident::Fact::Alarm { change, named: incident::fact::Named::default() };
            if let Some(gone) = self.incidents.apply(&alarm, fact.actor, fact.at) {
                self.forget(gone);
            }
        }
        self.intakes.apply(body, fact.actor, fact.at);
        if let intake::Fact::Taken { incident, .. } | intake::Fact::Joined { incident, .. } = *body {
            self.incidents.lift(incident, intake::WORD);
        }
    }

    fn apply_finding(&mut self, body: &finding::Fact, fact: &Fact) {
        self.findings.apply(body, fact.at);
        self.incidents.lift(body.incident(), body.proves());
    }

    /// Who is sent is what a person decides by; how far they are is not.
    fn apply_dispatch(&mut self, body: &dispatch::Fact, fact: &Fact) {
        match body {
            dispatch::Fact::Ordered { incident, .. } | dispatch::Fact::EvacuationOrdered { incident, .. } => {
                self.incidents.bump(*incident);
            }
            dispatch::Fact::Moved { .. }
            | dispatch::Fact::EvacuationHeard { .. }
            | dispatch::Fact::Waived { .. } => {}
        }
        self.dispatches.apply(body, fact.at);
    }

    /// Leaves to the journal what the desk held of an incident; money and claims outlive it.
    fn forget(&mut self, incident: IncidentId) {
        self.calls.forget(incident);
        self.intakes.forget(incident);
        self.findings.forget(incident);
        self.dispatches.forget(incident);
        self.plans.forget(incident);
        self.reports.forget(incident);
        self.orders.forget(incident);
        self.deliveries.forget(incident);
    }

    /// The core resolves first which places a message covers; what is counted and shown is its answer.
    fn apply_warning(&mut self, fact: &warning::Fact, at: Instant) {
        let touch = match fact {
            warning::Fact::Taken { warning, message } => match message.kind {
                warning::MessageKind::Issue | warning::MessageKind::Update => {
                    // An exercise or a test explains no alarm.
                    let context = message.context().filter(|_| message.is_meant());
                    self.correlation.warn(*warning, message.area(), context);
                    self.touch(*warning, message)
                }
                warning::MessageKind::Cancel => {
                    self.correlation.unwarn(*warning);
                    warning::Touch::default()
                }
            },
            warning::Fact::Expired { warning }
            | warning::Fact::Withdrawn { warning }
            | warning::Fact::Ended { warning }
            | warning::Fact::GaveWay { warning } => {
                self.correlation.unwarn(*warning);
                warning::Touch::default()
            }
            warning::Fact::Dangling { .. } | warning::Fact::Joined { .. } | warning::Fact::Left { .. } => {
                warning::Touch::default()
            }
        };
        self.warnings.apply(fact, touch, at);
    }
}
