//! Who pays in by when (出资计划), and who is late.
//!
//! Decides: what of the schedule a payer has paid, by the order of its days. Must not know: how a row is painted.
//!
//! Invariant: a payment is in time through its last day, in the desk's time zone; what is paid in advance counts for what comes.

use crate::operations::dossier::day_of;
use crate::operations::pool::{Account, Payer};
use crate::operations::state::State;
use crate::units::Fen;
use std::collections::BTreeMap;

/// How a payer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Who.
    pub payer: Payer,
    /// What they have paid in all.
    pub paid: Fen,
    /// What of the schedule was to be there by now and is not.
    pub late: Fen,
    /// The last day of the first of it: days since 1970-01-01.
    pub since_day: Option<i32>,
    /// What is due next, as far as it is not paid yet, and its last day.
    pub next: Option<(Fen, i32)>,
}

/// Returns every payer that has paid or is to pay, insurers first.
///
/// Cost: O(schedule + accounts); allocates: a screen asked for it.
pub fn standings(desk: &State) -> Vec<Standing> {
    let mut paid: BTreeMap<Payer, Fen> = BTreeMap::new();
    for (account, sums) in desk.pool.accounts.all() {
        match account {
            Account::Contribution(payer) => _ = paid.insert(payer, sums.credits),
            Account::Pool | Account::Opening | Account::Rescue(_) => {}
        }
    }
    for due in &desk.reference().pool_terms.schedule {
        paid.entry(due.payer).or_default();
    }
    paid.into_iter().map(|(payer, paid)| standing(desk, payer, paid)).collect()
}

fn standing(desk: &State, payer: Payer, paid: Fen) -> Standing {
    let today = day_of(desk.now);
    let (mut left, mut late) = (paid.0, Fen(0));
    let (mut since_day, mut next) = (None, None);
    for due in desk.reference().pool_terms.schedule.iter().filter(|due| due.payer == payer) {
        let short = (due.amount.0 - left).max(0);
        left = (left - due.amount.0).max(0);
        if short == 0 {
            continue;
        }
        if due.day < today {
            late.0 = late.0.saturating_add(short);
            since_day = since_day.or(Some(due.day));
        } else {
            next = next.or(Some((Fen(short), due.day)));
        }
    }
    Standing { payer, paid, late, since_day, next }
}
