//! Alarms become members of incidents.
//!
//! Decides: the ISA-18.2 state of every alarm, which incident it belongs to, how well that incident is evidenced, and
//! why.
//! Must not know: clocks, files, text, people, languages. Nothing here can fail, and nothing allocates after
//! [`Correlation::new`].
//!
//! Invariants:
//! - the fire bit always opens or joins an incident (design, invariant 14);
//! - every alarm that is not normal is a member of exactly one incident, or suppressed with a reason;
//! - a change carries the time of its cause, never the time that somebody looked;
//! - the live core and the journal's fold apply changes through one function, so that they cannot differ.
//!
//! Read on: [`event`] what comes in, [`alarm`] what is kept, [`change`] what goes out, `step` what an event means, `filter`
//! when a condition counts, `hold` what is kept silent, `timers` what time means, `grouping` where an alarm belongs, `fold`
//! what a change does.
//!
#![doc = include_str!("correlation/rules.md")]

pub mod alarm;
pub mod area;
pub mod change;
pub mod event;
pub mod reference;
pub mod rules;
pub mod state;

mod filter;
mod fold;
mod grouping;
mod hold;
mod merge;
mod step;
mod tables;
mod timers;

pub use area::{Area, Shapes};
pub use grouping::contexts::Context;
pub use tables::incidents::{BEFORE_FIRST, Course, Incident};
pub use tables::members::Member;
pub use tables::suppressions::{Cover, Suppression};
pub use timers::Progress;

use crate::correlation::alarm::{AlarmKey, AlarmView, HazardFamily, Occurrence};
use crate::correlation::change::{Change, Changes, Reason, ReasonCode, RenewCause, What};
use crate::correlation::grouping::contexts::Contexts;
use crate::correlation::grouping::inhibition::Sources;
use crate::correlation::grouping::place::Places;
use crate::correlation::grouping::presence::Presence;
use crate::correlation::grouping::standing::Standing;
use crate::correlation::reference::Reference;
use crate::correlation::rules::{Kinds, Rules};
use crate::correlation::state::Trigger;
use crate::correlation::tables::devices::{Device, Devices};
use crate::correlation::tables::filters::Filters;
use crate::correlation::tables::holds::Holds;
use crate::correlation::tables::incidents::{FAMILIES, Incidents, Vacancy};
use crate::correlation::tables::members::{Members, Row};
use crate::correlation::tables::pairs::Pairs;
use crate::correlation::tables::suppressions::Suppressions;
use crate::correlation::tables::wheel::Wheel;
use crate::limits::{DEVICES_MAX, HELD_MAX, INCIDENTS_MAX, UNREGISTERED_MAX, WARNINGS_MAX};
use crate::units::{DeviceId, IncidentId, InputNumber, Instant, WarningId, ZoneId};
use serde::{Deserialize, Serialize};

/// How much of each thing the core holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// Devices, registered and unregistered together.
    pub devices: usize,
    /// Incidents, open and closed lately; the overflow incidents come on top.
    pub incidents: usize,
    /// Warnings that stand at once; at most 128.
    pub warnings: usize,
}

impl Capacity {
    /// Returns the capacity of a desk with so many registered devices.
    pub fn of(registered: usize) -> Self {
        let devices = registered.saturating_add(UNREGISTERED_MAX).min(DEVICES_MAX + UNREGISTERED_MAX);
        Self { devices, incidents: INCIDENTS_MAX, warnings: WARNINGS_MAX }
    }
}

/// What the core has counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Open incidents.
    pub open: u32,
    /// Alarms in the test lane.
    pub test: u32,
    /// Alarms kept silent because the field isolated their device, or a person took it out of service.
    pub isolated: u32,
    /// Alarms that a person shelved and that stand.
    pub shelved: u32,
    /// Alarms that another one explains.
    pub inhibited: u32,
    /// Alarms that are active too long.
    pub stale: u32,
    /// Conditions that stood too shortly to be an alarm.
    pub fleeting: u64,
    /// Unregistered devices with a row.
    pub unregistered: u32,
    /// What found no place of its own in any table: devices, incidents that overflowed, warnings, members.
    pub turned_away: u64,
    /// Changes that the caller left no place for; not zero is a mistake of the caller.
    pub changes_lost: u64,
}

/// The core: every alarm's state and every incident's members.
///
/// Serialized it is a checkpoint, without what the registry knows: [`Correlation::attach`] puts that back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Correlation {
    devices: Devices,
    members: Members,
    incidents: Incidents,
    presence: Presence,
    contexts: Contexts,
    wheel: Wheel,
    filters: Filters,
    holds: Holds,
    suppressions: Suppressions,
    pairs: Pairs,
    rules: Rules,
    /// Alarms that are active too long.
    stale: u32,
    /// Conditions that stood too shortly to be an alarm.
    fleeting: u64,
    changes_lost: u64,
    /// The input that is being applied: what timers that it lets fire join by.
    input: InputNumber,
    #[serde(skip)]
    places: Places,
    sources: Sources,
    #[serde(skip)]
    standing: Standing,
}

