//! Which sites a warning covers: the core's answer, so that the page of the warnings and the alarms never disagree.

use crate::correlation::reference::ZoneKind;
use crate::operations::state::State;
use crate::units::{SiteId, WarningId, ZoneId};

impl State {
    /// Returns the sites that a standing warning covers.
    ///
    /// Cost: O(zones).
    pub fn sites_within(&self, warning: WarningId) -> impl Iterator<Item = SiteId> {
        let zones = (0..).map(ZoneId).zip(&self.world.zones).filter(|(_, zone)| zone.kind == ZoneKind::Site);
        zones
            .filter(move |(id, _)| self.correlation.is_warned(warning, *id))
            .filter_map(|(_, zone)| zone.site)
    }

    /// Returns whether a site is inside a standing warning.
    pub fn is_inside(&self, site: SiteId, warning: WarningId) -> bool {
        let root = self.reference.sites.get(site.index()).map(|site| site.zone);
        root.is_some_and(|zone| self.correlation.is_warned(warning, zone))
    }

    /// Counts the sites inside each standing warning anew: another registry has others.
    pub(super) fn recount_sites(&mut self) {
        for at in 0..self.warnings.standing().len() {
            let warning = self.warnings.standing()[at].id;
            let sites = self.sites_within(warning).count();
            self.warnings.count_sites(warning, sites as u16);
        }
    }
}
