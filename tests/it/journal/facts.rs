//! Every fact becomes an entry and comes back the same.

use crate::journal::officer;
use dutydesk::correlation::Shapes;
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, HazardFamily, Occurrence};
use dutydesk::correlation::change::{Change, Reason, ReasonCode, RenewCause, Table, What};
use dutydesk::journal::draft::{self, Draft, Officers, UNKNOWN_PERSON};
use dutydesk::journal::row::Row;
use dutydesk::journal::{Head, chain};
use dutydesk::operations::actor::{Actor, Officer, PrivateText};
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::handover::{Keys, Moved, SheetCode, Sums};
use dutydesk::operations::incident::Disposition;
use dutydesk::operations::incident::fact::Named;
use dutydesk::operations::reference::{Person, Reference};
use dutydesk::operations::warning::message::{Colour, Message, MessageKind};
use dutydesk::operations::{deadline, desk, feed, handover, incident, warning};
use dutydesk::text::Text;
use dutydesk::units::{
    ActionId, DeviceId, Digest, EntryNumber, EvidenceLevel, FeedId, HandoverId, IncidentId, InputNumber,
    Instant, PersonId, Point, RuleId, Severity, Span, WarningId, ZoneId,
};

const ALARM: AlarmKey = AlarmKey { device: DeviceId(u32::MAX), class: AlarmClass::Hazard };
const INCIDENT: IncidentId = IncidentId(1_042);
const TEXT: PrivateText = PrivateText { token: u64::MAX, digest: Digest([0xAB; 32]) };

fn changes() -> Vec<What> {
    let incident = INCIDENT;
    let alarm = ALARM;
    let reason = |code| Reason { code, rule: RuleId(7), other: Some(ALARM), span: Span(-3) };
    let mut changes = vec![
        What::Opened { incident, zone: ZoneId(3), family: HazardFamily::Gas },
        What::Repeated { incident, alarm, count: 9 },
        What::Ended { incident, alarm, occurrence: Occurrence(4) },
        What::LevelChanged {
            incident,
            from: EvidenceLevel(0),
            to: EvidenceLevel(3),
            reason: reason(ReasonCode::SameZoneOtherQuantity),
        },
        What::SeverityChanged { incident, from: Severity::Unknown, to: Severity::Extreme },
        What::LifeRiskChanged { incident, life_risk: true },
        What::Quieted { incident },
        What::FirstOutChanged { incident, alarm },
        What::Suppressed { alarm, reason: reason(ReasonCode::Test) },
        What::Unsuppressed { alarm, reason: Reason { other: None, ..reason(ReasonCode::Isolated) } },
    ];
    let codes = [
        ReasonCode::First,
        ReasonCode::SameDevice,
        ReasonCode::SameZoneSameKind,
        ReasonCode::Nearby,
        ReasonCode::ManualCallPoint,
        ReasonCode::InWarning(WarningId(6)),
        ReasonCode::GatewayLost,
        ReasonCode::Overflow,
        ReasonCode::Unregistered,
        ReasonCode::Operator,
        ReasonCode::Ended,
        ReasonCode::Told,
    ];
    changes.extend(codes.map(|code| What::Joined {
        incident,
        alarm,
        occurrence: Occurrence(1),
        occurred: Instant(i64::MIN),
        value_milli: -12_500,
        reason: reason(code),
    }));
    let causes = [
        RenewCause::NewKind,
        RenewCause::NewZone,
        RenewCause::HigherLevel,
        RenewCause::HigherSeverity,
        RenewCause::AfterQuiet,
        RenewCause::ReAlarm,
    ];
    changes.extend(causes.map(|cause| What::Renewed { incident, cause }));
    let tables = [Table::Incidents, Table::Unregistered, Table::Warnings];
    changes.extend(tables.map(|table| What::TableFull { table, turned_away: u64::MAX }));
    changes
}

