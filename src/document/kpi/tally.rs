//! One span, counted entry by entry.
//!
//! What stands when the span begins is followed from the journal's first entry on; only what happens in the span counts.
//!
//! Limits: the incidents that the desk itself can hold; the alarms that are held or stale.

use crate::correlation::alarm::{AlarmKey, HazardFamily};
use crate::document::kpi::devices::{Devices, Sites};
use crate::document::kpi::figures::{Figures, PRIORITIES, Steady, Upset, priority, rate_milli};
use crate::document::kpi::rate::{HOUR, Rate};
use crate::document::kpi::said::Said;
use crate::document::kpi::times::Histogram;
use crate::operations::dossier::day_of;
use crate::operations::incident::Verdict;
use crate::operations::incident::state::KEPT_MAX;
use crate::operations::incident::surge::WINDOW;
use crate::operations::kpi::Settings;
use crate::units::{IncidentId, Instant, Severity, Span};
use std::collections::{BTreeMap, BTreeSet};

const DAY: Span = Span::minutes(24 * 60);

/// A span that is counted.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    from: Instant,
    to: Instant,
    officers: u32,
    now: Instant,
    begun: bool,
    rate: Rate,
    /// Openings of this very instant: one of them may turn out to follow another incident.
    opened: Vec<IncidentId>,
    incidents: BTreeMap<IncidentId, Incident>,
    devices: Devices,
    sites: Sites,
    priorities: [u64; PRIORITIES],
    unacknowledged: u64,
    acknowledged: Histogram,
    reported: Histogram,
    verified: Histogram,
    false_alarms: u64,
    shelved: BTreeSet<AlarmKey>,
    shelved_max: u32,
    stale: BTreeMap<AlarmKey, IncidentId>,
    stale_today: u32,
    stale_max: u32,
    unproved: u64,
}

/// An incident as far as figures go.
#[derive(Clone, Debug)]
struct Incident {
    opened: Instant,
    family: HazardFamily,
    severity: Severity,
    site: Box<str>,
    follows: bool,
    acknowledged: bool,
    reported: bool,
    verified: bool,
    is_false: bool,
    /// The day that it is counted on as a false alarm.
    false_day: Option<i32>,
    active: bool,
    /// It may be opened again.
    closed: bool,
}

impl Tally {
    /// Begins a span.
    pub(super) fn new(from: Instant, to: Instant, officers: u16, settings: &Settings) -> Self {
        let officers = u32::from(officers.max(1));
        Self {
            from,
            to,
            officers,
            now: from,
            begun: false,
            rate: Rate::new(from, settings.period_max * officers, settings.hour_max * officers),
            opened: Vec::new(),
            incidents: BTreeMap::new(),
            devices: Devices::default(),
            sites: Sites::new(settings.false_day_max),
            priorities: [0; PRIORITIES],
            unacknowledged: 0,
            acknowledged: Histogram::new(settings.acknowledge_within),
            reported: Histogram::new(settings.report_within),
            verified: Histogram::new(settings.verify_within),
            false_alarms: 0,
            shelved: BTreeSet::new(),
            shelved_max: 0,
            stale: BTreeMap::new(),
            stale_today: 0,
            stale_max: 0,
            unproved: 0,
        }
    }

