//! Words of a scenario, and the entries that they mean.

use dutydesk::correlation::alarm::HazardFamily;
use dutydesk::correlation::change::{Change, RenewCause, What};
use dutydesk::drill::expected::{Answer, Codes, Expected, Plight};
use dutydesk::operations::actor::{Officer, PrivateText};
use dutydesk::operations::call::{self, Agency, Callee, Purpose, Witness};
use dutydesk::operations::delivery::{self, About, Target};
use dutydesk::operations::dispatch::{self, Status, Task};
use dutydesk::operations::fact::Body;
use dutydesk::operations::finding::{self, Found, People, Reliability, Scene};
use dutydesk::operations::incident::fact::Named;
use dutydesk::operations::incident::{self, Cause, Disposition, Phase, Verdict};
use dutydesk::operations::order::ResponseLevel;
use dutydesk::operations::reference::{Code, Name};
use dutydesk::operations::report::{self, Channel, Kind};
use dutydesk::operations::{claim, drill, feed, intake, order, pool};
use dutydesk::text::bounded;
use dutydesk::units::{
    ActionId, ClaimId, DeliveryId, Digest, DispatchId, FeedId, Fen, IncidentId, InputNumber, Instant,
    InsurerId, OrderId, PersonId, ReservationId, SiteId, TeamId, WarningId, ZoneId,
};

const ONE: IncidentId = IncidentId(1_001);
const TEXT: PrivateText = PrivateText { token: 7, digest: Digest([7; 32]) };

/// A registry of one each, and a first report and a final one.
pub(super) struct Book;

impl Codes for Book {
    fn code_of(&self, callee: Callee) -> Option<Code> {
        match callee {
            Callee::Agency(_) => None,
            Callee::Site { .. } => Some(bounded("HY")),
            Callee::Person(_) => Some(bounded("L1")),
            Callee::Team(_) => Some(bounded("T4")),
            Callee::Insurer { .. } => Some(bounded("PICC")),
        }
    }

    fn kind_of(&self, _: IncidentId, number: u16) -> Option<Kind> {
        [Kind::First, Kind::Final].get(usize::from(number).checked_sub(1)?).copied()
    }
}

/// Every act as a scenario writes it.
pub(crate) const WORDS: &str = "
    alarm, quiet, warning, surge, feed-lost, escalated, ack, call 119,
    call 120, call 110, call power, call gas, call upward, call 119 update, call site, call site HY,
    call head, call L1, call T4, call PICC, intake, verify, verify real, verify false,
    verify open, people, people missing, people trapped, people hurt, people dead, people accounted, scene,
    scene flame, scene stopped, dispatch, dispatch T4, dispatch attack, dispatch T4 attack, accepted T4, en-route,
    on-scene, refused T4, unanswered, released T1, returned T1, replaced, evac, evac-heard,
    evac-heard T4, report first, report follow-up, sign final, send first, unit, order, done,
    propose, level, level none, claim, claim PICC, papers, agree, reserve,
    post, void, paid, arrived, refill, recover, relay, feed-ack,
    merge, close, reopen, note, shelve, handover, phase 0, phase 3,
    inject J3,
";

#[test]
fn words_are_read_and_written() {
    for words in WORDS.split(',').map(str::trim).filter(|words| !words.is_empty()) {
        let read = Expected::parse(words).unwrap_or_else(|| panic!("{words} means nothing"));
        assert_eq!(read.to_string(), words);
        let shouted = Expected::parse(&format!("  {}  ", words.to_uppercase().replace(' ', "   ")));
        assert_eq!(shouted.map(|it| it.to_string().to_uppercase()), Some(words.to_uppercase()), "{words}");
    }
    assert_eq!(Expected::parse("call 119"), Some(Expected::Reached(Agency::Fire)));
    assert_eq!(Expected::parse("verify false"), Some(Expected::Verified(Some(Answer::False))));
    assert_eq!(Expected::parse("people trapped"), Some(Expected::PeopleAre(Plight::Trapped)));
    // Two ways to write one code are one act.
    assert_eq!(Expected::parse("dispatch t4 ATTACK"), Expected::parse("dispatch T4 attack"));
}

