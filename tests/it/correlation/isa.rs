//! Every state with every trigger: 7 x 15, written out by the standard, not taken from the table in the code.

use dutydesk::correlation::alarm::AlarmState;
use dutydesk::correlation::state::Trigger;

/// A row a trigger; the letters are the states that A, B, C, D, E, F, G become.
const EXPECTED: [(Trigger, &str); 15] = [
    (Trigger::Raise, "BBCBEFG"),
    (Trigger::Clear, "ADADEFG"),
    (Trigger::Acknowledge, "ACCAEFG"),
    (Trigger::ReAlarm, "ABBDEFG"),
    (Trigger::Shelve, "EEEEEEE"),
    (Trigger::UnshelveActive, "ABCDCFG"),
    (Trigger::UnshelveNormal, "ABCDAFG"),
    (Trigger::ShelfEndActive, "ABCDBFG"),
    (Trigger::ShelfEndNormal, "ABCDAFG"),
    (Trigger::Suppress, "FFFFFFF"),
    (Trigger::UnsuppressActive, "ABCDEBG"),
    (Trigger::UnsuppressNormal, "ABCDEAG"),
    (Trigger::TakeOut, "GGGGGGG"),
    (Trigger::PutBackActive, "ABCDEFB"),
    (Trigger::PutBackNormal, "ABCDEFA"),
];

fn letter(state: AlarmState) -> char {
    match state {
        AlarmState::Normal => 'A',
        AlarmState::Unacknowledged => 'B',
        AlarmState::Acknowledged => 'C',
        AlarmState::ReturnedUnacknowledged => 'D',
        AlarmState::Shelved => 'E',
        AlarmState::Suppressed => 'F',
        AlarmState::OutOfService => 'G',
    }
}

#[test]
fn every_state_with_every_trigger_is_as_the_standard_says() {
    let listed: Vec<Trigger> = EXPECTED.iter().map(|row| row.0).collect();
    assert_eq!(listed, Trigger::ALL);
    let mut cases = 0;
    for (trigger, expected) in EXPECTED {
        for (state, expected) in AlarmState::ALL.into_iter().zip(expected.chars()) {
            assert_eq!(letter(state.after(trigger)), expected, "{state:?} {trigger:?}");
            cases += 1;
        }
    }
    assert_eq!(cases, 7 * 15);
}
