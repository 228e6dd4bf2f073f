//! The director: what is due when, by time, by what happened and by hand; phases, restarts.

use crate::drill::play::{BEGAN, Came, Play, lines};
use dutydesk::drill::expected::Expected;
use dutydesk::drill::scenario::{Cue as Inject, Feed, Scenario, Setup, When};
use dutydesk::feed::scenario::{Act, Scenario as World};
use dutydesk::operations::drill::script::InjectScript;
use dutydesk::operations::drill::{Fact, Script};
use dutydesk::operations::fact::Body;
use dutydesk::operations::incident::Phase;
use dutydesk::text::bounded;
use dutydesk::units::{Digest, Span};
use std::sync::Arc;

/// An alarm of a device at a second.
pub(super) fn alarm(device: &str, second: i64) -> String {
    format!(
        "[[event]]\nat = \"00:00:{second:02}\"\ndevice = \"{device}\"\ntype = \"alarm\"\nconditions = [\"fire\"]\n"
    )
}

/// A warning at a second, for a minute.
fn warning(identifier: &str, second: i64) -> String {
    format!(
        "[[warning]]\nat = \"00:00:{second:02}\"\ntype = \"issue\"\nidentifier = \"{identifier}\"\nevent = \"暴雨\"\ncolour = \"orange\"\nsender = \"x\"\nheadline = \"x\"\nadcodes = [\"320321\"]\nexpires_after = \"00:01:00\"\n"
    )
}

pub(super) fn world(events: &str) -> World {
    World::read("x", &format!("[scenario]\nname = \"x\"\n{events}")).unwrap()
}

/// What an inject lets devices say, so many seconds after it.
fn act(device: &str, after: i64) -> Act {
    world(&alarm(device, after)).acts[0].clone()
}

/// A scenario of one feed, of what happens by itself and of injects J1, J2 and so on.
pub(super) fn plain(world: World, cues: Vec<Inject>) -> Scenario {
    let injects: Vec<InjectScript> = (1..=cues.len())
        .map(|number| InjectScript { code: bounded(&format!("J{number}")), ..InjectScript::default() })
        .collect();
    Scenario {
        script: Script { injects: injects.into(), ..Script::default() },
        world: Arc::new(world),
        cues,
        setup: Setup {
            feeds: vec![Feed { code: "sensors".to_owned(), name: "传感".to_owned() }],
            ..Setup::default()
        },
        ..Scenario::default()
    }
}

fn cue(when: When, acts: Vec<Act>) -> Inject {
    Inject { when, acts, ..Inject::default() }
}

pub(super) const fn at(seconds: i64) -> When {
    When::At(Span::seconds(seconds))
}

/// An inject by which the feed of the sensors, or another, is silent for so long.
fn silence(when: When, feed: &str, seconds: Option<i64>) -> Inject {
    Inject { silences: vec![(feed.to_owned(), seconds.map(Span::seconds))], ..cue(when, Vec::new()) }
}

/// Three alarms of the world, two of injects: by time, after an acknowledgement, by hand.
fn scenario() -> Scenario {
    let world = world(&[alarm("S-2031", 1), alarm("S-2033", 20), alarm("S-2034", 59)].concat());
    let cues = vec![
        silence(at(10), "sensors", Some(30)),
        cue(When::After(Expected::Acknowledged, Span::seconds(5)), vec![act("S-2035", 2)]),
        Inject { refuses: vec![bounded("PICC")], ..cue(When::ByHand, vec![act("S-2036", 0)]) },
    ];
    let mut scenario = plain(world, cues);
    scenario.entry[1] = vec![Expected::Acknowledged];
    scenario.entry[2] = vec![Expected::Surge, Expected::Acknowledged];
    scenario.exit[0] = vec![Some(Expected::Acknowledged), None];
    scenario
}

