//! Teams: who is proposed and why, what an order allows, what a team's word changes.

mod orders;

use super::fixture::{Desk, TEXT, id, kinds, proved, registry};
use dutydesk::correlation::alarm::HazardFamily;
use dutydesk::engine::driver::Driver;
use dutydesk::operations::actor::{Actor, PrivateText};
use dutydesk::operations::call::Witness;
use dutydesk::operations::command::Body as CommandBody;
use dutydesk::operations::dispatch::{
    self, Against, Command, GapReason, Order, Refusal, Status, Task, Unfit, fitness, recommend,
};
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::finding::{self, Found, Reliability, Scene};
use dutydesk::operations::incident::Phase;
use dutydesk::operations::outcome;
use dutydesk::operations::plan;
use dutydesk::operations::reference::{Channel, Paper, Plan, PlanStep, Reference, StepAct, Team, TeamKind};
use dutydesk::operations::state::Verdict;
use dutydesk::registry::Registry;
use dutydesk::text::bounded;
use dutydesk::units::{DispatchId, EntryNumber, Span, TeamId, ZoneId};
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
    Command::Replace { incident: id(1), team: bounded(team), by, despite: None }
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
fn a_certificate_of_danger_is_no_cover() {
    let is_cover = |name: &str| fitness::is_cover(&Paper { name: bounded(name), until_day: 30_000 });
    for name in ["意外险", "雇主责任险", "团体意外保险", "危险作业意外险", "accident insurance", "Cover"]
    {
        assert!(is_cover(name), "{name}");
    }
    for name in ["危险化学品作业证", "抢险救援证", "风险评估师", "排险工", "水域脱险教练", "Recovery diver"]
    {
        assert!(!is_cover(name), "{name}");
    }
}
