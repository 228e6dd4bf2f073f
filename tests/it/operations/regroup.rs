//! Incidents that are one, or two, by a person's word.

use super::fixture::{Desk, TEXT, id, kinds, officer, proved, says};
use super::suppression::{key, stands_after_a_restart};
use dutydesk::correlation::alarm::{AlarmClass, HazardFamily};
use dutydesk::correlation::event::Conditions;
use dutydesk::engine::input::Input;
use dutydesk::feed::decode::words::Type;
use dutydesk::language::{Lang, answer};
use dutydesk::operations::actor::{Actor, PrivateText};
use dutydesk::operations::call::Witness;
use dutydesk::operations::command::{Body, Command as Given, Seen};
use dutydesk::operations::fact::Fact;
use dutydesk::operations::finding;
use dutydesk::operations::incident::state::Standing;
use dutydesk::operations::incident::{Command, Disposition, Refusal, Regroup};
use dutydesk::operations::intake::{self, Place};
use dutydesk::operations::outcome;
use dutydesk::operations::state::Verdict;
use dutydesk::operations::{desk, pool};
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, Fen, IncidentId, ReservationId};

const MINUTE: i64 = 60_000;

const fn merge(into: u32, from: u32) -> Body<PrivateText> {
    Body::Incident(Command::Merge { into: id(into), from: id(from) })
}

fn split(nth: u32, devices: &[&str]) -> Body<PrivateText> {
    let devices = devices.iter().map(|code| bounded(code)).collect();
    Body::Incident(Command::Split { incident: id(nth), devices })
}

const fn apart(one: u32, other: u32) -> Body<PrivateText> {
    Body::Incident(Command::KeepApart { incident: id(one), other: id(other) })
}

fn done(desk: &mut Desk, body: Body<PrivateText>) -> Vec<Fact> {
    let (verdict, facts) = desk.act(proved("D1"), body);
    assert!(matches!(verdict, Verdict::Decided { .. }), "{verdict:?}");
    facts
}

fn refused(desk: &mut Desk, body: Body<PrivateText>) -> (Refusal, String) {
    let (verdict, facts) = desk.act(proved("D1"), body);
    assert!(facts.is_empty(), "{facts:?}");
    let Verdict::Refused(why) = verdict else { panic!("{verdict:?}") };
    let mut said = String::new();
    for lang in [Lang::Zh, Lang::En] {
        said.clear();
        answer::refusal(lang, &why, &mut said);
        assert!(said.contains(". "), "it says what to do: {said}");
    }
    let outcome::Refusal::Incident(why) = why else { panic!("{why:?}") };
    (why, said)
}

fn member_of(desk: &Desk, device: &str) -> Option<IncidentId> {
    desk.driver.state.correlation.alarm(key(device, AlarmClass::Hazard)).incident
}

/// Two fires on two sites; the second was told of by a caller too.
fn two_fires() -> Desk {
    let mut desk = Desk::new();
    desk.fire(1_000, "S-2031");
    desk.fire(2_000, "M-3001");
    desk.acknowledge(1);
    let zone = desk.driver.state.zone_of(key("M-3001", AlarmClass::Hazard).device).unwrap();
    let told = intake::Command::Take {
        at: Place::Zone(zone),
        family: HazardFamily::Fire,
        join: Some(id(2)),
        place: Some(TEXT),
    };
    done(&mut desk, Body::Intake(told));
    desk
}

#[test]
fn two_incidents_become_one_and_nothing_of_either_is_lost() {
    let mut desk = two_fires();
    let facts = done(&mut desk, merge(1, 2));
    assert_eq!(&kinds(&facts)[..2], ["incident.merge-asked", "incident.merged"], "{:?}", kinds(&facts));
    assert_eq!(facts[0].actor, proved("D1"));
    assert_eq!((member_of(&desk, "S-2031"), member_of(&desk, "M-3001")), (Some(id(1)), Some(id(1))));
    let gone = desk.incident(2);
    let duplicate = Disposition::Duplicate(id(1));
    assert!(matches!(gone.standing, Standing::Closed { disposition, .. } if disposition == duplicate));
    assert!(desk.incident(1).is_unacknowledged(), "what nobody had is not silenced by a merge");
    assert_eq!(desk.driver.state.intakes.of(id(2)).count(), 1, "what was told stays under its number");
    let owed = desk.driver.state.deadlines.running();
    assert!(owed.iter().all(|it| it.subject.incident() == id(1)), "{owed:?}");
    assert_eq!(desk.snapshot().status.open, 1);
    stands_after_a_restart(&desk);
    // It has no alarms of its own any more: it is not opened again.
    let reopen = Body::Incident(Command::Reopen { incident: id(2), reason: Some(TEXT) });
    let merged = Regroup::MergedAway { incident: id(2), into: id(1) };
    assert_eq!(refused(&mut desk, reopen).0, Refusal::Regroup(merged));
    desk.acknowledge(1);
    desk.clear(MINUTE, "M-3001");
    desk.clear(MINUTE, "S-2031");
    stands_after_a_restart(&desk);
}

