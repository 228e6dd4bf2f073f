//! Who may do what: every act by every role, as a table that a person can read; and what a role does not change.

use super::fixture::{Desk, TEXT, acknowledge, officer, proved};
use dutydesk::engine::pages::private_of;
use dutydesk::ipc::server::Footing;
use dutydesk::journal::reader::Private;
use dutydesk::language::{Lang, answer, name};
use dutydesk::operations::actor::{Actor, Officer, PrivateText};
use dutydesk::operations::authority::{Act, Hand, Proof, Tenure, Weight, rule, weigh};
use dutydesk::operations::command::{Body, Command, Seen};
use dutydesk::operations::desk;
use dutydesk::operations::line::{Place, parse_at};
use dutydesk::operations::outcome::{Refusal, Remark};
use dutydesk::operations::reference::{Person, Role, Scope};
use dutydesk::operations::state::Verdict;
use dutydesk::units::{ActionId, IncidentId, InsurerId, ZoneId};
use std::convert::Infallible;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

/// A line of each act, as an officer types it.
const LINES: &[&str] = &[
    "ack 1001",
    "note 1001 看见浓烟",
    "verify 1001 real self 3区",
    "phase 1001 2",
    "close 1001 test 1001 维保",
    "reopen 1001 复燃",
    "merge 1001 1002",
    "split 1001 S-2041",
    "apart 1001 1002",
    "call 1001 control verify",
    "called 1001 control verify answered",
    "intake HY fire",
    "fill 7f what 冒烟",
    "file 7f 1001",
    "hangup 7f",
    "people 1001 counted 12 by self",
    "dispatch 1001 T1 guide",
    "replace 1001 T4 T6 plug",
    "nobody 1001 T4",
    "team 1001 T4 accepted 9",
    "release 1001 T4 1001",
    "evac 1001",
    "step 1001 2 done",
    "report 1001 first 火情",
    "return 1001 1 改",
    "sign 1001 1",
    "send 1001 1 phone",
    "unit 1001",
    "order 1001 10 通知120",
    "done 1",
    "propose 1001 III",
    "level 1001 III",
    "claim 1001 PICC BA-1",
    "papers 1",
    "agree 1 5万",
    "refuse 1 免责",
    "refusal 1",
    "reserve 1001 5万 县队 | 药剂 | 电话",
    "post 1 5万 1001",
    "consent 1 5万 1001 L1",
    "countersign 1",
    "override 1 5万 1001 救人",
    "review 1 upheld 属实",
    "void 1 重复",
    "paid 1 HD-1",
    "arrived 1",
    "refill 1 5万 HD-2",
    "recover 1001 5万 HD-3",
    "contribute PICC 5万 HD-4",
    "close-day 1,284,000.00",
    "relay 1",
    "confirm 1 delivered",
    "shelve S-2041 10 误报",
    "out S-2041 10 维修",
    "window HY 30 维保公司 检测",
    "lift 1",
    "feed-ack sensors",
    "handover D2 complete",
    "takeover 4F2A",
    "sign-desk 1",
    "keep-desk",
    "rules",
    "inject J1",
    "enter 1",
    "observe all good 分工清楚",
    "improve T4 2026-12-01 换电台",
    "hold",
    "end-drill",
    "real-situation",
];

/// The columns: who of the sample holds each role.
const PEOPLE: [(&str, Role); 8] = [
    ("D1", Role::Officer),
    ("L1", Role::Leader),
    ("F1", Role::Finance),
    ("I1", Role::Insurer),
    ("E1", Role::Expert),
    ("R01", Role::Responder),
    ("V1", Role::Observer),
    ("X1", Role::Director),
];

fn body(line: &str) -> Body<PrivateText> {
    let place = Place { selected: Some(IncidentId(1_001)), intake: Some(ActionId(7)) };
    let draft = parse_at(line, place).unwrap_or_else(|error| panic!("{line}: {error}"));
    let Ok(body) = draft.try_map(&mut |_| Ok::<_, Infallible>(TEXT));
    body
}

