//! The pool's statement (资金对账单): every transfer of a span, the balance after it, and what stands open at its end.
//!
//! Decides: which entries move money, by how much. Must not know: banks; who prints it.
//!
//! Invariants:
//! - the journal is walked once; the pool is folded by the same function as the desk's;
//! - a second count, of what came in and went out alone, must come to the same balance: else it says so.

pub mod text;

use crate::journal::kpi::Seen;
use crate::journal::reader::Reader;
use crate::operations::actor::Actor;
use crate::operations::claim;
use crate::operations::dossier::{ZONE, day_of};
use crate::operations::fact::Body;
use crate::operations::pool::{self, Account, Fact};
use crate::units::{ClaimId, EntryNumber, Fen, IncidentId, Instant, ReservationId};
use serde::Serialize;
use std::collections::BTreeMap;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// The days that a statement is asked for; a bound that is none is the journal's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The first day: days since 1970-01-01.
    pub from_day: Option<i32>,
    /// The last.
    pub to_day: Option<i32>,
}

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// The first day: days since 1970-01-01.
    pub from_day: i32,
    /// The last.
    pub to_day: i32,
    /// The balance before the first row. Units: fen, as everywhere here.
    pub opening: Fen,
    /// The transfers, and what was signed, reviewed and closed.
    pub rows: Vec<Row>,
    /// What came in.
    pub came_in: Fen,
    /// What went out.
    pub went_out: Fen,
    /// The balance behind the last row.
    pub closing: Fen,
    /// What is authorised, that the bank has not paid.
    pub on_the_way: Fen,
    /// What the bank must say.
    pub bank: Fen,
    /// Set aside.
    pub reserved: Fen,
    /// The reservations that nothing has settled: the money or a word on it is still to come.
    pub open: Vec<Open>,
    /// Claims that were agreed and not paid in full: which, for what, how much is left.
    pub receivable: Vec<(ClaimId, IncidentId, Fen)>,
    /// Entries of money that this program cannot read.
    pub unread: u64,
    /// Whether both counts come to the same.
    pub balanced: bool,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its number.
    pub entry: EntryNumber,
    /// Its time.
    pub at: Instant,
    /// Its kind.
    pub kind: String,
    /// Who.
    pub actor: String,
    /// The incident.
    pub incident: Option<IncidentId>,
    /// What came in.
    pub came_in: Fen,
    /// What went out.
    pub went_out: Fen,
    /// The balance after it.
    pub balance: Fen,
    /// What happened; as text it is a sentence.
    #[serde(skip)]
    pub fact: Fact,
}

/// A reservation that is not settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Open {
    /// Which.
    pub reservation: ReservationId,
    /// For what.
    pub incident: IncidentId,
    /// How far it is.
    pub stage: pool::Stage,
    /// How much: what is set aside, or what was posted.
    pub amount: Fen,
    /// Who agreed by telephone and has not signed.
    pub unsigned: Option<String>,
    /// Whether its review is owed.
    pub review_owed: bool,
}

/// What is counted on the way.
struct Count {
    from: Instant,
    from_day: i32,
    pool: pool::State,
    claims: BTreeMap<ClaimId, (IncidentId, Fen)>,
    opening: Fen,
    /// In and out since the journal began, counted without accounts.
    ever: i64,
    rows: Vec<Row>,
    unread: u64,
}

/// Makes the statement of a span; none of an empty journal.
///
/// Cost: O(entries).
///
/// # Errors
/// Returns what SQLite says.
pub fn statement(reader: &Reader, query: Query) -> rusqlite::Result<Option<Statement>> {
    let Some((first, newest)) = reader.extent()? else { return Ok(None) };
    let from_day = query.from_day.unwrap_or_else(|| day_of(first));
    let to_day = query.to_day.unwrap_or_else(|| day_of(newest)).max(from_day);
    let mut count = Count {
        from: midnight(from_day),
        from_day,
        pool: pool::State::default(),
        claims: BTreeMap::new(),
        opening: Fen(0),
        ever: 0,
        rows: Vec::new(),
        unread: 0,
    };
    reader.walk(midnight(to_day.saturating_add(1)), |seen| count.take(seen))?;
    Ok(Some(count.finish(to_day)))
}