#[test]
fn other_words_mean_nothing() {
    for words in [
        "",
        " ",
        "burn",
        "ack 1001",
        "call",
        "call T4 update",
        "call 119 now",
        "call 119 update now",
        "call site HY now",
        "call acodethatistoolong",
        "verify perhaps",
        "people happy",
        "scene burnt",
        "dispatch T4 dance",
        "dispatch T4 attack now",
        "accepted T4 T5",
        "ordered T4",
        "report",
        "report last",
        "phase",
        "phase 4",
        "phase 01",
        "inject",
        "level three",
        "evac-heard T4 T5",
    ] {
        assert_eq!(Expected::parse(words), None, "{words}");
    }
}

fn alarm(what: What) -> Body {
    let change = Change { at: Instant(0), what };
    Body::Incident(incident::Fact::Alarm { change, named: Named::default() })
}

pub(super) fn called(callee: Callee, purpose: Purpose, outcome: call::Outcome) -> Body {
    let (post, reference) = (Name::new(), bounded(""));
    Body::Call(call::Fact::Ended { incident: ONE, callee, purpose, post, outcome, by: None, reference })
}

fn verified(verdict: Verdict) -> Body {
    let witness = Witness::Officer;
    Body::Incident(incident::Fact::Verified { incident: ONE, verdict, witness, place: None })
}

pub(super) fn found(found: Found) -> Body {
    let (witness, reliability) = (Witness::Officer, Reliability::Confirmed);
    Body::Finding(finding::Fact::Found { incident: ONE, found, witness, reliability })
}

pub(super) fn ordered(team: &str, task: Task) -> Body {
    Body::Dispatch(dispatch::Fact::Ordered {
        dispatch: DispatchId(1),
        incident: ONE,
        team: TeamId(3),
        code: bounded(team),
        task,
        staging: Name::new(),
        instead: None,
        despite: None,
        replaces: None,
    })
}

pub(super) fn moved(team: &str, to: Status) -> Body {
    let (code, from) = (bounded(team), Status::Ordered);
    let dispatch = DispatchId(1);
    Body::Dispatch(dispatch::Fact::Moved { dispatch, incident: ONE, code, from, to, eta_minutes: None })
}

fn recorded(target: Target, about: About) -> Body {
    Body::Delivery(delivery::Fact::Recorded {
        delivery: DeliveryId(1),
        incident: None,
        target,
        post: Name::new(),
        about,
        key: ActionId(1),
        by_machine: true,
    })
}

fn officer(code: &str) -> Officer {
    Officer { person: PersonId(1), code: bounded(code) }
}

/// What people on the telephone and on the spot do: an entry, the words that mean it, and words that are close and do not.
fn rescue() -> Vec<(Body, &'static str, &'static str)> {
    let answered = call::Outcome::Answered;
    let site = Callee::Site { site: SiteId(0), contact: 0 };
    let fire = Callee::Agency(Agency::Fire);
    let insurer = Callee::Insurer { insurer: InsurerId(0), contact: 1 };
    let false_alarm = Verdict::False { cause: Cause::Steam, restored: true };
    let people = |people: People| found(Found::People(people));
    let acknowledged = incident::Fact::Acknowledged { incident: ONE, upto: InputNumber(9), came_later: 0 };
    let nobody = People { expected: Some(14), counted: Some(14), missing: Some(0), ..People::default() };
    vec![
        (Body::Incident(acknowledged), "ack", "escalated"),
        (called(fire, Purpose::Alarm, answered), "call 119", "call 120|call 119 update|call 119x"),
        (called(fire, Purpose::Update, answered), "call 119|call 119 update", "call 110|call 120 update"),
        (called(fire, Purpose::Alarm, call::Outcome::Busy), "", "call 119"),
        (called(site, Purpose::Verify, answered), "call site|call site hy", "call site XX|call head|call HY"),
        (called(site, Purpose::UnitHead, answered), "call head", "call site XX"),
        (
            called(Callee::Person(PersonId(0)), Purpose::Brief, answered),
            "call L1|call l1",
            "call L2|call head",
        ),
        (called(Callee::Team(TeamId(0)), Purpose::Other, answered), "call T4", "call T1"),
        (called(insurer, Purpose::Notice, answered), "call PICC", "call CPIC"),
        (called(insurer, Purpose::Notice, call::Outcome::NoAnswer), "", "call PICC"),
        (verified(Verdict::Real), "verify|verify real", "verify false|verify open"),
        (verified(false_alarm), "verify|verify false", "verify real"),
        (verified(Verdict::Open), "verify|verify open", "verify real|verify false"),
        (
            people(People { trapped: Some(1), ..People::default() }),
            "people|people trapped",
            "people accounted",
        ),
        (
            people(People { counted: Some(12), missing: Some(2), ..nobody }),
            "people missing",
            "people accounted",
        ),
        (people(nobody), "people|people accounted", "people missing|people trapped|scene"),
        (found(Found::Scene(Scene::Out)), "scene|scene out", "scene flame|people"),
        (
            ordered("T4", Task::Attack),
            "dispatch|dispatch t4|dispatch attack|dispatch T4 attack",
            "dispatch T1",
        ),
        (ordered("T4", Task::Plug), "dispatch T4|dispatch plug", "dispatch T4 attack|dispatch attack"),
        (moved("T4", Status::Accepted), "accepted|accepted T4", "accepted T1|on-scene T4|dispatch T4"),
        (moved("T1", Status::Back), "returned|returned T1", "returned T4|released T1"),
    ]
}

