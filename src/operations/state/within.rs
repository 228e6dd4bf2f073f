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
}
