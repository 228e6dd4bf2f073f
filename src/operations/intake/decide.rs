//! What an intake allows, and what follows.

use crate::correlation::alarm::HazardFamily;
use crate::operations::actor::PrivateText;
use crate::operations::decision::{Acting, Decision};
use crate::operations::fact::Body;
use crate::operations::incident::Incident;
use crate::operations::intake::{Command, Fact, Intake, Place};
use crate::operations::state::State;
use crate::operations::{incident, outcome};
use crate::text::bounded;
use crate::units::{ActionId, IncidentId, ZoneId};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// Why an intake refuses a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The registry has no such place.
    NoSuchPlace(Place),
    /// The desk holds no such intake any more.
    NoSuchIntake(ActionId),
    /// It is filed under that incident already.
    AlreadyThere(IncidentId),
    /// It was ended already.
    AlreadyEnded(IncidentId),
    /// No more incidents find room.
    Full,
}

/// Decides a command.
///
/// Changes nothing. An intake is never stale and needs no proof: life first (design section 4). Who takes the call has
/// the incident that it opens; one that it joins stays as it was, for its alarms may not have been looked at.
///
/// # Errors
/// The place, the intake or the incident is not there, or no incident finds room.
pub fn decide(
    desk: &State,
    command: &Command<PrivateText>,
    by: &Acting,
) -> Result<Decision, outcome::Refusal> {
    let facts = match *command {
        Command::Take { at, family, join, place } => take(desk, at, family, join, place, by)?,
        // Something more is told after the end too: the caller rings back.
        Command::Fill { intake, field, text } => {
            let incident = known(desk, intake)?.incident;
            vec![Body::Intake(Fact::Filled { intake, incident, field, text })]
        }
        Command::Join { intake, incident } => {
            let from = known(desk, intake)?.incident;
            desk.open_incident(incident)?;
            if from == incident {
                return Err(outcome::Refusal::Intake(Refusal::AlreadyThere(incident)));
            }
            vec![Body::Intake(Fact::Joined { intake, incident, from })]
        }
        Command::End { intake } => {
            let row = known(desk, intake)?;
            let incident = row.incident;
            if row.ended {
                return Err(outcome::Refusal::Intake(Refusal::AlreadyEnded(incident)));
            }
            vec![Body::Intake(Fact::Ended { intake, incident })]
        }
    };
    Ok(Decision { facts, remark: by.unproved() })
}

/// Returns the open incidents of a place, what is told most likely first: the same zone and kind, the same kind, the rest.
///
/// Faults are not offered, except to who tells of one. Empty when the registry has no such place.
///
/// Cost: O(open incidents); allocates: a person asks.
pub fn candidates(desk: &State, at: Place, family: HazardFamily) -> Vec<IncidentId> {
    let Some(zone) = zone_of(desk, at) else { return Vec::new() };
    let site = desk.site_of(zone);
    let near = |row: &&Incident| row.zone == zone || site.is_some() && desk.site_of(row.zone) == site;
    // Another kind at the same place is another incident: a fire that is filed under water is a fire that nobody sees.
    let fits = |row: &&Incident| row.family == family;
    let mut found: Vec<&Incident> = desk.incidents.open().filter(near).filter(fits).collect();
    found.sort_by_key(|row| (Reverse(row.zone == zone), Reverse(row.id)));
    found.into_iter().map(|row| row.id).collect()
}

fn take(
    desk: &State,
    at: Place,
    family: HazardFamily,
    join: Option<IncidentId>,
    exactly: Option<PrivateText>,
    by: &Acting,
) -> Result<Vec<Body>, outcome::Refusal> {
    let refuse = outcome::Refusal::Intake;
    let zone = zone_of(desk, at).ok_or(refuse(Refusal::NoSuchPlace(at)))?;
    let incident = match join {
        Some(incident) => desk.open_incident(incident)?.id,
        None => desk.correlation.next_incident(family).ok_or(refuse(Refusal::Full))?,
    };
    let place = bounded(&desk.place_of(zone));
    let (intake, opened) = (by.action, join.is_none());
    let mut facts =
        vec![Body::Intake(Fact::Taken { intake, incident, opened, zone, place, family, exactly })];
    if opened {
        let (upto, came_later) = (desk.input, 0);
        facts.push(Body::Incident(incident::Fact::Acknowledged { incident, upto, came_later }));
    }
    Ok(facts)
}

/// Returns the zone that a place means; none when the registry has no such place.
pub fn zone_of(desk: &State, at: Place) -> Option<ZoneId> {
    let reference = desk.reference();
    match at {
        Place::Zone(zone) => reference.zones.get(zone.index()).map(|_| zone),
        Place::Site(code) => reference.site(&code).map(|(_, site)| site.zone),
    }
}

fn known(desk: &State, intake: ActionId) -> Result<&Intake, outcome::Refusal> {
    desk.intakes.get(intake).ok_or(outcome::Refusal::Intake(Refusal::NoSuchIntake(intake)))
}