/// What is written, ordered and paid.
fn papers() -> Vec<(Body, &'static str, &'static str)> {
    let submitted = report::Fact::Submitted { incident: ONE, number: 1, kind: Kind::First, text: TEXT };
    let signed = |number| report::Fact::Signed { incident: ONE, number, by: officer("L1") };
    let sent = report::Fact::Sent { incident: ONE, number: 2, channel: Channel::Phone, receipt: bounded("") };
    let decided = |level| Body::Order(order::Fact::Decided { incident: ONE, level, by: officer("L1") });
    let opened = claim::Fact::Opened {
        claim: ClaimId(1),
        incident: ONE,
        insurer: InsurerId(0),
        code: bounded("PICC"),
        number: bounded("N1"),
        policy: bounded(""),
    };
    let reserved = pool::Fact::Reserved {
        reservation: ReservationId(1),
        incident: ONE,
        amount: Fen(5),
        payee: TEXT,
        purpose: TEXT,
        evidence: TEXT,
        maker: officer("D1"),
        expires: Instant(9),
    };
    let paid = pool::Fact::Paid { reservation: ReservationId(1), incident: ONE, receipt: bounded("H7") };
    let taken = intake::Fact::Taken {
        intake: ActionId(1),
        incident: ONE,
        opened: true,
        zone: ZoneId(1),
        place: bounded("2号车间"),
        family: HazardFamily::Fire,
        exactly: None,
    };
    let ended = intake::Fact::Ended { intake: ActionId(1), incident: ONE };
    let closed = incident::Fact::Closed { incident: ONE, disposition: Disposition::Handled, reason: None };
    let about_team = About::Dispatch(DispatchId(1));
    vec![
        (Body::Report(submitted), "report first", "report final|sign first|send first"),
        (Body::Report(signed(1)), "sign first", "sign final|report first"),
        (Body::Report(signed(3)), "", "sign first|sign final|sign follow-up"),
        (Body::Report(sent), "send final", "send first"),
        (Body::Order(order::Fact::Done { order: OrderId(1), incident: ONE }), "done", "order"),
        (decided(Some(ResponseLevel::Three)), "level", "level none|propose"),
        (decided(None), "level none", "level"),
        (Body::Claim(opened), "claim|claim PICC|claim picc", "claim CPIC|refill"),
        (Body::Pool(reserved), "reserve", "post|void"),
        (Body::Pool(paid), "paid", "post|arrived"),
        (Body::Intake(taken), "intake", "alarm"),
        (Body::Intake(ended), "", "intake"),
        (Body::Incident(closed), "close", "reopen"),
        (recorded(Target::Insurer(InsurerId(0)), About::Relay(WarningId(1))), "relay", "dispatch"),
        (recorded(Target::Team(TeamId(3)), about_team), "", "relay|dispatch"),
    ]
}

