//! The milestones of every incident: when each step of a response began to be owed, and when it was done.
//!
//! An incident counts when it endangered life or a person verified it as real; a fault never does. The leader and the first report
//! are owed at the first of them that was no false alarm: of what comes on top of it they are told, and only that they were is
//! measured. Where a team took over a night, what was still open is owed from then, and what was done is the night's. Steps are measured at what the
//! journal shows alone: whoever never rings an insurer has no such row, since no entry says that a site is insured.

use crate::correlation::alarm::HazardFamily;
use crate::correlation::change::What;
use crate::drill::score::{Judgement, Mark, Milestone};
use crate::operations::call::{Agency, Callee, Outcome, Purpose};
use crate::operations::dispatch::Status;
use crate::operations::fact::Body;
use crate::operations::incident::Verdict;
use crate::operations::report::Kind;
use crate::operations::{call, claim, dispatch, incident, intake, pool, report};
use crate::units::{ActionId, DispatchId, IncidentId, Instant, ReservationId, Span};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The steps that every response has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// 受理, from the alarm.
    Acknowledge,
    /// 报119, from the alarm: 119 answered.
    Fire,
    /// 核实, from the alarm: a person said 属实 or 误报.
    Verify,
    /// 下令, from 属实: the first team was ordered.
    Dispatch,
    /// 接令, from the alarm: every team of the first order has accepted, or was replaced.
    Accept,
    /// 报告领导, from the alarm: a leader was briefed.
    Leader,
    /// 首报, from 属实: it is with the leader.
    Report,
    /// 报案, from 属实: the claim has its number.
    Insurer,
    /// 拨付, from the reservation.
    Post,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 9] = [
        Self::Acknowledge,
        Self::Fire,
        Self::Verify,
        Self::Dispatch,
        Self::Accept,
        Self::Leader,
        Self::Report,
        Self::Insurer,
        Self::Post,
    ];

    /// Returns within what it should be.
    ///
    /// Source: 15 s NENA-STA-020.1 (90 % of calls); 60 s to 119 and 60 s from 属实 to the order NFPA 1225 (90 %, processing); 100 s,
    /// 180 s, 220 s the budget of a night (story 3a: 属实, teams accepted, leader told), 300 s that of its 首报, from 属实 as the
    /// clocks of a region's pack run; the insurer is told at once (保险法 Art 21, which names no figure) and money goes 迅速 (seed 004): ten minutes each are our own.
    pub const fn target(self) -> Span {
        Span::seconds(match self {
            Self::Acknowledge => 15,
            Self::Fire | Self::Dispatch => 60,
            Self::Verify => 100,
            Self::Accept => 180,
            Self::Leader => 220,
            Self::Report => 300,
            Self::Insurer | Self::Post => 600,
        })
    }
}

/// The incidents and how far each has come.
#[derive(Clone, Debug, Default)]
pub(super) struct Steps {
    rows: BTreeMap<IncidentId, Row>,
    /// Incidents that are one, in the order in which that was found: which goes on, which is gone.
    merged: Vec<(IncidentId, IncidentId)>,
    /// Which incident each intake is about, as far as it was moved.
    intakes: BTreeMap<ActionId, IncidentId>,
}

/// How far an incident has come.
#[derive(Clone, Debug)]
struct Row {
    opened: Mark,
    family: HazardFamily,
    /// The intake that opened it; none: it has alarms.
    told: Option<ActionId>,
    counts: bool,
    closed: bool,
    /// Steps that were done before the drill began.
    before: BTreeSet<Step>,
    real: Option<Mark>,
    denied: Option<Mark>,
    acknowledged: Option<Mark>,
    fire: Option<Mark>,
    ordered: Option<Mark>,
    /// Teams of the first order that have not accepted.
    asked: BTreeSet<DispatchId>,
    /// Whether any of them did.
    heard: bool,
    accepted: Option<Mark>,
    leader: Option<Mark>,
    report: Option<Mark>,
    /// Whether an insurer was rung.
    rung: bool,
    claim: Option<Mark>,
    money: BTreeMap<ReservationId, (Mark, Option<Mark>)>,
}

impl Row {
    const fn new(opened: Mark, family: HazardFamily) -> Self {
        Self {
            opened,
            family,
            told: None,
            counts: false,
            closed: false,
            before: BTreeSet::new(),
            real: None,
            denied: None,
            acknowledged: None,
            fire: None,
            ordered: None,
            asked: BTreeSet::new(),
            heard: false,
            accepted: None,
            leader: None,
            report: None,
            rung: false,
            claim: None,
            money: BTreeMap::new(),
        }
    }
}

