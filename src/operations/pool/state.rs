//! The pool's accounts and reservations.

use crate::limits::{HANDS_MAX, RESERVATIONS_KEPT_MAX};
use crate::operations::actor::{Actor, Officer, PrivateText};
use crate::operations::call::Reference;
use crate::operations::pool::account::Transfer;
use crate::operations::pool::day::{Asserted, Close};
use crate::operations::pool::fact::Basis;
use crate::operations::pool::{Account, Accounts, Fact, Finding};
use crate::units::{ClaimId, Fen, IncidentId, Instant, ReservationId, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long a reservation stands, when nobody posts it.
pub const RESERVED_FOR: Span = Span::minutes(24 * 60);

/// How long somebody who agreed by telephone has to sign.
pub const COUNTERSIGN_WITHIN: Span = Span::minutes(24 * 60);

/// How long what went out to save life waits for its review.
///
/// Source: desk.md section 6.
pub const REVIEW_WITHIN: Span = Span::minutes(24 * 60);

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
    close: Close,
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
    /// The sum that those who signed have signed.
    pub agreed: Fen,
    signed: [Option<Signature>; HANDS_MAX],
    review: Review,
}

/// Somebody who stands behind a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Who.
    pub by: Officer,
    /// When they signed, or agreed.
    pub at: Instant,
    /// Whether they agreed by telephone and have not signed yet (待补签).
    unsigned: bool,
}

/// Whether a release is to be reviewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Review {
    /// It went out within its limit.
    None,
    /// It is to be.
    Owed {
        /// When it went out.
        since: Instant,
    },
    /// It was.
    Done(Finding),
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

    /// Returns how far the close of the days is.
    pub const fn close(&self) -> &Close {
        &self.close
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
                self.push(&Reservation {
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
                    agreed: Fen(0),
                    signed: [None; HANDS_MAX],
                    review: Review::None,
                });
            }
            Fact::Signed { .. }
            | Fact::Countersigned { .. }
            | Fact::Reviewed { .. }
            | Fact::DayAsserted { .. }
            | Fact::DayClosed { .. } => self.note(fact, at),
            Fact::Posted { .. } => self.release(fact, at),
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

    /// Applies what moves no money: who stands behind it, what was reviewed, how far the days are closed.
    fn note(&mut self, fact: &Fact, at: Instant) {
        match *fact {
            Fact::Signed { reservation, amount, by, heard, .. } => {
                let signature = Signature { by, at, unsigned: heard.is_some() };
                self.with(reservation, |row| row.sign(amount, signature));
            }
            Fact::Countersigned { reservation, by, .. } => {
                self.with(reservation, |row| row.countersign(&by));
            }
            Fact::Reviewed { reservation, finding, .. } => {
                self.with(reservation, |row| row.review = Review::Done(finding));
            }
            Fact::DayAsserted { day, figure, by } => self.close.asserted = Some(Asserted { day, figure, by }),
            Fact::DayClosed { day, figure, second, .. } => {
                self.close = Close { asserted: None, closed: Some(Asserted { day, figure, by: second }) };
            }
            Fact::Opened { .. }
            | Fact::Reserved { .. }
            | Fact::Posted { .. }
            | Fact::Voided { .. }
            | Fact::Expired { .. }
            | Fact::Paid { .. }
            | Fact::Arrived { .. }
            | Fact::Refilled { .. }
            | Fact::Recovered { .. }
            | Fact::Contributed { .. } => {}
        }
    }

    fn release(&mut self, fact: &Fact, at: Instant) {
        let Fact::Posted { reservation, incident, amount, released, by, basis } = *fact else { return };
        self.accounts.unpend(rescue(incident, Fen(amount.0 + released.0)));
        self.accounts.post(rescue(incident, amount));
        let fresh = Rescue { since: at, refilled: Fen(0), recovered: Fen(0) };
        self.rescues.entry(incident).or_insert(fresh);
        let signature = Signature { by, at, unsigned: matches!(basis, Basis::Telephone { .. }) };
        self.with(reservation, |row| {
            // Who agreed by telephone to another sum than the one that went out did not agree to this one.
            if amount != row.agreed {
                row.signed.iter_mut().flatten().for_each(|it| it.unsigned = false);
            }
            (row.stage, row.posted) = (Stage::Authorised, amount);
            row.sign(amount, signature);
            if matches!(basis, Basis::Override { .. }) {
                row.review = Review::Owed { since: at };
            }
        });
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

    fn push(&mut self, reservation: &Reservation) {
        if self.reservations.len() >= RESERVATIONS_KEPT_MAX
            && let Some(settled) = self.oldest_settled()
        {
            self.reservations.remove(settled);
        }
        self.reservations.push(*reservation);
    }

    fn oldest_settled(&self) -> Option<usize> {
        self.reservations.iter().position(Reservation::is_settled)
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

impl Reservation {
    /// Returns who stands behind its release, in the order in which they signed.
    pub fn signatures(&self) -> impl Iterator<Item = &Signature> {
        self.signed.iter().flatten()
    }

    /// Returns the oldest word that was given by telephone and is to be signed, once the money has left.
    pub fn unsigned(&self) -> Option<&Signature> {
        let left = match self.stage {
            Stage::Authorised | Stage::Paid | Stage::Arrived => true,
            Stage::Reserved | Stage::Voided | Stage::Expired => false,
        };
        self.signatures().find(|it| it.unsigned).filter(|_| left)
    }

    /// Returns whether it went out to save life and is to be reviewed.
    pub const fn is_review_owed(&self) -> bool {
        self.review_due().is_some()
    }

    /// Returns by when it is to be reviewed; none when it need not be, or was.
    pub const fn review_due(&self) -> Option<Instant> {
        match self.review {
            Review::None | Review::Done(_) => None,
            Review::Owed { since } => Some(since.after(REVIEW_WITHIN)),
        }
    }

    /// Returns what its review found.
    pub const fn reviewed(&self) -> Option<Finding> {
        match self.review {
            Review::None | Review::Owed { .. } => None,
            Review::Done(finding) => Some(finding),
        }
    }

    /// Returns whether nothing can follow it, and nobody owes a word on it.
    pub fn is_settled(&self) -> bool {
        self.stage.is_settled() && self.unsigned().is_none() && !self.is_review_owed()
    }

    fn sign(&mut self, amount: Fen, signature: Signature) {
        self.agreed = amount;
        if let Some(free) = self.signed.iter_mut().find(|it| it.is_none()) {
            *free = Some(signature);
        }
    }

    fn countersign(&mut self, by: &Officer) {
        let theirs = |it: &&mut Signature| it.by.code.eq_ignore_ascii_case(&by.code);
        if let Some(signature) = self.signed.iter_mut().flatten().find(theirs) {
            signature.unsigned = false;
        }
    }
}

impl Signature {
    /// Returns whether it was given by telephone and is to be signed.
    pub const fn is_unsigned(&self) -> bool {
        self.unsigned
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
