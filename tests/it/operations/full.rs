//! Full tables: counted, written, shown, and never a lost fire.

use dutydesk::correlation::Progress;
use dutydesk::correlation::alarm::DeviceKind;
use dutydesk::correlation::event::{Conditions, Event, EventKind, Marks, Unit};
use dutydesk::correlation::reference::{DeviceReference, Reference as World, ZoneKind, ZoneReference};
use dutydesk::correlation::rules::Rules;
use dutydesk::ipc::frame;
use dutydesk::ipc::protocol::ToScreen;
use dutydesk::limits::{
    INCIDENTS_MAX, SNAPSHOT_BYTES_MAX, SNAPSHOT_INCIDENTS_MAX, UNREGISTERED_MAX, UNREGISTERED_OF_FEED_MAX,
};
use dutydesk::operations::actor::Actor;
use dutydesk::operations::command::{Body as CommandBody, Command, Seen};
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::publish::{Frame, Publisher};
use dutydesk::operations::reference::{FeedName, Reference, Site, ZoneName};
use dutydesk::operations::snapshot::Snapshot;
use dutydesk::operations::state::{State, Turn, Verdict};
use dutydesk::operations::{desk, incident};
use dutydesk::text::bounded;
use dutydesk::units::{
    ActionId, DeviceId, FeedId, IncidentId, InputNumber, Instant, Severity, SiteId, Span, ZoneId,
};
use std::sync::Arc;

const T0: i64 = 1_800_000_000_000;
/// A site, a zone and a device each.
const SITES: u32 = INCIDENTS_MAX as u32 + 200;

fn desk() -> State {
    let park = ZoneReference { parent: None, kind: ZoneKind::Park, site: None, adcode: 320_321, at: None };
    let site = |number| ZoneReference {
        parent: Some(ZoneId(0)),
        kind: ZoneKind::Site,
        site: Some(SiteId(number)),
        adcode: 320_321,
        at: None,
    };
    let stray = ZoneReference { kind: ZoneKind::Unregistered, parent: Some(ZoneId(0)), ..park };
    let zones: Vec<_> = [park].into_iter().chain((0..SITES).map(site)).chain([stray]).collect();
    let device = |number| DeviceReference {
        zone: ZoneId(1 + number),
        kind: DeviceKind::Smoke,
        gateway: None,
        silence_max: Span::seconds(60),
        bit0_trusted: false,
    };
    let long = "丰县电动车产业园创新大道十八号恒越电池有限公司二号车间三区东墙电解液存放间北侧";
    let world =
        World { devices: (0..SITES).map(device).collect(), zones: zones.into(), rules: Rules::default() };
    let name = |_| ZoneName { code: bounded("Z"), name: bounded(long), path: bounded(long) };
    let firm = |number| Site { short: bounded(long), zone: ZoneId(1 + number), ..Site::default() };
    let feed = FeedName { unregistered: ZoneId(1 + SITES), name: bounded(long), ..FeedName::default() };
    let reference = Reference {
        zones: (0..SITES + 2).map(name).collect(),
        sites: (0..SITES).map(firm).collect(),
        feeds: Box::new([feed; 16]),
        acknowledge_within: Span::seconds(15),
        ..Reference::default()
    };
    State::new(Arc::new(world), Arc::new(reference))
}

fn fire(device: u32, input: u64) -> Event {
    Event {
        input: InputNumber(input),
        occurred: Instant(T0),
        received: Instant(T0 + 1_000),
        sequence: input,
        device: DeviceId(device),
        value_milli: 62_000,
        conditions: Conditions::FIRE,
        feed: FeedId(0),
        kind: EventKind::Raise,
        unit: Unit::Celsius,
        severity: Severity::Extreme,
        marks: Marks::NONE,
    }
}

