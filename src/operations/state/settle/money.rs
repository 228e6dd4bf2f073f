//! What is owed about money and claims; it outlives the incident that it was for.
//!
//! Decides: how long money stays set aside, what an insurer owes by when. An incident may be closed, or left to the journal
//! long since: nothing here asks for it.
//!
//! Source: 保险法 Art 23, 24, 25; design section 7, Money.

use crate::operations::actor::Actor;
use crate::operations::claim::{self, Claim};
use crate::operations::deadline::Subject;
use crate::operations::pool::state::COUNTERSIGN_WITHIN;
use crate::operations::pool::{self, Reservation};
use crate::operations::state::settle::Duty;
use crate::operations::state::{State, Turn};
use crate::units::{ClaimId, IncidentId, Instant, ReservationId, Span};
use std::collections::BTreeSet;

const DAY: Span = Span::minutes(24 * 60);

/// The insurer decides by then, from complete papers.
///
/// Source: 保险法 Art 23.
const DECISION_WITHIN: Span = days(30);
/// The insurer pays what can be determined by then, from complete papers.
///
/// Source: 保险法 Art 25.
const ADVANCE_WITHIN: Span = days(60);
/// The insurer pays what was agreed by then.
///
/// Source: 保险法 Art 23.
const PAYMENT_WITHIN: Span = days(10);
/// The insurer's written refusal is there by then.
///
/// Source: 保险法 Art 24.
const REFUSAL_WITHIN: Span = days(3);

impl State {
    /// Starts and ends the deadlines of an incident's money and claims by what stands now.
    ///
    /// Called after each act on money or a claim, for whichever incident it was.
    pub(in crate::operations::state) fn settle_money(
        &mut self,
        incident: IncidentId,
        actor: Actor,
        at: Instant,
        turn: &mut Turn,
    ) {
        let running = self.deadlines.running().iter().map(|it| it.subject);
        let owed: BTreeSet<Subject> = running.filter(|subject| subject.incident() == incident).collect();
        // Only what began, ended or fell to another day wants a look, of the hundreds of reservations that are kept.
        let signed_by = |row: &Reservation| row.unsigned().map(|it| it.at.after(COUNTERSIGN_WITHIN));
        let is_news = |row: &&Reservation| {
            owed.contains(&Subject::Reservation(incident, row.id)) != (row.stage == pool::Stage::Reserved)
                || self.deadlines.of(Subject::Countersign(incident, row.id)).map(|it| it.due)
                    != signed_by(row)
                || owed.contains(&Subject::Review(incident, row.id)) != row.is_review_owed()
        };
        let reservations: Vec<ReservationId> =
            self.pool.of(incident).filter(is_news).map(|row| row.id).collect();
        for id in reservations {
            let Some(row) = self.pool.get(id).copied() else { continue };
            self.settle_one(Subject::Reservation(incident, id), reservation(&row), actor, at, turn);
            self.settle_one(Subject::Countersign(incident, id), countersign(&row), actor, at, turn);
            self.settle_one(Subject::Review(incident, id), review(&row), actor, at, turn);
        }
        let claims: Vec<ClaimId> = self.claims.of(incident).map(|row| row.id).collect();
        for id in claims {
            let Some(row) = self.claims.get(id).copied() else { continue };
            self.settle_one(Subject::ClaimDecision(incident, id), decision(&row), actor, at, turn);
            self.settle_one(Subject::ClaimAdvance(incident, id), advance(self, &row), actor, at, turn);
            self.settle_one(Subject::ClaimPayment(incident, id), payment(self, &row), actor, at, turn);
            self.settle_one(Subject::ClaimRefusal(incident, id), refusal(&row), actor, at, turn);
        }
    }
}

fn reservation(row: &Reservation) -> Duty {
    match row.stage {
        pool::Stage::Reserved => Duty::Runs(row.expires),
        pool::Stage::Authorised | pool::Stage::Paid | pool::Stage::Arrived => Duty::Met,
        pool::Stage::Voided | pool::Stage::Expired => Duty::None,
    }
}

fn countersign(row: &Reservation) -> Duty {
    row.unsigned().map_or(Duty::Met, |it| Duty::Runs(it.at.after(COUNTERSIGN_WITHIN)))
}

fn review(row: &Reservation) -> Duty {
    row.review_due().map_or(Duty::Met, Duty::Runs)
}

fn decision(row: &Claim) -> Duty {
    match (row.stage, row.papers) {
        (claim::Stage::Open, Some(papers)) => Duty::Runs(papers.after(DECISION_WITHIN)),
        (claim::Stage::Open, None) => Duty::None,
        (claim::Stage::Agreed { .. } | claim::Stage::Refused { .. }, _) => Duty::Met,
    }
}

/// Once the sum is agreed it is no advance any more: the clock of the payment has taken its place.
fn advance(desk: &State, row: &Claim) -> Duty {
    match (row.stage, row.papers) {
        _ if desk.pool.refilled(row.id).0 > 0 => Duty::Met,
        (claim::Stage::Open, Some(papers)) => Duty::Runs(papers.after(ADVANCE_WITHIN)),
        (claim::Stage::Open, None) | (claim::Stage::Agreed { .. } | claim::Stage::Refused { .. }, _) => {
            Duty::None
        }
    }
}

fn payment(desk: &State, row: &Claim) -> Duty {
    match row.stage {
        claim::Stage::Agreed { amount, .. } if desk.pool.refilled(row.id) >= amount => Duty::Met,
        claim::Stage::Agreed { at, .. } => Duty::Runs(at.after(PAYMENT_WITHIN)),
        claim::Stage::Open | claim::Stage::Refused { .. } => Duty::None,
    }
}

fn refusal(row: &Claim) -> Duty {
    match row.stage {
        claim::Stage::Refused { noticed: Some(_), .. } => Duty::Met,
        claim::Stage::Refused { at, noticed: None } => Duty::Runs(at.after(REFUSAL_WITHIN)),
        claim::Stage::Open | claim::Stage::Agreed { .. } => Duty::None,
    }
}

const fn days(count: i64) -> Span {
    Span(DAY.0.saturating_mul(count))
}
