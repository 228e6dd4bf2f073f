//! What a surge folds in the list, and under which place.
//!
//! Invariants:
//! - what endangers life, what a person told or verified, and every alarm of an always-announce kind keeps a row of its own;
//! - every folded incident is counted under exactly one place.

use crate::correlation::alarm::{DeviceKind, HazardFamily};
use crate::limits::FOLDS_MAX;
use crate::operations::incident::view::Fold;
use crate::operations::incident::{Incident, Verdict};
use crate::operations::state::State;
use crate::units::{IncidentId, ZoneId};
use arrayvec::ArrayVec;

/// Returns whether the list folds an incident now (rule 9).
///
/// A fire or gas incident is never folded, though its alarms have ended. An always-announce class is a hazard of one of the
/// rules' kinds: a smoke detector's fault is none.
pub(super) fn is_folded(state: &State, incident: &Incident) -> bool {
    if state.incidents.surge().since().is_none() || state.life_risk(incident.id) {
        return false;
    }
    let Some(alarms) = state.correlation.incident(incident.id) else { return false };
    let is_said = matches!(incident.verdict, Some((Verdict::Real, _)))
        || state.intakes.of(incident.id).next().is_some();
    let always = state.correlation.rules().announced_always;
    let is_announced = alarms.family != HazardFamily::Fault
        && DeviceKind::ALL.into_iter().zip(alarms.kinds).any(|(kind, count)| count > 0 && always.has(kind));
    !is_said && !is_announced && !alarms.family.is_life_risk()
}

/// Counts a folded incident under its place; where no line is left, under the last one, which stands for elsewhere.
pub(super) fn add(state: &State, incident: &Incident, folds: &mut ArrayVec<Fold, FOLDS_MAX>) {
    let place = place(state, incident.zone);
    let at = match folds.iter().position(|fold| fold.place == Some(place)) {
        Some(at) => at,
        None if folds.len() < FOLDS_MAX => {
            let is_last = folds.len() + 1 == FOLDS_MAX;
            let named = Fold { place: Some(place), name: name(state, incident.zone), ..Fold::default() };
            folds.push(if is_last { Fold::default() } else { named });
            folds.len() - 1
        }
        None => FOLDS_MAX - 1,
    };
    let waits = incident.is_unacknowledged();
    let severity = state.correlation.incident(incident.id).map(|row| row.severity).unwrap_or_default();
    let fold = &mut folds[at];
    fold.count += 1;
    fold.unacknowledged += u32::from(waits);
    fold.severity = fold.severity.max(severity);
}

/// Returns the fold that counts an incident.
pub(super) fn find(state: &State, id: IncidentId, folds: &[Fold]) -> Option<u8> {
    let place = place(state, state.incidents.get(id)?.zone);
    let own = folds.iter().position(|fold| fold.place == Some(place));
    own.or_else(|| folds.iter().position(|fold| fold.place.is_none())).map(|at| at as u8)
}

fn place(state: &State, zone: ZoneId) -> ZoneId {
    let site = state.site_of(zone).and_then(|site| state.reference().sites.get(site.index()));
    site.map_or(zone, |site| site.zone)
}

fn name(state: &State, zone: ZoneId) -> crate::text::Text<48> {
    let reference = state.reference();
    let site = state.site_of(zone).and_then(|site| reference.sites.get(site.index()));
    let zone = reference.zones.get(zone.index());
    site.map(|site| site.short).or(zone.map(|zone| zone.name)).unwrap_or_default()
}
