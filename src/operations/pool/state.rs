//! The pool's accounts and reservations.

use crate::limits::RESERVATIONS_KEPT_MAX;
use crate::operations::actor::{Actor, Officer, PrivateText};
use crate::operations::call::Reference;
use crate::operations::pool::account::Transfer;
use crate::operations::pool::{Account, Accounts, Fact};
use crate::units::{ClaimId, Fen, IncidentId, Instant, ReservationId, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long a reservation stands, when nobody posts it.
pub const RESERVED_FOR: Span = Span::minutes(24 * 60);

/// The pool: accounts, reservations, and what each claim has brought back.
///
/// Limits: [`RESERVATIONS_KEPT_MAX`] reservations, the oldest settled one is left to the journal beyond it;
/// [`crate::limits::RESCUES_MAX`] rescues; a payer's and a claim's sums are as many as payers and claims.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct State {
    /// The accounts.
    pub accounts: Accounts,
    reservations: Vec<Reservation>,
    refilled: BTreeMap<ClaimId, Fen>,
    rescues: BTreeMap<IncidentId, Rescue>,
    opened: bool,
    last: ReservationId,
}

/// Money that is, or was, set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reservation {
    /// Its number.
    pub id: ReservationId,
    /// The incident.
    pub incident: IncidentId,
    /// Who answers for it: they never post it. Always proved.
    pub maker: Actor,
    /// Whose session it was typed at, where that was proved: they never post it either.
    pub typed_by: Actor,
    /// How much was set aside.
    pub amount: Fen,
    /// How much was posted.
    pub posted: Fen,
    /// Who gets it.
    pub payee: PrivateText,
    /// When it was set aside.
    pub reserved: Instant,
    /// When it is free again, when nobody posts it.
    pub expires: Instant,
    /// How far it is.
    pub stage: Stage,
    /// The bank's receipt.
    pub receipt: Reference,
}

/// What has come of the money that a rescue has cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rescue {
    /// When the first of it was posted.
    pub since: Instant,
    /// What claims have brought back.
    pub refilled: Fen,
    /// What the responsible unit has paid back.
    pub recovered: Fen,
}

/// How far a reservation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// 预留.
    Reserved,
    /// 已授权.
    Authorised,
    /// 已付.
    Paid,
    /// 已到账.
    Arrived,
    /// 已撤销.
    Voided,
    /// 已过期.
    Expired,
}

impl State {
    /// Returns whether the pool's first balance stands.
    pub const fn is_open(&self) -> bool {
        self.opened
    }

    /// Returns a reservation.
    ///
    /// Cost: O(log reservations).
    pub fn get(&self, id: ReservationId) -> Option<&Reservation> {
        self.position(id).map(|at| &self.reservations[at])
    }

    /// Returns every reservation, by number.
    pub fn reservations(&self) -> &[Reservation] {
        &self.reservations
    }

    /// Returns an incident's reservations, by number.
    pub fn of(&self, incident: IncidentId) -> impl Iterator<Item = &Reservation> {
        self.reservations.iter().filter(move |row| row.incident == incident)
    }

    /// Returns what a claim has brought back.
    pub fn refilled(&self, claim: ClaimId) -> Fen {
        self.refilled.get(&claim).copied().unwrap_or_default()
    }

    /// Returns the rescues that money was posted for, by incident.
    pub fn rescues(&self) -> impl Iterator<Item = (IncidentId, Rescue)> {
        self.rescues.iter().map(|(incident, rescue)| (*incident, *rescue))
    }

    /// Returns what a rescue has cost and nobody has given back yet.
    pub fn outstanding(&self, incident: IncidentId) -> Fen {
        self.accounts.of(Account::Rescue(incident)).balance()
    }

    /// Returns whether one more reservation has a place: none that is not settled ever gives way.
    pub fn has_room(&self) -> bool {
        self.reservations.len() < RESERVATIONS_KEPT_MAX || self.oldest_settled().is_some()
    }

    /// Returns the number that the next reservation gets.
    pub const fn next_id(&self) -> ReservationId {
        ReservationId(self.last.0 + 1)
    }

