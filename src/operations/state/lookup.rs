//! What a number is called and where it hangs.

use crate::correlation::alarm::DeviceKind;
use crate::operations::state::{State, Unregistered};
use crate::text::Text;
use crate::units::{DeviceId, EvidenceLevel, IncidentId, SiteId, ZoneId};

impl State {
    /// Returns how well an incident is evidenced: by its alarms, or by the word of somebody who looked.
    pub fn level(&self, id: IncidentId) -> EvidenceLevel {
        let alarms = self.correlation.incident(id).map(|it| it.level).unwrap_or_default();
        self.incidents.get(id).map_or(alarms, |row| alarms.max(row.word))
    }

    /// Returns what a device is called.
    pub fn device_code(&self, device: DeviceId) -> Text<32> {
        let unregistered =
            || self.unregistered.iter().find(|known| known.device == device).map(|known| known.code);
        let registered = self.reference.devices.get(device.index()).map(|device| device.code);
        registered.or_else(unregistered).unwrap_or_default()
    }

    /// Returns where a device that no registry knows says that it hangs; empty where it has not said, and for all others.
    pub fn told_place(&self, device: DeviceId) -> Text<64> {
        let known = self.unregistered.iter().find(|known| known.device == device);
        known.map(|known| known.place).unwrap_or_default()
    }

    /// Returns what a device is; other than any known kind when no registry has it.
    pub fn kind_of(&self, device: DeviceId) -> DeviceKind {
        self.world.devices.get(device.index()).map(|device| device.kind).unwrap_or_default()
    }

    /// Returns where a device hangs.
    pub fn zone_of(&self, device: DeviceId) -> Option<ZoneId> {
        let registered = self.world.devices.get(device.index()).map(|device| device.zone);
        registered
            .or_else(|| self.unregistered.iter().find(|known| known.device == device).map(|known| known.zone))
    }

    /// Returns the site that a zone belongs to.
    pub fn site_of(&self, zone: ZoneId) -> Option<SiteId> {
        self.world.zones.get(zone.index()).and_then(|zone| zone.site)
    }

    /// Returns what a zone is called with its site: `恒越电池 2号车间 3区`.
    pub fn place_of(&self, zone: ZoneId) -> Text<160> {
        let site = self.site_of(zone).and_then(|site| self.reference.sites.get(site.index()));
        let name = self.reference.zones.get(zone.index());
        let mut place = Text::new();
        for part in [site.map(|site| site.short.as_str()), name.map(|name| name.path.as_str())] {
            let part = part.unwrap_or_default();
            let separator = if place.is_empty() || part.is_empty() { "" } else { " " };
            if place.len() + separator.len() + part.len() <= place.capacity() {
                place.push_str(separator);
                place.push_str(part);
            }
        }
        place
    }

    /// Returns the node above a zone.
    pub fn parent_of(&self, zone: ZoneId) -> Option<ZoneId> {
        self.world.zones.get(zone.index()).and_then(|zone| zone.parent)
    }

    /// Returns how many devices no registry knows.
    pub fn unregistered_count(&self) -> u32 {
        self.unregistered.len() as u32
    }

    /// Returns the device that a code names, registered or not.
    pub fn device(&self, code: &str) -> Option<DeviceId> {
        let unregistered = || {
            let named = |known: &&Unregistered| known.code.eq_ignore_ascii_case(code);
            self.unregistered.iter().find(named).map(|known| known.device)
        };
        self.reference.device(code).or_else(unregistered)
    }
}
