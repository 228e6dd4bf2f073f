//! Which sites a warning covers.

use crate::correlation::reference::ZoneKind;
use crate::operations::state::State;
use crate::operations::warning::Message;
use crate::units::SiteId;

impl State {
    /// Returns the sites that a warning message covers.
    pub fn sites_within(&self, message: &Message) -> impl Iterator<Item = SiteId> {
        let sites = self.world.zones.iter().filter(|zone| zone.kind == ZoneKind::Site);
        sites.filter(|zone| message.covers(zone.adcode)).filter_map(|zone| zone.site)
    }

    /// Returns how many sites a warning message covers.
    pub fn sites_in(&self, message: &Message) -> u16 {
        let sites = self.world.zones.iter().filter(|zone| zone.kind == ZoneKind::Site);
        sites.filter(|zone| message.covers(zone.adcode)).count() as u16
    }

    /// Returns whether a site is inside a warning message.
    pub fn is_inside(&self, site: SiteId, message: &Message) -> bool {
        let root =
            self.reference.sites.get(site.index()).and_then(|site| self.world.zones.get(site.zone.index()));
        root.is_some_and(|zone| message.covers(zone.adcode))
    }
}