#[test]
fn what_cannot_be_one_says_what_to_do_instead() {
    let mut desk = Desk::new();
    desk.fire(1_000, "S-2031");
    desk.hear(2_000, &says("W-3001", Type::Alarm, Conditions::OVER_LIMIT));
    desk.fire(3_000, "M-3001");
    let (why, said) = refused(&mut desk, merge(1, 2));
    assert_eq!(why, Refusal::Regroup(Regroup::OtherFamily { into: id(1), from: id(2) }));
    assert!(said.contains("close 1002 duplicate 1001 1002"), "{said}");
    assert_eq!(refused(&mut desk, merge(1, 1)).0, Refusal::Regroup(Regroup::WithItself(id(1))));
    assert_eq!(refused(&mut desk, apart(1, 1)).0, Refusal::Regroup(Regroup::WithItself(id(1))));
    assert_eq!(refused(&mut desk, merge(1, 9)).0, Refusal::NoSuchIncident(id(9)));
    // Somebody is missing under the younger number: the older is merged into it, never the other way.
    let missing = finding::Command::Find {
        incident: id(3),
        found: finding::Found::People(finding::People { missing: Some(1), ..Default::default() }),
        witness: Witness::Officer,
        reliability: finding::Reliability::Confirmed,
    };
    done(&mut desk, Body::Finding(missing));
    let (why, said) = refused(&mut desk, merge(1, 3));
    assert!(matches!(why, Refusal::Regroup(Regroup::MergeHeld { .. })), "{why:?}");
    assert!(said.contains("merge 1003 1001"), "{said}");
    done(&mut desk, merge(3, 1));
    assert!(desk.driver.state.life_risk(id(3)));
    assert!(matches!(refused(&mut desk, merge(3, 1)).0, Refusal::Closed(_)));
    stands_after_a_restart(&desk);
    for actor in [Actor::Unclaimed, Actor::Claimed(officer("D1"))] {
        assert_eq!(desk.act(actor, merge(3, 2)).0, Verdict::Refused(outcome::Refusal::NeedsProof));
    }
}

#[test]
fn what_was_split_stays_split() {
    let mut desk = Desk::new();
    for device in ["S-2031", "S-2032", "S-2033"] {
        desk.fire(1_000, device);
    }
    assert_eq!(member_of(&desk, "S-2032"), Some(id(1)));
    let not = |device: &str| Refusal::Regroup(Regroup::NotAMember(id(1), bounded(device)));
    assert_eq!(refused(&mut desk, split(1, &["S-2001"])).0, not("S-2001"));
    assert_eq!(refused(&mut desk, split(1, &["S-0"])).0, not("S-0"));
    let all = ["S-2031", "S-2032", "S-2033"];
    assert_eq!(refused(&mut desk, split(1, &all)).0, Refusal::Regroup(Regroup::NothingLeft(id(1))));
    assert_eq!(refused(&mut desk, split(1, &[])).0, Refusal::Regroup(Regroup::NothingLeft(id(1))));
    let facts = done(&mut desk, split(1, &["S-2032", "s-2032"]));
    let wanted = ["incident.split-asked", "incident.opened"];
    assert_eq!(&kinds(&facts)[..2], wanted, "{:?}", kinds(&facts));
    assert_eq!(member_of(&desk, "S-2032"), Some(id(2)));
    assert!(desk.incident(2).is_unacknowledged() && desk.driver.state.life_risk(id(2)));
    stands_after_a_restart(&desk);
    // It is raised again: it joins what it was split into, and nobody proposes to undo the split.
    desk.clear(MINUTE, "S-2032");
    let facts = desk.fire(2 * MINUTE, "S-2032");
    assert_eq!(member_of(&desk, "S-2032"), Some(id(2)));
    let facts: Vec<Fact> = facts.into_iter().chain(desk.fire(3 * MINUTE, "S-2034")).collect();
    let again = ["incident.merged", "incident.merge-proposed"];
    assert!(kinds(&facts).iter().all(|kind| !again.contains(kind)), "{:?}", kinds(&facts));
    stands_after_a_restart(&desk);
}

