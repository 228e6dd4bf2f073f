//! Rules 1.1, 1.2, 2 and 3: from an event to a condition that begins, ends or is told again.

use super::{Alarm, Naive, Stamp};
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey};
use dutydesk::correlation::event::{Conditions, Event, EventKind, Marks, Unit};
use dutydesk::units::{DeviceId, FeedId, InputNumber, Instant, Severity, Span};

/// The raises that make an alarm chatter (rule 3.4).
const CHATTER_RAISES: usize = 3;

impl Stamp {
    /// What a timer says for itself.
    pub(super) fn of_timer(due: Instant, input: InputNumber) -> Self {
        Self {
            occurred: due,
            when: due,
            received: due,
            feed: FeedId(u16::MAX),
            sequence: 0,
            input,
            severity: Severity::Unknown,
            value_milli: 0,
            unit: Unit::None,
            test: false,
        }
    }
}

impl Stamp {
    pub(super) fn reading(&self) -> Option<(Unit, i32)> {
        (self.unit != Unit::None).then_some((self.unit, self.value_milli))
    }
}

impl Naive {
    /// Rules 1.1, 1.2 and the told test of 4.1.
    pub(super) fn stamp(&self, event: &Event) -> Stamp {
        let is_believed =
            event.occurred.is_stated() && event.occurred.since(event.received) <= Span::minutes(5);
        let occurred = if is_believed { event.occurred } else { event.received };
        let is_late = event.received.since(occurred) > self.rules.reorder_max;
        let gateway = self.device(event.device).gateway.unwrap_or(event.device);
        let is_test_state = event.kind == EventKind::State
            && !event.conditions.any(Conditions::NORMAL)
            && self.device(gateway).bit0_trusted;
        Stamp {
            occurred,
            when: if is_late { event.received } else { occurred },
            received: event.received,
            feed: event.feed,
            sequence: event.sequence,
            input: event.input,
            severity: event.severity,
            value_milli: event.value_milli,
            unit: event.unit,
            test: event.marks.has(Marks::TEST) || is_test_state,
        }
    }

    /// Applies an event; its timers had their turn.
    pub(super) fn event(&mut self, event: &Event) {
        let stamp = self.stamp(event);
        let device = event.device;
        if let Some(gateway) = self.device(device).gateway {
            self.heard.insert(gateway, event.received);
            let key = AlarmKey { device: gateway, class: AlarmClass::Fault };
            let raw = self.peek(key).raw.without(Conditions::SILENT);
            self.refresh(key, raw, Conditions::NONE, stamp);
        }
        if event.kind != EventKind::Offline {
            self.heard.insert(device, event.received);
        }
        let (bits, told) = self.bits_after(event);
        self.others.insert(device, bits.without(AlarmClass::CONDITIONS));
        // All raw conditions first: whether a device is isolated decides for its hazard (4.3).
        let before: Vec<_> = AlarmClass::ALL.map(|class| self.peek(AlarmKey { device, class }).raw).into();
        for class in AlarmClass::ALL {
            self.alarm_mut(AlarmKey { device, class }).raw = bits.within(class.conditions());
        }
        for (class, before) in AlarmClass::ALL.into_iter().zip(before) {
            let key = AlarmKey { device, class };
            self.turned(key, before, told.within(class.conditions()), stamp);
        }
        let key = AlarmKey { device, class: AlarmClass::Hazard };
        if let (EventKind::Reading, Some(reading), true) = (event.kind, stamp.reading(), self.is_active(key))
        {
            self.alarm_mut(key).reading = Some(reading);
        }
        self.settle(event.received);
    }

