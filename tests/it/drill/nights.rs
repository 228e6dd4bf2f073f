//! The shipped drills, each played by a team that plays it well and by one that does not.
//!
//! The source is that of a drill's desk, told every fact; only threads, clocks and files are left out.

use crate::operations::fixture::{feed, officer, proved};
use dutydesk::config::Feed;
use dutydesk::correlation::change::What;
use dutydesk::drill::expected::Expected;
use dutydesk::drill::scenario::{self, From, Scenario};
use dutydesk::drill::score::{Judgement, Score, Tally};
use dutydesk::engine::drill::mask::{self, Names};
use dutydesk::engine::drill::script::Script;
use dutydesk::engine::driver::Driver;
use dutydesk::engine::input::Input;
use dutydesk::engine::private;
use dutydesk::engine::purpose::{Happening, Source};
use dutydesk::feed::scenario::{Deed, Line, Pattern, Scenario as World};
use dutydesk::operations::actor::Actor;
use dutydesk::operations::command::{Command, Seen};
use dutydesk::operations::desk;
use dutydesk::operations::drill;
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::incident::{self, Phase};
use dutydesk::operations::line;
use dutydesk::operations::state::Verdict;
use dutydesk::registry::{Registry, sample};
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, EntryNumber, InputNumber, Instant, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The names of the drills.
pub(crate) const NIGHTS: [&str; 5] = ["park-fire", "earthquake", "rainstorm", "surge", "joint-fire"];

/// Drill time that no shipped drill is longer than.
const SECONDS_MAX: i64 = 20 * 60;

/// A desk of a drill and what it decided.
pub(crate) struct Night {
    pub(crate) driver: Driver,
    script: Script,
    pub(crate) facts: Vec<Fact>,
    began: Instant,
    input: u64,
    action: u128,
}

impl Night {
    pub(crate) fn begin(scenario: &Arc<Scenario>) -> Self {
        let named = |named: &scenario::Feed| Feed {
            code: bounded(&named.code),
            name: bounded(&named.name),
            ..feed()
        };
        let feeds: Vec<Feed> = scenario.setup.feeds.iter().map(named).collect();
        let mut registry = Registry::load(&sample::source(), &feeds).unwrap();
        let words = scenario.script.clone();
        registry.operations =
            Arc::new(mask::masked(&registry.operations, Names::Kept, words, &scenario.setup));
        let driver = Driver::new(Arc::new(registry));
        let script = Script::new(Arc::clone(scenario), None, &driver.state, std::iter::empty());
        let began = scenario.world.start.expect("a drill has a date");
        let mut night = Self { driver, script, facts: Vec::new(), began, input: 0, action: 0 };
        let started = desk::Fact::Started { build: bounded("drill"), recovery: desk::fact::Recovery::Fresh };
        night.take(began, &Input::Desk { actor: Actor::Desk, fact: started });
        let fact = drill::Fact::Began {
            scenario: scenario.script.digest,
            name: scenario.script.name.zh,
            injects: scenario.script.injects.len() as u16,
        };
        night.take(began, &Input::Drill { actor: Actor::Desk, fact });
        night
    }

    fn take(&mut self, at: Instant, input: &Input<'_>) -> Option<Verdict> {
        self.input += 1;
        let before = self.facts.len();
        let verdict = self.driver.take(InputNumber(self.input), at, input, &mut self.facts);
        self.script.hear(&self.facts[before..], &self.driver.state);
        verdict
    }

    /// Lets timers and the scenario go on up to an instant, each in its own time.
    fn until(&mut self, to: Instant) {
        loop {
            let now = self.driver.state.now;
            while let Some((at, happening)) = self.script.next(now, &self.driver.state) {
                self.happen(at.max(now), happening);
            }
            let timer = self.driver.state.next_due().filter(|due| *due < to);
            let Some(next) = [timer, self.script.due().filter(|due| *due <= to)].into_iter().flatten().min()
            else {
                return;
            };
            self.take(next.max(now), &Input::Tick);
        }
    }

    fn happen(&mut self, at: Instant, happening: Happening) {
        match happening {
            Happening::Frame { feed, bytes } => self.take(at, &Input::Frame { feed, bytes: &bytes }),
            Happening::Health { feed, health } => self.take(at, &Input::Health { feed, health }),
            Happening::Drill(fact) => self.take(at, &Input::Drill { actor: Actor::Desk, fact }),
            Happening::Delivery { delivery, outcome } => {
                self.take(at, &Input::Delivery { delivery, outcome })
            }
            Happening::Terms(terms) => self.take(at, &Input::Terms { terms }),
            Happening::Recorded { .. } | Happening::Said(_) => {
                panic!("no shipped drill has a recording as its feed, and the team is the test's")
            }
        };
    }