#[test]
fn what_is_due_comes_in_its_order_whenever_it_is_asked_for() {
    let mut play = Play::new(scenario());
    assert_eq!(play.director.due(), Some(BEGAN.after(Span::seconds(1))));
    assert_eq!(lines(&play.until(9)), [(1, "0/1 S-2031 of 1")]);
    // Silent from 10 to 40: what was due at 20 comes then.
    assert_eq!(lines(&play.until(30)), [(10, "J1 false"), (10, "0 heard false")]);
    play.acknowledge(30);
    assert_eq!(lines(&play.until(34)), [(30, "checked 0 1"), (30, "ready 1")]);
    assert_eq!(
        lines(&play.until(40)),
        [(35, "J2 false"), (40, "0 heard true"), (40, "0/2 S-2033 of 20"), (40, "0/3 S-2035 of 37")]
    );
    assert_eq!(lines(&play.until(90)), [(59, "0/4 S-2034 of 59")]);
    play.give(95, 2);
    assert_eq!(lines(&play.until(95)), [(95, "0/5 S-2036 of 95")]);
    assert_eq!(play.director.due(), None);
}

#[test]
fn a_restart_anywhere_gives_nothing_twice_and_forgets_nothing() {
    let whole = {
        let mut play = Play::new(scenario());
        let mut came = play.until(25);
        play.acknowledge(25);
        came.extend(play.until(100));
        came
    };
    let events = |came: &Came| -> Vec<String> {
        came.iter().map(|(_, said)| said.clone()).filter(|said| !said.contains("heard")).collect()
    };
    for second in 0..100 {
        let mut play = Play::new(scenario());
        let mut came = play.until(second.min(25));
        if second < 25 {
            play = play.restart(second);
            came.extend(play.until(25));
        }
        play.acknowledge(25);
        if second >= 25 {
            came.extend(play.until(second));
            play = play.restart(second);
        }
        came.extend(play.until(100));
        assert_eq!(events(&came), events(&whole), "a restart at {second}");
    }
}

#[test]
fn each_entry_fact_stands_from_its_first_time_on_and_after_a_restart_too() {
    let mut play = Play::new(scenario());
    assert_eq!(play.director.stood(Phase::Rescue), [None, None]);
    play.until(25);
    for second in [25, 27] {
        play.acknowledge(second);
    }
    play.until(30);
    let stood = [None, Some(BEGAN.after(Span::seconds(25)))];
    assert_eq!(play.director.stood(Phase::Rescue), stood, "one of two: the phase may not begin yet");
    assert_eq!(play.restart(30).director.stood(Phase::Rescue), stood);
}

#[test]
fn nothing_comes_after_the_end_and_what_is_left_out_never_comes() {
    let mut play = Play::new(scenario());
    play.tell(2, Body::Drill(Fact::Left { inject: 0, code: bounded("J1") }));
    assert_eq!(lines(&play.until(30)), [(1, "0/1 S-2031 of 1"), (20, "0/2 S-2033 of 20")]);
    play.tell(30, Body::Drill(Fact::Entered { phase: Phase::Activation, in_order: false, reason: None }));
    play.tell(31, Body::Drill(Fact::Ended { real: true }));
    assert_eq!(play.director.due(), None);
    assert!(play.until(1_000).is_empty());
}

#[test]
fn before_the_beginning_nothing_is_due_and_nothing_counts() {
    let mut play = Play::before(scenario());
    play.acknowledge(-5);
    assert_eq!(play.director.due(), None);
    assert_eq!(play.until(1_000), []);
    play.tell(0, Body::Drill(Fact::Began { scenario: Digest::default(), name: bounded("x"), injects: 3 }));
    assert_eq!(lines(&play.until(9)), [(1, "0/1 S-2031 of 1")]);
    let all = play.until(100);
    assert!(!all.iter().any(|(_, said)| said == "J2 false" || said.starts_with("ready")), "{all:?}");
}