    /// Applies a fact; never refuses.
    pub fn apply(&mut self, fact: &Fact, actor: Actor, at: Instant) {
        match *fact {
            Fact::Opened { balance } => {
                self.opened = true;
                self.accounts.post(Transfer {
                    debit: Account::Pool,
                    credit: Account::Opening,
                    amount: balance,
                });
            }
            Fact::Reserved { reservation, incident, amount, payee, maker, expires, .. } => {
                self.last = self.last.max(reservation);
                self.accounts.pend(rescue(incident, amount));
                self.push(Reservation {
                    id: reservation,
                    incident,
                    maker: Actor::Proved(maker),
                    typed_by: actor,
                    amount,
                    posted: Fen(0),
                    payee,
                    reserved: at,
                    expires,
                    stage: Stage::Reserved,
                    receipt: Reference::new(),
                });
            }
            Fact::Posted { reservation, incident, amount, released, .. } => {
                self.accounts.unpend(rescue(incident, Fen(amount.0 + released.0)));
                self.accounts.post(rescue(incident, amount));
                let fresh = Rescue { since: at, refilled: Fen(0), recovered: Fen(0) };
                self.rescues.entry(incident).or_insert(fresh);
                self.with(reservation, |row| (row.stage, row.posted) = (Stage::Authorised, amount));
            }
            Fact::Voided { reservation, incident, released, .. } => {
                self.accounts.unpend(rescue(incident, released));
                self.with(reservation, |row| row.stage = Stage::Voided);
            }
            Fact::Expired { reservation, incident, released } => {
                self.accounts.unpend(rescue(incident, released));
                self.with(reservation, |row| row.stage = Stage::Expired);
            }
            Fact::Paid { reservation, receipt, .. } => {
                self.with(reservation, |row| (row.stage, row.receipt) = (Stage::Paid, receipt));
            }
            Fact::Arrived { reservation, .. } => {
                self.with(reservation, |row| row.stage = Stage::Arrived);
            }
            Fact::Refilled { claim, incident, amount, .. } => {
                self.accounts.post(back(incident, amount));
                self.refilled.entry(claim).or_default().0 += amount.0;
                self.with_rescue(incident, |row| row.refilled.0 += amount.0);
            }
            Fact::Recovered { incident, amount, .. } => {
                self.accounts.post(back(incident, amount));
                self.with_rescue(incident, |row| row.recovered.0 += amount.0);
            }
            Fact::Contributed { payer, amount, .. } => self.accounts.post(Transfer {
                debit: Account::Pool,
                credit: Account::Contribution(payer),
                amount,
            }),
        }
    }

    fn with(&mut self, id: ReservationId, change: impl FnOnce(&mut Reservation)) {
        if let Some(at) = self.position(id) {
            change(&mut self.reservations[at]);
        }
    }

    fn with_rescue(&mut self, incident: IncidentId, change: impl FnOnce(&mut Rescue)) {
        if let Some(row) = self.rescues.get_mut(&incident) {
            change(row);
        }
    }

    fn push(&mut self, reservation: Reservation) {
        if self.reservations.len() >= RESERVATIONS_KEPT_MAX
            && let Some(settled) = self.oldest_settled()
        {
            self.reservations.remove(settled);
        }
        self.reservations.push(reservation);
    }

    fn oldest_settled(&self) -> Option<usize> {
        self.reservations.iter().position(|row| row.stage.is_settled())
    }

    /// Numbers only grow: what is left is in their order.
    fn position(&self, id: ReservationId) -> Option<usize> {
        self.reservations.binary_search_by_key(&id, |row| row.id).ok()
    }
}

impl Reservation {
    /// Returns whether an officer made it, in either way: answering for it, or typing it at a session of their own.
    pub fn is_made_by(&self, officer: &Officer) -> bool {
        let same = |it: &Officer| it.code.eq_ignore_ascii_case(&officer.code);
        [self.maker, self.typed_by].iter().any(|actor| match actor {
            Actor::Proved(it) => same(it),
            Actor::Desk | Actor::Unclaimed | Actor::Claimed(_) => false,
        })
    }
}

impl Stage {
    /// Returns whether nothing can follow it.
    pub const fn is_settled(self) -> bool {
        match self {
            Self::Reserved | Self::Authorised | Self::Paid => false,
            Self::Arrived | Self::Voided | Self::Expired => true,
        }
    }
}

/// Money for a rescue: out of the pool.
const fn rescue(incident: IncidentId, amount: Fen) -> Transfer {
    Transfer { debit: Account::Rescue(incident), credit: Account::Pool, amount }
}

/// Money that comes back for a rescue: into the pool.
const fn back(incident: IncidentId, amount: Fen) -> Transfer {
    Transfer { debit: Account::Pool, credit: Account::Rescue(incident), amount }
}