/// Brings the desk to a time; returns what was decided.
fn advance(state: &mut State, input: u64, millis: i64) -> Vec<Fact> {
    let (mut turn, mut facts) = (Turn::default(), Vec::new());
    state.begin(InputNumber(input), Instant(T0 + millis));
    while state.advance(&mut turn) == Progress::More {
        facts.append(&mut turn.facts);
        turn.clear();
    }
    facts.append(&mut turn.facts);
    facts
}

fn turned_away(facts: &[Fact]) -> Vec<(i64, u64)> {
    let found = facts.iter().filter_map(|fact| match fact.body {
        Body::Desk(desk::Fact::TurnedAway { count }) => Some((fact.at.0 - T0, count)),
        _ => None,
    });
    found.collect()
}

#[test]
fn a_city_on_fire_fits_and_says_what_does_not() {
    let mut state = desk();
    let mut facts = advance(&mut state, 1, 0);
    for device in 0..SITES {
        let input = u64::from(device) + 2;
        facts.extend(advance(&mut state, input, 1_000));
        let mut turn = Turn::default();
        state.take_event(&fire(device, input), &mut turn);
        facts.append(&mut turn.facts);
    }
    let open = state.incidents.open().count();
    assert_eq!(open, INCIDENTS_MAX + 1, "the overflow incident on top");
    let members: usize =
        state.incidents.open().map(|incident| state.correlation.members(incident.id).count()).sum();
    assert_eq!(members, SITES as usize, "every alarm is a member");
    // 4,096 have their own; the rest is counted, written at once and then at most every ten seconds.
    let away = u64::from(SITES) - INCIDENTS_MAX as u64;
    assert_eq!(state.turned_away, away);
    assert_eq!(turned_away(&facts), [(1_000, 1)]);
    let mut snapshot = Box::<Snapshot>::default();
    Publisher::default().fill(&state, Frame::default(), &mut snapshot);
    assert_eq!((snapshot.status.open as usize, snapshot.status.turned_away), (open, away));
    assert_eq!(snapshot.incidents.len(), SNAPSHOT_INCIDENTS_MAX);
    assert!(snapshot.incidents.iter().all(|view| view.life_risk));
    // The largest snapshot there is, as it is sent.
    let frame = frame::Frame::of(&ToScreen::Snapshot(snapshot)).unwrap();
    assert!(frame.bytes().len() <= SNAPSHOT_BYTES_MAX, "{} bytes", frame.bytes().len());
}

#[test]
fn a_full_table_is_told_of_at_the_instant_of_its_cause() {
    // Every device falls silent at second 60; the desk looks at once, often, or late.
    let mut outcomes = Vec::new();
    for looks in [1_000, 7_000, 120_000] {
        let mut state = desk();
        let mut facts = advance(&mut state, 1, 0);
        let (mut input, mut millis) = (1, 0);
        while millis < 120_000 {
            (input, millis) = (input + 1, millis + looks);
            facts.extend(advance(&mut state, input, millis.min(120_000)));
        }
        let away = turned_away(&facts);
        assert_eq!(away.first().map(|(at, _)| *at), Some(60_000), "looked every {looks} ms");
        outcomes.push((facts.len(), facts, state.turned_away));
    }
    assert!(outcomes.windows(2).all(|two| two[0] == two[1]));
}

/// A stranger speaks; returns whether it has a device, and what was decided.
fn stranger(state: &mut State, (feed, code): (u16, &str), event: Event) -> (Option<DeviceId>, Vec<Fact>) {
    let (mut turn, mut facts, mut event) = (Turn::default(), Vec::new(), event);
    event.feed = FeedId(feed);
    state.begin(event.input, event.received);
    let device = state.admit(FeedId(feed), (code, "2号楼3层"), &mut event, &mut turn);
    facts.append(&mut turn.facts);
    turn.clear();
    if let Some(device) = device {
        event.device = device;
        state.take_event(&event, &mut turn);
        facts.append(&mut turn.facts);
    }
    (device, facts)
}