    /// Rule 2: the bits after an event, and those that it tells of.
    fn bits_after(&self, event: &Event) -> (Conditions, Conditions) {
        let classes = AlarmClass::ALL.map(|class| AlarmKey { device: event.device, class });
        let others = self.others.get(&event.device).copied().unwrap_or_default();
        let bits = classes.iter().fold(others, |bits, key| bits.with(self.peek(*key).raw));
        let named = event.conditions;
        let (after, told) = match event.kind {
            EventKind::Raise => (bits.with(named), named),
            EventKind::Clear => (bits.without(named), Conditions::NONE),
            EventKind::State => {
                let kind = self.kind_of(event.device);
                let is_measured = self.rules.limits.iter().any(|limit| limit.kind == kind);
                let kept = if is_measured { bits.within(Conditions::OVER_LIMIT) } else { Conditions::NONE };
                (named.with(kept), named)
            }
            EventKind::Reading => self.measured(event, bits),
            EventKind::Online => (bits, Conditions::NONE),
            EventKind::Offline => return (bits.with(Conditions::SILENT), Conditions::SILENT),
        };
        (if told.any(Conditions::SILENT) { after } else { after.without(Conditions::SILENT) }, told)
    }

    /// Rule 2.4.
    fn measured(&self, event: &Event, bits: Conditions) -> (Conditions, Conditions) {
        let Some(limit) = self.rules.limit(self.kind_of(event.device), event.unit) else {
            return (bits, Conditions::NONE);
        };
        let value = i64::from(event.value_milli);
        if value >= i64::from(limit.at_milli) {
            let told =
                if bits.any(Conditions::OVER_LIMIT) { Conditions::NONE } else { Conditions::OVER_LIMIT };
            (bits.with(Conditions::OVER_LIMIT), told)
        } else if value < i64::from(limit.at_milli) - i64::from(limit.deadband_milli) {
            (bits.without(Conditions::OVER_LIMIT), Conditions::NONE)
        } else {
            (bits, Conditions::NONE)
        }
    }

    /// Gives one alarm another raw condition.
    pub(super) fn refresh(&mut self, key: AlarmKey, raw: Conditions, told: Conditions, stamp: Stamp) {
        let before = self.peek(key).raw;
        self.alarm_mut(key).raw = raw;
        self.turned(key, before, told, stamp);
    }

    /// Rule 3, after an alarm's raw condition may have changed from `before`.
    fn turned(&mut self, key: AlarmKey, before: Conditions, told: Conditions, stamp: Stamp) {
        let delay = self.rules.delay(self.kind_of(key.device), key.class);
        let alarm = self.alarm_mut(key);
        if !alarm.raw.is_none() {
            alarm.bits = alarm.raw;
        }
        match (alarm.stands, before.is_none(), alarm.raw.is_none()) {
            (true, was_gone, false) => {
                if was_gone {
                    alarm.ends = None;
                    self.count_raise(key, stamp.received);
                }
                if !told.is_none() {
                    self.tell(key, before, stamp);
                }
            }
            (true, false, true) => {
                let off = alarm.chatter.unwrap_or(delay.off);
                alarm.ends = Some(stamp.received.after(off));
                if off == Span(0) {
                    self.end(key);
                }
            }
            (false, was_gone, false) => {
                if was_gone {
                    (alarm.severity, alarm.told, alarm.is_test) = (Severity::Unknown, None, false);
                    alarm.begins = Some(stamp.received.after(delay.on));
                }
                if !told.is_none() {
                    note(alarm, stamp);
                    alarm.is_test = stamp.test;
                }
                if alarm.raw.any(Conditions::FIRE) || was_gone && delay.on == Span(0) {
                    alarm.severity = stamp.severity;
                    self.begin(key, stamp);
                }
            }
            (false, false, true) => {
                alarm.begins = None;
                alarm.fleeting += 1;
            }
            (true | false, true, true) => {}
        }
    }

