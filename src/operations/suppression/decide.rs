//! Who may keep what silent, and for how long.

use crate::correlation::alarm::{AlarmClass, AlarmKey, AlarmState};
use crate::correlation::{Cover, Suppression};
use crate::limits::{OUTAGE_MINUTES_MAX, WINDOW_MINUTES_MAX};
use crate::operations::actor::PrivateText;
use crate::operations::decision::{Acting, Decision};
use crate::operations::fact::Body;
use crate::operations::intake::Place;
use crate::operations::outcome;
use crate::operations::state::State as Desk;
use crate::operations::suppression::{Called, Command, Fact};
use crate::text::Text;
use crate::units::{DeviceId, IncidentId, Instant, Span, SuppressionId, ZoneId};
use serde::{Deserialize, Serialize};

/// Why a suppression is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// No registry has the device, nor did a feed name it.
    NoSuchDevice(Text<32>),
    /// The registry has no such place.
    NoSuchPlace(Place),
    /// It would have no time at all.
    NoTime,
    /// It would run longer than it may.
    TooLong {
        /// How long it may run.
        max: Span,
    },
    /// The same is covered already.
    Runs {
        /// By this one.
        suppression: SuppressionId,
        /// Until when.
        until: Instant,
    },
    /// None of this number was ever begun.
    NotRunning(SuppressionId),
    /// It was lifted, broke or ran out before.
    Ended(SuppressionId),
    /// A life-risk alarm stands in this incident: its number is wanted.
    NumberMissing(IncidentId),
    /// The number that was typed is another.
    NumberDiffers {
        /// The incident that the alarm stands in.
        incident: IncidentId,
        /// What was typed.
        typed: IncidentId,
    },
    /// A life-risk alarm of the device stands in this incident.
    LifeRiskStands(IncidentId),
    /// A life-risk incident in the place is not closed.
    LifeRiskOpen(IncidentId),
    /// No more of them find room.
    Full,
}

/// Decides a command: the facts that follow, or why not.
///
/// Changes nothing.
///
/// # Errors
/// What is named is not there, is covered already, or may not be kept silent so long.
pub fn decide(
    desk: &Desk,
    command: &Command<PrivateText>,
    by: &Acting,
) -> Result<Decision, outcome::Refusal> {
    let fact = match *command {
        Command::Shelve { device, class, minutes, reason, repeated } => {
            shelve(desk, (device, class), minutes, reason, repeated)
        }
        Command::TakeOut { device, minutes, reason } => take_out(desk, device, minutes, reason),
        Command::OpenWindow { place, minutes, who, reason } => {
            open_window(desk, place, minutes, (who, reason))
        }
        Command::Lift { suppression } => lift(desk, suppression),
    };
    let fact = fact.map_err(outcome::Refusal::Suppression)?;
    Ok(Decision::one(Body::Suppression(fact), by))
}

/// Returns the alarm that a shelf of a device means: the one that is named, else the gravest that is heard.
pub fn alarm_of(desk: &Desk, device: DeviceId, class: Option<AlarmClass>) -> AlarmKey {
    let is_heard = |class: &AlarmClass| {
        let state = desk.correlation.alarm(AlarmKey { device, class: *class }).state;
        !matches!(state, AlarmState::Normal | AlarmState::Shelved)
    };
    let class = class.or_else(|| AlarmClass::ALL.into_iter().find(is_heard)).unwrap_or(AlarmClass::Hazard);
    AlarmKey { device, class }
}

/// Returns the open incident that a life-risk alarm is a member of.
pub fn life_risk_of(desk: &Desk, alarm: AlarmKey) -> Option<IncidentId> {
    if alarm.class != AlarmClass::Hazard {
        return None;
    }
    let incident = desk.correlation.alarm(alarm).incident?;
    let row = desk.incidents.get(incident).filter(|row| !row.is_closed())?;
    let is_life_risk = row.family.is_life_risk() || desk.kind_of(alarm.device).family().is_life_risk();
    is_life_risk.then_some(incident)
}

fn shelve(
    desk: &Desk,
    (code, class): (Text<32>, Option<AlarmClass>),
    minutes: u32,
    reason: PrivateText,
    repeated: Option<IncidentId>,
) -> Result<Fact, Refusal> {
    let device = desk.device(&code).ok_or(Refusal::NoSuchDevice(code))?;
    let alarm = alarm_of(desk, device, class);
    let suppression = begin(desk, Cover::Shelf(alarm), minutes, desk.correlation.rules().shelf_max)?;
    if let Some(incident) = life_risk_of(desk, alarm) {
        match repeated {
            Some(typed) if typed == incident => {}
            Some(typed) => return Err(Refusal::NumberDiffers { incident, typed }),
            None => return Err(Refusal::NumberMissing(incident)),
        }
    }
    let incident = open_incident_of(desk, alarm);
    Ok(Fact::Begun { suppression, named: of_device(desk, device), incident, who: None, reason })
}