    /// Takes what an entry says; entries come in order.
    pub(super) fn take(&mut self, at: Instant, said: &Said) {
        if at >= self.to {
            return;
        }
        let inside = at >= self.from;
        let at = if inside { at.max(self.now) } else { at };
        if inside {
            self.begin();
            self.pass_to(at);
        }
        match said {
            Said::Opened { incident, family, place, told } => self.open(*incident, *family, place, *told, at),
            Said::Follows(incident) => {
                self.opened.retain(|opened| opened != incident);
                if let Some(row) = self.incidents.get_mut(incident) {
                    row.follows = true;
                }
            }
            Said::Renewed if inside => self.rate.announce(at),
            Said::Joined { incident, alarm, device } => {
                self.stale.remove(alarm);
                if inside {
                    self.devices.add(alarm.device, device, at);
                }
                if let Some(row) = self.incidents.get_mut(incident) {
                    row.active = true;
                }
            }
            Said::Severity(incident, to) => {
                if let Some(row) = self.incidents.get_mut(incident) {
                    row.severity = row.severity.max(*to);
                }
            }
            Said::Acknowledged(incident) => self.acknowledge(*incident, at),
            Said::Reported(incident) => self.report(*incident, at),
            Said::Verified(incident, verdict) => self.verify(*incident, *verdict, at),
            Said::Quieted(incident) => {
                self.stale.retain(|_, of| of != incident);
                if let Some(row) = self.incidents.get_mut(incident) {
                    row.active = false;
                }
            }
            Said::Closed(incident) => {
                // What stands in it is attended to, and its end is not told any more.
                self.stale.retain(|_, of| of != incident);
                self.close(*incident, true);
            }
            Said::Reopened(incident) => self.close(*incident, false),
            Said::Merged { into, from } => self.merge(*into, *from),
            Said::Held { alarm, shelved: true } => {
                self.shelved.insert(*alarm);
                self.note_shelved(inside);
            }
            Said::Held { alarm, shelved: false } | Said::Free(alarm) => {
                self.shelved.remove(alarm);
            }
            Said::Stale(incident, alarm) => {
                self.stale.insert(*alarm, *incident);
                self.stale_today += u32::from(inside);
            }
            Said::Unproved => self.unproved += u64::from(inside),
            Said::SurgeBegan => {
                self.announce_opened();
                self.rate.surge_began(at);
            }
            Said::SurgeEnded => self.rate.surge_ended(at),
            Said::Renewed => {}
        }
    }

    /// Ends the span.
    pub(super) fn finish(mut self) -> Figures {
        self.begin();
        self.pass_to(self.to);
        self.stale_max = self.stale_max.max(self.stale_today);
        self.rate.surge_ended(self.to);
        let standing = self.incidents.values().filter(|row| row.active && !row.closed).count() as u32;
        for row in std::mem::take(&mut self.incidents).into_values() {
            self.settle(&row);
        }
        let span = self.to.since(self.from).0.max(1).unsigned_abs();
        let (periods_over, hours_over) = self.rate.over();
        let worst = self.devices.worst();
        let announced = self.rate.announced;
        let milli = |unit: Span| rate_milli(announced, unit, span, self.officers);
        let per_hour_milli = milli(HOUR);
        Figures {
            from: self.from,
            to: self.to,
            officers: self.officers,
            announced,
            per_ten_minutes_milli: milli(WINDOW),
            per_hour_milli,
            per_day_milli: milli(DAY),
            steady: Steady::of(per_hour_milli),
            periods: span.div_ceil(WINDOW.0.unsigned_abs()),
            periods_over: u64::from(periods_over),
            hours: span.div_ceil(HOUR.0.unsigned_abs()),
            hours_over: u64::from(hours_over),
            max_ten_minutes: self.rate.max_ten_minutes,
            surges: self.rate.surges,
            surge: self.rate.surge,
            upset_max: self.rate.upset_max,
            upset: self.rate.upset_max.map(Upset::of),
            alarms: self.devices.alarms,
            worst_alarms: worst.iter().map(|device| device.alarms).sum(),
            chattering: self.devices.chattering(),
            worst,
            stale_day_max: self.stale_max,
            priorities: self.priorities,
            unproved: self.unproved,
            standing,
            shelved: self.shelved.len() as u32,
            shelved_max: self.shelved_max.max(self.shelved.len() as u32),
            false_alarms: self.false_alarms,
            sites: self.sites.finish(),
            acknowledged: self.acknowledged.times(),
            never_acknowledged: self.unacknowledged,
            reported: self.reported.times(),
            verified: self.verified.times(),
        }
    }

    /// Begins the span with what stands from before: it is stale, or shelved, in the span too.
    fn begin(&mut self) {
        if !std::mem::replace(&mut self.begun, true) {
            self.stale_today = self.stale.len() as u32;
            self.shelved_max = self.shelved.len() as u32;
        }
    }

    /// Lets time pass: what opened before is announced, and a day that is over is closed.
    fn pass_to(&mut self, at: Instant) {
        if at > self.now {
            self.announce_opened();
        }
        let (today, day) = (day_of(self.now), day_of(at));
        if day > today && at < self.to {
            let carried = self.stale.len() as u32;
            // On the days between nothing was said: what stood, stood.
            let between = if day > today + 1 { carried } else { 0 };
            self.stale_max = self.stale_max.max(self.stale_today).max(between);
            self.stale_today = carried;
        }
        self.now = self.now.max(at);
    }

