//! Deliveries: which stage an outcome leads to, who is sent a warning, who goes.

use crate::operations::fixture::{Desk, TEXT, id, kinds, proved, rainstorm, registry};
use dutydesk::engine::driver::Driver;
use dutydesk::engine::effects::{Effect, gather};
use dutydesk::engine::input::Input;
use dutydesk::feed::decode::words::Type;
use dutydesk::operations::actor::{Actor, PrivateText};
use dutydesk::operations::command::Body as Command;
use dutydesk::operations::delivery::{self, About, Outcome, Refusal, Stage, Target};
use dutydesk::operations::dispatch::{self, Status, Task};
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::outcome;
use dutydesk::operations::reference::Channel;
use dutydesk::operations::snapshot::Mode;
use dutydesk::operations::state::Verdict;
use dutydesk::registry::{Registry, sample};
use dutydesk::text::bounded;
use dutydesk::units::{DeliveryId, WarningId};
use std::sync::Arc;

const ONE: DeliveryId = DeliveryId(1);
const EVERY: [Outcome; 6] = [
    Outcome::Sent,
    Outcome::Delivered,
    Outcome::Accepted { eta_minutes: Some(9) },
    Outcome::Refused,
    Outcome::Unknown,
    Outcome::Undelivered,
];

/// The sample park, where the first team, the first insurer and the leader are reached by machine.
fn desk() -> Desk {
    let feeds = registry().operations.feeds.len();
    assert_eq!(feeds, 1, "the fixture's own feed");
    let mut own = Registry::load(&sample::source(), &[crate::operations::fixture::feed()]).unwrap();
    let reference = Arc::make_mut(&mut own.operations);
    let webhook = || Channel::Webhook("http://127.0.0.1:1/x".into());
    reference.teams[0].channel = webhook();
    reference.insurers[0].channel = webhook();
    let leader = reference.duty.leader.unwrap();
    reference.people[leader.index()].channel = webhook();
    let mut desk = Desk::new();
    desk.driver = Driver::new(Arc::new(own));
    desk.tick(0);
    desk
}

fn order() -> Command<PrivateText> {
    let order = dispatch::Order { team: bounded("T1"), task: Task::Guide };
    Command::Dispatch(dispatch::Command::Order {
        incident: id(1),
        orders: [order].into_iter().collect(),
        staging: None,
        despite: None,
    })
}

/// A fire to which the first team was ordered by machine.
fn ordered() -> Desk {
    let mut desk = desk();
    desk.fire(1_000, "S-2031");
    desk.acknowledge(1);
    let (verdict, facts) = desk.act(proved("D1"), order());
    assert!(matches!(verdict, Verdict::Decided { .. }), "{verdict:?}");
    assert!(kinds(&facts).contains(&"delivery.recorded"), "{:?}", kinds(&facts));
    desk
}

fn came(desk: &mut Desk, outcome: Outcome) -> Vec<Fact> {
    desk.take(&Input::Delivery { delivery: ONE, outcome }).1
}

fn stage(desk: &Desk) -> Stage {
    desk.driver.state.deliveries.get(ONE).unwrap().stage
}

fn status(desk: &Desk) -> Status {
    desk.driver.state.dispatches.of(id(1)).next().unwrap().status
}

fn confirm(desk: &mut Desk, outcome: Outcome) -> Verdict {
    desk.act(Actor::Unclaimed, Command::Delivery(delivery::Command::Confirm { delivery: ONE, outcome })).0
}

/// Where a team stands that was last known to be ordered, after an outcome.
fn status_after(outcome: Outcome) -> Status {
    match outcome {
        Outcome::Accepted { .. } => Status::Accepted,
        Outcome::Refused => Status::Refused,
        Outcome::Sent | Outcome::Delivered | Outcome::Unknown | Outcome::Undelivered => Status::Ordered,
    }
}