/// A fire that nobody told from an older one, and an alarm that belongs to both.
fn proposed() -> (Desk, u32) {
    let mut desk = Desk::new();
    desk.fire(0, "S-2031");
    desk.acknowledge(1);
    desk.fire(30 * MINUTE + 1_000, "S-2032");
    let second = member_of(&desk, "S-2032").unwrap();
    assert_ne!(second, id(1), "the first was quiet too long");
    let younger = second.0 - id(0).0;
    desk.acknowledge(younger);
    let bridge = says("S-2033", Type::Alarm, Conditions::FIRE);
    let facts = desk.hear_as_of(30 * MINUTE + 2_000, 30 * MINUTE - 500, &bridge);
    assert!(kinds(&facts).contains(&"incident.merge-proposed"), "{:?}", kinds(&facts));
    (desk, younger)
}

#[test]
fn a_proposal_is_taken_or_refused_once() {
    let (mut desk, younger) = proposed();
    assert_eq!(desk.driver.state.incidents.proposals(id(younger)).count(), 1);
    stands_after_a_restart(&desk);
    let facts = done(&mut desk, apart(1, younger));
    assert_eq!(kinds(&facts)[0], "incident.kept-apart");
    assert_eq!(desk.driver.state.incidents.proposals(id(younger)).count(), 0);
    assert_eq!(desk.driver.state.correlation.proposals().count(), 0);
    let bridge = says("S-2034", Type::Alarm, Conditions::FIRE);
    let facts = desk.hear_as_of(30 * MINUTE + 2_500, 30 * MINUTE - 400, &bridge);
    assert!(!kinds(&facts).contains(&"incident.merge-proposed"), "{:?}", kinds(&facts));
    stands_after_a_restart(&desk);
    let (mut desk, younger) = proposed();
    done(&mut desk, merge(1, younger));
    assert_eq!(desk.driver.state.incidents.proposals(id(1)).count(), 0);
    assert_eq!(member_of(&desk, "S-2032"), Some(id(1)));
    stands_after_a_restart(&desk);
}

/// Money as D1 sets it aside and a leader signs it.
fn money(desk: &mut Desk, command: pool::Command<PrivateText>) -> Vec<Fact> {
    let signed_by = matches!(command, pool::Command::Post { .. }).then(|| officer("L1"));
    let action = ActionId(1 << 90 | u128::from(desk.input));
    let body = Body::Pool(command);
    let given = Given { action, actor: proved("D1"), signed_by, seen: Seen::default(), body };
    let (verdict, facts) = desk.give(&given);
    assert!(matches!(verdict, Verdict::Decided { .. }), "{verdict:?}");
    facts
}

/// What a fire was given under another number before the two were one is part of what it was given.
#[test]
fn a_limit_is_not_doubled_by_a_merge() {
    let mut desk = two_fires();
    let fact = desk::Fact::Started { build: bounded("t"), recovery: desk::fact::Recovery::Fresh };
    desk.take(&Input::Desk { actor: Actor::Desk, fact });
    desk.acknowledge(2);
    let reserve = |nth, yuan: i64| pool::Command::Reserve {
        incident: id(nth),
        amount: Fen(yuan * 100),
        payee: TEXT,
        purpose: TEXT,
        evidence: TEXT,
    };
    let post = |number, nth, yuan: i64| pool::Command::Post {
        reservation: ReservationId(number),
        amount: Fen(yuan * 100),
        repeated: id(nth),
    };
    money(&mut desk, reserve(2, 50_000));
    let facts = money(&mut desk, post(1, 2, 50_000));
    assert_eq!(kinds(&facts)[0], "pool.posted");
    done(&mut desk, merge(1, 2));
    money(&mut desk, reserve(1, 1));
    let facts = money(&mut desk, post(2, 1, 1));
    assert_eq!(kinds(&facts)[0], "pool.signed", "finance is wanted too");
}
