//! Rule 3.

use super::*;

fn delayed(kind: DeviceKind, class: AlarmClass, on: i64, off: i64) -> Desk {
    let mut desk = desk(&[(kind, A)]);
    let delay = &mut desk.rules.delays[kind as usize][class as usize];
    (delay.on, delay.off) = (Span::seconds(on), Span::seconds(off));
    desk
}

#[test]
fn rule_3_1_the_fire_bit_passes_at_once() {
    let mut desk = delayed(DeviceKind::Heat, HAZARD, 10, 0);
    desk.raise(0, OVER);
    assert_eq!(desk.state(hazard(0)), AlarmState::Normal);
    desk.at(3).raise(0, FIRE);
    assert_eq!(desk.state(hazard(0)), AlarmState::Unacknowledged);
}

#[test]
fn rule_3_2_shorter_than_the_on_delay_is_fleeting() {
    let mut desk = delayed(DeviceKind::Smoke, AlarmClass::Fault, 10, 0);
    desk.raise(0, FAULT).at(9).clear(0, FAULT).raise(0, FAULT).wait(18);
    assert_eq!((desk.count(), desk.model().fleeting(fault(0))), (0, 1));
    desk.wait(19);
    assert_eq!(desk.state(fault(0)), AlarmState::Unacknowledged);
}

#[test]
fn rule_3_3_what_comes_back_before_the_off_delay_is_the_same_occurrence() {
    let mut desk = delayed(DeviceKind::Smoke, AlarmClass::Fault, 0, 10);
    desk.raise(0, FAULT).acknowledge(1_001).at(1).clear(0, FAULT).wait(10);
    desk.raise(0, FAULT);
    assert_eq!(desk.state(fault(0)), AlarmState::Acknowledged, "a repeat, no raise after quiet");
    desk.at(20).clear(0, FAULT).wait(29);
    assert_eq!(desk.state(fault(0)), AlarmState::Acknowledged);
    desk.wait(30);
    assert_eq!(desk.state(fault(0)), AlarmState::Normal);
}

#[test]
fn rule_3_4_three_raises_in_a_minute_chatter_and_the_recovery_is_not_swallowed() {
    let mut desk = delayed(DeviceKind::Smoke, AlarmClass::Fault, 0, 0);
    for second in [0, 30, 60] {
        desk.at(second).raise(0, FAULT);
        if second < 60 {
            desk.at(second + 1).clear(0, FAULT);
            assert_eq!(desk.state(fault(0)), AlarmState::ReturnedUnacknowledged);
        }
    }
    desk.at(61).clear(0, FAULT).wait(120);
    assert_eq!(desk.state(fault(0)), AlarmState::Unacknowledged, "held for a minute");
    desk.raise(0, FAULT).at(121).clear(0, FAULT).wait(240);
    assert_eq!(desk.state(fault(0)), AlarmState::Unacknowledged, "for two");
    desk.wait(241);
    assert_eq!(desk.state(fault(0)), AlarmState::ReturnedUnacknowledged);
    desk.at(400).raise(0, FAULT).at(401).clear(0, FAULT);
    assert_eq!(desk.state(fault(0)), AlarmState::ReturnedUnacknowledged, "it chatters no longer");
}

#[test]
fn rule_3_4_retellings_do_not_chatter() {
    let mut desk = delayed(DeviceKind::Smoke, AlarmClass::Fault, 0, 0);
    desk.raise(0, FAULT).raise(0, FAULT).raise(0, FAULT).clear(0, FAULT);
    assert_eq!(desk.state(fault(0)), AlarmState::ReturnedUnacknowledged);
}

#[test]
fn rule_3_5_a_repeat_keeps_the_latest_reading() {
    let mut desk = delayed(DeviceKind::Gas, HAZARD, 0, 0);
    for value in [10, 30, 20] {
        let event = desk.event(EventKind::Raise, 0, OVER);
        desk.send(event, |it| (it.value_milli, it.unit) = (value, Unit::PercentLel));
    }
    let told = desk.model().alarm_of(hazard(0)).told.unwrap();
    assert_eq!((told.value_milli, desk.count()), (20, 1));
}
