//! The core's changes become facts.

use crate::correlation::alarm::HazardFamily;
use crate::correlation::change::{Change, RenewCause, What};
use crate::operations::actor::Actor;
use crate::operations::deadline::Subject;
use crate::operations::fact::Body;
use crate::operations::incident::fact::Named;
use crate::operations::state::{ACKNOWLEDGE_FAULT_WITHIN, State, Turn};
use crate::operations::{desk, incident};
use crate::units::{DeviceId, IncidentId, Instant};

impl State {
    /// Turns the core's changes into facts.
    pub(super) fn absorb(&mut self, turn: &mut Turn) {
        for at in 0..turn.changes.len() {
            let change = turn.changes[at];
            match change.what {
                What::Opened { incident, family, .. } => {
                    self.decide_alarm(change, turn);
                    self.start_acknowledge(incident, family, change.at, turn);
                }
                What::LifeRiskChanged { incident, .. } => {
                    self.decide_alarm(change, turn);
                    if let Some(row) = self.incidents.get(incident).copied() {
                        self.settle_unanswered(&row, Actor::Desk, change.at, turn);
                    }
                }
                What::Renewed { incident, cause } => self.renew(incident, cause, change.at, turn),
                What::Repeated { incident, .. } => match self.incidents.count_raise(incident, change.at) {
                    Some(fact) => self.decide(change.at, Actor::Desk, None, Body::Incident(fact), turn),
                    None => self.degraded.count_repeat(turn.analogue),
                },
                What::TableFull { table, .. } => {
                    self.degraded.count_table(table);
                    self.turn_away(change.at, turn);
                }
                What::Merged { incident, from, .. } => {
                    self.decide_alarm(change, turn);
                    if let Some(fact) = self.deadlines.drop(Subject::Acknowledge(from)) {
                        self.decide(change.at, Actor::Desk, None, Body::Deadline(fact), turn);
                    }
                    self.settle(from, Actor::Desk, change.at, turn);
                    self.settle(incident, Actor::Desk, change.at, turn);
                }
                // An end is no entry of its own: the incident's quiet is, and its last alarm's end is that.
                What::Ended { .. } => {}
                What::Joined { .. }
                | What::LevelChanged { .. }
                | What::SeverityChanged { .. }
                | What::Quieted { .. }
                | What::FirstOutChanged { .. }
                | What::MergeProposed { .. }
                | What::Split { .. }
                | What::Follows { .. }
                | What::SuppressionEnded { .. }
                | What::Stale { .. }
                | What::Suppressed { .. }
                | What::Unsuppressed { .. } => self.decide_alarm(change, turn),
            }
        }
        turn.changes.clear();
        self.begin_surge(turn);
    }

    fn decide_alarm(&mut self, change: Change, turn: &mut Turn) {
        let named = self.named(&change);
        let body = Body::Incident(incident::Fact::Alarm { change, named });
        self.decide(change.at, Actor::Desk, None, body, turn);
    }

    /// Returns what the device and the place of a change are called now.
    fn named(&self, change: &Change) -> Named {
        let of_device = |device: DeviceId| Named {
            device: self.device_code(device),
            kind: self.kind_of(device),
            place: self.zone_of(device).map(|zone| self.place_of(zone)).unwrap_or_default(),
        };
        match change.what {
            What::Opened { zone, .. } => Named { place: self.place_of(zone), ..Named::default() },
            What::Joined { alarm, .. }
            | What::Repeated { alarm, .. }
            | What::Ended { alarm, .. }
            | What::FirstOutChanged { alarm, .. }
            | What::Split { alarm, .. }
            | What::Stale { alarm, .. }
            | What::Suppressed { alarm, .. }
            | What::Unsuppressed { alarm, .. } => of_device(alarm.device),
            What::LevelChanged { .. }
            | What::SeverityChanged { .. }
            | What::LifeRiskChanged { .. }
            | What::Renewed { .. }
            | What::Quieted { .. }
            | What::Merged { .. }
            | What::MergeProposed { .. }
            | What::Follows { .. }
            | What::SuppressionEnded { .. }
            | What::TableFull { .. } => Named::default(),
        }
    }

    pub(super) fn renew(&mut self, id: IncidentId, cause: RenewCause, at: Instant, turn: &mut Turn) {
        let Some(incident) = self.incidents.get(id) else { return };
        if incident.is_closed() || incident.is_unacknowledged() {
            return;
        }
        let family = incident.family;
        let fact = incident::Fact::Renewed { incident: id, cause };
        self.decide(at, Actor::Desk, None, Body::Incident(fact), turn);
        self.start_acknowledge(id, family, at, turn);
        if let Some(row) = self.incidents.get(id).copied() {
            self.settle_unanswered(&row, Actor::Desk, at, turn);
        }
    }

    fn start_acknowledge(&mut self, id: IncidentId, family: HazardFamily, at: Instant, turn: &mut Turn) {
        let within = match family {
            HazardFamily::Fault => ACKNOWLEDGE_FAULT_WITHIN,
            HazardFamily::Fire
            | HazardFamily::Gas
            | HazardFamily::Water
            | HazardFamily::Pressure
            | HazardFamily::Power
            | HazardFamily::Weather
            | HazardFamily::Other => self.reference.acknowledge_within,
        };
        if let Some(fact) = self.deadlines.start(Subject::Acknowledge(id), at.after(within)) {
            self.decide(at, Actor::Desk, None, Body::Deadline(fact), turn);
        }
    }

    /// Counts what found no place; `at` is the time of its cause, whenever the desk looked.
    pub(super) fn turn_away(&mut self, at: Instant, turn: &mut Turn) {
        self.turned_away += 1;
        let is_first = self.turned_away == 1;
        if is_first || at.since(self.turned_away_written_at) >= incident::state::REPEATS_WRITTEN_EVERY {
            self.turned_away_written_at = at;
            let fact = desk::Fact::TurnedAway { count: self.turned_away };
            self.decide(at, Actor::Desk, None, Body::Desk(fact), turn);
        }
    }
}