/// What devices, feeds and the director do.
fn world() -> Vec<(Body, &'static str, &'static str)> {
    let feed = FeedId(0);
    let given = drill::Fact::Given { inject: 2, code: bounded("J3"), by_hand: true };
    let entered = drill::Fact::Entered { phase: Phase::Rescue, in_order: true, reason: None };
    vec![
        (alarm(What::Opened { incident: ONE, zone: ZoneId(3), family: HazardFamily::Gas }), "alarm", "quiet"),
        (alarm(What::Quieted { incident: ONE }), "quiet", "alarm"),
        (alarm(What::Renewed { incident: ONE, cause: RenewCause::NewKind }), "", "alarm|ack"),
        (Body::Feed(feed::Fact::Broken { feed, since: Instant(0) }), "feed-lost", "feed-ack"),
        (Body::Feed(feed::Fact::Known { feed, since: Instant(0) }), "feed-ack", "feed-lost"),
        (Body::Feed(feed::Fact::Speaks { feed, since: Instant(0) }), "", "feed-lost|feed-ack"),
        (Body::Drill(given), "inject J3|inject j3", "inject J2"),
        (Body::Drill(entered), "phase 2", "phase 1|phase 3"),
        (Body::Drill(drill::Fact::Ready { phase: Phase::Rescue }), "", "phase 2"),
    ]
}

/// A registry that has forgotten everybody.
struct Nobody;

impl Codes for Nobody {
    fn code_of(&self, _: Callee) -> Option<Code> {
        None
    }

    fn kind_of(&self, _: IncidentId, _: u16) -> Option<Kind> {
        None
    }
}

#[test]
fn whoever_is_known_by_no_code_is_nobody_in_particular() {
    let read = |words: &str| Expected::parse(words).unwrap();
    let site = called(Callee::Site { site: SiteId(0), contact: 0 }, Purpose::Verify, call::Outcome::Answered);
    assert!(read("call site").is(&site, &Nobody) && !read("call site HY").is(&site, &Nobody));
    let person = called(Callee::Person(PersonId(0)), Purpose::Brief, call::Outcome::Answered);
    assert!(!read("call L1").is(&person, &Nobody));
}

/// Acts in pairs: one act can be both, whichever of them is asked; or none can.
#[test]
fn one_act_can_be_two_things_or_it_cannot() {
    let read = |words: &str| Expected::parse(words).unwrap_or_else(|| panic!("{words} means nothing"));
    for (one, others, not) in [
        ("ack", "ack", "alarm, escalated, verify"),
        ("dispatch", "dispatch, dispatch T4, dispatch attack, dispatch T4 attack", "accepted, evac"),
        ("dispatch T4", "dispatch t4, dispatch attack, dispatch T4 plug", "dispatch T1, dispatch T1 attack"),
        ("dispatch attack", "dispatch T1, dispatch T4 attack", "dispatch plug, dispatch T4 plug"),
        ("accepted T4", "accepted, accepted t4", "accepted T1, on-scene T4, on-scene, dispatch T4"),
        ("call 119", "call 119, call 119 update", "call 120, call 120 update, call head, call L1"),
        ("call 119 update", "call 119", "call 110, call 110 update"),
        ("call head", "call site, call site HY, call L1", "call 119, call 119 update"),
        ("call site", "call site, call site HY", "call L1"),
        ("call site HY", "call site hy", "call site XX"),
        ("call L1", "call l1", "call L2"),
        ("verify", "verify real, verify false", "close"),
        ("verify real", "verify real", "verify false, verify open"),
        ("people", "people, people trapped, people accounted", "scene"),
        ("people trapped", "people hurt, people dead, people missing", "people accounted"),
        ("people accounted", "people hurt, people dead, people accounted", "people missing"),
        ("scene", "scene out", "people"),
        ("scene out", "scene out", "scene flame"),
        ("claim", "claim PICC", "agree"),
        ("claim PICC", "claim picc", "claim CPIC"),
        ("evac-heard T4", "evac-heard", "evac-heard T1, evac"),
        ("report first", "report first", "report final, sign first"),
        ("level", "level", "level none"),
        ("phase 2", "phase 2", "phase 1"),
        ("inject J3", "inject j3", "inject J1"),
    ] {
        for (list, can) in [(others, true), (not, false)] {
            for other in list.split(',') {
                let (one, other) = (read(one), read(other));
                assert_eq!((one.can_be(&other), other.can_be(&one)), (can, can), "{one} and {other}");
            }
        }
    }
}

#[test]
fn an_entry_is_what_the_words_mean() {
    for (fact, meant, others) in rescue().into_iter().chain(papers()).chain(world()) {
        let read = |words: &str| Expected::parse(words).unwrap_or_else(|| panic!("{words} means nothing"));
        for words in meant.split('|').filter(|words| !words.is_empty()) {
            assert!(read(words).is(&fact, &Book), "{words} is {fact:?}");
        }
        for words in others.split('|') {
            assert!(!read(words).is(&fact, &Book), "{words} is not {fact:?}");
        }
    }
}
