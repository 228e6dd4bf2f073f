//! One scenario a rule: given, when, then.

use super::fixture::*;
use dutydesk::correlation::alarm::{AlarmState, DeviceKind, HazardFamily};
use dutydesk::correlation::change::{ReasonCode, RenewCause};
use dutydesk::correlation::event::{Conditions, Event, EventKind, Marks, Unit};
use dutydesk::correlation::{Area, Context};
use dutydesk::units::{DeviceId, IncidentId, InputNumber, Instant, Severity, WarningId};

const STATE: EventKind = EventKind::State;
const RAISE: EventKind = EventKind::Raise;

#[test]
fn a_first_alarm_opens_and_says_why() {
    let mut desk = Desk::new();
    let said = desk.fire(1, SMOKE_A1);
    assert_eq!(kinds(&said), ["incident.opened", "alarm.joined", "incident.life-risk"]);
    assert_eq!(joined(&said), (1_001, ReasonCode::First));
    assert_eq!(desk.open(), [(1_001, HazardFamily::Fire)]);
    assert_eq!(desk.state(hazard(SMOKE_A1)), AlarmState::Unacknowledged);
    assert!(desk.life_risk(1_001));
    assert_eq!(desk.core.incident_of(SMOKE_A1), Some(IncidentId(1_001)));
}

#[test]
fn the_evidence_ladder() {
    use Conditions as Is;
    let cases: [(&[(DeviceId, Conditions)], u8); 9] = [
        (&[(SMOKE_A1, Is::FIRE)], 0),
        (&[(SMOKE_A1, Is::FIRE), (SMOKE_A1, Is::FIRE)], 0),
        (&[(SMOKE_A1, Is::FIRE), (SMOKE_A2, Is::FIRE)], 2),
        (&[(MANUAL_A, Is::FIRE)], 2),
        (&[(SMOKE_A1, Is::FIRE), (HEAT_A, Is::FIRE)], 3),
        (&[(SMOKE_A1, Is::FIRE), (MANUAL_A, Is::FIRE)], 3),
        (&[(MANUAL_A, Is::FIRE), (OTHER_A, Is::FIRE)], 3),
        (&[(SMOKE_A1, Is::FIRE), (OTHER_A, Is::FIRE)], 2),
        (&[(SMOKE_A1, Is::FAULT), (SMOKE_A2, Is::FAULT)], 0),
    ];
    for (raises, level) in cases {
        let mut desk = Desk::new();
        for (seconds, (device, conditions)) in (1..).zip(raises) {
            desk.raise(seconds, *device, *conditions);
        }
        assert_eq!(desk.open().len(), 1, "{raises:?}");
        assert_eq!(desk.level(1_001), level, "{raises:?}");
    }
}

#[test]
fn the_same_device_again_is_level_one_within_the_window_only() {
    for (pause, level) in [(20, 1), (90, 0)] {
        let mut desk = Desk::new();
        desk.fire(1, SMOKE_A1);
        desk.clear(2, SMOKE_A1);
        let said = desk.fire(1 + pause, SMOKE_A1);
        assert_eq!(joined(&said), (1_001, ReasonCode::SameDevice));
        assert_eq!(desk.level(1_001), level);
        assert_eq!(desk.members(1_001).len(), 1);
        assert_eq!(desk.core.alarm(hazard(SMOKE_A1)).occurrence.0, 2);
    }
}

#[test]
fn a_repeat_with_a_higher_value_is_level_one_and_shows_that_it_rises() {
    let reading = |seconds, value_milli| Event {
        value_milli,
        unit: Unit::Celsius,
        ..event(seconds, HEAT_A, RAISE, Conditions::OVER_LIMIT)
    };
    let mut desk = Desk::new();
    desk.feed(reading(1, 58_000));
    assert_eq!(kinds(&desk.feed(reading(5, 57_000))), ["alarm.repeated"]);
    assert_eq!(kinds(&desk.feed(reading(9, 62_000))), ["alarm.repeated", "incident.level"]);
    let member = desk.members(1_001)[0];
    assert_eq!((member.value_before_milli, member.value_milli, member.raises), (57_000, 62_000, 3));
    assert_eq!(member.unit, Unit::Celsius);
    assert_eq!(desk.level(1_001), 1);
}

