//! Rules that change while alarms stand: one input, and the same desk however it is found again.

use crate::operations::fixture::{Desk, TEXT, acknowledge, feed, kinds, proved, registry, says};
use dutydesk::correlation::event::{Conditions, Unit};
use dutydesk::engine::driver::Driver;
use dutydesk::engine::input::Input;
use dutydesk::engine::paths::Paths;
use dutydesk::engine::recover::{build_of, recover};
use dutydesk::feed::decode::words::Type;
use dutydesk::feed::encode::SensorBody;
use dutydesk::journal::draft::Draft;
use dutydesk::journal::writer::Journal;
use dutydesk::operations::actor::Actor;
use dutydesk::operations::authority::Weight;
use dutydesk::operations::command::{Body as CommandBody, Command, Seen};
use dutydesk::operations::desk::fact::Recovery;
use dutydesk::operations::desk::{self, RuleBook};
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::incident;
use dutydesk::operations::outcome::Refusal;
use dutydesk::operations::state::Verdict;
use dutydesk::recording::Record;
use dutydesk::recording::writer::Writer;
use dutydesk::registry::rules::read_again;
use dutydesk::registry::{Registry, Source, sample};
use dutydesk::units::{ActionId, Digest, InputNumber, Instant, RuleId};
use std::path::Path;
use std::sync::Arc;

const LOWER: &str = "[windows]\nquiet_gap_s = 600\n[[limit]]\nid = \"lower\"\nkind = \"水位\"\nunit = \"m\"\nat = 0.1\ndeadband = 0.02\nwhy = \"汛期\"\n";

fn compiled(text: &str) -> RuleBook {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("rules.toml"), text).unwrap();
    read_again(place.path()).unwrap()
}

fn rules(text: &str, action: Option<ActionId>) -> Input<'static> {
    Input::Rules { actor: proved("D1"), action, book: Box::new(compiled(text)) }
}

fn level(metres: f64) -> SensorBody {
    SensorBody { value: Some(metres), unit: Unit::Metre, ..says("W-3001", Type::Reading, Conditions::NONE) }
}

fn opened(facts: &[Fact]) -> usize {
    facts.iter().filter(|fact| fact.body.kind() == "incident.opened").count()
}

#[test]
fn what_stands_stays_and_the_new_rule_acts() {
    let mut desk = Desk::new();
    let before = desk.driver.state.rules.digest;
    desk.fire(1_000, "S-2031");
    desk.fire(2_000, "S-2033");
    desk.take(&Input::Command(Box::new(Command {
        action: ActionId(901),
        actor: proved("D1"),
        signed_by: None,
        seen: Seen { input: InputNumber(desk.input), revision: None },
        body: acknowledge(0),
    })));
    assert_eq!(opened(&desk.hear(3_000, &level(0.2))), 0, "below the limit of the sample");
    let standing = |desk: &Desk| {
        let open: Vec<_> =
            desk.driver.state.correlation.open().map(|it| (it.id, it.active, it.level)).collect();
        let state = desk.driver.state.incidents.all().map(|it| (it.id, it.standing, it.revision));
        (open, state.collect::<Vec<_>>(), desk.driver.state.deadlines.running().to_vec())
    };
    let wanted = standing(&desk);
    let (verdict, facts) = desk.take(&rules(LOWER, Some(ActionId(900))));
    let [fact] = &facts[..] else { panic!("one entry: {facts:#?}") };
    let after = compiled(LOWER).digest;
    assert_eq!(fact.body, Body::Desk(desk::Fact::RulesRead { before, after, rules: 1 }));
    assert_eq!((fact.actor, fact.action), (proved("D1"), Some(ActionId(900))));
    assert!(matches!(verdict, Some(Verdict::Decided { .. })));
    assert_eq!(standing(&desk), wanted, "alarms, levels, acknowledgements and deadlines stay");
    let in_force = &desk.driver.state.rules;
    let lower = in_force.names[0].rule;
    assert_eq!(in_force.name(lower).map(|name| (name.id.as_str(), &*name.en)), Some(("lower", "汛期")));
    assert_eq!((in_force.name(RuleId(0)), in_force.name(RuleId(lower.0 ^ 1))), (None, None));
    let further_down = format!(
        "[[delay]]\nid = \"d\"\nkinds = [\"水位\"]\nclass = \"故障\"\non_s = 1\n{}",
        &LOWER[LOWER.find("[[limit]]").unwrap()..]
    );
    let named = |book: &RuleBook| book.names.iter().find(|name| &*name.id == "lower").map(|name| name.rule);
    assert_eq!(
        named(&compiled(&further_down)),
        Some(lower),
        "the same number wherever it stands in the file"
    );
    assert_eq!(opened(&desk.hear(4_000, &level(0.2))), 1, "the same reading is over the new limit");
    // The same act sent again changes nothing and gets its first answer.
    let (again, facts) = desk.take(&rules("", Some(ActionId(900))));
    assert!(facts.is_empty() && matches!(again, Some(Verdict::Decided { .. })), "{again:?} {facts:?}");
    assert_eq!(desk.driver.state.rules.digest, after);
}