impl Steps {
    /// The drill begins: what a night that was taken over had left open is the team's from now on.
    pub(super) fn begin(&mut self, mark: Mark) {
        self.rows.retain(|_, row| !row.closed);
        for row in self.rows.values_mut() {
            row.begin(mark);
        }
    }

    /// Takes the next entry.
    pub(super) fn take(&mut self, mark: Mark, body: &Body) {
        match body {
            Body::Incident(incident::Fact::Alarm { change, .. }) => self.take_change(mark, &change.what),
            Body::Intake(intake::Fact::Taken { incident, opened, family, intake, .. }) => {
                self.intakes.insert(*intake, *incident);
                if *opened && *family != HazardFamily::Fault {
                    let row = Row { told: Some(*intake), ..Row::new(mark, *family) };
                    self.rows.entry(*incident).or_insert(row);
                }
            }
            Body::Intake(intake::Fact::Joined { incident, intake, .. }) => {
                self.intakes.insert(*intake, *incident);
            }
            Body::Incident(_)
            | Body::Intake(_)
            | Body::Call(_)
            | Body::Dispatch(_)
            | Body::Report(_)
            | Body::Claim(_)
            | Body::Pool(_) => {
                if let Some(row) = body.incident().and_then(|incident| self.rows.get_mut(&incident)) {
                    row.take(mark, body);
                }
            }
            Body::Finding(_)
            | Body::Plan(_)
            | Body::Order(_)
            | Body::Delivery(_)
            | Body::Suppression(_)
            | Body::Deadline(_)
            | Body::Warning(_)
            | Body::Feed(_)
            | Body::Desk(_)
            | Body::Handover(_)
            | Body::Drill(_) => {}
        }
    }

    fn take_change(&mut self, mark: Mark, what: &What) {
        match *what {
            What::Opened { incident, family, .. } if family != HazardFamily::Fault => {
                self.rows.entry(incident).or_insert(Row::new(mark, family));
            }
            What::LifeRiskChanged { incident, life_risk: true } => {
                if let Some(row) = self.rows.get_mut(&incident) {
                    row.counts = true;
                }
            }
            What::Merged { incident, from, .. } => {
                self.merged.push((incident, from));
                self.has_alarms(incident);
            }
            What::Joined { incident, .. } | What::Split { incident, .. } => self.has_alarms(incident),
            What::Opened { .. }
            | What::LifeRiskChanged { .. }
            | What::Repeated { .. }
            | What::Ended { .. }
            | What::LevelChanged { .. }
            | What::SeverityChanged { .. }
            | What::Renewed { .. }
            | What::Quieted { .. }
            | What::FirstOutChanged { .. }
            | What::Suppressed { .. }
            | What::Unsuppressed { .. }
            | What::SuppressionEnded { .. }
            | What::MergeProposed { .. }
            | What::Follows { .. }
            | What::Stale { .. }
            | What::TableFull { .. } => {}
        }
    }

    fn has_alarms(&mut self, incident: IncidentId) {
        if let Some(row) = self.rows.get_mut(&incident) {
            row.told = None;
        }
    }

    /// An incident that an intake opened, and that the intake is no longer about, is one with where that went: unless alarms
    /// joined it, or another intake is about it.
    fn left_behind(&self) -> Vec<(IncidentId, IncidentId)> {
        let of = |incident: &IncidentId| self.intakes.values().any(|other| other == incident);
        let left = self.rows.iter().filter(|(incident, _)| !of(incident));
        left.filter_map(|(from, row)| Some((*self.intakes.get(&row.told?)?, *from))).collect()
    }

    /// What was done for the one was done for both: the earlier act of each kind stands.
    fn merge(&mut self, into: IncidentId, from: IncidentId) {
        let Some(gone) = self.rows.remove(&from) else { return };
        let Some(row) = self.rows.get_mut(&into) else {
            self.rows.insert(into, gone);
            return;
        };
        let earlier = |one: Option<Mark>, other: Option<Mark>| match (one, other) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        row.opened = row.opened.min(gone.opened);
        row.counts |= gone.counts;
        row.closed &= gone.closed;
        row.before.extend(gone.before);
        row.real = earlier(row.real, gone.real);
        row.denied = earlier(row.denied, gone.denied);
        row.acknowledged = earlier(row.acknowledged, gone.acknowledged);
        row.fire = earlier(row.fire, gone.fire);
        // An order goes with its teams.
        if gone.ordered == earlier(row.ordered, gone.ordered) {
            (row.ordered, row.accepted) = (gone.ordered, gone.accepted);
        }
        row.leader = earlier(row.leader, gone.leader);
        row.report = earlier(row.report, gone.report);
        row.rung |= gone.rung;
        row.claim = earlier(row.claim, gone.claim);
        row.money.extend(gone.money);
    }

