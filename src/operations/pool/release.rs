//! How money goes out: signed, agreed to by telephone, or to save life; and what is owed for it afterwards.
//!
//! Invariants:
//! - whatever the ground, money leaves a reservation once: what is released must stand at 预留, and stands there no more;
//! - two different people stand behind every release, whatever the limit, and the maker is never the second;
//! - the limit is that of all that the incident was given, under whichever number: a sum is not made smaller by asking for it
//!   in parts;
//! - all who sign a reservation sign the same sum.

use crate::operations::actor::{Officer, PrivateText};
use crate::operations::authority::hand::role_today;
use crate::operations::authority::{self, Act};
use crate::operations::call::{Call, Callee};
use crate::operations::incident::Disposition;
use crate::operations::incident::state::Standing;
use crate::operations::outcome;
use crate::operations::pool::decide::{Decided, at, is_amount, refuse};
use crate::operations::pool::fact::Basis;
use crate::operations::pool::state::COUNTERSIGN_WITHIN;
use crate::operations::pool::{self, Account, Fact, Finding, Reservation, Stage, Wanted};
use crate::operations::reference::{Code, Person, Role};
use crate::operations::state::State;
use crate::units::{Fen, IncidentId, PersonId, ReservationId};
use serde::{Deserialize, Serialize};

/// So many numbers that were closed into one another are followed: two closed into each other have no end.
const CLOSED_INTO_MAX: usize = 64;

/// Why money may not go out, or nothing more is owed for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// Beyond what anyone may release for one incident.
    BeyondLimits {
        /// What the incident would have been given.
        sum: Fen,
        /// The most that may be.
        most: Fen,
    },
    /// The registry has not the people who would have to sign.
    NobodySigns(Wanted),
    /// Another's hand is wanted.
    HandsWanted(Wanted),
    /// They have signed it already.
    SignedAlready(ReservationId),
    /// Another sum was signed before.
    AmountDiffers {
        /// What was asked.
        asked: Fen,
        /// What was signed.
        agreed: Fen,
    },
    /// The registry has nobody of that code.
    NoSuchPerson(Code),
    /// No call to them stands answered since it was set aside.
    NotReached(Code),
    /// Who agrees does not hear it themselves.
    OwnConsent(ReservationId),
    /// What was agreed by telephone before is overdue to be signed.
    Unsigned(ReservationId),
    /// Nobody agreed by telephone, or all have signed.
    NothingToCountersign(ReservationId),
    /// It was somebody else who agreed.
    NotWhoAgreed(Code),
    /// No life is at risk in the incident.
    NotLifeRisk(IncidentId),
    /// It did not go out to save life, or was reviewed.
    NothingToReview(ReservationId),
    /// Who had a part in it does not review it.
    OwnReview(ReservationId),
}

/// What is asked of a reservation: how much of it, and its incident's number typed again.
#[derive(Clone, Copy)]
pub(super) struct Ask {
    pub reservation: ReservationId,
    pub amount: Fen,
    pub repeated: IncidentId,
}

/// Signs for a sum; the last who must does release it.
pub(super) fn post(desk: &State, ask: Ask, signed_by: Option<Officer>) -> Decided<Fact> {
    let row = releasable(desk, ask)?;
    let by = second(row, signed_by)?;
    add_hand(desk, row, ask.amount, by, None)
}

/// Takes the word of somebody who was rung, from somebody who did not make the reservation.
pub(super) fn consent(desk: &State, ask: Ask, agreed: &Code, signed_by: Option<Officer>) -> Decided<Fact> {
    let row = releasable(desk, ask)?;
    let heard = signed_by.ok_or(refuse(pool::Refusal::SecondOfficerMissing(row.id)))?;
    let unknown = bar(Refusal::NoSuchPerson(*agreed));
    let (id, known) = desk.reference().person(agreed).ok_or(unknown)?;
    let by = Officer { person: id, code: known.code };
    if by.code.eq_ignore_ascii_case(&heard.code) {
        return Err(bar(Refusal::OwnConsent(row.id)));
    }
    let by = second(row, Some(by))?;
    // Who made it would else release it alone: two at this desk stand behind what a third one said by telephone.
    if row.is_made_by(&heard) {
        return Err(refuse(pool::Refusal::MakerIsChecker(row.id)));
    }
    if let Some(late) = desk.pool.reservations().iter().find(|it| is_overdue(desk, it)) {
        return Err(bar(Refusal::Unsigned(late.id)));
    }
    let about_it = |call: &Call| {
        call.callee == Callee::Person(id)
            && call.is_answered()
            && call.ended.is_some_and(|ended| ended.at >= row.reserved)
    };
    if !desk.calls.of(row.incident).any(about_it) {
        return Err(bar(Refusal::NotReached(known.code)));
    }
    add_hand(desk, row, ask.amount, by, Some(heard))
}