fn acknowledge(state: &mut State, incident: IncidentId) {
    let command = Command {
        action: ActionId(u128::from(incident.0)),
        actor: Actor::Unclaimed,
        signed_by: None,
        seen: Seen { input: state.input, revision: None },
        body: CommandBody::Incident(incident::Command::Acknowledge { incident }),
    };
    let verdict = state.take_command(&command, &mut Turn::default());
    assert!(matches!(verdict, Verdict::Decided { .. }), "{verdict:?}");
}

fn online(input: u64) -> Event {
    Event {
        conditions: Conditions::NONE,
        kind: EventKind::Online,
        unit: Unit::None,
        value_milli: 0,
        ..fire(0, input)
    }
}

fn opened(facts: &[Fact]) -> usize {
    facts.iter().filter(|fact| fact.body.kind() == "incident.opened").count()
}

#[test]
fn strangers_beyond_the_table_are_counted_and_their_fires_are_incidents() {
    let mut state = desk();
    advance(&mut state, 1, 0);
    let (mut input, mut facts) = (10, Vec::new());
    // A feed that invents names fills its own half, and no more.
    for number in 0..UNREGISTERED_OF_FEED_MAX + 5 {
        input += 1;
        let (device, said) = stranger(&mut state, (0, &format!("X-{number}")), online(input));
        assert_eq!(device.is_some(), number < UNREGISTERED_OF_FEED_MAX, "{number}");
        facts.extend(said);
    }
    assert_eq!(turned_away(&facts), [(1_000, 1)]);
    assert_eq!((state.turned_away, state.unregistered_count() as usize), (5, UNREGISTERED_OF_FEED_MAX));
    assert_eq!(state.feeds.get(FeedId(0)).unwrap().turned_away, 5);
    input += 1;
    assert!(stranger(&mut state, (0, "X-3"), online(input)).0.is_some(), "whoever is known is known again");
    input += 1;
    assert!(stranger(&mut state, (1, "Y-1"), online(input)).0.is_some(), "another feed has its own places");
    // A fire beyond the bound is an incident at the feed's place; another stranger's fire there is news, the same one's is not.
    input += 1;
    let (first, facts) = stranger(&mut state, (0, "Z-1"), fire(0, input));
    assert_eq!((first.is_some(), opened(&facts)), (true, 1), "{facts:?}");
    let incident = state.correlation.incident_of(first.unwrap()).unwrap();
    assert!(state.life_risk(incident));
    let zone = state.incidents.get(incident).unwrap().zone;
    assert_eq!(zone, state.reference().feeds[0].unregistered);
    acknowledge(&mut state, incident);
    input += 1;
    let (_, same) = stranger(&mut state, (0, "Z-1"), fire(0, input));
    assert!(!same.iter().any(|fact| fact.body.kind() == "incident.renewed"), "{same:?}");
    input += 1;
    let (second, facts) = stranger(&mut state, (0, "Z-2"), fire(0, input));
    assert_eq!(second, first);
    assert!(facts.iter().any(|fact| fact.body.kind() == "incident.renewed"), "{facts:?}");
    // That one of them is well again ends nobody else's fire.
    input += 1;
    let clear = Event { kind: EventKind::Clear, ..fire(0, input) };
    assert_eq!(stranger(&mut state, (0, "Z-2"), clear).0, None);
    assert!(state.correlation.incident(incident).unwrap().active > 0);
    // However many feeds are full, each has its fire.
    for feed in 1..16_u16 {
        for number in 0..UNREGISTERED_OF_FEED_MAX {
            input += 1;
            stranger(&mut state, (feed, &format!("W-{number}")), online(input));
        }
        input += 1;
        assert!(stranger(&mut state, (feed, "fire"), fire(0, input)).0.is_some(), "feed {feed}");
    }
    assert!(state.unregistered_count() as usize <= UNREGISTERED_MAX);
}