impl Correlation {
    /// Makes a core with no alarm; everything that it will ever hold is allocated here.
    pub fn new(reference: &Reference, capacity: Capacity) -> Self {
        let devices = Devices::new(reference, capacity.devices);
        let count = devices.capacity();
        let mut core = Self {
            devices,
            members: Members::new(count),
            incidents: Incidents::new(capacity.incidents),
            presence: Presence::new(reference.zones.len()),
            contexts: Contexts::new(capacity.warnings),
            wheel: Wheel::new(Self::timers(count, capacity.incidents + FAMILIES)),
            filters: Filters::new(count),
            holds: Holds::new(count.min(HELD_MAX)),
            suppressions: Suppressions::new(),
            pairs: Pairs::new(),
            rules: reference.rules.clone(),
            stale: 0,
            fleeting: 0,
            changes_lost: 0,
            input: InputNumber(0),
            places: Places::default(),
            sources: Sources::default(),
            standing: Standing::default(),
        };
        core.attach(reference);
        core
    }

    /// Takes what the registry knows: after a checkpoint was read, or when the registry was loaded anew.
    ///
    /// Cost: allocates; O(devices + zones x warnings).
    pub fn attach(&mut self, reference: &Reference) {
        self.places = Places::new(&reference.zones);
        self.suppressions.attach(&reference.zones);
        let moved = self.devices.attach(reference);
        self.contexts.attach(&self.places);
        if moved || !self.presence.fits(self.places.len()) {
            self.presence = Presence::new(self.places.len());
            for at in 0..self.incidents.listed().len() {
                self.show(self.incidents.listed()[at].slot);
            }
        }
        let Self { holds, devices, .. } = self;
        holds.attach(reference.zones.len(), |device| devices.get(device).map(|row| row.zone));
        self.recount_sources();
        if self.wheel.now().is_some() {
            self.watch_all();
        }
    }

    /// Takes other rules; what stands stays as it is, and goes by them from now on.
    ///
    /// The live desk and the journal's fold both take them here; [`Correlation::reconsider`] is the live desk's.
    /// Cost: allocates; O(members).
    pub fn set_rules(&mut self, rules: Rules) {
        self.rules = rules;
        self.recount_sources();
    }

    /// Goes by rules that are new: what they no longer hold is let go, what they ask about or call stale earlier waits shorter.
    ///
    /// Cost: O(members + held x rules).
    pub fn reconsider(&mut self, at: Instant, changes: &mut Changes) {
        self.free_uninhibited(at, None);
        for listed in 0..self.incidents.listed().len() {
            self.watch_incident(self.incidents.listed()[listed].slot);
        }
        for index in 0..self.members.capacity() {
            let row = self.members.get(index).filter(|row| row.active && !row.stale);
            if let Some(device) = row.map(|row| row.device) {
                self.watch(device);
            }
        }
        let (Progress::Done | Progress::More) = self.release(changes);
    }

    /// Returns the rules.
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Returns the bytes that all tables take.
    pub fn memory_bytes(&self) -> usize {
        let devices = self.devices.capacity() * size_of::<Device>();
        let tables = self.members.bytes() + self.incidents.bytes() + self.wheel.bytes();
        let places = self.places.len() * size_of::<grouping::place::Place>();
        let held = self.filters.bytes()
            + self.holds.bytes()
            + self.suppressions.bytes()
            + self.sources.bytes()
            + self.standing.bytes()
            + self.pairs.bytes();
        size_of::<Self>() + devices + tables + held + self.presence.bytes() + self.contexts.bytes() + places
    }

    /// Gives an unregistered device a row in the zone; none when that table is full, which is counted.
    pub fn admit(&mut self, zone: ZoneId) -> Option<DeviceId> {
        self.devices.admit(zone)
    }

    /// Tells the number of the input whose time the timers are advanced to.
    ///
    /// Alarms that a timer raises join by it, so that an acknowledgement of an older screen does not cover them.
    pub fn begin_input(&mut self, input: InputNumber) {
        self.input = input;
    }

