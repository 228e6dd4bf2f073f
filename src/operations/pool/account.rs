//! Accounts: what was debited and credited, and what is pending.

use crate::operations::pool::Payer;
use crate::units::{Fen, IncidentId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Account {
    /// The pool's money at the bank; debits come in, credits go out; never below zero.
    Pool,
    /// Where the pool's first balance comes from.
    Opening,
    /// What a payer has put in.
    Contribution(Payer),
    /// What a rescue has cost, less what insurer and responsible unit gave back; never below zero.
    Rescue(IncidentId),
}

/// The sums of one account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Debited.
    pub debits: Fen,
    /// Credited.
    pub credits: Fen,
    /// To be debited when what is pending is posted.
    pub debits_pending: Fen,
    /// To be credited then.
    pub credits_pending: Fen,
}

/// One movement: the same amount on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// The account that is debited.
    pub debit: Account,
    /// The account that is credited.
    pub credit: Account,
    /// How much; more than zero.
    pub amount: Fen,
}

/// All accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accounts {
    sums: BTreeMap<Account, Sums>,
}

impl Accounts {
    /// Returns the sums of an account.
    pub fn of(&self, account: Account) -> Sums {
        self.sums.get(&account).copied().unwrap_or_default()
    }

    /// Returns every account that was ever moved.
    pub fn all(&self) -> impl Iterator<Item = (Account, Sums)> {
        self.sums.iter().map(|(account, sums)| (*account, *sums))
    }

    /// Returns how many accounts were ever moved.
    pub fn count(&self) -> usize {
        self.sums.len()
    }

    /// Returns what may still be reserved of the pool.
    pub fn available(&self) -> Fen {
        let pool = self.of(Account::Pool);
        Fen(pool.debits.0 - pool.credits.0 - pool.credits_pending.0)
    }

    /// Posts a transfer.
    pub fn post(&mut self, transfer: Transfer) {
        self.edit(transfer.debit, |sums| sums.debits.0 += transfer.amount.0);
        self.edit(transfer.credit, |sums| sums.credits.0 += transfer.amount.0);
    }

    /// Sets a transfer aside.
    pub fn pend(&mut self, transfer: Transfer) {
        self.edit(transfer.debit, |sums| sums.debits_pending.0 += transfer.amount.0);
        self.edit(transfer.credit, |sums| sums.credits_pending.0 += transfer.amount.0);
    }

    /// Takes back what was set aside.
    pub fn unpend(&mut self, transfer: Transfer) {
        self.edit(transfer.debit, |sums| sums.debits_pending.0 -= transfer.amount.0);
        self.edit(transfer.credit, |sums| sums.credits_pending.0 -= transfer.amount.0);
    }

    fn edit(&mut self, account: Account, edit: impl FnOnce(&mut Sums)) {
        edit(self.sums.entry(account).or_default());
    }
}

impl Sums {
    /// Returns debits less credits.
    pub const fn balance(&self) -> Fen {
        Fen(self.debits.0 - self.credits.0)
    }
}
