//! What the pool allows, and what follows.

use crate::limits::{MONEY_FEN_MAX, RESCUES_MAX};
use crate::operations::actor::{Actor, Officer, PrivateText};
use crate::operations::authority::hand::role_today;
use crate::operations::call::Reference;
use crate::operations::claim;
use crate::operations::decision::{Acting, Decision};
use crate::operations::fact::Body;
use crate::operations::outcome::{self, Remark};
use crate::operations::plan;
use crate::operations::pool::account::Sums;
use crate::operations::pool::release::{self, Ask};
use crate::operations::pool::state::RESERVED_FOR;
use crate::operations::pool::{Account, Command, Fact, Payer, Reservation, Stage, Wanted, day};
use crate::operations::reference::StepAct;
use crate::operations::state::State;
use crate::text::{Text, bounded};
use crate::units::{ClaimId, Fen, IncidentId, ReservationId};
use serde::{Deserialize, Serialize};

/// Why the pool refuses a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The amount is zero or less, or beyond any sum.
    NoAmount,
    /// More than is available.
    Overdraw {
        /// What was asked.
        asked: Fen,
        /// What is available.
        available: Fen,
    },
    /// There is no such reservation.
    NoSuchReservation(ReservationId),
    /// It is not where it would have to be.
    NotAt {
        /// The reservation.
        reservation: ReservationId,
        /// Where it is.
        is: Stage,
        /// Where it would have to be.
        wanted: Stage,
    },
    /// More than was set aside.
    MoreThanReserved {
        /// What was asked.
        asked: Fen,
        /// What was set aside.
        reserved: Fen,
    },
    /// Who set it aside does not post it.
    MakerIsChecker(ReservationId),
    /// No second officer signed.
    SecondOfficerMissing(ReservationId),
    /// The number that was typed again is another.
    NumberDiffers {
        /// The incident.
        incident: IncidentId,
        /// What was typed.
        typed: IncidentId,
    },
    /// The bank's receipt is missing.
    ReceiptMissing,
    /// There is no such claim.
    NoSuchClaim(ClaimId),
    /// More comes back than the rescue has cost.
    MoreThanOutstanding {
        /// What was asked.
        asked: Fen,
        /// What is outstanding.
        outstanding: Fen,
    },
    /// More than was agreed on the claim.
    MoreThanAgreed {
        /// What was asked.
        asked: Fen,
        /// What is left of what was agreed.
        left: Fen,
    },
    /// The registry has no such payer.
    NoSuchPayer,
    /// The desk holds as many reservations that are not settled, or rescues, as it can.
    Full,
    /// It may not go out.
    Release(release::Refusal),
    /// The day may not be closed.
    Day(day::Refusal),
}

/// What is decided, or why not: a reason of the pool's own, or one that every subject has.
pub(super) type Decided<T> = Result<T, outcome::Refusal>;

/// Decides a command that was weighed: whose act it is was asked before.
///
/// Changes nothing. Money is never unproved.
pub fn decide(desk: &State, command: &Command<PrivateText>, by: &Acting) -> Decided<Decision> {
    let officer = answers(by).ok_or(outcome::Refusal::NeedsProof)?;
    let fact = decide_fact(desk, command, officer, by.signed_by)?;
    let mut decision = with_step(desk, Decision::one(Body::Pool(fact), by));
    if let Fact::Signed { reservation, amount, by, .. } = fact {
        decision.remark = still_wanted(desk, reservation, amount, &by).map(Remark::HandsWanted);
    }
    Ok(decision)
}

fn decide_fact(
    desk: &State,
    command: &Command<PrivateText>,
    officer: Officer,
    signed_by: Option<Officer>,
) -> Decided<Fact> {
    Ok(match *command {
        Command::Reserve { incident, amount, payee, purpose, evidence } => {
            let reservation = reserve(desk, incident, amount, &officer)?;
            let expires = desk.now.after(RESERVED_FOR);
            let maker = officer;
            Fact::Reserved { reservation, incident, amount, payee, purpose, evidence, maker, expires }
        }
        Command::Post { reservation, amount, repeated } => {
            release::post(desk, Ask { reservation, amount, repeated }, signed_by)?
        }
        Command::Consent { reservation, amount, repeated, agreed } => {
            release::consent(desk, Ask { reservation, amount, repeated }, &agreed, signed_by)?
        }
        Command::Override { reservation, amount, repeated, reason } => {
            release::overrides(desk, Ask { reservation, amount, repeated }, reason, signed_by)?
        }
        Command::Countersign { reservation } => release::countersign(desk, reservation, signed_by)?,
        Command::Review { reservation, finding, note } => {
            release::review(desk, reservation, finding, note, signed_by)?
        }
        Command::CloseDay { figure } => day::close(desk, figure, officer)?,
        Command::Void { reservation, reason } => {
            let row = at(desk, reservation, Stage::Reserved)?;
            Fact::Voided { reservation, incident: row.incident, released: row.amount, reason }
        }
        Command::Paid { reservation, receipt } => {
            let row = at(desk, reservation, Stage::Authorised)?;
            Fact::Paid { reservation, incident: row.incident, receipt: stated(receipt)? }
        }
        Command::Arrived { reservation } => {
            let row = at(desk, reservation, Stage::Paid)?;
            Fact::Arrived { reservation, incident: row.incident }
        }
        Command::Refill { claim, amount, receipt } => {
            let incident = refill(desk, claim, amount).map_err(outcome::Refusal::Pool)?;
            Fact::Refilled { claim, incident, amount, receipt: stated(receipt)? }
        }
        Command::Recover { incident, amount, receipt } => {
            comes_back(desk, incident, amount).map_err(outcome::Refusal::Pool)?;
            Fact::Recovered { incident, amount, receipt: stated(receipt)? }
        }
        Command::Contribute { payer, amount, receipt } => {
            comes_in(desk, amount).map_err(outcome::Refusal::Pool)?;
            let (payer, code) = resolve(desk, &payer).ok_or(refuse(Refusal::NoSuchPayer))?;
            Fact::Contributed { payer, code, amount, receipt: stated(receipt)? }
        }
    })
}

