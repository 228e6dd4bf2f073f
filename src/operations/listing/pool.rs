//! The pool: its figures, what is set aside, what claims and units owe it, who put in what.

use crate::operations::claim;
use crate::operations::dossier::views::{claim_view, reservation_view};
use crate::operations::listing::filter::Filter;
use crate::operations::listing::{Cut, RowId};
use crate::operations::pool::account::Sums;
use crate::operations::pool::schedule::{Standing, standings};
use crate::operations::pool::{Account, Ledger, Payer, View};
use crate::operations::publish::ledger;
use crate::operations::reference::Name;
use crate::operations::state::State;
use crate::text::Text;
use crate::units::{Fen, IncidentId};
use serde::{Deserialize, Serialize};

/// A line of the pool's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Row {
    /// The figures.
    Ledger(Ledger),
    /// Money that is, or was, set aside.
    Reservation {
        /// The reservation.
        view: View,
        /// Where its incident is.
        place: Text<160>,
    },
    /// A claim that is to bring money back.
    Claim {
        /// The claim.
        view: Box<claim::View>,
        /// Where its incident is.
        place: Text<160>,
    },
    /// What a rescue has cost, and what of it came back (追偿).
    Rescue {
        /// The incident.
        incident: IncidentId,
        /// Where it is.
        place: Text<160>,
        /// What was authorised.
        spent: Fen,
        /// What came back.
        back: Fen,
    },
    /// What somebody put in.
    Payer {
        /// Who.
        payer: Payer,
        /// What they are called.
        name: Name,
        /// How much.
        amount: Fen,
        /// What of the schedule is late.
        late: Fen,
        /// The last day of the first of it: days since 1970-01-01.
        since_day: Option<i32>,
        /// What is due next, and its last day.
        next: Option<(Fen, i32)>,
    },
}

impl Row {
    /// Returns what the row is.
    pub const fn id(&self) -> RowId {
        match self {
            Self::Ledger(_) => RowId::Ledger,
            Self::Reservation { view, .. } => RowId::Reservation(view.id),
            Self::Claim { view, .. } => RowId::Claim(view.id),
            Self::Rescue { incident, .. } => RowId::Rescue(*incident),
            Self::Payer { payer, .. } => RowId::Payer(*payer),
        }
    }
}

pub(super) fn offer(state: &State, filter: &Filter<'_>, cut: &mut Cut<Row>) {
    if filter.is_empty() {
        cut.take(RowId::Ledger, || Row::Ledger(ledger(state)));
    }
    for row in state.pool.reservations().iter().rev() {
        let place = place(state, row.incident);
        if filter.finds(&[&place, &row.receipt]) {
            cut.take(RowId::Reservation(row.id), || Row::Reservation {
                view: reservation_view(state, row),
                place,
            });
        }
    }
    for claim in state.claims.all().iter().rev() {
        let place = place(state, claim.incident);
        if filter.finds(&[&place, &claim.number]) {
            let view = || Box::new(claim_view(state, claim));
            cut.take(RowId::Claim(claim.id), || Row::Claim { view: view(), place });
        }
    }
    for (account, sums) in state.pool.accounts.all() {
        account_row(state, filter, account, sums, cut);
    }
    let mut payers = standings(state);
    // Who is late is asked first.
    payers.sort_by_key(|it| it.late.0 == 0);
    for Standing { payer, paid: amount, late, since_day, next } in payers {
        let name = payer_name(state, payer);
        if filter.finds(&[&name]) {
            cut.take(RowId::Payer(payer), || Row::Payer { payer, name, amount, late, since_day, next });
        }
    }
}

fn account_row(state: &State, filter: &Filter<'_>, account: Account, sums: Sums, cut: &mut Cut<Row>) {
    match account {
        Account::Rescue(incident) if sums.debits.0 > 0 => {
            let place = place(state, incident);
            if filter.finds(&[&place]) {
                let (spent, back) = (sums.debits, sums.credits);
                cut.take(RowId::Rescue(incident), || Row::Rescue { incident, place, spent, back });
            }
        }
        Account::Rescue(_) | Account::Contribution(_) | Account::Pool | Account::Opening => {}
    }
}

fn payer_name(state: &State, payer: Payer) -> Name {
    let reference = state.reference();
    let name = match payer {
        Payer::Insurer(insurer) => reference.insurers.get(insurer.index()).map(|it| it.short),
        Payer::Site(site) => reference.sites.get(site.index()).map(|it| it.short),
    };
    name.unwrap_or_default()
}

fn place(state: &State, incident: IncidentId) -> Text<160> {
    state.incidents.get(incident).map(|incident| state.place_of(incident.zone)).unwrap_or_default()
}
