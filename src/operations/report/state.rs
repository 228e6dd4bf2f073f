//! The reports of the open incidents.

use crate::operations::actor::Actor;
use crate::operations::call::Reference;
use crate::operations::report::{Channel, Fact, Kind};
use crate::units::{Digest, IncidentId, Instant};
use serde::{Deserialize, Serialize};

/// The reports of the open incidents, in the order of their numbers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct State {
    reports: Vec<Report>,
    units: Vec<(IncidentId, Instant)>,
}

/// One report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The incident.
    pub incident: IncidentId,
    /// Its number in the incident, from one.
    pub number: u16,
    /// Which report.
    pub kind: Kind,
    /// What was submitted.
    pub digest: Digest,
    /// Who submitted it.
    pub by: Actor,
    /// When.
    pub submitted: Instant,
    /// How far it is.
    pub stage: Stage,
    /// When it was told by telephone, with the receipt.
    pub phoned: Option<(Instant, Reference)>,
    /// When it went in writing, with the receipt.
    pub written: Option<(Instant, Reference)>,
}

/// How far a report is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// With the leader (待签发).
    Submitted,
    /// Given back (退回).
    Returned(Instant),
    /// Signed (已签发), and perhaps sent.
    Signed(Instant),
}

impl State {
    /// Returns an incident's reports, by number.
    pub fn of(&self, incident: IncidentId) -> impl DoubleEndedIterator<Item = &Report> {
        self.reports.iter().filter(move |report| report.incident == incident)
    }

    /// Returns one report.
    pub fn get(&self, incident: IncidentId, number: u16) -> Option<&Report> {
        self.of(incident).find(|report| report.number == number)
    }

    /// Returns every report that waits for a signature.
    pub fn unsigned(&self) -> impl Iterator<Item = &Report> {
        self.reports.iter().filter(|report| report.stage == Stage::Submitted)
    }

    /// Returns when a unit was said to have reported by itself.
    pub fn unit_reported(&self, incident: IncidentId) -> Option<Instant> {
        self.units.iter().find(|(of, _)| *of == incident).map(|(_, at)| *at)
    }

    /// Applies a fact; never refuses.
    pub fn apply(&mut self, fact: &Fact, by: Actor, at: Instant) {
        match *fact {
            Fact::Submitted { incident, number, kind, text } => {
                // Submitted again after a return, it keeps its number.
                self.reports.retain(|report| (report.incident, report.number) != (incident, number));
                self.reports.push(Report {
                    incident,
                    number,
                    kind,
                    digest: text.digest,
                    by,
                    submitted: at,
                    stage: Stage::Submitted,
                    phoned: None,
                    written: None,
                });
            }
            Fact::Returned { incident, number, .. } => {
                self.with(incident, number, |report| report.stage = Stage::Returned(at));
            }
            Fact::Signed { incident, number, .. } => {
                self.with(incident, number, |report| report.stage = Stage::Signed(at));
            }
            Fact::Sent { incident, number, channel, receipt } => {
                self.with(incident, number, |report| match channel {
                    Channel::Phone => report.phoned = Some((at, receipt)),
                    Channel::Written => report.written = Some((at, receipt)),
                });
            }
            Fact::UnitReported { incident } => self.units.push((incident, at)),
        }
    }

    /// Leaves an incident's reports to the journal.
    pub fn forget(&mut self, incident: IncidentId) {
        self.reports.retain(|report| report.incident != incident);
        self.units.retain(|(of, _)| *of != incident);
    }

    fn with(&mut self, incident: IncidentId, number: u16, change: impl FnOnce(&mut Report)) {
        let same = |report: &&mut Report| (report.incident, report.number) == (incident, number);
        if let Some(report) = self.reports.iter_mut().find(same) {
            change(report);
        }
    }
}
