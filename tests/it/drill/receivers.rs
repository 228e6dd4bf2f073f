//! Who answers a delivery of a drill: how, when, and what of it is heard already.

use crate::drill::director::{alarm, at, plain, world};
use crate::drill::play::{BEGAN, Play, lines};
use dutydesk::drill::scenario::{Cue, Scenario, When};
use dutydesk::feed::scenario::{Behaviour, Receiver, Scenario as World};
use dutydesk::operations::delivery::{About, Fact, Outcome, Target};
use dutydesk::operations::fact::Body;
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, DeliveryId, DispatchId, IncidentId, WarningId};

const RELAY: About = About::Relay(WarningId(1));
const ORDER: About = About::Dispatch(DispatchId(1));

/// A scenario in which these answer like that, and PICC refuses from J1 on, CPIC from J2 on.
fn scenario(receivers: &[(&str, Behaviour, Option<u16>)]) -> Scenario {
    let receivers = receivers
        .iter()
        .map(|(name, behaviour, eta_minutes)| Receiver {
            name: (*name).to_owned(),
            behaviour: *behaviour,
            eta_minutes: *eta_minutes,
        })
        .collect();
    let refuses = |when, code| Cue { when, refuses: vec![bounded(code)], ..Cue::default() };
    let world = World { receivers, ..World::default() };
    plain(world, vec![refuses(When::ByHand, "picc"), refuses(at(900), "CPIC")])
}

fn recorded(delivery: u64, target: Target, about: About, by_machine: bool) -> Body {
    Body::Delivery(Fact::Recorded {
        delivery: DeliveryId(delivery as _),
        incident: None,
        target,
        post: bounded("x"),
        about,
        key: ActionId(1),
        by_machine,
    })
}

fn came(delivery: u64, outcome: Outcome) -> Body {
    Body::Delivery(Fact::Came { delivery: DeliveryId(delivery as _), incident: None, outcome })
}

fn insurer(play: &Play, code: &str) -> Target {
    Target::Insurer(play.state.reference().insurer(code).map(|(insurer, _)| insurer).unwrap())
}

fn team(play: &Play, code: &str) -> Target {
    Target::Team(play.state.reference().team(code).map(|(team, _)| team).unwrap())
}

const ACCEPTED: &str = "1 Accepted { eta_minutes: Some(8) }";

#[test]
fn each_behaviour_has_its_answers_at_their_times() {
    for (behaviour, wanted) in [
        (None, vec![(15, ACCEPTED)]),
        (Some(Behaviour::Accept), vec![(15, ACCEPTED)]),
        (Some(Behaviour::Twice), vec![(15, ACCEPTED)]),
        (Some(Behaviour::Refuse), vec![(15, "1 Refused")]),
        (Some(Behaviour::Deliver), vec![(15, "1 Delivered")]),
        (Some(Behaviour::Error), vec![(15, "1 Unknown"), (20, ACCEPTED)]),
        (Some(Behaviour::Die), vec![(15, "1 Unknown"), (20, ACCEPTED)]),
        (Some(Behaviour::Hang), vec![(15, "1 Unknown"), (70, "1 Undelivered")]),
    ] {
        let row: Vec<_> = behaviour.into_iter().map(|behaviour| ("t1", behaviour, None)).collect();
        let mut play = Play::new(scenario(&row));
        let target = team(&play, "T1");
        play.tell(10, recorded(1, target, ORDER, true));
        let due = play.director.due().map(|due| due.since(BEGAN).whole_seconds());
        assert_eq!(due, Some(15), "{behaviour:?}");
        assert_eq!(lines(&play.until(800)), wanted, "{behaviour:?}");
    }
}

#[test]
fn what_is_accepted_is_an_order_and_all_else_is_delivered() {
    for (about, wanted) in [
        (ORDER, "1 Accepted { eta_minutes: Some(3) }"),
        (About::Evacuation(DispatchId(1)), "1 Delivered"),
        (RELAY, "1 Delivered"),
        (About::Escalation(IncidentId(1_001), 1), "1 Delivered"),
    ] {
        let mut play =
            Play::new(scenario(&[("T2", Behaviour::Refuse, None), ("T1", Behaviour::Accept, Some(3))]));
        let target = team(&play, "T1");
        play.tell(10, recorded(1, target, about, true));
        assert_eq!(lines(&play.until(800)), [(15, wanted)], "{about:?}");
    }
}