fn incidents() -> Vec<incident::Fact> {
    let incident = INCIDENT;
    let dispositions = [
        Disposition::Handled,
        Disposition::Test,
        Disposition::Duplicate(IncidentId(7)),
        Disposition::Unverified,
    ];
    let mut facts: Vec<_> = changes()
        .into_iter()
        .map(|what| incident::Fact::Alarm {
            change: Change { at: Instant(i64::MAX), what },
            named: Named::default(),
        })
        .collect();
    facts.extend(dispositions.map(|disposition| incident::Fact::Closed {
        incident,
        disposition,
        reason: None,
    }));
    facts.extend([
        incident::Fact::Repeats { incident, raises: u32::MAX },
        incident::Fact::Acknowledged { incident, upto: InputNumber(u64::MAX), came_later: 2 },
        incident::Fact::Renewed { incident, cause: RenewCause::NewKind },
        incident::Fact::Noted { incident: None, text: TEXT },
        incident::Fact::Noted { incident: Some(incident), text: TEXT },
        incident::Fact::Closed { incident, disposition: Disposition::Handled, reason: Some(TEXT) },
        incident::Fact::Reopened { incident, reason: TEXT },
    ]);
    facts
}

/// A polygon, a circle, a shape that no reader understands, in degrees that are no round numbers.
fn shapes() -> Shapes {
    let mut shapes = Shapes::default();
    let corners = [(34_690_001, 116_600_003), (34_720_007, 116_600_009), (-34_720_011, 116_640_013)];
    shapes.add_ring(corners.map(|(latitude, longitude)| Point::new(latitude, longitude)));
    shapes.add_circle(Point::new(34_700_001, 116_620_003).unwrap(), 5_001);
    shapes.add_ring([None]);
    shapes
}

pub(crate) fn message() -> Message {
    Message {
        input: InputNumber(5),
        feed: FeedId(1),
        kind: MessageKind::Update,
        native_id: Text::from("32032141600000_20260711").unwrap(),
        references: [Text::from("a").unwrap(), Text::from("b").unwrap()].into_iter().collect(),
        event: Text::from("暴雨").unwrap(),
        colour: Colour::Orange,
        sender: Text::from("丰县气象台").unwrap(),
        headline: Text::from(&"暴雨橙色预警".repeat(14)).unwrap(),
        adcodes: [320_321, 320_300].into_iter().collect(),
        shapes: shapes(),
        status: dutydesk::operations::warning::Status::Exercise,
        defects: dutydesk::operations::warning::Defects::default(),
        issued: Instant(-1),
        expires: Instant::UNSTATED,
        received: Instant(3),
    }
}

