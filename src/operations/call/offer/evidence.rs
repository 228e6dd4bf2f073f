//! What is there? 119 and the spot, by how well an incident is evidenced.
//!
//! Source: the issue, Verification: at level 3, with a manual call point and any sensor, or with a person who reports
//! flame or people in need, 119 is the first step and the control room the second. Below it is the control room, 60 s,
//! the second contact, the nearest patrol; two no-answers, or 90 s unverified at level 2, offer 119.

use super::{Visit, is_reached, is_tried};
use crate::correlation::alarm::HazardFamily;
use crate::operations::call::{Agency, Call, Callee, Purpose};
use crate::operations::dispatch::Task;
use crate::operations::finding::Scene;
use crate::operations::incident::{Incident, Verdict};
use crate::operations::publish::distance;
use crate::operations::reference::TeamKind;
use crate::operations::state::{RECHECK_EVERY, State, VERIFY_WITHIN};
use crate::units::{EvidenceLevel, Instant, Span, TeamId};
use std::ops::{ControlFlow, Range};

/// So long a number rings before the next one is offered.
const RINGS_MAX: Span = Span::seconds(60);
/// At this level 119 comes before anybody is asked.
const LEVEL_FIRE_FIRST: EvidenceLevel = EvidenceLevel(3);
/// At this level 119 comes when nobody has verified in time.
const LEVEL_UNVERIFIED: EvidenceLevel = EvidenceLevel(2);
/// So many calls without an answer bring 119.
const NO_ANSWERS: usize = 2;
/// Who can say what is there: the site's first two contacts, and the nearest patrol.
const CHAIN: usize = 3;

/// Where the asking stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Round {
    /// It is asked, and what was answered since counts.
    Asked(Instant),
    /// Nobody is asked: it was said, or it is asked again later.
    Said,
}

/// Returns whether 119 is wanted now, told or not.
pub fn wants_fire_brigade(desk: &State, row: &Incident) -> bool {
    let people = desk.findings.people(row.id).at_risk();
    let scene = desk.findings.of(row.id).and_then(|it| it.scene);
    let burns = matches!(scene, Some(Scene::Flame | Scene::Spreading));
    if people || burns {
        return true;
    }
    // Water, wind and faults are no matter for 119 until people are in need.
    let is_theirs = match row.family {
        HazardFamily::Fire | HazardFamily::Gas | HazardFamily::Other => true,
        HazardFamily::Water
        | HazardFamily::Pressure
        | HazardFamily::Power
        | HazardFamily::Weather
        | HazardFamily::Fault => false,
    };
    is_theirs
        && match row.verdict {
            Some((Verdict::Real, _)) => true,
            Some((Verdict::False { .. }, _)) => false,
            Some((Verdict::Open, _)) | None => {
                let late = row.verdict.is_none() && desk.now.since(row.opened) >= VERIFY_WITHIN;
                desk.level(row.id) >= LEVEL_FIRE_FIRST
                    || (late && desk.level(row.id) >= LEVEL_UNVERIFIED)
                    || no_answers(desk, row) >= NO_ANSWERS
            }
        }
}

/// Returns whether the spot was reached and nobody has written down what it said.
pub fn asks_verdict(desk: &State, row: &Incident) -> bool {
    let Round::Asked(since) = round(desk, row) else { return false };
    asked(desk, row, since).any(Call::is_answered)
}

pub(super) fn fire(desk: &State, row: &Incident, visit: Visit<'_>) -> ControlFlow<()> {
    let fire = Callee::Agency(Agency::Fire);
    if wants_fire_brigade(desk, row) && !is_reached(desk, row, fire, Purpose::Alarm) {
        visit(fire, Purpose::Alarm)?;
    }
    ControlFlow::Continue(())
}

/// Whom to ask what is there: the site's first two contacts and the nearest patrol, who was not tried yet.
///
/// Where gas leaks, the first of them alone: the gas company comes before the others.
pub(super) fn verify(desk: &State, row: &Incident, visit: Visit<'_>) -> ControlFlow<()> {
    ask(desk, row, if row.family == HazardFamily::Gas { 0..1 } else { 0..CHAIN }, visit)
}

/// Who else can say what is there, where gas leaks.
pub(super) fn further(desk: &State, row: &Incident, visit: Visit<'_>) -> ControlFlow<()> {
    ask(desk, row, if row.family == HazardFamily::Gas { 1..CHAIN } else { 0..0 }, visit)
}

