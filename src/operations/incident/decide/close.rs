//! The end of an incident: everything that stands in its way is named at once.

use crate::correlation::alarm::HazardFamily;
use crate::operations::command::Seen;
use crate::operations::incident::decide::{Refusal, known};
use crate::operations::incident::{Disposition, Incident, Verdict, obstacle};
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
    if let Some(refusal) = obstacle::refusal(desk, incident) {
        return Err(refusal);
    }
    fits(desk, incident, disposition)
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
