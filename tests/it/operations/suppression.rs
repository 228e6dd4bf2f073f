//! What people keep silent: who may, how long, what breaks it, what stands after a restart.

use super::fixture::{Desk, T0, TEXT, id, kinds, proved, rainstorm, registry, says};
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, AlarmState};
use dutydesk::correlation::change::{ReasonCode, What};
use dutydesk::correlation::event::{Conditions, Unit};
use dutydesk::engine::driver::Driver;
use dutydesk::engine::input::Input;
use dutydesk::feed::decode::words::Type;
use dutydesk::feed::encode::SensorBody;
use dutydesk::journal::draft::{self, Draft, Officers};
use dutydesk::journal::row::Row;
use dutydesk::language::{Lang, answer};
use dutydesk::operations::actor::{Actor, PrivateText};
use dutydesk::operations::command::Body;
use dutydesk::operations::fact::{Body as Said, Fact};
use dutydesk::operations::incident;
use dutydesk::operations::intake::{self, Place};
use dutydesk::operations::outcome;
use dutydesk::operations::state::{State, Verdict};
use dutydesk::operations::suppression::{Command, Refusal, view};
use dutydesk::registry::Registry;
use dutydesk::text::bounded;
use dutydesk::units::{Digest, EntryNumber, IncidentId, InputNumber, Severity, Span, SuppressionId};
use std::sync::Arc;

mod refused;

const MINUTE: i64 = 60_000;
const ONE: SuppressionId = SuppressionId(1);

pub(super) fn key(device: &str, class: AlarmClass) -> AlarmKey {
    AlarmKey { device: registry().operations.device(device).unwrap(), class }
}

fn hazard(device: &str) -> AlarmKey {
    key(device, AlarmClass::Hazard)
}

fn shelve(device: &str, minutes: u32, repeated: Option<IncidentId>) -> Body<PrivateText> {
    let device = bounded(device);
    Body::Suppression(Command::Shelve { device, class: None, minutes, reason: TEXT, repeated })
}

fn take_out(device: &str, minutes: u32) -> Body<PrivateText> {
    Body::Suppression(Command::TakeOut { device: bounded(device), minutes, reason: TEXT })
}

fn window(place: &str, minutes: u32) -> Body<PrivateText> {
    let place = Place::Site(bounded(place));
    Body::Suppression(Command::OpenWindow { place, minutes, who: TEXT, reason: TEXT })
}

const fn lift(suppression: SuppressionId) -> Body<PrivateText> {
    Body::Suppression(Command::Lift { suppression })
}

fn done(desk: &mut Desk, body: Body<PrivateText>) -> Vec<Fact> {
    let (verdict, facts) = desk.act(proved("D1"), body);
    assert!(matches!(verdict, Verdict::Decided { .. }), "{verdict:?}");
    facts
}

fn refused(desk: &mut Desk, body: Body<PrivateText>) -> Refusal {
    let (verdict, facts) = desk.act(proved("D1"), body);
    assert!(facts.is_empty(), "{facts:?}");
    let Verdict::Refused(why) = verdict else { panic!("{verdict:?}") };
    for lang in [Lang::Zh, Lang::En] {
        let mut said = String::new();
        answer::refusal(lang, &why, &mut said);
        assert!(said.contains(". "), "it says what to do: {said}");
    }
    let outcome::Refusal::Suppression(why) = why else { panic!("{why:?}") };
    why
}

fn state(desk: &Desk, alarm: AlarmKey) -> AlarmState {
    desk.driver.state.correlation.alarm(alarm).state
}

fn counts(desk: &Desk) -> (u32, u32, u32, u32) {
    let counts = desk.driver.state.correlation.counts();
    (counts.test, counts.shelved, counts.isolated, counts.inhibited)
}

/// Returns why a suppression ended by itself.
fn ended(facts: &[Fact]) -> Vec<ReasonCode> {
    let of = |fact: &Fact| match fact.body {
        Said::Incident(incident::Fact::Alarm { change, .. }) => match change.what {
            What::SuppressionEnded { reason, .. } => Some(reason.code),
            _ => None,
        },
        _ => None,
    };
    facts.iter().filter_map(of).collect()
}

/// A smoke detector of zone 3 whose fire alarm a person shelved for half an hour.
pub(super) fn shelved() -> Desk {
    let mut desk = Desk::new();
    desk.fire(1_000, "S-2031");
    desk.acknowledge(1);
    done(&mut desk, shelve("S-2031", 30, Some(id(1))));
    desk
}

