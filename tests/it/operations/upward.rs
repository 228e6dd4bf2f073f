//! What goes upward: who signs it, when it is owed, what of it stands.

use super::fixture::{Desk, T0, TEXT, deadlines, id, officer, proved, registry};
use dutydesk::engine::driver::Driver;
use dutydesk::operations::actor::{Actor, PrivateText};
use dutydesk::operations::authority::Roles;
use dutydesk::operations::call::{self, Witness};
use dutydesk::operations::command::{Body, Command, Seen};
use dutydesk::operations::deadline::{Fact as Owed, Subject};
use dutydesk::operations::dossier;
use dutydesk::operations::fact::{Body as FactBody, Fact};
use dutydesk::operations::finding::{self, Found, People, Reliability, Scene};
use dutydesk::operations::incident;
use dutydesk::operations::order::{self, ResponseLevel};
use dutydesk::operations::outcome::{self, Refusal};
use dutydesk::operations::reference::{Pack, Role};
use dutydesk::operations::report::{self, Channel, Kind};
use dutydesk::operations::snapshot::{Look, Waiting};
use dutydesk::operations::state::Verdict;
use dutydesk::registry::Registry;
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, EntryNumber, EvidenceLevel, IncidentId, Instant, OrderId, Span};
use std::sync::Arc;

const ONE: IncidentId = id(1);

/// The sample park with a pack of 15 and 35 minutes, an hour, and 2 hours.
fn park() -> Arc<Registry> {
    let mut park = (*registry()).clone();
    let mut operations = (*park.operations).clone();
    operations.pack = Pack {
        first_phone: Span::minutes(15),
        first_written: Span::minutes(35),
        unit_report: Span::minutes(60),
        follow_up: Span::minutes(120),
        ..Pack::default()
    };
    park.operations = Arc::new(operations);
    Arc::new(park)
}

/// A desk with a fire that D1 has.
fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.driver = Driver::new(park());
    desk.facts.clear();
    desk.tick(0);
    desk.fire(0, "S-2031");
    desk.acknowledge(1);
    desk
}

fn act(desk: &mut Desk, millis: i64, body: Body<PrivateText>) -> (Verdict, Vec<Fact>) {
    desk.now = T0.after(Span(millis));
    desk.act(proved("D1"), body)
}

fn signed(desk: &mut Desk, by: &str, action: u128, body: Body<PrivateText>) -> Verdict {
    let (actor, seen) = (proved("D1"), Seen::default());
    let command = Command { action: ActionId(action), actor, signed_by: Some(officer(by)), seen, body };
    desk.give(&command).0
}

fn find(found: Found, witness: Witness<PrivateText, call::Party>) -> Body<PrivateText> {
    let reliability = Reliability::of(&witness);
    Body::Finding(finding::Command::Find { incident: ONE, found, witness, reliability })
}

fn control() -> Witness<PrivateText, call::Party> {
    Witness::Callee(call::Party::Code(bounded("control")))
}

fn real() -> Body<PrivateText> {
    let (verdict, witness) = (incident::Verdict::Real, control());
    Body::Incident(incident::Command::Verify { incident: ONE, verdict, witness, place: None })
}

fn submit(kind: Kind) -> Body<PrivateText> {
    Body::Report(report::Command::Submit { incident: ONE, kind, text: TEXT })
}

fn sign(number: u16) -> Body<PrivateText> {
    Body::Report(report::Command::Sign { incident: ONE, number })
}

fn send(number: u16, channel: Channel) -> Body<PrivateText> {
    Body::Report(report::Command::Send { incident: ONE, number, channel, receipt: bounded("R1") })
}

fn due(desk: &Desk, subject: Subject) -> Option<Instant> {
    desk.driver.state.deadlines.of(subject).map(|it| it.due)
}

fn refused(refusal: report::Refusal) -> Verdict {
    Verdict::Refused(Refusal::Report(refusal))
}

fn is_done(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Decided { .. })
}

#[test]
fn the_first_report_is_owed_from_the_verdict_or_the_first_casualty() {
    let missing = || find(Found::People(People { missing: Some(2), ..People::default() }), control());
    let counted = || find(Found::People(People { counted: Some(12), ..People::default() }), control());
    let minute = |minutes: i64| Some(T0.after(Span::minutes(minutes)));
    for (name, acts, wanted) in [
        ("nothing is owed of what nobody verified", vec![(60_000, counted())], None),
        ("from the verdict", vec![(60_000, real())], minute(1)),
        ("from the first casualty", vec![(60_000, missing())], minute(1)),
        ("the casualty came first", vec![(60_000, missing()), (120_000, real())], minute(1)),
        ("the verdict came first", vec![(60_000, real()), (120_000, missing())], minute(1)),
        ("a second word sets nothing back", vec![(60_000, real()), (120_000, real())], minute(1)),
    ] {
        let mut desk = desk();
        for (millis, body) in acts {
            assert!(is_done(&act(&mut desk, millis, body).0), "{name}");
        }
        let after = |span| wanted.map(|from: Instant| from.after(span));
        let phone = due(&desk, Subject::FirstReport(ONE, Channel::Phone));
        let written = due(&desk, Subject::FirstReport(ONE, Channel::Written));
        assert_eq!(phone, after(Span::minutes(15)), "{name}");
        assert_eq!(written, after(Span::minutes(35)), "{name}");
    }
}

