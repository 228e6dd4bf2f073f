//! Which incident an alarm joins, and why; or that it opens one.

use crate::correlation::Correlation;
use crate::correlation::alarm::{AlarmClass, AlarmKey, DeviceKind, HazardFamily, Quantity};
use crate::correlation::change::{Changes, Reason, ReasonCode, Table, What};
use crate::correlation::event::Conditions;
use crate::correlation::grouping::place::Place;
use crate::correlation::tables::incidents::{Incident, Vacancy};
use crate::units::{DeviceId, IncidentId, Instant, RuleId, Span, ZoneId};

/// Places where an incident may be that an alarm could belong to.
///
/// The two youngest in its zone, and in each of the nodes above that it reaches.
pub(in crate::correlation) const CANDIDATES_MAX: usize = 8;

/// An alarm that looks for its incident.
#[derive(Clone, Copy, Debug)]
pub(in crate::correlation) struct Seeker {
    pub(in crate::correlation) alarm: AlarmKey,
    pub(in crate::correlation) family: HazardFamily,
    pub(super) conditions: Conditions,
    pub(super) kind: DeviceKind,
    pub(in crate::correlation) zone: ZoneId,
    pub(super) gateway: Option<DeviceId>,
    pub(super) unregistered: bool,
    /// The instant that counts in windows.
    pub(super) when: Instant,
    /// When its cause was received, or due.
    pub(in crate::correlation) at: Instant,
}

impl Correlation {
    /// Returns the slot of the incident that the alarm joins, opening one where there is none, and why.
    pub(super) fn incident_for(&mut self, seeker: &Seeker, changes: &mut Changes) -> Option<(u32, Reason)> {
        let (slot, code) = match self.find_open(seeker) {
            Ok((slot, code)) => (slot, code),
            Err(code) => self.open_incident(seeker, code, changes)?,
        };
        let isolated =
            seeker.alarm.class == AlarmClass::Hazard && seeker.conditions.any(Conditions::ISOLATED);
        let code = if isolated && code != ReasonCode::Overflow { ReasonCode::Isolated } else { code };
        let row = self.incidents.get(slot)?;
        let other = row.first_out.filter(|first| *first != seeker.alarm);
        // An alarm that happened before the first one has yet to take its place.
        let apart = seeker.when.since(row.occurred).0.saturating_abs();
        let span = if row.first_out.is_some() { Span(apart) } else { Span(0) };
        Some((slot, Reason { code, rule: RuleId(0), other, span }))
    }

    /// Finds the open incident that the alarm belongs to; or why it begins one.
    ///
    /// The nearest place wins: itself, its lost gateway, its zone, its site inside a warning, then what is near.
    fn find_open(&self, seeker: &Seeker) -> Result<(u32, ReasonCode), ReasonCode> {
        if let Some(slot) = self.open_slot_of(seeker.alarm, seeker.family) {
            return Ok((slot, ReasonCode::SameDevice));
        }
        if seeker.alarm.class == AlarmClass::Fault && seeker.conditions.any(Conditions::SILENT) {
            if let Some(slot) = self.lost_gateway(seeker) {
                return Ok((slot, ReasonCode::GatewayLost));
            }
            if seeker.kind == DeviceKind::Gateway {
                return Err(ReasonCode::GatewayLost);
            }
        }
        let covering = self.contexts.covering(seeker.zone, seeker.family).map(ReasonCode::InWarning);
        let slot =
            |at| self.incidents.find(self.candidate(seeker, at)?).filter(|slot| self.takes(*slot, seeker));
        let found = (0..CANDIDATES_MAX).find_map(|at| Some((at, slot(at)?)));
        match (found, covering) {
            (Some((0 | 1, slot)), _) => Ok((slot, self.same_zone_code(slot, seeker))),
            (Some((_, slot)), covering) => Ok((slot, covering.unwrap_or(ReasonCode::Nearby))),
            (None, Some(code)) => Err(code),
            (None, None) if seeker.unregistered => Err(ReasonCode::Unregistered),
            (None, None) => Err(ReasonCode::First),
        }
    }

    /// Returns the open incident that the alarm already is a member of, of its family or a fire.
    ///
    /// What once was told as a fire stays in it: a device that now only tells of its own limit does not leave.
    fn open_slot_of(&self, alarm: AlarmKey, family: HazardFamily) -> Option<u32> {
        let device = self.devices.get(alarm.device)?;
        let slot = self.members.get(device.members[alarm.class as usize])?.slot;
        let row = self.incidents.get(slot).filter(|row| row.is_open())?;
        (row.family == family || row.family == HazardFamily::Fire).then_some(slot)
    }

    /// Returns the open incident of the alarm's gateway, when that is silent.
    fn lost_gateway(&self, seeker: &Seeker) -> Option<u32> {
        let gateway = seeker.gateway.filter(|gateway| *gateway != seeker.alarm.device)?;
        self.devices.get(gateway).filter(|row| row.conditions.any(Conditions::SILENT))?;
        let lost = AlarmKey { device: gateway, class: AlarmClass::Fault };
        self.open_slot_of(lost, HazardFamily::Fault).filter(|_| self.is_active(lost))
    }

