//! Facts change the desk: the live ones as they are decided, the journal's when it is folded.

use crate::correlation::change::{Change, What};
use crate::operations::fact::{Body, Fact};
use crate::operations::state::{State, Unregistered, Verdict};
use crate::operations::{desk, feed, incident, warning};
use crate::units::EntryNumber;

impl State {
    /// Applies a fact that stands in the journal already: the desk is built up from the journal alone.
    pub fn fold(&mut self, entry: EntryNumber, fact: &Fact) {
        self.now = self.now.max(fact.at);
        self.entry = entry;
        match &fact.body {
            Body::Incident(incident::Fact::Alarm(change)) => self.correlation.restore(change),
            Body::Feed(feed::Fact::Admitted { feed, .. }) => {
                if let Some(zone) = self.reference.feeds.get(feed.index()).map(|feed| feed.unregistered) {
                    self.correlation.admit(zone);
                }
            }
            Body::Incident(_) | Body::Deadline(_) | Body::Warning(_) | Body::Feed(_) | Body::Desk(_) => {}
        }
        self.apply(fact);
        if let Some(action) = fact.action {
            self.remember(action, Verdict::Decided { entry, remark: None });
        }
    }

    pub(super) fn apply(&mut self, fact: &Fact) {
        match &fact.body {
            Body::Incident(body) => self.apply_incident(body, fact),
            Body::Deadline(body) => self.deadlines.apply(body, fact.at),
            Body::Warning(body) => self.apply_warning(body),
            Body::Feed(body) => {
                if let feed::Fact::Admitted { feed, device, code } = *body {
                    self.unregistered.push(Unregistered { feed, code, device });
                }
                self.feeds.apply(body, fact.at);
            }
            Body::Desk(desk::Fact::TurnedAway { count }) => self.turned_away = self.turned_away.max(*count),
            Body::Desk(_) => {}
        }
    }

    fn apply_incident(&mut self, body: &incident::Fact, fact: &Fact) {
        match body {
            incident::Fact::Acknowledged { incident, upto, .. } => {
                self.correlation.acknowledge(*incident, *upto);
            }
            incident::Fact::Closed { incident, .. } => self.correlation.close(*incident),
            incident::Fact::Reopened { incident, .. } => self.correlation.reopen(*incident),
            // Live it is the core's own, and then this changes nothing; the fold has it from here only.
            incident::Fact::Renewed { incident, cause } => {
                let what = What::Renewed { incident: *incident, cause: *cause };
                self.correlation.restore(&Change { at: fact.at, what });
            }
            incident::Fact::Alarm(_) | incident::Fact::Repeats { .. } | incident::Fact::Noted { .. } => {}
        }
        self.incidents.apply(body, fact.actor, fact.at);
    }

    fn apply_warning(&mut self, fact: &warning::Fact) {
        let sites = match fact {
            warning::Fact::Taken { message, .. } => self.sites_in(message),
            warning::Fact::Expired { .. } | warning::Fact::Dangling { .. } => 0,
        };
        self.warnings.apply(fact, sites);
        match fact {
            warning::Fact::Taken { warning, message } => match (message.kind, message.context()) {
                (warning::MessageKind::Issue | warning::MessageKind::Update, Some(context)) => {
                    self.correlation.warn(*warning, &message.adcodes, context);
                }
                (warning::MessageKind::Issue | warning::MessageKind::Update, None)
                | (warning::MessageKind::Cancel, _) => self.correlation.unwarn(*warning),
            },
            warning::Fact::Expired { warning } => self.correlation.unwarn(*warning),
            warning::Fact::Dangling { .. } => {}
        }
    }
}