#[test]
fn repeats_are_counted_and_renew_nothing() {
    let mut desk = Desk::new();
    desk.fire(1, SMOKE_A1);
    desk.acknowledge(1_001);
    for second in 2..50 {
        assert_eq!(kinds(&desk.fire(second, SMOKE_A1)), ["alarm.repeated"]);
    }
    assert_eq!(desk.members(1_001)[0].raises, 49);
    assert_eq!(desk.core.incident(IncidentId(1_001)).unwrap().raises, 49);
    assert_eq!(desk.state(hazard(SMOKE_A1)), AlarmState::Acknowledged);
}

#[test]
fn places_and_families_decide_what_is_one_incident() {
    use Conditions as Is;
    use ReasonCode as Code;
    let cases: [(DeviceId, Conditions, DeviceId, Conditions, Option<ReasonCode>); 14] = [
        (SMOKE_A1, Is::FIRE, SMOKE_A2, Is::FIRE, Some(Code::SameZoneSameKind)),
        (SMOKE_A1, Is::FIRE, HEAT_A, Is::FIRE, Some(Code::SameZoneOtherQuantity)),
        (SMOKE_A1, Is::FIRE, MANUAL_A, Is::FIRE, Some(Code::ManualCallPoint)),
        (MANUAL_A, Is::FIRE, SMOKE_A1, Is::FIRE, Some(Code::ManualCallPoint)),
        (SMOKE_A1, Is::FIRE, SMOKE_B, Is::FIRE, Some(Code::Nearby)),
        (SMOKE_A1, Is::FIRE, SMOKE_UPSTAIRS, Is::FIRE, Some(Code::Nearby)),
        (SMOKE_A1, Is::FIRE, GAS_CANTEEN, Is::OVER_LIMIT, None),
        (SMOKE_A1, Is::FIRE, GAS_A, Is::OVER_LIMIT, None),
        (GAS_A, Is::OVER_LIMIT, GAS_CANTEEN, Is::OVER_LIMIT, Some(Code::Nearby)),
        (SMOKE_A1, Is::FIRE, SMOKE_OTHER_SITE, Is::FIRE, None),
        (WATER_A, Is::OVER_LIMIT, WATER_CANTEEN, Is::OVER_LIMIT, None),
        (SMOKE_A1, Is::FIRE, SMOKE_A2, Is::FAULT, None),
        (SMOKE_A1, Is::FAULT, SMOKE_UPSTAIRS, Is::ISOLATED, Some(Code::Nearby)),
        (SMOKE_A1, Is::FAULT, GAS_CANTEEN, Is::FAULT, None),
    ];
    for (first, conditions, second, others, expected) in cases {
        let mut desk = Desk::new();
        desk.raise(1, first, conditions);
        let said = desk.raise(2, second, others);
        let expected = expected.map_or((1_002, Code::First), |code| (1_001, code));
        assert_eq!(joined(&said), expected, "{first} {conditions:?} {second} {others:?}");
    }
}

#[test]
fn the_quiet_gap_and_the_longest_span_end_an_incident_for_others() {
    for (pauses, expected) in [
        (vec![29 * 60], 1_001),
        (vec![31 * 60], 1_002),
        (vec![25 * 60; 14], 1_001),
        (vec![25 * 60; 15], 1_002),
    ] {
        let mut desk = Desk::new();
        let mut at = 1;
        desk.fire(at, SMOKE_A1);
        let (last, renewals) = pauses.split_last().unwrap();
        for pause in renewals {
            at += pause;
            desk.clear(at, SMOKE_A1);
            desk.fire(at, SMOKE_A1);
        }
        assert_eq!(joined(&desk.fire(at + last, SMOKE_A2)).0, expected, "{pauses:?}");
    }
}

