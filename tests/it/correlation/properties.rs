//! What holds for every stream: against a naive model, against the fold, against other batches and orders.

use super::fixture::*;
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, AlarmState, HazardFamily};
use dutydesk::correlation::change::{Change, Changes};
use dutydesk::correlation::event::{Conditions, Event, EventKind};
use dutydesk::correlation::reference::Reference;
use dutydesk::correlation::{Capacity, Correlation};
use dutydesk::units::{DeviceId, IncidentId, InputNumber, Instant};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// One thing that happens at the desk.
#[derive(Clone, Copy, Debug)]
enum Act {
    Event { pause: i64, device: u32, kind: u8, bits: u8, value: i32 },
    Acknowledge { nth: u8, back: u8 },
    Close { nth: u8 },
    Reopen { nth: u8 },
}

fn act() -> impl Strategy<Value = Act> {
    let event = (0_i64..40_000, 0_u32..REGISTERED, 0_u8..6, any::<u8>(), 0_i32..4)
        .prop_map(|(pause, device, kind, bits, value)| Act::Event { pause, device, kind, bits, value });
    prop_oneof![
        20 => event,
        2 => (any::<u8>(), 0_u8..3).prop_map(|(nth, back)| Act::Acknowledge { nth, back }),
        1 => any::<u8>().prop_map(|nth| Act::Close { nth }),
        1 => any::<u8>().prop_map(|nth| Act::Reopen { nth }),
    ]
}

/// Few conditions, so that they meet: fire, over limit, fault, isolated, started.
fn conditions(bits: u8) -> Conditions {
    let all = [
        Conditions::FIRE,
        Conditions::OVER_LIMIT,
        Conditions::FAULT,
        Conditions::ISOLATED,
        Conditions::STARTED,
        Conditions::NORMAL,
    ];
    let chosen = all.into_iter().enumerate().filter(|(bit, _)| bits & (1 << bit) != 0);
    chosen.fold(Conditions::NONE, |sum, (_, one)| sum.with(one))
}

fn kind(kind: u8) -> EventKind {
    [
        EventKind::Raise,
        EventKind::Raise,
        EventKind::Clear,
        EventKind::State,
        EventKind::Reading,
        EventKind::Offline,
    ][kind as usize]
}

/// What a person did, and the changes between.
enum Entry {
    Said(Change),
    Acknowledged(IncidentId, InputNumber),
    Closed(IncidentId),
    Reopened(IncidentId),
}

/// Plays acts on a desk; `ticks` more advances before each event.
fn play(desk: &mut Desk, acts: &[Act], ticks: i64) -> Vec<Entry> {
    let mut journal = Vec::new();
    let mut at = 0;
    let mut given = BTreeSet::new();
    for act in acts {
        let said = match *act {
            Act::Event { pause, device, kind: which, bits, value } => {
                let from = at;
                at += pause;
                let mut all = Vec::new();
                for tick in 1..=ticks {
                    desk.core.begin_input(InputNumber(desk.input + 1));
                    all.extend(desk.advance_to(Instant(T0 + from + pause * tick / (ticks + 1))));
                }
                let received = Instant(T0 + at);
                let told = event(0, DeviceId(device), kind(which), conditions(bits));
                all.extend(desk.feed(Event { occurred: received, received, value_milli: value, ..told }));
                all
            }
            Act::Acknowledge { nth, back } => {
                if let Some(id) = nth_of(&given, nth) {
                    let upto = InputNumber(desk.input.saturating_sub(u64::from(back)));
                    desk.core.acknowledge(Instant(0), id, upto);
                    journal.push(Entry::Acknowledged(id, upto));
                }
                Vec::new()
            }
            Act::Close { nth } => {
                if let Some(id) = nth_of(&given, nth) {
                    desk.core.close(id);
                    journal.push(Entry::Closed(id));
                }
                Vec::new()
            }
            Act::Reopen { nth } => {
                if let Some(id) = nth_of(&given, nth) {
                    desk.core.reopen(id);
                    journal.push(Entry::Reopened(id));
                }
                Vec::new()
            }
        };
        given.extend(said.iter().filter_map(Change::incident));
        journal.extend(said.into_iter().map(Entry::Said));
    }
    journal
}

