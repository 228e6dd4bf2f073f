//! Rules 5.5 to 5.8: bridges, merges, splits, first-out, quiet.

use super::*;
use dutydesk::correlation::alarm::HazardFamily;
use std::collections::BTreeSet;

/// A told incident of the zone, and an alarm of the zone that is another: only an event may bridge them.
fn two() -> Desk {
    let smoke = |zone| (DeviceKind::Smoke, zone);
    let mut desk = desk(&[smoke(A), smoke(A), smoke(B)]);
    desk.raise(0, FIRE).at(1);
    let at = desk.now;
    desk.act(&Act::Tell { at, zone: ZoneId(A), family: HazardFamily::Fire });
    desk
}

#[test]
fn rule_5_5_a_bridge_merges_while_nobody_acted_on_the_younger() {
    let mut desk = two();
    desk.at(2).raise(1, FIRE);
    assert_eq!(desk.view(1_002).merged_into, Some(number(1_001)));
    assert_eq!(desk.of(hazard(1)), 1_001);
    assert_eq!(desk.model().proposals(), BTreeSet::new());
}

#[test]
fn rule_5_5_a_bridge_is_proposed_once_when_somebody_acted_on_the_younger() {
    let mut desk = two();
    desk.act(&Act::Touch { incident: number(1_002) });
    desk.at(2).raise(1, FIRE).raise(2, FIRE);
    let proposed = BTreeSet::from([(number(1_001), number(1_002))]);
    assert_eq!((desk.count(), desk.model().proposals()), (2, proposed));
    desk.act(&Act::Refuse { a: number(1_002), b: number(1_001) });
    desk.clear(1, FIRE).raise(1, FIRE);
    assert_eq!(desk.model().proposals(), BTreeSet::new(), "rule 5.6: refused is refused");
}

#[test]
fn rule_5_6_a_merge_keeps_what_was_asked_for_and_never_mixes_families() {
    let mut desk = desk(&[(DeviceKind::Smoke, A), (DeviceKind::Smoke, D), (DeviceKind::Heat, C)]);
    desk.raise(0, FAULT).at(1).raise(1, FIRE).at(2).raise(2, OVER);
    let at = desk.now;
    desk.act(&Act::Merge { at, into: number(1_002), from: number(1_001) });
    assert!(desk.view(1_001).open, "a fault is no part of a fire");
    desk.act(&Act::Merge { at, into: number(1_003), from: number(1_002) });
    let view = desk.view(1_003);
    assert_eq!((view.family, view.level, view.members.len()), (HazardFamily::Fire, 3, 2));
    assert_eq!(desk.view(1_002).merged_into, Some(number(1_003)));
}

#[test]
fn rule_5_6_what_a_person_split_stays_split() {
    let mut desk = desk(&[(DeviceKind::Smoke, A), (DeviceKind::Smoke, A), (DeviceKind::Smoke, A)]);
    desk.raise(0, FIRE).raise(1, FIRE);
    let at = desk.now;
    desk.act(&Act::Split { at, from: number(1_001), alarms: vec![hazard(1)] });
    assert_eq!((desk.of(hazard(0)), desk.of(hazard(1))), (1_001, 1_002));
    desk.clear(1, FIRE).at(5).raise(1, FIRE).raise(2, FIRE);
    assert_eq!((desk.of(hazard(1)), desk.view(1_001).open, desk.view(1_002).open), (1_002, true, true));
    assert_eq!(desk.model().proposals(), BTreeSet::new());
}

#[test]
fn rule_5_7_first_out_is_the_earliest_of_those_that_came_with_the_opening() {
    let smoke = (DeviceKind::Smoke, A);
    let mut desk = desk(&[smoke, smoke, smoke, smoke]);
    desk.raise(0, FIRE);
    for (second, device, behind) in [(2, 1, 3), (3, 2, 60), (4, 3, 3)] {
        desk.at(second);
        let event = desk.event(EventKind::Raise, device, FIRE);
        desk.send(event, |it| it.occurred = it.received.after(Span::seconds(-behind)));
    }
    assert_eq!(desk.view(1_001).first_out, Some(hazard(1)));
}

#[test]
fn rule_5_8_an_alarm_that_ends_stays_a_member() {
    let mut desk = desk(&[(DeviceKind::Smoke, A)]);
    desk.raise(0, FIRE).clear(0, FIRE);
    let view = desk.view(1_001);
    assert_eq!((view.active, view.members.len(), view.open, view.life_risk), (0, 1, true, false));
}