#[test]
fn a_member_comes_back_to_its_open_incident_however_long_it_was_quiet() {
    let mut desk = Desk::new();
    desk.fire(1, SMOKE_A1);
    desk.clear(2, SMOKE_A1);
    desk.acknowledge(1_001);
    let said = desk.fire(5 * 3_600, SMOKE_A1);
    assert_eq!(joined(&said), (1_001, ReasonCode::SameDevice));
    assert_eq!(renewed(&said), Some(RenewCause::AfterQuiet));
    assert_eq!(desk.state(hazard(SMOKE_A1)), AlarmState::Unacknowledged);
}

#[test]
fn an_end_quiets_and_leaves_the_latch() {
    let mut desk = Desk::new();
    desk.fire(1, SMOKE_A1);
    desk.fire(2, SMOKE_A2);
    assert_eq!(kinds(&desk.clear(3, SMOKE_A1)), ["alarm.ended"]);
    assert_eq!(kinds(&desk.clear(4, SMOKE_A2)), ["alarm.ended", "incident.life-risk", "incident.quieted"]);
    assert_eq!(desk.state(hazard(SMOKE_A1)), AlarmState::ReturnedUnacknowledged);
    assert!(!desk.life_risk(1_001));
    assert_eq!(desk.level(1_001), 2, "a level never falls");
    desk.fire(5, SMOKE_A1);
    assert_eq!(desk.state(hazard(SMOKE_A1)), AlarmState::Unacknowledged);
    assert_eq!(desk.acknowledge(1_001), 0);
    assert_eq!(desk.state(hazard(SMOKE_A1)), AlarmState::Acknowledged);
    assert_eq!(desk.state(hazard(SMOKE_A2)), AlarmState::Normal);
}

#[test]
fn an_acknowledgement_covers_what_its_screen_showed() {
    let mut desk = Desk::new();
    desk.fire(1, SMOKE_A1);
    desk.fire(2, SMOKE_A2);
    desk.fire(3, HEAT_A);
    assert_eq!(desk.core.acknowledge(Instant(0), IncidentId(1_001), InputNumber(1)), 2);
    assert_eq!(desk.state(hazard(SMOKE_A1)), AlarmState::Acknowledged);
    assert_eq!(desk.state(hazard(SMOKE_A2)), AlarmState::Unacknowledged);
    assert_eq!(desk.state(hazard(HEAT_A)), AlarmState::Unacknowledged);
}

#[test]
fn a_timer_of_a_later_input_is_not_covered_by_an_older_screen() {
    let mut desk = Desk::watched();
    desk.raise(1, SMOKE_B, Conditions::FAULT);
    desk.core.begin_input(InputNumber(7));
    desk.advance(70);
    let incident = desk.core.incident_of(GATEWAY).unwrap();
    assert_eq!(desk.core.acknowledge(Instant(0), incident, InputNumber(6)), 1);
    assert_eq!(desk.core.acknowledge(Instant(0), incident, InputNumber(7)), 0);
}

#[test]
fn what_an_acknowledgement_does_not_cover_renews() {
    let fire = |seconds, device| event(seconds, device, RAISE, Conditions::FIRE);
    let severe = |seconds, device| Event { severity: Severity::Severe, ..fire(seconds, device) };
    let cases: [(Vec<Event>, Event, Option<RenewCause>); 7] = [
        (vec![fire(1, SMOKE_A1), fire(2, SMOKE_A2)], fire(9, TRUSTED_A), None),
        (vec![fire(1, SMOKE_A1)], fire(9, HEAT_A), Some(RenewCause::NewKind)),
        (vec![fire(1, SMOKE_A1)], fire(9, SMOKE_B), Some(RenewCause::NewZone)),
        (vec![fire(1, SMOKE_A1)], fire(9, SMOKE_A2), Some(RenewCause::HigherLevel)),
        (vec![fire(1, SMOKE_A1), fire(2, SMOKE_A2)], severe(9, TRUSTED_A), Some(RenewCause::HigherSeverity)),
        (vec![fire(1, SMOKE_A1)], severe(9, SMOKE_A1), Some(RenewCause::HigherSeverity)),
        (vec![severe(1, SMOKE_A1)], severe(9, SMOKE_A1), None),
    ];
    for (before, last, expected) in cases {
        let mut desk = Desk::new();
        for event in before {
            desk.feed(event);
        }
        desk.acknowledge(1_001);
        let said = desk.feed(last);
        assert_eq!(renewed(&said), expected, "{last:?}");
        let state = if expected.is_some() { AlarmState::Unacknowledged } else { AlarmState::Acknowledged };
        assert_eq!(desk.state(hazard(last.device)), state, "{last:?}");
        assert_eq!(desk.core.incident(IncidentId(1_001)).unwrap().acknowledged, expected.is_none());
        let mut unacknowledged = Desk::new();
        unacknowledged.fire(1, SMOKE_A1);
        assert_eq!(renewed(&unacknowledged.feed(last)), None, "nobody has it yet");
    }
}

