//! The hot state becomes a snapshot: bounded, in order of urgency, with names.
//!
//! Decides: what stands first. Must not know: who looks.

mod feeds;
mod fold;
mod teams;
mod warnings;

use crate::correlation::alarm::{AlarmClass, AlarmState, DeviceKind, HazardFamily};
use crate::correlation::event::Unit;
use crate::correlation::{Incident as Alarms, Member};
use crate::limits::{DOSSIER_MEMBERS_MAX, FOLDS_MAX, SNAPSHOT_INCIDENTS_MAX, TOLD_SHOWN_MAX, WAITING_MAX};
use crate::operations::actor::Actor;
use crate::operations::dossier::day_of;
use crate::operations::handover::sheet::papers;
use crate::operations::incident::view::{Fold, KindCount, Reading};
use crate::operations::incident::{self, Incident, Verdict, View};
use crate::operations::pool::{Account, Ledger, Reservation, Stage};
use crate::operations::reference::Name;
use crate::operations::snapshot::{Mode, Snapshot, Status, Waiting};
use crate::operations::state::State;
use crate::operations::{deadline, drill, handover};
use crate::units::{EvidenceLevel, Fen, IncidentId, Severity};
use arrayvec::ArrayVec;
pub use feeds::feed_view;
use feeds::fill_feeds;
use std::cmp::Reverse;
use teams::fill_teams;
pub(super) use teams::{distance, team_order};
use warnings::fill_warnings;
pub(super) use warnings::order;

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
        fill_told(state, &mut snapshot.told);
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
        handed: people.handed.map(|(_, at)| at),
        acknowledge_due: due.unwrap_or_default(),
        fold: None,
    })
}

/// Returns whether one of the first [`MEMBERS_ASKED`] members of an incident stands and is held.
///
/// Cost: O(members) to the first-out one, which is nearly always the first; none where nothing is held.
fn is_held(state: &State, id: IncidentId) -> bool {
    if state.correlation.held().next().is_none() {
        return false;
    }
    let mut members = state.correlation.members(id).take(MEMBERS_ASKED);
    members.any(|member| state.correlation.held_because(member.alarm).is_some())
}

/// Returns what a person's act is shown under: their name.
pub fn person_name(state: &State, actor: &Actor) -> Name {
    let Some(officer) = actor.officer() else { return Name::new() };
    // By code: a place in the roster is another person's when the roster has changed.
    let people = &state.reference().people;
    let at_place = people.get(officer.person.index()).filter(|person| person.code == officer.code);
    let person = at_place.or_else(|| people.iter().find(|person| person.code == officer.code));
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
    let duty = state.duty();
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
        officer: name(duty.officer),
        officer_code: code(duty.officer),
        leader: name(duty.leader),
        leader_code: code(duty.leader),
        open: open[0],
        unacknowledged: open[1],
        life_risk_unacknowledged: open[2],
        unverified: open[3],
        in_hand: open[4],
        next: None,
        surge: state.incidents.surge().since().is_some(),
        announced: state.incidents.surge().count(state.now) as u32,
        officers: duty.officers(),
        warnings: state.warnings.tally(state.now),
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
        vacant: duty.vacant(&reference.escalation),
        rules_mistake: state.rules.wrong,
        missing: state.findings.all().map(|row| u32::from(row.people.missing.unwrap_or(0))).sum(),
        storage: status.storage,
        clock_offset: status.clock_offset,
        handover: handover(state),
        drill: drill(state),
        signed: status.signed,
        unsigned: status.unsigned,
        mute: status.mute,
    };
}

/// Returns how far the drill is; none on a desk that serves.
fn drill(state: &State) -> Option<drill::View> {
    let script = state.reference().drill.as_deref()?;
    state.drills.run().map(|run| drill::View::of(run, script))
}

/// Fills in what the players of a drill were told.
fn fill_told(state: &State, told: &mut ArrayVec<drill::view::Told, TOLD_SHOWN_MAX>) {
    told.clear();
    if let Some((script, run)) = state.reference().drill.as_deref().zip(state.drills.run()) {
        drill::view::told(run, script, told);
    }
}

/// Returns what stands of handovers.
fn handover(state: &State) -> handover::View {
    let offer = state.handovers.offer();
    handover::View {
        offered: offer.map(|it| (person_name(state, &Actor::Proved(it.to)), it.at)),
        unsigned: state.handovers.unsigned_count(),
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
        bank: state.pool.bank_figure(),
        closed_day: state.pool.close().closed.map(|it| it.day),
        asserted: state.pool.asserted_on(day_of(state.now)).map(|it| it.by.code),
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
        deadline::Subject::Countersign(_, reservation) => {
            let row = state.pool.get(reservation);
            let owed = row.and_then(|row| row.unsigned()).and_then(|it| reference.person(&it.by.code));
            owed.map(|(_, person)| person.name).unwrap_or_default()
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
        | deadline::Subject::Reservation(..)
        | deadline::Subject::Review(..) => Name::new(),
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
    let money = state.pool.reservations().iter().filter(|row| row.stage == Stage::Reserved).map(|row| {
        Waiting::Post {
            incident: row.incident,
            reservation: row.id,
            amount: row.amount,
            maker: row.maker.officer().map(|officer| officer.code).unwrap_or_default(),
            since: row.reserved,
        }
    });
    let owed = state.pool.reservations().iter().flat_map(owed);
    waiting.extend(papers(state).chain(money).chain(owed).take(WAITING_MAX));
}

/// Returns the signatures and the review that are owed for money that has left.
fn owed(row: &Reservation) -> impl Iterator<Item = Waiting> {
    let (incident, reservation, amount) = (row.incident, row.id, row.posted);
    let has_left = row.unsigned().is_some();
    let words = row.signatures().filter(move |it| has_left && it.is_unsigned());
    let words = words.map(move |it| Waiting::Countersign {
        incident,
        reservation,
        amount,
        who: it.by.code,
        since: it.at,
    });
    let maker = row.maker.officer().map(|officer| officer.code).unwrap_or_default();
    let by = row.signatures().last().map(|it| it.by.code).unwrap_or_default();
    let review =
        row.review_due().map(|due| Waiting::Review { incident, reservation, amount, not: [maker, by], due });
    words.chain(review)
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
    let has_trend = match member.state {
        // What is restored sends no reading that could say where it goes.
        AlarmState::Normal | AlarmState::ReturnedUnacknowledged => false,
        AlarmState::Unacknowledged
        | AlarmState::Acknowledged
        | AlarmState::Shelved
        | AlarmState::Suppressed
        | AlarmState::OutOfService => true,
    };
    let rising = has_trend && member.value_milli > member.value_before_milli;
    Reading { value_milli: member.value_milli, unit: member.unit, rising }
}

fn standing(state: &State, incident: &Incident) -> incident::view::Standing {
    match &incident.standing {
        incident::state::Standing::Unacknowledged { since } => {
            incident::view::Standing::Unacknowledged { since: *since }
        }
        incident::state::Standing::Acknowledged { by, at } => incident::view::Standing::Acknowledged {
            by: incident.handed.map_or_else(
                || person_name(state, by),
                |(officer, _)| person_name(state, &Actor::Proved(officer)),
            ),
            proved: incident.handed.is_some() || by.is_proved(),
            at: *at,
        },
        incident::state::Standing::Closed { disposition, at } => {
            incident::view::Standing::Closed { disposition: *disposition, at: *at }
        }
    }
}
