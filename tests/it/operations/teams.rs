//! Teams: who is proposed and why, what an order allows, what a team's word changes.

use super::fixture::{Desk, T0, TEXT, deadlines, id, kinds, proved, registry};
use dutydesk::correlation::alarm::HazardFamily;
use dutydesk::engine::driver::Driver;
use dutydesk::operations::actor::{Actor, PrivateText};
use dutydesk::operations::call::Witness;
use dutydesk::operations::command::Body as CommandBody;
use dutydesk::operations::deadline::{Fact as DeadlineFact, Subject};
use dutydesk::operations::delivery::{self, About, Target};
use dutydesk::operations::dispatch::{
    self, Against, Command, Fact as TeamFact, GapReason, Order, Refusal, Status, Task, Unfit, recommend,
};
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::finding::{self, Found, People, Reliability, Scene};
use dutydesk::operations::incident::{self, Phase};
use dutydesk::operations::outcome;
use dutydesk::operations::plan;
use dutydesk::operations::reference::{Channel, Paper, Plan, PlanStep, Reference, StepAct, Team, TeamKind};
use dutydesk::operations::state::Verdict;
use dutydesk::registry::Registry;
use dutydesk::text::bounded;
use dutydesk::units::{DeliveryId, DispatchId, EntryNumber, InputNumber, Span, TeamId, ZoneId};
use std::sync::Arc;

const ALL: [Status; 9] = [
    Status::Ordered,
    Status::Unanswered,
    Status::Refused,
    Status::Accepted,
    Status::EnRoute,
    Status::OnScene,
    Status::Released,
    Status::Back,
    Status::Replaced,
];

/// The sample park with what its teams may do, one more fire brigade (by machine), and a plan that wants teams.
fn park(change: impl FnOnce(&mut Reference)) -> Arc<Registry> {
    let mut registry = Registry::clone(&registry());
    let mut park = Reference::clone(&registry.operations);
    let duties: [(&str, TeamKind, &[Task]); 6] = [
        ("T1", TeamKind::Brigade, &[Task::Guide, Task::Cordon, Task::Look]),
        ("T2", TeamKind::Volunteer, &[Task::Outer, Task::Guide]),
        ("T3", TeamKind::Adjuster, &[Task::Survey]),
        ("T4", TeamKind::Professional, &[Task::Attack, Task::Plug]),
        ("T5", TeamKind::Professional, &[Task::Water]),
        ("T6", TeamKind::Repair, &[Task::Power]),
    ];
    for (code, kind, tasks) in duties {
        let team = team(&mut park, code);
        (team.kind, team.duties) = (kind, tasks.into());
    }
    let mut teams = park.teams.to_vec();
    teams.push(Team {
        code: bounded("T7"),
        name: bounded("邻县专职队"),
        duties: [Task::Attack].into(),
        in_service: true,
        channel: Channel::Webhook("http://127.0.0.1:9/T7".into()),
        latitude_micro: 34_705_000,
        longitude_micro: 116_622_000,
        ..Team::default()
    });
    park.teams = teams.into();
    let step = |act| PlanStep { act, ..PlanStep::default() };
    park.plans = [Plan {
        code: bounded("P-1"),
        version: 1,
        zone: ZoneId(0),
        family: HazardFamily::Fire,
        card: [bounded("氟化氢 不内攻")].into(),
        tasks: [
            Task::Attack,
            Task::Plug,
            Task::Guide,
            Task::Cordon,
            Task::Outer,
            Task::Survey,
            Task::Medical,
            Task::Power,
        ]
        .into(),
        steps: [step(None), step(Some(StepAct::Dispatch))].into(),
        ..Plan::default()
    }]
    .into();
    change(&mut park);
    registry.operations = Arc::new(park);
    Arc::new(registry)
}

fn team<'a>(park: &'a mut Reference, code: &str) -> &'a mut Team {
    park.teams.iter_mut().find(|team| team.code.as_str() == code).unwrap()
}