    /// Measures; `end` is when the drill was over.
    pub(super) fn finish(mut self, end: Instant) -> Vec<Milestone> {
        // Only now: what was going on under a number went on under it.
        let merged: Vec<_> = self.left_behind().into_iter().chain(std::mem::take(&mut self.merged)).collect();
        for (into, from) in merged {
            self.merge(into, from);
        }
        let mut milestones = Vec::new();
        let counting = || self.rows.iter().filter(|(_, row)| row.counts || row.real.is_some());
        let first = counting().filter(|(_, row)| !row.is_denied()).map(|(_, row)| row.opened).min();
        for (incident, row) in counting() {
            let is_first = Some(row.opened) == first;
            for step in Step::ALL.into_iter().filter(|step| !row.before.contains(step)) {
                for (from, done) in row.measured(step, is_first) {
                    let target = step.target();
                    let judgement = judge(from, done, target, end);
                    milestones.push(Milestone { step, incident: *incident, from, done, target, judgement });
                }
            }
        }
        milestones
    }
}

impl Row {
    fn take(&mut self, mark: Mark, body: &Body) {
        match body {
            Body::Incident(incident::Fact::Acknowledged { .. }) => {
                self.acknowledged.get_or_insert(mark);
            }
            Body::Incident(incident::Fact::Closed { .. }) => self.closed = true,
            Body::Incident(incident::Fact::Reopened { .. }) => self.closed = false,
            Body::Incident(incident::Fact::Verified { verdict, .. }) => match verdict {
                Verdict::Real => _ = self.real.get_or_insert(mark),
                Verdict::False { .. } => _ = self.denied.get_or_insert(mark),
                Verdict::Open => {}
            },
            Body::Call(fact) => self.take_call(mark, fact),
            Body::Dispatch(fact) => self.take_team(mark, fact),
            Body::Report(report::Fact::Submitted { kind: Kind::First, .. }) => {
                self.report.get_or_insert(mark);
            }
            Body::Claim(claim::Fact::Opened { .. }) => {
                self.claim.get_or_insert(mark);
            }
            Body::Pool(fact) => self.take_money(mark, fact),
            Body::Incident(_)
            | Body::Intake(_)
            | Body::Finding(_)
            | Body::Plan(_)
            | Body::Report(_)
            | Body::Order(_)
            | Body::Claim(_)
            | Body::Delivery(_)
            | Body::Suppression(_)
            | Body::Deadline(_)
            | Body::Warning(_)
            | Body::Feed(_)
            | Body::Desk(_)
            | Body::Handover(_)
            | Body::Drill(_) => {}
        }
    }

    fn take_call(&mut self, mark: Mark, fact: &call::Fact) {
        let (call::Fact::Opened { callee, purpose, .. } | call::Fact::Ended { callee, purpose, .. }) = fact;
        self.rung |= *purpose == Purpose::Notice;
        let call::Fact::Ended { outcome: Outcome::Answered, .. } = fact else { return };
        if *callee == Callee::Agency(Agency::Fire) {
            self.fire.get_or_insert(mark);
        }
        if *purpose == Purpose::Brief {
            self.leader.get_or_insert(mark);
        }
    }

    fn take_team(&mut self, mark: Mark, fact: &dispatch::Fact) {
        match *fact {
            dispatch::Fact::Ordered { dispatch, replaces, .. } => {
                let first = *self.ordered.get_or_insert(mark);
                // The teams of one act stand in entries of one instant.
                let is_first = first.at == mark.at;
                let is_instead = replaces.is_some_and(|replaced| self.asked.remove(&replaced));
                if is_first || is_instead {
                    self.asked.insert(dispatch);
                    self.accepted = None;
                }
            }
            dispatch::Fact::Moved { dispatch, to, .. } => match to {
                Status::Accepted | Status::EnRoute | Status::OnScene => self.settle(dispatch, true, mark),
                Status::Released | Status::Back => self.settle(dispatch, false, mark),
                Status::Ordered | Status::Unanswered | Status::Refused | Status::Replaced => {}
            },
            dispatch::Fact::Waived { dispatch, .. } => self.settle(dispatch, false, mark),
            dispatch::Fact::EvacuationOrdered { .. } | dispatch::Fact::EvacuationHeard { .. } => {}
        }
    }