#[test]
fn a_machines_answers_take_effect_once() {
    for first in EVERY {
        let mut desk = ordered();
        assert_eq!(stage(&desk), Stage::Recorded);
        let facts = came(&mut desk, first);
        assert_eq!(facts[0].body.kind(), "delivery.came", "{first:?}");
        assert_eq!((stage(&desk), status(&desk)), (Stage::Came(first), status_after(first)), "{first:?}");
        let after_first = desk.driver.state.clone();
        for second in EVERY {
            desk.driver.state = after_first.clone();
            let facts = came(&mut desk, second);
            // Only "unknown" is open, and the same again is no news.
            let wanted = if first == Outcome::Unknown && second != first { second } else { first };
            assert_eq!(facts.is_empty(), wanted == first, "{first:?} then {second:?}: {facts:?}");
            assert_eq!((stage(&desk), status(&desk)), (Stage::Came(wanted), status_after(wanted)));
        }
    }
}

#[test]
fn a_person_says_what_they_heard_where_it_is_open() {
    for first in [None].into_iter().chain(EVERY.map(Some)) {
        let mut desk = ordered();
        if let Some(first) = first {
            came(&mut desk, first);
        }
        let before = desk.driver.state.clone();
        for second in EVERY {
            desk.driver.state = before.clone();
            let verdict = confirm(&mut desk, second);
            let refused = |refusal| Verdict::Refused(outcome::Refusal::Delivery(refusal));
            match (first, second) {
                (_, Outcome::Sent | Outcome::Unknown) => assert_eq!(verdict, refused(Refusal::NotHeard(ONE))),
                (Some(Outcome::Delivered | Outcome::Accepted { .. } | Outcome::Refused), _) => {
                    assert_eq!(verdict, refused(Refusal::Finished(ONE)), "{first:?} then {second:?}");
                }
                (None | Some(Outcome::Sent | Outcome::Unknown | Outcome::Undelivered), _) => {
                    assert!(matches!(verdict, Verdict::Decided { .. }), "{first:?} {second:?} {verdict:?}");
                    assert_eq!((stage(&desk), status(&desk)), (Stage::Came(second), status_after(second)));
                }
            }
        }
    }
}

#[test]
fn what_a_team_said_by_telephone_outlives_a_late_machine() {
    let mut desk = ordered();
    let report = dispatch::Command::Report {
        incident: id(1),
        team: bounded("T1"),
        status: Status::OnScene,
        eta_minutes: None,
    };
    desk.act(proved("D1"), Command::Dispatch(report));
    for outcome in [Outcome::Unknown, Outcome::Refused] {
        came(&mut desk, outcome);
        assert_eq!(status(&desk), Status::OnScene, "{outcome:?}");
    }
}

#[test]
fn who_heard_the_last_order_to_get_out_has_not_heard_the_next_one() {
    let mut desk = ordered();
    for second in [10, 20] {
        desk.tick(second * 1_000);
        let evacuate = dispatch::Command::Evacuate { incident: id(1) };
        assert!(matches!(desk.act(Actor::Unclaimed, Command::Dispatch(evacuate)).0, Verdict::Decided { .. }));
    }
    let heard = |desk: &Desk| desk.driver.state.dispatches.of(id(1)).next().unwrap().evacuated.is_some();
    for (delivery, wanted) in [(DeliveryId(2), false), (DeliveryId(3), true)] {
        assert_eq!(
            desk.driver.state.deliveries.get(delivery).unwrap().about,
            About::Evacuation(desk.driver.state.dispatches.of(id(1)).next().unwrap().id)
        );
        desk.take(&Input::Delivery { delivery, outcome: Outcome::Accepted { eta_minutes: None } });
        assert_eq!(heard(&desk), wanted, "{delivery:?}");
    }
}

/// An order that was taken back is told to nobody any more.
#[test]
fn a_machine_does_not_go_on_telling_a_team_what_was_taken_back() {
    let one = id(1);
    let stand_down = dispatch::Command::StandDown { incident: one, team: bounded("T1"), repeated: Some(one) };
    let by = dispatch::Order { team: bounded("T2"), task: Task::Outer };
    let replace = dispatch::Command::Replace { incident: one, team: bounded("T1"), by, despite: Some(TEXT) };
    for command in [stand_down, replace] {
        for first in [None, Some(Outcome::Unknown)] {
            let mut desk = ordered();
            if let Some(outcome) = first {
                came(&mut desk, outcome);
            }
            let (verdict, facts) = desk.act(proved("D1"), Command::Dispatch(command.clone()));
            assert!(matches!(verdict, Verdict::Decided { .. }), "{verdict:?}");
            let mut effects = Vec::new();
            gather(&desk.driver.state, Mode::Sample, &facts, &mut effects);
            assert!(
                effects.iter().any(|it| matches!(it, Effect::Settled(ONE))),
                "{first:?} {command:?}: {effects:?}"
            );
            assert_eq!(stage(&desk), Stage::Came(Outcome::Unknown), "nobody can say whether it arrived");
        }
    }
}

