//! Whom an incident wants told, once it is known what it is.

use super::{Visit, is_reached, is_tried};
use crate::correlation::alarm::HazardFamily;
use crate::operations::call::{Agency, Call, Callee, Purpose};
use crate::operations::dispatch::{self, Dispatch, Status};
use crate::operations::dossier::day_of;
use crate::operations::finding::{Found, People};
use crate::operations::incident::{Incident, Verdict};
use crate::operations::next::evacuation::{self, Step, Told};
use crate::operations::reference::{Policy, Role, StepAct};
use crate::operations::report::Stage as ReportStage;
use crate::operations::state::State;
use crate::units::{EvidenceLevel, Instant, InsurerId, PersonId};
use std::ops::ControlFlow;

/// Evidence at which the leader is woken though nobody has verified.
const LEVEL_BRIEF: EvidenceLevel = EvidenceLevel(3);
/// So many of a site's numbers are asked to bring its people out: the control room, and who stands in for it.
const SITE_ASKED: usize = 2;

/// Returns whether an incident is known to be real: somebody said so, or people are in need.
fn is_real(desk: &State, row: &Incident) -> bool {
    matches!(row.verdict, Some((Verdict::Real, _))) || desk.findings.people(row.id).are_casualties()
}

fn is_false(row: &Incident) -> bool {
    matches!(row.verdict, Some((Verdict::False { .. }, _)))
}

/// Teams that have not heard that they are to get out: one after another, then who did not answer once more.
pub(super) fn evacuate(desk: &State, row: &Incident, visit: Visit<'_>) -> ControlFlow<()> {
    for tries in 0..evacuation::TRIES {
        for (order, told) in to_get_out(desk, row) {
            if told == Told::Rung(tries) {
                visit(Callee::Team(order.team), Purpose::Evacuate(order.id))?;
            }
        }
    }
    ControlFlow::Continue(())
}

/// Teams that were rung in vain more than once.
pub(super) fn evacuate_again(desk: &State, row: &Incident, visit: Visit<'_>) -> ControlFlow<()> {
    for (order, told) in to_get_out(desk, row) {
        if matches!(told, Told::Rung(tries) if tries >= evacuation::TRIES) {
            visit(Callee::Team(order.team), Purpose::Evacuate(order.id))?;
        }
    }
    ControlFlow::Continue(())
}

/// The site's control room is asked to bring its people out, and its second number where that one is silent.
pub(super) fn clear(desk: &State, row: &Incident, visit: Visit<'_>) -> ControlFlow<()> {
    if let Some(Step::Site(contact)) = evacuation_step(desk, row)
        && let Some(site) = desk.site_of(row.zone)
    {
        visit(Callee::Site { site, contact: contact as u8 }, Purpose::Evacuate(Purpose::THEIRS))?;
    }
    ControlFlow::Continue(())
}

/// Returns whether everybody was told to get out, and nobody has counted them since.
pub fn wants_count_outside(desk: &State, row: &Incident) -> bool {
    evacuation_step(desk, row) == Some(Step::Count)
}

/// Returns what an evacuation wants, its teams aside: those have a stage of their own, before 119.
fn evacuation_step(desk: &State, row: &Incident) -> Option<Step> {
    let ordered = desk.dispatches.evacuation(row.id).filter(|_| !is_false(row))?;
    let site = desk.site_of(row.zone);
    let numbers =
        site.and_then(|site| desk.reference().sites.get(site.index())).map_or(0, |it| it.contacts.len());
    let contacts = site.into_iter().flat_map(|site| {
        (0..numbers.min(SITE_ASKED)).map(move |contact| {
            let callee = Callee::Site { site, contact: contact as u8 };
            told_since(desk, row, (callee, Purpose::Evacuate(Purpose::THEIRS)), ordered)
        })
    });
    let counted = desk.findings.of(row.id).and_then(|it| it.counted).is_some_and(|at| at > ordered);
    evacuation::next(&std::iter::empty(), &contacts, counted)
}