/// A fire at the battery firm, in that park.
fn fire(change: impl FnOnce(&mut Reference)) -> Desk {
    let mut desk = Desk::new();
    desk.driver = Driver::new(park(change));
    desk.facts.clear();
    desk.fire(0, "S-2031");
    assert!(desk.driver.state.incidents.get(id(1)).is_some());
    desk
}

/// Tells the desk a fact of another subject, as its journal would.
fn told(desk: &mut Desk, body: Body) {
    let fact = Fact { at: desk.now, actor: Actor::Desk, action: None, body };
    let state = &mut desk.driver.state;
    state.fold(EntryNumber(state.entry.0 + 1), &fact);
    desk.facts.push(fact);
}

fn found(desk: &mut Desk, nth: u32, found: Found) {
    let (witness, reliability) = (Witness::Officer, Reliability::Confirmed);
    told(desk, Body::Finding(finding::Fact::Found { incident: id(nth), found, witness, reliability }));
}

fn runs_the_plan(desk: &mut Desk) {
    let plan = desk.driver.state.reference().plans[0].clone();
    let (code, name, version, steps) = (plan.code, bounded(&plan.name), plan.version, plan.steps);
    told(desk, Body::Plan(plan::Fact::Chosen { incident: id(1), code, name, version, steps }));
}

fn give(desk: &mut Desk, command: Command<PrivateText>) -> (Verdict, Vec<Fact>) {
    desk.act(proved("D1"), CommandBody::Dispatch(command))
}

fn order_of(nth: u32, orders: &[(&str, Task)], despite: Option<PrivateText>) -> Command<PrivateText> {
    let orders = orders.iter().map(|(team, task)| Order { team: bounded(team), task: *task }).collect();
    Command::Order { incident: id(nth), orders, staging: None, despite }
}

fn sends(desk: &mut Desk, orders: &[(&str, Task)]) -> Vec<Fact> {
    let (verdict, facts) = give(desk, order_of(1, orders, None));
    assert!(matches!(verdict, Verdict::Decided { .. }), "{verdict:?}");
    facts
}

fn says(team: &str, status: Status, eta_minutes: Option<u16>) -> Command<PrivateText> {
    Command::Report { incident: id(1), team: bounded(team), status, eta_minutes }
}

fn replaces(team: &str, by: &str, task: Task) -> Command<PrivateText> {
    let by = Order { team: bounded(by), task };
    Command::Replace { incident: id(1), team: bounded(team), by }
}

const fn no(refusal: Refusal) -> Verdict {
    Verdict::Refused(outcome::Refusal::Dispatch(refusal))
}

/// Returns picks as `T4 Attack+Plug else T7`.
fn picks(desk: &Desk) -> Vec<String> {
    let one = |pick: &dispatch::Pick| {
        let also = pick.also.iter().fold(String::new(), |also, task| format!("{also}+{task:?}"));
        let next = pick.next.map(|next| format!(" else {next}")).unwrap_or_default();
        format!("{} {:?}{also}{next}", pick.ranked.code, pick.ranked.task)
    };
    recommend(&desk.driver.state, id(1)).picks.iter().map(one).collect()
}

/// Returns gaps as `Survey NotCleared T3`.
fn gaps(desk: &Desk) -> Vec<String> {
    let team = |gap: &dispatch::Gap| gap.team.map(|team| format!(" {team}")).unwrap_or_default();
    let one = |gap: &dispatch::Gap| format!("{:?} {:?}{}", gap.task, gap.reason, team(gap));
    recommend(&desk.driver.state, id(1)).gaps.iter().map(one).collect()
}

fn against(desk: &Desk, code: &str) -> Vec<Against> {
    let all = recommend(&desk.driver.state, id(1)).others;
    all.into_iter().find(|it| it.code.as_str() == code).unwrap().against
}