fn bodies() -> Vec<Body> {
    let subject = deadline::Subject::Acknowledge(INCIDENT);
    let (feed, due, digest) = (FeedId(2), Instant(7), Digest([7; 32]));
    let causes = [
        feed::LostCause::Unreachable,
        feed::LostCause::Handshake,
        feed::LostCause::Closed,
        feed::LostCause::Silent,
        feed::LostCause::Protocol,
        feed::LostCause::Refused(4_003),
    ];
    let recoveries =
        [desk::fact::Recovery::Fresh, desk::fact::Recovery::Checkpoint, desk::fact::Recovery::Folded];
    let build = Text::from("0.1.0").unwrap();
    let mut bodies: Vec<_> = incidents().into_iter().map(Body::Incident).collect();
    bodies.extend(causes.map(|cause| Body::Feed(feed::Fact::Down { feed, cause })));
    bodies.extend(recoveries.map(|recovery| Body::Desk(desk::Fact::Started { build, recovery })));
    let reason = Text::from("trimmed").unwrap();
    bodies.extend([
        Body::Deadline(deadline::Fact::Started { subject, due }),
        Body::Deadline(deadline::Fact::Met { subject, due }),
        Body::Deadline(deadline::Fact::Passed { subject, due }),
        Body::Deadline(deadline::Fact::Dropped { subject }),
        Body::Warning(warning::Fact::Taken { warning: WarningId(4), message: Box::new(message()) }),
        Body::Warning(warning::Fact::Expired { warning: WarningId(4) }),
        Body::Warning(warning::Fact::Dangling { message: Box::new(message()), among: 2 }),
        Body::Warning(warning::Fact::Joined { warning: WarningId(4), feed }),
        Body::Warning(warning::Fact::Left { warning: WarningId(4), feed }),
        Body::Warning(warning::Fact::Ended { warning: WarningId(4) }),
        Body::Warning(warning::Fact::GaveWay { warning: WarningId(4) }),
        Body::Feed(feed::Fact::Placed { feed, device: DeviceId(7), place: Text::from("3号楼").unwrap() }),
        Body::Feed(feed::Fact::Up { feed, from: u64::MAX, resumed: false }),
        Body::Feed(feed::Fact::Gap { feed, from: 3, to: 9, reason }),
        Body::Feed(feed::Fact::Rejected { feed, reason, count: 12, digest: None }),
        Body::Feed(feed::Fact::Rejected { feed, reason, count: 13, digest: Some(digest) }),
        Body::Feed(feed::Fact::Broken { feed, since: due }),
        Body::Feed(feed::Fact::Unread { feed, since: due }),
        Body::Feed(feed::Fact::CountsAnew { feed, had: 9, last: 3 }),
        Body::Feed(feed::Fact::Known { feed, since: due }),
        Body::Feed(feed::Fact::Silent { feed, since: due }),
        Body::Feed(feed::Fact::Admitted {
            feed,
            device: DeviceId(7),
            code: Text::from("X-1").unwrap(),
            place: Text::from("2号楼").unwrap(),
        }),
        Body::Desk(desk::Fact::Stopped),
        Body::Desk(desk::Fact::SignedOn),
        Body::Desk(desk::Fact::SignedOff),
        Body::Desk(desk::Fact::RegistryLoaded { digest, devices: 20_000 }),
        Body::Desk(desk::Fact::Checkpointed { input: InputNumber(9), digest }),
        Body::Desk(desk::Fact::RulesRead { before: Digest::default(), after: digest, rules: 4 }),
        Body::Desk(desk::Fact::RulesWrong { mistakes: 10, place: Text::from("rules.toml:12").unwrap() }),
        Body::Desk(desk::Fact::ClockStepped { by: Span(-2_500) }),
        Body::Desk(desk::Fact::Purged { scope: desk::Scope::Incident(INCIDENT), by: officer("L1") }),
        Body::Desk(desk::Fact::Purged { scope: desk::Scope::Before(Instant(9)), by: officer("L1") }),
        Body::Desk(desk::Fact::PurgeEnded { order: EntryNumber(482), texts: 7 }),
        Body::Desk(desk::Fact::PassphraseWrong { officer: Some(officer("D1")), user: 5_101 }),
        Body::Desk(desk::Fact::PassphraseWrong { officer: None, user: 0 }),
    ]);
    bodies.extend(handovers().map(Body::Handover));
    bodies
}

fn handovers() -> [handover::Fact; 4] {
    [
        handover::Fact::Offered {
            handover: HandoverId(3),
            from: officer("D1"),
            to: officer("D2"),
            keys: Keys::Missing,
            note: Some(TEXT),
            sheet: Sums { code: SheetCode(0x4F2A), incidents: 2, ..Sums::default() },
        },
        handover::Fact::Withdrawn { handover: HandoverId(3), by: officer("D2") },
        handover::Fact::Signed {
            handover: HandoverId(3),
            from: Some(officer("D1")),
            signer: officer("L1"),
            to: officer("D2"),
            late: true,
            rostered: Text::from("D1").unwrap(),
            sheet: Sums::default(),
            moved: Moved { incidents: 2, orders: 1 },
        },
        handover::Fact::Taken {
            handover: HandoverId(4),
            from: None,
            to: officer("D2"),
            rostered: Text::new(),
            sheet: Sums::default(),
            moved: Moved::default(),
        },
    ]
}