/// Every act with its command, in the order of the table.
fn acts() -> Vec<(Act, Body<PrivateText>)> {
    // What is destroyed is ordered by a command of its own, not by a line of the bar; so is the end of the desk.
    let purge = desk::Command::Purge(desk::Scope::Incident(IncidentId(1_001)));
    let desk = [purge, desk::Command::Stop].map(Body::Desk);
    let bodies = LINES.iter().map(|line| body(line)).chain(desk);
    let mut acts: Vec<_> = bodies.map(|body| (Act::of(&body), body)).collect();
    acts.sort_by_key(|(act, _)| *act);
    let named: Vec<Act> = acts.iter().map(|(act, _)| *act).collect();
    assert_eq!(named, Act::ALL, "every act has one line here");
    acts
}

fn ask(actor: Actor, signed_by: Option<Officer>, body: Body<PrivateText>) -> Command {
    Command { action: ActionId(1 << 80), actor, signed_by, seen: Seen::default(), body }
}

fn cell(desk: &Desk, actor: Actor, body: &Body<PrivateText>) -> &'static str {
    let signer = actor.officer().copied();
    match desk.driver.state.weigh(&ask(actor, None, body.clone())) {
        Ok(Weight::Full) => "go",
        Ok(Weight::Marked) => "mark",
        Err(Refusal::NeedsSignature) => match desk.driver.state.weigh(&ask(actor, signer, body.clone())) {
            Ok(Weight::Full) => "sign",
            _ => "-",
        },
        Err(_) => "-",
    }
}

/// The table as it stands in `authority.txt`; `GOLDEN=write` writes it anew, to be read before a commit.
#[test]
fn the_table_of_every_act_by_every_role() {
    let desk = Desk::new();
    let mut table = String::from(
        "go: with a proved session   sign: with the passphrase each time   mark: unproved, listed at handover   -: refused\n\
         stop: also from the Unix user that runs the desk, and root, who could end its process anyway\n\n",
    );
    let _ = write!(table, "{:<28}{:>9}", "", "unproved");
    for (_, role) in PEOPLE {
        let _ = write!(table, "{:>10}", name::role(Lang::En, role));
    }
    table.push('\n');
    for (act, body) in acts() {
        let _ = write!(table, "{:<28}{:>9}", act.word(), cell(&desk, Actor::Unclaimed, &body));
        for (code, _) in PEOPLE {
            let _ = write!(table, "{:>10}", cell(&desk, proved(code), &body));
        }
        table.push('\n');
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/operations/authority.txt");
    if std::env::var_os("GOLDEN").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), table);
}

#[test]
fn every_refusal_of_a_role_says_who_may() {
    let desk = Desk::new();
    let mut refused = 0;
    for (act, body) in acts() {
        for (code, role) in PEOPLE {
            let given = ask(proved(code), Some(officer(code)), body.clone());
            let Err(refusal) = desk.driver.state.weigh(&given) else { continue };
            let Refusal::NotAllowed(roles) = refusal else { panic!("{act:?} {code}: {refusal:?}") };
            assert!(!roles.has(role) && roles.all().count() > 0, "{act:?} {code}");
            for lang in [Lang::Zh, Lang::En] {
                let mut said = String::new();
                answer::refusal(lang, &refusal, &mut said);
                assert!(roles.all().all(|role| said.contains(name::role(lang, role))), "{said}");
            }
            refused += 1;
        }
    }
    assert!(refused > 150, "{refused}");
}

