//! Devices that no registry knows: where the desk puts them.
//!
//! Invariants:
//! - a device is put among the strangers of a site only when what it says of its place means that site and no other;
//! - else it is put among its feed's, and what it says of its place is kept all the same;
//! - a fire is never turned away for want of a place: it is an incident at the feed's place, and the fire of yet another
//!   stranger there makes that incident unacknowledged again.

use crate::correlation::change::RenewCause;
use crate::correlation::event::{Conditions, Event, EventKind};
use crate::correlation::reference::ZoneKind;
use crate::limits::{UNREGISTERED_MAX, UNREGISTERED_OF_FEED_MAX, UNREGISTERED_SPARE};
use crate::operations::actor::Actor;
use crate::operations::fact::Body;
use crate::operations::feed::Fact;
use crate::operations::feed::fact::STRANGERS;
use crate::operations::state::{State, Turn};
use crate::text::{self, Text};
use crate::units::{DeviceId, FeedId, Instant, Point, SiteId, ZoneId, read_degrees};
use serde::{Deserialize, Serialize};

/// What of a stranger's word is a hazard to life or goods: this finds a place in any case.
pub(super) const HAZARD: Conditions = Conditions::FIRE.with(Conditions::OVER_LIMIT);

/// A device that no registry knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unregistered {
    /// The feed that brings it.
    pub feed: FeedId,
    /// What the feed calls it.
    pub code: Text<32>,
    /// Its place in the device table.
    pub device: DeviceId,
    /// Where it says that it hangs.
    pub place: Text<64>,
    /// Where the desk has put it: among the strangers of a site, or of its feed.
    pub zone: ZoneId,
    /// When it was last heard; unstated where only the journal knows it.
    pub heard: Instant,
}

/// A code that is shorter means a place only when it is all that is said: `3` is in many texts.
const CODE_BYTES_MIN: usize = 3;

/// How far from where a site stands its devices may be, in metres: the nearest site within a step is meant.
const NEAR_M: [u32; 4] = [100, 200, 350, 500];

impl State {
    /// Finds the device that a feed names, or gives it a place among the unregistered ones: of the site that it tells, else of
    /// its feed.
    ///
    /// Returns none when there is no place and the event is no hazard that begins: it is counted, and its feed's row says
    /// so. A hazard is taken as one of [`STRANGERS`], which can only begin: whose end it is, nobody could say.
    pub fn admit(
        &mut self,
        feed: FeedId,
        (code, place): (&str, &str),
        event: &mut Event,
        turn: &mut Turn,
    ) -> Option<DeviceId> {
        let code = text::bounded::<32>(code);
        if let Some(device) = self.known_stranger(feed, &code, place, turn) {
            return Some(device);
        }
        self.open_turn(turn);
        let own = self.strangers_of(feed) as usize;
        if self.unregistered.len() < UNREGISTERED_MAX - UNREGISTERED_SPARE
            && own < UNREGISTERED_OF_FEED_MAX
            && let Some(device) = self.seat(feed, code, place, turn)
        {
            return Some(device);
        }
        let is_other = self.feeds.count_stranger(feed, &code);
        let begins = event.conditions.within(HAZARD);
        if begins.is_none() || !matches!(event.kind, EventKind::Raise | EventKind::State) {
            self.turn_away(self.now, turn);
            return None;
        }
        (event.kind, event.conditions) = (EventKind::Raise, begins);
        let all = text::bounded::<32>(STRANGERS);
        let Some(device) = self.known_stranger(feed, &all, "", turn) else {
            let device = self.seat(feed, all, "", turn);
            if device.is_none() {
                self.turn_away(self.now, turn);
            }
            return device;
        };
        if is_other && let Some(incident) = self.correlation.incident_of(device) {
            self.renew(incident, RenewCause::NewZone, self.now, turn);
        }
        Some(device)
    }

    /// Returns the devices that no registry knows, in the order in which they first spoke.
    pub fn strangers(&self) -> &[Unregistered] {
        &self.unregistered
    }

    /// Returns how many of them a feed has brought.
    pub fn strangers_of(&self, feed: FeedId) -> u32 {
        self.unregistered.iter().filter(|known| known.feed == feed).count() as u32
    }

    /// Finds a stranger that was admitted, and notes that it was heard, and what it says of its place for the first time.
    fn known_stranger(
        &mut self,
        feed: FeedId,
        code: &Text<32>,
        place: &str,
        turn: &mut Turn,
    ) -> Option<DeviceId> {
        let now = self.now;
        let known = self.unregistered.iter_mut().find(|it| it.feed == feed && it.code == *code)?;
        known.heard = now;
        let device = known.device;
        if known.place.is_empty() && !place.is_empty() {
            self.open_turn(turn);
            let fact = Fact::Placed { feed, device, place: text::bounded(place) };
            self.decide(now, Actor::Desk, None, Body::Feed(fact), turn);
        }
        Some(device)
    }