#[test]
fn an_earlier_occurred_alarm_takes_the_first_place_within_the_window() {
    // Seconds of receipt and of occurrence of the second alarm; the first is received and occurred at 10.
    for (received, occurred, takes) in [(12, 9, true), (12, 11, false), (14, 9, false), (13, 10, false)] {
        let mut desk = Desk::new();
        desk.feed(Event { sequence: 1, ..event(10, SMOKE_A1, RAISE, Conditions::FIRE) });
        let late = Event {
            occurred: Instant(T0 + occurred * 1_000),
            sequence: 2,
            ..event(received, SMOKE_A2, RAISE, Conditions::FIRE)
        };
        let said = desk.feed(late);
        let changed = kinds(&said).contains(&"incident.first-out");
        assert_eq!(changed, takes, "{received} {occurred}");
        let expected = if takes { [SMOKE_A2, SMOKE_A1] } else { [SMOKE_A1, SMOKE_A2] };
        assert_eq!(desk.devices(1_001), expected);
        let marks = desk.members(1_001).iter().find(|row| row.alarm.device == SMOKE_A2).unwrap().marks;
        assert_eq!(marks.has(Marks::LATE), received - occurred > 3);
    }
}

#[test]
fn alarms_of_one_device_second_are_ordered_by_their_sequence() {
    let mut desk = Desk::new();
    desk.feed(Event { sequence: 8, ..event(10, SMOKE_A1, RAISE, Conditions::FIRE) });
    desk.feed(Event { sequence: 7, ..event(10, SMOKE_A2, RAISE, Conditions::FIRE) });
    assert_eq!(desk.devices(1_001), [SMOKE_A2, SMOKE_A1]);
}

#[test]
fn a_wrong_clock_is_flagged_and_receipt_counts() {
    for (occurred, clock) in [(0, true), (T0 + 10_000 + 301_000, true), (T0 + 10_000 + 299_000, false)] {
        let mut desk = Desk::new();
        desk.feed(Event { occurred: Instant(occurred), ..event(10, SMOKE_A1, RAISE, Conditions::FIRE) });
        let member = desk.members(1_001)[0];
        assert_eq!(member.marks.has(Marks::CLOCK), clock);
        assert_eq!(member.occurred.0, if clock { T0 + 10_000 } else { occurred });
    }
}

#[test]
fn an_old_alarm_that_comes_now_joins_what_burns_now() {
    let mut desk = Desk::new();
    desk.fire(10_000, SMOKE_A1);
    let old = Event { occurred: Instant(T0), ..event(10_001, SMOKE_A2, RAISE, Conditions::FIRE) };
    assert_eq!(joined(&desk.feed(old)).0, 1_001);
    assert_eq!(desk.devices(1_001), [SMOKE_A1, SMOKE_A2]);
}