#[test]
fn the_report_after_the_end_is_the_final_one_and_meets_the_follow_up() {
    let mut desk = desk();
    act(&mut desk, 60_000, real());
    act(&mut desk, 120_000, submit(Kind::First));
    assert!(is_done(&signed(&mut desk, "L1", 800, sign(1))));
    for channel in [Channel::Phone, Channel::Written] {
        act(&mut desk, 180_000, send(1, channel));
    }
    let drafted = |desk: &Desk| {
        let look = Look { selected: Some(ONE), ..Look::default() };
        dossier::gather(&desk.driver.state, look).unwrap().form.map(|form| (form.kind, form.number))
    };
    let found = |scene| {
        let (witness, reliability) = (Witness::Officer, Reliability::Confirmed);
        Body::Finding(finding::Command::Find {
            incident: ONE,
            found: Found::Scene(scene),
            witness,
            reliability,
        })
    };
    // Its detectors are quiet, and it burns: they may have burnt themselves.
    act(&mut desk, 190_000, found(Scene::Flame));
    desk.clear(200_000, "S-2031");
    assert_eq!(drafted(&desk), Some((Kind::FollowUp, 2)));
    act(&mut desk, 210_000, found(Scene::Out));
    assert_eq!(drafted(&desk), Some((Kind::Final, 2)));
    // Overdue or not, the last one is what is owed now.
    desk.tick(180_000 + 121 * 60_000);
    assert!(desk.driver.state.deadlines.of(Subject::FollowUp(ONE)).unwrap().passed);
    assert_eq!(drafted(&desk), Some((Kind::Final, 2)));
    act(&mut desk, 180_000 + 122 * 60_000, submit(Kind::Final));
    assert!(is_done(&signed(&mut desk, "L1", 801, sign(2))));
    let ended = deadlines(&desk.facts);
    let met = |it: &Owed| matches!(it, Owed::Met { subject: Subject::FollowUp(_), .. });
    assert!(ended.iter().any(|(_, it)| met(it)), "{ended:?}");
    assert_eq!((due(&desk, Subject::FollowUp(ONE)), drafted(&desk)), (None, None));
}

#[test]
fn a_report_is_met_by_its_own_channel_and_follow_ups_go_on_until_the_final_one() {
    let mut desk = desk();
    act(&mut desk, 60_000, real());
    act(&mut desk, 120_000, submit(Kind::First));
    assert_eq!(
        act(&mut desk, 121_000, send(1, Channel::Phone)).0,
        refused(report::Refusal::NotSigned(ONE, 1))
    );
    assert!(is_done(&signed(&mut desk, "L1", 800, sign(1))));
    let (_, facts) = act(&mut desk, 180_000, send(1, Channel::Phone));
    let met = |facts: &[Fact], subject| {
        deadlines(facts).iter().any(|(_, it)| matches!(it, Owed::Met { subject: of, .. } if *of == subject))
    };
    assert!(met(&facts, Subject::FirstReport(ONE, Channel::Phone)));
    assert!(due(&desk, Subject::FirstReport(ONE, Channel::Written)).is_some(), "the other one runs on");
    assert_eq!(due(&desk, Subject::FollowUp(ONE)), Some(T0.after(Span(180_000)).after(Span::minutes(120))));
    let again = refused(report::Refusal::AlreadySent(ONE, 1));
    assert_eq!(act(&mut desk, 181_000, send(1, Channel::Phone)).0, again);
    act(&mut desk, 190_000, submit(Kind::FollowUp));
    signed(&mut desk, "L1", 801, sign(2));
    let (_, facts) = act(&mut desk, 240_000, send(2, Channel::Written));
    assert!(met(&facts, Subject::FollowUp(ONE)), "the one is met, the next one starts");
    assert_eq!(due(&desk, Subject::FollowUp(ONE)), Some(T0.after(Span(240_000)).after(Span::minutes(120))));
    act(&mut desk, 250_000, submit(Kind::Final));
    signed(&mut desk, "L1", 802, sign(3));
    assert_eq!(due(&desk, Subject::FollowUp(ONE)), None);
    assert_eq!(act(&mut desk, 260_000, submit(Kind::FollowUp)).0, refused(report::Refusal::Finished(ONE)));
}