/// What a fold of the journal must bring back.
fn picture(state: &State) -> Vec<u8> {
    let core = &state.correlation;
    let mut held: Vec<_> = core.held().collect();
    held.sort_unstable_by_key(|(alarm, ..)| *alarm);
    let running: Vec<_> = core.suppressions().collect();
    let incidents: Vec<_> = state
        .incidents
        .all()
        .map(|row| {
            let mut members: Vec<_> = core.members(row.id).map(|it| (it.alarm, it.occurrence)).collect();
            members.sort_unstable();
            let alarms =
                core.incident(row.id).map(|it| (it.level, it.severity, it.life_risk, it.merged_into));
            (row, members, alarms)
        })
        .collect();
    let proposals: Vec<_> = core.proposals().collect();
    let people = (&state.incidents, &state.intakes, &state.calls, &state.findings, &state.suppressions);
    postcard::to_allocvec(&(held, running, incidents, proposals, people, &state.deadlines)).unwrap()
}

/// Holds that the journal alone, and a checkpoint, give the same desk.
pub(super) fn stands_after_a_restart(desk: &Desk) {
    let folded = folded(desk);
    assert!(picture(&folded.state) == picture(&desk.driver.state), "the fold is another desk");
    let bytes = postcard::to_allocvec(&desk.driver.state).unwrap();
    let resumed = Driver::resume(postcard::from_bytes(&bytes).unwrap(), registry());
    assert!(postcard::to_allocvec(&resumed.state).unwrap() == bytes, "a checkpoint changes the desk");
}

/// Builds the desk up from its journal alone.
pub(super) fn folded(desk: &Desk) -> Driver {
    folded_beside(desk, registry())
}

/// Builds the desk up from its journal alone, beside the registry as it is now.
pub(super) fn folded_beside(desk: &Desk, registry: Arc<Registry>) -> Driver {
    let officers = Officers::of(&registry.operations);
    let mut folded = Driver::new(registry);
    for (index, fact) in desk.facts.iter().enumerate() {
        let entry = EntryNumber(index as u64 + 1);
        let draft = Draft::of(fact);
        let row = Row { entry, draft, previous: Digest::default(), digest: Digest::default() };
        folded.state.fold(entry, &draft::fact(&row, &officers).unwrap());
    }
    folded
}

#[test]
fn a_shelf_on_what_had_ended_ends_it_in_a_folded_desk_too() {
    let mut desk = Desk::new();
    desk.fire(1_000, "S-2031");
    desk.fire(2_000, "S-2032");
    desk.hear(3_000, &says("S-2031", Type::Restore, Conditions::FIRE));
    desk.acknowledge(1);
    let facts = done(&mut desk, shelve("S-2031", 30, Some(id(1))));
    assert!(!kinds(&facts).contains(&"alarm.suppressed"), "it holds nothing: {:?}", kinds(&facts));
    let active = |state: &State| state.correlation.incident(id(1)).unwrap().active;
    assert_eq!(active(&desk.driver.state), 1);
    for lifts in [false, true] {
        if lifts {
            done(&mut desk, lift(ONE));
        }
        let mut folded = folded(&desk);
        folded.take(InputNumber(1_000), desk.driver.state.now, &Input::Tick, &mut Vec::new());
        assert_eq!(
            active(&folded.state),
            1,
            "the journal holds no end, but a shelf that holds nothing says it"
        );
    }
}

#[test]
fn a_life_risk_alarm_is_shelved_by_its_incidents_number_and_comes_back() {
    let mut desk = Desk::new();
    desk.fire(1_000, "S-2031");
    desk.acknowledge(1);
    assert_eq!(refused(&mut desk, shelve("S-2031", 30, None)), Refusal::NumberMissing(id(1)));
    let differs = Refusal::NumberDiffers { incident: id(1), typed: id(2) };
    assert_eq!(refused(&mut desk, shelve("S-2031", 30, Some(id(2)))), differs);
    let facts = done(&mut desk, shelve("S-2031", 30, Some(id(1))));
    assert_eq!(&kinds(&facts)[..2], ["suppression.shelved", "alarm.suppressed"], "{:?}", kinds(&facts));
    assert_eq!(facts[0].body.incident(), Some(id(1)));
    assert_eq!((state(&desk, hazard("S-2031")), counts(&desk)), (AlarmState::Shelved, (0, 1, 0, 0)));
    assert!(!desk.driver.state.life_risk(id(1)), "nothing of it is heard any more");
    assert_eq!(desk.snapshot().status.shelved, 1);
    let held = view::held(&desk.driver.state, hazard("S-2031")).unwrap();
    let by = held.by.unwrap();
    assert_eq!((held.reason.code, by.by.as_str(), by.held), (ReasonCode::Shelved(ONE), "D1", 1));
    stands_after_a_restart(&desk);
    // It runs out after its time, by up to a minute, and not before.
    let stagger = i64::from(hazard("S-2031").device.0 % 60) * 1_000;
    let end = by.until.since(T0).0 + stagger;
    assert!(ended(&desk.tick(end - 1)).is_empty());
    let facts = desk.tick(end);
    assert_eq!(ended(&facts), [ReasonCode::Expired]);
    assert_eq!(state(&desk, hazard("S-2031")), AlarmState::Unacknowledged);
    assert!(desk.incident(1).is_unacknowledged(), "what comes back is heard");
    assert!(desk.driver.state.suppressions.running().is_empty());
    stands_after_a_restart(&desk);
}

