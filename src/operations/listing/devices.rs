//! The devices of the registry, with what their alarms say; before them what people keep silent, with its end.

use crate::correlation::Cover;
use crate::correlation::alarm::{AlarmClass, AlarmKey, AlarmState, DeviceKind};
use crate::correlation::event::Conditions;
use crate::limits::DEVICES_EXAMINED_MAX;
use crate::operations::listing::filter::{Filter, holds, is_kind, is_state};
use crate::operations::listing::{Cut, RowId};
use crate::operations::reference::{Name, Risk, Site};
use crate::operations::state::State;
use crate::operations::suppression::{self, Called, Running};
use crate::text::Text;
use crate::units::{DeviceId, IncidentId, Instant, ZoneId};
use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};

/// A line of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Line {
    /// Something that is kept silent: who looks at devices sees first which of them are not heard.
    Suppression(Box<suppression::View>),
    /// A device.
    Device(Box<Row>),
}

impl Line {
    /// Returns what it is.
    pub fn id(&self) -> RowId {
        match self {
            Self::Suppression(view) => RowId::Suppression(view.id),
            Self::Device(row) => RowId::Device(row.id),
        }
    }

    /// Returns the device that it is about; none for a window.
    pub fn device(&self) -> Option<&Row> {
        match self {
            Self::Suppression(_) => None,
            Self::Device(row) => Some(row),
        }
    }
}

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
    /// The incident whose number is typed before its alarm is shelved: a life-risk one that is open.
    pub challenge: Option<IncidentId>,
    /// The zone that it hangs in.
    pub zone: Option<ZoneId>,
    /// When it was last heard; unstated when it never was.
    pub heard: Instant,
}

/// An alarm of a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// Which.
    pub class: AlarmClass,
    /// Its state.
    pub state: AlarmState,
    /// What the device says.
    pub conditions: Conditions,
    /// Why it is not announced, where it is not.
    pub held: Option<Box<suppression::Held>>,
}

/// Offers the registered devices in their order.
///
/// Cost: without a filter O(window); with one, O([`DEVICES_EXAMINED_MAX`]), and a device whose whole code was typed is
/// found wherever it stands.
pub(super) fn offer(state: &State, filter: &Filter<'_>, cut: &mut Cut<Line>) {
    let devices = &state.reference().devices;
    if filter.is_empty() {
        for running in state.suppressions.running() {
            cut.take(RowId::Suppression(running.suppression.id), || silenced(state, running));
        }
        let above = cut.total as usize;
        let first = (cut.look.first_row as usize).saturating_sub(above).min(devices.len());
        let wanted = usize::from(cut.look.rows).min(crate::limits::WINDOW_ROWS_MAX);
        cut.total = (above + first) as u32;
        for at in first..devices.len().min(first + wanted) {
            let id = DeviceId(at as u32);
            cut.take(RowId::Device(id), || line(state, id));
        }
        cut.total = (above + devices.len()) as u32;
        if let Some(RowId::Device(id)) = cut.look.selected {
            cut.at = Some(id.index()).filter(|at| *at < devices.len()).map(|at| (above + at) as u32);
        }
        return;
    }
    for running in state.suppressions.running() {
        let Called { device, place, .. } = &running.named;
        if filter.finds(&[device, place, HELD.0, HELD.1, word_of(running.suppression.cover)]) {
            cut.take(RowId::Suppression(running.suppression.id), || silenced(state, running));
        }
    }
    if is_held(filter) {
        offer_held(state, cut);
        return;
    }
    let whole = filter.words().next().and_then(|word| state.reference().device(word));
    let examined = devices.len().min(DEVICES_EXAMINED_MAX);
    let beyond = whole.filter(|id| id.index() >= examined);
    for id in (0..examined).map(|at| DeviceId(at as u32)).chain(beyond) {
        if found(state, filter, id) {
            cut.take(RowId::Device(id), || line(state, id));
        }
    }
    cut.partial = examined < devices.len();
}

/// What may be typed for everything that stands and is not announced.
const HELD: (&str, &str) = ("抑制", "held");

/// Returns the word for a suppression that may be typed in a filter, in both languages.
const fn word_of(cover: Cover) -> &'static str {
    match cover {
        Cover::Shelf(_) => "搁置 shelved",
        Cover::Outage(_) => "停用 out-of-service",
        Cover::Window(_) => "维保窗口 maintenance window",
    }
}

fn is_held(filter: &Filter<'_>) -> bool {
    let whole = filter.whole();
    whole == HELD.0 || whole.eq_ignore_ascii_case(HELD.1)
}

/// Offers the devices with an alarm that stands and is held, in their order.
///
/// Cost: O(held).
fn offer_held(state: &State, cut: &mut Cut<Line>) {
    let mut held: Vec<DeviceId> = state.correlation.held().map(|(alarm, ..)| alarm.device).collect();
    held.sort_unstable();
    held.dedup();
    for id in held {
        cut.take(RowId::Device(id), || line(state, id));
    }
}

fn silenced(state: &State, running: &Running) -> Line {
    Line::Suppression(Box::new(suppression::view::view(state, running)))
}

fn line(state: &State, id: DeviceId) -> Line {
    Line::Device(Box::new(row(state, id)))
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
        Alarm { class, state: view.state, conditions: view.conditions, held: None }
    };
    AlarmClass::ALL.map(alarm).into_iter().filter(|alarm| alarm.state != AlarmState::Normal).collect()
}

fn with_reason(state: &State, device: DeviceId, mut alarm: Alarm) -> Alarm {
    alarm.held = suppression::view::held(state, AlarmKey { device, class: alarm.class }).map(Box::new);
    alarm
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
        alarms: alarms(state, id).into_iter().map(|alarm| with_reason(state, id, alarm)).collect(),
        challenge: suppression::decide::life_risk_of(state, suppression::decide::alarm_of(state, id, None)),
        zone: state.zone_of(id),
        incident: state.correlation.incident_of(id),
        heard: state.correlation.heard(id),
    }
}