#[test]
fn a_clock_that_leaps_plays_what_it_passed_at_its_own_times_and_in_its_order() {
    let mut play = Play::new(scenario());
    play.acknowledge(0);
    let whole: Came = (0..=100).flat_map(|second| play.until(second)).collect();
    let mut leaps = Play::new(scenario());
    leaps.acknowledge(0);
    assert_eq!(leaps.until(100), whole);
    assert!(whole.iter().zip(&whole[1..]).all(|(one, other)| one.0 <= other.0), "{whole:?}");
}

#[test]
fn a_condition_starts_its_inject_once_and_after_its_delay() {
    let injects =
        |came: &Came| came.iter().filter(|(_, said)| said.starts_with('J')).cloned().collect::<Vec<_>>();
    let after =
        || plain(world(""), vec![cue(When::After(Expected::Acknowledged, Span::seconds(5)), Vec::new())]);
    let mut play = Play::new(after());
    play.tell(1, Body::Drill(Fact::Paced { milli: 1_000 }));
    assert_eq!(play.director.due(), None, "something else happened");
    play.acknowledge(10);
    play.acknowledge(12);
    assert_eq!(play.until(14), []);
    assert_eq!(lines(&injects(&play.until(15))), [(15, "J1 false")], "from the first one on");
    play.acknowledge(30);
    assert_eq!(play.until(100), [], "and once");
    // By hand before its time, or left out: it does not come again.
    let mut play = Play::new(after());
    play.acknowledge(10);
    play.give(12, 0);
    play.acknowledge(13);
    assert_eq!(play.until(100), []);
    let mut play = Play::new(after());
    play.acknowledge(10);
    play.tell(12, Body::Drill(Fact::Left { inject: 0, code: bounded("J1") }));
    play.acknowledge(13);
    assert_eq!(play.until(100), []);
}

#[test]
fn what_is_due_at_one_instant_comes_in_one_order() {
    let injects =
        vec![cue(at(5), vec![act("S-1", 5)]), cue(at(10), vec![act("S-2", 0)]), cue(at(10), vec![])];
    let mut scenario = plain(world(&alarm("S-9", 10)), injects);
    scenario.exit[0] = vec![Some(Expected::Acknowledged)];
    let mut play = Play::new(scenario);
    assert_eq!(lines(&play.until(9)), [(5, "J1 false")]);
    play.acknowledge(10);
    // What follows from facts, then injects as they stand in the file, then the world, then what injects say.
    assert_eq!(
        lines(&play.until(10)),
        [
            (10, "checked 0 1"),
            (10, "J2 false"),
            (10, "J3 false"),
            (10, "0/1 S-9 of 10"),
            (10, "0/2 S-1 of 10"),
            (10, "0/3 S-2 of 10"),
        ]
    );
}

#[test]
fn a_phase_is_ready_once_when_all_its_entry_facts_have_come() {
    let mut scenario = plain(world(""), Vec::new());
    scenario.entry[0] = vec![Expected::Acknowledged];
    scenario.entry[1] = vec![Expected::Acknowledged, Expected::Evacuated];
    scenario.entry[2] = vec![Expected::Evacuated];
    let evacuated = || {
        Body::Dispatch(dutydesk::operations::dispatch::Fact::EvacuationOrdered {
            incident: dutydesk::units::IncidentId(1_001),
            teams: 1,
        })
    };
    let mut play = Play::new(scenario);
    play.acknowledge(5);
    assert_eq!(play.until(5), [], "one of two");
    play.tell(6, evacuated());
    assert_eq!(lines(&play.until(6)), [(6, "ready 1"), (6, "ready 2")]);
    play.acknowledge(7);
    play.tell(8, evacuated());
    assert_eq!(play.until(9), [], "it was said; the first phase was ready, the last one never is");
}