#[test]
fn shelves_that_end_together_come_back_apart() {
    let mut desk = Desk::new();
    let devices = ["S-2031", "S-2032", "S-2033", "S-2034"];
    for device in devices {
        desk.fire(1_000, device);
    }
    desk.acknowledge(1);
    for device in devices {
        done(&mut desk, shelve(device, 10, Some(id(1))));
    }
    let facts = desk.tick(12 * MINUTE);
    let back: Vec<_> = facts.iter().filter(|fact| !ended(std::slice::from_ref(fact)).is_empty()).collect();
    let mut instants: Vec<_> = back.iter().map(|fact| fact.at).collect();
    instants.dedup();
    assert_eq!(instants.len(), devices.len(), "each at its own instant: {instants:?}");
}

/// What happens to a desk, and what it says of it.
type Happens = Box<dyn Fn(&mut Desk) -> Vec<Fact>>;

#[test]
fn a_shelf_breaks_on_what_makes_it_wrong() {
    let over = || says("T-2007", Type::Alarm, Conditions::OVER_LIMIT);
    let worse = || SensorBody {
        severity: Severity::Extreme,
        value: Some(95.0),
        unit: Unit::Percent,
        ..says("S-2031", Type::Alarm, Conditions::FIRE)
    };
    let told = |at| {
        Body::Intake(intake::Command::Take {
            at,
            family: dutydesk::correlation::alarm::HazardFamily::Fire,
            join: None,
            place: None,
        })
    };
    let zone = desk_zone("S-2031");
    let cases: [(&str, ReasonCode, Happens); 6] = [
        (
            "another quantity",
            ReasonCode::SameZoneOtherQuantity,
            Box::new(move |desk| desk.hear(MINUTE, &over())),
        ),
        ("a call point", ReasonCode::ManualCallPoint, Box::new(|desk| desk.fire(MINUTE, "M-2005"))),
        ("a caller, by zone", ReasonCode::Told, Box::new(move |desk| done(desk, told(Place::Zone(zone))))),
        (
            "a caller, by site",
            ReasonCode::Told,
            Box::new(move |desk| done(desk, told(Place::Site(bounded("hydc"))))),
        ),
        (
            "a warning over it",
            ReasonCode::InWarning(dutydesk::units::WarningId(1)),
            Box::new(|desk| desk.warned(MINUTE, &rainstorm(Type::Issue, "w1", &[]))),
        ),
        ("told worse", ReasonCode::HigherSeverity, Box::new(move |desk| desk.hear(MINUTE, &worse()))),
    ];
    for (name, wanted, happens) in cases {
        let mut desk = shelved();
        let facts = happens(&mut desk);
        assert_eq!(ended(&facts), [wanted], "{name}: {:?}", kinds(&facts));
        assert!(kinds(&facts).contains(&"alarm.unsuppressed"), "{name}");
        assert_ne!(state(&desk, hazard("S-2031")), AlarmState::Shelved, "{name}");
        assert_eq!(counts(&desk), (0, 0, 0, 0), "{name}");
        assert!(desk.driver.state.suppressions.running().is_empty(), "{name}");
        stands_after_a_restart(&desk);
    }
    // A shelf and a window break though nothing is held by them yet: the fire bit that comes next is a fire.
    for keep in [shelve("S-2031", 60, None), window("hydc", 60)] {
        let mut desk = Desk::new();
        done(&mut desk, keep.clone());
        let facts = done(&mut desk, told(Place::Site(bounded("hydc"))));
        assert_eq!(ended(&facts), [ReasonCode::Told], "{keep:?}: {:?}", kinds(&facts));
        let facts = desk.fire(MINUTE, "S-2031");
        assert!(kinds(&facts).contains(&"alarm.joined"), "{keep:?}: {:?}", kinds(&facts));
        stands_after_a_restart(&desk);
    }
    // More of the same, elsewhere, or a warning over another city is nothing to it.
    let mut desk = shelved();
    assert!(ended(&desk.fire(MINUTE, "S-2032")).is_empty());
    assert!(ended(&desk.fire(MINUTE + 1, "M-2001")).is_empty());
    let mut elsewhere = rainstorm(Type::Issue, "w1", &[]);
    elsewhere.adcodes = vec![110_000];
    assert!(ended(&desk.warned(MINUTE + 2, &elsewhere)).is_empty());
    assert_eq!(state(&desk, hazard("S-2031")), AlarmState::Shelved);
    stands_after_a_restart(&desk);
}

