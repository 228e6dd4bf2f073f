//! The director: what is due when, by time, by what happened and by hand; silences, refusals, restarts.

use crate::operations::fixture::registry;
use dutydesk::drill::director::{Cue, Director};
use dutydesk::drill::expected::Expected;
use dutydesk::drill::scenario::{Cue as Inject, Scenario, Setup, When};
use dutydesk::engine::driver::Driver;
use dutydesk::feed::scenario::Scenario as World;
use dutydesk::operations::actor::Actor;
use dutydesk::operations::delivery::{self, About, Outcome, Target};
use dutydesk::operations::drill::script::InjectScript;
use dutydesk::operations::drill::{Fact, Script};
use dutydesk::operations::fact::{Body, Fact as Decided};
use dutydesk::operations::incident::{self, Phase};
use dutydesk::operations::state::State;
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, DeliveryId, Digest, DispatchId, IncidentId, InputNumber, Instant, Span};
use std::sync::Arc;

const BEGAN: Instant = Instant(1_800_000_000_000);

/// Three alarms of the world, two of injects: by time, after an acknowledgement, by hand.
fn scenario() -> Scenario {
    let world = "[scenario]\nname = \"x\"\n[[event]]\nat = \"00:00:01\"\ndevice = \"S-2031\"\ntype = \"alarm\"\nconditions = [\"fire\"]\n[[event]]\nat = \"00:00:20\"\ndevice = \"S-2033\"\ntype = \"alarm\"\nconditions = [\"fire\"]\n[[event]]\nat = \"00:01:00\"\ndevice = \"S-2034\"\ntype = \"alarm\"\nconditions = [\"fire\"]\n";
    let world = World::read("x", world).unwrap();
    let act = |at: i64| {
        let mut act = world.acts[0].clone();
        act.at = Span::seconds(at);
        act
    };
    let cue = |when, acts| Inject { when, acts, ..Inject::default() };
    let cues = vec![
        Inject {
            silences: vec![("sensors".to_owned(), Some(Span::seconds(30)))],
            ..cue(When::At(Span::seconds(10)), Vec::new())
        },
        cue(When::After(Expected::Acknowledged, Span::seconds(5)), vec![act(2)]),
        Inject { refuses: vec![bounded("PICC")], ..cue(When::ByHand, vec![act(0)]) },
    ];
    let injects: Vec<InjectScript> = (1..=3)
        .map(|number| InjectScript { code: bounded(&format!("J{number}")), ..InjectScript::default() })
        .collect();
    let mut scenario = Scenario {
        script: Script { injects: injects.into(), ..Script::default() },
        world: Arc::new(world),
        cues,
        setup: Setup { feeds: vec!["sensors".to_owned()], ..Setup::default() },
        ..Scenario::default()
    };
    scenario.entry[1] = vec![Expected::Acknowledged];
    scenario.entry[2] = vec![Expected::Surge, Expected::Acknowledged];
    scenario.exit[0] = vec![Some(Expected::Acknowledged), None];
    scenario
}

/// A director and what it was told, so that another one can be told the same.
struct Play {
    director: Director,
    state: State,
    told: Vec<Decided>,
    given: u64,
}

impl Play {
    fn new() -> Self {
        let mut play = Self {
            director: Director::new(Arc::new(scenario())),
            state: Driver::new(registry()).state,
            told: Vec::new(),
            given: 0,
        };
        let began = Fact::Began { scenario: Digest::default(), name: bounded("x"), injects: 3 };
        play.tell(0, Body::Drill(began));
        play
    }

    fn tell(&mut self, second: i64, body: Body) {
        let at = BEGAN.after(Span::seconds(second));
        let fact = Decided { at, actor: Actor::Desk, action: None, body };
        self.director.hear(&fact, &self.state);
        self.told.push(fact);
    }

    /// Plays up to a second; every fact of the drill is decided as it comes. Returns what came, in short.
    fn until(&mut self, second: i64) -> Vec<(i64, String)> {
        let mut came = Vec::new();
        while let Some((at, cue)) = self.director.next(BEGAN.after(Span::seconds(second))) {
            let at = at.since(BEGAN).whole_seconds();
            let said = match &cue {
                Cue::Drill(Fact::Given { code, by_hand, .. }) => format!("{code} {by_hand}"),
                Cue::Drill(fact) => fact.kind().to_owned(),
                Cue::Event { sequence, .. } => {
                    self.given = *sequence;
                    format!("event {sequence}")
                }
                Cue::Feed { is_heard, .. } => format!("heard {is_heard}"),
                Cue::Delivery { outcome, .. } => format!("{outcome:?}"),
            };
            if let Cue::Drill(fact) = cue {
                self.tell(at, Body::Drill(fact));
            }
            came.push((at, said));
        }
        came
    }