/// The rules of the table, whatever the table says: default deny, and life first.
#[test]
fn no_proof_no_expiry_and_no_scope_holds_up_an_act_that_serves_life() {
    let hands = |role| {
        [Tenure::Here, Tenure::Ended, Tenure::Elsewhere]
            .into_iter()
            .flat_map(move |tenure| [false, true].map(|signed| Hand::Proved { role, signed, tenure }))
    };
    for act in Act::ALL.iter().copied() {
        let rule = rule(act);
        assert_eq!(weigh(act, Hand::Nobody).is_ok(), rule.is_life(), "{act:?}");
        assert_eq!(weigh(act, Hand::Desk), Ok(Weight::Full));
        for role in Role::ALL {
            let says = weigh(act, Hand::Says(role));
            assert!(says.is_err() || weigh(act, Hand::Nobody).is_ok(), "{act:?}: a claim only narrows");
            for hand in hands(role) {
                let Hand::Proved { signed, tenure, .. } = hand else { unreachable!() };
                let weighed = weigh(act, hand);
                if !rule.roles.has(role) {
                    assert!(weighed.is_err(), "{act:?} {hand:?}: default deny");
                } else if rule.is_life() {
                    let marked = tenure == Tenure::Ended;
                    assert_eq!(
                        weighed,
                        Ok(if marked { Weight::Marked } else { Weight::Full }),
                        "{act:?} {hand:?}"
                    );
                } else {
                    let is_held = tenure != Tenure::Here || rule.proof == Proof::Signature && !signed;
                    assert_eq!(weighed.is_err(), is_held, "{act:?} {hand:?}");
                }
            }
        }
        for onlooker in [Role::Observer, Role::Director] {
            // A director directs drills; and whoever sees that something is real says so.
            let directs = onlooker == Role::Director && act.word().starts_with("drill ");
            let may = directs || act == Act::DrillReal;
            assert_eq!(rule.roles.has(onlooker), may, "{act:?}: {onlooker:?} only looks");
        }
    }
    // Whatever else the table is changed to: these are never a matter of a signature.
    for act in [
        Act::Acknowledge,
        Act::Note,
        Act::CallOpen,
        Act::CallEnd,
        Act::Finding,
        Act::DispatchOrder,
        Act::Evacuate,
    ] {
        assert!(rule(act).is_life(), "{act:?}");
    }
}

/// A desk whose people are changed as another registry would.
fn desk_with(change: impl Fn(&mut Person)) -> Desk {
    let mut desk = Desk::new();
    let registry = super::fixture::registry();
    let mut reference = (*registry.operations).clone();
    reference.people.iter_mut().for_each(change);
    desk.driver.state.attach(Arc::clone(&registry.correlation), Arc::new(reference));
    desk.fire(0, "S-2041");
    desk
}

/// Texts that people typed: for whom the table of roles lets work here, from a session that is known.
#[test]
fn what_people_typed_is_read_by_who_is_known_here() {
    let registry = super::fixture::registry();
    let reads = |actor: Actor, footing| private_of(&registry.operations, &actor, footing) == Private::Joined;
    let struck_off = Officer { code: dutydesk::text::bounded("Z9"), ..officer("D1") };
    for (actor, stranger, known, host) in [
        (Actor::Unclaimed, false, false, true),
        (Actor::Claimed(officer("D1")), false, true, true),
        (proved("D1"), false, true, true),
        (proved("L1"), false, true, true),
        (proved("V1"), false, false, false),
        (Actor::Claimed(officer("V1")), false, false, false),
        (proved("I1"), false, false, false),
        (proved("X1"), false, false, false),
        (Actor::Proved(struck_off), false, false, true),
    ] {
        let seen = [Footing::Stranger, Footing::Officer, Footing::Host].map(|footing| reads(actor, footing));
        assert_eq!(seen, [stranger, known, host], "{actor:?}");
    }
    // By code: at the observer's place a reload may have put an officer.
    let moved = Officer { person: officer("D1").person, ..officer("V1") };
    assert!(!reads(Actor::Proved(moved), Footing::Host));
}

fn zone(code: &str) -> ZoneId {
    super::fixture::registry().operations.zone(code).unwrap()
}

#[test]
fn a_role_holds_through_its_last_day_and_life_goes_on_after_it() {
    let today = 1_800_000_000_000_i64 / 86_400_000;
    for (until, close, mark) in
        [(None, true, false), (Some(today as i32), true, false), (Some(today as i32 - 1), false, true)]
    {
        let mut desk = desk_with(|person| {
            if person.code.as_str() == "D1" {
                person.until_day = until;
            }
        });
        let (verdict, facts) = desk.act(proved("D1"), body("phase 1001 2"));
        let refused = Verdict::Refused(Refusal::RoleEnded);
        assert_eq!(verdict != refused, close, "{until:?}: {verdict:?}");
        assert!(close || facts.is_empty());
        let (verdict, facts) = desk.act(proved("D1"), acknowledge(1));
        let Verdict::Decided { remark, .. } = verdict else { panic!("{until:?}: {verdict:?}") };
        assert_eq!(remark == Some(Remark::Unproved), mark, "{until:?}");
        let by = if mark { Actor::Claimed(officer("D1")) } else { proved("D1") };
        assert_eq!(facts[0].actor, by, "an ended role proves nothing: it is listed at handover");
    }
}