/// Releases a sum that saves life, whatever its limit.
pub(super) fn overrides(
    desk: &State,
    ask: Ask,
    reason: PrivateText,
    signed_by: Option<Officer>,
) -> Decided<Fact> {
    let row = releasable(desk, ask)?;
    if !desk.life_risk(row.incident) {
        return Err(bar(Refusal::NotLifeRisk(row.incident)));
    }
    let by = second(row, signed_by)?;
    Ok(posted(row, ask.amount, by, Basis::Override { reason }))
}

/// Signs what was agreed to by telephone.
pub(super) fn countersign(desk: &State, id: ReservationId, signed_by: Option<Officer>) -> Decided<Fact> {
    let row = desk.pool.get(id).ok_or(refuse(pool::Refusal::NoSuchReservation(id)))?;
    let by = signed_by.ok_or(refuse(pool::Refusal::SecondOfficerMissing(id)))?;
    let owed = row.unsigned().ok_or(bar(Refusal::NothingToCountersign(id)))?;
    if !row.signatures().any(|it| it.is_unsigned() && same(&it.by, &by)) {
        return Err(bar(Refusal::NotWhoAgreed(owed.by.code)));
    }
    Ok(Fact::Countersigned { reservation: id, incident: row.incident, by })
}

/// Reviews what went out to save life.
pub(super) fn review(
    desk: &State,
    id: ReservationId,
    finding: Finding,
    note: PrivateText,
    signed_by: Option<Officer>,
) -> Decided<Fact> {
    let row = desk.pool.get(id).ok_or(refuse(pool::Refusal::NoSuchReservation(id)))?;
    let by = signed_by.ok_or(refuse(pool::Refusal::SecondOfficerMissing(id)))?;
    if !row.is_review_owed() {
        return Err(bar(Refusal::NothingToReview(id)));
    }
    if row.is_made_by(&by) || row.signatures().any(|it| same(&it.by, &by)) {
        return Err(bar(Refusal::OwnReview(id)));
    }
    Ok(Fact::Reviewed { reservation: id, incident: row.incident, by, finding, note })
}

/// Returns whose hands a reservation still wants for a sum; none beyond every limit.
pub fn wanted(desk: &State, row: &Reservation, amount: Fen) -> Option<Wanted> {
    let sum = Fen(given(desk, row.incident).0.saturating_add(amount.0));
    let limit = desk.reference().pool_terms.limit(sum)?;
    let role = |officer: &Officer| role_today(desk, officer, row.incident);
    let signed: Vec<Role> = row.signatures().filter_map(|it| role(&it.by)).collect();
    Some(limit.wanted(row.maker.officer().and_then(role), &signed))
}

/// Returns whether the registry has the people whom a sum of an incident would want: what nobody could ever sign is not set
/// aside.
pub(super) fn can_be_signed(desk: &State, incident: IncidentId, amount: Fen, maker: &Officer) -> Decided<()> {
    let sum = Fen(given(desk, incident).0.saturating_add(amount.0));
    let terms = &desk.reference().pool_terms;
    let limit = terms.limit(sum).ok_or(bar(Refusal::BeyondLimits { sum, most: terms.most() }))?;
    let wanted = limit.wanted(role_today(desk, maker, incident), &[]);
    let others = |role: Role| {
        let is = |it: &&Person| {
            let officer = Officer { person: PersonId(0), code: it.code };
            it.role == role && !same(&officer, maker) && role_today(desk, &officer, incident).is_some()
        };
        desk.reference().people.iter().filter(is).count()
    };
    let (leaders, finance) = (others(Role::Leader), others(Role::Finance));
    let enough = leaders >= usize::from(wanted.leaders)
        && finance >= usize::from(wanted.finance)
        && leaders + finance >= usize::from(wanted.either);
    if enough { Ok(()) } else { Err(bar(Refusal::NobodySigns(wanted))) }
}

/// Returns what an incident was given, under its own number and under those that turned out to be it.
///
/// Cost: O(rescues x log incidents).
fn given(desk: &State, incident: IncidentId) -> Fen {
    let its = desk.pool.rescues().map(|(id, _)| id).filter(|id| is_one_with(desk, *id, incident));
    Fen(its.map(|id| desk.pool.accounts.of(Account::Rescue(id)).debits.0).sum())
}

