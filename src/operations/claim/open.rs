//! A claim that an insurer opens on the telephone.

use crate::operations::call::Reference;
use crate::operations::claim::Fact;
use crate::operations::dossier::day_of;
use crate::operations::state::State;
use crate::units::{IncidentId, InsurerId};

/// Returns the fact that opens a claim by the number that the insurer gave; none without a number, and where it stands.
///
/// The policy is the one that was in force when the incident occurred; a claim without one still exists.
pub fn opened(desk: &State, incident: IncidentId, insurer: InsurerId, number: Reference) -> Option<Fact> {
    let row = desk.incidents.get(incident)?;
    let code = desk.reference().insurers.get(insurer.index())?.code;
    let same =
        |number: &Reference| desk.claims.all().iter().any(|it| it.insurer == insurer && it.number == *number);
    if number.trim().is_empty() || same(&number) {
        return None;
    }
    let stated = desk.correlation.incident(incident).map(|it| it.occurred).filter(|at| at.is_stated());
    let day = day_of(stated.unwrap_or(row.opened));
    let site = desk.site_of(row.zone);
    let in_force = desk.reference().policies.iter().find(|policy| {
        policy.insurer == insurer
            && Some(policy.site) == site
            && (policy.from_day..=policy.until_day).contains(&day)
    });
    let policy = in_force.map(|policy| policy.number).unwrap_or_default();
    Some(Fact::Opened { claim: desk.claims.next_id(), incident, insurer, code, number, policy })
}