/// Makes a reason of the pool's one that every subject has.
pub(super) const fn refuse(refusal: Refusal) -> outcome::Refusal {
    outcome::Refusal::Pool(refusal)
}

/// Returns the fact that frees a reservation that nobody posted in time.
pub fn expire(desk: &State, id: ReservationId) -> Option<Fact> {
    let row = desk.pool.get(id).filter(|row| row.stage == Stage::Reserved)?;
    Some(Fact::Expired { reservation: id, incident: row.incident, released: row.amount })
}

/// Returns the officer who answers for an act with money: who signed it, else whose session it is; never one who only
/// says so.
fn answers(by: &Acting) -> Option<Officer> {
    by.signed_by.or(match by.actor {
        Actor::Proved(officer) => Some(officer),
        Actor::Desk | Actor::Unclaimed | Actor::Claimed(_) => None,
    })
}

/// Sets money aside: it is checked now that it is there, for when it is posted.
fn reserve(desk: &State, incident: IncidentId, amount: Fen, maker: &Officer) -> Decided<ReservationId> {
    desk.open_incident(incident)?;
    let available = desk.pool.accounts.available();
    let is_new = desk.pool.accounts.of(Account::Rescue(incident)) == Sums::default();
    let refusal = if !is_amount(amount) {
        Refusal::NoAmount
    } else if amount > available {
        Refusal::Overdraw { asked: amount, available }
    } else if !desk.pool.has_room() || is_new && desk.pool.accounts.count() >= RESCUES_MAX {
        Refusal::Full
    } else {
        // To save life it may go out whatever the limit (`override`): it must be there to go.
        if !desk.life_risk(incident) {
            release::can_be_signed(desk, incident, amount, maker)?;
        }
        return Ok(desk.pool.next_id());
    };
    Err(outcome::Refusal::Pool(refusal))
}

/// Finds a reservation that stands where an act needs it.
pub(super) fn at(desk: &State, reservation: ReservationId, wanted: Stage) -> Decided<&Reservation> {
    let unknown = outcome::Refusal::Pool(Refusal::NoSuchReservation(reservation));
    let row = desk.pool.get(reservation).ok_or(unknown)?;
    let not_at = outcome::Refusal::Pool(Refusal::NotAt { reservation, is: row.stage, wanted });
    if row.stage == wanted { Ok(row) } else { Err(not_at) }
}

/// Returns whose hands are wanted beside one that is about to be added.
fn still_wanted(desk: &State, id: ReservationId, amount: Fen, by: &Officer) -> Option<Wanted> {
    let row = desk.pool.get(id)?;
    let role = role_today(desk, by, row.incident)?;
    release::wanted(desk, row, amount).map(|wanted| wanted.after(role))
}

/// Returns the incident whose claim brings money back, when so much was agreed and so much is outstanding.
fn refill(desk: &State, id: ClaimId, amount: Fen) -> Result<IncidentId, Refusal> {
    let row = desk.claims.get(id).ok_or(Refusal::NoSuchClaim(id))?;
    let agreed = match row.stage {
        claim::Stage::Agreed { amount, .. } => amount,
        claim::Stage::Open | claim::Stage::Refused { .. } => Fen(0),
    };
    let left = Fen(agreed.0 - desk.pool.refilled(id).0);
    comes_back(desk, row.incident, amount)?;
    if amount > left {
        return Err(Refusal::MoreThanAgreed { asked: amount, left });
    }
    Ok(row.incident)
}

fn comes_back(desk: &State, incident: IncidentId, amount: Fen) -> Result<(), Refusal> {
    comes_in(desk, amount)?;
    let outstanding = desk.pool.outstanding(incident);
    if amount > outstanding {
        return Err(Refusal::MoreThanOutstanding { asked: amount, outstanding });
    }
    Ok(())
}

/// Whatever comes in is debited to the pool: its sum bounds every other account's.
fn comes_in(desk: &State, amount: Fen) -> Result<(), Refusal> {
    let debits = desk.pool.accounts.of(Account::Pool).debits;
    let fits = is_amount(amount) && debits.0.checked_add(amount.0).is_some_and(|sum| sum <= MONEY_FEN_MAX);
    if fits { Ok(()) } else { Err(Refusal::NoAmount) }
}

/// Finds the insurer, else the site, that a code names.
fn resolve(desk: &State, code: &str) -> Option<(Payer, Text<32>)> {
    let reference = desk.reference();
    let insurer = reference.insurer(code).map(|(id, it)| (Payer::Insurer(id), bounded(&it.code)));
    insurer.or_else(|| reference.site(code).map(|(id, it)| (Payer::Site(id), it.code)))
}

fn stated(receipt: Reference) -> Decided<Reference> {
    if receipt.trim().is_empty() { Err(outcome::Refusal::Pool(Refusal::ReceiptMissing)) } else { Ok(receipt) }
}

pub(super) const fn is_amount(amount: Fen) -> bool {
    0 < amount.0 && amount.0 <= MONEY_FEN_MAX
}

/// Money that is set aside does the plan's step of it.
fn with_step(desk: &State, mut decision: Decision) -> Decision {
    if let Some(Body::Pool(Fact::Reserved { incident, .. })) = decision.facts.first() {
        decision.facts.extend(plan::done_by(desk, *incident, StepAct::Reserve));
    }
    decision
}
