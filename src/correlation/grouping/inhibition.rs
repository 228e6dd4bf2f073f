//! Which alarms explain others: how many sources of each rule stand in each node (rule 4.2).
//!
//! Invariant: it is a count of what the members say, made anew from them after a restart or a change of the rules; which
//! one was the latest is remembered, where the rule still means it.

use crate::correlation::Correlation;
use crate::correlation::alarm::{AlarmClass, AlarmKey, Quantity};
use crate::correlation::change::{Reason, ReasonCode};
use crate::correlation::grouping::place::Place;
use crate::correlation::grouping::standing::Standing;
use crate::correlation::rules::{Inhibition, Scope};
use crate::correlation::tables::members::Row;
use crate::correlation::tables::{NONE, rows};
use crate::units::{DeviceId, Span, ZoneId};
use serde::{Deserialize, Serialize};

/// One rule's sources in one node.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Source {
    count: u32,
    latest: u32,
}

impl Default for Source {
    fn default() -> Self {
        Self { count: 0, latest: NONE }
    }
}

/// The sources that stand, a slice a rule.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Sources {
    rows: Box<[Source]>,
    zones: usize,
}

impl Sources {
    /// Makes the table, with no source.
    pub(crate) fn new(rules: usize, zones: usize) -> Self {
        Self { rows: rows(rules * zones), zones }
    }

    /// Returns the bytes that the table takes.
    pub(crate) const fn bytes(&self) -> usize {
        self.rows.len() * size_of::<Source>()
    }

    fn at(&mut self, rule: usize, node: ZoneId) -> Option<&mut Source> {
        self.rows.get_mut(rule * self.zones + node.index())
    }

    fn get(&self, rule: usize, node: ZoneId) -> Option<&Source> {
        self.rows.get(rule * self.zones + node.index()).filter(|source| source.count > 0)
    }
}

impl Correlation {
    /// Counts an alarm that became active as a source.
    pub(in crate::correlation) fn count_source(&mut self, alarm: AlarmKey) {
        if let Some((zone, quantity)) = self.hazard_of(alarm) {
            self.standing.add(zone, quantity);
        }
        self.each_source(alarm, |source| {
            source.count += 1;
            source.latest = alarm.device.0;
        });
    }

    /// Counts a source that ended.
    pub(in crate::correlation) fn discount_source(&mut self, alarm: AlarmKey) {
        if let Some((zone, quantity)) = self.hazard_of(alarm) {
            self.standing.remove(zone, quantity);
        }
        self.each_source(alarm, |source| source.count = source.count.saturating_sub(1));
    }

    /// Returns whether an alarm is a source of any rule.
    pub(in crate::correlation) fn is_source(&self, alarm: AlarmKey) -> bool {
        let kind = self.devices.get(alarm.device).map(|row| row.kind);
        kind.is_some_and(|kind| {
            self.rules
                .inhibitions
                .iter()
                .any(|rule| rule.source_class == alarm.class && rule.source.has(kind))
        })
    }

    /// Returns why an alarm needs no announcement: the source that explains it.
    pub(in crate::correlation) fn inhibition(&self, alarm: AlarmKey) -> Option<Reason> {
        let device = self.devices.get(alarm.device)?;
        let place = self.places.get(device.zone);
        let rules = self.rules.inhibitions.iter().enumerate();
        let mut meant =
            rules.filter(|(_, rule)| rule.target_class == alarm.class && rule.target.has(device.kind));
        meant.find_map(|(at, rule)| {
            let other = match rule.scope {
                Scope::Gateway => self.gateway_source(rule, device.gateway()?)?,
                Scope::Zone | Scope::Floor | Scope::Building | Scope::Site => {
                    let latest = self.sources.get(at, node(rule.scope, device.zone, place)?)?.latest;
                    AlarmKey { device: DeviceId(latest), class: rule.source_class }
                }
            };
            // The latest may have ended while an earlier one stands, which then has no name here.
            let other = Some(other).filter(|other| self.is_active(*other));
            Some(Reason { code: ReasonCode::Inhibited, rule: rule.rule, other, span: Span(0) })
        })
    }

