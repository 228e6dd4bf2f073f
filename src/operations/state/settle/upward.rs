//! What is owed upward: reports by the region's pack, the unit's own report, the leaders' orders.
//!
//! Decides: when each of them begins, and what meets it. Must not know: how a report reads.
//!
//! Invariants:
//! - nothing is owed upward of an incident that nobody verified and that has no casualties;
//! - a clock that runs is never set back by a second word of the same;
//! - a pack that states no span asks for nothing.

use crate::operations::actor::Actor;
use crate::operations::call::{Call, Purpose};
use crate::operations::deadline::Subject;
use crate::operations::incident::{Incident, Verdict};
use crate::operations::report::{Channel, Kind, Report, Stage};
use crate::operations::state::settle::Duty;
use crate::operations::state::{State, Turn};
use crate::units::{Instant, Span};

impl State {
    /// Starts and ends what is owed upward.
    pub(super) fn settle_upward(&mut self, row: &Incident, actor: Actor, at: Instant, turn: &mut Turn) {
        let id = row.id;
        for channel in [Channel::Phone, Channel::Written] {
            let duty = first_report(self, row, channel);
            self.settle_one(Subject::FirstReport(id, channel), duty, actor, at, turn);
        }
        self.settle_one(Subject::UnitReport(id), unit_report(self, row), actor, at, turn);
        self.settle_follow_up(row, actor, at, turn);
        // By place, not by a list of them: a timer comes here too, and allocates nothing.
        let mut nth = 0;
        loop {
            let order = self.orders.of(id).nth(nth).copied();
            let Some(order) = order else { break };
            nth += 1;
            let duty = match order.done {
                _ if row.is_closed() => Duty::None,
                Some(_) => Duty::Met,
                None => Duty::Runs(order.due),
            };
            self.settle_one(Subject::Order(id, order.id), duty, actor, at, turn);
        }
    }

    /// A follow-up that was sent meets its clock, and starts the next one.
    fn settle_follow_up(&mut self, row: &Incident, actor: Actor, at: Instant, turn: &mut Turn) {
        let subject = Subject::FollowUp(row.id);
        let duty = follow_up(self, row);
        let running = self.deadlines.of(subject).map(|running| running.due);
        if let (Duty::Runs(due), Some(running)) = (duty, running)
            && running != due
        {
            self.settle_one(subject, Duty::Met, actor, at, turn);
        }
        self.settle_one(subject, duty, actor, at, turn);
    }
}

/// From 属实 or the first casualty, whichever is first, until the first report went by that channel.
///
/// Source: the region's pack; desk.md 2.1: the missing count as casualties.
fn first_report(desk: &State, row: &Incident, channel: Channel) -> Duty {
    let pack = &desk.reference().pack;
    let within = match channel {
        Channel::Phone => pack.first_phone,
        Channel::Written => pack.first_written,
    };
    let sent = |report: &Report| match channel {
        Channel::Phone => report.phoned.is_some(),
        Channel::Written => report.written.is_some(),
    };
    if row.is_closed() {
        return Duty::None;
    }
    if desk.reports.of(row.id).any(|report| report.kind == Kind::First && sent(report)) {
        return Duty::Met;
    }
    match begun(desk, row) {
        Some(from) => runs(desk, Subject::FirstReport(row.id, channel), from, within),
        None => Duty::None,
    }
}

/// From when the unit's head was told, until the unit says that it has reported.
///
/// Source: 令493 Art 9: within an hour of the head's being told.
fn unit_report(desk: &State, row: &Incident) -> Duty {
    if row.is_closed() || begun(desk, row).is_none() {
        return Duty::None;
    }
    if desk.reports.unit_reported(row.id).is_some() {
        return Duty::Met;
    }
    let told = |call: &&Call| call.purpose == Purpose::UnitHead && call.is_answered();
    let answered = desk.calls.of(row.id).filter(told).filter_map(|call| call.ended);
    match answered.map(|ended| ended.at).min() {
        Some(at) => runs(desk, Subject::UnitReport(row.id), at, desk.reference().pack.unit_report),
        None => Duty::None,
    }
}

/// From when the last report was sent, until the final one is signed.
fn follow_up(desk: &State, row: &Incident) -> Duty {
    let within = desk.reference().pack.follow_up;
    let is_final = |report: &Report| report.kind == Kind::Final && matches!(report.stage, Stage::Signed(_));
    if row.is_closed() || within <= Span(0) {
        return Duty::None;
    }
    if desk.reports.of(row.id).any(is_final) {
        return Duty::Met;
    }
    let first_sent = |report: &Report| {
        let ways = [report.phoned, report.written];
        ways.into_iter().flatten().map(|(sent, _)| sent).min()
    };
    let sent = desk.reports.of(row.id).filter_map(first_sent).max();
    sent.map_or(Duty::None, |sent| Duty::Runs(sent.after(within)))
}

/// Returns since when an incident is to be reported; none while nobody verified it and nobody is known to be harmed.
fn begun(desk: &State, row: &Incident) -> Option<Instant> {
    let real = row.verdict.filter(|(verdict, _)| *verdict == Verdict::Real).map(|(_, at)| at);
    let harmed = desk.findings.of(row.id).and_then(|it| it.casualties);
    let is_harmed = desk.findings.people(row.id).are_casualties();
    match (real, harmed) {
        (Some(real), Some(harmed)) => Some(real.min(harmed)),
        (Some(real), None) => Some(real),
        (None, harmed) => harmed.filter(|_| is_harmed),
    }
}

/// Runs until the span is over; a clock that runs already is not set back.
fn runs(desk: &State, subject: Subject, from: Instant, within: Span) -> Duty {
    if within <= Span(0) {
        return Duty::None;
    }
    let due = from.after(within);
    Duty::Runs(desk.deadlines.of(subject).map_or(due, |running| running.due.min(due)))
}
