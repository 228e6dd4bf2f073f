//! The hot state becomes a snapshot: bounded, in order of urgency, with names.
//!
//! Decides: what stands first. Must not know: who looks.

mod fold;
mod teams;

use crate::correlation::alarm::{AlarmClass, DeviceKind, HazardFamily};
use crate::correlation::event::Unit;
use crate::correlation::{Incident as Alarms, Member};
use crate::limits::{DOSSIER_MEMBERS_MAX, FOLDS_MAX, SNAPSHOT_INCIDENTS_MAX, WAITING_MAX, WARNINGS_MAX};
use crate::operations::delivery::About;
use crate::operations::incident::view::{Fold, KindCount, Reading};
use crate::operations::incident::{self, Incident, Verdict, View};
use crate::operations::pool::{Account, Ledger, Stage};
use crate::operations::reference::{Escalate, Name, Reference};
use crate::operations::snapshot::{Mode, Snapshot, Status, Waiting};
use crate::operations::state::State;
use crate::operations::warning::Warning;
use crate::operations::{deadline, feed, warning};
use crate::units::{EvidenceLevel, Fen, IncidentId, Severity};
use arrayvec::ArrayVec;
use std::cmp::Reverse;
use teams::fill_teams;
pub(super) use teams::{distance, team_order};

/// Makes snapshots; holds the room that sorting needs, so that making one allocates nothing.
#[derive(Debug)]
pub struct Publisher {
    ranked: Vec<(Rank, IncidentId)>,
    folds: ArrayVec<Fold, FOLDS_MAX>,
}

/// What every snapshot says of the program that makes it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Frame {
    /// Live, sample or drill.
    pub mode: Mode,
    /// Thousandths of real time.
    pub clock_milli: u32,
}

/// How urgent an incident is; the smallest first.
///
/// Unacknowledged life-risk before all others, then life-risk, then hazards that nobody has, hazards in hand, faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    life_risk_waits: Reverse<bool>,
    life_risk: Reverse<bool>,
    /// A fire or gas that a person told, and that nobody has found false: no sensor can say that it is over.
    told: Reverse<bool>,
    /// A surge folds it: it stands under what is shown.
    folded: bool,
    fault: bool,
    waits: Reverse<bool>,
    level: Reverse<EvidenceLevel>,
    severity: Reverse<Severity>,
    /// What it follows, where that is just as urgent; else its own number.
    group: IncidentId,
    id: IncidentId,
}

impl Default for Publisher {
    fn default() -> Self {
        Self { ranked: Vec::with_capacity(incident::state::KEPT_MAX), folds: ArrayVec::new() }
    }
}

impl Publisher {
    /// Fills a snapshot with the desk as it stands; the journal's word is added by who knows it.
    ///
    /// Cost: O(open incidents x log), no allocation.
    pub fn fill(&mut self, state: &State, frame: Frame, snapshot: &mut Snapshot) {
        self.rank(state);
        fill_status(state, frame, &mut snapshot.status);
        snapshot.status.next = self.next(state);
        snapshot.incidents.clear();
        for (rank, id) in self.ranked.iter().take(snapshot.incidents.capacity()) {
            if let Some(mut view) = incident_view(state, *id) {
                view.fold = if rank.folded { fold::find(state, *id, &self.folds) } else { None };
                snapshot.incidents.push(view);
            }
        }
        snapshot.folds.clear();
        snapshot.folds.extend(self.folds.iter().copied());
        fill_warnings(state, snapshot);
        fill_feeds(state, snapshot);
        snapshot.deadlines.clear();
        let running = state.deadlines.running().iter().take(snapshot.deadlines.capacity());
        snapshot.deadlines.extend(running.map(|it| deadline_view(state, it)));
        fill_waiting(state, &mut snapshot.waiting);
        fill_teams(state, snapshot);
    }

    fn rank(&mut self, state: &State) {
        self.ranked.clear();
        self.folds.clear();
        for incident in state.incidents.open() {
            let rank = rank(state, incident);
            if rank.folded {
                fold::add(state, incident, &mut self.folds);
            }
            self.ranked.push((rank, incident.id));
        }
        // Only what the snapshot has room for need be in order.
        if let Some(last) = self.ranked.len().checked_sub(1).map(|last| last.min(SNAPSHOT_INCIDENTS_MAX)) {
            self.ranked.select_nth_unstable(last);
            self.ranked[..=last].sort_unstable();
        }
    }

    /// Returns the life-risk incident that waits longest at the top.
    fn next(&self, state: &State) -> Option<IncidentId> {
        let (rank, id) = self.ranked.first()?;
        let waits = state.incidents.get(*id).is_some_and(Incident::is_unacknowledged);
        (rank.life_risk_waits.0 && waits).then_some(*id)
    }
}