impl Count {
    fn take(&mut self, seen: &Seen<'_>) {
        let is_claim = seen.kind.starts_with("claim.");
        if !is_claim && !seen.kind.starts_with("pool.") {
            return;
        }
        match serde_json::from_str(seen.body) {
            Ok(Body::Pool(fact)) => self.take_money(seen, &fact),
            Ok(Body::Claim(claim::Fact::Agreed { claim, incident, amount })) => {
                self.claims.insert(claim, (incident, amount));
            }
            Ok(_) if is_claim => {}
            Ok(_) | Err(_) => self.unread += 1,
        }
    }

    fn take_money(&mut self, seen: &Seen<'_>, fact: &Fact) {
        let (came_in, went_out) = moved(fact);
        self.ever += came_in.0 - went_out.0;
        self.pool.apply(fact, Actor::Desk, seen.at);
        let balance = self.balance();
        if seen.at < self.from {
            self.opening = balance;
            return;
        }
        self.rows.push(Row {
            entry: seen.entry,
            at: seen.at,
            kind: seen.kind.to_owned(),
            actor: seen.actor.to_owned(),
            incident: seen.incident,
            came_in,
            went_out,
            balance,
            fact: *fact,
        });
    }

    fn balance(&self) -> Fen {
        self.pool.accounts.of(Account::Pool).balance()
    }

    fn finish(self, to_day: i32) -> Statement {
        let sum = |of: fn(&Row) -> Fen| Fen(self.rows.iter().map(|row| of(row).0).sum());
        let (came_in, went_out) = (sum(|row| row.came_in), sum(|row| row.went_out));
        let open = self.pool.reservations().iter().filter(|row| !row.is_settled()).map(|row| Open {
            reservation: row.id,
            incident: row.incident,
            stage: row.stage,
            amount: if row.stage == pool::Stage::Reserved { row.amount } else { row.posted },
            unsigned: row.unsigned().map(|it| it.by.code.to_string()),
            review_owed: row.is_review_owed(),
        });
        let receivable = self.claims.iter().filter_map(|(claim, (incident, agreed))| {
            let left = Fen(agreed.0 - self.pool.refilled(*claim).0);
            (left.0 > 0).then_some((*claim, *incident, left))
        });
        let closing = self.balance();
        let both =
            self.pool.accounts.all().fold((0, 0), |(debits, credits), (_, sums)| {
                (debits + sums.debits.0, credits + sums.credits.0)
            });
        Statement {
            from_day: self.from_day,
            to_day,
            opening: self.opening,
            came_in,
            went_out,
            closing,
            on_the_way: self.pool.on_the_way(),
            bank: self.pool.bank_figure(),
            reserved: self.pool.accounts.of(Account::Pool).credits_pending,
            open: open.collect(),
            receivable: receivable.collect(),
            unread: self.unread,
            balanced: self.unread == 0
                && both.0 == both.1
                && self.ever == closing.0
                && self.opening.0 + came_in.0 - went_out.0 == closing.0,
            rows: self.rows,
        }
    }
}

/// Returns what a fact brings in and takes out of the pool.
const fn moved(fact: &Fact) -> (Fen, Fen) {
    match fact {
        Fact::Opened { balance } => (*balance, Fen(0)),
        Fact::Posted { amount, .. } => (Fen(0), *amount),
        Fact::Refilled { amount, .. } | Fact::Recovered { amount, .. } | Fact::Contributed { amount, .. } => {
            (*amount, Fen(0))
        }
        Fact::Reserved { .. }
        | Fact::Signed { .. }
        | Fact::Countersigned { .. }
        | Fact::Reviewed { .. }
        | Fact::DayAsserted { .. }
        | Fact::DayClosed { .. }
        | Fact::Voided { .. }
        | Fact::Expired { .. }
        | Fact::Paid { .. }
        | Fact::Arrived { .. } => (Fen(0), Fen(0)),
    }
}

/// Returns the first instant of a local day.
fn midnight(day: i32) -> Instant {
    Instant(i64::from(day) * DAY_MS - ZONE.0)
}