    /// Returns what an acknowledgement from a screen that had seen the inputs up to `upto` does not cover (rule 7).
    ///
    /// Cost: O(members).
    pub fn uncovered(&self, incident: IncidentId, upto: InputNumber) -> Option<RenewCause> {
        let row = self.incident(incident)?;
        let place = |member: &Row| self.devices.get(member.device).map(|device| (device.kind, device.zone));
        let (mut kinds, mut later) = (Kinds::default(), false);
        for (_, member) in self.members.chain(row.chain) {
            match place(member) {
                Some((kind, _)) if member.input <= upto => kinds = kinds.with(kind),
                Some(_) | None => later |= member.input > upto,
            }
        }
        let unseen = || {
            let rows = self.members.chain(row.chain).map(|(_, member)| member);
            rows.filter(|member| member.input > upto && member.reason.code != ReasonCode::GatewayLost)
        };
        let seen_zone = |zone| {
            let told = row.told && row.zone == zone;
            let mut seen = self.members.chain(row.chain).filter(|(_, member)| member.input <= upto);
            told || seen.any(|(_, member)| place(member).is_some_and(|(_, there)| there == zone))
        };
        if later && unseen().filter_map(place).any(|(kind, _)| !kinds.has(kind)) {
            Some(RenewCause::NewKind)
        } else if later && unseen().filter_map(place).any(|(_, zone)| !seen_zone(zone)) {
            Some(RenewCause::NewZone)
        } else {
            (row.risen > upto).then_some(RenewCause::HigherLevel)
        }
    }

    /// Acknowledges an incident from a screen that had seen the inputs up to `upto`; returns how many members came later.
    ///
    /// What came later is covered as well, unless it brings news ([`Correlation::uncovered`]): then the incident stays
    /// unacknowledged.
    pub fn acknowledge(&mut self, at: Instant, incident: IncidentId, upto: InputNumber) -> u32 {
        let Some(slot) = self.incidents.find(incident) else { return 0 };
        let covers = self.uncovered(incident, upto).is_none();
        let Some(row) = self.incidents.get_mut(slot) else { return 0 };
        row.handled = true;
        if covers {
            (row.acknowledged, row.acknowledged_at) = (true, at);
        }
        let (mut later, mut next) = (0, row.chain.first);
        while let Some(row) = self.members.get(next) {
            next = row.next;
            later += u32::from(row.input > upto);
            if covers || row.input <= upto {
                self.devices.trigger(row.alarm(), Trigger::Acknowledge);
            }
        }
        self.watch_incident(slot);
        later
    }

    /// Closes an incident: alarms that still stand stay attached to it, covered.
    ///
    /// Cost: O(members of it); where it was one of the two youngest of its family, O(incidents), a word each.
    pub fn close(&mut self, incident: IncidentId) {
        let Some(slot) = self.incidents.find(incident) else { return };
        self.incidents.close(slot);
        self.hide(slot);
        let Some(row) = self.incidents.get_mut(slot) else { return };
        row.life_risk = false;
        let mut next = row.chain.first;
        while let Some(row) = self.members.get(next) {
            next = row.next;
            self.devices.trigger(row.alarm(), Trigger::Acknowledge);
        }
    }

    /// Opens a closed incident again, unless it was forgotten or merged since; its alarms are in it as they were.
    pub fn reopen(&mut self, incident: IncidentId) {
        let Some(slot) = self.incidents.find(incident) else { return };
        if self.incidents.get(slot).is_none_or(|row| row.merged_into.is_some()) {
            return;
        }
        self.incidents.reopen(slot);
        if let Some(row) = self.incidents.get_mut(slot) {
            row.life_risk = row.family.is_life_risk() && row.active > 0;
        }
        self.show(slot);
    }

    /// Opens a warning's context over an area, or replaces its extent; returns whether it found a place.
    ///
    /// One without a context explains no alarm, and covers places all the same.
    /// Cost: O(zones + sites x vertices), no allocation.
    pub fn warn(&mut self, warning: WarningId, area: Area<'_>, context: Option<Context>) -> bool {
        self.contexts.put(warning, area, context, &self.places)
    }

    /// Returns whether a standing warning covers a zone.
    pub fn is_warned(&self, warning: WarningId, zone: ZoneId) -> bool {
        self.contexts.covers(warning, zone)
    }

    /// Returns whether an area covers a zone, as [`Correlation::warn`] would resolve it.
    ///
    /// Cost: O(vertices).
    pub fn lies_in(&self, area: &Area<'_>, zone: ZoneId) -> bool {
        let place = self.places.get(zone);
        area.covers(place.adcode, place.at)
    }

    /// Ends a warning's context; incidents that it explained stay as they are.
    pub fn unwarn(&mut self, warning: WarningId) {
        self.contexts.remove(warning);
    }

    /// Returns the number that an incident of the family would get; none when no row is left for it.
    pub fn next_incident(&self, family: HazardFamily) -> Option<IncidentId> {
        match self.incidents.vacancy(family) {
            Vacancy::Row(_) => Some(self.incidents.next_id()),
            Vacancy::Overflow(_) => None,
        }
    }