/// A gateway's fault holds what is behind it; while it stands, a file without that rule is read.
#[test]
fn what_a_rule_held_comes_back_when_the_rule_is_gone() {
    let fault = |code| says(code, Type::Fault, Conditions::FAULT);
    let mut desk = Desk::new();
    let behind = "[[inhibit]]\nid = \"behind\"\nsource = { kinds = [\"网关\"], class = \"故障\" }\ntarget = { kinds = [\"水位\"], class = \"故障\" }\nscope = \"网关之后\"\nwhy = \"断电\"\n";
    desk.take(&rules(behind, None));
    desk.hear(1_000, &fault("GW-05"));
    let facts = desk.hear(2_000, &fault("W-3001"));
    assert!(kinds(&facts).contains(&"alarm.suppressed"), "{:?}", kinds(&facts));
    let (_, facts) = desk.take(&rules("", None));
    assert!(
        kinds(&facts).contains(&"alarm.unsuppressed") && kinds(&facts).contains(&"alarm.joined"),
        "{:?}",
        kinds(&facts)
    );
    assert_eq!(desk.driver.state.correlation.counts().inhibited, 0);
}

#[test]
fn a_wrong_file_is_an_entry_and_changes_no_rule() {
    let mut desk = Desk::new();
    let rules = desk.driver.state.correlation.rules().clone();
    let place = dutydesk::text::bounded("rules.toml:12");
    let fact = desk::Fact::RulesWrong { mistakes: 3, place };
    let (_, facts) = desk.take(&Input::Desk { actor: Actor::Desk, fact });
    assert_eq!((facts.len(), facts[0].body.kind()), (1, "desk.rules-wrong"));
    assert_eq!(desk.driver.state.correlation.rules(), &rules);
    assert_eq!(desk.driver.state.rules.wrong, Some(place));
    desk.take(&self::rules(LOWER, None));
    assert_eq!(desk.driver.state.rules.wrong, None, "a good file ends it");
}

#[test]
fn only_a_proved_officer_has_rules_read() {
    let desk = Desk::new();
    let ask = |actor| {
        let body = CommandBody::Desk(desk::Command::ReadRules);
        let command = Command { action: ActionId(1), actor, signed_by: None, seen: Seen::default(), body };
        desk.driver.state.weigh(&command)
    };
    assert_eq!(ask(Actor::Unclaimed), Err(Refusal::NeedsProof));
    assert!(matches!(ask(proved("V1")), Err(Refusal::NotAllowed(_))));
    assert_eq!(ask(proved("D1")), Ok(Weight::Full));
}

/// A night with two readings of the rules in it, as it is recorded.
struct Night {
    records: Vec<(InputNumber, Instant, u8, u16, Vec<u8>)>,
    facts: Vec<Fact>,
    live: Driver,
}

fn night(registry: &Arc<Registry>) -> Night {
    let mut night =
        Night { records: Vec::new(), facts: Vec::new(), live: Driver::before_rules(Arc::clone(registry)) };
    let frame = |number: u64, body: &SensorBody| {
        crate::operations::fixture::sensor(number, Instant(1_800_000_000_000 + number as i64 * 1_000), body)
    };
    let note = CommandBody::Incident(incident::Command::Note { incident: None, text: TEXT });
    for number in 1..=40_u64 {
        let bytes = match number {
            n if n % 3 == 0 => frame(number, &level(if n % 2 == 0 { 0.2 } else { 0.05 })),
            n if n % 3 == 1 => frame(number, &says("S-2031", Type::Alarm, Conditions::FIRE)),
            _ => frame(number, &says("P-2001", Type::Alarm, Conditions::FAULT)),
        };
        let input = match number {
            1 => Input::Rules {
                actor: Actor::Desk,
                action: None,
                book: Box::new(RuleBook::clone(&registry.rules)),
            },
            15 => rules(LOWER, Some(ActionId(15))),
            16 => Input::Command(Box::new(Command {
                action: ActionId(16),
                actor: proved("D1"),
                signed_by: None,
                seen: Seen::default(),
                body: note.clone(),
            })),
            30 => rules("", None),
            _ => Input::Frame { feed: dutydesk::units::FeedId(0), bytes: &bytes },
        };
        let at = Instant(1_800_000_000_000 + number as i64 * 1_000);
        let (kind, source) = input.header();
        let mut written = Vec::new();
        input.write(&mut written);
        assert_eq!(Input::read(kind, source, &written).unwrap(), input);
        night.live.take(InputNumber(number), at, &input, &mut night.facts);
        night.records.push((InputNumber(number), at, kind, source, written));
    }
    night
}