#[test]
fn water_joins_inside_a_warning_of_its_kind_and_smoke_never() {
    let warning = WarningId(3);
    let in_warning = ReasonCode::InWarning(warning);
    for (adcodes, context, expected) in [
        ([320_300], Context::Water, (1_001, in_warning)),
        ([ADCODE], Context::WaterAndWeather, (1_001, in_warning)),
        ([ADCODE], Context::Weather, (1_002, ReasonCode::First)),
        ([330_000], Context::Water, (1_002, ReasonCode::First)),
    ] {
        let mut desk = Desk::new();
        assert!(desk.core.warn(warning, Area::of(&adcodes), Some(context)));
        desk.raise(1, WATER_A, Conditions::OVER_LIMIT);
        assert_eq!(joined(&desk.raise(2, WATER_CANTEEN, Conditions::OVER_LIMIT)), expected);
        let (incident, code) = joined(&desk.fire(3, SMOKE_A1));
        assert_eq!((incident > 1_001, code), (true, ReasonCode::First));
        let (_, code) = joined(&desk.raise(4, GAS_A, Conditions::OVER_LIMIT));
        assert_eq!(code, ReasonCode::First);
        desk.core.unwarn(warning);
        desk.clear(5, WATER_CANTEEN);
        desk.core.close(IncidentId(1_001));
        desk.core.close(IncidentId(1_002));
        assert_eq!(joined(&desk.raise(6, WATER_CANTEEN, Conditions::OVER_LIMIT)).1, ReasonCode::First);
    }
}

#[test]
fn silence_is_a_fault_at_its_own_instant_and_any_message_ends_it() {
    let mut desk = Desk::watched();
    desk.feed(event(10, GATEWAY, EventKind::Online, Conditions::NONE));
    let said = desk.advance(500);
    let first = said.first().unwrap();
    assert_eq!(first.at, Instant(T0 + 70_000));
    assert_eq!(joined(&said[..2]), (1_001, ReasonCode::GatewayLost));
    assert_eq!(desk.open(), [(1_001, HazardFamily::Fault)]);
    assert!(!desk.life_risk(1_001));
    // Its devices, in other buildings and on another site, fold into the same fault.
    assert_eq!(desk.devices(1_001), [GATEWAY, WATCHED_1, WATCHED_2]);
    let reasons = desk.members(1_001).iter().map(|row| row.reason.code).collect::<Vec<_>>();
    assert_eq!(reasons, [ReasonCode::GatewayLost; 3]);
    assert_eq!(desk.core.alarm(fault(WATCHED_1)).conditions, Conditions::SILENT);
    // One of them is heard: it speaks, and so its gateway lives.
    let said = desk.feed(event(501, WATCHED_1, EventKind::Reading, Conditions::NONE));
    assert_eq!(kinds(&said), ["alarm.ended", "alarm.ended"]);
    assert_eq!(desk.state(fault(GATEWAY)), AlarmState::ReturnedUnacknowledged);
    assert!(desk.core.next_due().is_some());
    // It falls silent again: a new occurrence.
    let said = desk.advance(600);
    assert_eq!(said[0].at, Instant(T0 + 561_000));
    assert_eq!(desk.core.alarm(fault(GATEWAY)).occurrence.0, 2);
}

#[test]
fn a_device_alone_that_falls_silent_is_a_fault_of_its_building() {
    let mut desk = Desk::watched();
    for second in (0..200).step_by(50) {
        desk.feed(event(second, GATEWAY, EventKind::Online, Conditions::NONE));
    }
    assert_eq!(desk.core.incident_of(WATCHED_1), Some(IncidentId(1_001)));
    assert_eq!(desk.members(1_001)[0].reason.code, ReasonCode::First);
    let told = desk.feed(event(201, SMOKE_A1, EventKind::Offline, Conditions::NONE));
    assert_eq!(joined(&told).1, ReasonCode::First);
    assert_eq!(desk.state(fault(SMOKE_A1)), AlarmState::Unacknowledged);
    desk.feed(event(202, SMOKE_A1, EventKind::Online, Conditions::NONE));
    assert_eq!(desk.state(fault(SMOKE_A1)), AlarmState::ReturnedUnacknowledged);
}

