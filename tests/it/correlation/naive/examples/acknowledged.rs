//! Rule 7.

use super::*;

fn smokes() -> Desk {
    let smoke = |zone| (DeviceKind::Smoke, zone);
    let mut desk = desk(&[smoke(A), smoke(A), smoke(A), smoke(B), (DeviceKind::Heat, A)]);
    desk.raise(0, FIRE).raise(1, FIRE);
    desk
}

#[test]
fn rule_7_it_covers_what_the_screen_had_seen() {
    let mut desk = smokes();
    let at = desk.now;
    desk.act(&Act::Acknowledge { at, incident: number(1_001), upto: InputNumber(1) });
    let states = [desk.state(hazard(0)), desk.state(hazard(1))];
    assert_eq!(states, [AlarmState::Acknowledged, AlarmState::Unacknowledged]);
    assert!(!desk.view(1_001).acknowledged);
    desk.acknowledge(1_001).clear(0, FIRE);
    assert!(desk.view(1_001).acknowledged);
    assert_eq!(desk.state(hazard(0)), AlarmState::Normal);
}

#[test]
fn rule_7_more_of_the_same_is_covered_and_news_is_not() {
    type Change = fn(&mut Desk);
    let cases: [(&str, Change, bool, AlarmKey); 7] = [
        (
            "more of the same",
            |it| {
                it.raise(2, FIRE);
            },
            true,
            hazard(2),
        ),
        (
            "a zone",
            |it| {
                it.raise(3, FIRE);
            },
            false,
            hazard(3),
        ),
        (
            "a kind, a level",
            |it| {
                it.raise(4, FIRE);
            },
            false,
            hazard(4),
        ),
        (
            "a severity",
            |it| {
                it.graver(2, FIRE, Severity::Extreme);
            },
            false,
            hazard(2),
        ),
        (
            "a severity of a member",
            |it| {
                it.graver(0, FIRE, Severity::Severe);
            },
            false,
            hazard(0),
        ),
        (
            "told again",
            |it| {
                it.raise(0, FIRE);
            },
            true,
            hazard(0),
        ),
        (
            "again",
            |it| {
                it.clear(0, FIRE).raise(0, FIRE);
            },
            true,
            hazard(0),
        ),
    ];
    for (what, change, is_covered, alarm) in cases {
        let mut desk = smokes();
        change(desk.acknowledge(1_001));
        assert_eq!(desk.view(1_001).acknowledged, is_covered, "{what}");
        assert_eq!(desk.state(alarm) == AlarmState::Acknowledged, is_covered, "{what}");
        assert_eq!(desk.state(hazard(1)), AlarmState::Acknowledged, "{what}");
    }
}

#[test]
fn rule_7_a_raise_after_all_were_quiet_is_news() {
    let mut desk = smokes();
    desk.acknowledge(1_001).clear(0, FIRE).clear(1, FIRE).raise(1, FIRE);
    assert!(!desk.view(1_001).acknowledged);
    assert_eq!(
        (desk.state(hazard(0)), desk.state(hazard(1))),
        (AlarmState::Normal, AlarmState::Unacknowledged)
    );
    assert_eq!(desk.model().announcements().len(), 2);
}

#[test]
fn rule_7_the_re_alarm_timer_asks_again_while_something_stands() {
    let mut desk = smokes();
    desk.rules.realarm_after[Severity::Moderate as usize] = Span::seconds(100);
    desk.model = None;
    desk.raise(0, FIRE).raise(1, FIRE).acknowledge(1_001).clear(1, FIRE).wait(99);
    assert!(desk.view(1_001).acknowledged);
    desk.wait(100);
    assert!(!desk.view(1_001).acknowledged);
    assert_eq!(
        (desk.state(hazard(0)), desk.state(hazard(1))),
        (AlarmState::Unacknowledged, AlarmState::Normal)
    );
    desk.acknowledge(1_001).clear(0, FIRE).wait(1_000);
    assert!(desk.view(1_001).acknowledged, "all are quiet");
}

#[test]
fn rule_7_what_joins_by_its_gateway_s_loss_is_no_news() {
    let mut desk = desk(&[(DeviceKind::Gateway, A), (DeviceKind::Smoke, B)]);
    desk.reference.devices[1].gateway = Some(DeviceId(0));
    desk.reference.devices[1].silence_max = Span::seconds(50);
    desk.say(EventKind::Offline, 0, Conditions::NONE).acknowledge(1_001).wait(50);
    assert!(desk.view(1_001).acknowledged);
    assert_eq!((desk.of(fault(1)), desk.state(fault(1))), (1_001, AlarmState::Acknowledged));
}