    fn act(&mut self, line: &Line) -> Verdict {
        let at = self.began.after(line.at);
        self.until(at);
        let draft = line::parse(&line.text, None).unwrap_or_else(|error| panic!("{}: {error}", line.text));
        let (body, _) = private::tokenise_by(draft, &mut |bytes| {
            bytes.fill(7);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{}: {error}", line.text));
        self.action += 1;
        let command = Command {
            action: ActionId(self.action),
            actor: proved(&line.officer),
            signed_by: line.signed_by.as_deref().map(officer),
            seen: Seen::default(),
            body,
        };
        self.take(at, &Input::Command(Box::new(command))).expect("a command is answered")
    }

    /// Scores it as its journal would be: the facts in their order.
    pub(crate) fn score(&self, scenario: &Scenario) -> Score {
        let mut tally = Tally::new(scenario);
        for (fact, entry) in self.facts.iter().zip(1..) {
            tally.take(EntryNumber(entry), fact, |expected, body| expected.is(body, &self.driver.state));
        }
        tally.finish().unwrap_or_else(|error| panic!("{error}"))
    }

    /// Gives every line of a team; returns those that were refused, with why.
    pub(crate) fn play(&mut self, lines: &[Line]) -> Vec<String> {
        let mut refused = Vec::new();
        for line in lines {
            let verdict = self.act(line);
            if !matches!(verdict, Verdict::Decided { .. }) {
                refused.push(format!("{} s {}: {verdict:?}", line.at.whole_seconds(), line.text));
            }
        }
        refused
    }
}

/// Reads the drill of a name, with the team that plays it well.
pub(crate) fn scenario(name: &str) -> Arc<Scenario> {
    let (file, text) = file(&format!("{name}.toml"));
    Arc::new(Scenario::read(&file, &text).unwrap_or_else(|mistakes| panic!("{mistakes}")))
}

/// Reads the other team: a scenario that has nothing but lines.
pub(crate) fn bad_lines(name: &str) -> Vec<Line> {
    let (file, text) = file(&format!("{name}.bad.toml"));
    World::read(&file, &text).unwrap_or_else(|mistakes| panic!("{mistakes}")).lines
}

fn file(name: &str) -> (String, String) {
    let path = format!("{}/fixtures/drills/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    (path, text)
}

#[test]
fn a_shipped_drill_has_phases_injects_and_expectations_that_fit_each_other() {
    for name in NIGHTS {
        let scenario = scenario(name);
        let weights: u32 = scenario.expectations.iter().map(|it| it.weight).sum();
        assert_eq!(weights, 100, "{name}: weights");
        assert!((8..=12).contains(&scenario.expectations.len()), "{name}: expectations");
        assert!((4..=8).contains(&scenario.cues.len()), "{name}: injects");
        assert!((2..=4).contains(&scenario.script.objectives.len()), "{name}: objectives");
        for phase in 1..=3 {
            assert!(!scenario.entry[phase].is_empty(), "{name}: phase {phase} has entry facts");
            let exit = &scenario.exit[phase];
            let by_fact = exit.iter().filter(|item| item.is_some()).count();
            assert!(by_fact > 0 && by_fact < exit.len(), "{name}: facts and the director tick phase {phase}");
        }
        for (place, inject) in scenario.script.injects.iter().enumerate() {
            let cue = &scenario.cues[place];
            let speaks = !cue.acts.is_empty() || !cue.silences.is_empty() || !inject.told.zh.is_empty();
            assert!(speaks, "{name}: {} does something", inject.code);
        }
        for it in &scenario.expectations {
            assert!(it.objective.is_some(), "{name}: {} shows an objective", it.code);
            assert!(it.from != From::Beginning, "{name}: {} follows from something", it.code);
            assert_ne!(it.words.zh, it.words.en, "{name}: {} is in both languages", it.code);
        }
    }
}

#[test]
fn the_desk_takes_every_line_of_a_team_that_plays_well() {
    for name in NIGHTS {
        let scenario = scenario(name);
        let mut night = Night::begin(&scenario);
        let refused = night.play(&scenario.world.lines);
        assert!(refused.is_empty(), "{name}: {refused:#?}");
        let run = night.driver.state.drills.run().expect("it began");
        assert!(run.ended.is_some(), "{name}: the director ends it");
        assert_eq!(run.phase, Phase::Recovery, "{name}");
        assert!(night.driver.state.now.since(night.began).whole_seconds() <= SECONDS_MAX, "{name}: too long");
        for phase in [Phase::Activation, Phase::Rescue, Phase::Recovery] {
            let entered = drill::Fact::Entered { phase, in_order: true, reason: None };
            assert!(night.facts.iter().any(|fact| fact.body == Body::Drill(entered)), "{name}: {phase:?}");
            let items = scenario.script.phases[phase as usize].exit.len() as u8;
            let left: Vec<u8> = (1..=items).filter(|item| !run.is_checked(phase, *item)).collect();
            assert!(left.is_empty(), "{name}: {phase:?} is left with {left:?} undone");
        }
        for inject in &scenario.script.injects {
            let given = Expected::Injected(inject.code);
            let is_given = |fact: &Fact| given.is(&fact.body, &night.driver.state);
            assert!(night.facts.iter().any(is_given), "{name}: {} is given", inject.code);
        }
        for it in &scenario.expectations {
            let is_done = |fact: &Fact| it.does.is(&fact.body, &night.driver.state);
            assert!(night.facts.iter().any(is_done), "{name}: {} is done", it.code);
        }
    }
}

#[test]
fn the_desk_takes_every_line_of_a_team_that_plays_badly() {
    for name in NIGHTS {
        let scenario = scenario(name);
        let mut night = Night::begin(&scenario);
        let refused = night.play(&bad_lines(name));
        assert!(refused.is_empty(), "{name}: {refused:#?}");
        let run = night.driver.state.drills.run().expect("it began");
        assert!(run.ended.is_some(), "{name}: the director ends it");
    }
}

#[test]
fn every_incident_of_a_shipped_drill_is_of_its_script() {
    for (name, is_good) in NIGHTS.into_iter().flat_map(|name| [(name, true), (name, false)]) {
        let scenario = scenario(name);
        let mut night = Night::begin(&scenario);
        let lines = if is_good { scenario.world.lines.clone() } else { bad_lines(name) };
        assert_eq!(night.play(&lines), Vec::<String>::new(), "{name}");
        let acts = scenario.world.acts.iter().chain(scenario.cues.iter().flat_map(|cue| &cue.acts));
        let mut spoken: BTreeSet<&str> = acts
            .filter_map(|act| match &act.deed {
                Deed::Sensor(body) => Some(body.device.as_str()),
                Deed::Warning { .. } => None,
            })
            .collect();
        let alarming = scenario.world.generators.iter().filter(|it| it.pattern != Pattern::Heartbeats);
        spoken.extend(alarming.flat_map(|it| it.devices.iter().map(String::as_str)));
        for fact in &night.facts {
            if let Body::Incident(incident::Fact::Alarm { change, named }) = &fact.body
                && let What::Joined { incident, .. } = change.what
            {
                let device = named.device.as_str();
                assert!(spoken.contains(device), "{name}: #{incident} is of {device}, which nobody wrote");
            }
        }
    }
}

#[test]
fn whoever_reached_120_before_rings_it_again_with_what_is_new_and_that_counts() {
    let scenario = scenario("park-fire");
    let place = scenario.expectations.iter().position(|it| it.code.as_str() == "E7").expect("E7");
    let judged = |again: Option<&str>| {
        let mut lines = scenario.world.lines.clone();
        let at = lines.iter().position(|line| line.text.contains(" 120 alarm")).expect("a call to 120");
        let call = lines.remove(at);
        if let Some(text) = again {
            lines.insert(at, Line { text: text.to_owned(), ..call.clone() });
        }
        let early =
            Line { at: Span::seconds(180), text: "called 1001 120 alarm answered 0410".to_owned(), ..call };
        let at = lines.iter().position(|line| line.at > early.at).expect("later lines");
        lines.insert(at, early);
        let mut night = Night::begin(&scenario);
        assert!(night.play(&lines).is_empty());
        night.score(&scenario).items[place].judgement
    };
    assert_eq!(judged(Some("called 1001 120 update answered 0412")), Judgement::OnTime);
    assert_eq!(judged(Some("called 1001 120 alarm answered 0412")), Judgement::OnTime, "anew");
    assert_eq!(judged(Some("called 1001 120 update busy")), Judgement::Missed);
    assert_eq!(judged(None), Judgement::Missed, "what it was told before is not what is new");
}

/// What a team should be given, as it was written by hand.
#[derive(serde::Deserialize)]
struct ByHand {
    total: u32,
    maximum: u32,
    #[serde(flatten)]
    items: BTreeMap<String, ItemByHand>,
}

#[derive(Debug, PartialEq, serde::Deserialize)]
struct ItemByHand {
    judgement: String,
    points: u32,
}

const fn word(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::OnTime => "on-time",
        Judgement::Late => "late",
        Judgement::Wrong => "wrong",
        Judgement::Missed => "missed",
        Judgement::NotAsked => "not-asked",
    }
}

#[test]
fn every_team_is_given_what_was_written_by_hand() {
    let (path, text) = file("expected-scores.toml");
    let by_hand: BTreeMap<String, BTreeMap<String, ByHand>> =
        toml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert!(by_hand.keys().all(|name| NIGHTS.contains(&name.as_str())), "{path} names other drills");
    for name in NIGHTS {
        let scenario = scenario(name);
        for (team, lines) in [("good", scenario.world.lines.clone()), ("bad", bad_lines(name))] {
            let mut night = Night::begin(&scenario);
            night.play(&lines);
            let score = night.score(&scenario);
            let wanted = &by_hand[name][team];
            let given = scenario.expectations.iter().zip(&score.items).map(|(expectation, item)| {
                let judgement = word(item.judgement).to_owned();
                (expectation.code.to_string(), ItemByHand { judgement, points: item.points })
            });
            assert_eq!(given.collect::<BTreeMap<_, _>>(), wanted.items, "{name}.{team}");
            assert_eq!((score.points, score.points_max), (wanted.total, wanted.maximum), "{name}.{team}");
        }
    }
}