    fn acknowledge(&mut self, second: i64) {
        let acknowledged =
            incident::Fact::Acknowledged { incident: IncidentId(1_001), upto: InputNumber(1), came_later: 0 };
        self.tell(second, Body::Incident(acknowledged));
    }

    /// The desk ends and another one begins: it is told what the journal holds.
    fn restart(self, second: i64) -> Self {
        let mut director = Director::new(Arc::new(scenario()));
        for fact in &self.told {
            director.hear(fact, &self.state);
        }
        director.resume(&[self.given + 1], BEGAN.after(Span::seconds(second)));
        Self { director, ..self }
    }
}

fn lines(came: &[(i64, String)]) -> Vec<(i64, &str)> {
    came.iter().map(|(at, said)| (*at, said.as_str())).collect()
}

#[test]
fn what_is_due_comes_in_its_order_whenever_it_is_asked_for() {
    let mut play = Play::new();
    assert_eq!(play.director.due(), Some(BEGAN.after(Span::seconds(1))));
    assert_eq!(lines(&play.until(9)), [(1, "event 1")]);
    // Silent from 10 to 40: what was due at 20 comes then.
    assert_eq!(lines(&play.until(30)), [(10, "J1 false"), (10, "heard false")]);
    play.acknowledge(30);
    assert_eq!(lines(&play.until(34)), [(30, "drill.checked"), (30, "drill.ready")]);
    assert_eq!(
        lines(&play.until(40)),
        [(35, "J2 false"), (40, "heard true"), (40, "event 2"), (40, "event 3")]
    );
    assert_eq!(lines(&play.until(90)), [(60, "event 4")]);
    let by_hand = Fact::Given { inject: 2, code: bounded("J3"), by_hand: true };
    play.tell(95, Body::Drill(by_hand));
    assert_eq!(lines(&play.until(95)), [(95, "event 5")]);
    assert_eq!(play.director.due(), None);
}

#[test]
fn a_restart_anywhere_gives_nothing_twice_and_forgets_nothing() {
    let whole = {
        let mut play = Play::new();
        let mut came = play.until(25);
        play.acknowledge(25);
        came.extend(play.until(100));
        came
    };
    let events = |came: &[(i64, String)]| -> Vec<String> {
        came.iter().map(|(_, said)| said.clone()).filter(|said| !said.starts_with("heard")).collect()
    };
    for second in 0..100 {
        let mut play = Play::new();
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
    let mut play = Play::new();
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
fn a_receiver_answers_as_the_scenario_says_and_refuses_once_it_is_told_to() {
    let mut play = Play::new();
    play.until(5);
    let insurer = play.state.reference().insurer("PICC").map(|(insurer, _)| insurer).unwrap();
    let recorded = |delivery, target, about| {
        Body::Delivery(delivery::Fact::Recorded {
            delivery: DeliveryId(delivery),
            incident: None,
            target,
            post: bounded("x"),
            about,
            key: ActionId(1),
            by_machine: true,
        })
    };
    let relay = About::Relay(dutydesk::units::WarningId(1));
    play.tell(5, recorded(1, Target::Insurer(insurer), relay));
    play.tell(5, recorded(2, Target::Upward, About::Dispatch(DispatchId(1))));
    let accepted = format!("{:?}", Outcome::Accepted { eta_minutes: Some(8) });
    let came = play.until(11);
    let answers: Vec<_> = lines(&came).into_iter().filter(|(at, _)| *at == 10).collect();
    assert!(
        answers.contains(&(10, "Delivered")) && answers.contains(&(10, accepted.as_str())),
        "{answers:?}"
    );
    play.tell(12, Body::Drill(Fact::Given { inject: 2, code: bounded("J3"), by_hand: true }));
    play.tell(12, recorded(3, Target::Insurer(insurer), relay));
    let came = play.until(20);
    assert!(lines(&came).contains(&(17, "Refused")), "{came:?}");
}

#[test]
fn nothing_comes_after_the_end_and_what_is_left_out_never_comes() {
    let mut play = Play::new();
    play.tell(2, Body::Drill(Fact::Left { inject: 0, code: bounded("J1") }));
    assert_eq!(lines(&play.until(30)), [(1, "event 1"), (20, "event 2")]);
    play.tell(30, Body::Drill(Fact::Entered { phase: Phase::Activation, in_order: false, reason: None }));
    play.tell(31, Body::Drill(Fact::Ended { real: true }));
    assert_eq!(play.director.due(), None);
    assert!(play.until(1_000).is_empty());
}
