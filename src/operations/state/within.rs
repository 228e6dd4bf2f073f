//! Which sites a warning covers: the core's answer, so that the page of the warnings and the alarms never disagree.

use crate::correlation::area::Area;
use crate::correlation::reference::ZoneKind;
use crate::operations::dossier::day_of;
use crate::operations::reference::Policy;
use crate::operations::state::State;
use crate::operations::warning::{Message, Touch};
use crate::units::{Instant, SiteId, WarningId, ZoneId};

impl State {
    /// Returns the sites that a standing warning covers.
    ///
    /// Cost: O(zones).
    pub fn sites_within(&self, warning: WarningId) -> impl Iterator<Item = SiteId> {
        let is_covered = move |id: &ZoneId| self.correlation.is_warned(warning, *id);
        self.site_zones().filter(move |(id, _)| is_covered(id)).map(|(_, site)| site)
    }

    /// Returns whether a site is inside a standing warning.
    pub fn is_inside(&self, site: SiteId, warning: WarningId) -> bool {
        let root = self.reference.sites.get(site.index()).map(|site| site.zone);
        root.is_some_and(|zone| self.correlation.is_warned(warning, zone))
    }

    /// Returns the policies of sites inside a standing warning that were in force on a day of it so far: from when it was issued
    /// until now.
    ///
    /// Cost: O(zones + policies x log sites).
    pub fn policies_within(&self, warning: WarningId) -> Vec<&Policy> {
        let Some(message) = self.warnings.get(warning).map(|it| &it.message) else { return Vec::new() };
        let mut inside: Vec<SiteId> = self.sites_within(warning).collect();
        inside.sort_unstable();
        self.policies_of(&inside, message)
    }

    /// Returns whether an area covers a site, or would.
    ///
    /// Cost: O(zones x vertices).
    pub(super) fn touches_site(&self, area: &Area<'_>) -> bool {
        self.site_zones().any(|(zone, _)| self.correlation.lies_in(area, zone))
    }

    /// Returns what lies inside a warning that the core has resolved, by its newest message.
    pub(super) fn touch(&self, warning: WarningId, message: &Message) -> Touch {
        let mut touch = Touch::default();
        let mut inside: Vec<SiteId> = self.sites_within(warning).collect();
        inside.sort_unstable();
        for site in inside.iter().filter_map(|site| self.reference.sites.get(site.index())) {
            touch.add_site(site.people_day, site.people_night);
        }
        let mut policies = self.policies_of(&inside, message);
        policies.sort_by_key(|policy| policy.insurer);
        for policy in policies {
            touch.add_policy(policy.insurer, policy.limit);
        }
        touch
    }

    /// Brings desk time on; never back. What warnings touch is counted anew with the day: policies begin and end with it.
    pub(super) fn reach(&mut self, now: Instant) {
        let before = self.now;
        self.now = self.now.max(now);
        if day_of(before) != day_of(self.now) {
            self.recount_sites();
        }
    }

    /// Counts what is inside each standing warning anew: another registry or another day has others.
    pub(super) fn recount_sites(&mut self) {
        for at in 0..self.warnings.standing().len() {
            let warning = &self.warnings.standing()[at];
            let (id, touch) = (warning.id, self.touch(warning.id, &warning.message));
            self.warnings.note_touch(id, touch);
        }
    }

    fn site_zones(&self) -> impl Iterator<Item = (ZoneId, SiteId)> {
        let zones = (0..).map(ZoneId).zip(&self.world.zones).filter(|(_, zone)| zone.kind == ZoneKind::Site);
        zones.filter_map(|(id, zone)| Some((id, zone.site?)))
    }

    /// Returns the policies of sites, which are sorted, that were in force on a day of a message's warning so far.
    fn policies_of(&self, sites: &[SiteId], message: &Message) -> Vec<&Policy> {
        let issued = if message.issued.is_stated() { message.issued } else { message.received };
        let (last, first) = (day_of(self.now), day_of(issued.min(self.now)));
        let counts = |policy: &&Policy| {
            policy.from_day <= last && policy.until_day >= first && sites.binary_search(&policy.site).is_ok()
        };
        self.reference.policies.iter().filter(counts).collect()
    }
}
