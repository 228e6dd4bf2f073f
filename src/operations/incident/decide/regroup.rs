//! Two incidents that are one, one that is two, two that are two.

use crate::correlation::alarm::{AlarmClass, AlarmKey};
use crate::limits::SPLIT_MAX;
use crate::operations::incident::command::DeviceCode;
use crate::operations::incident::decide::Refusal;
use crate::operations::incident::{Fact, Obstacles};
use crate::operations::outcome;
use crate::operations::state::State as Desk;
use crate::units::IncidentId;
use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};

/// Why incidents are not merged, split or kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Regroup {
    /// An incident is not merged with itself, nor kept apart from it.
    WithItself(IncidentId),
    /// They are of different families.
    OtherFamily {
        /// The incident that would go on.
        into: IncidentId,
        /// The one that would be no more.
        from: IncidentId,
    },
    /// It is an overflow incident: it holds what found no place.
    Overflow(IncidentId),
    /// Things stand under its number that would be lost with it.
    MergeHeld {
        /// The incident that would go on.
        into: IncidentId,
        /// The one that would be no more.
        from: IncidentId,
        /// What stands under its number.
        obstacles: Obstacles,
    },
    /// No alarm of the device is in the incident.
    NotAMember(IncidentId, DeviceCode),
    /// Nothing would be left of it.
    NothingLeft(IncidentId),
    /// So many alarms are not split at once.
    TooManyAlarms(IncidentId),
    /// No more incidents find room.
    Full,
    /// Its alarms are in another one: there is nothing to reopen.
    MergedAway {
        /// The incident.
        incident: IncidentId,
        /// Where its alarms are.
        into: IncidentId,
    },
}

/// Decides a merge.
///
/// What people set going under a number stays under it: such an incident is not merged away, but into.
pub(super) fn merge(desk: &Desk, into: IncidentId, from: IncidentId) -> Result<Fact, outcome::Refusal> {
    let refuse = |refusal| Err(of(refusal));
    if into == from {
        return refuse(Regroup::WithItself(into));
    }
    let (one, two) = (desk.open_incident(into)?, desk.open_incident(from)?);
    if one.family != two.family {
        return refuse(Regroup::OtherFamily { into, from });
    }
    if !desk.correlation.can_merge(into, from) {
        return refuse(Regroup::Overflow(into));
    }
    let obstacles = Obstacles::of(desk, two).of_people();
    if !obstacles.is_empty() {
        return refuse(Regroup::MergeHeld { into, from, obstacles });
    }
    Ok(Fact::MergeAsked { incident: into, from })
}

/// Decides a split.
pub(super) fn split(
    desk: &Desk,
    incident: IncidentId,
    devices: &[DeviceCode],
) -> Result<Fact, outcome::Refusal> {
    let refuse = |refusal| Err(of(refusal));
    let row = desk.open_incident(incident)?;
    let alarms = split_alarms(desk, incident, devices).map_err(of)?;
    let members = desk.correlation.incident(incident).map_or(0, |it| it.members as usize);
    if alarms.is_empty() || alarms.len() >= members {
        return refuse(Regroup::NothingLeft(incident));
    }
    if desk.correlation.next_incident(row.family).is_none() {
        return refuse(Regroup::Full);
    }
    Ok(Fact::SplitAsked { incident, alarms: alarms.len() as u32 })
}

/// Decides that two incidents are two.
pub(super) fn keep_apart(
    desk: &Desk,
    incident: IncidentId,
    other: IncidentId,
) -> Result<Fact, outcome::Refusal> {
    let refuse = |refusal| Err(of(refusal));
    if incident == other {
        return refuse(Regroup::WithItself(incident));
    }
    desk.open_incident(incident)?;
    desk.open_incident(other)?;
    Ok(Fact::KeptApart { incident, other })
}

const fn of(refusal: Regroup) -> outcome::Refusal {
    outcome::Refusal::Incident(Refusal::Regroup(refusal))
}

/// Returns the alarms of devices that are members of an incident, each once.
///
/// # Errors
/// A device has none there, or they are more than [`SPLIT_MAX`].
pub fn split_alarms(
    desk: &Desk,
    incident: IncidentId,
    devices: &[DeviceCode],
) -> Result<ArrayVec<AlarmKey, SPLIT_MAX>, Regroup> {
    let mut alarms: ArrayVec<AlarmKey, SPLIT_MAX> = ArrayVec::new();
    for code in devices {
        let device = desk.device(code).ok_or(Regroup::NotAMember(incident, *code))?;
        let keys = AlarmClass::ALL.map(|class| AlarmKey { device, class });
        let mut found = false;
        for alarm in keys.into_iter().filter(|it| desk.correlation.alarm(*it).incident == Some(incident)) {
            found = true;
            if !alarms.contains(&alarm) && alarms.try_push(alarm).is_err() {
                return Err(Regroup::TooManyAlarms(incident));
            }
        }
        if !found {
            return Err(Regroup::NotAMember(incident, *code));
        }
    }
    Ok(alarms)
}