fn status(desk: &Desk, dispatch: u32) -> Status {
    desk.driver.state.dispatches.get(DispatchId(dispatch)).unwrap().status
}

#[test]
fn the_plans_tasks_get_teams_and_each_gap_a_reason() {
    let desk = fire(|_| {});
    assert_eq!(
        picks(&desk),
        ["T4 Attack+Plug else T7", "T1 Guide+Cordon", "T2 Outer", "T6 Power"],
        "T7 is nearer, but of T4 it is known who may go"
    );
    assert_eq!(gaps(&desk), ["Survey NotCleared T3", "Medical NoTeam"]);
    let all = recommend(&desk.driver.state, id(1));
    assert_eq!((all.staging.as_str(), all.card[0].as_str()), ("北门", "氟化氢 不内攻"));
    assert_eq!(all.others.len(), 7, "every team is ranked");
    let last = all.others.last().unwrap();
    assert_eq!(last.code.as_str(), "T5", "it does nothing that the plan wants");
    assert!(last.against.contains(&Against::OtherTask));
    let volunteers = &all.picks[2].ranked;
    assert_eq!((volunteers.fit, volunteers.members), (3, 5));
    assert_eq!(volunteers.against, [Against::LapsedPapers(2)]);
    let named: Vec<_> = volunteers.left_out.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(named, ["R07", "R09"]);
    assert!(matches!(volunteers.left_out[0].why, Unfit::Certificate { .. }));
    assert_eq!(all, recommend(&desk.driver.state, id(1)), "the same state, the same picks");
}

