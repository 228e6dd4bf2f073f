//! What a report allows, and what follows.

use crate::operations::actor::PrivateText;
use crate::operations::call::{Agency, Reference};
use crate::operations::decision::{Acting, Decision};
use crate::operations::fact::Body;
use crate::operations::reference::StepAct;
use crate::operations::report::{Channel, Command, Fact, Kind, Report, Stage};
use crate::operations::state::State;
use crate::operations::{outcome, plan};
use crate::units::IncidentId;
use serde::{Deserialize, Serialize};

/// Why a report refuses a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// There is no such report.
    NoSuchReport(IncidentId, u16),
    /// The first report is not submitted yet.
    FirstMissing(IncidentId),
    /// The first report was submitted already: what is new goes into a follow-up.
    FirstExists(IncidentId),
    /// The final report was signed: nothing follows it.
    Finished(IncidentId),
    /// One waits for its signature: sign or return it first.
    Waits(IncidentId, u16),
    /// It is not signed.
    NotSigned(IncidentId, u16),
    /// It does not wait for a signature.
    NotWaiting(IncidentId, u16),
    /// Who submitted it does not sign it.
    OwnReport(IncidentId, u16),
    /// It went by that channel already.
    AlreadySent(IncidentId, u16),
    /// The unit was said to have reported already.
    UnitReportedAlready(IncidentId),
}

/// Decides a command.
///
/// Changes nothing. Submitting is a life act and needs no proof; signing asks for a leader's passphrase.
///
/// # Errors
/// The report is not there, not at that stage, or not theirs to move.
pub fn decide(
    desk: &State,
    command: &Command<PrivateText>,
    by: &Acting,
) -> Result<Decision, outcome::Refusal> {
    let facts = match *command {
        Command::Submit { incident, kind, text } => {
            desk.open_incident(incident)?;
            let number = number_of(desk, incident, kind).map_err(outcome::Refusal::Report)?;
            vec![Body::Report(Fact::Submitted { incident, number, kind, text })]
        }
        Command::Return { incident, number, reason } => {
            waiting(desk, incident, number).map_err(outcome::Refusal::Report)?;
            vec![Body::Report(Fact::Returned { incident, number, reason })]
        }
        Command::Sign { incident, number } => sign(desk, incident, number, by)?,
        Command::Send { incident, number, channel, receipt } => {
            let report = known(desk, incident, number).map_err(outcome::Refusal::Report)?;
            may_send(report, channel).map_err(outcome::Refusal::Report)?;
            let sent = Body::Report(Fact::Sent { incident, number, channel, receipt });
            let upward = StepAct::Call(Agency::Upward);
            std::iter::once(sent).chain(plan::done_by(desk, incident, upward)).collect()
        }
        Command::UnitReported { incident } => {
            desk.open_incident(incident)?;
            if desk.reports.unit_reported(incident).is_some() {
                return Err(outcome::Refusal::Report(Refusal::UnitReportedAlready(incident)));
            }
            vec![Body::Report(Fact::UnitReported { incident })]
        }
    };
    Ok(Decision { facts, remark: by.unproved() })
}

/// Returns the fact that a report went upward by telephone: what follows when that call was answered.
///
/// None where it may not go, or went already; the call stands for itself then.
pub fn phoned(desk: &State, incident: IncidentId, number: u16, receipt: Reference) -> Option<Fact> {
    let report = desk.reports.get(incident, number)?;
    may_send(report, Channel::Phone).ok()?;
    Some(Fact::Sent { incident, number, channel: Channel::Phone, receipt })
}

/// Returns the number that a report gets; one that was given back keeps its own.
fn number_of(desk: &State, incident: IncidentId, kind: Kind) -> Result<u16, Refusal> {
    let standing = |report: &&Report| !matches!(report.stage, Stage::Returned(_));
    let signed = |report: &&Report| matches!(report.stage, Stage::Signed(_));
    let reports = || desk.reports.of(incident);
    if reports().filter(signed).any(|report| report.kind == Kind::Final) {
        return Err(Refusal::Finished(incident));
    }
    if let Some(report) = reports().find(|report| report.stage == Stage::Submitted) {
        return Err(Refusal::Waits(incident, report.number));
    }
    let has_first = reports().filter(standing).any(|report| report.kind == Kind::First);
    match kind {
        Kind::First if has_first => return Err(Refusal::FirstExists(incident)),
        Kind::FollowUp | Kind::Final if !has_first => return Err(Refusal::FirstMissing(incident)),
        Kind::First | Kind::FollowUp | Kind::Final => {}
    }
    let returned = reports().find(|report| matches!(report.stage, Stage::Returned(_)));
    let last = reports().map(|report| report.number).max().unwrap_or_default();
    Ok(returned.map_or(last.saturating_add(1), |report| report.number))
}

fn sign(desk: &State, incident: IncidentId, number: u16, by: &Acting) -> Result<Vec<Body>, outcome::Refusal> {
    let report = waiting(desk, incident, number).map_err(outcome::Refusal::Report)?;
    let Some(officer) = by.signed_by else { return Err(outcome::Refusal::NeedsSignature) };
    if report.by.officer().is_some_and(|maker| maker.code.eq_ignore_ascii_case(&officer.code)) {
        return Err(outcome::Refusal::Report(Refusal::OwnReport(incident, number)));
    }
    let mut facts = vec![Body::Report(Fact::Signed { incident, number, by: officer })];
    if report.kind == Kind::First {
        facts.extend(plan::done_by(desk, incident, StepAct::FirstReport));
    }
    Ok(facts)
}

fn known(desk: &State, incident: IncidentId, number: u16) -> Result<&Report, Refusal> {
    desk.reports.get(incident, number).ok_or(Refusal::NoSuchReport(incident, number))
}

fn waiting(desk: &State, incident: IncidentId, number: u16) -> Result<&Report, Refusal> {
    let report = known(desk, incident, number)?;
    match report.stage {
        Stage::Submitted => Ok(report),
        Stage::Returned(_) | Stage::Signed(_) => Err(Refusal::NotWaiting(incident, number)),
    }
}

fn may_send(report: &Report, channel: Channel) -> Result<(), Refusal> {
    let sent = match channel {
        Channel::Phone => report.phoned,
        Channel::Written => report.written,
    };
    match (report.stage, sent) {
        (Stage::Submitted | Stage::Returned(_), _) => Err(Refusal::NotSigned(report.incident, report.number)),
        (Stage::Signed(_), Some(_)) => Err(Refusal::AlreadySent(report.incident, report.number)),
        (Stage::Signed(_), None) => Ok(()),
    }
}