    fn settle(&mut self, dispatch: DispatchId, goes: bool, mark: Mark) {
        if self.asked.remove(&dispatch) {
            self.heard |= goes;
            if self.asked.is_empty() && self.heard {
                self.accepted = Some(mark);
            }
        }
    }

    fn take_money(&mut self, mark: Mark, fact: &pool::Fact) {
        match *fact {
            pool::Fact::Reserved { reservation, .. } => {
                self.money.insert(reservation, (mark, None));
            }
            pool::Fact::Posted { reservation, .. } => {
                if let Some((_, done)) = self.money.get_mut(&reservation) {
                    done.get_or_insert(mark);
                }
            }
            // What was given up is to be posted by nobody.
            pool::Fact::Voided { reservation, .. } => {
                self.money.retain(|id, (_, done)| *id != reservation || done.is_some());
            }
            pool::Fact::Opened { .. }
            | pool::Fact::Signed { .. }
            | pool::Fact::Countersigned { .. }
            | pool::Fact::Reviewed { .. }
            | pool::Fact::DayAsserted { .. }
            | pool::Fact::DayClosed { .. }
            | pool::Fact::Expired { .. }
            | pool::Fact::Paid { .. }
            | pool::Fact::Arrived { .. }
            | pool::Fact::Refilled { .. }
            | pool::Fact::Recovered { .. }
            | pool::Fact::Contributed { .. } => {}
        }
    }

    fn begin(&mut self, mark: Mark) {
        let done = |step: &Step| match step {
            Step::Acknowledge => self.acknowledged,
            Step::Fire => self.fire,
            Step::Verify => earliest(self.real, self.denied),
            Step::Dispatch => self.ordered,
            Step::Accept => self.accepted,
            Step::Leader => self.leader,
            Step::Report => self.report,
            Step::Insurer => self.claim,
            Step::Post => None,
        };
        self.before = Step::ALL.into_iter().filter(|step| done(step).is_some()).collect();
        self.money.retain(|_, (_, done)| done.is_none());
        let money = self.money.values_mut().map(|(from, _)| from);
        for from in money.chain(&mut self.real).chain([&mut self.opened]) {
            *from = mark;
        }
    }

    const fn is_denied(&self) -> bool {
        self.denied.is_some() && self.real.is_none()
    }

    /// Returns from when a step was owed and when it was done; nothing where it never was.
    fn measured(&self, step: Step, is_first: bool) -> Vec<(Mark, Option<Mark>)> {
        let is_denied = self.is_denied();
        let alarm =
            |done: Option<Mark>, is_owed: bool| (is_owed || done.is_some()).then_some((self.opened, done));
        // Who acts before 属实 is early, and nothing is measured.
        let real = |done: Option<Mark>, is_owed: bool| {
            let is_early = |real: Mark| done.is_some_and(|done| done < real);
            self.real.filter(|real| (is_owed || done.is_some()) && !is_early(*real)).map(|real| (real, done))
        };
        let one = match step {
            Step::Acknowledge => alarm(self.acknowledged, true),
            // Water, wind and faults are no matter for 119 until people are in need.
            Step::Fire => alarm(self.fire, !is_denied && is_theirs(self.family)),
            Step::Verify => alarm(earliest(self.real, self.denied), true),
            Step::Dispatch => real(self.ordered, true),
            Step::Accept => alarm(self.accepted, self.ordered.is_some()),
            Step::Leader => alarm(self.leader, is_first && !is_denied),
            Step::Report => real(self.report, is_first),
            Step::Insurer => real(self.claim, self.rung),
            Step::Post => return self.money.values().copied().collect(),
        };
        one.into_iter().collect()
    }
}

fn earliest(one: Option<Mark>, other: Option<Mark>) -> Option<Mark> {
    [one, other].into_iter().flatten().min()
}

/// As [`crate::operations::call::offer::wants_fire_brigade`] has it.
const fn is_theirs(family: HazardFamily) -> bool {
    match family {
        HazardFamily::Fire | HazardFamily::Gas | HazardFamily::Other => true,
        HazardFamily::Water
        | HazardFamily::Pressure
        | HazardFamily::Power
        | HazardFamily::Weather
        | HazardFamily::Fault => false,
    }
}

fn judge(from: Mark, done: Option<Mark>, target: Span, end: Instant) -> Judgement {
    let due = from.at.after(target);
    match done {
        Some(done) if done.at <= due => Judgement::OnTime,
        Some(_) => Judgement::Late,
        None if due <= end => Judgement::Missed,
        None => Judgement::NotAsked,
    }
}
