//! When the bell rings: life-risk that nobody has acknowledged, a feed that is not heard, and in a drill a real alarm.
//!
//! A feed rings twice and seldom, and never while a fire sounds: it can wait until somebody has the fire.
//!
//! A new occurrence sounds at once and every [`AGAIN_AFTER`] until somebody has it; later it sounds more urgent.
//! Silencing covers what sounds now: anything new, or evidence or severity that rises, sounds again.

use crate::operations::drill::view::LiveDesk;
use crate::operations::feed;
use crate::operations::incident::View;
use crate::operations::incident::view::Standing;
use crate::units::{EvidenceLevel, FeedId, IncidentId, Instant, Severity, Span};
use std::time::{Duration, Instant as Moment};

/// How long the bell rests.
pub const AGAIN_AFTER: Duration = Duration::from_secs(5);

/// How long the bell rests where only a feed is not heard.
pub const DEAF_AGAIN_AFTER: Duration = Duration::from_secs(15);

/// Unacknowledged for this long, the second pattern sounds (design section 8).
const SECOND_PATTERN_AFTER: Span = Span::seconds(15);

/// What sounds, what was silenced, when the bell rang last.
#[derive(Clone, Debug, Default)]
pub struct Sound {
    sounding: Vec<Voice>,
    silenced: Vec<Voice>,
    fresh: Vec<IncidentId>,
    deaf: Vec<Deaf>,
    deaf_silenced: Vec<Deaf>,
    deaf_fresh: Vec<FeedId>,
    real: Option<Real>,
    real_silenced: Option<Real>,
    real_fresh: bool,
    rang: Option<Moment>,
}

/// The real alarms beside a drill as they sound: the most urgent, how many, since when here.
#[derive(Clone, Copy, Debug)]
struct Real {
    next: Option<IncidentId>,
    count: u32,
    since: Moment,
}

impl Real {
    /// Whether one that was heard covers this one: another incident, or one more, is new.
    fn covers(&self, other: &Self) -> bool {
        self.next == other.next && self.count >= other.count
    }
}

/// One feed as it sounds: which, since when, by which of its alarms.
type Deaf = (FeedId, Instant, feed::Deaf);

/// One incident as it sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Voice {
    incident: IncidentId,
    since: Instant,
    level: EvidenceLevel,
    severity: Severity,
}

impl Voice {
    fn of(view: &View) -> Option<Self> {
        match view.standing {
            Standing::Unacknowledged { since } if view.life_risk => {
                Some(Self { incident: view.id, since, level: view.level, severity: view.severity })
            }
            Standing::Unacknowledged { .. } | Standing::Acknowledged { .. } | Standing::Closed { .. } => None,
        }
    }

    /// Whether a voice that was heard covers this one.
    fn covers(&self, other: &Self) -> bool {
        self.incident == other.incident
            && self.since >= other.since
            && self.level >= other.level
            && self.severity >= other.severity
    }
}

impl Sound {
    /// Takes the incidents of a snapshot; [`Self::fresh`] names those that have just begun to sound.
    pub fn update(&mut self, incidents: &[View]) {
        self.fresh.clear();
        self.silenced.retain(|voice| {
            incidents.iter().any(|view| view.id == voice.incident && Voice::of(view).is_some())
        });
        let heard = std::mem::take(&mut self.sounding);
        for voice in incidents.iter().filter_map(Voice::of) {
            if self.silenced.iter().any(|silent| silent.covers(&voice)) {
                continue;
            }
            if !heard.iter().any(|before| before.covers(&voice)) {
                self.fresh.push(voice.incident);
            }
            self.sounding.push(voice);
        }
        if !self.fresh.is_empty() {
            self.rang = None;
        }
    }

    /// Takes the feeds of a snapshot; [`Self::fresh_feeds`] names those that have just begun to sound.
    pub fn update_feeds(&mut self, feeds: &[feed::View]) {
        self.deaf_fresh.clear();
        let sounds = |view: &feed::View| {
            let alarm = view.alarm.filter(|alarm| alarm.known.is_none())?;
            Some((view.id, alarm.since, alarm.deaf))
        };
        let heard = std::mem::take(&mut self.deaf);
        self.deaf_silenced.retain(|silent| feeds.iter().filter_map(sounds).any(|voice| voice == *silent));
        for voice in feeds.iter().filter_map(sounds).filter(|voice| !self.deaf_silenced.contains(voice)) {
            if !heard.contains(&voice) {
                self.deaf_fresh.push(voice.0);
            }
            self.deaf.push(voice);
        }
        if !self.deaf_fresh.is_empty() && self.sounding.is_empty() {
            self.rang = None;
        }
    }

    /// Takes the live desk beside a drill, while a real alarm there is nobody's; [`Self::is_real_fresh`] tells what is new.
    ///
    /// The desk clock of a drill that is held stands: how long it sounds is counted by the screen's own.
    pub fn update_real(&mut self, live: Option<&LiveDesk>, now: Moment) {
        let heard = self.real.take().or(self.real_silenced);
        self.real_fresh = false;
        let Some(live) = live else {
            self.real_silenced = None;
            return;
        };
        let before = heard.map_or(now, |heard| heard.since);
        let real = Real { next: live.next, count: live.life_risk, since: before };
        if self.real_silenced.is_some_and(|silent| silent.covers(&real)) {
            return;
        }
        self.real_silenced = None;
        self.real_fresh = heard.is_none_or(|heard| !heard.covers(&real));
        let since = if self.real_fresh { now } else { before };
        self.real = Some(Real { since, ..real });
        if self.real_fresh {
            self.rang = None;
        }
    }

    /// Returns whether a real alarm began to sound with the last snapshot.
    pub const fn is_real_fresh(&self) -> bool {
        self.real_fresh
    }

    /// Returns the feeds that began to sound with the last snapshot.
    pub fn fresh_feeds(&self) -> &[FeedId] {
        &self.deaf_fresh
    }

    /// Returns the incidents that began to sound with the last snapshot.
    pub fn fresh(&self) -> &[IncidentId] {
        &self.fresh
    }

    /// Returns how often the bell is to ring now; zero most of the time.
    pub fn pulses(&mut self, desk_now: Instant, now: Moment) -> u8 {
        let is_calm = self.sounding.is_empty() && self.real.is_none();
        let pause = if is_calm { DEAF_AGAIN_AFTER } else { AGAIN_AFTER };
        let rests = self.rang.is_some_and(|rang| now.saturating_duration_since(rang) < pause);
        if !self.sounds() || rests {
            return 0;
        }
        self.rang = Some(now);
        if is_calm {
            return 2;
        }
        let second = Duration::from_millis(SECOND_PATTERN_AFTER.0.unsigned_abs());
        let real_late = self.real.is_some_and(|real| now.saturating_duration_since(real.since) >= second);
        let is_late = |voice: &Voice| desk_now.since(voice.since) >= SECOND_PATTERN_AFTER;
        let late = real_late || self.sounding.iter().any(is_late);
        if late { 3 } else { 1 }
    }

    /// Silences what sounds now; returns whether anything did.
    pub fn silence(&mut self) -> bool {
        let sounded = self.sounds();
        self.silenced.append(&mut self.sounding);
        self.deaf_silenced.append(&mut self.deaf);
        self.real_silenced = self.real.take().or(self.real_silenced);
        sounded
    }

    /// Returns whether anything sounds.
    pub fn sounds(&self) -> bool {
        !self.sounding.is_empty() || !self.deaf.is_empty() || self.real.is_some()
    }
}