#[test]
fn items_are_checked_by_facts_from_their_phase_on() {
    let mut scenario = plain(world(""), Vec::new());
    scenario.exit[0] = vec![None, Some(Expected::Acknowledged)];
    scenario.exit[1] = vec![Some(Expected::Acknowledged), Some(Expected::Noted), Some(Expected::Escalated)];
    let note = || {
        let text = crate::drill::run::text(3);
        Body::Incident(dutydesk::operations::incident::Fact::Noted { incident: None, text })
    };
    let checked = |phase, item| Body::Drill(Fact::Checked { phase, item, by_hand: true });
    let mut play = Play::new(scenario);
    play.tell(2, note());
    assert_eq!(play.until(4), [], "its phase is to come");
    play.tell(5, Body::Drill(Fact::Entered { phase: Phase::Activation, in_order: false, reason: None }));
    assert_eq!(lines(&play.until(5)), [(5, "checked 1 2")], "it was done before");
    // An item of a phase that is over is done late; one that somebody ticked is not ticked again.
    play.tell(6, checked(Phase::Activation, 1));
    play.acknowledge(7);
    assert_eq!(lines(&play.until(7)), [(7, "checked 0 2")]);
    play.acknowledge(8);
    play.tell(8, note());
    assert_eq!(play.until(100), []);
}

#[test]
fn what_was_said_by_somebody_else_meanwhile_is_not_said_again() {
    let mut scenario = plain(world(""), Vec::new());
    scenario.entry[1] = vec![Expected::Acknowledged];
    scenario.exit[0] = vec![Some(Expected::Acknowledged), Some(Expected::Acknowledged)];
    let mut play = Play::new(scenario);
    play.acknowledge(5);
    play.tell(5, Body::Drill(Fact::Checked { phase: Phase::Verification, item: 1, by_hand: true }));
    assert_eq!(lines(&play.until(5)), [(5, "checked 0 2"), (5, "ready 1")]);
    // Said before the desk itself found it out; and of another phase's item of the same number.
    let mut scenario = plain(world(""), Vec::new());
    scenario.entry[1] = vec![Expected::Acknowledged];
    scenario.exit[0] = vec![Some(Expected::Acknowledged)];
    scenario.exit[1] = vec![Some(Expected::Acknowledged)];
    let mut play = Play::new(scenario);
    play.tell(3, Body::Drill(Fact::Ready { phase: Phase::Activation }));
    play.tell(4, Body::Drill(Fact::Entered { phase: Phase::Activation, in_order: true, reason: None }));
    play.acknowledge(5);
    play.tell(5, Body::Drill(Fact::Checked { phase: Phase::Activation, item: 1, by_hand: true }));
    assert_eq!(lines(&play.until(9)), [(5, "checked 0 1")]);
}

#[test]
fn any_end_ends_it() {
    for real in [true, false] {
        let mut play = Play::new(scenario());
        play.tell(5, Body::Drill(Fact::Ended { real }));
        assert_eq!((play.director.due(), play.until(100)), (None, Vec::new()), "real: {real}");
    }
}

/// Sensors and warnings on two feeds.
fn two_feeds(cues: Vec<Inject>) -> Scenario {
    let world = world(&[alarm("S-1", 5), warning("W-1", 6), alarm("S-2", 20), warning("W-2", 21)].concat());
    let mut scenario = plain(world, cues);
    scenario.setup.feeds.push(Feed { code: "weather".to_owned(), name: "气象".to_owned() });
    scenario
}

#[test]
fn each_feed_counts_for_itself_and_falls_silent_for_itself() {
    let by_inject = world(&warning("W-3", 3)).acts[0].clone();
    let cues = vec![silence(at(10), "weather", Some(20)), cue(at(30), vec![by_inject])];
    let mut play = Play::new(two_feeds(cues));
    assert_eq!(
        lines(&play.until(100)),
        [
            (5, "0/1 S-1 of 5"),
            (6, "1/1 W-1 of 6, expires 66"),
            (10, "J1 false"),
            (10, "1 heard false"),
            (20, "0/2 S-2 of 20"),
            (30, "J2 false"),
            (30, "1 heard true"),
            (30, "1/2 W-2 of 21, expires 81"),
            (33, "1/3 W-3 of 33, expires 93"),
        ]
    );
    let of_sensors = Play::new(two_feeds(vec![silence(at(10), "sensors", None)])).until(100);
    assert_eq!(
        lines(&of_sensors)[2..],
        [(10, "J1 false"), (10, "0 heard false"), (21, "1/2 W-2 of 21, expires 81")]
    );
    // One feed for both, where the scenario names no other.
    let mut scenario = two_feeds(Vec::new());
    scenario.setup.feeds.clear();
    let both = Play::new(scenario).until(6);
    assert_eq!(lines(&both), [(5, "0/1 S-1 of 5"), (6, "0/2 W-1 of 6, expires 66")]);
}