/// The gas company's repair crew, until it was reached: once, before whoever else of the site could be asked.
pub(super) fn gas(desk: &State, row: &Incident, visit: Visit<'_>) -> ControlFlow<()> {
    let crew = Callee::Agency(Agency::Gas);
    let is_false = matches!(row.verdict, Some((Verdict::False { .. }, _)));
    if row.family == HazardFamily::Gas && !is_false && !is_tried(desk, row, crew, Purpose::Alarm) {
        visit(crew, Purpose::Alarm)?;
    }
    ControlFlow::Continue(())
}

fn ask(desk: &State, row: &Incident, which: Range<usize>, visit: Visit<'_>) -> ControlFlow<()> {
    let Round::Asked(since) = round(desk, row) else { return ControlFlow::Continue(()) };
    if asks_verdict(desk, row) {
        return ControlFlow::Continue(());
    }
    for callee in chain(desk, row)[which].iter().flatten() {
        let is_tried = asked(desk, row, since).any(|call| call.callee == *callee);
        if !is_tried {
            visit(*callee, Purpose::Verify)?;
        }
    }
    ControlFlow::Continue(())
}

/// Whom to ask once more, when all were tried and nobody was reached.
pub(super) fn again(desk: &State, row: &Incident, visit: Visit<'_>) -> ControlFlow<()> {
    let crew = Callee::Agency(Agency::Gas);
    let is_false = matches!(row.verdict, Some((Verdict::False { .. }, _)));
    if row.family == HazardFamily::Gas && !is_false && !is_reached(desk, row, crew, Purpose::Alarm) {
        visit(crew, Purpose::Alarm)?;
    }
    let is_asked = matches!(round(desk, row), Round::Asked(_));
    if is_asked && !asks_verdict(desk, row) {
        for callee in chain(desk, row).into_iter().flatten() {
            visit(callee, Purpose::Verify)?;
        }
    }
    ControlFlow::Continue(())
}

fn round(desk: &State, row: &Incident) -> Round {
    match row.verdict {
        None => Round::Asked(Instant::UNSTATED),
        Some((Verdict::Open, at)) if desk.now >= at.after(RECHECK_EVERY) => Round::Asked(at),
        Some((Verdict::Open | Verdict::Real | Verdict::False { .. }, _)) => Round::Said,
    }
}

fn asked<'a>(desk: &'a State, row: &Incident, since: Instant) -> impl Iterator<Item = &'a Call> + use<'a> {
    let own = desk.site_of(row.zone);
    // Whoever of the site picks up can say what is there, whatever they were rung for.
    let on_the_spot = move |call: &Call| match call.callee {
        Callee::Site { site, .. } => {
            Some(site) == own && (call.purpose == Purpose::Verify || call.is_answered())
        }
        Callee::Agency(_) | Callee::Person(_) | Callee::Team(_) | Callee::Insurer { .. } => {
            call.purpose == Purpose::Verify
        }
    };
    desk.calls.of(row.id).filter(move |call| call.opened > since && on_the_spot(call))
}

/// Counts the calls that asked what is there and got no answer; one that rings too long is one of them.
fn no_answers(desk: &State, row: &Incident) -> usize {
    let Round::Asked(since) = round(desk, row) else { return 0 };
    let missed = |call: &&Call| match call.ended {
        Some(_) => !call.is_answered(),
        None => desk.now.since(call.opened) >= RINGS_MAX,
    };
    asked(desk, row, since).filter(missed).count()
}

fn chain(desk: &State, row: &Incident) -> [Option<Callee>; CHAIN] {
    let site = desk.site_of(row.zone);
    let contact = |contact: u8| {
        let site = site?;
        let card = desk.reference().sites.get(site.index())?;
        card.contacts.get(usize::from(contact)).map(|_| Callee::Site { site, contact })
    };
    [contact(0), contact(1), patrol(desk, row).map(Callee::Team)]
}

/// Finds the nearest team that may go and look: a patrol, or the park's own brigade, that nothing else binds.
fn patrol(desk: &State, row: &Incident) -> Option<TeamId> {
    let reference = desk.reference();
    let site = desk.site_of(row.zone).and_then(|site| reference.sites.get(site.index()))?;
    let to = (site.latitude_micro, site.longitude_micro);
    let teams = reference.teams.iter().enumerate().map(|(at, team)| (TeamId(at as u32), team));
    let may_look = teams.filter(|(id, team)| {
        let is_free = desk.dispatches.of_team(*id).is_none_or(|order| order.incident == row.id);
        let looks = team.duties.contains(&Task::Look) || team.kind == TeamKind::Brigade;
        team.in_service && looks && is_free
    });
    let metres = |latitude, longitude| distance((latitude, longitude), to).unwrap_or(u32::MAX);
    may_look
        .min_by_key(|(id, team)| (metres(team.latitude_micro, team.longitude_micro), *id))
        .map(|(id, _)| id)
}