fn actors() -> Vec<Actor> {
    let mut actors = vec![Actor::Desk, Actor::Unclaimed];
    for code in ["D1", "desk", "unclaimed", "", "D1?", "%", "%3f", "%25", "值班1", "%desk"] {
        actors.push(Actor::Claimed(officer(code)));
        actors.push(Actor::Proved(officer(code)));
    }
    actors
}

/// A registry in which the given officers have the place that [`officer`] gives them.
fn officers(of: &[Actor]) -> Vec<Officers> {
    let registry = |code: Text<16>| {
        let mut people = vec![Person::default(); 4];
        for (at, person) in people.iter_mut().enumerate() {
            person.code = Text::from(&format!("other-{at}")).unwrap();
        }
        people[3].code = code;
        Officers::of(&Reference { people: people.into(), ..Reference::default() })
    };
    of.iter().map(|actor| registry(actor.officer().map_or(Text::new(), |officer| officer.code))).collect()
}

fn row(draft: Draft) -> Row {
    let head = chain::next(Head::default(), &draft);
    Row { entry: head.entry, draft, previous: Digest::default(), digest: head.digest }
}

#[test]
fn every_fact_by_every_actor_comes_back_the_same() {
    let actors = actors();
    let registries = officers(&actors);
    let mut texts = std::collections::BTreeSet::new();
    for (actor, registry) in actors.iter().zip(&registries) {
        for (at, body) in bodies().into_iter().enumerate() {
            let action = (at % 2 == 0).then_some(ActionId(u128::MAX - at as u128));
            let fact = Fact { at: Instant(-(at as i64)), actor: *actor, action, body };
            let draft = Draft::of(&fact);
            assert!(!draft.body.contains(": ") && !draft.body.contains('.') || draft.body.contains('"'));
            assert_eq!(draft::fact(&row(draft.clone()), registry).unwrap(), fact);
            texts.insert(draft.actor);
        }
    }
    assert_eq!(texts.len(), actors.len(), "no two actors are written alike: {texts:?}");
    assert!(["desk", "unclaimed", "D1", "D1?"].into_iter().all(|text| texts.contains(text)));
}

#[test]
fn a_body_is_canonical_and_a_digest_is_hexadecimal() {
    let (fact, _) = crate::journal::noted(7, 5, "x");
    let Body::Incident(incident::Fact::Noted { text, .. }) = &fact.body else { panic!("a note") };
    let wanted = format!(
        "{{\"Incident\":{{\"Noted\":{{\"incident\":7,\"text\":{{\"digest\":\"{}\",\"token\":5}}}}}}}}",
        text.digest
    );
    assert_eq!(Draft::of(&fact).body, wanted);
}

#[test]
fn an_officer_whom_the_registry_forgot_keeps_the_code() {
    let fact = Fact { actor: Actor::Proved(officer("D9")), ..crate::journal::stopped() };
    let read = draft::fact(&row(Draft::of(&fact)), &Officers::default()).unwrap();
    let wanted = Officer { person: UNKNOWN_PERSON, ..officer("D9") };
    assert_eq!(read.actor, Actor::Proved(wanted));
    assert_ne!(UNKNOWN_PERSON, PersonId(0));
}

#[test]
fn an_entry_that_is_no_fact_is_an_error_and_no_guess() {
    let good = Draft::of(&crate::journal::acknowledged(1, 1));
    for (wrong, what) in [
        (Draft { kind_version: 2, ..good.clone() }, "version 2"),
        (Draft { kind: "incident.noted".into(), ..good.clone() }, "columns"),
        (Draft { incident: None, ..good.clone() }, "columns"),
        (Draft { actor: String::new(), ..good.clone() }, "actor"),
        (Draft { actor: "a code of far more than sixteen".into(), ..good.clone() }, "actor"),
        (Draft { body: "{}".into(), ..good.clone() }, "body"),
        (Draft { body: "{\"Incident\":{\"Gone\":{}}}".into(), ..good.clone() }, "body"),
    ] {
        let error = draft::fact(&row(wrong), &Officers::default()).unwrap_err().to_string();
        assert!(error.contains(what) && error.contains("entry 1"), "{error}");
    }
}
