//! Full is a designed state: what finds no place is counted and said, and danger to life gives way last.

use super::fixture::*;
use dutydesk::correlation::change::{Changes, ReasonCode, RenewCause, Table, What};
use dutydesk::correlation::event::{Conditions, EventKind};
use dutydesk::correlation::rules::Rules;
use dutydesk::correlation::{Area, Capacity, Context, Correlation, Cover, Suppression};
use dutydesk::units::{DeviceId, IncidentId, InputNumber, Instant, Severity, Span, SuppressionId, WarningId};

#[test]
fn a_full_warning_table_is_counted() {
    let mut desk = Desk::new();
    for warning in 0..9 {
        assert_eq!(
            desk.core.warn(WarningId(warning), Area::of(&[ADCODE]), Some(Context::Water)),
            warning < 8
        );
    }
    assert!(
        desk.core.warn(WarningId(1), Area::of(&[1]), Some(Context::Water)),
        "a newer extent needs no new place"
    );
    assert_eq!(desk.core.counts().turned_away, 1);
}

#[test]
fn a_full_table_overflows_by_family_and_keeps_room_for_life() {
    let capacity = Capacity { devices: REGISTERED as usize + 4, incidents: 2, warnings: 1 };
    let mut desk = Desk::with(&reference(), capacity);
    desk.raise(1, WATER_A, Conditions::OVER_LIMIT);
    let said = desk.raise(2, WATER_CANTEEN, Conditions::OVER_LIMIT);
    assert_eq!(joined(&said), (1_002, ReasonCode::Overflow));
    assert!(
        said.iter()
            .any(|change| matches!(change.what, What::TableFull { table: Table::Incidents, turned_away: 1 }))
    );
    assert_eq!(joined(&desk.fire(3, SMOKE_A1)), (1_003, ReasonCode::First), "the reserve is for life");
    assert_eq!(joined(&desk.fire(4, SMOKE_OTHER_SITE)), (1_004, ReasonCode::Overflow));
    assert!(desk.life_risk(1_004));
    assert_eq!(joined(&desk.raise(5, GAS_A, Conditions::OVER_LIMIT)), (1_005, ReasonCode::Overflow));
    assert_eq!(desk.core.counts().turned_away, 3);
    // A closed one gives way, and its standing alarm stays covered under its number.
    desk.core.close(IncidentId(1_001));
    desk.clear(6, SMOKE_OTHER_SITE);
    desk.core.close(IncidentId(1_004));
    assert_eq!(joined(&desk.fire(7, SMOKE_OTHER_SITE)), (1_006, ReasonCode::First));
    assert_eq!(desk.core.incident(IncidentId(1_001)).map(|row| row.id), None);
    let said = desk.raise(8, WATER_A, Conditions::OVER_LIMIT);
    assert_eq!(kinds(&said), ["alarm.repeated"]);
    assert_eq!(desk.core.alarm(hazard(WATER_A)).incident, Some(IncidentId(1_001)));
    assert_eq!(kinds(&desk.clear(9, WATER_A)), ["alarm.ended"]);
    assert_eq!(desk.core.alarm(hazard(WATER_A)).incident, None);
}

#[test]
fn other_alarms_give_way_before_hazards_when_members_run_out() {
    // Two devices have eight alarms; the pool of a small desk holds them all, so this fills a large one.
    let devices = 100_000_u32;
    let mut reference = reference();
    reference.devices = vec![reference.devices[0]; devices as usize].into();
    let mut desk = Desk::with(&reference, Capacity { devices: devices as usize, incidents: 8, warnings: 1 });
    let mut turned_away = 0;
    for device in (0..devices).map(DeviceId) {
        let all = Conditions::FAULT.with(Conditions::SUPERVISORY);
        let said = desk.raise(1, device, all);
        turned_away += kinds(&said).iter().filter(|kind| **kind == "table.full").count();
    }
    assert_eq!(turned_away, 200_000 - 187_144);
    for device in (0..devices).map(DeviceId) {
        assert!(kinds(&desk.fire(2, device)).contains(&"alarm.joined"));
    }
    // One ends, and one that found no place is told again: now it does.
    desk.core.close(IncidentId(1_001));
    assert_eq!(desk.core.counts().turned_away, 12_856);
    assert_eq!(desk.core.counts().changes_lost, 0);
}

#[test]
fn an_unregistered_device_has_its_row_and_its_fire_its_incident() {
    let mut desk = Desk::new();
    let device = desk.core.admit(ZONE_UNREGISTERED).unwrap();
    assert!(device.0 >= REGISTERED);
    assert_eq!(joined(&desk.fire(1, device)), (1_001, ReasonCode::Unregistered));
    assert!(desk.life_risk(1_001));
    for _ in 0..3 {
        let another = desk.core.admit(ZONE_UNREGISTERED).unwrap();
        assert_eq!(joined(&desk.fire(2, another)), (1_001, ReasonCode::SameZoneSameKind));
    }
    assert_eq!(desk.core.admit(ZONE_UNREGISTERED), None);
    assert_eq!(desk.core.counts().unregistered, 4);
    assert_eq!(desk.core.counts().turned_away, 1);
}