#[test]
fn who_answers_is_found_by_code_and_what_people_deliver_is_theirs() {
    let mut play = Play::new(scenario(&[
        ("t1", Behaviour::Refuse, None),
        ("picc", Behaviour::Refuse, None),
        ("l1", Behaviour::Refuse, None),
    ]));
    let leader = play.state.reference().person("L1").map(|(person, _)| Target::Person(person)).unwrap();
    for target in [team(&play, "T1"), insurer(&play, "PICC"), leader] {
        play.tell(10, recorded(1, target, ORDER, true));
        assert_eq!(lines(&play.until(20)), [(15, "1 Refused")], "{target:?}");
    }
    play.tell(30, recorded(1, Target::Upward, ORDER, true));
    assert_eq!(lines(&play.until(100)), [(35, ACCEPTED)], "nobody says otherwise");
    let target = team(&play, "T1");
    play.tell(200, recorded(1, target, ORDER, false));
    assert_eq!(play.until(800), []);
}

#[test]
fn who_refuses_from_an_inject_on_refuses_whatever_else_is_said_of_them() {
    let rows = [("PICC", Behaviour::Accept, None), ("CPIC", Behaviour::Hang, None)];
    let mut play = Play::new(scenario(&rows));
    let (one, other) = (insurer(&play, "PICC"), insurer(&play, "CPIC"));
    play.tell(10, recorded(1, one, RELAY, true));
    play.give(12, 0);
    play.tell(13, recorded(2, one, RELAY, true));
    play.tell(13, recorded(3, other, RELAY, true));
    assert_eq!(
        lines(&play.until(100)),
        [(15, "1 Delivered"), (18, "2 Refused"), (18, "3 Unknown"), (73, "3 Undelivered"),],
        "what was under way before is not refused"
    );
    assert_eq!(lines(&play.until(900)), [(900, "J2 false")]);
    play.tell(901, recorded(4, one, RELAY, true));
    play.tell(901, recorded(5, other, RELAY, true));
    assert_eq!(
        lines(&play.until(2_000)),
        [(906, "4 Refused"), (906, "5 Refused")],
        "one more, not another one"
    );
}

#[test]
fn what_came_is_not_said_again() {
    let rest = |outcome| {
        let mut play = Play::new(scenario(&[("T1", Behaviour::Error, None)]));
        let target = team(&play, "T1");
        play.tell(10, recorded(1, target, ORDER, true));
        play.tell(10, recorded(2, target, ORDER, true));
        play.tell(11, came(1, outcome));
        let came = play.until(800);
        assert_eq!(
            came.iter().filter(|(_, said)| said.starts_with('2')).count(),
            2,
            "another delivery: {came:?}"
        );
        came.into_iter().map(|(_, said)| said).filter(|said| said.starts_with('1')).collect::<Vec<_>>()
    };
    assert_eq!(rest(Outcome::Unknown), [ACCEPTED], "the first word is not the last");
    assert_eq!(rest(Outcome::Sent), ["1 Unknown", ACCEPTED]);
    for over in
        [Outcome::Delivered, Outcome::Refused, Outcome::Undelivered, Outcome::Accepted { eta_minutes: None }]
    {
        assert!(rest(over).is_empty(), "{over:?}");
    }
}

#[test]
fn an_answer_comes_between_what_is_due_before_and_behind_it() {
    let mut play = Play::new(scenario(&[]));
    let target = team(&play, "T1");
    play.tell(895, recorded(1, target, ORDER, true));
    assert_eq!(lines(&play.until(1_000)), [(900, "J2 false"), (900, ACCEPTED)]);
    let mut play = Play::new(plain(world(&alarm("S-1", 15)), Vec::new()));
    play.tell(10, recorded(1, target, ORDER, true));
    assert_eq!(lines(&play.until(15)), [(15, ACCEPTED), (15, "0/1 S-1 of 15")]);
    // Before the beginning nobody answers.
    let mut play = Play::before(scenario(&[]));
    play.tell(-10, recorded(1, target, ORDER, true));
    assert_eq!((play.director.due(), play.until(100)), (None, Vec::new()));
}
