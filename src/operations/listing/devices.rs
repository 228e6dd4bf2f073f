//! The devices of the registry, with what their alarms say.

use crate::correlation::alarm::{AlarmClass, AlarmKey, AlarmState, DeviceKind};
use crate::correlation::event::Conditions;
use crate::limits::DEVICES_EXAMINED_MAX;
use crate::operations::listing::filter::{Filter, holds, is_kind, is_state};
use crate::operations::listing::{Cut, RowId};
use crate::operations::reference::{Name, Risk, Site};
use crate::operations::state::State;
use crate::text::Text;
use crate::units::{DeviceId, IncidentId, Instant};
use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};

/// A device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its place in the device table.
    pub id: DeviceId,
    /// Its code.
    pub code: Text<32>,
    /// What it is.
    pub kind: DeviceKind,
    /// The site's short name.
    pub site: Name,
    /// The site's risk colour.
    pub risk: Risk,
    /// Where it hangs, below the site, and where in that zone.
    pub path: Text<96>,
    /// Where in its zone.
    pub place: Name,
    /// Its alarms that are not normal.
    pub alarms: ArrayVec<Alarm, 4>,
    /// The incident that they belong to.
    pub incident: Option<IncidentId>,
    /// When it was last heard; unstated when it never was.
    pub heard: Instant,
}

/// An alarm of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// Which.
    pub class: AlarmClass,
    /// Its state.
    pub state: AlarmState,
    /// What the device says.
    pub conditions: Conditions,
}

/// Offers the registered devices in their order.
///
/// Cost: without a filter O(window); with one, O([`DEVICES_EXAMINED_MAX`]), and a device whose whole code was typed is
/// found wherever it stands.
pub(super) fn offer(state: &State, filter: &Filter<'_>, cut: &mut Cut<Row>) {
    let devices = &state.reference().devices;
    if filter.is_empty() {
        let first = (cut.look.first_row as usize).min(devices.len());
        let wanted = usize::from(cut.look.rows).min(crate::limits::WINDOW_ROWS_MAX);
        cut.total = first as u32;
        for at in first..devices.len().min(first + wanted) {
            let id = DeviceId(at as u32);
            cut.take(RowId::Device(id), || row(state, id));
        }
        cut.total = devices.len() as u32;
        if let Some(RowId::Device(id)) = cut.look.selected {
            cut.at = Some(id.0).filter(|at| (*at as usize) < devices.len());
        }
        return;
    }
    let whole = filter.words().next().and_then(|word| state.reference().device(word));
    let examined = devices.len().min(DEVICES_EXAMINED_MAX);
    let beyond = whole.filter(|id| id.index() >= examined);
    for id in (0..examined).map(|at| DeviceId(at as u32)).chain(beyond) {
        if found(state, filter, id) {
            cut.take(RowId::Device(id), || row(state, id));
        }
    }
    cut.partial = examined < devices.len();
}

fn found(state: &State, filter: &Filter<'_>, id: DeviceId) -> bool {
    filter.words().all(|word| {
        let reference = state.reference();
        let Some(name) = reference.devices.get(id.index()) else { return false };
        if holds(&name.code, word) || holds(&name.place, word) || is_kind(state.kind_of(id), word) {
            return true;
        }
        let zone = state.zone_of(id);
        let path = zone.and_then(|zone| reference.zones.get(zone.index()));
        if path.is_some_and(|zone| holds(&zone.path, word))
            || site(state, id).is_some_and(|it| named(it, word))
        {
            return true;
        }
        says(state, id, word)
    })
}

fn named(site: &Site, word: &str) -> bool {
    holds(&site.short, word)
        || holds(&site.name, word)
        || holds(&site.initials, word)
        || holds(&site.code, word)
}

/// Returns whether a word names what a device says; a device all of whose alarms are normal is normal.
fn says(state: &State, id: DeviceId, word: &str) -> bool {
    let alarms = alarms(state, id);
    if alarms.is_empty() {
        return is_state(AlarmState::Normal, Conditions::NONE, word);
    }
    alarms.iter().any(|alarm| is_state(alarm.state, alarm.conditions, word))
}

fn alarms(state: &State, device: DeviceId) -> ArrayVec<Alarm, 4> {
    let alarm = |class| {
        let view = state.correlation.alarm(AlarmKey { device, class });
        Alarm { class, state: view.state, conditions: view.conditions }
    };
    AlarmClass::ALL.map(alarm).into_iter().filter(|alarm| alarm.state != AlarmState::Normal).collect()
}

fn site(state: &State, id: DeviceId) -> Option<&Site> {
    let site = state.site_of(state.zone_of(id)?)?;
    state.reference().sites.get(site.index())
}

fn row(state: &State, id: DeviceId) -> Row {
    let reference = state.reference();
    let zone = state.zone_of(id).and_then(|zone| reference.zones.get(zone.index()));
    let site = site(state, id);
    Row {
        id,
        code: state.device_code(id),
        kind: state.kind_of(id),
        site: site.map(|site| site.short).unwrap_or_default(),
        risk: site.map(|site| site.risk).unwrap_or_default(),
        path: zone.map(|zone| zone.path).unwrap_or_default(),
        place: reference.devices.get(id.index()).map(|name| name.place).unwrap_or_default(),
        alarms: alarms(state, id),
        incident: state.correlation.incident_of(id),
        heard: state.correlation.heard(id),
    }
}