    /// Opens an incident that a person told of: alarms of its zone join it though it has none yet.
    ///
    /// The live desk and the journal's fold both open it here. A number that is known already changes nothing.
    pub fn open_told(&mut self, at: Instant, incident: IncidentId, zone: ZoneId, family: HazardFamily) {
        if self.incidents.find(incident).is_some() {
            return;
        }
        self.restore(&Change { at, what: What::Opened { incident, zone, family } });
        let Some(slot) = self.incidents.find(incident) else { return };
        if let Some(row) = self.incidents.get_mut(slot) {
            row.told = true;
            (row.occurred, row.began, row.news) = (at, at, at);
            row.first_key.0 = at;
        }
        self.show(slot);
    }

    /// Returns an incident that is open, or was closed lately.
    pub fn incident(&self, id: IncidentId) -> Option<&Incident> {
        self.incidents.get(self.incidents.find(id)?)
    }

    /// Returns the open incidents, the lowest number first.
    pub fn open(&self) -> impl Iterator<Item = &Incident> {
        let rows = self.incidents.listed().iter().filter_map(|entry| self.incidents.get(entry.slot));
        rows.filter(|row| row.is_open())
    }

    /// Returns the members of an incident: the first-out alarm, then the others in the order that they joined.
    pub fn members(&self, id: IncidentId) -> impl Iterator<Item = Member> {
        let row = self.incident(id);
        let chain = row.map_or(tables::members::Chain::EMPTY, |row| row.chain);
        let first = row.and_then(|row| row.first_out);
        let head = self.members.chain(chain).find(|(_, row)| Some(row.alarm()) == first);
        let rest = self.members.chain(chain).filter(move |(_, row)| Some(row.alarm()) != first);
        head.into_iter().chain(rest).map(|(_, row)| self.member(row))
    }

    /// Returns an alarm as it stands; normal, when there is no such device.
    pub fn alarm(&self, key: AlarmKey) -> AlarmView {
        let Some(device) = self.devices.get(key.device) else { return AlarmView::default() };
        let class = key.class as usize;
        AlarmView {
            state: device.states[class],
            conditions: device.conditions.within(key.class.conditions()),
            incident: self.members.get(device.members[class]).map(|row| row.incident),
            occurrence: Occurrence(device.occurrences[class]),
            flaps: device.flaps.count_ones(),
        }
    }

    /// Returns the incident that a device's alarms belong to: an open one before a closed one, hazard before fault.
    pub fn incident_of(&self, device: DeviceId) -> Option<IncidentId> {
        let device = self.devices.get(device)?;
        let rows = || device.members.iter().filter_map(|index| self.members.get(*index));
        let is_open = |row: &&Row| self.incidents.get(row.slot).is_some_and(Incident::is_open);
        rows().find(is_open).or_else(|| rows().next()).map(|row| row.incident)
    }

    /// Returns when a device was last heard; unstated when it never was.
    pub fn heard(&self, device: DeviceId) -> crate::units::Instant {
        self.devices.get(device).map(|row| row.heard).unwrap_or_default()
    }

    /// Returns the alarms that stand and are kept from being announced, with the reason and since when.
    ///
    /// Cost: O(held).
    pub fn held(&self) -> impl Iterator<Item = (AlarmKey, Reason, Instant)> {
        self.holds.all().map(|(_, held)| (held.alarm(), held.reason, held.since))
    }

    /// Returns why an alarm is held; none when it is not.
    pub fn held_because(&self, alarm: AlarmKey) -> Option<Reason> {
        self.holds.get(self.held_row(alarm)).map(|held| held.reason)
    }

    /// Returns what people asked to be kept, as it runs.
    pub fn suppressions(&self) -> impl Iterator<Item = &Suppression> {
        self.suppressions.iter()
    }

    /// Returns whether another suppression finds a place.
    pub fn has_room_for(&self, cover: Cover) -> bool {
        self.suppressions.has_room(cover)
    }

    /// Returns what the core has counted.
    pub fn counts(&self) -> Counts {
        let warnings = self.contexts.turned_away;
        let devices = self.devices.turned_away;
        let held = self.holds.counts();
        Counts {
            open: self.incidents.open,
            test: held.test,
            isolated: held.isolated,
            shelved: held.shelved,
            inhibited: held.inhibited,
            stale: self.stale,
            fleeting: self.fleeting,
            unregistered: self.devices.unregistered(),
            turned_away: devices + warnings + self.members.turned_away + self.incidents.turned_away,
            changes_lost: self.changes_lost,
        }
    }

    /// Returns a member as it is shown.
    fn member(&self, row: &Row) -> Member {
        let alarm = row.alarm();
        let view = self.alarm(alarm);
        Member {
            alarm,
            occurrence: view.occurrence,
            state: view.state,
            joined: row.joined,
            occurred: row.occurred,
            input: row.input,
            raises: row.raises,
            value_milli: row.value_milli,
            value_before_milli: row.value_before_milli,
            unit: row.unit,
            marks: row.marks,
            reason: row.reason,
            stale: row.stale,
        }
    }
}