    /// Gives a device that no registry knows a row.
    fn seat(&mut self, feed: FeedId, code: Text<32>, place: &str, turn: &mut Turn) -> Option<DeviceId> {
        let place: Text<64> = text::bounded(place);
        let zone = self.lane(feed, &place)?;
        let device = self.correlation.admit(zone)?;
        let fact = Fact::Admitted { feed, device, code, place };
        self.decide(self.now, Actor::Desk, None, Body::Feed(fact), turn);
        if let Some(known) = self.unregistered.last_mut() {
            known.heard = self.now;
        }
        Some(device)
    }

    /// Returns the zone that takes in a stranger which says that it hangs at a place.
    pub(super) fn lane(&self, feed: FeedId, place: &str) -> Option<ZoneId> {
        let site = self.site_told(place).and_then(|site| self.reference.sites.get(site.index()));
        let is_lane = |zone: &ZoneId| {
            self.world.zones.get(zone.index()).is_some_and(|it| it.kind == ZoneKind::Unregistered)
        };
        let of_feed = || self.reference.feeds.get(feed.index()).map(|feed| feed.unregistered);
        site.map(|site| site.unregistered).filter(is_lane).or_else(of_feed)
    }

    /// Takes a stranger in, or what it says of its place.
    pub(super) fn apply_stranger(&mut self, fact: &Fact) {
        match *fact {
            Fact::Admitted { feed, device, code, place } => {
                let zone = self.lane(feed, &place).unwrap_or(ZoneId(0));
                let heard = Instant::UNSTATED;
                self.unregistered.push(Unregistered { feed, code, device, place, zone, heard });
            }
            Fact::Placed { device, place, .. } => {
                if let Some(known) = self.unregistered.iter_mut().find(|it| it.device == device) {
                    known.place = place;
                }
            }
            Fact::Up { .. }
            | Fact::Down { .. }
            | Fact::Gap { .. }
            | Fact::Silent { .. }
            | Fact::Speaks { .. }
            | Fact::Rejected { .. }
            | Fact::Unread { .. }
            | Fact::CountsAnew { .. }
            | Fact::Broken { .. }
            | Fact::Known { .. } => {}
        }
    }

    /// Returns the one site that a text means: by a code of it or of a zone in it, by its name, by where it stands.
    ///
    /// Cost: O(zones x bytes): once a stranger.
    fn site_told(&self, place: &str) -> Option<SiteId> {
        let place = place.trim();
        if place.is_empty() {
            return None;
        }
        self.site_coded(place).or_else(|| self.site_named(place)).or_else(|| self.site_near(place))
    }

    fn site_coded(&self, place: &str) -> Option<SiteId> {
        let is_part = |code: &str| {
            let parts =
                place.split(|c: char| c.is_whitespace() || "/\\,;:|\u{3001}\u{ff0c}\u{ff1a}".contains(c));
            let mut longer = parts.filter(|part| part.len() >= CODE_BYTES_MIN);
            place.eq_ignore_ascii_case(code) || longer.any(|part| part.eq_ignore_ascii_case(code))
        };
        let named = self.reference.zones.iter().zip(&self.world.zones);
        let mut meant = named
            .filter(|(name, zone)| zone.site.is_some() && !name.code.is_empty() && is_part(&name.code))
            .filter_map(|(_, zone)| zone.site);
        let first = meant.next()?;
        meant.all(|site| site == first).then_some(first)
    }

    /// Of several names in a text the longest counts, when one site alone has it.
    fn site_named(&self, place: &str) -> Option<SiteId> {
        let length = |name: &str| if name.is_empty() || !place.contains(name) { 0 } else { name.len() };
        let rated = self.reference.sites.iter().map(|site| length(&site.name).max(length(&site.short)));
        let best = rated.clone().max().filter(|length| *length >= CODE_BYTES_MIN)?;
        let mut meant = (0..).map(SiteId).zip(rated).filter(|(_, length)| *length == best);
        let (site, _) = meant.next()?;
        meant.next().is_none().then_some(site)
    }

    /// Coordinates are read latitude first, else longitude first, whichever way they lie near a site.
    fn site_near(&self, place: &str) -> Option<SiteId> {
        let mut parts = place.split([',', ' ', ';', '\u{ff0c}']).filter(|part| !part.is_empty());
        let (one, other) = (read_degrees(parts.next()?)?, read_degrees(parts.next()?)?);
        if parts.next().is_some() {
            return None;
        }
        let told = [Point::new(one, other), Point::new(other, one)];
        told.into_iter().flatten().find_map(|point| self.nearest(point))
    }

    fn nearest(&self, point: Point) -> Option<SiteId> {
        let sites = || self.world.zones.iter().filter(|zone| zone.kind == ZoneKind::Site);
        let within = |metres| {
            let near = move |at: Point| at.is_within(metres, point);
            sites().filter(move |zone| zone.at.is_some_and(near)).filter_map(|zone| zone.site)
        };
        NEAR_M.into_iter().find(|metres| within(*metres).next().is_some()).and_then(|metres| {
            let mut meant = within(metres);
            let first = meant.next()?;
            meant.next().is_none().then_some(first)
        })
    }
}