#[test]
fn every_fact_of_a_delivery_can_be_written_and_read_back() {
    let mut facts = Vec::new();
    for outcome in EVERY {
        let mut desk = ordered();
        came(&mut desk, outcome);
        facts.append(&mut desk.facts);
    }
    // Identities are random: all their bits are used.
    for fact in &mut facts {
        if let Body::Delivery(delivery::Fact::Recorded { key, .. }) = &mut fact.body {
            key.0 = u128::MAX - 1;
        }
    }
    for fact in facts {
        let draft = dutydesk::journal::draft::Draft::of(&fact);
        assert_eq!(serde_json::from_str::<Body>(&draft.body).unwrap(), fact.body, "{}", draft.body);
    }
}

#[test]
fn an_answer_to_nothing_is_nothing() {
    let mut desk = ordered();
    let facts = desk.take(&Input::Delivery { delivery: DeliveryId(77), outcome: Outcome::Sent }).1;
    assert!(facts.is_empty(), "{facts:?}");
}

#[test]
fn a_warning_goes_once_to_each_insurer_inside_it_and_an_update_again() {
    let relay = || Command::Delivery(delivery::Command::Relay { warning: WarningId(1) });
    let refused = |refusal| Verdict::Refused(outcome::Refusal::Delivery(refusal));
    let mut desk = desk();
    assert_eq!(desk.act(proved("D1"), relay()).0, refused(Refusal::NoSuchWarning(WarningId(1))));
    desk.warned(1_000, &rainstorm(Type::Issue, "w1", &[]));
    desk.tick(2_000);
    let (_, facts) = desk.act(proved("D1"), relay());
    let sent: Vec<(Target, bool)> = facts
        .iter()
        .filter_map(|fact| match fact.body {
            Body::Delivery(delivery::Fact::Recorded { target, about, by_machine, .. }) => {
                assert_eq!(about, About::Relay(WarningId(1)));
                Some((target, by_machine))
            }
            _ => None,
        })
        .collect();
    let machines: Vec<bool> = sent.iter().map(|(_, by_machine)| *by_machine).collect();
    assert_eq!(machines, [true, false, false], "the first insurer has a machine: {sent:?}");
    assert_eq!(desk.act(proved("D1"), relay()).0, refused(Refusal::AlreadyRelayed(WarningId(1))));
    desk.warned(60_000, &rainstorm(Type::Update, "w2", &["w1"]));
    assert!(matches!(desk.act(proved("D1"), relay()).0, Verdict::Decided { .. }), "an update goes again");
    let mut elsewhere = rainstorm(Type::Issue, "w3", &[]);
    elsewhere.adcodes = vec![110_000];
    desk.warned(61_000, &elsewhere);
    let other = Command::Delivery(delivery::Command::Relay { warning: WarningId(2) });
    assert_eq!(desk.act(proved("D1"), other).0, refused(Refusal::NobodyInside(WarningId(2))));
}

#[test]
fn a_leader_with_a_machine_is_woken_by_it_once_a_step() {
    let mut desk = desk();
    desk.fire(1_000, "S-2031");
    desk.tick(600_000);
    let leader = desk.driver.state.reference().duty.leader.unwrap();
    let woken: Vec<_> = desk.driver.state.deliveries.of(id(1)).copied().collect();
    let steps: Vec<_> = woken.iter().map(|row| row.about).collect();
    assert!(!woken.is_empty(), "the escalation has a step for the leader");
    assert!(woken.iter().all(|row| row.by_machine && row.target == Target::Person(leader)), "{woken:?}");
    let mut once = steps.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), steps.len(), "{steps:?}");
    assert!(woken.iter().all(|row| row.key.0 != 0));
}