#[test]
fn a_device_that_does_not_exist_is_counted_and_said() {
    let mut desk = Desk::new();
    for (count, device) in (1..).zip([REGISTERED, REGISTERED + 4, u32::MAX]) {
        let said = desk.fire(1, DeviceId(device));
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].what, What::TableFull { table: Table::Unregistered, turned_away: count });
    }
    assert_eq!(desk.open(), []);
}

#[test]
fn a_whole_city_fits_in_a_quarter_of_a_gibibyte() {
    let mut reference = reference();
    reference.devices = vec![reference.devices[0]; 1_000_000].into();
    let core = Correlation::new(&reference, Capacity::of(1_000_000));
    assert!(core.memory_bytes() <= 256 << 20, "{} bytes", core.memory_bytes());
}

/// What stands of a forgotten incident still proves what is told beside it, also after a restart and after other rules.
#[test]
fn what_stands_of_a_forgotten_incident_is_counted_after_a_restart() {
    let reference = reference();
    let capacity = Capacity { devices: REGISTERED as usize + 4, incidents: 2, warnings: 1 };
    let mut desk = Desk::with(&reference, capacity);
    desk.fire(1, SMOKE_A1);
    desk.core.close(IncidentId(1_001));
    for (second, device) in [(2, SMOKE_OTHER_SITE), (3, GAS_CANTEEN)] {
        desk.raise(second, device, Conditions::OVER_LIMIT);
    }
    assert!(desk.core.incident(IncidentId(1_001)).is_none(), "forgotten, and its smoke stands");
    let id = SuppressionId(1);
    let until = Instant(T0 + 3_600_000);
    let cover = Cover::Shelf(hazard(HEAT_A));
    let begun = Instant(desk.now);
    assert!(desk.core.suppress(Suppression { id, cover, begun, until }));
    let mut restarted = desk.clone();
    let bytes = postcard::to_allocvec(&desk.core).unwrap();
    restarted.core = postcard::from_bytes(&bytes).unwrap();
    restarted.core.attach(&reference);
    let mut reread = desk.clone();
    reread.core.set_rules(reference.rules.clone());
    for (name, mut desk) in [("live", desk), ("restarted", restarted), ("other rules", reread)] {
        let said = desk.raise(10, HEAT_A, Conditions::OVER_LIMIT);
        assert!(
            kinds(&said).contains(&"alarm.joined"),
            "{name}: smoke stands in its zone: {:?}",
            kinds(&said)
        );
    }
}

/// Nobody was to be asked again when it was acknowledged; the rules that come now ask after ten minutes.
#[test]
fn a_re_alarm_that_is_new_reaches_what_is_acknowledged_already() {
    let mut desk = Desk::new();
    desk.fire(0, SMOKE_A1);
    desk.core.acknowledge(Instant(T0 + 1_000), IncidentId(1_001), InputNumber(desk.input));
    desk.advance(120);
    let after = Span::minutes(10);
    let rules = Rules { realarm_after: [after; Severity::ALL.len()], ..Rules::default() };
    desk.core.set_rules(rules);
    let mut changes = Changes::new();
    desk.core.reconsider(Instant(desk.now), &mut changes);
    assert!(changes.is_empty(), "not before its time: {changes:?}");
    assert!(desk.advance(600).is_empty());
    let said = desk.advance(601);
    assert_eq!(renewed(&said), Some(RenewCause::ReAlarm));
}

/// The journal does not say which condition stood: what a lost gateway took along is silent, and being heard ends it.
#[test]
fn a_folded_silence_ends_when_the_device_is_heard() {
    let mut live = Desk::watched();
    let said = live.advance(400);
    assert!(said.iter().any(
        |change| matches!(change.what, What::Joined { reason, .. } if reason.code == ReasonCode::GatewayLost)
    ));
    let mut folded = Desk::watched();
    for change in &said {
        folded.core.restore(change);
    }
    folded.now = live.now;
    let said = folded.feed(event(500, WATCHED_1, EventKind::Online, Conditions::NONE));
    assert!(kinds(&said).contains(&"alarm.ended"), "{:?}", kinds(&said));
}

/// A fire bit makes a fire of any kind of device: shelved and read back, it is one still.
#[test]
fn a_folded_shelf_over_a_fire_holds_a_fire() {
    let mut desk = Desk::new();
    desk.fire(1, OTHER_A);
    let (id, alarm) = (SuppressionId(1), hazard(OTHER_A));
    let (begun, until) = (Instant(desk.now), Instant(T0 + 3_600_000));
    let shelf = Suppression { id, cover: Cover::Shelf(alarm), begun, until };
    assert!(desk.core.suppress(shelf));
    let mut changes = Changes::new();
    desk.core.enforce(id, begun, &mut changes);
    let mut folded = Desk::new();
    for change in &desk.said {
        folded.core.restore(change);
    }
    assert!(folded.core.suppress(shelf));
    for change in &changes {
        folded.core.restore(change);
    }
    assert!(folded.core.alarm(alarm).conditions.any(Conditions::FIRE), "{:?}", folded.core.alarm(alarm));
}
