//! Rule 4: what holds an alarm, and what lets it go.

use super::*;
use dutydesk::correlation::alarm::HazardFamily;
use dutydesk::correlation::rules::{Inhibition, Kinds, Scope};
use dutydesk::units::RuleId;

fn room() -> Desk {
    desk(&[
        (DeviceKind::Smoke, A),
        (DeviceKind::Heat, A),
        (DeviceKind::WaterLevel, A),
        (DeviceKind::Other, A),
    ])
}

#[test]
fn rule_4_1_a_told_test_is_suppressed_until_it_is_told_as_real() {
    let mut desk = room();
    desk.test(0, FIRE);
    assert_eq!(desk.model().alarm(hazard(0)), (AlarmState::Suppressed, None, Some(Held::Test)));
    desk.raise(0, FIRE);
    assert_eq!(desk.model().alarm(hazard(0)), (AlarmState::Unacknowledged, Some(number(1_001)), None));
    desk.test(0, FIRE);
    assert_eq!(desk.of(hazard(0)), 1_001, "a member stays one");
}

#[test]
fn rule_4_1_bit_0_tells_a_test_only_behind_a_gateway_that_is_trusted() {
    let mut desk = desk(&[(DeviceKind::Gateway, A), (DeviceKind::Smoke, A), (DeviceKind::Smoke, C)]);
    desk.reference.devices[0].bit0_trusted = true;
    desk.reference.devices[1].bit0_trusted = true;
    desk.reference.devices[1].gateway = Some(DeviceId(0));
    desk.say(EventKind::State, 1, FIRE).say(EventKind::State, 2, FIRE);
    assert_eq!((desk.held(hazard(1)), desk.held(hazard(2))), (Some(Held::Test), None));
    desk.say(EventKind::State, 1, FIRE.with(Conditions::NORMAL));
    assert_eq!(desk.held(hazard(1)), None);
}

#[test]
fn rules_4_1_and_4_8_a_window_holds_what_is_raised_below_it_until_it_ends() {
    let mut desk = room();
    desk.raise(1, FAULT).at(1).window(3, 100).raise(0, FIRE).raise(2, FAULT).at(50).clear(2, FAULT);
    assert_eq!((desk.held(hazard(0)), desk.held(fault(1))), (Some(Held::Test), None));
    desk.wait(100);
    assert_eq!(desk.state(hazard(0)), AlarmState::Unacknowledged);
    assert_eq!(desk.state(fault(2)), AlarmState::Normal);
}

#[test]
fn rule_4_2_a_source_that_is_a_member_explains_its_targets() {
    let mut desk = desk(&[(DeviceKind::Power, A), (DeviceKind::Power, B), (DeviceKind::Other, A)]);
    desk.rules.inhibitions.push(Inhibition {
        source: Kinds::default().with(DeviceKind::Power),
        source_class: HAZARD,
        target: Kinds::ALL,
        target_class: AlarmClass::Fault,
        scope: Scope::Floor,
        rule: RuleId(1),
    });
    desk.raise(0, OVER).raise(1, OVER).raise(2, FAULT);
    assert_eq!(desk.model().alarm(fault(2)), (AlarmState::Suppressed, None, Some(Held::Inhibited)));
    desk.clear(0, OVER);
    assert_eq!(desk.held(fault(2)), Some(Held::Inhibited), "the other source stands");
    desk.clear(1, OVER);
    assert_eq!(desk.state(fault(2)), AlarmState::Unacknowledged);
    desk.raise(0, OVER);
    assert_eq!(desk.state(fault(2)), AlarmState::Unacknowledged, "only what is raised is held");
}

#[test]
fn rule_4_3_isolated_holds_no_danger_to_life() {
    let mut desk = room();
    let isolated = Conditions::ISOLATED;
    desk.raise(0, isolated.with(OVER)).raise(2, isolated.with(OVER));
    assert_eq!(desk.state(hazard(0)), AlarmState::Unacknowledged);
    assert_eq!(desk.model().alarm(hazard(2)), (AlarmState::OutOfService, None, Some(Held::Isolated)));
    desk.raise(2, FIRE);
    assert_eq!(desk.state(hazard(2)), AlarmState::Unacknowledged, "the fire bit is never held by the field");
    let mut desk = room();
    desk.raise(2, isolated.with(OVER)).clear(2, isolated);
    assert_eq!(desk.state(hazard(2)), AlarmState::Unacknowledged);
}

#[test]
fn rules_4_3_and_4_8_an_outage_holds_all_but_the_fire_bit() {
    let mut desk = room();
    desk.raise(0, FAULT).take_out(0, 100).raise(0, OVER);
    assert_eq!(desk.state(fault(0)), AlarmState::OutOfService, "a member too: a person said so");
    assert_eq!(desk.held(hazard(0)), Some(Held::OutOfService));
    desk.raise(0, FIRE);
    assert_eq!(desk.state(hazard(0)), AlarmState::Unacknowledged);
    desk.wait(100);
    assert_eq!(desk.state(fault(0)), AlarmState::Unacknowledged);
}

