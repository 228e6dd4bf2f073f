//! What keeps an incident open: everything at once, so that nobody finds it out one refusal after another.
//!
//! Decides: which duties and dangers hold an incident open. Must not know: how it shall end, how a reason reads.
//!
//! Invariant: one walk finds them; the refusal, the box that asks and the next act all read that walk.

use crate::operations::deadline::Subject;
use crate::operations::incident::{Incident, Refusal};
use crate::operations::pool;
use crate::operations::report::{Channel, Kind};
use crate::operations::state::State as Desk;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// What keeps an incident open; the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Obstacle {
    /// Nobody has acknowledged it.
    Unacknowledged,
    /// An alarm of life-risk is still active.
    LifeRisk,
    /// People are missing, trapped or hurt.
    People,
    /// Teams are not back.
    Teams,
    /// The first report was not told.
    FirstPhone,
    /// The first report did not go in writing.
    FirstWritten,
    /// The unit has not said that it has reported.
    UnitReport,
    /// A follow-up is to come, or the final report.
    FollowUp,
    /// Orders of leaders are not carried out.
    Orders,
    /// Money is set aside.
    Money,
}

impl Obstacle {
    /// Every one, in order.
    pub const ALL: [Self; 10] = [
        Self::Unacknowledged,
        Self::LifeRisk,
        Self::People,
        Self::Teams,
        Self::FirstPhone,
        Self::FirstWritten,
        Self::UnitReport,
        Self::FollowUp,
        Self::Orders,
        Self::Money,
    ];
}

/// How many there are of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obstacles([u8; Obstacle::ALL.len()]);

impl Obstacles {
    /// Returns everything that keeps an incident open, however it shall end.
    ///
    /// Cost: O(its orders and money, the deadlines that run); no allocation.
    pub fn of(desk: &Desk, incident: &Incident) -> Self {
        let mut found = Self::default();
        let _ = each(desk, incident, &mut |obstacle, _| {
            found.add(obstacle);
            ControlFlow::Continue(())
        });
        found
    }

    /// Adds one.
    pub const fn add(&mut self, obstacle: Obstacle) {
        let count = &mut self.0[obstacle as usize];
        *count = count.saturating_add(1);
    }

    /// Returns what would be lost with an incident's number: neither its alarms nor who has it, which go on.
    #[must_use]
    pub const fn of_people(mut self) -> Self {
        self.0[Obstacle::Unacknowledged as usize] = 0;
        self.0[Obstacle::LifeRisk as usize] = 0;
        self
    }

    /// Returns whether nothing is in the way.
    pub fn is_empty(&self) -> bool {
        self.each().next().is_none()
    }

    /// Returns each with its count, the gravest first.
    pub fn each(&self) -> impl Iterator<Item = (Obstacle, u8)> {
        Obstacle::ALL.into_iter().zip(self.0).filter(|(_, count)| *count > 0)
    }
}

/// Returns why an incident is not closed, however it shall end: the one thing in the way, or all of them.
pub fn refusal(desk: &Desk, incident: &Incident) -> Option<Refusal> {
    let mut first = None;
    let _ = each(desk, incident, &mut |_, refusal| {
        first = Some(refusal);
        ControlFlow::Break(())
    });
    let all = Obstacles::of(desk, incident);
    if all.each().nth(1).is_some() { Some(Refusal::InTheWay(incident.id, all)) } else { first }
}

/// Goes through what keeps an incident open, the gravest first.
fn each(
    desk: &Desk,
    incident: &Incident,
    visit: &mut dyn FnMut(Obstacle, Refusal) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let id = incident.id;
    if incident.is_unacknowledged() {
        visit(Obstacle::Unacknowledged, Refusal::NotAcknowledged(id))?;
    }
    if desk.correlation.incident(id).is_some_and(|it| it.life_risk) {
        visit(Obstacle::LifeRisk, Refusal::LifeRiskActive(id))?;
    }
    if desk.findings.people(id).at_risk() {
        visit(Obstacle::People, Refusal::PeopleAtRisk(id))?;
    }
    for order in desk.dispatches.of(id).filter(|order| order.status.is_bound()) {
        visit(Obstacle::Teams, Refusal::TeamOut(id, order.id))?;
    }
    for owed in desk.deadlines.running().iter().filter(|it| it.subject.incident() == id) {
        if let Some((obstacle, refusal)) = holds_open(owed.subject) {
            visit(obstacle, refusal)?;
        }
    }
    for money in desk.pool.of(id).filter(|money| money.stage == pool::Stage::Reserved) {
        visit(Obstacle::Money, Refusal::MoneyReserved(id, money.id))?;
    }
    ControlFlow::Continue(())
}

/// Returns what a deadline that runs holds open, and why; none for one that does not.
const fn holds_open(subject: Subject) -> Option<(Obstacle, Refusal)> {
    match subject {
        Subject::FirstReport(id, Channel::Phone) => {
            Some((Obstacle::FirstPhone, Refusal::ReportOwed(id, Kind::First)))
        }
        Subject::FirstReport(id, Channel::Written) => {
            Some((Obstacle::FirstWritten, Refusal::ReportOwed(id, Kind::First)))
        }
        Subject::FollowUp(id) => Some((Obstacle::FollowUp, Refusal::ReportOwed(id, Kind::FollowUp))),
        Subject::UnitReport(id) => Some((Obstacle::UnitReport, Refusal::Owed(id, subject))),
        Subject::Order(id, _) => Some((Obstacle::Orders, Refusal::Owed(id, subject))),
        Subject::Acknowledge(_)
        | Subject::Escalation(..)
        | Subject::NextAct(_)
        | Subject::Verification(_)
        | Subject::Recheck(_)
        | Subject::Acceptance(..)
        | Subject::Reservation(..)
        | Subject::Countersign(..)
        | Subject::Review(..)
        | Subject::ClaimDecision(..)
        | Subject::ClaimAdvance(..)
        | Subject::ClaimPayment(..)
        | Subject::ClaimRefusal(..) => None,
    }
}