    /// A condition begins (rules 3.2, 5).
    pub(super) fn begin(&mut self, key: AlarmKey, stamp: Stamp) {
        self.count_raise(key, stamp.received);
        let alarm = self.alarm_mut(key);
        alarm.begins = None;
        alarm.stands = true;
        (alarm.held, alarm.began, alarm.reading) = (None, Some(stamp), stamp.reading());
        match self.reason(key) {
            Some(reason) => {
                self.hold(key, reason);
                self.corroborate(key);
                self.corroborate_itself(key);
            }
            None => self.raise(key, stamp),
        }
    }

    /// A condition ends (rule 3.3); what chattered no longer does.
    pub(super) fn end(&mut self, key: AlarmKey) {
        let alarm = self.alarm_mut(key);
        (alarm.stands, alarm.ends, alarm.chatter, alarm.held) = (false, None, None, None);
    }

    /// Rule 3.4.
    fn count_raise(&mut self, key: AlarmKey, at: Instant) {
        let rules = self.rules.clone();
        let off = rules.delay(self.kind_of(key.device), key.class).off;
        let alarm = self.alarm_mut(key);
        alarm.raises.push(at);
        if let Some(hold) = alarm.chatter {
            alarm.chatter = Some(hold.max(Span(hold.0 * 2).min(rules.off_delay_max)));
            return;
        }
        let first = alarm.raises.iter().rev().nth(CHATTER_RAISES - 1);
        if first.is_some_and(|first| at.since(*first) <= rules.chatter_window) {
            alarm.chatter = Some(off.max(rules.chatter_hold));
        }
    }

    /// A condition that stands is told again (rule 3.5).
    fn tell(&mut self, key: AlarmKey, before: Conditions, stamp: Stamp) {
        let alarm = self.alarm_mut(key);
        let (severity, was_test) = (alarm.severity, alarm.is_test);
        note(alarm, stamp);
        if alarm.held.is_some() {
            alarm.is_test = stamp.test;
            alarm.reading = stamp.reading().or(alarm.reading);
            self.tell_held(key, stamp, severity);
            if was_test && !stamp.test && self.peek(key).held.is_some() {
                self.corroborate(key);
                self.corroborate_itself(key);
            }
        } else {
            self.tell_member(key, before, stamp);
        }
    }

    /// What raises an alarm whose on-delay is over: the timer, as its tellings were.
    pub(super) fn stamp_of_delay(&self, key: AlarmKey, due: Instant) -> Stamp {
        let alarm = self.alarm_of(key);
        Stamp { severity: alarm.severity, test: alarm.is_test, ..Stamp::of_timer(due, self.input) }
    }

    /// What raises an alarm that was held: it occurred when it did, and is received now (rule 4.9).
    pub(super) fn stamp_of_release(&self, key: AlarmKey, at: Instant) -> Stamp {
        let alarm = self.alarm_of(key);
        let occurred = alarm.began.map_or(at, |began| began.occurred);
        let is_late = at.since(occurred) > self.rules.reorder_max;
        let (unit, value_milli) = alarm.reading.unwrap_or((Unit::None, 0));
        Stamp {
            occurred,
            when: if is_late { at } else { occurred },
            severity: alarm.severity,
            value_milli,
            unit,
            ..Stamp::of_timer(at, self.input)
        }
    }

    pub(super) fn is_silent(&self, device: DeviceId) -> bool {
        self.peek(AlarmKey { device, class: AlarmClass::Fault }).raw.any(Conditions::SILENT)
    }

    pub(super) fn alarm_of(&self, key: AlarmKey) -> Alarm {
        self.peek(key).clone()
    }

    pub(super) fn peek(&self, key: AlarmKey) -> &Alarm {
        self.alarms.get(&key).unwrap_or(&self.nothing)
    }

    pub(super) fn alarm_mut(&mut self, key: AlarmKey) -> &mut Alarm {
        self.alarms.entry(key).or_default()
    }
}

/// Keeps the latest telling and the highest severity.
fn note(alarm: &mut Alarm, stamp: Stamp) {
    alarm.told = Some(stamp);
    alarm.severity = alarm.severity.max(stamp.severity);
}