#[test]
fn rules_4_4_and_4_7_a_shelf_that_a_person_ends_leaves_a_covered_alarm() {
    let mut desk = room();
    desk.raise(0, FIRE).shelve(hazard(0), 100);
    assert_eq!(desk.model().alarm(hazard(0)), (AlarmState::Shelved, None, Some(Held::Shelved)));
    assert!(!desk.view(1_001).life_risk);
    desk.lift(1);
    assert_eq!(desk.model().alarm(hazard(0)), (AlarmState::Acknowledged, Some(number(1_001)), None));
    desk.shelve(hazard(0), 100).clear(0, FIRE).lift(1);
    assert_eq!(desk.state(hazard(0)), AlarmState::Normal);
}

#[test]
fn rules_4_4_and_4_7_a_shelf_is_cut_to_the_longest_and_runs_out_by_the_device_s_second() {
    let mut desk = room();
    desk.raise(2, OVER).shelve(hazard(2), 1_000_000).wait(8 * 3_600 + 1);
    assert_eq!(desk.state(hazard(2)), AlarmState::Shelved);
    desk.wait(8 * 3_600 + 2);
    assert_eq!(desk.state(hazard(2)), AlarmState::Unacknowledged);
}

#[test]
fn rule_4_5_the_first_reason_is_the_reason() {
    let mut desk = room();
    desk.window(A, 100).take_out(2, 90).shelve(hazard(2), 50).raise(2, OVER.with(Conditions::ISOLATED));
    for (second, reason) in
        [(51, Held::Shelved), (52, Held::OutOfService), (90, Held::Test), (100, Held::Isolated)]
    {
        desk.wait(second);
        assert_eq!(desk.held(hazard(2)), Some(reason), "{second}");
    }
}

#[test]
fn rule_4_6_a_second_quantity_breaks_a_shelf_and_ends_a_window_whole() {
    let mut desk = room();
    desk.window(3, 1_000).shelve(hazard(0), 1_000).raise(0, FIRE).raise(2, FAULT);
    desk.at(1).raise(3, OVER).test(1, OVER);
    assert_eq!(desk.held(hazard(0)), Some(Held::Shelved), "an unknown quantity and a test break nothing");
    desk.at(2).raise(1, OVER);
    for key in [hazard(0), hazard(1), hazard(3), fault(2)] {
        assert_eq!(desk.state(key), AlarmState::Unacknowledged, "{key:?}");
    }
    assert_eq!(desk.view(1_001).first_out, Some(hazard(0)));
    assert_eq!((desk.of(hazard(1)), desk.view(1_001).level), (1_001, 3));
}

#[test]
fn rule_4_6_a_higher_severity_and_a_person_break_and_a_warning_only_a_shelf() {
    let mut desk = room();
    desk.test(0, FIRE);
    desk.test(0, FIRE);
    assert_eq!(desk.held(hazard(0)), Some(Held::Test));
    let event = desk.event(EventKind::Raise, 0, FIRE);
    desk.send(event, |it| (it.severity, it.marks) = (Severity::Severe, Marks::TEST));
    assert_eq!(desk.held(hazard(0)), Some(Held::Test), "a test is a test, however bad");
    desk.raise(0, FIRE);
    assert_eq!(desk.state(hazard(0)), AlarmState::Unacknowledged);

    let mut desk = room();
    let (at, family) = (desk.now, HazardFamily::Fire);
    desk.window(A, 100).raise(0, FIRE).act(&Act::Tell { at, zone: ZoneId(D), family });
    assert_eq!(desk.held(hazard(0)), Some(Held::Test));
    desk.act(&Act::Tell { at, zone: ZoneId(A), family });
    assert_eq!(desk.of(hazard(0)), 1_002);

    let mut desk = room();
    desk.test(0, FIRE).shelve(hazard(0), 100);
    let (warning, context) = (dutydesk::units::WarningId(1), dutydesk::correlation::Context::Water);
    desk.act(&Act::Warn { at, warning, extent: over(330_200), context: Some(context) });
    assert_eq!(desk.held(hazard(0)), Some(Held::Shelved));
    desk.act(&Act::Warn { at, warning, extent: over(330_100), context: Some(context) });
    assert_eq!(desk.held(hazard(0)), Some(Held::Test), "the test goes on");
}

#[test]
fn rule_4_6_what_breaks_is_raised_and_may_break_another() {
    let mut desk = room();
    desk.raise(0, FIRE).shelve(hazard(0), 100).test(1, FIRE);
    assert_eq!((desk.held(hazard(0)), desk.held(hazard(1))), (Some(Held::Shelved), Some(Held::Test)));
    desk.graver(0, FIRE, Severity::Extreme);
    assert_eq!((desk.held(hazard(0)), desk.held(hazard(1))), (None, None));
}