/// Members that are asked whether they are held: a person shelves some, and a window takes what begins in it.
const MEMBERS_ASKED: usize = 64;

/// Returns an incident's row.
pub fn incident_view(state: &State, id: IncidentId) -> Option<View> {
    let people = state.incidents.get(id)?;
    let alarms = state.correlation.incident(id)?;
    let reference = state.reference();
    let zone = reference.zones.get(people.zone.index());
    let site = state.site_of(people.zone).and_then(|site| reference.sites.get(site.index()));
    let due = state.deadlines.of(deadline::Subject::Acknowledge(id)).map(|it| it.due);
    Some(View {
        id,
        revision: people.revision,
        family: people.family,
        severity: alarms.severity,
        level: state.level(id),
        life_risk: state.life_risk(id),
        active: alarms.active > 0,
        held: alarms.active == 0 && is_held(state, id),
        phase: people.phase,
        verdict: people.verdict.map(|(verdict, _)| verdict),
        parent: alarms.parent,
        proposed: state.incidents.proposals(id).next().is_some(),
        next: crate::operations::next::of(state, id),
        people: state.findings.people(id),
        scene: state.findings.of(id).and_then(|row| row.scene),
        response: state.orders.response(id).and_then(|row| row.decided).map(|(level, _)| level),
        teams: state.dispatches.of(id).filter(|order| order.status.is_bound()).count() as u8,
        site: site.map(|site| site.short).or(zone.map(|zone| zone.name)).unwrap_or_default(),
        // Without a site the zone's own name stands in its place, and is not said twice.
        place: zone.filter(|_| site.is_some()).map(|zone| zone.path).unwrap_or_default(),
        risk: site.map(|site| site.risk).unwrap_or_default(),
        kinds: kinds(alarms),
        members: alarms.members,
        raises: people.raises,
        reading: reading(state, id),
        opened: people.opened,
        last: alarms.last,
        standing: standing(state, people),
        acknowledge_due: due.unwrap_or_default(),
        fold: None,
    })
}

/// Returns whether one of the first members of an incident that is quiet stands and is held.
///
/// Cost: O([`MEMBERS_ASKED`]).
fn is_held(state: &State, id: IncidentId) -> bool {
    let mut members = state.correlation.members(id).take(MEMBERS_ASKED);
    members.any(|member| state.correlation.held_because(member.alarm).is_some())
}

/// Returns what a person's act is shown under: their name.
pub fn person_name(state: &State, actor: &crate::operations::actor::Actor) -> Name {
    let Some(officer) = actor.officer() else { return Name::new() };
    let person = state.reference().people.get(officer.person.index());
    person.map_or_else(|| crate::text::bounded(&officer.code), |person| person.name)
}

fn rank(state: &State, incident: &Incident) -> Rank {
    let own = rank_alone(state, incident);
    let parent = state.correlation.incident(incident.id).and_then(|it| it.parent);
    let parent = parent.and_then(|id| state.incidents.get(id)).filter(|row| !row.is_closed());
    match parent.map(|row| rank_alone(state, row)) {
        Some(above) if (Rank { group: own.group, id: own.id, ..above }) == own => {
            Rank { group: above.id, ..own }
        }
        Some(_) | None => own,
    }
}

fn rank_alone(state: &State, incident: &Incident) -> Rank {
    let alarms = state.correlation.incident(incident.id);
    let life_risk = state.life_risk(incident.id);
    let waits = incident.is_unacknowledged();
    Rank {
        life_risk_waits: Reverse(life_risk && waits),
        life_risk: Reverse(life_risk),
        told: Reverse(is_told(state, incident)),
        folded: fold::is_folded(state, incident),
        fault: incident.family == HazardFamily::Fault,
        waits: Reverse(waits),
        level: Reverse(state.level(incident.id)),
        severity: Reverse(alarms.map(|it| it.severity).unwrap_or_default()),
        group: incident.id,
        id: incident.id,
    }
}

fn is_told(state: &State, incident: &Incident) -> bool {
    let is_false = matches!(incident.verdict, Some((Verdict::False { .. }, _)));
    let is_dangerous = matches!(incident.family, HazardFamily::Fire | HazardFamily::Gas);
    is_dangerous && !is_false && state.intakes.of(incident.id).next().is_some()
}