fn take_out(desk: &Desk, code: Text<32>, minutes: u32, reason: PrivateText) -> Result<Fact, Refusal> {
    let device = desk.device(&code).ok_or(Refusal::NoSuchDevice(code))?;
    let max = Span::minutes(i64::from(OUTAGE_MINUTES_MAX));
    let suppression = begin(desk, Cover::Outage(device), minutes, max)?;
    let hazard = AlarmKey { device, class: AlarmClass::Hazard };
    let is_heard = !matches!(
        desk.correlation.alarm(hazard).state,
        AlarmState::Normal | AlarmState::ReturnedUnacknowledged
    );
    if let Some(incident) = life_risk_of(desk, hazard).filter(|_| is_heard) {
        return Err(Refusal::LifeRiskStands(incident));
    }
    let incident = desk.correlation.incident_of(device);
    let incident = incident.filter(|id| desk.incidents.get(*id).is_some_and(|row| !row.is_closed()));
    Ok(Fact::Begun { suppression, named: of_device(desk, device), incident, who: None, reason })
}

fn open_window(
    desk: &Desk,
    place: Place,
    minutes: u32,
    (who, reason): (PrivateText, PrivateText),
) -> Result<Fact, Refusal> {
    let zone = zone_of(desk, place).ok_or(Refusal::NoSuchPlace(place))?;
    if let Some(incident) = life_risk_within(desk, zone) {
        return Err(Refusal::LifeRiskOpen(incident));
    }
    let max = Span::minutes(i64::from(WINDOW_MINUTES_MAX));
    let suppression = begin(desk, Cover::Window(zone), minutes, max)?;
    let named = Called { place: desk.place_of(zone), ..Called::default() };
    Ok(Fact::Begun { suppression, named, incident: None, who: Some(who), reason })
}

/// Returns an open life-risk incident in a place or below it: no exercise begins over a fire.
fn life_risk_within(desk: &Desk, node: ZoneId) -> Option<IncidentId> {
    let is_within = |zone: ZoneId| {
        std::iter::successors(Some(zone), |zone| desk.parent_of(*zone)).any(|zone| zone == node)
    };
    let open = desk.incidents.open().filter(|row| row.family.is_life_risk() && is_within(row.zone));
    open.map(|row| row.id).next()
}

fn lift(desk: &Desk, id: SuppressionId) -> Result<Fact, Refusal> {
    let none = if desk.suppressions.has_begun(id) { Refusal::Ended(id) } else { Refusal::NotRunning(id) };
    let row = desk.suppressions.get(id).ok_or(none)?;
    Ok(Fact::Lifted { suppression: id, cover: row.suppression.cover, named: row.named })
}

/// Begins one: its end is reckoned from desk time, so that it never lies in the past.
fn begin(desk: &Desk, cover: Cover, minutes: u32, max: Span) -> Result<Suppression, Refusal> {
    if minutes == 0 {
        return Err(Refusal::NoTime);
    }
    let span = Span::minutes(i64::from(minutes));
    if span > max {
        return Err(Refusal::TooLong { max });
    }
    if let Some(row) = desk.suppressions.of(cover) {
        let Suppression { id, until, .. } = row.suppression;
        return Err(Refusal::Runs { suppression: id, until });
    }
    if !desk.correlation.has_room_for(cover) {
        return Err(Refusal::Full);
    }
    Ok(Suppression { id: desk.suppressions.next_id(), cover, begun: desk.now, until: desk.now.after(span) })
}

fn zone_of(desk: &Desk, place: Place) -> Option<ZoneId> {
    let reference = desk.reference();
    match place {
        Place::Zone(zone) => reference.zones.get(zone.index()).map(|_| zone),
        Place::Site(code) => {
            let site = reference.site(&code).map(|(_, site)| site.zone);
            site.or_else(|| reference.zone(&code))
        }
    }
}

fn open_incident_of(desk: &Desk, alarm: AlarmKey) -> Option<IncidentId> {
    let incident = desk.correlation.alarm(alarm).incident?;
    desk.incidents.get(incident).filter(|row| !row.is_closed()).map(|row| row.id)
}

fn of_device(desk: &Desk, device: DeviceId) -> Called {
    Called {
        device: desk.device_code(device),
        kind: desk.kind_of(device),
        place: desk.zone_of(device).map(|zone| desk.place_of(zone)).unwrap_or_default(),
    }
}