#[test]
fn a_feed_is_silent_as_long_as_any_inject_wants_it() {
    let heard = |cues: Vec<Inject>| {
        let world = world(&[alarm("S-1", 25), alarm("S-2", 45)].concat());
        let came = Play::new(plain(world, cues)).until(1_000);
        came.into_iter().filter(|(_, said)| !said.starts_with('J')).collect::<Vec<_>>()
    };
    let of = |from: i64, lasts| silence(at(from), "sensors", lasts);
    // A short one within a long one, and one that begins when another ends.
    for cues in [
        vec![of(10, Some(30)), of(15, Some(5))],
        vec![of(10, Some(20)), of(20, Some(20))],
        vec![of(10, Some(15)), of(25, Some(15))],
    ] {
        assert_eq!(
            lines(&heard(cues)),
            [(10, "0 heard false"), (40, "0 heard true"), (40, "0/1 S-1 of 25"), (45, "0/2 S-2 of 45")]
        );
    }
    let to_the_end = heard(vec![of(10, None), of(15, Some(5))]);
    assert_eq!(lines(&to_the_end), [(10, "0 heard false")]);
    // What is due in its first instant is held back, what is due in its last one is not.
    let edges = heard(vec![of(25, Some(20))]);
    assert_eq!(
        lines(&edges),
        [(25, "0 heard false"), (45, "0 heard true"), (45, "0/1 S-1 of 25"), (45, "0/2 S-2 of 45")]
    );
    // Heard in between: what was held back comes before the next silence.
    let twice = heard(vec![of(10, Some(20)), of(40, Some(20))]);
    assert_eq!(
        lines(&twice),
        [
            (10, "0 heard false"),
            (30, "0 heard true"),
            (30, "0/1 S-1 of 25"),
            (40, "0 heard false"),
            (60, "0 heard true"),
            (60, "0/2 S-2 of 45"),
        ]
    );
}

#[test]
fn a_desk_that_begins_anew_is_told_which_feeds_are_silent() {
    let from = |second: i64| {
        let world = world(&[alarm("S-1", 25), alarm("S-2", 45)].concat());
        let cues = vec![silence(at(10), "sensors", Some(30)), silence(at(15), "sensors", Some(20))];
        let mut play = Play::new(plain(world, cues));
        play.until(second);
        play.restart(second).until(1_000)
    };
    let rest = [(40, "0 heard true"), (40, "0/1 S-1 of 25"), (45, "0/2 S-2 of 45")];
    for second in [12, 20, 39] {
        let came = from(second);
        let came: Vec<_> = lines(&came).into_iter().filter(|(_, said)| !said.starts_with('J')).collect();
        assert_eq!(came[0], (second, "0 heard false"), "once, at {second}");
        assert_eq!(came[1..], rest, "a restart at {second}");
    }
    assert_eq!(lines(&from(40)), [(45, "0/2 S-2 of 45")], "it was heard again in that instant");
    assert_eq!(lines(&from(41)), [(45, "0/2 S-2 of 45")]);
}

#[test]
fn a_restart_of_two_feeds_goes_on_at_the_number_of_each() {
    let whole = Play::new(two_feeds(Vec::new())).until(100);
    for second in 0..30 {
        let mut play = Play::new(two_feeds(Vec::new()));
        let mut came = play.until(second);
        came.extend(play.restart(second).until(100));
        assert_eq!(came, whole, "a restart at {second}");
    }
}