fn desk_zone(device: &str) -> dutydesk::units::ZoneId {
    let desk = Desk::new();
    desk.driver.state.zone_of(hazard(device).device).unwrap()
}

#[test]
fn lifted_by_hand_it_stands_acknowledged_and_no_sound_is_made() {
    let mut desk = shelved();
    desk.now = T0.after(Span(MINUTE));
    let facts = done(&mut desk, lift(ONE));
    assert_eq!(&kinds(&facts)[..2], ["suppression.lifted", "alarm.unsuppressed"], "{:?}", kinds(&facts));
    assert_eq!(state(&desk, hazard("S-2031")), AlarmState::Acknowledged);
    assert!(!desk.incident(1).is_unacknowledged());
    assert_eq!(refused(&mut desk, lift(ONE)), Refusal::Ended(ONE));
    stands_after_a_restart(&desk);
    // The alarm ended meanwhile: it is normal, and nothing is raised.
    let mut desk = shelved();
    desk.clear(MINUTE, "S-2031");
    let facts = done(&mut desk, lift(ONE));
    assert!(!kinds(&facts).contains(&"alarm.unsuppressed"), "{:?}", kinds(&facts));
    assert_eq!(state(&desk, hazard("S-2031")), AlarmState::Normal);
    stands_after_a_restart(&desk);
}

#[test]
fn a_device_out_of_service_is_silent_but_for_its_fire_bit() {
    let mut desk = Desk::new();
    let fault = key("S-2031", AlarmClass::Fault);
    desk.hear(1_000, &says("S-2031", Type::Fault, Conditions::FAULT));
    let facts = done(&mut desk, take_out("S-2031", 600));
    assert_eq!(&kinds(&facts)[..2], ["suppression.taken-out", "alarm.suppressed"], "{:?}", kinds(&facts));
    assert_eq!((state(&desk, fault), counts(&desk)), (AlarmState::OutOfService, (0, 0, 1, 0)));
    let facts = desk.fire(MINUTE, "S-2031");
    assert!(kinds(&facts).contains(&"incident.opened"), "fire is always heard: {:?}", kinds(&facts));
    stands_after_a_restart(&desk);
    let facts = done(&mut desk, lift(ONE));
    assert!(kinds(&facts).contains(&"alarm.unsuppressed"));
    assert_eq!(state(&desk, fault), AlarmState::Unacknowledged, "nobody has heard of it");
    stands_after_a_restart(&desk);
    // What endangers life now is not taken off the air that way.
    let mut desk = Desk::new();
    desk.hear(1_000, &says("G-1101", Type::Alarm, Conditions::OVER_LIMIT));
    assert_eq!(refused(&mut desk, take_out("G-1101", 600)), Refusal::LifeRiskStands(id(1)));
}

#[test]
fn a_window_tests_what_begins_in_it_and_breaks_whole() {
    let mut desk = Desk::new();
    let facts = done(&mut desk, window("HY-2C-3Q", 120));
    assert_eq!(kinds(&facts), ["suppression.window"]);
    let facts = desk.fire(1_000, "S-2031");
    assert_eq!(kinds(&facts), ["alarm.suppressed"], "a test is listed, counted, silent");
    assert_eq!((state(&desk, hazard("S-2031")), counts(&desk)), (AlarmState::Suppressed, (1, 0, 0, 0)));
    desk.fire(2_000, "S-2032");
    assert!(kinds(&desk.fire(3_000, "S-2001")).contains(&"incident.opened"), "another building is no test");
    stands_after_a_restart(&desk);
    let facts = desk.fire(4_000, "M-2005");
    assert_eq!(ended(&facts), [ReasonCode::ManualCallPoint], "{:?}", kinds(&facts));
    assert_eq!(counts(&desk), (0, 0, 0, 0), "all of it is heard");
    stands_after_a_restart(&desk);
    // No exercise begins over what burns: not above it, not on it, and elsewhere it does.
    let refused_window = |desk: &mut Desk, place| refused(desk, window(place, 60));
    assert_eq!(refused_window(&mut desk, "hydc"), Refusal::LifeRiskOpen(id(1)));
    assert_eq!(kinds(&done(&mut desk, window("kc", 60))), ["suppression.window"]);
    // A site's window ends by its time, and what stands then is raised.
    let mut desk = Desk::new();
    done(&mut desk, window("hydc", 60));
    desk.fire(1_000, "S-2031");
    assert_eq!(counts(&desk).0, 1);
    let facts = desk.tick(61 * MINUTE);
    assert_eq!(ended(&facts), [ReasonCode::Expired]);
    assert!(kinds(&facts).contains(&"incident.opened"));
    stands_after_a_restart(&desk);
}

