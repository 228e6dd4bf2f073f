//! Rule 1.3 and every timer: all of them are listed, the earliest is found, until none is due.

use super::{Act, Naive};
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey};
use dutydesk::correlation::event::Conditions;
use dutydesk::units::{DeviceId, IncidentId, Instant, Span};

/// What a timer is for, in the order of timers that are due at one instant (A1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timer {
    Ends(AlarmKey),
    Begins(AlarmKey),
    /// A gateway, then its devices.
    SilentGateway(DeviceId),
    Silent(DeviceId),
    Shelf(u32),
    Window(u32),
    Outage(u32),
    ReAlarm(IncidentId),
    /// Nothing but the count changes.
    Stale(AlarmKey),
}

impl Naive {
    /// Lets every timer that is due by the instant have its turn.
    pub(super) fn advance(&mut self, to: Instant) {
        if !self.has_begun {
            self.has_begun = true;
            self.now = to;
            for device in 0..self.reference.devices.len() {
                self.heard.insert(DeviceId(device as u32), to);
            }
        }
        while let Some((due, timer)) = self.timers().into_iter().min().filter(|(due, _)| *due <= to) {
            self.now = self.now.max(due);
            self.fire(due, timer);
            self.settle(due);
        }
        self.now = self.now.max(to);
    }

    /// The instant of the next timer.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        self.timers().into_iter().map(|(due, _)| due).min()
    }

    fn timers(&self) -> Vec<(Instant, Timer)> {
        let mut timers = Vec::new();
        for (&key, alarm) in &self.alarms {
            timers.extend(alarm.ends.map(|due| (due, Timer::Ends(key))));
            timers.extend(alarm.begins.map(|due| (due, Timer::Begins(key))));
            let stale = self.active_since(key).map(|since| since.after(self.rules.stale_after));
            timers.extend(stale.filter(|due| *due > self.now).map(|due| (due, Timer::Stale(key))));
        }
        for (&device, heard) in &self.heard {
            let span = self.device(device).silence_max;
            if span > Span(0) && !self.is_silent(device) {
                let is_gateway = self.reference.devices.iter().any(|it| it.gateway == Some(device));
                let timer = if is_gateway { Timer::SilentGateway(device) } else { Timer::Silent(device) };
                timers.push((heard.after(span), timer));
            }
        }
        for (&id, (alarm, until)) in &self.shelves {
            let stagger = Span::seconds(i64::from(alarm.device.0 % 60));
            timers.push((until.after(stagger), Timer::Shelf(id)));
        }
        timers.extend(self.windows.iter().map(|(&id, (_, until))| (*until, Timer::Window(id))));
        timers.extend(self.outages.iter().map(|(&id, (_, until))| (*until, Timer::Outage(id))));
        for (&id, incident) in &self.incidents {
            let span = self.rules.realarm(incident.severity);
            if let (false, Some(span), Some(at)) = (incident.is_asked, span, incident.acknowledged) {
                timers.push((at.after(span), Timer::ReAlarm(id)));
            }
        }
        timers
    }

    fn fire(&mut self, due: Instant, timer: Timer) {
        match timer {
            Timer::Ends(key) => self.end(key),
            Timer::Begins(key) => {
                let stamp = self.stamp_of_delay(key, due);
                self.begin(key, stamp);
            }
            Timer::SilentGateway(device) | Timer::Silent(device) => {
                let key = AlarmKey { device, class: AlarmClass::Fault };
                let stamp = super::Stamp::of_timer(due, self.input);
                let raw = self.peek(key).raw.with(Conditions::SILENT);
                self.refresh(key, raw, Conditions::SILENT, stamp);
            }
            Timer::Shelf(id) => drop(self.shelves.remove(&id)),
            Timer::Window(id) => drop(self.windows.remove(&id)),
            Timer::Outage(id) => drop(self.outages.remove(&id)),
            Timer::ReAlarm(id) => self.realarm(id, due),
            Timer::Stale(_) => {}
        }
    }

    /// The instant of an act; what has none happens now.
    pub(super) fn instant_of(&self, act: &Act) -> Instant {
        match act {
            Act::Event(event) => event.received,
            Act::Advance(at)
            | Act::Acknowledge { at, .. }
            | Act::Close { at, .. }
            | Act::Reopen { at, .. }
            | Act::Tell { at, .. }
            | Act::Shelve { at, .. }
            | Act::OpenWindow { at, .. }
            | Act::TakeOut { at, .. }
            | Act::Lift { at, .. }
            | Act::Warn { at, .. }
            | Act::Unwarn { at, .. }
            | Act::Merge { at, .. }
            | Act::Split { at, .. } => *at,
            Act::Touch { .. } | Act::Refuse { .. } => self.now,
        }
    }
}