/// Returns whether a number is an incident's own, or was closed into it; at most [`CLOSED_INTO_MAX`] one after another.
fn is_one_with(desk: &State, id: IncidentId, incident: IncidentId) -> bool {
    let into = |id: &IncidentId| match desk.incidents.get(*id)?.standing {
        Standing::Closed { disposition: Disposition::Duplicate(into), .. } => Some(into),
        Standing::Closed {
            disposition:
                Disposition::Handled | Disposition::False | Disposition::Test | Disposition::Unverified,
            ..
        }
        | Standing::Unacknowledged { .. }
        | Standing::Acknowledged { .. } => None,
    };
    std::iter::successors(Some(id), into).take(CLOSED_INTO_MAX).any(|it| it == incident)
}

/// Finds a reservation that money may leave, by an ask that names its incident again.
fn releasable(desk: &State, ask: Ask) -> Decided<&Reservation> {
    let row = at(desk, ask.reservation, Stage::Reserved)?;
    let (incident, typed) = (row.incident, ask.repeated);
    if typed != incident {
        return Err(refuse(pool::Refusal::NumberDiffers { incident, typed }));
    }
    // Its time is over at its instant, whether or not the timer had its turn; it can still be given up then.
    if desk.now >= row.expires {
        let (is, wanted) = (Stage::Expired, Stage::Reserved);
        return Err(refuse(pool::Refusal::NotAt { reservation: row.id, is, wanted }));
    }
    if !is_amount(ask.amount) {
        return Err(refuse(pool::Refusal::NoAmount));
    }
    if ask.amount > row.amount {
        return Err(refuse(pool::Refusal::MoreThanReserved { asked: ask.amount, reserved: row.amount }));
    }
    Ok(row)
}

/// Returns who stands behind it beside the maker: proved for this one act, or rung; never the maker.
///
/// The session may be the maker's own: a co-signature is given at the terminal that stands there.
fn second(row: &Reservation, officer: Option<Officer>) -> Decided<Officer> {
    let officer = officer.ok_or(refuse(pool::Refusal::SecondOfficerMissing(row.id)))?;
    if row.is_made_by(&officer) {
        return Err(refuse(pool::Refusal::MakerIsChecker(row.id)));
    }
    Ok(officer)
}

fn add_hand(
    desk: &State,
    row: &Reservation,
    amount: Fen,
    by: Officer,
    heard: Option<Officer>,
) -> Decided<Fact> {
    if row.signatures().any(|it| same(&it.by, &by)) {
        return Err(bar(Refusal::SignedAlready(row.id)));
    }
    if row.signatures().next().is_some() && amount != row.agreed {
        return Err(bar(Refusal::AmountDiffers { asked: amount, agreed: row.agreed }));
    }
    let sum = Fen(given(desk, row.incident).0.saturating_add(amount.0));
    let terms = &desk.reference().pool_terms;
    let before = wanted(desk, row, amount);
    let before = before.ok_or(bar(Refusal::BeyondLimits { sum, most: terms.most() }))?;
    let role = role_today(desk, &by, row.incident).ok_or(outcome::Refusal::RoleEnded)?;
    // Whoever is rung is asked for no more than who signs here: only who stands behind money that leaves.
    let purse = authority::rule(Act::MoneyPost).roles;
    if !purse.has(role) {
        return Err(outcome::Refusal::NotAllowed(purse));
    }
    if !before.is_none() && !before.takes(role) {
        return Err(bar(Refusal::HandsWanted(before)));
    }
    if !before.after(role).is_none() {
        return Ok(Fact::Signed { reservation: row.id, incident: row.incident, amount, by, heard });
    }
    let basis = heard.map_or(Basis::Signed, |heard| Basis::Telephone { heard });
    Ok(posted(row, amount, by, basis))
}

fn posted(row: &Reservation, amount: Fen, by: Officer, basis: Basis) -> Fact {
    let released = Fen(row.amount.0 - amount.0);
    Fact::Posted { reservation: row.id, incident: row.incident, amount, released, by, basis }
}

fn is_overdue(desk: &State, row: &Reservation) -> bool {
    row.unsigned().is_some_and(|it| it.at.after(COUNTERSIGN_WITHIN) <= desk.now)
}

fn same(one: &Officer, other: &Officer) -> bool {
    one.code.eq_ignore_ascii_case(&other.code)
}

const fn bar(refusal: Refusal) -> outcome::Refusal {
    refuse(pool::Refusal::Release(refusal))
}
