//! Rules 6, 8 and 9.

use super::*;

fn level_of(devices: &[(DeviceKind, Conditions)]) -> u8 {
    let places: Vec<_> = devices.iter().map(|(kind, _)| (*kind, A)).collect();
    let mut desk = desk(&places);
    for (device, (_, bits)) in devices.iter().enumerate() {
        desk.raise(device as u32, *bits);
    }
    desk.view(1_001).level
}

#[test]
fn rule_6_the_level_goes_by_devices_and_quantities() {
    use DeviceKind::{Flow, Heat, ManualCallPoint, Other, Pressure, Smoke};
    for (devices, level) in [
        (vec![(Smoke, FIRE)], 0),
        (vec![(Smoke, FIRE), (Smoke, FIRE)], 2),
        (vec![(Pressure, OVER), (Flow, OVER)], 2),
        (vec![(Smoke, FIRE), (Other, FIRE)], 2),
        (vec![(Other, FIRE)], 0),
        (vec![(ManualCallPoint, FIRE)], 2),
        (vec![(Smoke, FIRE), (Heat, FIRE)], 3),
        (vec![(ManualCallPoint, FIRE), (Other, FIRE)], 3),
        (vec![(ManualCallPoint, FIRE), (ManualCallPoint, FIRE)], 2),
        (vec![(Smoke, FAULT), (Heat, FAULT)], 0),
    ] {
        assert_eq!(level_of(&devices), level, "{devices:?}");
    }
}

#[test]
fn rule_6_one_device_is_believed_more_when_it_rises_adds_a_bit_or_comes_again() {
    let told = |change: fn(&mut Desk)| {
        let mut desk = desk(&[(DeviceKind::Heat, A)]);
        let event = desk.event(EventKind::Raise, 0, OVER);
        desk.send(event, |it| (it.value_milli, it.unit) = (60, Unit::Celsius)).at(60);
        change(&mut desk);
        desk.view(1_001).level
    };
    let again = |desk: &mut Desk, value: i32| {
        let event = desk.event(EventKind::Raise, 0, OVER);
        desk.send(event, |it| (it.value_milli, it.unit) = (value, Unit::Celsius));
    };
    assert_eq!(
        told(|desk| {
            desk.raise(0, OVER);
        }),
        0,
        "told again, no more"
    );
    assert_eq!(again_level(60, 60, again), 0);
    assert_eq!(again_level(60, 61, again), 1);
    assert_eq!(again_level(61, 61, again), 0, "too late");
    assert_eq!(
        told(|desk| {
            desk.raise(0, FIRE);
        }),
        1
    );
    assert_eq!(
        told(|desk| {
            desk.clear(0, OVER).raise(0, OVER);
        }),
        1
    );
    assert_eq!(
        told(|desk| {
            desk.clear(0, OVER).at(61).raise(0, OVER);
        }),
        0
    );
}

/// The level after a first reading of 60 and another, so many seconds later.
fn again_level(seconds: i64, value: i32, again: impl Fn(&mut Desk, i32)) -> u8 {
    let mut desk = desk(&[(DeviceKind::Heat, A)]);
    again(&mut desk, 60);
    desk.at(seconds);
    again(&mut desk, value);
    desk.view(1_001).level
}

#[test]
fn rule_6_the_level_never_falls_while_the_incident_is_open() {
    let mut desk = desk(&[(DeviceKind::Smoke, A), (DeviceKind::Heat, A)]);
    desk.raise(0, FIRE).raise(1, FIRE).clear(1, FIRE).shelve(hazard(0), 9);
    assert_eq!(desk.view(1_001).level, 3);
    let at = desk.now;
    desk.act(&Act::Split { at, from: number(1_001), alarms: vec![hazard(1)] });
    assert_eq!((desk.view(1_001).level, desk.view(1_002).level), (3, 0));
}

#[test]
fn rule_8_active_for_long_is_stale() {
    let mut desk = desk(&[(DeviceKind::Smoke, A), (DeviceKind::Smoke, A)]);
    desk.rules.stale_after = Span::seconds(100);
    desk.raise(0, FAULT).at(50).raise(1, FAULT).wait(99);
    assert_eq!(desk.view(1_001).stale, 0);
    let due = desk.until(100);
    assert_eq!(desk.model().next_due(), Some(due));
    desk.wait(100);
    assert_eq!(desk.view(1_001).stale, 1);
    desk.clear(0, FAULT).wait(150);
    assert_eq!(desk.view(1_001).stale, 1);
}

#[test]
fn rule_9_a_surge_begins_above_ten_announcements_and_ends_below_five() {
    let mut desk = desk(&[(DeviceKind::WaterLeak, A); 11]);
    desk.rules.quiet_gap = Span(0);
    for device in 0..11 {
        assert!(!desk.model().is_surging(1));
        desk.at(i64::from(device) * 10).raise(device, OVER);
    }
    assert!(desk.model().is_surging(1));
    assert!(!desk.model().is_surging(2), "two officers hear twice as much");
    assert!(desk.wait(600 + 59).model().is_surging(1), "five are left");
    assert!(!desk.wait(600 + 60).model().is_surging(1), "four are left");
}