/// What is changed of the park, who goes on the attack, why nobody does.
type Case = (&'static str, fn(&mut Reference), &'static [&'static str], Option<GapReason>);

#[test]
fn each_reason_moves_a_team_down_or_out() {
    let cases: [Case; 6] = [
        ("all is well", |_| {}, &["T4", "T7"], None),
        ("out of service", |park| team(park, "T4").in_service = false, &["T7"], None),
        (
            "nobody fit",
            |park| {
                for person in &mut park.people {
                    person.papers = person.papers.iter().map(|it| Paper { until_day: 0, ..*it }).collect();
                }
            },
            &["T7"],
            None,
        ),
        (
            "known members on both: the nearer attacks, the other plugs",
            |park| {
                let seventh = TeamId(6);
                park.people
                    .iter_mut()
                    .filter(|it| it.code.as_str() == "R01")
                    .for_each(|it| it.team = Some(seventh));
            },
            &["T7"],
            None,
        ),
        (
            "all out of service",
            |park| park.teams.iter_mut().for_each(|team| team.in_service = false),
            &[],
            Some(GapReason::OutOfService),
        ),
        (
            "volunteers alone",
            |park| park.teams.iter_mut().for_each(|team| team.kind = TeamKind::Volunteer),
            &[],
            Some(GapReason::VolunteersOnly),
        ),
    ];
    for (name, change, wanted, gap) in cases {
        let all = recommend(&fire(change).driver.state, id(1));
        let attack = all.picks.iter().find(|pick| pick.ranked.task == Task::Attack);
        let teams = attack.map(|pick| [Some(pick.ranked.code), pick.next]).unwrap_or_default();
        let teams: Vec<_> = teams.iter().flatten().map(ToString::to_string).collect();
        assert_eq!(teams, wanted, "{name}");
        let missing = all.gaps.iter().find(|gap| gap.task == Task::Attack).map(|gap| gap.reason);
        assert_eq!(missing, gap, "{name}");
    }
}

#[test]
fn adjusters_go_when_the_site_is_cleared() {
    let mut desk = fire(|_| {});
    let survey = || order_of(1, &[("T3", Task::Survey)], None);
    found(&mut desk, 1, Found::Scene(Scene::Out));
    assert_eq!(give(&mut desk, survey()).0, no(Refusal::ReasonMissing(bounded("T3"))));
    found(&mut desk, 1, Found::Scene(Scene::Cleared));
    assert!(picks(&desk).contains(&"T3 Survey".to_owned()), "{:?}", picks(&desk));
    assert!(matches!(give(&mut desk, survey()).0, Verdict::Decided { .. }));
    let (_, facts) = give(&mut desk, says("T3", Status::OnScene, None));
    assert_eq!(kinds(&facts)[0], "dispatch.moved");
    assert_eq!(desk.incident(1).phase, Phase::Verification, "a survey is no rescue");
}

#[test]
fn papers_hold_through_their_last_day() {
    // The first second of the night is 16:00 of 2027-01-15 in the park: day 20,833.
    let today = 20_833;
    let mut desk = fire(|park| {
        for person in park.people.iter_mut().filter(|it| it.team == Some(TeamId(3))) {
            person.papers = person.papers.iter().map(|it| Paper { until_day: today, ..*it }).collect();
        }
    });
    assert_eq!(picks(&desk)[0], "T4 Attack+Plug else T7");
    assert!(against(&desk, "T4").is_empty());
    desk.tick(Span::minutes(8 * 60).0 - 1);
    assert!(against(&desk, "T4").is_empty(), "the last millisecond of the last day");
    desk.tick(Span::minutes(8 * 60).0);
    assert!(against(&desk, "T4").contains(&Against::NobodyFit), "{:?}", against(&desk, "T4"));
    assert_eq!(picks(&desk)[0], "T7 Attack");
    let refused = give(&mut desk, order_of(1, &[("T4", Task::Attack)], Some(TEXT))).0;
    assert_eq!(refused, no(Refusal::NobodyFit(bounded("T4"))), "a reason does not help");
}

#[test]
fn a_renewed_paper_holds_and_a_member_without_cover_stays() {
    let paper = |name: &str, until_day| Paper { name: bounded(name), until_day };
    let desk = fire(|park| {
        let mut members = park.people.iter_mut().filter(|it| it.team == Some(TeamId(3)));
        members.next().unwrap().papers =
            [paper("危化救援证", 1), paper("危化救援证", 30_000), paper("意外险", 30_000)].into();
        members.next().unwrap().papers = [paper("危化救援证", 30_000)].into();
        members.next().unwrap().papers = [paper("危化救援证", 30_000), paper("意外险", 20_832)].into();
    });
    assert_eq!(against(&desk, "T4"), [Against::NoCover(2)]);
    let all = recommend(&desk.driver.state, id(1));
    let why: Vec<_> = all.picks[0].ranked.left_out.iter().map(|it| it.why).collect();
    assert_eq!(why, [Unfit::NoCover, Unfit::Cover { paper: bounded("意外险"), until_day: 20_832 }]);
}

#[test]
fn one_act_orders_several_and_each_has_a_minute() {
    let mut desk = fire(|_| {});
    let before = desk.incident(1).revision;
    let facts = sends(&mut desk, &[("T7", Task::Attack), ("t1", Task::Guide)]);
    assert_eq!(
        kinds(&facts),
        ["dispatch.ordered", "dispatch.ordered", "delivery.recorded", "deadline.started", "deadline.started"]
    );
    let Body::Dispatch(TeamFact::Ordered { dispatch, staging, team, .. }) = facts[0].body else { panic!() };
    assert_eq!((dispatch, staging.as_str(), team), (DispatchId(1), "北门", TeamId(6)));
    let Body::Delivery(delivery::Fact::Recorded { delivery, target, about, key, by_machine, .. }) =
        facts[2].body
    else {
        panic!()
    };
    assert_eq!((delivery, target, by_machine), (DeliveryId(1), Target::Team(TeamId(6)), true));
    assert_eq!((about, Some(key)), (About::Dispatch(DispatchId(1)), facts[0].action));
    assert!(desk.incident(1).revision > before, "who is sent is what a person decides by");
    assert_eq!([status(&desk, 1), status(&desk, 2)], [Status::Ordered; 2]);
    assert_eq!(picks(&desk), ["T4 Plug", "T2 Outer", "T6 Power"], "what nobody is on");
    let passed = deadlines(&desk.tick(60_000));
    let due = T0.after(Span::seconds(60));
    let late =
        |number| (due, DeadlineFact::Passed { subject: Subject::Acceptance(id(1), DispatchId(number)), due });
    assert!(passed.contains(&late(1)) && passed.contains(&late(2)), "{passed:?}");
    assert_eq!(status(&desk, 1), Status::Ordered, "nothing happens but the red line");
    assert!(against(&desk, "T7").contains(&Against::Declined), "it did not answer in time");
    assert_eq!(picks(&desk)[0], "T4 Attack+Plug", "who goes instead is proposed");
    assert_eq!(gaps(&desk)[..2], ["Guide VolunteersOnly T2", "Cordon AllDeclined T1"]);
}

#[test]
fn a_status_is_never_overwritten() {
    let mut desk = fire(|_| {});
    sends(&mut desk, &[("T4", Task::Attack)]);
    give(&mut desk, says("T4", Status::OnScene, None));
    let again = order_of(1, &[("T1", Task::Guide), ("T4", Task::Plug)], Some(TEXT));
    let (verdict, facts) = give(&mut desk, again);
    assert_eq!(verdict, no(Refusal::AlreadyOrdered(bounded("T4"), Status::OnScene)));
    assert!(facts.is_empty(), "nothing of a refused act is done");
    let twice = order_of(1, &[("T1", Task::Guide), ("T1", Task::Cordon)], None);
    assert_eq!(give(&mut desk, twice).0, no(Refusal::AlreadyOrdered(bounded("T1"), Status::Ordered)));

    // Another incident wants it.
    desk.fire(1_000, "S-3011");
    assert!(desk.driver.state.incidents.get(id(2)).is_some());
    let attack = |despite| order_of(2, &[("T4", Task::Attack)], despite);
    let (verdict, _) = give(&mut desk, attack(Some(TEXT)));
    assert_eq!(verdict, no(Refusal::OnLifeRiskTask(bounded("T4"), id(1))), "the alarm is active");
    desk.clear(2_000, "S-2031");
    found(&mut desk, 1, Found::People(People { missing: Some(2), ..People::default() }));
    let (verdict, _) = give(&mut desk, attack(Some(TEXT)));
    assert_eq!(verdict, no(Refusal::OnLifeRiskTask(bounded("T4"), id(1))), "no reason takes it away");
    found(&mut desk, 1, Found::People(People { missing: Some(0), ..People::default() }));
    assert!(!desk.driver.state.life_risk(id(1)));
    assert_eq!(give(&mut desk, attack(None)).0, no(Refusal::ReasonMissing(bounded("T4"))));
    let (verdict, _) = give(&mut desk, attack(Some(TEXT)));
    assert!(matches!(verdict, Verdict::Decided { .. }), "{verdict:?}");
    assert_eq!([status(&desk, 1), status(&desk, 2)], [Status::OnScene, Status::Ordered]);
}

/// A team, what is amiss with it, its task; what an order gets without a reason, and with one.
type Weighed = (&'static str, &'static str, Task, Option<Refusal>, Option<Refusal>);

#[test]
fn only_three_things_are_refused_the_rest_wants_a_reason() {
    let cases: [Weighed; 6] = [
        (
            "T9",
            "no such team",
            Task::Attack,
            Some(Refusal::NoSuchTeam(bounded("T9"))),
            Some(Refusal::NoSuchTeam(bounded("T9"))),
        ),
        (
            "T5",
            "out of service",
            Task::Water,
            Some(Refusal::OutOfService(bounded("T5"))),
            Some(Refusal::OutOfService(bounded("T5"))),
        ),
        ("T2", "volunteers at the outer cordon, two left out", Task::Outer, None, None),
        ("T2", "volunteers inside", Task::Guide, Some(Refusal::ReasonMissing(bounded("T2"))), None),
        ("T3", "not cleared", Task::Survey, Some(Refusal::ReasonMissing(bounded("T3"))), None),
        ("T6", "another task", Task::Attack, Some(Refusal::ReasonMissing(bounded("T6"))), None),
    ];
    for (code, name, task, bare, reasoned) in cases {
        for (despite, wanted) in [(None, bare), (Some(TEXT), reasoned)] {
            let mut desk = fire(|park| team(park, "T5").in_service = false);
            let (verdict, _) = give(&mut desk, order_of(1, &[(code, task)], despite));
            match wanted {
                Some(refusal) => assert_eq!(verdict, no(refusal), "{name}"),
                None => assert!(matches!(verdict, Verdict::Decided { .. }), "{name}: {verdict:?}"),
            }
        }
    }
    let mut desk = fire(|_| {});
    assert_eq!(give(&mut desk, order_of(1, &[], None)).0, no(Refusal::Nobody(id(1))));
    let unknown = Verdict::Refused(outcome::Refusal::Incident(incident::Refusal::NoSuchIncident(id(9))));
    assert_eq!(give(&mut desk, order_of(9, &[("T4", Task::Attack)], None)).0, unknown);
}

/// A desk with T4's order at a status.
fn at(from: Status) -> Desk {
    let mut desk = fire(|_| {});
    sends(&mut desk, &[("T4", Task::Attack)]);
    if from != Status::Ordered {
        let (dispatch, incident, code) = (DispatchId(1), id(1), bounded("T4"));
        let moved =
            TeamFact::Moved { dispatch, incident, code, from: Status::Ordered, to: from, eta_minutes: None };
        told(&mut desk, Body::Dispatch(moved));
    }
    desk
}

#[test]
fn a_status_goes_forward_only() {
    use Status::{Accepted, Back, EnRoute, OnScene, Ordered, Refused, Released, Replaced, Unanswered};
    let ways = |from: Status| -> &[Status] {
        match from {
            Ordered => &[Unanswered, Refused, Accepted, EnRoute, OnScene],
            Unanswered => &[Refused, Accepted, EnRoute, OnScene],
            Accepted => &[EnRoute, OnScene],
            EnRoute => &[OnScene],
            OnScene | Released => &[Back],
            Refused | Back | Replaced => &[],
        }
    };
    for from in ALL {
        for to in ALL {
            let mut desk = at(from);
            let (verdict, facts) = give(&mut desk, says("T4", to, None));
            if ways(from).contains(&to) {
                let Body::Dispatch(TeamFact::Moved { from: was, to: is, .. }) = facts[0].body else {
                    panic!()
                };
                assert_eq!((was, is, status(&desk, 1)), (from, to, to));
            } else {
                assert_eq!(verdict, no(Refusal::NoWay { from, to }), "{from:?} -> {to:?}");
                assert_eq!((facts.len(), status(&desk, 1)), (0, from));
            }
        }
    }
}

#[test]
fn release_and_replacement_from_every_status() {
    for from in ALL {
        let release = |repeated| Command::StandDown { incident: id(1), team: bounded("T4"), repeated };
        let mut desk = at(from);
        let (verdict, _) = give(&mut desk, release(None));
        match from {
            Status::Accepted | Status::EnRoute | Status::OnScene => {
                assert_eq!(status(&desk, 1), Status::Released);
            }
            Status::Ordered | Status::Unanswered => {
                let asks = no(Refusal::NotAnswered(bounded("T4"), id(1)));
                assert_eq!(verdict, asks);
                assert_eq!(give(&mut desk, release(Some(id(2)))).0, asks, "another number is none");
                give(&mut desk, release(Some(id(1))));
                assert_eq!(status(&desk, 1), Status::Back, "what nobody took binds nobody");
            }
            Status::Refused | Status::Released | Status::Back | Status::Replaced => {
                assert_eq!(verdict, no(Refusal::NoWay { from, to: Status::Released }));
            }
        }
        let mut desk = at(from);
        let (verdict, facts) = give(&mut desk, replaces("T4", "T7", Task::Attack));
        if matches!(from, Status::Ordered | Status::Unanswered | Status::Refused) {
            assert_eq!(
                [status(&desk, 1), status(&desk, 2)],
                [Status::Replaced, Status::Ordered],
                "{facts:?}"
            );
        } else {
            assert_eq!(verdict, no(Refusal::NoWay { from, to: Status::Replaced }));
            assert!(facts.is_empty());
        }
    }
}

#[test]
fn a_replacement_within_ninety_seconds_keeps_both_orders() {
    let mut desk = fire(|_| {});
    sends(&mut desk, &[("T4", Task::Attack)]);
    desk.tick(30_000);
    give(&mut desk, says("T4", Status::Unanswered, None));
    assert!(picks(&desk).contains(&"T7 Attack".to_owned()), "{:?}", picks(&desk));
    desk.tick(60_000);
    desk.tick(75_000);
    let (_, facts) = give(&mut desk, replaces("T4", "T7", Task::Attack));
    assert_eq!(
        kinds(&facts),
        ["dispatch.moved", "dispatch.ordered", "delivery.recorded", "deadline.dropped", "deadline.started"]
    );
    let Body::Dispatch(TeamFact::Ordered { dispatch, replaces: old, .. }) = facts[1].body else { panic!() };
    assert_eq!((dispatch, old), (DispatchId(2), Some(DispatchId(1))));
    let facts = give(&mut desk, says("T7", Status::Accepted, Some(9))).1;
    let subject = Subject::Acceptance(id(1), DispatchId(2));
    assert!(
        deadlines(&facts)
            .iter()
            .any(|(_, fact)| matches!(fact, DeadlineFact::Met { subject: met, .. } if *met == subject))
    );
    let orders: Vec<_> = desk.driver.state.dispatches.of(id(1)).map(|it| (it.id.0, it.status)).collect();
    assert_eq!(orders, [(1, Status::Replaced), (2, Status::Accepted)]);
    assert!(give(&mut desk, replaces("T4", "T6", Task::Attack)).1.is_empty(), "once is enough");
}

#[test]
fn a_team_that_goes_proves_the_plan() {
    let mut desk = fire(|_| {});
    runs_the_plan(&mut desk);
    sends(&mut desk, &[("T4", Task::Attack), ("T1", Task::Look)]);
    let (_, facts) = give(&mut desk, says("T1", Status::Accepted, None));
    assert!(!kinds(&facts).contains(&"plan.step-done"), "a patrol that looks is not what the plan wants");
    give(&mut desk, says("T1", Status::OnScene, None));
    assert_eq!(desk.incident(1).phase, Phase::Verification);
    let (_, facts) = give(&mut desk, says("T4", Status::Accepted, Some(9)));
    assert_eq!(facts[1].body, Body::Plan(plan::Fact::Done { incident: id(1), step: 2 }));
    let order = *desk.driver.state.dispatches.get(DispatchId(1)).unwrap();
    assert_eq!(order.arrives, Some(T0.after(Span::minutes(9))));
    desk.tick(120_000);
    give(&mut desk, says("T4", Status::Accepted, Some(12)));
    let later = *desk.driver.state.dispatches.get(DispatchId(1)).unwrap();
    assert_eq!((later.since, later.arrives), (order.since, Some(T0.after(Span::minutes(14)))));
    // Nobody has said yet that it is real: a team on the spot changes no phase ("0 until a person says 属实").
    give(&mut desk, says("T4", Status::OnScene, None));
    assert_eq!(desk.incident(1).phase, Phase::Verification);
    sends(&mut desk, &[("T7", Task::Attack)]);
    let (_, facts) = give(&mut desk, says("T7", Status::OnScene, None));
    assert!(!kinds(&facts).contains(&"plan.step-done"), "once is enough");
}

#[test]
fn an_evacuation_names_who_has_not_heard() {
    let mut desk = fire(|_| {});
    let evacuate = || Command::Evacuate { incident: id(1) };
    let (_, facts) = give(&mut desk, evacuate());
    assert_eq!(facts[0].body, Body::Dispatch(TeamFact::EvacuationOrdered { incident: id(1), teams: 0 }));
    sends(&mut desk, &[("T4", Task::Attack), ("T1", Task::Guide), ("T7", Task::Attack)]);
    give(&mut desk, says("T4", Status::OnScene, None));
    give(&mut desk, says("T1", Status::Refused, None));
    let (_, facts) = desk.act(Actor::Unclaimed, CommandBody::Dispatch(evacuate()));
    assert_eq!(kinds(&facts)[..2], ["dispatch.evacuation", "delivery.recorded"]);
    assert_eq!(facts[0].body, Body::Dispatch(TeamFact::EvacuationOrdered { incident: id(1), teams: 2 }));
    let Body::Delivery(delivery::Fact::Recorded { about, .. }) = facts[1].body else { panic!() };
    assert_eq!(about, About::Evacuation(DispatchId(3)));
    let heard = |desk: &Desk, dispatch| {
        let order = desk.driver.state.dispatches.get(DispatchId(dispatch)).unwrap();
        order.evacuate.map(|_| order.evacuated.is_some())
    };
    assert_eq!([1, 2, 3].map(|number| heard(&desk, number)), [Some(false), None, Some(false)]);
    let facts = dispatch::heard(&desk.driver.state, DispatchId(1));
    assert_eq!(facts.len(), 1);
    for body in facts {
        told(&mut desk, body);
    }
    assert_eq!([1, 3].map(|number| heard(&desk, number)), [Some(true), Some(false)]);
    assert!(dispatch::heard(&desk.driver.state, DispatchId(1)).is_empty(), "once is enough");
    assert!(dispatch::heard(&desk.driver.state, DispatchId(2)).is_empty(), "it is not out there");
    give(&mut desk, evacuate());
    assert_eq!(heard(&desk, 1), Some(false), "a second order is to be heard again");
}

#[test]
fn the_fold_of_the_facts_is_the_live_desk() {
    let mut desk = fire(|_| {});
    runs_the_plan(&mut desk);
    sends(&mut desk, &[("T4", Task::Attack), ("T1", Task::Guide), ("T7", Task::Attack)]);
    give(&mut desk, says("T4", Status::Unanswered, None));
    desk.tick(61_000);
    give(&mut desk, replaces("T4", "T6", Task::Power));
    give(&mut desk, says("T1", Status::Accepted, Some(4)));
    give(&mut desk, says("T1", Status::OnScene, None));
    give(&mut desk, Command::Evacuate { incident: id(1) });
    give(&mut desk, Command::StandDown { incident: id(1), team: bounded("T1"), repeated: None });
    give(&mut desk, says("T1", Status::Back, None));
    let live = &desk.driver.state;
    let mut folded = Driver::new(Arc::clone(desk.driver.registry())).state;
    for (at, fact) in desk.facts.iter().enumerate() {
        folded.fold(EntryNumber(at as u64 + 1), fact);
    }
    folded.begin(InputNumber(0), live.now);
    let shown = |state: &dutydesk::operations::state::State| {
        let parts = (&state.dispatches, &state.deliveries, &state.plans, &state.deadlines);
        format!("{parts:?} {:?}", state.incidents.get(id(1)))
    };
    assert_eq!(shown(&folded), shown(live));
    assert_eq!(recommend(&folded, id(1)), recommend(live, id(1)));
}