fn nth_of(given: &BTreeSet<IncidentId>, nth: u8) -> Option<IncidentId> {
    given.iter().nth(usize::from(nth) % given.len().max(1)).copied()
}

fn keys() -> impl Iterator<Item = AlarmKey> {
    (0..REGISTERED)
        .flat_map(|device| AlarmClass::ALL.map(|class| AlarmKey { device: DeviceId(device), class }))
}

/// Everything that a fold of the journal must bring back.
fn summary(core: &Correlation) -> Vec<String> {
    let alarms = keys().map(|key| {
        let view = core.alarm(key);
        format!("{key:?} {:?} {:?} {:?}", view.state, view.incident, view.occurrence)
    });
    let incidents = (1_001..1_200).filter_map(|id| core.incident(IncidentId(id))).map(|row| {
        let members = core.members(row.id).map(|member| {
            let shown = (member.alarm, member.joined, member.occurred, member.raises, member.reason);
            format!("{shown:?}")
        });
        let members: Vec<_> = members.collect();
        let counts = (row.members, row.active, row.raises, row.kinds, row.level, row.severity);
        let flags = (row.course, row.life_risk, row.acknowledged, row.first_out, row.family, row.zone);
        format!("{} {:?} {counts:?} {flags:?} {:?} {members:?}", row.id, row.last, row.occurred)
    });
    let open = core.open().map(|row| row.id.to_string());
    let counts = core.counts();
    let held = format!("test {} isolated {} open {}", counts.test, counts.isolated, counts.open);
    alarms.chain(incidents).chain(open).chain([held]).collect()
}

/// Holds after every act.
fn check(core: &Correlation) {
    let mut members = BTreeMap::new();
    for row in core.open() {
        let list: Vec<_> = core.members(row.id).collect();
        assert_eq!(list.len(), row.members as usize);
        assert_eq!(list.iter().map(|member| member.raises).max().is_some(), row.members > 0);
        for member in &list {
            assert_eq!(members.insert(member.alarm, row.id), None, "in two incidents");
            let fault = member.alarm.class != AlarmClass::Hazard || member.alarm.device == GATEWAY;
            assert!(fault || row.family != HazardFamily::Fault);
            assert!(row.family == HazardFamily::Fault || member.alarm.class == AlarmClass::Hazard);
        }
        let stands = |state| matches!(state, AlarmState::Unacknowledged | AlarmState::Acknowledged);
        let active = list.iter().filter(|member| stands(member.state)).count();
        assert_eq!(active, row.active as usize);
        assert_eq!(row.life_risk, row.family.is_life_risk() && row.active > 0);
    }
    for key in keys() {
        let view = core.alarm(key);
        match view.state {
            AlarmState::Unacknowledged | AlarmState::Acknowledged => {
                // Its condition may be gone for the moment: a chattering alarm is held active.
                assert!(view.incident.is_some() && core.held_because(key).is_none(), "{key:?} {view:?}");
            }
            AlarmState::Suppressed | AlarmState::OutOfService => assert!(core.held_because(key).is_some()),
            AlarmState::Normal | AlarmState::ReturnedUnacknowledged => assert!(view.conditions.is_none()),
            AlarmState::Shelved => panic!("nobody shelves"),
        }
    }
}