/// Returns the teams that were ordered out, with how far each has heard it.
fn to_get_out<'a>(desk: &'a State, row: &Incident) -> impl Iterator<Item = (&'a Dispatch, Told)> + use<'a> {
    let row = *row;
    desk.dispatches.of(row.id).filter(|order| order.status.is_bound()).filter_map(move |order| {
        let ordered = order.evacuate?;
        let told = match order.evacuated {
            Some(_) => Told::Heard,
            None => {
                match told_since(desk, &row, (Callee::Team(order.team), Purpose::Evacuate(order.id)), ordered)
                {
                    // What a call proved stands in the order; a call alone proves nothing.
                    Told::Heard => Told::Rung(1),
                    rung @ Told::Rung(_) => rung,
                }
            }
        };
        Some((order, told))
    })
}

/// Counts how often somebody was rung for an evacuation since it was ordered.
fn told_since(desk: &State, row: &Incident, (callee, purpose): (Callee, Purpose), since: Instant) -> Told {
    let mut tries = 0_u8;
    for call in super::calls(desk, row, callee, purpose).filter(|call| call.opened >= since) {
        if call.is_answered() {
            return Told::Heard;
        }
        tries = tries.saturating_add(1);
    }
    Told::Rung(tries)
}

pub(super) fn ordered(desk: &State, row: &Incident, visit: Visit<'_>) -> ControlFlow<()> {
    by_status(desk, row, Status::Ordered, visit)
}

pub(super) fn unanswered(desk: &State, row: &Incident, visit: Visit<'_>) -> ControlFlow<()> {
    by_status(desk, row, Status::Unanswered, visit)
}

/// Teams whose announced time has passed and that nobody has asked since.
pub(super) fn late(desk: &State, row: &Incident, visit: Visit<'_>) -> ControlFlow<()> {
    by_lateness(desk, row, |told| told == Told::Rung(0), visit)
}

/// Teams whose announced time has passed, and that did not answer when they were asked.
pub(super) fn late_again(desk: &State, row: &Incident, visit: Visit<'_>) -> ControlFlow<()> {
    by_lateness(desk, row, |told| matches!(told, Told::Rung(1..)), visit)
}

fn by_lateness(
    desk: &State,
    row: &Incident,
    wanted: impl Fn(Told) -> bool,
    visit: Visit<'_>,
) -> ControlFlow<()> {
    for order in desk.dispatches.of(row.id) {
        let (callee, purpose) = (Callee::Team(order.team), Purpose::Task(order.id));
        let is_late = dispatch::late_by(order.status, order.arrives, desk.now).is_some();
        let Some(since) = order.arrives.filter(|_| is_late) else { continue };
        if wanted(told_since(desk, row, (callee, purpose), since)) {
            visit(callee, purpose)?;
        }
    }
    ControlFlow::Continue(())
}

fn by_status(desk: &State, row: &Incident, status: Status, visit: Visit<'_>) -> ControlFlow<()> {
    for order in desk.dispatches.of(row.id).filter(|order| order.status == status) {
        visit(Callee::Team(order.team), Purpose::Task(order.id))?;
    }
    ControlFlow::Continue(())
}

pub(super) fn casualties(desk: &State, row: &Incident, visit: Visit<'_>) -> ControlFlow<()> {
    let medical = Callee::Agency(Agency::Medical);
    if desk.findings.people(row.id).at_risk() && !is_reached(desk, row, medical, Purpose::Alarm) {
        visit(medical, Purpose::Alarm)?;
    }
    ControlFlow::Continue(())
}

/// The leader in charge, then the other leaders, until one was reached.
pub(super) fn brief(desk: &State, row: &Incident, visit: Visit<'_>) -> ControlFlow<()> {
    let is_reached = desk.calls.of(row.id).any(|call| call.purpose == Purpose::Brief && call.is_answered());
    let is_grave = row.family != HazardFamily::Fault && desk.level(row.id) >= LEVEL_BRIEF;
    if is_reached || is_false(row) || !(is_real(desk, row) || is_grave) {
        return ControlFlow::Continue(());
    }
    let reference = desk.reference();
    let on_duty = reference.duty.leader;
    let people = reference.people.iter().enumerate().map(|(at, person)| (PersonId(at as u32), person));
    let others = people.filter(|(id, person)| person.role == Role::Leader && Some(*id) != on_duty);
    let leaders = on_duty.into_iter().chain(others.map(|(id, _)| id)).map(Callee::Person);
    for tried in [false, true] {
        for leader in leaders.clone() {
            if is_tried(desk, row, leader, Purpose::Brief) == tried {
                visit(leader, Purpose::Brief)?;
            }
        }
    }
    ControlFlow::Continue(())
}

/// Public numbers that open steps of the plan want, in the order of the steps; 119 has a stage of its own.
pub(super) fn steps(desk: &State, row: &Incident, visit: Visit<'_>) -> ControlFlow<()> {
    let Some(run) = desk.plans.of(row.id).filter(|_| is_real(desk, row) && !is_false(row)) else {
        return ControlFlow::Continue(());
    };
    for (step, done) in &run.steps {
        let (Some(StepAct::Call(agency)), None) = (step.act, done) else { continue };
        if agency != Agency::Upward && !is_reached(desk, row, Callee::Agency(agency), Purpose::Alarm) {
            visit(Callee::Agency(agency), Purpose::Alarm)?;
        }
    }
    ControlFlow::Continue(())
}

/// 119 again, when other numbers of people are missing, trapped or hurt than it was told; and 120, when any of them rose.
pub(super) fn update(desk: &State, row: &Incident, visit: Visit<'_>) -> ControlFlow<()> {
    let in_need = |people: People| [people.missing, people.trapped, people.hurt].map(|it| it.unwrap_or(0));
    let now = in_need(desk.findings.people(row.id));
    for agency in [Agency::Fire, Agency::Medical] {
        let callee = Callee::Agency(agency);
        let told = desk.calls.answered(row.id, callee).and_then(|call| call.ended).map(|ended| ended.at);
        let Some(known) = told.map(|told| in_need(people_at(desk, row, told))) else { continue };
        let is_worse = known.iter().zip(&now).any(|(known, now)| now > known);
        if is_worse || agency == Agency::Fire && known != now {
            visit(callee, Purpose::Update)?;
        }
    }
    ControlFlow::Continue(())
}

/// Returns the people as they were known at an instant, as far as the desk still holds it.
fn people_at(desk: &State, row: &Incident, at: Instant) -> People {
    let found = desk.findings.of(row.id).into_iter().flat_map(|it| it.latest.iter().rev());
    let before = found.filter(|one| one.at <= at).find_map(|one| match one.found {
        Found::People(people) => Some(people),
        Found::Scene(_) => None,
    });
    before.unwrap_or_default()
}

pub(super) fn unit_head(desk: &State, row: &Incident, visit: Visit<'_>) -> ControlFlow<()> {
    let site = desk.site_of(row.zone);
    let head = site.and_then(|site| desk.reference().sites.get(site.index())).and_then(|card| card.head);
    let is_told = desk.calls.of(row.id).any(|call| call.purpose == Purpose::UnitHead && call.is_answered());
    if let Some((site, contact)) = site.zip(head)
        && is_real(desk, row)
        && !is_told
    {
        visit(Callee::Site { site, contact }, Purpose::UnitHead)?;
    }
    ControlFlow::Continue(())
}

pub(super) fn upward(desk: &State, row: &Incident, visit: Visit<'_>) -> ControlFlow<()> {
    for report in desk.reports.of(row.id) {
        if matches!(report.stage, ReportStage::Signed(_)) && report.phoned.is_none() {
            visit(Callee::Agency(Agency::Upward), Purpose::Report(report.number))?;
        }
    }
    ControlFlow::Continue(())
}

/// Insurers with a policy in force, until one of their numbers was reached or a claim stands.
pub(super) fn notice(desk: &State, row: &Incident, visit: Visit<'_>) -> ControlFlow<()> {
    if !is_real(desk, row) {
        return ControlFlow::Continue(());
    }
    for insurer in insurers(desk, row) {
        if is_claimed(desk, row, insurer) || noticed(desk, row, insurer).is_some() {
            continue;
        }
        for tried in [false, true] {
            for callee in contacts(desk, insurer) {
                if is_tried(desk, row, callee, Purpose::Notice) == tried {
                    visit(callee, Purpose::Notice)?;
                }
            }
        }
    }
    ControlFlow::Continue(())
}

/// Insurers that were told and gave no claim number, as long as the plan wants one: without it there is no claim.
pub(super) fn unnumbered(desk: &State, row: &Incident, visit: Visit<'_>) -> ControlFlow<()> {
    if desk.plans.of(row.id).is_none_or(|run| run.step_of(StepAct::Notice).is_none()) {
        return ControlFlow::Continue(());
    }
    for insurer in insurers(desk, row).filter(|insurer| !is_claimed(desk, row, *insurer)) {
        if let Some(call) = noticed(desk, row, insurer) {
            visit(call.callee, Purpose::Notice)?;
        }
    }
    ControlFlow::Continue(())
}

/// Returns the insurers with a policy of the site that was in force when the incident was opened.
fn insurers<'a>(desk: &'a State, row: &Incident) -> impl Iterator<Item = InsurerId> + use<'a> {
    let site = desk.site_of(row.zone);
    let day = day_of(row.opened);
    let in_force = move |policy: &Policy| (policy.from_day..=policy.until_day).contains(&day);
    let reference = desk.reference();
    let insures = move |insurer: &InsurerId| {
        let mut policies = reference.policies.iter();
        policies.any(|it| it.insurer == *insurer && Some(it.site) == site && in_force(it))
    };
    (0..reference.insurers.len()).map(|at| InsurerId(at as u32)).filter(insures)
}