#[test]
fn a_window_over_a_whole_site_lets_everything_go_in_order() {
    let mut desk = Desk::new();
    done(&mut desk, window("HY", 60));
    let mut smoke = Vec::new();
    for (index, device) in registry().operations.devices.iter().enumerate() {
        if device.code.starts_with("S-2") {
            desk.fire(1_000 + index as i64, &device.code);
            smoke.push(key(&device.code, AlarmClass::Hazard));
        }
    }
    assert_eq!(counts(&desk).0 as usize, smoke.len());
    let facts = done(&mut desk, lift(ONE));
    assert_eq!(counts(&desk).0, 0);
    let freed = facts.iter().filter(|fact| fact.body.kind() == "alarm.unsuppressed").count();
    assert_eq!(freed, smoke.len(), "all in the turn of the act");
    assert_eq!(desk.driver.state.correlation.counts().changes_lost, 0);
    stands_after_a_restart(&desk);
}

#[test]
fn what_is_asked_for_wrongly_is_refused_and_says_what_to_do() {
    let mut desk = Desk::new();
    let zone = Place::Site(bounded("nowhere"));
    assert_eq!(refused(&mut desk, shelve("S-0", 30, None)), Refusal::NoSuchDevice(bounded("S-0")));
    assert_eq!(refused(&mut desk, shelve("S-2031", 0, None)), Refusal::NoTime);
    let max = registry().correlation.rules.shelf_max;
    assert_eq!(refused(&mut desk, shelve("S-2031", 100_000, None)), Refusal::TooLong { max });
    assert!(matches!(refused(&mut desk, take_out("S-2031", u32::MAX)), Refusal::TooLong { .. }));
    assert!(matches!(refused(&mut desk, window("HY", u32::MAX)), Refusal::TooLong { .. }));
    assert_eq!(refused(&mut desk, window("nowhere", 30)), Refusal::NoSuchPlace(zone));
    assert_eq!(refused(&mut desk, lift(ONE)), Refusal::NotRunning(ONE));
    done(&mut desk, shelve("S-2031", 30, None));
    let runs = Refusal::Runs { suppression: ONE, until: T0.after(Span::minutes(30)) };
    assert_eq!(refused(&mut desk, shelve("S-2031", 30, None)), runs);
    for actor in [Actor::Unclaimed, Actor::Claimed(super::fixture::officer("D1"))] {
        let (verdict, facts) = desk.act(actor, lift(ONE));
        assert_eq!((verdict, facts.len()), (Verdict::Refused(outcome::Refusal::NeedsProof), 0));
    }
    for window_of in 0..dutydesk::limits::WINDOWS_MAX {
        let place = Place::Zone(dutydesk::units::ZoneId(window_of as u32));
        done(
            &mut desk,
            Body::Suppression(Command::OpenWindow { place, minutes: 5, who: TEXT, reason: TEXT }),
        );
    }
    let place = Place::Zone(dutydesk::units::ZoneId(dutydesk::limits::WINDOWS_MAX as u32));
    let more = Body::Suppression(Command::OpenWindow { place, minutes: 5, who: TEXT, reason: TEXT });
    assert_eq!(refused(&mut desk, more), Refusal::Full);
}

#[test]
fn a_checkpoint_while_it_is_shelved_goes_on_the_same() {
    let mut live = shelved();
    let bytes = postcard::to_allocvec(&live.driver.state).unwrap();
    let mut again = shelved();
    again.driver = Driver::resume(postcard::from_bytes(&bytes).unwrap(), registry());
    let (one, other) = (live.fire(MINUTE, "M-2005"), again.fire(MINUTE, "M-2005"));
    assert_eq!(one, other);
    assert_eq!(ended(&one), [ReasonCode::ManualCallPoint]);
}
