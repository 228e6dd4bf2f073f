//! The pool's accounts and reservations.

use crate::operations::actor::{Actor, PrivateText};
use crate::operations::call::Reference;
use crate::operations::pool::account::Transfer;
use crate::operations::pool::{Account, Accounts, Fact};
use crate::units::{ClaimId, Fen, IncidentId, Instant, ReservationId, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long a reservation stands, when nobody posts it.
pub const RESERVED_FOR: Span = Span::minutes(24 * 60);

/// The pool: accounts, reservations, and what each claim has brought back.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct State {
    /// The accounts.
    pub accounts: Accounts,
    reservations: Vec<Reservation>,
    refilled: BTreeMap<ClaimId, Fen>,
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
    /// Who set it aside: they never post it.
    pub maker: Actor,
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
    pub fn get(&self, id: ReservationId) -> Option<&Reservation> {
        self.reservations.iter().find(|row| row.id == id)
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

    /// Returns the number that the next reservation gets.
    pub const fn next_id(&self) -> ReservationId {
        ReservationId(self.last.0 + 1)
    }

    /// Applies a fact; never refuses.
    pub fn apply(&mut self, fact: &Fact, maker: Actor, at: Instant) {
        match *fact {
            Fact::Opened { balance } => {
                self.opened = true;
                self.accounts.post(Transfer {
                    debit: Account::Pool,
                    credit: Account::Opening,
                    amount: balance,
                });
            }
            Fact::Reserved { reservation, incident, amount, payee, expires, .. } => {
                self.last = self.last.max(reservation);
                self.accounts.pend(rescue(incident, amount));
                self.reservations.push(Reservation {
                    id: reservation,
                    incident,
                    maker,
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
            }
            Fact::Recovered { incident, amount, .. } => self.accounts.post(back(incident, amount)),
            Fact::Contributed { payer, amount, .. } => self.accounts.post(Transfer {
                debit: Account::Pool,
                credit: Account::Contribution(payer),
                amount,
            }),
        }
    }

    fn with(&mut self, id: ReservationId, change: impl FnOnce(&mut Reservation)) {
        if let Some(row) = self.reservations.iter_mut().find(|row| row.id == id) {
            change(row);
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