    fn announce_opened(&mut self) {
        for _ in self.opened.drain(..) {
            self.rate.announce(self.now);
        }
    }

    fn open(&mut self, id: IncidentId, family: HazardFamily, place: &str, told: bool, at: Instant) {
        // A desk holds no more; an older journal that lost an end must not grow this table.
        if self.incidents.len() >= KEPT_MAX {
            let closed = self.incidents.iter().find(|(_, row)| row.closed).map(|(id, _)| *id);
            let gone = closed.or_else(|| self.incidents.keys().next().copied());
            if let Some(row) = gone.and_then(|id| self.incidents.remove(&id)) {
                self.settle(&row);
            }
        }
        if at >= self.from {
            self.opened.push(id);
        }
        let row = Incident {
            opened: at,
            family,
            severity: Severity::Unknown,
            site: place.split(' ').next().unwrap_or_default().into(),
            follows: false,
            acknowledged: false,
            reported: false,
            verified: false,
            is_false: false,
            false_day: None,
            active: !told,
            closed: false,
        };
        self.incidents.insert(id, row);
    }

    /// Nobody can acknowledge what is no more: whether somebody has it is told of what it is a part of.
    fn merge(&mut self, into: IncidentId, from: IncidentId) {
        self.stale.values_mut().filter(|of| **of == from).for_each(|of| *of = into);
        self.close(from, true);
        if let Some(row) = self.incidents.get_mut(&from) {
            row.acknowledged = true;
        }
    }

    fn close(&mut self, id: IncidentId, closed: bool) {
        if let Some(row) = self.incidents.get_mut(&id) {
            row.closed = closed;
        }
    }

    /// Returns an incident whose handling counts: it was opened in the span, and is no fault.
    fn handled(&mut self, id: IncidentId) -> Option<&mut Incident> {
        let from = self.from;
        self.incidents.get_mut(&id).filter(|row| row.opened >= from && row.family != HazardFamily::Fault)
    }

    fn acknowledge(&mut self, id: IncidentId, at: Instant) {
        if let Some(row) = self.handled(id)
            && !std::mem::replace(&mut row.acknowledged, true)
        {
            let took = at.since(row.opened);
            self.acknowledged.add(took);
        }
    }

    fn report(&mut self, id: IncidentId, at: Instant) {
        if let Some(row) = self.handled(id)
            && !std::mem::replace(&mut row.reported, true)
        {
            let took = at.since(row.opened);
            self.reported.add(took);
        }
    }

    fn verify(&mut self, id: IncidentId, verdict: Verdict, at: Instant) {
        if verdict != Verdict::Open
            && let Some(row) = self.handled(id)
            && !std::mem::replace(&mut row.verified, true)
        {
            let took = at.since(row.opened);
            self.verified.add(took);
        }
        self.judge(id, matches!(verdict, Verdict::False { .. }), at);
    }

    /// Counts a false alarm; one that turns out to be none is taken back from the day that it was counted on.
    fn judge(&mut self, id: IncidentId, is_false: bool, at: Instant) {
        let Some(row) = self.incidents.get_mut(&id) else { return };
        if std::mem::replace(&mut row.is_false, is_false) == is_false {
            return;
        }
        if let Some(day) = row.false_day.take() {
            self.false_alarms -= 1;
            self.sites.take_back(&row.site, day);
        } else if is_false && at >= self.from {
            let day = day_of(at);
            row.false_day = Some(day);
            self.false_alarms += 1;
            self.sites.add(&row.site, day);
        }
    }

    fn note_shelved(&mut self, inside: bool) {
        if inside {
            self.shelved_max = self.shelved_max.max(self.shelved.len() as u32);
        }
    }

    /// Counts what can only be told when an incident is over, or the span is.
    fn settle(&mut self, row: &Incident) {
        if row.opened < self.from {
            return;
        }
        if !row.follows {
            self.priorities[priority(row.severity)] += 1;
        }
        self.unacknowledged += u64::from(!row.acknowledged && row.family != HazardFamily::Fault);
    }
}