fn fill_status(state: &State, frame: Frame, status: &mut Status) {
    let reference = state.reference();
    let name = |person: Option<crate::units::PersonId>| {
        person.and_then(|id| reference.people.get(id.index())).map(|person| person.name).unwrap_or_default()
    };
    let code = |person: Option<crate::units::PersonId>| {
        person.and_then(|id| reference.people.get(id.index())).map(|person| person.code).unwrap_or_default()
    };
    let counts = state.correlation.counts();
    let mut open = [0_u32; 5];
    for incident in state.incidents.open() {
        let waits = incident.is_unacknowledged();
        let is_real = matches!(incident.verdict, Some((Verdict::Real, _)));
        open[0] += 1;
        open[1] += u32::from(waits);
        open[2] += u32::from(waits && state.life_risk(incident.id));
        open[3] += u32::from(!waits && !is_real);
        open[4] += u32::from(!waits && is_real);
    }
    *status = Status {
        desk: reference.desk,
        mode: frame.mode,
        clock_milli: frame.clock_milli,
        now: state.now,
        input: state.input,
        officer: name(reference.duty.officer),
        officer_code: code(reference.duty.officer),
        leader: name(reference.duty.leader),
        leader_code: code(reference.duty.leader),
        open: open[0],
        unacknowledged: open[1],
        life_risk_unacknowledged: open[2],
        unverified: open[3],
        in_hand: open[4],
        next: None,
        surge: state.incidents.surge().since().is_some(),
        announced: state.incidents.surge().count(state.now) as u32,
        officers: reference.duty.officers(),
        degraded: state.degraded,
        turned_away: state.turned_away,
        test_alarms: counts.test,
        shelved: counts.shelved,
        out_of_service: counts.isolated,
        inhibited: counts.inhibited,
        stale: counts.stale,
        unregistered: state.unregistered_count(),
        entry: state.entry,
        journal: std::mem::take(&mut status.journal),
        pool: ledger(state),
        nobody_on_call: reference.escalation.iter().any(|step| is_empty(reference, step.to)),
        rules_mistake: state.rules.wrong,
        missing: state.findings.all().map(|row| u32::from(row.people.missing.unwrap_or(0))).sum(),
        clock_offset: status.clock_offset,
    };
}

/// Returns whether a step of the escalation would wake nobody: its post stands empty.
const fn is_empty(reference: &Reference, to: Escalate) -> bool {
    match to {
        Escalate::SecondOfficer => reference.duty.second.is_none(),
        Escalate::Leader => reference.duty.leader.is_none(),
        Escalate::Screens | Escalate::Command | Escalate::Person(_) => false,
    }
}

/// Returns the pool's figures.
pub fn ledger(state: &State) -> Ledger {
    let accounts = &state.pool.accounts;
    let pool = accounts.of(Account::Pool);
    let rescues = accounts.all().filter(|(account, _)| matches!(account, Account::Rescue(_)));
    Ledger {
        balance: pool.balance(),
        reserved: pool.credits_pending,
        available: accounts.available(),
        outstanding: Fen(rescues.map(|(_, sums)| sums.balance().0).sum()),
    }
}

/// Returns who owes a deadline, where its subject does not say it.
fn owner(state: &State, subject: deadline::Subject) -> Name {
    let reference = state.reference();
    match subject {
        deadline::Subject::Acceptance(_, dispatch) => {
            let team =
                state.dispatches.get(dispatch).and_then(|order| reference.teams.get(order.team.index()));
            team.map(|team| team.name).unwrap_or_default()
        }
        deadline::Subject::Order(_, order) => {
            let carrier = state.orders.get(order).and_then(|row| reference.people.get(row.carrier.index()));
            carrier.map(|person| person.name).unwrap_or_default()
        }
        deadline::Subject::ClaimDecision(_, claim)
        | deadline::Subject::ClaimAdvance(_, claim)
        | deadline::Subject::ClaimPayment(_, claim)
        | deadline::Subject::ClaimRefusal(_, claim) => {
            let insurer = state.claims.get(claim).and_then(|row| reference.insurers.get(row.insurer.index()));
            insurer.map(|insurer| insurer.short).unwrap_or_default()
        }
        deadline::Subject::Acknowledge(_)
        | deadline::Subject::Escalation(..)
        | deadline::Subject::NextAct(_)
        | deadline::Subject::Verification(_)
        | deadline::Subject::Recheck(_)
        | deadline::Subject::FirstReport(..)
        | deadline::Subject::UnitReport(_)
        | deadline::Subject::FollowUp(_)
        | deadline::Subject::Reservation(..) => Name::new(),
    }
}

/// Returns a deadline as it is shown.
pub fn deadline_view(state: &State, it: &deadline::Deadline) -> deadline::View {
    deadline::View {
        subject: it.subject,
        started: it.started,
        due: it.due,
        passed: it.passed,
        who: owner(state, it.subject),
    }
}

