//! The end of an incident: what stands in its way is named.

use crate::correlation::alarm::HazardFamily;
use crate::operations::command::Seen;
use crate::operations::deadline::Subject;
use crate::operations::incident::decide::verify::alarms_at_risk;
use crate::operations::incident::decide::{Refusal, known};
use crate::operations::incident::{Disposition, Incident, Verdict};
use crate::operations::pool;
use crate::operations::report::Kind;
use crate::operations::state::State as Desk;
use crate::units::IncidentId;

/// Returns whether an incident may be closed in a way, by what a person typed and saw.
pub(super) fn may_close(
    desk: &Desk,
    id: IncidentId,
    disposition: Disposition,
    typed: IncidentId,
    seen: Seen,
) -> Result<(), Refusal> {
    let incident = known(desk, id)?;
    if incident.is_closed() {
        return Err(Refusal::Closed(id));
    }
    if typed != id {
        return Err(Refusal::NumberDiffers { incident: id, typed });
    }
    if let Some(seen) = seen.revision.filter(|seen| *seen != incident.revision) {
        return Err(Refusal::Stale { incident: id, seen, now: incident.revision });
    }
    if let Some(refusal) = in_the_way(desk, incident) {
        return Err(refusal);
    }
    fits(desk, incident, disposition)
}

/// Returns what keeps an incident open, however it shall end; the gravest first.
pub fn in_the_way(desk: &Desk, incident: &Incident) -> Option<Refusal> {
    let id = incident.id;
    if incident.is_unacknowledged() {
        return Some(Refusal::NotAcknowledged(id));
    }
    if alarms_at_risk(desk, id) {
        return Some(Refusal::LifeRiskActive(id));
    }
    if desk.findings.people(id).at_risk() {
        return Some(Refusal::PeopleAtRisk(id));
    }
    if let Some(order) = desk.dispatches.of(id).find(|order| order.status.is_bound()) {
        return Some(Refusal::TeamOut(id, order.id));
    }
    let owed = |subject: &Subject| subject.incident() == id && subject.holds_open();
    if let Some(subject) = desk.deadlines.running().iter().map(|it| it.subject).find(owed) {
        return Some(match subject {
            Subject::FirstReport(..) => Refusal::ReportOwed(id, Kind::First),
            Subject::FollowUp(_) => Refusal::ReportOwed(id, Kind::FollowUp),
            Subject::UnitReport(_)
            | Subject::Order(..)
            | Subject::Acknowledge(_)
            | Subject::Escalation(..)
            | Subject::NextAct(_)
            | Subject::Verification(_)
            | Subject::Recheck(_)
            | Subject::Acceptance(..)
            | Subject::Reservation(..)
            | Subject::ClaimDecision(..)
            | Subject::ClaimAdvance(..)
            | Subject::ClaimPayment(..)
            | Subject::ClaimRefusal(..) => Refusal::Owed(id, subject),
        });
    }
    let reserved = desk.pool.of(id).find(|money| money.stage == pool::Stage::Reserved);
    reserved.map(|money| Refusal::MoneyReserved(id, money.id))
}

/// Returns whether what somebody who looked said allows the way in which it ends.
///
/// Handled: it was real, or nothing of it speaks any more. A fault that stands is a repair, not an emergency.
fn fits(desk: &Desk, incident: &Incident, disposition: Disposition) -> Result<(), Refusal> {
    let id = incident.id;
    let verdict = incident.verdict.map(|(verdict, _)| verdict);
    let is_quiet = desk.correlation.incident(id).is_none_or(|it| it.active == 0);
    match (disposition, verdict) {
        (Disposition::Duplicate(of), _) if of == id => Err(Refusal::DuplicateOfItself(id)),
        (Disposition::Duplicate(of), _) if desk.incidents.get(of).is_none() => {
            Err(Refusal::NoSuchIncident(of))
        }
        (Disposition::Duplicate(_), _)
        | (Disposition::Handled, Some(Verdict::Real))
        | (Disposition::False, Some(Verdict::False { .. })) => Ok(()),
        (Disposition::Handled, Some(Verdict::False { .. } | Verdict::Open) | None) => {
            let is_done = is_quiet || incident.family == HazardFamily::Fault;
            if is_done { Ok(()) } else { Err(Refusal::NotVerified(id)) }
        }
        (Disposition::False, Some(Verdict::Open) | None) => Err(Refusal::NotFoundFalse(id)),
        (Disposition::False | Disposition::Test | Disposition::Unverified, Some(Verdict::Real)) => {
            Err(Refusal::FoundReal(id))
        }
        (Disposition::Test | Disposition::Unverified, Some(Verdict::False { .. } | Verdict::Open) | None) => {
            Ok(())
        }
    }
}