#[test]
fn only_a_leader_signs_and_never_their_own() {
    let mut desk = desk();
    act(&mut desk, 60_000, submit(Kind::First));
    assert_eq!(act(&mut desk, 61_000, sign(1)).0, Verdict::Refused(Refusal::NeedsSignature));
    for (nth, code) in ["D1", "D2", "F1"].into_iter().enumerate() {
        assert_eq!(
            signed(&mut desk, code, 810 + nth as u128, sign(1)),
            Verdict::Refused(Refusal::NotAllowed(Roles::of(&[Role::Leader])))
        );
    }
    let gone = report::Command::Return { incident: ONE, number: 1, reason: TEXT };
    assert_eq!(
        act(&mut desk, 62_000, Body::Report(gone)).0,
        Verdict::Refused(Refusal::NotAllowed(Roles::of(&[Role::Leader])))
    );
    assert!(is_done(&desk.act(proved("L1"), Body::Report(gone)).0));
    // A returned one keeps its number, whoever submits it again.
    assert!(is_done(&desk.act(proved("L1"), submit(Kind::First)).0));
    let rows: Vec<u16> = desk.driver.state.reports.of(ONE).map(|it| it.number).collect();
    assert_eq!(rows, [1]);
    assert_eq!(signed(&mut desk, "L1", 820, sign(1)), refused(report::Refusal::OwnReport(ONE, 1)));
    assert!(is_done(&signed(&mut desk, "L2", 821, sign(1))));
    assert_eq!(signed(&mut desk, "L2", 822, sign(1)), refused(report::Refusal::NotWaiting(ONE, 1)));
}

#[test]
fn reports_come_in_their_order() {
    let mut desk = desk();
    assert_eq!(act(&mut desk, 1_000, submit(Kind::FollowUp)).0, refused(report::Refusal::FirstMissing(ONE)));
    assert_eq!(act(&mut desk, 1_000, submit(Kind::Final)).0, refused(report::Refusal::FirstMissing(ONE)));
    assert!(is_done(&act(&mut desk, 1_000, submit(Kind::First)).0));
    assert_eq!(act(&mut desk, 2_000, submit(Kind::FollowUp)).0, refused(report::Refusal::Waits(ONE, 1)));
    let waiting = desk.snapshot().waiting.clone();
    assert!(matches!(waiting[..], [Waiting::Report { incident: ONE, number: 1, .. }]), "{waiting:?}");
    signed(&mut desk, "L1", 830, sign(1));
    assert!(desk.snapshot().waiting.is_empty());
    assert_eq!(act(&mut desk, 3_000, submit(Kind::First)).0, refused(report::Refusal::FirstExists(ONE)));
    assert_eq!(act(&mut desk, 3_000, sign(9)).0, Verdict::Refused(Refusal::NeedsSignature));
    assert_eq!(signed(&mut desk, "L1", 831, sign(9)), refused(report::Refusal::NoSuchReport(ONE, 9)));
}

#[test]
fn words_of_danger_prove_and_people_at_risk_are_life_risk() {
    let other = || Witness::Other(TEXT);
    for (found, witness, level) in [
        (Found::Scene(Scene::Flame), control(), 4),
        (Found::Scene(Scene::Flame), other(), 1),
        (Found::Scene(Scene::Out), control(), 0),
        (Found::People(People { trapped: Some(1), ..People::default() }), control(), 4),
        (Found::People(People { expected: Some(14), ..People::default() }), control(), 0),
    ] {
        let mut desk = desk();
        assert!(is_done(&act(&mut desk, 1_000, find(found, witness)).0));
        assert_eq!(desk.incident(1).word, EvidenceLevel(level), "{found:?}");
    }
    let mut desk = desk();
    desk.clear(500, "S-2031");
    assert!(!desk.driver.state.life_risk(ONE));
    let count = |people: People| find(Found::People(people), control());
    act(&mut desk, 1_000, count(People { expected: Some(14), ..People::default() }));
    act(&mut desk, 2_000, count(People { counted: Some(12), ..People::default() }));
    assert!(desk.driver.state.life_risk(ONE), "two are missing");
    let (verdict, _) = act(&mut desk, 3_000, count(People { counted: Some(15), ..People::default() }));
    let more = finding::Refusal::MoreThanExpected { expected: 14, counted: 15 };
    assert_eq!(verdict, Verdict::Refused(Refusal::Finding(more)));
    act(&mut desk, 4_000, count(People { counted: Some(14), ..People::default() }));
    assert!(!desk.driver.state.life_risk(ONE));
}