    /// Returns one of the incidents that the alarm could belong to by where they are, the nearest and youngest first.
    ///
    /// Limits: `at` is below [`CANDIDATES_MAX`]; the same incident may come more than once.
    pub(in crate::correlation) fn candidate(&self, seeker: &Seeker, at: usize) -> Option<IncidentId> {
        let (place, family) = (self.places.get(seeker.zone), seeker.family);
        let first = at.is_multiple_of(2);
        let Some(above) = (at / 2).checked_sub(1) else {
            let zone = seeker.zone;
            return if first {
                self.presence.exact(zone, family)
            } else {
                self.presence.exact_before(zone, family)
            };
        };
        let covered = self.contexts.covering(seeker.zone, family).is_some();
        let nodes = if covered { [place.site, None, None] } else { reach(family, place) };
        let node = *nodes.get(above)?;
        if first { self.presence.near(node?, family) } else { self.presence.near_before(node?, family) }
    }

    /// Returns whether an incident still takes the alarm: the quiet gap on both sides, the longest span.
    pub(in crate::correlation) fn takes(&self, slot: u32, seeker: &Seeker) -> bool {
        let Some(row) = self.incidents.get(slot).filter(|row| row.is_open() && row.family == seeker.family)
        else {
            return false;
        };
        let gap = self.rules.quiet_gap;
        seeker.when <= row.news.after(gap)
            && row.began <= seeker.when.after(gap)
            && seeker.when.since(row.began) <= self.rules.span_max
    }

    /// Returns what another alarm of its zone makes of this one.
    fn same_zone_code(&self, slot: u32, seeker: &Seeker) -> ReasonCode {
        let Some(row) = self.incidents.get(slot) else { return ReasonCode::First };
        if row.told && row.members == 0 {
            return ReasonCode::Told;
        }
        if seeker.family == HazardFamily::Fault {
            return if has_kind(row, seeker.kind) {
                ReasonCode::SameZoneSameKind
            } else {
                ReasonCode::Nearby
            };
        }
        let manual = has_kind(row, DeviceKind::ManualCallPoint);
        if seeker.kind == DeviceKind::ManualCallPoint || manual {
            return if seeker.kind == DeviceKind::ManualCallPoint && only_manual(row) {
                ReasonCode::SameZoneSameKind
            } else {
                ReasonCode::ManualCallPoint
            };
        }
        let known = seeker.kind.quantity() != Quantity::Unknown;
        if known && !row.hazards.has(seeker.kind.quantity()) && row.hazards.quantities() > 0 {
            ReasonCode::SameZoneOtherQuantity
        } else {
            ReasonCode::SameZoneSameKind
        }
    }

    /// Opens an incident; when the table is full, takes the overflow incident of the family.
    fn open_incident(
        &mut self,
        seeker: &Seeker,
        code: ReasonCode,
        changes: &mut Changes,
    ) -> Option<(u32, ReasonCode)> {
        let (zone, code) = match self.incidents.vacancy(seeker.family) {
            Vacancy::Row(_) => (seeker.zone, code),
            Vacancy::Overflow(slot) => {
                let turned_away = self.incidents.turned_away + 1;
                let what = What::TableFull { table: Table::Incidents, turned_away };
                self.commit(seeker.at, what, changes);
                if self.incidents.get(slot).is_some_and(Incident::is_open) {
                    return Some((slot, ReasonCode::Overflow));
                }
                (ZoneId(0), ReasonCode::Overflow)
            }
        };
        let incident = self.incidents.next_id();
        self.commit(seeker.at, What::Opened { incident, zone, family: seeker.family }, changes);
        if code != ReasonCode::Overflow {
            self.follow(incident, seeker, changes);
        }
        Some((self.incidents.find(incident)?, code))
    }
}

/// Returns the nodes above a zone that the family reaches, the nearest first.
fn reach(family: HazardFamily, place: Place) -> [Option<ZoneId>; 3] {
    match family {
        HazardFamily::Fire | HazardFamily::Gas => [place.floor, place.building, place.site],
        HazardFamily::Fault => {
            [place.building, if place.building.is_some() { None } else { place.site }, None]
        }
        HazardFamily::Water
        | HazardFamily::Weather
        | HazardFamily::Pressure
        | HazardFamily::Power
        | HazardFamily::Other => [None; 3],
    }
}

/// Returns whether a kind is in the incident.
pub(super) const fn has_kind(row: &Incident, kind: DeviceKind) -> bool {
    row.kinds[kind as usize] > 0
}

/// Returns whether nothing but manual call points is in the incident.
const fn only_manual(row: &Incident) -> bool {
    row.kinds[DeviceKind::ManualCallPoint as usize] >= row.members
}