    /// Counts all sources anew.
    pub(in crate::correlation) fn recount_sources(&mut self) {
        let fresh = Sources::new(self.rules.inhibitions.len(), self.places.len());
        let before = std::mem::replace(&mut self.sources, fresh);
        self.standing = Standing::new(self.places.len());
        // What stands although its closed incident was forgotten is in no chain; it is older than all that is in one.
        for index in 0..self.members.capacity() {
            let row = self.members.get(index).filter(|row| row.active && row.slot == NONE);
            if let Some(alarm) = row.map(Row::alarm) {
                self.count_source(alarm);
            }
        }
        for at in 0..self.incidents.listed().len() {
            let slot = self.incidents.listed()[at].slot;
            let mut next = self.incidents.get(slot).map_or(NONE, |row| row.chain.first);
            while let Some((alarm, active, after)) =
                self.members.get(next).map(|row| (row.alarm(), row.active, row.next))
            {
                next = after;
                if active {
                    self.count_source(alarm);
                }
            }
        }
        self.remember_latest(&before);
    }

    /// Names the sources that were named before, as far as the tables are of one shape and the rules still mean them.
    fn remember_latest(&mut self, before: &Sources) {
        if (before.rows.len(), before.zones) != (self.sources.rows.len(), self.sources.zones) {
            return;
        }
        for (at, rule) in self.rules.inhibitions.iter().enumerate() {
            for node in at * before.zones..(at + 1) * before.zones {
                let latest = before.rows[node].latest;
                let kind = self.devices.get(DeviceId(latest)).map(|row| row.kind);
                if kind.is_some_and(|kind| rule.source.has(kind)) {
                    self.sources.rows[node].latest = latest;
                }
            }
        }
    }

    fn gateway_source(&self, rule: &Inhibition, gateway: DeviceId) -> Option<AlarmKey> {
        let source = AlarmKey { device: gateway, class: rule.source_class };
        let meant = self.devices.get(gateway).is_some_and(|row| rule.source.has(row.kind));
        (meant && self.is_active(source)).then_some(source)
    }

    /// Returns whether an alarm stands as a member.
    pub(in crate::correlation) fn is_active(&self, alarm: AlarmKey) -> bool {
        let index = self.devices.get(alarm.device).map_or(NONE, |row| row.members[alarm.class as usize]);
        self.members.get(index).is_some_and(|row| row.active)
    }

    fn hazard_of(&self, alarm: AlarmKey) -> Option<(ZoneId, Quantity)> {
        let device = self.devices.get(alarm.device)?;
        (alarm.class == AlarmClass::Hazard).then_some((device.zone, device.kind.quantity()))
    }

    fn each_source(&mut self, alarm: AlarmKey, edit: impl Fn(&mut Source)) {
        if self.rules.inhibitions.is_empty() {
            return;
        }
        let Some((kind, zone)) = self.devices.get(alarm.device).map(|row| (row.kind, row.zone)) else {
            return;
        };
        let place = self.places.get(zone);
        for at in 0..self.rules.inhibitions.len() {
            let rule = self.rules.inhibitions[at];
            let meant = rule.source_class == alarm.class && rule.source.has(kind);
            if let Some(node) = node(rule.scope, zone, place).filter(|_| meant)
                && let Some(source) = self.sources.at(at, node)
            {
                edit(source);
            }
        }
    }
}

/// Returns the node that a rule counts in; none for a gateway, and where the tree has no such node.
const fn node(scope: Scope, zone: ZoneId, place: Place) -> Option<ZoneId> {
    match scope {
        Scope::Zone => Some(zone),
        Scope::Floor => place.floor,
        Scope::Building => place.building,
        Scope::Site => place.site,
        Scope::Gateway => None,
    }
}
