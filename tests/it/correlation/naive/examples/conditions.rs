//! Rules 1 and 2.

use super::*;
use dutydesk::correlation::rules::Limit;
use dutydesk::units::RuleId;

#[test]
fn rule_1_1_a_clock_that_is_unstated_or_far_ahead_is_not_believed() {
    let mut desk = desk(&[(DeviceKind::Smoke, A)]);
    for (ahead, is_believed) in [(Some(300_000), true), (Some(300_001), false), (None, false)] {
        let mut event = desk.event(EventKind::Raise, 0, FIRE);
        event.occurred = ahead.map_or(Instant::UNSTATED, |ahead| event.received.after(Span(ahead)));
        let stamp = desk.model().stamp(&event);
        assert_eq!(stamp.occurred == event.occurred, is_believed);
        assert!(is_believed || stamp.occurred == event.received);
    }
}

#[test]
fn rule_1_2_a_late_event_counts_by_its_receipt() {
    let mut desk = desk(&[(DeviceKind::Smoke, A)]);
    for (behind, is_late) in [(3_000, false), (3_001, true)] {
        let mut event = desk.event(EventKind::Raise, 0, FIRE);
        event.occurred = event.received.after(Span(-behind));
        let stamp = desk.model().stamp(&event);
        assert_eq!(stamp.when, if is_late { event.received } else { event.occurred });
        assert_eq!(stamp.occurred, event.occurred, "it is believed, late or not");
    }
}

#[test]
fn rule_1_3_timers_have_their_turn_first_and_carry_their_own_instant() {
    let mut desk = desk(&[(DeviceKind::Power, A), (DeviceKind::Power, C)]);
    desk.rules.delays[DeviceKind::Power as usize][0].on = Span::seconds(5);
    desk.at(0).raise(0, OVER).at(1).raise(1, OVER);
    desk.at(100).clear(0, OVER);
    assert_eq!((desk.of(hazard(0)), desk.of(hazard(1))), (1_001, 1_002), "the earliest first");
    assert_eq!(desk.state(hazard(0)), AlarmState::ReturnedUnacknowledged, "it stood before it was cleared");
    let due = desk.until(5);
    assert_eq!(desk.model().incident(number(1_001)).first.0, due);
}

#[test]
fn rule_2_1_each_class_is_an_alarm_and_a_state_replaces_all() {
    let mut desk = desk(&[(DeviceKind::Smoke, A)]);
    desk.raise(0, FIRE.with(FAULT)).clear(0, FAULT);
    assert_eq!(desk.state(hazard(0)), AlarmState::Unacknowledged);
    assert_eq!(desk.state(fault(0)), AlarmState::ReturnedUnacknowledged);
    desk.say(EventKind::State, 0, FAULT);
    assert_eq!(desk.state(hazard(0)), AlarmState::ReturnedUnacknowledged);
    assert_eq!(desk.state(fault(0)), AlarmState::Unacknowledged);
    desk.say(EventKind::Online, 0, FIRE);
    assert_eq!(desk.state(hazard(0)), AlarmState::ReturnedUnacknowledged);
}

#[test]
fn rule_2_2_whatever_is_heard_ends_a_silence() {
    let mut desk = desk(&[(DeviceKind::Gateway, A), (DeviceKind::Smoke, A)]);
    desk.reference.devices[1].gateway = Some(DeviceId(0));
    let none = Conditions::NONE;
    desk.say(EventKind::Offline, 0, none).say(EventKind::Offline, 1, none);
    assert_eq!(desk.state(fault(0)), AlarmState::ReturnedUnacknowledged, "its device was reported by it");
    assert_eq!(desk.state(fault(1)), AlarmState::Unacknowledged);
    desk.say(EventKind::Reading, 1, none);
    assert_eq!(desk.state(fault(1)), AlarmState::ReturnedUnacknowledged);
}

#[test]
fn rule_2_3_who_must_speak_and_does_not_is_silent() {
    let mut desk = desk(&[(DeviceKind::Gateway, A), (DeviceKind::Smoke, A), (DeviceKind::Smoke, B)]);
    desk.reference.devices[0].silence_max = Span::seconds(60);
    desk.reference.devices[1].silence_max = Span::seconds(100);
    desk.reference.devices[1].gateway = Some(DeviceId(0));
    desk.at(30).say(EventKind::Online, 1, Conditions::NONE).wait(89);
    assert_eq!(desk.state(fault(0)), AlarmState::Normal, "heard with its device");
    desk.wait(90);
    assert_eq!(desk.state(fault(0)), AlarmState::Unacknowledged);
    desk.wait(130);
    assert_eq!(desk.state(fault(1)), AlarmState::Unacknowledged);
    assert_eq!(desk.of(fault(1)), desk.of(fault(0)));
    assert_eq!(desk.state(fault(2)), AlarmState::Normal, "it need not speak");
}

#[test]
fn rule_2_4_a_limit_has_a_deadband() {
    let mut desk = desk(&[(DeviceKind::Gas, A)]);
    let (kind, unit) = (DeviceKind::Gas, Unit::PercentLel);
    desk.rules.limits.push(Limit { kind, unit, at_milli: 25_000, deadband_milli: 5_000, rule: RuleId(1) });
    for (value, stands) in [(24_999, false), (25_000, true), (20_000, true), (19_999, false), (24_000, false)]
    {
        desk.read(0, value, unit);
        assert_eq!(desk.state(hazard(0)) == AlarmState::Unacknowledged, stands, "{value}");
    }
    desk.read(0, 90_000, Unit::PartsPerMillion);
    assert_eq!(desk.state(hazard(0)), AlarmState::ReturnedUnacknowledged, "another unit has no limit");
}