fn fill_waiting(state: &State, waiting: &mut ArrayVec<Waiting, WAITING_MAX>) {
    waiting.clear();
    let reports = state.reports.unsigned().map(|it| Waiting::Report {
        incident: it.incident,
        number: it.number,
        kind: it.kind,
        since: it.submitted,
    });
    let levels = state.orders.responses().iter().filter_map(|row| {
        let (level, since) = row.proposed?;
        // A closed incident's proposal waits for nobody.
        state.incidents.get(row.incident).filter(|it| !it.is_closed())?;
        Some(Waiting::Level { incident: row.incident, level, since })
    });
    let money = state.pool.reservations().iter().filter(|row| row.stage == Stage::Reserved).map(|row| {
        Waiting::Post {
            incident: row.incident,
            reservation: row.id,
            amount: row.amount,
            maker: row.maker.officer().map(|officer| officer.code).unwrap_or_default(),
            since: row.reserved,
        }
    });
    waiting.extend(reports.chain(levels).chain(money).take(WAITING_MAX));
}

fn fill_warnings(state: &State, snapshot: &mut Snapshot) {
    snapshot.warnings.clear();
    let mut worst: ArrayVec<&Warning, WARNINGS_MAX> =
        state.warnings.standing().iter().take(WARNINGS_MAX).collect();
    worst.sort_unstable_by_key(|it| (Reverse(it.message.colour), it.id));
    for it in worst.into_iter().take(snapshot.warnings.capacity()) {
        snapshot.warnings.push(warning::View {
            id: it.id,
            colour: it.message.colour,
            event: it.message.event,
            sender: it.message.sender,
            headline: it.message.headline,
            issued: it.message.issued,
            expires: it.message.expires,
            stale: it.is_stale(state.now),
            sites: it.sites,
            extent: warning::Extent::of(&it.message),
            relays: ArrayVec::new(),
        });
    }
    fill_relays(state, snapshot);
}

/// Adds whom each warning was relayed to; of several tries the last one counts.
fn fill_relays(state: &State, snapshot: &mut Snapshot) {
    for it in state.deliveries.all() {
        let About::Relay(id) = it.about else { continue };
        let Some(row) = snapshot.warnings.iter_mut().find(|row| row.id == id) else { continue };
        let relay = warning::view::Relay {
            target: it.target,
            to: crate::operations::listing::warnings::called(state, it.target, it.post),
            stage: it.stage,
        };
        match row.relays.iter_mut().find(|known| known.target == it.target) {
            Some(known) => *known = relay,
            // Who finds no place here stands on the page of the warnings.
            None => drop(row.relays.try_push(relay)),
        }
    }
}

fn fill_feeds(state: &State, snapshot: &mut Snapshot) {
    snapshot.feeds.clear();
    for (id, it) in state.feeds.all() {
        snapshot.feeds.push(feed::View {
            id,
            name: state.reference().feeds.get(id.index()).map(|feed| feed.name).unwrap_or_default(),
            link: it.link,
            last: it.last,
            delay: it.delay(),
            cursor: it.window.next().saturating_sub(1),
            events: it.events,
            rejects: it.rejects,
            missing: it.missing,
            duplicates: it.duplicates,
        });
    }
}

fn kinds(alarms: &Alarms) -> ArrayVec<KindCount, 6> {
    let class = if alarms.family == HazardFamily::Fault { AlarmClass::Fault } else { AlarmClass::Hazard };
    let mut rows: ArrayVec<KindCount, { DeviceKind::ALL.len() }> = ArrayVec::new();
    for (kind, count) in DeviceKind::ALL.into_iter().zip(alarms.kinds).filter(|(_, count)| *count > 0) {
        rows.push(KindCount { kind, class, count });
    }
    rows.sort_unstable_by_key(|row| (Reverse(row.count), row.kind));
    rows.into_iter().take(6).collect()
}

/// Finds the newest reading among the first members: those that a screen shows.
fn reading(state: &State, id: IncidentId) -> Option<Reading> {
    let members = state.correlation.members(id).take(DOSSIER_MEMBERS_MAX);
    members
        .filter(|member| member.unit != Unit::None)
        .max_by_key(|member| member.input)
        .map(|it| reading_of(&it))
}

/// Returns a member's reading as it is shown.
pub(super) fn reading_of(member: &Member) -> Reading {
    let rising = member.value_milli > member.value_before_milli;
    Reading { value_milli: member.value_milli, unit: member.unit, rising }
}

fn standing(state: &State, incident: &Incident) -> incident::view::Standing {
    match &incident.standing {
        incident::state::Standing::Unacknowledged { since } => {
            incident::view::Standing::Unacknowledged { since: *since }
        }
        incident::state::Standing::Acknowledged { by, at } => incident::view::Standing::Acknowledged {
            by: person_name(state, by),
            proved: by.is_proved(),
            at: *at,
        },
        incident::state::Standing::Closed { disposition, at } => {
            incident::view::Standing::Closed { disposition: *disposition, at: *at }
        }
    }
}
