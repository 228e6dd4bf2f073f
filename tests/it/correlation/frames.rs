//! What the field really sends: GB/T 26875.3 component states, bit for bit (must-show: the fire bit always counts).

use super::fixture::{Desk, HEAT_A, OTHER_A, SMOKE_A1, TRUSTED_A, ZONE_UNREGISTERED, event, fault, hazard};
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, AlarmState, HazardFamily};
use dutydesk::correlation::change::ReasonCode;
use dutydesk::correlation::event::{Conditions, EventKind};
use serde_json::Value;
use std::path::Path;

/// Bytes before the data of a frame: mark, serial, version, time, source, target, length, command.
const HEADER_BYTES: usize = 27;

/// Bytes of a component record before its state: type and count of the data; system, its address, component, its address.
const BEFORE_STATE: usize = 2 + 1 + 1 + 1 + 4;

/// Returns the state bits of the valid component-state frames among the recorded ones; none when they are absent.
fn recorded_states() -> Option<Vec<u16>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/gb26875/frames.jsonl");
    let Ok(text) = std::fs::read_to_string(&file) else {
        eprintln!("{} is absent: the recorded frames are not tested", file.display());
        return None;
    };
    let mut states = Vec::new();
    for line in text.lines() {
        let frame: Value = serde_json::from_str(line).unwrap();
        let whole = frame["check"]["sum_ok"] == true && frame["check"]["tail_ok"] == true;
        let hex = frame["hex"].as_str().unwrap();
        let bytes: Vec<u8> =
            (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).unwrap()).collect();
        if whole && bytes[HEADER_BYTES - 1] == 2 && bytes[HEADER_BYTES] == 2 {
            let at = HEADER_BYTES + BEFORE_STATE;
            states.push(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
        }
    }
    Some(states)
}

#[test]
fn every_recorded_fire_opens_a_life_risk_incident() {
    let Some(states) = recorded_states() else { return };
    let fires: Vec<u16> = states.into_iter().filter(|bits| Conditions(*bits).any(Conditions::FIRE)).collect();
    assert!(fires.len() >= 2, "{fires:?}");
    for bits in fires {
        assert!(
            !Conditions(bits).any(Conditions::NORMAL),
            "as the field sends it: bit 0 says test, and is not believed"
        );
        for device in [SMOKE_A1, OTHER_A] {
            let mut desk = Desk::new();
            desk.feed(event(1, device, EventKind::State, Conditions(bits)));
            assert_eq!(desk.open(), [(1_001, HazardFamily::Fire)], "{device}");
            assert!(desk.life_risk(1_001));
        }
        let mut desk = Desk::new();
        let unknown = desk.core.admit(ZONE_UNREGISTERED).unwrap();
        desk.feed(event(1, unknown, EventKind::State, Conditions(bits)));
        assert_eq!(desk.open(), [(1_001, HazardFamily::Fire)]);
        assert!(desk.life_risk(1_001));
    }
}

#[test]
fn a_trusted_test_is_silent_until_heat_beside_it_says_otherwise() {
    let mut desk = Desk::new();
    desk.feed(event(1, TRUSTED_A, EventKind::State, Conditions::FIRE));
    assert_eq!(desk.open(), []);
    assert_eq!(desk.core.counts().test, 1);
    assert_eq!(desk.state(hazard(TRUSTED_A)), AlarmState::Suppressed);
    desk.raise(5, HEAT_A, Conditions::OVER_LIMIT);
    assert_eq!(desk.open(), [(1_001, HazardFamily::Fire)]);
    assert_eq!(desk.devices(1_001), [HEAT_A, TRUSTED_A], "the test broke: it was none");
    assert_eq!((desk.level(1_001), desk.core.counts().test), (3, 0));
}

/// Fire, fault and isolated in one state: what becomes of each alarm.
#[test]
fn bits_that_stand_together_are_alarms_of_their_own() {
    use AlarmState::{Normal as A, OutOfService as G, Unacknowledged as B};
    let (fire, failed, shut) = (Conditions::FIRE, Conditions::FAULT, Conditions::ISOLATED);
    let (over, normal) = (Conditions::OVER_LIMIT, Conditions::NORMAL);
    // Bits; hazard, fault, isolation of a detector that is not life-risk by itself.
    for (bits, expected) in [
        (fire, [B, A, A]),
        (fire.with(normal), [B, A, A]),
        (fire.with(failed), [B, B, A]),
        (fire.with(shut), [B, A, B]),
        (fire.with(failed).with(shut), [B, B, B]),
        (failed.with(shut), [A, B, B]),
        (over.with(shut), [G, A, B]),
        (over.with(failed).with(shut), [G, B, B]),
        (over.with(failed), [B, B, A]),
        (normal, [A, A, A]),
    ] {
        let mut desk = Desk::new();
        desk.feed(event(1, OTHER_A, EventKind::State, bits));
        let isolation = AlarmKey { device: OTHER_A, class: AlarmClass::Isolation };
        let states = [hazard(OTHER_A), fault(OTHER_A), isolation].map(|alarm| desk.state(alarm));
        assert_eq!(states, expected, "{bits:?}");
        let marked = bits.any(fire) && bits.any(shut);
        let member =
            desk.core.open().flat_map(|row| desk.core.members(row.id)).find(|it| it.alarm == hazard(OTHER_A));
        let isolated = member.is_some_and(|member| member.reason.code == ReasonCode::Isolated);
        assert_eq!(isolated, marked, "announced, and marked as isolated: {bits:?}");
    }
}