fn contacts(desk: &State, insurer: InsurerId) -> impl Iterator<Item = Callee> + use<> {
    let numbers = desk.reference().insurers.get(insurer.index()).map_or(0, |it| it.contacts.len());
    (0..numbers as u8).map(move |contact| Callee::Insurer { insurer, contact })
}

/// Returns the call by which an insurer was told last.
fn noticed<'a>(desk: &'a State, row: &Incident, insurer: InsurerId) -> Option<&'a Call> {
    let theirs = |call: &&Call| matches!(call.callee, Callee::Insurer { insurer: id, .. } if id == insurer);
    desk.calls
        .of(row.id)
        .rev()
        .filter(theirs)
        .find(|call| call.purpose == Purpose::Notice && call.is_answered())
}

fn is_claimed(desk: &State, row: &Incident, insurer: InsurerId) -> bool {
    desk.claims.of(row.id).any(|claim| claim.insurer == insurer)
}

/// Everybody whom it may need, rung before or not: the site's card, the public numbers, the teams that are bound to it, the
/// leader in charge, its insurers.
pub(super) fn others(desk: &State, row: &Incident, visit: Visit<'_>) -> ControlFlow<()> {
    if let Some(site) = desk.site_of(row.zone) {
        let contacts = desk.reference().sites.get(site.index()).map_or(0, |card| card.contacts.len());
        for contact in 0..contacts as u8 {
            visit(Callee::Site { site, contact }, Purpose::Other)?;
        }
    }
    for agency in [Agency::Fire, Agency::Medical, Agency::Power, Agency::Gas, Agency::Police] {
        let callee = Callee::Agency(agency);
        let is_told = is_reached(desk, row, callee, Purpose::Alarm);
        visit(callee, if is_told { Purpose::Update } else { Purpose::Alarm })?;
    }
    for order in desk.dispatches.of(row.id).filter(|order| order.status.is_confirmed()) {
        visit(Callee::Team(order.team), Purpose::Other)?;
    }
    visit(Callee::Agency(Agency::Upward), Purpose::Other)?;
    if let Some(leader) = desk.reference().duty.leader {
        visit(Callee::Person(leader), Purpose::Other)?;
    }
    for insurer in insurers(desk, row) {
        let purpose = if is_claimed(desk, row, insurer) { Purpose::Other } else { Purpose::Notice };
        for callee in contacts(desk, insurer) {
            visit(callee, purpose)?;
        }
    }
    ControlFlow::Continue(())
}