fn bytes_of(driver: &Driver) -> Vec<u8> {
    postcard::to_allocvec(&driver.state).unwrap()
}

/// The same park, whose rules file says something else by now.
fn changed() -> Arc<Registry> {
    let place = tempfile::tempdir().unwrap();
    for (name, bytes) in sample::FILES {
        std::fs::write(place.path().join(name), bytes).unwrap();
    }
    std::fs::write(place.path().join("rules.toml"), "[windows]\nquiet_gap_s = 60\n").unwrap();
    Arc::new(Registry::load(&Source::Directory(place.path()), &[feed()]).unwrap())
}

#[test]
fn a_recording_with_readings_plays_the_same_whatever_the_file_says_today() {
    let night = night(&registry());
    let readings = night.facts.iter().filter(|fact| fact.body.kind() == "desk.rules").count();
    assert_eq!(readings, 3);
    for registry in [registry(), changed()] {
        for cut in [1, 14, 15, 29, 30, 40] {
            let mut driver = Driver::before_rules(Arc::clone(&registry));
            let mut facts = Vec::new();
            for (at, (number, when, kind, source, bytes)) in night.records.iter().enumerate() {
                if at == cut {
                    // A checkpoint and a restart.
                    let state = postcard::from_bytes(&bytes_of(&driver)).unwrap();
                    driver = Driver::resume(state, Arc::clone(&registry));
                }
                let input = Input::read(*kind, *source, bytes).unwrap();
                driver.take(*number, *when, &input, &mut facts);
            }
            assert_eq!(facts, night.facts, "cut at {cut}");
            assert!(bytes_of(&driver) == bytes_of(&night.live), "cut at {cut}: another state");
        }
    }
}

/// Writes what a killed desk leaves: the whole recording, and the first entries.
fn left_behind(place: &Path, registry: &Registry, night: &Night, entries: usize) -> Paths {
    let paths = Paths::of(place);
    paths.make().unwrap();
    let (mut recording, _) = Writer::open(&paths.recording(), &build_of(registry)).unwrap();
    let records = night.records.iter().map(|(number, at, kind, source, bytes)| Record {
        number: *number,
        at: *at,
        kind: *kind,
        source: *source,
        bytes,
    });
    recording.append(&records.collect::<Vec<_>>()).unwrap();
    recording.sync().unwrap();
    Journal::open(&paths.journal()).unwrap().commit(&Draft::all(&night.facts[..entries]), &[]).unwrap();
    paths
}

#[test]
fn a_desk_that_was_killed_after_a_reading_stands_as_it_stood() {
    let night = night(&registry());
    for registry in [registry(), changed()] {
        for entries in [0, 1, night.facts.len() / 2, night.facts.len()] {
            let place = tempfile::tempdir().unwrap();
            let paths = left_behind(place.path(), &registry, &night, entries);
            let mut journal = Journal::open(&paths.journal()).unwrap();
            let found = recover(&paths, &registry, &mut journal).unwrap();
            assert_eq!(found.recovery, Recovery::Checkpoint);
            assert!(bytes_of(&found.driver) == bytes_of(&night.live), "{entries} entries: another state");
            assert_eq!(found.driver.state.rules.digest, compiled("").digest);
            assert_eq!(journal.head().entry.0, night.facts.len() as u64);
        }
    }
}

#[test]
fn a_journal_alone_is_folded_under_todays_rules() {
    let night = night(&registry());
    let registry = changed();
    let place = tempfile::tempdir().unwrap();
    let paths = left_behind(place.path(), &registry, &night, night.facts.len());
    std::fs::remove_dir_all(paths.recording()).unwrap();
    let mut journal = Journal::open(&paths.journal()).unwrap();
    let found = recover(&paths, &registry, &mut journal).unwrap();
    assert_eq!(found.recovery, Recovery::Folded);
    assert_eq!(found.driver.state.correlation.rules(), &registry.rules.rules);
    assert_ne!(found.driver.state.rules.digest, Digest::default(), "which file was in force is known");
}
