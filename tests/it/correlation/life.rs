//! Invariant 14: the fire bit always opens or joins an incident; only a trusted test keeps it silent.

use super::fixture::*;
use dutydesk::correlation::alarm::{AlarmState, HazardFamily};
use dutydesk::correlation::change::ReasonCode;
use dutydesk::correlation::event::{Conditions, Event, EventKind, Marks};
use dutydesk::units::{DeviceId, IncidentId};

const STATE: EventKind = EventKind::State;

#[test]
fn the_fire_bit_counts_with_any_other_bits_of_any_device() {
    for device in (0..REGISTERED).map(DeviceId).filter(|device| *device != TRUSTED_A) {
        for bits in 0..=u16::MAX >> 1 {
            // Every sixteenth pattern, shifted by the device: all of them over the sixteen devices.
            if u32::from(bits) % 16 != device.0 {
                continue;
            }
            let mut desk = DESK.with(Clone::clone);
            let conditions = Conditions(bits).with(Conditions::FIRE);
            desk.feed(event(1, device, STATE, conditions));
            let incident = desk.core.alarm(hazard(device)).incident.unwrap();
            let row = desk.core.incident(incident).unwrap();
            assert!(
                row.is_open() && row.life_risk && row.family == HazardFamily::Fire,
                "{device} {bits:04x}"
            );
        }
    }
}

thread_local! {
    static DESK: Desk = Desk::new();
}

#[test]
fn isolated_and_burning_is_announced_with_that_reason() {
    let mut desk = Desk::new();
    desk.raise(1, SMOKE_A1, Conditions::ISOLATED);
    assert_eq!(joined(&desk.fire(2, SMOKE_A1)), (1_002, ReasonCode::Isolated));
    assert_eq!(joined(&desk.fire(3, SMOKE_A2)), (1_002, ReasonCode::SameZoneSameKind));
}

#[test]
fn isolated_gas_is_announced_and_isolated_water_is_held_until_it_is_put_back() {
    let mut desk = Desk::new();
    let isolated = Conditions::ISOLATED.with(Conditions::OVER_LIMIT);
    desk.feed(event(1, GAS_A, STATE, isolated));
    assert_eq!(desk.state(hazard(GAS_A)), AlarmState::Unacknowledged);
    let said = desk.feed(event(2, WATER_A, STATE, isolated));
    assert_eq!(said[0].kind(), "alarm.suppressed");
    assert_eq!(desk.state(hazard(WATER_A)), AlarmState::OutOfService);
    assert_eq!(desk.core.counts().isolated, 1);
    assert_eq!(desk.core.held().count(), 1);
    let said = desk.feed(event(3, WATER_A, EventKind::Clear, Conditions::ISOLATED));
    let wanted = ["alarm.ended", "alarm.unsuppressed", "incident.opened", "incident.follows"];
    assert_eq!(kinds(&said)[..4], wanted, "the gas of its site stands");
    assert_eq!(desk.state(hazard(WATER_A)), AlarmState::Unacknowledged);
    assert_eq!(desk.core.counts().isolated, 0);
}

#[test]
fn bit_0_is_a_test_only_where_it_is_trusted() {
    let untrusted = event(1, SMOKE_A1, STATE, Conditions::FIRE);
    let trusted = event(1, TRUSTED_A, STATE, Conditions::FIRE);
    let normal = event(1, TRUSTED_A, STATE, Conditions::FIRE.with(Conditions::NORMAL));
    let raised = event(1, TRUSTED_A, EventKind::Raise, Conditions::FIRE);
    let marked = Event { marks: Marks::TEST, ..event(1, SMOKE_A1, EventKind::Raise, Conditions::FIRE) };
    for (event, test) in
        [(untrusted, false), (trusted, true), (normal, false), (raised, false), (marked, true)]
    {
        let mut desk = Desk::new();
        let said = desk.feed(event);
        assert_eq!(desk.open().is_empty(), test, "{event:?}");
        assert_eq!(desk.core.counts().test, u32::from(test));
        if test {
            assert_eq!(kinds(&said), ["alarm.suppressed"]);
            assert_eq!(desk.state(hazard(event.device)), AlarmState::Suppressed);
        }
    }
}

#[test]
fn a_test_hides_no_other_device_and_ends_when_it_is_no_test_any_more() {
    let mut desk = Desk::new();
    desk.feed(event(1, TRUSTED_A, STATE, Conditions::FIRE));
    assert_eq!(kinds(&desk.feed(event(2, TRUSTED_A, STATE, Conditions::FIRE))), [""; 0]);
    assert_eq!(joined(&desk.fire(3, SMOKE_A1)), (1_001, ReasonCode::First));
    let said = desk.feed(event(4, TRUSTED_A, STATE, Conditions::FIRE.with(Conditions::NORMAL)));
    assert_eq!(kinds(&said)[..2], ["alarm.unsuppressed", "alarm.joined"]);
    assert_eq!(desk.devices(1_001), [SMOKE_A1, TRUSTED_A]);
    assert_eq!(desk.core.counts().test, 0);
}

#[test]
fn a_test_that_ends_leaves_the_lane_and_no_incident() {
    let mut desk = Desk::new();
    desk.feed(event(1, TRUSTED_A, STATE, Conditions::FIRE));
    let said = desk.feed(event(2, TRUSTED_A, STATE, Conditions::NORMAL));
    assert_eq!(kinds(&said), ["alarm.unsuppressed"]);
    assert_eq!(desk.state(hazard(TRUSTED_A)), AlarmState::Normal);
    assert_eq!(desk.open(), []);
    assert_eq!(desk.core.held().count(), 0);
}

#[test]
fn a_fire_bit_on_top_of_another_hazard_is_a_fire_of_its_own() {
    let mut desk = Desk::new();
    desk.raise(1, WATER_A, Conditions::OVER_LIMIT);
    let said = desk.fire(2, WATER_A);
    assert_eq!(
        kinds(&said),
        ["alarm.ended", "incident.quieted", "incident.opened", "alarm.joined", "incident.life-risk"]
    );
    assert_eq!(desk.core.incident_of(WATER_A), Some(IncidentId(1_002)));
    assert!(desk.life_risk(1_002));
    // And it stays one, whatever the device tells of its own limit afterwards.
    desk.feed(event(3, WATER_A, EventKind::Clear, Conditions::FIRE));
    desk.clear(4, WATER_A);
    assert_eq!(joined(&desk.raise(5, WATER_A, Conditions::OVER_LIMIT)), (1_002, ReasonCode::SameDevice));
}

#[test]
fn a_fault_incident_is_never_life_risk() {
    let mut desk = Desk::new();
    for device in [SMOKE_A1, GAS_A, MANUAL_A] {
        let all = Conditions::FAULT.with(Conditions::STARTED).with(Conditions::ISOLATED);
        desk.raise(1, device, all);
    }
    assert_eq!(desk.open(), [(1_001, HazardFamily::Fault)]);
    assert_eq!(desk.members(1_001).len(), 9);
    assert!(!desk.life_risk(1_001));
}