/// The model: conditions by device and class in a map, states by the textbook, grouping by site and family.
#[derive(Default)]
struct Model {
    conditions: BTreeMap<u32, Conditions>,
    states: BTreeMap<AlarmKey, char>,
    groups: BTreeMap<(u32, &'static str), BTreeSet<u32>>,
}

/// The site of a device of the fixture.
fn site(device: u32) -> u32 {
    u32::from([SMOKE_OTHER_SITE.0, WATCHED_1.0].contains(&device))
}

impl Model {
    /// Raises and clears of fire alone, without acknowledgements: A, B and D are the states to be seen.
    fn feed(&mut self, device: u32, raise: bool) {
        let key = hazard(DeviceId(device));
        let state = self.states.entry(key).or_insert('A');
        let held = self.conditions.entry(device).or_default();
        if raise {
            *state = 'B';
            *held = Conditions::FIRE;
            self.groups.entry((site(device), "fire")).or_default().insert(device);
        } else {
            *state = if *state == 'B' { 'D' } else { *state };
            *held = Conditions::NONE;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Fires within one quiet gap: a site's fires are one incident, and every alarm has the textbook's state.
    #[test]
    fn states_and_memberships_are_the_naive_model_s(
        stream in prop::collection::vec((0_i64..60, 0_u32..REGISTERED, any::<bool>()), 1..60)
    ) {
        let mut desk = Desk::new();
        let mut model = Model::default();
        let mut at = 1;
        for (pause, device, raise) in stream {
            // The longest span is six hours; sixty pauses of a minute are one.
            at += pause;
            if raise { desk.fire(at, DeviceId(device)); } else { desk.clear(at, DeviceId(device)); }
            model.feed(device, raise);
            for (key, state) in &model.states {
                let seen = match desk.state(*key) {
                    AlarmState::Normal => 'A',
                    AlarmState::Unacknowledged => 'B',
                    AlarmState::ReturnedUnacknowledged => 'D',
                    other => panic!("{other:?}"),
                };
                prop_assert_eq!(seen, *state);
            }
            let groups: BTreeSet<BTreeSet<u32>> = desk
                .core
                .open()
                .map(|row| desk.core.members(row.id).map(|member| member.alarm.device.0).collect())
                .collect();
            prop_assert_eq!(&groups, &model.groups.values().cloned().collect());
        }
    }

    /// Whatever happens, the tables agree with each other.
    #[test]
    fn every_alarm_that_stands_is_in_one_incident_or_held(acts in prop::collection::vec(act(), 1..80)) {
        let mut desk = Desk::watched();
        for act in &acts {
            play(&mut desk, std::slice::from_ref(act), 0);
            check(&desk.core);
        }
        prop_assert_eq!(desk.core.counts().changes_lost, 0);
    }

    /// The journal alone brings the incidents back.
    #[test]
    fn folding_the_changes_gives_the_same_incidents(
        acts in prop::collection::vec(act(), 1..80), incidents in prop_oneof![Just(3_usize), Just(64)]
    ) {
        let reference = watched_reference();
        let capacity = Capacity { devices: REGISTERED as usize + 4, incidents, warnings: 8 };
        let mut live = Desk::with(&reference, capacity);
        // A fold knows no inputs: an acknowledgement there covers all that joined before it.
        let acts: Vec<Act> = acts
            .into_iter()
            .map(|act| match act {
                Act::Acknowledge { nth, .. } => Act::Acknowledge { nth, back: 0 },
                other => other,
            })
            .collect();
        let journal = play(&mut live, &acts, 0);
        let mut folded = Correlation::new(&reference, capacity);
        for entry in &journal {
            match entry {
                Entry::Said(change) => folded.restore(change),
                Entry::Acknowledged(id, upto) => { folded.acknowledge(Instant(0), *id, *upto); }
                Entry::Closed(id) => folded.close(*id),
                Entry::Reopened(id) => folded.reopen(*id),
            }
        }
        prop_assert_eq!(summary(&folded), summary(&live.core));
    }

    /// Ticks in between change nothing; neither does a checkpoint that is written and read back.
    #[test]
    fn batches_and_checkpoints_change_nothing(
        acts in prop::collection::vec(act(), 1..60), ticks in 1_i64..4, cut in 0_usize..60
    ) {
        let mut once = Desk::watched();
        play(&mut once, &acts, 0);
        let mut often = Desk::watched();
        play(&mut often, &acts, ticks);
        prop_assert_eq!(&once.said, &often.said);
        let mut first = Desk::watched();
        let mut half = Vec::new();
        for act in &acts[..cut.min(acts.len())] {
            half.push(*act);
        }
        play(&mut first, &half, 0);
        let bytes = postcard::to_allocvec(&first.core).unwrap();
        let mut second = first.clone();
        second.core = postcard::from_bytes(&bytes).unwrap();
        second.core.attach(&watched_reference());
        let rest = |desk: &mut Desk| {
            let from = desk.now + 1_000;
            for device in 0..REGISTERED {
                let received = Instant(from + i64::from(device) * 20_000);
                let told = event(0, DeviceId(device), EventKind::Raise, Conditions::FIRE);
                desk.feed(Event { received, occurred: received, ..told });
            }
            desk.said.clone()
        };
        prop_assert_eq!(rest(&mut first), rest(&mut second));
        prop_assert_eq!(postcard::to_allocvec(&first.core).unwrap(), postcard::to_allocvec(&second.core).unwrap());
    }

    /// Orders of arrival within the reorder window give the same memberships, levels and first-out.
    #[test]
    fn arrival_orders_within_the_window_give_the_same(
        stream in prop::collection::vec((0_i64..4_000, 0_i64..2_001, 0_usize..9, any::<bool>()), 1..25)
    ) {
        let devices = [SMOKE_A1, SMOKE_A2, HEAT_A, MANUAL_A, SMOKE_B, SMOKE_UPSTAIRS, GAS_CANTEEN, GAS_A, OTHER_A];
        // Devices keep their own order: the occurrences of each are sorted, and so are its delays.
        let mut events: Vec<Event> = Vec::new();
        let mut last: BTreeMap<DeviceId, i64> = BTreeMap::new();
        let mut sorted = stream.clone();
        sorted.sort_by_key(|row| row.0);
        for (sequence, (occurred, delay, device, raise)) in (0..).zip(sorted) {
            let device = devices[device];
            let received = (occurred + delay).max(last.get(&device).copied().unwrap_or(0));
            last.insert(device, received);
            // One-second stamps tie often.
            let occurred = occurred / 1_000 * 1_000;
            // One-second stamps tie often.
            let occurred = occurred / 1_000 * 1_000;
            if received - occurred > 3_000 { continue; }
            let kind = if raise { EventKind::Raise } else { EventKind::Clear };
            let condition = if [GAS_CANTEEN, GAS_A].contains(&device) { Conditions::OVER_LIMIT } else { Conditions::FIRE };
            let base = event(0, device, kind, condition);
            let occurred = Instant(T0 + 10_000 + occurred);
            events.push(Event { occurred, received: Instant(T0 + 10_000 + received), sequence, ..base });
        }
        let outcome = |events: &[Event]| {
            let mut desk = Desk::new();
            for event in events { desk.feed(*event); }
            desk.core
                .open()
                .map(|row| {
                    let members: BTreeSet<_> = desk.core.members(row.id).map(|row| (row.alarm, row.occurrence)).collect();
                    (row.first_out, (row.level, members))
                })
                .collect::<BTreeMap<_, _>>()
        };
        let at_once: Vec<Event> = events.iter().map(|event| Event { received: event.occurred, ..*event }).collect();
        let mut delayed = events.clone();
        delayed.sort_by_key(|event| event.received);
        prop_assert_eq!(outcome(&at_once), outcome(&delayed));
    }
}

#[test]
fn changes_that_wait_are_asked_for_again() {
    let devices = 200_u32;
    let mut reference: Reference = watched_reference();
    let mut watched = reference.devices[WATCHED_1.index()];
    watched.gateway = None;
    reference.devices = vec![watched; devices as usize].into();
    let mut desk = Desk::with(&reference, Capacity { devices: devices as usize, incidents: 8, warnings: 1 });
    let mut changes = Changes::new();
    assert_eq!(
        desk.core.advance(Instant(T0 + 1_000_000), &mut changes),
        dutydesk::correlation::Progress::More
    );
    assert!(!changes.is_full());
    let rest = desk.advance(1_000);
    let silent = changes.iter().chain(&rest).filter(|change| change.kind() == "alarm.joined").count();
    assert_eq!(silent, 200);
    assert!(changes.iter().chain(&rest).all(|change| change.at == Instant(T0 + 90_000)));
}
