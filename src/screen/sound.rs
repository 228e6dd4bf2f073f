//! When the bell rings: life-risk that nobody has acknowledged, and a feed that is not heard.
//!
//! A feed rings twice and seldom, and never while a fire sounds: it can wait until somebody has the fire.
//!
//! A new occurrence sounds at once and every [`AGAIN_AFTER`] until somebody has it; later it sounds more urgent.
//! Silencing covers what sounds now: anything new, or evidence or severity that rises, sounds again.

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
    rang: Option<Moment>,
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
        let pause = if self.sounding.is_empty() { DEAF_AGAIN_AFTER } else { AGAIN_AFTER };
        let rests = self.rang.is_some_and(|rang| now.saturating_duration_since(rang) < pause);
        if !self.sounds() || rests {
            return 0;
        }
        self.rang = Some(now);
        if self.sounding.is_empty() {
            return 2;
        }
        let late = self.sounding.iter().any(|voice| desk_now.since(voice.since) >= SECOND_PATTERN_AFTER);
        if late { 3 } else { 1 }
    }

    /// Silences what sounds now; returns whether anything did.
    pub fn silence(&mut self) -> bool {
        let sounded = self.sounds();
        self.silenced.append(&mut self.sounding);
        self.deaf_silenced.append(&mut self.deaf);
        sounded
    }

    /// Returns whether anything sounds.
    pub fn sounds(&self) -> bool {
        !self.sounding.is_empty() || !self.deaf.is_empty()
    }
}