#[test]
fn a_scope_narrows_what_is_no_matter_of_life() {
    for (scope, here) in [("", true), ("HY", true), ("HY-ST", true), ("PARK", true), ("DF", false)] {
        let mut desk = desk_with(|person| {
            if person.code.as_str() == "D1" && !scope.is_empty() {
                person.scope = Scope { zones: [zone(scope)].into(), insurers: [].into() };
            }
        });
        let state = &desk.driver.state;
        let weighed = |line: &str| state.weigh(&ask(proved("D1"), None, body(line)));
        let wanted = if here { Ok(Weight::Full) } else { Err(Refusal::OutOfScope) };
        for line in
            ["phase 1001 2", "shelve S-2041 10 误报", "window HY 30 公司 检测", "reserve 1001 5万 a | b | c"]
        {
            let wanted = if line.starts_with("window") && scope == "HY-ST" {
                Err(Refusal::OutOfScope)
            } else {
                wanted
            };
            assert_eq!(weighed(line), wanted, "{scope}: {line}");
        }
        // The desk as a whole is nobody's who has a part of it.
        let whole = if scope.is_empty() { Ok(Weight::Full) } else { Err(Refusal::OutOfScope) };
        assert_eq!(weighed("rules"), whole, "{scope}");
        assert_eq!(weighed("contribute PICC 5万 H1"), whole, "{scope}");
        for line in ["ack 1001", "evac 1001", "dispatch 1001 T1 guide", "call 1001 control verify"] {
            assert_eq!(weighed(line), Ok(Weight::Full), "{scope}: {line}");
        }
        assert!(matches!(desk.act(proved("D1"), acknowledge(1)).0, Verdict::Decided { .. }));
    }
}

#[test]
fn an_insurer_settles_its_own_claims_only_and_only_when_it_is_named() {
    for (insurers, may) in [(&[0_u32][..], true), (&[1], false), (&[0, 1], true), (&[], false)] {
        let mut desk = desk_with(|person| {
            if person.code.as_str() == "I1" {
                person.scope.insurers = insurers.iter().map(|it| InsurerId(*it)).collect();
            }
        });
        // It reports no loss for another one either: no life waits for that, proved or not.
        for actor in [proved("I1"), Actor::Claimed(officer("I1"))] {
            let weighed = desk.driver.state.weigh(&ask(actor, None, body("claim 1001 PICC BA-1")));
            assert_eq!(weighed.is_ok(), may, "{insurers:?} {actor:?}: {weighed:?}");
            assert!(may || weighed == Err(Refusal::OutOfScope));
        }
        let (verdict, _) = desk.act(proved("D1"), body("claim 1001 PICC BA-1"));
        assert!(matches!(verdict, Verdict::Decided { .. }), "{verdict:?}");
        let (verdict, facts) = desk.act(proved("I1"), body("papers 1"));
        assert_eq!(matches!(verdict, Verdict::Decided { .. }), may, "{insurers:?}: {verdict:?}");
        assert!(may || verdict == Verdict::Refused(Refusal::OutOfScope) && facts.is_empty());
    }
}

/// A reload moves people: who stood at a number is another.
#[test]
fn a_role_is_looked_up_by_code() {
    let mut desk = desk_with(|_| {});
    let leader = officer("L1");
    let registry = super::fixture::registry();
    let mut reference = (*registry.operations).clone();
    reference.people.reverse();
    desk.driver.state.attach(Arc::clone(&registry.correlation), Arc::new(reference));
    let decide = ask(Actor::Unclaimed, Some(leader), body("level 1001 III"));
    assert_eq!(desk.driver.state.weigh(&decide), Ok(Weight::Full));
    let other = Officer { code: officer("D1").code, ..leader };
    let decide = ask(Actor::Unclaimed, Some(other), body("level 1001 III"));
    assert!(matches!(desk.driver.state.weigh(&decide), Err(Refusal::NotAllowed(_))));
    let stranger = Officer { code: dutydesk::text::bounded("Z9"), ..leader };
    let decide = ask(Actor::Proved(stranger), None, body("phase 1001 2"));
    assert_eq!(
        desk.driver.state.weigh(&decide),
        Err(Refusal::NeedsProof),
        "who is struck off proves nothing"
    );
    let ack = ask(Actor::Proved(stranger), None, body("ack 1001"));
    assert_eq!(desk.driver.state.weigh(&ack), Ok(Weight::Marked), "and is never in the way of life");
}