#[test]
fn orders_have_a_leader_a_carrier_and_a_clock() {
    let mut desk = desk();
    let give = |from: Option<&str>, carrier: Option<&str>| {
        let (from, carrier) = (from.map(bounded), carrier.map(bounded));
        Body::Order(order::Command::Give {
            incident: ONE,
            text: TEXT,
            from,
            carrier,
            within: Span::minutes(10),
        })
    };
    let no = |refusal| Verdict::Refused(Refusal::Order(refusal));
    let nobody = no(order::Refusal::NoSuchPerson(bounded("X9")));
    assert_eq!(act(&mut desk, 1_000, give(None, None)).0, no(order::Refusal::NotALeader(bounded("D1"))));
    assert_eq!(
        act(&mut desk, 1_000, give(Some("D2"), None)).0,
        no(order::Refusal::NotALeader(bounded("D2")))
    );
    assert_eq!(act(&mut desk, 1_000, give(Some("L1"), Some("X9"))).0, nobody);
    assert!(is_done(&act(&mut desk, 1_000, give(Some("L1"), None)).0));
    assert!(is_done(&desk.act(proved("L1"), give(None, Some("D2"))).0), "a leader writes it");
    let subject = Subject::Order(ONE, OrderId(1));
    assert_eq!(due(&desk, subject), Some(T0.after(Span(1_000)).after(Span::minutes(10))));
    let order = *desk.driver.state.orders.get(OrderId(1)).unwrap();
    assert_eq!((order.from.as_str(), order.carrier), ("L1", officer("D1").person));
    let done = Body::Order(order::Command::Done { order: OrderId(1) });
    let (_, facts) = act(&mut desk, 2_000, done.clone());
    assert!(facts.iter().any(|it| matches!(it.body, FactBody::Deadline(Owed::Met { .. }))));
    assert_eq!(act(&mut desk, 3_000, done).0, no(order::Refusal::AlreadyDone(OrderId(1))));
}

#[test]
fn a_level_is_proposed_by_anyone_and_decided_by_a_leader() {
    let mut desk = desk();
    let decide = |level| Body::Order(order::Command::Decide { incident: ONE, level });
    let propose = || Body::Order(order::Command::Propose { incident: ONE, level: ResponseLevel::Three });
    let same = Verdict::Refused(outcome::Refusal::Order(order::Refusal::SameLevel(ONE)));
    assert_eq!(signed(&mut desk, "L1", 840, decide(None)), same);
    assert!(is_done(&desk.act(Actor::Unclaimed, propose()).0));
    assert!(matches!(desk.snapshot().waiting[..], [Waiting::Level { level: ResponseLevel::Three, .. }]));
    assert_eq!(
        signed(&mut desk, "D2", 841, decide(Some(ResponseLevel::Three))),
        Verdict::Refused(Refusal::NotAllowed(Roles::of(&[Role::Leader])))
    );
    assert!(is_done(&signed(&mut desk, "L1", 842, decide(Some(ResponseLevel::Three)))));
    assert!(desk.snapshot().waiting.is_empty());
    assert_eq!(desk.snapshot().incidents[0].response, Some(ResponseLevel::Three));
    assert_eq!(desk.act(proved("D1"), propose()).0, same);
    assert!(is_done(&signed(&mut desk, "L1", 843, decide(None))));
    assert_eq!(desk.snapshot().incidents[0].response, None);
}

#[test]
fn a_folded_desk_owes_and_holds_the_same() {
    let mut desk = desk();
    act(&mut desk, 60_000, real());
    act(&mut desk, 61_000, find(Found::People(People { missing: Some(2), ..People::default() }), control()));
    act(&mut desk, 62_000, submit(Kind::First));
    signed(&mut desk, "L1", 850, sign(1));
    act(&mut desk, 63_000, send(1, Channel::Phone));
    act(&mut desk, 64_000, Body::Report(report::Command::UnitReported { incident: ONE }));
    let within = Span::minutes(10);
    let (from, carrier) = (Some(bounded("L1")), None);
    let give = order::Command::Give { incident: ONE, text: TEXT, from, carrier, within };
    act(&mut desk, 65_000, Body::Order(give));
    let level = Some(ResponseLevel::Two);
    signed(&mut desk, "L1", 851, Body::Order(order::Command::Decide { incident: ONE, level }));
    let mut again = Driver::new(park());
    for (number, fact) in (1..).zip(&desk.facts) {
        again.state.fold(EntryNumber(number), fact);
    }
    let bytes = |driver: &Driver| {
        let state = &driver.state;
        let parts = (&state.findings, &state.reports, &state.orders, &state.deadlines, &state.incidents);
        postcard::to_allocvec(&parts).unwrap()
    };
    assert_eq!(bytes(&desk.driver), bytes(&again));
}