#[test]
fn a_closed_incident_covers_what_still_stands() {
    let mut desk = Desk::new();
    desk.raise(1, WATER_A, Conditions::OVER_LIMIT);
    desk.core.close(IncidentId(1_001));
    assert_eq!(kinds(&desk.raise(2, WATER_A, Conditions::OVER_LIMIT)), ["alarm.repeated"]);
    assert_eq!(desk.open(), []);
    assert_eq!(kinds(&desk.clear(3, WATER_A)), ["alarm.ended"]);
    assert_eq!(joined(&desk.raise(4, WATER_A, Conditions::OVER_LIMIT)), (1_002, ReasonCode::First));
    desk.core.reopen(IncidentId(1_001));
    assert_eq!(desk.open().len(), 2);
}

#[test]
fn a_closed_life_risk_alarm_that_is_told_again_opens_an_incident() {
    let mut desk = Desk::new();
    desk.fire(1, SMOKE_A1);
    desk.core.close(IncidentId(1_001));
    assert_eq!(joined(&desk.fire(2, SMOKE_A1)), (1_002, ReasonCode::First));
    assert!(desk.life_risk(1_002));
    assert_eq!(desk.core.alarm(hazard(SMOKE_A1)).occurrence.0, 2);
    assert_eq!(desk.members(1_001), []);
}

#[test]
fn closing_one_of_two_leaves_the_other_to_be_joined() {
    let mut desk = Desk::new();
    desk.fire(1, SMOKE_A1);
    desk.fire(3_600, SMOKE_A2);
    desk.fire(3_601, SMOKE_A1);
    desk.core.close(IncidentId(1_002));
    assert_eq!(joined(&desk.fire(3_602, HEAT_A)).0, 1_003, "the older one is past its gap");
    desk.core.close(IncidentId(1_003));
    desk.clear(3_603, SMOKE_A1);
    desk.fire(3_604, SMOKE_A1);
    assert_eq!(joined(&desk.fire(3_605, SMOKE_B)).0, 1_001);
}

#[test]
fn a_reopened_incident_has_its_alarms_and_takes_more() {
    let mut desk = Desk::new();
    desk.fire(1, SMOKE_A1);
    desk.core.close(IncidentId(1_001));
    desk.core.reopen(IncidentId(1_001));
    assert!(desk.life_risk(1_001));
    assert_eq!(joined(&desk.fire(2, SMOKE_A2)).0, 1_001);
    assert_eq!(desk.core.counts().open, 1);
}

#[test]
fn a_state_is_the_whole_state() {
    let mut desk = Desk::new();
    desk.feed(event(1, SMOKE_A1, STATE, Conditions::FIRE.with(Conditions::FAULT).with(Conditions::ISOLATED)));
    assert_eq!(desk.open(), [(1_001, HazardFamily::Fire), (1_002, HazardFamily::Fault)]);
    assert_eq!(desk.members(1_002).len(), 2);
    let said = desk.feed(event(2, SMOKE_A1, STATE, Conditions::NORMAL.with(Conditions::FAULT)));
    let expected = ["alarm.ended", "incident.life-risk", "incident.quieted", "alarm.repeated", "alarm.ended"];
    assert_eq!(kinds(&said), expected);
}

#[test]
fn a_registry_that_moves_a_device_moves_where_its_incident_is_found() {
    let mut desk = Desk::new();
    desk.raise(1, WATER_A, Conditions::OVER_LIMIT);
    let mut reference = reference();
    reference.devices[WATER_A.index()].zone = ZONE_B;
    reference.devices[SMOKE_B.index()].kind = DeviceKind::WaterLevel;
    reference.devices[OTHER_A.index()].kind = DeviceKind::WaterLevel;
    desk.core.attach(&reference);
    assert_eq!(joined(&desk.raise(2, SMOKE_B, Conditions::OVER_LIMIT)).0, 1_001);
    assert_eq!(joined(&desk.raise(3, OTHER_A, Conditions::OVER_LIMIT)).0, 1_002);
}
