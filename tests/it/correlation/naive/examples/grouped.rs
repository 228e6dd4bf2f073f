//! Rules 5.1 to 5.4: which incident an alarm joins.

use super::*;
use dutydesk::correlation::Context;
use dutydesk::correlation::alarm::HazardFamily;
use dutydesk::units::WarningId;

#[test]
fn rule_5_1_the_fire_bit_goes_before_the_kind_and_all_but_hazard_is_fault() {
    let mut desk = desk(&[(DeviceKind::Gas, A), (DeviceKind::Gas, C), (DeviceKind::Smoke, D)]);
    desk.raise(0, OVER).raise(1, FIRE).raise(2, Conditions::SUPERVISORY);
    let family = [1_001, 1_002, 1_003].map(|id| desk.view(id).family);
    assert_eq!(family, [HazardFamily::Gas, HazardFamily::Fire, HazardFamily::Fault]);
    desk.raise(0, FIRE);
    assert_eq!(desk.of(hazard(0)), 1_002, "a gas alarm that burns is a fire");
    assert_eq!(desk.view(1_001).members.len(), 0);
}

#[test]
fn rule_5_2_an_incident_takes_within_the_gap_and_the_longest_span() {
    let gap = 30 * 60;
    for (seconds, is_taken) in [(gap, true), (gap + 1, false)] {
        let mut desk = desk(&[(DeviceKind::Smoke, A), (DeviceKind::Smoke, A)]);
        desk.raise(0, FIRE).at(seconds).raise(1, FIRE);
        assert_eq!(desk.of(hazard(1)) == 1_001, is_taken, "{seconds}");
    }
    for (last, is_taken) in [(6 * 3_600, true), (6 * 3_600 + 1, false)] {
        let smoke = (DeviceKind::Smoke, A);
        let mut desk = desk(&[smoke; 15]);
        for device in 0..13 {
            desk.at(i64::from(device) * 1_750).raise(device, FIRE);
        }
        desk.at(last).raise(13, FIRE);
        assert_eq!(desk.of(hazard(13)) == 1_001, is_taken, "{last}");
    }
}

#[test]
fn rule_5_2_earlier_than_the_first_by_the_gap_is_taken_too() {
    let mut desk = desk(&[(DeviceKind::Smoke, A), (DeviceKind::Smoke, A)]);
    desk.raise(0, FIRE).at(1);
    let event = desk.event(EventKind::Raise, 1, FIRE);
    desk.send(event, |it| it.occurred = it.received.after(Span::seconds(-3)));
    assert_eq!((desk.of(hazard(1)), desk.view(1_001).first_out), (1_001, Some(hazard(1))));
}

#[test]
fn rule_5_3_an_alarm_goes_on_in_its_open_incident_however_late() {
    let mut desk = desk(&[(DeviceKind::Smoke, A)]);
    desk.raise(0, FIRE).clear(0, FIRE).at(10 * 3_600).raise(0, FIRE);
    assert_eq!(desk.of(hazard(0)), 1_001);
    let at = desk.now;
    desk.clear(0, FIRE).act(&Act::Close { at, incident: number(1_001) });
    desk.raise(0, FIRE);
    assert_eq!(desk.of(hazard(0)), 1_002);
}

#[test]
fn rule_5_3_a_silence_joins_its_lost_gateway() {
    let mut desk = desk(&[(DeviceKind::Gateway, A), (DeviceKind::Smoke, D), (DeviceKind::Smoke, D)]);
    for device in 1..3 {
        desk.reference.devices[device].gateway = Some(DeviceId(0));
        desk.reference.devices[device].silence_max = Span::seconds(50);
    }
    desk.say(EventKind::Offline, 0, Conditions::NONE).wait(50);
    assert_eq!((desk.count(), desk.of(fault(1)), desk.of(fault(2))), (1, 1_001, 1_001));
}

#[test]
fn rule_5_3_fire_reaches_the_site_water_its_zone_and_fault_its_building() {
    let kinds = [DeviceKind::Smoke, DeviceKind::WaterLeak];
    for (kind, bits, to, is_one) in [
        (kinds[0], FIRE, B, true),
        (kinds[0], FIRE, C, true),
        (kinds[0], FIRE, D, false),
        (kinds[1], OVER, A, true),
        (kinds[1], OVER, B, false),
        (kinds[0], FAULT, B, true),
        (kinds[0], FAULT, C, false),
    ] {
        let mut desk = desk(&[(kind, A), (kind, to)]);
        desk.raise(0, bits).raise(1, bits);
        assert_eq!(desk.count() == 1, is_one, "{kind:?} {bits:?} {to}");
    }
}

#[test]
fn rule_5_3_in_a_node_the_younger_goes_first() {
    let smoke = |zone| (DeviceKind::Smoke, zone);
    let mut desk = desk(&[smoke(A), smoke(A), smoke(A), smoke(B), smoke(C)]);
    desk.raise(0, FIRE).raise(1, FIRE);
    let at = desk.now;
    desk.act(&Act::Split { at, from: number(1_001), alarms: vec![hazard(0)] });
    desk.raise(2, FIRE);
    assert_eq!(desk.of(hazard(2)), 1_002);
    desk.clear(0, FIRE).raise(0, FIRE).raise(3, FIRE).raise(4, FIRE);
    assert_eq!((desk.of(hazard(0)), desk.of(hazard(3)), desk.of(hazard(4))), (1_002, 1_002, 1_002));
}

#[test]
fn rule_5_3_a_warning_widens_water_and_never_fire() {
    let mut desk = desk(&[(DeviceKind::WaterLeak, A), (DeviceKind::WaterLeak, C), (DeviceKind::Wind, A)]);
    let (at, warning) = (desk.now, WarningId(7));
    desk.act(&Act::Warn { at, warning, extent: over(330_100), context: Some(Context::Water) });
    desk.raise(0, OVER).raise(1, OVER).raise(2, OVER);
    assert_eq!((desk.of(hazard(0)), desk.of(hazard(1)), desk.of(hazard(2))), (1_001, 1_001, 1_002));
    desk.act(&Act::Unwarn { at, warning });
    desk.at(3_600).clear(1, OVER).act(&Act::Close { at, incident: number(1_001) });
    desk.raise(1, OVER).clear(0, OVER).raise(0, OVER);
    assert_eq!((desk.of(hazard(1)), desk.of(hazard(0))), (1_003, 1_004));
}

#[test]
fn rule_5_4_what_opens_beside_a_fire_of_the_site_follows_it() {
    let kinds = [
        (DeviceKind::Smoke, A),
        (DeviceKind::WaterLeak, C),
        (DeviceKind::WaterLeak, D),
        (DeviceKind::Gas, B),
    ];
    let mut desk = desk(&kinds);
    desk.raise(0, FIRE).raise(1, OVER).raise(2, OVER).raise(3, OVER);
    let parents = [1_001, 1_002, 1_003, 1_004].map(|id| desk.view(id).parent.map(|it| it.0));
    assert_eq!(parents, [None, Some(1_001), None, None]);
    assert_eq!(desk.model().announcements().len(), 3, "children are not announced on their own");
}
